"""Companion images: what kind of file each is, and how QEMU is told of it."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from harness.errors import BadBinaryError, EnvironmentMissingError
from harness.execution.supervisor import Supervisor
from harness.images import ImageFormat, elves, image_format
from harness.model import Image, TestBinary
from harness.simulators.host import HostSimulator
from harness.simulators.protocol import Availability, BootOptions
from harness.simulators.qemu_system import QemuSystem
from harness.targets import load_targets

HEX = ":10010000214601360121470136007EFE09D2190140\n:00000001FF\n"
ELF = b"\x7fELF\x01\x01\x01"


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def binary(*images: Image) -> TestBinary:
    return TestBinary(name="x", suite="s", target="mps2_an521", elf=Path("/x.elf"), images=images)


@pytest.mark.parametrize(
    ("content", "address", "expected"),
    [
        (HEX, None, ImageFormat.HEX),
        ("\r\n" + HEX.replace("\n", "\r\n"), None, ImageFormat.HEX),
        (ELF, None, ImageFormat.ELF),
        (ELF, 0x1000, ImageFormat.RAW),  # an ELF file as data
        (HEX, 0, ImageFormat.RAW),
        ("\0", 0, ImageFormat.RAW),
    ],
)
def test_formats(content: bytes | str, address: int | None, expected: ImageFormat, tmp_path: Path) -> None:
    path = write(tmp_path / "image", content)
    assert image_format(Image(path=path, address=address)) is expected


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty; build or copy it again"),
        (b"\0\0", "is neither an ELF nor an Intel hex file; give the address where its bytes go"),
        (b"\n\n", "is neither an ELF nor an Intel hex file"),
        (HEX[:9].encode(), "is neither an ELF nor an Intel hex file"),
        (HEX.replace("40\n", "41\n").encode(), "is neither an ELF nor an Intel hex file"),  # its sum
        (HEX.replace(":10", ":0F").encode(), "is neither an ELF nor an Intel hex file"),  # its length
        (b":zz00000001FF\n", "is neither an ELF nor an Intel hex file"),
    ],
)
def test_files_of_no_use(content: bytes, says: str, tmp_path: Path) -> None:
    path = write(tmp_path / "image", content)
    with pytest.raises(BadBinaryError, match=rf"^{re.escape(f'{path}: {says}')}"):
        image_format(Image(path=path))


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(
        BadBinaryError, match=r"none\.hex: cannot be loaded: No such file or directory; build"
    ):
        image_format(Image(path=tmp_path / "none.hex", address=0))
    with pytest.raises(BadBinaryError, match="is a folder; name an image file"):
        image_format(Image(path=tmp_path))


def test_only_elves_have_symbols(tmp_path: Path) -> None:
    paths = [write(tmp_path / "a.elf", ELF), write(tmp_path / "b.hex", HEX), write(tmp_path / "c.elf", ELF)]
    images = (Image(path=paths[0]), Image(path=paths[1]), Image(path=paths[2], address=0))
    assert elves(Path("own.elf"), (*images, Image(path=tmp_path / "none"))) == (Path("own.elf"), paths[0])


def test_qemu_loads_them_at_their_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = Availability(usable=True, version="7.2", path=Path("qemu"))
    monkeypatch.setattr("harness.simulators.qemu_system.find_qemu", lambda: there)
    raw, elf = write(tmp_path / "a,b c.bin", b"data"), write(tmp_path / "ns.elf", ELF)
    target = load_targets()["mps2_an521"]
    images = (Image(path=raw, address=0x38100000), Image(path=elf))
    words = QemuSystem(Supervisor()).arguments(binary(*images), target)
    assert words[-4:] == [
        "-device",
        f"loader,file={tmp_path}/a,,b c.bin,addr=0x38100000,force-raw=on",
        "-device",
        f"loader,file={elf}",
    ]


def test_the_host_loads_none(tmp_path: Path) -> None:
    options = BootOptions(budget_s=1, watchdog_s=1, scratch=tmp_path)
    target = load_targets()["host"]

    async def boot() -> None:
        async with HostSimulator(Supervisor()).boot(binary(Image(path=Path("s.elf"))), target, options):
            raise AssertionError

    with pytest.raises(EnvironmentMissingError, match=r"^host cannot load s\.elf beside x\.elf; boot it on"):
        asyncio.run(boot())
