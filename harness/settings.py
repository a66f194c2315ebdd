"""What one invocation asks for, after command line, ``harness.toml`` and defaults were merged."""

from __future__ import annotations

from pathlib import Path

from harness.dialogues.script import Dialogue
from harness.model import Image, Shard, Target, TestBinary, Value

DEFAULT_TIMEOUT_S = 30.0
WATCHDOG_FACTOR = 20.0  # host time allowed per second of guest budget, on top of a fixed minute
WATCHDOG_FLOOR_S = 60.0


REAL, ROOMY = "real", "roomy"
PROFILES = (REAL, ROOMY)


class CommandSpec(Value, frozen=True, kw_only=True):
    """A suite that somebody else's build command makes (``[suite.NAME] command``).

    ``command`` runs in ``folder`` and leaves ELF files at the glob ``elves`` (relative to ``folder``);
    ``{target}`` and ``{variant}`` in both stand for those of the run.
    """

    command: tuple[str, ...]
    elves: str
    folder: Path


class Settings(Value, frozen=True, kw_only=True):
    """Everything that a run depends on; built by :mod:`harness.config`, read by the pipeline."""

    targets: tuple[str, ...]
    suites: tuple[str, ...] = ("micro_tests",)  # names of suites, ELF files or folders of ELF files
    selectors: tuple[str, ...] = ()  # suite names, paths, or globs of binary names
    keyword: str = ""  # -k expression over binary and case names
    simulator: str = "auto"
    jobs: int = 1
    timeout_s: float | None = None  # guest budget per binary; None: the target's, else DEFAULT_TIMEOUT_S
    retries: int = 0
    fail_on_flaky: bool = False  # what passed only at a retry leaves the run not green
    quarantine: Path | None = None  # known trouble of the user's own, see harness.known
    report_folder: Path = Path("reports")
    history: Path | None = None  # the history file, where it is not the one in the report folder
    cache_folder: Path
    platform_folders: tuple[Path, ...] = ()
    junit: Path | None = None  # extra copy of the JUnit file
    json: Path | None = None  # extra copy of results.json
    junit_flavour: str = "strict"  # strict | rich: flavour of the extra copy
    beside: tuple[Image, ...] = ()  # loaded beside ELF files that somebody else built
    image: str = ""  # run in a container of this image
    github: bool | None = None  # job summary and annotations; None: where this is a job of GitHub Actions
    fail_fast: bool = False
    sentinel: str | None = None
    verbosity: int = 0  # -1 quiet, 0 normal, 1 verbose
    target_timeouts: dict[str, float] = {}  # [target.NAME] timeout_s, where this run has no own
    suite_paths: dict[str, tuple[Path, ...]] = {}  # [suite.NAME] paths, put into suites and selectors
    command_suites: dict[str, CommandSpec] = {}  # [suite.NAME] command
    dialogues: dict[str, Dialogue] = {}  # [suite.NAME] with cases
    by_hand: bool = False  # somebody boots one thing: a board that boots the user's images needs no dialogue
    dialogue_targets: tuple[str, ...] = ()  # those of targets that only dialogues have asked for
    profiles: tuple[str, ...] = PROFILES  # memory of suite tflm: the part's own, and with room for everything
    tflm_root: Path | None = None  # the checkout of suite tflm
    tflm_board: str = "ours"  # or stock: TFLM's own start-up code and linker script
    tflm_kernels: str = ""  # TFLM's OPTIMIZED_KERNEL_DIR
    tflm_build_type: str = ""  # TFLM's BUILD_TYPE
    tflm_make_args: tuple[str, ...] = ()  # more variables for its Makefile
    tflm_expectations: Path | None = None  # known trouble in place of the list that comes with harness
    only: tuple[str, ...] = ()  # rerun: keys of what to run (target/variant/name); empty: everything
    shard: Shard | None = None  # run only this part
    plan: Path | None = None  # the plan that says what the part is
    arguments: tuple[str, ...] = ()
    program: str = "harness"  # how a user starts us, for commands to be pasted into a shell
    working_folder: Path

    @property
    def own_suites(self) -> frozenset[str]:
        """Names of the suites that the configuration defines, but those that are just paths."""
        return frozenset((*self.command_suites, *self.dialogues))

    @property
    def history_file(self) -> Path:
        """The SQLite file that each run is added to."""
        return self.history or self.report_folder / "history.sqlite"

    def budget_s(self, binary: TestBinary, target: Target) -> float:
        """Guest seconds allowed to ``binary`` on ``target``: a user's wish first, the narrowest first."""
        for wish in (
            self.target_timeouts.get(target.name),
            self.timeout_s,
            binary.timeout_s,
            target.timeout_s,
        ):
            if wish is not None:
                return wish
        return DEFAULT_TIMEOUT_S

    def watchdog_s(self, budget_s: float) -> float:
        """Host seconds after which a boot is stopped to protect the machine, whatever the guest clock is."""
        return WATCHDOG_FLOOR_S + WATCHDOG_FACTOR * budget_s
