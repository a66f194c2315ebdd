"""Keywords that look at what a boot said."""

from __future__ import annotations

from robot.api import Failure
from robot.api.deco import keyword

from harness.model import BinaryResult, Verdict
from harness.reports.failure import failure, said
from harness.reports.text import count
from harness.resources import micro_tests_folder
from harness.robot import expectations
from harness.robot.base import Base


class CheckKeywords(Base):
    """Verdict, cases, fault, log. Each lets the binary run to its end first."""

    @keyword
    def verdict_should_be(self, verdict: Verdict, reason: str = "") -> None:
        """Fails unless the binary's verdict is ``verdict`` and its reason contains ``reason``.

        Verdicts: ``passed``, ``failed``, ``crashed``, ``locked_up``, ``timed_out``, ``incomplete``,
        ``does_not_fit``, ``build_error``, ``simulator_error``, ``not_run``.

        Examples:
        | `Verdict Should Be` | passed | |
        | `Verdict Should Be` | crashed | undefined instruction |
        """
        result = self._result()
        if result.verdict is not verdict:
            raise self._fail(f"{said(result)}; the verdict should be {verdict}", result)
        if reason not in result.reason:
            raise self._fail(f"{said(result)}; the reason should contain {reason!r}", result)

    @keyword
    def verdict_should_be_as_expected(self) -> str:
        """Compares verdict, reason and cases with the suite's ``expectations.toml``; returns the reason why.

        Example:
        | `Boot Binary` | lock_up |
        | `Verdict Should Be As Expected` | |
        """
        result = self._result()
        try:
            expected = expectations.expectation_of(result, micro_tests_folder())
        except ValueError as error:
            raise Failure(f"expectations of {result.name}: {error}") from None
        if problem := expectations.disagreement(result, expected):
            raise self._fail(f"{said(result)}; {problem}", result)
        return expected.why

    @keyword
    def test_cases_should_pass(self, *names: str) -> None:
        """Fails unless the cases called ``names`` passed; without names, the binary and all its cases.

        The message names each bad case with file and line. A binary without any case does not pass.

        Examples:
        | `Test Cases Should Pass` | | |
        | `Test Cases Should Pass` | AddTest.Int8 | AddTest.Float |
        """
        result = self._result()
        if not names:
            if result.verdict is not Verdict.PASSED:
                raise self._not_green(result)
            if not result.cases:
                raise self._fail(f"{result.target} {result.name} has no test cases", result)
            return
        known = {case.name: case for case in result.cases}
        if missing := [name for name in names if name not in known]:
            raise self._fail(f"{result.target} {result.name} ran no case {', '.join(missing)}", result)
        bad = [known[name] for name in names if known[name].verdict is not Verdict.PASSED]
        if bad:
            headline = f"{result.target} {result.name}: {len(bad)} of {count(len(names), 'case')} not passed"
            raise Failure(failure(headline, result, cases=bad))

    @keyword
    def test_case_should_be(self, name: str, verdict: Verdict) -> None:
        """Fails unless case ``name`` has ``verdict``.

        Example:
        | `Test Case Should Be` | ThreeCases.GoesWrong | crashed |
        """
        result = self._result()
        case = next((case for case in result.cases if case.name == name), None)
        if case is None:
            raise self._fail(f"{result.target} {result.name} ran no case {name}", result)
        if case.verdict is not verdict:
            headline = f"{result.target} {result.name}: case {name} is {case.verdict} and should be {verdict}"
            raise Failure(failure(headline, result, cases=(case,)))

    @keyword
    def fault_should_be(self, kind: str, message: str = "", function: str = "") -> None:
        """Fails unless the firmware ended in a fault of ``kind``.

        | =Argument= | =Meaning= |
        | ``kind`` | ``HardFault``, ``BusFault``, ``UsageFault``, ``MemManage``, ``StackOverflow``, ... |
        | ``message`` | What the fault's message has to contain. |
        | ``function`` | The function that the faulting instruction is in. |

        Example:
        | `Fault Should Be` | UsageFault | undefined instruction | function=Fault |
        """
        result = self._result()
        fault = result.fault
        if fault is None:
            raise self._fail(f"{said(result)}; there was no fault, a {kind} was expected", result)
        problems = []
        if fault.kind != kind:
            problems.append(f"it should be a {kind}")
        if message not in fault.message:
            problems.append(f"its message should contain {message!r}")
        if function and not _means(function, fault.symbol or ""):
            problems.append(f"it should be in {function} and is in {fault.symbol or 'no known function'}")
        if problems:
            raise self._fail(f"{result.target} {result.name}: {fault.kind}: {'; '.join(problems)}", result)

    @keyword
    def log_should_contain(self, text: str) -> None:
        """Fails unless ``text`` is somewhere in the console log of the whole boot.

        Ask with `Wait For Line` for what an interactive guest says on the way.

        Example:
        | `Log Should Contain` | invoking the model |
        """
        if text not in self._log_text():
            raise self._fail(f"the console log does not contain {text!r}", self._result())

    @keyword
    def log_should_not_contain(self, text: str) -> None:
        """Fails where ``text`` is somewhere in the console log.

        Example:
        | `Log Should Not Contain` | Failed to allocate |
        """
        for number, line in enumerate(self._log_text().splitlines(), 1):
            if text in line:
                raise Failure(f"line {number} of the console log contains {text!r}: {line.strip()[:200]}")

    @keyword
    def get_result(self) -> BinaryResult:
        """Lets the binary run to its end and returns everything that is known of it.

        The fields are those of ``results.json``: ``verdict``, ``reason``, ``cases``, ``metrics``, ``fault``,
        ``attempts``, ``log`` and more.

        Example:
        | ${result} = | `Get Result` |
        | Should Be Equal As Strings | ${result.cases[0].name} | SimpleTest |
        """
        return self._result()

    def _log_text(self) -> str:
        path = self._result().log
        if path is None or not path.is_file():
            raise Failure("there is no console log: the binary was not booted")
        return path.read_text(encoding="utf-8", errors="replace")


def _means(name: str, symbol: str) -> bool:
    """Whether ``symbol``, such as ``(anonymous namespace)::Fault(char const*)``, is the function ``name``."""
    qualified = symbol.replace("(anonymous namespace)::", "").partition("(")[0]
    return name in (symbol, qualified, qualified.rpartition("::")[2])
