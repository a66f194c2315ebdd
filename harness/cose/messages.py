"""COSE_Sign1 with ES256 (RFC 9052 section 4.2, RFC 9053 section 2.1): decoded strictly, then verified."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from harness.cose.keys import library
from harness.errors import HarnessError
from harness.model import Value

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

SIGN1_TAG = 18
ES256 = -7
ALGORITHM, CRITICAL = 1, 2  # header labels, RFC 9052 section 3.1
NUMBER_BYTES = 32
SINE, DEGREES = -80000, -80001  # labels of micro_tests/trustzone/veneers.h
_FLOAT = struct.Struct("<f")


class SignatureError(HarnessError):
    """A message that is not what the key's owner has signed, with the reason in one line."""


class Claims(Value, frozen=True, kw_only=True):
    """A verified message: its payload, and the payload's map where it is one."""

    payload: bytes
    values: dict[int, Any] = msgspec.field(default_factory=dict)

    def number(self, label: int) -> float:
        """The claim ``label``, a float of 4 bytes, little-endian.

        Raises:
            SignatureError: there is no such claim, or it is something else.
        """
        value = self.values.get(label)
        if not isinstance(value, bytes) or len(value) != _FLOAT.size:
            raise SignatureError(f"the payload has no number at {label}")
        found: float = _FLOAT.unpack(value)[0]
        return found


def verified(message: bytes, key: EllipticCurvePublicKey) -> Claims:
    """What ``message`` claims, if it is signed with ``key``'s private half, all of it and nothing else.

    Raises:
        SignatureError: it is not.
        EnvironmentMissingError: cbor2 or cryptography is not installed.
    """
    protected, payload, signature = _parts(message)
    signed = library("cbor2").dumps(["Signature1", protected, b"", payload])
    ec = library("cryptography.hazmat.primitives.asymmetric.ec")
    utils = library("cryptography.hazmat.primitives.asymmetric.utils")
    hashes = library("cryptography.hazmat.primitives.hashes")
    numbers = (int.from_bytes(half) for half in (signature[:NUMBER_BYTES], signature[NUMBER_BYTES:]))
    try:
        key.verify(utils.encode_dss_signature(*numbers), signed, ec.ECDSA(hashes.SHA256()))
    except library("cryptography.exceptions").InvalidSignature:
        raise SignatureError("the signature is not this key's over these headers and this payload") from None
    return Claims(payload=payload, values=_values(payload))


def _parts(message: bytes) -> tuple[bytes, bytes, bytes]:
    """Protected header, payload and signature, each of the right kind."""
    tag = _decode(message, "the message")
    if not isinstance(tag, library("cbor2").CBORTag) or tag.tag != SIGN1_TAG:
        raise SignatureError(f"is no COSE_Sign1 message, which has tag {SIGN1_TAG}")
    parts = tag.value
    if not isinstance(parts, (list, tuple)) or len(parts) != 4:
        raise SignatureError("is no COSE_Sign1 message, which is an array of four")
    protected, unprotected, payload, signature = parts
    if not isinstance(protected, bytes) or not isinstance(unprotected, Mapping):
        raise SignatureError("its headers are not a byte string and a map")
    if not isinstance(payload, bytes):
        raise SignatureError("it carries no payload")
    header = _decode(protected, "the protected header") if protected else {}
    if not isinstance(header, Mapping):
        raise SignatureError("the protected header is no map")
    algorithm = header.get(ALGORITHM)
    if algorithm != ES256:
        raise SignatureError(f"the protected algorithm is {algorithm}, not ES256 ({ES256})")
    if CRITICAL in header:
        raise SignatureError("the protected header has parts that must be understood (crit), and are not")
    if twice := sorted(map(str, header.keys() & unprotected.keys())):
        raise SignatureError(f"header {', '.join(twice)} is both protected and unprotected")
    if not isinstance(signature, bytes) or len(signature) != 2 * NUMBER_BYTES:
        raise SignatureError(f"the signature is not {2 * NUMBER_BYTES} bytes")
    return protected, payload, signature


def _values(payload: bytes) -> dict[int, Any]:
    """The payload's map with numbers as labels; empty where it is something else, as it may be."""
    try:
        found = _decode(payload, "the payload")
    except SignatureError:
        return {}
    if not isinstance(found, Mapping):
        return {}
    return {label: value for label, value in found.items() if type(label) is int}


def _decode(data: bytes, what: str) -> Any:
    """The one CBOR item that ``data`` is; a key that comes twice could mean two things, so it may not."""
    cbor2 = library("cbor2")
    stream = io.BytesIO(data)
    try:
        item = cbor2.CBORDecoder(stream, allow_duplicate_keys=False).decode()
    except cbor2.CBORDecodeEOF:
        raise SignatureError(f"{what} is cut off after {len(data)} bytes") from None
    except cbor2.CBORDecodeError as error:
        raise SignatureError(f"{what} is no CBOR: {str(error).splitlines()[0]}") from None
    if rest := len(data) - stream.tell():
        raise SignatureError(f"{rest} bytes follow {what}")
    return item
