from __future__ import annotations

import shutil

import pytest

from harness.elf.demangle import demangle, source_names


@pytest.mark.parametrize(
    ("mangled", "names"),
    [
        (
            "_ZL43BinarySizeTest_BinarySizeChangeBykSize_Info",
            ("BinarySizeTest_BinarySizeChangeBykSize_Info",),
        ),
        ("_Z10MicroPrintPKcz", ("MicroPrint",)),
        ("_ZN6tflite12_GLOBAL__N_1L3FooE", ("tflite", "(anonymous namespace)", "Foo")),
        ("_ZNK1a1b1cEv", ("a", "b", "c")),
        ("_Z4mainv.constprop.0", ("main",)),
        ("main", None),
        ("_ZN1aIiE1bEv", None),  # a template
        ("_Z1fIiEvv", None),
        ("_ZplRK1aS1_", None),  # an operator
        ("_Z99short", None),
    ],
)
def test_plain_names_are_decoded(mangled: str, names: tuple[str, ...] | None) -> None:
    assert source_names(mangled) == names


@pytest.mark.skipif(not shutil.which("c++filt"), reason="needs c++filt")
def test_hard_names_go_through_the_tool() -> None:
    assert demangle(["main", "_ZN1a1bEv", "_Z1fIiEvv"]) == ["main", "a::b", "f<int>"]
