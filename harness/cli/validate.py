"""``harness validate``: a model on targets against its reference on the host."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from harness.cli import options as shared
from harness.cli.invocation import Invocation
from harness.cli.model_options import firmware_options, how_to_build, inference_timeout_option
from harness.errors import ExitCode, UsageError


@click.command(name="validate")
@click.argument("model", type=shared.PATH)
@shared.together(
    shared.target_option,
    shared.simulator_option,
    click.option(
        "--random", "count", type=click.IntRange(1, 100_000), metavar="N", help="Random inputs. [default: 10]"
    ),
    click.option(
        "--seed",
        type=click.IntRange(min=0),
        default=1,
        metavar="N",
        help="Of the random inputs. [default: 1]",
    ),
    click.option(
        "--npz", type=shared.PATH, metavar="FILE", help="Inputs of your own, saved with numpy.savez."
    ),
    click.option(
        "--rtol", type=click.FloatRange(min=0), metavar="X", help="Relative tolerance. [default: by type]"
    ),
    click.option(
        "--atol", type=click.FloatRange(min=0), metavar="X", help="Absolute tolerance. [default: by type]"
    ),
    click.option(
        "--reference",
        type=click.Choice(["litert", "tflite-micro"]),
        default="litert",
        help="The interpreter that is right. [default: litert]",
    ),
    *firmware_options,
    shared.jobs_option,
    inference_timeout_option,
    shared.report_option,
    shared.platform_option,
    shared.quiet_option,
    shared.verbose_option,
)
@click.pass_obj
def command(
    invocation: Invocation,
    /,
    *,
    model: Path,
    count: int | None,
    seed: int,
    npz: Path | None,
    rtol: float | None,
    atol: float | None,
    weights: str,
    activations: str,
    reference: str,
    runtime: str,
    **options: Any,
) -> ExitCode:
    """Compare a model's answers on targets with its reference.

    MODEL is a .tflite or .onnx file. TVM compiles it into a firmware that takes inputs and gives outputs over
    the console. Exit code 1 where an output is beyond tolerance.
    """
    if npz is not None and count is not None:
        raise UsageError("--npz and --random contradict each other", remedy="pass one of them")
    settings = shared.settings_from(shared.with_verbosity(options), arguments=invocation.command_line)
    from harness import pipeline
    from harness.cli.output import say, table
    from harness.models.read import read_model

    found = read_model(settings.working_folder / model)
    from harness.models.accuracy import HEADINGS, first_mismatches, rows
    from harness.models.compare import Tolerance
    from harness.models.inputs import npz_inputs, random_inputs
    from harness.models.validate import Plan, mismatch, validate, write

    if npz is not None:
        inputs = npz_inputs(settings.working_folder / npz, found)
    else:
        inputs = random_inputs(found, count or 10, seed)
    plan = Plan(
        model=found,
        inputs=inputs,
        tolerance=Tolerance(rtol=rtol, atol=atol),
        firmware=how_to_build(settings, runtime=runtime, weights=weights, activations=activations),
        reference=reference,
    )
    result, validation, folder = validate(plan, settings)
    lines = list(rows(validation))
    if not lines:
        return pipeline.exit_code_of(result)
    say(f"\nErrors against {validation.reference}\n{table(HEADINGS, lines)}")
    for report, number, comparison in first_mismatches(validation):
        say(f"{report.target}: input {number}, {mismatch(comparison)}")
    for path in write(validation, folder):
        say(f"{path.name.partition('.')[0]:9} {path}")
    return pipeline.exit_code_of(result)
