"""Where settings come from, what wins, and that every mistake is told with its place."""

from __future__ import annotations

import shutil
import string
from collections.abc import Callable
from pathlib import Path

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.config import build_settings, default_cache_folder, find_file, read_table, usable_cores
from harness.config_keys import rooted
from harness.errors import ConfigError, EnvironmentMissingError, ExitCode, UsageError
from harness.model import Cpu, Target, TestBinary
from harness.resources import platforms_folder
from harness.settings import DEFAULT_TIMEOUT_S, Settings

Project = Callable[[str], Path]
HOME = {"HOME": "/home/someone"}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Writes ``harness.toml`` into a folder that ends the search upwards, and returns the folder."""

    def write(text: str, name: str = "harness.toml") -> Path:
        (tmp_path / ".git").mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
        return tmp_path

    return write


def read(folder: Path, environ: dict[str, str] | None = None, **given_: object) -> Settings:
    return build_settings(cwd=folder, environ=HOME | (environ or {}), given={"targets": ("host",)} | given_)


def mistakes(folder: Path, environ: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(folder, environ)
    assert caught.value.exit_code == ExitCode.USAGE
    return str(caught.value).splitlines()


def test_without_a_file_everything_has_its_default(project: Project) -> None:
    folder = project("")
    found = read(folder)
    assert found.report_folder == folder / "reports"
    assert found.cache_folder == Path("/home/someone/.cache/harness")
    assert found.suites == ("micro_tests",)
    assert found.jobs == usable_cores() >= 1
    assert found.working_folder == folder


def test_every_key_reaches_the_settings(project: Project) -> None:
    folder = project(
        """
        targets = ["bluepill", "host"]
        suites = "mine"
        simulator = "qemu"
        jobs = 3
        timeout_s = 2.5
        retries = 1
        report_folder = "out"
        cache_folder = "/var/cache/h"
        platform_folders = ["boards"]
        fail_fast = true
        junit_flavour = "strict"
        [target.bluepill]
        timeout_s = 7
        [suite.mine]
        paths = ["elfs", "/opt/one.elf"]
        """
    )
    shutil.copytree(platforms_folder() / "bluepill", folder / "boards" / "mine")
    found = read(folder, targets=())
    assert found.targets == ("bluepill", "host")
    assert found.suites == (str(folder / "elfs"), "/opt/one.elf")
    assert found.suite_paths == {"mine": (folder / "elfs", Path("/opt/one.elf"))}
    assert (found.simulator, found.jobs, found.timeout_s, found.retries) == ("qemu", 3, 2.5, 1)
    assert found.report_folder == folder / "out"
    assert found.cache_folder == Path("/var/cache/h")
    assert found.platform_folders == (folder / "boards",)
    assert (found.fail_fast, found.junit_flavour) == (True, "strict")
    assert found.target_timeouts == {"bluepill": 7.0}


def test_relative_paths_start_at_the_file_not_at_the_current_folder(project: Project) -> None:
    folder = project('report_folder = "out"\nsuites = ["./elfs", "micro_tests"]')
    below = folder / "a" / "b"
    below.mkdir(parents=True)
    found = read(below)
    assert found.report_folder == folder / "out"
    assert found.suites == (str(folder / "elfs"), "micro_tests")


def test_command_line_over_environment_over_file(project: Project) -> None:
    folder = project("jobs = 2\nretries = 2\ntimeout_s = 2")
    found = read(folder, {"HARNESS_JOBS": "3", "HARNESS_RETRIES": "3"}, jobs=4)
    assert (found.jobs, found.retries, found.timeout_s) == (4, 3, 2.0)


@pytest.mark.parametrize(
    ("variable", "text", "field", "value"),
    [
        ("HARNESS_TARGETS", "bluepill, host", "targets", ("bluepill", "host")),
        ("HARNESS_SUITES", "misbehaving", "suites", ("misbehaving",)),
        ("HARNESS_TIMEOUT_S", "1.5", "timeout_s", 1.5),
        ("HARNESS_CACHE", "/c", "cache_folder", Path("/c")),
        ("HARNESS_PLATFORM_FOLDERS", "/a:/b", "platform_folders", (Path("/a"), Path("/b"))),
        ("HARNESS_FAIL_FAST", "yes", "fail_fast", True),
        ("HARNESS_FAIL_FAST", "0", "fail_fast", False),
        ("HARNESS_JUNIT_FLAVOUR", "strict", "junit_flavour", "strict"),
    ],
)
def test_environment(project: Project, variable: str, text: str, field: str, value: object) -> None:
    found = build_settings(
        cwd=project(""), environ=HOME | {variable: text}, given={}, default_targets=("host",)
    )
    assert getattr(found, field) == value


def test_all_mistakes_are_told_at_once_with_file_key_expectation_and_finding(project: Project) -> None:
    folder = project(
        """
        tagets = ["bluepill"]
        jobs = "two"
        retries = -1
        timeout_s = nan
        fail_fast = 1
        junit_flavour = "poor"
        suites = []
        report_folder = ""
        [target.bluepill]
        timout_s = 3
        [target.host]
        timeout_s = true
        [suite]
        mine = "x"
        """
    )
    place = folder / "harness.toml"
    assert sorted(mistakes(folder, {"HARNESS_JOBS": "many"})) == sorted(
        [
            f"{place}: tagets: unknown key with value ['bluepill'], did you mean targets?",
            f"{place}: jobs: expected a whole number from 1, found 'two'",
            f"{place}: retries: expected a whole number from 0, found -1",
            f"{place}: timeout_s: expected a number of seconds above 0, found nan",
            f"{place}: fail_fast: expected true or false, found 1",
            f"{place}: junit_flavour: expected 'strict' or 'rich', found 'poor'",
            f"{place}: suites: expected a list of suite names, ELF files or folders, found []",
            f"{place}: report_folder: expected a path, found ''",
            f"{place}: target.bluepill.timout_s: unknown key with value 3, did you mean timeout_s?",
            f"{place}: target.host.timeout_s: expected a number of seconds above 0, found true",
            f"{place}: suite.mine: expected a table [suite.NAME], found 'x'",
            "environment variable HARNESS_JOBS: expected a whole number from 1, found 'many'",
        ]
    )


@pytest.mark.parametrize(
    ("text", "place"), [("jobs = 1\nretries = = 2\n", "2:11"), ('jobs = 1\ntargets = ["bluepill"', "2")]
)
def test_a_syntax_error_is_told_with_its_line(project: Project, text: str, place: str) -> None:
    folder = project(text)
    (line,) = mistakes(folder)
    assert line.startswith(f"{folder / 'harness.toml'}:{place}: not valid TOML: ")
    assert "(at " not in line


def test_a_file_that_is_no_text(project: Project) -> None:
    folder = project("")
    (folder / "harness.toml").write_bytes(b"jobs = 1\n# \xff")
    assert mistakes(folder) == [f"{folder / 'harness.toml'}: not valid UTF-8 at byte 11"]


def test_a_folder_in_place_of_the_file_is_not_taken(project: Project) -> None:
    folder = project("", name="other.toml")
    (folder / "harness.toml").mkdir()
    assert find_file(folder) is None


def test_a_table_in_pyproject(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\n[tool.harness]\nretries = 2\n')
    assert read(tmp_path).retries == 2


def test_a_pyproject_without_our_table_is_passed_by(project: Project) -> None:
    folder = project("retries = 2")
    (folder / "sub").mkdir()
    (folder / "sub" / "pyproject.toml").write_text("[tool.other]\nnot TOML at all")
    assert read(folder / "sub").retries == 2


def test_our_own_file_wins_over_pyproject(project: Project) -> None:
    folder = project("retries = 2")
    (folder / "pyproject.toml").write_text("[tool.harness]\nretries = 3\n")
    assert read(folder).retries == 2


def test_tool_harness_that_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text("[tool]\nharness = 1\n")
    with pytest.raises(ConfigError, match=r"tool\.harness: expected a table, found 1"):
        read_table(path)


def test_the_search_ends_at_the_root_of_the_checkout(project: Project) -> None:
    folder = project("retries = 2")
    inner = folder / "checkout" / "deep"
    inner.mkdir(parents=True)
    (folder / "checkout" / ".git").write_text("gitdir: elsewhere")  # a worktree
    assert find_file(inner) is None
    assert find_file(folder / "checkout" / ".." / ".") is not None


def test_a_table_of_a_target_that_is_none(project: Project) -> None:
    folder = project("[target.blupill]\ntimeout_s = 1")
    expected = f"{folder / 'harness.toml'}: target.blupill: no such target, did you mean bluepill?"
    assert mistakes(folder) == [expected]


def test_no_target_anywhere(project: Project) -> None:
    with pytest.raises(UsageError, match="no target is named; pass --target"):
        read(project(""), targets=())
    found = build_settings(cwd=project(""), environ=HOME, given={}, default_targets=("host",))
    assert found.targets == ("host",)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"HOME": "/h"}, "/h/.cache/harness"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "/x/harness"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "relative"}, "/h/.cache/harness"),
    ],
)
def test_cache_folder(environ: dict[str, str], expected: str) -> None:
    assert default_cache_folder(environ) == Path(expected)


@pytest.mark.parametrize("environ", [{}, {"HOME": ""}])
def test_cache_folder_without_a_home(environ: dict[str, str]) -> None:
    found = default_cache_folder(environ)
    assert found.is_absolute()
    assert found.parts[-2:] == (".cache", "harness")


def test_no_home_at_all(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.getuid", lambda: 2**31 - 7)  # a user id without a name
    with pytest.raises(EnvironmentMissingError, match="set HOME or HARNESS_CACHE"):
        default_cache_folder({})
    found = build_settings(
        cwd=project(""), environ={"HARNESS_CACHE": "/c"}, given={}, default_targets=("host",)
    )
    assert found.cache_folder == Path("/c")


def test_names_paths_and_globs_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "out" / "bin").mkdir(parents=True)
    (tmp_path / "micro_tests").mkdir()
    unchanged = ("micro_tests", "conv*", "bluepill/conv_test", "bluepill/*.elf")
    assert tuple(rooted(each, tmp_path) for each in unchanged) == unchanged
    assert rooted("out/bin", tmp_path) == str(tmp_path / "out" / "bin")
    assert rooted("missing.elf", tmp_path) == str(tmp_path / "missing.elf")
    assert rooted("./missing", tmp_path) == str(tmp_path / "missing")
    assert rooted("/abs/missing.axf", tmp_path) == "/abs/missing.axf"


def target(timeout_s: float | None) -> Target:
    return Target(
        name="bluepill",
        title="",
        cpu=Cpu(name="native"),
        variants=(),
        stand_ins=(),
        console="stdout",
        folder=Path(),
        timeout_s=timeout_s,
    )


def test_the_narrowest_wish_sets_the_budget(project: Project) -> None:
    text = "timeout_s = 5\n[target.bluepill]\ntimeout_s = 6"
    binary = TestBinary(name="b", suite="s", target="bluepill", elf=Path("b.elf"), timeout_s=2.0)
    plain = TestBinary(name="b", suite="s", target="bluepill", elf=Path("b.elf"))
    assert read(project(text)).budget_s(binary, target(3.0)) == 6
    assert read(project(text), timeout_s=4.0).budget_s(binary, target(3.0)) == 4
    assert read(project(text), {"HARNESS_TIMEOUT_S": "4"}).budget_s(binary, target(3.0)) == 4
    assert read(project("timeout_s = 5")).budget_s(binary, target(3.0)) == 5
    assert read(project("")).budget_s(binary, target(3.0)) == 2
    assert read(project("")).budget_s(plain, target(3.0)) == 3
    assert read(project("")).budget_s(plain, target(None)) == DEFAULT_TIMEOUT_S


KEYS = st.sampled_from(
    ["targets", "suites", "jobs", "timeout_s", "paths", "platform_folders", "suite", "target", "x", "mine"]
)
VALUES = st.recursive(
    st.booleans() | st.integers(-9, 9) | st.floats() | st.text(string.printable, max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=2),
    max_leaves=4,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=st.dictionaries(KEYS, VALUES, max_size=4))
def test_any_table_is_read_or_its_mistakes_are_told(tmp_path: Path, table: dict[str, object]) -> None:
    path = tmp_path / "harness.toml"
    path.write_text(tomli_w.dumps(table))
    try:
        found = read(tmp_path)
    except ConfigError as error:
        assert all(line.startswith(f"{path}: ") for line in str(error).splitlines())
    else:
        assert found.targets == ("host",)
        assert found.jobs >= 1
        assert found.timeout_s is None or found.timeout_s > 0


def test_suite_tflm_has_keys_of_its_own(project: Project) -> None:
    folder = project(
        "[suite.tflm]\n"
        'root = "../tflm"\nboard = "stock"\nkernels = "cmsis_nn"\nbuild_type = "debug"\n'
        'make_args = ["X=1"]\nprofiles = "roomy"\nexpectations = "known.toml"\n'
    )
    found = read(folder)
    assert found.tflm_root == folder.parent / "tflm"
    assert (found.tflm_board, found.tflm_kernels, found.tflm_build_type) == ("stock", "cmsis_nn", "debug")
    assert found.tflm_make_args == ("X=1",)
    assert found.profiles == ("roomy",)
    assert found.tflm_expectations == folder / "known.toml"
    assert read(folder, tflm_board="ours", profiles=("real",)).profiles == ("real",)
    assert read(folder, tflm_board="ours").tflm_board == "ours"


def test_a_suite_may_have_a_command(project: Project) -> None:
    folder = project(
        "[suite.fw]\ncommand = \"make -C fw 'A=b c'\"\nelves = 'fw/*.elf'\n"
        "[suite.other]\ncommand = ['x', 'y z']\nelves = '*.elf'\nfolder = 'o'\n"
    )
    found = read(folder, suites=("fw",))
    assert found.suites == ("fw",)
    assert found.command_suites["fw"].command == ("make", "-C", "fw", "A=b c")
    assert found.command_suites["fw"].folder == folder
    assert found.command_suites["other"].command == ("x", "y z")
    assert found.command_suites["other"].folder == folder / "o"


def test_suite_keys_that_do_not_go_together_are_told(project: Project) -> None:
    folder = project(
        "[suite.tflm]\npaths = 'x'\nboard = 'mine'\nprofiles = ['huge']\n"
        "[suite.a]\nroot = 'x'\n[suite.b]\ncommand = 'make'\n"
        "[suite.c]\ncommand = 'make'\nelves = '*'\npaths = 'x'\n"
    )
    path = folder / "harness.toml"
    assert mistakes(folder) == [
        f"{path}: suite.tflm.board: expected 'ours' or 'stock', found 'mine'",
        f"{path}: suite.tflm.profiles: expected 'real', 'roomy', or a list of both, found ['huge']",
        f"{path}: suite.tflm.paths: is not for tflm",
        f"{path}: suite.a.root: is for [suite.tflm] alone",
        f"{path}: suite.b.elves: expected, as a suite with a command has command and elves",
        f"{path}: suite.c.paths: a suite with a command has elves instead",
    ]
