"""From attempts to the one result of a binary."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest

from harness.model import Fault, Footprint, Image, RegionKind, TestBinary, Verdict
from harness.outcome import assemble, symbolized
from harness.targets import load_targets
from tests.unit.reports.samples import attempt, case

SOURCE = """\
volatile int sink;
__attribute__((noinline)) int deeper(int depth) {
  int more = sink ? deeper(depth + 1) : depth;
  return more + sink;
}
int main() { return deeper(1) + sink; }
void _start() { main(); }
"""


@pytest.fixture(scope="module")
def elf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Firmware with two functions and debug data."""
    if not shutil.which("arm-none-eabi-gcc"):
        pytest.skip("needs arm-none-eabi-gcc")
    folder = tmp_path_factory.mktemp("elf")
    (folder / "it.c").write_text(SOURCE)
    flags = ("-mcpu=cortex-m3", "-mthumb", "-nostdlib", "-O1", "-g", "-Ttext=0x100")
    subprocess.run(["arm-none-eabi-gcc", *flags, "it.c", "-o", "it.elf"], cwd=folder, check=True)
    return folder / "it.elf"


def address_of(elf: Path, function: str) -> int:
    text = subprocess.run(["arm-none-eabi-nm", elf], check=True, capture_output=True, text=True).stdout
    return int(next(line for line in text.splitlines() if line.endswith(f" {function}")).split()[0], 16)


def test_an_unknown_pc_gets_no_name(elf: Path) -> None:
    fault = Fault(kind="StackOverflow", message="StackOverflow", registers={"PC": 0})
    assert symbolized(fault, elf) == fault


def test_a_pc_gets_function_file_and_line(elf: Path) -> None:
    fault = symbolized(Fault(kind="x", message="x", registers={"PC": address_of(elf, "deeper")}), elf)
    assert (fault.symbol, fault.line) == ("deeper", 2)


def test_a_pc_in_a_companion_image_gets_its_name_there(elf: Path, tmp_path: Path) -> None:
    flags = ("-mcpu=cortex-m3", "-mthumb", "-nostdlib", "-g", "-Ttext=0x4000")
    (tmp_path / "other.c").write_text("void _start(void) { for (;;); }\n")
    subprocess.run(["arm-none-eabi-gcc", *flags, "other.c", "-o", "other.elf"], cwd=tmp_path, check=True)
    calls = f"called from 0x{address_of(elf, 'deeper') + 7:08x} 0x00004003"
    fault = symbolized(Fault(kind="x", message=calls, registers={"PC": 0}), tmp_path / "other.elf", elf)
    assert fault.message.startswith("called from deeper (") and fault.message.endswith("), _start")


def test_callers_that_stand_in_for_a_lost_pc_are_named(elf: Path) -> None:
    calls = [address_of(elf, name) + 7 for name in ("deeper", "deeper", "main")]
    message = (
        f"at an unknown PC, called from {' '.join(f'{each:#010x}' for each in calls)} (MMFAR=0x20000032)"
    )
    fault = symbolized(Fault(kind="StackOverflow", message=message, registers={"PC": 0}), elf)
    assert fault.symbol == "deeper"
    assert fault.file is not None and fault.file.endswith("it.c")
    named = f"deeper ({fault.file}:{fault.line}), main"
    assert fault.message == f"at an unknown PC, called from {named} (MMFAR=0x20000032)"


def test_callers_of_which_nothing_is_known_stay(elf: Path) -> None:
    fault = Fault(kind="x", message="called from 0x20000001 0x20000101", registers={"PC": 0})
    assert symbolized(fault, elf) == fault


def test_a_result_names_its_companion_images(tmp_path: Path) -> None:
    images = (Image(path=tmp_path / "secure.elf"),)
    binary = TestBinary(name="x", suite="s", target="host", elf=tmp_path / "x.elf", images=images)
    host = load_targets(())["host"]
    result = assemble(binary, host, "qemu", (attempt(Verdict.PASSED),), metrics=(), remarks=(), rerun="")
    assert result.images == images


def test_a_flaky_result_says_what_went_wrong_at_first(tmp_path: Path) -> None:
    binary = TestBinary(name="x", suite="s", target="host", elf=tmp_path / "x.elf")
    attempts = (
        attempt(Verdict.FAILED, case("A", Verdict.FAILED), reason="1 of 1 case failed: A", evidence=("bad",)),
        attempt(Verdict.PASSED, case("A"), reason="1 case passed", evidence=("good",)),
    )
    result = assemble(binary, load_targets(())["host"], "host", attempts, metrics=(), remarks=(), rerun="")
    assert result.flaky
    assert result.reason == "1 case passed at attempt 2; attempt 1 failed: 1 of 1 case failed: A"
    assert result.evidence == ("bad",)


@pytest.mark.parametrize("variant", ["native", "roomy"])
def test_sizes_are_held_against_the_real_part_whatever_stands_in(tmp_path: Path, variant: str) -> None:
    target = load_targets(())["bluepill"]
    footprint = Footprint(flash_bytes=70_000, ram_bytes=200)
    binary = TestBinary(
        name="x",
        suite="s",
        target="bluepill",
        variant=variant,
        elf=tmp_path / "x.elf",
        footprint=footprint,
    )
    attempts = (attempt(Verdict.PASSED, case("A")),)
    result = assemble(binary, target, "qemu", attempts, metrics=(), remarks=(), rerun="")
    sizes = [(metric.name, metric.value, metric.limit) for metric in result.metrics]
    assert sizes == [("flash", 70_000, 64 << 10), ("ram", 200, 20 << 10)]
    assert load_targets(())["host"].part_bytes(RegionKind.RAM) is None


def test_a_guest_that_says_nothing_may_print_elsewhere() -> None:
    targets = load_targets()
    for name, verdict, told in (
        ("bluepill", Verdict.TIMED_OUT, True),
        ("bluepill", Verdict.PASSED, False),
        ("host", Verdict.TIMED_OUT, False),
    ):
        binary = TestBinary(name="a", suite="s", target=name, elf=Path("a.elf"))
        one = attempt(verdict)
        silent = msgspec.structs.replace(one, judgement=msgspec.structs.replace(one.judgement, evidence=()))
        found = assemble(binary, targets[name], "qemu", (silent,), metrics=(), remarks=(), rerun="")
        assert any("nothing came by semihosting" in each for each in found.remarks) is told


@pytest.mark.parametrize(
    ("sp", "told"), [(0x1FFFFF40, True), (0xF0000000, False), (0x20001000, False), (0x20005000, False)]
)
def test_a_stack_pointer_below_the_ram_is_told(sp: int, told: bool) -> None:
    """Renode guards no stack of a Cortex-M3 without MPU: the fault that follows is any other."""
    binary = TestBinary(name="a", suite="s", target="bluepill", elf=Path("a.elf"))
    one = attempt(Verdict.CRASHED)
    fault = Fault(kind="UsageFault", message="UsageFault", registers={"PC": 0, "SP": sp})
    crashed = msgspec.structs.replace(one, judgement=msgspec.structs.replace(one.judgement, fault=fault))
    target = load_targets()["bluepill"]
    found = assemble(binary, target, "renode", (crashed,), metrics=(), remarks=(), rerun="").remarks
    note = f"the stack pointer 0x{sp:08x} is below the RAM of bluepill: the stack has overflowed"
    assert (note in found) is told
