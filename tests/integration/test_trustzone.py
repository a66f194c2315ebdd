"""The suites trustzone*: two images a boot, attacks that come to nothing, signed answers that verify here."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import math
import re
import shlex
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from harness.cose import SignatureError, printed_messages, public_key, verified, verify_console
from harness.cose.messages import DEGREES, SINE
from harness.elf.container import read_container
from harness.execution.scheduler import Job
from harness.interactive import Conversation
from harness.model import Verdict
from harness.reports.load import load_results
from harness.settings import Settings
from harness.workbench import Workbench
from tests.expectations import disagreement, load_expectations
from tests.integration.conftest import ROOT, Harness

TARGETS = ["mps2_an505", "mps2_an521"]
SECRET = b"harness: the secret of a device for tests"  # micro_tests/trustzone/secure/key.cc
PURPOSE = b"COSE_Sign1 ES256 of inference results"
PROMPT = re.compile(r"uart:~\$ ")
TOLERANCE = 0.05
pytestmark = pytest.mark.firmware


def device_key() -> str:
    """The public key that the device must have, made here from its secret."""
    number = int.from_bytes(hmac.digest(SECRET, PURPOSE + b"\x01", hashlib.sha256))
    point = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    return point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint).hex()[2:]


KEY = device_key()
INPUT_SCALE, OUTPUT_SCALE = 0.024639942, 0.007864987  # micro_tests/hello_world/hello_world_int8.h


def reference_outputs() -> dict[int, int]:
    """What LiteRT's reference kernels give for each input of the int8 model, from its golden vectors."""
    text = (ROOT / "micro_tests" / "hello_world" / "hello_world_int8.h").read_text()
    columns = []
    for name in ("kGridInputs", "kGridOutputs"):
        found = re.search(rf"{name}\[\] = {{(.*?)}};", text, re.S)
        assert found is not None
        columns.append([int(number) for number in re.findall(r"-?\d+", found[1])])
    return dict(zip(*columns, strict=True))


def test_every_attack_is_rejected_and_every_control_is_not(harness: Harness, tmp_path: Path) -> None:
    done = harness("test", "--suite", "trustzone", "--target", ",".join(TARGETS), "--json", "out.json")
    assert done.returncode == 0, done.stdout + done.stderr
    results = load_results(tmp_path / "out.json").binaries
    assert len(results) == 2 * len({result.name for result in results}) == 10
    assert {result.variant for result in results} == {"trustzone"}
    for result in results:
        assert result.verdict is Verdict.PASSED
        (image,) = result.images
        assert image.path.is_file() and image.path.name.startswith("secure")
    attacks = next(result for result in results if result.name == "attacks_test")
    assert len(attacks.cases) == 18
    again = harness(*shlex.split(attacks.rerun)[-6:], "--json", "again.json")
    assert again.returncode == 0, again.stdout + again.stderr
    (second,) = load_results(tmp_path / "again.json").binaries
    assert (second.name, second.target, second.images) == (attacks.name, attacks.target, attacks.images)


def test_where_the_policy_is_to_stop_the_attack_is_a_crash_with_its_place(
    harness: Harness, tmp_path: Path
) -> None:
    suite = "trustzone_misbehaving"
    done = harness("test", "--suite", suite, "--target", ",".join(TARGETS), "--json", "out.json")
    assert done.returncode == 1, done.stdout + done.stderr
    expected = load_expectations(ROOT / "micro_tests" / suite)
    results = load_results(tmp_path / "out.json").binaries
    assert {(result.target, result.name) for result in results} == {
        (target, name) for target in TARGETS for name in expected
    }
    told = {
        result.name: disagreement(result, expected[result.name].on(result.target, "qemu"))
        for result in results
    }
    assert not any(told.values()), told
    places = {result.name: result.fault.file for result in results if result.fault is not None}
    assert places["attack_reads_model"] == "micro_tests/trustzone/non_secure/probe.h"
    assert places["attack_jumps_past_veneer"] == "micro_tests/trustzone/secure/services.cc"


def test_other_boards_leave_it_out(harness: Harness) -> None:
    done = harness("test", "--suite", "trustzone", "--target", "bluepill")
    assert done.returncode == 5, done.stdout
    assert "left out on bluepill" in done.stdout


def talk(
    target: str,
    environment: dict[str, str],
    folder: Path,
    dialogue: Callable[[Conversation], Awaitable[None]],
) -> str:
    """Boot the client and lead the dialogue; returns the console."""
    settings = Settings(
        targets=(target,),
        suites=("trustzone_shell",),
        simulator="qemu",
        cache_folder=Path(environment["HARNESS_CACHE"]),
        working_folder=folder,
    )

    async def run() -> str:
        bench = Workbench(lambda: settings)
        try:
            job = await bench.find("infer_shell")
            assert isinstance(job, Job), job
            conversation = await bench.start(job, folder / "log", timeout_s=60.0, sentinel=None)
            await conversation.wait_for_text(PROMPT, timeout_s=10.0)
            await dialogue(conversation)
            await conversation.send("quit\r\n")
            result = await conversation.finish()
            assert result.verdict is Verdict.PASSED, result.reason
            return conversation.log.read_text()
        finally:
            await bench.close()

    return asyncio.run(run())


@pytest.mark.parametrize("target", TARGETS)
def test_answers_are_signed_by_the_device(target: str, environment: dict[str, str], tmp_path: Path) -> None:
    async def ask(conversation: Conversation) -> None:
        for line in ("infer get sine 1", "key", "infer get sine 0 180 60", "xyz\x7f\x7f\x7fhelp"):
            await conversation.send(f"{line}\r\n")
            await conversation.wait_for_text(PROMPT, timeout_s=10.0)

    console = talk(target, environment, tmp_path, ask)
    assert f"Public key: {KEY}\n" in console
    assert "infer get sine START [END STRIDE]: asks the secure model" in console
    claims = verify_console(console, KEY)
    assert [each.number(DEGREES) for each in claims] == [1.0, 0.0, 60.0, 120.0, 180.0]
    models = [float(text) for text in re.findall(r"Model: Sine of .* deg is: (\S+)", console)]
    exact = [float(text) for text in re.findall(r"C Mathlib: Sine of .* deg is: (\S+)", console)]
    deviations = [float(text) for text in re.findall(r"Deviation: (\S+)", console)]
    for each, model, c_library, deviation in zip(claims, models, exact, deviations, strict=True):
        sine = math.sin(math.radians(each.number(DEGREES)))
        assert each.number(SINE) == pytest.approx(model, abs=1e-6)
        assert c_library == pytest.approx(sine, abs=2e-6)
        assert deviation == pytest.approx(abs(model - c_library), abs=2e-6)
        assert deviation < TOLERANCE

    # To the last bit what the reference interpreter says of the stored number that the angle becomes.
    reference = reference_outputs()
    for each in claims:
        stored = round(math.radians(each.number(DEGREES)) / INPUT_SCALE) - 128
        expected = OUTPUT_SCALE * (reference[stored] + 1)
        assert each.number(SINE) == pytest.approx(expected, abs=1e-7)

    # What the secure state has signed cannot be changed on the way, by a single bit of what is printed.
    message = printed_messages(console)[0]
    for at in range(len(message)):
        tampered = bytearray(message)
        tampered[at] ^= 0x01
        with pytest.raises(SignatureError):
            verified(bytes(tampered), public_key(KEY))
    first_row = next(line for line in console.splitlines() if line.startswith("00000000: d2 84"))
    with pytest.raises(SignatureError, match=r"message 1 of 5: "):
        verify_console(console.replace(first_row, first_row.replace("a2 3a", "a2 3b"), 1), KEY)


def test_the_command_verifies_a_log(harness: Harness, environment: dict[str, str], tmp_path: Path) -> None:
    async def ask(conversation: Conversation) -> None:
        await conversation.send("infer get sine 90\n")
        await conversation.wait_for_text(PROMPT, timeout_s=10.0)

    console = talk("mps2_an521", environment, tmp_path, ask)
    done = harness("verify", "log", "--key", KEY)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "VERIFIED 1: -80000: 25dc803f, -80001: 0000b442\n"
    (tmp_path / "tampered").write_text(console.replace(" 44 25 |", " 44 26 |", 1))
    done = harness("verify", "tampered", "--key", KEY)
    assert done.returncode == 1
    assert done.stdout.startswith("NOT VERIFIED: message 1 of 1: the signature is not this key's")
    assert harness("verify", "none", "--key", KEY).returncode == 4
    assert harness("verify", "log", "--key", "none.pem").returncode == 4


def test_neither_model_nor_key_is_in_the_non_secure_image(harness: Harness, tmp_path: Path) -> None:
    done = harness("list", "tests", "--suite", "trustzone", "--target", "mps2_an521", "--json")
    assert done.returncode == 0, done.stderr
    elves = {path.stem: path for path in map(Path, re.findall(r'"elf": "([^"]+)"', done.stdout))}
    weights = bytes(each & 0xFF for each in (-58, -25, 24, 46, 1, 127, -72, -63, 29, -56, 103, 22))
    secure = next(iter(elves.values())).with_name("secure.elf")
    assert weights in read_container(secure).data and SECRET in read_container(secure).data
    for name, path in elves.items():
        data = read_container(path).data
        assert weights not in data, name
        assert SECRET not in data, name


def test_the_model_is_what_tvm_makes_of_its_file_today(harness: Harness, tmp_path: Path) -> None:
    source = ROOT / "micro_tests" / "hello_world" / "hello_world_int8.tflite"
    done = harness("new-app", "valid", source, "--target", "mps2_an521", "-o", "app")
    assert done.returncode == 0, done.stderr
    for name in ("hello_world_int8.c", "hello_world_int8.h"):
        committed = ROOT / "micro_tests" / "trustzone" / "secure" / "model" / name
        made, kept = (
            re.sub(r"harness [\d.]+", "", path.read_text()) for path in (tmp_path / "app" / name, committed)
        )
        assert made == kept, f"copy {name} of `harness new-app` to {committed}"
