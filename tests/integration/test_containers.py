"""Containers with a real engine that the tests start: same results, same files, nothing left behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harness.containers.inside import NEEDED
from harness.errors import ExitCode
from harness.model import RunResult
from harness.reports.load import load_results
from tests.integration.conftest import ROOT, Harness
from tests.integration.processes import eventually

docker = pytest.importorskip("docker")
PROGRAMS = ("dockerd", "debootstrap", "docker")
PACKAGES = (
    "cmake,g++,gcc-arm-none-eabi,libnewlib-arm-none-eabi,libstdc++-arm-none-eabi-newlib,"
    "ninja-build,python3,qemu-system-arm"
)
START_S, IMAGE = 30.0, "harness-test"
Engine = dict[str, str]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """The environment that leads to an engine of our own, in private folders, without a network."""
    if os.geteuid() != 0:
        pytest.skip("only root can start a container engine")
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        pytest.skip(f"no container engine can run: {', '.join(missing)} not installed")
    with tempfile.TemporaryDirectory(prefix="hd-") as name:  # short: sockets have at most 107 bytes of path
        folder = Path(name)
        socket = folder / "s"
        command = [
            "dockerd",
            "--bridge=none",
            "--iptables=false",
            "--ip6tables=false",
            f"--host=unix://{socket}",
        ]
        command += [f"--data-root={folder}/data", f"--exec-root={folder}/exec", f"--pidfile={folder}/pid"]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        environment = {"DOCKER_HOST": f"unix://{socket}"}
        try:
            up = eventually(lambda: process.poll() is not None or _answers(environment), START_S)
            if not up or process.poll() is not None:
                last = (folder / "log").read_text(errors="replace").strip().splitlines()[-1:]
                pytest.skip(f"no container engine can run here: {''.join(last)}")
            yield environment
        finally:
            process.terminate()
            process.wait(60)


@pytest.fixture(scope="module")
def image(engine: Engine) -> str:
    """An image made of Debian's packages, with the libraries that harness needs."""
    with tempfile.TemporaryDirectory(prefix="hi-") as name:
        root = Path(name) / "root"
        packages = f"--include={PACKAGES}"
        subprocess.run(
            ["debootstrap", "--variant=minbase", packages, "bookworm", root], check=True, capture_output=True
        )
        libraries = [sys.executable, "-m", "pip", "install", "--quiet", "--only-binary=:all:"]
        target = ["--python-version=3.11", f"--target={root}/usr/local/lib/python3.11/dist-packages"]
        wanted = ["--requirement", ROOT / "containers" / "requirements.txt"]
        subprocess.run([*libraries, *target, *wanted], check=True, capture_output=True)
        tar = subprocess.Popen(["tar", "-C", root, "-c", "."], stdout=subprocess.PIPE)
        command = ["docker", "import", "--change", "ENV PATH=/usr/local/bin:/usr/bin:/bin", "-", IMAGE]
        subprocess.run(command, stdin=tar.stdout, check=True, capture_output=True, env=os.environ | engine)
        assert tar.wait() == 0
    return IMAGE


def _answers(environment: Engine) -> bool:
    client = docker.DockerClient(base_url=environment["DOCKER_HOST"])
    try:
        return bool(client.ping())
    except (docker.errors.DockerException, OSError):
        return False
    finally:
        client.close()


@pytest.fixture
def containers(engine: Engine) -> Iterator[Callable[[], list[Any]]]:
    """Lists the containers that there are; none may be left at the end."""
    client = docker.DockerClient(base_url=engine["DOCKER_HOST"])
    try:
        yield lambda: client.containers.list(all=True)
        assert client.containers.list(all=True) == []
    finally:
        client.close()


def timeless(result: RunResult) -> object:
    """A run without what differs between two runs of the same: times, ids, the folder of the run."""
    from harness.reports.json import encode

    text = encode(result).decode().replace(result.run_id, "RUN")
    return _without_times(msgspec.json.decode(text))


def _without_times(value: Any) -> Any:
    if isinstance(value, dict):
        times = ("duration_s", "started_at", "guest_s", "run_id", "simulators", "arguments", "worker")
        return {name: _without_times(each) for name, each in value.items() if name not in times}
    return [_without_times(each) for each in value] if isinstance(value, list) else value


def test_the_same_results_as_without(
    engine: Engine, image: str, harness: Harness, containers: Callable[[], list[Any]], tmp_path: Path
) -> None:
    selection = (
        "test",
        "-k",
        "add or failures_v2",
        "--suite",
        "micro_tests,misbehaving",
        "--target",
        "bluepill",
    )
    cache = {"HARNESS_CACHE": str(tmp_path / "cache")}
    inside = harness(*selection, "--image", image, "--json", "inside.json", **engine, **cache)
    assert inside.returncode == ExitCode.NOT_GREEN, inside.stdout + inside.stderr
    outside = harness(*selection, "--json", "outside.json", **cache)
    assert outside.returncode == ExitCode.NOT_GREEN
    first, second = (load_results(tmp_path / f"{name}.json") for name in ("inside", "outside"))
    assert timeless(first) == timeless(second)
    assert "FAIL       bluepill failures_v2" in inside.stdout
    for result in first.binaries:
        assert result.log is not None and result.log.is_file()
        assert result.log.stat().st_uid == os.getuid()


def test_no_network_and_nothing_but_the_runs_folders(
    engine: Engine, image: str, harness: Harness, containers: Callable[[], list[Any]], tmp_path: Path
) -> None:
    (tmp_path / "harness.toml").write_text(
        '[suite.probe]\nelves = "*.elf"\n'
        'command = ["sh", "-c", "ls /sys/class/net > net; touch /usr/x 2> readonly; id -u > uid; exit 1"]\n'
    )
    done = harness("test", "--suite", "probe", "--target", "bluepill", "--image", image, **engine)
    assert done.returncode == ExitCode.NOT_GREEN, done.stdout + done.stderr
    assert (tmp_path / "net").read_text().split() == ["lo"]
    assert "Read-only file system" in (tmp_path / "readonly").read_text()
    assert (tmp_path / "uid").read_text().strip() == str(os.getuid())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_container_ends_with_us(
    number: signal.Signals,
    engine: Engine,
    image: str,
    environment: dict[str, str],
    containers: Callable[[], list[Any]],
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-m", "harness", "test", "loop_silent", "--suite", "misbehaving"]
    command += ["--target", "bluepill", "--timeout", "1000", "--image", image]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment | engine, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    logs = tmp_path / "reports"
    assert eventually(lambda: any(logs.glob("*/logs/bluepill/loop_silent.log")), 120)
    process.send_signal(number)
    code = process.wait(60)
    if number is signal.SIGKILL:
        assert eventually(lambda: all(each.status == "exited" for each in containers()), 60)
        for each in containers():
            each.remove()
    else:
        assert code == ExitCode.INTERRUPTED
        assert load_results(logs / "latest").interrupted


def test_a_missing_image_and_an_image_that_lacks_libraries(
    engine: Engine, harness: Harness, containers: Callable[[], list[Any]]
) -> None:
    none = harness("test", "--target", "bluepill", "--image", f"none-{uuid.uuid4().hex}", **engine)
    assert none.returncode == ExitCode.ENVIRONMENT
    assert "there is no such image" in none.stderr and "harness container build" in none.stderr
    assert none.stderr.count("\n") == 1


def test_doctor_names_the_engine(engine: Engine, harness: Harness) -> None:
    assert "container engine" in harness("doctor", **engine).stdout


def test_without_an_engine_it_is_one_line(harness: Harness, tmp_path: Path) -> None:
    done = harness("test", "--container", "--target", "bluepill", DOCKER_HOST=f"unix://{tmp_path}/none")
    assert done.returncode == ExitCode.ENVIRONMENT
    assert done.stderr.startswith("harness: error: no Docker engine answers: ")
    assert done.stderr.count("\n") == 1


def test_the_images_libraries_are_what_harness_imports() -> None:
    pinned = (ROOT / "containers" / "requirements.txt").read_text().lower()
    package = {"elftools": "pyelftools"}
    assert all(f"\n{package.get(name, name)}==" in pinned for name in NEEDED)
