"""Boards from ``target.toml``: what is read, and every mistake named."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.elf.cores import CORES
from harness.errors import ConfigError, ExitCode, UsageError
from harness.model import Cpu, RegionKind
from harness.resources import platforms_folder
from harness.targets import load_target, load_targets, select_targets

GOOD = """\
title = "Some board"
cpu = "cortex-m4"
float_abi = "hard"
fpu = "fpv4-sp-d16"
stack = "2K"

[memory.FLASH]
origin = 0x08000000
size = "1M"
kind = "flash"

[memory.RAM]
origin = 0x20000000
size = "128K"
kind = "ram"

[stand_in.qemu]
machine = "netduinoplus2"
memory = {RAM = "192K"}
args = ["-icount", "0"]

[variant.other.memory.FLASH]
origin = 0
size = 4194304
kind = "flash"

[variant.other.memory.RAM]
origin = 0x20000000
size = "4M"
kind = "ram"
"""
REAL_BOARDS = {
    # name -> flash, RAM of the part (bytes), as in docs/targets.md
    "bluepill": (64 << 10, 20 << 10),
    "stm32f412": (1 << 20, 256 << 10),
    "stm32f746": (1 << 20, 320 << 10),
    "stm32h747": (2 << 20, 640 << 10),
    "mps2_an385": (4 << 20, 20 << 20),
    "mps2_an386": (4 << 20, 20 << 20),
    "mps2_an500": (4 << 20, 20 << 20),
    "mps2_an505": (4 << 20, 4 << 20),
    "mps2_an521": (4 << 20, 4 << 20),
}
ALL = {*REAL_BOARDS, "host", "mps3_an547"}


def board(folder: Path, text: str = GOOD, name: str = "some") -> Path:
    path = folder / name
    path.mkdir(parents=True)
    (path / "target.toml").write_text(text)
    return path


def test_a_board_is_read_with_all_it_says(tmp_path: Path) -> None:
    target = load_target(board(tmp_path))
    assert (target.name, target.title, target.console) == ("some", "Some board", "semihosting")
    assert target.cpu == Cpu(name="cortex-m4", float_abi="hard", fpu="fpv4-sp-d16")
    assert target.stack_bytes == 2048
    native, other = target.variants
    assert (native.region("FLASH").origin, native.region("FLASH").size_bytes) == (0x08000000, 1 << 20)
    assert native.region("RAM").kind is RegionKind.RAM
    assert other.name == "other"
    assert other.region("FLASH").size_bytes == 4 << 20
    stand_in = target.stand_in("qemu")
    assert stand_in is not None
    assert (stand_in.machine, stand_in.variant, stand_in.args) == (
        "netduinoplus2",
        "native",
        ("-icount", "0"),
    )
    assert stand_in.memory == {"RAM": 192 << 10}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "Some board"', "title = 3", "title: expected a text, found 3"),
        ("title =", "tilte =", "tilte: unknown key, did you mean title?"),
        (
            '"cortex-m4"',
            '"cortex-m9"',
            "cpu: expected a core such as cortex-m4, or native; did you mean cortex-m",
        ),
        ('cpu = "cortex-m4"\n', "", "cpu: expected a core such as cortex-m4, or native; "),
        ('"hard"', '"hardfp"', "float_abi: expected one of soft, softfp, hard, found 'hardfp'"),
        ('fpu = "fpv4-sp-d16"\n', "", 'fpu: expected the FPU that float_abi = "hard" needs'),
        ('"2K"', '"2Q"', 'stack: expected a size above 0 such as "64K", "1M" or 65536, found \'2Q\''),
        ('"2K"', "-1", "stack: expected a size above 0"),
        ('"2K"', "true", "stack: expected a size above 0"),
        ('"2K"', "100", "stack: expected a multiple of 8"),
        ('"2K"', '"129K"', "stack: expected at most the size of RAM in memory variant native"),
        (
            'stack = "2K"',
            'stack = "2K"\nconsole = "uart0"',
            "console: expected one of semihosting, uart, found 'uart0'",
        ),
        (
            'stack = "2K"',
            'stack = "2K"\ntimeout_s = 0',
            "timeout_s: expected a number of seconds above 0, found 0",
        ),
        ("[memory.FLASH]", "[memory.ROM]", "memory.FLASH: expected a region of kind flash"),
        ("[memory.RAM]", "[memory.SRAM]", 'where data goes; found none; data = "SRAM" would take that one'),
        ("[memory.RAM]", "[memory.ram]", "memory.ram: expected a name of capitals"),
        (
            'size = "1M"\nkind = "flash"',
            'size = "1M"\nkind = "rom"',
            "memory.FLASH.kind: expected one of flash, ram, found 'rom'",
        ),
        ('size = "1M"\n', "", "memory.FLASH.size: expected a size above 0"),
        ('size = "1M"', 'sise = "1M"', "memory.FLASH.sise: unknown key, did you mean size?"),
        (
            'size = "1M"',
            'size = "512M"',
            "memory.RAM.origin: expected 0x28000000 or more, found 0x20000000, inside FLASH",
        ),
        ('size = "128K"', 'size = "3600M"', "memory.RAM.size: expected at most 3584 MB from that origin"),
        (
            "origin = 0x08000000",
            'origin = "0x08000000"',
            "memory.FLASH.origin: expected an address such as 0x08000000",
        ),
        (
            "origin = 0x08000000\n",
            "",
            "memory.FLASH.origin: expected an address such as 0x08000000, found nothing",
        ),
        ("[stand_in.qemu]", "[stand_in.qmeu]", "stand_in.qmeu: unknown key, did you mean qemu?"),
        ("[stand_in.qemu]", "[roomy.qmeu]", "roomy.qmeu: unknown key, did you mean qemu?"),
        ("[stand_in.qemu]", "[standin.qemu]", "standin: unknown key, did you mean stand_in?"),
        ('machine = "netduinoplus2"\n', "", "stand_in.qemu.machine: expected the name of a machine"),
        (
            "machine =",
            'variant = "othr"\nmachine =',
            "stand_in.qemu.variant: expected one of native, other, found 'othr'",
        ),
        ("{RAM =", "{ROM =", "stand_in.qemu.memory.ROM: unknown key, did you mean RAM?"),
        ('{RAM = "192K"}', '{RAM = "lots"}', "stand_in.qemu.memory.RAM: expected a size"),
        ('["-icount", "0"]', '["-icount", 0]', "stand_in.qemu.args: expected a list of texts"),
        (
            "[variant.other.memory.RAM]",
            "[variant.other.memory.DTCM]",
            "variant.other.memory.RAM: expected a region",
        ),
        (
            "[variant.other.memory.RAM]",
            "[variant.other.memroy.RAM]",
            "variant.other.memroy: unknown key, did you mean",
        ),
        ("variant.other", "variant.native", "variant.native: expected a name"),
        ("[memory.FLASH]", "[memory.FLASH", ":7:"),
    ],
)
def test_every_mistake_is_named_with_file_and_key(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    path = board(tmp_path, GOOD.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        load_target(path)
    text = str(caught.value)
    assert text.startswith(f"{path / 'target.toml'}:")
    assert message in text
    assert "\n" not in text
    assert caught.value.exit_code is ExitCode.USAGE


def test_a_host_board_has_no_memory(tmp_path: Path) -> None:
    target = load_target(board(tmp_path, 'cpu = "native"\n'))
    assert target.is_host
    assert target.console == "stdout"
    assert target.variant("native").regions == ()
    with pytest.raises(ConfigError, match="memory: expected no memory"):
        load_target(board(tmp_path, 'cpu = "native"\n[memory.FLASH]\norigin = 0\nsize = 1\n', name="b"))


@pytest.mark.parametrize("name", ["all", "with space", "1st", "a.b"])
def test_a_folder_names_its_target(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="folder"):
        load_target(board(tmp_path, name=name))


def test_data_may_live_in_another_ram(tmp_path: Path) -> None:
    text = GOOD.replace("stack =", 'data = "DTCM"\nstack =').replace("[memory.RAM]", "[memory.DTCM]")
    text = text.replace("{RAM =", "{DTCM =")
    target = load_target(board(tmp_path, text))
    assert target.variant("native").data == "DTCM"
    assert target.variant("other").data == "RAM"


NON_SECURE = """\
[variant.other.memory.NS_FLASH]
origin = 0x00800000
size = "1M"
kind = "{}"

"""


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (NON_SECURE.format("flash"), "NS_RAM: expected a region of kind ram"),
        (NON_SECURE.format("ram"), "NS_FLASH: expected a region of kind flash"),
        (NON_SECURE.format("ram").replace("NS_FLASH", "NS_RAM"), "NS_FLASH: expected a region of kind flash"),
    ],
)
def test_a_non_secure_image_needs_both_memories(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(ConfigError, match=rf"variant\.other\.memory\.{key}, as there is a non-secure image"):
        load_target(board(tmp_path, GOOD + text))


def test_the_non_secure_images_memories_are_called_as_any_others() -> None:
    other = load_targets()["mps2_an505"].variant("trustzone").non_secure
    assert other is not None
    assert [(each.name, each.origin) for each in other.regions] == [("FLASH", 0x200000), ("RAM", 0x28100000)]
    assert load_targets()["mps2_an505"].variant("native").non_secure is None


def test_a_users_folder_extends_and_replaces(tmp_path: Path) -> None:
    board(tmp_path / "many", name="mine")
    one = board(tmp_path, name="bluepill")
    targets = load_targets([tmp_path / "many", one])
    assert targets["mine"].folder == tmp_path / "many" / "mine"
    assert targets["bluepill"].title == "Some board"
    assert targets["stm32f746"].folder == platforms_folder() / "stm32f746"


def test_a_folder_without_boards_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds no board; expected <board>/target"):
        load_targets([tmp_path])
    with pytest.raises(ConfigError, match="is no folder"):
        load_targets([tmp_path / "none"])


def test_the_boards_that_come_with_harness_are_the_real_parts() -> None:
    targets = load_targets()
    assert set(targets) >= ALL
    for name, (flash_bytes, ram_bytes) in REAL_BOARDS.items():
        regions = targets[name].variant("native").regions
        assert sum(each.size_bytes for each in regions if each.kind is RegionKind.FLASH) == flash_bytes, name
        assert sum(each.size_bytes for each in regions if each.kind is RegionKind.RAM) == ram_bytes, name
    for name in ALL - {"host"}:
        assert targets[name].stand_in("qemu") is not None, name
        assert targets[name].cpu.name in CORES
        assert targets[name].source, name


def test_selection_keeps_order_and_drops_repetition() -> None:
    targets = load_targets()
    assert [each.name for each in select_targets(targets, ["host,bluepill", "host"])] == ["host", "bluepill"]
    assert select_targets(targets, ["stm32f746", "all"])[0].name == "stm32f746"
    assert {each.name for each in select_targets(targets, ["all"])} == set(targets)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (
            ["bleupill"],
            "no target is named 'bleupill'; did you mean bluepill? `harness list targets` shows all",
        ),
        (["All"], "did you mean all?"),
        ([], "no target is named; name one with --target, or all"),
        ([" , "], "no target is named"),
    ],
)
def test_a_wrong_name_gets_a_suggestion(names: list[str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        select_targets(load_targets(), names)
    assert message in str(caught.value)
