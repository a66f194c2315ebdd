"""Bytes to lines: ends, cuts, encodings, bounds."""

from __future__ import annotations

import itertools
import re
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.console.lines import Line, LineSplitter, clean_text


def split(*chunks: bytes, max_line_bytes: int = 65536) -> list[Line]:
    splitter = LineSplitter(max_line_bytes)
    lines = [line for chunk in chunks for line in splitter.feed(chunk)]
    return lines + splitter.finish()


def texts(*chunks: bytes) -> list[str]:
    return [line.text for line in split(*chunks)]


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b"", []),
        (b"a\nb\n", ["a", "b"]),
        (b"a\r\nb\r\n", ["a", "b"]),
        (b"a\rb\r", ["a", "b"]),
        (b"a\n\rb\n\r", ["a", "b"]),
        (b"a\n\nb\n", ["a", "", "b"]),
        (b"a\r\n\r\nb\r\n", ["a", "", "b"]),
        (b"a\r\rb\r", ["a", "", "b"]),
        (b"~~~ALL TESTS PASSED~~~\n\r\n", ["~~~ALL TESTS PASSED~~~", ""]),  # as TFLM's v1 ends
        (b"a\nb\rc\r\nd\n\re", ["a", "b", "c", "d", "e"]),
        (b"half", ["half"]),
    ],
)
def test_line_ends(stream: bytes, expected: list[str]) -> None:
    assert texts(stream) == expected
    assert texts(*(bytes([byte]) for byte in stream)) == expected


def test_a_line_is_given_out_at_the_first_byte_of_its_end() -> None:
    splitter = LineSplitter()
    assert [line.text for line in splitter.feed(b"one\r")] == ["one"]
    assert splitter.feed(b"\n") == []
    assert splitter.finish() == []


def test_numbers_count_from_one_and_only_the_last_line_can_be_incomplete() -> None:
    lines = split(b"a\n\nb\nc")
    assert [(line.number, line.complete) for line in lines] == [(1, True), (2, True), (3, True), (4, False)]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"plain", "plain"),
        (b"a\tb", "a\tb"),
        ("Größe 5 µs".encode(), "Größe 5 µs"),
        (b"bad \xff\xfe end", "bad \ufffd\ufffd end"),
        (b"\x1b[31mred\x1b[0m", "red"),
        (b"\x1b]0;title\x07text", "text"),
        (b"\x1b]0;title\x1b\\text", "text"),
        (b"\x1b[?25lhidden\x1b(B", "hidden"),
        (b"N\x00U\x00L\x00", "NUL"),
        (b"bell\x07 back\x08", "bell\u2407 back\u2408"),
        (b"\x1b", "\u241b"),
        (b"del\x7f", "del\u2421"),
        ("c1\u0085 sep\u2028".encode(), "c1\\x85 sep\\u2028"),
    ],
)
def test_clean_text(raw: bytes, text: str) -> None:
    assert clean_text(raw) == text


def test_multi_byte_characters_and_escape_sequences_may_be_cut_anywhere() -> None:
    stream = "\x1b[1;31mGröße\x1b[0m €\n".encode()
    for cut in range(len(stream)):
        assert texts(stream[:cut], stream[cut:]) == ["Größe €"]


@pytest.mark.parametrize("piece_bytes", [7, 1000, 1_000_000])
def test_a_very_long_line_stays_one_line_and_keeps_its_head(piece_bytes: int) -> None:
    stream = b"head" + b"x" * 1_000_000 + b"\nnext\n"
    pieces = [stream[at : at + piece_bytes] for at in range(0, len(stream), piece_bytes)]
    first, second = split(*pieces, max_line_bytes=100)
    assert first.text == "head" + "x" * 96
    assert first.truncated
    assert (second.text, second.number, second.truncated) == ("next", 2, False)


def test_a_line_of_exactly_the_limit_is_whole() -> None:
    assert [line.truncated for line in split(b"x" * 10 + b"\n" + b"x" * 11 + b"\n", max_line_bytes=10)] == [
        False,
        True,
    ]


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        LineSplitter(0)


def test_an_endless_line_needs_no_memory() -> None:
    splitter = LineSplitter()
    piece = b"x" * 65536
    splitter.feed(piece)
    tracemalloc.start()
    try:
        for _ in range(200):
            splitter.feed(piece)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 1_000_000


ALPHABET = st.sampled_from([b"a", b"b ", b"\r", b"\n", b"\x1b[0m", "ö€".encode(), b"\xff", b"\0"])


@given(parts=st.lists(ALPHABET, max_size=40), cuts=st.lists(st.integers(0, 120), max_size=12))
def test_the_cut_of_the_stream_changes_nothing(parts: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(parts)
    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    chunks = [stream[start:end] for start, end in itertools.pairwise(places)]
    whole = split(stream, max_line_bytes=9)
    assert split(*chunks, max_line_bytes=9) == whole


@given(stream=st.binary(max_size=300))
def test_any_bytes_give_lines_without_line_ends_and_controls(stream: bytes) -> None:
    lines = split(stream)
    *ended, last = re.split(rb"\r\n|\n\r|\r|\n", stream)
    assert len(lines) == len(ended) + bool(last)
    assert not any(set(line.text) & {"\r", "\n", "\0", "\x1b"} for line in lines)
