"""``harness bench``: what a model costs on targets: memory, and instructions by layer."""

from __future__ import annotations

from pathlib import Path

from harness.errors import SimulatorError
from harness.lanes import Lane, lanes
from harness.model import BinaryResult, Value
from harness.models.client import LinkLostError
from harness.models.firmware import Firmware, FirmwareOptions, build_context, build_firmware
from harness.models.inputs import random_inputs
from harness.models.session import DEFAULT_TIMEOUT_S, boot
from harness.models.spec import ModelFile
from harness.models.ticks import Measured, measured
from harness.pipeline import blocking, workplace
from harness.settings import Settings


class Cost(Value, frozen=True, kw_only=True):
    """One target. Sizes in bytes; ``problem`` says why there are no numbers.

    ``flash_bytes`` and ``ram_bytes`` are of the whole firmware, ``code_bytes`` its code and constants;
    ``weights_bytes`` are part of flash, ``arena_bytes`` and ``stack_bytes`` of RAM.
    """

    target: str
    simulator: str
    problem: str = ""
    flash_bytes: int = 0
    ram_bytes: int = 0
    arena_bytes: int = 0
    weights_bytes: int = 0
    code_bytes: int = 0
    stack_bytes: int | None = None
    inference: Measured | None = None


def bench(model: ModelFile, settings: Settings, options: FirmwareOptions, *, seed: int) -> tuple[Cost, ...]:
    """Measure ``model`` on every target of ``settings`` with the random input of ``seed``.

    Raises:
        UsageError: the model or a target is not fit.
        EnvironmentMissingError: a library, the toolchain or a simulator is missing.
    """

    async def run() -> tuple[Cost, ...]:
        async with workplace(settings) as (supervisor, scratch):
            context = build_context(settings, supervisor)
            costs = []
            for lane in lanes(settings, supervisor):
                firmware = await build_firmware(model, lane, context, options)
                if isinstance(firmware, BinaryResult):
                    problem = firmware.reason
                    costs.append(
                        Cost(target=lane.target.name, simulator=lane.simulator.name, problem=problem)
                    )
                else:
                    costs.append(await _cost(model, firmware, lane, scratch, settings, seed))
            return tuple(costs)

    return blocking(run())


async def _cost(
    model: ModelFile, firmware: Firmware, lane: Lane, scratch: Path, settings: Settings, seed: int
) -> Cost:
    """What it costs on one target; one that dies leaves the others their numbers."""
    try:
        return await _measure(model, firmware, lane, scratch, settings, seed)
    except (LinkLostError, SimulatorError) as error:
        return Cost(target=lane.target.name, simulator=lane.simulator.name, problem=error.message)


async def _measure(
    model: ModelFile, firmware: Firmware, lane: Lane, scratch: Path, settings: Settings, seed: int
) -> Cost:
    (inputs,) = random_inputs(model, 1, seed)
    timeout_s = settings.timeout_s or DEFAULT_TIMEOUT_S
    async with boot(
        firmware, lane, log=scratch / "bench.log", scratch=scratch, timeout_s=timeout_s, inferences=3
    ) as session:
        clock = await session.clock()
        await session.client.invoke(inputs)  # what is done but once should not count
        _, alone = await session.client.invoke(inputs)
        _, watched = await session.client.invoke(inputs, layers=True)
        await session.end()
    footprint = firmware.binary.footprint
    return Cost(
        target=lane.target.name,
        simulator=lane.simulator.name,
        flash_bytes=footprint.flash_bytes if footprint else 0,
        ram_bytes=footprint.ram_bytes if footprint else 0,
        arena_bytes=firmware.arena_bytes or session.hello.arena_bytes,
        weights_bytes=firmware.params_bytes,
        code_bytes=firmware.text_bytes,
        stack_bytes=session.stack_bytes,
        inference=measured(alone, watched, clock, counts=firmware.counts_instructions),
    )
