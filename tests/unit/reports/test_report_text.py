from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reports.text import (
    clean,
    clean_line,
    count,
    first_of_each_kind,
    format_seconds,
    shorten,
    shown_path,
    tail_of_file,
)

# XML 1.0, production [2] Char, less what clean() also takes out
ALLOWED = re.compile("[\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]*")
ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT)
def test_cleaned_text_has_only_characters_that_xml_allows(text: str) -> None:
    assert ALLOWED.fullmatch(clean(text))


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANY_TEXT)
def test_a_cleaned_line_is_one_line(text: str) -> None:
    assert len(clean_line(text).split("\n")) == 1
    assert "\t" not in clean_line(text)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E) | st.sampled_from("\t\nä€😀")))
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\0", "␀"),
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x7f", "␡"),
        ("a\r\nb", "a\nb"),
        ("half\rline", "half␍line"),
        ("\r\r\n", "␍\n"),
        ("\x9b31m", "\ufffd31m"),
        ("\ud800", "\ufffd"),
        ("\ufffe\uffff\ufdd0\U0001ffff", "\ufffd" * 4),
    ],
)
def test_what_replaces_what(raw: str, shown: str) -> None:
    assert clean(raw) == shown


@given(ANY_TEXT, st.integers(1, 50), st.sampled_from(["head", "tail", "ends"]))
def test_shortened_text_keeps_the_limit_and_says_so(text: str, limit_bytes: int, keep: str) -> None:
    short = shorten(text, limit_bytes, keep=keep)  # type: ignore[arg-type]
    if len(text) <= limit_bytes and len(clean(text).encode()) <= limit_bytes:
        assert short == clean(text)
    else:
        assert "characters left out" in short
        assert len(short.encode()) <= limit_bytes + 60


def test_shortening_keeps_the_asked_part() -> None:
    text = "a" * 100 + "z" * 100
    assert shorten(text, 10).startswith("a" * 10 + "\n[... 190 characters")
    assert shorten(text, 10, keep="tail").endswith("...]\n" + "z" * 10)
    assert shorten(text, 10, keep="ends") == "aaaaa\n[... 190 characters left out ...]\nzzzzz"


def test_the_tail_of_a_log_names_what_is_left_out(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(b"x" * 5000 + b"\xffend")
    assert tail_of_file(log, 5) == "[... 4,999 bytes left out ...]\nx\ufffdend"
    assert tail_of_file(log, 10_000).endswith("x\ufffdend")
    assert tail_of_file(tmp_path / "missing.log", 5) == ""


@pytest.mark.parametrize(
    ("duration_s", "shown"),
    [
        (0.0, "0 ms"),
        (-1.0, "0 ms"),
        (0.0244, "24 ms"),
        (0.9999, "1.0 s"),
        (59.94, "59.9 s"),
        (59.96, "1 min 00 s"),
        (125.2, "2 min 05 s"),
    ],
)
def test_durations(duration_s: float, shown: str) -> None:
    assert format_seconds(duration_s) == shown


def test_small_words() -> None:
    assert count(1, "case") == "1 case"
    assert count(2, "binary", "binaries") == "2 binaries"
    assert shown_path(Path("/a/b/c"), Path("/a")) == "b/c"
    assert shown_path(Path("/x/c"), Path("/a")) == "/x/c"


def test_many_of_one_kind_are_counted() -> None:
    texts = [*(f"missing: {number}" for number in range(12)), "double: a", "missing: 0"]
    told = list(first_of_each_kind(texts, most=10))
    assert told[:11] == [*texts[:10], "double: a"]
    assert told[11:] == ["missing: … and 2 more like these"]
