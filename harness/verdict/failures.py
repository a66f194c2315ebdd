"""The failed expectations of one case, each as one line with its place, bounded in number and length."""

from __future__ import annotations

from harness.console.events import DetailKind, Failed, FailureDetail
from harness.model import CaseFailure, Dialect

MAX_FAILURES = 50  # kept per case; further ones are only counted
_MAX_MESSAGE = 1000
_NO_MESSAGE = "failed without a message"


class Failures:
    """Collects failures; a v2 failure is put together from its head and the detail lines that follow."""

    def __init__(self) -> None:
        self.count = 0
        self._kept: list[CaseFailure] = []
        self._head: Failed | None = None
        self._expression = ""

    def add(self, failure: Failed) -> None:
        """A failure was printed: complete in v1, its head in v2."""
        self.flush()
        self.count += 1
        if failure.dialect is Dialect.V2:
            self._head = failure
        else:
            self._keep(failure.message, failure.file, failure.line)

    def detail(self, detail: FailureDetail) -> bool:
        """A detail line; returns whether it belonged to a failure."""
        if self._head is None:
            return False
        if detail.kind is DetailKind.EXPRESSION:
            self._expression = detail.text
            return True
        if detail.kind is DetailKind.MESSAGE:
            self._complete(detail.text)
        else:
            self._complete(f"{self._expression} ({detail.text})" if self._expression else detail.text)
        return True

    def flush(self) -> None:
        """The failure under way gets no further detail."""
        if self._head is not None:
            self._complete(self._expression)

    def kept(self) -> tuple[CaseFailure, ...]:
        """All failures so far, the first :data:`MAX_FAILURES` of them."""
        self.flush()
        return tuple(self._kept)

    def summary(self) -> str:
        """The first failure in one line, and how many more there are or were left out."""
        self.flush()
        if not self._kept:
            return ""
        further = self.count - 1
        text = self._kept[0].message
        if self.count > len(self._kept):
            left_out = self.count - len(self._kept)
            return f"{text} (and {further} more, {left_out} of them left out here)"
        return f"{text} (and {further} more)" if further else text

    def _complete(self, message: str) -> None:
        head = self._head
        self._head, self._expression = None, ""
        if head is not None:
            self._keep(message, head.file, head.line)

    def _keep(self, message: str, file: str | None, line: int | None) -> None:
        if len(self._kept) < MAX_FAILURES:
            short = message if len(message) <= _MAX_MESSAGE else f"{message[:_MAX_MESSAGE]}…"
            self._kept.append(CaseFailure(message=short or _NO_MESSAGE, file=file, line=line))
