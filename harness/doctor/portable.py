"""Fetches Renode's portable archive, compares it with its pinned checksum, and unpacks it.

``python -m harness.doctor.portable`` is the command that ``harness setup renode`` shows and runs where
``renode-run`` cannot be had. ``HARNESS_RENODE_ARCHIVE`` names another place to get the same archive from (a
URL or a file: a mirror, a machine without a network); the checksum stays the pinned one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

from harness.errors import EnvironmentMissingError, HarnessError
from harness.simulators.renode.portable import Archive, archive, portable_folder

PLACE = "HARNESS_RENODE_ARCHIVE"
_CHUNK_BYTES = 1 << 20
_PATIENCE_S = 60.0  # without a byte
_REMEDY = f"get it by other means and name it with {PLACE}, or set HARNESS_RENODE"


def install(wanted: Archive, place: str, folder: Path) -> Path:
    """Fetch ``wanted`` from ``place`` (a URL or a path) and unpack it as ``folder``; returns ``folder``.

    The folder is there whole or not at all, whatever happens in between.

    Raises:
        EnvironmentMissingError: it cannot be had, written or unpacked, or its checksum is another one.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
            packed = Path(scratch) / "renode.tar.gz"
            found = _fetch(place, packed)
            if found != wanted.sha256:
                problem = f"{place} is not the released archive: its SHA-256 is {found}, not {wanted.sha256}"
                raise EnvironmentMissingError(problem, remedy=_REMEDY)
            _unpack(packed, Path(scratch) / "unpacked").replace(folder)
    except (OSError, tarfile.TarError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise EnvironmentMissingError(f"{folder}: {said}", remedy="check the disk and its rights") from None
    return folder


def main() -> int:
    """Install the archive for this machine; prints one line, returns an exit code."""
    try:
        wanted = archive()
        if wanted is None:
            raise EnvironmentMissingError(
                "there is no portable Renode for this kind of machine", remedy="set HARNESS_RENODE"
            )
        folder = install(wanted, os.environ.get(PLACE) or wanted.url, portable_folder())
    except HarnessError as error:
        print(f"harness: error: {error}", file=sys.stderr)
        return int(error.exit_code)
    print(f"unpacked into {folder}")
    return 0


def _fetch(place: str, packed: Path) -> str:
    """Copy what is at ``place`` to ``packed``; returns its SHA-256."""
    path = Path(place)
    if path.is_file():
        with path.open("rb") as source:
            return _copy(source, packed)
    try:
        with urllib.request.urlopen(place, timeout=_PATIENCE_S) as source:
            print(f"fetching {place}", flush=True)
            return _copy(source, packed)
    except (ValueError, OSError) as error:
        said = error.reason if isinstance(error, urllib.error.URLError) else error
        raise EnvironmentMissingError(f"{place} cannot be fetched: {said}", remedy=_REMEDY) from None


def _copy(source: IO[bytes], packed: Path) -> str:
    digest = hashlib.sha256()
    with packed.open("wb") as target:
        while chunk := source.read(_CHUNK_BYTES):
            digest.update(chunk)
            target.write(chunk)
    return digest.hexdigest()


def _unpack(packed: Path, folder: Path) -> Path:
    """Unpack; returns the archive's one top folder. Links and names that lead out of it are refused."""
    with tarfile.open(packed) as archive_file:
        if hasattr(tarfile, "data_filter"):
            archive_file.extractall(folder, filter="data")
        else:  # Python before 3.11.4, such as Debian 12's
            archive_file.extractall(folder, members=[_harmless(each) for each in archive_file])
    packed.unlink()
    tops = [path for path in folder.iterdir() if path.is_dir()]
    if len(tops) != 1 or not shutil.which("renode", path=str(tops[0])):
        raise tarfile.TarError("the archive has no top folder with a program named renode")
    return tops[0]


def _harmless(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """``member``, which stays inside of the folder and is no device."""
    names = [member.name, *([member.linkname] if member.islnk() or member.issym() else [])]
    inside = all(not name.startswith("/") and ".." not in Path(name).parts for name in names)
    if not inside or not (member.isfile() or member.isdir() or member.islnk() or member.issym()):
        raise tarfile.TarError(f"the archive's {member.name} leads out of it")
    return member


if __name__ == "__main__":
    sys.exit(main())
