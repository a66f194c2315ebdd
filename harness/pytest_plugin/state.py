"""What one pytest process shares: its boots, made with the first that is asked for."""

from __future__ import annotations

import os

import pytest

from harness.config import build_settings
from harness.errors import HarnessError, UsageError
from harness.pytest_plugin import wish
from harness.pytest_plugin.boots import Boots
from harness.settings import Settings

_BOOTS = pytest.StashKey[Boots]()
WORKER = "PYTEST_XDIST_WORKER"  # the environment of a worker of pytest-xdist


def boots_of(config: pytest.Config) -> Boots:
    """The boots of this process.

    Raises:
        pytest.UsageError: a mistake in the options or in ``harness.toml``.
    """
    if _BOOTS not in config.stash:
        try:
            config.stash[_BOOTS] = Boots(settings_of(config))
        except HarnessError as error:
            raise pytest.UsageError(str(error)) from None
    return config.stash[_BOOTS]


def close(config: pytest.Config) -> None:
    """End every process. Safe to call more than once."""
    boots = config.stash.get(_BOOTS, None)
    if boots is not None:
        boots.close()


def settings_of(config: pytest.Config) -> Settings:
    """The settings: this plugin's options over ``HARNESS_*`` over ``harness.toml``, as in ``harness test``.

    Raises:
        UsageError: a mistake in them.
    """
    cwd = config.invocation_params.dir
    timeout = wish(config, "timeout")
    try:
        timeout_s = float(timeout) if timeout else None
    except ValueError:
        raise UsageError(f"--harness-timeout {timeout}: not a number of seconds") from None
    given: dict[str, object] = {
        "targets": tuple(name.strip() for name in wish(config, "target").split(",") if name.strip()),
        "simulator": wish(config, "simulator") or None,
        "timeout_s": timeout_s,
        "platform_folders": tuple(
            cwd / folder for folder in wish(config, "platform_dir").split(os.pathsep) if folder
        ),
        # workers of pytest-xdist share the cores among themselves
        "jobs": 1 if WORKER in os.environ else None,
    }
    return build_settings(cwd=cwd, environ=os.environ, given=given, default_targets=("bluepill",))
