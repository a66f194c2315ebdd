"""Which folders of the host a run needs, each at its own path."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import harness
from harness.errors import UsageError
from harness.model import Value
from harness.reports.github.report import SUMMARY_VARIABLE
from harness.settings import Settings

_TAKEN = tuple(
    map(Path, ("/", "/bin", "/dev", "/etc", "/lib", "/opt", "/proc", "/sbin", "/sys", "/tmp", "/usr"))
)


class Mount(Value, frozen=True, kw_only=True):
    """``path`` of the host, at the same place in the container."""

    path: Path
    writable: bool


def mounts_of(settings: Settings) -> tuple[Mount, ...]:
    """The folders that the run reads or writes; those that it writes exist afterwards, and are the user's.

    Raises:
        UsageError: one of them would hide the container's own files.
    """
    written = [settings.working_folder, settings.report_folder, settings.cache_folder]
    written += [path.parent for path in (settings.junit, settings.json, settings.history) if path is not None]
    summary = os.environ.get(SUMMARY_VARIABLE)
    written += [Path(summary).parent] if summary else []
    for folder in written:
        folder.mkdir(parents=True, exist_ok=True)
    read = [code_folder(), *settings.platform_folders]
    read += [
        path for path in (settings.tflm_root, settings.tflm_expectations, settings.plan) if path is not None
    ]
    read += [image.path for image in settings.beside]
    read += [spec.folder for spec in settings.command_suites.values()]
    read += [path for each in settings.dialogues.values() for path in each.files if path.exists()]
    named = (*settings.suites, *settings.selectors)
    read += [path for name in named if (path := Path(name)).is_absolute() and path.exists()]
    found = (
        *(Mount(path=_real(path), writable=True) for path in written),
        *(Mount(path=_real(path), writable=False) for path in read),
    )
    for mount in found:
        if mount.path in _TAKEN:
            raise UsageError(
                f"{mount.path} cannot be mounted into a container", remedy="work in a folder of your own"
            )
    return _outermost(found)


def code_folder() -> Path:
    """What Python imports harness from: the checkout, or the package among other installed ones."""
    package = Path(harness.__file__).resolve().parent
    checkout = package.parent
    return checkout if (checkout / "pyproject.toml").is_file() else package


def _real(path: Path) -> Path:
    return path.resolve()


def _outermost(mounts: Iterable[Mount]) -> tuple[Mount, ...]:
    """Without those that lie in another one of the same rights, or of more."""
    kept: list[Mount] = []
    for mount in sorted(mounts, key=lambda each: (len(each.path.parts), not each.writable)):
        covered = any(
            mount.path.is_relative_to(each.path) and (each.writable or not mount.writable) for each in kept
        )
        if not covered:
            kept.append(mount)
    return tuple(kept)
