"""Three ways of running the same ELF files on the same Renode: TFLM's, a bare script's, harness's.

    python benchmarks/renode_throughput.py FOLDER [--jobs N] [--ways tflm,bare,harness] [--repeat N]

* ``tflm``: one generated ``.robot`` in one ``renode-test``, the machine made anew for each binary, as
  ``test_with_renode.sh`` of TensorFlow Lite Micro does it.
* ``bare``: a script that drives one warm machine per core and looks for the sentinel, nothing else.
* ``harness``: ``harness test FOLDER --simulator renode``, reports included.

The board is an STM32F103 with 1 MB of flash and 128 KB of RAM, as TFLM's binaries need it. Renode is the one
that harness finds; ``renode-test`` is looked for next to it, or HARNESS_RENODE_TEST.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import xmlrpc.client
from pathlib import Path

from harness.simulators.renode.discovery import find_renode
from harness.simulators.renode.versions import ON_CPU, traits_of

SENTINEL = "~~~ALL TESTS PASSED~~~"
BOARD = """\
flash: Memory.MappedMemory @ sysbus 0x08000000
    size: 0x100000

sram: Memory.MappedMemory @ sysbus 0x20000000
    size: 0x20000

nvic: IRQControllers.NVIC @ sysbus 0xE000E000
    priorityMask: 0xF0
    systickFrequency: 72000000
    -> cpu@0

cpu: CPU.CortexM @ sysbus
    cpuType: "cortex-m3"
    nvic: nvic
"""
TARGET = """\
title = "STM32F103 with memory for TFLM"
cpu = "cortex-m3"
[memory.FLASH]
origin = 0x08000000
size = "1M"
kind = "flash"
[memory.RAM]
origin = 0x20000000
size = "128K"
kind = "ram"
"""
FIRST_SLICE_S, LONGEST_SLICE_S, BUDGET_S = 0.002, 0.25, 30.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--ways", default="tflm,bare,harness")
    parser.add_argument("--repeat", type=int, default=1)
    options = parser.parse_args()
    elfs = sorted(options.folder.absolute().glob("*.elf"))
    availability, version = find_renode()
    if not availability.usable or version is None or availability.path is None:
        sys.exit(f"{availability.problem}; run `{availability.remedy}`")
    print(f"{len(elfs)} binaries, Renode {version}, {options.jobs} jobs")
    ways = {"tflm": run_tflm, "bare": run_bare, "harness": run_harness}
    results: dict[str, list[float]] = {}
    for _ in range(options.repeat):
        for way in options.ways.split(","):
            with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                place = Path(folder)
                board(place)
                started = time.monotonic()
                green = ways[way](
                    availability.path, traits_of(version).headless_flag, elfs, place, options.jobs
                )
                took_s = time.monotonic() - started
            results.setdefault(way, []).append(took_s)
            print(f"{way:8} {took_s:7.2f} s  {len(elfs) / took_s:6.1f} binaries/s  {green} green", flush=True)
    best = {way: min(times) for way, times in results.items()}
    for way in best.keys() - {"harness"}:
        if "harness" in best:
            print(f"harness takes {best['harness'] / best[way]:.2f} x the time of {way}")
    print(json.dumps(results))


def board(place: Path) -> None:
    """The board for all three, as a target of harness and as a Renode script."""
    folder = place / "platforms" / "f103_large"
    folder.mkdir(parents=True)
    (folder / "target.toml").write_text(TARGET)
    (folder / "board.repl").write_text(BOARD)
    (place / "bare.repl").write_text(f"{BOARD}\n{ON_CPU.overlay}")
    (place / "board.resc").write_text(
        "using sysbus\n"
        "mach create\n"
        f"machine LoadPlatformDescription @{place}/bare.repl\n"
        "showAnalyzer cpu.harnessConsole Antmicro.Renode.Analyzers.LoggingUartAnalyzer\n"
        "cpu.harnessConsole CreateFileBackend $logfile true\n"
    )


def private(place: Path) -> dict[str, str]:
    """An environment in which Renode touches nothing of the user's."""
    home = place / "home"
    home.mkdir(exist_ok=True)
    return os.environ | {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "TMPDIR": str(place)}


def run_tflm(renode: Path, flag: str, elfs: list[Path], place: Path, jobs: int) -> int:
    """TFLM's ``test_with_renode.sh``: its robot file, with our board in the script."""
    tester = os.environ.get("HARNESS_RENODE_TEST") or str(renode.parent / "renode-test")
    log = place / "uart.log"
    cases = "".join(f"Should Run {elf.stem}\n    Test Binary    @{elf}\n\n" for elf in elfs)
    (place / "suite.robot").write_text(f"""\
*** Settings ***
Suite Setup                   Setup
Suite Teardown                Teardown
Test Setup                    Reset Emulation
Test Teardown                 Teardown With Custom Message
Resource                      ${{RENODEKEYWORDS}}

*** Variables ***
${{CREATE_SNAPSHOT_ON_FAIL}}   False

*** Keywords ***
Teardown With Custom Message
    Test Teardown
    ${{UART_LOGS}}              Get File    {log}
    Set Test Message          UART OUTPUT:\\n\\n${{UART_LOGS}}
    Remove File               {log}

Create Platform
    Execute Command           $logfile=@{log}
    Execute Script            {place}/board.resc
    Provides                  ready-platform    Reexecution

Test Binary
    [Arguments]               ${{BIN}}
    Requires                  ready-platform
    Execute Command           sysbus LoadELF ${{BIN}}
    Create Terminal Tester    sysbus.cpu.harnessConsole  timeout=30
    Start Emulation
    Wait For Line On Uart     {SENTINEL}

*** Test Cases ***
Should Create Platform
    Create Platform

{cases}""")
    environment = private(place) | {"RENODE_TEST_RESULTS": str(place / "results")}
    done = subprocess.run(
        [tester, str(place / "suite.robot")], env=environment, cwd=place, capture_output=True, text=True
    )
    return done.stdout.count("OK\x1b") or done.stdout.count("status OK")


def run_bare(renode: Path, flag: str, elfs: list[Path], place: Path, jobs: int) -> int:
    """One warm machine per job, plain LoadELF, nothing but the sentinel is looked at."""
    work: queue.SimpleQueue[Path] = queue.SimpleQueue()
    for elf in elfs:
        work.put(elf)
    green: list[str] = []
    threads = [
        threading.Thread(target=_drive, args=(renode, flag, work, place / f"job{number}", green))
        for number in range(jobs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(green)


def _drive(renode: Path, flag: str, work: queue.SimpleQueue[Path], place: Path, green: list[str]) -> None:
    place.mkdir()
    process = subprocess.Popen(
        [renode, flag, "--plain", "-P", str(_free_port()), "--robot-server-port", "0"],
        env=private(place),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not (
            ports := [text for file in place.glob("renode-*/robot_port") if (text := file.read_text())]
        ):
            time.sleep(0.01)
        server = xmlrpc.client.ServerProxy(f"http://127.0.0.1:{int(ports[0])}")

        def execute(command: str) -> None:
            answer = server.run_keyword("ExecuteCommand", [command])
            if answer["status"] != "PASS":  # type: ignore[call-overload, index]
                raise SystemExit(f"{command}: {answer}")

        console = place / "console.txt"
        for command in (
            "mach create",
            f"machine LoadPlatformDescription @{place.parent}/bare.repl",
            "emulation SetGlobalAdvanceImmediately true",
            'emulation SetGlobalQuantum "0.01"',
            f"cpu.harnessConsole CreateFileBackend @{console} true",
        ):
            execute(command)
        with console.open("rb") as output:
            while True:
                try:
                    elf = work.get_nowait()
                except queue.Empty:
                    return
                execute("machine Reset")
                execute("sysbus.sram ZeroAll")
                execute("sysbus.flash ZeroAll")
                execute(f"sysbus LoadELF @{elf}")
                slice_s, elapsed_s, text = FIRST_SLICE_S, 0.0, b""
                while elapsed_s < BUDGET_S and SENTINEL.encode() not in text:
                    execute(f'emulation RunFor "{slice_s:.6f}"')
                    text += output.read()
                    elapsed_s += slice_s
                    slice_s = min(2 * slice_s, LONGEST_SLICE_S)
                if SENTINEL.encode() in text:
                    green.append(elf.stem)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def run_harness(renode: Path, flag: str, elfs: list[Path], place: Path, jobs: int) -> int:
    """The command line, with a cache and reports of its own."""
    command = [
        shutil.which("harness", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}") or "harness"
    ]
    command += ["test", str(elfs[0].parent), "--target", "f103_large", "--simulator", "renode"]
    command += ["--platform-dir", str(place / "platforms"), "--report-dir", str(place / "reports")]
    command += ["--jobs", str(jobs), "--timeout", f"{BUDGET_S:g}"]
    environment = os.environ | {"HARNESS_CACHE": str(place / "cache"), "HARNESS_RENODE": str(renode)}
    done = subprocess.run(command, env=environment, cwd=place, capture_output=True, text=True)
    results = place / "reports" / "latest" / "results.json"
    if not results.is_file():
        sys.exit(done.stdout[-3000:] + done.stderr[-3000:])
    binaries = json.loads(results.read_text())["binaries"]
    for binary in binaries:
        if binary["verdict"] != "passed":
            print(f"    {binary['name']}: {binary['verdict']}: {binary['reason'][:120]}")
    return sum(binary["verdict"] == "passed" for binary in binaries)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
