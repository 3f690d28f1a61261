"""What stands on the pages: everything that matters, in both languages, and nothing that a website smuggled in."""

import hashlib
import re
import time
from pathlib import Path
from typing import get_args

import pytest
from bs4 import BeautifulSoup

from publishing import publish, website
from publishing.line_words import explanation, measure
from publishing.wording import LANGUAGES, words
from schemas.entries import ReadingState
from schemas.messages import say
from schemas.results import ColumnStatus, Evidence, LineStatus, UnknownCause, UnmetCause
from tests.publishing.sample import sample_night

NIGHT = sample_night()
FIGURES = re.compile(r"\{(\w+)\}")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(NIGHT, out=tmp_path_factory.mktemp("var")).site


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(sample_night(hostile=True), out=tmp_path_factory.mktemp("var")).site


def _page(file: Path) -> BeautifulSoup:
    return BeautifulSoup(file.read_text(encoding="utf-8"), "lxml")


def test_both_languages_have_the_same_labels_with_the_same_figures() -> None:
    chinese, english = words("zh").labels, words("en").labels
    assert chinese.keys() == english.keys()
    for key, label in chinese.items():
        assert set(FIGURES.findall(label)) == set(FIGURES.findall(english[key])), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_status_cause_and_state_has_a_label(language: str) -> None:
    labels = words(language).labels  # type: ignore[arg-type]
    states = [*get_args(ReadingState), "unreachable", "bad_certificate", "refused", "not_tried", "never"]
    wanted = [f"status.{s}" for s in get_args(ColumnStatus)] + [f"line.{s}" for s in get_args(LineStatus)]
    wanted += [f"cause.{c}" for c in (*get_args(UnknownCause), *get_args(UnmetCause))] + [f"state.{s}" for s in states]
    wanted += [f"advice.{s}" for s in states]
    assert not [key for key in wanted if key not in labels]


def test_chinese_labels_hold_no_english_but_names() -> None:
    allowed = {"English", "SHA256", "A4"}
    for key, label in words("zh").labels.items():
        assert set(re.findall(r"[A-Za-z][A-Za-z0-9]+", FIGURES.sub("", label))) <= allowed, key


def test_a_reason_names_another_line_as_people_do() -> None:
    card = next(card for card in NIGHT.scorecards.agencies if len(card.lines) > 1)
    other, line = card.lines[:2]
    pointing = line.model_copy(update={"reason": say("already_deducted", line=other.id)})
    text = explanation(pointing, card, words("zh"))
    assert other.id not in text
    assert measure(other, words("zh")) in text


def test_english_pages_speak_english(site: Path) -> None:
    for file in (site / "en").rglob("*.html"):
        page = _page(file)
        assert page.html["lang"] == "en"
        heads = [head.get_text(" ", strip=True) for head in page.find_all("h2")]
        assert all(head.isascii() for head in heads), heads


def test_every_internal_link_leads_to_a_page_and_a_place_on_it(site: Path) -> None:
    pages = {file.resolve(): _page(file) for file in site.rglob("*.html")}
    missing = []
    for file, page in pages.items():
        for tag in page.find_all(["a", "link", "script"]):
            address = tag.get("href") or tag.get("src")
            if not address or address.startswith(("http", "data:")):
                continue
            name, _, anchor = address.partition("#")
            target = (file.parent / name).resolve() if name else file
            if not target.exists() or (anchor and not pages[target].find(id=anchor)):
                missing.append((file.name, address))
    assert missing == []


def test_nothing_on_a_page_is_fetched_from_elsewhere(site: Path) -> None:
    for file in site.rglob("*.html"):
        page = _page(file)
        loaded = [tag.get("src") or tag.get("href") for tag in page.find_all(["script", "img", "iframe", "link"])]
        assert not [address for address in loaded if address and address.startswith(("http", "//"))]


def test_the_ranking_is_in_order_and_the_unscored_agency_last(site: Path) -> None:
    rows = _page(site / "index.html").select("table.ranking tbody tr")
    ranks = [row.select_one(".rank").get_text(strip=True) for row in rows]
    assert ranks[:-1] == sorted(ranks[:-1], key=int)
    assert rows[-1].th.get_text().startswith("白沙街道办事处")


def test_the_heat_map_says_in_words_what_its_colour_says(site: Path) -> None:
    cells = _page(site / "index.html").select("table.heat td:not(.empty)")
    assert cells
    for cell in cells:
        assert words("zh")(f"status.{cell['class'][0]}") in cell.small.get_text()


def test_stale_columns_stand_longest_overdue_first(site: Path) -> None:
    over = [int(cell.get_text()) for cell in _page(site / "index.html").select("td.over b")]
    assert over == sorted(over, reverse=True)
    assert len(over) == sum(column.status == "stale" for column in NIGHT.checks.columns)


def test_what_we_could_not_see_is_listed_and_called_ours(site: Path) -> None:
    section = _page(site / "index.html").find(id="unseen").parent
    listed = section.select("tbody tr")
    assert len(listed) == sum(column.status == "unknown" for column in NIGHT.checks.columns)
    assert words("zh")("cause.our_failure") in section.get_text()


def test_an_agency_page_shows_every_line_with_points_and_evidence(site: Path) -> None:
    for card in NIGHT.scorecards.agencies:
        page = _page(site / "agency" / f"{card.code}.html")
        for line in card.lines:
            row = page.find(id=f"line-{line.id}")
            assert words("zh")(f"line.{line.status}") in row.get_text()
            for proof in line.evidence:
                assert row.find("a", href=proof.url)
                assert proof.sha256[:12] in row.get_text()
                assert proof.record in row.get_text()


def test_the_published_wording_stands_above_a_tasks_lines(site: Path) -> None:
    text = _page(site / "agency" / "slj.html").get_text()
    for task in NIGHT.plan.tasks:
        assert task.wording in text
        assert task.clause in text


def test_a_repaired_column_shows_what_changed(site: Path) -> None:
    changes = _page(site / "agency" / "slj.html").find(id="changes").parent.get_text(" ", strip=True)
    assert "工作动态" in changes
    assert changes.index("未达标") < changes.rindex("达标")


def test_the_validation_page_names_every_failing_row(site: Path) -> None:
    page = _page(site / "validation.html")
    for result in NIGHT.checks.expectations:
        assert result.code in page.get_text()
    assert len(page.select("ul.rows li")) == sum(len(result.failing) for result in NIGHT.checks.expectations)


def test_the_run_page_compares_with_the_last_run(site: Path) -> None:
    row = _page(site / "run.html").select("table.figures tbody tr")[6]
    assert [cell.get_text() for cell in row.find_all(["th", "td"])] == ["新增信息", "40", "38", "+2"]


def test_the_first_night_has_nothing_to_compare_with(tmp_path: Path) -> None:
    site = publish(sample_night(agencies=2, columns=3, nights=1), out=tmp_path).site
    assert words("zh")("change.first_night") in (site / "index.html").read_text(encoding="utf-8")


def test_what_a_website_smuggled_in_stays_text(hostile_site: Path) -> None:
    for file in hostile_site.rglob("*.html"):
        page = _page(file)
        assert not page.find_all("img")
        assert not [a for a in page.find_all("a") if a.get("href", "").lower().startswith(("javascript", "data"))]
        scripts = [script for script in page.find_all("script") if not script.get("src")]
        assert all(script["type"] == "application/json" for script in scripts)
    assert "&lt;script&gt;alert(1)" in (hostile_site / "index.html").read_text(encoding="utf-8")


def test_a_warning_about_ourselves_stands_on_the_first_page(hostile_site: Path) -> None:
    assert words("zh")("validation.warnings") in (hostile_site / "index.html").read_text(encoding="utf-8")


def test_charts_can_be_read_as_tables(site: Path) -> None:
    figure = _page(site / "agency" / "slj.html").find(id="chart-months")
    months = next(h.months for h in NIGHT.history.items if h.agency == "slj")
    cells = [(row.th.get_text(), int(row.td.get_text())) for row in figure.select("tbody tr")]
    assert cells == [(month.month, month.items) for month in months]


def test_a_large_offices_first_page_stays_light() -> None:
    night = sample_night(agencies=100, columns=40)
    started = time.process_time()
    page = next(website._pages(night, words("zh")))
    html = website._render(page, page.address, "zh", website._shared_content(night))
    assert len(html.encode()) < 1_500_000
    assert time.process_time() - started < 10


def test_the_vendored_library_is_the_recorded_one() -> None:
    assets = Path(website.__file__).parent / "assets"
    digest = hashlib.sha256((assets / "echarts.common.min.js").read_bytes()).hexdigest()
    assert digest in (assets / "THIRD_PARTY.md").read_text(encoding="utf-8")


def test_evidence_that_is_no_page_is_named_with_who_stands_for_it(tmp_path: Path) -> None:
    row = Evidence(url="registers/applications.csv#2", sha256="0" * 64, issued_by="李敏")
    card = next(card for card in NIGHT.scorecards.agencies if any(line.status == "unmet" for line in card.lines))
    lines = tuple(
        line.model_copy(update={"evidence": (row,)}) if line.status == "unmet" else line for line in card.lines
    )
    cards = NIGHT.scorecards.model_copy(update={"agencies": (card.model_copy(update={"lines": lines}),)})
    folder = publish(NIGHT.model_copy(update={"scorecards": cards}), out=tmp_path).site
    (page,) = (folder / "agency").glob("*.html")
    proof = next(found for found in _page(page).select(".proof") if "李敏" in found.get_text())
    assert "registers/applications.csv#2" in proof.get_text()
    assert proof.find("a") is None
