"""Conversations with host programs: the boot is real, the program is a few lines of shell."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from harness.errors import EnvironmentMissingError, UsageError
from harness.execution.scheduler import Job
from harness.execution.supervisor import Supervisor
from harness.interactive import Conversation, LineMissingError, start_conversation
from harness.model import EndingKind, Target, TestBinary, Verdict
from harness.simulators.host import HostSimulator
from harness.simulators.process_session import ProcessSession
from harness.simulators.protocol import BootOptions
from harness.targets import load_targets

GREETER = """
echo ready
while read -r line; do
    case "$line" in
        quit) echo bye; echo "~~~ALL TESTS PASSED~~~"; exit 0 ;;
        die) kill -SEGV $$ ;;
        *) echo "got $line" ;;
    esac
done
printf 'half a line'
"""

Talk = Callable[[Conversation], Awaitable[None]]


def converse(
    tmp_path: Path,
    script: str,
    talk: Talk,
    *,
    budget_s: float = 20.0,
    simulator: type[HostSimulator] = HostSimulator,
) -> Path:
    """Boot ``script``, talk to it; returns its log."""
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\n{script}")
    program.chmod(0o755)
    log = tmp_path / "console.log"

    async def main() -> None:
        async with Supervisor() as supervisor:
            job = Job(
                binary=TestBinary(name="program", suite="s", target="host", elf=program),
                target=load_targets()["host"],
                simulator=simulator(supervisor),
                budget_s=budget_s,
                watchdog_s=100.0,
                retries=3,
                rerun="",
            )
            conversation = start_conversation(job, log=log, scratch=tmp_path / "scratch")
            await talk(conversation)
            await conversation.stop("the test is over")
        assert supervisor.left_over == []

    asyncio.run(main())
    return log


def test_a_dialogue_ends_with_the_result_of_any_boot(tmp_path: Path) -> None:
    async def talk(guest: Conversation) -> None:
        assert await guest.wait_for_line(lambda line: line == "ready", timeout_s=5) == "ready"
        await guest.send("ä 1\n")
        assert await guest.wait_for_line(lambda line: "got" in line, timeout_s=5) == "got ä 1"
        await guest.send("quit\n")
        await guest.wait_for_line(lambda line: line == "bye", timeout_s=5)
        result = await guest.finish()
        assert (result.verdict, result.reason) == (Verdict.PASSED, "the sentinel came")
        assert len(result.attempts) == 1
        assert await guest.finish() is result
        assert guest.ended

    assert converse(tmp_path, GREETER, talk).read_text() == "ready\ngot ä 1\nbye\n~~~ALL TESTS PASSED~~~\n"


def test_lines_wait_until_they_are_read(tmp_path: Path) -> None:
    async def talk(guest: Conversation) -> None:
        for number in range(1, 500):
            assert await guest.wait_for_line(lambda line: True, timeout_s=5) == str(number)

    converse(tmp_path, "seq 1 100000", talk)


def test_a_line_that_does_not_come_costs_its_guest_time_and_no_more(tmp_path: Path) -> None:
    async def talk(guest: Conversation) -> None:
        await guest.wait_for_line(lambda line: line == "ready", timeout_s=5)
        begun_s = guest.guest_s()
        with pytest.raises(LineMissingError, match=r"did not come within 0.3 s of guest time, 0 other"):
            await guest.wait_for_line(lambda line: True, timeout_s=0.3)
        assert 0.3 <= guest.guest_s() - begun_s < 5
        await guest.send("still\n")
        assert await guest.wait_for_line(lambda line: True, timeout_s=5) == "got still"

    converse(tmp_path, GREETER, talk)


def test_a_guest_that_ends_is_told_at_once(tmp_path: Path) -> None:
    async def talk(guest: Conversation) -> None:
        await guest.send("die\n")
        with pytest.raises(LineMissingError, match=r"ended before.*crashed.*SIGSEGV"):
            await guest.wait_for_line(lambda line: line == "never", timeout_s=1000)
        with pytest.raises(LineMissingError, match="the guest has ended"):
            await guest.send("more\n")
        assert (await guest.finish()).verdict is Verdict.CRASHED

    converse(tmp_path, GREETER, talk)


def test_half_a_line_at_the_end_is_a_line(tmp_path: Path) -> None:
    async def talk(guest: Conversation) -> None:
        assert await guest.wait_for_line(lambda line: "half" in line, timeout_s=5) == "half a line"

    converse(tmp_path, "printf 'half a line'", talk)


def test_more_input_than_a_pipe_takes_arrives(tmp_path: Path) -> None:
    async def talk(guest: Conversation) -> None:
        await guest.send("x" * 300_000 + "\n")
        await guest.send("y\n")
        assert await guest.wait_for_line(lambda line: line.isdigit(), timeout_s=10) == "300003"

    converse(tmp_path, "count=$(head -c 300003 | wc -c); echo $count; exec sleep 100", talk)


def test_the_budget_ends_a_conversation(tmp_path: Path) -> None:
    async def talk(guest: Conversation) -> None:
        with pytest.raises(LineMissingError, match="timed_out"):
            await guest.wait_for_line(lambda line: line == "never", timeout_s=60)

    converse(tmp_path, GREETER, talk, budget_s=0.5)


def test_stopping_leaves_what_was_said(tmp_path: Path) -> None:
    async def talk(guest: Conversation) -> None:
        await guest.wait_for_line(lambda line: line == "ready", timeout_s=5)
        result = await guest.stop("enough")
        assert result.verdict is Verdict.INCOMPLETE
        assert result.attempts[0].ending.kind is EndingKind.KILLED

    assert converse(tmp_path, GREETER, talk).read_text() == "ready\n"


def test_a_prompt_is_waited_for_though_its_line_does_not_end(tmp_path: Path) -> None:
    async def talk(guest: Conversation) -> None:
        for number in "123":
            await guest.wait_for_text(re.compile(r"sh> "), timeout_s=5)
            await guest.send(f"{number}\n")
            found = await guest.wait_for_text(re.compile(r"<(\d)>"), timeout_s=5)
            assert found[1] == number
        with pytest.raises(LineMissingError, match=r"did not come within 0.2 s of guest time"):
            await guest.wait_for_text(re.compile("no such text"), timeout_s=0.2)

    converse(tmp_path, 'while printf "sh> "; read -r line; do echo "<$line>"; done', talk)


def test_a_console_that_is_not_there_is_told(tmp_path: Path) -> None:
    async def talk(guest: Conversation) -> None:
        with pytest.raises(UsageError, match="no UART is named 'secure'"):
            await guest.send("x", uart="secure")
        with pytest.raises(UsageError, match="no UART is named 'secure'"):
            await guest.wait_for_line(lambda line: True, timeout_s=1, uart="secure")

    converse(tmp_path, GREETER, talk)


class Deaf(HostSimulator):
    """Takes no input."""

    name = "deaf"

    @asynccontextmanager
    async def boot(  # type: ignore[override]
        self, binary: TestBinary, target: Target, options: BootOptions
    ) -> AsyncIterator[object]:
        async with super().boot(binary, target, options) as session:
            yield _Silent(session)


class _Silent:
    def __init__(self, session: ProcessSession) -> None:
        self.chunks, self.stop = session.chunks, session.stop
        self.ending, self.metrics = session.ending, session.metrics


def test_a_simulator_that_cannot_be_talked_to_is_told(tmp_path: Path) -> None:
    async def talk(guest: Conversation) -> None:
        with pytest.raises(
            EnvironmentMissingError, match="deaf cannot be talked to; choose another simulator"
        ):
            await guest.booted()

    converse(tmp_path, GREETER, talk, simulator=Deaf)
