"""ELF files and harness's own firmware as pytest's collectors and items: file, target, case.

The cases are those that the binary declares, so they are known before anything is booted. A binary that
declares none is one item of its own name.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.errors import HarnessError
from harness.execution.scheduler import Job
from harness.model import BinaryResult, CaseResult, DeclaredCase, Verdict
from harness.pytest_plugin.boots import Boots
from harness.pytest_plugin.outcome import FirmwareFailure, case_of, is_carried
from harness.pytest_plugin.state import WORKER, boots_of
from harness.reports.failure import failure, said
from harness.reports.text import shown_path, tail_of_file
from harness.resources import micro_tests_folder
from harness.suites import Suite, create, is_suite
from harness.suites.prebuilt import PrebuiltSuite, is_candidate

DEFAULT_SUITE = "micro_tests"
SOURCE_SUFFIXES = (".cc", ".cpp", ".c")
_SHOWN_BYTES = 16 * 1024  # of a console, with a failure


class Collection:
    """Registered where targets are named; the hooks that find binaries and start their boots."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._sources = micro_tests_folder()
        self._named = [Path(config.invocation_params.dir, arg.partition("::")[0]) for arg in config.args]

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """A mistake in targets or simulators is one line, not one for each file.

        Raises:
            pytest.UsageError: there is one, or a simulator is missing.
        """
        if WORKER not in os.environ:
            boots = boots_of(self._config)
            try:
                boots.do(boots.bench.lanes())
            except HarnessError as error:
                raise pytest.UsageError(str(error)) from None

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Suites that are meant to go wrong, or to be talked to, are collected where they are named."""
        suite = self._sources / collection_path.name
        if collection_path != suite or suite.name == DEFAULT_SUITE or not is_suite(suite.name):
            return None
        return None if any(path.is_relative_to(suite) for path in self._named) else True

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        if file_path.suffix in SOURCE_SUFFIXES and file_path.is_relative_to(self._sources):
            return SourceFile.from_parent(parent, path=file_path)
        if is_candidate(file_path):
            return ElfFile.from_parent(parent, path=file_path)
        return None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Boot what was selected, in its order, ahead of the items that wait for it.

        A worker of pytest-xdist does not know yet which items it will be given.
        """
        if WORKER not in os.environ and not session.config.option.collectonly:
            jobs = [item.job for item in session.items if isinstance(item, CaseItem) and item.job is not None]
            if jobs:
                boots_of(self._config).start(jobs)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """A case took what it took on the board, not what its item waited for."""
        report = yield
        if isinstance(item, CaseItem) and report.when == "call" and item.case is not None:
            case = case_of(item.result, item.case.name, item.nth)
            if case is not None and case.duration_s is not None:
                report.duration = case.duration_s
        return report


class _BinaryFile(pytest.File):
    """A file that is one binary on each target."""

    def suite(self) -> Suite:
        raise NotImplementedError

    def wanted(self, name: str) -> bool:
        """Whether the suite's binary ``name`` is the one of this file."""
        raise NotImplementedError

    def collect(self) -> Iterator[pytest.Collector]:
        boots = boots_of(self.config)
        try:
            found = boots.prepared(self.suite())
        except HarnessError as error:
            raise self.CollectError(str(error)) from None
        for each in found:
            named = each if isinstance(each, BinaryResult) else each.binary
            if self.wanted(named.name):
                yield TargetCollector.from_parent(self, name=named.target, boot=each)


class ElfFile(_BinaryFile):
    """An ELF file that somebody else built."""

    def suite(self) -> Suite:
        return PrebuiltSuite(str(self.path), [self.path], strict=False)

    def wanted(self, name: str) -> bool:
        return True


class SourceFile(_BinaryFile):
    """The source of a binary in ``micro_tests/``; other sources there are no binaries and have no items."""

    def suite(self) -> Suite:
        first = self.path.relative_to(micro_tests_folder()).parts[0]
        return create(first if is_suite(first) else DEFAULT_SUITE, self.path.parent)

    def wanted(self, name: str) -> bool:
        return name == self.path.stem


class TargetCollector(pytest.Collector):
    """The cases of one binary on one target."""

    def __init__(self, *, boot: Job | BinaryResult, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.boot = boot
        binary = boot if isinstance(boot, BinaryResult) else boot.binary
        self.extra_keyword_matches |= {binary.name, binary.suite, binary.target}

    def collect(self) -> Iterator[pytest.Item]:
        declared = () if isinstance(self.boot, BinaryResult) else self.boot.binary.declared or ()
        if not declared:
            binary = self.boot if isinstance(self.boot, BinaryResult) else self.boot.binary
            yield CaseItem.from_parent(self, name=Path(binary.name).stem, case=None, nth=0)
        seen: Counter[str] = Counter()
        for case in declared:
            nth = seen[case.name]
            seen[case.name] += 1
            name = case.name if nth == 0 else f"{case.name}[{nth + 1}]"
            yield CaseItem.from_parent(self, name=name, case=case, nth=nth)


class CaseItem(pytest.Item):
    """One case; the ``nth`` of its name, as v1 binaries may use a name twice. ``case`` None: the binary."""

    parent: TargetCollector

    def __init__(self, *, case: DeclaredCase | None, nth: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.case = case
        self.nth = nth
        self.add_marker("harness")

    @property
    def job(self) -> Job | None:
        """What has to be booted; None where it is known already why there is nothing to boot."""
        return None if isinstance(self.parent.boot, BinaryResult) else self.parent.boot

    def setup(self) -> None:
        """Wait for the binary's result. What the simulator could not do is an error, not a failure."""
        self.result = self._result(boots_of(self.config))
        for name in ("target", "variant", "simulator", "verdict"):
            self.user_properties.append((name, str(getattr(self.result, name))))
        self.user_properties += [(each.name, f"{each.value:g}") for each in self.result.metrics]
        if self.result.verdict is Verdict.SIMULATOR_ERROR:
            raise FirmwareFailure(failure(said(self.result), self.result))

    def runtest(self) -> None:
        result = self.result
        if result.verdict is Verdict.SKIPPED:
            pytest.skip(result.reason)
        case = case_of(result, self.case.name, self.nth) if self.case is not None else None
        problem = self._problem(result, case)
        if problem is None:
            return
        if result.known:
            pytest.xfail(result.known)
        if result.log is not None:
            problem += f"\nlog:   {shown_path(result.log, self.config.invocation_params.dir)}"
            if (
                case is None or case.verdict is not Verdict.NOT_RUN
            ):  # the one that kept it from running has it
                self.add_report_section("call", "stdout", tail_of_file(result.log, _SHOWN_BYTES))
        raise FirmwareFailure(problem)

    def _problem(self, result: BinaryResult, case: CaseResult | None) -> str | None:
        """Why the case is not green, None where it is."""
        if result.flaky and not result.accepted:
            return failure(f"flaky; {said(result)}", result)
        if self.case is None:
            return None if result.verdict.green else failure(said(result), result)
        if case is None:
            return failure(f"{self.case.name} did not run; {said(result)}", result)
        if not case.verdict.green:
            headline = f"{case.name}: {case.verdict}, {result.name} on {result.target}"
            return failure(headline, result, cases=(case,))
        if not result.verdict.green and not is_carried(result):
            # No case tells of it, and the binary's word is not good enough for any of them.
            return failure(f"{case.name} passed, but its binary did not: {said(result)}", result)
        return None

    def _result(self, boots: Boots) -> BinaryResult:
        return self.parent.boot if self.job is None else boots.result(self.job)  # type: ignore[return-value]

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What harness says, without a traceback through harness itself."""
        if isinstance(excinfo.value, FirmwareFailure | HarnessError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the case is written, as far as the binary tells; pytest counts lines from 0."""
        place = self.path
        if self.case is not None and self.case.file:
            source = Path(self.config.rootpath, self.case.file)
            place = source if source.is_file() else place
            line = self.case.line
            return place, (line - 1 if line and place == source else None), self.name
        return place, None, self.name
