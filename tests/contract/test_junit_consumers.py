"""The JUnit files against their schema and against the rules of those who read them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]
from msgspec.structs import replace

from harness.events import RunFinished
from harness.model import BinaryResult, CaseFailure, CaseResult, Metric, RunResult, Shard, Verdict
from harness.reports.junit import FILE_TEXT_BYTES, Flavour, JUnitReport, junit_chunks
from harness.shards.merge import NEVER_CAME, merge
from tests.contract.consumers import GITLAB_FILE_BYTES, dorny, enricomi, gitlab
from tests.unit.reports.samples import (
    WORKING_FOLDER,
    attempt,
    case,
    failed_case,
    result,
    run,
    typical_run,
)

SCHEMA = etree.XMLSchema(file=str(Path(__file__).parents[1] / "data" / "schemas" / "junit-10.xsd"))
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
NASTY = {
    "control characters": "".join(map(chr, range(0x20))),
    "ANSI": "\x1b[31mred\x1b[0m \x9b1m",
    "end of CDATA": "<![CDATA[ ]]> ]]>",
    "markup": "<a href=\"x\" b='y'>&amp;</a><!-- -->",
    "NUL": "a\0b",
    "emoji": "😀👩‍🚀",
    "surrogates": "\ud800 \udfff",
    "noncharacters": "\ufffe\uffff\U0010ffff",
    "huge": "x" * 1_000_000,
    "huge with NUL": "\0" * 300_000,
    "huge emoji": "😀" * 300_000,
    "empty": "",
    "blank": " \t\n ",
    "CR only": "one\rtwo\r",
    "CRLF": "one\r\ntwo\r\n",
    "attachment": "[[ATTACHMENT|/etc/passwd]]",
}


def write(finished: RunResult, folder: Path, flavour: Flavour) -> Path:
    path = folder / f"{flavour}.xml"
    JUnitReport(path, flavour)(RunFinished(result=finished))
    return path


def nasty_binary(text: str, verdict: Verdict = Verdict.FAILED, log: Path | None = None) -> BinaryResult:
    failure = CaseFailure(message=text, file=text, line=3)
    cases = (
        case(text, Verdict.FAILED, failures=(failure, failure), reason=text),
        case(text, verdict, reason=text),
        case(f"{text} (2)"),
        case(text),
    )
    return result(
        text,
        verdict,
        suite=text,
        reason=text,
        cases=cases,
        evidence=(text, text),
        remarks=(text,),
        attempts=(attempt(Verdict.FAILED, *cases, reason=text), attempt(verdict, *cases)),
        metrics=(Metric(name=text, value=1.5, unit=text, source=text),),
        rerun=text,
        log=log,
    )


def check(path: Path, flavour: Flavour) -> None:
    """What must hold for each file, whatever is in it."""
    data = path.read_bytes()
    assert len(data) <= GITLAB_FILE_BYTES
    document = etree.fromstring(data, etree.XMLParser(huge_tree=False))
    if flavour is Flavour.STRICT:
        assert SCHEMA.validate(document), SCHEMA.error_log
    assert not FORBIDDEN.search(data.decode("utf-8"))
    cases = list(document.iter("testcase"))
    names = [(each.get("classname"), each.get("name")) for each in cases]
    assert len(set(names)) == len(names)
    assert len(gitlab(path)) == len(dorny(path)) == len(names)
    counts, seen = enricomi(path)
    statuses = [each.status for each in seen]
    assert counts.tests == len(names)
    assert (counts.failures, counts.errors, counts.skipped) == tuple(
        statuses.count(each) for each in ("failed", "error", "skipped")
    )
    for each in [*gitlab(path).values(), *dorny(path)]:
        assert each.status == "success" or each.text.strip()
    for each in document.iter("failure", "error", "skipped", "flakyFailure", "rerunError"):
        assert each.get("message").strip()
        assert each.get("type")


@pytest.mark.parametrize("flavour", Flavour)
@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
def test_nasty_texts_everywhere(text: str, flavour: Flavour, tmp_path: Path) -> None:
    log = tmp_path / "nasty.log"
    log.write_bytes(text.encode("utf-8", "surrogatepass") + b"\xff\xfe")
    finished = run(nasty_binary(text, log=log), nasty_binary(text, Verdict.CRASHED, log=log))
    check(write(finished, tmp_path, flavour), flavour)


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)


@settings(max_examples=150)
@given(st.lists(st.tuples(ANY_TEXT, st.sampled_from(Verdict)), max_size=4), st.sampled_from(Flavour))
def test_any_text_and_verdict(
    tmp_path_factory: pytest.TempPathFactory, items: list[tuple[str, Verdict]], flavour: Flavour
) -> None:
    finished = run(*(nasty_binary(text, verdict) for text, verdict in items))
    check(write(finished, tmp_path_factory.mktemp("any"), flavour), flavour)


@pytest.mark.parametrize("flavour", Flavour)
@pytest.mark.parametrize("cases", [(), (case("A"), failed_case("B"), case("C", Verdict.NOT_RUN))])
@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict(
    verdict: Verdict, cases: tuple[CaseResult, ...], flavour: Flavour, tmp_path: Path
) -> None:
    path = write(run(result("x", verdict, cases=cases)), tmp_path, flavour)
    check(path, flavour)
    red = {each.status for each in dorny(path)} & {"failed", "error"}
    assert bool(red) == (not verdict.green or bool(cases))


@pytest.mark.parametrize("flavour", Flavour)
@pytest.mark.parametrize(
    ("fails", "known", "statuses"),
    [
        (False, "", {"A": "success"}),
        (True, "", {"A": "success", "x (verdict)": "failed"}),
        (True, "its timer races", {"A": "success", "x (verdict)": "skipped"}),
    ],
)
def test_a_flaky_binary_is_red_only_where_that_was_asked_for(
    fails: bool, known: str, statuses: dict[str, str], flavour: Flavour, tmp_path: Path
) -> None:
    attempts = (attempt(Verdict.FAILED, failed_case("A")), attempt(Verdict.PASSED, case("A")))
    flaky = result("x", cases=(case("A"),), attempts=attempts, fail_on_flaky=fails, known=known)
    path = write(run(flaky), tmp_path, flavour)
    check(path, flavour)
    for seen in (gitlab(path).values(), dorny(path), enricomi(path)[1]):
        assert {each.name: each.status for each in seen} == statuses


@pytest.mark.parametrize("flavour", Flavour)
def test_merged_shards_of_which_one_never_came(flavour: Flavour, tmp_path: Path) -> None:
    whole = typical_run()
    planned = tuple(sorted(each.key for each in whole.binaries))
    halves = [
        replace(whole, binaries=binaries, shard=Shard(number=number, total=3, planned=planned))
        for number, binaries in ((1, whole.binaries[0:20:3]), (2, whole.binaries[1:20:3]))
    ]
    merged = merge([("one", halves[0]), ("two", halves[1])], None)
    path = write(merged.result, tmp_path, flavour)
    check(path, flavour)
    never = len(planned) - sum(len(each.binaries) for each in halves)
    assert never > 0
    assert sum(NEVER_CAME in each.text for each in gitlab(path).values()) == never


def test_an_empty_run_is_valid(tmp_path: Path) -> None:
    for flavour in Flavour:
        path = write(run(), tmp_path, flavour)
        assert SCHEMA.validate(etree.parse(path)) == (flavour is Flavour.STRICT)  # rich has more attributes
        assert dorny(path) == []


def test_what_people_see_of_a_failed_case(tmp_path: Path) -> None:
    path = write(typical_run(), tmp_path, Flavour.RICH)
    check(path, Flavour.RICH)
    log = "reports/20261121-004310-a1b2/logs/bluepill/conv_test.log"
    seen = gitlab(path)["bluepill/conv_test", "bluepill.conv_test", "ConvTest.SimpleQuantized"]
    assert (seen.status, seen.file, seen.attachment) == ("failed", "kernels/conv_test.cc", log)
    assert seen.text.startswith("kernels/conv_test.cc:88: Expression:  a == b\nEvaluated:   3 == 4\n")
    (again,) = (each for each in enricomi(path)[1] if each.name == "ConvTest.SimpleQuantized")
    assert (again.file, again.line) == ("kernels/conv_test.cc", 88)
    assert ("stm32f746.mps2.add_test", "Simple.Int8") in {(each.classname, each.name) for each in dorny(path)}


def test_the_strict_flavour_of_a_typical_run(tmp_path: Path) -> None:
    path = write(typical_run(), tmp_path, Flavour.STRICT)
    check(path, Flavour.STRICT)
    suite = etree.parse(path).find("testsuite[@name='stm32f746/mps2/add_test']")
    properties = {each.get("name"): each.get("value") for each in suite.iter("property")}
    assert properties == {
        "target": "stm32f746",
        "variant": "mps2",
        "simulator": "qemu",
        "verdict": "passed",
        "flash": "23456 bytes (elf)",
        "ram": "4321 bytes (elf)",
        "stack": "1234 bytes (firmware)",
        "log": "reports/20261121-004310-a1b2/logs/stm32f746/add_test.log",
    }
    assert suite.get("time") == "0.020"
    assert etree.parse(path).find(".//flakyError").get("type") == "timed_out"


def test_the_log_is_a_bounded_tail_and_cannot_attach_files(tmp_path: Path) -> None:
    log = tmp_path / "big.log"
    log.write_bytes(b"first line\n" + b"x" * 5_000_000 + b"\n[[ATTACHMENT|/etc/passwd]]\nlast line\n")
    path = write(run(result("x", Verdict.TIMED_OUT, log=log)), tmp_path, Flavour.STRICT)
    check(path, Flavour.STRICT)
    assert path.stat().st_size < 100_000
    output = etree.parse(path).find("testsuite/system-out").text
    assert output.endswith("last line\n")
    assert "left out" in output
    assert "first line" not in output
    assert path.read_text(encoding="utf-8").count("[[ATTACHMENT|") == 1


def test_many_long_failures_stay_below_what_gitlab_takes() -> None:
    message = "<&>" * 100_000
    failed = failed_case("A", message)
    binaries = [result(f"t{number}", Verdict.FAILED, cases=(failed,) * 20) for number in range(100)]
    size_bytes = sum(len(chunk.encode()) for chunk in junit_chunks(run(*binaries), Flavour.RICH))
    assert FILE_TEXT_BYTES < size_bytes < GITLAB_FILE_BYTES


def test_durations_have_three_decimals_and_no_sign(tmp_path: Path) -> None:
    odd = result(
        duration_s=-0.5, cases=(case("A", duration_s=1e-9), case("B"), case("C", duration_s=4000.12345))
    )
    path = write(run(odd), tmp_path, Flavour.STRICT)
    check(path, Flavour.STRICT)
    times = [each.get("time") for each in etree.parse(path).iter("testsuite", "testcase")]
    assert times == ["0.000", "0.000", "0.000", "4000.123"]


def test_a_log_outside_the_working_folder_is_named_in_full(tmp_path: Path) -> None:
    binary = result("x", Verdict.CRASHED, log=tmp_path / "x.log")
    (seen,) = gitlab(write(run(binary), tmp_path, Flavour.RICH)).values()
    assert seen.attachment == str(tmp_path / "x.log")
    assert not tmp_path.is_relative_to(WORKING_FOLDER)
