from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import ReportError
from harness.execution.logfile import LogFile


def test_every_byte_is_on_disk_at_once(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "bluepill" / "conv_test.log"
    with LogFile(path) as log:
        log.write(b"Testing")
        assert path.read_bytes() == b"Testing"
        log.write(b" Simple\xff\x00")
        assert path.read_bytes() == b"Testing Simple\xff\x00"
    assert log.problem == ""


def test_a_full_disk_is_a_problem_and_no_exception() -> None:
    with LogFile(Path("/dev/full")) as log:
        log.write(b"x")
        log.write(b"y")
    assert log.problem == "log /dev/full is incomplete: No space left on device"


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportError, match=r"log .*file/a\.log cannot be written: File exists; choose"):
        LogFile(tmp_path / "file" / "a.log")
