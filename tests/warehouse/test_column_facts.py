"""Facts of columns: every registered column is a row, at its monitoring point, in the office's zone."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import select

from schemas.entries import Entry
from schemas.results import Evidence, Limit
from schemas.working_days import CalendarChanges, ChangedDay, WorkingDays
from tests.warehouse.world import (
    AS_OF,
    NOW,
    RULES,
    ZONE,
    agency,
    column,
    entry,
    failed,
    later,
    night_of,
    proof,
    visit,
)
from warehouse.connect import Warehouse
from warehouse.facts import column_facts, plain_rows
from warehouse.facts.columns import COLUMN_FACTS
from warehouse.save import begin_night, save_visit
from warehouse.tables import observations


def _facts(w: Warehouse, *agencies: Any, as_of: datetime = AS_OF) -> list[dict[str, Any]]:
    return plain_rows(column_facts(w, agencies=agencies, rules=RULES, as_of=as_of, zone=ZONE))


def test_a_column_that_never_published_appears(warehouse: Warehouse) -> None:
    silent = agency("slj", column("gzdt"), column("tzgg", kind="通知公告"))
    save_visit(warehouse, night_of(warehouse, [silent]), visit(entry(1)))
    seen, never = _facts(warehouse, silent)
    assert seen["state"] == "list"
    assert (never["column_id"], never["state"], never["items"], never["dated_items"]) == ("slj/tzgg", "never", 0, 0)
    assert {never[name] for name in ("newest", "read_back_to", "age", "due_on", "observed_at", "cause")} == {None}
    assert (never["limit"], never["limit_value"], never["limit_unit"]) == (184, 6, "months")
    assert (never["evidence"], never["last_readable_evidence"]) == ("[]", "[]")


def test_a_column_appears_even_before_any_night_and_before_the_register_was_saved(warehouse: Warehouse) -> None:
    (row,) = _facts(warehouse, agency())
    assert (row["column_id"], row["state"], row["items"]) == ("slj/gzdt", "never", 0)


def test_the_frame_has_its_documented_types_with_and_without_rows(warehouse: Warehouse) -> None:
    for agencies in ([], [agency()]):
        facts = column_facts(warehouse, agencies=agencies, rules=RULES, as_of=AS_OF, zone=ZONE)
        expected = {name: pd.Series([], dtype=dtype).dtype for name, dtype in COLUMN_FACTS.items()}
        assert dict(facts.dtypes) == expected
        assert len(facts) == len(agencies)


def test_a_column_as_it_was_seen(warehouse: Warehouse) -> None:
    register = agency("slj", column(max_age_days=5))
    night = night_of(warehouse, [register])
    seen = visit(entry(1, date(2026, 11, 2)), entry(2, None), entry(3, date(2026, 11, 18)), evidence=(proof(7),))
    save_visit(warehouse, night, seen.model_copy(update={"fetched": 4, "total_stated": 3, "cap": 3}))
    (row,) = _facts(warehouse, register)
    assert row == {
        "column_id": "slj/gzdt",
        "agency": "slj",
        "column": "gzdt",
        "name": "工作动态",
        "site": "www.yunxi.example",
        "url": "http://www.yunxi.example/gzdt/",
        "kind": "动态要闻",
        "category": "工作信息",
        "observed_at": NOW,
        "state": "list",
        "reason": "",
        "cause": None,
        "note": False,
        "newest": date(2026, 11, 18),
        "items": 3,
        "dated_items": 2,
        "read_back_to": date.min,
        "seen_back_to": date.min,
        "total_stated": 3,
        "fetched": 4,
        "unique": 3,
        "cap": 3,
        "undated_age": -1,
        "age": 2,
        "limit": 5,
        "limit_value": 5,
        "limit_unit": "days",
        "rule_limit": 14,
        "due_on": date(2026, 11, 23),
        "newest_at": None,
        "age_hours": None,
        "due_at": None,
        "evidence": row["evidence"],
        "last_readable_at": NOW,
        "last_readable_evidence": row["evidence"],
    }
    assert [Evidence.model_validate(page) for page in json.loads(row["evidence"])] == [proof(7)]


def test_a_page_that_did_not_change_still_shows_what_it_showed(warehouse: Warehouse) -> None:
    """Its undated rows stand above the newest dated one tonight as well: nobody can say that nothing is newer."""
    register = agency("slj", column(max_age_days=5))
    night = night_of(warehouse, [register])
    first = visit(entry(2, None), entry(3, date(2026, 11, 10)), settled_by=1)
    save_visit(warehouse, night, first)
    with warehouse.read() as connection:
        (number,) = connection.execute(select(observations.c.id)).scalars()
    again = begin_night(warehouse, as_of=AS_OF + timedelta(days=1), run_id="r2", now=NOW + timedelta(days=1))
    unchanged = {"same_as": number, "entries_of_same": 2, "entries": (), "observed_at": NOW + timedelta(days=1)}
    save_visit(warehouse, again, first.model_copy(update=unchanged))
    (row,) = _facts(warehouse, register, as_of=AS_OF + timedelta(days=1))
    assert (row["state"], row["unique"], row["items"], row["newest"]) == ("list", 2, 2, date(2026, 11, 10))
    assert row["undated_age"] == 0


@pytest.mark.parametrize(
    ("as_of", "age"),
    [
        (datetime(2026, 11, 18, 0, 0, 0, tzinfo=ZONE), 0),
        (datetime(2026, 11, 18, 23, 59, 59, tzinfo=ZONE), 0),
        (datetime(2026, 11, 19, 0, 0, 0, tzinfo=ZONE), 1),
        (datetime(2026, 11, 18, 15, 59, 59, tzinfo=UTC), 0),  # still the 18th in Shanghai
        (datetime(2026, 11, 18, 16, 0, 0, tzinfo=UTC), 1),  # midnight there
        (datetime(2026, 11, 17, 16, 0, 0, tzinfo=UTC), 0),
    ],
)
def test_days_turn_at_midnight_in_the_offices_zone(warehouse: Warehouse, as_of: datetime, age: int) -> None:
    register = agency()
    save_visit(warehouse, night_of(warehouse, [register], as_of=as_of), visit(entry(1, date(2026, 11, 18))))
    assert _facts(warehouse, register, as_of=as_of)[0]["age"] == age


def test_an_item_dated_after_the_monitoring_point_is_not_seen_by_it(warehouse: Warehouse) -> None:
    register = agency()
    night = night_of(warehouse, [register])
    save_visit(warehouse, night, visit(entry(1, date(2026, 11, 21)), entry(2, date(2026, 11, 20))))
    (row,) = _facts(warehouse, register)
    assert (row["newest"], row["items"], row["age"]) == (date(2026, 11, 20), 1, 0)
    (eve,) = _facts(warehouse, register, as_of=AS_OF + timedelta(seconds=1))
    assert (eve["newest"], eve["items"], eve["age"]) == (date(2026, 11, 21), 2, 0)


def test_one_readable_visit_is_enough_and_a_later_failure_takes_nothing_back(warehouse: Warehouse) -> None:
    register = agency()
    night = night_of(warehouse, [register])
    save_visit(warehouse, night, failed("blocked", at=later(0)))
    save_visit(warehouse, night, visit(entry(1), at=later(20)))
    save_visit(warehouse, night, failed("unreachable", at=later(40)))
    (row,) = _facts(warehouse, register)
    assert (row["state"], row["observed_at"], row["cause"]) == ("list", later(20), None)


def test_a_whole_visit_speaks_before_a_later_one_of_the_night_that_missed_a_page(warehouse: Warehouse) -> None:
    register = agency()
    night = night_of(warehouse, [register])
    save_visit(warehouse, night, visit(entry(1), at=later(0)))
    save_visit(warehouse, night, visit(entry(1), at=later(20), read_back_to=None))
    (row,) = _facts(warehouse, register)
    assert (row["state"], row["observed_at"], row["seen_back_to"]) == ("list", later(0), date.min)


def test_of_several_failures_the_latest_speaks(warehouse: Warehouse) -> None:
    register = agency()
    night = night_of(warehouse, [register])
    save_visit(warehouse, night, failed("needs_data", at=later(20), cause="not_assessable", reason="a script fills it"))
    save_visit(warehouse, night, failed("unreachable", at=later(0)))
    (row,) = _facts(warehouse, register)
    assert (row["state"], row["cause"], row["reason"]) == ("needs_data", "not_assessable", "a script fills it")


def test_on_a_blind_night_what_is_known_stays_with_the_page_that_showed_it(warehouse: Warehouse) -> None:
    register = agency()
    save_visit(warehouse, night_of(warehouse, [register]), visit(entry(1), evidence=(proof(5),)))
    blind = AS_OF + timedelta(days=1)
    tonight = begin_night(warehouse, as_of=blind, run_id="r2", now=later(1440))
    save_visit(warehouse, tonight, failed(at=later(1440)))
    (row,) = _facts(warehouse, register, as_of=blind)
    assert (row["state"], row["evidence"]) == ("unreachable", "[]")
    assert (row["newest"], row["items"], row["age"]) == (date(2026, 11, 18), 1, 3)
    assert row["last_readable_at"] == NOW
    assert [page["record"] for page in json.loads(row["last_readable_evidence"])] == [proof(5).record]


def test_a_night_without_a_visit_of_a_column_says_never_and_not_what_the_night_before_saw(warehouse: Warehouse) -> None:
    register = agency()
    save_visit(warehouse, night_of(warehouse, [register]), visit(entry(1)))
    begin_night(warehouse, as_of=AS_OF + timedelta(days=1), run_id="r2", now=later(1440))
    (row,) = _facts(warehouse, register, as_of=AS_OF + timedelta(days=1))
    assert (row["state"], row["observed_at"], row["age"]) == ("never", None, 3)


def test_a_later_night_is_not_seen_from_an_earlier_point(warehouse: Warehouse) -> None:
    register = agency()
    first = night_of(warehouse, [register])
    save_visit(warehouse, first, failed())
    second = begin_night(warehouse, as_of=AS_OF + timedelta(days=1), run_id="r2", now=later(1440))
    save_visit(warehouse, second, visit(entry(1), at=later(1440)))
    assert _facts(warehouse, register)[0]["state"] == "unreachable"


def test_a_list_with_a_gap_is_not_known_back_to_any_day_until_a_visit_closes_it(warehouse: Warehouse) -> None:
    register = agency()
    night = night_of(warehouse, [register])
    save_visit(warehouse, night, visit(entry(1), read_back_to=date(2025, 3, 2)))
    assert _facts(warehouse, register)[0]["read_back_to"] == date(2025, 3, 2)
    save_visit(warehouse, night, visit(entry(2), at=later(1), read_back_to=None))
    assert _facts(warehouse, register)[0]["read_back_to"] is None
    save_visit(warehouse, night, failed(at=later(2)))
    save_visit(warehouse, night, visit(entry(3), at=later(3)))
    assert _facts(warehouse, register)[0]["read_back_to"] == date.min


def test_a_blank_list_with_a_note_is_marked(warehouse: Warehouse) -> None:
    register = agency("slj", column("a"), column("b"))
    night = night_of(warehouse, [register])
    save_visit(warehouse, night, visit(column="a", state="blank_with_note", reason="本年度未产生此类信息"))
    save_visit(warehouse, night, visit(column="b"))
    noted, blank = _facts(warehouse, register)
    assert (noted["state"], noted["note"], noted["reason"]) == ("blank_with_note", True, "本年度未产生此类信息")
    assert (blank["state"], blank["note"]) == ("blank", False)


def test_a_kind_without_a_limit_has_none(warehouse: Warehouse) -> None:
    (row,) = _facts(warehouse, agency("slj", column(kind="机构概况")))
    assert {row[name] for name in ("limit", "limit_value", "limit_unit", "due_on")} == {None}


def test_only_duties_of_that_day_are_rows(warehouse: Warehouse) -> None:
    ended = column("ended", until=date(2026, 11, 19))
    begins = column("begins", **{"from": date(2026, 11, 21)})
    assert [row["column"] for row in _facts(warehouse, agency("slj", ended, column("now"), begins))] == ["now"]


def test_only_the_first_pages_stand_as_evidence(warehouse: Warehouse) -> None:
    register = agency()
    many = tuple(proof(number) for number in range(1, 9))
    save_visit(warehouse, night_of(warehouse, [register]), visit(entry(1), evidence=many))
    assert len(json.loads(_facts(warehouse, register)[0]["evidence"])) == 3


def test_five_thousand_columns_take_seconds(warehouse: Warehouse) -> None:
    register = [agency(f"a{n}", *(column(f"c{m}") for m in range(50))) for n in range(100)]
    night_of(warehouse, register)
    assert len(_facts(warehouse, *register)) == 5000


def test_the_items_of_a_column_that_was_handed_over_are_its_heirs_past(warehouse: Warehouse) -> None:
    first = agency("sdj", column("dt"), until=date(2025, 12, 31))
    second = agency("xqz", column("dt", continues="sdj/dt"), until=date(2026, 6, 30))
    third = agency("slj", column("gzdt", continues="xqz/dt"))
    register = (first, second, third)
    night = night_of(warehouse, register)
    save_visit(warehouse, night, visit(entry(1, date(2025, 5, 1)), entry(2), agency="sdj", column="dt"))
    save_visit(warehouse, night, visit(entry(2), entry(3, date(2026, 11, 19)), agency="xqz", column="dt"))
    save_visit(warehouse, night, visit(entry(3, date(2026, 11, 19)), entry(4, None)))
    (row,) = _facts(warehouse, *register)
    assert (row["column_id"], row["items"], row["dated_items"], row["newest"]) == ("slj/gzdt", 4, 3, date(2026, 11, 19))
    assert (row["unique"], row["read_back_to"], row["seen_back_to"]) == (2, date.min, date.min)
    save_visit(warehouse, night, visit(entry(1), agency="sdj", column="dt", at=later(9), read_back_to=None))
    (row,) = _facts(warehouse, *register)
    assert (row["read_back_to"], row["seen_back_to"]) == (None, date.min)


DAY = date(2026, 11, 20)


def _moment(hour: int, minute: int = 0, day: int = 20) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("entries", "as_of", "newest_at"),
    [
        pytest.param([entry(1, DAY, published_raw="2026-11-20 08:05")], AS_OF, _moment(8, 5), id="a time of day"),
        pytest.param(
            [entry(1, DAY, published_raw="2026-11-20")], AS_OF, AS_OF, id="none: it may be of the last second"
        ),
        pytest.param(
            [entry(1, DAY, published_raw="2026-11-20 08:05"), entry(2, DAY, published_raw="2026-11-20 16:40:09")],
            AS_OF,
            _moment(16, 40),
            id="the latest of the day",
        ),
        pytest.param(
            [entry(1, DAY, published_raw="2026-11-20 08:05"), entry(2, DAY, published_raw="2026-11-20 16:40")],
            _moment(12),
            _moment(8, 5),
            id="what comes after the monitoring point is not seen",
        ),
        pytest.param([entry(1, DAY)], _moment(12), _moment(12), id="nor can it be later than the point"),
        pytest.param(
            [entry(1, date(2026, 11, 19), published_raw="11-19 25:00")],
            AS_OF,
            datetime(2026, 11, 19, 23, 59, 59, tzinfo=ZONE),
            id="no time",
        ),
    ],
)
def test_a_limit_in_hours_runs_from_the_latest_moment_the_newest_item_can_be_of(
    warehouse: Warehouse, entries: list[Entry], as_of: datetime, newest_at: datetime
) -> None:
    register = agency("slj", column(max_age=Limit(value=12, unit="hours")))
    save_visit(warehouse, night_of(warehouse, [register], as_of=as_of), visit(*entries))
    (row,) = plain_rows(column_facts(warehouse, agencies=[register], rules=RULES, as_of=as_of, zone=ZONE))
    assert row["newest_at"] == newest_at
    assert row["age_hours"] == pytest.approx((as_of - newest_at).total_seconds() / 3600)
    assert row["due_at"] == newest_at + timedelta(hours=12)
    assert (row["limit"], row["limit_value"], row["limit_unit"]) == (1, 12, "hours")
    assert row["due_on"] == row["due_at"].astimezone(ZONE).date()


def test_an_item_seen_on_its_own_day_was_there_by_then(warehouse: Warehouse) -> None:
    register = agency("slj", column(max_age=Limit(value=12, unit="hours")))
    night = night_of(warehouse, [register])
    save_visit(warehouse, night, visit(entry(1, DAY), at=_moment(9)))
    (row,) = plain_rows(column_facts(warehouse, agencies=[register], rules=RULES, as_of=AS_OF, zone=ZONE))
    assert row["newest_at"] == _moment(9)


def test_a_limit_in_working_days_is_counted_by_the_offices_calendar(warehouse: Warehouse) -> None:
    register = agency("slj", column(max_age=Limit(value=2, unit="working_days")))
    save_visit(warehouse, night_of(warehouse, [register]), visit(entry(1, date(2026, 11, 16))))
    storm = WorkingDays(CalendarChanges(days_off=(ChangedDay(day=date(2026, 11, 18), reason="台风"),)))

    def known(**more: Any) -> tuple[Any, ...]:
        (row,) = plain_rows(column_facts(warehouse, agencies=[register], rules=RULES, as_of=AS_OF, zone=ZONE, **more))
        return row["limit"], row["due_on"]

    assert known() == (2, date(2026, 11, 18))
    assert known(calendar=storm) == (3, date(2026, 11, 19))


def test_an_item_that_is_within_working_days_that_are_known_is_so_whatever_the_next_year_brings(
    warehouse: Warehouse,
) -> None:
    register = agency("slj", column(max_age=Limit(value=20, unit="working_days")))
    as_of = datetime(2026, 12, 28, 23, 59, 59, tzinfo=ZONE)
    save_visit(warehouse, night_of(warehouse, [register], as_of=as_of), visit(entry(1, date(2026, 12, 14))))
    plain = WorkingDays(CalendarChanges(days_off=(ChangedDay(day=date(2026, 11, 18), reason="台风"),)))
    (row,) = plain_rows(
        column_facts(warehouse, agencies=[register], rules=RULES, as_of=as_of, zone=ZONE, calendar=plain)
    )
    assert row["age"] <= row["limit"]
    assert row["due_on"] is None


@pytest.mark.parametrize(
    ("newest", "limit", "due"),
    [(date(2090, 2, 28), None, None), (date(2026, 11, 18), 7, date(2026, 11, 25))],
    ids=["of that year", "due before it"],
)
def test_a_limit_in_working_days_of_a_year_nobody_published_is_not_counted(
    warehouse: Warehouse, newest: date, limit: int | None, due: date | None
) -> None:
    register = agency("slj", column(max_age=Limit(value=5, unit="working_days")))
    as_of = datetime(2090, 3, 1, 23, 59, 59, tzinfo=ZONE)
    save_visit(warehouse, night_of(warehouse, [register], as_of=as_of), visit(entry(1, newest)))
    (row,) = plain_rows(column_facts(warehouse, agencies=[register], rules=RULES, as_of=as_of, zone=ZONE))
    assert (row["limit"], row["due_on"], row["limit_value"]) == (limit, due, 5)
