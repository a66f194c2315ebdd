"""What ``harness rerun`` chooses of the last run."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import NothingToRunError, UsageError
from harness.model import BinaryResult, RunResult, Verdict
from harness.rerun import choose

GREEN, RED = Verdict.PASSED, Verdict.CRASHED


def last(**verdicts: Verdict) -> RunResult:
    """A run of ``target__name`` with their verdicts."""
    results = []
    for key, verdict in verdicts.items():
        target, name = key.split("__")
        results.append(
            BinaryResult(
                name=name,
                suite="s",
                target=target,
                variant="native",
                simulator="qemu",
                verdict=verdict,
                reason="",
            )
        )
    return RunResult(
        harness_version="0",
        run_id="r",
        started_at=0.0,
        duration_s=0.0,
        arguments=("test",),
        working_folder=Path("/w"),
        simulators={},
        binaries=tuple(results),
    )


MIXED = last(host__add=GREEN, host__conv=RED, blue__add=GREEN, blue__conv=GREEN, blue__pool=Verdict.NOT_RUN)


@pytest.mark.parametrize(
    ("names", "failed", "expected"),
    [
        ((), False, ["host/native/conv", "blue/native/pool"]),
        ((), True, ["host/native/conv", "blue/native/pool"]),
        (("conv",), False, ["host/native/conv", "blue/native/conv"]),
        (("conv",), True, ["host/native/conv"]),
        (("blue/*",), False, ["blue/native/add", "blue/native/conv", "blue/native/pool"]),
        (("blue/native/add", "p*"), False, ["blue/native/add", "blue/native/pool"]),
    ],
)
def test_choice(names: tuple[str, ...], failed: bool, expected: list[str]) -> None:
    assert list(choose(MIXED, names=names, failed=failed)) == expected


def test_all_of_a_green_run_without_arguments() -> None:
    green = last(host__add=GREEN, host__conv=Verdict.SKIPPED)
    assert choose(green, names=(), failed=False) == ("host/native/add", "host/native/conv")
    with pytest.raises(NothingToRunError, match="green"):
        choose(green, names=(), failed=True)


def test_a_name_that_was_not_there() -> None:
    with pytest.raises(UsageError, match=r"'cvon' was not in the last run; did you mean conv\?"):
        choose(MIXED, names=("add", "cvon"), failed=False)


def test_an_empty_run() -> None:
    with pytest.raises(NothingToRunError):
        choose(last(), names=(), failed=False)
