"""Companion images: what else is in memory when a binary starts, and what kind of file each is."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from harness.errors import BadBinaryError, EnvironmentMissingError
from harness.model import Image, TestBinary

_ELF_MAGIC = b"\x7fELF"
_LONGEST_RECORD = 1 + 2 * (5 + 255)  # of Intel hex: colon, then 5 + 255 bytes as digits
_HEX_DIGITS = frozenset(b"0123456789abcdefABCDEF")


class ImageFormat(StrEnum):
    ELF = "elf"
    HEX = "hex"  # Intel hex
    RAW = "raw"


def image_format(image: Image) -> ImageFormat:
    """What kind of file ``image`` is: raw where it has an address, else what its first bytes say.

    Raises:
        BadBinaryError: missing, unreadable, empty, or neither ELF nor Intel hex and without an address.
    """
    head = _head(image.path)
    if image.address is not None:
        return ImageFormat.RAW
    if head.startswith(_ELF_MAGIC):
        return ImageFormat.ELF
    if _is_hex_record(head.lstrip().splitlines()[0] if head.strip() else b""):
        return ImageFormat.HEX
    raise BadBinaryError(
        f"{image.path}: is neither an ELF nor an Intel hex file",
        remedy="give the address where its bytes go",
    )


def refuse_images(binary: TestBinary, simulator: str) -> None:
    """For simulators that run a program and have no memory to load into.

    Raises:
        EnvironmentMissingError: ``binary`` has companion images.
    """
    if binary.images:
        raise EnvironmentMissingError(
            f"{simulator} cannot load {binary.images[0].path.name} beside {binary.elf.name}",
            remedy="boot it on a board that qemu or renode simulates",
        )


def elves(binary_elf: Path, images: Iterable[Image]) -> tuple[Path, ...]:
    """The binary's ELF file, then those among its images; what cannot be read is left out."""
    found = [binary_elf]
    for image in images:
        try:
            if image_format(image) is ImageFormat.ELF:
                found.append(image.path)
        except BadBinaryError:  # who boots it says so
            continue
    return tuple(found)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise BadBinaryError(f"{path}: is no file", remedy="name an image file")
            head = file.read(_LONGEST_RECORD + 2)
    except IsADirectoryError:
        raise BadBinaryError(f"{path}: is a folder", remedy="name an image file") from None
    except OSError as error:
        remedy = "build it, or correct its path" if isinstance(error, FileNotFoundError) else ""
        raise BadBinaryError(f"{path}: cannot be loaded: {error.strerror}", remedy=remedy) from None
    if not head:
        raise BadBinaryError(f"{path}: is empty", remedy="build or copy it again")
    return head


def _is_hex_record(line: bytes) -> bool:
    """Whether ``line`` is a whole record with the right sum (Intel, Hexadecimal Object File Format, 1988)."""
    digits = line.strip()[1:]
    if line[:1] != b":" or len(digits) < 10 or len(digits) % 2 or not _HEX_DIGITS.issuperset(digits):
        return False
    record = bytes.fromhex(digits.decode())
    return len(record) == 5 + record[0] and sum(record) % 256 == 0
