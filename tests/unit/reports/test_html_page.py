"""What stands in the page, and that nothing else can get into it."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from harness.model import RunResult, Verdict
from harness.reports.html import write_html
from tests.unit.reports.big import big_run, mixed
from tests.unit.reports.samples import attempt, case, failed_case, result, run, typical_run

BUDGET_BYTES = 2_000_000
HOSTILE = "</script><img src=x onerror=alert(1)>\0\x1b[31m\x9b\ud800&\"'<!--"
# what HTML does not close
VOID = {"meta", "link", "input", "img"}


class Page(HTMLParser):
    """The page as a strict reader sees it: what is open must be closed, in the right order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, str] = {}
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        tag, given = self.elements[-1] if self.elements else ("", {})
        if self._open and self._open[-1] == tag:
            self.texts[given.get("id", tag)] = self.texts.get(given.get("id", tag), "") + data

    def data(self, name: str) -> Any:
        return json.loads(self.raw(name))

    def raw(self, name: str) -> bytes:
        return zlib.decompress(base64.b64decode(self.texts[f"data-{name}"]))


def page_of(finished: RunResult, folder: Path) -> tuple[str, Page]:
    text = write_html(finished, folder).read_text(encoding="utf-8")
    return text, Page(text)


def test_the_page_is_closed_to_everything_but_its_own_script_and_style(tmp_path: Path) -> None:
    text, page = page_of(typical_run(), tmp_path)
    policy = next(given["content"] for _, given in page.elements if "Policy" in given.get("http-equiv", ""))
    for tag in ("script", "style"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert not [given for _, given in page.elements if "style" in given or any(n[:2] == "on" for n in given)]
    loaded = [given for tag, given in page.elements if "src" in given or (tag == "link" and "href" in given)]
    assert loaded == [{"rel": "icon", "href": "data:,"}]
    assert "http://" not in text.replace('"http://www.w3.org/2000/svg"', "") and "https://" not in text


def test_every_failure_has_its_part_with_the_evidence(tmp_path: Path) -> None:
    text, page = page_of(typical_run(), tmp_path)
    ids = [given["id"] for tag, given in page.elements if tag == "article"]
    assert ids == [
        f"bluepill/native/{name}_test" for name in ("conv", "vacuous", "fully_connected", "flaky", "skipped")
    ]
    for told in ("kernels/conv_test.cc:88", "a == b", "note from the kernel", "0xdeadbeec", "PC</dt>"):
        assert told in text
    assert "harness test bluepill/conv_test --target bluepill" in text
    assert "attempt 1, 20 ms: why" in text
    assert "kernels/conv_test.cc:88: Failure" not in text  # told already, with the case


def test_what_says_the_same_stands_together(tmp_path: Path) -> None:
    same = [
        result(
            f"k{number}_test", Verdict.INCOMPLETE, reason="reported 0 cases", evidence=(line, "0 tests ran.")
        )
        for number, line in enumerate(("[harness] stack 1 of 2 bytes", "[harness] stack 2 of 2 bytes"))
    ]
    other = result("k_test", Verdict.INCOMPLETE, reason="reported 0 cases", evidence=("1 test ran.",))
    text, page = page_of(run(*same, other), tmp_path)
    assert len([given for tag, given in page.elements if tag == "article"]) == 2
    assert "1 more say the same" in text
    assert list(page.data("cards")) == ["bluepill/native/k1_test"]


def test_text_from_firmware_stays_text(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "bluepill" / "x.log"
    log.parent.mkdir(parents=True)
    log.write_bytes(HOSTILE.encode("utf-8", "surrogatepass") + b"\r\n\xff")
    bad = result(
        HOSTILE,
        Verdict.FAILED,
        suite=HOSTILE,
        reason=HOSTILE,
        cases=(failed_case(HOSTILE, HOSTILE), case(HOSTILE, Verdict.CRASHED, reason=HOSTILE)),
        evidence=(HOSTILE,),
        remarks=(HOSTILE,),
        rerun=HOSTILE,
        log=log,
        attempts=(replace(attempt(Verdict.FAILED, case(HOSTILE), reason=HOSTILE), log=log),),
    )
    known = replace(bad, name="known", known=HOSTILE)
    text, page = page_of(replace(run(bad, known), notes=(HOSTILE,)), tmp_path)
    assert {tag for tag, _ in page.elements}.isdisjoint({"img"})
    assert "\0" not in text and "\x1b" not in text and "<!--" not in text
    assert "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;␀␛[31m" in text
    data = page.data("run")
    assert {each["name"] for each in data["results"]} == {
        given["id"] for tag, given in page.elements if tag == "article"
    }
    assert page.raw("logs-0").decode().startswith("</script><img src=x onerror=alert(1)>␀␛[31m")


def test_names_that_look_alike_in_addresses_stay_apart(tmp_path: Path) -> None:
    _, page = page_of(run(result("a b"), result("a?b"), result("a#b")), tmp_path)
    names = [each["name"] for each in page.data("run")["results"]]
    assert names == ["bluepill/native/a_b", "bluepill/native/a_b~2", "bluepill/native/a_b~3"]


def test_profiles_are_columns_of_their_own_and_known_trouble_is_told_apart(tmp_path: Path) -> None:
    real = result("conv_test", Verdict.DOES_NOT_FIT, profile="real", known="an upstream matter")
    roomy = result("conv_test", variant="roomy", profile="roomy")
    text, page = page_of(run(real, roomy), tmp_path)
    assert [(each["name"], each["memory"]) for each in page.data("run")["columns"]] == [
        ("bluepill/native", "real"),
        ("bluepill/roomy", "roomy"),
    ]
    assert "0 of 1 run on the real part, 1 of 1 pass when given room" in text
    assert "known trouble: an upstream matter" in text
    assert [each["status"] for each in page.data("run")["results"]] == ["known", "passed"]


@pytest.mark.parametrize("binaries", [(), (result("late_test", Verdict.NOT_RUN),)])
def test_a_run_of_nothing(binaries: tuple[Any, ...], tmp_path: Path) -> None:
    text, _ = page_of(replace(run(*binaries), interrupted=True), tmp_path)
    assert "INTERRUPTED" in text


def test_750_results_are_less_than_2_mb(tmp_path: Path) -> None:
    text, page = page_of(big_run(tmp_path, trouble=mixed), tmp_path)
    assert len(text.encode()) < BUDGET_BYTES
    assert len(page.data("run")["results"]) == 750
    assert not [each for each in page.data("logs") if each["missing"]]  # there is room for all of that size


def test_the_page_stays_small_where_everything_fails_and_no_text_is_like_another(tmp_path: Path) -> None:
    rng = random.Random(7)

    def noise(characters: int) -> str:
        return rng.randbytes(characters // 2).hex()

    finished = big_run(tmp_path, trouble=lambda number, _: (Verdict.FAILED, Verdict.CRASHED)[number % 2])
    binaries = []
    for each in finished.binaries:
        assert each.log
        each.log.write_text(noise(40_000))
        evidence = tuple(noise(200) for _ in range(60))
        binaries.append(replace(each, reason=noise(2000), evidence=evidence))
    text, page = page_of(replace(finished, binaries=tuple(binaries)), tmp_path)
    assert len(text.encode()) < BUDGET_BYTES
    missing = [each for each in page.data("logs") if each["missing"]]
    assert missing and {each["missing"] for each in missing} == {"the page has no more room for logs"}
    cards = page.data("cards")
    articles = [given for tag, given in page.elements if tag == "article"]
    assert len(cards) + len(articles) == 750  # each failure has its part, in the page or packed
