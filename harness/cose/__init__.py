"""Signed results of firmware: COSE_Sign1 messages (RFC 9052) with ES256, found in a console and verified.

cbor2 and cryptography, from the extra ``cose``, are imported when they are used.
"""

from __future__ import annotations

from harness.cose.keys import public_key
from harness.cose.messages import Claims, SignatureError, verified
from harness.cose.printed import printed_messages, verify_console

__all__ = ["Claims", "SignatureError", "printed_messages", "public_key", "verified", "verify_console"]
