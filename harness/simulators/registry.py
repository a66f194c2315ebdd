"""Which simulators there are, and which one runs a target."""

from __future__ import annotations

from harness.errors import EnvironmentMissingError, UsageError
from harness.execution.supervisor import Supervisor
from harness.model import Target
from harness.simulators.host import HostSimulator
from harness.simulators.protocol import Simulator
from harness.simulators.qemu_system import QemuSystem
from harness.simulators.renode import RenodeSimulator

AUTO = "auto"


def all_simulators(supervisor: Supervisor | None = None) -> dict[str, Simulator]:
    """Every simulator by name, in the order in which ``auto`` prefers them."""
    owner = supervisor or Supervisor()
    simulators: tuple[Simulator, ...] = (HostSimulator(owner), QemuSystem(owner), RenodeSimulator(owner))
    return {simulator.name: simulator for simulator in simulators}


def choose(simulators: dict[str, Simulator], wanted: str, target: Target) -> Simulator:
    """The simulator for ``target``: the wanted one, or with ``auto`` the first that is there.

    Raises:
        UsageError: no such simulator, or it cannot run the target.
        EnvironmentMissingError: none that could run the target is installed.
    """
    if wanted != AUTO and wanted not in simulators:
        known = ", ".join((AUTO, *simulators))
        raise UsageError(f"no simulator is named {wanted!r}", remedy=f"choose one of {known}")
    fitting = [each for each in simulators.values() if each.supports(target) is not None]
    if wanted != AUTO:
        fitting = [each for each in fitting if each.name == wanted]
    if not fitting:
        able = [each.name for each in simulators.values() if each.supports(target) is not None]
        raise UsageError(
            f"simulator {wanted} cannot run target {target.name}",
            remedy=f"it runs on {', '.join(able)}" if able else f"see {target.folder}/target.toml",
        )
    missing = ""
    for simulator in fitting:
        availability = simulator.available()
        if availability.usable:
            return simulator
        missing = missing or f"{availability.problem}|{availability.remedy}"
    problem, _, remedy = missing.partition("|")
    raise EnvironmentMissingError(
        f"target {target.name}: {problem}", remedy=f"run `{remedy}` or `harness setup`"
    )
