"""A TOML table that knows its file and place, so that every mistake in it can be named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn, TypeGuard, TypeVar

from harness.config import TomlTable
from harness.errors import ConfigError
from harness.sizes import parse_size
from harness.suggest import did_you_mean

ADDRESS_SPACE = 1 << 32
Kind = TypeVar("Kind")


class CheckedTable:
    """A TOML table that knows its place; every read says what was expected where it finds something else."""

    def __init__(self, path: Path, place: str, table: TomlTable) -> None:
        self.path = path
        self.place = place
        self._table = table

    def __contains__(self, key: str) -> bool:
        return key in self._table

    def wrong(self, key: str, expected: str) -> NoReturn:
        value = self._table.get(key)
        found = "nothing" if key not in self._table else "a table" if isinstance(value, dict) else repr(value)
        raise ConfigError(f"{self.path}: {self.place}{key}: expected {expected}, found {found}")

    def check_keys(self, known: Sequence[str]) -> None:
        for key in self._table:
            if key not in known:
                hint = did_you_mean(key, known)
                raise ConfigError(f"{self.path}: {self.place}{key}: unknown key, {hint}")

    def _get(self, key: str, kind: type[Kind], expected: str, default: Kind) -> Kind:
        value = self._table.get(key, default)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.wrong(key, expected)
        return value

    def text(self, key: str, default: str) -> str:
        return self._get(key, str, "a text", default)

    def choice(self, key: str, allowed: Sequence[str], default: str | None) -> str:
        value = self._table.get(key, default)
        if not isinstance(value, str) or value not in allowed:
            hint = f"; {did_you_mean(value, allowed)}" if isinstance(value, str) and len(allowed) > 4 else ""
            self.wrong(key, f"one of {', '.join(allowed)}{hint}")
        return value

    def size(self, key: str, default: int | None = None) -> int:
        value = self._table.get(key, default)
        expected = 'a size above 0 such as "64K", "1M" or 65536'
        if isinstance(value, bool) or not isinstance(value, int | str):
            self.wrong(key, expected)
        try:
            size_bytes = parse_size(value)
        except ValueError:
            self.wrong(key, expected)
        if not 0 < size_bytes < ADDRESS_SPACE:
            self.wrong(key, expected)
        return size_bytes

    def address(self, key: str) -> int:
        value = self._table.get(key)
        if not _is_word(value):
            self.wrong(key, "an address such as 0x08000000")
        return value

    def integer(self, key: str, low: int, high: int) -> int | None:
        """The number at ``key``, from ``low`` to ``high``; None where there is none."""
        value = self._table.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.wrong(key, f"a whole number from {low} to {high}")
        return value

    def rows(self, key: str, columns: int, expected: str) -> list[tuple[int, ...]]:
        """A list of lists of ``columns`` 32-bit values each; empty where there is none."""
        value = self._table.get(key, [])
        if not isinstance(value, list):
            self.wrong(key, expected)
        for row in value:
            if not isinstance(row, list) or len(row) != columns or not all(map(_is_word, row)):
                self.wrong(key, expected)
        return [tuple(row) for row in value]

    def seconds(self, key: str) -> float | None:
        value = self._table.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e6:
            self.wrong(key, "a number of seconds above 0")
        return float(value)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.wrong(key, "a list of texts")
        return tuple(value)

    def texts_or_one(self, key: str) -> tuple[str, ...]:
        """A list of texts, or one text."""
        value = self._table.get(key, [])
        return (value,) if isinstance(value, str) else self.texts(key)

    def lists_of_texts(self, key: str) -> tuple[tuple[str, ...], ...]:
        value = self._table.get(key, [])
        if not isinstance(value, list) or not all(
            isinstance(each, list) and all(isinstance(text, str) for text in each) for each in value
        ):
            self.wrong(key, "a list of lists of texts")
        return tuple(map(tuple, value))

    def flag(self, key: str) -> bool:
        return self._get(key, bool, "true or false", False)

    def list_of_tables(self, key: str, shape: str) -> list[CheckedTable]:
        """The tables of the array ``key``; mistakes name them by their numbers, from 1."""
        value = self._table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.wrong(key, f"tables such as {shape}")
        return [
            CheckedTable(self.path, f"{self.place}{key}[{number}].", each)
            for number, each in enumerate(value, 1)
        ]

    def tables(self, key: str, shape: str) -> dict[str, CheckedTable]:
        """The tables inside the table ``key``, by name."""
        value = self._table.get(key, {})
        if not isinstance(value, dict):
            self.wrong(key, f"tables such as {shape}")
        inside = CheckedTable(self.path, f"{self.place}{key}.", value)
        return {name: inside.table(name, shape) for name in value}

    def table(self, key: str, shape: str) -> CheckedTable:
        value = self._table.get(key, {})
        if not isinstance(value, dict):
            self.wrong(key, f"a table such as {shape}")
        return CheckedTable(self.path, f"{self.place}{key}.", value)

    def each(self, read: Callable[[CheckedTable, str], Kind]) -> dict[str, Kind]:
        return {key: read(self, key) for key in self._table}


def _is_word(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < ADDRESS_SPACE
