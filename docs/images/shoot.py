"""Takes the pictures of report.html in this folder, of a made-up run.

    python docs/images/shoot.py

Needs the extra `browser` and Chromium (`./bootstrap.sh --browser`).
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from harness.reports.html import write_html
from tests.browser.conftest import ARGUMENTS, CHROMIUM, READY
from tests.unit.reports.big import big_run, mixed

HERE = Path(__file__).parent
PICTURES = {
    "report.png": ("light", "", ".target"),
    "result.png": ("dark", "#bluepill/native/conv_test?verdict=crashed,timed_out", "#drawer .log li"),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        path = write_html(big_run(folder, binaries=76, trouble=mixed), folder)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        for picture, (scheme, fragment, awaited) in PICTURES.items():
            page = browser.new_page(viewport={"width": 1280, "height": 720}, color_scheme=scheme)
            page.goto(path.as_uri() + fragment)
            page.wait_for_selector(READY, state="attached")
            page.wait_for_selector(awaited)
            page.evaluate("document.fonts.ready")
            page.screenshot(path=HERE / picture)
            print(f"{picture}: {(HERE / picture).stat().st_size:,} bytes")
        browser.close()


if __name__ == "__main__":
    main()
