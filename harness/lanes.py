"""Targets with the simulators that run them, and the memory that they are given there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from harness.errors import EnvironmentMissingError, UsageError
from harness.execution.supervisor import Supervisor
from harness.model import NATIVE, MemoryVariant, StandIn, Target, Value
from harness.settings import REAL, ROOMY, Settings
from harness.simulators.protocol import Simulator
from harness.simulators.registry import AUTO, ON_REQUEST, all_simulators, choose, others, reason
from harness.suites import MEMORY_VARIANTS
from harness.suites.tflm import STOCK
from harness.suites.tflm.suite import ROOMY_STOCK
from harness.targets import ALL, load_targets, select_targets


class Lane(Value, frozen=True, kw_only=True):
    """One target with the simulator that runs it and the memory variant that this needs.

    ``others`` are the simulators that ``auto`` could have taken instead. ``profile`` says whose memory that
    is, for the suites that are run with both (:data:`settings.PROFILES`). ``missing`` says why nothing can be
    booted there, while other targets of the run can.
    """

    target: Target
    simulator: Simulator
    variant: str
    profile: str = ""
    others: tuple[Simulator, ...] = ()
    missing: str = ""

    @property
    def board(self) -> Target:
        """The target as this simulator has it: what another stand-in has more of does not count here."""
        own = tuple(each for each in self.target.stand_ins if each.simulator == self.simulator.name)
        return msgspec.structs.replace(self.target, stand_ins=own)


def lanes(
    settings: Settings, supervisor: Supervisor, *, boots: bool = True, partial: bool = False
) -> tuple[Lane, ...]:
    """Targets of ``settings`` with their simulators; of ``all``, those that the wanted simulator can run.

    Args:
        boots: False where nothing will be booted, so that the simulator need not be there.
        partial: a target without its simulator gets a lane that says so, as long as there is another.

    Raises:
        UsageError: an unknown target or simulator, or one that cannot run the other.
        EnvironmentMissingError: the simulator is not installed.
    """
    targets = select_targets(load_targets(settings.platform_folders), settings.targets)
    targets = bootable(targets, settings)
    simulators = all_simulators(supervisor)
    wanted = simulators.get(settings.simulator)
    if wanted is not None and settings.targets == (ALL,):
        targets = tuple(target for target in targets if wanted.supports(target) is not None)
    found = []
    errors = []
    for target in targets:
        missing = ""
        try:
            simulator = choose(simulators, settings.simulator, target)
        except EnvironmentMissingError as error:
            if boots and not partial:
                raise
            able = [each for each in simulators.values() if each.supports(target) is not None]
            simulator = wanted or able[-1]
            if boots:
                errors.append(error)
                missing = str(error)
                simulator = wanted or [each for each in able if each.name not in ON_REQUEST][-1]
        alternatives = others(simulators, simulator, target) if settings.simulator == AUTO else ()
        variant = simulator.supports(target) or NATIVE
        found.append(
            Lane(target=target, simulator=simulator, variant=variant, others=alternatives, missing=missing)
        )
    if errors and len(errors) == len(found):
        raise errors[0]
    return tuple(found)


def bootable(targets: tuple[Target, ...], settings: Settings) -> tuple[Target, ...]:
    """``targets`` without those of ``all`` that boot images of the user's and have no dialogue with some.

    Raises:
        UsageError: such a board was named.
    """
    talking = {name for dialogue in settings.dialogues.values() for name in dialogue.targets}
    empty = [target.name for target in targets if target.slots and target.name not in talking]
    if settings.by_hand:
        return targets
    if empty and ALL not in settings.targets:
        raise UsageError(
            f"{empty[0]} boots images of yours, and nothing is built for it",
            remedy="give it a dialogue (docs/dialogues.md), or talk to it with `harness shell`",
        )
    return tuple(target for target in targets if target.name not in empty)


def choices(found: Iterable[Lane]) -> tuple[str, ...]:
    """What ``auto`` chose and why, one line for all targets that it is the same for."""
    targets: dict[str, list[str]] = {}
    for lane in found:
        if not lane.missing and (why := reason(lane.simulator, lane.others)):
            targets.setdefault(why, []).append(lane.target.name)
    return tuple(f"{', '.join(names)}: {why}" for why, names in targets.items())


def for_suite(lane: Lane, suite: str) -> Lane:
    """The lane with the memory variant that ``suite`` is linked for, where its target has that."""
    wanted = MEMORY_VARIANTS.get(suite)
    if not any(variant.name == wanted for variant in lane.target.variants):
        return lane
    return msgspec.structs.replace(lane, variant=wanted)


def with_profiles(lane: Lane, settings: Settings) -> Iterator[Lane]:
    """The lane once for each wanted profile; only the real one where no stand-in has more room."""
    if lane.target.is_host:
        yield lane
        return
    stock = settings.tflm_board == STOCK
    roomy = _roomy(lane, stock=stock)
    if REAL in settings.profiles or roomy is None:
        given = None if stock else _on(lane.target, lane.target.real, lane.simulator)
        target, variant = given or (lane.target, lane.variant)
        yield msgspec.structs.replace(lane, target=target, variant=variant, profile=REAL)
    if ROOMY in settings.profiles and roomy is not None:
        yield roomy


def _roomy(lane: Lane, *, stock: bool) -> Lane | None:
    """The lane with the first simulator that has room, or for stock binaries with all that a stand-in has."""
    for simulator in (lane.simulator, *lane.others):
        if stock:
            given = _with_all_of(lane.target, simulator)
        else:
            given = _on(lane.target, lane.target.roomy, simulator)
        if given is not None and (simulator is lane.simulator or simulator.available().usable):
            target, variant = given
            missing = lane.missing if simulator is lane.simulator else ""
            return Lane(target=target, simulator=simulator, variant=variant, profile=ROOMY, missing=missing)
    return None


def _on(target: Target, stand_ins: tuple[StandIn, ...], simulator: Simulator) -> tuple[Target, str] | None:
    """The target on that one of ``stand_ins`` which ``simulator`` has, and the memory variant of it."""
    for stand_in in stand_ins:
        if stand_in.simulator == simulator.name:
            return msgspec.structs.replace(target, stand_ins=stand_ins), stand_in.variant
    return None


def _with_all_of(target: Target, simulator: Simulator) -> tuple[Target, str] | None:
    """The target with the sizes of its own stand-in: what TFLM has linked cannot run anywhere else."""
    stand_in = target.stand_in(simulator.name)
    if stand_in is None or not stand_in.memory:
        return None
    native = target.variant(stand_in.variant)
    regions = tuple(
        msgspec.structs.replace(region, size_bytes=stand_in.memory.get(region.name, region.size_bytes))
        for region in native.regions
    )
    variant = MemoryVariant(name=ROOMY_STOCK, regions=regions, data=native.data, uart=native.uart)
    roomy = msgspec.structs.replace(
        target,
        variants=(*target.variants, variant),
        stand_ins=(msgspec.structs.replace(stand_in, variant=ROOMY_STOCK, memory={}),),
    )
    return roomy, ROOMY_STOCK
