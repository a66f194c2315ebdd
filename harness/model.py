"""The values that flow through a run: targets, binaries, cases, results.

Everything here is frozen and free of I/O. Sizes are bytes (``_bytes``), times are seconds (``_s``),
paths are :class:`~pathlib.Path`. The same structs are what ``results.json`` holds; the schema in
``docs/results.schema.json`` is generated from them.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import msgspec

RESULTS_SCHEMA = "harness.results/1"


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """Base of all values: immutable, compared by content, named fields only."""


# --------------------------------------------------------------------------- verdicts


class Verdict(StrEnum):
    """The closed set of things that can be said of a binary or a case."""

    PASSED = "passed"
    FAILED = "failed"
    CRASHED = "crashed"
    LOCKED_UP = "locked_up"
    TIMED_OUT = "timed_out"
    INCOMPLETE = "incomplete"
    DOES_NOT_FIT = "does_not_fit"
    BUILD_ERROR = "build_error"
    SIMULATOR_ERROR = "simulator_error"
    SKIPPED = "skipped"
    NOT_RUN = "not_run"

    @property
    def green(self) -> bool:
        """Whether the verdict leaves the run green (a skip has a printed reason and is no failure)."""
        return self in (Verdict.PASSED, Verdict.SKIPPED)


# --------------------------------------------------------------------------- targets


class RegionKind(StrEnum):
    FLASH = "flash"
    RAM = "ram"


class MemoryRegion(Value, frozen=True, kw_only=True):
    """One contiguous memory of a part: ``origin`` is its address, ``size_bytes`` its length."""

    name: str
    origin: int
    size_bytes: int
    kind: RegionKind

    @property
    def end(self) -> int:
        """First address behind the region."""
        return self.origin + self.size_bytes


class UartKind(StrEnum):
    """Whose registers a UART has; each is a part of ``micro_tests/support/wire_uart.cc``."""

    CMSDK = "cmsdk"  # Arm's MPS boards
    STM32_V1 = "stm32_v1"  # F1, F2, F4
    STM32_V2 = "stm32_v2"  # F7, H7


class RegisterWrite(Value, frozen=True, kw_only=True):
    """One 32-bit write: ``(old & ~clear) | set_bits`` to ``address``."""

    address: int
    clear: int
    set_bits: int


class Uart(Value, frozen=True, kw_only=True):
    """The UART that is a board's console. ``setup`` is written before it is used (clock gates, pins)."""

    kind: UartKind
    base: int  # address of its first register
    divider: int | None = None  # value of its baud rate register, None: the firmware's own
    setup: tuple[RegisterWrite, ...] = ()


NON_SECURE = "NS_"  # begins the names of regions that belong to an image of the non-secure state


class MemoryVariant(Value, frozen=True, kw_only=True):
    """A memory map that binaries are linked for. The part's own map is named ``native``."""

    name: str
    regions: tuple[MemoryRegion, ...]
    data: str = "RAM"  # region of .data, .bss and the stack
    weights: str = "FLASH"  # region of models' weights; copied there at start where it is RAM
    activations: str = ""  # region of models' activations, empty: where data goes
    uart: Uart | None = (
        None  # where the machine's console is another UART than the part's, or the part's is none
    )

    @property
    def non_secure(self) -> MemoryVariant | None:
        """The map of an image for the non-secure state: the regions called ``NS_…``, without that."""
        regions = tuple(
            msgspec.structs.replace(region, name=region.name.removeprefix(NON_SECURE))
            for region in self.regions
            if region.name.startswith(NON_SECURE)
        )
        return MemoryVariant(name=self.name, regions=regions, uart=self.uart) if regions else None

    def region(self, name: str) -> MemoryRegion:
        return next(region for region in self.regions if region.name == name)


NATIVE = "native"


class Cpu(Value, frozen=True, kw_only=True):
    """What the compiler must know of the core. ``name`` is GCC's ``-mcpu`` (``native`` for the host)."""

    name: str
    float_abi: str = "soft"  # soft | softfp | hard
    fpu: str = "none"  # GCC's -mfpu, or none


class StandIn(Value, frozen=True, kw_only=True):
    """How one simulator stands in for a target: its machine, and the memory variant it needs.

    ``memory`` maps region names to the machine's own sizes in bytes, where they differ from the variant's.
    """

    simulator: str
    machine: str
    variant: str = NATIVE
    memory: dict[str, int] = {}
    args: tuple[str, ...] = ()
    notes: str = ""
    uarts: tuple[str, ...] = ()  # names of the machine's serial ports, in their order
    program: str = ""  # the simulator's program, where it is not the usual one


class Slot(Value, frozen=True, kw_only=True):
    """An image, or a text, that the user gives a board; ``args`` have ``{}`` where it goes."""

    name: str
    title: str
    args: tuple[str, ...]
    is_text: bool = False


class Target(Value, frozen=True, kw_only=True):
    """A board that binaries are built for. It knows nothing of how a simulator is driven."""

    name: str
    title: str
    cpu: Cpu
    variants: tuple[MemoryVariant, ...]
    stand_ins: tuple[StandIn, ...]
    console: str  # semihosting | uart | stdout
    folder: Path
    source: str = ""
    timeout_s: float | None = None
    stack_bytes: int = 4096
    uart: Uart | None = None  # given exactly where console is "uart"
    real: tuple[StandIn, ...] = ()  # stand-ins with the part's own sizes, where the usual ones have less
    serial: Uart | None = None  # the real board's serial port, for applications that are flashed
    roomy: tuple[StandIn, ...] = ()  # stand-ins with room for what the part cannot hold
    memory_violations: str = "fail"  # or warn: what accesses outside of memory do, where a simulator tells
    slots: tuple[Slot, ...] = ()  # the board boots images of the user's, and nothing is built for it
    boots_with: tuple[tuple[str, ...], ...] = ()  # sets of slots, any of which is enough

    @property
    def is_host(self) -> bool:
        return self.cpu.name == "native"

    def variant(self, name: str) -> MemoryVariant:
        return next(variant for variant in self.variants if variant.name == name)

    def console_in(self, variant: MemoryVariant) -> str:
        """The console of binaries that are linked for ``variant``."""
        return "uart" if variant.uart is not None else self.console

    def stand_in(self, simulator: str) -> StandIn | None:
        return next((each for each in self.stand_ins if each.simulator == simulator), None)

    def part_bytes(self, kind: RegionKind) -> int | None:
        """How much of a memory the real part has, whatever stands in for it; None on the host."""
        regions = self.variant(NATIVE).regions
        return sum(region.size_bytes for region in regions if region.kind is kind) or None


# --------------------------------------------------------------------------- binaries


class Dialect(StrEnum):
    """Console dialects, see ``docs/console.md``."""

    V1 = "v1"  # TF_LITE_MICRO_TEST, 2019-2026
    V2 = "v2"  # gtest style, TFLM since January 2026
    PLAIN = "plain"  # nothing but the sentinel


class DeclaredCase(Value, frozen=True, kw_only=True):
    """A case that the binary itself declares, known before it runs.

    ``name`` is the console's spelling (``SimpleTest``, ``AddTest.Float``) as far as the binary tells it.
    """

    name: str
    dialect: Dialect
    file: str | None = None
    line: int | None = None


class Footprint(Value, frozen=True, kw_only=True):
    """What a binary occupies, from its program headers: load size in flash, static RAM, reserved stack."""

    flash_bytes: int
    ram_bytes: int
    stack_bytes: int | None = None


class Image(Value, frozen=True, kw_only=True):
    """A further image that is in memory when the binary starts: another core state's firmware, data, a key.

    An ELF or Intel hex file says itself where it goes; raw bytes go to ``address``.
    """

    path: Path
    address: int | None = None  # given exactly where the file's bytes are taken as they are


class TestBinary(Value, frozen=True, kw_only=True):
    """One thing to boot. ``name`` is unique within target and variant."""

    __test__ = False  # not a pytest class

    name: str
    suite: str
    target: str
    elf: Path
    variant: str = NATIVE
    declared: tuple[DeclaredCase, ...] | None = None  # None: the binary cannot tell (stripped, no symbols)
    footprint: Footprint | None = None
    expect_exit_code: int = 0
    sentinel: str | None = None  # None: the dialects' own
    timeout_s: float | None = None
    profile: str = ""  # real | roomy, for a suite that is run with both memories
    slots: dict[str, str] = {}  # what fills the target's slots: paths, or texts
    images: tuple[Image, ...] = ()  # loaded beside ``elf`` before the start, see harness/images.py

    @property
    def key(self) -> str:
        """Unique name within a run, the same as the result's."""
        return f"{self.target}/{self.variant}/{self.name}"


# --------------------------------------------------------------------------- what a run says


class Fault(Value, frozen=True, kw_only=True):
    """A fault as reported by firmware or simulator. Registers are 32-bit values."""

    kind: str  # HardFault, UsageFault, BusFault, MemManage, SecureFault, Lockup, ...
    message: str
    registers: dict[str, int] = {}
    symbol: str | None = None  # function of PC
    file: str | None = None
    line: int | None = None


class CaseFailure(Value, frozen=True, kw_only=True):
    """One failed expectation inside a case."""

    message: str
    file: str | None = None
    line: int | None = None


class CaseResult(Value, frozen=True, kw_only=True):
    """One case of one binary. ``duration_s`` is host time between its first and last line."""

    name: str
    verdict: Verdict
    failures: tuple[CaseFailure, ...] = ()
    reason: str = ""
    duration_s: float | None = None
    file: str | None = None
    line: int | None = None


class MemoryAccess(Value, frozen=True, kw_only=True):
    """Accesses of one instruction to addresses that the board does not have, which the simulator let pass.

    ``address`` is the first one, ``last_address`` the latest, ``pc`` the instruction's own address.
    """

    kind: str  # read | write
    address: int
    last_address: int
    pc: int
    size_bytes: int
    count: int
    peripheral: bool = False  # in the peripherals' space: may be a peripheral that is not modelled


class EndingKind(StrEnum):
    EXIT = "exit"  # the firmware (or host program) ended by itself
    LOCK_UP = "lock_up"  # the core locked up
    RESET = "reset"  # the firmware asked for a system reset
    KILLED = "killed"  # we stopped it: the verdict was certain
    BUDGET = "budget"  # the guest budget was spent
    WATCHDOG = "watchdog"  # the host watchdog had to protect the machine
    SIGNAL = "signal"  # a host program died of a signal
    SIMULATOR = "simulator"  # the simulator failed or could not start
    INTERRUPTED = "interrupted"  # the user stopped the run


class Ending(Value, frozen=True, kw_only=True):
    """How a session ended. A simulator reports it and never judges it."""

    kind: EndingKind
    exit_code: int | None = None
    message: str = ""
    fault: Fault | None = None
    guest_s: float | None = None  # guest clock at the end
    accesses: tuple[MemoryAccess, ...] = ()  # outside of the board's memory, by instruction, bounded
    remarks: tuple[str, ...] = ()  # what the simulator could not do as the part does it


class Metric(Value, frozen=True, kw_only=True):
    """A measured number with its unit and its source (``elf``, ``firmware``, ``renode``, ``host``).

    ``limit`` is what there is of it, in the same unit: the real part's flash or RAM, the reserved stack.
    """

    name: str  # flash, ram, stack, instructions, virtual_time, ...
    value: float
    unit: str
    source: str
    limit: float | None = None


class Judgement(Value, frozen=True, kw_only=True):
    """What the state machine concludes of one session: pure data, no paths and no processes."""

    verdict: Verdict
    reason: str
    cases: tuple[CaseResult, ...]
    evidence: tuple[str, ...] = ()  # the console lines that matter, oldest first, bounded
    fault: Fault | None = None
    metrics: tuple[Metric, ...] = ()
    remarks: tuple[str, ...] = ()  # worth telling, not decisive


class Attempt(Value, frozen=True, kw_only=True):
    """One boot of a binary. Times in seconds on the host; ``guest_s`` on the simulator's guest clock."""

    judgement: Judgement
    ending: Ending
    started_at: float  # seconds since the epoch
    duration_s: float
    log: Path | None = None
    uart_logs: dict[str, Path] = {}  # of the machine's further UARTs, by their names
    worker: int | None = None  # which of the run's slots booted it, from 0


class BinaryResult(Value, frozen=True, kw_only=True):
    """One binary on one target: the last attempt's verdict, with all attempts kept."""

    name: str
    suite: str
    target: str
    variant: str
    simulator: str
    verdict: Verdict
    reason: str
    cases: tuple[CaseResult, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    metrics: tuple[Metric, ...] = ()
    evidence: tuple[str, ...] = ()
    fault: Fault | None = None
    remarks: tuple[str, ...] = ()
    duration_s: float = 0.0
    elf: Path | None = None
    images: tuple[Image, ...] = ()  # as the binary's
    log: Path | None = None
    rerun: str = ""
    profile: str = ""  # as the binary's
    known: str = ""  # the reason why this trouble is accepted for now; the verdict stays what it is
    fail_on_flaky: bool = False  # being flaky is trouble, too

    @property
    def accepted(self) -> bool:
        """Whether the result leaves the run green: green itself, and not flaky if asked, or known trouble."""
        return bool(self.known) or (self.verdict.green and not (self.flaky and self.fail_on_flaky))

    @property
    def uart_logs(self) -> dict[str, Path]:
        """Logs of the machine's further UARTs, by their names, of the last attempt."""
        return self.attempts[-1].uart_logs if self.attempts else {}

    @property
    def flaky(self) -> bool:
        """Green only after an attempt that was not."""
        return self.verdict.green and any(not each.judgement.verdict.green for each in self.attempts)

    @property
    def key(self) -> str:
        """Unique name within a run."""
        return f"{self.target}/{self.variant}/{self.name}"


class Shard(Value, frozen=True, kw_only=True):
    """A part of a run that several machines share. ``planned`` are the keys of the whole run, sorted."""

    number: int  # from 1
    total: int
    planned: tuple[str, ...] = ()


class RunResult(Value, frozen=True, kw_only=True):
    """A whole run: what was asked, on what, and every result."""

    schema: str = RESULTS_SCHEMA
    harness_version: str
    run_id: str
    started_at: float
    duration_s: float
    arguments: tuple[str, ...]  # argv of this run, for `harness rerun`
    working_folder: Path
    simulators: dict[str, str]  # name -> version
    binaries: tuple[BinaryResult, ...]
    interrupted: bool = False
    notes: tuple[str, ...] = ()
    shard: Shard | None = None  # where this is not the whole run

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many binaries got each verdict, in the order of the enum, absent ones left out."""
        tally = dict.fromkeys(Verdict, 0)
        for binary in self.binaries:
            tally[binary.verdict] += 1
        return {verdict: count for verdict, count in tally.items() if count}
