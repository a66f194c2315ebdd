"""Which simulators there are, and which one runs a target."""

from __future__ import annotations

from collections.abc import Iterable

from harness.errors import EnvironmentMissingError, UsageError
from harness.execution.supervisor import Supervisor
from harness.model import Target
from harness.simulators.host import HostSimulator
from harness.simulators.protocol import Simulator
from harness.simulators.qemu_system import QemuSystem
from harness.simulators.renode import RenodeContainerSimulator, RenodeSimulator

AUTO = "auto"
ON_REQUEST = frozenset({RenodeContainerSimulator.name})  # ``auto`` does not even look for them


def all_simulators(supervisor: Supervisor | None = None) -> dict[str, Simulator]:
    """Every simulator by name, in the order in which ``auto`` prefers them."""
    owner = supervisor or Supervisor()
    simulators: tuple[Simulator, ...] = (
        HostSimulator(owner),
        RenodeSimulator(owner),
        QemuSystem(owner),
        RenodeContainerSimulator(owner),
    )
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
    if wanted == AUTO:
        fitting = [each for each in fitting if each.name not in ON_REQUEST]
    else:
        fitting = [each for each in fitting if each.name == wanted]
    if not fitting:
        able = [each.name for each in simulators.values() if each.supports(target) is not None]
        raise UsageError(
            f"simulator {wanted} cannot run target {target.name}",
            remedy=f"it runs on {', '.join(able)}" if able else f"see {target.folder}/target.toml",
        )
    for simulator in fitting:
        if simulator.available().usable:
            return simulator
    missing = fitting[-1].available()  # the last resort is the one that is easiest to get
    raise EnvironmentMissingError(
        f"target {target.name}: {missing.problem}", remedy=f"run `{missing.remedy}` or `harness setup`"
    )


def others(simulators: dict[str, Simulator], chosen: Simulator, target: Target) -> tuple[Simulator, ...]:
    """What else could run ``target``, whether it is there or not, in the order of preference."""
    return tuple(
        each
        for each in simulators.values()
        if each is not chosen and each.name not in ON_REQUEST and each.supports(target) is not None
    )


def reason(chosen: Simulator, alternatives: Iterable[Simulator]) -> str:
    """Why ``auto`` took ``chosen``, for people; empty where it had no choice.

    A preferred simulator that nobody has installed or named is not worth a word, a broken one is.
    """
    words = []
    for each in alternatives:
        found = each.available()
        if found.usable:
            words.append(f"{each.name} {found.version} is there too")
        elif found.problem != f"{each.name} is not installed":
            words.append(found.problem)
    if not words:
        return ""
    return f"{chosen.name} {chosen.available().version} (auto; {', '.join(words)})"
