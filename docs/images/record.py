"""Records the pictures of this folder: real runs in a terminal (tmux), drawn as SVG by rich.

A copy of the checkout gets one mistake (softmax no longer subtracts the greatest input), so that a failure
can be seen. Needs git and tmux, and the toolchain of the runs.

    python docs/images/record.py
"""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SOURCE = "micro_tests/kernels/softmax.cc"
RIGHT, WRONG = "float greatest = Greatest(in, depth)", "float greatest = 0.0f"
COLUMNS, ROWS = 100, 40
LONGEST_S = 120.0
# The fonts that rich's pictures fetch from a server: a picture needs no network.
FORMAT = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
INDENTED = re.compile(
    r'x="(?P<x>[\d.]+)" y=(?P<y>"\S+") textLength="(?P<length>[\d.]+)"(?P<rest>[^>]*>)(?P<blanks>(&#160;)+)'
)
CELL = 12.2  # a character's width in rich's pictures


def broken_checkout(folder: Path) -> Path:
    """A copy of all files that git knows or would take, with the mistake."""
    names = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(names, cwd=ROOT, text=True).split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((ROOT / name).read_bytes())
    text = (folder / SOURCE).read_text()
    assert RIGHT in text, f"{SOURCE} has changed"
    (folder / SOURCE).write_text(text.replace(RIGHT, WRONG))
    program = folder / ".venv" / "bin" / "harness"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m harness "$@"\n')
    program.chmod(0o755)
    return folder


def record(checkout: Path, command: str) -> list[str]:
    """What the terminal showed while ``command`` ran, each screen once, with its colours."""
    server = f"harness-record-{os.getpid()}-{time.monotonic_ns()}"  # one that is going down takes no session
    tmux = ["tmux", "-L", server, "-f", os.devnull]
    environment = {"PATH": os.environ["PATH"], "TERM": "screen-256color", "PS1": "$ ", "LANG": "C.UTF-8"}
    environment |= {"PYTHONPATH": str(checkout), "HARNESS_CACHE": str(checkout.parent / "cache")}
    shell = ["env", "-i", *(f"{key}={value}" for key, value in environment.items())]
    size = ["-x", str(COLUMNS), "-y", str(ROWS)]
    start = [*tmux, "-u", "new-session", "-d", *size, "-c", str(checkout)]
    subprocess.run([*start, *shell, "bash", "--norc", "--noprofile"], check=True)
    try:
        screens_until(tmux, r"^\$$")
        subprocess.run([*tmux, "send-keys", "-l", command], check=True)
        subprocess.run([*tmux, "send-keys", "Enter"], check=True)
        return screens_until(tmux, r"^(PASSED|NOT GREEN).*\n+\$$")
    finally:
        subprocess.run([*tmux, "kill-server"], check=True)


def screens_until(tmux: list[str], end: str) -> list[str]:
    """All screens until one matches ``end``."""
    screens = [""]
    ends_at = time.monotonic() + LONGEST_S
    while not re.search(end, plain(screens[-1]), re.MULTILINE):
        if time.monotonic() > ends_at:
            raise SystemExit(f"the terminal never showed {end!r} but:\n{plain(screens[-1])}")
        screen = subprocess.check_output([*tmux, "capture-pane", "-e", "-p"], text=True)
        if screen != screens[-1]:
            screens.append(screen)
        time.sleep(0.02)
    return screens


def plain(screen: str) -> str:
    return Text.from_ansi(screen).plain.rstrip()


def draw(screen: str, path: Path) -> None:
    lines = screen.rstrip().splitlines()
    if plain(lines[-1]) == "$":
        lines.pop()
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi("\n".join(lines)))
    svg = console.export_svg(title="harness", code_format=FORMAT, unique_id=path.stem)
    path.write_text(INDENTED.sub(moved, svg))
    print(f"{path.relative_to(ROOT)}: {len(lines)} lines")


def moved(text: re.Match[str]) -> str:
    """The text without the blanks at its start, which some viewers drop, and further to the right instead."""
    width = CELL * text["blanks"].count(";")
    x, length = float(text["x"]) + width, float(text["length"]) - width
    return f'x="{x:g}" y={text["y"]} textLength="{length:g}"{text["rest"]}'


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        checkout = broken_checkout(Path(name) / "checkout")
        targets = "bluepill,stm32f746,mps3_an547"
        record(checkout, f".venv/bin/harness test --target {targets} -q")  # builds
        screens = record(checkout, f".venv/bin/harness test --target {targets}")
        one_failure = [each for each in screens if len(re.findall("^FAIL", plain(each), re.MULTILINE)) == 1]
        draw([each for each in one_failure if "running" in plain(each)][-1], HERE / "running.svg")
        draw(record(checkout, ".venv/bin/harness test --target bluepill")[-1], HERE / "failed.svg")


if __name__ == "__main__":
    main()
