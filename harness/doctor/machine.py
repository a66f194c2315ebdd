"""Every check of the machine, and the report of them all."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

from harness.doctor.checks import Answer, Check, ask, at_least, version_in
from harness.doctor.packages import find_manager, install_command
from harness.errors import EnvironmentMissingError
from harness.model import Value
from harness.operating_systems import IN_LINUX, supervision_problem
from harness.settings import Settings

PYTHON_MINIMUM = (3, 11)
CMAKE_MINIMUM = (3, 20)
FREE_MINIMUM_BYTES = 512 * 1024**2  # all builds of all targets take about a third of it
NEEDED_SIMULATORS = ("qemu", "host")
# GCC names the file of the chosen multilib, or repeats the bare name where it is not there.
THUMB = ("-mthumb", "-mcpu=cortex-m3")


class Report(Value, frozen=True, kw_only=True):
    """All checks; ``healthy`` where nothing that is needed is missing."""

    healthy: bool
    checks: tuple[Check, ...]


def examine(settings: Settings) -> Report:
    """Look at everything that a run with ``settings`` needs; starts nothing but ``--version`` questions."""
    checks = (_system(), _python(), *tools(), *simulators(), container_engine(), *_folders(settings))
    return Report(healthy=all(each.ok or not each.needed for each in checks), checks=checks)


def tools(search_path: str | None = None) -> tuple[Check, ...]:
    """Compilers and build tools on ``search_path`` (default: PATH)."""

    def question(*command: str) -> Answer:
        return ask(*command, search_path=search_path)

    gcc = question("arm-none-eabi-gcc", "-dumpfullversion")
    checks = [_tool("arm-none-eabi-gcc", gcc)]
    for name, file in (("newlib-nano", "libc_nano.a"), ("libstdc++ for arm-none-eabi", "libstdc++_nano.a")):
        library = question("arm-none-eabi-gcc", *THUMB, f"-print-file-name={file}")
        checks.append(_library(name, file, library))
    checks.append(_tool("cmake", question("cmake", "--version"), minimum=CMAKE_MINIMUM))
    checks.append(_tool("ninja", question("ninja", "--version")))
    checks.append(_tool("g++", question("g++", "-dumpfullversion")))
    checks.append(_tool("ccache", question("ccache", "--version"), needed=False))
    gdb = question("gdb-multiarch", "--version")
    other = gdb if gdb.text else question("arm-none-eabi-gdb", "--version")
    checks.append(_tool("gdb-multiarch", other if other.text else gdb, needed=False))
    return tuple(checks)


def container_engine() -> Check:
    """Whether ``harness test --container`` would find an engine."""
    from harness.containers.engine import engine

    name = "container engine"
    try:
        with engine() as client:
            return Check(name=name, ok=True, needed=False, version=client.version()["Version"])
    except EnvironmentMissingError as error:
        return Check(name=name, ok=False, needed=False, problem=error.message, remedy=error.remedy)


def simulators() -> tuple[Check, ...]:
    """Every simulator that harness knows."""
    from harness.simulators.registry import all_simulators

    checks = []
    for name, simulator in all_simulators().items():
        found = simulator.available()
        package = "qemu-system-arm" if name == "qemu" else ""
        checks.append(
            Check(
                name=f"simulator {name}",
                ok=found.usable,
                needed=name in NEEDED_SIMULATORS,
                version=version_in(found.version) or found.version,
                path=found.path,
                problem=found.problem,
                remedy="" if found.usable else _install(package) or found.remedy,
                package=package,
            )
        )
    return tuple(checks)


def folder(name: str, path: Path, *, minimum_bytes: int = FREE_MINIMUM_BYTES) -> Check:
    """Whether files can be written in ``path`` or its nearest parent that exists, and the room for them."""
    there = next(each for each in (path, *path.parents) if each.exists())
    if not there.is_dir():
        return Check(
            name=name, ok=False, path=path, problem=f"{there} is a file", remedy="choose another folder"
        )
    try:
        with tempfile.TemporaryFile(dir=there):  # never visible under a name where the system can do that
            pass
    except OSError as error:
        problem = f"{there} cannot be written: {error.strerror}"
        return Check(name=name, ok=False, path=path, problem=problem, remedy="choose another folder")
    free_bytes = shutil.disk_usage(there).free
    enough = free_bytes >= minimum_bytes
    wanted = f"{free_bytes / 1024**2:.0f} MB are free, {minimum_bytes // 1024**2} MB are wanted"
    return Check(
        name=name,
        ok=enough,
        version=f"{free_bytes / 1024**3:.1f} GB free",
        path=path,
        problem="" if enough else wanted,
        remedy="" if enough else "free some space or choose another folder",
    )


def _folders(settings: Settings) -> tuple[Check, ...]:
    return folder("report folder", settings.report_folder), folder("cache folder", settings.cache_folder)


def _system(system: str = sys.platform) -> Check:
    problem = supervision_problem(system)
    return Check(
        name="operating system",
        ok=not problem,
        version=platform.release(),
        problem=problem or "",
        remedy=IN_LINUX if problem else "",
    )


def _python() -> Check:
    version = ".".join(str(part) for part in sys.version_info[:3])
    ok = sys.version_info >= PYTHON_MINIMUM
    return Check(
        name="python",
        ok=ok,
        version=version,
        path=Path(sys.executable),
        problem="" if ok else f"{version} is too old, 3.11 is needed",
        remedy="" if ok else "install Python 3.11 or newer and make the environment again with it",
    )


def _tool(name: str, answer: Answer, *, minimum: tuple[int, ...] = (), needed: bool = True) -> Check:
    version = version_in(answer.text)
    problem = answer.problem
    if not problem and minimum and not at_least(version, minimum):
        problem = f"{version or 'an unknown version'} is too old, {'.'.join(map(str, minimum))} is needed"
    return Check(
        name=name,
        ok=not problem,
        needed=needed,
        version=version,
        path=answer.path,
        problem=problem,
        remedy=_install(name) if problem else "",
        package=name,
    )


def _library(name: str, file: str, answer: Answer) -> Check:
    path = Path(os.path.normpath(answer.text.strip())) if answer.text else None
    found = path is not None and path.is_absolute()
    return Check(
        name=name,
        ok=found,
        path=path if found else None,
        problem="" if found else answer.problem or f"the compiler finds no {file}",
        remedy="" if found else _install(name),
        package=name,
    )


def _install(package: str) -> str:
    """The command for ``package``; empty where no package manager is known or none is needed."""
    manager = find_manager() if package else None
    return " ".join(install_command(manager, [package])) if manager else ""
