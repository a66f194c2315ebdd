"""Companion images in real simulators: what a file brings is in memory when the firmware starts."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

import pytest

from harness.execution.attempt import boot_once
from harness.execution.supervisor import Supervisor
from harness.images import ImageFormat
from harness.model import Attempt, EndingKind, Image, TestBinary, Verdict
from harness.reports.load import load_results
from harness.simulators.protocol import BootOptions
from harness.simulators.registry import all_simulators
from harness.simulators.renode import RenodeSimulator
from harness.simulators.renode.discovery import find_renode
from harness.targets import load_targets
from tests.integration.conftest import Harness
from tests.renode_firmware import build, why_not_built

ADDRESS = 0x20003000  # where the firmware looks for it
TEXT = b"a companion said this\n\0"
NO_RENODE = find_renode()[0].problem
SIMULATORS = ["qemu", pytest.param("renode", marks=pytest.mark.skipif(bool(NO_RENODE), reason=NO_RENODE))]

pytestmark = [pytest.mark.firmware, pytest.mark.skipif(bool(why_not_built()), reason=why_not_built())]


def booted(simulator: str, image: Image, folder: Path) -> tuple[Attempt, str]:
    binary = TestBinary(
        name="x", suite="s", target="bluepill", elf=build("says_companion", folder), images=(image,)
    )
    log = folder / "console.log"
    options = BootOptions(budget_s=5.0, watchdog_s=60.0, scratch=folder / "scratch")

    async def run() -> Attempt:
        async with Supervisor() as supervisor:
            chosen = all_simulators(supervisor)[simulator]
            try:
                return (await boot_once(chosen, binary, load_targets()["bluepill"], options, log))[0]
            finally:
                if isinstance(chosen, RenodeSimulator):
                    await chosen.close()

    return asyncio.run(run()), log.read_text()


def companion(kind: ImageFormat, folder: Path) -> Image:
    """``TEXT`` at ``ADDRESS`` as a file of that kind, its name as unpleasant as names can be."""
    raw, path = folder / "a, b.bin", folder / f"a, b.{kind}"
    raw.write_bytes(TEXT)
    if kind is ImageFormat.RAW:
        return Image(path=raw, address=ADDRESS)
    objcopy = ["arm-none-eabi-objcopy", "-I", "binary", f"--change-addresses={ADDRESS:#x}", raw]
    if kind is ImageFormat.HEX:
        subprocess.run([*objcopy, "-O", "ihex", path], check=True)
    else:
        subprocess.run([*objcopy, "-O", "elf32-littlearm", folder / "part.o"], check=True)
        place = [f"--section-start=.data={ADDRESS:#x}", "-e", "0", "-N"]
        subprocess.run(["arm-none-eabi-ld", *place, folder / "part.o", "-o", path], check=True)
    return Image(path=path)


@pytest.mark.parametrize("kind", ImageFormat)
@pytest.mark.parametrize("simulator", SIMULATORS)
def test_what_is_loaded_beside_the_firmware_is_there(
    simulator: str, kind: ImageFormat, tmp_path: Path
) -> None:
    attempt, log = booted(simulator, companion(kind, tmp_path), tmp_path)
    assert attempt.judgement.verdict is Verdict.PASSED, attempt
    assert "a companion said this" in log


@pytest.mark.parametrize("simulator", SIMULATORS)
def test_an_image_that_is_missing_is_no_fault_of_the_firmware(simulator: str, tmp_path: Path) -> None:
    attempt, _ = booted(simulator, Image(path=tmp_path / "gone.elf"), tmp_path)
    assert attempt.judgement.verdict is Verdict.SIMULATOR_ERROR
    assert attempt.ending.kind is EndingKind.SIMULATOR
    assert "gone.elf: cannot be loaded: No such file or directory" in attempt.judgement.reason


def test_the_command_line_names_them_and_so_does_what_runs_it_again(harness: Harness, tmp_path: Path) -> None:
    build("says_companion", tmp_path)
    (tmp_path / "text.bin").write_bytes(TEXT)
    words = ("--target", "bluepill", "--simulator", "qemu", "--beside", f"text.bin@{ADDRESS}")
    done = harness("run", "says_companion.elf", *words)
    assert done.returncode == 0, done.stderr
    assert "a companion said this" in done.stdout
    done = harness("test", "says_companion.elf", *words, "--json", "out.json")
    assert done.returncode == 0, done.stdout
    (result,) = load_results(tmp_path / "out.json").binaries
    assert result.images == (Image(path=tmp_path / "text.bin", address=ADDRESS),)
    assert f"says_companion.elf --beside text.bin@{ADDRESS:#x} --target bluepill" in result.rerun
    assert harness("rerun").returncode == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("says_companion.elf", "--beside", "gone.bin@0"), "gone.bin: cannot be loaded: No such file"),
        (("says_companion.elf", "--beside", "folder"), "folder: is a folder; name an image file"),
        (("add_test", "--beside", "x.bin@0"), "--beside goes with ELF files, and none is named"),
    ],
)
def test_mistakes_in_them_are_told_before_anything_runs(
    words: tuple[str, ...], told: str, harness: Harness, tmp_path: Path
) -> None:
    build("says_companion", tmp_path)
    (tmp_path / "folder").mkdir()
    done = harness("test", *words, "--target", "bluepill")
    assert done.returncode == 4
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
