"""Keywords that boot firmware and talk to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from enum import Enum
from pathlib import Path

from robot.api import Failure, SkipExecution, logger
from robot.api.deco import keyword
from robot.libraries.BuiltIn import BuiltIn

from harness.interactive import LineMissingError
from harness.model import BinaryResult, Verdict
from harness.robot import texts
from harness.robot.base import Base


class Match(Enum):
    """How a line is compared."""

    contains = "contains"
    equals = "equals"
    regexp = "regexp"


class BootKeywords(Base):
    """Boot, wait, send, stop."""

    @keyword
    def boot_binary(self, binary: str, timeout: timedelta | None = None, sentinel: str | None = None) -> None:
        """Boots ``binary`` and goes on at once; what was booted before is ended.

        | =Argument= | =Meaning= |
        | ``binary`` | A binary of the suite, ``target/name`` with several targets, or an ELF file. |
        | ``timeout`` | Guest time for the whole boot; by default the binary's own budget, else 30 seconds. |
        | ``sentinel`` | The line that says that all is well, instead of ``~~~ALL TESTS PASSED~~~``. |

        The suite's firmware is built by the first boot. A binary that could not be built is no error here:
        `Binary Should Fit` and `Verdict Should Be` tell of it. One that is left out on the target skips the
        test. The console goes to a file, linked in Robot's log; input is open, see `Send Line`.

        Examples:
        | `Boot Binary` | add_test | |
        | `Boot Binary` | build/app.elf | timeout=2 minutes |
        """
        self._leave("another binary is booted")
        job = self._do(self._bench.find(binary))
        if isinstance(job, BinaryResult):
            if job.verdict is Verdict.SKIPPED:
                raise SkipExecution(job.reason)
            self._known = job
            logger.info(texts.summary(job))
            return
        folder, log_html, suite = _places()
        log = texts.new_log(folder / suite, job.target.name, job.binary.name, self._logs)
        timeout_s = timeout.total_seconds() if timeout else None
        self._conversation = self._do(self._bench.start(job, log, timeout_s=timeout_s, sentinel=sentinel))
        logger.info(f"{job.binary.name} on {job.target.name}, {job.simulator.name}: {job.binary.elf}")
        logger.write(texts.link(log, log_html), html=True)

    @keyword
    def wait_for_sentinel(self) -> None:
        """Lets the binary run to its end; fails unless its verdict is ``passed``.

        For that the sentinel has to come on a line of its own, and nothing may contradict it: no failure, no
        fault, no count that differs, no declared case that never ran.

        Example:
        | `Boot Binary` | hello_world_int8_test |
        | `Wait For Sentinel` | |
        """
        result = self._result()
        if result.verdict is not Verdict.PASSED:
            raise self._not_green(result)

    @keyword
    def wait_for_line(
        self,
        text: str,
        timeout: timedelta = timedelta(seconds=10),
        match: Match = Match.contains,
        uart: str = "",
    ) -> str:
        """Waits until the guest prints a line with ``text`` and returns the whole line.

        | =Argument= | =Meaning= |
        | ``text`` | What the line has to contain. |
        | ``timeout`` | Guest time, from now: virtual in Renode, elsewhere what the simulator really ran. |
        | ``match`` | ``contains``, ``equals``, or ``regexp``: a regular expression found in the line. |
        | ``uart`` | A further UART of the machine, by its name; by default the console that is judged. |

        Lines that were printed since the last wait count, too; those before the one that is found are passed
        over. Fails where guest time is up, and at once where the guest ends.

        Examples:
        | `Wait For Line` | shell ready | | |
        | ${line} = | `Wait For Line` | ^temp=\\\\d+$ | timeout=500 ms | match=regexp |
        """
        conversation = self._talk()
        try:
            return self._do(
                conversation.wait_for_line(
                    _matcher(text, match), timeout_s=timeout.total_seconds(), uart=uart
                )
            )
        except LineMissingError as error:
            raise Failure(f"line {text!r}: {error.message}, see {conversation.log.name}") from None

    @keyword
    def wait_for_text(
        self,
        text: str,
        timeout: timedelta = timedelta(seconds=10),
        regexp: bool = False,
        uart: str = "",
    ) -> str:
        """Waits until the guest prints ``text``, on a line that need not have ended, and returns it.

        It is there for prompts. With ``regexp=True``, ``text`` is a regular expression that is found within a
        line; the other arguments are those of `Wait For Line`. What stands before the text counts as read.

        Example:
        | `Wait For Text` | uart:~$ | timeout=20 s |
        | `Send Line` | kernel version | end=\\r |
        """
        conversation = self._talk()
        pattern = _pattern(text if regexp else re.escape(text))
        waiting = conversation.wait_for_text(pattern, timeout_s=timeout.total_seconds(), uart=uart)
        try:
            return self._do(waiting).group()
        except LineMissingError as error:
            raise Failure(f"text {text!r}: {error.message}, see {conversation.log.name}") from None

    @keyword
    def send_line(self, text: str, end: str = "\n", uart: str = "") -> None:
        """Types ``text`` and ``end`` on the guest's console, or on the further UART that ``uart`` names.

        Firmware receives it by semihosting (SYS_READC), by its UART, or on the host from standard input,
        whichever its console is.

        Examples:
        | `Send Line` | add 3 4 | |
        | `Send Line` | AT | end=\\\\r |
        | `Wait For Line` | 7 | |
        """
        conversation = self._talk()
        try:
            self._do(conversation.send(text + end, uart))
        except LineMissingError as error:
            raise Failure(f"cannot send {text!r}: {error.message}") from None

    @keyword
    def stop_binary(self) -> None:
        """Ends the guest now. The end of a test does this, too.

        Example:
        | `Boot Binary` | shell | |
        | `Wait For Line` | shell ready | |
        | `Stop Binary` | | |
        """
        conversation = self._talk()
        self._known = self._do(conversation.stop("stopped by Stop Binary"))


def _places() -> tuple[Path, Path, str]:
    """Where our logs go, where Robot's goes, and the suite's name as a file name."""
    variables = BuiltIn().get_variables()
    folder = Path(variables["${OUTPUT_DIR}"])
    log_html = Path(variables["${LOG_FILE}"])
    if not log_html.is_absolute():  # NONE: rebot may write it there later
        log_html = folder / "log.html"
    return folder / "harness", log_html, texts.safe_name(variables["${SUITE_NAME}"])


def _matcher(text: str, match: Match) -> Callable[[str], bool]:
    if match is Match.equals:
        return lambda line: line == text
    if match is Match.contains:
        return lambda line: text in line
    expression = _pattern(text)
    return lambda line: expression.search(line) is not None


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise Failure(f"{text!r} is no regular expression: {error}") from None
