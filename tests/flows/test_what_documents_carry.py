"""Nights whose plan asks what documents carry: read at the look, or from what is stored; others cost nothing more."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from flows import stages
from flows.init_office import init_office
from flows.opened import opened_at
from flows.reread_evidence import reread
from schemas.results import Line
from tests.support.fault_server import Answer, FaultServer, running
from warehouse.tables import documents, page_details

HEADER = "单位代码,单位名称,单位类别,栏目,网址,栏目类型,信息类别,栏目代码\n"
IDENTITY = "11010519491231002X"
DUTIES = """\
      - {id: privacy, measure: no_private_data, points: 5}
      - {id: linked, measure: interpretation_linked, points: 5, scope: {kinds: [政策文件]}, params: {days: 3}}
"""


def listing(name: str, *rows: tuple[str, str, str]) -> Answer:
    shown = "".join(f'<li><a href="{url}">{title}</a><span>{day}</span></li>' for url, title, day in rows)
    head = f'<head><title>{name}</title><meta name="ColumnName" content="{name}"></head>'
    return Answer(f"<html>{head}<body><ul class='list'>{shown}</ul></body></html>".encode())


def document(title: str, text: str, *, day: str, below: str = "") -> Answer:
    head = f'<head><title>{title}</title><meta name="ArticleTitle" content="{title}"></head>'
    body = (
        f"<h1>{title}</h1><p>发布时间：{day} 发布机构：市水利局</p><div class='content'><p>第一条 为加强河道管理，"
        f"保障防洪安全，制定本办法，请遵照执行。</p><p>{text}</p></div>{below}"
    )
    return Answer(f"<html>{head}<body>{body}</body></html>".encode())


@dataclass
class Watched:
    folder: Path
    server: FaultServer

    def ask(self) -> None:
        plan = self.folder / "work_plans" / "2026.yml"
        text = plan.read_text(encoding="utf-8")
        first = next(line for line in text.splitlines() if line.lstrip().startswith("- {id:") or "- id:" in line)
        plan.write_text(text.replace(first, f"{DUTIES}{first}", 1), encoding="utf-8")

    def crawl(self, day: str) -> None:
        self.server.seen.clear()
        with opened_at(self.folder, as_of=day, now=f"{day}T23:59:59+08:00") as (office, point):
            stages.crawl(office, point, no_delay=True)

    def night(self, day: str) -> dict[str, Line]:
        self.crawl(day)
        with opened_at(self.folder, as_of=day, now=f"{day}T23:59:59+08:00") as (office, point):
            cards = stages.score(office, point)
        return {line.id: line for card in cards.agencies for line in card.lines}

    def count(self, day: str) -> tuple[int, int]:
        """Rows of what pages carry, and documents known to have been asked for it."""
        with opened_at(self.folder, as_of=day, now=None) as (office, _), office.warehouse.read() as connection:
            rows = connection.execute(select(func.count()).select_from(page_details)).scalar_one()
            asked = connection.execute(select(func.count(documents.c.details_at))).scalar_one()
        return rows, asked


PAGES = {
    "/zcwj/": listing("政策文件", ("/zcwj/t1.html", "云溪市河道管理办法", "2026-11-05")),
    "/zcjd/": listing("政策解读", ("/zcjd/t2.html", "河道管理的背景和措施", "2026-11-06")),
    "/zcwj/t1.html": document("云溪市河道管理办法", f"联系人张三，身份证号{IDENTITY}。", day="2026-11-05"),
    "/zcjd/t2.html": document("河道管理的背景和措施", "市水利局负责人就办法作出说明。", day="2026-11-06"),
}
LINKED = document(
    "云溪市河道管理办法",
    "联系人张三，身份证号1101**********002X。",
    day="2026-11-05",
    below='<h3>相关解读</h3><ul><li><a href="/zcjd/t2.html">河道管理的背景和措施</a></li></ul>',
)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    with running(pages=dict(PAGES)) as server:
        register = tmp_path / "register.csv"
        register.write_text(
            f"{HEADER}slj,市水利局,部门,政策文件,{server.url('/zcwj/')},政策文件,政策文件,zcwj\n"
            f"slj,市水利局,部门,政策解读,{server.url('/zcjd/')},政策解读,政策文件,zcjd\n",
            encoding="utf-8",
        )
        folder = tmp_path / "office"
        init_office(folder, register=register, name="云溪市", rules="national-2019", year=2026)
        with (folder / "office.yml").open("a", encoding="utf-8") as file:
            file.write("\ncrawl: {deep_pass_days: 0, recheck_days: [7]}\n")
        yield Watched(folder, server)


def test_what_a_page_carries_reaches_the_lines_and_what_is_mended_is_seen_the_next_night(watched: Watched) -> None:
    watched.ask()
    lines = watched.night("2026-11-19")
    privacy, linked = lines["privacy/zcwj"], lines["linked/zcwj"]
    assert (privacy.status, privacy.evidence[0].url) == ("unmet", watched.server.url("/zcwj/t1.html"))
    assert "1101**********002X" in privacy.reason.text("zh")
    assert (linked.status, linked.cause) == ("unmet", "not_published")
    assert lines["privacy/zcjd"].status == "met"
    assert watched.count("2026-11-19") == (2, 2)

    watched.server.pages["/zcwj/t1.html"] = LINKED
    lines = watched.night("2026-11-20")
    assert (lines["privacy/zcwj"].status, lines["linked/zcwj"].status) == ("met", "met")
    assert watched.count("2026-11-20") == (3, 2)


def test_a_plan_that_begins_to_ask_is_answered_from_what_is_stored(watched: Watched) -> None:
    watched.crawl("2026-11-19")
    assert watched.count("2026-11-19") == (0, 0)
    watched.ask()
    lines = watched.night("2026-11-20")
    assert lines["privacy/zcwj"].status == "unmet"
    assert not any(seen.path.endswith(".html") for seen in watched.server.seen), "no document is asked for again"
    assert watched.count("2026-11-20") == (2, 2)


def test_stored_pages_are_read_again_for_what_they_carry_without_asking_anybody(watched: Watched) -> None:
    watched.crawl("2026-11-19")
    watched.ask()
    watched.server.seen.clear()
    with opened_at(watched.folder, as_of="2026-11-19", now="2026-11-20T09:00:00+08:00") as (office, point):
        assert len(reread(office, point, dry_run=True).changed) == 2
        changed = reread(office, point).changed
        assert [row.note for row in changed] == ["other tags, links or private numbers"] * 2
        again = reread(office, point)
        assert (again.changed, again.unchanged) == ([], 4)
    assert watched.server.seen == []
    assert watched.count("2026-11-19") == (2, 2)


def test_a_missing_link_is_found_by_the_next_look_and_the_mended_one_by_the_next_night(watched: Watched) -> None:
    watched.ask()
    watched.server.pages["/zcwj/t1.html"] = document("云溪市河道管理办法", "没有号码。", day="2026-11-05")
    watched.crawl("2026-11-06")
    assert watched.night("2026-11-11")["linked/zcwj"].status == "unknown", "due since the 10th, and not looked at since"
    line = watched.night("2026-11-14")["linked/zcwj"]
    assert (line.status, line.cause) == ("unmet", "not_published")
    assert watched.count("2026-11-14") == (2, 2)

    watched.server.pages["/zcwj/t1.html"] = LINKED
    assert watched.night("2026-11-15")["linked/zcwj"].status == "met", "mended, and not yet due to be looked at"
    assert watched.server.asked("/zcwj/t1.html") == 1
    watched.crawl("2026-11-15")
    assert watched.server.asked("/zcwj/t1.html") == 0, "a night that is run again asks nothing again"
