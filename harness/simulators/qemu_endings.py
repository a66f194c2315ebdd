"""How QEMU ended, read from its return code, its stderr and the monitor's events."""

from __future__ import annotations

import json
import re
import signal

from harness.model import Ending, EndingKind, Fault
from harness.simulators.host import signal_text

_FATAL = re.compile(r"^qemu: fatal: (.*)$", re.MULTILINE)
_REGISTER = re.compile(r"\b(R\d\d|XPSR)=([0-9a-f]{8})\b")
_NAMES = {"R13": "SP", "R14": "LR", "R15": "PC", "XPSR": "xPSR"}
# Warnings come from healthy machines too: an MPS board without a network peer says so at every start.
_OWN_ERROR = re.compile(r"^(?:\S*/)?qemu-system-\w+: (?!warning: |info: )(.*)$", re.MULTILINE)

_CHECK = "run it again, and check the installation with harness doctor"
_NO_MACHINE = "name one of `qemu-system-arm -M help` in [stand_in.qemu] of the board's target.toml"
_WHO_KILLED = "something outside of harness ended it, perhaps for want of memory (see dmesg); run it again"


def explain(code: int, stderr: str, events: str) -> Ending:
    """Turn what QEMU left into an :class:`Ending`.

    Args:
        code: the return code, negative for a signal.
        stderr: the end of QEMU's stderr.
        events: what came on the QMP socket, one JSON object a line.
    """
    if fatal := _FATAL.search(stderr):
        return _fatal(code, fatal[1], stderr)
    if code == -signal.SIGSYS:
        message = "the firmware asked for something that the sandbox denies, such as starting a host program"
        return Ending(kind=EndingKind.SIGNAL, exit_code=code, message=message)
    if code < 0:
        message = f"QEMU died of {signal_text(-code)}; {_WHO_KILLED if code == -signal.SIGKILL else _CHECK}"
        return Ending(kind=EndingKind.SIMULATOR, exit_code=code, message=message)
    if shutdown_reason(events) == "guest-reset":
        return Ending(kind=EndingKind.RESET, exit_code=code, message="the firmware asked for a system reset")
    if code == 1 and (own := _OWN_ERROR.search(stderr)):
        remedy = _NO_MACHINE if own[1].startswith("unsupported machine") else _CHECK
        return Ending(kind=EndingKind.SIMULATOR, exit_code=code, message=f"QEMU: {own[1]}; {remedy}")
    return Ending(kind=EndingKind.EXIT, exit_code=code)


def shutdown_reason(events: str) -> str:
    """``reason`` of the last SHUTDOWN event (QMP reference, ``ShutdownCause``), empty without one."""
    reason = ""
    for line in events.splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict) and event.get("event") == "SHUTDOWN":
            reason = str(event.get("data", {}).get("reason", ""))
    return reason


def _fatal(code: int, message: str, stderr: str) -> Ending:
    registers = {_NAMES.get(name, name): int(value, 16) for name, value in _REGISTER.findall(stderr)}
    locked_up = message.startswith("Lockup")
    fault = Fault(kind="Lockup" if locked_up else "QemuFatal", message=message, registers=registers)
    kind = EndingKind.LOCK_UP if locked_up else EndingKind.SIGNAL
    return Ending(kind=kind, exit_code=code, message=message, fault=fault)
