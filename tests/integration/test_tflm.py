"""Suite ``tflm`` on a checkout in TFLM's layout: every way to build it, with the checkout left as it is."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from harness.model import BinaryResult, RunResult, Verdict
from harness.reports.load import load_results
from tests.integration.conftest import Harness

FAKE = Path(__file__).parents[1] / "data" / "fake_tflm"
MICRO = Path("tensorflow/lite/micro")
ALL = ("failing_test", "heap_test", "kernel_add_test", "kernel_conv_test", "large_test")
SENTINEL = "~~~ALL TESTS PASSED~~~"
pytestmark = [
    pytest.mark.firmware,
    pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed"),
]


def git(checkout: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=me", "-c", "user.email=me@here", *arguments]
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of its own, under git as a user's is, with the downloads ignored."""
    folder = shutil.copytree(FAKE, tmp_path / "checkout")
    (folder / ".gitignore").write_text(f"/{MICRO}/tools/make/downloads\n")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "all")
    return folder


def results(tmp_path: Path) -> RunResult:
    return load_results(tmp_path / "reports" / "latest" / "results.json")


def by_key(result: RunResult) -> dict[str, BinaryResult]:
    return {binary.key: binary for binary in result.binaries}


def state(checkout: Path) -> dict[Path, int]:
    """Every file and folder with its time; git's own change with every look at its status."""
    return {
        path: path.lstat().st_mtime_ns
        for path in checkout.rglob("*")
        if ".git" not in path.relative_to(checkout).parts
    }


def test_both_memories_of_the_blue_pill(harness: Harness, checkout: Path, tmp_path: Path) -> None:
    before = state(checkout)
    done = harness("test", "--suite", "tflm", "--tflm-root", checkout, "--target", "bluepill")
    assert done.returncode == 1, done.stdout + done.stderr
    found = by_key(results(tmp_path))
    assert {key.split("/")[-1] for key in found} == set(ALL)  # and no benchmark
    for name in ("kernel_add_test", "kernel_conv_test", "heap_test"):
        for variant, profile in (("native", "real"), ("roomy", "roomy")):
            one = found[f"bluepill/{variant}/{name}"]
            assert (one.verdict, one.profile) == (Verdict.PASSED, profile), one.reason
            assert "stack" in {metric.name for metric in one.metrics}
    real, roomy = found["bluepill/native/large_test"], found["bluepill/roomy/large_test"]
    assert real.verdict is Verdict.DOES_NOT_FIT
    over = next(metric for metric in real.metrics if metric.name == "ram_over")
    assert 80_000 < over.value < 90_000
    assert f"RAM (20 KB) exceeded by {over.value:.0f} bytes" in real.reason
    assert roomy.verdict is Verdict.PASSED
    assert len(roomy.cases) == 2
    for variant in ("native", "roomy"):
        failing = found[f"bluepill/{variant}/failing_test"]
        assert failing.verdict is Verdict.FAILED
        assert [case.verdict for case in failing.cases] == [Verdict.PASSED, Verdict.FAILED]
    assert "bluepill: 3 of 5 run on the real part, 4 of 5 pass when given room" in done.stdout
    assert git(checkout, "status", "--porcelain", "--ignored").split() == [
        "!!",
        f"{MICRO}/tools/make/downloads/",
    ]
    assert state(checkout) == before


@pytest.mark.parametrize("target", ["host", "mps2_an385", "stm32f412", "stm32h747", "mps3_an547"])
def test_every_kind_of_target(harness: Harness, checkout: Path, tmp_path: Path, target: str) -> None:
    done = harness("test", "--suite", "tflm", "--tflm-root", checkout, "--target", target)
    assert done.returncode == 1, done.stdout + done.stderr
    found = results(tmp_path).binaries
    assert {binary.name for binary in found} == set(ALL)
    assert {binary.name for binary in found if not binary.verdict.green} == {"failing_test"}
    assert all(binary.verdict is Verdict.FAILED for binary in found if binary.name == "failing_test")
    for binary in found:
        assert binary.log is not None
        text = binary.log.read_text()
        assert len(binary.cases) == text.count("[ RUN      ]")
        assert text.count("[       OK ]") == sum(case.verdict.green for case in binary.cases)


def test_a_second_run_builds_nothing_and_a_change_builds_its_own(
    harness: Harness, checkout: Path, tmp_path: Path
) -> None:
    command = ("build", "--suite", "tflm", "--tflm-root", checkout, "--target", "bluepill", "-v")
    first = harness(*command)
    assert "NO BUILD" not in first.stdout, first.stdout
    again = harness(*command)
    assert again.stdout.count("0 steps") == 2, again.stdout
    source = checkout / MICRO / "kernels/add_test.cc"
    source.write_text(source.read_text().replace("Add(2, 3) == 5", "Add(2, 3) == 6"))
    changed = harness("test", *command[1:])
    found = by_key(results(tmp_path))
    assert found["bluepill/native/kernel_add_test"].verdict is Verdict.FAILED
    # one object, and of each profile what is linked of it
    assert "3 steps" in changed.stdout, changed.stdout
    assert "1 step" in changed.stdout, changed.stdout


@pytest.mark.parametrize("target", ["host", "bluepill"])
def test_a_broken_source_of_the_library_breaks_those_who_need_it(
    harness: Harness, checkout: Path, tmp_path: Path, target: str
) -> None:
    command = ("test", "--suite", "tflm", "--tflm-root", checkout, "--target", target)
    kernel, spare = (checkout / MICRO / "kernels" / name for name in ("add.cc", "spare.cc"))
    whole = kernel.read_text()
    kernel.write_text(whole.replace("return a + b", "return a + c"))
    done = harness(*command)
    assert done.returncode == 1, done.stdout + done.stderr
    found = by_key(results(tmp_path))
    variants = ("native",) if target == "host" else ("native", "roomy")
    for variant in variants:
        library = found[f"{target}/{variant}/libtensorflow-microlite.a"]
        assert library.verdict is Verdict.BUILD_ERROR
        assert library.reason == f"left out, does not compile: {MICRO}/kernels/add.cc"
        test = found[f"{target}/{variant}/kernel_add_test"]
        assert test.verdict is Verdict.BUILD_ERROR
        assert "'c' was not declared in this scope" in test.reason
        assert any("undefined reference to `kernels::Add(int, int)'" in line for line in test.evidence)
        assert found[f"{target}/{variant}/kernel_conv_test"].verdict is Verdict.PASSED
        assert found[f"{target}/{variant}/heap_test"].verdict is Verdict.PASSED
    kernel.write_text(whole)
    spare.write_text("int Spare() { return nothing; }")
    assert harness(*command).returncode == 1
    found = by_key(results(tmp_path))
    red = {key.split("/")[-1] for key, each in found.items() if not each.verdict.green}
    too_big = set() if target == "host" else {"large_test"}
    assert red == {"libtensorflow-microlite.a", "failing_test", *too_big}
    assert found[f"{target}/native/kernel_add_test"].verdict is Verdict.PASSED
    spare.write_text("int Spare() { return 2; }")
    harness(*command)
    assert not any(key.endswith(".a") for key in by_key(results(tmp_path)))


def test_new_data_and_new_tests_are_seen(harness: Harness, checkout: Path, tmp_path: Path) -> None:
    command = ("test", "--suite", "tflm", "--tflm-root", checkout, "--target", "host")
    harness(*command)
    (checkout / MICRO / "models/numbers.csv").write_text("1, 2, 3, 4")
    source = "tensorflow/lite/micro/kernels/add_test.cc"
    with (checkout / MICRO / "tools/make/tests.inc").open("a") as tests:
        tests.write(f"$(eval $(call microlite_test,kernel_add_again_test,{source}))\n")
    harness(*command)
    found = by_key(results(tmp_path))
    assert found["host/native/large_test"].verdict is Verdict.FAILED
    assert found["host/native/kernel_add_again_test"].verdict is Verdict.PASSED


def test_only_what_is_selected_is_built(harness: Harness, checkout: Path, tmp_path: Path) -> None:
    command = ("test", "--suite", "tflm", "--tflm-root", checkout, "--target", "host")
    for selection in (("-k", "kernel_conv"), ("-k", "OneByOne"), ("kernel_conv*",)):
        done = harness(*command, *selection, HARNESS_CACHE=str(tmp_path / "cache"))
        assert done.returncode == 0, done.stdout + done.stderr
        assert [binary.name for binary in results(tmp_path).binaries] == ["kernel_conv_test"]
    built = list((tmp_path / "cache" / "build").glob("tflm-*/host/bin/*/*"))
    assert [path.name for path in built] == ["kernel_conv_test.elf"]
    done = harness(*command, "kernel_convolution_test")
    assert done.returncode == 5
    assert "did you mean kernel_conv_test?" in done.stderr


def test_no_vacuous_binary_of_the_stock_board_is_green(
    harness: Harness, checkout: Path, tmp_path: Path
) -> None:
    done = harness(
        *("test", "--suite", "tflm", "--tflm-root", checkout, "--target", "bluepill"),
        *("--tflm-board", "stock"),
    )
    assert done.returncode == 1, done.stdout + done.stderr
    found = results(tmp_path).binaries
    assert len(found) == 2 * len(ALL)
    assert not any(binary.verdict.green for binary in found)
    for binary in found:
        assert binary.log is not None
        if binary.profile == "real":  # the stack lies behind the RAM
            assert binary.verdict is Verdict.LOCKED_UP
            assert "0x21000000 is in no RAM" in " ".join(binary.remarks)
        else:
            assert SENTINEL in binary.log.read_text()
            assert binary.verdict is Verdict.INCOMPLETE
            assert "reported 0 cases" in binary.reason
            assert "moved from 0x21000000 to 0x20020000" in " ".join(binary.remarks)
    assert git(checkout, "status", "--porcelain") == ""


def test_stock_needs_a_board_of_that_name(harness: Harness, checkout: Path) -> None:
    done = harness(
        *("test", "--suite", "tflm", "--tflm-root", checkout, "--target", "mps2_an385"),
        *("--tflm-board", "stock"),
    )
    assert done.returncode == 4
    assert "targets/mps2_an385_makefile.inc is missing" in done.stderr


def test_kernels_build_type_and_make_arguments(harness: Harness, checkout: Path, tmp_path: Path) -> None:
    accelerator = checkout / MICRO / "tools/make/downloads/accelerator"
    command = ("test", "kernel_conv_test", "--suite", "tflm", "--tflm-root", checkout, "--target", "host")
    failed = harness(*command, "--kernels", "accelerator")
    assert failed.returncode == 6
    assert "downloading https://downloads.invalid/accelerator.zip" in failed.stdout
    assert f"missing: {accelerator} (from https://downloads.invalid/accelerator.zip)" in failed.stderr
    accelerator.mkdir(exist_ok=True)
    (accelerator / "here.h").write_text("")
    done = harness(*command, "--kernels", "accelerator", "--build-type", "debug")
    assert done.returncode == 0, done.stdout + done.stderr
    (binary,) = results(tmp_path).binaries
    assert binary.log is not None
    assert "accelerated" in binary.log.read_text()
    assert "--kernels accelerator --build-type debug" in binary.rerun
    done = harness(*command, "--make-arg", "CCFLAGS=-O1 -DACCELERATOR")
    assert done.returncode == 0, done.stdout + done.stderr
    assert harness(*command, "--make-arg", "--silent").returncode == 4


def test_a_broken_test_breaks_no_other(harness: Harness, checkout: Path, tmp_path: Path) -> None:
    (checkout / MICRO / "kernels/add_test.cc").write_text("#error not today\n")
    harness("test", "--suite", "tflm", "--tflm-root", checkout, "--target", "mps2_an385")
    found = by_key(results(tmp_path))
    broken = found["mps2_an385/native/kernel_add_test"]
    assert broken.verdict is Verdict.BUILD_ERROR
    assert "not today" in broken.reason
    assert found["mps2_an385/native/kernel_conv_test"].verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("gone", "says"),
    [
        ("tensorflow/lite/micro/tools/make/Makefile", "tensorflow/lite/micro/tools/make/Makefile is missing"),
        (
            "tensorflow/lite/micro/tools/make/tests.inc",
            "No rule to make target 'tensorflow/lite/micro/tools/",
        ),
    ],
)
def test_unknown_layouts_name_what_was_looked_for(
    harness: Harness, checkout: Path, gone: str, says: str
) -> None:
    (checkout / gone).unlink()
    done = harness("test", "--suite", "tflm", "--tflm-root", checkout, "--target", "host")
    assert done.returncode == 4
    assert says in done.stderr


def test_a_makefile_of_another_kind_is_refused(harness: Harness, checkout: Path) -> None:
    (checkout / MICRO / "tools/make/Makefile").write_text("build:\n\techo nothing\n")
    done = harness("test", "--suite", "tflm", "--tflm-root", checkout, "--target", "host")
    assert done.returncode == 4
    assert "shows no trace of the variable GENDIR" in done.stderr


def test_known_trouble_is_told_and_fails_nothing(harness: Harness, checkout: Path, tmp_path: Path) -> None:
    entry = '[[known]]\nbinary = "failing_test"\nverdict = "{0}"\nreason = "two is not one"\nuntil = {1}\n'
    (tmp_path / "known.toml").write_text(entry.format("failed", "2999-01-01"))
    (tmp_path / "harness.toml").write_text(
        'suites = "tflm"\n[suite.tflm]\nroot = "checkout"\nexpectations = "known.toml"\n'
    )
    done = harness("test", "--target", "host", "--junit", "junit.xml")
    assert done.returncode == 0, done.stdout + done.stderr
    failing = by_key(results(tmp_path))["host/native/failing_test"]
    assert failing.verdict is Verdict.FAILED
    assert failing.known == "two is not one (accepted until 2999-01-01)"
    assert "1 known trouble" in done.stdout
    assert 'message="known trouble: two is not one' in (tmp_path / "junit.xml").read_text()
    for text, remark in (
        (entry.format("failed", "2001-01-01"), "was known trouble until 2001-01-01"),
        (entry.format("timed_out", "2999-01-01"), ""),
    ):
        (tmp_path / "known.toml").write_text(text)
        assert harness("test", "--target", "host").returncode == 1
        remarks = " ".join(by_key(results(tmp_path))["host/native/failing_test"].remarks)
        assert remark in remarks


def test_why_tells_what_led_to_a_result(harness: Harness, checkout: Path) -> None:
    command = ("test", "--suite", "tflm", "--tflm-root", checkout, "--target", "bluepill")
    harness(*command, "large_test", "failing_test", "kernel_add_test")
    done = harness("why", "bluepill/native/large_test", "bluepill/*/failing_test", "kernel_*")
    assert done.returncode == 0, done.stderr
    for text in (
        *("bluepill large_test: does not fit", "ram_over", "bluepill/roomy failing_test: failed"),
        *("2 declared, 2 seen: 1 passed, 1 failed", "failed FailingTest.Wrong at", "exit code 1"),
        *("evidence", "rerun", "on this machine", "on the guest's clock", "profile    real"),
    ):
        assert text in done.stdout, done.stdout
    assert harness("why", "lage_test").returncode == 4
