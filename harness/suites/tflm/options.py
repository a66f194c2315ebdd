"""What a user may wish of a TFLM build."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from harness.errors import UsageError
from harness.model import Target, Value

OURS, STOCK = "ours", "stock"
BOARDS = (OURS, STOCK)


class TflmOptions(Value, frozen=True, kw_only=True):
    """Which checkout, and how it is built.

    ``board`` is ours (start-up code and linker script of harness) or stock (TFLM's own); ``kernels`` is
    TFLM's OPTIMIZED_KERNEL_DIR, ``build_type`` its BUILD_TYPE; ``make_args`` are passed to make as they are.
    """

    root: Path | None = None
    board: str = OURS
    kernels: str = ""
    build_type: str = ""
    make_args: tuple[str, ...] = ()

    def folder_name(self, target: Target, *, foreign: bool) -> str:
        """Name of the build folder: readable, and another one for each way to build."""
        ways = [self.board if self.board != OURS else "", self.kernels, self.build_type]
        name = "-".join([target.name, *(way for way in ways if way)])
        more = [str(target.folder)] * foreign + list(self.make_args)
        return f"{name}-{short_hash(msgspec.json.encode(more))}" if more else name

    def make_variables(self, target: Target) -> tuple[str, ...]:
        """The variables that say all this to TFLM's Makefile.

        Raises:
            UsageError: a make argument that is none.
        """
        wrong = next((each for each in self.make_args if "=" not in each or each.startswith("-")), None)
        if wrong is not None:
            raise UsageError(f"--make-arg {wrong!r} is no variable of make", remedy="write it as NAME=value")
        found: list[str] = []
        if target.is_host:
            pass  # the Makefile's default
        elif self.board == STOCK:
            found.append(f"TARGET={target.name}")
        else:
            found += [
                "TARGET=harness",
                f"HARNESS_CPU={target.cpu.name}",
                f"HARNESS_FLOAT_ABI={target.cpu.float_abi}",
                f"HARNESS_FPU={target.cpu.fpu}",
            ]
        found += [f"OPTIMIZED_KERNEL_DIR={self.kernels}"] * bool(self.kernels)
        found += [f"BUILD_TYPE={self.build_type}"] * bool(self.build_type)
        return (*found, *self.make_args)


def short_hash(data: bytes) -> str:
    """Ten digits that tell folders apart."""
    return hashlib.sha256(data).hexdigest()[:10]
