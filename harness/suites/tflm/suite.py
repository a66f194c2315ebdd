"""Suite ``tflm``: the tests of a checkout, built for a target and memory variant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from harness.build import BuildContext, BuildOutcome, FailedStep, Toolchain, build, causes, find_toolchain
from harness.build.generate import write_if_changed
from harness.build.lock import exclusive
from harness.model import BinaryResult, MemoryVariant, Target, TestBinary, Verdict
from harness.resources import micro_tests_folder, platforms_folder
from harness.suites.admission import admit, does_not_fit, failed_steps, refusal
from harness.suites.firmware import FirmwareSuite
from harness.suites.protocol import Prepared, SourcePlace
from harness.suites.tflm import layout
from harness.suites.tflm.ask import ask
from harness.suites.tflm.broken import BrokenSource, blamed, broken_sources, library_name, without
from harness.suites.tflm.build import NINJA_FILE, run_ninja
from harness.suites.tflm.checkout import Checkout, open_checkout
from harness.suites.tflm.downloads import fetch_missing
from harness.suites.tflm.ninja_file import LinkForm, ninja_text
from harness.suites.tflm.options import STOCK, TflmOptions, short_hash
from harness.suites.tflm.recipe import Recipe
from harness.suites.tflm.sources import provisional
from harness.suites.tflm.stock import check_board, with_stack_inside

NAME = "tflm"
SOURCE_FOLDERS = ("tensorflow", "signal", "third_party")
ROOMY_STOCK = "stand-in"  # memory variant of stock binaries that are given the stand-in's memory
_AS_LINKED = LinkForm(name="as-linked")


class TflmSuite:
    """The tests of the checkout that ``options`` name."""

    name = NAME

    def __init__(self, options: TflmOptions) -> None:
        self.options = options

    def sources(self) -> tuple[SourcePlace, ...]:
        """The checkout, but for what its Makefile leaves there, and what replaces its start-up code."""
        checkout = open_checkout(self.options.root)
        made = (checkout.downloads, checkout.root / "gen")

        def takes(path: Path) -> bool:
            return not any(path.is_relative_to(folder) for folder in made)

        folders = [checkout.root / name for name in SOURCE_FOLDERS]
        theirs = [SourcePlace(path=folder, takes=takes) for folder in folders if folder.is_dir()]
        return (*theirs, SourcePlace(path=micro_tests_folder()))

    async def prepare(self, target: Target, variant: MemoryVariant, context: BuildContext) -> Prepared:
        """Ask the Makefile, build what must be built, and link it for ``variant``.

        Raises:
            UsageError: no checkout there, an unknown layout, a board that TFLM does not have.
            EnvironmentMissingError: a tool or a download is missing.
        """
        checkout = open_checkout(self.options.root)
        if self.options.board == STOCK:
            check_board(target, checkout)
        job = _Job(self.options, checkout, target, variant, context)
        async with exclusive(job.folder):
            return await job.run()


class _Job:
    """One preparation; its parts share what they found."""

    def __init__(
        self,
        options: TflmOptions,
        checkout: Checkout,
        target: Target,
        variant: MemoryVariant,
        context: BuildContext,
    ) -> None:
        self.options, self.checkout = options, checkout
        self.target, self.variant, self.context = target, variant, context
        self.tools: Toolchain = find_toolchain(target)
        foreign = target.folder.parent != platforms_folder()
        project = f"{NAME}-{short_hash(str(checkout.root).encode())}"
        self.folder = context.cache_folder / "build" / project / options.folder_name(target, foreign=foreign)
        self.as_linked = target.is_host or options.board == STOCK
        self.binaries: list[TestBinary] = []
        self.failures: list[BinaryResult] = []
        self.remarks: dict[str, tuple[str, ...]] = {}
        self.built = 0
        self.recipe = Recipe(gendir="", makefiles=(), tests=(), steps=())
        self.forms: tuple[LinkForm, ...] = ()
        self.broken: tuple[BrokenSource, ...] = ()  # left out of the library

    async def run(self) -> Prepared:
        await fetch_missing(self.checkout, self.options, self.target, self.folder, self.context)
        recipe = await ask(self.checkout, self.options, self.target, self.folder, self.context.supervisor)
        names = [name for name in recipe.links() if self._is_wanted(name, recipe)]
        if self.as_linked:
            forms: tuple[LinkForm, ...] = (_AS_LINKED,)
        else:
            problem = await self._support()
            if problem is not None:
                return Prepared(failures=(problem,), built=self.built)
            forms = tuple(self._form(each) for each in (self._probe, *self.target.variants))
        self.recipe, self.forms = recipe, forms
        self._write_ninja_file()
        if self.as_linked:
            for name, elf in (await self._link(_AS_LINKED, names)).items():
                self._admit(name, elf)
        else:
            await self._fit_and_link(names)
        self.context.elves.save()
        return Prepared(
            binaries=tuple(self.binaries),
            failures=tuple(self.failures),
            remarks=self.remarks,
            built=self.built,
            known=tuple(recipe.links()),
        )

    @property
    def _probe(self) -> MemoryVariant:
        return layout.probe_variant(self.target.variants[0])

    @property
    def _support_folder(self) -> Path:
        suite = FirmwareSuite("micro_tests", micro_tests_folder())
        return suite.build_folder(self.context.cache_folder, self.target, self.target.variants[0])

    async def _support(self) -> BinaryResult | None:
        """Build what replaces TFLM's own start-up code; the result where that fails."""
        outcome = await build(
            source=micro_tests_folder(),
            build_folder=self._support_folder,
            target=self.target,
            variant=self.target.variants[0],
            goals=("tflm_support",),
            jobs=self.context.jobs,
            supervisor=self.context.supervisor,
            progress=self.context.progress,
        )
        self.built += outcome.built
        if outcome.ok:
            return None
        reason = outcome.problem or outcome.failures[0].first_error
        lines = outcome.lines or outcome.failures[0].lines
        return self._refusal(Verdict.BUILD_ERROR, reason, NAME, lines)

    def _form(self, variant: MemoryVariant) -> LinkForm:
        """How tests are linked for ``variant`` with our start-up code."""
        memory = layout.write_memory(self.folder, self.target, variant)
        script = micro_tests_folder() / "support" / "cortex_m.ld"
        libraries = [self._support_folder / "lib" / f"libharness_{each}.a" for each in ("tflm", "support")]
        stack = [] if variant.name == layout.PROBE else [f"{memory}/{{name}}.stack"]
        return LinkForm(
            name=variant.name,
            words=(
                "-nostartfiles",
                f"-T{script}",
                f"-L{memory}",
                *(f"@{each}" for each in stack),
                "-Wl,--whole-archive",  # theirs would come first for what ours replaces
                *map(str, libraries),
                "-Wl,--no-whole-archive",
            ),
            needs=(str(script), f"{memory}/memory.ld", *map(str, libraries), *stack),
        )

    async def _fit_and_link(self, names: list[str]) -> None:
        probe = self._probe
        memory = layout.write_memory(self.folder, self.target, self.variant)
        fitting: list[str] = []
        for name, elf in (await self._link(self._form(probe), names)).items():
            needed = layout.needs(self.context.elves.inspect(elf), probe)
            over = layout.over_bytes(needed, self.variant)
            if over:
                told = does_not_fit(over, name=name, suite=NAME, target=self.target, variant=self.variant)
                self.failures.append(told)
                continue
            layout.write_stack(memory, name, elf, needed, self.variant)
            fitting.append(name)
        for name, elf in (await self._link(self._form(self.variant), fitting)).items():
            self._admit(name, elf)

    async def _link(self, form: LinkForm, names: Iterable[str]) -> dict[str, Path]:
        """Build ``names`` in one form; what fails becomes a result. Returns what there is, by name."""
        elves = {name: form.output(self.folder, name) for name in names}
        if not elves:
            return {}
        outcome = await self._build(elves.values())
        broken = broken_sources(self.recipe, outcome.failures, self.folder)
        if broken:
            self.broken = broken
            self._write_ninja_file()
            self.failures.append(self._library_refusal())
            outcome = await self._build(elves.values())
        if outcome.problem:
            self.failures.append(self._refusal(Verdict.BUILD_ERROR, outcome.problem, NAME, outcome.lines))
            return {}
        blame = await self._blame(outcome, elves)
        for name, steps in blame.items():
            self.failures.append(
                failed_steps(
                    blamed(steps, self.broken, self.checkout.root),
                    name=name,
                    suite=NAME,
                    target=self.target,
                    variant=self.variant,
                )
            )
        return {name: elf for name, elf in elves.items() if name not in blame}

    async def _build(self, goals: Iterable[Path]) -> BuildOutcome:
        outcome = await run_ninja(self.tools.ninja, self.checkout.root, self.folder, goals, self.context)
        self.built += outcome.built
        return outcome

    def _write_ninja_file(self) -> None:
        recipe = without(self.recipe, self.broken)
        text = ninja_text(recipe, self.forms, self.folder, self.tools.ccache)
        write_if_changed(self.folder / NINJA_FILE, text)

    def _library_refusal(self) -> BinaryResult:
        """The library's own result, red even where no test needs what is missing."""
        named = ", ".join(each.source for each in self.broken)
        lines = tuple(line for each in self.broken for line in each.step.lines)
        return self._refusal(
            Verdict.BUILD_ERROR, f"left out, does not compile: {named}", library_name(self.recipe), lines
        )

    async def _blame(
        self, outcome: BuildOutcome, elves: Mapping[str, Path]
    ) -> dict[str, tuple[FailedStep, ...]]:
        names = {str(elf): name for name, elf in elves.items()}
        found = await causes(outcome, names, self.folder, self.context.supervisor)
        return {names[output]: steps for output, steps in found.items()}

    def _admit(self, name: str, elf: Path) -> None:
        info = self.context.elves.inspect(elf)
        told: tuple[str, ...] = ()
        if self.variant.name == ROOMY_STOCK:
            place = self.folder / "bin" / ROOMY_STOCK / elf.name
            path, remark = with_stack_inside(info, self.variant, place)
            info = self.context.elves.inspect(path)
            told = (remark,) if remark else ()
        admitted, remarks = admit(info, name=name, suite=NAME, target=self.target, variant=self.variant)
        if isinstance(admitted, TestBinary):
            self.binaries.append(admitted)
            self.remarks |= {name: (*told, *remarks)} if (*told, *remarks) else {}
        else:
            self.failures.append(admitted)

    def _is_wanted(self, name: str, recipe: Recipe) -> bool:
        known = provisional(name, recipe, self.checkout, self.target, self.variant)
        return any(map(self.context.wants, known))

    def _refusal(self, verdict: Verdict, reason: str, name: str, lines: tuple[str, ...]) -> BinaryResult:
        return refusal(
            verdict, reason, name=name, suite=NAME, target=self.target, variant=self.variant, lines=lines
        )
