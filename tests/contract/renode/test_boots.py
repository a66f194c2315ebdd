"""Boots on a replayed Renode 1.16.1: what was recorded, and what goes wrong in between."""

from __future__ import annotations

import asyncio
import json
import stat
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.execution.attempt import boot_once
from harness.execution.supervisor import Supervisor
from harness.model import Attempt, EndingKind, TestBinary, Verdict
from harness.simulators.protocol import BootOptions
from harness.simulators.renode import RenodeSimulator
from harness.targets import load_targets
from tests.contract.renode import fake_renode

RECORDING = Path(__file__).parents[2] / "data" / "recordings" / "renode-1.16.1-boots.json"
RECORDED: dict[str, Any] = json.loads(RECORDING.read_text())["scenarios"]
BUDGET_S = 0.05
HANGS_IN_A_LONG_SLICE = 'emulation RunFor "0.002000"'


@pytest.fixture
def elf(tmp_path: Path) -> Path:
    return write_elf(tmp_path / "firmware.elf")


def write_elf(path: Path) -> Path:
    """A file that can be loaded; what it does was recorded."""
    ident = b"\x7fELF\x01\x01\x01".ljust(16, b"\0")
    header = struct.pack(
        "<16sHHIIIIIHHHHHH", ident, 2, 40, 1, 0x08000001, 52, 0, 0x05000200, 52, 32, 1, 40, 0, 0
    )
    program = struct.pack("<8I", 1, 84, 0x08000000, 0x08000000, 8, 8, 5, 4)
    path.write_bytes(header + program + struct.pack("<II", 0x20005000, 0x08000009))
    return path


Boot = Callable[..., list[tuple[Attempt, bytes]]]


@pytest.fixture
def boot(tmp_path: Path, elf: Path, monkeypatch: pytest.MonkeyPatch) -> Boot:
    """Boots a scenario some times on the fake, one after the other."""
    program = tmp_path / "renode"
    program.write_text(
        f'#!/bin/sh\necho >> {tmp_path}/starts\nexec {sys.executable} -I {fake_renode.__file__} "$@"\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("HARNESS_RENODE", str(program))
    monkeypatch.setenv("FAKE_RECORDING", str(RECORDING))

    def run(scenario: str, *, times: int = 1, watchdog_s: float = 30.0, **settings: str) -> Any:
        for name, value in settings.items():
            monkeypatch.setenv(f"FAKE_{name.upper()}", value)
        monkeypatch.setenv("FAKE_SCENARIO", scenario)

        async def main() -> list[tuple[Attempt, bytes]]:
            results = []
            async with Supervisor() as supervisor:
                simulator = RenodeSimulator(supervisor)
                for number in range(times):
                    binary = TestBinary(name=scenario, suite="test", target="bluepill", elf=elf)
                    scratch, log = tmp_path / f"slot-{number}", tmp_path / f"log-{number}"
                    limits = BootOptions(budget_s=BUDGET_S, watchdog_s=watchdog_s, scratch=scratch)
                    target = load_targets()["bluepill"]
                    attempt, metrics, _ = await boot_once(simulator, binary, target, limits, log)
                    assert {metric.source for metric in metrics} <= {"renode"}
                    results.append((attempt, log.read_bytes()))
                await simulator.close()
            assert supervisor.left_over == []
            assert list((tmp_path / "machines").glob("*")) == []
            return results

        return asyncio.run(main())

    return run


@pytest.mark.parametrize("scenario", RECORDED)
def test_as_recorded(scenario: str, boot: Boot) -> None:
    (attempt, log), (again, log_again) = boot(scenario, times=2)
    recorded = RECORDED[scenario]
    assert attempt.ending.kind.value == recorded["ending"], attempt.ending
    assert log == "".join(each["console"] for each in recorded["exchanges"]).encode("latin-1")
    assert (again.ending, log_again) == (attempt.ending, log)


def test_what_the_log_tells_is_in_the_ending(boot: Boot) -> None:
    ((attempt, _),) = boot("outside")
    assert [(each.kind, each.address, each.count) for each in attempt.ending.accesses] == [
        ("write", 0x30000000, 3),
        ("read", 0x20005000, 1),
    ]
    ((attempt, _),) = boot("jump")
    fault = attempt.ending.fault
    assert fault is not None
    assert fault.registers == {"PC": 0xD0000000, "LR": 0x0800005D, "SP": 0x20004FF8}


def test_a_call_that_hangs_after_an_abort_costs_no_time(boot: Boot) -> None:
    started = time.monotonic()
    ((attempt, log),) = boot("jump", accident=f"hang-after-log@{HANGS_IN_A_LONG_SLICE}")
    assert attempt.ending.kind is EndingKind.SIGNAL
    assert attempt.ending.fault is not None and attempt.ending.fault.kind == "CpuAbort"
    assert log == b"before\n"
    assert attempt.judgement.verdict is Verdict.CRASHED
    assert time.monotonic() - started < 10


def test_a_call_that_hangs_without_a_reason_is_the_watchdogs(boot: Boot) -> None:
    ((attempt, _),) = boot("passes", watchdog_s=0.3, accident="hang@emulation RunFor")
    assert attempt.ending.kind is EndingKind.WATCHDOG


@pytest.mark.parametrize(
    ("accident", "says"),
    [
        ("die@emulation RunFor", "Renode ended with code 3"),
        ("half-answer@emulation RunFor", "broke off"),
        ("garbage@emulation RunFor", "broke off"),
        ("http-error@emulation RunFor", "HTTP status 500"),
        ("fault@emulation RunFor", "Arguments types do not match"),
        ("refuse@emulation RunFor", "KeywordException"),
        ("die@machine Reset", "Renode ended with code 3"),
        ("refuse@machine Reset", "KeywordException"),
        ("garbage@mach create", "broke off"),
        ("refuse@machine LoadPlatform", "correct its board.repl"),
        ("die@cpu ExecutedInstructions", ""),
    ],
)
def test_accidents(accident: str, says: str, boot: Boot, tmp_path: Path) -> None:
    once = {"accident_once": str(tmp_path / "happened")}
    first, second = boot("passes", times=2, accident=accident, **once)
    if says:
        assert first[0].judgement.verdict is Verdict.SIMULATOR_ERROR
        assert says in first[0].judgement.reason
    else:  # the verdict was certain
        assert first[0].judgement.verdict is Verdict.PASSED
    assert second[0].judgement.verdict is Verdict.PASSED, second[0].judgement.reason


def test_a_warm_process_that_dies_between_boots_is_replaced(boot: Boot, tmp_path: Path) -> None:
    accident = {"accident": "die@cpu ExecutedInstructions", "accident_once": str(tmp_path / "happened")}
    assert [each.judgement.verdict for each, _ in boot("passes", times=3, **accident)] == [Verdict.PASSED] * 3


def test_a_guest_that_resets_after_its_verdict_leaves_no_warm_machine(boot: Boot, tmp_path: Path) -> None:
    """A machine that was asked for a reset runs no other image: each of them timed out before any output."""
    scenarios = json.loads(json.dumps(RECORDED))
    run, reset = (
        next(each for each in scenarios[name]["exchanges"] if "RunFor" in (each["command"] or ""))
        for name in ("passes", "resets")
    )
    run["log"] = [*run["log"], *reset["log"]]
    recording = tmp_path / "resets-at-the-end.json"
    recording.write_text(json.dumps({"scenarios": scenarios}))
    starts = []
    for recorded in (RECORDING, recording):
        (tmp_path / "starts").write_text("")
        attempts = boot("passes", times=3, recording=str(recorded))
        assert [each.judgement.verdict for each, _ in attempts] == [Verdict.PASSED] * 3
        starts.append(len((tmp_path / "starts").read_text().splitlines()))
    assert starts[1] - starts[0] == 2  # one for each boot but the first


@pytest.mark.parametrize("http", ["chunked", "close", "limit"])
def test_http_as_other_runtimes_speak_it(http: str, boot: Boot) -> None:
    for attempt, _ in boot("passes", times=3, http=http):
        assert attempt.judgement.verdict is Verdict.PASSED, attempt.judgement.reason


@pytest.mark.parametrize("version", ["1.13.3.1", "1.14.0.1", "1.16.0.1"])
def test_older_versions_are_started_as_they_want_it(version: str, boot: Boot) -> None:
    ((attempt, _),) = boot("passes", version=version)
    assert attempt.judgement.verdict is Verdict.PASSED, attempt.judgement.reason


def test_a_renode_that_does_not_start(boot: Boot) -> None:
    ((attempt, _),) = boot("passes", start="die")
    assert attempt.judgement.verdict is Verdict.SIMULATOR_ERROR
    assert "no such luck" in attempt.judgement.reason
