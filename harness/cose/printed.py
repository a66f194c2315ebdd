"""Messages that firmware prints as hexadecimal dumps, as Zephyr's shell and ours do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.cose.keys import public_key
from harness.cose.messages import Claims, SignatureError, verified

# 00000010: 4a c1 3c 3a 00 01 38 80  44 00 00 80 3f 58 40 7f |J.<:..8. D...?X@.|
_ROW = re.compile(r"\s*([0-9a-f]{8}):((?: {1,2}[0-9a-f]{2}){1,16})(?:\s*\|.*)?\s*", re.IGNORECASE)
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")  # colours, as shells print them
_SIGN1_TAG = 0xD2  # the first byte of a tagged COSE_Sign1


def printed_messages(console: str) -> tuple[bytes, ...]:
    """The COSE_Sign1 messages among the hexadecimal dumps in ``console``, in their order.

    A dump is rows of up to 16 bytes with their offset in front; offset 0 begins a new one. One whose rows
    are not in order is cut off where they are not, so that nothing verifies that was not printed as a whole.
    """
    return tuple(dump for dump in _dumps(console) if dump[:1] == bytes([_SIGN1_TAG]))


def verify_console(console: str, key: str) -> tuple[Claims, ...]:
    """What the messages in ``console`` claim, each verified with ``key`` (see :func:`public_key`).

    Raises:
        SignatureError: there is no message, or one is not what the key's owner has signed.
        UsageError: the key cannot be read.
        EnvironmentMissingError: cbor2 or cryptography is not installed.
    """
    owner = public_key(key)
    messages = printed_messages(console)
    if not messages:
        raise SignatureError("no COSE_Sign1 message was printed")
    claims = []
    for number, message in enumerate(messages, 1):
        try:
            claims.append(verified(message, owner))
        except SignatureError as error:
            raise SignatureError(f"message {number} of {len(messages)}: {error.message}") from None
    return tuple(claims)


def _dumps(console: str) -> Iterator[bytes]:
    dump = bytearray()
    for line in _ESCAPES.sub("", console).splitlines():
        row = _ROW.fullmatch(line)
        if row is None or int(row[1], 16) != len(dump):
            yield bytes(dump)
            dump.clear()
        if row is not None and int(row[1], 16) == len(dump):
            dump += bytes.fromhex(row[2])
    yield bytes(dump)
