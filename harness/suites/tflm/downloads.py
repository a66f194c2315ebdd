"""TFLM's third-party code: what of it is missing, and TFLM's own step that downloads it.

The step writes into the checkout's ``downloads`` folder, which git ignores there. It is the one thing that a
run may add to a checkout, and only where it was missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from harness.build import BuildContext
from harness.errors import EnvironmentMissingError
from harness.model import Target, Value
from harness.suites.tflm.ask import make_environment, question_for
from harness.suites.tflm.checkout import DOWNLOADS, MAKE_FOLDER, Checkout
from harness.suites.tflm.options import STOCK, TflmOptions
from harness.suites.tflm.overlay import write_overlay

_SCRIPT = re.compile(r"\$\(MAKEFILE_DIR\)/((?:ext_libs/)?\w+_download\.sh)")
_INCLUDE = re.compile(r"^\s*include \$\(MAKEFILE_DIR\)/([\w./]+)\s*$", re.MULTILINE)
_ARCHIVE = re.compile(r"\(call add_third_party_download,\$\((\w+)\),[^,]*,([\w./-]+)")
_PLACE = re.compile(r"=\s*\"?\$\{DOWNLOADS_DIR\}/([\w.-]+)")
_URL = re.compile(r"\bhttps?://[^\s\"')]+")
_SAID_KEPT = 3


class Part(Value, frozen=True, kw_only=True):
    """One third-party part: the folder that it belongs into, and where TFLM gets it from.

    ``unpacked`` are those whose folder is made before the download, and stays empty where that breaks off.
    """

    place: Path
    source: str
    unpacked: bool = False

    @property
    def missing(self) -> bool:
        try:
            return next(self.place.iterdir(), None) is None and self.unpacked
        except OSError:
            return True


async def fetch_missing(
    checkout: Checkout, options: TflmOptions, target: Target, folder: Path, context: BuildContext
) -> None:
    """Run TFLM's download step where a part is missing.

    Raises:
        EnvironmentMissingError: a part is still missing afterwards.
    """
    missing = missing_parts(checkout, options, target)
    if not missing:
        return
    names = ", ".join(part.place.name for part in missing)
    context.tell(f"TFLM's third-party code is incomplete, its Makefile downloads {names}")
    for part in missing:
        with suppress(OSError):
            part.place.rmdir()  # where it is empty, it would stop the download
    write_overlay(folder / "make", checkout)
    question = question_for(checkout, options, target, folder)
    argv = [each for each in question if each not in ("-n", "build")] + ["third_party_downloads"]
    done = await context.supervisor.run(
        argv,
        cwd=checkout.root,
        env=make_environment(),
        on_output=lambda chunk: _progress(chunk, context),
    )
    missing = missing_parts(checkout, options, target)
    if missing:
        said = [line for line in done.output.decode("utf-8", "replace").splitlines() if line.strip()]
        raise EnvironmentMissingError(
            "\n".join(
                [
                    f"TFLM's download step failed: {' / '.join(said[-_SAID_KEPT:])}",
                    *(f"missing: {part.place} (from {part.source})" for part in missing),
                ]
            ),
            remedy="put each folder there, or run again with a network",
        )


def missing_parts(checkout: Checkout, options: TflmOptions, target: Target) -> tuple[Part, ...]:
    """The parts that the Makefile will want and that are not there."""
    found = {part.place: part for part in _parts(checkout, options, target)}
    return tuple(part for part in found.values() if part.missing)


def _parts(checkout: Checkout, options: TflmOptions, target: Target) -> Iterator[Part]:
    """Every part that the makefiles name which a build of ``target`` reads, by their own text."""
    todo = ["Makefile"]
    if not target.is_host:
        ours = "ext_libs/eyalroz_printf.inc"  # what our board includes
        todo.append(f"targets/{target.name}_makefile.inc" if options.board == STOCK else ours)
    if options.kernels:
        todo.append(f"ext_libs/{options.kernels}.inc")
    texts: dict[str, str] = {}
    while todo:
        name = todo.pop()
        if name not in texts:
            texts[name] = _read(checkout.make_folder / name)
            todo += _INCLUDE.findall(texts[name])
    whole = "\n".join(texts.values())
    for variable, place in _ARCHIVE.findall(whole):
        known = re.search(rf"^\s*{variable}\s*:?=\s*(.*)$", whole, re.MULTILINE)
        urls = _URL.findall(known[1]) if known else []
        source = urls[0] if urls else f"$({variable})"
        yield Part(place=checkout.downloads / place, source=source, unpacked=True)
    for script in dict.fromkeys(_SCRIPT.findall(whole)):
        text = _read(checkout.make_folder / script)
        urls = _URL.findall(re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE))
        for place in dict.fromkeys(_PLACE.findall(text)):
            source = urls[0] if urls else str(MAKE_FOLDER / script)
            yield Part(place=checkout.root / DOWNLOADS / place, source=source)


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def _progress(chunk: bytes, context: BuildContext) -> None:
    for line in chunk.decode("utf-8", "replace").splitlines():
        if line.startswith(("downloading ", "--")) and "http" in line:
            context.tell(line[:200])
