"""What Renode's log says of the guest, line by line as it comes.

The lines are those of Renode 1.13 to 1.16.1 and of builds up to August 2026 (``--plain``, on stdout). The
log is written by a thread of its own: it may come after the answer to the command that caused it, so a
boot ends with a mark of ours in the log (:meth:`LogWatch.expect_mark`).
"""

from __future__ import annotations

import asyncio
import re

from harness.model import MemoryAccess

MOST_ACCESSES = 32  # different instructions that are told apart
FLOOD = 10_000  # so many bad accesses that the guest has run away
_LONGEST_LINE_BYTES = 1 << 16

_ABORT = re.compile(rb"\[ERROR\] \w+: CPU abort \[PC=0x([0-9A-Fa-f]+)\]: (.*?)\.?\s*$")
_ACCESS = re.compile(
    rb"sysbus: \[\w+: 0x([0-9A-Fa-f]+)[^]]*\] (Read|Write)(Byte|Word|DoubleWord|QuadWord)"
    rb" (?:from|to) non existing peripheral at 0x([0-9A-Fa-f]+)"
)
_IGNORED_CALL = re.compile(rb"\] \w+: Unknown semihosting operation: 0x([0-9A-Fa-f]+)")
_EXIT = re.compile(rb"Program exited with reason (\w+)(?:\(\w+\))?(?: and return code (-?\d+))?")
_RESET = b"Resetting platform with SYSRESETREQ"
_NO_VECTORS = b"PC does not lay in memory or PC and SP are equal to zero"
_MARK = re.compile(rb"\[INFO\] Script: (harness-mark-\d+)")
_ROBOT_PORT = re.compile(rb"Robot Framework remote server is listening on port (\d+)")
_BYTES = {b"Byte": 1, b"Word": 2, b"DoubleWord": 4, b"QuadWord": 8}
_SYS_EXIT, _SYS_EXIT_EXTENDED = 0x18, 0x20  # semihosting specification, section 6

# ARMv7-M ARM (DDI 0403) section B3.1: peripherals, and the private peripheral bus with the vendor's space.
# A part has more peripherals than Renode models; an access there need not be the firmware's mistake.
_PERIPHERALS = ((0x4000_0000, 0x6000_0000), (0xE000_0000, 0x1_0000_0000))


class GuestFacts:
    """What one boot did, as far as the log tells."""

    def __init__(self) -> None:
        self.abort: tuple[int, str] | None = None  # PC and Renode's words
        self.reset = False
        self.no_vectors = False
        self.exited = False
        self.exit_code: int | None = None
        self.ignored_calls: dict[int, int] = {}  # semihosting operation -> how often
        self.bad_accesses = 0  # outside of memory and of the peripherals' space
        self._accesses: dict[tuple[int, bytes, bytes, bool], list[int]] = {}

    @property
    def decisive(self) -> bool:
        """Whether nothing that follows is of use."""
        return bool(self.abort or self.reset or self.no_vectors or self.bad_accesses >= FLOOD)

    def accesses(self) -> tuple[MemoryAccess, ...]:
        """Accesses to addresses that the board does not have, by instruction, in the order of the first."""
        return tuple(
            MemoryAccess(
                kind=kind.decode().lower(),
                address=first,
                last_address=last,
                pc=pc,
                size_bytes=_BYTES[width],
                count=count,
                peripheral=peripheral,
            )
            for (pc, kind, width, peripheral), (first, last, count) in self._accesses.items()
        )

    def add_access(self, pc: int, kind: bytes, width: bytes, address: int) -> None:
        peripheral = any(first <= address < end for first, end in _PERIPHERALS)
        self.bad_accesses += not peripheral
        key = (pc, kind, width, peripheral)
        known = self._accesses.get(key)
        if known is not None:
            known[1] = address
            known[2] += 1
        elif len(self._accesses) < MOST_ACCESSES:
            self._accesses[key] = [address, address, 1]

    def add_ignored_call(self, operation: int) -> None:
        self.ignored_calls[operation] = self.ignored_calls.get(operation, 0) + 1
        self.exited = self.exited or operation in (_SYS_EXIT, _SYS_EXIT_EXTENDED)


class LogWatch:
    """Takes Renode's output; :attr:`facts` are those of the boot that runs."""

    def __init__(self) -> None:
        self.facts = GuestFacts()
        self.robot_port = 0
        self.last_words = ""  # the last warning or error, or the exception that Renode dies of
        self.decisive = asyncio.Event()
        self._half = b""
        self._marks = 0
        self._waiting: dict[str, asyncio.Future[None]] = {}

    def begin(self) -> None:
        """A new boot: forget what the last one did."""
        self.facts = GuestFacts()
        self.decisive.clear()

    def expect_mark(self) -> tuple[str, asyncio.Future[None]]:
        """A text to be logged, and what becomes done when it has come: the log is complete up to there."""
        self._marks += 1
        mark = f"harness-mark-{self._marks}"
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[mark] = future
        return mark, future

    def feed(self, data: bytes) -> None:
        """Take a piece of output."""
        lines = (self._half + data).split(b"\n")
        self._half = lines.pop()[-_LONGEST_LINE_BYTES:]
        for line in lines:
            self._take(line)
        if self.facts.decisive:
            self.decisive.set()

    def _words(self, line: bytes) -> str:
        text = line.decode(errors="replace").strip()
        return self.last_words if not text or text.startswith(("at ", "---", "[0x", "<")) else text[:300]

    def _take(self, line: bytes) -> None:
        facts = self.facts
        if b"non existing" in line and (access := _ACCESS.search(line)):
            facts.add_access(int(access[1], 16), access[2], access[3], int(access[4], 16))
            return
        if mark := _MARK.search(line):
            waiting = self._waiting.pop(mark[1].decode(), None)
            if waiting is not None and not waiting.done():
                waiting.set_result(None)
            return
        if b"[INFO]" not in line:
            self.last_words = self._words(line)
        if abort := _ABORT.search(line):
            facts.abort = facts.abort or (int(abort[1], 16), abort[2].decode(errors="replace"))
        elif call := _IGNORED_CALL.search(line):
            facts.add_ignored_call(int(call[1], 16))
        elif left := _EXIT.search(line):
            facts.exited = True
            facts.exit_code = int(left[2]) if left[2] else None
        elif _RESET in line:
            facts.reset = True
        elif _NO_VECTORS in line:
            facts.no_vectors = True
        elif port := _ROBOT_PORT.search(line):
            self.robot_port = int(port[1])
