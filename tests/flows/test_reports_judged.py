"""Nights whose plan judges annual reports: what contradicts itself is asked once, and the answer stays."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from flows import audit_reports, stages
from flows.init_office import init_office
from flows.opened import OpenOffice, opened_at
from schemas.results import Line
from tests.support.fault_server import Answer, FaultServer, running
from warehouse import facts

HEADER = "单位代码,单位名称,单位类别,栏目,网址,栏目类型,信息类别,栏目代码\n"
REPORT = "/xxgk/ndbg/2026/1.html"
TITLE = "云溪市水利局2025年政府信息公开工作年度报告"
SOUND = """      - id: report-sound
        measure: annual_report_sound
        points: 5
        scope: {kinds: [年度报告]}
        params: {checks: [categories_sum_to_total, parts_announced, period_is_year]}
"""
MATCHES = """      - id: report-site
        measure: report_matches_site
        points: 5
        scope: {categories: [工作信息]}
"""


def report(total: int = 8, *more: str, shown: str = "发布时间：2026-01-20　来源：市水利局") -> Answer:
    lines = [
        "根据《中华人民共和国政府信息公开条例》的要求，由云溪市水利局编制本报告。",
        "本报告由概述、主动公开政府信息情况等两部分组成，统计期限自2025年1月1日起至2025年12月31日止。",
        *more,
        "一、概述",
        "我局按要求做好政府信息公开工作。",
        "二、主动公开政府信息情况",
        f"2025年，我局主动公开政府信息{total}条，其中机构概况1条，政策文件2条，工作信息5条，其他信息0条。",
    ]
    body = "".join(f"<p>{line}</p>" for line in lines)
    head = f"<head><meta charset='utf-8'><title>{TITLE}</title></head>"
    return Answer(f"<html>{head}<body><h1>{TITLE}</h1><p>{shown}</p>{body}</body></html>".encode())


def listing(name: str, *rows: tuple[str, str, str]) -> Answer:
    shown = "".join(f'<li><a href="{url}">{title}</a><span>{day}</span></li>' for url, title, day in rows)
    head = f'<head><title>{name}</title><meta name="ColumnName" content="{name}"></head>'
    return Answer(f"<html>{head}<body><ul class='list'>{shown}</ul></body></html>".encode())


def news(items: int) -> Answer:
    """So many of 2025, and one before and after."""
    days = ["2026-01-05", *(f"2025-{month:02}-15" for month in range(12, 12 - items, -1)), "2024-12-31"]
    return listing(
        "工作动态", *((f"/gzdt/{n}.html", f"第{n}号水库除险加固工程进展", day) for n, day in enumerate(days))
    )


@dataclass
class Watched:
    folder: Path
    server: FaultServer

    def ask(self, *duties: str) -> None:
        plan = self.folder / "work_plans" / "2026.yml"
        text = plan.read_text(encoding="utf-8")
        first = next(line for line in text.splitlines() if line.lstrip().startswith(("- {id:", "- id:")))
        plan.write_text(text.replace(first, f"{''.join(duties)}{first}", 1), encoding="utf-8")

    def crawl(self, day: date) -> None:
        with self.opened(day) as (office, point):
            stages.crawl(office, point, no_delay=True)

    def night(self, day: date, obligation: str = "report-sound") -> list[Line]:
        """The lines of the obligation after the night of this day."""
        self.crawl(day)
        with self.opened(day) as (office, point):
            cards = stages.score(office, point)
        return [line for card in cards.agencies for line in card.lines if line.obligation == obligation]

    def opened(self, day: date) -> AbstractContextManager[tuple[OpenOffice, datetime]]:
        return opened_at(self.folder, as_of=day.isoformat(), now=f"{day.isoformat()}T23:30:00+08:00")

    def answer(self, line: Line, verdict: str, day: date) -> None:
        path = self.folder / "reviews" / f"{line.id.replace('/', '_')}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            "单位代码,事项编号,结论,理由,依据,审核人,日期\n"
            f"slj,{line.id},{verdict},已核对原始台账,云溪政办函〔2026〕7号,李敏,{day.isoformat()}\n",
            encoding="utf-8",
        )


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    pages = {
        "/xxgk/ndbg/": listing("政府信息公开年报", (REPORT, TITLE, "2026-01-20")),
        "/gzdt/": news(5),
        REPORT: report(),
    }
    with running(pages=pages) as server:
        register = tmp_path / "register.csv"
        register.write_text(
            f"{HEADER}slj,云溪市水利局,部门,年报,{server.url('/xxgk/ndbg/')},年度报告,报告统计,ndbg\n"
            f"slj,云溪市水利局,部门,工作动态,{server.url('/gzdt/')},动态要闻,工作信息,gzdt\n",
            encoding="utf-8",
        )
        folder = tmp_path / "office"
        init_office(folder, register=register, name="云溪市", rules="national-2019", year=2026)
        with (folder / "office.yml").open("a", encoding="utf-8") as file:
            file.write("\ncrawl: {deep_pass_days: 1, recheck_days: [1]}\n")
        yield Watched(folder, server)


def february(day: int) -> date:
    return date(2026, 2, day)


def test_a_dismissed_contradiction_stays_dismissed_and_another_one_is_asked_about(watched: Watched) -> None:
    watched.ask(SOUND)
    (line,) = watched.night(february(2))
    assert (line.status, line.points, line.columns) == ("met", 5, ("ndbg",))

    watched.server.pages[REPORT] = report(9)
    (line,) = watched.night(february(4))
    assert (line.status, line.points) == ("needs_review", None)
    assert "总数9，各类之和8，相差1" in line.reason.text("zh")
    assert {page.url for page in line.evidence} == {watched.server.url(REPORT)}

    with watched.opened(february(4)) as (office, point):
        site = stages.publish(office, point).site
    shown = [page.name for page in site.rglob("*.html") if "总数9，各类之和8" in page.read_text(encoding="utf-8")]
    assert "slj.html" in shown

    watched.answer(line, "完成", february(5))
    (decided,) = watched.night(february(6))
    assert (decided.id, decided.status, decided.points) == (line.id, "met", 5)
    assert "李敏" in decided.reason.text("zh")

    watched.server.pages[REPORT] = report(9, "本报告电子版可在市政府网站查阅。")
    (moved,) = watched.night(february(8))
    assert (moved.id, moved.status) == (line.id, "met"), "the same contradiction, one line further down"

    watched.server.pages[REPORT] = report(11)
    (other,) = watched.night(february(10))
    assert (other.status, other.points) == ("needs_review", None)
    assert other.id != line.id
    watched.answer(other, "未完成", february(11))
    (confirmed,) = watched.night(february(12))
    assert (confirmed.status, confirmed.cause, confirmed.points) == ("unmet", "inconsistent", 0)
    with watched.opened(february(12)) as (office, _):
        kept = facts.needed_records(office.warehouse, today=date(2026, 12, 31))
    assert {page.record for page in (*line.evidence, *confirmed.evidence) if page.record} <= kept

    watched.server.pages[REPORT] = report()
    (corrected,) = watched.night(february(14))
    assert (corrected.status, corrected.points) == ("met", 5)


@pytest.mark.parametrize("shown", ["发布时间：2026-01-20　来源：市水利局", ""])
def test_what_is_open_is_looked_at_again_every_night_whenever_its_turn_comes(watched: Watched, shown: str) -> None:
    """Also where the page is not understood as a document: it shows no day."""
    watched.ask(SOUND)
    office = watched.folder / "office.yml"
    office.write_text(office.read_text(encoding="utf-8").replace("recheck_days: [1]", "recheck_days: [90]"), "utf-8")
    watched.server.pages[REPORT] = report(9, shown=shown)
    (line,) = watched.night(february(2))
    assert line.status == "needs_review"
    for day in range(3, 9):  # an attempt that taught nothing is repeated five times anyway
        watched.server.seen.clear()
        watched.night(february(day))
        assert watched.server.asked(REPORT) == 1, day
    watched.server.pages[REPORT] = report(shown=shown)
    (line,) = watched.night(february(10))
    assert (line.status, line.points) == ("met", 5)


def test_a_report_is_held_against_what_the_columns_show_of_its_year(watched: Watched) -> None:
    watched.ask(MATCHES)
    (gap,) = watched.night(february(2), "report-site")
    assert (gap.status, gap.points) == ("needs_review", None)
    said = gap.reason.text("zh")
    assert "总数（报告8条，栏目5条）" in said
    assert "机构概况1、政策文件2、工作信息5" in said
    assert "栏目分类：工作信息5" in said
    assert {page.url for page in gap.evidence} == {watched.server.url(REPORT), watched.server.url("/gzdt/")}

    watched.server.pages["/gzdt/"] = news(8)
    of_all = report().body.replace("工作信息5条".encode(), "工作信息8条".encode())
    watched.server.pages[REPORT] = Answer(of_all)
    (line,) = watched.night(february(4), "report-site")
    assert line.status == "met"


def test_a_report_that_was_never_opened_and_one_that_is_not_there_are_unknown(watched: Watched) -> None:
    watched.ask(SOUND)
    watched.server.pages[REPORT] = Answer(b"gone", status=404)
    (line,) = watched.night(date(2026, 1, 31))
    assert (line.status, "2026-01-31" in line.reason.text("zh")) == ("not_due", True)
    (line,) = watched.night(february(1))
    assert (line.status, line.cause) == ("unknown", "our_failure")
    watched.server.pages["/xxgk/ndbg/"] = listing(
        "政府信息公开年报", ("/1.html", "2024年政府信息公开年报", "2025-01-20")
    )
    with watched.opened(february(1)) as (office, point):
        beside = stages.beside_checks(office, point, [office.folder.rules_for(point.date())])
    assert [each.year for each in beside["observed"].reports] == [2025]


def test_reports_are_read_only_where_somebody_asks_for_them(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int | None] = []
    real = audit_reports.audit_reports

    def counting(office: OpenOffice, as_of: datetime, *, year: int | None = None) -> object:
        asked.append(year)
        return real(office, as_of, year=year)

    monkeypatch.setattr(audit_reports, "audit_reports", counting)
    watched.night(february(2))
    assert asked == []
    watched.ask(SOUND, MATCHES.replace("scope:", "params: {year: 2024}\n        scope:"))
    watched.night(february(3))
    assert asked == [2024, 2025]
