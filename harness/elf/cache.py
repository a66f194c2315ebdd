"""Remembers what ELF files said of themselves, so that an unchanged file is read once.

One JSON file in the cache folder, replaced atomically. Two runs that write at the same time lose at most
an entry, which is read again; a damaged file counts as empty.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

import msgspec

from harness.elf.inspection import ElfInfo, inspect
from harness.model import Value

_FORMAT = 1  # raise it whenever ElfInfo or what inspect() finds changes
_LIMIT = 20_000  # entries; the oldest go first


class _Entry(Value, frozen=True, kw_only=True):
    mtime_ns: int
    size_bytes: int
    info: ElfInfo


class _File(Value, frozen=True, kw_only=True):
    format: int
    entries: dict[str, _Entry]


class InspectCache:
    """:func:`~harness.elf.inspect` with a memory in ``cache_folder``. Call :meth:`save` at the end."""

    def __init__(self, cache_folder: Path) -> None:
        self.path = cache_folder / "elf.json"
        self._entries: dict[str, _Entry] | None = None
        self._fresh: dict[str, _Entry] = {}
        self.hits = 0

    def inspect(self, path: Path) -> ElfInfo:
        """The facts about ``path``; from memory where it has the same time and size as then.

        Raises:
            BadBinaryError: as :func:`~harness.elf.inspect`.
        """
        if self._entries is None:
            self._entries = self._read()
        try:
            status = path.stat()
        except OSError:
            return inspect(path)  # which says what is wrong
        key = str(path.absolute())
        known = self._entries.get(key)
        if known and (known.mtime_ns, known.size_bytes) == (status.st_mtime_ns, status.st_size):
            self.hits += 1
            return known.info if known.info.path == path else msgspec.structs.replace(known.info, path=path)
        info = inspect(path)
        entry = _Entry(mtime_ns=status.st_mtime_ns, size_bytes=status.st_size, info=info)
        self._entries[key] = self._fresh[key] = entry
        return info

    def save(self) -> None:
        """Write what is new, joined with what others wrote meanwhile; a full disk costs only the memory."""
        if not self._fresh:
            return
        entries = self._read() | self._fresh
        kept = dict(list(entries.items())[-_LIMIT:])
        data = msgspec.json.encode(_File(format=_FORMAT, entries=kept), enc_hook=str)
        draft = self.path.with_name(f".elf-{os.getpid()}-{secrets.token_hex(4)}.json")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(data)
            draft.replace(self.path)
            self._fresh.clear()
        except OSError:
            with suppress(OSError):
                draft.unlink(missing_ok=True)

    def _read(self) -> dict[str, _Entry]:
        try:
            found = msgspec.json.decode(self.path.read_bytes(), type=_File, dec_hook=_path)
        except (OSError, msgspec.MsgspecError, ValueError):
            return {}
        return found.entries if found.format == _FORMAT else {}


def _path(kind: type, text: object) -> object:
    return kind(text)
