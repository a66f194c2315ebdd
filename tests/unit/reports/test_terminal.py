from __future__ import annotations

import io
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from fcntl import ioctl
from pathlib import Path

import msgspec
import pytest

from harness.events import (
    BinaryStarted,
    BuildFinished,
    BuildProgress,
    BuildStarted,
    CaseFinished,
    Note,
    Planned,
)
from harness.model import CaseFailure, Fault, RunResult, Verdict
from harness.reports.plain import PlainReport
from harness.reports.progress import Progress
from harness.reports.style import Line, StreamPrinter, encodable, wants_colour
from harness.reports.terminal import terminal_report
from harness.settings import Settings
from tests.unit.reports.samples import (
    WORKING_FOLDER,
    binary_of,
    case,
    events_of,
    result,
    run,
    typical_run,
)

ROOT = Path(__file__).parents[3]


def shown(
    finished: RunResult, *, verbosity: int = 0, encoding: str = "utf-8", width: int | None = None
) -> list[str]:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    report = PlainReport(StreamPrinter(stream, width=lambda: width), base=WORKING_FOLDER, verbosity=verbosity)
    for event in events_of(finished):
        report(event)
    return raw.getvalue().decode(encoding).splitlines()


def test_one_line_per_green_binary() -> None:
    lines = shown(run(result(cases=(case("A"), case("B"))), result("x", Verdict.SKIPPED, reason="no FPU")))
    assert "PASS       bluepill conv_test  2 cases  24 ms" in lines
    skip = lines.index("SKIP       bluepill x          24 ms")
    assert lines[skip + 1] == "    no FPU"
    assert lines[-1] == "PASSED: 2 binaries (1 skipped), 2 cases on 1 target in 2.3 s"


def test_a_failure_prints_all_that_one_needs() -> None:
    lines = shown(typical_run())
    start = next(number for number, line in enumerate(lines) if line.startswith("FAIL "))
    assert lines[start : start + 7] == [
        "FAIL       bluepill       conv_test             2 of 3 cases  24 ms",
        "    1 of 3 cases failed",
        "    ConvTest.SimpleQuantized  kernels/conv_test.cc:88",
        "        Expression:  a == b",
        "        Evaluated:   3 == 4",
        "    │ note from the kernel",
        "    log    reports/20261121-004310-a1b2/logs/bluepill/conv_test.log",
    ]
    assert lines[start + 7] == "    rerun  harness test bluepill/conv_test --target bluepill"


def test_nothing_is_said_twice() -> None:
    failures = tuple(CaseFailure(message=text, file="kernels/conv_test.cc", line=88) for text in ("a", "b"))
    failed = case("A", Verdict.FAILED, failures=failures, reason="a (and 1 more)")
    lines = shown(run(result(verdict=Verdict.FAILED, reason="1 of 1 case failed: A", cases=(failed,))))
    assert "        a" in lines and "        b" in lines
    assert "        a (and 1 more)" not in lines
    crashed = case("A", Verdict.CRASHED, reason="BusFault at PC=0x1")
    lines = shown(run(result(verdict=Verdict.CRASHED, reason="BusFault at PC=0x1 in Conv", cases=(crashed,))))
    assert "    CRASH A" in lines
    assert "        BusFault at PC=0x1" not in lines


def test_what_a_case_alone_says_is_kept() -> None:
    failure = CaseFailure(message="a")
    both = case("A", Verdict.CRASHED, failures=(failure,), reason="a; BusFault at PC=0x1")
    lines = shown(run(result(verdict=Verdict.CRASHED, reason="BusFault at PC=0x1 in Conv", cases=(both,))))
    assert "        a; BusFault at PC=0x1" in lines


def test_quiet_prints_failures_and_the_final_line_only() -> None:
    green = run(result(), result("other"))
    assert shown(green, verbosity=-1) == ["PASSED: 2 binaries, 0 cases on 1 target in 2.3 s"]
    lines = shown(typical_run(), verbosity=-1)
    assert not [line for line in lines if line.startswith(("PASS ", "BUILD", "note", "Reports"))]
    assert [line.split()[2] for line in lines if line.startswith(("FAIL", "CRASH"))] == [
        "conv_test",
        "fully_connected_test",
        "vacuous_test",
    ]


def test_verbose_prints_cases_sizes_and_remarks() -> None:
    plain, verbose = shown(typical_run()), shown(typical_run(), verbosity=1)
    for expected in (
        "    PASS       Simple.Float  2 ms",
        "    flash 23,456 bytes, ram 4,321 bytes, stack 1,234 bytes",
        "  bluepill add_test                23,456  4,321  1,234",
    ):
        assert expected in verbose
        assert expected not in plain
    assert "    a remark" in shown(run(result(remarks=("a remark",))), verbosity=1)


def test_a_failure_has_its_remarks_once() -> None:
    """The initial stack pointer is in no RAM, say: that is what explains a lock-up before any output."""
    red = run(result(verdict=Verdict.LOCKED_UP, reason="locked up", remarks=("a remark",)))
    for verbosity in (-1, 0, 1):
        assert [line for line in shown(red, verbosity=verbosity) if "remark" in line] == [
            "    note   a remark"
        ]


def test_the_summary_lists_targets_and_what_is_not_green() -> None:
    lines = shown(typical_run())
    assert "bluepill            9/13  20/23  11.5 s  2 failed, 1 crashed, 1 skipped, 1 flaky" in lines
    assert "  FAIL       bluepill conv_test: 1 of 3 cases failed" in lines
    assert "  FLAKY      bluepill flaky_test: passed at attempt 2, after: timed out" in lines
    assert lines[-1] == "NOT GREEN: 3 of 21 binaries (1 flaky, 1 skipped), 36 of 39 cases passed, 2.3 s"


def test_many_binaries_with_one_reason_are_one_entry() -> None:
    vacuous = [result(f"t{number}", Verdict.FAILED, reason="reported 0 cases") for number in range(131)]
    lines = shown(run(*vacuous))
    assert "  FAIL       bluepill 131 binaries (t0, t1, t2, …): reported 0 cases" in lines


def test_binaries_that_never_ran_are_told_once() -> None:
    rest = [result(f"t{number}", Verdict.NOT_RUN, reason="interrupted") for number in range(40)]
    lines = shown(run(*rest, interrupted=True))
    assert len([line for line in lines if "interrupted" in line]) == 1


def test_one_compiler_error_is_shown_once() -> None:
    error = ("conv.cc:3:1: error: expected ';'",)
    broken = [
        result(name, Verdict.BUILD_ERROR, reason="does not compile", evidence=error) for name in ("a", "b")
    ]
    lines = shown(run(*broken))
    assert lines.count("    │ conv.cc:3:1: error: expected ';'") == 1
    assert sum(line.endswith("(same error as above)") for line in lines) == 1


def test_the_fault_is_said_once_with_its_registers() -> None:
    fault = Fault(kind="BusFault", message="BusFault at PC=0x08000123", registers={"PC": 0x08000123})
    reason = "BusFault at PC=0x08000123, in case A.B, in Kernel (kernel.cc:3)"
    crashed = case("A.B", Verdict.CRASHED, reason="BusFault at PC=0x08000123, in case A.B")
    lines = shown(run(result("x", Verdict.CRASHED, reason=reason, fault=fault, cases=(crashed,))))
    block = lines[next(number for number, line in enumerate(lines) if line.startswith("CRASH")) :]
    assert block[1:3] == [f"    {reason}", "      PC=0x08000123"]
    assert not any("CRASH A.B" in line for line in lines)


@pytest.mark.parametrize(
    "evidence",
    [
        "a == b failed at conv.cc:88 (3 vs 4)",
        "FAIL: a == b (3 vs 4)",
        "  Expression:  a == b",
        "conv.cc:88: Failure",
    ],
)
def test_console_lines_of_a_failure_that_is_told_are_left_out(evidence: str) -> None:
    failure = CaseFailure(message="a == b (3 vs 4)", file="conv.cc", line=88)
    failed = case("A", Verdict.FAILED, failures=(failure,))
    lines = shown(run(result("x", Verdict.FAILED, cases=(failed,), evidence=(evidence, "a note"))))
    assert [line for line in lines if line.startswith("    │")] == ["    │ a note"]


def test_what_the_machine_refused_is_said() -> None:
    finished = msgspec.structs.replace(run(result()), notes=("log x is incomplete: disk full",))
    assert "error: log x is incomplete: disk full" in shown(finished)


def test_a_run_of_skips_did_not_pass() -> None:
    assert shown(run(result("x", Verdict.SKIPPED)))[-1] == "NOTHING RAN: 1 binary (1 skipped), 2.3 s"


def test_huge_and_nasty_text_stays_short_and_harmless() -> None:
    nasty = "\x1b[2J\0" + "x" * 1_000_000
    lines = shown(run(result("a\nb", Verdict.FAILED, reason=nasty, evidence=(nasty,) * 1000)))
    assert max(map(len, lines)) < 1000
    assert len(lines) < 40
    assert not re.search("[\x00-\x1f\x7f-\x9f]", "".join(lines))


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_other_encodings_than_utf8(encoding: str) -> None:
    nasty = result("ä😀", Verdict.FAILED, reason="\x1b\ud800", evidence=("line…",))
    lines = shown(run(nasty), encoding=encoding)
    assert any(line.strip().startswith("\\x1b") for line in lines)
    assert any("| line" in line for line in lines)


def test_signs_have_an_ascii_form() -> None:
    assert encodable("━─▸…│␛", "ascii") == "=->...|\\x1b"
    assert encodable("━─▸…│␛", "utf-8") == "━─▸…│␛"


@pytest.mark.parametrize("width", [80, 160])
def test_sentences_keep_the_width(width: int) -> None:
    lines = shown(typical_run(), width=width)
    assert [line for line in lines if len(line) > width] == []


def test_colour_only_on_a_terminal_that_wants_it() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert wants_colour(Terminal(), {"TERM": "xterm"})
    assert not wants_colour(Terminal(), {"TERM": "xterm", "NO_COLOR": "1"})
    assert not wants_colour(Terminal(), {"TERM": "dumb"})
    assert not wants_colour(io.StringIO(), {"TERM": "xterm"})


def test_a_build_that_failed_shows_its_message_even_quietly() -> None:
    stream = io.StringIO()
    report = PlainReport(StreamPrinter(stream), base=WORKING_FOLDER, verbosity=-1)
    event = BuildFinished(
        suite="micro_tests", target="t", variant="native", ok=False, duration_s=1, built=0, message="x\ny"
    )
    report(event)
    report(Note(text="not in a quiet run"))
    assert stream.getvalue() == "NO BUILD   t micro_tests\n    x\n    y\n"


def test_a_long_build_is_heard_of() -> None:
    stream, clock = io.StringIO(), Clock()
    report = PlainReport(StreamPrinter(stream), base=WORKING_FOLDER, clock=clock)
    for done in range(1, 101):
        clock.now_s += 0.7
        report(BuildProgress(suite="tflm", target="bluepill", variant="roomy", done=done, total=600))
    assert stream.getvalue().splitlines() == [
        "building   bluepill/roomy tflm  43 of 600 steps",
        "building   bluepill/roomy tflm  86 of 600 steps",
    ]


def test_the_view_shows_how_far_a_build_is() -> None:
    clock = Clock()
    progress = Progress(clock)
    progress.update(BuildStarted(suite="tflm", target="bluepill", variant="native"))
    clock.now_s += 61
    lines = text_of(progress.frame(width=80, height=24))
    assert lines == ["  ▸ building bluepill tflm  1 min 01 s", "starting  1 min 01 s"]
    progress.update(BuildProgress(suite="tflm", target="bluepill", variant="native", done=12, total=600))
    assert text_of(progress.frame(width=80, height=24))[0] == (
        "  ▸ building bluepill tflm  12/600 steps  1 min 01 s"
    )
    assert progress.moving


def test_plain_runs_do_not_import_rich() -> None:
    code = "import sys, tests.unit.reports.replay as r, asyncio; asyncio.run(r.replay(0, 0)); "
    code += "sys.exit('rich' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


# --------------------------------------------------------------------------- the live view


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def text_of(frame: list[Line]) -> list[str]:
    return ["".join(text for text, _ in line).rstrip() for line in frame]


def test_the_view_shows_progress_and_what_runs() -> None:
    clock = Clock()
    progress = Progress(clock)
    assert text_of(progress.frame(width=80, height=24)) == ["starting"]
    slow = binary_of(result("slow_test", cases=(case("A"), case("B"))))
    failing = result("bad_test", Verdict.FAILED, reason="1 case failed")
    events = list(events_of(run(result("good_test"), failing)))
    progress.update(Planned(binaries=(slow,)))
    for event in events[:-1]:
        progress.update(event)
    resting = progress.moving
    progress.update(BinaryStarted(binary=slow, simulator="qemu", attempt=2))
    progress.update(CaseFinished(binary=slow, case=case("A")))
    clock.now_s += 3.4
    assert text_of(progress.frame(width=80, height=24)) == [
        "bluepill  ━━━━━━━━━━━━━━━━━━━━──────────  2/3  1 green  1 not green",
        "  ▸ running bluepill slow_test  1/2 cases  attempt 2  3 s",
        "  FAIL bluepill bad_test: 1 case failed",
        "2/3 binaries  3 s",
    ]
    assert (resting, progress.moving) == (False, True)


@pytest.mark.parametrize("width", [40, 80, 160])
@pytest.mark.parametrize("height", [10, 24])
def test_the_view_fits_the_terminal(width: int, height: int) -> None:
    progress = Progress(Clock())
    binaries = [result("long_name_" * 10, target=f"target{n}", reason="y" * 500) for n in range(30)]
    for each in binaries:
        progress.update(Planned(binaries=(binary_of(each),)))
        progress.update(BinaryStarted(binary=binary_of(each), simulator="qemu", attempt=1))
    frame = text_of(progress.frame(width=width, height=height))
    assert len(frame) < height
    assert max(map(len, frame)) <= width
    assert any("more targets" in line for line in frame)
    assert any("more running" in line for line in frame)


def replay_on_a_terminal(*, columns: int, pause_s: float, **environment: str) -> str:
    """Everything that the replay writes to a terminal of that width."""
    leader, follower = pty.openpty()
    ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 30, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.unit.reports.replay", str(pause_s)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TERM": "xterm-256color", "PYTHONUTF8": "1", **environment},
    )
    os.close(follower)
    written = b""
    try:
        while chunk := os.read(leader, 65536):
            written += chunk
    except OSError:  # EIO: the other side is closed
        pass
    finally:
        os.close(leader)
    assert process.wait(timeout=30) == 0
    return written.decode()


@pytest.mark.parametrize("columns", [80, 160])
def test_the_live_view_on_a_real_terminal(columns: int) -> None:
    written = replay_on_a_terminal(columns=columns, pause_s=0.01)
    assert "━" in written
    assert written.count("\x1b[?25l") == written.count("\x1b[?25h") == 1  # the cursor went and came back
    plain = re.sub("\x1b\\[[0-9;?]*[A-Za-z]", "", written)
    assert "    ConvTest.SimpleQuantized  kernels/conv_test.cc:88\r\n" in plain
    assert "PASS       bluepill" not in plain
    assert plain.rstrip().splitlines()[-1].startswith("NOT GREEN: 3 of 21 binaries")


def test_no_colour_is_respected_on_a_real_terminal() -> None:
    coloured = replay_on_a_terminal(columns=80, pause_s=0, NO_COLOR="")
    plain = replay_on_a_terminal(columns=80, pause_s=0, NO_COLOR="1")
    colours = re.compile("\x1b\\[[0-9;]*3[0-7][0-9;]*m")
    assert colours.search(coloured)
    assert not colours.search(plain)


def test_a_dumb_terminal_gets_plain_lines() -> None:
    written = replay_on_a_terminal(columns=80, pause_s=0, TERM="dumb")
    assert "\x1b" not in written
    assert "PASS       bluepill" in written


def test_a_stream_that_is_no_terminal_gets_plain_lines() -> None:
    settings = Settings(targets=(), cache_folder=ROOT, working_folder=ROOT)
    assert isinstance(terminal_report(settings, io.StringIO()), PlainReport)
