"""Sources of TFLM's library that do not compile: the rest goes on without them.

A test that needs one of them does not link and is blamed on that source; the others run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePath

import msgspec

from harness.build import FailedStep
from harness.model import Value
from harness.suites.tflm.ninja_file import place_of
from harness.suites.tflm.recipe import Recipe, StepKind

_UNDEFINED = re.compile(r"undefined reference to [`'](.+?)'")
_FUNCTION = re.compile(r"(\w+)(?:\(.*\))?(?: const)?$")


class BrokenSource(Value, frozen=True, kw_only=True):
    """One source of the library; ``object`` is what the recipe calls its output."""

    source: str
    object: str
    step: FailedStep


def broken_sources(recipe: Recipe, failures: Iterable[FailedStep], folder: Path) -> tuple[BrokenSource, ...]:
    """The library's sources among ``failures`` of a build in ``folder``."""
    failed = {output: step for step in failures for output in step.outputs}
    members = {member for step in recipe.steps if step.kind is StepKind.ARCHIVE for member in step.inputs}
    return tuple(
        BrokenSource(source=step.inputs[0], object=step.output, step=failed[place])
        for step in recipe.steps
        if step.output in members and (place := place_of(step.output, recipe.gendir, folder)) in failed
    )


def without(recipe: Recipe, broken: Iterable[BrokenSource]) -> Recipe:
    """``recipe`` with libraries that lack those objects."""
    absent = {each.object for each in broken}
    steps = (
        msgspec.structs.replace(
            step,
            argv=tuple(word for word in step.argv if word not in absent),
            inputs=tuple(each for each in step.inputs if each not in absent),
        )
        if step.kind is StepKind.ARCHIVE
        else step
        for step in recipe.steps
    )
    return msgspec.structs.replace(recipe, steps=tuple(steps))


def blamed(
    steps: tuple[FailedStep, ...], broken: tuple[BrokenSource, ...], root: Path
) -> tuple[FailedStep, ...]:
    """The steps that explain why a test failed in ``steps``: those of the sources that it misses come first.

    A source that did not compile has no symbols; what is undefined is looked for in its text.
    """
    missing = set()
    for step in steps:
        for line in step.lines:
            for symbol in _UNDEFINED.findall(line):
                name = _FUNCTION.search(symbol)
                missing.add(name[1] if name else symbol)
    if not missing:
        return steps
    texts = {each: _words(root / each.source) for each in broken}
    culprits = [each.step for each in broken if missing & texts[each]]
    return (*(culprits or [each.step for each in broken]), *steps)


def library_name(recipe: Recipe) -> str:
    """How the library is called in results."""
    return next(
        (PurePath(step.output).name for step in recipe.steps if step.kind is StepKind.ARCHIVE), "library"
    )


def _words(path: Path) -> set[str]:
    try:
        return set(re.findall(r"\w+", path.read_text(errors="replace")))
    except OSError:
        return set()
