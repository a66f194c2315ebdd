"""``[suite.NAME]`` with cases: what is read, and every mistake named."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.config import build_settings
from harness.consoles import Consoles
from harness.dialogues.script import Absent, Case, Dialogue, Exit, Forbidden, Send, Text, Wait, check_consoles
from harness.errors import ConfigError
from harness.model import Image, Verdict

GOOD = """\
suites = ["linux"]

[suite.linux]
targets = ["qemu_optee"]
images = { flash = "out/flash.bin", append = "console=ttyAMA0" }
beside = [{ file = "initrd.gz", address = 0x4a000000 }]
build = "make -C optee"
timeout_s = 90
wait_s = 20
forbid = "oops"
crash_regex = ['BUG: \\w+']

[[suite.linux.case]]
name = "boots"
steps = [
  { wait = "# ", timeout_s = 60 },
  { wait_regex = 'version \\d', uart = "secure" },
]

[[suite.linux.case]]
name = "ends"
forbid_regex = ["x+"]
steps = [
  { send = "poweroff" }, { type = "\\u0003", uart = "secure" },
  { absent = "no", for_s = 0.5 },
  { exit = 0 },
]
"""


def dialogue(folder: Path, text: str = GOOD) -> Dialogue:
    (folder / "harness.toml").write_text(text)
    settings = build_settings(cwd=folder, environ={"HOME": "/"}, given={})
    assert settings.targets == settings.dialogue_targets == ("qemu_optee",)
    return settings.dialogues["linux"]


def test_a_dialogue_is_read_with_the_lines_of_all_it_has(tmp_path: Path) -> None:
    found = dialogue(tmp_path)
    assert found.images == {"flash": "out/flash.bin", "append": "console=ttyAMA0"}
    assert found.beside == (Image(path=tmp_path / "initrd.gz", address=0x4A000000),)
    assert (found.build, found.timeout_s, found.script.file) == (
        "make -C optee",
        90,
        tmp_path / "harness.toml",
    )
    assert found.script.forbid == (
        Forbidden(what=Text(text="oops"), verdict=Verdict.FAILED),
        Forbidden(what=Text(text=r"BUG: \w+", regex=True), verdict=Verdict.CRASHED),
    )
    boots, ends = found.script.cases
    assert boots == Case(
        name="boots",
        steps=(
            Wait(what=Text(text="# "), timeout_s=60, line=16),
            Wait(what=Text(text=r"version \d", regex=True), timeout_s=20, uart="secure", line=17),
        ),
        line=13,
    )
    assert ends.steps == (
        Send(text="poweroff", line=24),
        Send(text="\x03", enter="", uart="secure", line=24),
        Absent(what=Text(text="no"), for_s=0.5, line=25),
        Exit(code=0, timeout_s=20, line=26),
    )
    assert [(case.name, case.line) for case in found.script.declared] == [("boots", 13), ("ends", 20)]


def test_pyproject_will_do(tmp_path: Path) -> None:
    text = GOOD.replace("suites =", "[tool.harness]\nsuites =").replace("[suite.", "[tool.harness.suite.")
    (tmp_path / "pyproject.toml").write_text(text)
    settings = build_settings(cwd=tmp_path, environ={"HOME": "/"}, given={})
    assert settings.dialogues["linux"].script.cases[0].line == 14


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("build =", "biuld =", ".biuld: unknown key, did you mean build?"),
        ("wait_s = 20", "wait_s = 0", ".wait_s: expected a number of seconds above 0, found 0"),
        ('targets = ["qemu_optee"]', "", ".targets: expected the boards that it is for"),
        ('["qemu_optee"]', '["qemu_opte"]', ".targets: qemu_opte: no such target, did you mean"),
        ("images =", 'elf = "a.elf"\nimages =', ".elf: expected either elf"),
        ('"out/flash.bin"', "3", ".images.flash: expected a text, found 3"),
        ('file = "initrd.gz"', 'fiel = "x"', ".beside[1].fiel: unknown key, did you mean file?"),
        ('forbid = "oops"', 'forbid = ""', ".forbid: expected texts that are not empty"),
        ("BUG: ", "BUG: (", ".crash_regex: expected a regular expression (missing )"),
        ('name = "ends"', "", ".case[2].name: expected a text that is not empty, found nothing"),
        ('name = "ends"', 'name = "boots"', ".case[1].name: expected a name that no other case"),
        ("forbid_regex", "forbid_regx", ".case[2].forbid_regx: unknown key, did you mean forbid"),
        ("wait_regex", "wait_regx", ".case[1].steps[2].wait_regx: unknown key, did you mean wait"),
        ('{ send = "poweroff" }', '{ send = "a", wait = "b" }', "steps[1]: expected one of wait, wait_regex"),
        ("{ exit = 0 }", "{ timeout_s = 1 }", ".case[2].steps[4]: expected one of wait"),
        ('send = "poweroff"', 'send = "a", timeout_s = 2', "steps[1].timeout_s: expected nothing, as a step"),
        (", for_s = 0.5", "", "steps[3].for_s: expected for how many guest seconds it must"),
        ("exit = 0", "exit = 300", "steps[4].exit: expected a whole number from 0 to 255, found 300"),
        ('wait = "# "', 'wait = "a\\nb"', "steps[1].wait: expected a text of one line"),
        ('wait = "# "', 'wait = ""', "steps[1].wait: expected a text that is not empty, found ''"),
        ("timeout_s = 60", 'timeout_s = "x"', "steps[1].timeout_s: expected a number of seconds"),
    ],
)  # fmt: skip
def test_mistakes_are_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError) as caught:
        dialogue(tmp_path, GOOD.replace(old, new, 1))
    assert f"{tmp_path / 'harness.toml'}: " in str(caught.value)
    assert told in str(caught.value)


def test_a_dialogue_without_cases_is_told(tmp_path: Path) -> None:
    text = GOOD[: GOOD.index("[[")]
    with pytest.raises(ConfigError, match=r".case: expected \[\[suite.NAME.case\]\] with name"):
        dialogue(tmp_path, text)


def test_a_step_for_a_console_that_is_not_there_is_told_with_its_line(tmp_path: Path) -> None:
    script = dialogue(tmp_path).script
    check_consoles(script, Consoles(main="normal", further=("secure",)))
    with pytest.raises(
        ConfigError, match=r"harness.toml:17: no UART is named 'secure'; did you mean secured\?"
    ):
        check_consoles(script, Consoles(further=("secured",)))


def test_targets_of_dialogues_are_for_them_alone(tmp_path: Path) -> None:
    (tmp_path / "harness.toml").write_text(
        GOOD.replace('["linux"]', '["micro_tests", "linux"]\ntargets = ["host"]')
    )

    def settings(**given: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
        found = build_settings(cwd=tmp_path, environ={"HOME": "/"}, given=given)
        return found.targets, found.dialogue_targets

    assert settings() == (("host", "qemu_optee"), ("qemu_optee",))
    assert settings(selectors=("linux",)) == (("qemu_optee",), ("qemu_optee",))
    assert settings(suites=("micro_tests",)) == (("host",), ())
    assert settings(targets=("bluepill",)) == (("bluepill",), ())
