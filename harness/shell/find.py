"""What ``harness shell`` boots: an ELF file, or a binary of a suite by its name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from harness.config import DEFAULT_SUITES
from harness.errors import UsageError
from harness.execution.scheduler import Job
from harness.model import BinaryResult
from harness.planning import job_for
from harness.settings import Settings
from harness.suggest import did_you_mean
from harness.suites import Suite, create, create_all, is_suite
from harness.suites.dialogue import boots_images
from harness.workbench import Workbench

TALKING_SUITE = "interactive"
IMAGES_SUITE = "images"
PATIENCE_S = 1.0  # what takes longer is told


async def find_job(
    bench: Workbench,
    settings: Settings,
    name: str,
    tell: Callable[[str], None],
    images: tuple[str, ...] = (),
) -> Job | BinaryResult:
    """The one thing called ``name``, or why it cannot be booted.

    ``name`` is an ELF file, a binary of the suites in ``settings``, ``suite/binary``, or a dialogue;
    ``images`` are the user's, as ``NAME=FILE``; ``tell`` takes a line where a build takes its time.

    Raises:
        UsageError: there is no such thing.
        as :meth:`harness.workbench.Workbench.prepared`.
    """
    if name not in settings.dialogues and (await bench.lanes())[0].target.slots:
        return await images_job(bench, settings, (name, *images) if name else images)
    if name not in settings.dialogues and (images or not name):
        raise UsageError(
            f"{(await bench.lanes())[0].target.name} takes a program"
            + (", and no --image" if images else ""),
            remedy="name an ELF file, or a binary of a suite",
        )
    if name in settings.dialogues:
        suite: Suite = create(name, settings.working_folder, dialogues=settings.dialogues)
        return (await bench.prepared(suite))[0]
    if (settings.working_folder / name).is_file():
        return await bench.find(name)
    suites: tuple[str, ...] = settings.suites
    if suites == DEFAULT_SUITES:  # nobody has chosen: first what is made to be talked to
        suites = (TALKING_SUITE, *suites)
    head, _, rest = name.rpartition("/")
    if is_suite(head) or head in settings.own_suites:
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


async def images_job(bench: Workbench, settings: Settings, given: tuple[str, ...]) -> Job:
    """What boots the images ``given`` as ``NAME=FILE``; a FILE alone is the board's first one.

    Raises:
        UsageError: the board has no such image, or needs others.
    """
    lane = (await bench.lanes())[0]
    target = lane.target
    slots = {slot.name: slot for slot in target.slots}
    filled = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals:
            name, value = target.boots_with[0][0], each
        if name not in slots:
            raise UsageError(f"{target.name} has no image {name!r}; {did_you_mean(name, slots)}")
        filled[name] = value if slots[name].is_text else str((settings.working_folder / value).resolve())
    binary = boots_images(
        Path(next(iter(filled.values()), IMAGES_SUITE)).stem, IMAGES_SUITE, target, filled, "check the path"
    )
    return job_for(binary, lane, settings)
