"""The page with the errors: a mark for each input, and words where there is nothing to draw."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from harness.models.plot import page
from tests.unit.models.validations import HOSTILE, odd, target, validation

MARK = re.compile(r'<path class="(ok|bad)" d="M([\d.]+) ([\d.]+)[^"]*"><title>([^<]*)</title>')


def test_each_input_has_a_mark_as_high_as_its_error() -> None:
    marks = MARK.findall(page(validation(target("stm32h747", 0.0, 0.5, 3.0))))
    assert [kind for kind, *_ in marks] == ["ok", "ok", "bad"]
    heights = [float(y) for _, _, y, _ in marks]
    assert heights[0] > heights[1] > heights[2]
    assert (heights[0] - heights[1]) / (heights[0] - heights[2]) == 0.5 / 3.0
    assert marks[2][3] == "input 2: worst error 3, beyond tolerance"


def test_the_first_mismatch_is_told() -> None:
    text = page(validation(target("stm32h747", 0.5, 3.0)))
    assert (
        "stm32h747: input 1, output y: 1 of 3 elements beyond tolerance, first [0,0] is 4, reference 1"
        in text
    )


def test_where_nothing_is_to_be_drawn_words_say_it() -> None:
    text = page(validation(target("one", 0.0), target("two", 0.0, 0.0), target("lost")))
    assert "<svg" not in text
    assert "1 input, each equal to the reference." in text
    assert "2 inputs, each equal to the reference." in text
    assert "<h2>lost</h2><p>No input was compared.</p>" in text


def test_very_many_inputs_share_marks_and_the_worst_is_seen() -> None:
    errors = [0.25] * 100_000
    errors[70_001] = 2.0
    text = page(validation(target("stm32h747", *errors)))
    marks = MARK.findall(text)
    assert 300 < len(marks) <= 600
    (bad,) = (title for kind, _, _, title in marks if kind == "bad")
    first, last = map(int, re.findall(r"\d+", bad)[:2])
    assert first <= 70_001 <= last
    assert len(text) < 200_000


def test_markup_in_names_stays_text_and_the_page_is_well_formed() -> None:
    text = page(odd())
    assert "<script" not in text and HOSTILE not in text
    root = ElementTree.fromstring(re.sub(r"<meta [^>]*>", "", text.removeprefix("<!doctype html>\n")))
    assert HOSTILE in "".join(root.itertext())
