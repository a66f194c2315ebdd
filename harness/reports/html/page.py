"""Puts the page together: one text, with everything that it needs inside."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from harness.history import EarlierRun
from harness.model import RunResult
from harness.reports.html import overview
from harness.reports.html.data import Collector
from harness.reports.html.failures import tell
from harness.reports.html.links import Links
from harness.reports.html.logs import Shelf
from harness.reports.html.matrix import matrix
from harness.reports.html.packing import csp_hash, data_element, packed
from harness.reports.html.status import Names
from harness.reports.html.templates import Markup, fill, join, static
from harness.reports.json import encode

PAGE_BYTES = 1_700_000  # what the logs leave room for; style, scripts and the last log come on top
LOGS_AT_LEAST_BYTES = 100_000
STYLE = "report.css"
# in this order they are one script
SCRIPTS = (
    "data.js",
    "dom.js",
    "address.js",
    "filters.js",
    "matrix.js",
    "log.js",
    "drawer.js",
    "barcode.js",
    "timeline.js",
    "sizes.js",
    "trends.js",
    "main.js",
)


def page(run: RunResult, *, folder: Path, path: Path, earlier: Sequence[EarlierRun] = ()) -> str:
    """The page of ``run``, to be written to ``path``.

    Args:
        folder: the run's folder, where its ``logs/`` are.
        earlier: what the runs before said, oldest first.
    """
    names = Names(run.binaries)
    links = Links(folder, path, run.working_folder)
    told = tell(run, names, lambda result: links.href(result.log))
    collector = Collector(run, names, links, earlier)
    fixed = {"run": collector.packed(), "cards": packed(encode(told.others))}
    table = matrix(run.binaries, names)
    taken = sum(map(len, (told.sections, table, *fixed.values())))
    logs = shelve(collector.logs, max(LOGS_AT_LEAST_BYTES, PAGE_BYTES - taken))
    data = join(data_element(name, content) for name, content in (fixed | logs).items())
    style = static(STYLE)
    script = join(static(name) for name in SCRIPTS)
    word, tone, sentence = overview.outcome(run)
    return fill(
        "page",
        script_source=Markup(csp_hash([script])),
        style_source=Markup(csp_hash([style])),
        style=style,
        script=script,
        word=word,
        tone=tone,
        sentence=sentence,
        started=overview.started(run),
        bar=overview.tally_bar(run),
        statuses=overview.status_buttons(run),
        targets=overview.target_table(run),
        nav=overview.nav(told.titles),
        failures=told.sections,
        matrix=table,
        facts=overview.facts(run),
        data=data,
    )


def shelve(logs: list[tuple[Path, bool]], room_bytes: int) -> dict[str, str]:
    """Data elements with the logs (path, and whether it tells of trouble) and where each of them is."""
    shelf = Shelf(len(logs), room_bytes)
    found = [shelf.add(path, trouble=trouble) for path, trouble in logs]
    blobs = {f"logs-{number}": blob for number, blob in enumerate(shelf.blobs())}
    return {"logs": packed(encode(found)), **blobs}
