"""What a person or a pipe sees of the consoles, and how keys are shown and sent."""

from __future__ import annotations

from harness.consoles import Consoles
from harness.shell.keyboard import as_typed, echoed
from harness.shell.screen import Screen

TWO = Consoles(main="normal", further=("sec",))


def test_one_console_is_shown_as_it_is() -> None:
    written: list[bytes] = []
    screen = Screen(written.append, TWO, "sec")
    screen.show("sec", b"a\r\n\x1b[1mb")
    screen.show("normal", b"never")
    assert not screen.at_line_start
    screen.finish()
    screen.finish()
    assert written == [b"a\r\n\x1b[1mb", b"\n"]


def test_several_are_shown_line_by_line_with_their_names() -> None:
    written: list[bytes] = []
    screen = Screen(written.append, TWO, None)
    screen.show("normal", b"on")
    screen.show("sec", b"x\r\n\r\n")
    screen.show("normal", b"e\nuart:~$ ")
    screen.finish()
    assert b"".join(written).decode().splitlines() == [
        "sec:    x",
        "sec:    ",
        "normal: one",
        "normal: uart:~$ ",
    ]


def test_line_ends_become_what_enter_sends() -> None:
    assert as_typed(b"a\rb\nc\r\nd", b"\r") == b"a\rb\rc\rd"
    assert as_typed(b"a\r", b"\r\n") == b"a\r\n"


def test_keys_are_shown_as_a_terminal_shows_them() -> None:
    assert echoed(b"ab\x7f\x08\r") == b"ab\b \b\b \b\n"
    assert echoed(b"\x03\x1b[A\t\xc3\xa4") == b"[A\t\xc3\xa4"
