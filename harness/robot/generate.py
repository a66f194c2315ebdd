"""One Robot test for each binary, made from a pattern test when the suite starts; no file is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from robot.running import TestCase, TestSuite

from harness.model import Value

PATTERN_TAG = "harness:each-binary"
VARIABLE = "${BINARY}"

# (file of the suite, name of the test) -> what ${BINARY} is there, for all tests that this process made:
# a pre-run modifier makes them long before the suite's own library is there.
_made: dict[tuple[str, str], str] = {}


class Entry(Value, frozen=True, kw_only=True):
    """A binary that gets a test: what ``${BINARY}`` is there, the test's name and its tags."""

    binary: str
    name: str
    tags: tuple[str, ...]


def unique_names(choices: Sequence[tuple[str, ...]]) -> list[str]:
    """One name for each, shortest style first; all have the first style in which no two are the same."""
    for names in zip(*choices, strict=True):
        if len(set(names)) == len(names):
            return list(names)
    return [each[-1] for each in choices]


def has_pattern(suite: TestSuite) -> bool:
    """Whether a test of ``suite`` is tagged as the pattern of many."""
    return any(PATTERN_TAG in test.tags for test in suite.tests)


def binary_of(test: TestCase) -> str | None:
    """What ``${BINARY}`` is in ``test``, None where :func:`expand` has not made it."""
    return _made.get((str(test.source), test.name))


def expand(suite: TestSuite, entries: Sequence[Entry]) -> None:
    """Put a copy for each entry in place of every pattern test; :func:`binary_of` then knows them.

    With several patterns the tests are named ``BINARY: PATTERN``.
    """
    patterns = [test for test in suite.tests if PATTERN_TAG in test.tags]
    tests: list[TestCase] = []
    for test in suite.tests:
        if test not in patterns:
            tests.append(test)
            continue
        for entry in entries:
            name = entry.name if len(patterns) == 1 else f"{entry.name}: {test.name}"
            copy: Any = test.deepcopy(name=name)
            copy.tags.remove(PATTERN_TAG)
            copy.tags.add(entry.tags)
            _made[str(suite.source), name] = entry.binary
            tests.append(copy)
    suite.tests = tests


def fail_all(suite: TestSuite, message: str) -> None:
    """Let every pattern test fail with ``message``: there are no binaries to make tests of."""
    for test in suite.tests:
        if PATTERN_TAG in test.tags:
            test.setup = None
            test.body.clear()
            test.body.create_keyword(name="BuiltIn.Fail", args=[message])
