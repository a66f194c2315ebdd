"""What is offered after TAB; tests/integration/test_shells.py asks real shells."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from harness.cli.completion import INSTALL
from harness.cli.group import COMMANDS, harness
from harness.cli.main import main
from harness.reports.json import encode
from tests.unit.reports import samples


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project with a cache of its own."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HARNESS_CACHE", str(tmp_path / "cache"))
    return tmp_path


def offered(line: str) -> list[str]:
    """The names for the last word of ``line``; ``<files>`` where the shell completes files as well."""
    *arguments, incomplete = line.split(" ")
    found = ShellComplete(harness, {}, "harness", "_HARNESS_COMPLETE").get_completions(arguments, incomplete)
    return ["<files>" if each.type == "file" else each.value for each in found]


def test_commands() -> None:
    assert set(offered("")) == set(COMMANDS)
    assert offered("re") == ["report", "rerun"]


def test_targets_and_simulators() -> None:
    assert offered("test --target blue") == ["bluepill"]
    assert offered("build --target host,blue") == ["host,bluepill"]
    assert offered("test --simulator q") == ["qemu"]
    assert "auto" in offered("run x.elf --simulator ")


def test_boards_of_ones_own(place: Path) -> None:
    board = place / "boards" / "mine" / "target.toml"
    board.parent.mkdir(parents=True)
    shipped = Path(__file__).parents[3] / "platforms" / "mps2_an385" / "target.toml"
    board.write_text(shipped.read_text())
    assert offered("test --platform-dir boards --target min") == ["mine"]
    (place / "harness.toml").write_text('platform_folders = ["boards"]\n')
    assert offered("test --target min") == ["mine"]


def test_suites_of_harness_and_of_the_configuration(place: Path) -> None:
    (place / "harness.toml").write_text('[suite.mine]\ncommand = "make"\nelves = "*.elf"\n')
    assert offered("test --suite mi") == ["<files>", "micro_tests", "mine", "misbehaving"]
    assert offered("test --suite tflm,min") == ["<files>", "tflm,mine"]


def test_binaries_that_were_built_and_files(place: Path) -> None:
    built = place / "cache" / "build" / "micro_tests-0" / "bluepill-native" / "binaries.txt"
    built.parent.mkdir(parents=True)
    built.write_text(
        "micro_tests\tconv_test\tbin/conv_test.elf\t\nmicro_tests\tadd_test\tbin/add_test.elf\t\n"
    )
    assert offered("test co") == ["<files>", "conv_test"]
    assert offered("plan add_test co") == ["<files>", "conv_test"]


def test_results_of_the_last_run(place: Path) -> None:
    folder = place / "reports" / "latest"
    folder.mkdir(parents=True)
    results = samples.run(samples.result("conv_test"), samples.result("add_test"))
    (folder / "results.json").write_bytes(encode(results))
    assert offered("why c") == ["conv_test"]
    assert offered("rerun ") == ["add_test", "conv_test"]


def test_a_broken_configuration_is_no_trouble_in_the_shell(place: Path) -> None:
    (place / "harness.toml").write_text("targets = [")
    assert offered("test --target ") == []
    assert offered("test ") == ["<files>"]
    assert offered("why ") == []


@pytest.mark.parametrize("shell", INSTALL)
def test_the_script_says_where_it_goes(capsys: pytest.CaptureFixture[str], shell: str) -> None:
    assert main(["completion", shell]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert "_HARNESS_COMPLETE=" in printed.out
    file, line = INSTALL[shell]
    assert f"# in {file}: {line}\n" in printed.out
