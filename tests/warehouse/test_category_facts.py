"""Counts by category and year, and when they may be held against a minimum."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from schemas.agencies import Agency, CategoryMinimum
from schemas.counts import Recurring, registered_counts
from tests.warehouse.world import AS_OF, ZONE, agency, column, entry, failed, later, night_of, proof, visit
from warehouse.connect import Warehouse
from warehouse.facts import category_facts, plain_rows
from warehouse.save import begin_night, save_visit

YEAR_END = datetime(2026, 12, 31, 23, 59, 59, tzinfo=ZONE)


def _facts(w: Warehouse, *agencies: Agency, as_of: datetime = AS_OF, year: int = 2026) -> dict[str, dict[str, Any]]:
    rows = plain_rows(category_facts(w, agencies=agencies, as_of=as_of, zone=ZONE, year=year))
    return {row["row_id"]: row for row in rows}


def test_every_category_and_every_column_with_a_minimum_is_a_row(warehouse: Warehouse) -> None:
    register = agency(
        "slj",
        column("a"),
        column("b", min_items=3),
        column("c", category="财政信息"),
        minimums=(CategoryMinimum(category="工作信息", min_items=10), CategoryMinimum(category="规划", min_items=1)),
    )
    night_of(warehouse, [register])
    rows = _facts(warehouse, register)
    assert {key: (row["column"], row["min_items"]) for key, row in rows.items()} == {
        "slj/工作信息/2026": (None, 10),
        "slj/财政信息/2026": (None, None),
        "slj/规划/2026": (None, 1),
        "slj/b/2026": ("b", 3),
    }
    assert all(row["items"] == 0 and not row["complete"] and row["evidence"] == "[]" for row in rows.values())
    assert rows["slj/规划/2026"]["cause"] == "not_assessable"


def test_an_item_in_two_columns_of_a_category_counts_once(warehouse: Warehouse) -> None:
    register = agency("slj", column("a"), column("b", min_items=1))
    night = night_of(warehouse, [register])
    save_visit(warehouse, night, visit(entry(1), entry(2), column="a"))
    save_visit(warehouse, night, visit(entry(2), entry(3), column="b", evidence=(proof(2),)))
    rows = _facts(warehouse, register)
    assert (rows["slj/工作信息/2026"]["items"], rows["slj/b/2026"]["items"]) == (3, 2)
    assert [page["sha256"][-1] for page in json.loads(rows["slj/工作信息/2026"]["evidence"])] == ["1", "2"]


@pytest.mark.parametrize(
    ("published", "as_of", "counted"),
    [
        (date(2025, 12, 31), AS_OF, 0),
        (date(2026, 1, 1), AS_OF, 1),
        (date(2026, 11, 20), AS_OF, 1),
        (date(2026, 11, 21), AS_OF, 0),
        (date(2026, 11, 21), datetime(2026, 11, 20, 16, tzinfo=UTC), 1),  # midnight in Shanghai
        (date(2026, 12, 31), datetime(2027, 1, 5, tzinfo=ZONE), 1),
        (date(2027, 1, 1), datetime(2027, 1, 5, tzinfo=ZONE), 0),
        (None, AS_OF, 0),
    ],
)
def test_a_year_runs_from_its_first_to_its_last_day(
    warehouse: Warehouse, published: date | None, as_of: datetime, counted: int
) -> None:
    register = agency()
    save_visit(warehouse, night_of(warehouse, [register], as_of=as_of), visit(entry(1, published)))
    assert _facts(warehouse, register, as_of=as_of)["slj/工作信息/2026"]["items"] == counted


@pytest.mark.parametrize(
    ("as_of", "due"),
    [
        (YEAR_END - timedelta(seconds=1), False),
        (YEAR_END, True),
        (datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC), True),
        (datetime(2027, 1, 1, tzinfo=ZONE), True),
        (AS_OF, False),
    ],
)
def test_a_minimum_is_due_at_the_last_moment_of_the_year(warehouse: Warehouse, as_of: datetime, due: bool) -> None:
    assert _facts(warehouse, agency(), as_of=as_of)["slj/工作信息/2026"]["due"] is due


@pytest.mark.parametrize(
    ("back_to", "complete"),
    [(date(2026, 1, 1), True), (date.min, True), (date(2026, 1, 2), False), (None, False)],
)
def test_a_count_is_complete_when_the_list_was_read_back_to_new_year(
    warehouse: Warehouse, back_to: date | None, complete: bool
) -> None:
    register = agency()
    save_visit(warehouse, night_of(warehouse, [register]), visit(entry(1), read_back_to=back_to))
    row = _facts(warehouse, register)["slj/工作信息/2026"]
    assert (row["complete"], row["cause"]) == (complete, None if complete else "our_failure")


def test_one_column_not_read_to_the_end_leaves_the_category_open(warehouse: Warehouse) -> None:
    register = agency("slj", column("a", min_items=1), column("b"))
    night = night_of(warehouse, [register])
    save_visit(warehouse, night, visit(entry(1), column="a"))
    save_visit(warehouse, night, failed("needs_data", column="b", cause="not_assessable"))
    rows = _facts(warehouse, register)
    assert (rows["slj/工作信息/2026"]["complete"], rows["slj/工作信息/2026"]["cause"]) == (False, "not_assessable")
    assert rows["slj/a/2026"]["complete"] is True


def test_a_visit_that_closed_up_to_an_earlier_one_is_as_complete_as_that(warehouse: Warehouse) -> None:
    register = agency()
    save_visit(warehouse, night_of(warehouse, [register]), visit(entry(1)))
    after = AS_OF + timedelta(days=1)
    tonight = begin_night(warehouse, as_of=after, run_id="r2", now=later(1440))
    save_visit(warehouse, tonight, visit(entry(2), entry(1), at=later(1440), read_back_to=None, stopped_at_known=True))
    row = _facts(warehouse, register, as_of=after)["slj/工作信息/2026"]
    assert (row["items"], row["complete"]) == (2, True)


def test_a_night_that_could_not_look_is_not_complete_whatever_was_read_before(warehouse: Warehouse) -> None:
    register = agency()
    save_visit(warehouse, night_of(warehouse, [register]), visit(entry(1)))
    after = AS_OF + timedelta(days=1)
    save_visit(warehouse, begin_night(warehouse, as_of=after, run_id="r2", now=later(1440)), failed(at=later(1440)))
    row = _facts(warehouse, register, as_of=after)["slj/工作信息/2026"]
    assert (row["items"], row["complete"], row["cause"]) == (1, False, "our_failure")


def test_a_blank_list_is_completely_read(warehouse: Warehouse) -> None:
    register = agency()
    save_visit(warehouse, night_of(warehouse, [register]), visit(read_back_to=None))
    assert _facts(warehouse, register)["slj/工作信息/2026"]["complete"] is True


@pytest.mark.parametrize(
    ("visited_at", "complete"),
    [(YEAR_END - timedelta(days=40), False), (YEAR_END, False), (YEAR_END + timedelta(seconds=1), True)],
)
def test_a_year_is_complete_only_for_who_looked_after_its_end(
    warehouse: Warehouse, visited_at: datetime, complete: bool
) -> None:
    """An item published between the last visit and the year's end would be missing from the count."""
    register = agency("slj", column("a", min_items=5))
    night = night_of(warehouse, [register], as_of=YEAR_END)
    save_visit(warehouse, night, visit(entry(1), column="a", at=visited_at))
    row = _facts(warehouse, register, as_of=YEAR_END)["slj/a/2026"]
    assert (row["due"], row["complete"]) == (True, complete)


@pytest.mark.parametrize(("least", "complete"), [(1, True), (2, False), (3, False), (4, True)])
def test_items_without_a_date_leave_in_doubt_only_what_they_could_decide(
    warehouse: Warehouse, least: int, complete: bool
) -> None:
    """One item is dated in the year and two carry no date: from one to three may belong to it."""
    register = agency("slj", column("a", min_items=least))
    night = night_of(warehouse, [register])
    undated = [entry(number).model_copy(update={"published": None}) for number in (2, 3)]
    save_visit(warehouse, night, visit(entry(1), *undated, column="a"))
    row = _facts(warehouse, register)["slj/a/2026"]
    assert (row["items"], row["undated"], row["complete"]) == (1, 2, complete)
    assert row["cause"] == (None if complete else "not_assessable")


def test_an_agency_that_does_not_exist_yet_or_no_longer_owes_nothing(warehouse: Warehouse) -> None:
    least = (CategoryMinimum(category="工作信息", min_items=5),)
    gone = agency("xqz", minimums=least, until=AS_OF.date() - timedelta(days=1), successor="slj")
    here = agency("slj", minimums=least, **{"from": AS_OF.date()})
    night_of(warehouse, [gone, here])
    facts = _facts(warehouse, gone, here, as_of=AS_OF)
    assert list(facts) == ["slj/工作信息/2026"]
    assert len(facts) == len(registered_counts([gone, here], AS_OF.date()))


def test_what_was_published_before_a_column_was_handed_over_counts_for_who_owes_it_now(warehouse: Warehouse) -> None:
    """Nobody lacks items because the duty moved to another agency in mid-year."""
    handover = date(2026, 7, 1)
    old = agency("xqz", column("dt"), until=handover - timedelta(days=1), successor="slj")
    new = agency("slj", column("gzdt", continues="xqz/dt", min_items=3, **{"from": handover}))
    night = night_of(warehouse, [old, new], as_of=YEAR_END)
    before = visit(entry(1, date(2026, 3, 1)), entry(2, date(2026, 6, 1)), agency="xqz", column="dt", at=later(0))
    save_visit(warehouse, night, before)
    after = visit(entry(2, date(2026, 6, 1)), entry(3, date(2026, 9, 1)), at=YEAR_END + timedelta(hours=1))
    save_visit(warehouse, night, after)
    rows = _facts(warehouse, old, new, as_of=YEAR_END)
    assert {key: (row["items"], row["complete"]) for key, row in rows.items()} == {
        "slj/工作信息/2026": (3, True),
        "slj/gzdt/2026": (3, True),
    }
    save_visit(warehouse, night, before.model_copy(update={"read_back_to": date(2026, 2, 1), "observed_at": later(9)}))
    assert [row["complete"] for row in _facts(warehouse, old, new, as_of=YEAR_END).values()] == [False, False]


@pytest.mark.parametrize(
    ("published", "counts"),
    [
        (date(2026, 8, 31), (1, 0, 0, 1)),
        (date(2026, 9, 1), (0, 1, 0, 1)),
        (date(2026, 9, 30), (0, 1, 0, 1)),
        (date(2026, 10, 1), (0, 0, 1, 0)),
        (None, (0, 0, 0, 0)),
    ],
)
def test_a_month_and_a_quarter_run_from_their_first_to_their_last_day(
    warehouse: Warehouse, published: date | None, counts: tuple[int, ...]
) -> None:
    register = agency(
        "slj",
        column("a", min_items=1, min_items_per="month"),
        minimums=(CategoryMinimum(category="工作信息", min_items=1, per="quarter"),),
    )
    save_visit(warehouse, night_of(warehouse, [register]), visit(entry(1, published), column="a"))
    rows = _facts(warehouse, register)
    named = ("slj/a/2026-08", "slj/a/2026-09", "slj/a/2026-10", "slj/工作信息/2026Q3")
    assert tuple(rows[name]["items"] for name in named) == counts


@pytest.mark.parametrize(
    ("as_of", "due"),
    [
        (datetime(2026, 9, 30, 23, 59, 58, tzinfo=ZONE), False),
        (datetime(2026, 9, 30, 23, 59, 59, tzinfo=ZONE), True),
        (datetime(2026, 9, 30, 15, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 9, 29, 23, 59, 59, tzinfo=ZONE), False),
        (datetime(2026, 10, 1, 0, 0, tzinfo=ZONE), True),
    ],
)
def test_a_quarter_is_due_at_its_last_moment(warehouse: Warehouse, as_of: datetime, due: bool) -> None:
    register = agency("slj", column("a", min_items=1, min_items_per="quarter"))
    assert _facts(warehouse, register, as_of=as_of)["slj/a/2026Q3"]["due"] is due


@pytest.mark.parametrize(
    ("back_to", "complete"),
    [(date(2026, 9, 1), True), (date(2026, 9, 2), False), (date(2026, 8, 31), True), (None, False)],
)
def test_a_months_count_is_complete_when_the_list_was_read_back_to_its_first_day(
    warehouse: Warehouse, back_to: date | None, complete: bool
) -> None:
    register = agency("slj", column("a", min_items=5, min_items_per="month"))
    save_visit(
        warehouse, night_of(warehouse, [register]), visit(entry(1, date(2026, 9, 9)), column="a", read_back_to=back_to)
    )
    rows = _facts(warehouse, register)
    assert rows["slj/a/2026-09"]["complete"] is complete
    assert rows["slj/a/2026-01"]["complete"] is False


def test_what_the_plan_asks_for_is_counted_beside_the_register(warehouse: Warehouse) -> None:
    register = agency("slj", column("a", min_items=1), column("b"))
    night = night_of(warehouse, [register])
    save_visit(warehouse, night, visit(entry(1, date(2026, 9, 9)), column="a"))
    save_visit(warehouse, night, visit(entry(1, date(2026, 9, 9)), column="b", evidence=(proof(2),)))
    asked = [
        Recurring(obligation="each", each="quarter", at_least=1),
        Recurring(obligation="whole", each="quarter", at_least=2, of="category"),
    ]
    frame = category_facts(warehouse, agencies=[register], as_of=AS_OF, zone=ZONE, year=2026, asked=asked)
    rows = {row["row_id"]: row for row in plain_rows(frame)}
    assert len(rows) == len(registered_counts([register], AS_OF.date(), asked))
    assert [rows[f"slj/{code}/2026Q3/each"]["items"] for code in "ab"] == [1, 1]
    assert (rows["slj/工作信息/2026Q3/whole"]["items"], rows["slj/工作信息/2026Q3/whole"]["min_items"]) == (1, 2)
    assert rows["slj/工作信息/2026Q4/whole"]["due"] is False
    assert rows["slj/a/2026"]["obligation"] is None
