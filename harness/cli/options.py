"""Options that several commands share, and the way from them to :class:`~harness.settings.Settings`."""

from __future__ import annotations

import math
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from harness.cli import completions
from harness.errors import EnvironmentMissingError, UsageError

if TYPE_CHECKING:
    from harness.model import Image, Shard
    from harness.settings import Settings

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class Names(click.ParamType):  # type: ignore[type-arg]
    """Names separated by commas."""

    name = "names"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        names = tuple(part.strip() for part in str(value).split(","))
        if not all(names):
            self.fail(f"{value!r} has an empty name", param, ctx)
        return names


class Seconds(click.ParamType):  # type: ignore[type-arg]
    """A finite number of seconds above 0."""

    name = "seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            seconds = float(value)
        except ValueError:
            seconds = math.nan
        if not (math.isfinite(seconds) and seconds > 0):
            self.fail(f"{value!r} is not a number of seconds above 0", param, ctx)
        return seconds


class Beside(click.ParamType):  # type: ignore[type-arg]
    """``FILE`` or ``FILE@ADDRESS``: an image that is loaded beside a binary."""

    name = "image"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Image:
        from harness.model import Image

        file, mark, address = str(value).rpartition("@")
        if not mark or Path(str(value)).exists():
            return Image(path=Path(str(value)))
        try:
            number = int(address, 0)
        except ValueError:
            number = -1
        if not file or not 0 <= number < 1 << 32:
            self.fail(f"{value!r} has no address such as 0x20000000 behind its @", param, ctx)
        return Image(path=Path(file), address=number)


class ShardName(click.ParamType):  # type: ignore[type-arg]
    """``3/8``."""

    name = "shard"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Shard:
        from harness.shards.plan import parse_shard

        return parse_shard(str(value))


class Shards(click.ParamType):  # type: ignore[type-arg]
    """How many shards: a number from 1, or ``auto``."""

    name = "shards"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value)
        if text != AUTO and not (text.isdecimal() and int(text) > 0):
            self.fail(f"{text!r} is neither a number from 1 nor '{AUTO}'", param, ctx)
        return text


AUTO = "auto"
PROGRAM_VARIABLE = "HARNESS_PROGRAM"  # in a container: how the user started us outside
PATH = click.Path(path_type=Path, readable=False)  # what is wrong with a file, its reader tells best

target_option = click.option(
    "--target",
    "targets",
    multiple=True,
    type=Names(),
    shell_complete=completions.targets,
    metavar="NAME[,NAME...]",
    help="Boards to build for, or 'all'; may be repeated.",
)
suite_option = click.option(
    "--suite",
    "suites",
    multiple=True,
    type=Names(),
    shell_complete=completions.suites,
    metavar="SUITE[,SUITE...]",
    help="Suite names, ELF files or folders of ELF files; may be repeated. [default: micro_tests]",
)
simulator_option = click.option(
    "--simulator",
    metavar="NAME",
    shell_complete=completions.simulators,
    help="auto, qemu, host, ...: see 'harness list simulators'. [default: auto]",
)
selectors_argument = click.argument(
    "selectors", nargs=-1, metavar="[SELECTOR]...", shell_complete=completions.selectors
)
names_argument = click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=completions.results)
keyword_option = click.option(
    "-k", "keyword", metavar="EXPR", help="Only binaries or cases that match, as in pytest."
)
shard_options = (
    click.option("--shard", type=ShardName(), metavar="N/TOTAL", help="Run only this part of the selection."),
    click.option(
        "--plan", type=PATH, metavar="FILE", help="What 'harness plan' wrote: what --shard consists of."
    ),
)
jobs_option = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Binaries at a time. [default: the usable cores]",
)
timeout_option = click.option(
    "--timeout",
    "timeout_s",
    type=Seconds(),
    metavar="S",
    help="Guest seconds allowed per binary. [default: the target's, else 30]",
)
beside_option = click.option(
    "--beside",
    multiple=True,
    type=Beside(),
    metavar="FILE[@ADDRESS]",
    help="Load this beside your ELF files before they start: ELF, Intel hex, or bytes at ADDRESS.",
)
platform_option = click.option(
    "--platform-dir",
    "platform_folders",
    multiple=True,
    type=PATH,
    metavar="DIR",
    help="Folder with boards of your own (DIR/<name>/target.toml); may be repeated.",
)
tflm_root_option = click.option(
    "--tflm-root", type=PATH, metavar="DIR", help="Checkout of TensorFlow Lite Micro for suite tflm."
)
tflm_board_option = click.option(
    "--tflm-board",
    type=click.Choice(["ours", "stock"]),
    help="Start-up code and linker script of harness, or TFLM's own. [default: ours]",
)
tflm_kernels_option = click.option(
    "--kernels", "tflm_kernels", metavar="NAME", help="TFLM's OPTIMIZED_KERNEL_DIR, such as cmsis_nn."
)
tflm_build_type_option = click.option(
    "--build-type", "tflm_build_type", metavar="NAME", help="TFLM's BUILD_TYPE, such as debug."
)
tflm_make_arg_option = click.option(
    "--make-arg",
    "tflm_make_args",
    multiple=True,
    metavar="NAME=VALUE",
    help="Variable for TFLM's Makefile; may be repeated.",
)
profile_option = click.option(
    "--profile",
    "profiles",
    multiple=True,
    type=click.Choice(["real", "roomy"]),
    help="Memory for suite tflm: the part's own, or with room for everything. [default: both]",
)
tflm_options = (
    tflm_root_option,
    tflm_board_option,
    tflm_kernels_option,
    tflm_build_type_option,
    tflm_make_arg_option,
    profile_option,
)
retry_options = (
    click.option(
        "--retries",
        type=click.IntRange(min=0),
        metavar="N",
        help="Boot what is not green up to N times more. [default: 0]",
    ),
    click.option(
        "--fail-on-flaky", is_flag=True, default=None, help="What passes only at a retry fails the run."
    ),
    click.option("--quarantine", type=PATH, metavar="FILE", help="Known trouble that does not fail the run."),
)
report_option = click.option(
    "--report-dir", "report_folder", type=PATH, metavar="DIR", help="Where results go. [default: reports]"
)
container_options = (
    click.option(
        "--container", is_flag=True, help="Build and boot in a container, see 'harness container build'."
    ),
    click.option(
        "--image", metavar="NAME", help="Image of that container. [default: the one that comes with harness]"
    ),
)
github_option = click.option(
    "--github/--no-github",
    default=None,
    help="Job summary and annotations for GitHub. [default: in a job of GitHub Actions]",
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print failures and the last lines only.")
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Print every case and build.")
json_flag = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


def together(*options: Callable[[Decorated], Decorated]) -> Callable[[Decorated], Decorated]:
    """One decorator for several, the first on top in ``--help``."""

    def decorate(function: Decorated) -> Decorated:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def settings_from(
    options: dict[str, Any],
    *,
    arguments: Iterable[str] = (),
    cwd: Path | None = None,
    default_targets: tuple[str, ...] = (),
) -> Settings:
    """Settings of ``options`` (field names of Settings), seen from ``cwd`` (default: the current folder).

    ``default_targets`` are taken where neither command line, environment nor file name one.
    """
    from harness.config import build_settings
    from harness.config_keys import rooted

    cwd = cwd if cwd is not None else _current_folder()
    given = {name: _flat(value) for name, value in options.items()}
    for name in ("suites", "selectors"):
        given[name] = tuple(rooted(each, cwd) for each in given.get(name) or ())
    for name in ("report_folder", "junit", "json", "tflm_root", "quarantine"):
        if given.get(name) is not None:
            given[name] = cwd / given[name]
    if given.get("beside"):
        from msgspec.structs import replace

        given["beside"] = tuple(replace(each, path=cwd / each.path) for each in given["beside"])
    given["platform_folders"] = tuple(cwd / each for each in given.get("platform_folders") or ())
    return build_settings(
        cwd=cwd,
        environ=os.environ,
        given=given | {"arguments": tuple(arguments), "program": program()},
        default_targets=default_targets,
    )


def program() -> str:
    """``harness`` where the shell finds this very program by that name, else the path it was started by."""
    if outside := os.environ.get(PROGRAM_VARIABLE):
        return outside
    started = sys.argv[0]
    found = shutil.which("harness")
    if Path(started).name != "harness" or (found and Path(found).resolve() == Path(started).resolve()):
        return "harness"
    return started


def wants_container(settings: Settings, *, container: bool) -> bool:
    """Whether to start a container; inside of one we are where we shall be."""
    return (container or bool(settings.image)) and PROGRAM_VARIABLE not in os.environ


def with_verbosity(options: dict[str, Any]) -> dict[str, Any]:
    """``options`` with ``verbosity`` (-1, 0, 1) in place of the two flags; both at once is a mistake."""
    quiet, verbose = options["quiet"], options["verbose"]
    if quiet and verbose:
        raise UsageError("--quiet and --verbose contradict each other", remedy="pass one of them")
    others = {name: value for name, value in options.items() if name not in ("quiet", "verbose")}
    return others | {"verbosity": int(verbose) - int(quiet)}


def _flat(value: Any) -> Any:
    """``((a, b), (c,))`` of a repeated comma list -> ``(a, b, c)`` without repetitions."""
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return tuple(dict.fromkeys(name for names in value for name in names))
    return value


def _current_folder() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise EnvironmentMissingError(
            "the current folder no longer exists", remedy="change to another"
        ) from None
