"""``harness bench``: what a model costs on targets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harness.cli import options as shared
from harness.cli.invocation import Invocation
from harness.cli.model_options import firmware_options, how_to_build, inference_timeout_option
from harness.errors import ExitCode

if TYPE_CHECKING:
    from harness.models.bench import Cost


@click.command(name="bench")
@click.argument("model", type=shared.PATH)
@shared.together(
    shared.target_option,
    shared.simulator_option,
    click.option(
        "--seed", type=click.IntRange(min=0), default=1, metavar="N", help="Of the random input. [default: 1]"
    ),
    *firmware_options,
    inference_timeout_option,
    shared.platform_option,
    shared.json_flag,
)
@click.pass_obj
def command(
    invocation: Invocation,
    /,
    *,
    model: Path,
    seed: int,
    weights: str,
    activations: str,
    runtime: str,
    as_json: bool,
    **options: Any,
) -> ExitCode:
    """Measure a model on targets: memory, and instructions by layer.

    MODEL is a .tflite or .onnx file. Exit code 1 where it does not fit a target, or dies there.
    """
    settings = shared.settings_from(options, arguments=invocation.command_line)
    from harness.cli.output import say, say_json
    from harness.models.bench import bench
    from harness.models.read import read_model

    found = read_model(settings.working_folder / model)
    firmware = how_to_build(settings, runtime=runtime, weights=weights, activations=activations)
    costs = bench(found, settings, firmware, seed=seed)
    if as_json:
        say_json({"model": str(found.path), "targets": costs})
    else:
        say("\n\n".join(_texts(costs)))
    return ExitCode.NOT_GREEN if any(cost.problem for cost in costs) else ExitCode.OK


def _texts(costs: tuple[Cost, ...]) -> list[str]:
    from harness.cli.output import table

    good = [cost for cost in costs if not cost.problem]
    texts = []
    if good:
        headings = ("bytes", "flash", "ram", "arena", "weights", "code", "stack")
        texts.append(table(headings, [_sizes(cost) for cost in good]))
    texts += [_layers(cost) for cost in good]
    texts += [f"{cost.target}: {cost.problem}" for cost in costs if cost.problem]
    return texts


def _sizes(cost: Cost) -> tuple[str, ...]:
    numbers = (cost.flash_bytes, cost.ram_bytes, cost.arena_bytes, cost.weights_bytes, cost.code_bytes)
    stack = "-" if cost.stack_bytes is None else str(cost.stack_bytes)
    return (cost.target, *map(str, numbers), stack)


def _layers(cost: Cost) -> str:
    from harness.cli.output import table

    found = cost.inference
    assert found is not None
    total = found.total or 1.0
    rows = [
        (f"{number}", name, f"{ticks:.0f}", f"{ticks / total:.1%}")
        for number, (name, ticks) in enumerate(found.layers)
    ]
    rows.append(("", "between layers", f"{found.between:.0f}", f"{found.between / total:.1%}"))
    rows.append(("", "one inference", f"{found.total:.0f}", "100.0%"))
    watching = f"watching the layers added {found.overhead:.0f}, which are not in these numbers"
    return f"{table((cost.target, 'layer', found.unit, 'share'), rows)}\n{watching}"
