"""What Robot imports: the keywords, and the listener that makes tests and ends processes."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from robot.api import Error
from robot.api.deco import library
from robot.libraries.BuiltIn import BuiltIn

from harness import __version__
from harness.config import build_settings
from harness.config_keys import rooted
from harness.model import BinaryResult, TestBinary
from harness.robot import generate
from harness.robot.boots import BootKeywords
from harness.robot.checks import CheckKeywords
from harness.robot.limits import LimitKeywords
from harness.robot.signatures import SignatureKeywords
from harness.settings import Settings


@library(scope="SUITE", version=__version__, doc_format="ROBOT")
class HarnessLibrary(BootKeywords, CheckKeywords, LimitKeywords, SignatureKeywords):
    """Boots test firmware in a simulator and checks what came of it.

    = One test for each binary =

    A test tagged ``harness:each-binary`` is a pattern. When the suite starts, its firmware is built, and
    copies of the pattern take its place, one for each binary: named like it, with its name in ``${BINARY}``,
    and tagged ``target:NAME``, ``simulator:NAME`` and ``suite:NAME``.

    | *** Settings ***
    | Library    harness.robot.HarnessLibrary    target=bluepill
    |
    | *** Test Cases ***
    | Each Binary
    |     [Tags]    harness:each-binary
    |     Boot Binary    ${BINARY}
    |     Test Cases Should Pass

    = Talking to firmware =

    `Boot Binary` goes on at once. `Wait For Line` and `Send Line` then talk to the guest; every keyword that
    asks for a verdict, a case, a fault or a number lets it run to its end first. A test that ends, ends its
    guest.

    = Time =

    Times are guest time: virtual time in Renode, where the same test takes the same time on any machine, and
    elsewhere the time that the simulator really ran, so that a busy machine fails no test.
    """

    ROBOT_LISTENER_API_VERSION: ClassVar[int] = 3

    def __init__(
        self,
        target: str = "",
        simulator: str = "",
        suite: str = "micro_tests",
        binaries: str = "",
        timeout: timedelta | None = None,
        platforms: str = "",
    ) -> None:
        """What the suite runs on.

        | =Argument= | =Meaning= |
        | ``target`` | Board, several with commas, or ``all``; by default what ``harness.toml`` names. |
        | ``simulator`` | ``auto`` (the default), ``renode``, ``qemu``, ``host``. |
        | ``suite`` | A suite such as ``micro_tests`` or ``interactive``, an ELF file or a folder of them. |
        | ``binaries`` | Names or globs with commas between them; only these get a test. |
        | ``timeout`` | Guest time allowed per binary. |
        | ``platforms`` | Folders with boards of your own, with ``:`` between them. |

        Example:
        | Library | harness.robot.HarnessLibrary | target=stm32f746 | simulator=qemu |
        """
        self.ROBOT_LIBRARY_LISTENER = self
        # A mistake in them is told by the first keyword: of a library without keywords nobody learns why.
        super().__init__(lambda: _settings(target, simulator, suite, binaries, timeout, platforms))

    def start_suite(self, data: Any, result: Any) -> None:
        """Make the tests of the suite that imports the library, where a pre-run modifier has not done it."""
        if BuiltIn().dry_run_active:
            return
        made = any(generate.binary_of(test) for test in data.tests)
        if not made and not generate.has_pattern(data):
            return
        try:
            if not made:
                generate.expand(data, self.entries())
            for lane in self._do(self._bench.lanes()):
                version = lane.simulator.available().version
                result.metadata[f"Simulator of {lane.target.name}"] = f"{lane.simulator.name} {version}"
        except Error as error:
            generate.fail_all(data, str(error))

    def start_test(self, data: Any, result: Any) -> None:
        """Tell a generated test which binary it is about."""
        binary = generate.binary_of(data)
        if binary is not None:
            BuiltIn().set_test_variable(generate.VARIABLE, binary)

    def end_test(self, data: Any, result: Any) -> None:
        """A guest does not outlive its test."""
        self._leave("the test has ended")

    def close(self) -> None:
        """Robot leaves the suite."""
        self._close()

    def entries(self) -> list[generate.Entry]:
        """A test for each binary of the suite, which is built for that.

        Raises:
            Error: it cannot be built, or there is none.
        """
        chosen = self._do(self._bench.lanes())
        plan = self._do(self._bench.plan())
        found: list[TestBinary | BinaryResult] = [job.binary for job in plan.jobs]
        found = sorted([*found, *plan.failures], key=lambda each: each.key)
        names = generate.unique_names([(each.name, f"{each.target}/{each.name}", each.key) for each in found])
        simulators = {lane.target.name: lane.simulator.name for lane in chosen}
        return [
            generate.Entry(
                binary=each.key,
                name=name,
                tags=(
                    f"target:{each.target}",
                    f"simulator:{simulators[each.target]}",
                    f"suite:{each.suite}",
                ),
            )
            for each, name in zip(found, names, strict=True)
        ]


def _settings(
    target: str, simulator: str, suite: str, binaries: str, timeout: timedelta | None, platforms: str
) -> Settings:
    cwd = Path.cwd()
    given: dict[str, object] = {
        "targets": _names(target),
        "simulator": simulator or None,
        "suites": tuple(rooted(name, cwd) for name in _names(suite)),
        "selectors": _names(binaries),
        "timeout_s": timeout.total_seconds() if timeout else None,
        "platform_folders": tuple(cwd / folder for folder in platforms.split(os.pathsep) if folder),
    }
    return build_settings(cwd=cwd, environ=os.environ, given=given)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
