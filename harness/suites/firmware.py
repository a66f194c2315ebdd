"""Suites that are built from ``micro_tests/``: ``micro_tests`` itself, ``misbehaving``, ``interactive``.

CMake writes ``binaries.txt`` into the build folder: suite, name, ELF, targets that are left out,
companion images. Files are relative to the folder, several of anything are separated by commas.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from harness.build import BuildContext, BuildOutcome, FailedStep, build, causes
from harness.config import read_table
from harness.errors import BadBinaryError
from harness.model import BinaryResult, Image, MemoryVariant, Target, TestBinary, Value, Verdict
from harness.resources import platforms_folder
from harness.suites.admission import admit, failed_steps, refusal
from harness.suites.protocol import Prepared, SourcePlace

BINARIES_FILE = "binaries.txt"
EXPECTATIONS_FILE = "expectations.toml"


class Entry(Value, frozen=True, kw_only=True):
    """One line of ``binaries.txt``."""

    suite: str
    name: str
    elf: str  # relative to the build folder
    left_out: tuple[str, ...] = ()  # names of targets
    images: tuple[str, ...] = ()  # companion images, relative to the build folder


class FirmwareSuite:
    """One suite of the CMake project in ``source``; its name is the name of a CMake target there."""

    def __init__(self, name: str, source: Path) -> None:
        self.name = name
        self.source = source

    def sources(self) -> tuple[SourcePlace, ...]:
        """The CMake project; Ninja knows which of its files a binary needs."""
        return (SourcePlace(path=self.source),)

    def build_folder(self, cache_folder: Path, target: Target, variant: MemoryVariant) -> Path:
        """Where ``target`` is built; suites of one project share it, boards of one name do not."""
        board = f"{target.name}-{variant.name}"
        if target.folder.parent != platforms_folder():
            board += f"-{_short_hash(target.folder)}"
        return cache_folder / "build" / f"{self.source.name}-{_short_hash(self.source)}" / board

    async def prepare(self, target: Target, variant: MemoryVariant, context: BuildContext) -> Prepared:
        """Build what must be built.

        Raises:
            EnvironmentMissingError: the toolchain is missing, or the build folder cannot be written.
        """
        folder = self.build_folder(context.cache_folder, target, variant)
        outcome = await build(
            source=self.source,
            build_folder=folder,
            target=target,
            variant=variant,
            goals=(self.name,),
            jobs=context.jobs,
            supervisor=context.supervisor,
            progress=context.progress,
        )
        if outcome.problem:
            return Prepared(failures=(self._broken(outcome, target, variant),), built=outcome.built)
        entries = [each for each in read_binaries(folder / BINARIES_FILE) if each.suite == self.name]
        wanted = [each for each in entries if target.name not in each.left_out]
        blame = await causes(outcome, [each.elf for each in wanted], folder, context.supervisor)
        timeouts_s = self._timeouts_s(target)
        binaries: list[TestBinary] = []
        failures: list[BinaryResult] = []
        remarks: dict[str, tuple[str, ...]] = {}
        for entry in entries:
            if entry not in wanted:
                failures.append(self._left_out(entry, target, variant))
            elif entry.elf in blame:
                failures.append(self._failed(entry, blame[entry.elf], target, variant))
            else:
                info = context.elves.inspect(folder / entry.elf)
                timeout_s = timeouts_s.get(entry.name)
                admitted, told = admit(
                    info,
                    name=entry.name,
                    suite=self.name,
                    target=target,
                    variant=variant,
                    timeout_s=timeout_s,
                    images=tuple(Image(path=folder / each) for each in entry.images),
                )
                if isinstance(admitted, TestBinary):
                    binaries.append(admitted)
                    remarks |= {entry.name: told} if told else {}
                else:
                    failures.append(admitted)
        context.elves.save()
        return Prepared(
            binaries=tuple(binaries), failures=tuple(failures), remarks=remarks, built=outcome.built
        )

    def _timeouts_s(self, target: Target) -> dict[str, float]:
        """Binary -> seconds, where the suite's ``expectations.toml`` gives ``timeout_s`` (for ``target``)."""
        path = self.source / self.name / EXPECTATIONS_FILE
        if not path.is_file():
            return {}
        found: dict[str, float] = {}
        for name, table in read_table(path).items():
            override = table.get("override", {}).get(target.name, {}) if isinstance(table, dict) else {}
            timeout_s = {**table, **override}.get("timeout_s") if isinstance(table, dict) else None
            if timeout_s is not None:
                found[name] = float(timeout_s)
        return found

    def _broken(self, outcome: BuildOutcome, target: Target, variant: MemoryVariant) -> BinaryResult:
        return refusal(
            Verdict.BUILD_ERROR,
            outcome.problem,
            name=self.name,
            suite=self.name,
            target=target,
            variant=variant,
            lines=outcome.lines,
        )

    def _left_out(self, entry: Entry, target: Target, variant: MemoryVariant) -> BinaryResult:
        reason = f"left out on {target.name} by its EXCLUDE in CMakeLists.txt"
        return refusal(
            Verdict.SKIPPED, reason, name=entry.name, suite=self.name, target=target, variant=variant
        )

    def _failed(
        self, entry: Entry, steps: tuple[FailedStep, ...], target: Target, variant: MemoryVariant
    ) -> BinaryResult:
        return failed_steps(steps, name=entry.name, suite=self.name, target=target, variant=variant)


def read_binaries(path: Path) -> tuple[Entry, ...]:
    """The lines of ``binaries.txt``.

    Raises:
        BadBinaryError: it is missing or damaged.
    """
    try:
        lines = path.read_text().splitlines()
    except OSError as error:
        raise BadBinaryError(
            f"{path}: cannot be read: {error.strerror}", remedy="remove the build folder and build again"
        ) from None
    entries = []
    for number, line in enumerate(lines, 1):
        fields = line.split("\t")
        if not line.strip():
            continue
        if len(fields) not in (3, 4, 5):
            raise BadBinaryError(
                f"{path}:{number}: expected suite, name, ELF and targets, found {line!r}",
                remedy="remove the build folder and build again",
            )
        left_out, images = (tuple(filter(None, field.split(","))) for field in (*fields[3:], "", "")[:2])
        entries.append(
            Entry(suite=fields[0], name=fields[1], elf=fields[2], left_out=left_out, images=images)
        )
    return tuple(entries)


def _short_hash(path: Path) -> str:
    return hashlib.sha256(str(path.absolute()).encode()).hexdigest()[:10]
