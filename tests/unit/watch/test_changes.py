"""Which saves are told, on a real file system."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.suites.protocol import SourcePlace
from harness.watch.changes import Changes
from harness.watch.places import Places

LIMIT_S = 20.0


def told_after(act: Callable[[], None], places: Places) -> frozenset[Path]:
    """What is told first after ``act``."""

    async def run() -> frozenset[Path]:
        async with Changes(places) as changes, asyncio.timeout(LIMIT_S):
            act()
            return await changes.next()

    return asyncio.run(run())


def places(*sources: SourcePlace, ours: tuple[Path, ...] = ()) -> Places:
    return Places(sources=sources, basis=(), ours=ours)


@pytest.fixture
def kernel(tmp_path: Path) -> Path:
    path = tmp_path / "src" / "kernels" / "conv.cc"
    path.parent.mkdir(parents=True)
    path.write_text("old")
    return path


def save_in_place(path: Path) -> None:
    path.write_text("new")


def save_as_vim_does(path: Path) -> None:
    (path.parent / "4913").write_text("")
    (path.parent / "4913").unlink()
    path.rename(path.with_name("conv.cc~"))
    path.write_text("new")
    path.with_name("conv.cc~").unlink()


def save_atomically(path: Path) -> None:
    scratch = path.with_name(".conv.cc.k3j2")
    scratch.write_text("new")
    scratch.replace(path)


def delete(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("act", [save_in_place, save_as_vim_does, save_atomically, delete])
def test_a_save_is_told_by_the_name_of_the_file_alone(act: Callable[[Path], None], kernel: Path) -> None:
    assert told_after(lambda: act(kernel), places(SourcePlace(path=kernel.parents[1]))) == {kernel}


def test_what_runs_tools_and_editors_write_is_not_told(kernel: Path, tmp_path: Path) -> None:
    source, ours = tmp_path / "src", tmp_path / "src" / "reports"

    def act() -> None:
        for name in (".git/index", "__pycache__/a.pyc", "reports/1/results.json", ".conv.cc.swp", "conv.cc~"):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_text("x")
        kernel.write_text("new")

    told = told_after(act, places(SourcePlace(path=source), ours=(ours,)))
    assert {path for path in told if path.is_file()} == {kernel}


def test_the_folders_above_may_be_hidden(tmp_path: Path) -> None:
    folder = tmp_path / ".venv" / "lib" / "micro_tests"
    folder.mkdir(parents=True)
    file = folder / "add.cc"
    assert told_after(lambda: save_in_place(file), places(SourcePlace(path=folder))) == {file}


def test_of_named_files_nothing_beside_them(tmp_path: Path) -> None:
    config, other = tmp_path / "harness.toml", tmp_path / "other.toml"

    def act() -> None:
        other.write_text("x")
        config.write_text("x")

    assert told_after(act, places(SourcePlace(path=tmp_path, files=frozenset([config])))) == {config}


def test_a_file_that_does_not_matter_to_its_place(tmp_path: Path) -> None:
    place = SourcePlace(path=tmp_path, takes=lambda path: path.suffix == ".c")

    def act() -> None:
        (tmp_path / "a.o").write_text("x")
        (tmp_path / "a.c").write_text("x")

    assert told_after(act, places(place)) == {tmp_path / "a.c"}


def test_what_happens_between_two_questions_is_told(kernel: Path) -> None:
    async def run() -> tuple[frozenset[Path], frozenset[Path]]:
        async with Changes(places(SourcePlace(path=kernel.parent))) as changes, asyncio.timeout(LIMIT_S):
            kernel.write_text("one")
            first = await changes.next()
            other = kernel.with_name("add.cc")
            other.write_text("two")
            return first, await changes.next()

    first, second = asyncio.run(run())
    assert (first, second) == ({kernel}, {kernel.with_name("add.cc")})


@pytest.mark.parametrize("waits", [False, True])
def test_a_folder_that_is_made_again_stays_watched(tmp_path: Path, waits: bool) -> None:
    folder = tmp_path / "elfs"
    folder.mkdir()
    (folder / "a.elf").write_text("x")

    async def run() -> frozenset[Path]:
        async with Changes(places(SourcePlace(path=folder))) as changes, asyncio.timeout(LIMIT_S):
            shutil.rmtree(folder)
            if waits:
                await changes.next()
            folder.mkdir()
            (folder / "b.elf").write_text("x")
            told = await changes.next()
            while folder / "b.elf" not in told:
                told |= await changes.next()
            (folder / "c.elf").write_text("x")
            while folder / "c.elf" not in told:
                told |= await changes.next()
            return told

    assert {folder / "b.elf", folder / "c.elf"} <= asyncio.run(run())
