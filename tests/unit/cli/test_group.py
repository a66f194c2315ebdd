"""The table of commands, what help costs, and that the documentation names everything."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from harness import __version__
from harness.cli import version
from harness.cli.group import COMMANDS, harness
from harness.errors import ExitCode
from tests.integration.processes import eventually, gone
from tests.unit.cli.conftest import Run

DOCS = Path(__file__).parents[3] / "docs" / "cli.md"
HEAVY = ("msgspec", "rich", "elftools", "asyncio", "subprocess", "harness.model", "harness.cli.test")

MOST_MODULES = 150  # Python has 30 at its start, click brings most of the others


def command(name: str) -> click.Command:
    found = harness.get_command(click.Context(harness), name)
    assert found is not None
    return found


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys\n"
        "from harness.cli.main import main\n"
        "main(['--help'])\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "Usage: harness" in done.stdout
    assert not set(HEAVY) & set(done.stderr.split())


def test_help_stays_quick() -> None:
    """Counted, not timed: what is imported is what it costs (0.1 s with these)."""
    script = (
        "import sys\nfrom harness.cli.main import main\n"
        "main(['--help'])\nprint(len(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(done.stderr) < MOST_MODULES


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_what_the_command_says(name: str) -> None:
    assert command(name).name == name
    assert command(name).get_short_help_str(limit=200).rstrip(".") == COMMANDS[name].rstrip(".")


def test_version_names_the_simulators(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    renode = tmp_path / "renode"
    renode.write_text("#!/bin/sh\necho Renode v1.16.1.4242\n")
    renode.chmod(0o755)
    monkeypatch.setenv("HARNESS_RENODE", str(renode))
    printed = run("--version")
    first, *others = printed.out.splitlines()
    assert (printed.code, first) == (0, f"harness {__version__}")
    assert f"  renode  1.16.1  {renode}" in others
    assert {line.split()[0] for line in others} >= {"python", "host", "renode", "qemu"}


def test_version_does_not_wait_for_a_simulator_that_hangs(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renode, pid = tmp_path / "renode", tmp_path / "pid"
    renode.write_text(f"#!/bin/sh\nsleep 1000 & echo $! >{pid}\nwait\n")  # the child holds the pipe, too
    renode.chmod(0o755)
    monkeypatch.setenv("HARNESS_RENODE", str(renode))
    monkeypatch.setattr(version, "SURVEY_LIMIT_S", 0.5)
    started = time.monotonic()
    printed = run("--version")
    assert time.monotonic() - started < 10.0  # and not the minute that Renode is given in a run
    assert printed.code == 0
    (line,) = (line for line in printed.out.splitlines() if line.startswith("  renode"))
    assert re.fullmatch(rf"  renode  {renode} did not answer within 0\.[45]\d* s", line)
    assert eventually(lambda: gone(int(pid.read_text())))


def test_without_a_command_the_help_goes_to_standard_error(run: Run) -> None:
    printed = run()
    assert printed.code == ExitCode.USAGE
    assert printed.out == ""
    assert all(name in printed.err for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(name: str) -> None:
    section = re.search(rf"^## harness {name}\n(.*?)(?=^## |\Z)", DOCS.read_text(), re.DOTALL | re.MULTILINE)
    assert section, f"docs/cli.md has no section for {name}"
    documented = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", "\n".join(option_rows(section[1]))))
    spelled = (option for each in command(name).params for option in (*each.opts, *each.secondary_opts))
    known = {option for option in spelled if option.startswith("-")}
    assert documented == known


def option_rows(text: str) -> list[str]:
    return [line.split("|")[1] for line in text.splitlines() if line.startswith("| `-")]


def test_the_group_and_its_exit_codes_are_documented() -> None:
    text = DOCS.read_text()
    rows = re.findall(r"^\| (\d) \|", text, re.MULTILINE)
    assert [int(row) for row in rows] == [int(code) for code in ExitCode]
    for parameter in harness.params:
        assert all(f"`{option}`" in text for option in parameter.opts)
    assert set(re.findall(r"^## harness ([\w-]+)", text, re.MULTILINE)) == set(COMMANDS)


def test_completion_of_commands_and_targets() -> None:
    def complete(words: str, position: int) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-m", "harness"],
            env={"_HARNESS_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(position)},
            capture_output=True,
            text=True,
            check=True,
        )
        return [line.partition(",")[2] for line in done.stdout.splitlines()]

    assert complete("harness rer", 1) == ["rerun"]
    assert complete("harness test --target host,blue", 3) == ["host,bluepill"]
