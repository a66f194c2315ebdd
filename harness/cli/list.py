"""``harness list``: what there is to choose from, as a table or as JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from harness.cli import options as shared
from harness.cli.output import say, say_json, table
from harness.errors import ExitCode

if TYPE_CHECKING:
    from harness.events import Event
    from harness.model import Target, TestBinary
    from harness.settings import Settings


@click.command(name="list")
@click.argument("what", type=click.Choice(["targets", "simulators", "suites", "tests"]))
@shared.json_flag
@shared.together(shared.target_option, shared.suite_option, shared.platform_option, *shared.tflm_options)
def command(*, what: str, as_json: bool, **options: Any) -> ExitCode:
    """List targets, simulators, suites or tests.

    Tests are listed of the targets that --target or harness.toml names, else of the host; their binaries
    are built first, because it is they who declare their cases.
    """
    settings = shared.settings_from(options, default_targets=("host",))
    if what == "targets":
        _say_targets(settings, as_json=as_json)
    elif what == "simulators":
        _say_simulators(as_json=as_json)
    elif what == "suites":
        _say_suites(settings, as_json=as_json)
    else:
        from harness.pipeline import list_tests

        say_tests(list_tests(settings, (say_unbuilt,)), as_json=as_json)
    return ExitCode.OK


def say_tests(binaries: Iterable[TestBinary], *, as_json: bool) -> None:
    """One row for each case that a binary declares; a dash where a binary cannot tell."""
    from harness.reports.text import count

    found = tuple(binaries)
    if as_json:
        say_json(found)
        return
    rows = [
        (binary.target, binary.variant, binary.suite, binary.name, name)
        for binary in found
        for name in ([case.name for case in binary.declared or ()] or ["-"])
    ]
    say(table(("target", "variant", "suite", "binary", "case"), rows))
    cases = sum(len(binary.declared or ()) for binary in found)
    say(f"{count(len(found), 'binary', 'binaries')}, {count(cases, 'case')}")


def say_unbuilt(event: Event) -> None:
    """A listener: tell on standard error what is missing in the list, because it could not be built."""
    from harness.events import BuildFinished

    if isinstance(event, BuildFinished) and not event.ok:
        print(f"harness: note: {event.target}: {event.message}; 'harness build' says why", file=sys.stderr)


def _say_targets(settings: Settings, *, as_json: bool) -> None:
    from harness.targets import load_targets

    targets = load_targets(settings.platform_folders)
    if as_json:
        say_json(tuple(targets.values()))
        return
    rows = [
        (each.name, each.title, each.cpu.name, _memory(each), _stand_ins(each)) for each in targets.values()
    ]
    say(table(("target", "title", "cpu", "memory", "stand-ins"), rows))


def _memory(target: Target) -> str:
    """``FLASH 64 KB, RAM 20 KB`` of the real part; a dash for the host."""
    from harness.model import NATIVE
    from harness.sizes import format_size

    regions = [] if target.is_host else target.variant(NATIVE).regions
    return ", ".join(f"{each.name} {format_size(each.size_bytes)}" for each in regions) or "-"


def _stand_ins(target: Target) -> str:
    """``qemu: mps2-an500 (mps2)``: simulator, machine, and the memory variant where it is not the part's."""
    from harness.model import NATIVE

    return ", ".join(
        each.simulator
        + (f": {each.machine}" if each.machine else "")
        + (f" ({each.variant})" if each.variant != NATIVE else "")
        for each in target.stand_ins
    )


def _say_simulators(*, as_json: bool) -> None:
    from harness.simulators.registry import all_simulators

    found = {name: simulator.available() for name, simulator in all_simulators().items()}
    if as_json:
        say_json(found)
        return
    rows = [
        (
            name,
            "yes" if each.usable else "no",
            each.version or "-",
            str(each.path or "-"),
            "" if each.usable else f"{each.problem}; {each.remedy}",
        )
        for name, each in found.items()
    ]
    say(table(("simulator", "usable", "version", "path", "problem"), rows))


def _say_suites(settings: Settings, *, as_json: bool) -> None:
    from harness.reports.text import count
    from harness.suites import SUITES

    own = {name: ", ".join(map(str, paths)) for name, paths in settings.suite_paths.items()}
    own |= {name: " ".join(spec.command) for name, spec in settings.command_suites.items()}
    own |= {
        name: f"a dialogue on {', '.join(each.targets)}, {count(len(each.script.cases), 'case')}"
        for name, each in settings.dialogues.items()
    }
    suites = SUITES | own
    if as_json:
        say_json([{"name": name, "what": what} for name, what in suites.items()])
    else:
        say(table(("suite", "what"), suites.items()))
