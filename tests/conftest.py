"""For all tests: a busy machine fails none of them."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("harness", deadline=None)
settings.load_profile("harness")
