from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import ReportError, UsageError
from harness.reports.folder import ReportFolder, latest_run


def test_each_run_gets_a_folder_of_its_own(tmp_path: Path) -> None:
    folders = [ReportFolder(tmp_path / "reports") for _ in range(5)]
    assert len({each.path for each in folders}) == 5
    for each in folders:
        assert re.fullmatch(r"\d{8}-\d{6}-[0-9a-f]{4}", each.run_id)
        assert each.path == tmp_path / "reports" / each.run_id
        assert list(each.path.iterdir()) == []


def test_log_paths(tmp_path: Path) -> None:
    folder = ReportFolder(tmp_path)
    first = folder.log("bluepill", "conv_test")
    assert first == folder.path / "logs/bluepill/conv_test.log"
    assert first.parent.is_dir()
    assert folder.log("bluepill", "conv_test") == first
    assert folder.log("stm32f746", "conv_test", variant="mps2").name == "conv_test.mps2.log"
    assert folder.log("bluepill", "conv_test", attempt=2).name == "conv_test.attempt2.log"


def test_names_that_meet_after_cleaning_stay_apart(tmp_path: Path) -> None:
    folder = ReportFolder(tmp_path)
    names = ["a b", "a/b", "A b", "a_b", "../a", "..", ".", "", "x" * 300, "x" * 300 + "y", "ä"]
    paths = [folder.log("t", name) for name in names]
    assert len({str(path).casefold() for path in paths}) == len(names)
    for path in paths:
        assert path.parent == folder.path / "logs" / "t"
        path.write_text("")


@given(st.text(st.characters(exclude_categories=())), st.text(st.characters(exclude_categories=())))
def test_no_name_leads_out_of_the_folder(target: str, binary: str) -> None:
    folder = object.__new__(ReportFolder)  # without a folder on disk: only the naming is looked at
    folder.path, folder._logs = Path("/r/1"), {}
    path = folder._name_log(target, "native", binary, 1)
    assert path.parent.parent == folder.logs
    assert re.fullmatch(r"[A-Za-z0-9._+~-]{1,200}", path.name)


def test_latest_leads_to_the_last_run(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no earlier run"):
        latest_run(tmp_path)
    for _ in range(2):
        folder = ReportFolder(tmp_path)
        folder.link_latest()
        assert latest_run(tmp_path) == folder.path
    assert (tmp_path / "latest").is_symlink()
    folder.path.rmdir()
    with pytest.raises(UsageError, match="is gone"):
        latest_run(tmp_path)


def test_latest_is_a_file_where_links_do_not_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    folder = ReportFolder(tmp_path)
    folder.link_latest()
    assert not (tmp_path / "latest").is_symlink()
    assert latest_run(tmp_path) == folder.path


def test_a_root_that_cannot_be_written_fails_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportError, match="cannot write the report"):
        ReportFolder(tmp_path / "file" / "reports")
    with pytest.raises(ReportError, match="cannot write the report"):
        ReportFolder(Path("/proc/reports"))


def test_a_folder_named_latest_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    with pytest.raises(ReportError, match="in the way"):
        ReportFolder(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["latest"]
