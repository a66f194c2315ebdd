"""Scripted dialogues with images that stand in for OP-TEE with Linux, and for Zephyr with TF-M."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from harness.model import BinaryResult, Verdict
from harness.reports.load import load_results
from tests.firmware.build import optee_flash, zephyr_tfm
from tests.integration.conftest import Harness

pytestmark = pytest.mark.firmware

WORLDS = """\
[suite.worlds]
targets = ["qemu_optee"]
images = { flash = "flash.bin" }
build = "make flash.bin"
wait_s = 10

[[suite.worlds.case]]
name = "both worlds boot"
steps = [
  { wait = "Booting the normal world" },
  { wait = "# " },
  { wait = "secure world is up", uart = "secure" },
]

"""
INFERS = """\
[[suite.worlds.case]]
name = "the secure world infers"
steps = [
  { send = "infer 1" },
  { wait_regex = '^result: 4\\d$' },
  { wait = "inference with 0x00000001", uart = "secure" },
  { absent = "panic", for_s = 0.05 },
]

[[suite.worlds.case]]
name = "it switches off"
steps = [{ send = "poweroff 0" }, { exit = 0 }]
"""
ZEPHYR = """\
[suite.zephyr]
targets = ["qemu_zephyr_tfm"]
images = IMAGES

[[suite.zephyr.case]]
name = "boots"
steps = [{ wait = "*** Booting Zephyr OS" }, { wait = "uart:~$ " }]

[[suite.zephyr.case]]
name = "sine"
steps = [
  { send = "infer get sine 1" },
  { wait_regex = 'Sine of 1\\.00 deg is: 0\\.01' },
  { wait = "uart:~$" },
]
"""


@pytest.fixture(scope="session")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``flash.bin``, ``tfm_merged.hex``, ``secure.elf`` and ``non_secure.elf``."""
    folder = tmp_path_factory.mktemp("images")
    optee_flash(folder)
    zephyr_tfm(folder)
    return folder


@pytest.fixture
def project(images: Path, tmp_path: Path) -> Path:
    """``tmp_path`` with the images in it."""
    for image in images.iterdir():
        shutil.copy2(image, tmp_path)
    return tmp_path


def only_result(folder: Path) -> BinaryResult:
    (result,) = load_results(folder / "reports" / "latest" / "results.json").binaries
    return result


def test_two_worlds_answer_and_each_has_its_log(harness: Harness, project: Path) -> None:
    (project / "harness.toml").write_text(WORLDS + INFERS)
    done = harness("test", "--suite", "worlds", "--junit", "rich.xml", HARNESS_JUNIT_FLAVOUR="rich")
    assert done.returncode == 0, done.stdout
    result = only_result(project)
    assert (result.verdict, result.reason) == (Verdict.PASSED, "3 cases passed")
    (attempt,) = result.attempts
    assert attempt.log is not None
    assert "# infer 1\r\nresult: 42\r\n" in attempt.log.read_bytes().decode()
    secure = attempt.uart_logs["secure"]
    assert (secure.parent, secure.name) == (attempt.log.parent, "worlds.secure.log")
    assert secure.read_text().splitlines() == [
        "I/TC: secure world is up",
        "I/TA: inference with 0x00000001",
        "I/TC: off",
    ]
    merged = harness("merge", "reports/latest", "--report-dir", "all", "-q")
    assert merged.returncode == 0, merged.stdout
    (copy,) = project.glob("all/2*/logs/qemu_optee/worlds.secure.log")
    assert copy.read_bytes() == secure.read_bytes()
    cases = etree.parse(project / "rich.xml").findall(".//testcase")
    assert [(case.get("classname"), case.get("name"), case.get("line")) for case in cases] == [
        ("qemu_optee.worlds", "both worlds boot", "7"),
        ("qemu_optee.worlds", "the secure world infers", "15"),
        ("qemu_optee.worlds", "it switches off", "24"),
    ]
    assert {Path(case.get("file")).name for case in cases} == {"harness.toml"}


@pytest.mark.parametrize(
    ("steps", "verdict", "reason"),
    [
        (
            '{ send = "infer 1" }, { wait = "result: 43", timeout_s = 0.3 }',
            Verdict.FAILED,
            "'result: 43' did not come within 0.3 s of guest time; the last line was 'result: 42'",
        ),
        (
            '{ send = "peek" }, { wait = "never" }',
            Verdict.CRASHED,
            "Kernel panic - not syncing: abort, ESR 0x96000010, address 0x0e000000",
        ),
        (
            '{ send = "panic" }, { wait = "never" }',
            Verdict.CRASHED,
            "E/TC:0 0 Panic at core/kernel/panic.c:12 <panic_test>",
        ),
        (
            '{ send = "hang" }, { wait = "# ", timeout_s = 0.3 }',
            Verdict.TIMED_OUT,
            "'# ' did not come within 0.3 s of guest time, and nothing else did",
        ),
        (
            '{ send = "poweroff 0" }, { wait = "never" }',
            Verdict.INCOMPLETE,
            "the guest exited with code 0 while 'never' was waited for",
        ),
    ],
    ids=["wrong-answer", "crash", "secure-crash", "silence", "early-end"],
)
def test_a_dialogue_that_goes_wrong_has_its_verdict(
    harness: Harness, project: Path, steps: str, verdict: Verdict, reason: str
) -> None:
    goes_wrong = f'[[suite.worlds.case]]\nname = "goes wrong"\nsteps = [\n  {steps},\n]\n\n'
    (project / "harness.toml").write_text(WORLDS + goes_wrong + INFERS)
    done = harness("test", "worlds")
    assert done.returncode == 1, done.stdout
    result = only_result(project)
    assert (result.verdict, result.reason) == (verdict, f"{reason}, in case goes wrong")
    assert [case.verdict for case in result.cases] == [
        Verdict.PASSED,
        verdict,
        Verdict.NOT_RUN,
        Verdict.NOT_RUN,
    ]
    assert result.cases[1].line == 18
    page = (project / "reports" / "latest" / "report.html").read_text()
    assert 'href="./logs/qemu_optee/worlds.secure.log">Log of secure</a>' in page
    assert re.search(r"^    secure reports/\S+/worlds.secure.log$", done.stdout, re.M)
    assert result.rerun.endswith("test --suite worlds --target qemu_optee")


@pytest.mark.parametrize(
    "given",
    ['{ merged = "tfm_merged.hex" }', '{ secure = "secure.elf", non_secure = "non_secure.elf" }'],
    ids=["merged", "separate"],
)
def test_zephyr_with_tf_m_is_one_image_or_two(harness: Harness, project: Path, given: str) -> None:
    (project / "harness.toml").write_text(ZEPHYR.replace("IMAGES", given))
    done = harness("test", "--suite", "zephyr")
    assert done.returncode == 0, done.stdout
    assert [case.name for case in only_result(project).cases] == ["boots", "sine"]


def test_what_is_typed_before_anybody_listens_is_not_lost(harness: Harness, project: Path) -> None:
    typed = '[[suite.zephyr.case]]\nname = "early"\nsteps = [{ send = "infer get sine 1" }]\n\n'
    text = ZEPHYR.replace("IMAGES", '{ merged = "tfm_merged.hex" }')
    text = text.replace("[[suite", typed + "[[suite", 1).replace('  { send = "infer get sine 1" },\n', "")
    (project / "harness.toml").write_text(text)
    done = harness("test", "--suite", "zephyr")
    assert done.returncode == 0, done.stdout


def test_a_board_that_takes_programs_is_talked_to_as_well(harness: Harness, tmp_path: Path) -> None:
    listed = harness("list", "tests", "--json", "--target", "bluepill", "--suite", "interactive")
    (shell,) = json.loads(listed.stdout)
    shutil.copy2(shell["elf"], tmp_path / "app.elf")
    (tmp_path / "harness.toml").write_text(
        '[suite.app]\ntargets = ["bluepill"]\nelf = "app.elf"\n'
        '[[suite.app.case]]\nname = "adds"\nsteps = [{ send = "add 3 4" }, { wait_regex = "^7$" }]\n'
        '[[suite.app.case]]\nname = "faults"\nsteps = [{ send = "fault" }, { wait = "never" }]\n'
    )
    done = harness("test", "--suite", "app")
    assert done.returncode == 1, done.stdout
    result = only_result(tmp_path)
    assert [case.verdict for case in result.cases] == [Verdict.PASSED, Verdict.CRASHED]
    assert result.fault is not None
    assert result.fault.symbol is not None


def test_images_that_are_missing_are_told_with_what_makes_them(harness: Harness, tmp_path: Path) -> None:
    def told(text: str, *arguments: str) -> str:
        (tmp_path / "harness.toml").write_text(text)
        done = harness("test", "--suite", "worlds", *arguments)
        assert done.returncode in (4, 5), done.stdout
        (line,) = done.stderr.splitlines()
        return line

    assert told(WORLDS).endswith(
        f"error: {tmp_path}/flash.bin: there is no such file; flash is what the machine starts with: "
        "TF-A, OP-TEE, and a boot loader or Linux (flash.bin); build it: make flash.bin"
    )
    assert "suite.worlds.images.flsh: qemu_optee has no such image; did you mean flash?" in told(
        WORLDS.replace("{ flash =", "{ flsh =")
    )
    assert "worlds: qemu_optee boots with flash, found kernel" in told(
        WORLDS.replace("{ flash =", "{ kernel =")
    )
    assert "worlds has nothing for host; its dialogues are for qemu_optee" in told(WORLDS, "--target", "host")
    assert f"{tmp_path}/a.elf: there is no such file; build it: make flash.bin" in told(
        WORLDS.replace('images = { flash = "flash.bin" }', 'elf = "a.elf"').replace("qemu_optee", "host")
    )
    assert "harness.toml:12: no UART is named 'secur'; did you mean secure?" in told(
        WORLDS.replace('uart = "secure"', 'uart = "secur"').replace('flash.bin"', f'{sys.executable}"')
    )


def test_boards_with_images_have_nothing_else(harness: Harness, tmp_path: Path) -> None:
    done = harness("test", "--target", "qemu_optee")
    assert (done.returncode, len(done.stderr.splitlines())) == (4, 1)
    assert "qemu_optee boots images of yours, and nothing is built for it; give it a dialogue" in done.stderr
    listed = json.loads(harness("list", "targets", "--json").stdout)
    assert {"qemu_optee", "qemu_zephyr_tfm"} < {target["name"] for target in listed}


ROBOT = """\
*** Settings ***
Library    harness.robot.HarnessLibrary    target=qemu_optee    suite=worlds

*** Test Cases ***
Both Worlds Are Talked To
    Boot Binary    worlds
    Wait For Text    \\#${SPACE}
    Send Line    infer 2    end=\\r
    ${line} =    Wait For Line    inference    uart=secure
    Should Contain    ${line}    0x00000002
    Wait For Line    result: 43    match=equals
    Run Keyword And Expect Error    *no UART is named 'third'*    Send Line    x    uart=third
"""


def test_robot_talks_to_each_uart(environment: dict[str, str], project: Path) -> None:
    (project / "harness.toml").write_text(WORLDS)
    (project / "worlds.robot").write_text(ROBOT)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "robot",
            "--output",
            "NONE",
            "--log",
            "NONE",
            "--report",
            "NONE",
            "worlds.robot",
        ],
        cwd=project,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout
    (secure,) = project.glob("**/worlds.secure.log")
    assert "0x00000002" in secure.read_text()


def test_pytest_talks_to_each_uart(environment: dict[str, str], project: Path) -> None:
    (project / "harness.toml").write_text(WORLDS)
    (project / "test_worlds.py").write_text(
        "def test_worlds(harness):\n"
        "    board = harness.boot('worlds')\n"
        "    board.expect_text('# ')\n"
        "    board.send('infer 2\\r')\n"
        "    assert board.expect(r'0x(\\w+)', uart='secure').group(1) == '00000002'\n"
        "    board.send('x', uart='third')\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--harness-target", "qemu_optee", "-q", "test_worlds.py"],
        cwd=project,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1, done.stdout
    assert "no UART is named 'third'; known: normal, secure" in done.stdout
