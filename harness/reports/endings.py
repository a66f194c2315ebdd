"""How a boot ended and how long it took, in words."""

from __future__ import annotations

from harness.model import Attempt, EndingKind
from harness.reports.text import format_seconds

_HOW = {
    EndingKind.KILLED: "stopped by harness, as the verdict was certain",
    EndingKind.BUDGET: "stopped by harness, as the guest's time was spent",
    EndingKind.WATCHDOG: "stopped by the watchdog of this machine",
}


def ending_texts(attempt: Attempt) -> tuple[str, str]:
    """What ended the boot, and its time on both clocks."""
    ending = attempt.ending
    code = "" if ending.exit_code is None else f", exit code {ending.exit_code}"
    how = _HOW.get(ending.kind) or ending.kind.value.replace("_", " ")
    guest = "" if ending.guest_s is None else f", {format_seconds(ending.guest_s)} on the guest's clock"
    return (
        f"{how}{code}{f': {ending.message}' if ending.message else ''}",
        f"after {format_seconds(attempt.duration_s)} on this machine{guest}",
    )
