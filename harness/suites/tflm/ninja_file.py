"""``build.ninja`` of a recipe: the Makefile's own commands, with dependencies, a compiler cache and links.

Commands run in the checkout's root, as the Makefile's do, and write below the build folder alone.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path

from harness.model import Value
from harness.suites.tflm.recipe import Recipe, Step, StepKind

_RULES = """\
# Written by harness from TensorFlow Lite Micro's Makefile; changes are lost.
ninja_required_version = 1.7
builddir = {builddir}

rule compile
  command = {launcher}$cmd -MMD -MF $out.d
  depfile = $out.d
  deps = gcc
  description = CC $out

rule archive
  command = rm -f $out && $cmd
  description = AR $out

rule link
  command = $cmd
  description = LINK $out
"""


class LinkForm(Value, frozen=True, kw_only=True):
    """One way to link every test. ``words`` go right behind the output; ``{name}`` in them is the test's.

    ``needs`` are files that the link reads beside its inputs.
    """

    name: str
    words: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    suffix: str = ".elf"

    def output(self, folder: Path, test: str) -> Path:
        """Where the test's binary goes."""
        return folder / "bin" / self.name / f"{test}{self.suffix}"


def ninja_text(recipe: Recipe, forms: Iterable[LinkForm], folder: Path, ccache: Path | None) -> str:
    """The whole file, its results below ``folder``."""
    launcher = f"{shlex.quote(str(ccache))} " if ccache else ""
    parts = [_RULES.format(builddir=_path(str(folder)), launcher=launcher.replace("$", "$$"))]
    moved = {step.output: place_of(step.output, recipe.gendir, folder) for step in recipe.steps}
    for step in recipe.steps:
        if step.kind is not StepKind.LINK:
            argv = [moved.get(word, word) for word in step.argv]
            parts.append(_edge(step.kind, moved[step.output], _inputs(step, moved), argv))
    for name, step in recipe.links().items():
        for form in forms:
            parts.append(_link(name, step, form, moved, folder))
    return "\n".join(parts)


def _link(name: str, step: Step, form: LinkForm, moved: Mapping[str, str], folder: Path) -> str:
    output = str(form.output(folder, name))
    argv = [moved.get(word, word) for word in step.argv]
    place = argv.index("-o")
    words = [word.replace("{name}", name) for word in form.words]
    argv[place : place + 2] = ["-o", output, *words]
    needs = [need.replace("{name}", name) for need in form.needs]
    return _edge(StepKind.LINK, output, _inputs(step, moved), argv, needs)


def _inputs(step: Step, moved: Mapping[str, str]) -> list[str]:
    return [moved.get(each, each) for each in step.inputs]


def place_of(output: str, gendir: str, folder: Path) -> str:
    """Out of the Makefile's own folder, or its next dry run would find nothing left to do."""
    inside = output.removeprefix(gendir).replace("//", "/")
    return str(folder / "out" / inside.lstrip("/"))


def _edge(rule: str, output: str, inputs: list[str], argv: list[str], needs: Iterable[str] = ()) -> str:
    implicit = "".join(f" {_path(need)}" for need in needs)
    after = f" |{implicit}" if implicit else ""
    line = f"build {_path(output)}: {rule} {' '.join(map(_path, inputs))}{after}"
    return f"{line}\n  cmd = {shlex.join(argv).replace('$', '$$')}\n"


def _path(path: str) -> str:
    return path.replace("$", "$$").replace(" ", "$ ").replace(":", "$:")
