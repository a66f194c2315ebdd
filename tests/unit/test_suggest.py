"""Did-you-mean."""

from __future__ import annotations

from harness.suggest import MANY, did_you_mean


def test_a_close_name_is_named_in_its_own_spelling() -> None:
    assert did_you_mean("blupill", ["host", "bluepill"]) == "did you mean bluepill?"
    assert did_you_mean("bluePILL", ["host", "BluePill"]) == "did you mean BluePill?"


def test_few_names_are_all_named_and_many_are_not() -> None:
    assert did_you_mean("zzz", ["b", "a"]) == "known: a, b"
    assert did_you_mean("zzz", []) == ""
    assert did_you_mean("zzz", map(str, range(MANY + 1))) == ""
