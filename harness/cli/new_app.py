"""``harness new-app``: a model as an application that can be flashed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from harness.cli import options as shared
from harness.errors import ExitCode, UsageError


@click.command(name="new-app")
@click.argument("app", type=click.Choice(["perf", "valid"]))
@click.argument("model", type=shared.PATH)
@shared.together(
    click.option("-o", "--output", type=shared.PATH, required=True, metavar="DIR", help="Where it goes."),
    shared.target_option,
    click.option(
        "--console",
        type=click.Choice(["uart", "semihosting"]),
        help="Where it prints. [default: the board's UART]",
    ),
    click.option(
        "--variant", default="native", metavar="NAME", help="Memory map of target.toml. [default: the part's]"
    ),
    shared.platform_option,
)
def command(
    *, app: str, model: Path, output: Path, console: str | None, variant: str, **options: Any
) -> ExitCode:
    """Write a model and a firmware as a CMake project.

    APP is perf (system performance) or valid (validation, for harness.models.Runner on a serial port).
    """
    settings = shared.settings_from(options)
    from harness.cli.output import say
    from harness.lanes import bootable
    from harness.models.application import write_application
    from harness.models.codegen.isolated import compiled
    from harness.models.read import read_model
    from harness.pipeline import blocking, workplace
    from harness.suggest import did_you_mean
    from harness.targets import load_targets, select_targets

    targets = bootable(select_targets(load_targets(settings.platform_folders), settings.targets), settings)
    if len(targets) != 1:
        raise UsageError(f"new-app is for one target, found {len(targets)}", remedy="pass one --target NAME")
    (target,) = targets
    names = [each.name for each in target.variants]
    if variant not in names:
        raise UsageError(
            f"{target.name} has no memory variant {variant!r}; {did_you_mean(variant, names)}",
            remedy=f"it has {', '.join(names)}",
        )
    found = read_model(settings.working_folder / model)
    folder = settings.working_folder / output

    async def compile_it() -> Any:
        async with workplace(settings) as (supervisor, _):
            return await compiled(found, settings.cache_folder / "models" / "sources", supervisor)

    write_application(
        folder,
        found,
        blocking(compile_it()),
        app=app,
        target=target,
        variant=target.variant(variant),
        console=console or "",
    )
    say(f"wrote {output}: cmake -G Ninja -S {output} -B {output}/build && cmake --build {output}/build")
    return ExitCode.OK
