"""The dry run of TFLM's Makefile, read into steps."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.suites.tflm.ninja_file import LinkForm, ninja_text
from harness.suites.tflm.recipe import StepKind, parse_recipe

DRY_RUN = """\
@@harness makefiles a/Makefile a/tests.inc
@@harness gendir /c/gen/harness_x_default_gcc/
@@harness tests test_add_test test_add_test
mkdir -p /c/gen/harness_x_default_gcc/obj/core/a/
arm-none-eabi-g++ -Os '-DNAME="a b"' -c a/add_test.cc \\
	-o /c/gen/harness_x_default_gcc/obj/core/a/add_test.o
arm-none-eabi-gcc -c a/lib.c \\
\t-o /c/gen/harness_x_default_gcc/obj/core/a/lib.o
arm-none-eabi-ar -r /c/gen/harness_x_default_gcc/lib/libm.a \\
\t/c/gen/harness_x_default_gcc/obj/core/a/lib.o
arm-none-eabi-g++ -Os -o /c/gen/harness_x_default_gcc/bin/add_test \\
\t/c/gen/harness_x_default_gcc/obj/core/a/add_test.o \\
\t/c/gen/harness_x_default_gcc/lib/libm.a -Wl,--gc-sections -Wl,-Map=gen/bluepill.map,--cref -lm
arm-none-eabi-g++ -o /c/gen/harness_x_default_gcc/bin/benchmark \\
\t/c/gen/harness_x_default_gcc/obj/core/a/lib.o -lm
echo "not a command of ours
test -f x && echo -o y
"""


def test_steps_are_told_apart() -> None:
    recipe = parse_recipe(DRY_RUN, "there")
    assert [step.kind for step in recipe.steps] == [
        *(StepKind.COMPILE, StepKind.COMPILE, StepKind.ARCHIVE, StepKind.LINK, StepKind.LINK),
    ]
    assert recipe.tests == ("add_test",)
    assert list(recipe.links()) == ["add_test"]
    assert recipe.makefiles == ("a/Makefile", "a/tests.inc")
    link = recipe.links()["add_test"]
    assert [Path(each).name for each in link.inputs] == ["add_test.o", "libm.a"]
    assert not any("Map" in word for word in link.argv)  # it would be written into the checkout


@pytest.mark.parametrize(
    ("without", "missing"),
    [
        ("@@harness gendir", "the variable GENDIR"),
        ("@@harness tests", "the variable MICROLITE_TEST_TARGETS"),
        ("-c a/", "commands that compile"),
        ("-o /c/gen/harness_x_default_gcc/bin/add_test", "commands that link those tests"),
    ],
)
def test_what_is_missing_is_named(without: str, missing: str) -> None:
    with pytest.raises(UsageError, match=f"there: .*no trace of {missing}"):
        parse_recipe(DRY_RUN.replace(without, "x"), "there")


def test_ninja_writes_into_our_folder_and_links_each_form() -> None:
    forms = (
        LinkForm(name="probe", words=("-Tx.ld",), needs=("x.ld",)),
        LinkForm(name="native", words=("@m/{name}.stack",), needs=("m/{name}.stack",)),
    )
    text = ninja_text(parse_recipe(DRY_RUN, "there"), forms, Path("/our"), Path("/usr/bin/ccache"))
    assert "command = /usr/bin/ccache $cmd -MMD -MF $out.d" in text
    assert "build /our/out/obj/core/a/add_test.o: compile a/add_test.cc\n" in text
    assert "'-DNAME=\"a b\"'" in text
    assert (
        "build /our/bin/probe/add_test.elf: link /our/out/obj/core/a/add_test.o /our/out/lib/libm.a | x.ld\n"
        in text
    )
    assert " -o /our/bin/native/add_test.elf @m/add_test.stack /our/out/obj/core/a/add_test.o " in text
    assert "benchmark" not in text
    assert "harness_x_default_gcc" not in text
