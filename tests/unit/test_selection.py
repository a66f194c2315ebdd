from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import UsageError
from harness.model import DeclaredCase, Dialect, TestBinary
from harness.selection import by_keyword, by_name, parse_keyword


def binary(name: str, *cases: str) -> TestBinary:
    declared = tuple(DeclaredCase(name=case, dialect=Dialect.V1) for case in cases)
    return TestBinary(name=name, suite="micro_tests", target="bluepill", elf=Path("x.elf"), declared=declared)


CONV = binary("conv_test", "SimpleTest", "Padding")
DEPTHWISE = binary("depthwise_conv_test", "SimpleTestRelu")
SOFTMAX = binary("softmax_test")


@pytest.mark.parametrize(
    ("expression", "taken"),
    [
        ("", {"conv_test", "depthwise_conv_test", "softmax_test"}),
        ("conv", {"conv_test", "depthwise_conv_test"}),
        ("conv and not depthwise", {"conv_test"}),
        ("not conv", {"softmax_test"}),
        ("simpletestrelu or softmax", {"depthwise_conv_test", "softmax_test"}),
        ("not (conv or softmax)", set()),
        ("(softmax)", {"softmax_test"}),
        ("not not padding", {"conv_test"}),
        ("softmax or conv and padding", {"softmax_test", "conv_test"}),
    ],
)
def test_keyword_expressions(expression: str, taken: set[str]) -> None:
    assert {each.name for each in (CONV, DEPTHWISE, SOFTMAX) if by_keyword(each, expression)} == taken


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("conv and", "missing at the end"),
        ("or conv", "missing before 'or'"),
        ("(conv", "not closed"),
        ("conv)", "unexpected ')'"),
        ("conv softmax", "unexpected 'softmax'"),
        ("()", "missing before ')'"),
    ],
)
def test_expressions_without_a_meaning(expression: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_keyword(expression)
    assert says in str(caught.value)
    assert repr(expression) in str(caught.value)


@given(st.text())
def test_any_text_is_an_expression_or_a_usage_error(text: str) -> None:
    with contextlib.suppress(UsageError):
        parse_keyword(text)(frozenset({"conv_test"}))


def test_names_globs_and_targets() -> None:
    assert by_name(CONV, ())
    assert by_name(CONV, ["conv_test"])
    assert by_name(CONV, ["nothing", "*conv*"])
    assert by_name(CONV, ["bluepill/conv_test"])
    assert by_name(CONV, ["micro_tests/*"])
    assert not by_name(CONV, ["conv"])
    assert not by_name(CONV, ["host/*"])
