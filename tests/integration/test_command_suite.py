"""A suite that the user's own build command makes, from the configuration to the report."""

from __future__ import annotations

from pathlib import Path

from harness.model import Verdict
from harness.reports.load import load_results
from tests.integration.conftest import Harness

SOURCE = """
#include <stdio.h>
int main(void) { puts("~~~ALL TESTS PASSED~~~"); return 0; }
"""


def test_it_is_built_selected_and_rerun(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "fw").mkdir()
    (tmp_path / "fw/one.c").write_text(SOURCE)
    (tmp_path / "harness.toml").write_text(
        '[suite.mine]\nfolder = "fw"\ncommand = "cc one.c -o {target}.elf"\nelves = "*.elf"\n'
    )
    for arguments in (("mine",), ("--suite", "mine"), ("host", "--suite", "mine")):
        done = harness("test", *arguments, "--target", "host")
        assert done.returncode == 0, done.stdout + done.stderr
        (binary,) = load_results(tmp_path / "reports/latest/results.json").binaries
        assert (binary.name, binary.suite, binary.verdict) == ("host", "mine", Verdict.PASSED)
        assert binary.rerun == "harness test host --suite mine --target host"
    assert "mine" in harness("list", "suites").stdout
    (tmp_path / "fw/one.c").write_text("#error broken\n")
    done = harness("test", "mine", "--target", "host")
    assert done.returncode == 1
    assert "broken" in done.stdout
