"""What differs between Renode's versions, all in this one place.

Sources: Renode's change log and its own tests at each release. Nightly builds carry the number of the last
release; they are told apart by the date in their build text (``06854d4d-202608211448``).
"""

from __future__ import annotations

import re

from harness.model import Value

OLDEST = (1, 13, 0)

_NUMBER = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+))?")
_BUILD_DATE = re.compile(r"-(20\d{6})\d{4}\b")


class Version(Value, frozen=True, kw_only=True):
    """``number`` as in ``1.16.1``; ``built`` is the day of a build (20260821), 0 where it does not tell."""

    number: tuple[int, int, int]
    built: int = 0
    text: str = ""

    def __str__(self) -> str:
        return self.text or ".".join(map(str, self.number))


class ConsoleStyle(Value, frozen=True, kw_only=True):
    """How a semihosting console is attached to a Cortex-M.

    ``overlay`` is appended to the platform description; ``path`` names the console in monitor commands.
    """

    name: str
    overlay: str
    path: str


ON_CPU = ConsoleStyle(
    name="cpu",
    overlay="harnessConsole: UART.SemihostingUart @ cpu\n",
    path="sysbus.cpu.harnessConsole",
)
ON_HANDLER = ConsoleStyle(
    name="semihosting",
    overlay=(
        "harnessSemihosting: CPU.SemihostingHandler @ cpu\n\n"
        "harnessConsole: UART.SemihostingUart @ harnessSemihosting\n"
    ),
    path="sysbus.cpu.harnessSemihosting.harnessConsole",
)


class Traits(Value, frozen=True, kw_only=True):
    """What harness must know of a version in order to drive it."""

    headless_flag: str
    announces_robot_port: bool  # takes --robot-server-port 0 and writes $TMPDIR/renode-<pid>/robot_port
    consoles: tuple[ConsoleStyle, ...]  # in the order in which they are tried
    # Whether SYS_EXIT and SYS_WRITE do what they should; where not, only SYS_WRITEC, WRITE0 and READC do.
    full_semihosting: bool
    # Whether a fault inside of a fault handler becomes a HardFault or a lock-up.
    models_lock_up: bool
    # numberOfMPURegions of a CPU.CortexM, so that a part without an MPU can be described.
    sets_mpu_regions: bool


# From this version or build day on, and what changed then.
_CHANGES: tuple[tuple[tuple[int, int, int], int, dict[str, object]], ...] = (
    (
        OLDEST,
        0,
        {
            "headless_flag": "--disable-xwt",
            "announces_robot_port": False,
            "consoles": (ON_CPU,),
            "full_semihosting": False,
            "models_lock_up": False,
            "sets_mpu_regions": False,
        },
    ),
    ((1, 13, 3), 0, {"sets_mpu_regions": True}),
    ((1, 14, 0), 0, {"announces_robot_port": True}),
    ((1, 15, 0), 0, {"headless_flag": "--disable-gui"}),
    (
        (1, 16, 2),
        20260507,
        {
            "consoles": (ON_HANDLER, ON_CPU),
            "full_semihosting": True,
            "models_lock_up": True,
        },
    ),
)


def parse_version(text: str) -> Version | None:
    """Read what ``renode --version`` or the monitor's ``version`` prints; None where it is no version."""
    number = _NUMBER.search(text)
    if number is None:
        return None
    built = _BUILD_DATE.search(text)
    return Version(
        number=(int(number[1]), int(number[2]), int(number[3] or 0)),
        built=int(built[1]) if built else 0,
        text=number[0].lstrip("v"),
    )


def traits_of(version: Version) -> Traits:
    """What ``version`` needs. Versions newer than any known one are driven like the newest known."""
    values: dict[str, object] = {}
    for since, since_built, change in _CHANGES:
        if version.number >= since or (since_built and version.built >= since_built):
            values |= change
    if not values:
        values = dict(_CHANGES[0][2])
    return Traits(**values)  # type: ignore[arg-type]
