"""What is told of a firmware that dies while somebody waits for its answer."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from harness.execution.scratch import scratch_folder
from harness.execution.supervisor import Supervisor
from harness.lanes import lanes
from harness.model import TestBinary, Verdict
from harness.models.client import LinkLostError
from harness.models.firmware import Firmware
from harness.models.session import boot
from harness.settings import Settings
from tests.integration.conftest import Harness


@pytest.mark.firmware
def test_a_crash_is_told_with_its_place(harness: Harness, cache_folder: Path, tmp_path: Path) -> None:
    listed = harness("list", "tests", "--json", "--suite", "misbehaving", "--target", "mps2_an500")
    elves = {each["name"]: Path(each["elf"]) for each in json.loads(listed.stdout)}
    settings = Settings(
        targets=("mps2_an500",), simulator="qemu", cache_folder=cache_folder, working_folder=tmp_path
    )

    async def main() -> None:
        with scratch_folder(cache_folder) as scratch:
            async with Supervisor() as supervisor:
                (lane,) = lanes(settings, supervisor)
                firmware = Firmware(
                    binary=TestBinary(
                        name="net.tflite",
                        suite="models",
                        target="mps2_an500",
                        elf=elves["fault_division_by_zero"],
                    ),
                    target=lane.target,
                    arena_bytes=0,
                    params_bytes=0,
                    text_bytes=0,
                    counts_instructions=False,
                )
                async with boot(
                    firmware, lane, log=tmp_path / "log", scratch=scratch, timeout_s=20, inferences=1
                ):
                    raise AssertionError("it is no runner")

    with pytest.raises(LinkLostError, match=r"the firmware crashed: .*division by zero") as caught:
        asyncio.run(main())
    assert caught.value.result is not None
    assert caught.value.result.verdict is Verdict.CRASHED
    assert "fault_division_by_zero.cc" in caught.value.message
