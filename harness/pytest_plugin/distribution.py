"""pytest-xdist: the cases of one binary go to one worker, which boots it once."""

from __future__ import annotations

from typing import Any

import pytest


class Distribution:
    """Takes effect with ``-n`` alone (``--dist load``).

    Who chose another distribution keeps it, and each worker then boots what its cases need.
    """

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        if config.getvalue("dist") != "load":
            return None
        from xdist.scheduler import LoadScopeScheduling

        class BinaryScheduling(LoadScopeScheduling):  # type: ignore[misc]
            """One unit for each binary on each target, one for every other item."""

            def _split_scope(self, nodeid: str) -> str:
                parts = nodeid.split("::")
                return "::".join(parts[:2]) if len(parts) == 3 and not parts[0].endswith(".py") else nodeid

        return BinaryScheduling(config, log)
