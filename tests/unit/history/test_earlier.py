from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from harness.errors import ReportError
from harness.history import earlier_runs
from harness.history.record import add_run
from harness.model import Metric, Verdict
from tests.unit.reports.samples import STARTED_AT, attempt, result, run


def test_earlier_runs_of_the_same_binaries_come_oldest_first(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    for number in range(6):
        size = Metric(name="flash", value=1000 + number, unit="bytes", source="elf")
        verdict = Verdict.FAILED if number == 2 else Verdict.PASSED
        one = result("a_test", verdict, metrics=(size,), attempts=(attempt(verdict),))
        other = result("b_test")
        add_run(
            path,
            replace(
                run(one, other) if number != 3 else run(other),
                run_id=f"run-{number}",
                started_at=STARTED_AT + number,
                working_folder=tmp_path,
            ),
        )
    found = earlier_runs(path, before=STARTED_AT + 5, keys=["bluepill/native/a_test"], limit=3)
    assert [each.run_id for each in found] == ["run-1", "run-2", "run-4"]
    assert [each.verdicts for each in found] == [
        {"bluepill/native/a_test": verdict} for verdict in ("passed", "failed", "passed")
    ]
    assert [each.values["flash"] for each in found] == [
        {"bluepill/native/a_test": 1000 + number} for number in (1, 2, 4)
    ]
    assert found[0].values["duration"] == {"bluepill/native/a_test": 0.02}
    assert earlier_runs(path, before=STARTED_AT, keys=["bluepill/native/a_test"]) == ()


def test_no_history(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="there is no history"):
        earlier_runs(tmp_path / "history.sqlite", before=0.0, keys=[])
