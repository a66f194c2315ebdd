"""What a person does with the page of a run, in a real browser."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import HOSTILE, READY, Opener, sync_api

CELLS = "#matrix-table td a:not(.off):visible"


def fragment(page: sync_api.Page) -> str:
    return page.url.partition("#")[2]


def shown(page: sync_api.Page) -> str:
    return page.locator("#shown").inner_text()


def rows(page: sync_api.Page) -> list[str]:
    return page.locator("#matrix-table tbody tr:visible th").all_inner_texts()


def focused(page: sync_api.Page) -> str:
    return page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.id")


def failed_name(page: sync_api.Page) -> str:
    """The address name of the first failure of the page."""
    return page.locator("main .card.is-failed").first.get_attribute("data-result")


# --------------------------------------------------------------------------- filters


def test_a_verdict_is_a_filter_that_lives_in_the_address(show: Opener) -> None:
    page = show("mixed")
    assert shown(page) == "200 results"
    page.locator("[data-status=failed]").click()
    assert fragment(page) == "?verdict=failed"
    assert shown(page) == "4 of 200 shown"
    assert rows(page) == ["cast_test"]
    assert page.locator("main .card:visible").count() == page.locator("main .card.is-failed").count()
    page.locator("[data-status=crashed]").click()
    assert fragment(page) == "?verdict=failed,crashed"
    page.reload()
    page.wait_for_selector(READY, state="attached")
    assert shown(page) == "9 of 200 shown"
    assert page.locator("[data-status=crashed]").get_attribute("aria-pressed") == "true"
    page.locator("#clear").click()
    assert (fragment(page), shown(page)) == ("", "200 results")


def test_targets_and_suites_are_chosen_from_menus(show: Opener) -> None:
    page = show("mixed")
    page.locator("#target-menu summary").click()
    page.get_by_role("checkbox", name="stm32f746").check()
    assert fragment(page) == "?target=stm32f746"
    assert shown(page) == "40 of 200 shown"
    assert page.locator("#matrix-table thead th:visible").count() == 2
    page.keyboard.press("Escape")
    assert not page.locator("#target-menu fieldset").is_visible()
    assert page.locator("#suite-menu").is_hidden()  # there is only one
    page = show("odd", "#?suite=other&target=bluepill/native")
    assert rows(page) == ["flaky_test"]
    assert page.locator("#suite-menu summary").inner_text().startswith("Suites: 1")


def test_search_finds_binaries_cases_and_reasons(show: Opener) -> None:
    page = show("mixed")
    page.keyboard.press("/")
    assert focused(page) == "search"
    page.keyboard.type("softmax")
    assert fragment(page) == "?q=softmax"
    assert rows(page) == ["softmax_test"]
    page.locator("#search").fill("budget of 30 s")
    assert rows(page) == ["pad_test"]
    assert shown(page) == "5 of 200 shown"
    page.locator("#search").fill("CastTest.Float1")
    assert rows(page) == ["cast_test"]
    page.keyboard.press("Escape")
    assert (fragment(page), shown(page)) == ("", "200 results")
    page = show("mixed", "#?q=nothing%20has%20this%20name")
    assert shown(page) == "0 of 200 shown"
    assert page.locator("main .card:visible").count() == 0


def test_a_group_stays_while_one_of_its_members_is_shown(show: Opener) -> None:
    page = show("mixed", "#?verdict=incomplete&target=mps3_an547")
    assert page.locator("main .group:visible").count() == 1
    page.locator("main .group:visible summary").click()
    assert page.locator("main .same li:visible").count() == 1
    assert "mps3_an547" in page.locator("main .same li:visible").inner_text()


# --------------------------------------------------------------------------- keyboard


def test_arrow_keys_move_in_the_matrix_and_enter_opens(show: Opener) -> None:
    page = show("green")
    page.locator("#matrix-table td a").first.focus()
    first = focused(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    name = rows(page)[1]
    assert focused(page) == f"#stm32f412/native/{name}"
    page.keyboard.press("End")
    assert focused(page) == f"#stm32f746/native/{name}"
    page.keyboard.press("ArrowRight")  # there is nothing
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    assert focused(page) == first
    page.keyboard.press("PageDown")
    assert focused(page) == f"#bluepill/native/{rows(page)[10]}"
    tabbable = page.locator("#matrix-table td a").evaluate_all(
        "all => all.filter(a => a.tabIndex === 0).length"
    )
    assert tabbable == 1
    page.keyboard.press("Enter")
    page.wait_for_selector("#drawer .log")
    assert fragment(page) == f"bluepill/native/{rows(page)[10]}"
    assert focused(page) == "drawer-title"
    page.keyboard.press("Escape")
    assert page.locator("#drawer").is_hidden()
    assert focused(page) == f"#bluepill/native/{rows(page)[10]}"
    assert fragment(page) == ""


def test_the_drawer_follows_and_back_closes_it(show: Opener) -> None:
    page = show("green", "#?target=bluepill")
    page.locator(CELLS).first.click()
    first = fragment(page)
    page.keyboard.press("j")
    page.wait_for_function("address.open.endsWith('activations_test') === false")
    assert fragment(page) != first and fragment(page).endswith("?target=bluepill")
    page.keyboard.press("k")
    assert page.locator("#drawer-title").inner_text() == rows(page)[0]
    page.go_back()
    assert page.locator("#drawer").is_hidden()
    assert fragment(page) == "?target=bluepill"


def test_on_a_phone_a_result_takes_the_screen_until_it_is_closed(show: Opener) -> None:
    page = show("mixed", width=360)
    page.locator("main .card .details").first.click()
    page.wait_for_selector("#drawer .log")
    assert page.locator("#drawer").evaluate("drawer => drawer.matches(':modal')")
    page.keyboard.press("/")  # what lies below is out of reach
    assert focused(page) == "drawer-title"
    page.keyboard.press("Escape")
    assert page.locator("#drawer").is_hidden()
    assert fragment(page) == ""


# --------------------------------------------------------------------------- one result


def test_a_failure_shows_its_evidence_and_its_log(show: Opener) -> None:
    page = show("mixed")
    name = failed_name(page)
    page.locator(f'main .card[data-result="{name}"] .details').click()
    page.wait_for_selector("#drawer .log")
    drawer = page.locator("#drawer")
    assert "golden[i] == output[i]" in drawer.locator(".message").inner_text()
    assert re.search(r"cast_test\.cc:\d+", drawer.locator(".card .at").inner_text())
    assert drawer.locator(".log .level-bad").count() >= 2
    assert drawer.locator(".cases .is-failed").count() == 1
    assert drawer.locator(".numbers th").all_inner_texts() == ["flash", "ram", "stack", "instructions"]


def test_lines_of_the_log_have_addresses(show: Opener) -> None:
    page = show("mixed")
    name = failed_name(page)
    page = show("mixed", f"#{name}")
    line = page.locator("#drawer .log li").nth(2)
    line.locator("a").click()
    assert fragment(page) == f"{name}?line=3"
    page.reload()
    marked = page.locator("#drawer .log li.at")
    assert marked.get_attribute("data-line") == "3"
    sync_api.expect(marked).to_be_in_viewport()


def test_a_case_leads_to_its_line(show: Opener) -> None:
    page = show("green", "#bluepill/native/add_test")
    page.locator("#drawer .cases button").nth(1).click()
    marked = page.locator("#drawer .log li.at code")
    assert marked.inner_text() == f"[ RUN      ] {page.locator('#drawer .cases button').nth(1).inner_text()}"


def test_a_long_log_says_what_is_left_out_and_counts_from_the_end(show: Opener) -> None:
    page = show("odd", "#bluepill/native/flaky_test?line=-1")
    cut = page.locator("#drawer .log .cut").inner_text()
    assert re.match(r"[\d,]+ bytes are left out here\. The whole log: .*long\.log$", cut)
    marked = page.locator("#drawer .log li.at code")
    assert marked.inner_text().startswith("</script><img src=x onerror=document.title='bad'>␀␛[31m")
    labels = page.locator("#drawer .log li[data-line]").evaluate_all("all => all.map(e => +e.dataset.line)")
    assert labels[0] == 1 and labels[-1] == -1
    assert page.locator('#drawer .log [data-line="-2"] code').inner_text().startswith("line 2000 ")
    page.get_by_role("button", name="Attempt 1").click()
    assert fragment(page) == "bluepill/native/flaky_test?boot=1"


def test_a_card_that_is_packed_comes_when_it_is_wanted(show: Opener) -> None:
    page = show("red")
    row = page.locator("main .rest li").first
    name = row.get_attribute("data-result")
    row.locator("a").click()
    page.wait_for_selector("#drawer .log")
    assert fragment(page) == name
    assert "golden[i] == output[i]" in page.locator("#drawer .card").inner_text()


def test_the_rerun_command_is_copied(show: Opener) -> None:
    page = show("mixed", permissions=["clipboard-read", "clipboard-write"])
    button = page.locator("main .card [data-copy]").first
    button.click()
    sync_api.expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("harness test cast_test --suite tflm")


def test_text_from_firmware_stays_text(show: Opener) -> None:
    page = show("odd")
    title = page.title()
    page.locator("main .card .details").first.click()
    page.wait_for_selector("#drawer .log")
    pictured = HOSTILE.replace("\0", "␀").replace("\x1b", "␛")
    assert page.locator("#drawer-title").inner_text() == pictured
    assert page.locator("#drawer .rerun code").inner_text() == pictured
    assert page.locator("img").count() == 0
    page.locator("#search").fill("<!--")
    assert rows(page) == [pictured]
    assert page.title() == title


# --------------------------------------------------------------------------- charts


def test_the_timeline_shows_each_boot_on_its_worker(show: Opener) -> None:
    page = show("mixed")
    boots = page.locator("#timeline .boot")
    assert (
        boots.count()
        == page.locator("#matrix-table td a").count()
        - page.locator("#matrix-table td.is-does_not_fit").count()
    )
    told = page.locator("#timeline .hint").inner_text()
    assert told.startswith("4 workers, busy ")
    page.locator("#timeline .boot.is-timed_out").first.click()
    assert page.locator("#drawer .badge").inner_text() == "TIME-OUT"
    page.keyboard.press("Escape")
    page.locator("[data-status=timed_out]").click()
    assert page.locator("#timeline .boot:not(.off)").count() == 5


def test_sizes_are_held_against_the_part_and_sorted(show: Opener) -> None:
    page = show("mixed")
    strips = page.locator("#sizes .strips tbody tr")
    assert strips.count() == 3 * 5
    assert re.match(r"\d+ %", strips.first.locator(".num").inner_text())
    page.locator("#sizes thead button", has_text="Flash").click()
    sizes = page.locator("#sizes .sizes tbody tr td:nth-child(2) .num").all_inner_texts()
    values = [float(text.split()[0].replace(",", "")) * (1024 if "KB" in text else 1) for text in sizes]
    assert values == sorted(values, reverse=True) and len(values) == 25
    page.get_by_role("button", name="Show all").click()
    assert page.locator("#sizes .sizes tbody tr").count() > 25
    page.locator("#sizes .tabs button", has_text="stm32h747").click()
    assert page.locator("#sizes .tabs [aria-pressed=true]").inner_text() == "stm32h747"


def test_the_head_of_the_matrix_stays_in_sight(show: Opener) -> None:
    page = show("large")
    page.locator("#matrix-table tbody tr").nth(120).scroll_into_view_if_needed()
    sync_api.expect(page.locator("#matrix-table thead th").nth(1)).to_be_in_viewport()
    bar = page.locator("#bar").bounding_box()
    head = page.locator("#matrix-table thead th").nth(1).bounding_box()
    assert bar and head and head["y"] >= bar["y"] + bar["height"] - 1


def test_two_memories_are_two_columns_and_known_trouble_is_told_apart(show: Opener) -> None:
    page = show("odd")
    heads = [" ".join(text.split()) for text in page.locator("#matrix-table thead th").all_inner_texts()]
    assert heads[1:] == ["bluepill real 3/4", "bluepill roomy 1/1"]
    assert "0 of 1 run on the real part, 1 of 1 pass when given room" in page.locator("#targets").inner_text()
    assert page.locator("#known .card").count() == 1
    assert page.locator("[data-status=known]").inner_text().split() == ["KNOWN", "1"]


# --------------------------------------------------------------------------- themes, paper, no script


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_system_until_it_is_chosen(show: Opener, scheme: str) -> None:
    page = show("green", color_scheme=scheme)
    dark = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g)[0] < 128"
    assert page.evaluate(dark) is (scheme == "dark")
    page.locator("#theme").click()
    assert page.locator("#theme").inner_text() == "Theme: light"
    assert page.evaluate(dark) is False
    page.locator("#theme").click()
    page.reload()
    page.wait_for_selector(READY, state="attached")
    assert page.locator("#theme").inner_text() == "Theme: dark"
    assert page.evaluate(dark) is True


def test_on_paper_there_are_the_results_and_no_controls(show: Opener) -> None:
    page = show("mixed", color_scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for gone in ("#bar", "#theme", "main .copy >> nth=0", "main .details >> nth=0", "#drawer"):
        assert page.locator(gone).is_hidden(), gone
    for there in (
        "h1",
        "#targets",
        "main .card >> nth=0",
        "#matrix-table",
        "#timeline svg",
        "main .same li >> nth=0",
    ):
        assert page.locator(there).is_visible(), there


@pytest.mark.parametrize("name", ["mixed", "odd"])
def test_without_scripts_the_summary_and_the_failures_are_there(show: Opener, name: str) -> None:
    page = show(name, java_script_enabled=False)
    assert page.locator("h1").inner_text().startswith("NOT GREEN")
    assert page.locator("main .card").first.is_visible()
    assert page.locator("#matrix-table").is_visible()
    assert page.get_by_text("need JavaScript").is_visible()
    for gone in ("#bar", "#theme", ".copy >> nth=0"):
        assert page.locator(gone).is_hidden()


@pytest.mark.parametrize("width", [360, 1920])
@pytest.mark.parametrize("name", ["large", "odd"])
def test_nothing_is_wider_than_the_window(show: Opener, name: str, width: int) -> None:
    page = show(name, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("main .card .details").first.click()
    page.wait_for_selector("#drawer .card")
    box = page.locator("#drawer").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
    assert page.evaluate(
        "document.querySelector('#drawer').scrollWidth <= document.querySelector('#drawer').clientWidth"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_history_shows_what_became_different(show: Opener) -> None:
    page = show("history")
    assert page.locator("#history svg.chart g").count() == 4  # three earlier runs and this one
    changes = page.locator("#history .changes tbody tr")
    first = " ".join(changes.first.inner_text().split())
    assert first == "activations_test bluepill verdict FAIL → PASS"
    flash = changes.filter(has_text="flash")
    assert flash.count() == 1
    assert re.search(r"\+1,000 B \(\+\d+\.\d %\)", flash.inner_text())
    page.locator("#history .changes a").first.click()
    assert page.locator("#drawer .pasts .past").count() == 4
    assert page.locator("#drawer .pasts").inner_text().strip() == "was FAIL in the run before"
    page = show("green")
    assert page.locator("#history").is_hidden()
    assert page.locator("nav a[href='#history']").is_hidden()
