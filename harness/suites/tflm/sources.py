"""Which cases a test's sources declare, so that a selection need not build everything to find its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from harness.model import DeclaredCase, Dialect, MemoryVariant, Target, TestBinary
from harness.suites.tflm.checkout import Checkout
from harness.suites.tflm.recipe import Recipe, StepKind

_V1 = re.compile(r"^TF_LITE_MICRO_TEST\((\w+)\)", re.MULTILINE)
_V2 = re.compile(r"^TEST(?:_F)?\((\w+),\s*(\w+)\)", re.MULTILINE)


def provisional(
    name: str, recipe: Recipe, checkout: Checkout, target: Target, variant: MemoryVariant
) -> Iterator[TestBinary]:
    """The binary ``name`` before it is built: by its name alone, then with the cases of its sources.

    Macros of a test's own may declare more; what is selected is decided by the built binary.
    """
    bare = TestBinary(name=name, suite="tflm", target=target.name, elf=Path(), variant=variant.name)
    yield bare
    cases = tuple(declared_in_sources(name, recipe, checkout.root))
    yield TestBinary(
        name=name,
        suite=bare.suite,
        target=bare.target,
        elf=bare.elf,
        variant=bare.variant,
        declared=cases,
    )


def declared_in_sources(name: str, recipe: Recipe, root: Path) -> Iterator[DeclaredCase]:
    """The cases in the sources that belong to the test ``name`` alone, as far as they name them."""
    compiled = {step.output: step.inputs[0] for step in recipe.steps if step.kind is StepKind.COMPILE}
    link = recipe.links()[name]
    for source in (compiled[each] for each in link.inputs if each in compiled):
        if source.startswith(recipe.gendir):
            continue  # data
        try:
            text = (root / source).read_text(errors="replace")
        except OSError:
            continue  # its compiler will say so
        yield from (DeclaredCase(name=each, dialect=Dialect.V1) for each in _V1.findall(text))
        for suite, case in _V2.findall(text):
            yield DeclaredCase(name=f"{suite}.{case}", dialect=Dialect.V2)
