"""Pages that do not say enough must not cost an agency a point: a whole night, from a server to the scorecards."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from flows import stages
from flows.opened import opened_at
from schemas.results import AgencyCard, ColumnCheck
from tests.support.fault_city import PLAN
from tests.support.fault_server import Answer, FaultServer, running

TODAY = date(2026, 11, 20)
NOW = "2026-11-20T22:00:00"


@dataclass
class Watched:
    """An office that watches one column of a server."""

    folder: Path
    server: FaultServer

    def night(self, *, as_of: str = "2026-11-20", now: str = NOW, force: bool = False) -> AgencyCard:
        with opened_at(self.folder, as_of=as_of, now=now) as (office, point):
            return stages.nightly(office, point, force=force, no_delay=True).cards.agencies[0]

    def column(self, code: str = "gzdt") -> str:
        """A column of the server with a limit of 14 days, for `write`."""
        return f"code: {code}, name: {code}, url: '{self.server.url(f'/{code}/')}', max_age_days: 14"

    def show(self, path: str, page: bytes) -> None:
        self.server.pages[path] = Answer(page)

    def write(self, *columns: str, politeness: str = "", zone: str = "Asia/Shanghai") -> None:
        """The office, with columns `code url more` (YAML flow syntax in `more`)."""
        (self.folder / "agencies").mkdir(parents=True, exist_ok=True)
        (self.folder / "work_plans").mkdir(exist_ok=True)
        (self.folder / "office.yml").write_text(
            f"name: 云溪市\nzone: {zone}\nallowed_private: ['{self.server.server}']\n"
            f"politeness: {{contact: a@b.test, retries: 0, {politeness}}}\n",
            encoding="utf-8",
        )
        lines = "".join(f"  - {{{column}, kind: 动态要闻, category: 工作信息}}\n" for column in columns)
        (self.folder / "agencies/slj.yml").write_text(
            f"name: 市水利局\nclass: 部门\ncolumns:\n{lines}", encoding="utf-8"
        )
        (self.folder / "work_plans/2026.yml").write_text(PLAN, encoding="utf-8")


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    with running() as server:
        office = Watched(tmp_path / "office", server)
        office.write(office.column())
        yield office


def page(rows: Iterable[tuple[int, str]], *, more: str = "", title: str = "工作动态", folder: str = "/gzdt") -> bytes:
    """A listing page; `rows`: number of the item and what stands in the place of its date."""
    lines = "".join(
        f'<li><a href="{folder}/t2026_{number:06}.html">第{number}号事项办理情况说明</a><span>{day}</span></li>\n'
        for number, day in rows
    )
    return (
        f"<html><head><title>{title}</title></head><body><h2>{title}</h2>"
        f'<ul class="list">\n{lines}</ul>{more}</body></html>'
    ).encode()


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def falling(first: int, last: int) -> list[tuple[int, str]]:
    """Items of `first` to `last` days ago, one a day, numbered by their day."""
    return [(days, ago(days)) for days in range(first, last + 1)]


def rising(first: int, last: int) -> list[tuple[int, str]]:
    return falling(first, last)[::-1]


def only_column(card: AgencyCard) -> ColumnCheck:
    (column,) = card.columns
    return column


def deductions(card: AgencyCard) -> list[str]:
    return [line.id for line in card.lines if line.status == "unmet"]


NEXT = '<div class="page"><a href="{}">下一页</a></div>'


def test_a_list_that_runs_from_new_to_old_is_stale_even_if_its_second_page_fails(watched: Watched) -> None:
    watched.show("/gzdt/", page(falling(40, 60), more=NEXT.format("/gzdt/index_1.html")))
    assert only_column(watched.night()).status == "stale"


def test_a_list_that_runs_from_old_to_new_is_not_stale_by_its_first_page_alone(watched: Watched) -> None:
    """The newest items stand on the page that failed."""
    watched.show("/gzdt/", page(rising(40, 60), more=NEXT.format("/gzdt/index_1.html")))
    card = watched.night()
    assert (only_column(card).status, only_column(card).cause) == ("unknown", "our_failure")
    assert deductions(card) == []


def test_a_list_that_runs_from_old_to_new_and_is_read_whole_is_judged(watched: Watched) -> None:
    watched.show("/gzdt/", page(rising(40, 60), more=NEXT.format("/gzdt/index_1.html")))
    watched.show("/gzdt/index_1.html", page(rising(20, 39)))
    assert only_column(watched.night()).status == "stale"


def test_a_list_without_order_that_is_longer_than_we_read_is_not_stale(watched: Watched) -> None:
    watched.write(
        watched.column(),
        politeness="max_pages: 2",
    )
    for number, rows in enumerate([rising(60, 79), rising(40, 59), rising(1, 39)]):
        following = NEXT.format(f"/gzdt/index_{number + 1}.html") if number < 2 else ""
        watched.show("/gzdt/" if number == 0 else f"/gzdt/index_{number}.html", page(rows, more=following))
    card = watched.night()
    assert only_column(card).status == "unknown"
    assert deductions(card) == []


def test_an_undated_row_above_the_newest_dated_one_may_be_newer(watched: Watched) -> None:
    watched.show("/gzdt/", page([(1, "NEW"), *falling(40, 60)]))
    card = watched.night()
    assert (only_column(card).status, only_column(card).cause) == ("unknown", "not_assessable")
    assert deductions(card) == []


def test_an_undated_row_below_the_newest_dated_one_changes_nothing(watched: Watched) -> None:
    watched.show("/gzdt/", page([*falling(40, 60), (99, "")]))
    assert only_column(watched.night()).status == "stale"


def test_an_undated_row_that_has_stood_on_top_for_longer_than_the_limit_is_not_new(watched: Watched) -> None:
    watched.show("/gzdt/", page([(1, "NEW"), *falling(40, 60)]))
    watched.night(as_of="2026-10-30", now="2026-10-30T22:00:00")
    assert only_column(watched.night()).status == "stale"


def test_a_list_without_any_date_is_unknown(watched: Watched) -> None:
    watched.show("/gzdt/", page([(number, "") for number in range(20)]))
    card = watched.night()
    assert only_column(card).status == "unknown"
    assert deductions(card) == []


def test_a_list_dated_only_in_the_future_is_unknown(watched: Watched) -> None:
    watched.show("/gzdt/", page(falling(-40, -20)))
    card = watched.night()
    assert only_column(card).status == "unknown"
    assert deductions(card) == []


def test_new_rows_dated_in_the_future_above_old_ones_may_be_new(watched: Watched) -> None:
    """2062 for 2026: whoever wrote it did publish something, and nobody can tell when."""
    watched.show("/gzdt/", page([*((number, f"2062-11-{number:02}") for number in range(18, 0, -1)), *falling(40, 60)]))
    card = watched.night()
    assert (only_column(card).status, only_column(card).cause) == ("unknown", "not_assessable")
    assert deductions(card) == []


def test_an_old_pinned_row_does_not_vouch_for_a_past_that_was_not_read(watched: Watched) -> None:
    """Asked about March, the list shows one pinned row of 2024 and then only what is newer than March."""
    watched.write(
        watched.column(),
        politeness="max_pages: 1",
    )
    rows = [(999, "2024-01-05"), *falling(1, 40)]
    watched.show("/gzdt/", page(rows, more=NEXT.format("/gzdt/index_1.html")))
    card = watched.night(as_of="2026-03-31")
    assert only_column(card).status == "unknown"
    assert deductions(card) == []


def test_an_old_pinned_row_does_not_make_a_year_complete(watched: Watched) -> None:
    watched.write(
        watched.column() + ", min_items: 100",
        politeness="max_pages: 1",
    )
    rows = [(999, "2024-01-05"), *falling(1, 40)]
    watched.show("/gzdt/", page(rows, more=NEXT.format("/gzdt/index_1.html")))
    card = watched.night(as_of="2026-12-31", now="2026-12-31T22:00:00")
    assert [line.id for line in card.lines if line.measure == "min_items" and line.status == "unmet"] == []


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "America/New_York", "Pacific/Kiritimati"])
@pytest.mark.parametrize("clock", ["00:00:30", "23:59:30"])
def test_the_last_day_of_the_limit_is_within_it_at_any_hour_of_any_zone(
    watched: Watched, zone: str, clock: str
) -> None:
    column = watched.column()
    watched.write(column, zone=zone)
    watched.show("/gzdt/", page(falling(14, 20)))
    moment = f"2026-11-20T{clock}"
    assert only_column(watched.night(as_of=moment, now=moment)).status == "fresh"


def test_days_without_a_year_around_new_year_are_the_last_ones(watched: Watched) -> None:
    watched.show("/gzdt/", page([(3, "01-02"), (2, "12-31"), (1, "12-20")]))
    column = only_column(watched.night(as_of="2027-01-03", now="2027-01-03T22:00:00"))
    assert (column.status, column.newest) == ("fresh", date(2027, 1, 2))


def test_days_of_the_republic_s_calendar_are_no_days_of_ours(watched: Watched) -> None:
    watched.show("/gzdt/", page([(number, f"115年11月{number}日") for number in range(20, 5, -1)]))
    card = watched.night()
    assert only_column(card).status == "unknown"
    assert deductions(card) == []


def test_a_monitoring_point_in_the_future_makes_no_day_younger(watched: Watched) -> None:
    watched.show("/gzdt/", page([(3, "02-20"), (2, "02-10"), (1, "01-15")]))
    column = only_column(watched.night(as_of="2027-03-01"))
    assert column.newest == date(2026, 2, 20)


HOME = page([(days, ago(days)) for days in range(40, 60)], title="市水利局", folder="/news")


def test_one_page_that_answers_for_every_address_is_nobody_s_list(watched: Watched) -> None:
    """A server that shows its front page instead of 404 shows old news there, not two stale columns."""
    watched.write(
        watched.column(),
        watched.column("tzgg"),
    )
    watched.show("/gzdt/", HOME)
    watched.show("/tzgg/", HOME)
    card = watched.night()
    assert {column.status for column in card.columns} == {"unknown"}
    assert deductions(card) == []


def document(title: str, body: str) -> bytes:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()


WRONG_PAGES: Mapping[str, bytes] = {
    "login": document(
        "用户登录", "<form action='/login'><input name='u'><input type='password'><button>登录</button></form>"
    ),
    "empty template": document(
        "工作动态", "<ul id='list'></ul><script>$.get('/api/list',function(d){$('#list').html(d)})</script>"
    ),
    "shell": document("x", "<div id='app'></div><script src='/app.js'></script>"),
    "search without results": document(
        "站内搜索",
        "<form action='/search'><input name='q'><button>搜索</button></form><a href='/'>首页</a><a href='/a/'>新闻</a>"
        "<a href='/b/'>公开</a><a href='/c/'>服务</a><p>没有找到相关结果</p>",
    ),
    "hot news only": document(
        "工作动态",
        "<div class='hot'><h3>热点新闻</h3><ul>"
        + "".join(
            f"<li><a href='/n/t2026_{n}.html'>第{n}条热点新闻</a><span>{ago(n)}</span></li>" for n in range(40, 50)
        )
        + "</ul></div>",
    ),
}


@pytest.mark.parametrize("name", WRONG_PAGES)
def test_a_page_that_is_not_the_column_s_list_accuses_nobody(watched: Watched, name: str) -> None:
    watched.show("/gzdt/", WRONG_PAGES[name])
    card = watched.night()
    assert only_column(card).status == "unknown", only_column(card).reason
    assert deductions(card) == []


@pytest.mark.parametrize("shown", [True, False])
def test_an_address_that_was_corrected_is_visited_in_the_same_night_and_the_wrong_one_forgotten(
    watched: Watched, shown: bool
) -> None:
    watched.show("/wrong/", page(falling(40, 60), folder="/wrong"))
    watched.write(watched.column().replace("/gzdt/", "/wrong/"))
    assert deductions(watched.night())
    watched.write(watched.column())
    if shown:
        watched.show("/gzdt/", page(falling(2, 20)))
    card = watched.night()
    assert only_column(card).status == ("fresh" if shown else "unknown")
    assert deductions(card) == []
