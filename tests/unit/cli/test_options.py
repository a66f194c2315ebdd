"""What the options share."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from harness.cli.options import Beside, program, settings_from
from harness.model import Image


@pytest.mark.parametrize(
    ("started", "on_path", "expected"),
    [
        (".venv/bin/harness", False, ".venv/bin/harness"),
        ("{folder}/harness", True, "harness"),
        ("/somewhere/harness/__main__.py", False, "harness"),
    ],
)
def test_the_program_is_named_as_a_shell_would_find_it(
    started: str, on_path: bool, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "harness"
    installed.write_text("#!/bin/sh\n")
    installed.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path) if on_path else "/nowhere")
    monkeypatch.setattr("sys.argv", [started.format(folder=tmp_path), "test"])
    assert program() == expected


@pytest.mark.parametrize(
    ("text", "path", "address"),
    [
        ("secure.elf", "secure.elf", None),
        ("key.bin@0x38000000", "key.bin", 0x38000000),
        ("a@b.bin@4096", "a@b.bin", 4096),
        ("@home/x.elf@0", "@home/x.elf", 0),
    ],
)
def test_an_image_has_a_file_and_perhaps_an_address(text: str, path: str, address: int | None) -> None:
    assert Beside().convert(text, None, None) == Image(path=Path(path), address=address)


@pytest.mark.parametrize("text", ["x.bin@", "x.bin@home", "x.bin@-1", "x.bin@0x100000000", "@0x10"])
def test_an_image_with_a_bad_address(text: str) -> None:
    with pytest.raises(click.BadParameter, match=r"has no address such as 0x20000000 behind its @"):
        Beside().convert(text, None, None)


def test_a_file_may_have_an_at_in_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x@home").write_bytes(b"x")
    assert Beside().convert("x@home", None, None) == Image(path=Path("x@home"))


def test_images_are_seen_from_the_working_folder(tmp_path: Path) -> None:
    image = Image(path=Path("key.bin"), address=0)
    settings = settings_from({"targets": ("host",), "beside": (image,)}, cwd=tmp_path)
    assert settings.beside == (Image(path=tmp_path / "key.bin", address=0),)
