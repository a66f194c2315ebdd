"""The bytes of an ELF file as a flash programmer sees them.

Renode's own LoadELF reads all symbols first (15 ms for a TFLM binary, of 20 ms in all), writes zeros for
NOLOAD segments, also over what other segments put there, and guesses the vector table from the sections.
A file with nothing but the loaded bytes avoids all three.
"""

from __future__ import annotations

import struct
from pathlib import Path

from harness.elf.container import read_container
from harness.errors import BadBinaryError

_HEADER = struct.Struct("<16sHHIIIIIHHHHHH")
_PROGRAM_HEADER = struct.Struct("<8I")
_IDENT = b"\x7fELF\x01\x01\x01".ljust(16, b"\0")  # 32 bit, little endian
_EXECUTABLE, _ARM, _LOAD = 2, 40, 1
_EABI_5 = 0x05000000


def loaded_bytes(path: Path) -> list[tuple[int, bytes]]:
    """Physical address and content of each segment that has content.

    Raises:
        BadBinaryError: no ELF file, a truncated one, or one that loads nothing.
    """
    container = read_container(path)
    if container.bits != 32:
        raise BadBinaryError(
            f"{path}: 64-bit code cannot run on a Cortex-M", remedy="build it for the target"
        )
    segments = []
    for segment in container.loads:
        if segment.filesz:
            content = container.data[segment.offset : segment.offset + segment.filesz]
            segments.append((segment.paddr, content))
    if not segments:
        raise BadBinaryError(f"{path}: loads nothing", remedy="link it with a linker script for the target")
    return segments


def write_image(source: Path, destination: Path) -> None:
    """Write an ELF file with nothing but what ``source`` loads.

    Raises:
        BadBinaryError: as :func:`loaded_bytes`.
        OSError: ``destination`` cannot be written.
    """
    segments = loaded_bytes(source)
    offset = _HEADER.size + _PROGRAM_HEADER.size * len(segments)
    headers, contents = b"", b""
    for address, content in segments:
        place = offset + len(contents)
        size = len(content)
        headers += _PROGRAM_HEADER.pack(_LOAD, place, address, address, size, size, 7, 4)
        contents += content + bytes(-size % 4)
    header = _HEADER.pack(
        _IDENT, _EXECUTABLE, _ARM, 1, 0, _HEADER.size, 0, _EABI_5,
        _HEADER.size, _PROGRAM_HEADER.size, len(segments), 40, 0, 0,
    )  # fmt: skip
    destination.write_bytes(header + headers + contents)
