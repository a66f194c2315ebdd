"""Which binary may run on which target."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.elf import ArmCore, ElfInfo, Segment, VectorTable, check_fits_target
from harness.errors import BadBinaryError
from harness.model import Cpu, MemoryRegion, MemoryVariant, RegionKind, StandIn, Target
from harness.targets import load_targets

FLASH, RAM = 0x08000000, 0x20000000
KB = 1024
M3 = ArmCore(arch=10, profile="M")
M4F = ArmCore(arch=13, profile="M", fp_arch=6, single_only=True, hard_float=True)
M7D = ArmCore(arch=13, profile="M", fp_arch=8, hard_float=True)
M7S = ArmCore(arch=13, profile="M", fp_arch=8, single_only=True, hard_float=True)
M55 = ArmCore(arch=21, profile="M", fp_arch=8, helium=True)
A9 = ArmCore(arch=10, profile="A")


def board(cpu: Cpu | None = None, memory: dict[str, int] | None = None) -> Target:
    variant = MemoryVariant(
        name="native",
        regions=(
            MemoryRegion(name="FLASH", origin=FLASH, size_bytes=64 * KB, kind=RegionKind.FLASH),
            MemoryRegion(name="RAM", origin=RAM, size_bytes=20 * KB, kind=RegionKind.RAM),
        ),
    )
    return Target(
        name="pill",
        title="",
        cpu=cpu or Cpu(name="cortex-m3"),
        variants=(variant,),
        stand_ins=(StandIn(simulator="qemu", machine="netduino2", memory=memory or {}),),
        console="semihosting",
        folder=Path("/pill"),
    )


def info(
    *segments: tuple[int, int, int],
    core: ArmCore = M3,
    machine: str = "ARM",
    sp: int = RAM + 20 * KB,
    reset: int = FLASH + 1,
) -> ElfInfo:
    """An image of (vaddr, paddr, size) segments."""
    return ElfInfo(
        path=Path("it.elf"),
        machine=machine,
        bits=32,
        entry=FLASH,
        segments=tuple(
            Segment(vaddr=vaddr, paddr=paddr, filesz_bytes=size, memsz_bytes=size)
            for vaddr, paddr, size in segments or [(FLASH, FLASH, KB)]
        ),
        has_symbols=True,
        core=core,
        vectors=VectorTable(address=FLASH, initial_sp=sp, reset=reset),
    )


def fit(binary: ElfInfo, target: Target) -> tuple[str, dict[str, int], tuple[str, ...]]:
    result = check_fits_target(binary, target, target.variant("native"))
    return result.does_not_fit, result.over_bytes, result.remarks


def test_what_fits_runs_without_a_word() -> None:
    assert fit(info((FLASH, FLASH, 60 * KB), (RAM, FLASH + 60 * KB, 4 * KB)), board()) == ("", {}, ())


@pytest.mark.parametrize(
    ("core", "cpu", "words"),
    [
        (
            M7D,
            Cpu(name="cortex-m3"),
            "is built for ARMv7E-M with FPv5 double precision, Cortex-M3 executes ARMv7-M",
        ),
        (M3, Cpu(name="cortex-m0"), "is built for ARMv7-M, Cortex-M0 executes ARMv6-M"),
        (A9, Cpu(name="cortex-m7"), "A-profile"),
        (M55, Cpu(name="cortex-m33", fpu="fpv5-sp-d16"), "ARMv8.1-M"),
        (M4F, Cpu(name="cortex-m4"), "has no FPU"),
        (M7S, Cpu(name="cortex-m4", fpu="fpv4-sp-d16"), "uses FPv5 single precision instructions"),
        (M7D, Cpu(name="cortex-m7", fpu="fpv5-sp-d16"), "uses double precision instructions"),
        (M7D, Cpu(name="cortex-m4", fpu="auto"), "uses FPv5 double precision instructions"),
    ],
)
def test_another_core_is_refused(core: ArmCore, cpu: Cpu, words: str) -> None:
    with pytest.raises(BadBinaryError) as caught:
        fit(info(core=core), board(cpu))
    assert words in str(caught.value)
    assert "it.elf" in str(caught.value)
    assert "pill" in str(caught.value)


@pytest.mark.parametrize(
    ("core", "cpu"),
    [
        (M3, Cpu(name="cortex-m4")),
        (M3, Cpu(name="cortex-m55")),
        (M4F, Cpu(name="cortex-m4", fpu="fpv4-sp-d16")),
        (M4F, Cpu(name="cortex-m7", fpu="fpv5-d16")),
        (M7D, Cpu(name="cortex-m7", fpu="auto")),
        (M55, Cpu(name="cortex-m55", fpu="auto")),
        (M3, Cpu(name="cortex-m33+nodsp")),
    ],
)
def test_a_larger_core_runs_code_for_a_smaller_one(core: ArmCore, cpu: Cpu) -> None:
    assert fit(info(core=core), board(cpu))[0] == ""


def test_another_machine_is_refused() -> None:
    with pytest.raises(BadBinaryError, match=r"is an ELF for x86-64, pill runs ARM; choose another --target"):
        fit(info(machine="x86-64"), board())


def test_too_large_says_by_how_much() -> None:
    reason, over, _ = fit(info((FLASH, FLASH, 65 * KB), (RAM, FLASH, 24 * KB)), board())
    assert reason == "does not fit pill: FLASH 65 KB of 64 KB, RAM 24 KB of 20 KB"
    assert over == {"FLASH": KB, "RAM": 4 * KB}


def test_data_beyond_flash_counts_where_it_is_loaded() -> None:
    reason, over, _ = fit(info((FLASH, FLASH, 63 * KB), (RAM, FLASH + 63 * KB, 2 * KB)), board())
    assert "FLASH 65 KB of 64 KB" in reason
    assert over == {"FLASH": KB}


def test_a_larger_stand_in_runs_it_with_a_remark() -> None:
    larger = board(memory={"FLASH": 1024 * KB, "RAM": 128 * KB})
    reason, over, remarks = fit(info((RAM, FLASH, 90 * KB), sp=RAM + 128 * KB), larger)
    assert reason == ""
    assert over == {"FLASH": 26 * KB, "RAM": 70 * KB}
    assert remarks[0] == "does not fit the real part: FLASH 90 KB of 64 KB, RAM 90 KB of 20 KB"
    assert fit(info((RAM, FLASH, 130 * KB)), larger)[0] == (
        "does not fit pill: RAM 130 KB of 20 KB (128 KB on its stand-in)"
    )


def test_another_memory_map_is_named() -> None:
    reason, _, _ = fit(info((0, 0, KB), (RAM, 0, KB)), board())
    assert reason.startswith(
        "linked for another memory map: 0x00000000 is in no region of pill (FLASH 0x08000000-"
    )


@pytest.mark.parametrize(
    ("sp", "reset", "remark"),
    [
        (0x21000000, FLASH + 1, "the initial stack pointer 0x21000000 is in no RAM of the machine"),
        (RAM, FLASH + 1, "the initial stack pointer 0x20000000 is in no RAM of the machine"),
        (RAM + 20 * KB, FLASH, "the reset vector 0x08000000 lacks the Thumb bit"),
        (RAM + 20 * KB, FLASH + 2 * KB + 1, "the reset vector 0x08000801 points outside the image"),
    ],
)
def test_an_odd_vector_table_is_remarked(sp: int, reset: int, remark: str) -> None:
    assert fit(info(sp=sp, reset=reset), board()) == ("", {}, (remark,))


def test_an_image_for_the_board_itself_is_told_where_it_runs() -> None:
    f746 = load_targets()["stm32f746"]
    for address, told in ((FLASH, True), (0x60000000, False)):
        fit = check_fits_target(info((address, address, KB)), f746, f746.variant("mps2"))
        assert fit.does_not_fit.startswith(f"linked for another memory map: 0x{address:08x}")
        assert ("the board's own map: take a simulator that has it" in fit.does_not_fit) is told
