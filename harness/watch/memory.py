"""What earlier rounds have seen, so that a round runs only what changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from harness.errors import NothingToRunError
from harness.execution.scheduler import Job
from harness.model import BinaryResult, Value, Verdict
from harness.planning import Plan

# Says nothing about the binary: it runs again with the next round, changed or not.
_INCONCLUSIVE = (Verdict.NOT_RUN, Verdict.SIMULATOR_ERROR)


class UnchangedError(NothingToRunError):
    """No binary is another one than before."""


class _Seen(Value, frozen=True, kw_only=True):
    """What decides how a binary runs: its content, its job, the files of its board."""

    digest: bytes
    job: tuple[object, ...]
    board: tuple[tuple[str, int, int], ...]


class Memory:
    """Results of all rounds by binary, and what each of them was made with."""

    def __init__(self) -> None:
        self.results: dict[str, BinaryResult] = {}
        self.gone: tuple[str, ...] = ()  # binaries that the last round no longer found
        self._seen: dict[str, _Seen] = {}
        self._planned: dict[str, _Seen] = {}
        self._digests: dict[Path, tuple[int, int, bytes]] = {}

    def narrow(self, plan: Plan) -> Plan:
        """The part of ``plan`` that may end otherwise than before.

        Raises:
            UnchangedError: there is none.
        """
        self._planned = {job.binary.key: self._look(job) for job in plan.jobs}
        self._forget_missing(plan)
        jobs = [job for job in plan.jobs if self._seen.get(job.binary.key) != self._planned[job.binary.key]]
        failures = [each for each in plan.failures if self._is_news(each)]
        if not jobs and not failures:
            raise UnchangedError("no binary changed")
        return msgspec.structs.replace(plan, jobs=tuple(jobs), failures=tuple(failures))

    def learn(self, results: Iterable[BinaryResult]) -> None:
        """Take in what a round found."""
        for result in results:
            self.results[result.key] = result
            self._seen.pop(result.key, None)  # of what could not be built, there is nothing to compare with
            if result.key in self._planned and result.verdict not in _INCONCLUSIVE:
                self._seen[result.key] = self._planned[result.key]

    def not_green(self) -> tuple[BinaryResult, ...]:
        """Everything whose last result leaves a run not green."""
        return tuple(result for result in self.results.values() if not result.accepted)

    def _is_news(self, failure: BinaryResult) -> bool:
        """A build error is told each time; what does not fit or is left out, only once."""
        before = self.results.get(failure.key)
        return failure.verdict is Verdict.BUILD_ERROR or before is None or before.reason != failure.reason

    def _forget_missing(self, plan: Plan) -> None:
        found = {job.binary.key for job in plan.jobs} | {each.key for each in plan.failures}
        broken = {(each.suite, each.target) for each in plan.failures if each.name == each.suite}
        missing = [
            result
            for key, result in self.results.items()
            if key not in found and (result.suite, result.target) not in broken
        ]
        self.gone = tuple(each.key for each in missing if each.name != each.suite)
        for each in missing:
            del self.results[each.key]
            self._seen.pop(each.key, None)

    def _look(self, job: Job) -> _Seen:
        binary = job.binary
        slots = (Path(value) for value in binary.slots.values())  # a text is a file that is not there
        files = (binary.elf, *(image.path for image in binary.images), *slots)
        return _Seen(
            digest=b"".join(map(self._digest, files)),
            job=(
                binary,
                job.target,
                job.simulator.name,
                job.budget_s,
                job.watchdog_s,
                job.retries,
                job.fail_on_flaky,
                job.known,
                job.script,
            ),
            board=_files_of(job.target.folder),
        )

    def _digest(self, path: Path) -> bytes:
        """SHA-256 of the content, read where size or time of change differ; empty where there is none."""
        try:
            status = path.stat()
            known = self._digests.get(path)
            if known is None or known[:2] != (status.st_mtime_ns, status.st_size):
                content = hashlib.sha256(path.read_bytes()).digest()
                known = self._digests[path] = (status.st_mtime_ns, status.st_size, content)
        except OSError:
            return b""
        return known[2]


def _files_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, time of change and size of each file in a board's folder."""
    try:
        found = [(each.name, each.stat()) for each in sorted(folder.iterdir()) if each.is_file()]
    except OSError:
        return ()
    return tuple((name, status.st_mtime_ns, status.st_size) for name, status in found)
