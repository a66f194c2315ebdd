"""The layout of a TFLM checkout, checked before anything is started in it."""

from __future__ import annotations

import re
from pathlib import Path

from harness.errors import UsageError
from harness.model import Value

MAKE_FOLDER = Path("tensorflow/lite/micro/tools/make")
MAKEFILE = MAKE_FOLDER / "Makefile"
TARGETS_FOLDER = MAKE_FOLDER / "targets"
DOWNLOADS = MAKE_FOLDER / "downloads"
_REMEDY = "name the top folder of a checkout with --tflm-root, or root in [suite.tflm]"
_UNFIT = re.compile(r"[\s$#:%*?\[\]\\'\"]")  # make cannot have them in a file's name


class Checkout(Value, frozen=True, kw_only=True):
    """A checkout at ``root`` (absolute)."""

    root: Path

    @property
    def make_folder(self) -> Path:
        return self.root / MAKE_FOLDER

    @property
    def downloads(self) -> Path:
        return self.root / DOWNLOADS

    def boards(self) -> tuple[str, ...]:
        """TFLM's own boards: ``targets/<name>_makefile.inc``."""
        ending = "_makefile.inc"
        found = (self.root / TARGETS_FOLDER).glob(f"*{ending}")
        return tuple(sorted(path.name.removesuffix(ending) for path in found))


def open_checkout(root: Path | None) -> Checkout:
    """The checkout at ``root``.

    Raises:
        UsageError: none is named, or it lacks what every checkout has.
    """
    if root is None:
        raise UsageError("the suite tflm needs a checkout of TensorFlow Lite Micro", remedy=_REMEDY)
    root = root.absolute()
    if not root.is_dir():
        raise UsageError(f"{root}: no such folder", remedy=_REMEDY)
    for part in (MAKEFILE, TARGETS_FOLDER):
        if not (root / part).exists():
            problem = f"{root}: no TFLM checkout that harness knows: {part} is missing"
            raise UsageError(problem, remedy=_REMEDY)
    check_path(root)
    return Checkout(root=root)


def check_path(path: Path) -> None:
    """Refuse a path that make would read as something else.

    Raises:
        UsageError: it holds a blank or one of make's own characters.
    """
    unfit = _UNFIT.search(str(path))
    if unfit:
        raise UsageError(
            f"{path}: make cannot work in a folder with {unfit[0]!r} in its name", remedy="use another folder"
        )
