"""Which package of which package manager brings a tool."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable

from harness.model import Value


class Manager(Value, frozen=True, kw_only=True):
    """A package manager: its program, how it installs, and whether ``harness setup`` may drive it."""

    name: str
    install: tuple[str, ...]
    refresh: tuple[str, ...] = ()
    as_root: bool = True
    driven: bool = False


APT = Manager(
    name="apt",
    install=("apt-get", "install", "-y", "--no-install-recommends"),
    refresh=("apt-get", "update"),
    driven=True,
)
DNF = Manager(name="dnf", install=("dnf", "install", "-y"))
BREW = Manager(name="brew", install=("brew", "install"), as_root=False)
PROGRAMS = {"apt-get": APT, "dnf": DNF, "brew": BREW}

# Package names as of Debian 12, Fedora 40 and Homebrew; a dash says that the manager has none.
PACKAGES: dict[str, dict[str, str]] = {
    "qemu-system-arm": {"apt": "qemu-system-arm", "dnf": "qemu-system-arm-core", "brew": "qemu"},
    "arm-none-eabi-gcc": {
        "apt": "gcc-arm-none-eabi",
        "dnf": "arm-none-eabi-gcc-cs",
        "brew": "arm-none-eabi-gcc",
    },
    "newlib-nano": {
        "apt": "libnewlib-arm-none-eabi",
        "dnf": "arm-none-eabi-newlib",
        "brew": "--cask gcc-arm-embedded",
    },
    "libstdc++ for arm-none-eabi": {
        "apt": "libstdc++-arm-none-eabi-newlib",
        "dnf": "arm-none-eabi-gcc-cs-c++",
        "brew": "--cask gcc-arm-embedded",
    },
    "cmake": {"apt": "cmake", "dnf": "cmake", "brew": "cmake"},
    "ninja": {"apt": "ninja-build", "dnf": "ninja-build", "brew": "ninja"},
    "ccache": {"apt": "ccache", "dnf": "ccache", "brew": "ccache"},
    "gdb-multiarch": {"apt": "gdb-multiarch", "dnf": "gdb", "brew": "arm-none-eabi-gdb"},
    "g++": {"apt": "g++", "dnf": "gcc-c++", "brew": "gcc"},
}


def find_manager(search_path: str | None = None) -> Manager | None:
    """The package manager of this machine; None where it has none that we know."""
    for program, manager in PROGRAMS.items():
        if shutil.which(program, path=search_path):
            return manager
    return None


def install_command(
    manager: Manager, packages: Iterable[str], *, root: bool | None = None
) -> tuple[str, ...]:
    """The command that installs ``packages`` (keys of :data:`PACKAGES`); ``root``: whether we are it."""
    names = dict.fromkeys(word for each in packages for word in PACKAGES[each][manager.name].split())
    return (*privileged(manager, root=root), *manager.install, *names)


def privileged(manager: Manager, *, root: bool | None = None) -> tuple[str, ...]:
    """``sudo`` where the manager must run as root and we are not."""
    is_root = os.geteuid() == 0 if root is None else root
    return ("sudo",) if manager.as_root and not is_root else ()
