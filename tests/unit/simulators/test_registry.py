"""What ``auto`` chooses, and what it says of its choice."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import EnvironmentMissingError
from harness.execution.supervisor import Supervisor
from harness.lanes import choices, lanes, with_profiles
from harness.settings import Settings
from harness.simulators.renode import RenodeContainerSimulator

RENODE, QEMU = "echo Renode v1.16.1.2154", "echo QEMU emulator version 7.2.22"


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is all of PATH."""
    for variable in ("HARNESS_RENODE", "HARNESS_QEMU"):
        monkeypatch.delenv(variable, raising=False)
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "env").symlink_to("/usr/bin/env")
    monkeypatch.setenv("PATH", str(folder))
    return folder


def program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def chosen(folder: Path, *targets: str, simulator: str = "auto") -> tuple[dict[str, str], tuple[str, ...]]:
    settings = Settings(targets=targets, simulator=simulator, cache_folder=folder, working_folder=folder)
    found = lanes(settings, Supervisor())
    return {lane.target.name: lane.simulator.name for lane in found}, choices(found)


def test_renode_is_preferred_where_the_board_has_a_machine(install: Path) -> None:
    program(install / "renode", RENODE)
    program(install / "qemu-system-arm", QEMU)
    names, said = chosen(install, "host", "bluepill", "stm32f746", "mps2_an385")
    assert names == {"host": "host", "bluepill": "renode", "stm32f746": "renode", "mps2_an385": "qemu"}
    assert said == ("bluepill, stm32f746: renode 1.16.1 (auto; qemu 7.2.22 is there too)",)


def test_what_was_asked_for_needs_no_words(install: Path) -> None:
    program(install / "renode", RENODE)
    program(install / "qemu-system-arm", QEMU)
    assert chosen(install, "bluepill", simulator="qemu") == ({"bluepill": "qemu"}, ())


def test_without_renode_it_is_qemu(install: Path) -> None:
    program(install / "qemu-system-arm", QEMU)
    assert chosen(install, "bluepill") == ({"bluepill": "qemu"}, ())


def test_a_renode_that_cannot_be_used_is_told(install: Path) -> None:
    program(install / "qemu-system-arm", QEMU)
    program(install / "renode", "echo Renode v1.12.0.3")
    names, (said,) = chosen(install, "bluepill")
    assert names == {"bluepill": "qemu"}
    assert said.startswith("bluepill: qemu 7.2.22 (auto; ")
    assert "1.13.0 is the oldest" in said


def test_a_container_is_never_chosen_unasked(install: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        RenodeContainerSimulator, "available", lambda _: pytest.fail("the engine was asked for an image")
    )
    program(install / "qemu-system-arm", QEMU)
    assert chosen(install, "bluepill", "stm32f746")[0] == {"bluepill": "qemu", "stm32f746": "qemu"}


def test_a_container_without_an_engine_is_named(install: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{install}/none")
    with pytest.raises(EnvironmentMissingError, match="no Docker engine answers"):
        chosen(install, "bluepill", simulator="renode-container")


def test_what_renode_has_no_room_for_runs_in_qemu(install: Path) -> None:
    program(install / "renode", RENODE)
    program(install / "qemu-system-arm", QEMU)

    def profiles(simulator: str) -> list[tuple[str, str, str]]:
        settings = Settings(
            targets=("bluepill",), simulator=simulator, cache_folder=install, working_folder=install
        )
        (lane,) = lanes(settings, Supervisor())
        return [(each.profile, each.simulator.name, each.variant) for each in with_profiles(lane, settings)]

    assert profiles("auto") == [("real", "renode", "native"), ("roomy", "qemu", "roomy")]
    assert profiles("renode") == [("real", "renode", "native")]
    assert profiles("qemu") == [("real", "qemu", "native"), ("roomy", "qemu", "roomy")]


def test_where_nothing_is_installed_the_easiest_is_named(install: Path) -> None:
    with pytest.raises(EnvironmentMissingError, match="target bluepill: qemu-system-arm is not installed"):
        chosen(install, "bluepill")
