"""The host's side of the runner, on a wire that loses and damages lines."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import numpy as np
import pytest

from harness.errors import SimulatorError
from harness.models.client import Client, LinkLostError, Profile
from harness.models.reference import Array
from tests.unit.models.runner_double import RunnerDouble

VALUES = np.array([[1.0, -2.0, 3.5, 0.0]], dtype="float32")


def invoke(link: RunnerDouble, *, layers: bool = False) -> tuple[tuple[Array, ...], Profile, Client]:
    async def main() -> tuple[tuple[Array, ...], Profile, Client]:
        client = Client(link, timeout_s=5)
        await client.start()
        outputs, profile = await client.invoke([VALUES], layers=layers)
        return outputs, profile, client

    return asyncio.run(main())


def every(nth: int, harm: Callable[[str], str | None]) -> Callable[[str], str | None]:
    """A wire that harms every nth line."""
    count = 0

    def wire(line: str) -> str | None:
        nonlocal count
        count += 1
        return harm(line) if count % nth == 0 else line

    return wire


def flip(line: str) -> str:
    return line[:12] + chr(ord(line[12]) ^ 1) + line[13:]


def cut(line: str) -> str:
    return line[: len(line) // 2]


def lose(_: str) -> None:
    return None


def test_outputs_and_layers_come_back() -> None:
    outputs, profile, client = invoke(RunnerDouble(), layers=True)
    np.testing.assert_array_equal(outputs[0], 2 * VALUES)
    assert [layer.name for layer in profile.layers] == ["layer_0", "layer_1"]
    assert profile.ticks == 130
    assert client.repeated == 0


@pytest.mark.parametrize("harm", [flip, cut], ids=["flipped", "cut"])
@pytest.mark.parametrize("way", ["there", "back"])
def test_damaged_lines_are_repeated(way: str, harm: Callable[[str], str | None]) -> None:
    link = RunnerDouble(**{way: every(3, harm)})
    outputs, _, client = invoke(link)
    np.testing.assert_array_equal(outputs[0], 2 * VALUES)
    assert client.repeated > 0
    assert link.runs == 1, "a repeated question must not run the model again"


def test_lost_lines_are_asked_for_again() -> None:
    link = RunnerDouble(there=every(2, lose))

    async def main() -> None:
        client = Client(link, timeout_s=5)
        await client.start()
        assert client.repeated > 0

    asyncio.run(main())


def test_a_wire_that_damages_everything_is_an_error() -> None:
    with pytest.raises(SimulatorError, match="damaged on the way"):
        invoke(RunnerDouble(back=flip))


def test_a_dead_target_is_an_error() -> None:
    with pytest.raises(LinkLostError, match="did not answer"):
        invoke(RunnerDouble(there=lose))


def test_a_refusal_is_told() -> None:
    async def main() -> None:
        await Client(RunnerDouble(), timeout_s=5).ask("dance")

    with pytest.raises(SimulatorError, match="refuses 'dance': no such command"):
        asyncio.run(main())
