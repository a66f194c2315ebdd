"""One boot of one binary: console to disk and judge, stop at the verdict, conclude."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import ExitStack, aclosing
from pathlib import Path

import msgspec

from harness.consoles import consoles_of
from harness.dialogues import Partner, Script
from harness.errors import HarnessError, ReportError
from harness.execution.converse import converse
from harness.execution.logfile import LogFile
from harness.model import Attempt, CaseResult, Ending, EndingKind, Metric, Target, TestBinary
from harness.simulators.protocol import BootOptions, Session, Simulator, ignored
from harness.verdict import Judge
from harness.violations import weighed


async def boot_once(
    simulator: Simulator,
    binary: TestBinary,
    target: Target,
    options: BootOptions,
    log_path: Path,
    *,
    script: Script | None = None,
    on_case: Callable[[CaseResult], None] = lambda _: None,
    on_console: Callable[[bytes], None] | None = None,
    on_uart: Callable[[str, bytes], None] = ignored,
) -> tuple[Attempt, tuple[Metric, ...], str]:
    """Boot ``binary`` and judge it, or play ``script`` with it.

    Each further UART of the machine has a log beside ``log_path``.

    Returns:
        The attempt, the simulator's metrics, and what the machine refused, such as room for the log
        (empty where nothing was refused).
    """
    consoles = consoles_of(target, simulator.name, binary.variant)
    partner = Partner(script, consoles) if script is not None else None
    judge = partner or Judge(
        declared=binary.declared, expect_exit_code=binary.expect_exit_code, sentinel=binary.sentinel
    )
    heard = asyncio.Event()
    started_at, started = time.time(), time.monotonic()
    metrics: tuple[Metric, ...] = ()
    problem = ""
    uart_logs = {name: uart_log(log_path, name) for name in consoles.further}
    try:
        options.scratch.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            log = stack.enter_context(LogFile(log_path))
            further = {name: stack.enter_context(LogFile(path)) for name, path in uart_logs.items()}

            def take_uart(uart: str, chunk: bytes) -> None:
                further[uart].write(chunk)
                on_uart(uart, chunk)
                if partner is not None:
                    partner.hear(uart, chunk)
                    heard.set()

            def take(chunk: bytes) -> None:
                log.write(chunk)
                if on_console is not None:
                    on_console(chunk)
                for case in judge.feed(chunk, time.monotonic() - started):
                    on_case(case)

            options = msgspec.structs.replace(
                options, on_uart=take_uart, interactive=options.interactive or partner is not None
            )
            try:
                async with simulator.boot(binary, target, options) as session:
                    if partner is not None:
                        await converse(
                            session,
                            partner,
                            take=take,
                            heard=heard,
                            host_s=lambda: time.monotonic() - started,
                        )
                    else:
                        await _listen(session, judge, take)
                    ending = await session.ending()
                    metrics = session.metrics()
            finally:
                problem = next((each.problem for each in (log, *further.values()) if each.problem), "")
    except asyncio.CancelledError:  # the scheduler stops the run, and still wants what there is
        ending = Ending(kind=EndingKind.INTERRUPTED, message="the run was interrupted")
    except ReportError as error:
        ending, problem = Ending(kind=EndingKind.SIMULATOR, message=str(error)), str(error)
    except HarnessError as error:
        ending = Ending(kind=EndingKind.SIMULATOR, message=str(error))
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        problem = f"cannot boot{where}: {error.strerror or error}"
        ending = Ending(kind=EndingKind.SIMULATOR, message=problem)
    attempt = Attempt(
        judgement=weighed(judge.conclude(ending), ending, target.memory_violations),
        ending=ending,
        started_at=started_at,
        duration_s=time.monotonic() - started,
        log=log_path,
        uart_logs=uart_logs,
    )
    return attempt, metrics, problem


async def _listen(session: Session, judge: Judge | Partner, take: Callable[[bytes], None]) -> None:
    """Until the judge is certain, which stops the session, or the session has ended."""
    async with aclosing(session.chunks()) as chunks:
        async for chunk in chunks:
            take(chunk)
            if judge.certain:
                session.stop()
                return


def uart_log(log: Path, uart: str) -> Path:
    """The log of a further UART: ``shell.secure.log`` beside ``shell.log``."""
    return log.with_suffix(f".{uart}{log.suffix}")
