"""``target.cmake`` and ``memory.ld`` of a build folder, from a target: ``target.toml`` is the only truth."""

from __future__ import annotations

from pathlib import Path

from harness.model import MemoryRegion, MemoryVariant, RegionKind, Target, Uart

TARGET_FILE = "target.cmake"
MEMORY_FILE = "memory.ld"
NON_SECURE_FOLDER = "non_secure"  # of the memory.ld for images of the non-secure state
_MADE = "written by harness from {source}; changes are lost"
_ATTRIBUTES = {RegionKind.FLASH: "rx", RegionKind.RAM: "rwx"}


def target_cmake(target: Target, variant: MemoryVariant) -> str:
    """What the toolchain file needs to know of the core and the board."""
    values = {
        "HARNESS_TARGET": target.name,
        "HARNESS_CPU": target.cpu.name,
        "HARNESS_FLOAT_ABI": target.cpu.float_abi,
        "HARNESS_FPU": target.cpu.fpu,
        "HARNESS_CONSOLE": target.console_in(variant),
        "HARNESS_STACK_BYTES": str(target.stack_bytes),
        "HARNESS_VARIANT": variant.name,
        **_uart(variant.uart or target.uart),
    }
    lines = [f'set({name} "{value}")' for name, value in values.items()]
    return "\n".join([f"# {_made(target)}", *lines, ""])


def memory_ld(target: Target, variant: MemoryVariant) -> str:
    """The part's memory for the linker script, which refuses what does not fit."""
    regions = [f"  {_region(region)}" for region in variant.regions]
    lines = [
        f"/* {_made(target)} */",
        "MEMORY",
        "{",
        *regions,
        "}",
        f'REGION_ALIAS("DATA_RAM", {variant.data})',
        f'REGION_ALIAS("NN_WEIGHTS", {variant.weights})',
        f'REGION_ALIAS("NN_ACTIVATIONS", {variant.activations or variant.data})',
        f"__stack_size = {target.stack_bytes};",
        "",
    ]
    return "\n".join(lines)


def write_inputs(build_folder: Path, target: Target, variant: MemoryVariant) -> Path:
    """Write the files into ``build_folder`` where their content changes; returns ``target.cmake``."""
    build_folder.mkdir(parents=True, exist_ok=True)
    if not target.is_host:
        write_if_changed(build_folder / MEMORY_FILE, memory_ld(target, variant))
    if variant.non_secure is not None:
        folder = build_folder / NON_SECURE_FOLDER
        folder.mkdir(exist_ok=True)
        write_if_changed(folder / MEMORY_FILE, memory_ld(target, variant.non_secure))
    path = build_folder / TARGET_FILE
    write_if_changed(path, target_cmake(target, variant))
    return path


def write_if_changed(path: Path, text: str) -> bool:
    """Write ``text`` unless the file holds it already, so that nothing is rebuilt for no reason."""
    try:
        if path.read_text() == text:
            return False
    except (OSError, UnicodeDecodeError):
        pass  # missing or damaged: written anew
    path.write_text(text)
    return True


def _uart(uart: Uart | None) -> dict[str, str]:
    """What ``micro_tests/support/CMakeLists.txt`` asks for where the console is a UART."""
    if uart is None:
        return {}
    setup = (f"0x{each.address:08x},0x{each.clear:08x},0x{each.set_bits:08x}" for each in uart.setup)
    values = {
        "HARNESS_UART": uart.kind.value,
        "HARNESS_UART_BASE": f"0x{uart.base:08x}",
        "HARNESS_UART_SETUP": ";".join(setup),  # a CMake list
    }
    if uart.divider is not None:
        values["HARNESS_UART_DIVIDER"] = str(uart.divider)
    return values


def _region(region: MemoryRegion) -> str:
    return (
        f"{region.name} ({_ATTRIBUTES[region.kind]}) : "
        f"ORIGIN = 0x{region.origin:08x}, LENGTH = {region.size_bytes}"
    )


def _made(target: Target) -> str:
    return _MADE.format(source=f"{target.name}/target.toml")
