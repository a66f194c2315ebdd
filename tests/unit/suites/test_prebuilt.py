"""ELF files of other people: found, named, admitted or refused."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.build import BuildContext
from harness.errors import BadBinaryError, NothingToRunError, UsageError
from harness.execution.supervisor import Supervisor
from harness.model import NATIVE, Target, TestBinary, Verdict
from harness.suites import Prepared, create, create_all
from harness.suites.prebuilt import walk
from harness.targets import load_targets
from tests.unit.elf.images import X86_64, Segment, elf32, image

FLASH, RAM = 0x08000000, 0x20000000
GOOD = elf32([Segment(FLASH, image())])
FOREIGN = elf32([Segment(0x400000, b"x")], machine=X86_64)
TARGETS = load_targets()


def put(folder: Path, name: str, content: bytes = GOOD) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def prepared(
    folder: Path,
    *names: str,
    target: Target = TARGETS["bluepill"],
    wants: Callable[[TestBinary], bool] = lambda _: True,
    alone: bool = True,
) -> Prepared:
    async def run() -> Prepared:
        async with Supervisor() as supervisor:
            context = BuildContext(
                cache_folder=folder / ".cache", jobs=1, supervisor=supervisor, wants=wants, alone=alone
            )
            (suite,) = create_all(names, folder)
            stand_in = target.stand_ins[0].variant if target.stand_ins else NATIVE
            return await suite.prepare(target, target.variant(stand_in), context)

    return asyncio.run(run())


def names(result: Prepared) -> list[str]:
    return [binary.name for binary in result.binaries]


def test_one_file_is_one_binary_with_all_its_elf_says(tmp_path: Path) -> None:
    path = put(tmp_path, "out/it.elf")
    (binary,) = prepared(tmp_path, "out/it.elf").binaries
    assert (binary.name, binary.target, binary.variant, binary.elf) == ("it", "bluepill", "native", path)
    assert binary.declared is None
    assert binary.footprint is not None
    assert binary.footprint.flash_bytes == 0x200


def test_a_name_that_reports_cannot_hold_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "elves"
    folder.mkdir()
    (folder / os.fsdecode(b"\xff.elf")).write_bytes(GOOD)
    with pytest.raises(BadBinaryError, match="not valid UTF-8"):
        prepared(tmp_path, "elves")


def test_a_folder_that_cannot_be_read_is_no_empty_one(tmp_path: Path) -> None:
    with pytest.raises(BadBinaryError, match="gone: cannot be read: No such file"):
        list(walk(tmp_path / "gone"))


def test_a_folder_is_searched_and_names_stay_unique(tmp_path: Path) -> None:
    for name in ("a.elf", "a", "deep/a.elf", "deep/er/b.axf", ".hidden/c.elf"):
        put(tmp_path, f"elves/{name}")
    put(tmp_path, "elves/map.txt", b"text")
    put(tmp_path, "elves/README", b"text")
    put(tmp_path, "elves/firmware.out", b"text")
    result = prepared(tmp_path, "elves")
    assert sorted(names(result)) == ["a", "a.elf", "deep/a", "deep/er/b"]
    assert result.failures == ()


def test_several_paths_make_one_suite_with_unique_names(tmp_path: Path) -> None:
    put(tmp_path, "debug/it.elf")
    put(tmp_path, "release/it.elf")
    put(tmp_path, "release/other.elf")
    result = prepared(tmp_path, "debug/it.elf", "release/*.elf")
    assert names(result) == ["debug/it", "release/it", "other"]
    assert {binary.suite for binary in result.binaries} == {"prebuilt"}


def test_a_glob_takes_what_matches(tmp_path: Path) -> None:
    put(tmp_path, "x/one_test.elf")
    put(tmp_path, "x/two.elf")
    assert names(prepared(tmp_path, "x/*_test.elf")) == ["one_test"]
    assert names(prepared(tmp_path, str(tmp_path / "**" / "two.elf"))) == ["two"]


@pytest.mark.parametrize("name", ["empty", "nothing/*.elf"])
def test_nothing_there_is_nothing_to_run(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NothingToRunError, match="no ELF files there"):
        prepared(tmp_path, name)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"some words\n", "is a text file"),
        (GOOD[:100], "truncated ELF"),
        (FOREIGN, "is an ELF for x86-64, bluepill runs ARM"),
    ],
)
def test_a_bad_file_that_was_named_is_an_error(tmp_path: Path, content: bytes, message: str) -> None:
    path = put(tmp_path, "it.elf", content)
    with pytest.raises(BadBinaryError, match=message) as caught:
        prepared(tmp_path, "it.elf")
    assert str(caught.value).startswith(f"{path}: ")


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadBinaryError, match="no such file"):
        prepared(tmp_path, "none.elf")


def test_bad_files_in_a_folder_are_results_and_the_rest_runs(tmp_path: Path) -> None:
    put(tmp_path, "elves/good.elf")
    put(tmp_path, "elves/cut.elf", GOOD[:100])
    put(tmp_path, "elves/text.elf", b"words")
    put(tmp_path, "elves/tool", FOREIGN)
    result = prepared(tmp_path, "elves")
    assert names(result) == ["good"]
    told = {each.name: (each.verdict, each.reason) for each in result.failures}
    assert told["cut"][0] is Verdict.BUILD_ERROR
    assert told["cut"][1].startswith("truncated ELF: its segment")
    assert told["text"] == (Verdict.BUILD_ERROR, "is a text file, expected an ELF executable")
    assert told["tool"] == (Verdict.SKIPPED, "is an ELF for x86-64, bluepill runs ARM")


def test_an_image_beyond_the_part_runs_on_its_larger_stand_in(tmp_path: Path) -> None:
    large = elf32([Segment(FLASH, image(initial_sp=RAM + 0x20000)), Segment(RAM, memsz=90 << 10)])
    put(tmp_path, "elves/large.elf", large)
    put(tmp_path, "elves/huge.elf", elf32([Segment(FLASH, image()), Segment(RAM, memsz=129 << 10)]))
    put(tmp_path, "elves/other.elf", elf32([Segment(0, image())]))
    result = prepared(tmp_path, "elves")
    assert names(result) == ["large"]
    assert result.remarks == {"large": ("does not fit the real part: RAM 90 KB of 20 KB",)}
    huge, other = result.failures
    assert (huge.name, huge.verdict) == ("huge", Verdict.DOES_NOT_FIT)
    assert huge.reason == "does not fit bluepill: RAM 129 KB of 20 KB (128 KB on its stand-in)"
    assert [(metric.name, metric.value) for metric in huge.metrics] == [("ram_over", 109 << 10)]
    assert other.reason.startswith("linked for another memory map: 0x00000000")


def test_neither_suite_nor_file_gets_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no suite is named 'micro_test' .* did you mean micro_tests"):
        create("micro_test", tmp_path)


def test_what_is_refused_but_not_asked_for_is_no_failure(tmp_path: Path) -> None:
    put(tmp_path, "out/foreign.elf", FOREIGN)
    put(tmp_path, "out/damaged.elf", b"x")
    put(tmp_path, "out/elsewhere.elf", elf32([Segment(0x60000000, image())]))
    assert len(prepared(tmp_path, "out").failures) == 3
    asked = prepared(tmp_path, "out", wants=lambda binary: binary.name == "foreign")
    assert [each.name for each in asked.failures] == ["foreign"]
    assert set(asked.known) == {"foreign", "damaged", "elsewhere"}


def test_a_named_file_for_another_core_is_a_mistake_only_where_no_other_target_is_run(tmp_path: Path) -> None:
    put(tmp_path, "foreign.elf", FOREIGN)
    put(tmp_path, "damaged.elf", b"x")
    with pytest.raises(BadBinaryError, match="is an ELF for"):
        prepared(tmp_path, "foreign.elf")
    (left_out,) = prepared(tmp_path, "foreign.elf", alone=False).failures
    assert left_out.verdict is Verdict.SKIPPED
    with pytest.raises(BadBinaryError):
        prepared(tmp_path, "damaged.elf", alone=False)
