"""From a report to the commands that install what is missing."""

from __future__ import annotations

import os
import shlex
import subprocess

from harness.doctor.machine import Report
from harness.doctor.packages import Manager, find_manager, install_command, privileged
from harness.errors import EnvironmentMissingError
from harness.model import Value


class Plan(Value, frozen=True, kw_only=True):
    """What ``harness setup`` would do: commands in their order, and what it cannot mend."""

    commands: tuple[tuple[str, ...], ...] = ()
    manager: str = ""
    runnable: bool = False
    beyond_us: tuple[str, ...] = ()  # needed, but no package: one line each

    @property
    def lines(self) -> tuple[str, ...]:
        """The commands as a shell takes them."""
        return tuple(shlex.join(command) for command in self.commands)


def plan(report: Report, manager: Manager | None = None, *, root: bool | None = None) -> Plan:
    """The commands for everything in ``report`` that is not in order; optional tools included."""
    manager = manager or find_manager()
    missing = [check for check in report.checks if not check.ok]
    packages = [check.package for check in missing if check.package]
    rest = [check for check in missing if check.needed and not (check.package and manager)]
    beyond_us = tuple(f"{check.name}: {check.problem}; {check.remedy}".rstrip("; ") for check in rest)
    if not packages or manager is None:
        return Plan(beyond_us=beyond_us)
    commands = [install_command(manager, packages, root=root)]
    if manager.refresh:
        commands.insert(0, (*privileged(manager, root=root), *manager.refresh))
    return Plan(commands=tuple(commands), manager=manager.name, runnable=manager.driven, beyond_us=beyond_us)


def run_plan(work: Plan) -> None:
    """Run the commands, their output going to the terminal.

    Raises:
        EnvironmentMissingError: a command cannot be started or fails.
    """
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command, line in zip(work.commands, work.lines, strict=True):
        try:
            code = subprocess.run(command, env=environment, check=False).returncode
        except OSError as error:
            raise EnvironmentMissingError(
                f"{command[0]}: {error.strerror}", remedy=f"run `{line}` as root"
            ) from None
        if code != 0:
            raise EnvironmentMissingError(
                f"`{line}` failed with exit code {code}", remedy="read its lines above; is the network there?"
            )
