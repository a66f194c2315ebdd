from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.errors import ExitCode, ReportError
from harness.reports.files import write_atomically


def test_folders_are_made_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "report.xml"
    write_atomically(path, ["one\n", "ä"])
    assert path.read_bytes() == "one\nä".encode()
    assert list(path.parent.iterdir()) == [path]


def test_an_old_report_survives_a_broken_new_one(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    path.write_text("old")

    def chunks() -> Iterator[str]:
        yield "new"
        raise ValueError("a mistake half-way")

    with pytest.raises(ValueError, match="half-way"):
        write_atomically(path, chunks())
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.xml").write_text("old")
    (tmp_path / "link.xml").symlink_to("real.xml")
    write_atomically(tmp_path / "link.xml", ["new"])
    assert (tmp_path / "link.xml").is_symlink()
    assert (tmp_path / "real.xml").read_text() == "new"


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportError) as caught:
        write_atomically(tmp_path / "file" / "report.xml", ["text"])
    assert caught.value.exit_code is ExitCode.ENVIRONMENT
    assert str(tmp_path / "file" / "report.xml") in str(caught.value)
    assert "--report-dir" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_in_the_way_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "report.xml").mkdir()
    with pytest.raises(ReportError, match="Is a directory"):
        write_atomically(tmp_path / "report.xml", ["text"])
    assert [each.name for each in tmp_path.iterdir()] == ["report.xml"]


def test_a_full_device_is_an_error() -> None:
    with pytest.raises(ReportError, match="No space left"):
        write_atomically(Path("/dev/full"), ["text"])
    assert Path("/dev/full").is_char_device()


_FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from harness.errors import ReportError
from harness.reports.files import write_atomically
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    write_atomically(Path(sys.argv[1]), ("x" * 1000 for _ in range(1000)))
except ReportError as error:
    print(error)
"""


def test_no_room_in_the_middle_leaves_the_old_report(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    path.write_text("old")
    done = subprocess.run(
        [sys.executable, "-c", _FULL_DISK, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(f"cannot write the report {path}: File too large")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
