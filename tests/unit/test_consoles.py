"""Names of a machine's consoles, and what they mean."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from harness.consoles import Consoles, consoles_of
from harness.errors import ConfigError, UsageError
from harness.targets import load_target, load_targets
from tests.unit.test_targets import GOOD, board

UARTS = GOOD.replace('machine = "netduinoplus2"', 'machine = "netduinoplus2"\nuarts = ["normal", "secure"]')


def test_serial_ports_beside_semihosting_are_further_consoles(tmp_path: Path) -> None:
    target = load_target(board(tmp_path, UARTS))
    consoles = consoles_of(target, "qemu")
    assert consoles == Consoles(main="console", further=("normal", "secure"))
    assert consoles_of(target, "renode") == Consoles()
    uart = msgspec.structs.replace(target, console="uart")
    assert consoles_of(uart, "qemu") == Consoles(main="normal", further=("secure",), main_is_uart=True)
    assert consoles_of(uart, "renode") == Consoles(main_is_uart=True)
    assert consoles_of(load_targets()["bluepill"], "qemu").all == ("console",)


def test_enter_is_what_the_console_wants() -> None:
    consoles = Consoles(further=("secure",))
    assert [consoles.enter(key) for key in ("", "secure")] == ["\n", "\r"]
    assert Consoles(main_is_uart=True).enter("") == "\r"


def test_names_are_resolved() -> None:
    consoles = Consoles(main="normal", further=("secure",))
    assert [consoles.key(name) for name in ("", "normal", "secure")] == ["", "", "secure"]
    with pytest.raises(UsageError, match=r"no UART is named 'secur'; did you mean secure\?"):
        consoles.key("secur")
    with pytest.raises(UsageError, match=r"one console, console; name others with uarts in target.toml"):
        Consoles().key("secure")


@pytest.mark.parametrize("uarts", ['["a", "a"]', '["a b"]', '["console"]', '[""]', "[1]", '"a"'])
def test_bad_names_are_refused(tmp_path: Path, uarts: str) -> None:
    text = UARTS.replace('["normal", "secure"]', uarts)
    with pytest.raises(ConfigError, match=r"target.toml: stand_in.qemu.uarts: expected"):
        load_target(board(tmp_path, text))


def test_other_simulators_have_one_console(tmp_path: Path) -> None:
    text = f'{GOOD}\n[stand_in.renode]\nuarts = ["a"]\n'
    with pytest.raises(ConfigError, match=r"stand_in.renode.uarts: expected nothing, as only qemu"):
        load_target(board(tmp_path, text))
