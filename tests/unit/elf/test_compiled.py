"""The same questions, asked of what real compilers make."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from harness.elf import Symbolizer, inspect
from harness.model import Dialect
from harness.resources import micro_tests_folder

V2 = """\
struct TestInfo { const char *suite, *name; void (*run)(); TestInfo *next, *failed; };
TestInfo* list;
struct Registrar { explicit Registrar(TestInfo* info) { info->next = list; list = info; } };
#define TEST(suite, name) \\
  void suite##_##name##_Test(); \\
  static TestInfo suite##_##name##_Info = {#suite, #name, suite##_##name##_Test, nullptr, nullptr}; \\
  static Registrar suite##_##name##_Reg(&suite##_##name##_Info); \\
  void suite##_##name##_Test()
volatile int sink;
TEST(First, One) { sink = 1; }
namespace inner { namespace { TEST(Second, Two) { sink = 2; } } }
TEST(First, Three) { sink = 3; }
extern "C" void puts_(const char*);
extern "C" __attribute__((noinline)) int faulty(int value) {
  return value / sink;  // line 17
}
extern "C" int main() {
  for (TestInfo* each = list; each; each = each->next) each->run();
  return faulty(3);
}
extern "C" __attribute__((used)) void _start() { main(); }
"""
FAULTY_LINE = next(number for number, line in enumerate(V2.splitlines(), 1) if "value / sink" in line)
needs_arm = pytest.mark.skipif(not shutil.which("arm-none-eabi-g++"), reason="needs arm-none-eabi-g++")
needs_host = pytest.mark.skipif(not shutil.which("g++"), reason="needs g++")


def compiled(folder: Path, compiler: str, *flags: str) -> Path:
    source, elf = folder / "it.cc", folder / "it.elf"
    source.write_text(V2)
    subprocess.run(
        [compiler, *flags, "-g", "-fno-exceptions", "-fno-unwind-tables", source, "-o", elf],
        check=True,
        cwd=folder,
    )
    return elf


@needs_arm
@pytest.mark.parametrize("optimisation", ["-O0", "-Os", "-O2", "-O3"])
def test_cases_come_in_the_order_of_definition(tmp_path: Path, optimisation: str) -> None:
    flags = ("-mcpu=cortex-m7", "-mthumb", "-mfloat-abi=hard", "-mfpu=fpv5-d16", "-nostdlib", optimisation)
    info = inspect(compiled(tmp_path, "arm-none-eabi-g++", *flags))
    assert info.declared is not None
    assert [case.name for case in info.declared] == ["First.One", "Second.Two", "First.Three"]
    assert info.core is not None
    assert (info.core.arch, info.core.profile, info.core.fp_arch, info.core.single_only) == (
        13,
        "M",
        8,
        False,
    )
    assert info.hard_float


@needs_host
@pytest.mark.parametrize("flags", [("-pie", "-fPIE"), ("-no-pie", "-fno-pie")])
def test_a_host_program_tells_its_cases_too(tmp_path: Path, flags: tuple[str, ...]) -> None:
    info = inspect(compiled(tmp_path, "g++", "-O2", *flags, "-nostartfiles"))
    assert info.declared is not None
    assert [case.name for case in info.declared] == ["First.One", "Second.Two", "First.Three"]
    assert info.footprint is None
    assert info.core is None


@needs_arm
@pytest.mark.parametrize("dwarf", ["-gdwarf-5", "-gdwarf-4", "-gdwarf-3"])
def test_an_address_is_named_with_file_and_line(tmp_path: Path, dwarf: str) -> None:
    elf = compiled(tmp_path, "arm-none-eabi-g++", "-mcpu=cortex-m3", "-mthumb", "-nostdlib", "-O1", dwarf)
    symbols = subprocess.run(["arm-none-eabi-nm", elf], check=True, capture_output=True, text=True).stdout
    address = next(int(line.split()[0], 16) for line in symbols.splitlines() if line.endswith(" faulty"))
    place = Symbolizer(elf).locate(address | 1)
    assert place is not None
    assert place.function == "faulty"
    assert place.file == str(tmp_path / "it.cc")
    assert place.line in (FAULTY_LINE - 1, FAULTY_LINE)
    test = next(int(line.split()[0], 16) for line in symbols.splitlines() if "Second_Two_Test" in line)
    named = Symbolizer(elf).locate(test)
    assert named is not None
    assert named.function == "inner::(anonymous namespace)::Second_Two_Test"
    assert Symbolizer(elf).locate(0xF0000000) is None


@needs_arm
def test_a_stripped_binary_has_no_names(tmp_path: Path) -> None:
    elf = compiled(tmp_path, "arm-none-eabi-g++", "-mcpu=cortex-m3", "-mthumb", "-nostdlib")
    subprocess.run(["arm-none-eabi-strip", elf], check=True)
    info = inspect(elf)
    assert not info.has_symbols
    assert info.declared is None
    assert Symbolizer(elf).locate(info.entry) is None


@needs_arm
def test_our_own_framework_declares_both_dialects(tmp_path: Path) -> None:
    root = micro_tests_folder()
    flags = [
        "-mcpu=cortex-m3",
        "-mthumb",
        "-Os",
        "-std=c++17",
        f"-I{root.parent}",
        "-fno-exceptions",
        "-fno-rtti",
    ]
    link = ["-nostdlib", "-Wl,--unresolved-symbols=ignore-all", "-Wl,-e,main"]
    for header, body, dialect, names in (
        (
            "micro_test.h",
            "TF_LITE_MICRO_TESTS_BEGIN\nTF_LITE_MICRO_TEST(SimpleTest) {}\nTF_LITE_MICRO_TEST(Other) {}\n"
            "TF_LITE_MICRO_TESTS_END\n",
            Dialect.V1,
            ["SimpleTest", "Other"],
        ),
        (
            "micro_test_v2.h",
            "TEST(Add, Float) {}\nTEST(Add, Int8) {}\nTF_LITE_MICRO_TESTS_MAIN\n",
            Dialect.V2,
            ["Add.Float", "Add.Int8"],
        ),
    ):
        source, elf = tmp_path / "own.cc", tmp_path / "own.elf"
        source.write_text(f'#include "micro_tests/framework/{header}"\n{body}')
        subprocess.run(["arm-none-eabi-g++", *flags, source, *link, "-o", elf], check=True)
        info = inspect(elf)
        assert [case.name for case in info.declared or ()] == names
        assert {case.dialect for case in info.declared or ()} == {dialect}
