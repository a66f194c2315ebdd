"""One boot of one binary: console to disk and judge, stop at the verdict, conclude."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, aclosing, contextmanager
from pathlib import Path

import msgspec

from harness.consoles import consoles_of, uart_log
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
    started_at, started = time.time(), time.monotonic()
    metrics: tuple[Metric, ...] = ()
    problem = ""
    uart_logs = {name: uart_log(log_path, name) for name in consoles.further}
    ears = _Ears(judge, partner, started, on_case, on_console, on_uart)
    options = msgspec.structs.replace(
        options, on_uart=ears.take_uart, interactive=options.interactive or partner is not None
    )
    try:
        options.scratch.mkdir(parents=True, exist_ok=True)
        with ears.writing(log_path, uart_logs):
            try:
                async with simulator.boot(binary, target, options) as session:
                    if partner is not None:
                        await converse(session, partner, take=ears.take, heard=ears.heard, host_s=ears.host_s)
                    else:
                        await _listen(session, judge, ears.take)
                    ending = await session.ending()
                    metrics = session.metrics()
            finally:
                problem = ears.problem
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


class _Ears:
    """Passes what the consoles print on to logs, judge and who else listens."""

    def __init__(
        self,
        judge: Judge | Partner,
        partner: Partner | None,
        started: float,
        on_case: Callable[[CaseResult], None],
        on_console: Callable[[bytes], None] | None,
        on_uart: Callable[[str, bytes], None],
    ) -> None:
        self.heard = asyncio.Event()  # a further UART has printed something
        self._judge = judge
        self._partner = partner
        self._started = started
        self._on_case = on_case
        self._on_console = on_console
        self._on_uart = on_uart
        self._logs: dict[str, LogFile] = {}  # by UART, the judged console's is ""

    @contextmanager
    def writing(self, log: Path, uart_logs: Mapping[str, Path]) -> Iterator[None]:
        """The logs are open in this context.

        Raises:
            ReportError: one cannot be created.
        """
        with ExitStack() as stack:
            for uart, path in ({"": log} | dict(uart_logs)).items():
                self._logs[uart] = stack.enter_context(LogFile(path))
            yield

    @property
    def problem(self) -> str:
        """Why a log is incomplete; empty where none is."""
        return next((log.problem for log in self._logs.values() if log.problem), "")

    def host_s(self) -> float:
        """Host seconds since the boot."""
        return time.monotonic() - self._started

    def take(self, chunk: bytes) -> None:
        """The judged console has printed ``chunk``."""
        self._logs[""].write(chunk)
        if self._on_console is not None:
            self._on_console(chunk)
        for case in self._judge.feed(chunk, self.host_s()):
            self._on_case(case)

    def take_uart(self, uart: str, chunk: bytes) -> None:
        """A further UART has printed ``chunk``."""
        self._logs[uart].write(chunk)
        self._on_uart(uart, chunk)
        if self._partner is not None:
            self._partner.hear(uart, chunk)
            self.heard.set()


async def _listen(session: Session, judge: Judge | Partner, take: Callable[[bytes], None]) -> None:
    """Until the judge is certain, which stops the session, or the session has ended."""
    async with aclosing(session.chunks()) as chunks:
        async for chunk in chunks:
            take(chunk)
            if judge.certain:
                session.stop()
                return
