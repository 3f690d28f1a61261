"""Every page, opened from the disk without a network, on a wall screen's and a telephone's width."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from publishing import publish
from scrapers.fetching.chromium import find_chromium
from tests.publishing.sample import sample_night

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine (tests/support/find_browser.py)"),
]
PAGES = ("index.html", "agency/wjj.html", "agency/bsjd.html", "run.html", "validation.html", "guide.html")
ADDRESSES = (*PAGES, *(f"en/{page}" for page in PAGES))
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip

_TABLES_OUTSIDE = """[...document.querySelectorAll('.panel table:not(.heat)')].filter(
    table => table.getBoundingClientRect().right > table.closest('.panel').getBoundingClientRect().right
).length"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(sample_night(hostile=True), out=tmp_path_factory.mktemp("var")).site


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture(scope="module", params=[1440, 390])
def tab(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": request.param, "height": 900}, offline=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_opens_offline_without_complaint_and_fits_its_screen(tab: Any, site: Path, address: str) -> None:
    complaints: list[str] = []
    elsewhere: list[str] = []
    listeners = {
        "console": lambda message: complaints.append(message.text),
        "pageerror": lambda error: complaints.append(str(error)),
        "dialog": lambda dialog: complaints.append(dialog.message),
        "request": lambda request: elsewhere.append(request.url),
    }
    for event, listener in listeners.items():
        tab.on(event, listener)

    tab.goto((site / address).as_uri())
    tab.wait_for_function(
        "document.querySelectorAll('figure.chart').length === document.querySelectorAll('figure.chart svg').length"
    )
    for event, listener in listeners.items():
        tab.remove_listener(event, listener)

    assert complaints == []
    assert [url for url in elsewhere if not url.startswith(("file://", "data:"))] == []
    assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_long_name_and_many_columns_stay_in_their_panel(tab: Any, tmp_path: Path) -> None:
    night = sample_night(agencies=6, columns=40)
    name = "市城市管理和综合行政执法局（市城市市容环境卫生事业发展服务中心）"
    long = night.scorecards.agencies[0].model_copy(update={"name": name})
    cards = night.scorecards.model_copy(update={"agencies": (long, *night.scorecards.agencies[1:])})
    site = publish(night.model_copy(update={"scorecards": cards}), out=tmp_path).site
    screen = tab.viewport_size

    tab.goto((site / "index.html").as_uri())
    outside = {}
    for width in {screen["width"], max(390, screen["width"] - 140), max(390, screen["width"] - 500)}:
        tab.set_viewport_size({"width": width, "height": 900})
        outside[width] = tab.evaluate(_TABLES_OUTSIDE)
    tab.set_viewport_size(screen)

    assert set(outside.values()) == {0}, outside


@pytest.mark.parametrize(
    ("address", "charts"), [("index.html", 1), ("agency/wjj.html", 2), ("en/agency/wjj.html", 2), ("run.html", 1)]
)
def test_charts_are_drawn_with_something_in_them(tab: Any, site: Path, address: str, charts: int) -> None:
    tab.goto((site / address).as_uri())
    drawn = tab.locator("figure.chart svg")
    assert drawn.count() == charts
    for place in range(charts):
        assert drawn.nth(place).locator("path").count() > 5
        assert drawn.nth(place).bounding_box()["height"] > 150


@pytest.mark.parametrize("page", PAGES)
def test_the_language_switch_leads_to_the_same_page_and_back(tab: Any, site: Path, page: str) -> None:
    tab.goto((site / page).as_uri())
    tab.locator("nav a.language").click()
    assert tab.url == (site / "en" / page).as_uri()
    assert tab.locator("html").get_attribute("lang") == "en"
    tab.locator("nav a.language").click()
    assert tab.url == (site / page).as_uri()
    assert tab.locator("html").get_attribute("lang") == "zh-CN"


def test_the_first_stop_of_the_keyboard_is_the_way_to_the_content(tab: Any, site: Path) -> None:
    tab.goto((site / "index.html").as_uri())
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_without_scripts_the_tables_of_the_charts_stand_open(browser: Any, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((site / "agency" / "wjj.html").as_uri())
    assert page.locator("#chart-months tbody tr").first.is_visible()
    assert not page.locator("#chart-months .canvas").is_visible()
    context.close()
