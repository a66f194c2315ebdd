"""What GitHub is told: annotations with its escapes and limits, and a summary that it takes."""

from __future__ import annotations

import io
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from harness.events import RunFinished
from harness.model import CaseFailure, Fault, Metric, Verdict
from harness.reports.github import GitHubReport, on_github
from harness.reports.github.annotations import MOST_ERRORS, Annotation, annotations_of
from harness.reports.github.summary import LIMIT_BYTES, summary
from tests.unit.reports.samples import WORKING_FOLDER, attempt, case, failed_case, result, run


def failed(name: str = "conv_test") -> object:
    return result(name, Verdict.FAILED, cases=(case("A"), failed_case("B")), rerun=f"harness test {name}")


def test_a_failed_case_is_an_error_at_its_place() -> None:
    (told,) = annotations_of(run(failed()), WORKING_FOLDER)  # type: ignore[arg-type]
    assert str(told) == (
        "::error file=kernels/conv_test.cc,line=88,title=bluepill conv_test%3A B"
        "::kernels/conv_test.cc:88: Expression:  a == b%0AEvaluated:   3 == 4%0Aagain: harness test conv_test"
    )


def test_paths_are_seen_from_the_repository() -> None:
    (told,) = annotations_of(run(failed()), WORKING_FOLDER.parent)  # type: ignore[arg-type]
    assert told.file == f"{WORKING_FOLDER.name}/kernels/conv_test.cc"
    (outside,) = annotations_of(run(failed()), Path("/elsewhere"))  # type: ignore[arg-type]
    assert outside.file == "kernels/conv_test.cc"


def test_a_binary_without_a_red_case_is_an_error_itself() -> None:
    fault = Fault(kind="HardFault", message="m", file="a.cc", line=3)
    crashed = result("x", Verdict.CRASHED, fault=fault, evidence=("last words",))
    (told,) = annotations_of(run(crashed), WORKING_FOLDER)
    assert (told.title, told.file, told.line) == ("bluepill x: crashed", "a.cc", 3)
    assert told.text == "the reason of x\nlast words"


def test_known_trouble_is_none_and_flaky_is_a_warning() -> None:
    known = result("k", Verdict.FAILED, known="upstream")
    flaky = result("f", attempts=(attempt(Verdict.FAILED), attempt(Verdict.PASSED)), reason="at attempt 2")
    (told,) = annotations_of(run(known, flaky), WORKING_FOLDER)
    assert str(told) == "::warning title=bluepill f%3A flaky::at attempt 2"


def test_flaky_is_an_error_where_it_fails_the_run() -> None:
    attempts = (attempt(Verdict.FAILED), attempt(Verdict.PASSED))
    flaky = result("f", attempts=attempts, cases=(case("A"),), reason="at attempt 2", fail_on_flaky=True)
    (told,) = annotations_of(run(flaky), WORKING_FOLDER)
    assert str(told) == "::error title=bluepill f%3A flaky::at attempt 2"
    text = summary(run(flaky))
    assert text.startswith("## ❌ NOT GREEN: 1 of 1 binary (1 flaky)")
    assert text.count("f</code> flaky") == 1


def test_what_github_would_drop_is_counted() -> None:
    told = annotations_of(run(*(failed(f"t{n}") for n in range(15))), WORKING_FOLDER)  # type: ignore[arg-type]
    assert len(told) == MOST_ERRORS + 1
    assert str(told[-1]) == "::notice title=harness::5 more annotations left out, see the job summary"


@given(text=st.text())
def test_no_text_ends_the_line_or_the_properties(text: str) -> None:
    line = str(Annotation(level="error", title=text, text=text, file=text, line=1))
    assert "\n" not in line and "\r" not in line
    head = line.split("::", 2)[1]
    assert head.count(",") <= 2


def test_the_summary_shows_what_broke_first() -> None:
    sized = (Metric(name="flash", value=29984, unit="bytes", source="elf"),)
    text = summary(run(result("add_test", metrics=sized), failed(), result("k", Verdict.FAILED, known="why")))  # type: ignore[arg-type]
    assert text.startswith("## ❌ NOT GREEN: 1 of 3 binaries (1 known trouble)")
    assert "| bluepill | 1/3 | 1/2 |" in text
    assert "<details open><summary><code>bluepill conv_test</code> failed</summary>" in text
    assert "B: kernels/conv_test.cc:88: Expression:  a == b" in text
    assert "again: harness test conv_test" in text
    assert "* <code>bluepill k</code>: the reason of k; known trouble: why" in text
    assert "| <code>bluepill add_test</code> | 29,984 |" in text
    assert summary(run(result("a"))).startswith("## ✅ PASSED: 1 binary")


def test_hostile_text_stays_text() -> None:
    evil = "</pre><img src=x> | `code` *bold* \x1b[31m"
    failure = CaseFailure(message=evil, file="a|b.cc", line=1)
    bad = result(evil, Verdict.FAILED, reason=evil, cases=(case(evil, Verdict.FAILED, failures=(failure,)),))
    text = summary(replace(run(bad), notes=(evil,)))
    assert "<img" not in text and "\x1b" not in text
    assert "\\| \\`code\\` \\*bold\\*" in text


def test_no_more_than_github_takes() -> None:
    huge = [
        result(f"t{n}", Verdict.FAILED, reason="x" * 100_000, evidence=("y" * 1000,) * 99) for n in range(400)
    ]
    text = summary(run(*huge))
    assert len(text.encode()) <= LIMIT_BYTES
    assert "more binaries, see the reports" in text


def test_the_listener_appends_and_prints(tmp_path: Path) -> None:
    path = tmp_path / "summary"
    path.write_text("other step\n")
    stream = io.StringIO()
    report = GitHubReport(tmp_path, stream, {"GITHUB_STEP_SUMMARY": str(path)})
    report(RunFinished(result=run(failed())))  # type: ignore[arg-type]
    assert path.read_text().startswith("other step\n## ❌ ")
    assert stream.getvalue().startswith("::error file=kernels/conv_test.cc,line=88,")
    GitHubReport(tmp_path, stream, {})(RunFinished(result=run(result("a"))))
    assert (tmp_path / "summary.md").read_text().startswith("## ✅ ")
    assert on_github({"GITHUB_ACTIONS": "true"}) and not on_github({})
