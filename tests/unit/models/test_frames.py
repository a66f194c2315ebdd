"""Lines of the runner: whole ones are understood, damaged ones are noticed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.models.frames import encode, looks_damaged, parse


def test_a_frame_comes_back() -> None:
    frame = parse(encode(7, "write", "0", "384", "AAEC"))
    assert frame is not None
    assert (frame.sequence, frame.words) == (7, ("write", "0", "384", "AAEC"))


def test_noise_before_and_a_carriage_return_behind_do_no_harm() -> None:
    frame = parse("boot ok" + encode(1, "ok").rstrip("\n") + "\r")
    assert frame is not None and frame.words == ("ok",)


@given(st.integers(0, 40), st.integers(0, 6))
def test_one_flipped_bit_is_always_noticed(place: int, bit: int) -> None:
    line = encode(12, "write", "0", "0", "AAECAwQFBgc=").rstrip("\n")
    place %= len(line)
    damaged = line[:place] + chr(ord(line[place]) ^ (1 << bit)) + line[place + 1 :]
    assert parse(damaged) is None
    if place > 1:  # with its start gone, half a frame may look like any text
        assert looks_damaged(damaged)


def test_other_lines_are_no_frames() -> None:
    for line in ("", "[harness] stack 10 of 20 bytes", "Testing X"):
        assert parse(line) is None
        assert not looks_damaged(line)


def test_half_a_frame_is_damaged() -> None:
    line = encode(3, "ok", "AAEC").rstrip("\n")
    assert looks_damaged(line[:14])
    assert looks_damaged(line[14:])
