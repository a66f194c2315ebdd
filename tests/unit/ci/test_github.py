"""Workflows: valid by GitHub's schema, and our own is what harness writes."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.ci.github import Wishes, github_workflow
from harness.cli.group import harness
from harness.cli.invocation import Invocation

ROOT = Path(__file__).parents[3]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MARK = re.compile(r"(?<![\w{])@[A-Z_]+@")


def check(schema: str, *files: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    return subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)


def written(*words: str) -> str:
    done = CliRunner().invoke(
        harness, words, obj=Invocation(arguments=words, debug=False), catch_exceptions=False
    )
    return done.stdout


def test_ours_are_valid_and_two() -> None:
    assert [path.name for path in WORKFLOWS] == ["firmware.yml", "tests.yml"]
    done = check("github-workflows", *WORKFLOWS)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schema_refuses_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yml"
    path.write_text(WORKFLOWS[0].read_text().replace("runs-on:", "run-on:"))
    assert check("github-workflows", path).returncode == 1


def test_ours_is_what_harness_writes() -> None:
    ours = next(path for path in WORKFLOWS if path.name == "firmware.yml").read_text()
    command = re.match(r"# Written by `harness (.*)`\.", ours)
    assert command
    words = shlex.split(command[1])
    del words[words.index("-o") : words.index("-o") + 2]
    again = written(*words)
    assert again.splitlines()[1:] == ours.splitlines()[1:], f"write it again: harness {command[1]}"


def test_boards_whose_images_are_the_users_are_no_jobs() -> None:
    text = written("ci", "github", "--target", "all")
    assert "mps2_an521" in text
    assert "qemu_optee" not in text


@pytest.mark.parametrize("renode", [True, False])
def test_every_wish_is_filled_in_and_valid(renode: bool, tmp_path: Path) -> None:
    wishes = Wishes(
        targets=("bluepill", "host"),
        selection=("--suite", "build/my elfs"),
        shards="4",
        install="pip install ./wheel.whl",
        renode=renode,
    )
    path = tmp_path / "workflow.yml"
    path.write_text(github_workflow(wishes))
    assert not MARK.search(path.read_text())
    done = check("github-workflows", path)
    assert done.returncode == 0, done.stdout + done.stderr
    text = path.read_text()
    assert "plan --suite 'build/my elfs' --target bluepill,host --per-target --shards 4" in text
    assert ("setup renode" in text) is renode


def test_actions_are_pinned_and_rights_are_few() -> None:
    for path in WORKFLOWS:
        text = path.read_text()
        assert re.findall(r"uses: (?!\S+@v\d+$)\S+$", text, re.M) == []
        assert "permissions:\n  contents: read\n" in text


def test_an_unknown_target_is_refused() -> None:
    from harness.errors import UsageError

    with pytest.raises(UsageError, match="bluepil"):
        written("ci", "github", "--target", "bluepil")


def test_words_that_yaml_would_read_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "workflow.yml"
    install = "pip install 'x; y: z'  # \"ours\""
    path.write_text(github_workflow(Wishes(targets=("host",), name="on: hold #1", install=install)))
    done = check("github-workflows", path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"run: {json.dumps(install)}\n" in path.read_text()


@pytest.mark.parametrize("command", [("ci", "github"), ("plan",)])
@pytest.mark.parametrize("shards", ["0", "many", "-1"])
def test_shards_that_are_none(command: tuple[str, ...], shards: str) -> None:
    words = (*command, "--target", "host", "--shards", shards)
    done = CliRunner().invoke(harness, words, obj=Invocation(arguments=words, debug=False))
    assert done.exit_code != 0
    assert f"{shards!r} is neither a number from 1 nor 'auto'" in done.output
