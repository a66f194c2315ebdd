"""The commands that TFLM's Makefile would run, read from its dry run (``make -n``)."""

from __future__ import annotations

import re
import shlex
from enum import StrEnum
from pathlib import PurePath

from harness.errors import UsageError
from harness.model import Value

MARK = "@@harness "  # what ask.mk prints
_TEST_PREFIX = "test_"
_ARCHIVER = re.compile(r"(?:.*-)?ar")
_MAP = re.compile(r"-Wl,-Map[=,].*")  # a link map goes into the current folder, which is not ours


class StepKind(StrEnum):
    COMPILE = "compile"
    ARCHIVE = "archive"
    LINK = "link"


class Step(Value, frozen=True, kw_only=True):
    """One command. ``argv`` is complete; ``inputs`` and ``output`` are words of it."""

    kind: StepKind
    argv: tuple[str, ...]
    inputs: tuple[str, ...]
    output: str


class Recipe(Value, frozen=True, kw_only=True):
    """Everything that ``make build`` would do. ``gendir`` is where it would put its results."""

    gendir: str
    makefiles: tuple[str, ...]
    tests: tuple[str, ...]  # names of the test binaries
    steps: tuple[Step, ...]

    def links(self) -> dict[str, Step]:
        """The links of tests, by name, in the Makefile's order."""
        wanted = set(self.tests)
        named = {PurePath(each.output).name: each for each in self.steps if each.kind is StepKind.LINK}
        return {name: step for name, step in named.items() if name in wanted}


def parse_recipe(text: str, place: str) -> Recipe:
    """Read the dry run's output; ``place`` names the checkout in errors.

    Raises:
        UsageError: it is not what TFLM's Makefile prints.
    """
    told: dict[str, list[str]] = {}
    steps: dict[str, Step] = {}
    for line in text.replace("\\\n", " ").splitlines():
        if line.startswith(MARK):
            key, _, values = line.removeprefix(MARK).partition(" ")
            told[key] = values.split()
            continue
        step = _step(line)
        if step is not None:
            steps.setdefault(step.output, step)
    gendir = told.get("gendir", [])
    tests = [each.removeprefix(_TEST_PREFIX) for each in told.get("tests", ())]
    recipe = Recipe(
        gendir=gendir[0] if gendir else "",
        makefiles=tuple(told.get("makefiles", ())),
        tests=tuple(dict.fromkeys(tests)),
        steps=tuple(steps.values()),
    )
    _check(recipe, place)
    return recipe


def _check(recipe: Recipe, place: str) -> None:
    wanted = {
        "the variable GENDIR": recipe.gendir,
        "the variable MICROLITE_TEST_TARGETS": recipe.tests,
        "commands that compile": any(each.kind is StepKind.COMPILE for each in recipe.steps),
        "commands that link those tests": recipe.links(),
    }
    for what, found in wanted.items():
        if not found:
            raise UsageError(
                f"{place}: no TFLM checkout that harness knows: `make -n build` shows no trace of {what}",
                remedy="use a checkout of 2025 or later, or another --tflm-root",
            )


def _step(line: str) -> Step | None:
    """The step of a command line; None for what only prepares (mkdir) or talks (echo)."""
    try:
        argv = shlex.split(line)
    except ValueError:
        return None
    if len(argv) < 3:
        return None
    if _ARCHIVER.fullmatch(PurePath(argv[0]).name):
        return Step(kind=StepKind.ARCHIVE, argv=tuple(argv), inputs=tuple(argv[3:]), output=argv[2])
    argv = [word for word in argv if not _MAP.fullmatch(word)]
    output = _after(argv, "-o")
    if output is None or any(word in (";", "&&", "||", "|") for word in argv):
        return None
    source = _after(argv, "-c")
    if source is not None:
        return Step(kind=StepKind.COMPILE, argv=tuple(argv), inputs=(source,), output=output)
    inputs = tuple(word for word in argv[1:] if word.endswith((".o", ".a")) and not word.startswith("-"))
    return Step(kind=StepKind.LINK, argv=tuple(argv), inputs=inputs, output=output) if inputs else None


def _after(argv: list[str], flag: str) -> str | None:
    place = argv.index(flag) + 1 if flag in argv else len(argv)
    return argv[place] if place < len(argv) else None
