"""Ninja, driven for a checkout: run in its root, with everything that it writes in our folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from harness.build import BuildContext, BuildOutcome
from harness.build.cmake import environment
from harness.build.ninja import StatusReader, parse_output
from harness.errors import EnvironmentMissingError

NINJA_FILE = "build.ninja"
_DISK_FULL = "No space left on device"


async def run_ninja(
    ninja: Path, root: Path, folder: Path, goals: Iterable[Path], context: BuildContext
) -> BuildOutcome:
    """Bring ``goals`` up to date.

    Raises:
        EnvironmentMissingError: the disk is full.
    """
    listed = folder / "goals.ninja"  # more than a command line can hold
    listed.write_text(f"include {folder / NINJA_FILE}\nbuild goals: phony {' '.join(map(str, goals))}\n")
    argv: list[str | Path] = [ninja, "-f", listed, "-k", "0", "-j", str(context.jobs), "goals"]
    done = await context.supervisor.run(
        argv, cwd=root, env=environment(folder), on_output=StatusReader(context.progress)
    )
    text = done.output.decode("utf-8", "replace")
    if _DISK_FULL in text:
        raise EnvironmentMissingError(
            f"the disk of {folder} is full", remedy="free space or set HARNESS_CACHE to another folder"
        )
    output = parse_output(text)
    if done.returncode == 0:
        return BuildOutcome(built=output.steps)
    if output.failures:
        return BuildOutcome(built=output.steps, failures=output.failures)
    said = next((each for each in output.other if "error" in each), f"ninja ended with {done.returncode}")
    lines = tuple(line for line in text.splitlines() if line.strip())
    return BuildOutcome(built=output.steps, problem=said.removeprefix("ninja: "), lines=lines)
