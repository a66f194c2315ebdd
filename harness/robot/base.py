"""What all keywords stand on: the suite's workbench, and the boot that they talk about."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from robot.api import Error, Failure, SkipExecution, logger

from harness.errors import HarnessError
from harness.execution.background import BackgroundLoop
from harness.interactive import Conversation, LineMissingError
from harness.model import BinaryResult
from harness.reports.failure import failure, said
from harness.robot import texts
from harness.settings import Settings
from harness.workbench import Workbench

Result = TypeVar("Result")
NOTHING_BOOTED = "nothing was booted in this test; begin with `Boot Binary`"


class Base:
    """State of one suite. Robot makes one instance for each suite that imports the library."""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._bench = Workbench(settings)
        self._loop = BackgroundLoop("harness-robot")
        self._conversation: Conversation | None = None
        self._known: BinaryResult | None = None
        self._logs: set[Path] = set()

    def _do(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """Run it; what harness itself cannot do becomes an error of the test, in one line."""
        try:
            return self._loop.run(coroutine)
        except LineMissingError:
            raise
        except HarnessError as error:
            raise Error(str(error)) from None

    def _talk(self) -> Conversation:
        if self._conversation is None:
            raise Failure(self._known.reason if self._known else NOTHING_BOOTED)
        return self._conversation

    def _result(self) -> BinaryResult:
        """The result of what was booted; lets it run to its end."""
        if self._known is None:
            result = self._do(self._talk().finish())
            self._known = result
            logger.info(texts.summary(result))
        return self._known

    def _fail(self, headline: str, result: BinaryResult) -> Failure:
        return Failure(failure(headline, result))

    def _not_green(self, result: BinaryResult) -> Failure | SkipExecution:
        """A failure; trouble that is known and accepted skips the test, as it does not fail a run."""
        if result.accepted:
            return SkipExecution(f"{said(result)}; {result.known}")
        return self._fail(said(result), result)

    def _leave(self, reason: str) -> None:
        """End what still runs and forget it."""
        conversation, self._conversation, self._known = self._conversation, None, None
        if conversation is not None and not conversation.ended:
            self._loop.run(conversation.stop(reason))

    def _close(self) -> None:
        """End every process of the suite."""
        if self._loop.running:
            self._leave("the suite has ended")
            self._loop.run(self._bench.close())
            self._loop.close()
