"""Keywords that hold a binary to numbers: memory, stack, instructions."""

from __future__ import annotations

from robot.api import Failure
from robot.api.deco import keyword

from harness.model import BinaryResult, Metric, Verdict
from harness.reports.failure import said
from harness.robot.base import Base
from harness.sizes import format_size, parse_size

INSTRUCTIONS = "instructions"
_NEVER_BOOTED = (Verdict.DOES_NOT_FIT, Verdict.BUILD_ERROR)


class LimitKeywords(Base):
    """Numbers come with their source: the ELF file, the firmware, the simulator."""

    @keyword
    def binary_should_fit(self, flash: str = "", ram: str = "") -> None:
        """Fails where the binary does not fit the target, or exceeds ``flash`` or ``ram``.

        Static sizes from the ELF file: what is loaded, and what is reserved of the RAM, with the stack.
        Limits are sizes such as ``60K``; the target's own memory is checked in any case.

        Examples:
        | `Binary Should Fit` | | |
        | `Binary Should Fit` | flash=48K | ram=16K |
        """
        if self._known is not None and self._known.verdict in _NEVER_BOOTED:
            raise self._not_green(self._known)
        binary = self._talk().binary  # it was admitted to the target, so it fits
        known = binary.footprint
        sizes = {"flash": known.flash_bytes, "ram": known.ram_bytes} if known else {}
        for name, limit in (("flash", flash), ("ram", ram)):
            if not limit:
                continue
            limit_bytes = _size(limit)
            if name not in sizes:
                raise Failure(
                    f"{binary.target} {binary.name}: how much {name} it takes is not known on this target"
                )
            if sizes[name] > limit_bytes:
                raise Failure(
                    f"{binary.target} {binary.name}: {name} {format_size(sizes[name])}, "
                    f"more than {format_size(limit_bytes)}"
                )

    @keyword
    def stack_should_be_below(self, limit: str) -> None:
        """Fails where the firmware used ``limit`` or more of its stack, as it tells itself before its end.

        Example:
        | `Stack Should Be Below` | 3K |
        """
        self._below("stack", _size(limit))

    @keyword
    def executed_instructions_should_be_below(self, limit: int) -> None:
        """Fails where the guest executed ``limit`` instructions or more, from reset on.

        Only Renode counts; elsewhere the keyword fails and says so. The count goes to the end of the slice of
        virtual time in which the verdict came, which is at most 20 ms long, and is the same on any machine.

        Example:
        | `Executed Instructions Should Be Below` | 2_000_000 |
        """
        result = self._result()
        if result.simulator and not any(each.name == INSTRUCTIONS for each in result.metrics):
            raise Failure(
                f"{result.simulator} does not count instructions; run with --variable SIMULATOR:renode, "
                f"or leave the check out for {result.simulator}"
            )
        self._below(INSTRUCTIONS, limit)

    @keyword
    def get_metric(self, name: str) -> float:
        """The number called ``name``: ``flash``, ``ram``, ``stack``, ``instructions``, ``virtual_time``, ...

        Example:
        | ${used} = | `Get Metric` | stack |
        """
        return self._metric(self._result(), name).value

    def _below(self, name: str, limit: float) -> None:
        result = self._result()
        metric = self._metric(result, name)
        if metric.value >= limit:
            raise Failure(
                f"{result.target} {result.name}: {name} {metric.value:,.10g} {metric.unit} "
                f"({metric.source}), not below {limit:,.10g}"
            )

    def _metric(self, result: BinaryResult, name: str) -> Metric:
        for metric in result.metrics:
            if metric.name == name:
                return metric
        known = ", ".join(each.name for each in result.metrics) or "none"
        raise Failure(f"{said(result)}; it has no metric {name!r}, there is: {known}")


def _size(text: str) -> int:
    try:
        return parse_size(text)
    except ValueError:
        raise Failure(f"{text!r} is no size; write 48K, 1M or a number of bytes") from None
