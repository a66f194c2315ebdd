"""What the fixture ``harness`` gives: boards that were booted, to be talked to and asked."""

from __future__ import annotations

import re
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest

from harness.errors import HarnessError, UsageError
from harness.execution.scheduler import Job
from harness.interactive import Conversation, LineMissingError
from harness.model import BinaryResult, CaseResult, Fault, RegionKind, Target, Value, Verdict
from harness.pytest_plugin.boots import Boots
from harness.reports.failure import failure, said
from harness.suites import create, is_suite
from harness.suites.dialogue import DialogueSuite
from harness.suites.prebuilt import PrebuiltSuite

Waited = TypeVar("Waited")


class Memory(Value, frozen=True, kw_only=True):
    """What a binary occupies, and what its target has, in bytes."""

    flash_bytes: int
    ram_bytes: int  # static: data, bss and the reserved stack
    stack_bytes: int | None
    flash_limit_bytes: int
    ram_limit_bytes: int


class Bench:
    """Boots binaries on one target. Made by the fixture ``harness``."""

    def __init__(self, boots: Boots, *, target: str, name: str) -> None:
        self._boots = boots
        self._target = target
        self._name = name
        self._boards: list[Board] = []

    def boot(
        self, binary: str | Path, *, timeout_s: float | None = None, sentinel: str | None = None
    ) -> Board:
        """Boot ``binary`` and go on at once.

        Args:
            binary: an ELF file (relative to the current folder), or a binary of harness's own firmware:
                ``conv_test``, ``interactive/shell``, or a dialogue of the configuration, which is not played.
            timeout_s: guest seconds for the whole boot; by default the binary's own budget.
            sentinel: the line that says that all is well, in place of ``~~~ALL TESTS PASSED~~~``.

        A binary that cannot be booted (it does not fit, does not compile) fails the test; one for another
        board skips it.
        """
        try:
            found = self._find(str(binary))
            if isinstance(found, BinaryResult):
                if found.verdict is Verdict.SKIPPED:
                    pytest.skip(found.reason)
                pytest.fail(failure(said(found), found), pytrace=False)
            board = Board(self._boots, found, self._boots.talk(found, timeout_s=timeout_s, sentinel=sentinel))
        except HarnessError as error:
            pytest.fail(str(error), pytrace=False)
        self._boards.append(board)
        return board

    __call__ = boot

    def close(self) -> None:
        """End every board."""
        for board in self._boards:
            board.stop()

    def _find(self, binary: str) -> Job | BinaryResult:
        path = self._boots.settings.working_folder / binary
        if path.is_file():
            suite = PrebuiltSuite(str(path), [path], strict=False)
            wanted = None
        elif binary in self._boots.settings.dialogues:  # what it boots; the test says what is said
            suite = DialogueSuite(binary, self._boots.settings.dialogues[binary])  # type: ignore[assignment]
            wanted = None
        else:
            name, _, wanted = binary.rpartition("/")
            if name and not is_suite(name):
                raise UsageError(f"{path}: no such file", remedy="name an ELF file or a binary of harness")
            suite = create(name or "micro_tests", path.parent)  # type: ignore[assignment]
        found = [
            each
            for each in self._boots.prepared(suite)
            if (wanted is None or _named(each) == wanted) and self._target in ("", _target(each))
        ]
        if not found:
            raise UsageError(f"no binary is named {binary!r}", remedy="`harness list tests` shows all")
        return found[0]


class Board:
    """One boot. What asks for a verdict, a case or a fault lets the guest run to its end first."""

    def __init__(self, boots: Boots, job: Job, conversation: Conversation) -> None:
        self._boots = boots
        self._job = job
        self._conversation = conversation

    @property
    def target(self) -> Target:
        return self._job.target

    @property
    def log(self) -> Path:
        """The file that the console goes to, from the first byte."""
        return self._conversation.log

    def expect(
        self, pattern: str | re.Pattern[str], timeout_s: float = 10.0, *, uart: str = ""
    ) -> re.Match[str]:
        """Wait for a line in which ``pattern`` is found; lines before it count as read.

        ``timeout_s`` is guest time: virtual in Renode, elsewhere what the simulator really ran. Fails the
        test where the time is up, and at once where the guest ends. ``uart`` names a further UART.
        """
        expression = re.compile(pattern)
        waiting = self._conversation.wait_for_line(
            lambda line: expression.search(line) is not None, timeout_s=timeout_s, uart=uart
        )
        found = expression.search(self._wait(waiting, f"no line with {expression.pattern!r}"))
        assert found is not None
        return found

    def expect_text(
        self, pattern: str | re.Pattern[str], timeout_s: float = 10.0, *, uart: str = ""
    ) -> re.Match[str]:
        """As :meth:`expect`, but the line need not have ended: for a prompt."""
        expression = re.compile(pattern)
        waiting = self._conversation.wait_for_text(expression, timeout_s=timeout_s, uart=uart)
        return self._wait(waiting, f"no text {expression.pattern!r}")

    def send(self, text: str, *, uart: str = "") -> None:
        """Type ``text`` on the guest's console, as it is: a line wants its ``\n``."""
        self._wait(self._conversation.send(text, uart), f"cannot send {text!r}")

    @property
    def result(self) -> BinaryResult:
        """The result as of ``harness test``, after the guest has run to its end."""
        return self._boots.do(self._conversation.finish())

    @property
    def verdict(self) -> Verdict:
        return self.result.verdict

    @property
    def cases(self) -> dict[str, CaseResult]:
        """The cases by name."""
        return {case.name: case for case in self.result.cases}

    @property
    def fault(self) -> Fault | None:
        """The fault that ended the guest."""
        return self.result.fault

    @property
    def metrics(self) -> dict[str, float]:
        """What was measured, by name: ``instructions``, ``virtual_time``, ``stack``, ..."""
        return {metric.name: metric.value for metric in self.result.metrics}

    @property
    def memory(self) -> Memory:
        """The binary's footprint and its target's limits; known without running it.

        Fails the test where the binary has none, as on the host.
        """
        footprint = self._job.binary.footprint
        if footprint is None:
            pytest.fail(f"{self._named}: the binary tells no footprint", pytrace=False)
        regions = self.target.variant(self._job.binary.variant).regions
        limits = {
            kind: sum(region.size_bytes for region in regions if region.kind is kind) for kind in RegionKind
        }
        return Memory(
            flash_bytes=footprint.flash_bytes,
            ram_bytes=footprint.ram_bytes,
            stack_bytes=footprint.stack_bytes,
            flash_limit_bytes=limits[RegionKind.FLASH],
            ram_limit_bytes=limits[RegionKind.RAM],
        )

    def check(self) -> None:
        """Fail the test unless the verdict is ``passed``, with the case, its place and the evidence."""
        result = self.result
        if not result.accepted:
            pytest.fail(failure(said(result), result), pytrace=False)

    def stop(self) -> None:
        """End the guest now."""
        self._boots.do(self._conversation.stop("the test has ended"))

    def _wait(self, waiting: Coroutine[Any, Any, Waited], problem: str) -> Waited:
        try:
            return self._boots.do(waiting)
        except LineMissingError as error:
            pytest.fail(f"{self._named}: {problem}: {error.message}, see {self.log}", pytrace=False)
        except UsageError as error:  # no such UART
            pytest.fail(str(error), pytrace=False)

    @property
    def _named(self) -> str:
        return f"{self.target.name} {self._job.binary.name}"


def _named(each: Job | BinaryResult) -> str:
    return each.name if isinstance(each, BinaryResult) else each.binary.name


def _target(each: Job | BinaryResult) -> str:
    return each.target if isinstance(each, BinaryResult) else each.target.name
