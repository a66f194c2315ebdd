"""What was printed and not yet read: lines, and text on a line that has not ended."""

from __future__ import annotations

import re

import pytest

from harness.console import unread
from harness.console.unread import Unread


def fed(*chunks: bytes) -> Unread:
    console = Unread()
    for chunk in chunks:
        console.feed(chunk)
    return console


def found(console: Unread, pattern: str) -> str | None:
    match = console.find(re.compile(pattern))
    return match and match.group()


def test_lines_before_the_wanted_one_count_as_read() -> None:
    console = fed(b"a\r\nb\r\nc\r\n")
    assert console.line(lambda line: line == "b") == "b"
    assert console.passed == 2
    assert console.line(lambda line: line == "a") is None
    assert console.passed == 3


def test_a_prompt_is_found_though_its_line_does_not_end() -> None:
    console = fed(b"hello\nuart:", b"~$ ")
    assert console.line(lambda line: "uart" in line) is None
    assert found(console, r"uart:~\$") == "uart:~$"
    assert found(console, r"uart:~\$") is None  # it is read
    console.feed(b"infer\r\nuart:~$ ")
    assert console.line(lambda line: True) == " infer"  # the rest of that line
    assert found(console, r"uart:~\$") == "uart:~$"


def test_several_places_of_one_line_are_found_one_after_the_other() -> None:
    console = fed(b"1 2 3\n4\n")
    assert [found(console, r"\d") for _ in range(5)] == ["1", "2", "3", "4", None]


def test_what_is_skipped_is_not_found_again() -> None:
    console = fed(b"$ \n$ ")
    console.skip()
    assert found(console, r"\$") is None
    console.feed(b"1\r\n$ ")
    assert found(console, r".*") == "1"
    assert found(console, r"\$") == "$"


def test_colours_are_no_text() -> None:
    assert found(fed(b"\x1b[1;32muart", b":~$ \x1b[", b"m"), r"^uart:~\$ $") == "uart:~$ "
    assert found(fed(b"\x1b[1;32muart:~$ \x1b[m"), r"uart:~\$ $") == "uart:~$ "


def test_the_end_makes_a_line_of_what_there_is() -> None:
    console = fed(b"half")
    console.finish()
    assert console.line(lambda line: True) == "half"


def test_the_oldest_lines_are_dropped_where_nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unread, "MOST_LINES", 3)
    console = fed(b"1\n2\n3\n4\n5\n")
    assert console.line(lambda line: True) == "3"
