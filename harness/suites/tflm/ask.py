"""Asks TFLM's Makefile what it would do, and remembers the answer until something that it read changes."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import msgspec

from harness.build import ToolRunner
from harness.build.generate import write_if_changed
from harness.errors import EnvironmentMissingError, UsageError
from harness.model import Target, Value
from harness.resources import micro_tests_folder
from harness.suites.tflm.checkout import DOWNLOADS, MAKE_FOLDER, MAKEFILE, Checkout, check_path
from harness.suites.tflm.options import TflmOptions
from harness.suites.tflm.overlay import write_overlay
from harness.suites.tflm.recipe import Recipe, StepKind, parse_recipe

ANSWER_FILE = "recipe.json"
_DATA_SUFFIXES = (".tflite", ".bmp", ".wav", ".csv")  # generate_cc_arrays.py makes sources of them
_TOOLS = "tensorflow/lite/micro/tools"
_ERROR = re.compile(r"^.*?\*\*\* (.*?)(?:\.  Stop\.)?$", re.MULTILINE)
_NO_MODULE = re.compile(r"No module named '([\w.]+)'")
_PACKAGES = {"PIL": "pillow"}
# A user's flags for other projects, and an outer make's, have no place here.
_NOT_INHERITED = ("CFLAGS", "CXXFLAGS", "CPPFLAGS", "LDFLAGS", "ARFLAGS", "MAKEFLAGS", "MFLAGS", "MAKELEVEL")


class _Answer(Value, frozen=True, kw_only=True):
    question: tuple[str, ...]
    stamp: dict[str, tuple[int, int]]  # path -> time (ns) and size of everything that was read
    recipe: Recipe


async def ask(
    checkout: Checkout, options: TflmOptions, target: Target, folder: Path, runner: ToolRunner
) -> Recipe:
    """What ``make build`` would do for ``target``, with its results below ``folder``.

    Raises:
        UsageError: the Makefile refuses what is asked, or is none that harness understands.
        EnvironmentMissingError: make or something that the Makefile needs is missing.
    """
    question = question_for(checkout, options, target, folder)
    path = folder / ANSWER_FILE
    known = _remembered(path)
    if known is not None and known.question == question and known.stamp == _stamp(known.stamp):
        return known.recipe
    write_overlay(folder / "make", checkout)
    output = folder / "dry-run.txt"
    # Its commands go to a file: what its tools say meanwhile must not get between them.
    argv = ("sh", "-c", 'out=$1; shift; exec "$@" > "$out"', "sh", str(output), *question)
    done = await runner.run(argv, cwd=checkout.root, env=make_environment())
    if done.returncode != 0:
        said = done.output.decode("utf-8", "replace")
        raise _refused(checkout, said.replace(str(folder / "make"), str(MAKE_FOLDER)))
    recipe = parse_recipe(output.read_text(errors="replace"), str(checkout.root))
    read = _stamp(_read_by(recipe, checkout))
    text = msgspec.json.encode(_Answer(question=question, stamp=read, recipe=recipe)).decode()
    write_if_changed(path, text)
    return recipe


def question_for(checkout: Checkout, options: TflmOptions, target: Target, folder: Path) -> tuple[str, ...]:
    """The make command; run in the checkout's root, it writes below ``folder`` alone.

    Raises:
        UsageError: make could not work in ``folder``, or an option makes no sense to it.
        EnvironmentMissingError: make is not installed.
    """
    check_path(folder)
    if shutil.which("make") is None:
        raise EnvironmentMissingError(
            "make is not installed, needed to ask TFLM's Makefile",
            remedy="run `sudo apt-get install -y make`",
        )
    return (
        *("make", "-n", "-f", str(MAKEFILE), "-f", str(micro_tests_folder() / "tflm" / "ask.mk"), "build"),
        *(f"BASE_GENDIR={folder / 'gen'}", "V=1"),
        *(f"MAKEFILE_DIR={folder / 'make'}", f"DOWNLOADS_DIR={DOWNLOADS}"),
        *options.make_variables(target),
    )


def make_environment() -> dict[str, str]:
    """The environment of TFLM's make: English, and no trace of Python's in the checkout.

    Its generator needs NumPy and Pillow: where they are installed beside harness, that Python comes first.
    """
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
    if find_spec("numpy") and find_spec("PIL"):
        kept["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', os.defpath)}"
    return kept | {"LC_ALL": "C", "PYTHONDONTWRITEBYTECODE": "1"}


def _remembered(path: Path) -> _Answer | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Answer)
    except (OSError, msgspec.MsgspecError):
        return None


def _read_by(recipe: Recipe, checkout: Checkout) -> list[str]:
    """Everything that the answer depends on: makefiles, generators, data, folders where a file may appear."""
    root = checkout.root
    sources = [step.inputs[0] for step in recipe.steps if step.kind is StepKind.COMPILE]
    generated = f"{recipe.gendir}genfiles/"
    own = {str(Path(each).parent) for each in sources if not each.startswith(generated)}
    data = {str(Path(each.removeprefix(generated)).parent) for each in sources if each.startswith(generated)}
    files = [
        str(path.relative_to(root))
        for folder in sorted(data)
        if (root / folder).is_dir()
        for path in sorted((root / folder).iterdir())
        if path.suffix in _DATA_SUFFIXES
    ]
    tools = [str(path.relative_to(root)) for path in sorted((root / _TOOLS).glob("*.py"))]
    made = [each for each in sources if each.startswith(generated)]  # somebody may have cleaned them away
    places = (*recipe.makefiles, *files, *tools, *sorted(own), *sorted(data), *made)
    return [str(root / each) for each in places]


def _stamp(paths: Iterable[str]) -> dict[str, tuple[int, int]]:
    found = {}
    for path in paths:
        try:
            status = os.stat(path)  # noqa: PTH116 - a thousand of them, at every start
        except OSError:
            found[path] = (0, 0)
        else:
            found[path] = (status.st_mtime_ns, status.st_size)
    return found


def _refused(checkout: Checkout, output: str) -> UsageError | EnvironmentMissingError:
    missing = _NO_MODULE.search(output)
    if missing:
        package = _PACKAGES.get(missing[1], missing[1])
        return EnvironmentMissingError(
            f"TFLM's generator needs the Python package {package}",
            remedy="install harness[tflm], or numpy and pillow for the python3 on PATH",
        )
    told = _ERROR.search(output)
    lines = [line for line in output.splitlines() if line.strip()]
    said = told[1] if told else lines[-1] if lines else "it said nothing"
    return UsageError(f"{checkout.root}: TFLM's Makefile refuses: {' '.join(said.split())}")
