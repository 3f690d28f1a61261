"""Columns' own pages: what each look found, since when the same, by the nights up to a point, as known at a moment."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import func, select

from schemas.agencies import Agency
from schemas.own_pages import OwnPage, OwnPageReading
from schemas.results import ColumnVisit, Evidence
from tests.warehouse.world import AS_OF, NOW, ZONE, agency, column, failed, night_of
from warehouse.connect import Warehouse
from warehouse.facts.column_pages import UnreadPage, own_pages, unread_column_pages
from warehouse.facts.evidence import named_records, needed_records
from warehouse.save import ReadColumnPage, save_column_pages, save_visit, save_visits
from warehouse.tables import column_pages

DAY = timedelta(days=1)
FIRST = date(2026, 11, 21)
"""The local day of the first night's look."""
READER = "own-page-2"
AGENCIES = [agency("slj", column("jgzn"), column("ldzc"))]
KEYS = [("slj", "jgzn"), ("slj", "ldzc")]


def body(number: int, *, days: int = 0, code: str = "jgzn", record: int | None = None) -> Evidence:
    """The stored page of a look so many nights after the first; bodies by number."""
    return Evidence(
        url=f"http://www.yunxi.example/{code}/",
        fetched_at=NOW + days * DAY,
        sha256=f"{number:064x}",
        record=f"evidence/2026/11/20/{code}.warc.gz#{days if record is None else record}",
    )


def looked(
    w: Warehouse,
    number: int,
    *,
    days: int,
    code: str = "jgzn",
    agencies: Sequence[Agency] = AGENCIES,
    recorded_at: datetime | None = None,
    **more: Any,
) -> None:
    """A look of the night so many days after the first that found this body and no list on it."""
    night = night_of(w, agencies, as_of=AS_OF + days * DAY, run=f"r{days}")
    visit: ColumnVisit = failed(
        "not_a_list", column=code, at=NOW + days * DAY, evidence=(body(number, days=days, code=code),)
    )
    save_visit(w, night, visit.model_copy(update=more), recorded_at=recorded_at)


def says(text: str, *, beside: str = "", **more: Any) -> OwnPageReading:
    digests = {"content_sha256": f"{text:0<64}", "shown_sha256": f"{text + beside:0<64}"}
    return OwnPageReading(**({"reason": text} if not text.isalnum() else digests), **more)


def read(
    w: Warehouse, *readings: OwnPageReading, reader: str = READER, at: datetime = NOW, most: int = 100
) -> list[UnreadPage]:
    """Everything unread, read as these readings say by the number of the body; what was unread."""
    unread = unread_column_pages(w, KEYS, since=NOW - DAY, reader=reader, most=most)
    found = [
        ReadColumnPage(page.column, readings[int(str(page.evidence.sha256), 16)], page.evidence) for page in unread
    ]
    save_column_pages(w, found, reader=reader, recorded_at=at)
    return unread


def known(w: Warehouse, days: int, *, code: str = "jgzn", **more: Any) -> OwnPage | None:
    pages = own_pages(w, as_of=AS_OF + days * DAY, zone=ZONE, **{"reader": READER, **more})
    return next((page for page in pages if page.column == code), None)


def test_looks_that_found_the_same_body_are_read_once_and_span_their_days(warehouse: Warehouse) -> None:
    for days in (0, 1, 5):
        looked(warehouse, 0, days=days)
    assert [(page.evidence.sha256, page.seen_at) for page in read(warehouse, says("a"))] == [
        (f"{0:064x}", NOW + 5 * DAY)
    ]
    page = known(warehouse, 5)
    assert page is not None
    assert (page.agency, page.seen_on, page.same_since, page.still_since) == ("slj", FIRST + 5 * DAY, FIRST, FIRST)
    assert (page.rewritten, page.unread, page.copied) == (False, "", False)
    assert page.still == (body(0), body(0, days=5))
    assert read(warehouse, says("a")) == []
    assert known(warehouse, 5, code="ldzc") is None


def test_another_body_that_says_the_same_is_the_same_and_one_that_says_something_else_is_not(
    warehouse: Warehouse,
) -> None:
    for days, number in enumerate((0, 1, 2, 3, 3)):
        looked(warehouse, number, days=days)
    read(warehouse, says("a"), says("a"), says("b"), says("b", beside="x"))
    found = [known(warehouse, days) for days in range(5)]
    assert [page and (page.same_since, page.still_since, page.rewritten) for page in found] == [
        (FIRST, FIRST, False),
        (FIRST, FIRST, False),
        (FIRST + 2 * DAY, FIRST + 2 * DAY, True),
        (FIRST + 2 * DAY, FIRST + 3 * DAY, True),
        (FIRST + 2 * DAY, FIRST + 3 * DAY, True),
    ]
    last = found[-1]
    assert last is not None
    assert last.changed == (body(0), body(2, days=2))
    assert last.still == (body(3, days=3), body(3, days=4))


def test_what_a_page_went_back_to_is_new_from_that_day(warehouse: Warehouse) -> None:
    for days, number in enumerate((0, 1, 0, 0)):
        looked(warehouse, number, days=days)
    read(warehouse, says("a"), says("b"))
    page = known(warehouse, 3)
    assert page is not None
    assert (page.same_since, page.rewritten) == (FIRST + 2 * DAY, True)


def test_a_look_that_found_nothing_to_compare_may_have_found_it_changed(warehouse: Warehouse) -> None:
    for days, number in enumerate((0, 1, 0)):
        looked(warehouse, number, days=days)
    read(warehouse, says("a"), says("a challenge"))
    between, after = known(warehouse, 1), known(warehouse, 2)
    assert between is not None
    assert (between.seen_on, between.unread) == (FIRST, "a challenge")
    assert after is not None
    assert (after.seen_on, after.same_since, after.unread) == (FIRST + 2 * DAY, FIRST + 2 * DAY, "")
    assert not after.rewritten


@pytest.mark.parametrize(
    ("state", "same_since"), [("blank", 2), ("blank_with_note", 2), ("blocked", 0), ("unreachable", 0)]
)
def test_a_page_that_said_nothing_between_two_looks_did_not_stay_the_same(
    warehouse: Warehouse, state: str, same_since: int
) -> None:
    for days, (number, seen) in enumerate(((0, "not_a_list"), (1, state), (0, "not_a_list"))):
        looked(warehouse, number, days=days, state=seen)
    read(warehouse, says("a"))
    page = known(warehouse, 2)
    assert page is not None
    assert (page.seen_on, page.same_since, page.rewritten) == (FIRST + 2 * DAY, FIRST + same_since * DAY, False)


def test_a_column_never_seen_as_a_page_of_its_own_is_known_only_for_why(warehouse: Warehouse) -> None:
    looked(warehouse, 0, days=0)
    read(warehouse, says("a list of 9 links"))
    assert known(warehouse, 0) == OwnPage(agency="slj", column="jgzn", unread="a list of 9 links")


def test_only_pages_that_came_under_the_columns_present_address_count(warehouse: Warehouse) -> None:
    for days, state in enumerate(("not_a_list", "blocked", "error_page", "redirect", "blank", "unreachable")):
        looked(warehouse, days, days=days, state=state)
    assert [page.evidence.sha256 for page in read(warehouse, says("a"))] == [f"{0:064x}"]
    page = known(warehouse, 5)
    assert page is not None
    assert page.seen_on == FIRST
    moved = [agency("slj", column("jgzn", url="http://www.yunxi.example/other/"), column("ldzc"))]
    night_of(warehouse, moved, as_of=AS_OF + 6 * DAY, run="r6")
    assert known(warehouse, 6) is None


def test_what_another_reader_read_is_not_compared(warehouse: Warehouse) -> None:
    looked(warehouse, 0, days=0)
    read(warehouse, says("a"))
    assert known(warehouse, 0, reader="own-page-3") is None
    looked(warehouse, 0, days=1)
    assert len(read(warehouse, says("b"), reader="own-page-3")) == 1
    for reader in (READER, "own-page-3"):
        page = known(warehouse, 1, reader=reader)
        assert page is not None
        assert (page.same_since, page.rewritten) == (FIRST, False)


def test_it_is_as_it_was_known_at_a_moment(warehouse: Warehouse) -> None:
    looked(warehouse, 0, days=0)
    looked(warehouse, 0, days=3)
    read(warehouse, says("a"), at=NOW + 4 * DAY)
    assert known(warehouse, 3, known_at=NOW + 3 * DAY) is None
    page = known(warehouse, 3, known_at=NOW + 4 * DAY)
    assert page is not None
    assert page.seen_on == FIRST + 3 * DAY
    looked(warehouse, 0, days=4, recorded_at=NOW + 9 * DAY)
    for known_at, seen in ((NOW + 8 * DAY, 3), (NOW + 9 * DAY, 4)):
        page = known(warehouse, 4, known_at=known_at)
        assert page is not None
        assert page.seen_on == FIRST + seen * DAY


def test_a_page_that_another_address_shows_as_well_is_a_copy(warehouse: Warehouse) -> None:
    looked(warehouse, 0, days=0)
    looked(warehouse, 1, days=0, code="ldzc")
    read(warehouse, says("a"), says("b"))
    assert [known(warehouse, 0, code=code).copied for _, code in KEYS] == [False, False]  # type: ignore[union-attr]
    looked(warehouse, 0, days=1)
    looked(warehouse, 2, days=1, code="ldzc")
    read(warehouse, says("a"), says("b"), says("a"))
    assert [known(warehouse, 1, code=code).copied for _, code in KEYS] == [True, True]  # type: ignore[union-attr]


def test_a_night_reads_its_part_and_those_seen_last_first(warehouse: Warehouse) -> None:
    for days in range(4):
        looked(warehouse, days, days=days)
    said = [says("a")] * 4
    assert [page.seen_at for page in read(warehouse, *said, most=3)] == [NOW + days * DAY for days in (3, 2, 1)]
    assert [page.seen_at for page in read(warehouse, *said, most=3)] == [NOW]
    assert unread_column_pages(warehouse, [], since=NOW - DAY, reader=READER, most=9) == []


def test_the_same_saved_again_changes_nothing(warehouse: Warehouse) -> None:
    looked(warehouse, 0, days=0)
    (page,) = read(warehouse, says("a"))
    again = [ReadColumnPage(page.column, says("b"), page.evidence)] * 2
    save_column_pages(warehouse, again, reader=READER, recorded_at=NOW)
    with warehouse.read() as connection:
        rows = connection.execute(select(func.count(), func.min(column_pages.c.content_sha256))).one()
    assert tuple(rows) == (1, says("a").content_sha256)


def test_the_pages_it_is_measured_against_are_needed_however_old_they_are(warehouse: Warehouse) -> None:
    for days, number in enumerate((0, 0, 1, 1, 2, 2)):
        looked(warehouse, number, days=days)
    read(warehouse, says("a"), says("b"), says("b", beside="x"))
    needed = needed_records(warehouse, today=date(2030, 1, 1))
    assert {body(0, days=days).record for days in (0, 2, 4, 5)} <= needed
    assert body(0, days=1).record not in needed
    assert {one.named_by for one in named_records(warehouse)} == {"pages", "column_pages"}


def test_since_when_it_says_what_it_says_is_what_one_reads_off_the_looks(warehouse: Warehouse) -> None:
    """Of every column the last look that could be compared, and back from it while every one found the same.

    `a` and `b`: what its page says; `-`: nothing that could be compared; `?`: its page was not read.
    """
    said = {"a": says("a"), "b": says("b"), "-": says("no page")}
    found = {f"c{n}": looks for n, looks in enumerate(product("ab-?", repeat=4))}
    agencies = [agency("slj", *map(column, found))]
    for days in range(4):
        night = night_of(warehouse, agencies, as_of=AS_OF + days * DAY, run=f"r{days}")
        visits = [
            failed(
                "not_a_list",
                column=code,
                at=NOW + days * DAY,
                evidence=(body(1000 * int(code[1:]) + ord(looks[days]), days=days, code=code),),
            )
            for code, looks in found.items()
        ]
        save_visits(warehouse, night, [(visit, ()) for visit in visits])
    keys = [("slj", code) for code in found]
    unread = unread_column_pages(warehouse, keys, since=NOW - DAY, reader=READER, most=1000)
    save_column_pages(
        warehouse,
        [
            ReadColumnPage(one.column, said[shown], one.evidence)
            for one in unread
            if (shown := chr(int(str(one.evidence.sha256), 16) % 1000)) != "?"
        ],
        reader=READER,
        recorded_at=NOW,
    )
    pages = {page.column: page for page in own_pages(warehouse, as_of=AS_OF + 3 * DAY, zone=ZONE, reader=READER)}
    assert pages.keys() == {code for code, looks in found.items() if set(looks) != {"?"}}
    for code, page in pages.items():
        looks = found[code]
        seen = [days for days in range(4) if looks[days] in "ab"]
        assert page.unread == ("no page" if "".join(looks).rstrip("?").endswith("-") else "")
        if not seen:
            assert (page.seen_on, page.same_since, page.rewritten) == (None, None, False)
            continue
        first = last = seen[-1]
        while first > 0 and looks[first - 1] == looks[last]:
            first -= 1
        before = [looks[days] for days in seen if days < first]
        assert page.seen_on == FIRST + last * DAY
        assert page.same_since == page.still_since == FIRST + first * DAY
        assert page.rewritten == (before[-1:] not in ([], [looks[last]]))
