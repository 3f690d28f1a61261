"""A week of probes and the columns that stay unseen: shown with their doubts, and counted against nobody."""

import csv
import io
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from publishing import publish
from publishing.long_unseen import unseen_csv, unseen_sites
from publishing.site_weeks import probes_by_day, reachability_csv, site_rows
from schemas.probes import ProbeDay
from tests.publishing.sample import LAST_NIGHT, sample_night

NIGHT = sample_night()


@pytest.fixture(scope="module")
def run_pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, BeautifulSoup]:
    site = publish(NIGHT, out=tmp_path_factory.mktemp("var")).site
    pages = {"zh": "run.html", "en": "en/run.html", "overview": "index.html"}
    return {name: BeautifulSoup((site / page).read_text(encoding="utf-8"), "lxml") for name, page in pages.items()}


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def panel(page: BeautifulSoup, name: str) -> BeautifulSoup:
    found = page.find("section", attrs={"aria-labelledby": name})
    assert found is not None
    return found


def test_who_cannot_be_opened_stands_first_then_who_cannot_be_judged() -> None:
    rows = site_rows(NIGHT)
    assert [row.judgement for row in rows] == ["unreachable", *["unsaid"] * 3, *["reachable"] * 8]
    assert rows[0].cards[0].code == "jyj"


def test_the_table_says_where_there_were_too_few_probes(run_pages: dict[str, BeautifulSoup]) -> None:
    table = panel(run_pages["zh"], "reach")
    said = {
        row.th.a.get_text(strip=True).split("（")[0]: row.find("span", class_="badge").get_text()
        for row in table.select("tbody tr")
        if row.th and row.th.a
    }
    assert said["www.fgj.yunxi.example"] == "探测不足，不作判断", "one day of the week is short"
    assert said["www.mzj.yunxi.example"] == "探测不足，不作判断", "every probe was blocked"
    assert said["www.jyj.yunxi.example"] == "达到无法访问标准"
    assert said["www.slj.yunxi.example"] == "可以打开"
    assert "不扣分、不否决" in table.get_text()


def test_a_probe_moves_no_point(tmp_path: Path) -> None:
    without = NIGHT.model_copy(update={"run": NIGHT.run.model_copy(update={"sites": (), "long_unseen": ()})})
    one, other = publish(NIGHT, out=tmp_path / "a"), publish(without, out=tmp_path / "b")
    for name in ("scorecards.json", "problems.csv"):
        assert (one.exports / name).read_bytes() == (other.exports / name).read_bytes()
    assert "没有首页探测记录" in (other.site / "run.html").read_text(encoding="utf-8")


def test_the_chart_shows_what_the_table_adds_up_to() -> None:
    days = {day.day: day for day in probes_by_day(site_rows(NIGHT))}
    assert days[LAST_NIGHT] == ProbeDay(day=LAST_NIGHT, answered=10 * 24, blocked=24)
    assert sum(day.failed for day in days.values()) == 15


def test_a_week_without_a_failure_needs_no_chart(tmp_path: Path) -> None:
    sites = tuple(site for site in NIGHT.run.sites if site.total("answered") == site.counted > 160)
    night = NIGHT.model_copy(update={"run": NIGHT.run.model_copy(update={"sites": sites})})
    page = (publish(night, out=tmp_path).site / "run.html").read_text(encoding="utf-8")
    assert "这一周的每次探测都打开了首页" in page
    assert "<figure" not in page


def test_the_export_holds_what_the_page_shows() -> None:
    rows = {row["网站"]: row for row in rows_of(reachability_csv(NIGHT))}
    down = rows["www.jyj.yunxi.example"]
    assert (down["计入次数"], down["打不开"], down["打不开占比"], down["判断"]) == (
        "168",
        "14",
        "8.3%",
        "达到无法访问标准",
    )
    assert (down["最长一次打不开自"], down["最长一次打不开至"]) == ("2026-11-18 06:10", "2026-11-18 19:10")
    assert (down["首日"], down["末日"], down["探测完整"]) == ("2026-11-14", "2026-11-20", "是")
    assert (rows["www.czj.yunxi.example"]["打不开占比"], rows["www.czj.yunxi.example"]["探测完整"]) == ("", "否")


def test_who_turns_us_away_while_citizens_get_in_is_named_as_such(run_pages: dict[str, BeautifulSoup]) -> None:
    assert next(iter(unseen_sites(NIGHT))).host == "www.bsjd.yunxi.example"
    said = panel(run_pages["zh"], "long-unseen").get_text()
    assert "首页打开70次、打不开2次：首页可以打开，而栏目拦截本系统" in said
    assert "2026-11-18起，3次" in said
    assert "it opens, while the column turns this system away" in panel(run_pages["en"], "long-unseen").get_text()
    row = rows_of(unseen_csv(NIGHT))[0]
    assert (row["单位"], row["状态"], row["连续未见次数"]) == ("白沙街道办事处", "被安全验证拦截", "3")
    assert row["说明"] == "被防火墙或验证页面拦截，未看到栏目内容"


def test_the_overview_leads_to_the_list(run_pages: dict[str, BeautifulSoup]) -> None:
    link = run_pages["overview"].find("a", href="run.html#long-unseen")
    assert link is not None
    assert str(len(NIGHT.run.long_unseen)) in link.get_text()


def test_addresses_and_reasons_of_others_are_harmless_in_a_spreadsheet() -> None:
    site = NIGHT.run.sites[0].model_copy(update={"home": "=HYPERLINK(1)", "main_reason": "+cmd"})
    column = NIGHT.run.long_unseen[0].model_copy(update={"url": "@SUM(1)"})
    run = NIGHT.run.model_copy(update={"sites": (site,), "long_unseen": (column,)})
    night = NIGHT.model_copy(update={"run": run})
    assert rows_of(reachability_csv(night))[0]["首页网址"] == "'=HYPERLINK(1)"
    assert rows_of(unseen_csv(night))[0]["网址"] == "'@SUM(1)"
