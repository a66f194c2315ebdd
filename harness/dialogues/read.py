"""``[suite.NAME]`` with cases -> :class:`~harness.dialogues.script.Dialogue`; every mistake is named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from harness.dialogues.places import case_places
from harness.dialogues.script import Absent, Case, Dialogue, Exit, Forbidden, Script, Send, Step, Text, Wait
from harness.errors import ConfigError
from harness.model import Image, Verdict
from harness.toml_table import CheckedTable

CASE = "case"
# key -> what it means where such a text comes
FORBIDDEN = {
    "forbid": Verdict.FAILED,
    "forbid_regex": Verdict.FAILED,
    "crash": Verdict.CRASHED,
    "crash_regex": Verdict.CRASHED,
}
KEYS = (
    "targets",
    "elf",
    "images",
    "beside",
    "build",
    "enter",
    "timeout_s",
    "wait_s",
    *FORBIDDEN,
    CASE,
)
# A suite with one of these is a dialogue; the other keys may be mistakes in a suite of another kind.
OWN_KEYS = frozenset((CASE, "elf", "images", "beside", "enter", "wait_s", *FORBIDDEN))
ENTER = {"cr": "\r", "lf": "\n", "crlf": "\r\n"}
DEFAULT_WAIT_S = 10.0
_CASE_KEYS = ("name", "steps", *FORBIDDEN)
_STEPS = {
    # the key that says what a step does -> the keys that may stand beside it
    "wait": ("uart", "timeout_s"),
    "wait_regex": ("uart", "timeout_s"),
    "send": ("uart",),
    "type": ("uart",),
    "absent": ("uart", "for_s"),
    "absent_regex": ("uart", "for_s"),
    "exit": ("timeout_s",),
    "reset": ("timeout_s",),
}
_SHAPE = '[[suite.NAME.case]] with name = "…" and steps = [{ send = "…" }, { wait = "…" }]'
_BESIDE_KEYS = ("file", "address")


def is_dialogue(table: Mapping[str, object]) -> bool:
    """Whether ``[suite.NAME]`` means a dialogue."""
    return not OWN_KEYS.isdisjoint(table)


def read_dialogue(table: CheckedTable, name: str, text: str) -> Dialogue:
    """The dialogue in ``table``; ``text`` is the whole file, for the lines of cases and steps.

    Raises:
        ConfigError: a mistake in it.
    """
    table.check_keys(KEYS)
    if ("elf" in table) == ("images" in table):
        raise ConfigError(
            f"{table.path}: {table.place}elf: expected either elf, for a board that takes programs, "
            f"or images, for one whose images are yours, found {'both' if 'elf' in table else 'neither'}"
        )
    enter = ENTER[table.choice("enter", list(ENTER), None)] if "enter" in table else None
    wait_s = table.seconds("wait_s") or DEFAULT_WAIT_S
    places = case_places(text, name)
    tables = table.list_of_tables(CASE, _SHAPE)
    if not tables:
        table.wrong(CASE, _SHAPE)
    if len(places) != len(tables):  # written in a way that the search for places does not know
        places = [(0, [])] * len(tables)
    cases = [
        _case(inner, enter, wait_s, line or None, lines)
        for inner, (line, lines) in zip(tables, places, strict=True)
    ]
    names = [case.name for case in cases]
    for case, inner in zip(cases, tables, strict=True):
        if names.count(case.name) > 1:
            inner.wrong("name", "a name that no other case of the suite has")
    targets = _texts(table, "targets")
    if not targets:
        table.wrong("targets", 'the boards that it is for, such as ["qemu_optee"]')
    folder = table.path.parent
    return Dialogue(
        targets=targets,
        script=Script(
            cases=tuple(cases),
            forbid=_forbidden(table),
            file=table.path,
        ),
        elf=_path(table.text("elf", ""), folder) if "elf" in table else None,
        images=table.table("images", '{ flash = "flash.bin" }').each(_word),
        beside=tuple(_beside(each, folder) for each in table.list_of_tables("beside", "{ file, address }")),
        timeout_s=table.seconds("timeout_s"),
        build=table.text("build", ""),
    )


def _case(table: CheckedTable, enter: str | None, wait_s: float, line: int | None, lines: list[int]) -> Case:
    table.check_keys(_CASE_KEYS)
    steps = table.list_of_tables("steps", '{ wait = "…" }')
    if not steps:
        table.wrong("steps", 'a list such as [{ send = "help" }, { wait = "usage" }]')
    where: list[int | None] = [*lines] if len(lines) == len(steps) else [line] * len(steps)
    return Case(
        name=_word(table, "name"),
        steps=tuple(_step(each, enter, wait_s, place) for each, place in zip(steps, where, strict=True)),
        forbid=_forbidden(table),
        line=line,
    )


def _step(table: CheckedTable, enter: str | None, wait_s: float, line: int | None) -> Step:
    table.check_keys([*_STEPS, "uart", "timeout_s", "for_s"])
    what = [key for key in _STEPS if key in table]
    if len(what) != 1:
        raise ConfigError(
            f"{table.path}: {table.place.rstrip('.')}: expected one of {', '.join(_STEPS)} in each step, "
            f"found {', '.join(what) or 'none'}"
        )
    key = what[0]
    for other in ("uart", "timeout_s", "for_s"):
        if other in table and other not in _STEPS[key]:
            table.wrong(other, f"nothing, as a step with {key} has {' and '.join(_STEPS[key])} at most")
    uart = table.text("uart", "")
    timeout_s = table.seconds("timeout_s") or wait_s
    match key:
        case "wait" | "wait_regex":
            return Wait(what=_text(table, key), timeout_s=timeout_s, uart=uart, line=line)
        case "send":
            text = table.text(key, "")
            return Send(text=text, enter=enter, uart=uart, line=line)
        case "type":
            return Send(text=_word(table, key), enter="", uart=uart, line=line)
        case "reset":
            if not table.flag(key):
                table.wrong(key, "true")
            return Exit(code=None, timeout_s=timeout_s, line=line)
        case "exit":
            code = table.integer(key, 0, 255)
            assert code is not None
            return Exit(code=code, timeout_s=timeout_s, line=line)
    for_s = table.seconds("for_s")
    if for_s is None:
        table.wrong("for_s", "for how many guest seconds it must not come")
    return Absent(what=_text(table, key), for_s=for_s, uart=uart, line=line)


def _text(table: CheckedTable, key: str) -> Text:
    return _checked(table, key, _word(table, key), regex=key.endswith("_regex"))


def _checked(table: CheckedTable, key: str, text: str, *, regex: bool) -> Text:
    if "\n" in text and not regex:
        table.wrong(key, "a text of one line: each line is looked at alone")
    if regex:
        try:
            re.compile(text)
        except re.error as error:
            table.wrong(key, f"a regular expression ({error})")
    return Text(text=text, regex=regex)


def _forbidden(table: CheckedTable) -> tuple[Forbidden, ...]:
    return tuple(
        Forbidden(what=_checked(table, key, each, regex=key.endswith("_regex")), verdict=verdict)
        for key, verdict in FORBIDDEN.items()
        for each in _texts(table, key)
    )


def _texts(table: CheckedTable, key: str) -> tuple[str, ...]:
    """A list of texts, or one; none of them empty."""
    found = table.texts_or_one(key)
    if not all(each.strip() for each in found):
        table.wrong(key, "texts that are not empty")
    return found


def _word(table: CheckedTable, key: str) -> str:
    text = table.text(key, "")
    if not text:
        table.wrong(key, "a text that is not empty")
    return text


def _beside(table: CheckedTable, folder: Path) -> Image:
    table.check_keys(_BESIDE_KEYS)
    path = _path(_word(table, "file"), folder)
    return Image(path=path, address=table.address("address") if "address" in table else None)


def _path(text: str, folder: Path) -> Path:
    return (folder / Path(text).expanduser()).resolve()
