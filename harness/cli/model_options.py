"""Options of the commands that put a firmware around a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from harness.cli import options as shared

if TYPE_CHECKING:
    from harness.models.firmware import FirmwareOptions
    from harness.settings import Settings

firmware_options = (
    click.option(
        "--runtime",
        type=click.Choice(["tvm", "tflm"]),
        default="tvm",
        help="Compiled by TVM, or in TFLM's interpreter. [default: tvm]",
    ),
    shared.tflm_root_option,
    click.option("--weights", metavar="REGION", default="", help="Memory region for weights, such as AXI."),
    click.option("--activations", metavar="REGION", default="", help="Memory region for activations."),
)
inference_timeout_option = click.option(
    "--timeout",
    "timeout_s",
    type=shared.Seconds(),
    metavar="S",
    help="Seconds for one inference. [default: 60]",
)


def how_to_build(settings: Settings, *, runtime: str, weights: str, activations: str) -> FirmwareOptions:
    """What ``firmware_options`` ask for."""
    from harness.models.firmware import FirmwareOptions
    from harness.planning import tflm_options

    tflm = tflm_options(settings) if runtime == "tflm" else None
    return FirmwareOptions(weights=weights, activations=activations, tflm=tflm)
