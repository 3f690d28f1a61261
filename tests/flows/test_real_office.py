"""An office of three real agencies, from its register to scorecards, with no selector written by hand."""

import csv
import functools
import threading
from collections.abc import Callable
from datetime import date
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from flows import stages
from flows.init_office import init_office
from flows.opened import opened_at
from flows.reread_evidence import reread
from flows.summary import Summary
from schemas.results import ColumnCheck
from tests.support.shared_pages import real_pages

AS_OF = "2021-06-15"
LIMITS = {"动态要闻": 14, "通知公告": 182, "政策文件": 182, "规划计划": 365}
"""Days of the limits of national-2019 as of 2021-06-15, counted by hand: six months before is 2020-12-15."""


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing on stderr."""


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Summary, dict[str, dict[str, str]]]:
    """One night of the office, and the gold rows by page path."""
    pages = real_pages()
    folder = tmp_path_factory.mktemp("real")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Silent, directory=str(pages)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        register = folder / "register.csv"
        text = (pages / "register.csv").read_text(encoding="utf-8-sig")
        register.write_text(text.replace("{host}", f"127.0.0.1:{server.server_port}"), encoding="utf-8")
        init_office(folder / "office", register=register, name=None, rules="national-2019", year=2021)
        with opened_at(folder / "office", as_of=AS_OF, now="2026-11-20T02:30:00") as (office, point):
            summary = stages.nightly(office, point, no_delay=True)
    finally:
        server.shutdown()
        server.server_close()
    with (pages / "gold.tsv").open(encoding="utf-8") as file:
        gold = {row["path"]: row for row in csv.DictReader(file, delimiter="\t")}
    return summary, gold


def columns(summary: Summary) -> list[ColumnCheck]:
    return [check for card in summary.cards.agencies for check in card.columns]


def path_of(check: ColumnCheck) -> str:
    return check.url.split("/", 3)[3]


def expected(check: ColumnCheck, newest: str) -> str:
    """The verdict by plain arithmetic on the gold page's newest date."""
    limit = LIMITS.get(check.kind)
    if limit is None:
        return "unlimited"
    return "fresh" if (_day(AS_OF) - _day(newest)) <= limit else "stale"


def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def test_newest_and_verdict_are_right_for_at_least_95_percent_of_real_lists(
    night: tuple[Summary, dict[str, dict[str, str]]], record_property: Callable[[str, object], None]
) -> None:
    summary, gold = night
    listed = [check for check in columns(summary) if gold.get(path_of(check), {}).get("newest")]
    wrong = [
        (path_of(check), check.newest, gold[path_of(check)]["newest"], check.status)
        for check in listed
        if str(check.newest) != gold[path_of(check)]["newest"]
        or check.status != expected(check, gold[path_of(check)]["newest"])
    ]
    right = len(listed) - len(wrong)
    record_property("measured", f"real office: newest and verdict right on {right} of {len(listed)} lists; {wrong=}")
    assert len(listed) >= 60
    assert len(wrong) <= 0.05 * len(listed)


def test_stored_pages_read_again_by_the_same_reader_say_the_same(
    night: tuple[Summary, dict[str, dict[str, str]]],
) -> None:
    summary, _ = night
    with opened_at(summary.site.parents[1], as_of=AS_OF, now=None) as (office, point):
        done = reread(office, point, dry_run=True)
    assert (done.changed, done.lost) == ([], [])
    assert done.unchanged >= len(columns(summary)) - done.nothing_kept > 60


def test_no_page_that_could_not_be_read_is_called_stale_or_blank(
    night: tuple[Summary, dict[str, dict[str, str]]],
) -> None:
    summary, gold = night
    unreadable = [check for check in columns(summary) if gold.get(path_of(check), {}).get("kind") in ("list-js", "waf")]
    assert unreadable
    assert {check.status for check in unreadable} == {"unknown"}
    undated = [check for check in columns(summary) if gold.get(path_of(check), {}).get("kind") == "list-nodate"]
    assert {check.status for check in undated} <= {"unknown"}
    assert not [check for check in columns(summary) if check.status == "blank"]
