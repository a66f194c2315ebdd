"""What a run cannot do on this machine for one of its targets, as results: the others are run."""

from __future__ import annotations

import msgspec

from harness.errors import EnvironmentMissingError
from harness.lanes import Lane
from harness.model import BinaryResult, TestBinary, Verdict
from harness.reports.load import never_run
from harness.suites import Suite
from harness.suites.admission import refusal


def without_tools(suite: Suite, lane: Lane, error: EnvironmentMissingError) -> BinaryResult:
    """One result, named like the suite, in place of all that it would have built."""
    return refusal(
        Verdict.BUILD_ERROR,
        str(error),
        name=suite.name,
        suite=suite.name,
        target=lane.target,
        variant=lane.target.variant(lane.variant),
    )


def without_simulator(binary: TestBinary, lane: Lane, rerun: str) -> BinaryResult:
    """The result of a binary of a lane whose simulator is missing; its cases are ``not_run``."""
    return msgspec.structs.replace(
        never_run(binary, reason=lane.missing),
        verdict=Verdict.SIMULATOR_ERROR,
        simulator=lane.simulator.name,
        rerun=rerun,
        profile=binary.profile,
    )


def is_whole_suite(failure: BinaryResult) -> bool:
    """Whether it stands for all that the suite would have built, so that no selection leaves it out."""
    return failure.verdict is Verdict.BUILD_ERROR and failure.name == failure.suite
