"""Whatever comes out of a command becomes one line and an exit code."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable

import click
import pytest

from harness.cli import doctor
from harness.errors import ConfigError, EnvironmentMissingError, ExitCode, NothingToRunError
from tests.unit.cli.conftest import Run


def raising(error: BaseException) -> click.Command:
    @click.command()
    def command() -> None:
        raise error

    return command


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Puts a command that raises in the place of ``doctor``."""
    return lambda error: monkeypatch.setattr(doctor, "command", raising(error))


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (NothingToRunError("nothing", remedy="do this"), 5, "nothing; do this"),
        (EnvironmentMissingError("no QEMU"), 6, "no QEMU"),
        (KeyboardInterrupt(), 2, "interrupted"),
        (click.Abort(), 2, "interrupted"),
        (click.FileError("x", "gone"), 4, "Could not open file 'x': gone"),
        (
            OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/full/disk"),
            6,
            "No space left on device: /full/disk",
        ),
        (
            PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/root/x"),
            6,
            "Permission denied: /root/x",
        ),
    ],
)
def test_expected_errors(
    run: Run, broken: Callable[[BaseException], None], error: BaseException, code: int, text: str
) -> None:
    broken(error)
    printed = run("doctor")
    assert (printed.code, printed.out) == (code, "")
    assert printed.err.startswith(f"harness: error: {text}")
    assert printed.err.count("\n") == 1


def test_several_mistakes_have_a_line_each(run: Run, broken: Callable[[BaseException], None]) -> None:
    broken(ConfigError("a: one\nb: two"))
    printed = run("doctor")
    assert (printed.code, printed.err) == (4, "harness: error: a: one\nharness: error: b: two\n")


def test_a_bug_of_ours_is_one_line_that_asks_for_a_report(
    run: Run, broken: Callable[[BaseException], None]
) -> None:
    broken(ValueError("line one\nline two"))
    printed = run("doctor")
    assert printed.code == ExitCode.INTERNAL
    assert printed.err.count("\n") == 1
    assert "internal error, ValueError: line one line two at test_main.py:" in printed.err
    assert "harness --debug" in printed.err


@pytest.mark.parametrize("asked", ["option", "environment"])
def test_only_debug_shows_a_traceback(
    run: Run, broken: Callable[[BaseException], None], monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    broken(ValueError("x"))
    assert "Traceback" not in run("doctor").err
    if asked == "environment":
        monkeypatch.setenv("HARNESS_DEBUG", "1")
    printed = run("doctor") if asked == "environment" else run("--debug", "doctor")
    assert printed.code == ExitCode.INTERNAL
    assert "Traceback" in printed.err
    assert "raise error" in printed.err


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("tset",), "no command 'tset'; did you mean test? (see 'harness --help')"),
        (
            ("zzz",),
            "no command 'zzz'; known: bench, build, c",
        ),
        (("test", "--tagret", "host"), "--target"),
        (("test", "--target", "host", "-j", "0"), "'-j' / '--jobs'"),
        (("test", "--target", "host", "--timeout", "nan"), "'nan' is not a number of seconds above 0"),
        (("test", "--target", "host,,bluepill"), "has an empty name"),
        (("test", "--target", "host", "-q", "-v"), "contradict"),
        (("test", "--target", "host", "--list", "--watch"), "--list and --watch contradict"),
        (("test", "--target", "host", "--container", "--watch"), "--watch does not work in a container"),
        (("test",), "no target is named"),
        (("run",), "Missing argument 'ELF'"),
        (("run", "x.elf", "--target", "host,bluepill"), "run boots on one target"),
        (("run", "x.elf", "--target", "host", "--sentinel", " "), "--sentinel is empty"),
        (("run", "x.bin", "--target", "qemu_optee"), "qemu_optee boots images of yours"),
        (("new-app", "perf", "x", "-o", "y", "--target", "qemu_optee"), "qemu_optee boots images of yours"),
        (("shell", "x.elf", "--target", "host,bluepill"), "shell boots on one target"),
        (("list", "target"), "'targets'"),
        (("rerun",), "no earlier run"),
        (("--nonsense",), "--nonsense"),
    ],
)
def test_usage_errors(run: Run, arguments: tuple[str, ...], text: str) -> None:
    printed = run(*arguments)
    assert (printed.code, printed.out) == (ExitCode.USAGE, "")
    assert printed.err.startswith("harness: error: ")
    assert printed.err.count("\n") == 1
    assert text in printed.err


def test_a_reader_that_has_gone_does_not_change_the_exit_code() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "harness", "list", "targets"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    complaint = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), complaint) == (0, b"")


def test_a_terminal_that_cannot_show_a_character() -> None:
    script = (
        "from harness.cli import group, main, output\n"
        "group.harness.callback = lambda **_: output.say(chr(0x2713))\n"
        "main.main([])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONIOENCODING": "ascii:strict"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "\\u2713\n")


def test_an_error_without_a_standard_error_still_has_its_exit_code() -> None:
    command = f'"{sys.executable}" -m harness tset 2>&-'
    assert subprocess.run(command, shell=True, check=False).returncode == ExitCode.USAGE
