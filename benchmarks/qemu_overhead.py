"""What harness costs on top of QEMU: its wall clock against a bare shell loop's, in the same run.

The loop (``bare_loop.sh``) boots the same ELF files with the same number of workers and kills QEMU at the
sentinel; it judges nothing and writes nothing. harness is measured from the start of its process to its
end, with judging, logs and reports. Both are measured alternately, and the ratio is that of the medians.

    python benchmarks/qemu_overhead.py                            the micro_tests suite on every QEMU board
    python benchmarks/qemu_overhead.py --target bluepill          on one board
    python benchmarks/qemu_overhead.py --target bluepill --elfs DIR    a folder of ELF files
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

from harness.reports.load import load_results
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
    parser.add_argument("--target", help="one board; all that QEMU runs where not given")
    parser.add_argument("--elfs", type=Path, help="folder of ELF files in place of micro_tests")
    parser.add_argument("-j", "--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    targets = load_targets(())
    machines = {
        name: stand_in.machine for name, each in targets.items() if (stand_in := each.stand_in("qemu"))
    }
    if options.target:
        machines = {options.target: machines[options.target]}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        selection: list[str | Path] = [options.elfs.resolve()] if options.elfs else []
        ours: list[str | Path] = [
            *(sys.executable, "-m", "harness", "test", *selection, "--target", ",".join(machines)),
            *("--simulator", "qemu", "-j", str(options.jobs)),
        ]
        timed(ours, folder)  # builds, and fills the cache of ELF facts
        result = load_results(folder / "reports" / "latest" / "results.json")
        # A binary that never prints an end would hang the loop for ever; harness has no such need.
        ended = [each for each in result.binaries if each.verdict == "passed"]
        left_out = [each.name for each in result.binaries if each not in ended]
        boots = [f"{machines[each.target]}:{each.elf}" for each in ended]
        if left_out:
            (folder / "elfs").mkdir()
            for each in ended:
                (folder / "elfs" / f"{each.name}.elf").symlink_to(str(each.elf))
            ours[4:5] = [folder / "elfs"]
            timed(ours, folder)
        loop: list[str | Path] = [HERE / "bare_loop.sh", str(options.jobs), *boots]
        timed(loop, folder)
        samples = [(timed(loop, folder), timed(ours, folder)) for _ in range(options.rounds)]
    bare_s, ours_s = (statistics.median(column) for column in zip(*samples, strict=True))
    print(f"{len(boots)} boots on {', '.join(machines)}; -j {options.jobs}, {options.rounds} rounds")
    if left_out:
        print(f"left out, for they never end by themselves or do not pass: {', '.join(left_out)}")
    for name, column in zip(("bare loop", "harness  "), zip(*samples, strict=True), strict=True):
        print(f"{name}  {statistics.median(column):7.3f} s  (median; {min(column):.3f} to {max(column):.3f})")
    print(f"ratio      {ours_s / bare_s:7.3f}    (limit {LIMIT})")
    return 0 if ours_s <= LIMIT * bare_s else 1


if __name__ == "__main__":
    raise SystemExit(main())
