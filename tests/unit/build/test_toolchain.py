from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness.build.toolchain import find_toolchain
from harness.errors import EnvironmentMissingError, ExitCode
from harness.targets import load_targets


def tools(folder: Path, *names: str) -> str:
    for name in names:
        path = folder / name
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
    return str(folder)


def test_all_that_is_missing_comes_with_the_command_that_installs_it(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentMissingError) as caught:
        find_toolchain(load_targets()["bluepill"], tools(tmp_path, "cmake"))
    text = str(caught.value)
    assert text.startswith(
        "ninja, arm-none-eabi-gcc, arm-none-eabi-g++ are not installed, needed to build for bluepill"
    )
    assert "ninja-build gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib" in text
    assert caught.value.exit_code is ExitCode.ENVIRONMENT


def test_the_host_needs_no_cross_compiler(tmp_path: Path) -> None:
    path = tools(tmp_path, "cmake", "ninja", "cc")
    with pytest.raises(EnvironmentMissingError, match=r"c\+\+ is not installed, needed to build for host"):
        find_toolchain(load_targets()["host"], path)
    found = find_toolchain(load_targets()["host"], tools(tmp_path, "c++"))
    assert found.cxx_compiler == tmp_path / "c++"
    assert found.ccache is None


def test_a_replaced_compiler_changes_the_fingerprint(tmp_path: Path) -> None:
    path = tools(tmp_path, "cmake", "ninja", "cc", "c++", "ccache")
    host = load_targets()["host"]
    before = find_toolchain(host, path).fingerprint()
    assert find_toolchain(host, path).fingerprint() == before
    os.utime(tmp_path / "cc", ns=(1, 1))
    assert find_toolchain(host, path).fingerprint() != before
