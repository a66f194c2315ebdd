"""The tools that a build needs: found on PATH, or the command that installs them."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

from harness.errors import EnvironmentMissingError
from harness.model import Target, Value

# program -> what brings it, by the names of harness.doctor.packages
_COMMON = {"cmake": "cmake", "ninja": "ninja"}
_ARM = {"arm-none-eabi-gcc": "arm-none-eabi-gcc", "arm-none-eabi-g++": "arm-none-eabi-gcc"}
_ARM_LIBRARIES = ("newlib-nano", "libstdc++ for arm-none-eabi")  # packages of their own
_HOST = {"cc": "g++", "c++": "g++"}


class Toolchain(Value, frozen=True, kw_only=True):
    """Where the tools for one target are. ``ccache`` is None where it is not installed."""

    cmake: Path
    ninja: Path
    c_compiler: Path
    cxx_compiler: Path
    ccache: Path | None = None

    def fingerprint(self) -> tuple[str, ...]:
        """Changes when a tool is replaced: a build tree configured with another compiler is of no use."""
        tools = (self.cmake, self.ninja, self.c_compiler, self.cxx_compiler)
        found = [f"{path} {path.stat().st_mtime_ns}" for path in tools]
        return (*found, str(self.ccache))


def find_toolchain(target: Target, path: str | None = None) -> Toolchain:
    """Find the tools for ``target`` on ``path`` (default: PATH); nothing is started.

    Raises:
        EnvironmentMissingError: one is missing; the remedy is the command that installs all missing ones.
    """
    compilers = _HOST if target.is_host else _ARM
    wanted = _COMMON | compilers
    found = {program: shutil.which(program, path=path) for program in wanted}
    missing = [program for program, place in found.items() if place is None]
    if missing:
        packages = [wanted[program] for program in missing]
        if any(program in _ARM for program in missing):
            packages += _ARM_LIBRARIES
        raise EnvironmentMissingError(
            f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not installed, "
            f"needed to build for {target.name}",
            remedy=f"run `{_install(packages)}` or `harness setup`",
        )
    cmake, ninja, c_compiler, cxx_compiler = (Path(place) for place in found.values() if place)
    ccache = shutil.which("ccache", path=path)
    return Toolchain(
        cmake=cmake,
        ninja=ninja,
        c_compiler=c_compiler,
        cxx_compiler=cxx_compiler,
        ccache=Path(ccache) if ccache else None,
    )


def _install(packages: list[str]) -> str:
    from harness.doctor.packages import APT, find_manager, install_command  # only a failure needs it

    return shlex.join(install_command(find_manager() or APT, packages))
