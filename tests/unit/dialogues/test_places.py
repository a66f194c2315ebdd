"""Lines of cases and steps in a TOML file, whatever it looks like."""

from __future__ import annotations

from harness.dialogues.places import case_places

TEXT = '''targets = ["a"]  # [[suite.x.case]]
x = """
[[suite.x.case]]
"""
[suite.x]
images = { a = "b" }
list = [
  [1],
]
[[suite.x.case]]  # first
name = "one { "
steps = [
  { wait = "}" , more = { a = 1 } },
  # { send = "no" }
  { send = 'x\\' }, { send = "\\"{" },
]

[[ suite . "x" . case ]]
name = \'two\'
steps = [{ wait = "[[suite.x.case]]" }]
[suite.y]
[[suite.y.case]]
[[tool.harness.suite.x.case]]'''


def test_cases_and_their_steps_are_found() -> None:
    assert case_places(TEXT, "x") == [(10, [13, 15, 15]), (18, [20]), (23, [])]
    assert case_places(TEXT, "y") == [(22, [])]


def test_what_is_not_there_is_not_found() -> None:
    assert case_places(TEXT, "z") == []
    assert case_places("", "x") == []
