"""What a dialogue consists of: cases, each some steps; and what must not be printed meanwhile. Plain values.

``uart`` is a console's name; empty, the one that is judged.
"""

from __future__ import annotations

import re
from pathlib import Path

from harness.consoles import Consoles
from harness.errors import ConfigError, UsageError
from harness.model import DeclaredCase, Dialect, Image, Value, Verdict


class Text(Value, frozen=True, kw_only=True):
    """A text, or with ``regex`` a regular expression, that is looked for within a line."""

    text: str
    regex: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.text if self.regex else re.escape(self.text))

    def __str__(self) -> str:
        return f"/{self.text}/" if self.regex else repr(self.text)


class Wait(Value, frozen=True, kw_only=True):
    """Until ``what`` is printed, at most ``timeout_s`` guest seconds."""

    what: Text
    timeout_s: float
    uart: str = ""
    line: int | None = None


class Send(Value, frozen=True, kw_only=True):
    """``text`` is typed, and ``enter`` behind it; None: what Enter sends on that console."""

    text: str
    enter: str | None = None
    uart: str = ""
    line: int | None = None


class Absent(Value, frozen=True, kw_only=True):
    """``what`` must not be printed for ``for_s`` guest seconds."""

    what: Text
    for_s: float
    uart: str = ""
    line: int | None = None


class Exit(Value, frozen=True, kw_only=True):
    """The guest has to end by itself with ``code``, within ``timeout_s`` guest seconds; None: by a reset."""

    code: int | None
    timeout_s: float
    uart: str = ""
    line: int | None = None


Step = Wait | Send | Absent | Exit


class Forbidden(Value, frozen=True, kw_only=True):
    """What must not be printed on any console; ``verdict`` is what it means: failed or crashed."""

    what: Text
    verdict: Verdict


class Case(Value, frozen=True, kw_only=True):
    """A group of steps with a name of its own; ``forbid`` holds while it runs."""

    name: str
    steps: tuple[Step, ...]
    forbid: tuple[Forbidden, ...] = ()
    line: int | None = None


class Script(Value, frozen=True, kw_only=True):
    """A whole dialogue, from boot to end; ``file`` is where it is written."""

    cases: tuple[Case, ...]
    forbid: tuple[Forbidden, ...] = ()
    file: Path | None = None

    @property
    def declared(self) -> tuple[DeclaredCase, ...]:
        """Its cases, as a binary declares its own."""
        file = str(self.file) if self.file else None
        return tuple(
            DeclaredCase(name=case.name, dialect=Dialect.PLAIN, file=file, line=case.line)
            for case in self.cases
        )


def check_consoles(script: Script, consoles: Consoles) -> None:
    """Refuse a script that is for a console that is not there.

    Raises:
        ConfigError: with the step's line.
    """
    for step in (step for case in script.cases for step in case.steps):
        try:
            consoles.key(step.uart)
        except UsageError as error:
            line = f":{step.line}" if step.line else ""
            raise ConfigError(f"{script.file}{line}: {error.message}", remedy=error.remedy) from None


class Dialogue(Value, frozen=True, kw_only=True):
    """``[suite.NAME]`` with cases: what is booted where, and the script.

    Either ``elf``, for a board that takes programs, or ``images``, for one whose images are the user's: by
    the board's names of them. ``beside`` is loaded beside either.
    """

    targets: tuple[str, ...]
    script: Script
    elf: Path | None = None
    images: dict[str, str] = {}
    beside: tuple[Image, ...] = ()
    timeout_s: float | None = None
    build: str = ""  # what makes the images, for people

    @property
    def files(self) -> tuple[Path, ...]:
        """All that is booted, and what the board may take as a text."""
        images = (self.image_path(value) for value in self.images.values())
        own = (self.elf,) if self.elf else ()
        return (*own, *images, *(image.path for image in self.beside))

    def image_path(self, value: str) -> Path:
        """A value of ``images`` as the file that it means, seen from where the dialogue is written."""
        folder = self.script.file.parent if self.script.file else Path.cwd()
        return (folder / Path(value).expanduser()).resolve()
