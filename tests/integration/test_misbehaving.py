"""Every misbehaving firmware gets its expected verdict on every target, as soon as its evidence is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.reports.load import load_results
from harness.targets import load_targets
from tests.expectations import disagreement, load_expectations
from tests.integration.conftest import Harness

EXPECTATIONS = load_expectations()
BUILT_FOR = [
    name for name, target in load_targets().items() if not target.slots
]  # others boot the user's images

V1_FAILURES = """\
Testing Passes
Testing Integers
out == 9 failed at {0}:10
out == 4 failed at {0}:11 (3 vs 4)
out != 3 failed at {0}:12
out > 3 failed at {0}:13
out == 5 was not true failed at {0}:14
out == 3 was not false failed at {0}:15
Testing Floats
golden[0] == got[0] failed at {0}:22 (0.100000 vs 0.200000)
golden[1] (-2.500000) near got[1] (-2.400000) failed at {0}:23
golden[1] (-2.500000) near got[1] (-2.400000) failed at {0}:24
nan (nan) near 0.0f (0.000000) failed at {0}:25
Testing AssertStops
out == 4 failed at {0}:30 (3 vs 4)
Testing Texts
FAIL: abc did not match abd
FAIL: abc did not match abcd
FAIL: by hand
Testing PassesAfterwards
2/6 tests passed
~~~SOME TESTS FAILED~~~
""".format("micro_tests/misbehaving/failures_v1.cc")


@pytest.mark.firmware
@pytest.mark.parametrize("target", BUILT_FOR)
def test_expected_verdicts(target: str, harness: Harness, tmp_path: Path) -> None:
    simulator = "host" if target == "host" else "qemu"
    done = harness(
        "test", "--suite", "misbehaving", "--target", target, "--simulator", simulator, "--json", "out.json"
    )
    assert done.returncode == 1, done.stdout + done.stderr
    results = {result.name: result for result in load_results(tmp_path / "out.json").binaries}
    assert results.keys() == EXPECTATIONS.keys()
    wrong = {
        name: text
        for name, result in results.items()
        if (text := disagreement(result, EXPECTATIONS[name].on(target, simulator)))
    }
    assert not wrong


@pytest.mark.firmware
def test_framework_prints_what_tflm_prints(harness: Harness, tmp_path: Path) -> None:
    harness("test", "failures_v1", "--suite", "misbehaving", "--target", "host", "--json", "out.json")
    (result,) = load_results(tmp_path / "out.json").binaries
    assert result.log is not None
    assert result.log.read_text() == V1_FAILURES
