"""A suite that is built, with the real tools."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from harness.build import BuildContext
from harness.errors import BadBinaryError
from harness.execution.supervisor import Supervisor
from harness.model import Target, Verdict
from harness.resources import micro_tests_folder
from harness.suites import Prepared
from harness.suites.firmware import FirmwareSuite, read_binaries
from harness.targets import load_targets
from tests.unit.build.project import small_board, write_project

needs_tools = pytest.mark.skipif(
    not all(map(shutil.which, ("cmake", "ninja", "arm-none-eabi-gcc"))),
    reason="needs CMake, Ninja and arm-none-eabi-gcc",
)


def prepared(suite: FirmwareSuite, target: Target, cache_folder: Path) -> Prepared:
    async def run() -> Prepared:
        async with Supervisor() as supervisor:
            context = BuildContext(cache_folder=cache_folder, jobs=2, supervisor=supervisor)
            return await suite.prepare(target, target.variant("native"), context)

    return asyncio.run(run())


@needs_tools
def test_built_binaries_come_with_footprint_and_what_is_left_out_says_so(tmp_path: Path) -> None:
    suite = FirmwareSuite("micro_tests", write_project(tmp_path))
    target = small_board(tmp_path)
    result = prepared(suite, target, tmp_path / "cache")
    assert [binary.name for binary in result.binaries] == ["one", "two"]
    assert result.built > 0
    one = result.binaries[0]
    assert one.elf.is_file()
    assert one.elf.is_relative_to(tmp_path / "cache" / "build")
    assert one.declared == ()
    assert one.footprint is not None
    assert one.footprint.flash_bytes > 8
    assert one.footprint.stack_bytes == 256
    (three,) = result.failures
    assert (three.name, three.verdict) == ("three", Verdict.SKIPPED)
    assert three.reason == "left out on small by its EXCLUDE in CMakeLists.txt"
    assert prepared(suite, target, tmp_path / "cache").built == 0


@needs_tools
def test_what_cannot_be_built_is_a_result_and_the_rest_is_built(tmp_path: Path) -> None:
    source = write_project(tmp_path)
    (source / "one.c").write_text("int main(void) { return missing; }\n")
    (source / "two.c").write_text("char big[1030];\nint main(void) { return big[0]; }\n")
    result = prepared(FirmwareSuite("micro_tests", source), small_board(tmp_path), tmp_path / "cache")
    assert result.binaries == ()
    told = {each.name: each for each in result.failures}
    assert told["one"].verdict is Verdict.BUILD_ERROR
    assert "one.c:1:25: error: 'missing' undeclared" in told["one"].reason
    assert any("missing" in line for line in told["one"].evidence)
    assert told["two"].verdict is Verdict.DOES_NOT_FIT
    assert told["two"].reason == "does not fit small: RAM (1 KB) exceeded by 6 bytes"
    assert [(each.name, each.value, each.source) for each in told["two"].metrics] == [
        ("ram_over", 6, "linker")
    ]


@needs_tools
def test_a_broken_project_is_one_build_error(tmp_path: Path) -> None:
    source = write_project(tmp_path)
    (source / "CMakeLists.txt").write_text("project(\n")
    result = prepared(FirmwareSuite("micro_tests", source), small_board(tmp_path), tmp_path / "cache")
    (failure,) = result.failures
    assert (failure.verdict, failure.reason) == (Verdict.BUILD_ERROR, "CMake could not configure the build")
    assert failure.evidence


@needs_tools
def test_a_timeout_comes_from_the_expectations_the_targets_own_first(tmp_path: Path) -> None:
    source = write_project(tmp_path)
    (source / "micro_tests").mkdir()
    (source / "micro_tests" / "expectations.toml").write_text(
        '[one]\ntimeout_s = 2\n[one.override.small]\ntimeout_s = 5\n[two]\nverdict = "passed"\n'
        "[two.override.other]\ntimeout_s = 7\n"
    )
    result = prepared(FirmwareSuite("micro_tests", source), small_board(tmp_path), tmp_path / "cache")
    assert [binary.timeout_s for binary in result.binaries] == [5.0, None]


def test_boards_of_one_name_do_not_share_a_build_folder(tmp_path: Path) -> None:
    suite = FirmwareSuite("misbehaving", micro_tests_folder())
    (tmp_path / "boards" / "bluepill").mkdir(parents=True)
    bluepill = load_targets()["bluepill"]
    text = (bluepill.folder / "target.toml").read_text()
    (tmp_path / "boards" / "bluepill" / "target.toml").write_text(text)
    mine = load_targets([tmp_path / "boards"])["bluepill"]
    variant = bluepill.variant("native")
    folders = {suite.build_folder(tmp_path, each, variant) for each in (bluepill, mine)}
    assert len(folders) == 2
    both = FirmwareSuite("micro_tests", micro_tests_folder())
    assert both.build_folder(tmp_path, bluepill, variant) == suite.build_folder(tmp_path, bluepill, variant)


def test_a_damaged_list_of_binaries_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "binaries.txt"
    path.write_text("micro_tests\tone\tbin/one.elf\thost,bluepill\n\nmicro_tests two\n")
    with pytest.raises(BadBinaryError, match=r"binaries.txt:3: expected suite, name, ELF and targets"):
        read_binaries(path)
    path.write_text("micro_tests\tone\tbin/one.elf\thost,bluepill\n")
    (entry,) = read_binaries(path)
    assert (entry.left_out, entry.images) == (("host", "bluepill"), ())
    path.write_text("trustzone\tone\tbin/one.elf\t\tbin/secure.elf,data.hex\n")
    (entry,) = read_binaries(path)
    assert (entry.left_out, entry.images) == ((), ("bin/secure.elf", "data.hex"))
    with pytest.raises(BadBinaryError, match="cannot be read"):
        read_binaries(tmp_path / "none.txt")
