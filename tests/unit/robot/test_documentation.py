"""The libdoc page: every keyword is documented, with its arguments and an example."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from robot.libdoc import libdoc
from robot.libdocpkg import LibraryDocumentation

from harness.robot import HarnessLibrary

LIBRARY = LibraryDocumentation("harness.robot.HarnessLibrary")
PROMISED = {
    "Boot Binary",
    "Wait For Sentinel",
    "Wait For Line",
    "Wait For Text",
    "Send Line",
    "Test Cases Should Pass",
    "Fault Should Be",
    "Executed Instructions Should Be Below",
    "Binary Should Fit",
    "Verdict Should Be",
    "Log Should Contain",
}


def test_the_page_is_built(tmp_path: Path) -> None:
    page = tmp_path / "library.html"
    assert libdoc("harness.robot.HarnessLibrary", str(page), quiet=True) == 0
    text = page.read_text()
    assert all(name in text for name in PROMISED)


def test_nothing_but_keywords_is_a_keyword() -> None:
    names = {keyword.name for keyword in LIBRARY.keywords}
    assert names >= PROMISED
    marked = {
        name
        for name, value in inspect.getmembers(HarnessLibrary, inspect.isfunction)
        if hasattr(value, "robot_name")
    }
    assert {name.lower().replace(" ", "_") for name in names} == marked


@pytest.mark.parametrize("keyword", [*LIBRARY.keywords, *LIBRARY.inits], ids=lambda each: each.name)
def test_a_keyword_tells_what_it_takes_and_shows_how(keyword: object) -> None:
    doc: str = keyword.doc  # type: ignore[attr-defined]
    assert re.search(r"^Examples?:$", doc, re.MULTILINE), "no example"
    example = doc[re.search(r"^Examples?:$", doc, re.MULTILINE).end() :]  # type: ignore[union-attr]
    assert "|" in example
    for argument in keyword.args:  # type: ignore[attr-defined]
        assert argument.name in doc, f"argument {argument.name} is not explained"
        assert argument.type is not None, f"argument {argument.name} has no type"
