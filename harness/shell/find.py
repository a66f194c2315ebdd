"""What ``harness shell`` boots: an ELF file, or a binary of a suite by its name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from harness.config import DEFAULT_SUITES
from harness.errors import UsageError
from harness.execution.scheduler import Job
from harness.model import BinaryResult
from harness.settings import Settings
from harness.suggest import did_you_mean
from harness.suites import create_all, is_suite
from harness.workbench import Workbench

TALKING_SUITE = "interactive"
PATIENCE_S = 1.0  # what takes longer is told


async def find_job(
    bench: Workbench, settings: Settings, name: str, tell: Callable[[str], None]
) -> Job | BinaryResult:
    """The one thing called ``name``, or why it cannot be booted.

    ``name`` is an ELF file, a binary of the suites in ``settings``, or ``suite/binary``; ``tell`` takes a
    line for the user where a build takes its time.

    Raises:
        UsageError: there is no such thing.
        as :meth:`harness.workbench.Workbench.prepared`.
    """
    if (settings.working_folder / name).is_file():
        return await bench.find(name)
    suites: tuple[str, ...] = settings.suites
    if suites == DEFAULT_SUITES:  # nobody has chosen: first what is made to be talked to
        suites = (TALKING_SUITE, *suites)
    head, _, rest = name.rpartition("/")
    if is_suite(head) or head in settings.command_suites:
        suites, name = (head,), rest
    elif name.endswith((".elf", ".axf", ".out")) or "/" in name:
        raise UsageError(f"{name}: no such file", remedy="name an ELF file, or a binary of a suite")
    known: list[str] = []
    for suite in create_all(suites, settings.working_folder, commands=settings.command_suites):
        notice = asyncio.get_running_loop().call_later(PATIENCE_S, tell, f"building suite {suite.name}")
        try:
            prepared = await bench.prepared(suite)
        finally:
            notice.cancel()
        for each in prepared:
            found = each.name if isinstance(each, BinaryResult) else each.binary.name
            if found == name:
                return each
            known.append(found)
    raise UsageError(
        f"no binary is named {name!r}; {did_you_mean(name, known)}", remedy="`harness list tests` shows all"
    )
