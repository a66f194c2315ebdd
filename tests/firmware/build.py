"""Images that stand in for a user's: built with Debian's compilers where a test needs them."""

from __future__ import annotations

import subprocess
from pathlib import Path

SOURCES = Path(__file__).parent
FREESTANDING = (
    *("-ffreestanding", "-fno-stack-protector", "-nostdlib", "-O1", "-Wall", "-Wextra", "-Werror"),
    "-fno-tree-loop-distribute-patterns",  # GCC would put calls of memcpy in
)
AARCH64, CORTEX_M = "aarch64-linux-gnu", "arm-none-eabi"


def optee_flash(folder: Path) -> Path:
    """``flash.bin``: a monitor in EL3 and a shell in the normal world, see ``optee/``."""
    sources = SOURCES / "optee"
    objects = []
    for name in ("start.S", "monitor.c", "normal.c"):
        objects.append(folder / Path(name).with_suffix(".o"))
        options = (*FREESTANDING, "-fno-pic", "-mgeneral-regs-only", "-mstrict-align")
        _run(f"{AARCH64}-gcc", *options, "-c", sources / name, "-o", objects[-1])
    elf, flash = folder / "optee.elf", folder / "flash.bin"
    _run(f"{AARCH64}-ld", "-T", sources / "link.ld", "-o", elf, *objects)
    _run(f"{AARCH64}-objcopy", "-O", "binary", elf, flash)
    return flash


def zephyr_tfm(folder: Path) -> tuple[Path, Path, Path]:
    """``tfm_merged.hex``, and the two ELF files that it is made of, see ``zephyr_tfm/``."""
    elves, merged = [], ""
    for name, address in (("secure", 0x10000000), ("non_secure", 0x10100000)):
        elf = folder / f"{name}.elf"
        options = (*FREESTANDING, "-mcpu=cortex-m33", "-mthumb", f"-Wl,--section-start=.vectors={address:#x}")
        places = (f"-Wl,-Ttext={address + 0x100:#x}", "-Wl,-e0", "-Wl,-z,noexecstack")
        _run(f"{CORTEX_M}-gcc", *options, *places, SOURCES / "zephyr_tfm" / f"{name}.c", "-o", elf)
        _run(f"{CORTEX_M}-objcopy", "-O", "ihex", elf, elf.with_suffix(".hex"))
        records = elf.with_suffix(".hex").read_text().splitlines()
        merged += "".join(f"{each}\n" for each in records if not each.startswith((":00000001", ":04000005")))
        elves.append(elf)
    path = folder / "tfm_merged.hex"
    path.write_text(f"{merged}:00000001FF\n")
    return path, elves[0], elves[1]


def _run(*words: str | Path) -> None:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    assert done.returncode == 0, f"{words[0]}: {done.stderr}"
