"""Binaries that pass only at times: retries, what they leave in the reports, and quarantine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.model import BinaryResult, Verdict
from harness.reports.load import load_results
from tests.contract.consumers import dorny
from tests.integration.conftest import Harness

# Passes at its boot number PASSES_AT, counted in the file COUNTER; prints as the macros of v1 do.
SOURCE = r"""
#include <stdio.h>
int main(void) {
  FILE* file = fopen(COUNTER, "a+");
  fputc('x', file);
  int good = ftell(file) >= PASSES_AT;
  fclose(file);
  puts("Testing OnlyCase");
  if (!good) puts("good failed at flaky.c:9");
  printf("%d/1 tests passed\n", good);
  puts(good ? "~~~ALL TESTS PASSED~~~" : "~~~SOME TESTS FAILED~~~");
  return 0;
}
"""
ENTRY = '[[known]]\nbinary = "{0}"\nverdict = {1}\nreason = "its timer races"\nuntil = 2999-01-01\n'


@pytest.fixture
def flaky(tmp_path: Path) -> Path:
    """A project with a binary that passes at its second boot, and one that never does."""
    (tmp_path / "flaky.c").write_text(SOURCE)
    counters = {name: tmp_path / f"{name}.count" for name in ("second", "never")}
    build = " && ".join(
        f"gcc -DPASSES_AT={number} -DCOUNTER='\"{counters[name]}\"' flaky.c -o {name}.elf"
        for name, number in (("second", 2), ("never", 1000))
    )
    (tmp_path / "build.sh").write_text(f"{build}\nrm -f *.count\n")
    (tmp_path / "harness.toml").write_text(
        'targets = "host"\nsuites = "mine"\n[suite.mine]\ncommand = "sh build.sh"\nelves = "*.elf"\n'
    )
    return tmp_path


def results(folder: Path) -> dict[str, BinaryResult]:
    found = load_results(folder / "reports/latest/results.json").binaries
    return {binary.name: binary for binary in found}


def test_retries_make_flaky_a_state_of_its_own(harness: Harness, flaky: Path) -> None:
    assert harness("test", "second").returncode == 1
    done = harness("test", "second", "--retries", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"FLAKY +host second", done.stdout)
    assert "PASSED: 1 binary (1 flaky)" in done.stdout
    second = results(flaky)["second"]
    assert second.flaky
    assert [each.judgement.verdict for each in second.attempts] == [Verdict.FAILED, Verdict.PASSED]
    done = harness("test", "never", "--retries", "2")
    assert done.returncode == 1
    assert len(results(flaky)["never"].attempts) == 3
    assert harness("test", "second", "--retries", "-1").returncode == 4


def test_flaky_can_fail_the_run(harness: Harness, flaky: Path) -> None:
    done = harness(
        "test", "second", "--retries", "1", "--fail-on-flaky", "--junit", "junit.xml", "--no-github"
    )
    assert done.returncode == 1
    assert "NOT GREEN: 1 of 1 binary (1 flaky)" in done.stdout
    case, verdict = dorny(flaky / "junit.xml")
    assert (case.name, case.status) == ("OnlyCase", "success")
    assert (verdict.name, verdict.status) == ("second (verdict)", "failed")
    assert "at attempt 2; attempt 1 failed" in verdict.text
    assert "not green" in harness("why", "second").stdout
    done = harness("merge", "reports/latest", "--report-dir", "merged")
    assert done.returncode == 1, done.stdout + done.stderr
    assert results(flaky)["second"].fail_on_flaky
    done = harness("rerun", "--failed")
    assert "1 flaky" in done.stdout, done.stdout + done.stderr


def test_quarantine_holds_for_every_suite_and_what_it_expects_is_not_tried_again(
    harness: Harness, flaky: Path
) -> None:
    quarantine = flaky / "quarantine.toml"
    quarantine.write_text(ENTRY.format("never", '"failed"') + ENTRY.format("seconds", '"flaky"'))
    options = ("--retries", "3", "--fail-on-flaky", "--quarantine", "quarantine.toml")
    done = harness("test", *options)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "quarantine.toml: no binary is named 'seconds', did you mean second?" in done.stdout
    found = results(flaky)
    assert (len(found["never"].attempts), found["never"].accepted) == (1, True)
    assert not found["second"].accepted
    quarantine.write_text(ENTRY.format("never", '"failed"') + ENTRY.format("second", '["crashed", "flaky"]'))
    done = harness("test", *options, "--junit", "junit.xml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no binary is named" not in done.stdout
    assert results(flaky)["second"].known == "its timer races (accepted until 2999-01-01)"
    assert {each.status for each in dorny(flaky / "junit.xml")} == {"success", "skipped"}


def test_a_rule_about_everything_is_refused_before_anything_is_built(harness: Harness, flaky: Path) -> None:
    (flaky / "all.toml").write_text(ENTRY.format("*", '"failed"'))
    done = harness("test", "--quarantine", "all.toml")
    assert done.returncode == 4
    place = f"{flaky}/all.toml: known[0]"
    assert f"{place}: is about every binary on every target; name a binary or a target" in done.stderr
    assert not list(flaky.glob("*.elf"))
    done = harness("test", "--quarantine", "missing.toml")
    assert (done.returncode, "missing.toml: cannot be read" in done.stderr) == (4, True)
