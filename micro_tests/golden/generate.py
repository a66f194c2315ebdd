"""Writes the golden vectors of the kernel tests as C++ headers.

    python -m micro_tests.golden.generate [--out FOLDER]

Run at the root of the source tree, with the extra ``golden`` installed (``ai-edge-litert``, ``numpy``).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

from micro_tests.golden import (
    binary_cases,
    filter_cases,
    filter_specs,
    pool_cases,
    reshape_cases,
    unary_cases,
)
from micro_tests.golden.headers import Case, header
from micro_tests.golden.tflite_writer import Op

DEFAULT_FOLDER = Path(__file__).resolve().parent.parent / "kernels" / "golden"


def _filter(op: Op, specs: list[filter_cases.Spec]) -> list[Case]:
    return [*(filter_cases.golden(spec) for spec in specs), filter_cases.thirds(op)]


def _unary(op: Op, specs: Callable[[], list[unary_cases.Spec]]) -> list[Case]:
    return [unary_cases.golden(op, spec) for spec in specs()]


def all_headers() -> Iterator[tuple[str, str]]:
    """(file name, text) of every header."""
    cases: dict[str, list[Case]] = {
        "fully_connected": _filter(Op.FULLY_CONNECTED, filter_specs.FULLY_CONNECTED),
        "conv": _filter(Op.CONV_2D, filter_specs.CONV),
        "depthwise_conv": [filter_cases.golden(spec) for spec in filter_specs.DEPTHWISE_CONV],
        "depthwise_conv_sweep": _filter(Op.DEPTHWISE_CONV_2D, filter_specs.DEPTHWISE_CONV_SWEEP),
        "average_pool": [pool_cases.golden(Op.AVERAGE_POOL_2D, spec) for spec in pool_cases.SPECS],
        "max_pool": [pool_cases.golden(Op.MAX_POOL_2D, spec) for spec in pool_cases.SPECS],
        "add": [binary_cases.golden(Op.ADD, spec) for spec in binary_cases.SPECS],
        "mul": [binary_cases.golden(Op.MUL, spec) for spec in binary_cases.SPECS],
        "softmax": _unary(Op.SOFTMAX, unary_cases.softmax),
        "logistic": _unary(Op.LOGISTIC, unary_cases.logistic),
        "quantize": _unary(Op.QUANTIZE, unary_cases.quantize),
        "requantize": _unary(Op.QUANTIZE, unary_cases.requantize),
        "dequantize": _unary(Op.DEQUANTIZE, unary_cases.dequantize),
        "reshape": [reshape_cases.golden(spec) for spec in reshape_cases.SPECS],
    }
    for name, members in cases.items():
        yield f"{name}.h", header(name, members)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Write the golden vectors of the kernel tests.")
    parser.add_argument("--out", type=Path, default=DEFAULT_FOLDER, help="folder of the headers")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    for name, text in all_headers():
        (out / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
