"""Nights whose plan asks whether links open: each tried once in its turn, only where asked, and what comes of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from flows import stages
from flows.opened import opened_at
from schemas.mistakes import ConfigError
from schemas.results import Line
from scrapers.stored import read_record
from tests.support.fault_server import Answer, FaultServer, running
from warehouse import facts, save
from warehouse.tables import link_checks, link_targets

FIRST = date(2026, 11, 2)
DAY = timedelta(days=1)
ASKED = """
      - {id: files, measure: attachments_open, points: 5}
      - {id: links, measure: links_work, points: 5}
"""
RULES = """\
name: plain
version: "1"
title: 测试规则
source: 本办
freshness:
  - {code: d, kinds: [通知公告], limit: {value: 6, unit: months}, clause: 一, text: 六个月}
undated: unknown
blank_clause: 二
grades: [{name: 合格, from_percent: 0}]
"""
PLAN = """\
year: 2026
title: t
tasks:
  - number: '1'
    title: t
    wording: w
    clause: c
    lead: ['*']
    obligations:
      - {id: current, measure: not_blank, points: 60}"""
PDF = Answer(b"%PDF-1.4\n" + b"0" * 9000)
LINKS = '见<a href="/about.html">有关说明</a>和<a href="http://www.example.org/x">外站</a>'
GONE = Answer("<html><body><p>您访问的页面不存在</p></body></html>".encode())


def document(number: int, *files: str, links: str = "") -> Answer:
    shown = "".join(f'<p><a href="{file}">附件：{file.rpartition("/")[2]}</a></p>' for file in files)
    title = f"关于第{number}号事项的通知"
    text = f"各单位：为加强河道管理，保障防洪安全，现将有关事项通知如下，请遵照执行。{links}"
    day = f"<p>发布时间：2026-10-0{number} 发布机构：市水利局</p>"
    body = f"<h1>{title}</h1>{day}<div class='content'><p>{text}</p>{shown}</div>"
    return Answer(f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode())


def listing() -> Answer:
    rows = "".join(
        f'<li><a href="/t{number}.html">关于第{number}号事项的通知</a><span>2026-10-0{number}</span></li>'
        for number in range(8, 0, -1)
    )
    head = '<head><title>通知公告</title><meta name="ColumnName" content="通知公告"></head>'
    return Answer(f"<html>{head}<body><h1>通知公告</h1><ul class='list'>{rows}</ul></body></html>".encode())


@dataclass
class Watched:
    """An office that watches one site with a home page, one column and its documents."""

    folder: Path
    server: FaultServer
    asked: Counter[str] = field(default_factory=Counter)

    def write(self, duties: str = ASKED, *, crawl: str = "links_per_night: 50") -> None:
        host = self.server.server
        files = {
            "office.yml": f"name: 云溪市政务公开办\nrules: plain\nallowed_private: ['{host}']\n"
            "politeness: {delay_seconds: 0, retries: 0, threads: 1, obey_robots: false}\n"
            f"crawl: {{deep_pass_days: 0, {crawl}}}\nsites: [{{host: '{host}', home: '{self.server.url('/')}'}}]\n",
            "rules/plain.yml": RULES,
            "agencies/slj.yml": "name: 市水利局\nclass: 部门\ncolumns:\n  - {code: tzgg, name: 通知公告, "
            f"kind: 通知公告, category: 工作信息, url: '{self.server.url('/tzgg/')}'}}\n",
            "work_plans/2026.yml": f"{PLAN}{duties.rstrip()}\n",
        }
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def crawl(self, number: int) -> None:
        """The night so many days after the first."""
        day = FIRST + number * DAY
        self.server.seen.clear()
        with opened_at(self.folder, as_of=day.isoformat(), now=f"{day}T23:00:00+08:00") as (office, point):
            stages.crawl(office, point, no_delay=True)

    def night(self, number: int) -> dict[str, Line]:
        """The same, judged and scored; its lines by id."""
        self.crawl(number)
        with opened_at(self.folder, as_of=(FIRST + number * DAY).isoformat(), now=None) as (office, point):
            (card,) = stages.score(office, point).agencies
        return {line.id: line for line in card.lines}

    def rows(self) -> tuple[int, int]:
        with opened_at(self.folder, as_of=None, now=None) as (office, _), office.warehouse.read() as connection:
            targets, checks = (
                connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (link_targets, link_checks)
            )
        return targets, checks


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    with running() as server:
        server.pages = {
            "/": listing(),
            "/tzgg/": listing(),
            **{f"/t{number}.html": document(number) for number in range(3, 9)},
            "/t1.html": document(1, "/files/a.pdf", "/files/b.pdf"),
            "/t2.html": document(
                2, links='见<a href="/about.html">有关说明</a>和<a href="http://www.example.org/x">外站</a>'
            ),
            "/files/a.pdf": PDF,
            "/files/b.pdf": PDF,
            "/about.html": document(3),
        }
        made = Watched(tmp_path / "office", server)
        made.write()
        yield made


def test_what_opens_is_asked_for_once_and_again_in_its_turn(watched: Watched) -> None:
    lines = watched.night(0)
    assert {lines["files/tzgg"].status, lines["links/tzgg"].status} == {"met"}
    for path in ("/files/a.pdf", "/files/b.pdf", "/about.html", "/t1.html", "/t2.html"):
        assert watched.server.asked(path) == 1, path
    assert next(seen for seen in watched.server.seen if seen.path == "/files/a.pdf").headers["range"] == "bytes=0-4095"
    for number in (0, 1):
        watched.crawl(number)
        assert not watched.server.asked("/files/a.pdf")
    watched.crawl(7)
    assert watched.server.asked("/files/a.pdf") == 1


def test_a_broken_attachment_is_unmet_after_two_nights_and_no_more_once_it_is_mended(watched: Watched) -> None:
    watched.server.pages["/files/b.pdf"] = GONE
    assert watched.night(0)["files/tzgg"].status == "unknown"
    line = watched.night(1)["files/tzgg"]
    assert (line.status, line.cause) == ("unmet", "inconsistent")
    assert watched.server.url("/files/b.pdf") in line.reason.text("zh")
    assert watched.server.url("/t1.html") in line.reason.text("zh")
    bodies = [read_record(watched.folder / "var", str(proof.record)).body for proof in line.evidence]
    assert [GONE.body in body for body in bodies] == [False, True, True]
    watched.server.pages["/files/b.pdf"] = PDF
    assert watched.night(2)["files/tzgg"].status == "met"


def test_a_page_that_drops_the_broken_link_owes_nothing_for_it(watched: Watched) -> None:
    watched.server.pages["/files/b.pdf"] = Answer(status=404)
    watched.crawl(0)
    watched.server.pages["/t1.html"] = document(1, "/files/a.pdf")
    assert watched.night(1)["files/tzgg"].status == "met"


def test_a_dead_document_counts_against_the_list_and_the_home_page_that_lead_to_it(watched: Watched) -> None:
    del watched.server.pages["/t2.html"]
    host = watched.server.server
    watched.crawl(0)
    lines = watched.night(1)
    assert {name: lines[name].status for name in ("links/tzgg", f"links/{host}")} == {
        "links/tzgg": "unmet",
        f"links/{host}": "unmet",
    }
    assert watched.server.asked("/t2.html") == 1, "it is looked at as a document, and not asked for as a link as well"


def test_what_may_be_meant_for_us_alone_or_may_pass_accuses_nobody(watched: Watched) -> None:
    for number, status in enumerate((403, 503, 429)):
        watched.server.pages["/files/b.pdf"] = Answer(status=status)
        watched.crawl(number)
    assert watched.night(3)["files/tzgg"].status == "unknown"


def test_a_plan_that_asks_for_none_of_it_costs_not_one_request_and_not_one_row(watched: Watched) -> None:
    watched.write("")
    watched.crawl(0)
    assert not any(watched.server.asked(path) for path in ("/", "/files/a.pdf", "/about.html"))
    assert watched.rows() == (0, 0)
    watched.write(crawl="links_per_night: 0")
    watched.crawl(1)
    assert not watched.server.asked("/files/a.pdf")


def test_links_to_other_servers_are_left_alone(watched: Watched) -> None:
    watched.crawl(0)
    assert watched.rows() == (3, 3)
    watched.write(crawl="foreign_links: true")
    with pytest.raises(ConfigError, match="foreign_links"):
        watched.crawl(1)


def test_what_was_fetched_before_a_night_was_cut_off_is_not_asked_for_again(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    class CutOffError(Exception):
        """The machine went down."""

    def cut_off(*_: object, **__: object) -> None:
        raise CutOffError

    with monkeypatch.context() as broken:
        broken.setattr(save, "save_link_checks", cut_off)
        with pytest.raises(CutOffError):
            watched.crawl(0)
    fetched = {path for path in ("/files/a.pdf", "/files/b.pdf", "/about.html") if watched.server.asked(path)}
    assert fetched
    assert watched.rows() == (3, 0)
    watched.crawl(0)
    assert not any(watched.server.asked(path) for path in fetched)
    assert watched.rows() == (3, 3)
    with opened_at(watched.folder, as_of=FIRST.isoformat(), now=None) as (office, point):
        night = facts.night_at(office.warehouse, point)
        assert night is not None
        records = facts.records_of(office.warehouse, night)
        assert all(read_record(office.folder.var, record) for record in records)
