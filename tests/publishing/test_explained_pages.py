"""The agency's page explains every line; vetoes, caps, open indicators and what falls due can be seen at a glance."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from publishing import publish
from publishing.wording import words
from tests.publishing.deducted import deducted_night, judged_card

NIGHT = deducted_night()
CARD = judged_card(NIGHT)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(NIGHT, out=tmp_path_factory.mktemp("var")).site


@pytest.fixture(scope="module")
def page(site: Path) -> BeautifulSoup:
    return BeautifulSoup((site / "agency" / "wjj.html").read_text(encoding="utf-8"), "lxml")


def row(page: BeautifulSoup, line_id: str) -> Tag:
    found = page.find(id=f"line-{line_id}")
    assert isinstance(found, Tag)
    return found


def text(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text(" ", strip=True).split())


def test_every_line_but_the_base_opens_to_its_chain(page: BeautifulSoup) -> None:
    for line in CARD.lines:
        after = row(page, line.id).find_next_sibling("tr")
        if line.mode == "base":
            continue
        assert isinstance(after, Tag)
        assert after.find("details") is not None
        assert line.clause in text(after)
        assert words("zh")("chain.points") in text(after)


def test_a_group_of_deductions_never_reads_as_so_many_of_none(page: BeautifulSoup) -> None:
    totals = [text(total) for total in page.select(".subtotal")]
    assert "扣8分" in totals
    assert not [total for total in totals if total.endswith("/ 0")]
    assert text(row(page, f"stale/{CARD.columns[0].column}").find("td", {"data-label": "得分"})) == "−5"


def test_the_dearest_line_of_a_group_stands_first(page: BeautifulSoup) -> None:
    dearer, capped = (row(page, f"stale/{column.column}") for column in CARD.columns[:2])
    assert capped in dearer.find_next_siblings("tr")


def test_a_capped_line_says_what_it_would_have_cost(page: BeautifulSoup) -> None:
    assert "封顶前−5分" in text(row(page, f"stale/{CARD.columns[1].column}"))


def test_a_proved_veto_stands_first_with_its_reason_and_leads_to_its_line(page: BeautifulSoup) -> None:
    section = page.select_one(".vetoes")
    assert "单项否决成立，等次为不合格" in text(section)
    assert "5个栏目中有2个，达到2个" in text(section)
    assert section is not None
    assert section.find("a", href="#line-veto-stale/-") is not None
    assert "否决" in text(page.select_one(".fixes li .stake"))


def test_what_needs_confirmation_has_a_mark_of_its_own(page: BeautifulSoup) -> None:
    marks = text(row(page, "links/-"))
    assert "需确认" in marks
    assert "试运行" not in marks


def test_the_year_end_and_what_the_score_is_worth_are_shown(page: BeautifulSoup) -> None:
    outlook = text(page.select_one(".outlook"))
    assert "61 / 90（67.8%）" in outlook
    assert "4.1分" in outlook


def test_what_falls_due_stands_on_the_agencys_page_and_on_the_overview(site: Path, page: BeautifulSoup) -> None:
    overview = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "lxml")
    assert "0–2个工作日" in text(page.find(id="warnings").parent)  # type: ignore[union-attr]
    panel = text(overview.find(id="first-due").parent)  # type: ignore[union-attr]
    assert "0–2个工作日" in panel
    assert "6–10个工作日" in panel
    assert CARD.name in panel
    assert "最迟2026-11-22 还剩2个工作日" in panel


def test_a_column_that_is_warned_of_is_not_listed_a_second_time(site: Path) -> None:
    overview = (site / "index.html").read_text(encoding="utf-8")
    assert overview.count('id="first-due"') == 1
