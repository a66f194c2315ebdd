"""The keys of ``harness.toml`` and of the environment, and what kind of value each takes."""

from __future__ import annotations

import contextlib
import math
import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from harness.settings import PROFILES

ELF_SUFFIXES = (".elf", ".axf", ".out")
JUNIT_FLAVOURS = ("strict", "rich")


class Kind(NamedTuple):
    """One kind of value: what it is called in messages, how it is read from TOML and from text.

    ``read`` takes a TOML value and the folder that relative paths start from; it raises ValueError on a
    value of another kind. ``parse`` makes a TOML value of an environment variable.
    """

    expected: str
    read: Callable[[object, Path], object]
    parse: Callable[[str], object]


def _text(value: object, _folder: Path) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value


def _texts(value: object, folder: Path) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not values:
        raise ValueError
    return tuple(_text(each, folder) for each in values)


def _path(value: object, folder: Path) -> Path:
    return (folder / Path(_text(value, folder)).expanduser()).resolve()


def _paths(value: object, folder: Path) -> tuple[Path, ...]:
    return tuple(_path(each, folder) for each in _texts(value, folder))


def _suites(value: object, folder: Path) -> tuple[str, ...]:
    return tuple(rooted(each, folder) for each in _texts(value, folder))


def _whole(minimum: int) -> Callable[[object, Path], int]:
    def read(value: object, _folder: Path) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < minimum:
            raise ValueError
        return value

    return read


def _seconds(value: object, _folder: Path) -> float:
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not math.isfinite(value)
        or value <= 0
    ):
        raise ValueError
    return float(value)


def _flag(value: object, _folder: Path) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _flavour(value: object, folder: Path) -> str:
    if value not in JUNIT_FLAVOURS:
        raise ValueError
    return _text(value, folder)


def _one_of(*choices: str) -> Callable[[object, Path], str]:
    def read(value: object, folder: Path) -> str:
        if value not in choices:
            raise ValueError
        return _text(value, folder)

    return read


def _profiles(value: object, folder: Path) -> tuple[str, ...]:
    read = _one_of(*PROFILES)
    return tuple(read(each, folder) for each in _texts(value, folder))


def _command(value: object, folder: Path) -> tuple[str, ...]:
    """Words as they are; one text is split as a shell would."""
    return tuple(shlex.split(value)) if isinstance(value, str) and value.strip() else _texts(value, folder)


def _parse_flag(text: str) -> object:
    return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}.get(
        text.lower(), text
    )


def _parse_names(text: str) -> object:
    return [part.strip() for part in text.split(",") if part.strip()]


def _parse_paths(text: str) -> object:
    return [part for part in text.split(os.pathsep) if part]


NAMES = Kind("a list of names, such as ['bluepill']", _texts, _parse_names)
SUITES = Kind("a list of suite names, ELF files or folders", _suites, _parse_names)
TEXT = Kind("a text that is not empty", _text, str)
PATH = Kind("a path", _path, str)
PATHS = Kind("a list of paths", _paths, _parse_paths)
COUNT = Kind("a whole number from 1", _whole(1), int)
NUMBER = Kind("a whole number from 0", _whole(0), int)
SECONDS = Kind("a number of seconds above 0", _seconds, float)
FLAG = Kind("true or false", _flag, _parse_flag)
FLAVOUR = Kind(" or ".join(f"{each!r}" for each in JUNIT_FLAVOURS), _flavour, str)
PROFILE_NAMES = Kind("'real', 'roomy', or a list of both", _profiles, _parse_names)
BOARD = Kind("'ours' or 'stock'", _one_of("ours", "stock"), str)
COMMAND = Kind("a command, as one text or as a list of words", _command, str)

KEYS = {
    "targets": NAMES,
    "suites": SUITES,
    "simulator": TEXT,
    "jobs": COUNT,
    "timeout_s": SECONDS,
    "retries": NUMBER,
    "fail_on_flaky": FLAG,
    "quarantine": PATH,
    "report_folder": PATH,
    "history": PATH,
    "cache_folder": PATH,
    "platform_folders": PATHS,
    "fail_fast": FLAG,
    "github": FLAG,
    "image": TEXT,
    "junit_flavour": FLAVOUR,
}
SECTIONS = {
    "target": {"timeout_s": SECONDS},
    "suite": {
        "paths": PATHS,
        # of a suite that a command builds
        "command": COMMAND,
        "elves": TEXT,
        "folder": PATH,
        # of suite tflm
        "root": PATH,
        "board": BOARD,
        "kernels": TEXT,
        "build_type": TEXT,
        "make_args": NAMES,
        "profiles": PROFILE_NAMES,
        "expectations": PATH,
    },
}
VARIABLES = {f"HARNESS_{key.upper()}": key for key in KEYS if key != "cache_folder"} | {
    "HARNESS_CACHE": "cache_folder"
}


def rooted(name: str, folder: Path) -> str:
    """``name`` of a suite or selector; where it is a path, absolute, seen from ``folder``.

    A plain word stays as it is (a suite's name wins over a folder of the same name), and so does
    ``target/binary`` unless such a file exists.
    """
    path = folder / Path(name).expanduser()
    written_as_path = (
        name.startswith(("/", "./", "../", "~")) or name in (".", "..") or name.endswith(ELF_SUFFIXES)
    )
    if written_as_path and not any(mark in name for mark in "*?["):
        return str(path.resolve())
    with contextlib.suppress(PermissionError):  # a folder that may not be entered
        if os.sep in name and path.exists():
            return str(path.resolve())
    return name
