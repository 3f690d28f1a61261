"""Nights that look at columns which are one page without a list: what changed, what only looks so, what it costs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from flows import column_pages, observed, stages
from flows.opened import opened_at
from flows.verify_evidence import verify
from schemas.results import Line
from scrapers.stored import read_page
from tests.scorecards.facts_of_one_agency import facts as of_agency
from tests.scorecards.facts_of_one_agency import lines, owes, seen
from tests.support.changing_site import ChangingSite, served
from warehouse import facts, save
from warehouse.tables import column_pages as rows_of_pages
from warehouse.tables import observations

FIRST = date(2026, 11, 2)
DAY = timedelta(days=1)
LIMIT = 7
OWNED = f"\n      - {{id: own, measure: page_changed_within, points: 5, params: {{days: {LIMIT}}}}}"
LISTED = "\n      - {id: own, measure: page_changed_within, points: 5, params: {title: 预报, days: 7}}"
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
      - {id: current, measure: not_blank, points: 60, scope: {columns: [gzdt]}}"""
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
DUTIES = "<p>市水利局负责保障水资源的合理开发利用，拟订水利规划，负责防汛抗旱、水土保持和河湖管理工作。</p>"
NEWS = "".join(
    f'<li><a href="/art/{n}.html">第{n}次工作会议在市政府召开</a><span>2026-10-{n + 9}</span></li>' for n in range(1, 9)
)


@dataclass
class Site(ChangingSite):
    """A small website with a page of duties and a list."""

    text: str = DUTIES
    above: str = ""
    below: str = ""
    body: str | None = None
    """In place of the whole page."""

    def page(self, path: str) -> str | None:
        if path == "/jgzn/":
            return self.body or (
                "<html><head><title>机构职能-云溪市水利局</title></head><body>"
                f"{self.above}<p>当前位置：<a href='/'>首页</a> &gt; 机构职能</p><div>{self.text}</div>{self.below}"
                "<p>版权所有：云溪市水利局</p></body></html>"
            )
        if path == "/gzdt/":
            return f"<html><head><title>工作动态</title></head><body><h1>工作动态</h1><ul>{NEWS}</ul></body></html>"
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

    def write(self, duties: str = OWNED) -> None:
        host = f"127.0.0.1:{self.site.port}"
        files = {
            "office.yml": f"name: 云溪市政务公开办\nrules: plain\nallowed_private: ['{host}']\n"
            f"politeness: {{delay_seconds: 0, retries: 0, threads: 1, obey_robots: false}}\n"
            f"crawl: {{documents_per_night: 0, deep_pass_days: 0}}\n",
            "rules/plain.yml": RULES,
            "agencies/slj.yml": "name: 市水利局\nclass: 部门\ncolumns:\n"
            f"  - {{code: jgzn, name: 机构职能, kind: 机构概况, category: 机构概况, url: 'http://{host}/jgzn/'}}\n"
            f"  - {{code: gzdt, name: 工作动态, kind: 动态要闻, category: 工作信息, url: 'http://{host}/gzdt/'}}\n",
            "work_plans/2026.yml": PLAN + duties + "\n",
        }
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def night(self, *numbers: int) -> None:
        """The crawl of the nights so many days after the first."""
        for number in numbers:
            day = FIRST + number * DAY
            with opened_at(self.folder, as_of=day.isoformat(), now=f"{day}T23:00:00+08:00") as (office, point):
                stages.crawl(office, point, no_delay=True)

    def scored(self, number: int) -> Line:
        """The line of the duties' page in the scorecard of a night that was crawled."""
        day = FIRST + number * DAY
        with opened_at(self.folder, as_of=day.isoformat(), now=f"{day}T23:30:00+08:00") as (office, point):
            (card,) = stages.score(office, point).agencies
        return next(line for line in card.lines if line.id == "own/jgzn")

    def judged(self, number: int, column: str = "jgzn", *, crawled: bool = True) -> Line:
        """The night, and what the measure makes of what it knows of the column's own page."""
        if crawled:
            self.night(number)
        day = FIRST + number * DAY
        with opened_at(self.folder, as_of=day.isoformat(), now=None) as (office, point):
            known = observed.observed(office, point, {"own_pages"})
        about = replace(of_agency([seen(column, "unknown")], day=day), observed=known)
        (line,) = lines(about, owes("page_changed_within", params={"days": LIMIT}))
        return line

    def read(self) -> int:
        """How many bodies were read for what they say."""
        with opened_at(self.folder, as_of=None, now=None) as (office, _), office.warehouse.read() as connection:
            return connection.execute(select(func.count()).select_from(rows_of_pages)).scalar_one()

    def costs(self) -> list[tuple[int, int]]:
        """Requests and parses of each visit of the page."""
        with opened_at(self.folder, as_of=None, now=None) as (office, _), office.warehouse.read() as connection:
            wanted = select(observations.c.requests, observations.c.parses).where(observations.c.url.like("%/jgzn/"))
            return [(row.requests, row.parses) for row in connection.execute(wanted.order_by(observations.c.id))]


@pytest.fixture
def watched(tmp_path: Path, site: Site) -> Watched:
    made = Watched(tmp_path / "office", site)
    made.write()
    return made


def said(line: Line) -> tuple[str, str | None, str]:
    return line.status, line.cause, line.reason.key


UNKNOWN_YET = ("unknown", "our_failure", "page_changed.unknown")
LATE = ("needs_review", None, "page_changed.unmet")


@pytest.mark.parametrize("tagged", [False, True], ids=["sent again", "304"])
def test_a_page_that_stays_the_same_is_late_from_the_day_after_the_limit_until_it_changes(
    watched: Watched, tagged: bool
) -> None:
    watched.site.tagged = tagged
    watched.night(0, 3)
    assert said(watched.judged(LIMIT)) == UNKNOWN_YET
    line = watched.judged(LIMIT + 1)
    assert said(line) == LATE
    assert [proof.fetched_at.day for proof in line.evidence if proof.fetched_at] == [2, 10]
    stored = [read_page(watched.folder / "var", str(proof.record)) for proof in line.evidence]
    assert [page.body for page in stored] == [stored[0].body] * 2
    assert "水资源" in stored[0].text
    watched.site.text = DUTIES.replace("水土保持", "水土保持、节约用水")
    line = watched.judged(LIMIT + 2)
    assert said(line) == ("met", None, "page_changed.met")
    assert "节约用水" in read_page(watched.folder / "var", str(line.evidence[-1].record)).text
    assert bool(watched.site.unsent) == tagged


def test_another_layout_a_counter_and_the_days_date_are_no_change(watched: Watched) -> None:
    watched.night(0)
    for number in (4, LIMIT, LIMIT + 1):
        day = FIRST + number * DAY
        watched.site.above = (
            f"<div class='top{number}'>今天是{day:%Y年%m月%d日} 星期{'一二三四五六日'[day.weekday()]}</div>"
        )
        watched.site.below = f"<p>浏览次数：{number}</p><p>您是第{1000 + number}位访问者</p>"
        watched.night(number)
    assert said(watched.judged(LIMIT + 1, crawled=False)) == LATE
    assert watched.read() == 4 + 1


def test_where_something_beside_the_text_changed_nobody_is_late(watched: Watched) -> None:
    document = f"<h1>水利局主要职能说明</h1><p>发布时间：2020-01-02</p><div>{DUTIES * 9}</div>"
    page = "<html><head><title>水利局主要职能说明</title></head><body>{}<div><p>{}</p></div></body></html>"
    watched.site.body = page.format(document, "局长：王某")
    watched.night(0)
    watched.site.body = page.format(document, "局长：李某")
    assert said(watched.judged(LIMIT + 1)) == ("unknown", "not_assessable", "page_changed.beside")


def test_a_look_that_found_no_page_of_its_own_is_nobodys_fault(watched: Watched) -> None:
    watched.night(0, 4)
    bodies = (
        "<p>您的访问出错了，请输入验证码</p><script>document.cookie='a=1';location.reload()</script>",
        "<h1>系统维护中，请稍后访问</h1>",
        "<div id='app'></div><script src='/app.js'></script>",
        "<h1>机构职能</h1><ul><li></li></ul><p>暂无信息</p>",
        f"<h1>机构职能</h1><ul>{NEWS}</ul>",
    )
    for later, shown in enumerate(bodies, start=1):
        watched.site.body = f"<html><head><title>机构职能</title></head><body>{shown}</body></html>"
        line = watched.judged(LIMIT + later)
        assert line.status == "unknown", shown
    watched.site.body = None
    # Meanwhile it may have changed and changed back.
    assert said(watched.judged(LIMIT + 9)) == ("unknown", "our_failure", "page_changed.unknown")
    assert said(watched.judged(2 * LIMIT + 10)) == LATE


def test_a_page_that_may_be_drawn_by_a_script_is_not_late(watched: Watched) -> None:
    watched.site.below = "<script>$.getJSON('/duties.json', d => $('#list').html(d.list))</script><div id='list'></div>"
    watched.night(0)
    assert said(watched.judged(LIMIT + 1)) == ("unknown", "not_assessable", "page_changed.unseen")


def test_a_column_with_a_list_is_not_judged_as_a_page(watched: Watched) -> None:
    watched.night(0)
    assert said(watched.judged(LIMIT + 1, "gzdt")) == ("unknown", "not_assessable", "page_changed.not_a_page")


def test_a_page_that_stands_under_another_address_too_is_nobodys_own(watched: Watched) -> None:
    agency = watched.folder / "agencies/slj.yml"
    own = f"http://127.0.0.1:{watched.site.port}/jgzn/"
    row = f"  - {{code: ldzc, name: 领导之窗, kind: 机构概况, category: 机构概况, url: '{own}?2'}}\n"
    agency.write_text(agency.read_text(encoding="utf-8") + row, encoding="utf-8")
    page = watched.site.page
    watched.site.page = lambda path: page(path.removesuffix("?2"))  # type: ignore[method-assign]
    watched.night(0)
    for column in ("jgzn", "ldzc"):
        assert said(watched.judged(LIMIT + 1, column)) == ("unknown", "not_assessable", "page_changed.copied")


@pytest.mark.parametrize("duties", [OWNED, LISTED, ""], ids=["asked", "asked of lists", "not asked"])
def test_a_steady_night_costs_the_same_whether_it_is_asked_or_not(watched: Watched, duties: str) -> None:
    watched.write(duties)
    watched.night(0, 1, 2)
    assert watched.site.asked == {"/jgzn/": 3, "/gzdt/": 3}
    # A page without a list is parsed every night, as it was before anybody asked for it.
    assert watched.costs() == [(1, 1)] * 3
    assert watched.read() == (2 if duties == OWNED else 0)


def test_what_was_seen_before_anybody_asked_counts(watched: Watched) -> None:
    watched.write("")
    watched.night(0, 5)
    watched.write()
    assert said(watched.judged(LIMIT + 1)) == LATE
    assert watched.read() == 2


def test_a_night_that_was_cut_off_reads_what_it_has_stored_and_asks_nobody_again(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    class CutOffError(Exception):
        """The machine went down."""

    def cut_off(*_: object, **__: object) -> None:
        raise CutOffError

    with monkeypatch.context() as broken:
        broken.setattr(save, "save_column_pages", cut_off)
        with pytest.raises(CutOffError):
            watched.night(0)
    assert watched.read() == 0
    watched.night(0)
    assert watched.site.asked["/gzdt/"] == 1
    assert watched.read() == 2


def test_another_reader_reads_what_is_stored_and_what_it_reads_otherwise_is_no_change(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.night(0, 4)
    for module, name in ((column_pages, "READER"), (observed, "OWN_PAGE_READER")):
        monkeypatch.setattr(module, name, "own-page-0")
    assert said(watched.judged(4, crawled=False)) == ("unknown", "our_failure", "page_changed.not_opened")
    assert said(watched.judged(LIMIT + 1)) == LATE
    assert watched.read() == 4


def test_the_pages_that_a_late_one_rests_on_stand_in_the_scorecard_are_kept_and_can_be_checked(
    watched: Watched,
) -> None:
    watched.night(0, 4)
    line = watched.judged(LIMIT + 1)
    with opened_at(watched.folder, as_of=None, now=None) as (office, _):
        # Before it stands in any scorecard, too: what a page is measured against must not be gone when it is due.
        needed = facts.needed_records(office.warehouse, today=date(2030, 1, 1))
        assert {proof.record for proof in line.evidence} <= needed
        assert not verify(office).wrong
    scored = watched.scored(LIMIT + 1)
    assert (said(scored), scored.evidence) == (LATE, line.evidence)
