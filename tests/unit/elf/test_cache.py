"""The memory of inspected files."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from harness.elf import InspectCache, inspect
from harness.errors import BadBinaryError
from tests.unit.elf.images import Segment, elf32, image


@pytest.fixture
def elf(tmp_path: Path) -> Path:
    path = tmp_path / "it.elf"
    path.write_bytes(elf32([Segment(0x08000000, image())]))
    return path


def remembered(folder: Path, elf: Path) -> InspectCache:
    cache = InspectCache(folder)
    cache.inspect(elf)
    cache.save()
    return cache


def test_a_second_run_reads_nothing_and_says_the_same(tmp_path: Path, elf: Path) -> None:
    assert remembered(tmp_path, elf).hits == 0
    again = InspectCache(tmp_path)
    assert again.inspect(elf) == inspect(elf)
    assert again.hits == 1


def test_a_changed_file_is_read_again(tmp_path: Path, elf: Path) -> None:
    remembered(tmp_path, elf)
    elf.write_bytes(elf32([Segment(0x08000000, image(size=0x300))]))
    cache = InspectCache(tmp_path)
    assert cache.inspect(elf).segments[0].filesz_bytes == 0x300
    os.utime(elf, ns=(1, 1))
    assert InspectCache(tmp_path).inspect(elf).segments[0].filesz_bytes == 0x300
    assert cache.hits == 0


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"\xff\x00",
        b'{"format": 0, "entries": {}}',
        b"[]",
        b'{"format": 2, "entries": {"it.elf": {}}}',
    ],
)
def test_a_damaged_file_counts_as_empty(tmp_path: Path, elf: Path, damage: bytes) -> None:
    cache = remembered(tmp_path, elf)
    cache.file_for(elf.parent).write_bytes(damage)
    again = remembered(tmp_path, elf)
    assert again.hits == 0
    fresh = InspectCache(tmp_path)
    fresh.inspect(elf)
    assert fresh.hits == 1


def test_runs_at_the_same_time_leave_a_whole_file(tmp_path: Path) -> None:
    paths = []
    for number in range(16):
        path = tmp_path / f"{number}.elf"
        path.write_bytes(elf32([Segment(0x08000000, image(size=64 + number))]))
        paths.append(path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda path: remembered(tmp_path / "cache", path), paths))
    last = InspectCache(tmp_path / "cache")
    for path in paths:
        assert last.inspect(path) == inspect(path)
    assert last.hits >= 1
    assert list((tmp_path / "cache" / "elf").iterdir()) == [last.file_for(tmp_path)]


def test_a_folder_that_cannot_be_written_costs_only_the_memory(tmp_path: Path, elf: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("")
    assert remembered(blocker, elf).inspect(elf) == inspect(elf)


def test_a_missing_file_is_the_usual_error(tmp_path: Path) -> None:
    with pytest.raises(BadBinaryError, match="no such file"):
        InspectCache(tmp_path).inspect(tmp_path / "none.elf")
