"""A firmware that dies in the middle of an inference: what was compared stays, and what is told of the rest.

The C that TVM made of the model is given faults for some inputs, in the cache from which it is built.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from harness.models import Runner
from harness.models.client import LinkLostError
from harness.models.inputs import random_inputs
from harness.models.read import read_model
from tests.integration.conftest import ROOT, Harness

SINE = ROOT / "micro_tests" / "hello_world" / "hello_world_int8.tflite"
NAME = "dies.tflite"
FIRST_KERNEL = re.compile(r"(static int32_t fully_connected\(int8_t\* restrict (\w+),[^)]*\) \{)")
BEFORE = """\
#include <stdlib.h>
static __attribute__((noinline)) void use_much_stack(void) {
  volatile char deep[20000];
  for (int i = 19999; i >= 0; i -= 4) deep[i] = 1;
}
"""
# Input -> what happens then.
WAYS = {42: "__builtin_trap();", 43: "use_much_stack();", 44: "for (;;) {}", 45: "exit(3);"}
FAULTS = "".join(f"  if (INPUT[0] == {value}) {{ {code} }}\n" for value, code in WAYS.items())


@pytest.fixture
def faulty(harness: Harness, cache_folder: Path, tmp_path: Path) -> Path:
    """A model that was compiled wrongly: WAYS."""
    model = tmp_path / NAME
    shutil.copy2(SINE, model)
    where = ("-o", "app", "--target", "mps2_an500")
    assert harness("new-app", "valid", model, *where).returncode == 0
    # Kept by a key that nobody else has, as the file's name is in it.
    sources = (cache_folder / "models" / "sources").glob("*/answer.json")
    answers = [path for path in sources if f'"{NAME.partition(".")[0]}.c"' in path.read_text()]
    assert answers
    for answer in answers:
        found = json.loads(answer.read_text())
        text: str = found["sources"]["files"]["dies.c"]
        kernel = FIRST_KERNEL.search(text)
        assert kernel
        faults = FAULTS.replace("INPUT", kernel[2])
        if faults not in text:
            text = BEFORE + text.replace(kernel[0], f"{kernel[0]}\n{faults}")
            found["sources"]["files"]["dies.c"] = text
            answer.write_text(json.dumps(found))
    return model


def inputs(folder: Path, value: int) -> Path:
    """Five inputs, the third of which is ``value``."""
    path = folder / "inputs.npz"
    np.savez(path, x=np.array([0, 1, value, 3, 4], np.int8).reshape(5, 1))
    return path


def verdicts(folder: Path) -> list[list[str]]:
    """Verdicts of the cases of each binary."""
    found = json.loads((folder / "reports" / "latest" / "results.json").read_text())
    return [[case["verdict"] for case in binary["cases"]] for binary in found["binaries"]]


@pytest.mark.firmware
@pytest.mark.parametrize(
    ("value", "verdict", "told"),
    [
        (42, "crashed", r"UsageFault .*undefined instruction"),
        (43, "crashed", r"StackOverflow"),
        (44, "timed_out", r"did not answer 'run' within 2 s"),
        (45, "incomplete", r"exited with code 3"),
    ],
)
def test_inputs_before_are_compared_and_those_after_do_not_run(
    harness: Harness, faulty: Path, tmp_path: Path, value: int, verdict: str, told: str
) -> None:
    where = ("--target", "mps2_an500", "--npz", inputs(tmp_path, value), "--timeout", "2")
    done = harness("validate", faulty, *where)
    assert done.returncode == 1, done.stdout + done.stderr
    assert verdicts(tmp_path) == [["passed", "passed", verdict, "not_run", "not_run"]]
    (binary,) = json.loads((tmp_path / "reports" / "latest" / "results.json").read_text())["binaries"]
    assert binary["verdict"] == verdict
    assert binary["reason"].startswith("input 2: ")
    assert re.search(told, binary["reason"]), binary["reason"]
    if verdict == "crashed":
        assert "dies.c:" in binary["reason"] or "ai_run" in binary["reason"], "the place"

    suites = ElementTree.parse(tmp_path / "reports" / "latest" / "junit.xml").getroot()
    kinds = [
        next((child.tag for child in case if child.tag in ("failure", "error", "skipped")), "passed")
        for case in suites[0].iter("testcase")
    ]
    assert kinds == ["passed", "passed", "error", "error", "error"]
    types = [each.get("type") for each in suites[0].iter("error")]
    assert types == [verdict, "not_run", "not_run"]
    compared = json.loads((tmp_path / "reports" / "latest" / "validate.json").read_text())["targets"][0]
    assert len(compared["inputs"]) == 2


@pytest.mark.firmware
def test_each_target_tells_its_own_crash(harness: Harness, faulty: Path, tmp_path: Path) -> None:
    """The host's signal, the board's fault."""
    done = harness("validate", faulty, "--target", "host,mps2_an500", "--npz", inputs(tmp_path, 42))
    assert done.returncode == 1
    assert verdicts(tmp_path) == [["passed", "passed", "crashed", "not_run", "not_run"]] * 2
    assert Counter(re.findall(r"^CRASH +(\w+)", done.stdout, re.M)) == {"host": 1, "mps2_an500": 1}
    assert "without a case" not in done.stdout
    assert "SIGILL" in done.stdout or "SIGTRAP" in done.stdout


@pytest.mark.firmware
def test_the_python_api_names_the_place(
    faulty: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HARNESS_CACHE", "HARNESS_RENODE"):
        monkeypatch.setenv(name, environment[name])
    monkeypatch.chdir(tmp_path)
    with Runner.connect("sim:mps2_an500", faulty) as runner:
        (first,), _ = runner.invoke(np.array([[0]], np.int8))
        assert first.shape == (1, 1)
        with pytest.raises(LinkLostError, match=r"the firmware crashed: .*dies\.c") as caught:
            runner.invoke(np.array([[42]], np.int8))
        assert caught.value.result is not None and caught.value.result.fault is not None
        with pytest.raises(LinkLostError):
            runner.invoke(np.array([[0]], np.int8))


@pytest.mark.firmware
def test_bench_goes_on_with_the_next_target(harness: Harness, faulty: Path) -> None:
    model = read_model(faulty)
    seed = next(each for each in range(10_000) if random_inputs(model, 1, each)[0][0].item() == 42)
    done = harness("bench", faulty, "--target", "host,mps2_an500", "--seed", str(seed))
    assert done.returncode == 1
    told = done.stdout.split("\n\n")
    assert [line.partition(":")[0] for line in told] == ["host", "mps2_an500"]
    assert all("the firmware crashed" in line for line in told)
    done = harness("bench", faulty, "--target", "mps2_an500", "--seed", str(seed + 1))
    assert done.returncode == 0, done.stdout + done.stderr
