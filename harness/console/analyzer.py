"""Renode's console analyzer puts a log prefix before each line of the guest; this takes it off."""

from __future__ import annotations

import re

# [INFO] cpu.uartSemihosting: [host: 0.2s (+0.2s)|virt: 0s (+0s)] text                (current)
# [DEBUG] cpu.uartSemihosting: [+0.22s host +0s virt 0s virt from start] text         (older)
# both may follow a time of day, and the peripheral may follow the machine's name.
_PREFIX = re.compile(
    r"(?:\d\d:\d\d:\d\d(?:[.,]\d{1,7})? )?"
    r"\[(?:NOISY|DEBUG|INFO|WARNING|ERROR)\] "
    r"[\w./-]{1,200}: "
    r"\[(?:host: [^]|]{1,80}\|virt: [^]|]{1,80}|\+[^]]{1,80} from start)\](?: |$)"
)


def strip_analyzer_prefix(text: str) -> str:
    """``text`` as the guest printed it; unchanged where it has no such prefix."""
    if "host" not in text[:200]:
        return text
    prefix = _PREFIX.match(text)
    return text[prefix.end() :] if prefix else text
