"""``harness.toml`` (or ``[tool.harness]``), environment and command line, merged into Settings.

Precedence: command line > environment (``HARNESS_*``) > file > default. All mistakes of a file and of the
environment are collected and told together, each with its place, key, what was expected and what was found.
"""

from __future__ import annotations

import os
import pwd
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness.config_keys import KEYS, SECTIONS, VARIABLES, Kind
from harness.config_suites import suite_fields
from harness.dialogues.script import Dialogue
from harness.errors import ConfigError, EnvironmentMissingError, UsageError
from harness.settings import Settings
from harness.suggest import did_you_mean

FILE_NAME = "harness.toml"
PROJECT_FILE_NAME = "pyproject.toml"
ROOT_MARKS = (".git", ".hg", ".jj", ".svn")  # the folder that holds one is the last one searched
DEFAULT_SUITES = ("micro_tests",)

TomlTable = dict[str, object]


def build_settings(
    *,
    cwd: Path,
    environ: Mapping[str, str],
    given: Mapping[str, object],
    default_targets: tuple[str, ...] = (),
) -> Settings:
    """Merge everything into one :class:`Settings`.

    ``cwd`` is where relative paths of the command line start and where the search for a file begins.
    ``given`` holds fields of ``Settings`` from the command line; ``None`` and ``()`` mean "not given".
    ``default_targets`` are taken where no place names any.

    Raises:
        ConfigError: mistakes in the file or the environment, one line of the message for each.
        UsageError: no target is named anywhere.
        EnvironmentMissingError: there is no home for the cache.
    """
    mistakes: list[str] = []
    fields: dict[str, Any] = {"suites": DEFAULT_SUITES, "jobs": usable_cores()}
    fields["report_folder"] = cwd / "reports"
    path = find_file(cwd)
    if path is not None:
        fields |= _from_file(path, mistakes)
    wished: dict[str, Any] = _from_environment(environ, cwd, mistakes)
    if mistakes:
        raise ConfigError("\n".join(mistakes))
    wished |= {name: value for name, value in given.items() if value not in (None, ())}
    if path is not None:
        places = {f"target.{name}": name for name in fields["target_timeouts"]}
        for suite, dialogue in fields["dialogues"].items():
            places |= {f"suite.{suite}.targets: {name}": name for name in dialogue.targets}
        _check_targets(places, wished.get("platform_folders", fields.get("platform_folders", ())), path)
    if "timeout_s" in wished:  # a wish for this run wins over the file's particular ones
        fields["target_timeouts"] = {}
    fields |= wished
    if "targets" not in wished:
        _take_targets_of_dialogues(fields)
    for name in ("suites", "selectors"):
        fields[name] = _with_paths(fields.get(name, ()), fields.get("suite_paths", {}))
    if "cache_folder" not in fields:
        fields["cache_folder"] = default_cache_folder(environ)
    fields.setdefault("targets", default_targets)
    if not fields.get("targets"):
        raise UsageError(
            "no target is named",
            remedy=f"pass --target NAME (see 'harness list targets') or set targets in {FILE_NAME}",
        )
    return Settings(working_folder=cwd, **fields)


def usable_cores() -> int:
    """The cores that this process may use: under taskset, fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1  # macOS


def default_cache_folder(environ: Mapping[str, str]) -> Path:
    """``$XDG_CACHE_HOME/harness`` or ``~/.cache/harness``; a relative XDG path is void by its rules."""
    base = environ.get("XDG_CACHE_HOME", "")
    if base and Path(base).is_absolute():
        return Path(base) / "harness"
    try:
        home = environ.get("HOME") or pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:  # a container started with a user id that has no name
        raise EnvironmentMissingError("there is no home folder", remedy="set HOME or HARNESS_CACHE") from None
    return Path(home) / ".cache" / "harness"


def find_file(start: Path) -> Path | None:
    """The nearest ``harness.toml`` or ``pyproject.toml`` with ``[tool.harness]``, from ``start`` upwards."""
    for folder in (start, *start.parents):
        own, project = folder / FILE_NAME, folder / PROJECT_FILE_NAME
        if own.is_file():
            return own
        if project.is_file() and re.search(rb"^\s*\[tool\.harness\b", project.read_bytes(), re.MULTILINE):
            return project
        if any((folder / mark).exists() for mark in ROOT_MARKS):
            return None
    return None


def read_table(path: Path) -> TomlTable:
    """The settings in ``path``; ConfigError with the place where it is not valid TOML."""
    try:
        text = path.read_text(encoding="utf-8")
        content: TomlTable = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, _, place = str(error).rpartition(" (at ")
        numbers = re.findall(r"\d+", place) or [str(text.count("\n") + 1)]  # none at the end of the document
        raise ConfigError(f"{path}:{':'.join(numbers)}: not valid TOML: {what}") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not valid UTF-8 at byte {error.start}") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    if path.name != PROJECT_FILE_NAME:
        return content
    tool = content.get("tool")
    own = tool.get("harness") if isinstance(tool, dict) else None
    if not isinstance(own, dict):
        raise ConfigError(f"{path}: tool.harness: expected a table, found {_shown(own)}")
    return own


def _from_file(path: Path, mistakes: list[str]) -> dict[str, object]:
    table = read_table(path)
    sections = {name: table.pop(name, {}) for name in SECTIONS}
    dialogues = _dialogues(sections["suite"], path, mistakes)
    fields = _read_keys(table, KEYS, path, "", mistakes, also=SECTIONS)
    per_name = {name: _read_section(section, name, path, mistakes) for name, section in sections.items()}
    fields["target_timeouts"] = _pick(per_name["target"], "timeout_s")
    fields |= suite_fields(per_name["suite"], path, mistakes)
    return fields | {"dialogues": dialogues}


def _dialogues(suites: object, path: Path, mistakes: list[str]) -> dict[str, Dialogue]:
    """The dialogues among ``[suite.NAME]``, which are taken out of ``suites``."""
    if not isinstance(suites, dict):
        return {}
    from harness.dialogues.read import is_dialogue, read_dialogue  # they read with this module
    from harness.toml_table import CheckedTable

    found: dict[str, Dialogue] = {}
    tables = {name: each for name, each in suites.items() if isinstance(each, dict) and is_dialogue(each)}
    for name, table in tables.items():
        del suites[name]
        try:
            found[name] = read_dialogue(
                CheckedTable(path, f"suite.{name}.", table), name, path.read_text(encoding="utf-8")
            )
        except ConfigError as error:
            mistakes.append(str(error))
    return found


def _take_targets_of_dialogues(fields: dict[str, Any]) -> None:
    """Who names no target gets those of the dialogues that were chosen, each for its dialogues alone."""
    dialogues: dict[str, Dialogue] = fields.get("dialogues", {})
    chosen = [name for name in fields.get("selectors") or () if name in dialogues]
    only_dialogues = bool(chosen) or all(name in dialogues for name in fields["suites"])
    chosen = chosen or [name for name in fields["suites"] if name in dialogues]
    theirs = tuple(dict.fromkeys(each for name in chosen for each in dialogues[name].targets))
    if not theirs:
        return
    others = () if only_dialogues else tuple(fields.get("targets", ()))
    fields["dialogue_targets"] = tuple(each for each in theirs if each not in others)
    fields["targets"] = (*others, *fields["dialogue_targets"])


def _read_section(
    section: object, name: str, path: Path, mistakes: list[str]
) -> dict[str, dict[str, object]]:
    """``[target.NAME]`` or ``[suite.NAME]`` -> NAME -> its keys."""
    if not isinstance(section, dict):
        mistakes.append(f"{path}: {name}: expected tables such as [{name}.NAME], found {_shown(section)}")
        return {}
    found = {}
    for each, table in section.items():
        if isinstance(table, dict):
            found[each] = _read_keys(table, SECTIONS[name], path, f"{name}.{each}.", mistakes)
        else:
            mistakes.append(f"{path}: {name}.{each}: expected a table [{name}.NAME], found {_shown(table)}")
    return found


def _read_keys(
    table: TomlTable,
    kinds: Mapping[str, Kind],
    path: Path,
    prefix: str,
    mistakes: list[str],
    *,
    also: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Read each key of ``table`` by its kind; ``also`` are further names worth suggesting."""
    fields: dict[str, object] = {}
    for key, value in table.items():
        kind = kinds.get(key)
        if kind is None:
            hint = did_you_mean(key, [*kinds, *(also or ())])
            mistakes.append(f"{path}: {prefix}{key}: unknown key with value {_shown(value)}, {hint}")
            continue
        try:
            fields[key] = kind.read(value, path.parent)
        except ValueError:
            mistakes.append(f"{path}: {prefix}{key}: expected {kind.expected}, found {_shown(value)}")
    return fields


def _from_environment(environ: Mapping[str, str], cwd: Path, mistakes: list[str]) -> dict[str, object]:
    """Variables that are set and not empty."""
    fields: dict[str, object] = {}
    for variable, key in VARIABLES.items():
        text = environ.get(variable, "")
        if not text:
            continue
        try:
            fields[key] = KEYS[key].read(KEYS[key].parse(text), cwd)
        except ValueError:
            expected = KEYS[key].expected
            mistakes.append(f"environment variable {variable}: expected {expected}, found {_shown(text)}")
    return fields


def _check_targets(places: Mapping[str, str], platform_folders: tuple[Path, ...], path: Path) -> None:
    """What is said of no board would be without effect; ``places`` has the board that each place names."""
    if not places:
        return
    from harness.targets import load_targets  # reads its own files with this module

    known = load_targets(platform_folders)
    unknown = [(place, name) for place, name in places.items() if name not in known]
    if unknown:
        lines = (f"{path}: {place}: no such target, {did_you_mean(name, known)}" for place, name in unknown)
        raise ConfigError("\n".join(lines))


def _with_paths(names: tuple[str, ...], suite_paths: Mapping[str, tuple[Path, ...]]) -> tuple[str, ...]:
    """``names`` with the paths of each suite that the file defines in place of its name."""
    return tuple(str(each) for name in names for each in suite_paths.get(name, (name,)))


def _pick(tables: dict[str, dict[str, object]], key: str) -> dict[str, object]:
    return {name: table[key] for name, table in tables.items() if key in table}


def _shown(value: object) -> str:
    """``value`` as a person wrote it, kept short."""
    text = repr(value) if not isinstance(value, bool) else str(value).lower()
    text = "nothing" if value is None else text
    return text if len(text) <= 60 else f"{text[:57]}..."
