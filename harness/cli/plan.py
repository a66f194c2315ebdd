"""``harness plan``: which shard of a run will take which binaries."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from harness.cli import options as shared
from harness.cli.invocation import Invocation
from harness.cli.output import say, say_json, table
from harness.errors import ExitCode


@click.command(name="plan")
@shared.selectors_argument
@shared.together(
    shared.target_option,
    shared.suite_option,
    shared.simulator_option,
    shared.jobs_option,
    shared.keyword_option,
    click.option(
        "--shards",
        type=shared.Shards(),
        default=shared.AUTO,
        metavar="N|auto",
        help="How many; auto: as few as keep --wall. [default: auto]",
    ),
    click.option(
        "--wall",
        "wall_s",
        type=shared.Seconds(),
        default=120.0,
        metavar="S",
        help="Wished seconds of boots of a shard. [default: 120]",
    ),
    click.option(
        "--per-target", is_flag=True, help="Shards for each target, so that a job builds one target only."
    ),
    click.option(
        "-o", "--output", type=shared.PATH, metavar="FILE", help="Write the plan, for 'harness test --plan'."
    ),
    shared.json_flag,
    shared.report_option,
    shared.platform_option,
    *shared.tflm_options,
)
@click.pass_obj
def command(invocation: Invocation, /, **options: Any) -> ExitCode:
    """Plan the shards of a run: which takes which binaries.

    With --json the matrix of a CI. Balanced by the durations of earlier runs, where there is a history.
    """
    names = ("shards", "wall_s", "per_target", "output", "as_json")
    shards, wall_s, per_target, output, as_json = (options.pop(name) for name in names)
    settings = shared.settings_from(options, arguments=invocation.command_line)
    from harness.cli.list import say_unbuilt
    from harness.pipeline import plan_shards
    from harness.reports.files import write_atomically
    from harness.shards.plan import matrix, plan_text

    number = None if shards == shared.AUTO else int(shards)
    plan = plan_shards(settings, (say_unbuilt,), number=number, wall_s=wall_s, per_target=per_target)
    if output is not None:
        write_atomically(Path(output), (plan_text(plan),))
    print(plan.why, file=sys.stderr)
    if as_json:
        say_json(matrix(plan))
    else:
        rows = [
            (",".join(each.targets), each.shard, str(len(each.keys)), f"{each.seconds:.1f} s")
            for each in plan.shards
        ]
        say(table(("targets", "shard", "binaries", "boots"), rows))
    return ExitCode.OK
