"""What harness costs on top of QEMU: its wall clock against a bare shell loop's, in the same run.

The loop (``bare_loop.sh``) boots the same ELF files with the same number of workers and kills QEMU at the
sentinel; it judges nothing and writes nothing. harness is measured from the start of its process to its
end, with judging, logs and reports. Both are measured alternately, and the ratio is that of the medians.

    python benchmarks/qemu_overhead.py                     the micro_tests suite on bluepill
    python benchmarks/qemu_overhead.py --elfs DIR          a folder of ELF files
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from harness.execution.supervisor import Supervisor
from harness.reports.load import load_results
from harness.simulators.qemu_system import QemuSystem
from harness.targets import load_targets

HERE = Path(__file__).parent
LIMIT = 1.15


def timed(command: list[str | Path], folder: Path) -> float:
    """Wall-clock seconds of ``command``; its exit code is 0 or 1 (not green is measured as well)."""
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{command[0]} ended with {done.returncode}: {done.stderr.strip()}")
    return time.perf_counter() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--target", default="bluepill")
    parser.add_argument("--elfs", type=Path, help="folder of ELF files in place of micro_tests")
    parser.add_argument("-j", "--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    target = load_targets(())[options.target]
    stand_in = target.stand_in(QemuSystem(Supervisor()).name)
    if stand_in is None:
        raise SystemExit(f"{options.target} has no QEMU stand-in")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        selection: list[str | Path] = [options.elfs.resolve()] if options.elfs else []
        ours: list[str | Path] = [
            *(sys.executable, "-m", "harness", "test", *selection, "--target", options.target),
            *("--simulator", "qemu", "-j", str(options.jobs)),
        ]
        timed(ours, folder)  # builds, and fills the cache of ELF facts
        result = load_results(folder / "reports" / "latest" / "results.json")
        # A binary that never prints an end would hang the loop for ever; harness has no such need.
        ended = [each for each in result.binaries if each.verdict == "passed" and each.elf is not None]
        left_out = [each.name for each in result.binaries if each not in ended]
        elfs = [each.elf for each in ended if each.elf is not None]
        if left_out:
            (folder / "elfs").mkdir()
            for elf in elfs:
                (folder / "elfs" / elf.name).symlink_to(elf)
            ours[4:5] = [folder / "elfs"]
            timed(ours, folder)
        loop: list[str | Path] = [HERE / "bare_loop.sh", stand_in.machine, str(options.jobs), *elfs]
        timed(loop, folder)
        samples = [(timed(loop, folder), timed(ours, folder)) for _ in range(options.rounds)]
    bare_s = statistics.median(sample[0] for sample in samples)
    ours_s = statistics.median(sample[1] for sample in samples)
    print(f"{len(elfs)} binaries on {options.target} ({stand_in.machine}), -j {options.jobs}, {options.rounds} rounds")
    if left_out:
        print(f"left out, for they never end by themselves or do not pass: {', '.join(left_out)}")
    print(f"bare loop  {bare_s:7.3f} s  (median; {min(s[0] for s in samples):.3f} to {max(s[0] for s in samples):.3f})")
    print(f"harness    {ours_s:7.3f} s  (median; {min(s[1] for s in samples):.3f} to {max(s[1] for s in samples):.3f})")
    print(f"ratio      {ours_s / bare_s:7.3f}    (limit {LIMIT})")
    return 0 if ours_s <= LIMIT * bare_s else 1


if __name__ == "__main__":
    raise SystemExit(main())
