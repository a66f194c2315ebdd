"""Bad files: one clear line each."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.elf import inspect
from harness.elf.container import Container, looks_like_elf
from harness.errors import BadBinaryError, ExitCode
from tests.unit.elf.images import (
    ALLOC,
    ATTRIBUTES,
    NOBITS,
    REL,
    X86_64,
    Section,
    Segment,
    Symbol,
    attributes,
    elf32,
    image,
)

NOBODY = 65534
TEXT = b"[ RUN      ]\0Add\0One\0tests passed\0Testing Simple\0"
RICH = elf32(
    [
        Segment(0x08000000, image()),
        Segment(0x08001000, TEXT),
        Segment(0x20000000, bytes(20), paddr=0x08002000),
    ],
    [
        Section(".rodata", TEXT, 0x08001000, flags=ALLOC),
        Section(".stack", b"", 0x20000100, NOBITS, ALLOC, 64),
        Section(".ARM.attributes", attributes(tag6=13, tag7=77, tag10=8), kind=ATTRIBUTES),
    ],
    [Symbol("_ZL12Add_One_Info", 0x20000000, 20), Symbol("_Z12Add_One_Testv", 0x08000100, 8, 2)],
)
WHOLE = elf32([Segment(0x08000000, image())], [Section(".text", b"code", 0x08000000, flags=ALLOC)])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"int main(void) { return 0; }\n", "is a text file"),
        (b"\x00\x01\x02\x03" * 9, "is no ELF file"),
        (b"\x7fELF", "truncated or damaged ELF header"),
        (WHOLE[:40], "truncated ELF: its header ends at byte 52, the file at 40"),
        (WHOLE[:60], "truncated ELF: its table of program headers ends at byte 84, the file at 60"),
        (WHOLE[:100], "truncated ELF: its segment for 0x08000000 ends at byte"),
        (WHOLE[:-1], "truncated ELF: its table of section headers ends at byte"),
        (elf32([Segment(0x08000000, b"x")], kind=REL), "is an object file that is not linked"),
        (elf32([]), "has nothing to load"),
        (
            elf32([Segment(0, b"x")], [Section(".big", b"", flags=ALLOC, size=99999)]),
            "truncated ELF: its section .big ends at byte",
        ),
    ],
)
def test_bad_content_is_told_in_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "it.elf"
    path.write_bytes(content)
    with pytest.raises(BadBinaryError) as caught:
        inspect(path)
    assert str(caught.value).startswith(f"{path}: {message}")
    assert "\n" not in str(caught.value)
    assert caught.value.remedy
    assert caught.value.exit_code is ExitCode.USAGE


def test_missing_folder_and_special_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for name, message in (
        ("none.elf", "no such file"),
        (".", "is a folder"),
        ("fifo", "is not a regular file"),
    ):
        with pytest.raises(BadBinaryError, match=message):
            inspect(tmp_path / name)


@contextlib.contextmanager
def without_root() -> Iterator[None]:
    """Root may read everything, so the test goes on as `nobody` where it was started by root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_an_unreadable_file_names_its_permissions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "it.elf"
    path.write_bytes(WHOLE)
    path.chmod(0o644)
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)  # the folders above it are for their owner only, so the path is relative
    with without_root():
        assert inspect(Path(path.name)).segments
    path.chmod(0)
    with (
        without_root(),
        pytest.raises(BadBinaryError, match=r"it\.elf: cannot be read: Permission denied; check its perm"),
    ):
        inspect(Path(path.name))


def test_a_read_error_is_named() -> None:
    with pytest.raises(BadBinaryError, match="/proc/self/mem: cannot be read: "):
        inspect(Path("/proc/self/mem"))  # a regular file that not even root can read from its start


def test_every_cut_of_a_file_is_an_error_and_never_a_crash() -> None:
    for length in range(len(WHOLE)):
        with pytest.raises(BadBinaryError):
            Container(Path("it.elf"), WHOLE[:length])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(4, len(RICH) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_damaged_bytes_are_an_error_or_harmless(changes: list[tuple[int, int]]) -> None:
    content = bytearray(RICH)
    for position, value in changes:
        content[position] = value
    with tempfile.NamedTemporaryFile(suffix=".elf") as file:
        file.write(content)
        file.flush()
        with contextlib.suppress(BadBinaryError):
            assert inspect(Path(file.name)).segments


def test_what_is_no_file_does_not_look_like_elf(tmp_path: Path) -> None:
    path = tmp_path / "it"
    path.write_bytes(WHOLE)
    assert looks_like_elf(path)
    assert not looks_like_elf(tmp_path)
    assert not looks_like_elf(tmp_path / "none")


def test_the_machine_is_named(tmp_path: Path) -> None:
    path = tmp_path / "it.elf"
    path.write_bytes(elf32([Segment(0x1000, b"x")], machine=X86_64))
    assert inspect(path).machine == "x86-64"
    path.write_bytes(elf32([Segment(0x1000, b"x")], machine=4711))
    assert inspect(path).machine == "machine 4711"
