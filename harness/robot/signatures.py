"""The keyword that verifies signed results."""

from __future__ import annotations

from robot.api import Error, Failure, logger
from robot.api.deco import keyword

from harness.cose import SignatureError, verify_console
from harness.errors import HarnessError
from harness.reports.text import count
from harness.robot.base import Base


class SignatureKeywords(Base):
    """Signatures, of what was printed so far; the guest goes on."""

    @keyword
    def signed_results_should_verify(
        self, public_key: str, results: int | None = None
    ) -> list[dict[int, bytes]]:
        """Verifies every COSE_Sign1 message (ES256) that the guest has printed as a hexadecimal dump.

        | =Argument= | =Meaning= |
        | ``public_key`` | x and y as 128 hexadecimal digits, a PEM file, or its text. |
        | ``results`` | How many there have to be; by default one or more. |

        Returns the payloads' claims, one dictionary for each message. What is printed goes on being printed:
        wait for the line behind the message first. A key that comes over the same console proves nothing by
        itself; compare it with the one that the device is known to have.

        Example:
        | `Send Line` | infer get sine 1 | |
        | `Wait For Line` | Deviation: | |
        | `Signed Results Should Verify` | ${KEY} | results=1 |
        """
        log = self._talk().log
        console = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        try:
            claims = verify_console(console, public_key)
        except SignatureError as error:
            raise Failure(f"{error}, see {log.name}") from None
        except HarnessError as error:
            raise Error(str(error)) from None
        if results is not None and len(claims) != results:
            raise Failure(f"{count(len(claims), 'signed result')} instead of {results}, see {log.name}")
        logger.info(f"{count(len(claims), 'signed result')} verified")
        return [dict(each.values) for each in claims]
