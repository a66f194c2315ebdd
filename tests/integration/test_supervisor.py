"""Every process that we start ends with us: with real processes."""

from __future__ import annotations

import asyncio
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harness.errors import EnvironmentMissingError
from harness.execution.guardian import survivors
from harness.execution.supervisor import Supervisor
from tests.integration.processes import eventually, gone


def test_output_and_exit_code(tmp_path: Path) -> None:
    async def run() -> None:
        async with Supervisor() as supervisor:
            done = await supervisor.run(["sh", "-c", "echo out; echo err >&2; exit 3"], cwd=tmp_path)
            assert done.returncode == 3
            assert done.output == b"out\nerr\n"
            assert supervisor.left_over == []

    asyncio.run(run())


def test_a_megabyte_comes_whole(tmp_path: Path) -> None:
    async def run() -> None:
        async with Supervisor() as supervisor:
            done = await supervisor.run(["head", "-c", "5000000", "/dev/zero"], cwd=tmp_path)
            assert done.output == bytes(5_000_000)

    asyncio.run(run())


def test_a_flood_does_not_keep_the_clocks_waiting(tmp_path: Path) -> None:
    most_chunks = 2000  # half a second and more; the clock is due long before

    async def run() -> int:
        async with Supervisor() as supervisor:
            process = supervisor.start(["cat", "/dev/zero"], cwd=tmp_path)
            asyncio.get_running_loop().call_later(0.02, process.kill)
            count = 0
            async for chunk in process.chunks():
                assert chunk
                select.select([process._popen.stdout], [], [])  # cat is always ahead of us
                count += 1
                if count == most_chunks:
                    break
            process.kill()
            await process.wait()
            process.release()
            return count

    assert asyncio.run(run()) < most_chunks


def test_a_missing_program_is_one_line(tmp_path: Path) -> None:
    async def run() -> None:
        async with Supervisor() as supervisor:
            with pytest.raises(EnvironmentMissingError, match="no-such-program cannot be started"):
                supervisor.start(["no-such-program"], cwd=tmp_path)

    asyncio.run(run())


def test_a_time_limit_stops_the_whole_group(tmp_path: Path) -> None:
    async def run() -> None:
        async with Supervisor() as supervisor:
            script = "sleep 1000 & echo $!; wait"
            seen = bytearray()
            with pytest.raises(EnvironmentMissingError, match=r"did not end within 0\.3 s"):
                await supervisor.run(["sh", "-c", script], cwd=tmp_path, timeout_s=0.3, on_output=seen.extend)
            assert eventually(lambda: gone(int(seen)))

    asyncio.run(run())


def test_a_process_that_ignores_signals_is_killed(tmp_path: Path) -> None:
    async def run() -> None:
        async with Supervisor() as supervisor:
            script = "trap '' INT TERM; echo ready; while :; do read -r x <&3; done 3</dev/zero"
            process = supervisor.start(["sh", "-c", script], cwd=tmp_path)
            async for chunk in process.chunks():
                assert chunk == b"ready\n"
                break
            assert await process.stop() == -signal.SIGKILL
            process.release()

    asyncio.run(run())


def test_closing_ends_what_still_runs_and_the_audit_finds_strays(tmp_path: Path) -> None:
    async def run() -> int:
        supervisor = Supervisor()
        runner = supervisor.start(["sleep", "1000"], cwd=tmp_path)
        # a daemon: leaves its group and session, keeps our mark
        script = (
            "setsid -f sh -c 'echo $$ >new && mv new pid; exec sleep 1000 >/dev/null 2>&1';"
            "while ! [ -s pid ]; do :; done; cat pid"
        )
        done = await supervisor.run(["sh", "-c", script], cwd=tmp_path)
        stray = int(done.output)
        assert survivors(supervisor.mark)
        await supervisor.close()
        assert not runner.running
        runner.release()
        assert supervisor.left_over == [stray]
        assert eventually(lambda: not survivors(supervisor.mark))
        return stray

    stray = asyncio.run(run())
    assert eventually(lambda: gone(stray))


CHILD = """
import asyncio, sys
from pathlib import Path
from harness.execution.supervisor import Supervisor

async def main():
    supervisor = Supervisor()
    processes = [
        supervisor.start(["sleep", "1000"], cwd=Path("/")),
        supervisor.start(["sh", "-c", "sleep 1000 & setsid sleep 1000 & wait"], cwd=Path("/")),
    ]
    print(supervisor.mark, flush=True)
    await processes[0].wait()

asyncio.run(main())
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGABRT])
def test_nothing_survives_us(number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", CHILD], stdout=subprocess.PIPE, text=True) as ours:
        assert ours.stdout is not None
        mark = ours.stdout.readline().strip()
        assert eventually(lambda: len(survivors(mark)) >= 4)  # sleep, sh and its two children
        ours.send_signal(number)
        ours.wait()
    assert eventually(lambda: not survivors(mark))
