"""A pre-run modifier: makes the tests of all binaries before Robot filters, so that its options choose."""

from __future__ import annotations

import sys
from typing import Any

from robot.api import Error, SuiteVisitor
from robot.errors import DataError, Information
from robot.run import RobotFramework
from robot.running import TestSuite
from robot.variables import Variables

from harness.robot import generate
from harness.robot.library import HarnessLibrary

_LIBRARY = "harness.robot.HarnessLibrary"
_LISTING = ("target", "simulator", "suite", "binaries", "platforms")  # what decides which binaries there are


class EachBinary(SuiteVisitor):  # type: ignore[misc]
    """Put the tests of all binaries in place of every pattern test, before anything is filtered.

    | robot --prerunmodifier harness.robot.EachBinary --include target:bluepill robot/kernels.robot
    | robot --prerunmodifier harness.robot.EachBinary --test 'conv*' robot/kernels.robot
    | robot --prerunmodifier harness.robot.EachBinary --rerunfailed output.xml robot/kernels.robot

    The arguments of the suite's library import are read with the suite's own variables and those of
    ``--variable``; variables of resource and variable files are not known yet.
    """

    def start_suite(self, suite: TestSuite) -> None:
        """Expand ``suite`` where it has a pattern and imports the library."""
        for each in suite.resource.imports:
            if each.name == _LIBRARY and generate.has_pattern(suite):
                self._expand(suite, each.args)

    def _expand(self, suite: TestSuite, args: tuple[str, ...]) -> None:
        try:
            given = self._resolved(suite, args)
        except DataError as error:
            generate.fail_all(suite, f"{_LIBRARY}: {error.message}")
            return
        library = HarnessLibrary(**given)
        try:
            generate.expand(suite, library.entries())
        except Error as error:
            generate.fail_all(suite, str(error))
        finally:
            library.close()

    def _resolved(self, suite: TestSuite, args: tuple[str, ...]) -> dict[str, Any]:
        variables = Variables()
        for name, value in _command_line().items():
            variables[f"${{{name}}}"] = value
        variables.set_from_variable_section(suite.resource.variables, overwrite=False)
        variables.resolve_delayed()
        named: dict[str, Any] = {}
        for position, text in enumerate(variables.replace_list(args)):
            name, given, value = str(text).partition("=")
            if given:
                named[name] = value
            else:
                named[_LISTING[position]] = str(text)
        return {name: value for name, value in named.items() if name in _LISTING}


def _command_line() -> dict[str, str]:
    """What ``--variable NAME:value`` said, in the command line and in its argument files."""
    try:
        options, _ = RobotFramework().parse_arguments(sys.argv[1:])
    except (DataError, Information):  # robot was started by another program
        return {}
    pairs = (text.partition(":") for text in options.get("variable") or ())
    return {name: value for name, _, value in pairs}
