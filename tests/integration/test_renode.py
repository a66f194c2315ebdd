"""The simulator ``renode`` with a real Renode: isolation of boots, ends, accidents."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harness.errors import ExitCode
from harness.execution.attempt import boot_once
from harness.execution.supervisor import Supervisor
from harness.model import Attempt, EndingKind, Metric, Target, TestBinary, Verdict
from harness.reports.load import load_results
from harness.simulators.protocol import BootOptions, TalkingSession
from harness.simulators.renode import RenodeSimulator
from harness.simulators.renode.discovery import find_renode
from harness.targets import load_targets
from tests.integration.processes import carrying, eventually, programs
from tests.renode_firmware import build, why_not_built

_MISSING = find_renode()[0].problem or why_not_built()
pytestmark = [pytest.mark.renode, pytest.mark.skipif(bool(_MISSING), reason=_MISSING)]

BUDGET_S = 1.0


@pytest.fixture(scope="session")
def firmware(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("firmware")
    return lambda name: build(name, folder)


class Bench:
    """One simulator, and short ways to boot on it."""

    def __init__(self, supervisor: Supervisor, folder: Path, firmware: Callable[[str], Path]) -> None:
        self.simulator = RenodeSimulator(supervisor)
        self.supervisor = supervisor
        self.target: Target = load_targets()["bluepill"]
        self._folder = folder
        self._firmware = firmware
        self._boots = 0

    async def boot(self, name: str, **options: Any) -> tuple[Attempt, dict[str, float]]:
        self._boots += 1
        binary = TestBinary(name=name, suite="test", target="bluepill", elf=self._firmware(name))
        scratch = self._folder / f"slot-{self._boots}"
        limits = BootOptions(**({"budget_s": BUDGET_S, "watchdog_s": 60.0, "scratch": scratch} | options))
        self.log = self._folder / f"log-{self._boots}.txt"
        attempt, metrics, problem = await boot_once(self.simulator, binary, self.target, limits, self.log)
        assert problem == ""
        return attempt, {metric.name: metric.value for metric in metrics if isinstance(metric, Metric)}

    def renodes(self) -> list[int]:
        """Pids of the running Renodes."""
        machines = self._folder / "machines"
        return [int(each.name.rpartition("-")[2]) for each in machines.glob("*/tmp/renode-[0-9]*")]


Scenario = Callable[[Bench], Coroutine[Any, Any, None]]


@pytest.fixture
def on_renode(tmp_path: Path, firmware: Callable[[str], Path]) -> Callable[[Scenario], None]:
    def run(scenario: Scenario) -> None:
        async def main() -> None:
            async with Supervisor() as supervisor:
                bench = Bench(supervisor, tmp_path, firmware)
                try:
                    await scenario(bench)
                finally:
                    await bench.simulator.close()
            assert supervisor.left_over == []
            assert list((tmp_path / "machines").glob("*")) == []

        asyncio.run(main())

    return run


def test_a_boot_never_sees_the_memory_of_another(on_renode: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        for _ in range(3):
            attempt, _ = await bench.boot("no_init")
            assert attempt.judgement.verdict is Verdict.PASSED, attempt.judgement.reason
        await bench.boot("fills_flash")
        await bench.boot("reads_flash")
        assert b"foreign" not in bench.log.read_bytes()
        assert len(bench.renodes()) == 1  # all of that on one warm machine

    on_renode(scenario)


def test_metrics_do_not_depend_on_the_boot(on_renode: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        first, measured = await bench.boot("passes")
        assert first.judgement.verdict is Verdict.PASSED
        assert first.ending.kind is EndingKind.KILLED
        assert 5 < measured["instructions"] < 50  # it sleeps at its end
        for options in ({}, {"cold": True}):
            assert (await bench.boot("passes", **options))[1] == measured

    on_renode(scenario)


def test_a_cpu_abort_is_found_within_a_second(on_renode: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        await bench.boot("passes")
        attempt, _ = await bench.boot("jump", budget_s=30.0)
        assert attempt.judgement.verdict is Verdict.CRASHED
        fault = attempt.ending.fault
        assert fault is not None and fault.kind == "CpuAbort"
        assert fault.registers["PC"] == 0xD0000000
        assert 0x08000000 < fault.registers["LR"] < 0x08000400
        assert bench.log.read_bytes() == b"before\n"
        assert attempt.duration_s < 1.0
        after, _ = await bench.boot("no_init")  # on a new process
        assert after.judgement.verdict is Verdict.PASSED

    on_renode(scenario)


def test_endings(on_renode: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        exits, _ = await bench.boot("exits")
        assert (exits.ending.kind, exits.ending.exit_code) == (EndingKind.EXIT, 7)
        spins, measured = await bench.boot("spin", budget_s=3.0)
        assert (spins.ending.kind, spins.ending.guest_s) == (EndingKind.BUDGET, 3.0)
        assert spins.judgement.verdict is Verdict.TIMED_OUT
        assert measured["instructions"] == 300_000_000
        resets, _ = await bench.boot("resets")
        assert resets.ending.kind is EndingKind.RESET
        assert resets.ending.accesses == ()

    on_renode(scenario)


def test_a_reset_after_the_verdict_spoils_no_other_boot(on_renode: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        for name in ("resets_at_end", "passes", "resets_at_end", "no_init"):
            attempt, _ = await bench.boot(name)
            assert attempt.judgement.verdict is Verdict.PASSED, (name, attempt.judgement.reason)

    on_renode(scenario)


def test_lock_up_and_escalation(on_renode: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        locked, _ = await bench.boot("locks_up", budget_s=30.0)
        assert locked.judgement.verdict is Verdict.LOCKED_UP
        assert locked.ending.fault is not None and "PC" in locked.ending.fault.registers
        escalated, _ = await bench.boot("escalates", budget_s=30.0)
        assert escalated.judgement.verdict is Verdict.CRASHED
        assert "escalates to HardFault" in escalated.judgement.reason

    on_renode(scenario)


def test_accesses_outside_of_memory_are_listed(on_renode: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        attempt, _ = await bench.boot("outside")
        write, read = attempt.ending.accesses
        assert (write.kind, write.address, write.last_address, write.count) == (
            "write", 0x30000000, 0x30000008, 3,
        )  # fmt: skip
        assert (read.kind, read.address, read.size_bytes, read.count) == ("read", 0x20005000, 1, 1)
        again, _ = await bench.boot("passes")
        assert again.ending.accesses == ()
        away, _ = await bench.boot("runs_away", budget_s=30.0)
        assert away.judgement.verdict is Verdict.CRASHED
        assert "outside of memory" in away.judgement.reason

    on_renode(scenario)


def test_what_renode_ignores_is_told(on_renode: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        attempt, _ = await bench.boot("lost_write")
        assert attempt.judgement.verdict is Verdict.PASSED
        assert "SYS_WRITE" in attempt.ending.remarks[0]

    on_renode(scenario)


def test_a_uart_is_the_console_where_the_target_says_so(on_renode: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        bench.target = msgspec.structs.replace(bench.target, console="uart")
        attempt, _ = await bench.boot("uart")
        assert attempt.judgement.verdict is Verdict.PASSED, attempt.judgement.reason
        assert attempt.ending.accesses == ()

    on_renode(scenario)


def test_what_is_typed_reaches_the_guest(on_renode: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        target = msgspec.structs.replace(bench.target, console="uart")
        binary = TestBinary(name="echo", suite="test", target="bluepill", elf=bench._firmware("echo"))
        limits = BootOptions(budget_s=5.0, watchdog_s=60.0, scratch=bench._folder / "s", interactive=True)
        received = b""
        async with bench.simulator.boot(binary, target, limits) as session:
            assert isinstance(session, TalkingSession)
            async with aclosing(session.chunks()) as chunks:
                async for chunk in chunks:
                    received += chunk
                    if chunk and received == b"ready\n":
                        session.send(b"HAL" * 30)
                    if len(received) >= 96:
                        session.stop()
            ending = await session.ending()
        assert received == b"ready\n" + b"IBM" * 30
        assert session.guest_s() < 1.0
        assert ending.accesses == ()  # what the board file tags is known

    on_renode(scenario)


def test_a_renode_that_is_killed_is_not_the_firmwares_fault(on_renode: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        await bench.boot("passes")
        (pid,) = bench.renodes()
        running = asyncio.create_task(bench.boot("spin", budget_s=1000.0, watchdog_s=1000.0))
        log = bench._folder / "log-2.txt"
        while not (log.exists() and log.read_bytes()):
            await asyncio.sleep(0.01)
        os.kill(pid, signal.SIGKILL)
        attempt, _ = await running
        assert attempt.judgement.verdict is Verdict.SIMULATOR_ERROR
        assert "SIGKILL" in attempt.judgement.reason
        after, _ = await bench.boot("passes")
        assert after.judgement.verdict is Verdict.PASSED
        (pid,) = bench.renodes()
        os.kill(pid, signal.SIGKILL)  # between two boots: the next one must not notice
        after, _ = await bench.boot("passes")
        assert after.judgement.verdict is Verdict.PASSED

    on_renode(scenario)


def test_the_watchdog_protects_the_host(on_renode: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        attempt, _ = await bench.boot("spin", budget_s=1000.0, watchdog_s=2.0)
        assert attempt.ending.kind is EndingKind.WATCHDOG
        after, _ = await bench.boot("passes")
        assert after.judgement.verdict is Verdict.PASSED

    on_renode(scenario)


def test_nobody_else_reaches_its_servers(on_renode: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        await bench.boot("passes")
        (pid,) = bench.renodes()
        if _network(pid) == _network(os.getpid()):
            pytest.skip("this user may not make network namespaces")
        assert len(_listening(pid)) == 2  # keyword server and monitor
        assert not _listening(pid) & _listening(os.getpid())
        devices = Path(f"/proc/{pid}/net/dev").read_text().splitlines()[2:]
        assert [line.split(":")[0].strip() for line in devices] == ["lo"]

    on_renode(scenario)


def test_without_a_namespace_it_runs_all_the_same(tmp_path: Path, firmware: Callable[[str], Path]) -> None:
    async def run() -> Attempt:
        async with Supervisor() as supervisor:
            bench = Bench(supervisor, tmp_path, firmware)
            bench.simulator = RenodeSimulator(supervisor, isolate=False)
            attempt, _ = await bench.boot("passes")
            (pid,) = bench.renodes()
            assert _network(pid) == _network(os.getpid())
            await bench.simulator.close()
            return attempt

    assert asyncio.run(run()).judgement.verdict is Verdict.PASSED


def test_nothing_is_left_after_sigkill(tmp_path: Path, firmware: Callable[[str], Path]) -> None:
    environment = os.environ | {"HARNESS_CACHE": str(tmp_path / "cache"), "HARNESS_TEST_MARK": tmp_path.name}
    command = [sys.executable, "-m", "harness", "test", str(firmware("spin")), "--target", "bluepill"]
    command += ["--simulator", "renode", "--timeout", "1000"]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    logs = tmp_path / "reports"
    assert eventually(lambda: _any_log(logs))
    assert len(carrying("HARNESS_TEST_MARK", tmp_path.name)) > 1
    process.kill()
    process.wait()
    assert eventually(lambda: not programs(carrying("HARNESS_TEST_MARK", tmp_path.name)))


def test_home_and_temporary_files_stay_private(tmp_path: Path, firmware: Callable[[str], Path]) -> None:
    home = tmp_path / "home"
    home.mkdir()
    environment = os.environ | {
        "HOME": str(home), "XDG_CONFIG_HOME": str(home), "TMPDIR": str(home),
        "HARNESS_CACHE": str(tmp_path / "cache"),
    }  # fmt: skip
    command = [sys.executable, "-m", "harness", "test", str(firmware("passes")), "--target", "bluepill"]
    done = subprocess.run(
        [*command, "--simulator", "renode"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(home.iterdir()) == []
    assert list((tmp_path / "cache" / "scratch").iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_is_not_the_firmwares_fault(tmp_path: Path, firmware: Callable[[str], Path]) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    script = 'mount -t tmpfs -o size=300k tmpfs "$1" && cd "$1" && shift && exec "$@"'
    command = [sys.executable, "-m", "harness", "test", str(firmware("passes")), "--target", "bluepill"]
    command += ["--simulator", "renode", "--json", str(tmp_path / "results.json")]
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, "sh", disk, *command],
        env=os.environ | {"HARNESS_CACHE": str(disk / "cache"), "HARNESS_TEST_MARK": tmp_path.name},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == ExitCode.ENVIRONMENT, done.stdout + done.stderr
    (result,) = load_results(tmp_path / "results.json").binaries
    assert result.verdict is Verdict.SIMULATOR_ERROR
    assert "isk full" in result.reason or "is full" in result.reason
    assert not programs(carrying("HARNESS_TEST_MARK", tmp_path.name))


@pytest.mark.slow
def test_memory_and_disk_stay_flat(on_renode: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        sizes = []
        for number in range(999):  # behind the thousandth boot the process is replaced
            await bench.boot("outside" if number % 3 else "no_init")
            if number % 100 == 98:
                (pid,) = bench.renodes()
                sizes.append(_resident_mb(pid))
        console = next((bench._folder / "machines").glob("*/console.txt"))
        assert console.stat().st_blocks * 512 <= 1 << 20
        assert max(sizes[1:]) < sizes[0] + 60, sizes

    on_renode(scenario)


@pytest.mark.slow
def test_a_busy_host_changes_no_verdict(on_renode: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        names = ("passes", "spin", "jump", "exits", "escalates", "outside")
        quiet = [(await bench.boot(name))[0] for name in names]
        load = [
            bench.supervisor.start([sys.executable, "-c", "while True: pass"], cwd=bench._folder)
            for _ in range(4 * (os.cpu_count() or 1))
        ]
        started = time.monotonic()
        try:
            busy = [(await bench.boot(name))[0] for name in names]
        finally:
            for process in load:
                process.kill()
                await process.wait()
                process.release()
        assert time.monotonic() - started < 300
        assert [each.judgement.verdict for each in busy] == [each.judgement.verdict for each in quiet]
        assert [each.ending.kind for each in busy] == [each.ending.kind for each in quiet]

    on_renode(scenario)


def _listening(pid: int) -> set[str]:
    """Local addresses on which somebody listens, as the process's network namespace shows them."""
    found = set()
    for name in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A":
                found.add(fields[1])
    return found


def _network(pid: int) -> Path:
    return Path(f"/proc/{pid}/ns/net").readlink()


def _resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def _any_log(folder: Path) -> bool:
    return any(path.is_file() and path.stat().st_size for path in folder.glob("*/logs/**/*"))
