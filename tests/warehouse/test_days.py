"""Column days: every day of every column owed, with the verdict of its night, or what the items prove of it."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import pandas as pd
from sqlalchemy import select

from expectations.run import run as judge
from schemas.agencies import Agency, registered_columns
from schemas.counts import registered_counts
from schemas.results import CheckResults
from schemas.rules import RuleSet
from tests.warehouse.world import OFFICE, RULES, ZONE, agency, column, entry, failed, proof, visit
from warehouse.connect import Warehouse
from warehouse.facts import category_facts, column_days, column_facts, plain_rows
from warehouse.facts.days import COLUMN_DAYS
from warehouse.nights import Night
from warehouse.save import begin_night, save_checks, save_register, save_visit
from warehouse.tables import observations

DAY = date(2026, 3, 2)


def _day(n: int) -> date:
    return DAY + timedelta(days=n)


def _at(n: int, hour: int = 23) -> datetime:
    return datetime.combine(_day(n), time(hour, 30), ZONE)


def _night(w: Warehouse, agencies: Sequence[Agency], n: int) -> Night:
    """The night of the n-th day, begun half an hour before its end."""
    save_register(w, OFFICE, agencies, now=_at(n, 1))
    as_of = datetime.combine(_day(n), time(23, 59, 59), ZONE)
    return begin_night(w, as_of=as_of, run_id=f"r{n}", now=_at(n, 22))


def _judged(w: Warehouse, agencies: Sequence[Agency], night: Night, rules: RuleSet = RULES) -> CheckResults:
    """The night judged as the office judges it."""
    today = night.as_of.astimezone(ZONE).date()
    return judge(
        column_facts(w, agencies=agencies, rules=rules, as_of=night.as_of, zone=ZONE),
        category_facts(w, agencies=agencies, as_of=night.as_of, zone=ZONE, year=today.year),
        registered_columns=len(registered_columns(agencies, today)),
        registered_counts=len(registered_counts(agencies, today)),
        rules=rules,
        as_of=night.as_of,
        zone=ZONE,
    )


def _days(
    w: Warehouse, *agencies: Agency, first: int = 0, last: int = 0, rules: RuleSet = RULES, **more: Any
) -> list[dict[str, Any]]:
    found = column_days(w, agencies=agencies, rules=rules, first=_day(first), last=_day(last), zone=ZONE, **more)
    return plain_rows(found)


def _statuses(w: Warehouse, *agencies: Agency, last: int, **more: Any) -> list[str]:
    return [row["status"] for row in _days(w, *agencies, last=last, **more)]


def test_the_frame_has_its_documented_types_with_and_without_rows(warehouse: Warehouse) -> None:
    for agencies in ([], [agency()]):
        days = column_days(warehouse, agencies=agencies, rules=RULES, first=DAY, last=_day(2), zone=ZONE)
        assert {name: str(dtype) for name, dtype in days.dtypes.items()} == dict(COLUMN_DAYS)
        assert len(days) == 3 * len(agencies)


def test_each_day_of_a_duty_is_a_row_and_no_other_day(warehouse: Warehouse) -> None:
    ends, begins = column("a", until=_day(0)), column("b", **{"from": _day(1)})
    closed = agency("sjj", column("c"), until=_day(1))
    days = _days(warehouse, agency("slj", ends, begins), closed, last=2)
    assert [(row["column"], row["day"]) for row in days] == [
        ("a", _day(0)),
        ("b", _day(1)),
        ("b", _day(2)),
        ("c", _day(0)),
        ("c", _day(1)),
    ]
    assert {row["status"] for row in days} == {"unknown"}


def _random_visit(random: Random, code: str, n: int) -> Any:
    """Anything that a night may see of a column."""
    at = _at(n)
    if random.random() < 0.15:
        return failed(random.choice(["unreachable", "blocked", "not_a_list"]), column=code, at=at)
    shown = [
        entry(
            number,
            None
            if code.startswith("undated") or (code.startswith("mixed") and number % 2)
            else _day(n - random.randrange(40)),
            url=f"http://www.yunxi.example/{code}/{n}/{number}.html",
        )
        for number in range(random.randrange(4))
    ]
    how: dict[str, Any] = {"read_back_to": date.min}
    if shown and random.random() < 0.4:
        how = {"read_back_to": None, "seen_back_to": random.choice([None, _day(n - 5), _day(n - 25)])}
    return visit(
        *shown, column=code, at=at, evidence=(proof(random.randrange(10**9), url=f"http://x.example/{code}/"),), **how
    )


def test_a_night_without_a_verdict_is_judged_as_the_expectations_judge_it(warehouse: Warehouse) -> None:
    """Whatever was seen. And once there is a verdict, it is the day's, whatever has been learned since."""
    kinds = {"days": "动态要闻", "mixed": "动态要闻", "undated": "动态要闻", "months": "通知公告", "none": "机构概况"}
    register = agency("slj", *(column(f"{code}{n}", kind=kind) for code, kind in kinds.items() for n in range(9)))
    random, verdicts = Random(7), list[list[str]]()
    for n in range(2):
        night = _night(warehouse, [register], n)
        for owed in register.columns:
            save_visit(warehouse, night, _random_visit(random, owed.code, n))
        for undated in ("stale", "unknown") if n == 1 else ("unknown",):
            rules = RULES.model_copy(update={"undated": undated})
            results = _judged(warehouse, [register], night, rules)
            days = _days(warehouse, register, first=n, last=n, rules=rules)
            assert [row["status"] for row in days] == [check.status for check in results.columns]
            assert [row["newest"] for row in days] == [check.newest for check in results.columns]
            assert [row["limit"] for row in days] == [check.limit_days for check in results.columns]
        save_checks(warehouse, night, results)
        verdicts.append([check.status for check in results.columns])
    assert set().union(*verdicts) == {"fresh", "stale", "blank", "unknown", "unlimited"}
    days = _days(warehouse, register, last=1)
    assert [[row["status"] for row in days if row["day"] == _day(n)] for n in range(2)] == verdicts
    assert [row["seen"] for row in days] == [row["status"] != "unknown" for row in days]


def test_a_missed_day_is_rebuilt_from_the_days_that_items_carry(warehouse: Warehouse) -> None:
    """Fresh while a known item is within the limit; stale once it is not and a later night read back beyond it."""
    register = agency("slj", column(max_age_days=3))
    save_visit(warehouse, _night(warehouse, [register], 0), visit(entry(1, _day(0)), at=_at(0)))
    assert _statuses(warehouse, register, last=5) == ["fresh"] * 4 + ["unknown"] * 2
    save_visit(warehouse, _night(warehouse, [register], 8), visit(entry(2, _day(7)), entry(1, _day(0)), at=_at(8)))
    days = _days(warehouse, register, last=8)
    assert [row["status"] for row in days] == ["fresh"] * 4 + ["stale"] * 3 + ["fresh"] * 2
    assert [row["seen"] for row in days] == [True, *[False] * 7, True]
    assert [row["rebuilt"] for row in days] == [None, *["fresh"] * 3, *["stale"] * 3, "fresh", None]


def test_a_list_that_stayed_as_it_was_proves_a_gap_as_its_reading_did(warehouse: Warehouse) -> None:
    register = agency("slj", column(max_age_days=3))
    save_visit(warehouse, _night(warehouse, [register], 0), visit(entry(1, _day(0)), at=_at(0), settled_by=1))
    same = visit(at=_at(8), state="list", same_as=1, entries_of_same=1, settled_by=1)
    with warehouse.read() as connection:
        (number,) = connection.execute(select(observations.c.id)).scalars()
    save_visit(warehouse, _night(warehouse, [register], 8), same.model_copy(update={"same_as": number}))
    assert _statuses(warehouse, register, last=8) == ["fresh"] * 4 + ["stale"] * 5


def test_a_list_that_dropped_its_older_rows_proves_no_gap(warehouse: Warehouse) -> None:
    register = agency("slj", column(max_age_days=3))
    save_visit(warehouse, _night(warehouse, [register], 0), visit(entry(1, _day(0)), at=_at(0)))
    save_visit(warehouse, _night(warehouse, [register], 8), visit(entry(2, _day(7)), at=_at(8)))
    assert _statuses(warehouse, register, last=6) == ["fresh"] * 4 + ["unknown"] * 3


def test_a_later_visit_that_read_only_the_top_proves_no_gap_below(warehouse: Warehouse) -> None:
    register = agency("slj", column(max_age_days=3))
    save_visit(warehouse, _night(warehouse, [register], 0), visit(entry(1, _day(0)), at=_at(0)))
    top = visit(entry(2, _day(8)), at=_at(8), read_back_to=None, seen_back_to=_day(6))
    save_visit(warehouse, _night(warehouse, [register], 8), top)
    assert _statuses(warehouse, register, last=6) == ["fresh"] * 4 + ["unknown"] * 3
    stopped = visit(entry(3, _day(9)), at=_at(9), stopped_at_known=True, seen_back_to=_day(6))
    save_visit(warehouse, _night(warehouse, [register], 9), stopped)
    assert _statuses(warehouse, register, last=6) == ["fresh"] * 4 + ["unknown"] * 3


def test_before_its_present_address_was_looked_at_nothing_is_held_against_a_column(warehouse: Warehouse) -> None:
    register = agency("slj", column(max_age_days=3))
    save_visit(warehouse, _night(warehouse, [register], 8), visit(entry(1, _day(-20)), at=_at(8)))
    assert _statuses(warehouse, register, last=8) == ["unknown"] * 8 + ["stale"]


def test_a_night_that_could_not_see_a_column_stays_unknown_and_what_items_prove_stands_beside(
    warehouse: Warehouse,
) -> None:
    register = agency("slj", column(max_age_days=3))
    save_visit(warehouse, _night(warehouse, [register], 0), visit(entry(1, _day(0)), at=_at(0)))
    save_visit(warehouse, _night(warehouse, [register], 1), failed(at=_at(1)))
    (_, blind) = _days(warehouse, register, last=1)
    assert (blind["status"], blind["seen"], blind["rebuilt"]) == ("unknown", False, "fresh")


def test_what_was_recorded_later_is_not_known_before(warehouse: Warehouse) -> None:
    register = agency("slj", column(max_age_days=3))
    save_visit(warehouse, _night(warehouse, [register], 0), visit(entry(1, _day(0)), at=_at(0)))
    save_visit(warehouse, _night(warehouse, [register], 5), visit(entry(2, _day(4)), entry(1, _day(0)), at=_at(5)))
    assert _statuses(warehouse, register, last=4)[4] == "fresh"
    assert _statuses(warehouse, register, last=4, known_at=_at(1))[4] == "unknown"


def test_a_column_that_continues_another_has_its_items(warehouse: Warehouse) -> None:
    old = agency("slj", column("gzdt", max_age_days=9), until=_day(1))
    new = agency("sjj", column("gzdt", continues="slj/gzdt", max_age_days=9), **{"from": _day(2)})
    save_visit(warehouse, _night(warehouse, [old, new], 0), visit(entry(1, _day(0)), at=_at(0)))
    days = _days(warehouse, old, new, last=3)
    assert [(row["agency"], row["status"]) for row in days] == [("slj", "fresh")] * 2 + [("sjj", "fresh")] * 2


def test_days_are_those_of_the_offices_zone(warehouse: Warehouse) -> None:
    """A night at half past eleven in the evening in Shanghai is still of that day, in whatever zone it is kept."""
    register = agency("slj", column(max_age_days=1))
    save_visit(warehouse, _night(warehouse, [register], 3), visit(entry(1, _day(1)), at=_at(3)))
    (row,) = _days(warehouse, register, first=3, last=3)
    assert (row["status"], row["age"], row["newest"]) == ("stale", 2, _day(1))


def test_statuses_are_categories_so_that_years_of_them_fit_into_memory(warehouse: Warehouse) -> None:
    days = column_days(warehouse, agencies=[agency()], rules=RULES, first=DAY, last=_day(364), zone=ZONE)
    assert isinstance(days["status"].dtype, pd.CategoricalDtype)
    assert days.memory_usage(deep=True).sum() < 365 * 60
