"""A board behind a serial port: QEMU with its UART at a pseudo-terminal, and how its program is built."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PTY = re.compile(r"redirected to (/dev/\S+)")


def build_application(folder: Path, app: str) -> Path:
    """The application in ``folder``, built by plain CMake."""
    configure = ["cmake", "-G", "Ninja", "-S", str(folder), "-B", str(folder / "build")]
    for command in (configure, ["cmake", "--build", str(folder / "build")]):
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder / "build" / "bin" / f"{app}.elf"


@contextmanager
def serial_port(elf: Path) -> Iterator[str]:
    """The place of an mps2-an500 that runs ``elf``, for ``Runner.connect``."""
    qemu = shutil.which("qemu-system-arm") or "qemu-system-arm"
    argv = [qemu, "-M", "mps2-an500", "-nodefaults", "-display", "none"]
    argv += ["-chardev", "pty,id=uart", "-serial", "chardev:uart", "-kernel", str(elf)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            assert process.stdout is not None
            found = PTY.search(process.stdout.readline())
            assert found
            yield f"serial:{found[1]}:115200"
        finally:
            process.kill()
