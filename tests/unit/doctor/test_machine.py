"""What doctor finds, with tools that are missing, old, broken and in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.doctor.checks import Check, ask, at_least, version_in
from harness.doctor.machine import examine, folder, tools
from harness.settings import Settings
from tests.unit.doctor.conftest import Program

NAMES = (
    *("arm-none-eabi-gcc", "newlib-nano", "libstdc++ for arm-none-eabi"),
    *("cmake", "ninja", "g++", "ccache", "gdb-multiarch"),
)


def by_name(checks: tuple[Check, ...]) -> dict[str, Check]:
    return {check.name: check for check in checks}


def test_nothing_is_installed(programs: Path) -> None:
    found = by_name(tools(str(programs)))
    assert tuple(found) == NAMES
    assert not any(check.ok for check in found.values())
    assert found["cmake"].problem == "cmake is not installed"
    assert [name for name, check in found.items() if not check.needed] == ["ccache", "gdb-multiarch"]


def test_an_old_cmake(programs: Path, program: Program) -> None:
    program("cmake", "echo cmake version 3.18.4")
    check = by_name(tools(str(programs)))["cmake"]
    assert not check.ok
    assert check.problem == "3.18.4 is too old, 3.20 is needed"
    assert check.path == programs / "cmake"


def test_a_broken_program(programs: Path, program: Program) -> None:
    program("ninja", "echo cannot load a library >&2; exit 127")
    problem = by_name(tools(str(programs)))["ninja"].problem
    assert problem == f"{programs / 'ninja'} is broken, exit code 127: cannot load a library"


def test_a_program_that_cannot_start(programs: Path) -> None:
    (programs / "ninja").write_bytes(b"\x7fELF garbage")
    (programs / "ninja").chmod(0o755)
    assert "does not start" in by_name(tools(str(programs)))["ninja"].problem


def test_a_compiler_without_its_libraries(programs: Path, program: Program) -> None:
    # GCC repeats the bare name of a file that it does not find
    program("arm-none-eabi-gcc", 'case $* in *print-file*) echo "${3#*=}" ;; *) echo 12.2.1 ;; esac')
    found = by_name(tools(str(programs)))
    assert found["arm-none-eabi-gcc"].ok
    assert found["arm-none-eabi-gcc"].version == "12.2.1"
    assert found["newlib-nano"].problem == "the compiler finds no libc_nano.a"
    assert found["libstdc++ for arm-none-eabi"].problem == "the compiler finds no libstdc++_nano.a"


@pytest.mark.firmware
def test_this_machine_is_in_order(tmp_path: Path) -> None:
    report = examine(Settings(targets=("host",), cache_folder=tmp_path / "c", working_folder=tmp_path))
    wrong = [check for check in report.checks if check.needed and not check.ok]
    assert not wrong
    assert report.healthy
    assert all(check.version or check.path for check in report.checks if check.ok)


def test_a_folder_that_does_not_exist_yet(tmp_path: Path) -> None:
    check = folder("cache folder", tmp_path / "a" / "b")
    assert check.ok
    assert "GB free" in check.version
    assert not (tmp_path / "a").exists()


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    check = folder("report folder", tmp_path / "file" / "reports")
    assert not check.ok
    assert check.problem == f"{tmp_path / 'file'} is a file"


def test_a_folder_that_cannot_be_written() -> None:
    check = folder("report folder", Path("/proc/reports"))  # not even by root
    assert not check.ok
    assert check.problem.startswith("/proc cannot be written: ")


def test_a_full_disk(tmp_path: Path) -> None:
    check = folder("cache folder", tmp_path, minimum_bytes=1 << 62)
    assert not check.ok
    assert "MB are free" in check.problem


def test_questions(programs: Path, program: Program) -> None:
    program("talk", 'echo "tool (build 1) 10.2.0-rc1"; cat')  # no input, or it would wait for ever
    answer = ask("talk", search_path=f"{programs}:/bin")
    assert version_in(answer.text) == "10.2.0"
    assert ask("no-such-program").problem == "no-such-program is not installed"
    assert version_in("no digits") == ""


@pytest.mark.parametrize(
    ("version", "enough"), [("3.20", True), ("3.20.1", True), ("4.0", True), ("3.9", False), ("", False)]
)
def test_versions_are_compared_as_numbers(version: str, enough: bool) -> None:
    assert at_least(version, (3, 20)) is enough
