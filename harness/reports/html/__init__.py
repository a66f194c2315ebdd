"""``report.html``: the whole run as one page in one file, to be opened without a server or a network."""

from harness.reports.html.report import HtmlReport as HtmlReport
from harness.reports.html.report import write_html as write_html

__all__ = ["HtmlReport", "write_html"]
