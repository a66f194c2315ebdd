"""Remembers what ELF files said of themselves, so that an unchanged file is read once.

One JSON file for each folder of ELF files, in the cache folder, replaced atomically. Two runs that write at
the same time lose at most an entry, which is read again; a damaged file counts as empty. Entries are
decoded one by one as they are asked for: a run over 20 binaries does not pay for what another run saw.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

import msgspec

from harness.elf.inspection import ElfInfo, inspect
from harness.model import Value

_FORMAT = 2  # raise it whenever ElfInfo or what inspect() finds changes


class _Entry(Value, frozen=True, kw_only=True):
    mtime_ns: int
    size_bytes: int
    info: msgspec.Raw


class _File(Value, frozen=True, kw_only=True):
    format: int
    entries: dict[str, _Entry]  # by file name


class InspectCache:
    """:func:`~harness.elf.inspect` with a memory in ``cache_folder``. Call :meth:`save` at the end."""

    def __init__(self, cache_folder: Path) -> None:
        self._root = cache_folder / "elf"
        self._known: dict[Path, dict[str, _Entry]] = {}  # by folder of the ELF files
        self._fresh: dict[Path, dict[str, _Entry]] = {}
        self.hits = 0

    def file_for(self, folder: Path) -> Path:
        """Where the facts about the ELF files in ``folder`` are kept."""
        return self._root / f"{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}.json"

    def inspect(self, path: Path) -> ElfInfo:
        """The facts about ``path``; from memory where it has the same time and size as then.

        Raises:
            BadBinaryError: as :func:`~harness.elf.inspect`.
        """
        try:
            status = path.stat()
        except OSError:
            return inspect(path)  # which says what is wrong
        folder = path.absolute().parent
        if folder not in self._known:
            self._known[folder] = self._read(folder)
        entry = self._known[folder].get(path.name)
        if entry and (entry.mtime_ns, entry.size_bytes) == (status.st_mtime_ns, status.st_size):
            info = _decoded(entry.info)
            if info is not None:
                self.hits += 1
                return msgspec.structs.replace(info, path=path)
        info = inspect(path)
        raw = msgspec.Raw(msgspec.json.encode(info, enc_hook=str))
        entry = _Entry(mtime_ns=status.st_mtime_ns, size_bytes=status.st_size, info=raw)
        self._known[folder][path.name] = entry
        self._fresh.setdefault(folder, {})[path.name] = entry
        return info

    def save(self) -> None:
        """Write what is new, joined with what others wrote meanwhile; a full disk costs only the memory."""
        for folder, fresh in self._fresh.items():
            self._write(self.file_for(folder), self._read(folder) | fresh)
        self._fresh.clear()

    def _read(self, folder: Path) -> dict[str, _Entry]:
        try:
            found = msgspec.json.decode(self.file_for(folder).read_bytes(), type=_File)
        except (OSError, msgspec.MsgspecError, ValueError):
            return {}
        return found.entries if found.format == _FORMAT else {}

    def _write(self, path: Path, entries: dict[str, _Entry]) -> None:
        draft = path.with_name(f".{path.stem}-{os.getpid()}-{secrets.token_hex(4)}.json")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(msgspec.json.encode(_File(format=_FORMAT, entries=entries)))
            draft.replace(path)
        except (OSError, ValueError):  # ValueError: a file name that is no text
            with suppress(OSError):
                draft.unlink(missing_ok=True)


def _decoded(raw: msgspec.Raw) -> ElfInfo | None:
    try:
        return msgspec.json.decode(raw, type=ElfInfo, dec_hook=_path)
    except (msgspec.MsgspecError, ValueError):
        return None  # damaged: read again


def _path(kind: type, text: object) -> object:
    return kind(text)
