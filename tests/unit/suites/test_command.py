"""A suite that a user's own command builds."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from harness.build import BuildContext
from harness.errors import EnvironmentMissingError, NothingToRunError
from harness.execution.supervisor import Supervisor
from harness.model import Verdict
from harness.settings import CommandSpec
from harness.suites import Prepared, create_all
from harness.targets import load_targets
from tests.unit.elf.images import Segment, elf32, image

ELF = elf32([Segment(0x08000000, image())])
BUILD = """
import os, sys, pathlib
folder = pathlib.Path("out", sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
(folder / "it.elf").write_bytes(pathlib.Path("image").read_bytes())
print(os.environ["HARNESS_TARGET"], os.environ["HARNESS_CPU"], file=open("told", "w"))
"""


def prepared(folder: Path, *command: str, elves: str = "out/{target}/*.elf") -> Prepared:
    target = load_targets()["bluepill"]

    async def run() -> Prepared:
        async with Supervisor() as supervisor:
            context = BuildContext(cache_folder=folder / ".cache", jobs=1, supervisor=supervisor)
            spec = CommandSpec(command=command, elves=elves, folder=folder)
            (suite,) = create_all(["mine"], folder, commands={"mine": spec})
            return await suite.prepare(target, target.variants[0], context)

    return asyncio.run(run())


def test_what_the_command_leaves_is_taken(tmp_path: Path) -> None:
    (tmp_path / "image").write_bytes(ELF)
    (tmp_path / "build.py").write_text(BUILD)
    result = prepared(tmp_path, sys.executable, "build.py", "{target}")
    (binary,) = result.binaries
    assert (binary.name, binary.suite) == ("it", "mine")
    assert binary.elf == tmp_path / "out/bluepill/it.elf"
    assert (tmp_path / "told").read_text() == "bluepill cortex-m3\n"


def test_a_command_that_fails_is_a_build_error_with_its_lines(tmp_path: Path) -> None:
    script = "import sys; print('begin'); print('x.c:3: error: no'); sys.exit(7)"
    (failure,) = prepared(tmp_path, sys.executable, "-c", script).failures
    assert failure.verdict is Verdict.BUILD_ERROR
    assert "ended with code 7: x.c:3: error: no" in failure.reason
    assert failure.evidence == ("begin", "x.c:3: error: no")


def test_a_command_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentMissingError, match="/no/such/tool cannot be started"):
        prepared(tmp_path, "/no/such/tool")


def test_a_command_that_leaves_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(NothingToRunError, match="no ELF files there"):
        prepared(tmp_path, sys.executable, "-c", "")
