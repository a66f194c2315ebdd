"""``[suite.NAME]`` of the configuration: ELF files, a build command, or the checkout of suite tflm."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from harness.settings import CommandSpec

TFLM = "tflm"
# key of [suite.tflm] -> field of Settings
_TFLM_FIELDS = {
    "root": "tflm_root",
    "board": "tflm_board",
    "kernels": "tflm_kernels",
    "build_type": "tflm_build_type",
    "make_args": "tflm_make_args",
    "profiles": "profiles",
    "expectations": "tflm_expectations",
}
_COMMAND_KEYS = ("command", "elves", "folder")


def suite_fields(
    suites: Mapping[str, Mapping[str, object]], path: Path, mistakes: list[str]
) -> dict[str, object]:
    """Fields of Settings from the checked tables of all suites; what does not go together is a mistake."""
    paths: dict[str, object] = {}
    commands: dict[str, CommandSpec] = {}
    fields: dict[str, object] = {"suite_paths": paths, "command_suites": commands}
    for name, table in suites.items():
        place = f"{path}: suite.{name}"
        if name == TFLM:
            mistakes += [f"{place}.{key}: is not for {TFLM}" for key in table if key not in _TFLM_FIELDS]
            fields |= {_TFLM_FIELDS[key]: value for key, value in table.items() if key in _TFLM_FIELDS}
            continue
        mistakes += [f"{place}.{key}: is for [suite.{TFLM}] alone" for key in table if key in _TFLM_FIELDS]
        if any(key in table for key in _COMMAND_KEYS):
            _take_command(name, table, path, mistakes, commands)
        elif "paths" in table:
            paths[name] = table["paths"]
    return fields


def _take_command(
    name: str,
    table: Mapping[str, object],
    path: Path,
    mistakes: list[str],
    commands: dict[str, CommandSpec],
) -> None:
    place = f"{path}: suite.{name}"
    missing = [key for key in ("command", "elves") if key not in table]
    if missing:
        mistakes.append(f"{place}.{missing[0]}: expected, as a suite with a command has command and elves")
    elif "paths" in table:
        mistakes.append(f"{place}.paths: a suite with a command has elves instead")
    else:
        command, folder = table["command"], table.get("folder", path.parent)
        assert isinstance(command, tuple) and isinstance(folder, Path)  # as config_keys has read them
        commands[name] = CommandSpec(command=command, elves=str(table["elves"]), folder=folder)
