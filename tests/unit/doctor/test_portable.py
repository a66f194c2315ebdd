"""The portable Renode: whole and as released, or not at all."""

from __future__ import annotations

import hashlib
import http.server
import io
import tarfile
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from harness.doctor.portable import install
from harness.errors import EnvironmentMissingError
from harness.simulators.renode.discovery import find_renode
from harness.simulators.renode.portable import ARCHIVES, Archive, portable_folder

PROGRAM = b"#!/bin/sh\necho Renode v1.16.1.17033\n"
Packed = Callable[..., tuple[Path, Archive]]


@pytest.fixture
def packed(tmp_path: Path) -> Packed:
    """An archive like upstream's with the given files, and what is known of it."""

    def pack(**files: bytes) -> tuple[Path, Archive]:
        path = tmp_path / "served" / "renode.tar.gz"
        path.parent.mkdir()
        with tarfile.open(path, "w:gz") as archive:
            for name, content in files.items():
                member = tarfile.TarInfo(name.replace("__", "/"))
                member.size, member.mode = len(content), 0o755
                archive.addfile(member, io.BytesIO(content))
        return path, Archive(url="", sha256=hashlib.sha256(path.read_bytes()).hexdigest())

    return pack


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = partial(Quiet, directory=str(tmp_path / "served"))
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()
        thread.join()


def test_what_was_unpacked_is_found(
    packed: Packed, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.delenv("HARNESS_RENODE", raising=False)
    _, wanted = packed(renode_1__renode=PROGRAM, renode_1__platforms__a=b"")
    folder = install(wanted, f"{server}/renode.tar.gz", portable_folder())
    assert (folder / "platforms" / "a").is_file()
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    availability, _ = find_renode()
    assert (availability.version, availability.path) == ("1.16.1", folder / "renode")


def test_another_archive_is_refused(packed: Packed, tmp_path: Path) -> None:
    path, wanted = packed(top__renode=PROGRAM)
    path.write_bytes(path.read_bytes() + b"more")
    with pytest.raises(EnvironmentMissingError, match=r"is not the released archive: its SHA-256 is \w{64}"):
        install(wanted, str(path), tmp_path / "data" / "renode")
    assert list((tmp_path / "data").iterdir()) == []


@pytest.mark.parametrize("files", [{"renode": PROGRAM}, {"top__other": b""}, {"..__out__renode": PROGRAM}])
def test_an_archive_of_another_form_leaves_nothing(
    files: dict[str, bytes], packed: Packed, tmp_path: Path
) -> None:
    path, wanted = packed(**files)
    with pytest.raises(EnvironmentMissingError):
        install(wanted, str(path), tmp_path / "data" / "renode")
    assert list((tmp_path / "data").iterdir()) == []
    assert not (tmp_path / "data" / "out").exists()


@pytest.mark.parametrize("place", ["http://127.0.0.1:9/renode.tar.gz", "no/such/file", "{server}/missing"])
def test_what_cannot_be_fetched_is_one_line(place: str, packed: Packed, server: str, tmp_path: Path) -> None:
    _, wanted = packed(top__renode=PROGRAM)
    with pytest.raises(EnvironmentMissingError, match=r"cannot be fetched: .*HARNESS_RENODE_ARCHIVE"):
        install(wanted, place.format(server=server), tmp_path / "data" / "renode")


def test_the_pins_are_checksums() -> None:
    for archive in ARCHIVES.values():
        assert len(bytes.fromhex(archive.sha256)) == 32
        assert "1.16.1" in archive.url
