"""ELF files that somebody else built: single files, folders of them, globs."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NoReturn

from harness.build.context import BuildContext
from harness.elf import ElfInfo, check_core
from harness.elf.container import looks_like_elf
from harness.errors import BadBinaryError, NothingToRunError
from harness.images import image_format
from harness.model import BinaryResult, Image, MemoryVariant, Target, TestBinary, Value, Verdict
from harness.suites.admission import admit, refusal
from harness.suites.protocol import Prepared, SourcePlace

ELF_SUFFIX = ".elf"
OTHER_SUFFIXES = ("", ".axf", ".out")  # taken where the content is ELF
GLOB_CHARACTERS = frozenset("*?[")


class Found(Value, frozen=True, kw_only=True):
    """A file to look at. ``named`` says that the user named it, so a mistake in it stops the run."""

    path: Path
    relative: Path  # to the folder that was named
    named: bool


class PrebuiltSuite:
    """The ELF files at ``paths``: files, folders (searched recursively) or globs.

    A mistake in a file that was named stops the run; with ``strict=False`` it is a result, as in a folder.
    """

    def __init__(
        self, name: str, paths: Iterable[Path], *, strict: bool = True, beside: Iterable[Image] = ()
    ) -> None:
        self.name = name
        self.paths = tuple(paths)
        self._strict = strict
        self._beside = tuple(beside)

    def sources(self) -> tuple[SourcePlace, ...]:
        """The files that were named, and the folders that hold the others."""
        return tuple(_place(path) for path in self.paths)

    async def prepare(self, target: Target, variant: MemoryVariant, context: BuildContext) -> Prepared:
        """Look at every file. Nothing is built.

        Raises:
            BadBinaryError: a file that was named, or is to be loaded beside it, is missing, damaged, or for
                another machine.
            NothingToRunError: there is no ELF file.
        """
        for image in self._beside:
            image_format(image)  # a mistake in it should not cost a boot
        found = [each for path in self.paths for each in find_elves(path)]
        if not found:
            paths = ", ".join(map(str, self.paths))
            raise NothingToRunError(f"{paths}: no ELF files there", remedy="name a folder that holds some")
        binaries: list[TestBinary] = []
        failures: list[BinaryResult] = []
        remarks: dict[str, tuple[str, ...]] = {}
        names = unique_names(found)
        for file, name in zip(found, names, strict=True):
            admitted, told = self._admit(file, name, target, variant, context)
            if isinstance(admitted, TestBinary):
                binaries.append(admitted)
                remarks |= {name: told} if told else {}
            elif context.wants(self._unbooted(file, admitted, context)):
                failures.append(admitted)
        context.elves.save()
        return Prepared(
            binaries=tuple(binaries), failures=tuple(failures), remarks=remarks, known=tuple(names)
        )

    def _admit(
        self, file: Found, name: str, target: Target, variant: MemoryVariant, context: BuildContext
    ) -> tuple[TestBinary | BinaryResult, tuple[str, ...]]:
        _check_name(file.path)
        problem = Verdict.BUILD_ERROR  # a damaged file; nothing that a simulator could be blamed for
        try:
            info: ElfInfo = context.elves.inspect(file.path)
            problem = Verdict.SKIPPED  # a sound file, for another machine
            check_core(info, target)
        except BadBinaryError as error:
            if file.named and self._strict and (context.alone or problem is not Verdict.SKIPPED):
                raise
            reason = error.message.removeprefix(f"{file.path}: ")
            return refusal(
                problem,
                reason,
                name=name,
                suite=self.name,
                target=target,
                variant=variant,
                elf=file.path,
            ), ()
        return admit(info, name=name, suite=self.name, target=target, variant=variant, images=self._beside)

    def _unbooted(self, file: Found, result: BinaryResult, context: BuildContext) -> TestBinary:
        """What was refused, as what it would have been, with the cases that it declares."""
        try:
            declared = context.elves.inspect(file.path).declared
        except BadBinaryError:
            declared = None
        return TestBinary(
            name=result.name,
            suite=self.name,
            target=result.target,
            elf=file.path,
            variant=result.variant,
            declared=declared,
        )


def is_glob(text: str | Path) -> bool:
    """Whether the text holds a wildcard."""
    return not GLOB_CHARACTERS.isdisjoint(str(text))


def is_present(path: Path) -> bool:
    """Whether there is something at ``path``; also where a folder on the way may not be entered."""
    try:
        return path.exists()
    except PermissionError:  # looking at the file will say so
        return True


def find_elves(path: Path) -> Iterator[Found]:
    """The files that ``path`` means, sorted; a file itself, whatever it is.

    Raises:
        BadBinaryError: a folder cannot be read.
    """
    if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir() raises where it may not look
        for each in walk(path):
            if is_candidate(each):
                yield Found(path=each, relative=each.relative_to(path), named=False)
    elif is_present(path) or not is_glob(path):
        yield Found(path=path, relative=Path(path.name), named=True)
    else:
        anchor = path.anchor or "."
        for each in sorted(Path(anchor).glob(str(path.relative_to(path.anchor)))):
            if each.is_dir():
                yield from find_elves(each)
            elif is_candidate(each):
                yield Found(path=each, relative=Path(each.name), named=False)


def unique_names(files: Iterable[Found]) -> list[str]:
    """One name for each file: as short as it can be and still be unique, numbered where nothing else is."""
    found = list(files)
    styles = [
        [each.relative.with_suffix("").as_posix() for each in found],
        [each.relative.as_posix() for each in found],
        [(each.path.parent.name / each.relative.with_suffix("")).as_posix() for each in found],
    ]
    often = [Counter(names) for names in styles]
    taken: set[str] = set()
    chosen: list[str] = []
    for choices in zip(*styles, strict=True):
        fitting = (name for name, count in zip(choices, often, strict=True) if count[name] == 1)
        base = name = next(fitting, choices[0])
        number = 2
        while name in taken:
            name, number = f"{base}-{number}", number + 1
        taken.add(name)
        chosen.append(name)
    return chosen


def _place(path: Path) -> SourcePlace:
    if is_glob(path) and not is_present(path):
        fixed = next(each for each in path.parents if not is_glob(each))
        return SourcePlace(path=fixed, takes=is_candidate)
    if os.path.isdir(path):  # noqa: PTH112 - as in find_elves
        return SourcePlace(path=path, takes=is_candidate)
    return SourcePlace(path=path.parent, files=frozenset([path]))


def _check_name(path: Path) -> None:
    """Reports are UTF-8, and so is every path in them."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise BadBinaryError(f"{path}: its name is not valid UTF-8", remedy="rename it") from None


def walk(folder: Path) -> Iterator[Path]:
    """All files below ``folder`` but hidden ones, sorted.

    Raises:
        BadBinaryError: a folder cannot be read; what it holds must not be missing without a word.
    """

    def refuse(error: OSError) -> NoReturn:
        raise BadBinaryError(
            f"{error.filename}: cannot be read: {error.strerror}", remedy="check the folder's permissions"
        ) from None

    for place, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        yield from (Path(place, each) for each in sorted(files) if not each.startswith("."))


def is_candidate(path: Path) -> bool:
    """Whether a suite looks at the file.

    One called .elf is always looked at, so that a damaged one is not passed over in silence.
    """
    if path.suffix.lower() == ELF_SUFFIX:
        return True
    return path.suffix.lower() in OTHER_SUFFIXES and path.is_file() and looks_like_elf(path)
