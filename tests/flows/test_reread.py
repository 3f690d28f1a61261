"""Stored pages are read again with today's reader, and no site is asked; what it says takes the earlier one's place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner, Result

from flows import reading_with, reread_evidence, stages
from flows.command_line import app
from flows.init_office import init_office
from flows.opened import opened_at
from flows.reread_evidence import Reread, reread
from schemas.entries import ListReading
from schemas.results import ColumnCheck
from scrapers.documents.reading import examine_document
from scrapers.lists.reading import read_list
from tests.support.fault_server import Answer, FaultServer, Seen, running
from warehouse import facts
from warehouse.facts.seen import with_codes
from warehouse.tables import check_sets, columns, document_versions, documents, items, metadata, observations, pages

FIRST, SECOND = "2026-11-20", "2026-11-21"
HEADER = "单位代码,单位名称,单位类别,栏目,网址,栏目类型,信息类别,栏目代码\n"
PLATFORM = "title: 奇特门户\nsource: our own pages\nlist: {{rows: '{rows}'}}\n"
WRONG, RIGHT = "ul.side > li", "ul.list > li"


def rows(path: str, numbers: range, *, year: int = 2026) -> str:
    return "".join(
        f'<li><a href="{path}{n}.html">第{n}号事项办理情况的说明</a><span>{year}-11-{n:02}</span></li>' for n in numbers
    )


def page(body: str, *, name: str = "工作动态") -> Answer:
    return Answer(f"<html><head><title>{name}</title></head><body>{body}</body></html>".encode())


def posted_back(seen: Seen) -> Answer:
    """A list of two pages, the second of which answers a posted form."""
    second = b"__EVENTARGUMENT=2" in seen.sent
    state = f'<input type="hidden" name="__VIEWSTATE" value="/wEPDwU{1 + second}+==">'
    following = "" if second else "<a href=\"javascript:__doPostBack('Pager1','2')\">下一页</a>"
    pager = f"共 20 条记录 第 {1 + second} 页/共 2 页 {following}"
    shown = rows("/gsgg/", range(10, 0, -1) if second else range(20, 10, -1))
    return page(
        f'<form method="post" action="/gsgg/">{state}<ul>{shown}</ul><div class="pager">{pager}</div></form>',
        name="公示公告",
    )


PAGES: dict[str, Answer | Callable[[Seen], Answer]] = {
    "/gzdt/": page(
        f'<ul class="side">{rows("/old/", range(5, 0, -1), year=2024)}</ul>'
        f'<ul class="list">{rows("/gzdt/", range(20, 0, -1))}</ul>'
    ),
    "/tzgg/": page(f'<ul class="list">{rows("/tzgg/", range(19, 4, -1))}</ul>', name="通知公告"),
    "/gsgg/": posted_back,
}


@dataclass
class Watched:
    """An office whose 工作动态 is read by a platform file of its own, which at first points at the wrong rows."""

    folder: Path
    server: FaultServer

    def point_at(self, rows: str) -> None:
        (self.folder / "platforms").mkdir(exist_ok=True)
        (self.folder / "platforms" / "odd.yml").write_text(PLATFORM.format(rows=rows), encoding="utf-8")

    def night(self, day: str, *, judged: bool = False) -> None:
        with opened_at(self.folder, as_of=day, now=f"{day}T22:00:00+08:00") as (office, point):
            stages.crawl(office, point, no_delay=True)
            if judged:
                stages.validate(office, point)
        self.server.seen.clear()

    def reread(self, day: str, **more: Any) -> Reread:
        with opened_at(self.folder, as_of=day, now=None) as (office, point):
            done = reread(office, point, **more)
        assert self.server.seen == [], "no site is asked"
        return done

    def command(self, *options: str) -> Result:
        return CliRunner().invoke(app, ["reread", str(self.folder), *options])

    def judged(self, day: str) -> dict[str, ColumnCheck]:
        with opened_at(self.folder, as_of=day, now=None) as (office, point):
            return {check.column: check for check in stages.validate(office, point).columns}

    def rows_of(self, statement: Any) -> list[Any]:
        with opened_at(self.folder, as_of=SECOND, now=None) as (office, _), office.warehouse.read() as connection:
            return list(connection.execute(statement))

    def counts(self) -> dict[str, int]:
        return {
            table.name: self.rows_of(select(func.count()).select_from(table))[0][0] for table in metadata.sorted_tables
        }

    def readings(self, code: str) -> list[Any]:
        return self.rows_of(
            with_codes(observations)
            .join(observations, observations.c.column_id == columns.c.id)
            .where(columns.c.code == code)
            .order_by(observations.c.id)
        )


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    with running(pages=PAGES) as server:
        register = tmp_path / "register.csv"
        register.write_text(
            f"{HEADER}swj,市水务局,部门,工作动态,{server.url('/gzdt/')},动态要闻,工作信息,gzdt\n"
            f"swj,市水务局,部门,通知公告,{server.url('/tzgg/')},通知公告,工作信息,tzgg\n"
            f"swj,市水务局,部门,公示公告,{server.url('/gsgg/')},通知公告,工作信息,gsgg\n",
            encoding="utf-8",
        )
        folder = tmp_path / "office"
        init_office(folder, register=register, name="云溪市", rules="national-2019", year=2026)
        own = folder / "agencies" / "swj.yml"
        own.write_text(own.read_text(encoding="utf-8").replace("code: gzdt,", "code: gzdt, platform: odd,"))
        with (folder / "office.yml").open("a", encoding="utf-8") as file:
            file.write("\ncrawl: {documents_per_night: 0, deep_pass_days: 0}\n")
        made = Watched(folder, server)
        made.point_at(WRONG)
        yield made


def test_a_corrected_platform_file_gives_the_right_items_without_asking_the_site(watched: Watched) -> None:
    watched.night(FIRST, judged=True)
    assert watched.judged(FIRST)["gzdt"].status == "stale"

    watched.point_at(RIGHT)
    done = watched.reread(FIRST)
    (change,) = done.changed
    assert (change.what, change.was, change.now) == (
        "swj/gzdt",
        "list, 5 items, newest 2024-11-05",
        "list, 20 items, newest 2026-11-20",
    )
    assert change.note == "+20 new; 5 no longer found, kept among its items"
    assert done.unchanged == 2
    assert [night.as_of.date() for night in done.unjudged] == [date(2026, 11, 20)]
    assert watched.counts()["check_sets"] == 0

    before, after = watched.readings("gzdt")
    assert (after.observed_at, after.night_id) == (before.observed_at, before.night_id)
    assert (after.requests, after.bytes, after.seconds, after.entries) == (0, 0, 0.0, 20)
    assert after.reader != before.reader
    seen = watched.rows_of(select(items.c.first_seen_at).where(items.c.first_seen_observation_id == after.id))
    assert [row.first_seen_at for row in seen] == [before.observed_at] * 20
    check = watched.judged(FIRST)["gzdt"]
    assert (check.status, check.newest) == ("fresh", date(2026, 11, 20))
    assert check.evidence[0].url == watched.server.url("/gzdt/")


def test_read_again_once_more_it_says_the_same_and_nothing_is_written(watched: Watched) -> None:
    watched.night(FIRST)
    watched.point_at(RIGHT)
    watched.reread(FIRST)
    watched.judged(FIRST)
    before = watched.counts()
    done = watched.reread(FIRST)
    assert (done.changed, done.unchanged, done.unjudged) == ([], 3, [])
    after = watched.counts()
    assert after.pop("runs") == before.pop("runs") + 1, "that somebody read it again is on record"
    assert after == before


def test_a_reader_that_is_changed_back_and_forth_is_followed_each_time(watched: Watched) -> None:
    watched.night(FIRST)
    for rows_, entries in ((RIGHT, 20), (WRONG, 5), (RIGHT, 20)):
        watched.point_at(rows_)
        assert len(watched.reread(FIRST).changed) == 1
        assert watched.reread(FIRST).changed == []
        with opened_at(watched.folder, as_of=FIRST, now=None) as (office, point):
            night = facts.night_at(office.warehouse, point)
            assert night is not None
            assert facts.stored_visits(office.warehouse, night)["swj", "gzdt"].entries == entries


def test_a_reading_that_was_cut_off_is_taken_up_where_it_was(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    def shouts(*args: Any, **more: Any) -> ListReading:
        reading = read_list(*args, **more)
        items = tuple(entry.model_copy(update={"title": f"{entry.title}！"}) for entry in reading.items)
        return reading.model_copy(update={"items": items})

    def cut_off(*args: Any, **options: Any) -> int:
        if calls:
            raise InterruptedError
        calls.append(args)
        return saves(*args, **options)

    calls: list[Any] = []
    saves = reread_evidence.save.save_visits
    watched.night(FIRST, judged=True)
    monkeypatch.setattr(reading_with, "read_list", shouts)
    with monkeypatch.context() as patched:
        patched.setattr(reread_evidence.save, "save_visits", cut_off)
        with pytest.raises(InterruptedError):
            watched.reread(FIRST)
    assert watched.counts()["check_sets"] == 0, "nothing is judged by what no longer holds"

    done = watched.reread(FIRST)
    assert (len(done.changed), done.unchanged, len(done.unjudged)) == (2, 1, 1)
    assert [len(watched.readings(code)) for code in ("gzdt", "tzgg", "gsgg")] == [2, 2, 2]
    titles = [row.title for row in watched.rows_of(select(items.c.title))]
    assert all(title.endswith("！") for title in titles)
    assert watched.reread(FIRST).changed == []


def test_a_dry_run_shows_the_same_and_writes_nothing(watched: Watched) -> None:
    watched.night(FIRST, judged=True)
    watched.point_at(RIGHT)
    before = watched.counts()
    shown = watched.command("--as-of", FIRST, "--dry-run")
    assert shown.exit_code == 0, shown.output
    assert "1 would be read otherwise than before, 2 say the same" in shown.stdout
    assert "swj/gzdt" in shown.stdout
    assert watched.counts() == before
    told = watched.command("--as-of", FIRST)
    assert told.exit_code == 0, told.output
    assert "1 are read otherwise than before, 2 say the same" in told.stdout
    for stage in ("validate", "score", "publish"):
        assert f"gongkai {stage} {watched.folder} --as-of 2026-11-20T23:59:59+08:00" in told.stdout
    assert watched.server.seen == []


def test_a_night_that_found_nothing_changed_is_read_again_through_the_visit_it_repeats(watched: Watched) -> None:
    watched.night(FIRST)
    watched.night(SECOND)
    assert watched.readings("gzdt")[-1].same_as == watched.readings("gzdt")[0].id
    watched.point_at(RIGHT)
    assert [change.what for change in watched.reread(SECOND).changed] == ["swj/gzdt"]
    last = watched.readings("gzdt")[-1]
    assert (last.same_as, last.entries) == (None, 20)
    assert watched.judged(SECOND)["gzdt"].status == "fresh"
    assert watched.reread(SECOND).changed == []
    assert [change.day for change in watched.reread(SECOND, since=date(2026, 11, 1)).changed] == [date(2026, 11, 20)]


def test_since_reads_all_nights_from_that_day_on_the_oldest_first(watched: Watched) -> None:
    watched.night(FIRST, judged=True)
    watched.night(SECOND, judged=True)
    watched.point_at(RIGHT)
    done = watched.reread(SECOND, since=date(2026, 11, 20))
    assert [(change.day.day, change.what) for change in done.changed] == [(20, "swj/gzdt"), (21, "swj/gzdt")]
    assert watched.rows_of(select(check_sets)) == []
    again = watched.reread(SECOND, since=date(2026, 11, 20))
    assert (again.changed, again.unchanged) == ([], 6)


def test_the_night_after_finds_nothing_changed_and_reads_nothing(watched: Watched) -> None:
    watched.night(FIRST)
    watched.point_at(RIGHT)
    watched.reread(FIRST)
    watched.night(SECOND)
    last = watched.readings("gzdt")[-1]
    assert (last.requests, last.parses, last.entries) == (1, 0, 20)
    assert last.same_as == watched.readings("gzdt")[1].id


def test_what_turns_out_to_be_no_list_takes_the_place_of_a_list_and_is_visited_again(watched: Watched) -> None:
    watched.night(FIRST)
    watched.point_at("ul.gone > li")
    (change,) = watched.reread(FIRST).changed
    assert change.now.startswith("not_a_list, 0 items")
    assert watched.judged(FIRST)["gzdt"].state == "not_a_list"
    with opened_at(watched.folder, as_of=FIRST, now=None) as (office, point):
        night = facts.night_at(office.warehouse, point)
        assert night is not None
        assert facts.pending_columns(office.warehouse, night) == {("swj", "gzdt")}


def test_an_earlier_visit_that_counts_once_more_is_read_again_too(watched: Watched) -> None:
    watched.night(FIRST)
    with opened_at(watched.folder, as_of=FIRST, now="2026-11-20T23:00:00+08:00") as (office, point):
        stages.crawl(office, point, no_delay=True, force=True)
    watched.server.seen.clear()
    watched.point_at("ul.gone > li")
    assert [change.what for change in watched.reread(FIRST).changed] == ["swj/gzdt"] * 2
    assert watched.judged(FIRST)["gzdt"].state == "not_a_list"
    assert watched.reread(FIRST).changed == []


def test_a_page_that_only_the_new_reader_asks_for_leaves_the_reading_partial_and_not_blank(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def follows(*args: Any, **more: Any) -> ListReading:
        reading = read_list(*args, **more)
        return reading.model_copy(update={"next": watched.server.url("/tzgg/index_1.html")})

    watched.night(FIRST)
    monkeypatch.setattr(reading_with, "read_list", follows)
    done = watched.reread(FIRST, columns=["swj/tzgg"])
    (change,) = done.changed
    assert change.now == "list, 15 items, newest 2026-11-19"
    assert "page 2 could not be read" in change.note
    assert "not fetched in the visit that is read again" in change.note
    last = watched.readings("tzgg")[-1]
    assert (last.broken_off, last.read_back_to) == (True, None)


def test_pages_that_answered_a_posted_form_are_read_again_in_their_order(watched: Watched) -> None:
    watched.night(FIRST)
    (seen,) = watched.readings("gsgg")
    assert (seen.entries, seen.pages_read) == (20, 2)
    done = watched.reread(FIRST, columns=["swj/gsgg"])
    assert (done.changed, done.lost, done.unchanged) == ([], [], 1)


def test_damaged_evidence_of_a_column_is_named_and_the_others_are_read_again(watched: Watched) -> None:
    watched.night(FIRST)
    watched.point_at(RIGHT)
    (proof,) = watched.rows_of(
        select(pages.c.record, pages.c.length)
        .join(observations, observations.c.id == pages.c.observation_id)
        .join(columns, columns.c.id == observations.c.column_id)
        .where(columns.c.code == "tzgg")
    )
    file, _, offset = proof.record.partition("#")
    with (watched.folder / "var" / file).open("r+b") as stored:
        stored.seek(int(offset) + proof.length // 2)
        stored.write(b"\0\0\0\0\0\0\0\0")
    told = watched.command("--as-of", FIRST)
    assert told.exit_code == 1, told.output
    assert "1 could not be read again: their evidence is missing or damaged" in told.stdout
    assert "swj/tzgg" in told.stdout
    assert len(watched.readings("tzgg")) == 1
    assert watched.readings("gzdt")[-1].entries == 20


def test_a_column_that_nobody_answered_for_has_nothing_to_be_read_again(watched: Watched) -> None:
    watched.server.pages = {path: answer for path, answer in PAGES.items() if path != "/tzgg/"}
    watched.night(FIRST)
    done = watched.reread(FIRST)
    assert (done.changed, done.lost, done.unchanged, done.nothing_kept) == ([], [], 2, 1)


def test_a_document_gets_a_new_version_only_where_it_says_something_else(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "<p>本局依法办理了有关事项，现将办理情况予以说明。</p>" * 8
    for number in (18, 19):
        watched.server.pages = {
            **watched.server.pages,
            f"/tzgg/{number}.html": page(f"<h1>第{number}号事项说明</h1><p>发布时间：2026-11-{number}</p>{text}"),
        }
    file = watched.folder / "office.yml"
    settings = file.read_text(encoding="utf-8")
    file.write_text(settings.replace("documents_per_night: 0", "documents_per_night: 200"), encoding="utf-8")
    watched.night(FIRST)
    before = watched.counts()["document_versions"]
    assert before >= 1
    assert watched.reread(FIRST).changed == []
    state = watched.rows_of(select(documents).order_by(documents.c.id))

    def older(page: Any, *, today: date) -> Any:
        reading = examine_document(page, today=today)
        return reading.model_copy(update={"published": reading.published and reading.published - timedelta(days=1)})

    monkeypatch.setattr(reading_with, "examine_document", older)
    changed = watched.reread(FIRST).changed
    assert len(changed) == before
    assert watched.counts()["document_versions"] == 2 * before
    assert watched.reread(FIRST).changed == []
    assert watched.rows_of(select(documents).order_by(documents.c.id)) == state, "when it is looked at next stays"
    records = watched.rows_of(select(document_versions.c.record).distinct())
    assert len(records) == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--as-of", "2020-01-01"], "no night was crawled up to 2020-01-01"),
        (["--since", "2030-01-01"], "no night was crawled from 2030-01-01"),
        (["--as-of", FIRST, "--agency", "nobody"], "'nobody' is not in the register"),
        (["--as-of", FIRST, "--column", "swj/none"], "'swj/none' is not in the register"),
    ],
)
def test_what_is_not_there_is_said_in_words(watched: Watched, options: list[str], said: str) -> None:
    watched.night(FIRST)
    told = watched.command(*options)
    assert (told.exit_code, said in told.stderr) == (2, True), told.output


def test_while_a_night_is_written_nothing_is_read_again_but_a_dry_run(watched: Watched) -> None:
    watched.night(FIRST)
    with opened_at(watched.folder, as_of=FIRST, now=None) as (office, _), office.warehouse.exclusive():
        told = watched.command("--as-of", FIRST)
        assert (told.exit_code, "another night is being written" in told.stderr) == (3, True), told.output
        assert watched.command("--as-of", FIRST, "--dry-run").exit_code == 0


def test_only_the_columns_named_are_read_again(watched: Watched) -> None:
    watched.night(FIRST)
    watched.point_at(RIGHT)
    assert watched.reread(FIRST, columns=["swj/tzgg"]).changed == []
    assert [change.what for change in watched.reread(FIRST, agencies=["swj"]).changed] == ["swj/gzdt"]
