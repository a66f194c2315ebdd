"""One finding about the machine, and how to ask a program for its version."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from harness.execution.supervisor import ask as ask_tool
from harness.model import Value

QUESTION_LIMIT_S = 20.0  # a program that does not tell its version by then is broken


class Check(Value, frozen=True, kw_only=True):
    """Whether one thing is in order. ``package`` is the key of :data:`harness.doctor.packages.PACKAGES`."""

    name: str
    ok: bool
    needed: bool = True
    version: str = ""
    path: Path | None = None
    problem: str = ""
    remedy: str = ""  # the exact command, or what to do
    package: str = ""


class Answer(Value, frozen=True, kw_only=True):
    """What a program said; ``problem`` is filled where it could not be asked."""

    path: Path | None = None
    text: str = ""
    problem: str = ""


def ask(*command: str, search_path: str | None = None) -> Answer:
    """Run ``command`` with a time limit; standard output, or the reason why there is none."""
    found = shutil.which(command[0], path=search_path)
    if found is None:
        return Answer(problem=f"{command[0]} is not installed")
    path = Path(found)
    try:
        return Answer(path=path, text=ask_tool([found, *command[1:]], timeout_s=QUESTION_LIMIT_S))
    except OSError as error:
        return Answer(path=path, problem=f"{path} does not start: {error.strerror}")
    except subprocess.TimeoutExpired:
        return Answer(path=path, problem=f"{path} did not answer within {QUESTION_LIMIT_S:g} s")
    except subprocess.CalledProcessError as error:
        said = (error.stderr.strip() or error.stdout.strip()).partition("\n")[0]
        return Answer(path=path, problem=f"{path} is broken, exit code {error.returncode}: {said}")


def version_in(text: str) -> str:
    """The first dotted number in ``text``, such as ``3.25.1``; empty where there is none."""
    found = re.search(r"\d+(?:\.\d+)+", text)
    return found[0] if found else ""


def at_least(version: str, minimum: tuple[int, ...]) -> bool:
    """Whether a dotted ``version`` is ``minimum`` or newer."""
    return tuple(int(part) for part in version.split(".") if part.isdigit()) >= minimum
