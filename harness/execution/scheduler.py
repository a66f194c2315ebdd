"""Runs many binaries on a few slots: order, retries, fail-fast, interruption."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import msgspec

from harness.dialogues import Script
from harness.events import BinaryFinished, BinaryStarted, CaseFinished, EventStream
from harness.execution.attempt import boot_once
from harness.known import Known, is_expected, settle
from harness.model import (
    Attempt,
    BinaryResult,
    CaseResult,
    Metric,
    Target,
    TestBinary,
    Value,
    Verdict,
)
from harness.outcome import assemble
from harness.simulators.protocol import BootOptions, Simulator, ignored


class Job(Value, frozen=True, kw_only=True):
    """One binary with everything that its boot needs."""

    binary: TestBinary
    target: Target
    simulator: Simulator
    budget_s: float
    watchdog_s: float
    retries: int  # boots more while it is not green; known trouble is not tried again
    rerun: str
    remarks: tuple[str, ...] = ()  # of the build, to be told with the result
    known: tuple[Known, ...] = ()
    fail_on_flaky: bool = False
    script: Script | None = None  # a dialogue to play


class Scheduler:
    """Boots jobs on ``slots`` slots and emits what happens.

    ``log_path`` gives the log file of a binary's n-th attempt. Results come back in the order of the
    jobs, one for each job, whatever happened.
    """

    def __init__(
        self,
        *,
        slots: int,
        scratch: Path,
        log_path: Callable[[TestBinary, int], Path],
        events: EventStream,
        fail_fast: bool = False,
        on_console: Callable[[bytes], None] | None = None,
        on_uart: Callable[[str, bytes], None] = ignored,
    ) -> None:
        self._slots = slots
        self._scratch = scratch
        self._log_path = log_path
        self._events = events
        self._fail_fast = fail_fast
        self._on_console = on_console
        self._on_uart = on_uart
        self._stop_reason = ""
        self._workers: list[asyncio.Task[None]] = []
        self.problems: list[str] = []  # logs that could not be written and the like

    def stop(self, reason: str) -> None:
        """Start nothing more and end what runs; :meth:`run` then returns at once."""
        self._stop_reason = self._stop_reason or reason
        for worker in self._workers:
            worker.cancel()

    async def run(self, jobs: Sequence[Job]) -> tuple[BinaryResult, ...]:
        """Run all jobs; one result each, in their order."""
        results: list[BinaryResult | None] = [None] * len(jobs)
        waiting = iter(range(len(jobs)))

        async def work(slot: int) -> None:
            for index in waiting:
                if self._stop_reason:
                    return
                result = await self._run_job(jobs[index], slot)
                results[index] = result
                self._events.emit(BinaryFinished(result=result))
                if self._fail_fast and not result.accepted and not self._stop_reason:
                    self._stop_reason = f"stopped by --fail-fast after {result.name} on {result.target}"
                    me = asyncio.current_task()
                    for worker in self._workers:
                        if worker is not me:
                            worker.cancel()

        self._workers = [asyncio.create_task(work(slot)) for slot in range(min(self._slots, len(jobs)))]
        outcomes = await asyncio.gather(*self._workers, return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, Exception) and not isinstance(outcome, asyncio.CancelledError):
                raise outcome
        for index, job in enumerate(jobs):
            if results[index] is None:
                results[index] = result = not_run(job, self._stop_reason)
                self._events.emit(BinaryFinished(result=result))
        return tuple(result for result in results if result is not None)

    async def _run_job(self, job: Job, slot: int) -> BinaryResult:
        attempts: list[Attempt] = []
        metrics: tuple[Metric, ...] = ()
        remarks = list(job.remarks)
        while True:
            number = len(attempts) + 1
            self._events.emit(BinaryStarted(binary=job.binary, simulator=job.simulator.name, attempt=number))
            attempt, metrics, problem = await self._attempt(job, slot, number)
            attempts.append(msgspec.structs.replace(attempt, worker=slot))
            if problem:
                remarks.append(problem)
                self.problems.append(problem)
            verdict = attempt.judgement.verdict
            if verdict.green or number > job.retries or self._stop_reason:
                break
            if is_expected(job.binary, verdict, job.known, date.today()):
                break
        result = assemble(
            job.binary,
            job.target,
            job.simulator.name,
            tuple(attempts),
            metrics=metrics,
            remarks=tuple(remarks),
            rerun=job.rerun,
        )
        result = msgspec.structs.replace(result, fail_on_flaky=job.fail_on_flaky)
        return settle(result, job.known, date.today())

    async def _attempt(self, job: Job, slot: int, number: int) -> tuple[Attempt, tuple[Metric, ...], str]:
        scratch = self._scratch / f"slot-{slot}"
        try:
            options = BootOptions(
                budget_s=job.budget_s, watchdog_s=job.watchdog_s, scratch=scratch, cold=number > 1
            )
            return await boot_once(
                job.simulator,
                job.binary,
                job.target,
                options,
                self._log_path(job.binary, number),
                script=job.script,
                on_case=lambda case: self._events.emit(CaseFinished(binary=job.binary, case=case)),
                on_console=self._on_console,
                on_uart=self._on_uart,
            )
        finally:
            _empty(scratch)


def _empty(scratch: Path) -> None:
    """Remove what a guest left; the folder itself stays (making one costs more than a boot's judging)."""
    try:
        if any(scratch.iterdir()):
            shutil.rmtree(scratch, ignore_errors=True)
    except OSError:  # never made, or taken away
        return


def not_run(job: Job, reason: str) -> BinaryResult:
    """The result of a job that was never started: every declared case is named."""
    text = f"not run: {reason}"
    cases = tuple(
        CaseResult(name=case.name, verdict=Verdict.NOT_RUN, reason=text, file=case.file, line=case.line)
        for case in job.binary.declared or ()
    )
    return BinaryResult(
        name=job.binary.name,
        suite=job.binary.suite,
        target=job.binary.target,
        variant=job.binary.variant,
        simulator=job.simulator.name,
        verdict=Verdict.NOT_RUN,
        reason=text,
        cases=cases,
        elf=job.binary.elf,
        images=job.binary.images,
        rerun=job.rerun,
        profile=job.binary.profile,
    )
