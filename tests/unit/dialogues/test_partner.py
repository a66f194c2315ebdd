"""The state machine that plays a script, fed by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.consoles import Consoles
from harness.dialogues.partner import Partner
from harness.dialogues.script import Absent, Case, Exit, Forbidden, Script, Send, Step, Text, Wait
from harness.model import Ending, EndingKind, Judgement, Verdict

FILE = Path("/project/harness.toml")
TWO = Consoles(main="normal", further=("secure",), main_is_uart=True)
PROMPT = Wait(what=Text(text="$ "), timeout_s=5.0, line=3)
KILLED = Ending(kind=EndingKind.KILLED)


def script(*steps: Step, forbid: tuple[Forbidden, ...] = ()) -> Script:
    first = Case(name="boots", steps=(PROMPT,), line=2)
    case = Case(name="talks", steps=steps, forbid=forbid, line=7)
    last = Case(name="later", steps=(PROMPT,), line=20)
    return Script(cases=(first, case, last), file=FILE)


def begun(*steps: Step, forbid: tuple[Forbidden, ...] = ()) -> Partner:
    """A partner in the second case, at guest second 1."""
    partner = Partner(script(*steps, forbid=forbid), TWO)
    assert partner.act(0.0, 0.0) == []
    partner.feed(b"hello\r\n$ ", 1.0)
    return partner


def concluded(partner: Partner, ending: Ending = KILLED) -> Judgement:
    judgement = partner.conclude(ending)
    assert partner.conclude(ending) is not None
    return judgement


def test_what_is_sent_ends_as_the_console_wants_it() -> None:
    steps = (
        Send(text="a"),
        Send(text="b", uart="secure"),
        Send(text="c", enter=""),
        Send(text="d", enter="\n"),
    )
    partner = begun(*steps)
    assert (partner.act(1.0, 1.0), partner.due_s) == ([], 1.1)  # it may print its prompt once more
    assert partner.act(1.1, 1.1) == [("", b"a\r"), ("secure", b"b\r"), ("", b"c"), ("", b"d\n")]
    partner = Partner(Script(cases=(Case(name="x", steps=(Send(text="a"),)),)))
    assert partner.act(0.0, 0.0) == [("", b"a\n")]  # who listens there reads lines
    assert concluded(partner).verdict is Verdict.PASSED


def test_a_dialogue_passes_case_by_case() -> None:
    answer = Wait(what=Text(text=r"= (\d)", regex=True), timeout_s=2.0)
    secure = Wait(what=Text(text="done"), timeout_s=2.0, uart="secure")
    partner = begun(Send(text="1+1"), answer, secure)
    assert partner.act(0.9, 0.9) == []
    assert partner.act(1.0, 1.0) == [("", b"1+1\r")]
    assert [case.name for case in partner.take_ended()] == ["boots"]
    partner.hear("secure", b"done\n")  # before it is waited for: it counts all the same
    assert partner.due_s == 3.0
    partner.feed(b"1+1\r\n= 2\r\n", 1.5)
    partner.act(1.5, 1.5)
    assert not partner.certain
    partner.feed(b"$ ", 2.0)
    partner.act(2.0, 2.0)
    assert partner.certain
    judgement = concluded(partner)
    assert (judgement.verdict, judgement.reason) == (Verdict.PASSED, "3 cases passed")
    assert [(case.name, case.verdict, case.line) for case in judgement.cases] == [
        ("boots", Verdict.PASSED, 2),
        ("talks", Verdict.PASSED, 7),
        ("later", Verdict.PASSED, 20),
    ]
    assert [case.duration_s for case in judgement.cases] == [0.9, 0.6, 0.5]


def test_a_wrong_answer_is_a_failure_with_its_place() -> None:
    partner = begun(Send(text="1+1"), Wait(what=Text(text="= 2"), timeout_s=2.0, line=9))
    partner.act(0.9, 0.9)
    partner.act(1.0, 1.0)
    partner.feed(b"1+1\r\n= 3\r\n$ ", 1.5)
    partner.act(2.9, 2.9)
    assert not partner.certain
    partner.act(3.0, 3.0)
    judgement = concluded(partner)
    assert judgement.verdict is Verdict.FAILED
    reason = "'= 2' did not come within 2 s of guest time; the last line was '= 3'"
    assert judgement.reason == f"{reason}, in case talks"
    _, failed, later = judgement.cases
    assert (failed.failures[0].message, failed.failures[0].file, failed.failures[0].line) == (
        reason,
        str(FILE),
        9,
    )
    assert (later.verdict, later.line) == (Verdict.NOT_RUN, 20)
    assert judgement.evidence[-2:] == ("= 3", "$ ")


def test_silence_is_a_time_out_and_an_echo_is_silence() -> None:
    partner = begun(Send(text="hang"), Wait(what=Text(text="= 2"), timeout_s=2.0, uart="secure"))
    partner.act(0.9, 0.9)
    partner.act(1.0, 1.0)
    partner.feed(b"hang\r\n\r\n", 1.5)
    partner.act(3.0, 3.0)
    judgement = concluded(partner)
    assert judgement.verdict is Verdict.TIMED_OUT
    assert "'= 2' did not come on secure within 2 s of guest time, and nothing else did" in judgement.reason


@pytest.mark.parametrize(
    "line",
    [
        "[00:00:01.0] <err> os: >>> ZEPHYR FATAL ERROR 0: CPU exception on CPU 0",
        "[    4.622168] Kernel panic - not syncing: sysrq triggered crash",
        "E/TC:0 0 Panic at core/kernel/tee_misc.c:12 <f>",
        "E/TC:? 0 User mode data-abort at address 0x0 (translation fault)",
        "FATAL ERROR:  SecureFault",
        "PANIC in EL3.",
    ],
)
def test_what_systems_print_when_they_die_is_a_crash(line: str) -> None:
    for console in ("", "secure"):
        partner = begun(PROMPT)
        partner.act(1.0, 1.0)
        partner.hear(console, f"\r\n{line}\r\n$ ".encode())
        judgement = concluded(partner)
        assert (judgement.verdict, judgement.cases[1].verdict) == (Verdict.CRASHED, Verdict.CRASHED)
        assert judgement.reason == f"{line}, in case talks"


def test_a_crash_in_the_middle_of_a_line_is_seen_at_the_time_out() -> None:
    partner = begun(Wait(what=Text(text="= 2"), timeout_s=2.0))
    partner.act(1.0, 1.0)
    partner.feed(b"Kernel panic - not syncing", 1.5)
    partner.act(3.0, 3.0)
    assert concluded(partner).verdict is Verdict.CRASHED


def test_a_fault_block_is_read_as_in_any_boot() -> None:
    partner = begun(PROMPT)
    partner.act(1.0, 1.0)
    partner.feed(b"[harness] fault UsageFault\n[harness]   PC=0x08000100\n[harness] end of fault\n", 1.5)
    judgement = concluded(partner)
    assert judgement.verdict is Verdict.CRASHED
    assert judgement.fault is not None
    assert judgement.fault.registers == {"PC": 0x08000100}
    assert judgement.reason == "UsageFault at PC=0x08000100, after some output, without a case, in case talks"


def test_what_is_forbidden_fails_the_case_that_runs() -> None:
    oops = Forbidden(what=Text(text="oops"), verdict=Verdict.FAILED)
    partner = begun(PROMPT, forbid=(oops,))
    partner.act(1.0, 1.0)
    partner.hear("secure", b"well, oops\n")
    judgement = concluded(partner)
    assert judgement.verdict is Verdict.FAILED
    assert judgement.reason == "'oops' must not come: 'well, oops', in case talks"
    partner = Partner(script(PROMPT, forbid=(oops,)), TWO)
    partner.act(0.0, 0.0)
    partner.feed(b"oops\n", 0.1)  # it is forbidden in another case
    assert not partner.certain


def test_absent_takes_its_time() -> None:
    absent = Absent(what=Text(text="leak"), for_s=2.0)
    partner = begun(absent)
    partner.act(1.0, 1.0)
    partner.act(2.9, 2.9)
    assert (partner.due_s, partner.take_ended()[-1].name) == (3.0, "boots")
    partner.act(3.0, 3.0)
    assert partner.take_ended()[-1].name == "talks"
    partner = begun(absent)
    partner.act(1.0, 1.0)
    partner.feed(b"a leak", 2.0)
    partner.act(2.0, 2.0)
    assert concluded(partner).reason == "'leak' was printed, in case talks"


@pytest.mark.parametrize(
    ("ending", "verdict", "reason"),
    [
        (Ending(kind=EndingKind.EXIT, exit_code=0), Verdict.INCOMPLETE, "the guest exited with code 0"),
        (Ending(kind=EndingKind.EXIT, exit_code=3), Verdict.FAILED, "the guest exited with code 3"),
        (Ending(kind=EndingKind.RESET), Verdict.CRASHED, "the guest asked for a system reset"),
        (Ending(kind=EndingKind.LOCK_UP, message="x"), Verdict.LOCKED_UP, "the core locked up"),
        (
            Ending(kind=EndingKind.BUDGET, message="guest budget spent"),
            Verdict.TIMED_OUT,
            "guest budget spent",
        ),
        (Ending(kind=EndingKind.SIMULATOR, message="QEMU died"), Verdict.SIMULATOR_ERROR, "QEMU died"),
        (Ending(kind=EndingKind.INTERRUPTED), Verdict.INCOMPLETE, "interrupted"),
    ],
)
def test_a_guest_that_ends_early_has_the_verdict_of_any_boot(
    ending: Ending, verdict: Verdict, reason: str
) -> None:
    partner = begun(PROMPT)
    partner.act(1.0, 1.0)
    judgement = concluded(partner, ending)
    assert judgement.verdict is verdict
    assert judgement.reason.startswith(reason)
    assert judgement.reason.endswith("while '$ ' was waited for, in case talks")


def test_the_firmwares_own_sentinel_is_no_evidence() -> None:
    partner = begun(PROMPT)
    partner.act(1.0, 1.0)
    partner.feed(b"~~~ALL TESTS PASSED~~~\n", 1.5)
    assert not partner.certain
    assert concluded(partner, Ending(kind=EndingKind.EXIT, exit_code=0)).verdict is Verdict.INCOMPLETE


def test_an_exit_that_is_wanted() -> None:
    bye = (Send(text="off"), Exit(code=3, timeout_s=2.0))

    def at_exit(*steps: Step) -> Partner:
        partner = Partner(Script(cases=(Case(name="off", steps=steps or bye),)), TWO)
        partner.act(0.1, 0.1)
        return partner

    assert concluded(at_exit(), Ending(kind=EndingKind.EXIT, exit_code=3)).verdict is Verdict.PASSED
    other = concluded(at_exit(), Ending(kind=EndingKind.EXIT, exit_code=0))
    assert (other.verdict, other.reason) == (
        Verdict.FAILED,
        "exited with code 0; code 3 was expected, in case off",
    )
    late = at_exit()
    late.act(2.2, 2.2)
    assert concluded(late).verdict is Verdict.TIMED_OUT
    resets = Exit(code=None, timeout_s=2.0)
    assert concluded(at_exit(resets), Ending(kind=EndingKind.RESET)).verdict is Verdict.PASSED
    assert concluded(at_exit(resets), Ending(kind=EndingKind.EXIT, exit_code=0)).verdict is Verdict.INCOMPLETE


def test_a_crash_that_is_waited_for_is_none() -> None:
    partner = begun(Wait(what=Text(text="SecureFault"), timeout_s=2.0, uart="secure"))
    partner.act(1.0, 1.0)
    partner.hear("secure", b"FATAL ERROR:  SecureFault\r\n")
    partner.act(1.1, 1.1)
    assert partner.take_ended()[-1].verdict is Verdict.PASSED
    partner.hear("secure", b"FATAL ERROR:  SecureFault\r\n")
    assert concluded(partner).verdict is Verdict.CRASHED


def test_who_never_stops_talking_is_talked_to() -> None:
    partner = begun(Send(text="stop"))
    sent = []
    for tenth in range(10, 35):
        partner.feed(b"talk\n", tenth / 10)
        sent += [tenth] * bool(partner.act(tenth / 10, tenth / 10))
    assert sent == [30]


def test_nothing_was_said_before_the_boot_failed() -> None:
    judgement = concluded(Partner(script(PROMPT), TWO), Ending(kind=EndingKind.SIMULATOR, message="no QEMU"))
    assert (judgement.verdict, judgement.reason) == (Verdict.SIMULATOR_ERROR, "no QEMU, in case boots")
    assert [case.verdict for case in judgement.cases] == [
        Verdict.SIMULATOR_ERROR,
        Verdict.NOT_RUN,
        Verdict.NOT_RUN,
    ]
