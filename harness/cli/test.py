"""``harness test``: the whole way from suites to reports."""

from __future__ import annotations

from typing import Any

import click

from harness.cli import options as shared
from harness.cli.invocation import Invocation
from harness.errors import ExitCode, UsageError


@click.command(name="test")
@click.argument("selectors", nargs=-1, metavar="[SELECTOR]...")
@shared.together(
    shared.target_option,
    shared.suite_option,
    shared.simulator_option,
    shared.jobs_option,
    shared.keyword_option,
    shared.timeout_option,
    shared.report_option,
    click.option("--junit", type=shared.PATH, metavar="FILE", help="Another copy of the JUnit file."),
    click.option("--json", type=shared.PATH, metavar="FILE", help="Another copy of results.json."),
    click.option("--fail-fast", is_flag=True, default=None, help="Stop at the first that is not green."),
    *shared.shard_options,
    shared.platform_option,
    *shared.tflm_options,
    click.option("--list", "list_only", is_flag=True, help="List the selected tests and stop."),
    shared.quiet_option,
    shared.verbose_option,
)
@click.pass_obj
def command(invocation: Invocation, /, **options: Any) -> ExitCode:
    """Build, boot, judge and report test binaries.

    SELECTOR is a suite's name, an ELF file, a folder of ELF files, or a glob of binary names such as
    'conv*' or 'bluepill/conv*'; without one, everything in the suites runs.
    """
    list_only = options.pop("list_only")
    if options["plan"] is not None and options["shard"] is None:
        raise UsageError("--plan says what a shard consists of", remedy="add --shard N/TOTAL")
    settings = shared.settings_from(shared.with_verbosity(options), arguments=invocation.command_line)
    from harness import pipeline

    if not list_only:
        return pipeline.exit_code_of(pipeline.run_tests(settings))
    from harness.cli.list import say_tests, say_unbuilt

    say_tests(pipeline.list_tests(settings, (say_unbuilt,)), as_json=False)
    return ExitCode.OK
