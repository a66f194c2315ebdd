"""axe finds nothing serious, in both themes."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Opener

axe_api = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs the extra `browser`")
GRAVE = ("serious", "critical")
PAGES = (
    ("green", ""),
    ("mixed", ""),
    ("mixed", "#bluepill/native/cast_test"),
    ("odd", "#bluepill/native/flaky_test"),
    ("history", "#bluepill/native/activations_test"),
    ("large", ""),
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("name", "fragment"), PAGES)
def test_axe_has_no_grave_finding(show: Opener, name: str, fragment: str, scheme: str) -> None:
    page = show(name, fragment, color_scheme=scheme)
    if fragment:
        page.wait_for_selector("#drawer .log")
    found = axe_api.Axe().run(page).response["violations"]
    grave = [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found
        if each["impact"] in GRAVE
        for node in each["nodes"][:3]
    ]
    assert grave == []
