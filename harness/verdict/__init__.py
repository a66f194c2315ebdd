"""The pure state machine that turns console bytes and an ending into a verdict.

``docs/verdicts.md`` has the rules.
"""

from __future__ import annotations

from harness.verdict.judge import Judge

__all__ = ["Judge"]
