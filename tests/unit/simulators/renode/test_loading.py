"""What is loaded: boards with the part's true memory, images with nothing but bytes, consoles in files."""

from __future__ import annotations

import os
import re
import struct
from pathlib import Path

import pytest
from msgspec.structs import replace

from harness.elf.container import read_container
from harness.errors import BadBinaryError, ConfigError
from harness.model import NATIVE, StandIn, Uart, UartKind
from harness.simulators.renode.board import has_board, memories, read_board
from harness.simulators.renode.console import GIVE_BACK_BYTES, ConsoleFile
from harness.simulators.renode.image import loaded_bytes, write_image
from harness.simulators.renode.machine import at
from harness.simulators.renode.versions import ON_CPU, ON_HANDLER, Version, traits_of
from harness.targets import load_targets

TARGETS = load_targets()
BOARDS = [name for name, target in TARGETS.items() if has_board(target)]
OLD, NEW = (traits_of(Version(number=number)) for number in ((1, 13, 0), (1, 16, 1)))
_MEMORY = re.compile(r"MappedMemory @ (.*)\n +size: (\w+)")
_CORES = {"cortex-m3": "cortex-m3", "cortex-m4": "cortex-m4f", "cortex-m7": "cortex-m7"}


def test_there_are_boards() -> None:
    assert {"bluepill", "stm32f412", "stm32f746", "stm32h747"} <= set(BOARDS)
    assert not has_board(TARGETS["host"])


@pytest.mark.parametrize("name", BOARDS)
def test_a_board_has_the_memory_of_its_target(name: str) -> None:
    board, target = read_board(TARGETS[name]), TARGETS[name]
    ranges = sorted(
        (int(origin, 16), int(origin, 16) + int(size, 16))
        for place, size in _MEMORY.findall(board.description)
        for origin in re.findall(r"0x\w+", place)
    )
    for region in target.variant(NATIVE).regions:
        position = region.origin
        for first, end in ranges:
            if first <= position < end:
                position = end
        assert position == region.end, f"{region.name} ends at 0x{position:08x} in board.repl"
    assert board.vectors == target.variant(NATIVE).region("FLASH").origin
    assert f'cpuType: "{_CORES[target.cpu.name]}"' in board.description
    assert "http" not in board.description and "using" not in board.description  # nothing is fetched


def test_the_overlay_follows_the_version() -> None:
    board = read_board(TARGETS["bluepill"])
    assert "numberOfMPURegions: 0" in board.platform(NEW, ON_CPU)
    assert "numberOfMPURegions" not in board.platform(OLD, ON_CPU)
    assert board.platform(NEW, ON_CPU).endswith("SemihostingUart @ cpu\n")
    assert "SemihostingHandler @ cpu" in board.platform(NEW, ON_HANDLER)
    assert board.console_path(ON_HANDLER) == "sysbus.cpu.harnessSemihosting.harnessConsole"


def test_a_uart_console_needs_no_overlay() -> None:
    target = replace(TARGETS["bluepill"], console="uart")
    board = read_board(target)
    assert board.console_path(ON_CPU) == "sysbus.usart1"
    assert board.platform(NEW, ON_CPU) == board.description
    target = replace(target, stand_ins=(StandIn(simulator="renode", machine="usart2"),))
    assert read_board(target).console_path(ON_CPU) == "sysbus.usart2"


@pytest.mark.parametrize("name", BOARDS)
def test_the_uart_of_a_target_is_found_by_its_address(name: str) -> None:
    target = TARGETS[name]
    for uart, base in re.findall(
        r"^(\w+): UART\.\w+ @ sysbus <?(0x\w+)", read_board(target).description, re.M
    ):
        console = Uart(kind=UartKind.STM32_V1, base=int(base, 16))
        board = read_board(replace(target, console="uart", uart=console))
        assert board.console_path(ON_CPU) == f"sysbus.{uart}"


def test_a_board_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"board\.repl: cannot be read"):
        read_board(replace(TARGETS["bluepill"], folder=tmp_path))


def test_memories_are_found_in_the_listing() -> None:
    listing = (
        "  ├── flash (MappedMemory)\n  │       <0x08, 0x0F>\n  ├── cpu (CortexM)\n  └── sram (MappedMemory)\n"
    )
    assert memories(listing) == ("flash", "sram")


def elf_with(path: Path, *segments: tuple[int, int, bytes, int], machine: int = 40) -> Path:
    """An ELF file of (virtual address, physical address, content, size in memory)."""
    offset = 52 + 32 * len(segments)
    headers, contents = b"", b""
    for virtual, physical, content, size in segments:
        place = offset + len(contents)
        headers += struct.pack("<8I", 1, place, virtual, physical, len(content), size, 6, 4)
        contents += content
    ident = b"\x7fELF\x01\x01\x01".ljust(16, b"\0")
    header = struct.pack(
        "<16sHHIIIIIHHHHHH", ident, 2, machine, 1, 1, 52, 0, 0x05000200, 52, 32, len(segments), 40, 0, 0
    )
    path.write_bytes(header + headers + contents)
    return path


def test_only_bytes_of_the_file_are_loaded_and_where_they_lie_in_flash(tmp_path: Path) -> None:
    source = elf_with(
        tmp_path / "a.elf",
        (0x08000000, 0x08000000, b"textA", 5),
        (0x20000000, 0x08000010, b"data", 4000),  # .bss follows .data: no zeros into the flash
        (0x20001000, 0x20001000, b"", 1000),
    )
    expected = [(0x08000000, b"textA"), (0x08000010, b"data")]
    assert loaded_bytes(source) == expected
    write_image(source, tmp_path / "image.elf")
    assert loaded_bytes(tmp_path / "image.elf") == expected
    assert read_container(tmp_path / "image.elf").sections == ()


def test_a_file_that_loads_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadBinaryError, match="loads nothing"):
        loaded_bytes(elf_with(tmp_path / "a.elf", (0x20000000, 0x20000000, b"", 16)))


def test_a_console_is_read_on_and_gives_its_space_back(tmp_path: Path) -> None:
    path = tmp_path / "console.txt"
    console = ConsoleFile(path)
    assert list(console.read()) == []  # not there yet
    with path.open("wb", buffering=0) as renode:
        renode.write(b"first")
        assert b"".join(console.read()) == b"first"
        renode.write(b"of a boot that has ended")
        console.skip()
        blob = os.urandom(3 * GIVE_BACK_BYTES)
        renode.write(blob)
        assert b"".join(console.read()) == blob
        renode.write(b"last")
        assert b"".join(console.read()) == b"last"
    assert path.stat().st_size > 3 * GIVE_BACK_BYTES
    assert path.stat().st_blocks * 512 < GIVE_BACK_BYTES + 65536


def test_paths_in_commands() -> None:
    assert at(Path("/a b/c.elf")) == r"@/a\ b/c.elf"
