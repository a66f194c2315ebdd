"""A suite that the user's own build command makes: make, west, cargo, pio, whatever leaves ELF files."""

from __future__ import annotations

import os
import re
from pathlib import Path

from harness.build.context import BuildContext
from harness.build.lock import exclusive
from harness.errors import EnvironmentMissingError
from harness.model import MemoryVariant, Target, Verdict
from harness.settings import CommandSpec
from harness.suites.admission import refusal
from harness.suites.prebuilt import PrebuiltSuite
from harness.suites.protocol import Prepared, SourcePlace
from harness.suites.tflm.options import short_hash

# What people edit, in the folder where their build may leave anything else.
SOURCE_NAMES = re.compile(
    r".*\.(c|cc|cpp|cxx|h|hh|hpp|hxx|inc|ipp|tpp|def|s|asm|ld|lds|x|rs|zig|py|sh|cmake|mk|ninja|bazel|bzl|toml"
    r"|ya?ml|json|ini|cfg|conf|dtsi?|overlay|tflite|csv|txt|in)"
    r"|(gnu)?makefile|kconfig|build|workspace|sconstruct",
    re.IGNORECASE,
)
# Files that mark a folder as one that a build fills.
BUILD_MARKS = ("CMakeCache.txt", ".ninja_log", "CACHEDIR.TAG", ".sconsign.dblite")


def is_source(path: Path, root: Path) -> bool:
    """Whether ``path`` is called like a source and lies in no folder below ``root`` that builds fill."""
    if not SOURCE_NAMES.fullmatch(path.name):
        return False
    below = [folder for folder in path.parents if folder != root and folder.is_relative_to(root)]
    return not any((folder / mark).exists() for folder in below for mark in BUILD_MARKS)


class CommandSuite:
    """Runs ``spec.command``, then takes the ELF files that are there.

    The command also finds HARNESS_TARGET, HARNESS_VARIANT, HARNESS_CPU and HARNESS_JOBS in its environment.
    """

    def __init__(self, name: str, spec: CommandSpec) -> None:
        self.name = name
        self.spec = spec

    def sources(self) -> tuple[SourcePlace, ...]:
        """The sources in its folder: the command writes there as well."""
        root = self.spec.folder
        return (SourcePlace(path=root, takes=lambda path: is_source(path, root)),)

    async def prepare(self, target: Target, variant: MemoryVariant, context: BuildContext) -> Prepared:
        """Build, then look at every file.

        Raises:
            EnvironmentMissingError: the command cannot be started.
            BadBinaryError, NothingToRunError: as :class:`~harness.suites.prebuilt.PrebuiltSuite`.
        """
        argv = [self._filled(word, target, variant) for word in self.spec.command]
        folder = self.spec.folder
        if not folder.is_dir():
            raise EnvironmentMissingError(
                f"suite {self.name}: folder {folder} is missing",
                remedy=f"correct folder in [suite.{self.name}]",
            )
        added = {
            "HARNESS_TARGET": target.name,
            "HARNESS_VARIANT": variant.name,
            "HARNESS_CPU": target.cpu.name,
            "HARNESS_JOBS": str(context.jobs),
        }
        lock = context.cache_folder / "build" / "command" / short_hash(str(folder.absolute()).encode())
        async with exclusive(lock):  # one command for all targets may well build in one folder
            done = await context.supervisor.run(argv, cwd=folder, env=os.environ | added)
        if done.returncode != 0:
            lines = [line.rstrip() for line in done.output.decode("utf-8", "replace").splitlines()]
            told = tuple(line for line in lines if line)
            reason = f"{' '.join(argv)} ended with code {done.returncode}"
            first = next((line for line in told if "error" in line.lower()), "")
            failure = refusal(
                Verdict.BUILD_ERROR,
                f"{reason}: {first}" if first else reason,
                name=self.name,
                suite=self.name,
                target=target,
                variant=variant,
                lines=told[-60:],
            )
            return Prepared(failures=(failure,), built=1)
        place = folder / Path(self._filled(self.spec.elves, target, variant)).expanduser()
        return await PrebuiltSuite(self.name, [place]).prepare(target, variant, context)

    def _filled(self, text: str, target: Target, variant: MemoryVariant) -> str:
        return text.replace("{target}", target.name).replace("{variant}", variant.name)
