"""Signed results: what verifies, and the reason for each message that must not."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

from harness.cose import SignatureError, printed_messages, public_key, verified, verify_console
from harness.cose.messages import DEGREES, SINE
from harness.errors import EnvironmentMissingError, UsageError

# RFC 6979, A.2.5. The message is what the secure image of the suite trustzone makes of that key.
SECRET = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
KEY = (
    "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
    "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"
)
OWNER = ec.derive_private_key(SECRET, ec.SECP256R1())
PAYLOAD = cbor2.dumps({SINE: struct.pack("<f", 0.5), DEGREES: struct.pack("<f", 30.0)})
ES256 = cbor2.dumps({1: -7})


def signature_of(protected: bytes, payload: bytes, owner: ec.EllipticCurvePrivateKey = OWNER) -> bytes:
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    r, s = utils.decode_dss_signature(owner.sign(signed, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


def message(
    protected: bytes = ES256,
    unprotected: object = None,
    payload: object = PAYLOAD,
    signature: bytes | None = None,
    tag: int = 18,
) -> bytes:
    """A message that is signed over what it says, unless ``signature`` is given."""
    if signature is None:
        signature = signature_of(protected, payload if isinstance(payload, bytes) else b"")
    parts = [protected, {} if unprotected is None else unprotected, payload, signature]
    return cbor2.dumps(cbor2.CBORTag(tag, parts))


def changed(data: bytes, old: bytes, new: bytes) -> bytes:
    assert data.count(old) == 1
    return data.replace(old, new)


def dump(data: bytes) -> str:
    """As the client prints it."""
    rows = []
    for at in range(0, len(data), 16):
        row = data[at : at + 16]
        halves = (" ".join(f"{byte:02x}" for byte in half) for half in (row[:8], row[8:]))
        rows.append(f"{at:08x}: {'  '.join(filter(None, halves))} |{'.' * len(row)}|")
    return "\n".join(rows) + "\n"


def test_a_message_verifies_and_tells_its_claims() -> None:
    claims = verified(message(), public_key(KEY))
    assert claims.payload == PAYLOAD
    assert (claims.number(SINE), claims.number(DEGREES)) == (0.5, 30.0)
    with pytest.raises(SignatureError, match="the payload has no number at -80002"):
        claims.number(-80002)


def test_a_payload_may_be_anything() -> None:
    assert verified(message(payload=b"just text"), public_key(KEY)).values == {}
    assert verified(message(payload=cbor2.dumps({"a": 1, 2: b"x"})), public_key(KEY)).values == {2: b"x"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        # Somebody changed what was signed: payload, header, signature.
        (changed(message(), PAYLOAD, PAYLOAD[:-1] + b"B"), "the signature is not this key's over these"),
        (message(cbor2.dumps({1: -7, 4: b"k"}), signature=signature_of(ES256, PAYLOAD)), "is not this key's"),
        (message()[:-1] + bytes([message()[-1] ^ 1]), "the signature is not this key's"),
        (message(signature=bytes(64)), "the signature is not this key's"),
        (message(signature=b"\xff" * 64), "the signature is not this key's"),
        # Signed, but not in a way that says what it means.
        (message(cbor2.dumps({1: -35})), "the protected algorithm is -35, not ES256 (-7)"),
        (message(cbor2.dumps({1: -8})), "the protected algorithm is -8, not ES256 (-7)"),
        (message(b""), "the protected algorithm is None, not ES256 (-7)"),
        (message(b"", {1: -7}), "the protected algorithm is None, not ES256 (-7)"),
        (message(ES256, {1: -7}), "header 1 is both protected and unprotected"),
        (message(cbor2.dumps({1: -7, 2: [70000]})), "has parts that must be understood (crit)"),
        (message(cbor2.dumps([1, -7])), "the protected header is no map"),
        (message(b"\xa2\x01\x26\x01\x27"), "the protected header is no CBOR: "),
        (message(ES256 + b"\0"), "1 bytes follow the protected header"),
        (message(payload=None), "it carries no payload"),
        (message(signature=bytes(63)), "the signature is not 64 bytes"),
        (message(unprotected=[]), "its headers are not a byte string and a map"),
        (message(tag=17), "is no COSE_Sign1 message, which has tag 18"),
        (cbor2.dumps([ES256, {}, PAYLOAD, bytes(64)]), "is no COSE_Sign1 message, which has tag 18"),
        (cbor2.dumps(cbor2.CBORTag(18, [ES256, {}, PAYLOAD])), "which is an array of four"),
        # Not all of it, or more than that.
        (message()[:-1], f"the message is cut off after {len(message()) - 1} bytes"),
        (message()[:1], "the message is cut off after 1 bytes"),
        (b"", "the message is cut off after 0 bytes"),
        (message() + b"\0", "1 bytes follow the message"),
        (message() + message(), f"{len(message())} bytes follow the message"),
        (b"\xff", "the message is no CBOR: "),
        (b"\x81" * 100_000, "the message is no CBOR: "),
    ],
)
def test_what_must_not_verify(data: bytes, reason: str) -> None:
    with pytest.raises(SignatureError) as caught:
        verified(data, public_key(KEY))
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("at", range(len(message())))
def test_no_bit_of_it_may_be_another(at: int) -> None:
    data = bytearray(message())
    data[at] ^= 0x10
    with pytest.raises(SignatureError):
        verified(bytes(data), public_key(KEY))


def test_another_key_did_not_sign_it() -> None:
    stranger = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(SignatureError, match="is not this key's"):
        verified(message(), stranger.public_key())


def test_messages_are_found_in_a_console() -> None:
    first, second = message(), message()
    parts = ("uart:~$ infer get sine 1\n", dump(first), "Deviation: 0.1\n", dump(b"\x01" * 40), dump(second))
    console = "".join(parts)
    assert printed_messages(console) == (first, second)
    assert printed_messages(console.replace("00000010", "\x1b[0m\x1b[1;32m00000010")) == (first, second)
    assert [claims.number(SINE) for claims in verify_console(console.replace("\n", "\r\n"), KEY)] == [
        0.5,
        0.5,
    ]


# From a Zephyr shell: of a model in a partition of TF-M 2.2, signed by TF-M's crypto service; and its key.
TF_M_KEY = (
    "4cc08f256f250c3ea6745c177fd0a2e867f8379516154cbfa4b37bf79fc0c59b"
    "c417c405a074492c07466da2564f14e0376f5156c7ef1f8021d256a0e1ff12b4"
)
TF_M_DUMP = """\
00000000: d2 84 43 a1 01 26 a0 4b  a1 3a 00 01 38 7f 44 20 |..C..&.K .:..8.D |
00000010: e0 03 3d 58 40 18 d1 04  21 d7 ec 9b 3b b9 16 97 |..=X@... !...;...|
00000020: ff ec ce 96 f3 85 85 ed  fe aa 07 a3 7c 54 ea 5e |........ ....|T.^|
00000030: d5 a9 64 aa 5f e5 23 99  3c 06 cc 9b e3 63 ab 03 |..d._.#. <....c..|
00000040: 66 00 4a 17 2b 4f 93 20  10 97 8b f8 5c e9 5d a4 |f.J.+O.  ....\\.].|
00000050: 67 d0 87 b8 1f                                   |g....            |
"""


def test_what_tf_m_signs_verifies() -> None:
    (claims,) = verify_console(TF_M_DUMP, TF_M_KEY)
    assert claims.number(SINE) == pytest.approx(0.032196, abs=1e-6)
    with pytest.raises(SignatureError, match="the signature is not this key's"):
        verify_console(TF_M_DUMP, KEY)


def test_a_dump_as_tf_m_prints_it() -> None:
    text = """\
     00000000: d2 84 43 a1 01 26 a0 4b  a1 3a 00 01 38 7f 44 2c |..C..&.K .:..8.D,|
     00000010: ce 8a 3c 58 40 36 fb fb  d9 f5 8e ce f9 d0 3e dc |..<X@6.. ......>.|
     00000020: 2c 3f 40 52 4e 91 51 cd  86 4b 84 f0 90 7d d1 ee |,?@RN.Q. .K...}..|
     00000030: 3c 20 06 1b 5a 1e 3f d3  4f 24 71 b1 c0 a6 ec 7d |< ..Z.?. O$q....}|
     00000040: 5f 51 0f 90 0f e4 99 bc  4f c9 7f 79 4c 59 c2 10 |_Q...... O..yLY..|
     00000050: b0 3e 75 a1 f1                                   |.>u..            |
"""
    (found,) = printed_messages(text)
    assert len(found) == 0x55
    with pytest.raises(SignatureError, match=r"^message 1 of 1: the signature is not this key's"):
        verify_console(text, KEY)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda text: "", "no COSE_Sign1 message was printed"),
        (lambda text: text.splitlines()[1], "no COSE_Sign1 message was printed"),
        (lambda text: "\n".join(text.splitlines()[:-1]), "message 1 of 1: the message is cut off after"),
        (
            lambda text: text.replace("00000020", "00000030"),
            "message 1 of 1: the message is cut off after 32",
        ),
        (lambda text: text.replace("\n00000010: ", "\nnoise\n00000010: "), "the message is cut off after 16"),
        (lambda text: text + dump(message()[:-1]), "message 2 of 2: the message is cut off"),
    ],
)
def test_a_dump_that_is_not_whole(spoil: Callable[[str], str], reason: str) -> None:
    with pytest.raises(SignatureError) as caught:
        verify_console(spoil(dump(message())), KEY)
    assert reason in str(caught.value)


def test_forms_of_a_key(tmp_path: Path) -> None:
    encoding = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    pem = OWNER.public_key().public_bytes(*encoding)
    (tmp_path / "key.pem").write_bytes(pem)
    spaced = ":".join(KEY[i : i + 2] for i in range(0, len(KEY), 2))
    for form in (KEY, KEY.lower(), f"04{KEY}", spaced, pem.decode(), str(tmp_path / "key.pem")):
        assert public_key(form) == OWNER.public_key()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("none.pem", "'none.pem' is no public key, and no file; give x and y as 128 hexadecimal digits"),
        (KEY[:-1], "is no public key, and no file"),
        (KEY[:-1] + "8", "bad public key: "),  # not on the curve
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "bad public key: "),
    ],
)
def test_keys_of_no_use(text: str, reason: str) -> None:
    with pytest.raises(UsageError) as caught:
        public_key(text)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_key_of_another_curve() -> None:
    encoding = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    pem = ec.generate_private_key(ec.SECP384R1()).public_key().public_bytes(*encoding).decode()
    with pytest.raises(UsageError, match="the public key is not on P-256, which ES256 needs"):
        public_key(pem)


def test_without_the_libraries_one_line_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr("harness.cose.keys.import_module", missing)
    with pytest.raises(
        EnvironmentMissingError, match=r"needs cryptography; run `pip install 'harness\[cose\]'`"
    ):
        public_key(KEY)
