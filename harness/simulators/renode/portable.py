"""Renode's portable release: which archive it is, and where harness unpacks it.

The checksums are those of the release page of Renode 1.16.1 for its self-contained archives (their .NET
runtime is inside), as several public projects have pinned them independently of each other.
"""

from __future__ import annotations

import os
import platform
from pathlib import Path

from harness.model import Value

VERSION = "1.16.1"
_RELEASES = "https://github.com/renode/renode/releases/download"


class Archive(Value, frozen=True, kw_only=True):
    """A ``tar.gz`` with one top folder, and what its bytes must hash to (SHA-256, hexadecimal)."""

    url: str
    sha256: str


def _archive(name: str, sha256: str) -> Archive:
    return Archive(url=f"{_RELEASES}/v{VERSION}/renode-{VERSION}.{name}.tar.gz", sha256=sha256)


ARCHIVES = {
    ("Linux", "x86_64"): _archive(
        "linux-portable-dotnet", "00e113cdbd0f5354cf2f64bbe3f5a070d8958409542fca66e45ac97d982938c0"
    ),
    ("Linux", "aarch64"): _archive(
        "linux-arm64-portable-dotnet", "fff3a098c96ed0a4ffbdff3f028c9c5fde432db09587c7bd7c99406180f90007"
    ),
}


def archive() -> Archive | None:
    """The archive for this machine, None where upstream has none that harness knows."""
    return ARCHIVES.get((platform.system(), platform.machine()))


def portable_folder() -> Path:
    """Where ``harness setup renode`` unpacks it: the user's data folder (XDG base directories)."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "harness" / f"renode-{VERSION}"
