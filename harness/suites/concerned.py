"""Which suites are for which targets: a dialogue names its boards; boards with images have nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from harness.errors import NothingToRunError
from harness.model import Target
from harness.settings import Settings
from harness.suites.dialogue import DialogueSuite
from harness.suites.protocol import Suite


def concerns(suite: Suite, target: Target, settings: Settings) -> bool:
    """Whether ``suite`` is for ``target``: a dialogue for boards that it names, others for all but those."""
    if isinstance(suite, DialogueSuite):
        return target.name in suite.dialogue.targets
    return not target.slots and target.name not in settings.dialogue_targets


def nothing_concerned(suites: Iterable[Suite], settings: Settings) -> NothingToRunError:
    """No suite is for any of the targets."""
    theirs = {name for suite in suites if isinstance(suite, DialogueSuite) for name in suite.dialogue.targets}
    able = [name for name, each in settings.dialogues.items() if set(each.targets) & set(settings.targets)]
    remedy = f"its dialogues are for {', '.join(sorted(theirs))}" if theirs else ""
    if able:
        remedy = f"pass --suite {able[0]}"
    return NothingToRunError(
        f"{', '.join(suite.name for suite in suites)} has nothing for {', '.join(settings.targets)}",
        remedy=remedy,
    )
