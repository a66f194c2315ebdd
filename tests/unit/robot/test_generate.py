"""Tests made from a pattern, in Robot's own model of a suite."""

from __future__ import annotations

from robot.running import TestSuite as RobotSuite

from harness.robot.generate import Entry, binary_of, expand, fail_all, has_pattern

ENTRIES = (
    Entry(binary="bluepill/add", name="add", tags=("target:bluepill", "suite:micro_tests")),
    Entry(binary="bluepill/mul", name="mul", tags=("target:bluepill", "suite:micro_tests")),
)


def suite_of(text: str) -> RobotSuite:
    return RobotSuite.from_string(text.replace("    ", "  ").replace("~", "    "))


def test_each_binary_gets_a_copy_in_the_place_of_the_pattern() -> None:
    suite = suite_of(
        "*** Test Cases ***\nFirst\n~No Operation\n"
        "Each\n~[Tags]~harness:each-binary~quick\n~Log~${BINARY}\nLast\n~No Operation\n"
    )
    assert has_pattern(suite)
    expand(suite, ENTRIES)
    assert [test.name for test in suite.tests] == ["First", "add", "mul", "Last"]
    assert [binary_of(test) for test in suite.tests] == [None, "bluepill/add", "bluepill/mul", None]
    assert list(suite.tests[1].tags) == ["quick", "suite:micro_tests", "target:bluepill"]
    assert suite.tests[1].body[0].args == ("${BINARY}",)
    assert suite.tests[1].body is not suite.tests[2].body
    assert suite.tests[1].parent is suite
    assert not has_pattern(suite)


def test_several_patterns_are_told_apart_by_name() -> None:
    suite = suite_of(
        "*** Test Cases ***\nFits\n~[Tags]~harness:each-binary\n~Log~1\n"
        "Passes\n~[Tags]~harness:each-binary\n~Log~2\n"
    )
    expand(suite, ENTRIES)
    assert {test.name for test in suite.tests} == {"add: Fits", "mul: Fits", "add: Passes", "mul: Passes"}


def test_a_suite_without_pattern_stays_as_it_is() -> None:
    suite = suite_of("*** Test Cases ***\nOnly\n~No Operation\n")
    assert not has_pattern(suite)
    expand(suite, ENTRIES)
    assert [test.name for test in suite.tests] == ["Only"]


def test_where_nothing_was_built_the_pattern_itself_fails() -> None:
    suite = suite_of(
        "*** Test Cases ***\nEach\n~[Tags]~harness:each-binary\n~[Setup]~Log~1\n~Log~2\nOther\n~Log~3\n"
    )
    fail_all(suite, "no toolchain")
    each, other = suite.tests
    assert [(step.name, step.args) for step in each.body] == [("BuiltIn.Fail", ("no toolchain",))]
    assert not each.setup
    assert other.body[0].args == ("3",)
