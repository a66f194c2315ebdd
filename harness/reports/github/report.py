"""The listener for GitHub Actions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from harness.events import Event, RunFinished
from harness.reports.files import cannot_write
from harness.reports.github.annotations import annotations_of
from harness.reports.github.summary import summary

SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY"
REPOSITORY_VARIABLE = "GITHUB_WORKSPACE"
FILE_NAME = "summary.md"


def on_github(environ: Mapping[str, str]) -> bool:
    """Whether this is a job of GitHub Actions."""
    return environ.get("GITHUB_ACTIONS") == "true"


class GitHubReport:
    """Appends the job summary to the file that GitHub names, and prints annotations to ``stream``.

    Where GitHub names no file, the summary goes to ``folder``.

    Raises (into the event stream):
        ReportError: the summary cannot be written.
    """

    def __init__(self, folder: Path, stream: TextIO, environ: Mapping[str, str]) -> None:
        self.path = Path(environ.get(SUMMARY_VARIABLE) or folder / FILE_NAME)
        self._repository = environ.get(REPOSITORY_VARIABLE, "")
        self._stream = stream

    def __call__(self, event: Event) -> None:
        if not isinstance(event, RunFinished):
            return
        repository = Path(self._repository or event.result.working_folder)
        for each in annotations_of(event.result, repository):
            print(each, file=self._stream, flush=True)
        try:
            with self.path.open("a", encoding="utf-8") as file:  # other steps may have written there
                file.write(summary(event.result))
        except OSError as error:
            raise cannot_write(self.path, error) from error
