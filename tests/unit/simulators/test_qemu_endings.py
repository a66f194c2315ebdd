from __future__ import annotations

import signal
from pathlib import Path

import pytest

from harness.model import EndingKind
from harness.simulators.qemu_endings import explain, shutdown_reason

LOGS = Path(__file__).parents[2] / "data" / "logs"
GREETING = '{"QMP": {"version": {}, "capabilities": []}}\n{"return": {}}\n'
RESET = GREETING + '{"event": "SHUTDOWN", "data": {"guest": true, "reason": "guest-reset"}}\n'


def test_lock_up_is_read_from_the_register_dump() -> None:
    ending = explain(-signal.SIGABRT, (LOGS / "tflm-v2-stack-overflow.qemu-stderr.txt").read_text(), GREETING)
    assert ending.kind is EndingKind.LOCK_UP
    assert ending.message.startswith("Lockup: can't escalate 3 to HardFault")
    assert ending.fault is not None
    assert ending.fault.kind == "Lockup"
    assert ending.fault.registers["PC"] == 0x080003A4
    assert ending.fault.registers["SP"] == 0x20009FB8
    assert ending.fault.registers["LR"] == 0x08049F23
    assert ending.fault.registers["R00"] == 0xDEADBEEF


def test_a_fatal_error_that_is_no_lock_up_is_the_firmwares() -> None:
    text = (
        "qemu: fatal: Trying to execute code outside RAM or ROM at 0x60000000\n\nR00=00000000 R15=60000000\n"
    )
    ending = explain(-signal.SIGABRT, text, "")
    assert ending.kind is EndingKind.SIGNAL
    assert ending.fault is not None
    assert ending.fault.kind == "QemuFatal"
    assert ending.fault.registers["PC"] == 0x60000000


@pytest.mark.parametrize(
    ("code", "stderr", "events", "kind", "says"),
    [
        (0, "", GREETING, EndingKind.EXIT, ""),
        (1, "", GREETING, EndingKind.EXIT, ""),
        (7, "text of the firmware\n", "", EndingKind.EXIT, ""),
        (0, "", RESET, EndingKind.RESET, "system reset"),
        (-signal.SIGSYS, "", "", EndingKind.SIGNAL, "sandbox"),
        (
            -signal.SIGKILL,
            "",
            "",
            EndingKind.SIMULATOR,
            "SIGKILL (Killed); something outside of harness ended it",
        ),
        (-signal.SIGSEGV, "", "", EndingKind.SIMULATOR, "harness doctor"),
        (
            1,
            "qemu-system-arm: unsupported machine type\nUse -machine help\n",
            "",
            EndingKind.SIMULATOR,
            "name one of `qemu-system-arm -M help`",
        ),
        (1, "qemu-system-arm: warning: nic lan9118.0 has no peer\n", "", EndingKind.EXIT, ""),
        (1, "/opt/q/qemu-system-arm: Could not open\n", "", EndingKind.SIMULATOR, "Could not open"),
    ],
)
def test_exit_codes(code: int, stderr: str, events: str, kind: EndingKind, says: str) -> None:
    ending = explain(code, stderr, events)
    assert ending.kind is kind
    assert says in ending.message
    assert ending.exit_code == code


@pytest.mark.parametrize("text", ["", "{", "[]\n3\n", '{"event": "RESET"}', "\x00\xff", '{"event": "SHUT'])
def test_broken_events_are_no_event(text: str) -> None:
    assert shutdown_reason(text) == ""
