"""Which targets and simulators a run takes, and what its result means to the shell."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import msgspec
import pytest

from harness import planning
from harness.build import BuildContext
from harness.cli.list import say_unbuilt
from harness.errors import EnvironmentMissingError, ExitCode, NothingToRunError, UsageError
from harness.events import BuildFinished, EventStream
from harness.execution.supervisor import Supervisor
from harness.model import MemoryVariant, Target, TestBinary, Verdict
from harness.pipeline import exit_code_of
from harness.planning import Plan, lanes
from harness.settings import Settings
from harness.suites import Prepared
from harness.suites.admission import refusal
from harness.suites.protocol import SourcePlace
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


class Unbuildable:
    """A suite whose compiler some targets miss, or whose project some cannot configure."""

    name = "micro_tests"

    def __init__(self, *targets: str, broken: tuple[str, ...] = ()) -> None:
        self.targets = targets
        self.broken = broken

    def sources(self) -> tuple[SourcePlace, ...]:
        return ()

    async def prepare(self, target: Target, variant: MemoryVariant, context: BuildContext) -> Prepared:
        if target.name in self.targets:
            raise EnvironmentMissingError("gcc is not installed", remedy="install it")
        if target.name in self.broken:
            failure = refusal(
                *(Verdict.BUILD_ERROR, "CMake says no"),
                name=self.name, suite=self.name, target=target, variant=variant,
            )  # fmt: skip
            return Prepared(failures=(failure,))
        found = TestBinary(name="a", suite=self.name, target=target.name, elf=Path("a"), variant=variant.name)
        return Prepared(binaries=(found,))


def prepared(
    folder: Path, suite: Unbuildable, *patterns: str, partial: bool = False, only: tuple[str, ...] = ()
) -> Plan:
    async def run() -> Plan:
        async with Supervisor() as supervisor:
            wanted = settings(folder, "host", "bluepill", simulator="auto")
            wanted = msgspec.structs.replace(wanted, only=only)
            chosen = lanes(wanted, supervisor, boots=False)
            return await planning.prepare(wanted, chosen, supervisor, EventStream(), partial=partial)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "suites_and_patterns", lambda _: ((suite,), patterns))
        return asyncio.run(run())


def test_a_compiler_that_one_target_misses_stops_no_other(tmp_path: Path) -> None:
    plan = prepared(tmp_path, Unbuildable("host"), partial=True)
    assert [job.binary.key for job in plan.jobs] == ["bluepill/native/a"]
    (failure,) = plan.failures
    assert (failure.key, failure.verdict) == ("host/native/micro_tests", Verdict.BUILD_ERROR)
    assert plan.problems == ("host: gcc is not installed; install it",)
    # harness rerun names it like that, and means all that it stands for
    again = prepared(tmp_path, Unbuildable(), partial=True, only=(failure.key,))
    assert [job.binary.key for job in again.jobs] == ["host/native/a"]


@pytest.mark.parametrize(
    ("missing", "partial"), [(("host",), False), (("host", "bluepill"), True)], ids=["a list", "nothing left"]
)
def test_a_compiler_that_is_missing_is_an_error(
    tmp_path: Path, missing: tuple[str, ...], partial: bool
) -> None:
    with pytest.raises(EnvironmentMissingError, match="gcc is not installed"):
        prepared(tmp_path, Unbuildable(*missing), partial=partial)


def test_every_name_must_mean_something(tmp_path: Path) -> None:
    assert len(prepared(tmp_path, Unbuildable(), "a").jobs) == 2
    (job,) = prepared(tmp_path, Unbuildable(), "host/a").jobs
    assert job.binary.target == "host"
    for mistake in ("b", "host/b", "x*"):
        with pytest.raises(NothingToRunError, match=f"no binary is named {re.escape(mistake)}"):
            prepared(tmp_path, Unbuildable(), "a", mistake)


def test_a_project_that_cannot_be_configured_is_told_whatever_was_asked_for(tmp_path: Path) -> None:
    plan = prepared(tmp_path, Unbuildable(broken=("host",)), "b")
    assert (plan.jobs, [each.key for each in plan.failures]) == ((), ["host/native/micro_tests"])
