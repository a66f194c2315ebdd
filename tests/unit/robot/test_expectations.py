"""``expectations.toml`` compared with results."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.model import CaseResult, Verdict
from harness.robot.expectations import disagreement, expectation_of
from tests.unit.robot.test_texts import result

TEXT = """
[add_test]
verdict = "crashed"
reason_contains = "bus fault"
why = "BusFault"
cases = { "A" = "crashed" }

[add_test.override.host]
verdict = "passed"
reason_contains = "2 cases"
cases = {}
why = "a host does not mind"

[add_test.override.renode]
reason_contains = "CPU abort"
why = "Renode stops"

[add_test.override."bluepill on renode"]
why = "no MPU"
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "micro_tests").mkdir()
    (tmp_path / "micro_tests" / "expectations.toml").write_text(TEXT)
    return tmp_path


def test_an_override_replaces_what_it_names(source: Path) -> None:
    assert expectation_of(result(), source).verdict is Verdict.CRASHED
    host = expectation_of(result(target="host"), source)
    assert (host.verdict, host.reason_contains, host.cases) == (Verdict.PASSED, "2 cases", {})
    renode = expectation_of(result(simulator="renode"), source)
    assert (renode.verdict, renode.reason_contains, renode.why) == (Verdict.CRASHED, "CPU abort", "no MPU")
    assert expectation_of(result(simulator="renode", target="stm32f412"), source).why == "Renode stops"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "the verdict should be crashed (BusFault)"),
        ({"verdict": Verdict.CRASHED}, "the reason should contain 'bus fault' (BusFault)"),
        ({"verdict": Verdict.CRASHED, "reason": "a bus fault"}, "A should be crashed and is missing"),
        (
            {
                "verdict": Verdict.CRASHED,
                "reason": "a bus fault",
                "cases": (CaseResult(name="A", verdict=Verdict.CRASHED),),
            },
            "",
        ),
    ],
)
def test_every_difference_is_told(source: Path, changes: dict[str, object], told: str) -> None:
    found = result(**changes)
    assert disagreement(found, expectation_of(found, source)) == told


@pytest.mark.parametrize("changes", [{"name": "other"}, {"suite": "other"}])
def test_what_nobody_expects_is_an_error(source: Path, changes: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        expectation_of(result(**changes), source)
