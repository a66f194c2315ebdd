"""Record what a real Renode answers while harness boots small firmware on it.

    HARNESS_RENODE=... python -m tests.contract.renode.record FIRMWARE_FOLDER

Writes ``tests/data/recordings/renode-<version>-boots.json``: for each scenario the commands in their order
with Renode's answer, the log lines and the console bytes that came with it, and what the monitor said.
The fake Renode of these tests replays it.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from harness.execution.attempt import boot_once
from harness.execution.supervisor import Supervisor
from harness.model import TestBinary
from harness.simulators.protocol import BootOptions
from harness.simulators.renode import RenodeSimulator
from harness.simulators.renode.console import ConsoleFile
from harness.simulators.renode.logwatch import LogWatch
from harness.simulators.renode.monitor import TelnetMonitor
from harness.simulators.renode.rpc import CommandFailedError, KeywordServer
from harness.targets import load_targets
from tests.renode_firmware import build

RECORDINGS = Path(__file__).parents[2] / "data" / "recordings"
SCENARIOS = ("passes", "outside", "jump", "resets", "exits", "spin", "lost_write")
BUDGET_S = 0.05
_PATH = re.compile(r"@\S*/")


class Recorder:
    """Listens at the three places where Renode speaks."""

    def __init__(self) -> None:
        self.exchanges: list[dict[str, Any]] = []
        self.monitor: list[dict[str, Any]] = []
        self._attach()

    def _now(self) -> dict[str, Any]:
        if not self.exchanges:
            self.exchanges.append({"command": None, "log": [], "console": ""})
        return self.exchanges[-1]

    def _attach(self) -> None:
        command, feed, read, ask = KeywordServer.command, LogWatch._take, ConsoleFile.read, TelnetMonitor.ask

        async def recorded_command(server: KeywordServer, text: str) -> str:
            entry: dict[str, Any] = {"command": _PATH.sub("@", text), "log": [], "console": ""}
            self.exchanges.append(entry)
            try:
                entry["reply"] = await command(server, text)
            except CommandFailedError as error:
                entry["error"] = error.message
                raise
            return str(entry["reply"])

        def recorded_line(watch: LogWatch, line: bytes) -> None:
            text = line.decode(errors="replace").rstrip()
            self._now()["log"].append(re.sub(r"(/\S+/)(\S+)", r"\2", text))
            feed(watch, line)

        def recorded_read(console: ConsoleFile) -> Any:
            for data in read(console):
                self._now()["console"] += data.decode("latin-1")
                yield data

        async def recorded_ask(monitor: TelnetMonitor, text: str, *, patience_s: float = 2.0) -> str | None:
            answer = await ask(monitor, text, patience_s=patience_s)
            self.monitor.append({"command": text, "reply": answer})
            return answer

        KeywordServer.command = recorded_command  # type: ignore[method-assign]
        LogWatch._take = recorded_line  # type: ignore[method-assign]
        ConsoleFile.read = recorded_read  # type: ignore[method-assign]
        TelnetMonitor.ask = recorded_ask  # type: ignore[method-assign]


async def record(recorder: Recorder, name: str, elf: Path) -> dict[str, Any]:
    recorder.exchanges, recorder.monitor = [], []
    async with Supervisor() as supervisor:
        simulator = RenodeSimulator(supervisor)
        with tempfile.TemporaryDirectory() as folder:
            binary = TestBinary(name=name, suite="recorded", target="bluepill", elf=elf)
            limits = BootOptions(budget_s=BUDGET_S, watchdog_s=60.0, scratch=Path(folder) / "slot")
            target = load_targets()["bluepill"]
            attempt, _, _ = await boot_once(simulator, binary, target, limits, Path(folder) / "log")
            exchanges, monitor = recorder.exchanges, recorder.monitor
            await simulator.close()
    for exchange in exchanges:
        exchange.setdefault("reply", None)
    return {"ending": attempt.ending.kind.value, "exchanges": exchanges, "monitor": monitor}


def main() -> None:
    recorder = Recorder()
    folder = Path(sys.argv[1])
    version = RenodeSimulator(Supervisor()).available().version
    scenarios = {name: asyncio.run(record(recorder, name, build(name, folder))) for name in SCENARIOS}
    path = RECORDINGS / f"renode-{version}-boots.json"
    path.write_text(json.dumps({"renode": version, "scenarios": scenarios}, indent=1) + "\n")
    print(path)


if __name__ == "__main__":
    main()
