"""The wheel and the source archive: what is in them, and that the wheel alone is a working harness."""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from harness.reports.load import load_results
from tests.integration.conftest import ROOT

WHEEL = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
SHIPPED = tuple(name for name in WHEEL["only-include"] if name != "harness")
# Every folder that the package looks for in itself is there.
FIND_FOLDERS = """
from harness import resources
found = [find() for name, find in vars(resources).items() if name.endswith("_folder") and name[0] != "_"]
assert len(found) >= 3 and all("_data" in path.parts for path in found), found
"""


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Wheel and source archive of this checkout, built without a network."""
    folder = tmp_path_factory.mktemp("dist")
    hatch = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    done = subprocess.run(hatch, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.glob("*.whl")
    (source,) = folder.glob("*.tar.gz")
    return wheel, source


def tracked(*folders: str) -> set[str]:
    """Files of the checkout that git knows or would take."""
    names = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *folders]
    found = subprocess.check_output(names, cwd=ROOT, text=True).split("\0")
    return {name for name in found if name and (ROOT / name).is_file()}


def test_the_wheel_holds_the_package_and_what_it_needs_and_nothing_else(archives: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(archives[0]) as wheel:
        names = {name for name in wheel.namelist() if not name.endswith("/")}
    content = {name for name in names if ".dist-info/" not in name}
    ours = tracked("harness")
    data = {f"harness/_data/{name}" for name in tracked(*SHIPPED)}
    assert content == ours | data
    assert {name.partition(".dist-info/")[2] for name in names - content} >= {
        *("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"),
    }
    assert "harness/_data/platforms/bluepill/target.toml" in names
    assert "harness/_data/micro_tests/support/cortex_m.ld" in names
    assert "harness/py.typed" in names  # "Typing :: Typed", it says of itself


def test_the_source_archive_is_enough_to_build_and_test(archives: tuple[Path, Path]) -> None:
    with tarfile.open(archives[1]) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    wanted = tracked("harness", "tests", "docs", *SHIPPED) | {"pyproject.toml", "README.md", "LICENSE"}
    assert not wanted - names
    strange = {name for name in names if name.split("/")[0] in (".venv", ".tox", "reports", "build", "dist")}
    assert {Path(name).name for name in strange} <= {".gitignore", ".gitkeep", "README.md"}


def test_a_wheel_that_is_made_of_the_source_archive_is_the_same(
    archives: tuple[Path, Path], tmp_path: Path
) -> None:
    with tarfile.open(archives[1]) as source:
        source.extractall(tmp_path)
    (unpacked,) = tmp_path.iterdir()
    hatch = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    done = subprocess.run(hatch, cwd=unpacked, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(archives[0]) as ours, zipfile.ZipFile(tmp_path / archives[0].name) as theirs:
        assert set(ours.namelist()) == set(theirs.namelist())
        assert all(ours.read(name) == theirs.read(name) for name in ours.namelist())


def requirements(name: str) -> Iterator[importlib.metadata.Distribution]:
    """What ``name`` needs without any extra, and what that needs, as installed beside these tests."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        distribution = importlib.metadata.distribution(waiting.pop())
        for text in distribution.requires or ():
            requirement = Requirement(text)
            key = requirement.name.lower().replace("_", "-")
            wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
            if wanted and key not in seen:
                seen.add(key)
                waiting.append(requirement.name)
                yield importlib.metadata.distribution(requirement.name)


def install_beside(folder: Path, distribution: importlib.metadata.Distribution) -> None:
    """Copy an installed distribution into the site-packages ``folder``."""
    for file in distribution.files or ():
        if ".." not in file.parts and file.suffix != ".pyc":  # no scripts
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(str(file.locate()), folder / file)


@pytest.fixture
def installed(archives: tuple[Path, Path], tmp_path: Path) -> Path:
    """``harness`` of the wheel, in an environment that holds just what its metadata asks for."""
    environment = tmp_path / "environment"
    venv.create(environment, symlinks=True)
    packages = next((environment / "lib").glob("python*/site-packages"))
    for distribution in requirements("harness"):
        install_beside(packages, distribution)
    pip = [sys.executable, "-m", "pip", "--python", str(environment / "bin" / "python"), "install"]
    offline = ["--quiet", "--no-index", "--no-deps", "--disable-pip-version-check", str(archives[0])]
    done = subprocess.run([*pip, *offline], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return environment / "bin" / "harness"


@pytest.mark.firmware
def test_the_wheel_alone_tests_firmware_in_an_empty_place(
    installed: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    home, place = tmp_path / "home", tmp_path / "place"
    home.mkdir()
    place.mkdir()
    empty = {
        "PATH": environment["PATH"],
        "HOME": str(home),
        "HARNESS_RENODE": "none",
        "CCACHE_DIR": str(Path(environment["HARNESS_CACHE"]) / "ccache"),
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [installed, *arguments], cwd=place, env=empty, capture_output=True, text=True, timeout=300
        )

    done = run("test", "-k", "softmax or smoke", "--target", "bluepill")
    assert done.returncode == 0, done.stdout + done.stderr
    binaries = load_results(place / "reports" / "latest" / "results.json").binaries
    assert {binary.name for binary in binaries} == {"smoke_v1_test", "smoke_v2_test", "softmax_test"}
    assert [each.name for each in home.iterdir()] == [".cache"]
    assert [each.name for each in place.iterdir()] == ["reports"]
    version = importlib.metadata.version("harness")
    assert run("--version").stdout.startswith(f"harness {version}\n")
    for command in ("doctor", "list suites", "completion bash", "why softmax_test"):
        assert run(*command.split()).returncode == 0, command
    subprocess.run([installed.with_name("python"), "-c", FIND_FOLDERS], cwd=place, env=empty, check=True)
