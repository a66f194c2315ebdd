"""Scripted dialogues with a guest: what is sent, what must come, what must not."""

from __future__ import annotations

from harness.dialogues.partner import Partner
from harness.dialogues.script import Dialogue, Script

__all__ = ["Dialogue", "Partner", "Script"]
