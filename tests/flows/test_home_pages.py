"""Nights that look at home pages and keep columns' tags: once each, only where asked, and what comes of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from flows import stages
from flows.opened import opened_at
from schemas.mistakes import ConfigError
from schemas.results import Line
from tests.support.changing_site import ChangingSite, served
from warehouse import facts, save
from warehouse.tables import home_links, home_pages, page_details

FIRST = date(2026, 11, 2)
DAY = timedelta(days=1)
ASKED = """
      - {id: home, measure: homepage_updated, points: 5}
      - {id: whose, measure: site_identity, points: 5}
      - {id: tags, measure: page_tags_present, points: 5}
"""
PLAN = """\
year: 2026
title: t
tasks:
  - number: "1"
    title: t
    wording: w
    clause: c
    lead: ["*"]
    obligations:
      - {id: current, measure: not_blank, points: 60}"""
RULES = """\
name: plain
version: "1"
title: 测试规则
source: 本办
freshness:
  - {code: d, kinds: [动态要闻], limit: {value: 14, unit: days}, clause: 一, text: 两周}
undated: unknown
blank_clause: 二
grades: [{name: 合格, from_percent: 0}]
"""
HEAD = (
    '<html><head><title>云溪市水利局</title><meta name="SiteName" content="云溪市水利局">'
    '<meta name="SiteDomain" content="slj.test"><meta name="SiteIDCode" content="3304830012">'
)
FOOT = (
    "<p>主办单位：云溪市水利局 联系电话：0573-88880000 网站标识码：3304830012 浙ICP备05012345号 "
    '浙公网安备 33048302000123号 <a href="/zc.html">我为政府网站找错</a></p></body></html>'
)


def news(count: int, *, day: str = "2026-10-01") -> str:
    return "".join(
        f'<li><a href="/art/2026/10/1/art_1_{number}00.html">第{number}次工作会议召开</a><span>{day}</span></li>'
        for number in range(1, count + 1)
    )


@dataclass
class Site(ChangingSite):
    """A small website, and who asked it for what."""

    items: int = 8
    tags: str = '<meta name="ColumnName" content="工作动态"><meta name="ColumnType" content="动态要闻">'
    down: bool = False

    def page(self, path: str) -> str | None:
        if path == "/" and not self.down:
            return f"{HEAD}</head><body><ul>{news(self.items)}</ul>{FOOT}"
        if path == "/gzdt/":
            return f"{HEAD}{self.tags}</head><body><h1>工作动态</h1><ul>{news(8)}</ul>{FOOT}"
        return None


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    with served(made):
        yield made


@dataclass
class Watched:
    """An office that watches the site."""

    folder: Path
    site: Site

    def write(self, duties: str = ASKED, *, home: str | None = None, code: str = "3304830012") -> None:
        host = f"127.0.0.1:{self.site.port}"
        files = {
            "office.yml": f"name: 云溪市政务公开办\nrules: plain\nallowed_private: ['{host}']\n"
            f"politeness: {{delay_seconds: 0, retries: 0, threads: 1, obey_robots: false}}\n"
            f"crawl: {{documents_per_night: 0, deep_pass_days: 0}}\n"
            f"sites: [{{host: '{host}', home: '{home or f'http://{host}/'}', id_code: {code}}}]\n",
            "rules/plain.yml": RULES,
            "agencies/slj.yml": "name: 市水利局\nclass: 部门\ncolumns:\n"
            "  - {code: gzdt, name: 工作动态, kind: 动态要闻, category: 工作信息, "
            f"url: 'http://{host}/gzdt/'}}\n",
            "work_plans/2026.yml": PLAN + duties.rstrip() + "\n",
        }
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def night(self, number: int, *, force: bool = False) -> None:
        """The crawl of the night so many days after the first."""
        day = FIRST + number * DAY
        with opened_at(self.folder, as_of=day.isoformat(), now=f"{day}T23:00:00+08:00") as (office, point):
            stages.crawl(office, point, force=force, no_delay=True)

    def judged(self, number: int) -> dict[str, Line]:
        """The same, judged and scored; its lines by id."""
        self.night(number)
        day = FIRST + number * DAY
        with opened_at(self.folder, as_of=day.isoformat(), now=f"{day}T23:30:00+08:00") as (office, point):
            (card,) = stages.score(office, point).agencies
        return {line.id: line for line in card.lines}

    def rows(self, *tables: str) -> list[int]:
        named = {"home_pages": home_pages, "home_links": home_links, "page_details": page_details}
        with opened_at(self.folder, as_of=None, now=None) as (office, _), office.warehouse.read() as connection:
            return [connection.execute(select(func.count()).select_from(named[table])).scalar_one() for table in tables]


@pytest.fixture
def watched(tmp_path: Path, site: Site) -> Watched:
    made = Watched(tmp_path / "office", site)
    made.write()
    return made


def home_line(watched: Watched, lines: dict[str, Line]) -> Line:
    return lines[f"home/127.0.0.1:{watched.site.port}"]


def test_two_weeks_without_anything_new_are_proved_by_both_ends_and_end_with_a_new_link(watched: Watched) -> None:
    for number in (0, 3, 6, 9, 12):
        watched.night(number)
    line = home_line(watched, watched.judged(14))
    assert (line.status, line.cause) == ("unmet", "late")
    assert [proof.fetched_at.day for proof in line.evidence if proof.fetched_at] == [2, 16]
    assert all((watched.folder / "var" / str(proof.record).partition("#")[0]).is_file() for proof in line.evidence)
    watched.site.items += 1
    line = home_line(watched, watched.judged(15))
    assert (line.status, line.reason.params["count"]) == ("met", 1)


def test_a_site_says_whose_it_is_and_its_pages_carry_their_tags(watched: Watched) -> None:
    host = f"127.0.0.1:{watched.site.port}"
    lines = watched.judged(0)
    assert {lines[name].status for name in (f"whose/{host}", f"tags/{host}", "tags/gzdt")} == {"met"}
    watched.write(code="3304830099")
    line = watched.judged(1)[f"whose/{host}"]
    assert (line.status, line.cause) == ("unmet", "inconsistent")


def test_a_night_asks_for_a_home_page_once_and_its_restart_not_again(watched: Watched) -> None:
    watched.night(0)
    assert watched.site.asked == {"/": 1, "/gzdt/": 1}
    watched.night(0)
    assert watched.site.asked == {"/": 1, "/gzdt/": 1}
    assert watched.rows("home_pages") == [1]
    watched.night(0, force=True)
    assert watched.site.asked["/"] == 2


def test_a_plan_that_asks_for_none_of_it_costs_not_one_request_and_not_one_row(watched: Watched) -> None:
    watched.write("")
    watched.night(0)
    assert watched.site.asked == {"/gzdt/": 1}
    assert watched.rows("home_pages", "home_links", "page_details") == [0, 0, 0]


def test_a_home_page_that_fails_is_tried_once_more_and_is_nobodys_fault(watched: Watched) -> None:
    watched.site.down = True
    line = home_line(watched, watched.judged(0))
    assert (line.status, line.cause) == ("unknown", "our_failure")
    assert watched.site.asked["/"] == 2
    assert watched.rows("home_pages", "home_links") == [2, 0]


def test_what_was_fetched_before_a_night_was_cut_off_is_not_asked_for_again(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    class CutOffError(Exception):
        """The machine went down."""

    def cut_off(*_: object) -> None:
        raise CutOffError

    with monkeypatch.context() as broken:
        broken.setattr(save, "save_home_pages", cut_off)
        with pytest.raises(CutOffError):
            watched.night(0)
    assert watched.rows("home_pages", "home_links") == [0, 0]
    watched.night(0)
    assert watched.site.asked["/"] == 1
    assert watched.rows("home_pages") == [1]


def test_an_unchanged_columns_tags_are_read_when_first_asked_for_and_kept_from_then_on(watched: Watched) -> None:
    watched.write("")
    watched.night(0)
    watched.write()
    watched.night(1)
    watched.night(2)
    assert watched.judged(3)["tags/gzdt"].status == "met"
    assert watched.rows("page_details") == [1]
    with opened_at(watched.folder, as_of="2026-11-05", now=None) as (office, point):
        (known,) = facts.column_tags(office.warehouse, as_of=point, zone=office.zone)
    assert known.read_on == FIRST + DAY


def test_a_columns_page_that_loses_a_tag_is_unmet_from_then_on(watched: Watched) -> None:
    watched.night(0)
    watched.site.tags = '<meta name="ColumnName" content="工作动态">'
    line = watched.judged(1)["tags/gzdt"]
    assert (line.status, line.reason.params["tags"]) == ("unmet", "ColumnType")
    assert watched.rows("page_details") == [2]


def test_no_delay_is_refused_where_a_home_page_is_not_on_this_machine(watched: Watched) -> None:
    watched.write(home="http://www.example.org/")
    with pytest.raises(ConfigError, match=r"www\.example\.org"):
        watched.night(0)
    watched.write("", home="http://www.example.org/")
    watched.night(0)
