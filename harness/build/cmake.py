"""CMake and Ninja, driven. No compiler command line is made here; ``micro_tests/cmake`` has them all."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from harness.build.context import Completed, ToolRunner, unwatched
from harness.build.generate import target_cmake, write_inputs
from harness.build.lock import exclusive
from harness.build.ninja import STATUS, FailedStep, StatusReader, parse_output
from harness.build.toolchain import Toolchain, find_toolchain
from harness.errors import EnvironmentMissingError
from harness.model import MemoryVariant, Target, Value

STAMP_FILE = ".harness-configured"
# Flags of the user's other projects: a host's -march=native has no place in firmware.
_NOT_INHERITED = (
    "CFLAGS",
    "CXXFLAGS",
    "CPPFLAGS",
    "LDFLAGS",
    "ASMFLAGS",
    "CMAKE_BUILD_TYPE",
    "CMAKE_GENERATOR",
)
_DISK_FULL = "No space left on device"
# The build's own files, cut off by a machine that went down or a full disk: CMake writes them anew.
_DAMAGED = re.compile(
    r"^ninja: error: (loading '\S+\.ninja'|(build|CMakeFiles/\S+)\.ninja:\d+: )", re.MULTILINE
)
_NOT_CONFIGURED = "CMake could not configure the build"
_NOT_CMAKE = re.compile(r"\[harness \d|ninja: |FAILED: |.*--regenerate-during-build")


class BuildOutcome(Value, frozen=True, kw_only=True):
    """What a build did. ``built`` counts the steps that ran, ``failures`` are the steps that failed.

    ``problem`` is filled where the build as a whole failed (CMake, ninja itself); ``lines`` are the tools'.
    """

    built: int
    failures: tuple[FailedStep, ...] = ()
    problem: str = ""
    lines: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.failures and not self.problem


async def build(
    *,
    source: Path,
    build_folder: Path,
    target: Target,
    variant: MemoryVariant,
    goals: tuple[str, ...],
    jobs: int,
    supervisor: ToolRunner,
    progress: Callable[[int, int], None] = unwatched,
) -> BuildOutcome:
    """Bring ``goals`` up to date in ``build_folder``. Where nothing changed, only ninja is started.

    ``progress`` is told after each step how many are over, and of how many.

    Raises:
        EnvironmentMissingError: a tool is missing, or the folder cannot be written.
    """
    tools = find_toolchain(target)
    argv = [str(tools.ninja), "-C", str(build_folder), "-k", "0", "-j", str(jobs), *goals]

    async def made() -> Completed | BuildOutcome:
        try:
            problem = await _configure(source, build_folder, target, variant, tools, supervisor)
        except OSError as error:
            raise EnvironmentMissingError(
                f"build folder {build_folder} cannot be written: {error.strerror or error}",
                remedy="free space or set HARNESS_CACHE to another folder",
            ) from None
        if problem is not None:
            return problem
        return await supervisor.run(
            argv, cwd=build_folder, env=environment(build_folder), on_output=StatusReader(progress)
        )

    async with exclusive(build_folder):
        done = await made()
        if not isinstance(done, BuildOutcome) and _DAMAGED.search(_text(done)):
            (build_folder / STAMP_FILE).unlink(missing_ok=True)
            done = await made()
    return done if isinstance(done, BuildOutcome) else _judge(done, build_folder)


async def causes(
    outcome: BuildOutcome, outputs: Iterable[str], build_folder: Path, supervisor: ToolRunner
) -> dict[str, tuple[FailedStep, ...]]:
    """For each of ``outputs`` that could not be built, the failed steps that it needs.

    ``-k 0`` attempted everything else, so an output that needs no failed step was built.
    """
    by_output = {output: step for step in outcome.failures for output in step.outputs}
    found: dict[str, tuple[FailedStep, ...]] = {}
    ninja = shutil.which("ninja") or "ninja"
    for output in outputs:
        if not by_output:
            break
        argv = [ninja, "-C", str(build_folder), "-t", "inputs", output]
        done = await supervisor.run(argv, cwd=build_folder, env=environment(build_folder))
        needed = [output, *_text(done).splitlines()]
        steps = dict.fromkeys(by_output[each] for each in needed if each in by_output)
        if steps:
            found[output] = tuple(steps)
    return found


def environment(build_folder: Path) -> Mapping[str, str]:
    """The tools' environment: messages in English, our ninja status, a compiler cache of our own."""
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
    kept.setdefault("CCACHE_DIR", str(build_folder.parent.parent / "ccache"))
    return kept | {"LC_ALL": "C", "NINJA_STATUS": STATUS}


async def _configure(
    source: Path,
    build_folder: Path,
    target: Target,
    variant: MemoryVariant,
    tools: Toolchain,
    supervisor: ToolRunner,
) -> BuildOutcome | None:
    """Run CMake unless the folder is configured for exactly this; the outcome where it fails.

    Ninja runs CMake again by itself where a CMakeLists.txt changed. Another core or compiler needs a
    fresh start instead, because CMake keeps the flags of the first time.
    """
    target_file = write_inputs(build_folder, target, variant)
    argv = (
        *(str(tools.cmake), "-G", "Ninja", "-S", str(source), "-B", str(build_folder)),
        f"-DCMAKE_TOOLCHAIN_FILE={source / 'cmake' / 'toolchain.cmake'}",
        f"-DHARNESS_TARGET_FILE={target_file}",
        f"-DCMAKE_MAKE_PROGRAM={tools.ninja}",
    )
    stamp = msgspec.json.encode([argv, tools.fingerprint(), target_cmake(target, variant)])
    stamp_file = build_folder / STAMP_FILE
    with suppress(OSError):
        if stamp_file.read_bytes() == stamp and (build_folder / "build.ninja").is_file():
            return None
    stamp_file.unlink(missing_ok=True)
    (build_folder / "CMakeCache.txt").unlink(missing_ok=True)
    shutil.rmtree(build_folder / "CMakeFiles", ignore_errors=True)
    done = await supervisor.run(argv, cwd=build_folder, env=environment(build_folder))
    if done.returncode != 0:
        return BuildOutcome(built=0, problem=_NOT_CONFIGURED, lines=_lines(done, build_folder))
    stamp_file.write_bytes(stamp)
    return None


def _judge(done: Completed, build_folder: Path) -> BuildOutcome:
    output = parse_output(_text(done))
    if done.returncode == 0:
        return BuildOutcome(built=output.steps)
    lines = _lines(done, build_folder)
    if any(
        "build.ninja" in step.outputs for step in output.failures
    ):  # a mistake in a changed CMakeLists.txt
        # CMake has written straight to the console, before ninja told of the failure.
        own = tuple(line for line in lines if not _NOT_CMAKE.match(line))
        return BuildOutcome(built=0, problem=_NOT_CONFIGURED, lines=own)
    if output.failures:
        return BuildOutcome(built=output.steps, failures=output.failures)
    message = next(
        (each for each in output.other if "error" in each), f"ninja ended with code {done.returncode}"
    )
    return BuildOutcome(built=output.steps, problem=message.removeprefix("ninja: "), lines=lines)


def _lines(done: Completed, build_folder: Path) -> tuple[str, ...]:
    text = _text(done)
    if _DISK_FULL in text:
        raise EnvironmentMissingError(
            f"the disk of {build_folder} is full", remedy="free space or set HARNESS_CACHE to another folder"
        )
    return tuple(line.rstrip() for line in text.splitlines() if line.strip())


def _text(done: Completed) -> str:
    return done.output.decode("utf-8", "replace")
