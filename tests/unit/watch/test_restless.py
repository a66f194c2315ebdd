"""A build that writes among its sources must not start itself again for ever."""

from __future__ import annotations

import os
import time
from pathlib import Path

from harness.watch.restless import Restless


def a_round(restless: Restless, written: Path | None) -> tuple[frozenset[Path], tuple[str, ...]]:
    """A round that writes ``written``, and what remains of the change."""
    with restless.building():
        if written:
            written.write_text("x")
            os.utime(written, (time.time(), time.time()))
    return restless.without(frozenset([written] if written else []))


def test_a_file_that_three_rounds_in_a_row_write_is_the_builds_own(tmp_path: Path) -> None:
    restless, version = Restless(), tmp_path / "version.h"
    assert a_round(restless, version) == ({version}, ())
    assert a_round(restless, version) == ({version}, ())
    left, told = a_round(restless, version)
    assert left == frozenset()
    assert told == (f"{version} is written by each build; it is no longer watched",)
    assert a_round(restless, version) == (frozenset(), ())


def test_a_save_during_some_rounds_is_a_save(tmp_path: Path) -> None:
    restless, source = Restless(), tmp_path / "conv.c"
    for _ in range(4):
        assert a_round(restless, source) == ({source}, ())
        assert a_round(restless, None) == (frozenset(), ())


def test_a_save_between_rounds_is_not_counted(tmp_path: Path) -> None:
    restless, source = Restless(), tmp_path / "conv.c"
    source.write_text("x")
    for _ in range(5):
        a_round(restless, None)
        later = time.time() + 60
        os.utime(source, (later, later))
        assert restless.without(frozenset([source])) == ({source}, ())
