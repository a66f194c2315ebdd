"""``platforms/<name>/target.toml`` -> :class:`~harness.model.Target`.

A board is data: this module checks that data and nothing else. The format is described, with an example
to follow, in ``docs/own-board.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import msgspec

from harness.config import read_table
from harness.consoles import UNNAMED
from harness.elf.cores import CORES, base_name
from harness.errors import ConfigError, UsageError
from harness.model import NATIVE, NON_SECURE, Cpu, MemoryRegion, MemoryVariant, RegionKind, StandIn, Target
from harness.resources import platforms_folder
from harness.sizes import format_size
from harness.slot_tables import read_boots_with, read_slots
from harness.suggest import did_you_mean
from harness.toml_table import ADDRESS_SPACE, CheckedTable
from harness.uart_table import UART, read_serial, read_uart
from harness.violations import FAIL, POLICIES

FILE_NAME = "target.toml"
ALL = "all"
HOST_CPU = "native"
FLASH, RAM = "FLASH", "RAM"
NS_FLASH, NS_RAM = f"{NON_SECURE}{FLASH}", f"{NON_SECURE}{RAM}"
FLOAT_ABIS = ("soft", "softfp", "hard")
CONSOLES, HOST_CONSOLES = ("semihosting", "uart"), ("stdout",)  # the first is the default
SIMULATORS = ("host", "qemu", "qemu_user", "renode", "serial")
PROGRAMS = ("qemu-system-arm", "qemu-system-aarch64")
DEFAULT_STACK_BYTES = 4096

_KEYS = (
    "title",
    "cpu",
    "float_abi",
    "fpu",
    "console",
    "stack",
    "source",
    "timeout_s",
    "memory_violations",
    "images",
    "boots_with",
    "data",
    "weights",
    "activations",
    "memory",
    "uart",
    "serial",
    "stand_in",
    "real",
    "roomy",
    "variant",
)
_REGION_KEYS = ("origin", "size", "kind")
_STAND_IN_KEYS = ("machine", "variant", "memory", "args", "notes", "uarts", "program")
_VARIANT_KEYS = ("memory", "data", "weights", "activations", "uart")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_REGION_NAME = re.compile(r"[A-Z][A-Z0-9_]*")


def load_targets(folders: Sequence[Path] = ()) -> dict[str, Target]:
    """All boards by name: those that come with harness, then those of ``folders``, which may replace them.

    Each of ``folders`` holds board folders, or is one.

    Raises:
        ConfigError: a mistake in a ``target.toml``, or a folder without any.
    """
    targets: dict[str, Target] = {}
    for folder in (platforms_folder(), *folders):
        for board in _boards(folder):
            targets[board.name] = load_target(board)
    return targets


def select_targets(targets: Mapping[str, Target], names: Iterable[str]) -> tuple[Target, ...]:
    """The named targets in the order asked for, each once. ``all`` means every one; commas separate names.

    Raises:
        UsageError: an unknown name, or none at all.
    """
    chosen: dict[str, Target] = {}
    for name in (part.strip() for text in names for part in text.split(",")):
        if not name:
            continue
        if name == ALL:
            chosen |= {each: target for each, target in targets.items() if each not in chosen}
        elif name in targets:
            chosen.setdefault(name, targets[name])
        else:
            raise UsageError(
                f"no target is named {name!r}; {did_you_mean(name, [*targets, ALL])}",
                remedy="`harness list targets` shows all",
            )
    if not chosen:
        raise UsageError("no target is named", remedy="name one with --target, or all")
    return tuple(chosen.values())


def load_target(folder: Path) -> Target:
    """Read the board in ``folder``; the folder's name is the target's.

    Raises:
        ConfigError: a mistake in it, with file, key and what was expected.
    """
    path = folder / FILE_NAME
    if not _NAME.fullmatch(folder.name):
        raise ConfigError(
            f"{folder}: expected a folder name of letters, digits, _ and -, as it names the target"
        )
    if folder.name == ALL:
        raise ConfigError(f"{folder}: {ALL!r} means every target", remedy="rename the folder")
    table = CheckedTable(path, "", read_table(path))
    table.check_keys(_KEYS)
    slots = read_slots(table)
    cpu = Cpu(name=table.text("cpu", "")) if slots else _cpu(table)
    host = cpu.name == HOST_CPU
    consoles = HOST_CONSOLES if host else CONSOLES
    console = table.choice("console", consoles, consoles[0])
    variants = _variants(table, console, host=host, slots=bool(slots))
    return Target(
        name=folder.name,
        title=table.text("title", folder.name),
        cpu=cpu,
        variants=variants,
        stand_ins=_stand_ins(table, "stand_in", variants),
        real=_stand_ins(table, "real", variants),
        roomy=_stand_ins(table, "roomy", variants),
        console=console,
        folder=folder,
        source=table.text("source", ""),
        timeout_s=table.seconds("timeout_s"),
        stack_bytes=_stack(table, variants),
        uart=read_uart(table, console, required=not slots),
        serial=read_serial(table),
        memory_violations=table.choice("memory_violations", POLICIES, FAIL),
        slots=slots,
        boots_with=read_boots_with(table, slots),
    )


def _boards(folder: Path) -> list[Path]:
    folder = folder.absolute()
    if (folder / FILE_NAME).is_file():
        return [folder]
    try:
        found = sorted(each.parent for each in folder.glob(f"*/{FILE_NAME}"))
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be read: {error.strerror}") from None
    if not found:
        what = "holds no board" if folder.is_dir() else "is no folder"
        raise ConfigError(f"{folder}: {what}", remedy=f"expected <board>/{FILE_NAME} in it")
    return found


def _cpu(table: CheckedTable) -> Cpu:
    known = (*CORES, HOST_CPU)
    name = table.text("cpu", "")
    if base_name(name) not in known:
        table.wrong("cpu", f"a core such as cortex-m4, or {HOST_CPU}; {did_you_mean(name or ' ', known)}")
    float_abi = table.choice("float_abi", FLOAT_ABIS, "soft")
    fpu = table.text("fpu", "none")
    if float_abi == "hard" and fpu == "none" and name != HOST_CPU:
        table.wrong("fpu", 'the FPU that float_abi = "hard" needs, such as fpv4-sp-d16')
    return Cpu(name=name, float_abi=float_abi, fpu=fpu)


def _variants(table: CheckedTable, console: str, *, host: bool, slots: bool) -> tuple[MemoryVariant, ...]:
    if host or slots:
        if "memory" in table:
            why = (
                f'cpu = "{HOST_CPU}" is this machine' if host else "nothing is linked for a board with images"
            )
            table.wrong("memory", f"no memory, as {why}")
        return (MemoryVariant(name=NATIVE, regions=()),)
    found = [_variant(NATIVE, table)]
    for name, inner in table.tables("variant", "[variant.NAME.memory.FLASH]").items():
        inner.check_keys(_VARIANT_KEYS)
        if name == NATIVE or not _NAME.fullmatch(name):
            expected = f"a name of letters, digits, _ and -, other than {NATIVE}"
            raise ConfigError(f"{table.path}: variant.{name}: expected {expected}")
        uart = read_uart(inner, UART if UART in inner else console, required=False)
        found.append(msgspec.structs.replace(_variant(name, inner), uart=uart))
    return tuple(found)


def _variant(name: str, table: CheckedTable) -> MemoryVariant:
    regions = tuple(
        _region(region_name, inner) for region_name, inner in table.tables("memory", "[memory.FLASH]").items()
    )
    place = f"{table.path}: {table.place}memory"
    data = table.text("data", RAM)
    kinds = {region.name: region.kind for region in regions}
    rams = [each for each, kind in kinds.items() if kind is RegionKind.RAM]
    if kinds.get(FLASH) is not RegionKind.FLASH:
        raise ConfigError(f"{place}.{FLASH}: expected a region of kind flash, where code goes; found none")
    if kinds.get(data) is not RegionKind.RAM:
        choose = f'; data = "{rams[0]}" would take that one' if rams and "data" not in table else ""
        raise ConfigError(
            f"{place}.{data}: expected a region of kind ram, where data goes; found none{choose}"
        )
    for key, kind in ((NS_FLASH, RegionKind.FLASH), (NS_RAM, RegionKind.RAM)):
        if {NS_FLASH, NS_RAM} & kinds.keys() and kinds.get(key) is not kind:
            raise ConfigError(
                f"{place}.{key}: expected a region of kind {kind}, as there is a non-secure image"
            )
    ordered = sorted(regions, key=lambda region: region.origin)
    for below, above in pairwise(ordered):
        if below.end > above.origin:
            inside = f"{below.name} (0x{below.origin:08x}, {format_size(below.size_bytes)})"
            raise ConfigError(
                f"{place}.{above.name}.origin: expected 0x{below.end:08x} or more, "
                f"found 0x{above.origin:08x}, inside {inside}"
            )
    weights = table.choice("weights", list(kinds), FLASH)
    activations = table.choice("activations", rams, data)
    return MemoryVariant(
        name=name,
        regions=regions,
        data=data,
        weights=weights,
        activations="" if activations == data else activations,
    )


def _region(name: str, table: CheckedTable) -> MemoryRegion:
    table.check_keys(_REGION_KEYS)
    if not _REGION_NAME.fullmatch(name):
        place = table.place.rstrip(".")
        raise ConfigError(
            f"{table.path}: {place}: expected a name of capitals, digits and _, as in linker scripts"
        )
    region = MemoryRegion(
        name=name,
        origin=table.address("origin"),
        size_bytes=table.size("size"),
        kind=RegionKind(table.choice("kind", [kind.value for kind in RegionKind], None)),
    )
    if region.end > ADDRESS_SPACE:
        table.wrong("size", f"at most {format_size(ADDRESS_SPACE - region.origin)} from that origin")
    return region


def _stand_ins(table: CheckedTable, key: str, variants: tuple[MemoryVariant, ...]) -> tuple[StandIn, ...]:
    """``[stand_in.SIMULATOR]``, and the same as ``real`` and ``roomy`` for suites run with both memories."""
    found = []
    names = [variant.name for variant in variants]
    inside = table.tables(key, f"[{key}.qemu]")
    table.table(key, f"[{key}.qemu]").check_keys(SIMULATORS)
    for simulator, inner in inside.items():
        inner.check_keys(_STAND_IN_KEYS)
        machine = inner.text("machine", "")
        if simulator == "qemu" and not machine:
            inner.wrong("machine", "the name of a machine of `qemu-system-arm -machine help`")
        variant = variants[names.index(inner.choice("variant", names, NATIVE))]
        memory = inner.table("memory", '{FLASH = "1M", RAM = "128K"}')
        memory.check_keys([region.name for region in variant.regions])
        found.append(
            StandIn(
                simulator=simulator,
                machine=machine,
                variant=variant.name,
                memory=memory.each(CheckedTable.size),
                args=inner.texts("args"),
                notes=inner.text("notes", ""),
                uarts=_uarts(inner, simulator),
                program=inner.choice("program", PROGRAMS, "") if "program" in inner else "",
            )
        )
    return tuple(found)


def _uarts(table: CheckedTable, simulator: str) -> tuple[str, ...]:
    names = table.texts("uarts")
    if names and simulator != "qemu":
        table.wrong("uarts", "nothing, as only qemu gives a machine several consoles")
    if len({*names, UNNAMED}) != len(names) + 1 or not all(map(_NAME.fullmatch, names)):
        expected = f"different names of letters, digits, _ and -, none of them {UNNAMED}"
        table.wrong("uarts", expected)
    return names


def _stack(table: CheckedTable, variants: tuple[MemoryVariant, ...]) -> int:
    stack_bytes = table.size("stack", DEFAULT_STACK_BYTES)
    for variant in variants:
        if variant.regions and stack_bytes > variant.region(variant.data).size_bytes:
            table.wrong("stack", f"at most the size of {variant.data} in memory variant {variant.name}")
    if stack_bytes % 8:
        table.wrong("stack", "a multiple of 8, as the procedure call standard demands")
    return stack_bytes
