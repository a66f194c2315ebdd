"""What GitHub shows of a run: a job summary in Markdown, and annotations at file and line.

* :mod:`summary`: the Markdown
* :mod:`annotations`: workflow commands on standard output
* :mod:`report`: the listener that writes both
"""

from harness.reports.github.report import GitHubReport, on_github

__all__ = ["GitHubReport", "on_github"]
