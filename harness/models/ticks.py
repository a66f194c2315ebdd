"""From a target's ticks to instructions, and layers that add up."""

from __future__ import annotations

from harness.model import Value
from harness.models.client import Clock, Layer, Profile

INSTRUCTIONS = "instructions"


class Measured(Value, frozen=True, kw_only=True):
    """One inference, by layer. ``total`` is of a run that nobody watched; ``overhead`` is what watching cost.

    ``total = sum(layers) + between``: ``between`` is the runtime's own work between the layers.
    """

    unit: str
    total: float
    layers: tuple[tuple[str, float], ...]
    between: float
    overhead: float


def in_instructions(profile: Profile, clock: Clock, *, counts: bool) -> Profile:
    """``profile`` in instructions where the simulator counts them, else in the clock's own unit."""
    if not counts or not clock.ticks:
        return Profile(ticks=profile.ticks, unit=clock.unit, layers=profile.layers)
    worth = clock.instructions / clock.ticks
    return Profile(
        ticks=round(profile.ticks * worth),
        unit=INSTRUCTIONS,
        layers=tuple(Layer(name=each.name, ticks=round(each.ticks * worth)) for each in profile.layers),
    )


def measured(alone: Profile, watched: Profile, clock: Clock, *, counts: bool) -> Measured:
    """A run that nobody watched and one that was, as one account.

    What the total holds of reading the clock, and each layer of being watched, is taken off.
    """
    exact = counts and clock.ticks > 0
    worth = clock.instructions / clock.ticks if exact else 1.0
    layers = tuple((each.name, max(each.ticks - clock.empty, 0) * worth) for each in watched.layers)
    total = max(alone.ticks - clock.reading, 0) * worth
    return Measured(
        unit=INSTRUCTIONS if exact else clock.unit,
        total=total,
        layers=layers,
        between=total - sum(ticks for _, ticks in layers),
        overhead=(watched.ticks - alone.ticks) * worth,
    )
