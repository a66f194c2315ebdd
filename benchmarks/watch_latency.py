"""How long after a save of one kernel `harness test --watch` tells the new result.

A copy of the sources is watched. The kernel is saved again and again, each time with other line numbers, so
that the compiler cache is of no help; the time runs from the save to the round's last line. It includes the
wait for more changes, compiling, linking, booting in QEMU, judging and writing the reports.

    python benchmarks/watch_latency.py                              softmax.cc on bluepill
    python benchmarks/watch_latency.py --kernel conv --target stm32f746 --saves 20
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIMIT_S = 1.0


def copied(folder: Path) -> Path:
    """What a run needs of the checkout, to be written to."""
    for part in ("micro_tests", "platforms", "harness"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "pyproject.toml", folder)
    return folder


def read_until(watch: subprocess.Popen[str], start: str) -> None:
    """Read up to the next line that starts so."""
    assert watch.stdout is not None
    for line in watch.stdout:
        if line.startswith(start):
            return
        if line == "no binary changed\n":
            raise SystemExit("the save did not change the binary")
    raise SystemExit(f"the watch ended with {watch.wait()} before it said {start!r}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--target", default="bluepill")
    parser.add_argument("--kernel", default="softmax", help="a file of micro_tests/kernels, without .cc")
    parser.add_argument("--simulator", default="qemu")
    parser.add_argument("--saves", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = copied(Path(name))
        source = folder / "micro_tests" / "kernels" / f"{options.kernel}.cc"
        text = source.read_text()
        watch = subprocess.Popen(
            [
                *(sys.executable, "-m", "harness", "test", "--watch", "--target", options.target),
                *("--simulator", options.simulator),
            ],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(folder), "HARNESS_CACHE": str(folder / "cache")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            read_until(watch, "watching ")
            samples_s = []
            for number in range(options.saves):
                started = time.perf_counter()
                source.write_text("\n" * (number + 1) + text)  # other line numbers: another binary
                read_until(watch, "all ")
                samples_s.append(time.perf_counter() - started)
        finally:
            watch.send_signal(signal.SIGINT)
            watch.communicate()
    median_s = statistics.median(samples_s)
    print(f"{options.kernel}.cc on {options.target} ({options.simulator}), {len(samples_s)} saves")
    print(f"save to result  {median_s:.3f} s  (median; {min(samples_s):.3f} to {max(samples_s):.3f})")
    return 0 if median_s <= LIMIT_S else 1


if __name__ == "__main__":
    raise SystemExit(main())
