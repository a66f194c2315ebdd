"""The cases that a binary declares, matched to the names that its console shows."""

from __future__ import annotations

from collections import defaultdict

from harness.model import DeclaredCase, Dialect


class DeclaredCases:
    """Which declared cases were seen.

    The ELF only holds ``<suite>_<name>_Info``, so where the suite's name ends is a guess: names are compared
    with ``.`` read as ``_``.
    """

    def __init__(self, declared: tuple[DeclaredCase, ...] | None) -> None:
        self.known = declared is not None
        self._all = declared or ()
        self._unseen: defaultdict[str, list[DeclaredCase]] = defaultdict(list)
        for case in self._all:
            self._unseen[_key(case.name)].append(case)

    @property
    def only_dialect(self) -> Dialect | None:
        """The one dialect that all declared cases are of, None without cases or with several dialects."""
        dialects = {case.dialect for case in self._all}
        return next(iter(dialects)) if len(dialects) == 1 else None

    def see(self, name: str) -> DeclaredCase | None:
        """The console shows a case ``name``: the declared one that it is, None for one not declared."""
        candidates = self._unseen.get(_key(name))
        if not candidates:
            return None
        exact = (index for index, case in enumerate(candidates) if case.name == name)
        return candidates.pop(next(exact, 0))

    def expected(self, dialect: Dialect | None) -> tuple[DeclaredCase, ...]:
        """The cases that must be seen in a run of ``dialect``.

        A v2 binary may hold strings that look like v1 cases (and the reverse): cases of the dialect that the
        console speaks count alone, where there are any.
        """
        same = tuple(case for case in self._all if case.dialect is dialect)
        return same or self._all

    def unseen(self, dialect: Dialect | None) -> tuple[DeclaredCase, ...]:
        """The expected cases that were not seen, in the order of their declaration."""
        waiting = {id(case) for cases in self._unseen.values() for case in cases}
        return tuple(case for case in self.expected(dialect) if id(case) in waiting)


def _key(name: str) -> str:
    return name.replace(".", "_")
