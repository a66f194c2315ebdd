"""Did-you-mean for every name that a user can mistype."""

from __future__ import annotations

from collections.abc import Iterable

MANY = 24  # more names than this are not a hint any more; commands are fewer


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``did you mean X?``, or the known names where none is close; empty where there are none, or many."""
    from difflib import get_close_matches  # 5 ms, and only mistakes pay for it

    names = sorted(known)
    folded = {name.casefold(): name for name in names}
    close = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    if close:
        return f"did you mean {folded[close[0]]}?"
    return f"known: {', '.join(names)}" if 0 < len(names) <= MANY else ""
