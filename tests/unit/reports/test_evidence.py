"""What is told first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.model import Verdict
from harness.reports.evidence import by_urgency
from harness.reports.github.annotations import annotations_of
from harness.reports.github.summary import summary
from harness.reports.html.failures import tell
from harness.reports.html.status import Names
from harness.reports.style import text_of
from harness.reports.summary import summary_lines
from tests.unit.reports.samples import result, run

SMALL = [result(f"small{number}", Verdict.DOES_NOT_FIT, reason=f"{number} bytes") for number in range(60)]
CRASH = result("crash", Verdict.CRASHED, reason="HardFault")
BROKEN = result("broken", Verdict.BUILD_ERROR, reason="no such header")
RUN = run(*SMALL, BROKEN, CRASH)


def test_what_ran_and_went_wrong_comes_before_what_is_too_large() -> None:
    assert by_urgency(RUN.binaries) == [CRASH, BROKEN, *SMALL]


def page() -> str:
    return str(tell(RUN, Names(RUN.binaries), lambda _: "#").sections)


@pytest.mark.parametrize(
    "told",
    [
        page,
        lambda: summary(RUN),
        lambda: "\n".join(map(str, annotations_of(RUN, Path("/")))),
        lambda: "\n".join(map(text_of, summary_lines(RUN, width=None, verbose=False, outputs={}))),
    ],
    ids=["page", "github", "annotations", "terminal"],
)
def test_each_report_keeps_that_order(told: Callable[[], str]) -> None:
    text = told()
    assert text.index("HardFault") < text.index("no such header") < text.index("0 bytes")
