"""The runner firmware around a model, built for a target."""

from __future__ import annotations

from pathlib import Path

import msgspec

from harness.build import BuildContext, build, causes
from harness.elf.container import read_container
from harness.errors import UsageError
from harness.execution.supervisor import Supervisor
from harness.lanes import Lane
from harness.model import (
    BinaryResult,
    MemoryVariant,
    Metric,
    RegionKind,
    StandIn,
    Target,
    TestBinary,
    Value,
    Verdict,
)
from harness.models.codegen.isolated import compiled
from harness.models.project import RUNNER, write_project
from harness.models.spec import ModelFile
from harness.models.tflm import build_library
from harness.models.tflm import write_project as write_tflm_project
from harness.settings import Settings
from harness.suites.admission import admit, failed_steps, refusal
from harness.suites.tflm import TflmOptions

SUITE = "models"
_RAM = (RegionKind.RAM,)
STACK_BYTES = 8192  # kernels keep small buffers there
# Every instruction takes 64 ns of virtual time, so that SysTick of all boards counts at least once for each.
_COUNTING = ("-icount", "shift=6,align=off,sleep=off")


class Firmware(Value, frozen=True, kw_only=True):
    """A runner that is ready to boot. Sizes in bytes; flash and RAM are in ``binary``."""

    binary: TestBinary
    target: Target
    arena_bytes: int  # 0: the firmware tells it
    params_bytes: int
    text_bytes: int
    counts_instructions: bool

    def metrics(self) -> tuple[Metric, ...]:
        """Sizes, for results and tables."""
        sizes = {"arena": self.arena_bytes, "weights": self.params_bytes, "code": self.text_bytes}
        return tuple(
            Metric(name=name, value=size, unit="bytes", source="elf") for name, size in sizes.items()
        )


class FirmwareOptions(Value, frozen=True, kw_only=True):
    """How it is built: regions in place of the board's own choice, and a checkout in place of TVM."""

    weights: str = ""  # empty: the board's own choice
    activations: str = ""
    tflm: TflmOptions | None = None  # the model runs in that checkout's interpreter; None: TVM compiles it


def build_context(settings: Settings, supervisor: Supervisor) -> BuildContext:
    """What :func:`build_firmware` builds with."""
    return BuildContext(cache_folder=settings.cache_folder, jobs=max(1, settings.jobs), supervisor=supervisor)


async def build_firmware(
    model: ModelFile, lane: Lane, context: BuildContext, options: FirmwareOptions
) -> Firmware | BinaryResult:
    """The runner around ``model``; what speaks against it where it cannot be built or run.

    Raises:
        UsageError: TVM does not take the model, or the target has no such region.
        EnvironmentMissingError: TVM or the toolchain is not installed.
    """
    target = _for_models(lane, weights=options.weights, activations=options.activations)
    tflm = options.tflm
    variant = target.variant(lane.variant)
    folder = context.cache_folder / "models" / f"{model.name}-{model.revision}"
    place = f"{target.name}-{variant.name}-{variant.weights}-{variant.activations or variant.data}".lower()
    arena_bytes, params_bytes = 0, len(model.content)
    if tflm is None:
        sources = await compiled(model, context.cache_folder / "models" / "sources", context.supervisor)
        write_project(folder / "source", sources, name=model.name, file=model.path.name)
        arena_bytes, params_bytes = sources.arena_bytes, sources.params_bytes
    else:
        library = await build_library(tflm, target, context)
        folder = folder.with_name(f"{folder.name}-tflm")
        write_tflm_project(folder / "source" / place, model, library, target, variant)
    outcome = await build(
        source=folder / "source" if tflm is None else folder / "source" / place,
        build_folder=folder / place,
        target=target,
        variant=variant,
        goals=(RUNNER,),
        jobs=context.jobs,
        supervisor=context.supervisor,
        progress=context.progress,
    )
    elf = f"bin/{RUNNER}.elf"
    name = model.path.name
    if outcome.problem:
        return refusal(
            Verdict.BUILD_ERROR,
            outcome.problem,
            name=name,
            suite=SUITE,
            target=target,
            variant=variant,
            lines=outcome.lines,
        )
    blame = await causes(outcome, [elf], folder / place, context.supervisor)
    if blame:
        return failed_steps(blame[elf], name=name, suite=SUITE, target=target, variant=variant)
    info = context.elves.inspect(folder / place / elf)
    admitted, _ = admit(info, name=name, suite=SUITE, target=target, variant=variant)
    context.elves.save()
    if isinstance(admitted, BinaryResult):
        return admitted
    return Firmware(
        binary=admitted,
        target=target,
        arena_bytes=arena_bytes,
        params_bytes=params_bytes,
        text_bytes=_text_bytes(info.path),
        counts_instructions=lane.simulator.name in ("qemu", "renode", "renode-container"),
    )


def _for_models(lane: Lane, *, weights: str, activations: str) -> Target:
    """The lane's target with room for buffers, the wanted placement, and a clock that counts instructions."""
    target = lane.target
    known = {region.name: region.kind for region in target.variant(lane.variant).regions}
    for option, region, kinds in (
        ("--weights", weights, tuple(RegionKind)),
        ("--activations", activations, _RAM),
    ):
        able = [name for name, kind in known.items() if kind in kinds]
        if region and region not in able:
            raise UsageError(
                f"{option} {region}: {target.name} has {' and '.join(able) or 'no such region'} for that",
                remedy="name one of them",
            )

    def placed(variant: MemoryVariant) -> MemoryVariant:
        return msgspec.structs.replace(
            variant,
            weights=weights or variant.weights,
            activations=activations or variant.activations,
        )

    def counting(stand_in: StandIn) -> StandIn:
        extra = _COUNTING if stand_in.simulator == "qemu" else ()
        return msgspec.structs.replace(stand_in, args=(*stand_in.args, *extra))

    return msgspec.structs.replace(
        target,
        stack_bytes=max(target.stack_bytes, STACK_BYTES),
        variants=tuple(placed(each) if each.name == lane.variant else each for each in target.variants),
        stand_ins=tuple(counting(each) for each in target.stand_ins),
    )


def _text_bytes(elf: Path) -> int:
    return sum(section.size for section in read_container(elf).sections if section.name == ".text")
