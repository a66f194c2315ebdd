from __future__ import annotations

import pytest

from harness.sizes import format_size, parse_size


@pytest.mark.parametrize(
    ("text", "size_bytes"),
    [
        ("64K", 65536),
        ("1M", 1 << 20),
        ("1 MiB", 1 << 20),
        ("20 KB", 20480),
        ("0x400", 1024),
        ("12", 12),
        (7, 7),
        ("8b", 8),
    ],
)
def test_sizes_are_read(text: str | int, size_bytes: int) -> None:
    assert parse_size(text) == size_bytes


@pytest.mark.parametrize("text", ["", "K", "64Q", "-1", "1.5M", "64 K B", "0xZ"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no size"):
        parse_size(text)


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [
        (20480, "20 KB"),
        (1 << 20, "1 MB"),
        (0, "0 bytes"),
        (1234, "1234 bytes"),
        (92345, "90.2 KB"),
        (1536 << 10, "1536 KB"),
    ],
)
def test_sizes_are_shown(size_bytes: int, text: str) -> None:
    assert format_size(size_bytes) == text
