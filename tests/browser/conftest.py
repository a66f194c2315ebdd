"""Made-up runs as pages, and a real browser that shows them; it may talk to nobody."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from harness.history.record import add_run
from harness.model import RunResult, Verdict
from harness.reports.html import write_html
from tests.unit.reports.big import big_run, mixed
from tests.unit.reports.samples import attempt, case, failed_case, result, run

sync_api = pytest.importorskip("playwright.sync_api", reason="needs the extra `browser`")

CHROMIUM = shutil.which("chromium")
# No sandbox, as tests may run as root in a container; nothing that calls home.
ARGUMENTS = (
    *("--no-sandbox", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run", "--disable-dev-shm-usage"),
)
HOSTILE = "</script><img src=x onerror=document.title='bad'>\0\x1b[31m&\"'<!--"
READY = "html[data-ready]"
Opener = Callable[..., "sync_api.Page"]


@pytest.fixture(scope="package")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Name -> the page of a run."""

    def written(name: str, make: Callable[[Path], RunResult]) -> Path:
        folder = tmp_path_factory.mktemp(name)
        return write_html(make(folder), folder, history=folder / "history.sqlite")

    return {
        "green": written("green", lambda folder: big_run(folder, binaries=12, targets=3)),
        "mixed": written("mixed", lambda folder: big_run(folder, binaries=40, trouble=mixed)),
        "large": written("large", lambda folder: big_run(folder, trouble=mixed)),
        "red": written("red", lambda folder: big_run(folder, trouble=lambda *_: Verdict.FAILED)),
        "odd": written("odd", odd_run),
        "history": written("history", run_with_history),
    }


def run_with_history(folder: Path) -> RunResult:
    """Three runs before this one: the first binary failed in the last of them and was smaller."""
    now = big_run(folder, binaries=3, targets=2)
    first, *others = now.binaries
    flash, *metrics = first.metrics
    before = replace(first, metrics=(replace(flash, value=flash.value - 1000), *metrics))
    for number in range(1, 4):
        was = before if number < 3 else replace(before, verdict=Verdict.FAILED)
        earlier = replace(
            now,
            binaries=(was, *others),
            run_id=f"run-{number}",
            started_at=now.started_at - 4 + number,
            working_folder=folder,
        )
        add_run(folder / "history.sqlite", earlier)
    return now


def odd_run(folder: Path) -> RunResult:
    """A hostile name, a flaky binary with a long log, known trouble in one of two memories, a skip."""
    log = folder / "logs" / "bluepill" / "long.log"
    log.parent.mkdir(parents=True)
    log.write_text("".join(f"line {number} {400 * '.'}\n" for number in range(1, 2001)) + HOSTILE + "\n")
    bad = replace(attempt(Verdict.FAILED, failed_case("A"), reason=HOSTILE), log=log)
    good = replace(attempt(Verdict.PASSED, case("A")), log=log)
    return run(
        result(
            HOSTILE,
            Verdict.FAILED,
            reason=HOSTILE,
            cases=(failed_case(HOSTILE, HOSTILE),),
            attempts=(bad,),
            evidence=(HOSTILE,),
            rerun=HOSTILE,
        ),
        result("flaky_test", cases=(case("A"),), attempts=(bad, good), suite="other"),
        result("conv_test", Verdict.DOES_NOT_FIT, profile="real", known="an upstream matter"),
        result("conv_test", variant="roomy", profile="roomy"),
        result("skipped_test", Verdict.SKIPPED, reason="needs an FPU"),
    )


@pytest.fixture(scope="package")
def browser() -> Iterator[sync_api.Browser]:
    """Debian's Chromium: `./bootstrap.sh --tests` installs it."""
    assert CHROMIUM, "chromium is missing; ./bootstrap.sh --tests installs it"
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def show(browser: sync_api.Browser, pages: dict[str, Path]) -> Iterator[Opener]:
    """``show(name, fragment, **context)`` opens a page; at the end nothing may have gone wrong in it."""
    contexts: list[sync_api.BrowserContext] = []
    trouble: list[str] = []

    def watch(page: sync_api.Page) -> None:
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        page.on("console", lambda message: trouble.append(f"console: {message.text}"))
        page.on("dialog", lambda dialog: trouble.append(f"dialog: {dialog.message}"))

    def open_page(name: str, fragment: str = "", *, width: int = 1440, **context: object) -> sync_api.Page:
        new = browser.new_context(viewport={"width": width, "height": 900}, offline=True, **context)
        contexts.append(new)
        address = pages[name].as_uri()
        new.on(
            "request",
            lambda request: (
                request.url.partition("#")[0] == address
                or request.url.startswith("data:")
                or trouble.append(f"request: {request.url}")
            ),
        )
        page = new.new_page()
        page.set_default_timeout(20_000)
        watch(page)
        page.goto(address + fragment)
        if context.get("java_script_enabled", True):
            page.wait_for_selector(READY, state="attached")
        return page

    yield open_page
    for each in contexts:
        each.close()
    assert trouble == []
