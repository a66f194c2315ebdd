"""``harness --version``: harness itself, and the simulators that it finds."""

from __future__ import annotations

import platform

from harness import __version__
from harness.cli.output import say

SURVEY_LIMIT_S = 5.0


def say_version() -> None:
    """The version at once, on a line of its own; then a line for each simulator."""
    say(f"harness {__version__}")
    from harness.simulators.registry import ON_REQUEST, all_simulators
    from harness.simulators.survey import survey

    asked = [each for name, each in all_simulators().items() if name not in ON_REQUEST]
    found = survey(asked, limit_s=SURVEY_LIMIT_S)
    width = max(map(len, (*found, "python")))
    say(f"  {'python':<{width}}  {platform.python_version()}")
    for name, each in found.items():
        where = f"  {each.path}" if each.path else ""
        say(f"  {name:<{width}}  {f'{each.version}{where}' if each.usable else each.problem}")
