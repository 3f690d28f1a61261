"""Nights whose plan judges messages by their pages: a look after the last day, an answer seen the night after it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from flows import stages
from flows.init_office import init_office
from flows.opened import OpenOffice, opened_at
from schemas.results import Line
from tests.support.fault_server import Answer, FaultServer, running
from warehouse.tables import page_details

HEADER = "单位代码,单位名称,单位类别,栏目,网址,栏目类型,信息类别,栏目代码\n"
TERM = "params: {source: pages, value: 5, unit: working_days}"
PAGES = f"      - {{id: answers, measure: answered_within, points: 5, {TERM}}}\n"
REGISTER = "      - {id: answers, measure: answered_within, points: 5}\n"
LETTER = "/hdjl/show.aspx?id=17"
"""Came on Thursday the 5th: five working days are over after the 12th."""


def listing(*rows: tuple[str, str, str]) -> Answer:
    shown = "".join(f'<li><a href="{url}">{title}</a><span>{day}</span></li>' for url, title, day in rows)
    head = '<head><title>我要咨询</title><meta name="ColumnName" content="我要咨询"></head>'
    return Answer(f"<html>{head}<body><ul class='list'>{shown}</ul></body></html>".encode())


def letter(state: str, *, came: str = "2026-11-05", replied: str = "") -> Answer:
    answer = (
        f"<tr><th>答复时间</th><td>{replied}</td></tr><tr><th>答复内容</th><td>已修好。</td></tr>" if replied else ""
    )
    body = f"""<h1>路灯不亮</h1><table><tr><th>来信时间</th><td>{came}</td></tr>
    <tr><th>来信内容</th><td>请修。</td></tr><tr><th>办理状态</th><td>{state}</td></tr>{answer}</table>"""
    return Answer(f"<html><head><title>路灯不亮</title></head><body>{body}</body></html>".encode())


@dataclass
class Watched:
    folder: Path
    server: FaultServer

    def ask(self, duty: str) -> None:
        plan = self.folder / "work_plans" / "2026.yml"
        text = plan.read_text(encoding="utf-8")
        first = next(line for line in text.splitlines() if line.lstrip().startswith(("- {id:", "- id:")))
        plan.write_text(text.replace(first, f"{duty}{first}", 1), encoding="utf-8")

    def crawl(self, day: int) -> None:
        """The crawl of this day in November."""
        self.server.seen.clear()
        with self.opened(day) as (office, point):
            stages.crawl(office, point, no_delay=True)

    def night(self, day: int) -> Line:
        """The line on answers after the crawl of this day."""
        self.crawl(day)
        with self.opened(day) as (office, point):
            cards = stages.score(office, point)
        (line,) = (line for card in cards.agencies for line in card.lines if line.obligation == "answers")
        return line

    def opened(self, day: int) -> AbstractContextManager[tuple[OpenOffice, datetime]]:
        point = date(2026, 11, day).isoformat()
        return opened_at(self.folder, as_of=point, now=f"{point}T23:30:00+08:00")

    def looks(self) -> int:
        return self.server.asked(LETTER)

    def rows(self) -> int:
        with self.opened(30) as (office, _), office.warehouse.read() as connection:
            return connection.execute(select(func.count()).select_from(page_details)).scalar_one()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    pages = {
        "/hdjl/": listing((LETTER, "路灯不亮", "2026-11-05"), ("/hdjl/show.aspx?id=9", "公交改线", "2025-09-01")),
        LETTER: letter("办理中"),
        "/hdjl/show.aspx?id=9": letter("已办结", came="2025-09-01", replied="2025-11-06"),
    }
    with running(pages=pages) as server:
        register = tmp_path / "register.csv"
        register.write_text(
            f"{HEADER}cgj,市城管局,部门,我要咨询,{server.url('/hdjl/')},互动回应,互动回应,wyzx\n", encoding="utf-8"
        )
        folder = tmp_path / "office"
        init_office(folder, register=register, name="云溪市", rules="national-2019", year=2026)
        with (folder / "office.yml").open("a", encoding="utf-8") as file:
            file.write("\ncrawl: {deep_pass_days: 0, recheck_days: [30]}\n")
        yield Watched(folder, server)


def test_a_message_is_looked_at_after_its_last_day_and_every_night_until_it_is_answered(watched: Watched) -> None:
    watched.ask(PAGES)
    watched.crawl(6)
    watched.crawl(12)
    assert watched.looks() == 0, "still in time"

    watched.server.pages[LETTER] = Answer(b"gone", status=404)
    line = watched.night(13)
    assert (line.status, line.cause, watched.looks()) == ("unknown", "our_failure", 1)

    watched.server.pages[LETTER] = letter("办理中")
    line = watched.night(14)
    assert (line.status, line.cause, watched.looks()) == ("needs_review", None, 1)
    assert "办理中" in line.reason.text("zh")
    assert {page.url for page in line.evidence} == {watched.server.url(LETTER)}
    assert max(page.fetched_at for page in line.evidence if page.fetched_at).day == 14, "the look after the last day"
    watched.crawl(14)
    assert watched.looks() == 0, "a night that is run again asks nothing again"

    watched.server.pages[LETTER] = letter("已办结", replied="2026-11-12")
    assert (watched.night(15).status, watched.looks()) == ("met", 1)
    watched.crawl(16)
    assert watched.looks() == 0, "answered, and left to its turn"


def test_a_plan_that_asks_by_the_register_reads_no_page_and_one_that_begins_to_reads_what_is_stored(
    watched: Watched,
) -> None:
    watched.ask(REGISTER)
    watched.crawl(6)
    assert watched.rows() == 0
    plan = watched.folder / "work_plans" / "2026.yml"
    plan.write_text(plan.read_text(encoding="utf-8").replace(REGISTER, PAGES), encoding="utf-8")
    line = watched.night(7)
    assert (line.status, line.due_on) == ("not_due", date(2026, 11, 12))
    assert (watched.rows(), watched.looks()) == (2, 0)
