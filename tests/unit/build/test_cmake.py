"""Real CMake, Ninja and compilers on a project of two programs."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from harness.build import BuildOutcome, build, causes
from harness.build.context import Completed
from harness.errors import EnvironmentMissingError
from harness.execution.supervisor import Supervisor
from harness.model import Target
from harness.targets import load_targets
from tests.unit.build.project import SMALL, small_board, write_project

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("cmake", "ninja", "cc", "arm-none-eabi-gcc"))),
    reason="needs CMake, Ninja, a host compiler and arm-none-eabi-gcc",
)
HOST = load_targets()["host"]
OUTPUTS = ("bin/one.elf", "bin/two.elf")


class Recording(Supervisor):
    """The real supervisor, which also remembers what it was asked to run."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[str] = []

    async def run(self, argv: Sequence[str | Path], **options: Any) -> Completed:  # type: ignore[override]
        self.started.append(Path(argv[0]).name)
        return await super().run(argv, **options)


class Project:
    """A project with a build folder; each build is a run of its own."""

    def __init__(self, folder: Path) -> None:
        self.source = write_project(folder)
        self.build_folder = folder / "cache" / "build" / "small" / "board"
        self.started: list[str] = []

    def build(self, target: Target = HOST, *, times: int = 1) -> list[BuildOutcome]:
        async def run() -> list[BuildOutcome]:
            async with Recording() as supervisor:
                one = [
                    build(
                        source=self.source,
                        build_folder=self.build_folder,
                        target=target,
                        variant=target.variant("native"),
                        goals=("micro_tests",),
                        jobs=2,
                        supervisor=supervisor,
                    )
                    for _ in range(times)
                ]
                outcomes = await asyncio.gather(*one)
                self.started = supervisor.started
                return list(outcomes)

        return asyncio.run(run())

    def causes(self, outcome: BuildOutcome) -> dict[str, tuple[str, ...]]:
        async def run() -> dict[str, tuple[str, ...]]:
            async with Supervisor() as supervisor:
                found = await causes(outcome, OUTPUTS, self.build_folder, supervisor)
            return {output: tuple(step.first_error for step in steps) for output, steps in found.items()}

        return asyncio.run(run())

    def edit(self, name: str, text: str) -> None:
        (self.source / name).write_text(text)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_the_second_build_starts_only_ninja_and_does_nothing(project: Project) -> None:
    (first,) = project.build()
    assert first.ok
    assert first.built >= 5
    assert project.started == ["cmake", "ninja"]
    assert all((project.build_folder / each).is_file() for each in OUTPUTS)
    (second,) = project.build()
    assert second == BuildOutcome(built=0)
    assert project.started == ["ninja"]


@pytest.mark.parametrize("name", ["build.ninja", "CMakeFiles/rules.ninja"])
def test_a_build_folder_that_was_damaged_is_configured_anew(project: Project, name: str) -> None:
    project.build()
    (project.build_folder / name).write_text("cut off")
    (mended,) = project.build()
    assert mended.ok
    assert project.started == ["ninja", "cmake", "ninja"]


def test_one_error_does_not_hide_another_or_stop_the_rest(project: Project) -> None:
    project.edit("one.c", "int first = missing;\nint second = also_missing;\nint main(void) { return 0; }\n")
    (outcome,) = project.build()
    (step,) = outcome.failures
    assert "one.c:1:13: error: 'missing' undeclared" in step.first_error
    assert any("'also_missing' undeclared" in line for line in step.lines)
    assert (project.build_folder / "bin/two.elf").is_file()
    assert list(project.causes(outcome)) == ["bin/one.elf"]
    project.edit("one.c", "int main(void) { return 0; }\n")
    assert project.build()[0].ok


def test_an_error_in_a_library_is_the_cause_for_all_who_need_it(project: Project) -> None:
    project.edit("shared.c", "int shared(void) { return nothing; }\n")
    (outcome,) = project.build()
    found = project.causes(outcome)
    assert list(found) == list(OUTPUTS)
    assert all("'nothing' undeclared" in errors[0] for errors in found.values())


def test_an_undefined_name_is_a_link_error(project: Project) -> None:
    project.edit("two.c", "int nowhere(void);\nint main(void) { return nowhere(); }\n")
    (outcome,) = project.build()
    assert "undefined reference to `nowhere'" in project.causes(outcome)["bin/two.elf"][0]


def test_the_linker_enforces_the_parts_sizes(project: Project, tmp_path: Path) -> None:
    project.edit(
        "one.c",
        "const char table[5000] = {1};\nchar buffer[1100];\nint shared(void);\n"
        "int main(void) { buffer[0] = table[shared()]; return buffer[1]; }\n",
    )
    (outcome,) = project.build(small_board(tmp_path))
    (step,) = outcome.failures
    assert set(step.over_bytes) == {"FLASH", "RAM"}
    assert step.over_bytes["RAM"] == 1100 - 1024
    assert 900 < step.over_bytes["FLASH"] < 1100
    assert (project.build_folder / "bin/two.elf").is_file()


def test_a_mistake_in_cmake_is_told_in_its_own_words(project: Project) -> None:
    good = (project.source / "CMakeLists.txt").read_text()
    project.edit("CMakeLists.txt", good + 'message(FATAL_ERROR "no such thing")\n')
    (first,) = project.build()
    assert first.problem == "CMake could not configure the build"
    assert any("no such thing" in line for line in first.lines)
    project.edit("CMakeLists.txt", good)
    assert project.build()[0].ok
    project.edit("CMakeLists.txt", good + 'message(FATAL_ERROR "later")\n')  # now ninja runs CMake
    (again,) = project.build()
    assert again.problem == "CMake could not configure the build"
    assert any("later" in line for line in again.lines)


def test_an_unknown_goal_is_ninjas_own_message(project: Project) -> None:
    project.edit(
        "CMakeLists.txt", (project.source / "CMakeLists.txt").read_text().replace("micro_tests ALL", "other")
    )
    text = (
        (project.source / "CMakeLists.txt")
        .read_text()
        .replace("add_dependencies(micro_tests", "add_dependencies(other")
    )
    project.edit("CMakeLists.txt", text)
    (outcome,) = project.build()
    assert "unknown target 'micro_tests'" in outcome.problem


def test_another_core_starts_afresh(project: Project, tmp_path: Path) -> None:
    project.build(small_board(tmp_path))
    (outcome,) = project.build(small_board(tmp_path, SMALL.replace("cortex-m3", "cortex-m0")))
    assert outcome.ok
    assert outcome.built >= 5
    assert project.started == ["cmake", "ninja"]


def test_a_larger_part_only_links_again(project: Project, tmp_path: Path) -> None:
    project.build(small_board(tmp_path))
    (outcome,) = project.build(small_board(tmp_path, SMALL.replace('"1K"', '"2K"')))
    assert outcome.built == 2
    assert project.started == ["ninja"]


def test_two_builds_in_one_folder_take_turns(project: Project) -> None:
    first, second = project.build(times=2)
    assert first.ok
    assert second.ok
    assert sorted((first.built > 0, second.built > 0)) == [False, True]


def test_flags_of_other_projects_stay_out(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CFLAGS", "-Dmain=not_main")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert project.build()[0].ok


def test_a_folder_that_cannot_be_written_is_the_machines_fault(project: Project) -> None:
    project.build_folder.parent.parent.mkdir(parents=True)
    project.build_folder.parent.write_text("a file")
    with pytest.raises(EnvironmentMissingError, match=r"cannot be written: .*; set HARNESS_CACHE"):
        project.build()
