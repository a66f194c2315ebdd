"""Where test binaries come from: our own firmware, or ELF files that somebody else built."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from harness.dialogues.script import Dialogue
from harness.errors import UsageError
from harness.model import Image
from harness.resources import micro_tests_folder
from harness.settings import CommandSpec
from harness.suggest import did_you_mean
from harness.suites.command import CommandSuite
from harness.suites.dialogue import DialogueSuite
from harness.suites.firmware import FirmwareSuite
from harness.suites.prebuilt import PrebuiltSuite, is_glob, is_present
from harness.suites.protocol import Prepared, Suite
from harness.suites.tflm import TflmOptions, TflmSuite

__all__ = ["MEMORY_VARIANTS", "SUITES", "Prepared", "Suite", "create", "create_all", "is_suite"]

# name -> what it is, for `harness list suites`
SUITES = {
    "micro_tests": "the kernels, models and smoke tests that come with harness",
    "misbehaving": "firmware that is meant to go wrong, one for each way",
    "tflm": "a checkout of TensorFlow Lite Micro, see docs/tflm.md",
    "interactive": "firmware that somebody has to talk to, see docs/robot.md",
    "trustzone": "a model in the secure state, attacked from the other, see docs/trustzone.md",
    "trustzone_misbehaving": "attacks at which the secure state stops",
    "trustzone_shell": "a client of the secure model that somebody has to talk to",
}
# suite -> the memory variant that it is linked for, on targets that have it
MEMORY_VARIANTS = dict.fromkeys(("trustzone", "trustzone_misbehaving", "trustzone_shell"), "trustzone")


def is_suite(name: str) -> bool:
    """Whether ``name`` is a suite's name (and no path)."""
    return name in SUITES


def create(
    name: str,
    working_folder: Path,
    *,
    tflm: TflmOptions | None = None,
    commands: Mapping[str, CommandSpec] | None = None,
    dialogues: Mapping[str, Dialogue] | None = None,
    beside: Iterable[Image] = (),
) -> Suite:
    """The suite called ``name``, or the ELF file, folder or glob there (relative to ``working_folder``).

    Args:
        tflm: how suite ``tflm`` is built.
        commands: suites of the configuration that a command builds, by name.
        dialogues: those that are dialogues.
        beside: images that are loaded beside ELF files that somebody else built.

    Raises:
        UsageError: neither.
    """
    if dialogues and name in dialogues:
        return DialogueSuite(name, dialogues[name])
    if commands and name in commands:
        return CommandSuite(name, commands[name])
    if name == TflmSuite.name:
        return TflmSuite(tflm or TflmOptions())
    if is_suite(name):
        return FirmwareSuite(name, micro_tests_folder())
    return PrebuiltSuite(name, [_existing(name, working_folder)], beside=beside)


def create_all(
    names: Iterable[str],
    working_folder: Path,
    *,
    tflm: TflmOptions | None = None,
    commands: Mapping[str, CommandSpec] | None = None,
    dialogues: Mapping[str, Dialogue] | None = None,
    beside: Iterable[Image] = (),
) -> tuple[Suite, ...]:
    """The suites called ``names``; all paths among them make one suite, whose names are unique.

    ``beside`` is as for :func:`create`.

    Raises:
        UsageError: neither a suite nor a path.
    """
    known = list(dict.fromkeys(names))
    own = {*(commands or {}), *(dialogues or {})}
    named = [name for name in known if is_suite(name) or name in own]
    suites: list[Suite] = [
        create(name, working_folder, tflm=tflm, commands=commands, dialogues=dialogues) for name in named
    ]
    paths = [name for name in known if name not in named]
    if paths:
        title = paths[0] if len(paths) == 1 else "prebuilt"
        suites.append(
            PrebuiltSuite(title, [_existing(each, working_folder) for each in paths], beside=beside)
        )
    return tuple(suites)


def _existing(name: str, working_folder: Path) -> Path:
    path = working_folder / Path(name).expanduser()
    if not is_glob(name) and not is_present(path) and Path(name).name == name and not Path(name).suffix:
        raise UsageError(
            f"no suite is named {name!r} and there is no such file; {did_you_mean(name, SUITES)}",
            remedy="name a suite, an ELF file or a folder of them",
        )
    return path
