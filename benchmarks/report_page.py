"""How long report.html takes: to be written by harness, and to be ready in Chromium, and how large it is.

A made-up run of 150 binaries on 5 targets, with logs on disk, once with a few failures and once where
everything fails. "ready" is from the start of the navigation until the page's scripts have done their work.

    python benchmarks/report_page.py [--rounds N]

Needs the extra `browser` and Chromium (`./bootstrap.sh --browser`).
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from harness.model import Verdict
from harness.reports.html import write_html
from tests.browser.conftest import ARGUMENTS, CHROMIUM, READY
from tests.unit.reports.big import big_run, mixed

SIZE_LIMIT_BYTES = 2_000_000
READY_LIMIT_S = 1.0
RUNS = {"a few failures": mixed, "everything fails": lambda *_: Verdict.FAILED}


def ready_s(browser: Browser, path: Path) -> float:
    """Seconds until the page can be used, in a fresh context."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(
        "new MutationObserver(() => { if ('ready' in document.documentElement.dataset) window.readyAt ??="
        " performance.now(); }).observe(document, {subtree: true, attributes: true})"
    )
    page.goto(path.as_uri())
    page.wait_for_selector(READY, state="attached")
    page.wait_for_function("window.readyAt")
    found = float(page.evaluate("window.readyAt")) / 1000
    context.close()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    good = True
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        for number, (title, trouble) in enumerate(RUNS.items()):
            folder = Path(name) / str(number)
            run = big_run(folder, trouble=trouble)
            written = []
            for _ in range(rounds):
                started = time.perf_counter()
                path = write_html(run, folder)
                written.append(time.perf_counter() - started)
            ready = statistics.median(ready_s(browser, path) for _ in range(rounds))
            size_bytes = path.stat().st_size
            good &= size_bytes < SIZE_LIMIT_BYTES and ready < READY_LIMIT_S
            print(
                f"{len(run.binaries)} results, {title}: {size_bytes:,} bytes,"
                f" written in {statistics.median(written):.3f} s, ready in {ready:.3f} s (medians)"
            )
        browser.close()
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
