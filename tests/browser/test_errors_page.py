"""The page with the errors of a validation: readable in both themes, and on a narrow screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.models.plot import page as errors_page
from tests.unit.models.validations import odd

sync_api = pytest.importorskip("playwright.sync_api", reason="needs the extra `browser`")
axe_api = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs the extra `browser`")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [380, 1200])
def test_axe_has_no_finding_and_nothing_is_cut_off(
    browser: sync_api.Browser, tmp_path: Path, scheme: str, width: int
) -> None:
    file = tmp_path / "errors.html"
    file.write_text(errors_page(odd()))
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True)
    shown = context.new_page()
    shown.goto(file.as_uri())
    found = axe_api.Axe().run(shown).response["violations"]
    assert [f"{each['id']}: {node['target']}" for each in found for node in each["nodes"]] == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    assert shown.title() == f"Validation of {Path(odd().model).name}"
    assert shown.locator("svg path.bad").count() == 2
    context.close()
