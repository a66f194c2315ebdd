"""Entry point: runs a command and turns whatever comes out of it into one line and an exit code."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

import click

from harness.cli.group import harness
from harness.cli.invocation import Invocation, debug_wanted
from harness.cli.output import discard
from harness.errors import ExitCode, HarnessError
from harness.operating_systems import start_problem

# The machine refuses: no bug of ours and none of the firmware's.
REFUSALS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE)


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``argv`` (default: the process's own) and return the exit code; never raises an Exception."""
    arguments = tuple(sys.argv[1:] if argv is None else argv)
    _prepare_streams()
    if problem := start_problem(sys.platform):
        print(f"harness: error: {problem}", file=sys.stderr)
        return ExitCode.ENVIRONMENT
    if "_HARNESS_COMPLETE" in os.environ:  # the shell asks for completions; click answers and exits
        harness.main(args=list(arguments), prog_name="harness")
    invocation = Invocation(arguments=arguments, debug=debug_wanted())
    try:
        code = _run(invocation)
    except (KeyboardInterrupt, click.Abort) as error:
        code = _fail(invocation, error, "interrupted", ExitCode.INTERRUPTED)
    except click.UsageError as error:
        code = _fail(invocation, error, _usage_text(error), ExitCode.USAGE)
    except click.ClickException as error:
        code = _fail(invocation, error, error.format_message(), ExitCode.USAGE)
    except HarnessError as error:
        code = _fail(invocation, error, str(error), error.exit_code)
    except BrokenPipeError:  # the reader has gone: nobody is left to be told
        code = ExitCode.INTERRUPTED
    except OSError as error:
        code = _fail(invocation, error, *_os_text(error))
    except Exception as error:
        code = _fail(invocation, error, _bug_text(error), ExitCode.INTERNAL)
    _flush()
    return int(code)


def _run(invocation: Invocation) -> int:
    try:
        with harness.make_context("harness", list(invocation.arguments), obj=invocation) as context:
            return int(harness.invoke(context) or ExitCode.OK)
    except click.exceptions.Exit as leave:  # --help, --version
        return leave.exit_code


def _fail(invocation: Invocation, error: BaseException, text: str, code: int) -> int:
    """Print ``text``, each of its lines with the prefix, after the traceback where one is wanted."""
    if invocation.debug:
        traceback.print_exception(error)
    try:
        for line in text.splitlines() or [type(error).__name__]:
            print(f"harness: error: {line}", file=sys.stderr)
    except OSError:  # stderr is closed or full; the exit code still tells
        pass
    return code


def _usage_text(error: click.UsageError) -> str:
    text = " ".join(error.format_message().split())
    path = error.ctx.command_path if error.ctx else "harness"
    return f"{text} (see '{path} --help')"


def _os_text(error: OSError) -> tuple[str, ExitCode]:
    if error.errno not in REFUSALS:
        return _bug_text(error), ExitCode.INTERNAL
    where = f": {error.filename}" if error.filename is not None else ""
    return f"{error.strerror}{where}; 'harness doctor' checks folders and disk space", ExitCode.ENVIRONMENT


def _bug_text(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return f"internal error, {what}{where}; please report it with the output of 'harness --debug ...'"


def _prepare_streams() -> None:
    """Neither a closed stream nor a terminal that cannot show a character may end a run."""
    sys.stdout = sys.stdout or _nowhere()  # None where the shell closed it (>&-)
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _flush() -> None:
    """Flush now, so that a reader that has gone does not become exit code 120 with a complaint."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            discard(stream)
