"""From what Renode's log says to how a boot ended. Pure, but for the two that ask Renode for more."""

from __future__ import annotations

import msgspec

from harness.errors import SimulatorError
from harness.model import Ending, EndingKind, Fault
from harness.simulators.renode.logwatch import FLOOD, GuestFacts
from harness.simulators.renode.machine import Machine

_APPLICATION_EXIT = 0x20026  # ADP_Stopped_ApplicationExit, semihosting specification section 6
_CALLS = {
    0x01: "SYS_OPEN", 0x02: "SYS_CLOSE", 0x05: "SYS_WRITE", 0x06: "SYS_READ", 0x08: "SYS_ISERROR",
    0x09: "SYS_ISTTY", 0x0A: "SYS_SEEK", 0x0C: "SYS_FLEN", 0x0D: "SYS_TMPNAM", 0x0E: "SYS_REMOVE",
    0x0F: "SYS_RENAME", 0x10: "SYS_CLOCK", 0x11: "SYS_TIME", 0x12: "SYS_SYSTEM", 0x13: "SYS_ERRNO",
    0x15: "SYS_GET_CMDLINE", 0x16: "SYS_HEAPINFO", 0x30: "SYS_ELAPSED", 0x31: "SYS_TICKFREQ",
}  # fmt: skip
_EXITS = (0x18, 0x20)
_REGISTERS_QUESTION = "cpu LR ; cpu SP"
_WORDS = {1: "byte", 2: "half-word", 4: "word", 8: "double word"}


def decisive(facts: GuestFacts) -> Ending | None:
    """The ending that needs no further evidence."""
    if facts.abort is not None:
        pc, words = facts.abort
        fault = Fault(kind="CpuAbort", message=f"CPU abort at 0x{pc:08x}: {words}", registers={"PC": pc})
        return Ending(kind=EndingKind.SIGNAL, message=fault.message, fault=fault)
    if facts.no_vectors and not facts.reset:
        message = "the vector table holds no reset handler that lies in memory"
        fault = Fault(kind="Lockup", message=message)
        return Ending(kind=EndingKind.LOCK_UP, message=message, fault=fault)
    if facts.reset:
        return Ending(kind=EndingKind.RESET, message="the firmware asked for a system reset")
    if facts.bad_accesses >= FLOOD:
        return _run_away(facts)
    return None


async def exited(machine: Machine, facts: GuestFacts) -> Ending:
    """The firmware asked to end. Renode up to 1.16.1 ignores that, so its argument is looked up."""
    code = facts.exit_code
    if code is None and any(call in facts.ignored_calls for call in _EXITS):
        code = await _exit_code(machine)
    unknown = "" if code is not None else "the exit code is not known"
    return Ending(kind=EndingKind.EXIT, exit_code=code, message=unknown)


async def with_registers(ending: Ending, machine: Machine) -> Ending:
    """``ending`` with LR and SP in its fault, if the monitor still answers."""
    answer = await machine.monitor.ask(_REGISTERS_QUESTION)
    words = (answer or "").split()
    if ending.fault is None or len(words) != 2:
        return ending
    try:
        found = {"LR": int(words[0], 16), "SP": int(words[1], 16)}
    except ValueError:
        return ending
    fault = msgspec.structs.replace(ending.fault, registers=ending.fault.registers | found)
    return msgspec.structs.replace(ending, fault=fault)


def with_facts(ending: Ending, facts: GuestFacts, *, guest_s: float) -> Ending:
    """``ending`` with the accesses outside of memory and with what Renode did not do."""
    remarks = [
        f"Renode ignored {count} semihosting call{'s' if count > 1 else ''} "
        f"{_CALLS.get(call, 'of an unknown kind')} (0x{call:02x}){'; its text is lost' if call == 5 else ''}"
        for call, count in sorted(facts.ignored_calls.items())
        if call not in _EXITS
    ]
    accesses = facts.accesses()
    if ending.kind is EndingKind.LOCK_UP or facts.abort is not None:
        # The access that ended it is the fault itself.
        pc = facts.abort[0] if facts.abort else None
        accesses = tuple(each for each in accesses if each.address != pc)
    if facts.reset:  # Renode looks for the vector table at 0 then
        accesses = tuple(each for each in accesses if each.pc != 0)
    return msgspec.structs.replace(ending, guest_s=guest_s, accesses=accesses, remarks=tuple(remarks))


async def _exit_code(machine: Machine) -> int | None:
    """Our firmware idles behind the call, with r1 at the block of SYS_EXIT_EXTENDED: reason and code."""
    try:
        argument = await machine.register(1)
        if argument == _APPLICATION_EXIT:  # SYS_EXIT: no code to tell
            return 0
        reason, code = await machine.read_words(argument, 2)
    except (SimulatorError, ValueError, IndexError):
        return None
    return code if reason == _APPLICATION_EXIT else None


def _run_away(facts: GuestFacts) -> Ending:
    first = next(each for each in facts.accesses() if not each.peripheral)
    message = (
        f"{FLOOD} accesses outside of memory, the first a {first.kind} of a {_WORDS[first.size_bytes]} "
        f"at 0x{first.address:08x}"
    )
    fault = Fault(kind="RunAway", message=message, registers={"PC": first.pc})
    return Ending(kind=EndingKind.SIGNAL, message=message, fault=fault)
