"""Which targets and simulators a run takes, and what its result means to the shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cli.list import say_unbuilt
from harness.errors import ExitCode, UsageError
from harness.events import BuildFinished
from harness.execution.supervisor import Supervisor
from harness.model import Verdict
from harness.pipeline import exit_code_of
from harness.planning import lanes
from harness.settings import Settings
from tests.unit.reports.samples import result, run


def settings(folder: Path, *targets: str, simulator: str) -> Settings:
    return Settings(targets=targets, simulator=simulator, cache_folder=folder, working_folder=folder)


def test_all_means_all_that_the_wanted_simulator_can_run(tmp_path: Path) -> None:
    (lane,) = lanes(settings(tmp_path, "all", simulator="host"), Supervisor())
    assert lane.target.name == "host"
    with pytest.raises(UsageError, match="simulator host cannot run target bluepill"):
        lanes(settings(tmp_path, "host", "bluepill", simulator="host"), Supervisor())


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ((Verdict.PASSED,), ExitCode.OK),
        ((Verdict.PASSED, Verdict.SKIPPED), ExitCode.OK),
        ((Verdict.SKIPPED,), ExitCode.NOTHING_TO_RUN),
        ((), ExitCode.NOTHING_TO_RUN),
        ((Verdict.PASSED, Verdict.FAILED), ExitCode.NOT_GREEN),
        ((Verdict.PASSED, Verdict.SIMULATOR_ERROR), ExitCode.ENVIRONMENT),
        ((Verdict.FAILED, Verdict.SIMULATOR_ERROR), ExitCode.NOT_GREEN),
    ],
)
def test_the_exit_code_of_a_run(verdicts: tuple[Verdict, ...], code: ExitCode) -> None:
    assert exit_code_of(run(*(result(verdict.value, verdict) for verdict in verdicts))) is code


def test_a_list_says_what_is_missing_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    built = BuildFinished(suite="s", target="host", variant="native", ok=True, duration_s=1.0, built=3)
    say_unbuilt(built)
    assert capsys.readouterr().err == ""
    failed = {"suite": "s", "target": "host", "variant": "native", "duration_s": 1.0, "built": 3}
    say_unbuilt(BuildFinished(**failed, ok=False, message="2 binaries could not be built"))  # type: ignore[arg-type]
    told = "harness: note: host: 2 binaries could not be built; 'harness build' says why\n"
    assert capsys.readouterr().err == told
