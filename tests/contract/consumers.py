"""What the readers of JUnit files make of one, re-created from their documented rules.

Each function reads the file the way its namesake does, and fails where that one fails. GitLab: the CI/CD
documentation of unit test reports. dorny/test-reporter and EnricoMi/publish-unit-test-result-action: their
READMEs and the attributes that they use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

GITLAB_FILE_BYTES = 30_000_000
GITHUB_TEXT_BYTES = 65_535


@dataclass(frozen=True)
class Seen:
    """One case as a consumer sees it."""

    classname: str
    name: str
    status: str  # success | failed | error | skipped
    text: str = ""
    file: str | None = None
    line: int | None = None
    attachment: str | None = None


def _status(case: Element) -> tuple[str, Element | None]:
    for tag, status in (("failure", "failed"), ("error", "error"), ("skipped", "skipped")):
        children = case.findall(tag)
        assert len(children) <= 1, f"two <{tag}> become a list where a text is expected"
        if children:
            return status, children[0]
    return "success", None


def gitlab(path: Path) -> dict[tuple[str, str, str], Seen]:
    """Cases by suite, class and name: a second one of the same key replaces the first without a word.

    It shows the content of the element, not its ``message``, and one attachment of failed cases.
    """
    assert path.stat().st_size <= GITLAB_FILE_BYTES
    seen = {}
    for suite in ElementTree.parse(path).getroot().iter("testsuite"):
        for case in suite.findall("testcase"):
            status, child = _status(case)
            outputs = case.findall("system-out")
            assert len(outputs) <= 1, "two <system-out> become a list, their attachment is lost"
            match = re.search(r"\[\[ATTACHMENT\|(.+?)\]\]", (outputs[0].text or "") if outputs else "")
            float(case.attrib["time"])
            seen[suite.attrib["name"], case.attrib["classname"], case.attrib["name"]] = Seen(
                classname=case.attrib["classname"],
                name=case.attrib["name"],
                status=status,
                text=(child.text or "") if child is not None else "",
                file=case.get("file"),
                attachment=match[1] if match else None,
            )
    return seen


def dorny(path: Path) -> list[Seen]:
    """Cases of the top-level suites only; fails on a missing name; texts are cut at GitHub's limit."""
    seen = []
    root = ElementTree.parse(path).getroot()
    assert root.tag == "testsuites"
    for suite in root.findall("testsuite"):
        assert suite.attrib["name"].strip()
        float(suite.attrib["time"])
        for case in suite.findall("testcase"):
            assert case.attrib["name"].strip()
            assert case.attrib["classname"].strip()
            status, child = _status(case)
            text = ""
            if child is not None:
                text = child.text or ""
                assert len(text.encode()) <= GITHUB_TEXT_BYTES
                assert len(child.get("message", "").encode()) <= GITHUB_TEXT_BYTES
            seen.append(
                Seen(classname=case.attrib["classname"], name=case.attrib["name"], status=status, text=text)
            )
    return seen


@dataclass(frozen=True)
class Counts:
    tests: int
    skipped: int
    failures: int
    errors: int


def enricomi(path: Path) -> tuple[Counts, list[Seen]]:
    """Counts from the suites' attributes, cases with ``file`` and ``line`` (a whole number)."""
    suites = list(ElementTree.parse(path).getroot().iter("testsuite"))
    counts = Counts(
        **{
            name: sum(int(suite.attrib[name]) for suite in suites)
            for name in ("tests", "skipped", "failures", "errors")
        }
    )
    return counts, list(_enricomi_cases(suites))


def _enricomi_cases(suites: list[Element]) -> Iterator[Seen]:
    for suite in suites:
        for case in suite.findall("testcase"):
            status, child = _status(case)
            yield Seen(
                classname=case.attrib["classname"],
                name=case.attrib["name"],
                status=status,
                text=f"{child.get('message')}\n{child.text}" if child is not None else "",
                file=case.get("file"),
                line=int(case.attrib["line"]) if "line" in case.attrib else None,
            )
