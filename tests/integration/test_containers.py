"""Containers with a real engine that the tests start: same results, same files, nothing left behind."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harness.containers.inside import NEEDED
from harness.errors import ExitCode
from harness.execution.attempt import boot_once
from harness.execution.supervisor import Supervisor
from harness.model import RunResult, TestBinary
from harness.reports.load import load_results
from harness.simulators.protocol import BootOptions
from harness.simulators.renode import RenodeContainerSimulator
from harness.targets import load_targets
from tests.contract.renode import fake_renode
from tests.contract.renode.test_boots import write_elf
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
        place = folder / "s"
        command = [
            "dockerd",
            "--bridge=none",
            "--iptables=false",
            "--ip6tables=false",
            f"--host=unix://{place}",
        ]
        command += [f"--data-root={folder}/data", f"--exec-root={folder}/exec", f"--pidfile={folder}/pid"]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        environment = {"DOCKER_HOST": f"unix://{place}"}
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
        command = ["docker", "import", "--change", "ENV PATH=/usr/local/bin:/usr/bin:/bin", "-", IMAGE]
        with subprocess.Popen(["tar", "-C", root, "-c", "."], stdout=subprocess.PIPE) as tar:
            subprocess.run(
                command, stdin=tar.stdout, check=True, capture_output=True, env=os.environ | engine
            )
        assert tar.returncode == 0
    return IMAGE


def _answers(environment: Engine) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:  # the SDK leaves its own open where nobody listens
        try:
            probe.connect(environment["DOCKER_HOST"].removeprefix("unix://"))
        except OSError:
            return False
    client = docker.DockerClient(base_url=environment["DOCKER_HOST"], version="1.41")
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
        yield lambda: client.containers.list(all=True, ignore_removed=True)
        assert client.containers.list(all=True, ignore_removed=True) == []
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
        "add_test",  # firmware that prints the same at each boot
        "failures_v2",
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


RECORDING = ROOT / "tests" / "data" / "recordings" / "renode-1.16.1-boots.json"
SCENARIO = "passes"
RENODE = f"""#!{sys.base_prefix}/bin/python3
import os, runpy
os.environ.update(FAKE_RECORDING="/recording.json", FAKE_SCENARIO="{SCENARIO}")
runpy.run_path("/fake_renode.py", run_name="__main__")
"""


@pytest.fixture(scope="module")
def renode_image(engine: Engine) -> str:
    """An image with this Python and nothing else but a program that replays a recorded Renode."""
    with tempfile.TemporaryDirectory(prefix="hr-") as name:
        program = Path(name) / "renode"
        program.write_text(RENODE)
        program.chmod(0o755)
        python, stdlib = Path(sys.executable).resolve(), Path(sysconfig.get_path("stdlib"))
        modules = list((stdlib / "lib-dynload").glob("*.so"))
        listed = subprocess.run(["ldd", python, *modules], capture_output=True, text=True, check=False).stdout
        libraries = {Path(path) for path in re.findall(r"(/\S+\.so\S*) \(0x", listed)}
        with tarfile.open(Path(name) / "image.tar", "w", dereference=True) as tar:
            tar.add(python, f"{sys.base_prefix}/bin/python3")
            tar.add(
                stdlib,
                filter=lambda each: (
                    None if re.search(r"/(test|[a-z]*-packages|config-.*)$", each.name) else each
                ),
            )
            for library in libraries:
                tar.add(library)
            tar.add(program, "usr/bin/renode")
            tar.add(fake_renode.__file__, "fake_renode.py")
            tar.add(RECORDING, "recording.json")
        path = f"ENV PATH={sys.base_prefix}/bin:/usr/bin"
        command = ["docker", "import", "--change", path, str(Path(name) / "image.tar"), "harness-test-renode"]
        subprocess.run(command, check=True, capture_output=True, env=os.environ | engine)
    return "harness-test-renode"


def test_renode_in_a_container_boots_warm_and_leaves_nothing(
    engine: Engine,
    renode_image: str,
    containers: Callable[[], list[Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DOCKER_HOST", engine["DOCKER_HOST"])
    monkeypatch.setenv("HARNESS_RENODE_IMAGE", renode_image)

    elf = write_elf(tmp_path / "firmware.elf")

    async def main() -> list[str]:
        said = []
        async with Supervisor() as supervisor:
            simulator = RenodeContainerSimulator(supervisor)
            assert simulator.available().version == "1.16.1"
            for number in range(2):
                binary = TestBinary(name=SCENARIO, suite="test", target="bluepill", elf=elf)
                limits = BootOptions(budget_s=0.05, watchdog_s=60.0, scratch=tmp_path / f"slot-{number}")
                log = tmp_path / f"log-{number}"
                attempt, _, _ = await boot_once(simulator, binary, load_targets()["bluepill"], limits, log)
                (machine,) = containers()  # the same for both boots, without a network, and ours
                said += [attempt.ending.kind.value, log.read_text(), machine.id]
                assert machine.attrs["HostConfig"]["NetworkMode"] == "none"
                assert machine.attrs["Config"]["User"] == f"{os.getuid()}:{os.getgid()}"
            await simulator.close()
        assert list((tmp_path / "machines").glob("*")) == []
        return said

    said = asyncio.run(main())
    assert said[:3] == said[3:] and said[1]
    assert eventually(lambda: containers() == [], 30)


def test_a_renode_image_that_is_not_there(
    engine: Engine, harness: Harness, containers: Callable[[], list[Any]]
) -> None:
    named = {"HARNESS_RENODE_IMAGE": "nobody/has-it"}
    done = harness("test", "--target", "bluepill", "--simulator", "renode-container", **named, **engine)
    assert done.returncode == ExitCode.ENVIRONMENT
    assert "there is no such image" in done.stderr and "docker pull nobody/has-it" in done.stderr
    assert done.stderr.count("\n") == 1
