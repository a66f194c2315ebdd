"""``harness test``: the whole way from suites to reports."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from harness.cli import options as shared
from harness.cli.invocation import Invocation
from harness.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from harness.settings import Settings


@click.command(name="test")
@shared.selectors_argument
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
    *shared.retry_options,
    *shared.shard_options,
    shared.beside_option,
    shared.platform_option,
    *shared.tflm_options,
    click.option("--list", "list_only", is_flag=True, help="List the selected tests and stop."),
    click.option("--watch", is_flag=True, help="After each save, build and run again what changed."),
    *shared.container_options,
    shared.github_option,
    shared.quiet_option,
    shared.verbose_option,
)
@click.pass_obj
def command(invocation: Invocation, /, **options: Any) -> ExitCode:
    """Build, boot, judge and report test binaries.

    SELECTOR is a suite's name, an ELF file, a folder of ELF files, or a glob of binary names such as
    'conv*' or 'bluepill/conv*'; without one, everything in the suites runs.
    """
    list_only, watch, container = (options.pop(name) for name in ("list_only", "watch", "container"))
    if list_only and watch:
        raise UsageError("--list and --watch contradict each other", remedy="pass one of them")
    if options["plan"] is not None and options["shard"] is None:
        raise UsageError("--plan says what a shard consists of", remedy="add --shard N/TOTAL")
    if options["shard"] is not None and watch:
        raise UsageError("--shard and --watch contradict each other", remedy="pass one of them")

    def load() -> Settings:
        return shared.settings_from(shared.with_verbosity(options), arguments=invocation.command_line)

    if watch:
        if shared.wants_container(load(), container=container):
            raise UsageError("--watch does not work in a container", remedy="watch without one")
        from harness.reports.terminal import stream_printer
        from harness.watch.loop import watch_tests

        return watch_tests(load, stream_printer(sys.stdout))
    settings = load()
    if shared.wants_container(settings, container=container):
        from harness.containers.run import run_in_container

        return ExitCode(run_in_container(settings, invocation.command_line))
    from harness import pipeline

    if not list_only:
        return pipeline.exit_code_of(pipeline.run_tests(settings))
    from harness.cli.list import say_tests, say_unbuilt

    say_tests(pipeline.list_tests(settings, (say_unbuilt,)), as_json=False)
    return ExitCode.OK
