"""Public keys on P-256, in the forms in which people have them."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.errors import EnvironmentMissingError, UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

_HEX = re.compile(r"(?:04)?([0-9a-fA-F]{128})")
_FORMS = "give x and y as 128 hexadecimal digits, a PEM file, or its text"
INSTALL = "pip install 'harness[cose]'"


def public_key(text: str) -> EllipticCurvePublicKey:
    """The key in ``text``: x and y in hexadecimal (SEC 1's 04 before it or not), PEM, or a PEM file's path.

    Raises:
        UsageError: it is none of these, not on the curve, or of another curve.
        EnvironmentMissingError: cryptography is not installed.
    """
    asymmetric = library("cryptography.hazmat.primitives.asymmetric.ec")
    digits = _HEX.fullmatch(re.sub(r"[\s:]", "", text))
    try:
        if digits is not None:
            point = b"\x04" + bytes.fromhex(digits[1])
            key = asymmetric.EllipticCurvePublicKey.from_encoded_point(asymmetric.SECP256R1(), point)
        else:
            key = library("cryptography.hazmat.primitives.serialization").load_pem_public_key(_pem(text))
    except ValueError as error:
        why = str(error).splitlines()[0] if str(error) else "it cannot be read"
        raise UsageError(f"bad public key: {why}", remedy=_FORMS) from None
    if not isinstance(key, asymmetric.EllipticCurvePublicKey) or key.curve.name != "secp256r1":
        raise UsageError("the public key is not on P-256, which ES256 needs", remedy=_FORMS)
    return key


def library(name: str) -> Any:
    """The module called ``name``, which comes with the extra ``cose``; imported on use alone.

    Raises:
        EnvironmentMissingError: it is not installed.
    """
    try:
        return import_module(name)
    except ImportError:
        top = name.partition(".")[0]
        raise EnvironmentMissingError(
            f"verifying signatures needs {top}", remedy=f"run `{INSTALL}`"
        ) from None


def _pem(text: str) -> bytes:
    if "-----BEGIN" in text:
        return text.encode()
    try:
        return Path(text).read_bytes()
    except (OSError, ValueError):
        raise UsageError(f"{text!r} is no public key, and no file", remedy=_FORMS) from None
