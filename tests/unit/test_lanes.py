"""Which memory a target is run with, and by which simulator."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from harness.dialogues.script import Case, Dialogue, Exit, Script
from harness.elf.fit import machine_memory
from harness.errors import UsageError
from harness.execution.supervisor import Supervisor
from harness.lanes import Lane, for_suite, lanes, with_profiles
from harness.settings import Settings
from harness.simulators.host import HostSimulator
from harness.simulators.qemu_system import QemuSystem
from harness.simulators.renode import RenodeSimulator
from harness.suites import MEMORY_VARIANTS, SUITES
from harness.targets import load_targets

TARGETS = load_targets()
QEMU = QemuSystem(Supervisor())
RENODE = RenodeSimulator(Supervisor())


def settings(**other: object) -> Settings:
    fields = {"targets": ("bluepill",), "cache_folder": Path("/c"), "working_folder": Path("/w")} | other
    return Settings(**fields)  # type: ignore[arg-type]


def lane(name: str) -> Lane:
    target = TARGETS[name]
    return Lane(target=target, simulator=QEMU, variant=QEMU.supports(target) or "native")


def shown(name: str, **wishes: object) -> list[tuple[str, str, str]]:
    found = with_profiles(lane(name), settings(**wishes))
    return [(each.profile, each.variant, each.target.stand_ins[0].machine) for each in found]


def test_a_small_part_is_run_with_both_memories() -> None:
    real, roomy = ("real", "native", "netduino2"), ("roomy", "roomy", "mps2-an385")
    assert shown("bluepill") == [real, roomy]
    assert shown("bluepill", profiles=("real",)) == [real]
    assert shown("bluepill", profiles=("roomy",)) == [roomy]


def test_a_stand_in_with_less_than_the_part_is_no_measure_of_it() -> None:
    assert QEMU.supports(TARGETS["stm32f412"]) == "netduinoplus2"  # 128 KB of RAM; the part has 256
    real, _ = with_profiles(lane("stm32f412"), settings())
    assert (real.variant, real.target.stand_ins[0].machine) == ("mps2", "mps2-an386")
    for name in ("bluepill", "stm32f412", "stm32f746", "stm32h747"):
        (real, *_) = with_profiles(lane(name), settings())
        sizes = [{each.name: each.size_bytes for each in real.target.variant(variant).regions}
                 for variant in ("native", real.variant)]  # fmt: skip
        assert sizes[0] == sizes[1], name


def test_a_board_that_has_room_is_run_once() -> None:
    for profiles in (("real", "roomy"), ("roomy",)):
        assert shown("mps2_an385", profiles=profiles) == [("real", "native", "mps2-an385")]


def test_the_host_has_no_part() -> None:
    host = Lane(target=TARGETS["host"], simulator=HostSimulator(Supervisor()), variant="native")
    assert list(with_profiles(host, settings())) == [host]


def test_stock_binaries_get_all_that_their_own_stand_in_has() -> None:
    real, roomy = with_profiles(lane("bluepill"), settings(tflm_board="stock"))
    assert (real.variant, roomy.variant) == ("native", "stand-in")
    assert roomy.target.stand_ins[0].machine == "netduino2"
    sizes = {region.name: region.size_bytes >> 10 for region in roomy.target.variant("stand-in").regions}
    assert sizes == {"FLASH": 1024, "RAM": 128}


@pytest.mark.skipif(not QEMU.available().usable, reason="qemu-system-arm is not installed")
def test_where_the_simulator_has_no_room_another_one_may() -> None:
    bluepill = TARGETS["bluepill"]
    alone = Lane(target=bluepill, simulator=RENODE, variant="native")
    assert [each.profile for each in with_profiles(alone, settings())] == ["real"]
    both = msgspec.structs.replace(alone, others=(QEMU,))
    real, roomy = with_profiles(both, settings())
    assert (real.simulator, roomy.simulator) == (RENODE, QEMU)


@pytest.mark.parametrize("name", ["bluepill", "stm32f412", "stm32f746", "stm32h747"])
def test_every_small_part_has_a_stand_in_with_room_and_the_same_core(name: str) -> None:
    target = TARGETS[name]
    (stand_in,) = target.roomy
    sizes = [region.size_bytes for region in target.variant(stand_in.variant).regions]
    assert sizes == [4 << 20, 4 << 20]
    (machine,) = [
        each
        for each in TARGETS.values()
        if each.stand_in("qemu")
        and each.folder.name.startswith("mps2")
        and each.stand_ins[0].machine == stand_in.machine
    ]
    assert machine.cpu.name == target.cpu.name


def test_a_suite_in_two_images_gets_the_memories_for_both_where_there_are_some() -> None:
    assert set(MEMORY_VARIANTS) < set(SUITES)
    for suite in MEMORY_VARIANTS:
        assert for_suite(lane("mps2_an521"), suite).variant == "trustzone"
        assert for_suite(lane("bluepill"), suite) == lane("bluepill")
    assert for_suite(lane("mps2_an521"), "micro_tests") == lane("mps2_an521")


def test_the_memory_of_another_stand_in_does_not_count() -> None:
    """QEMU's stand-in for bluepill has 1 MB of flash, the board in Renode the part's 64 KB."""
    bluepill = TARGETS["bluepill"]
    for simulator, flash_bytes in ((QEMU, 1 << 20), (RENODE, None)):
        board = Lane(target=bluepill, simulator=simulator, variant="native").board
        assert machine_memory(board, board.variant("native")).get("FLASH") == flash_bytes


def names(**wishes: object) -> set[str]:
    return {each.target.name for each in lanes(settings(**wishes), Supervisor(), boots=False)}


def test_boards_whose_images_are_the_users_have_nothing_without_a_dialogue() -> None:
    boards = {"qemu_optee", "qemu_zephyr_tfm"}
    assert names(targets=("all",)) == set(TARGETS) - boards
    with pytest.raises(UsageError, match=r"qemu_optee boots images of yours, and nothing is built for it"):
        names(targets=("bluepill", "qemu_optee"))
    assert names(targets=("qemu_optee",), by_hand=True) == {"qemu_optee"}
    script = Script(cases=(Case(name="x", steps=(Exit(code=0, timeout_s=1.0),)),))
    dialogues = {"mine": Dialogue(targets=("qemu_optee",), script=script)}
    assert names(targets=("all",), dialogues=dialogues) == set(TARGETS) - {"qemu_zephyr_tfm"}
