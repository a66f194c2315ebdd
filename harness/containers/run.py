"""One run in one container."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from harness import __version__
from harness.containers.engine import engine
from harness.containers.mounts import code_folder, mounts_of
from harness.settings import Settings

DEFAULT_IMAGE = f"harness:{__version__}"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# What the run would find otherwise inside, or must not find.
_KEPT = ("TERM", "NO_COLOR", "FORCE_COLOR", "CI", "SOURCE_DATE_EPOCH")
_OWN = ("HARNESS_IMAGE", "HARNESS_QEMU", "HARNESS_RENODE", "HARNESS_CACHE", "HARNESS_REPORT_FOLDER")
_STDERR = 2


def run_in_container(settings: Settings, arguments: Sequence[str]) -> int:
    """Run ``harness ARGUMENTS`` in a container of the image of ``settings``; returns its exit code.

    The container has no network, a read-only root and the rights of the user. It ends with us, whatever
    happens to us: by a signal that is passed on, or as its standard input closes.

    Raises:
        EnvironmentMissingError: there is no engine or no image, or the engine refuses.
        UsageError: a folder cannot be mounted.
    """
    mounts = mounts_of(settings)
    tty = sys.stdout.isatty() and sys.stderr.isatty()
    with engine() as client:
        container = client.containers.create(
            settings.image or DEFAULT_IMAGE,
            ["python3", "-P", str(Path(__file__).with_name("inside.py")), *arguments],
            user=f"{os.getuid()}:{os.getgid()}",
            working_dir=str(settings.working_folder),
            environment=_environment(settings),
            volumes={
                str(each.path): {"bind": str(each.path), "mode": "rw" if each.writable else "ro"}
                for each in mounts
            },
            network_mode="none",
            read_only=True,
            tmpfs={"/tmp": "rw,exec,mode=1777"},
            cap_drop=["ALL"],
            security_opt=["no-new-privileges"],
            init=shutil.which("docker-init") is not None or None,
            tty=tty,
            stdin_open=True,
            labels={"harness": __version__},
        )
        try:
            with attached(client.api, container, tty=tty) as frames, _passing_on(container):
                container.start()
                for stream, data in frames:
                    out = sys.stderr if stream == _STDERR else sys.stdout
                    out.buffer.write(data)
                    out.flush()
            return int(container.wait()["StatusCode"])
        finally:
            container.remove(force=True)


def _environment(settings: Settings) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if name.startswith(("HARNESS_", "GITHUB_"))}
    kept = {name: value for name, value in ours.items() if name not in _OWN}
    kept |= {name: os.environ[name] for name in _KEPT if name in os.environ}
    columns, lines = shutil.get_terminal_size()
    folder = code_folder()
    return kept | {
        "HOME": "/tmp",
        "HARNESS_PROGRAM": settings.program,
        "HARNESS_CACHE": str(settings.cache_folder),
        "HARNESS_REPORT_FOLDER": str(settings.report_folder),
        # The same harness inside as outside.
        "PYTHONPATH": str(folder if (folder / "pyproject.toml").is_file() else folder.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        "COLUMNS": str(columns),
        "LINES": str(lines),
    }


@contextlib.contextmanager
def attached(api: Any, container: Any, *, tty: bool) -> Iterator[Iterator[tuple[int, bytes]]]:
    """Its output as (stream, bytes); while we are attached, its standard input is open."""
    from docker.utils.socket import frames_iter

    wished = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
    attached = api.attach_socket(container.id, wished)
    try:
        yield frames_iter(attached, tty)
    finally:
        attached.close()


@contextlib.contextmanager
def _passing_on(container: Any) -> Iterator[None]:
    """Signals go to the container, which ends in its own time and tells what there is."""

    def pass_on(number: int, _: object) -> None:
        with contextlib.suppress(Exception):  # it has ended by itself
            container.kill(signal=number)

    before = {number: signal.signal(number, pass_on) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
