"""README and docs: their commands are run and their output compared, their links lead somewhere."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.model import Value
from tests.integration.conftest import ROOT, Harness

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
BLOCK = re.compile(r'^```(?P<kind>console|\w+ title="(?P<path>[^"]+)")\n(?P<text>.*?)^```$', re.M | re.S)
EXIT_CODE = re.compile(r"# exit code (\d+)")
LEFT_OUT = "…"
CODE = re.compile(r"^```.*?^```$", re.M | re.S)
LINK = re.compile(r"\]\((?!https?:)([^)\s]+)\)")
# What differs from run to run and from compiler to compiler: times, run ids, addresses, bytes of stack.
VARYING = (
    (re.compile(r"\b(\d+ min )?\d+(\.\d+)? ?m?s\b"), "TIME"),
    (re.compile(r"\b\d{8}-\d{6}-[0-9a-f]{4}\b"), "RUN"),
    (re.compile(r"\b0x[0-9a-f]+"), "0x"),
    (re.compile(r"\bstack \d+ of"), "stack N of"),
    (re.compile(r"\b[\d,]+ bytes"), "N bytes"),
    (re.compile(r"(?<=rerun  )\S*harness "), "harness "),
)
# Commands that no test runs: what runs in their place (or nothing), and why.
NOT_RUN: dict[str, tuple[str | None, str]] = {
    "./bootstrap.sh && .venv/bin/harness test --target bluepill": (
        ".venv/bin/harness test --target bluepill",
        "bootstrap.sh installs packages; tests/unit/test_bootstrap.py is about it",
    ),
}
# Pages that another test follows.
ELSEWHERE = {"own-board.md": "test_own_board.py"}
# Pages that change sources: they get a copy of the checkout.
EDITING = ("first-run.md",)
MODEL = "sine.tflite"
ELF_FOLDER = "build/elfs"
SHELL = "build/shell.elf"
ELVES = ("conv_test", "softmax_test", "zero_cases_v2", "fault_division_by_zero")


class Step(Value, frozen=True, kw_only=True):
    """A command of a page, what it should print, and how it should end; or a file to write."""

    command: str = ""
    output: tuple[str, ...] = ()
    exit_code: int = 0
    path: str = ""
    text: str = ""


def steps(page: Path) -> Iterator[Step]:
    for block in BLOCK.finditer(page.read_text()):
        if block["path"]:
            yield Step(path=block["path"], text=block["text"])
            continue
        for part in re.split(r"^\$ ", block["text"], flags=re.M)[1:]:
            command, *lines = part.splitlines()
            code = EXIT_CODE.fullmatch(lines[-1]) if lines else None
            output = tuple(lines[:-1] if code else lines)
            yield Step(command=command, output=output, exit_code=int(code[1]) if code else 0)


WITH_COMMANDS = [page for page in PAGES if page.name not in ELSEWHERE and any(s.command for s in steps(page))]


def plain(line: str) -> str:
    for pattern, word in VARYING:
        line = pattern.sub(word, line)
    return " ".join(line.split())


def missing(expected: tuple[str, ...], printed: str) -> str | None:
    """The first expected line that does not follow the one before it; ``…`` stands for any lines.

    Lines about builds are left out: there are none where the cache is warm.
    """
    lines = [plain(line) for line in printed.splitlines() if line.strip()]
    remaining = [line for line in lines if not line.startswith("BUILD ")]
    gap = False
    for line in filter(str.strip, expected):
        if line.strip() == LEFT_OUT:
            gap = True
            continue
        wanted = plain(line)
        if wanted not in remaining or not (gap or remaining[0] == wanted):
            return line
        remaining = remaining[remaining.index(wanted) + 1 :]
        gap = False
    return None


@pytest.fixture
def place(request: pytest.FixtureRequest, harness: Harness, tmp_path: Path) -> Path:
    """Where the page ``request.param`` is followed; ``.venv/bin`` has the harness under test and pytest."""
    page: Path = request.param
    if page.name in EDITING:
        for part in ("micro_tests", "platforms", "harness"):
            shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy2(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    for module in ("harness", "pytest"):
        program = tmp_path / ".venv" / "bin" / module
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n')
        program.chmod(0o755)
    if MODEL in page.read_text():
        shutil.copy2(ROOT / "micro_tests" / "hello_world" / "hello_world_int8.tflite", tmp_path / MODEL)
    if SHELL in page.read_text():
        (tmp_path / SHELL).parent.mkdir()
        listed = harness("list", "tests", "--json", "--target", "bluepill", "--suite", "interactive")
        shutil.copy2(json.loads(listed.stdout)[0]["elf"], tmp_path / SHELL)
    if ELF_FOLDER in page.read_text():
        (tmp_path / ELF_FOLDER).mkdir(parents=True)
        suites = {"HARNESS_SUITES": "micro_tests,misbehaving"}
        listed = harness("list", "tests", "--json", "--target", "bluepill", **suites)
        elves = {binary["name"]: Path(binary["elf"]) for binary in json.loads(listed.stdout)}
        for name in ELVES:
            shutil.copy2(elves[name], tmp_path / ELF_FOLDER)
    return tmp_path


def run_in(place: Path, command: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a line of bash as somebody would who has just typed it."""
    extra = {"PATH": f"{place / '.venv' / 'bin'}:{environment['PATH']}"}
    if (place / "harness").is_dir():  # a copy of the checkout; what is built from it is of no further use
        extra |= {"PYTHONPATH": str(place), "HARNESS_CACHE": str(place / "cache")}
    return subprocess.run(
        ["bash", "-c", command],
        cwd=place,
        env=environment | extra,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )


@pytest.mark.firmware
@pytest.mark.parametrize("place", WITH_COMMANDS, indirect=True, ids=lambda page: page.name)
def test_commands_do_what_the_page_says(
    request: pytest.FixtureRequest, place: Path, environment: dict[str, str]
) -> None:
    for step in steps(request.node.callspec.params["place"]):
        if step.path:
            (place / step.path).write_text(step.text)
            continue
        command, _ = NOT_RUN.get(step.command, (step.command, ""))
        if command is None:
            continue
        done = run_in(place, command, environment)
        assert done.returncode == step.exit_code, f"{step.command}\n{done.stdout}"
        line = missing(step.output, done.stdout)
        assert line is None, f"{step.command}\n{done.stdout}\nThe page has another line there:\n{line}"


def test_the_list_of_commands_that_are_not_run_is_up_to_date() -> None:
    commands = {step.command for page in WITH_COMMANDS for step in steps(page)}
    assert not NOT_RUN.keys() - commands
    assert len(commands) > 10
    assert {page.name for page in WITH_COMMANDS} >= {"README.md", *EDITING}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = CODE.sub("", page.read_text())
    for target in LINK.findall(text):
        path, _, anchor = target.partition("#")
        file = (page.parent / path) if path else page
        assert file.exists(), f"{target}: no such file"
        if anchor:
            assert anchor in anchors(file), f"{target}: no such heading"


def test_every_page_is_in_the_index() -> None:
    linked = set(LINK.findall((ROOT / "docs" / "README.md").read_text()))
    assert {page.name for page in PAGES if page.parent.name == "docs"} - linked == {"README.md"}


def anchors(page: Path) -> set[str]:
    """The names that GitHub gives to the headings of ``page``."""
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", page.read_text()), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_output_is_compared_line_by_line() -> None:
    printed = "a\nPASS  x  3 ms\nb\nc\n"
    assert missing(("a", "PASS x  24 ms", "b", "c"), printed) is None
    assert missing(("…", "b", "…"), printed) is None
    assert missing(("a",), f"BUILD x\n{printed}") is None
    assert missing(("a", "b"), printed) == "b"
    assert missing(("…", "b", "a"), printed) == "a"
    assert missing(("a", "PASS y  3 ms"), printed) == "PASS y  3 ms"
