"""From findings to commands."""

from __future__ import annotations

import pytest

from harness.doctor.checks import Check
from harness.doctor.machine import Report
from harness.doctor.mend import Plan, plan, run_plan
from harness.doctor.packages import APT, BREW, DNF, PACKAGES, PROGRAMS, Manager
from harness.errors import EnvironmentMissingError

GOOD = Check(name="cmake", ok=True, package="cmake")
NINJA = Check(name="ninja", ok=False, package="ninja", problem="ninja is not installed")
GCC = Check(name="arm-none-eabi-gcc", ok=False, package="arm-none-eabi-gcc", problem="not installed")
CCACHE = Check(name="ccache", ok=False, needed=False, package="ccache")
DISK = Check(name="cache folder", ok=False, problem="full", remedy="free some space")


def report(*checks: Check) -> Report:
    return Report(healthy=all(each.ok or not each.needed for each in checks), checks=checks)


def test_nothing_to_do() -> None:
    assert plan(report(GOOD), APT) == Plan()


def test_apt_refreshes_its_lists_and_installs_everything_at_once() -> None:
    work = plan(report(GOOD, NINJA, GCC, CCACHE), APT, root=True)
    assert work.lines == (
        "apt-get update",
        "apt-get install -y --no-install-recommends ninja-build gcc-arm-none-eabi ccache",
    )
    assert work.runnable


def test_sudo_where_we_are_not_root() -> None:
    work = plan(report(NINJA), APT, root=False)
    assert work.lines == (
        "sudo apt-get update",
        "sudo apt-get install -y --no-install-recommends ninja-build",
    )


@pytest.mark.parametrize(
    ("manager", "line"), [(BREW, "brew install ninja"), (DNF, "sudo dnf install -y ninja-build")]
)
def test_others_are_only_printed(manager: Manager, line: str) -> None:
    work = plan(report(NINJA), manager, root=False)
    assert (work.lines, work.runnable) == ((line,), False)


def test_what_no_package_mends_is_told() -> None:
    work = plan(report(DISK, NINJA), APT, root=True)
    assert work.beyond_us == ("cache folder: full; free some space",)
    assert len(work.commands) == 2


def test_every_package_has_a_name_for_every_manager() -> None:
    for names in PACKAGES.values():
        assert set(names) == {manager.name for manager in PROGRAMS.values()}


def test_commands_run_in_order_and_the_first_failure_ends_it(capfd: pytest.CaptureFixture[str]) -> None:
    work = Plan(commands=(("echo", "one"), ("false",), ("echo", "two")))
    with pytest.raises(EnvironmentMissingError, match="`false` failed with exit code 1"):
        run_plan(work)
    assert capfd.readouterr().out == "one\n"


def test_a_command_that_does_not_exist() -> None:
    with pytest.raises(EnvironmentMissingError, match="no-such-program: No such file"):
        run_plan(Plan(commands=(("no-such-program",),)))
