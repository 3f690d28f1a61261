"""Stretches of days on which a column was stale or blank, what ended them, and items by month."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd

from schemas.agencies import Agency
from schemas.entries import Entry
from tests.warehouse.world import OFFICE, RULES, ZONE, agency, column, entry, failed, visit
from warehouse.connect import Warehouse
from warehouse.facts import monthly_counts, plain_rows, stale_spells
from warehouse.facts.spells import MONTHLY_COUNTS, SPELLS
from warehouse.nights import Night
from warehouse.save import begin_night, save_register, save_visit

DAY = date(2026, 3, 2)
OFFICE_OF_ONE = agency("slj", column(max_age_days=3))


def _day(n: int) -> date:
    return DAY + timedelta(days=n)


def _at(n: int) -> datetime:
    return datetime.combine(_day(n), time(22, 30), ZONE)


def _night(w: Warehouse, n: int, register: Agency = OFFICE_OF_ONE) -> Night:
    save_register(w, OFFICE, [register], now=_at(n))
    return begin_night(w, as_of=datetime.combine(_day(n), time(23, 59, 59), ZONE), run_id=f"r{n}", now=_at(n))


def _look(w: Warehouse, n: int, *shown: Entry, register: Agency = OFFICE_OF_ONE, **how: Any) -> None:
    save_visit(w, _night(w, n, register), visit(*shown, at=_at(n), **how))


def _spells(w: Warehouse, last: int, register: Agency = OFFICE_OF_ONE) -> list[dict[str, Any]]:
    return plain_rows(stale_spells(w, agencies=[register], rules=RULES, first=DAY, last=_day(last), zone=ZONE))


FIRST, SECOND = entry(1, _day(0)), entry(2, _day(7))


def test_the_frames_have_their_documented_types_with_and_without_rows(warehouse: Warehouse) -> None:
    for last in (-1, 6):
        spells = stale_spells(warehouse, agencies=[OFFICE_OF_ONE], rules=RULES, first=DAY, last=_day(last), zone=ZONE)
        assert dict(spells.dtypes) == {name: pd.Series([], dtype=dtype).dtype for name, dtype in SPELLS.items()}
        counts = monthly_counts(warehouse, agencies=[OFFICE_OF_ONE], as_of=_at(9), zone=ZONE)
        assert dict(counts.dtypes) == {name: pd.Series([], dtype=kind).dtype for name, kind in MONTHLY_COUNTS.items()}
        assert (spells.empty, counts.empty) == (last < 0, last < 0)
        if last < 0:
            _look(warehouse, 0, entry(1, _day(-9)))


def test_a_stale_spell_ends_with_the_item_that_repaired_it(warehouse: Warehouse) -> None:
    for n in range(7):
        _look(warehouse, n, FIRST)
    _look(warehouse, 7, SECOND, FIRST)
    assert _spells(warehouse, 7) == [
        {
            "agency": "slj",
            "column": "gzdt",
            "status": "stale",
            "begin": _day(4),
            "end": _day(6),
            "days": 3,
            "seen_days": 3,
            "over": 3,
            "ended_by": "fresh",
            "repaired_at": _at(7),
            "repaired_url": SECOND.url,
            "repaired_published": _day(7),
            "repaired_by_backdating": False,
        }
    ]


def test_a_spell_that_lasts_has_no_end(warehouse: Warehouse) -> None:
    for n in range(6):
        _look(warehouse, n, FIRST)
    (spell,) = _spells(warehouse, 5)
    assert (spell["begin"], spell["end"], spell["days"], spell["over"]) == (_day(4), None, 2, 2)
    assert {spell[name] for name in ("ended_by", "repaired_at", "repaired_by_backdating")} == {None}


def test_a_spell_that_an_item_dated_back_into_it_ended_says_so(warehouse: Warehouse) -> None:
    """Nobody looks better for it: the days on which the list was seen without the item stay stale."""
    register, old = agency("slj", column(max_age_days=9)), entry(9, _day(-50))
    for n in range(13):
        _look(warehouse, n, FIRST, old, register=register)
    _look(warehouse, 13, entry(3, _day(8)), FIRST, old, register=register)
    (spell,) = _spells(warehouse, 13, register)
    assert (spell["begin"], spell["end"], spell["over"]) == (_day(10), _day(12), 3)
    assert (spell["repaired_url"], spell["repaired_by_backdating"]) == (entry(3).url, True)


def test_days_that_nobody_saw_do_not_break_a_spell(warehouse: Warehouse) -> None:
    for n in (0, 1, 2, 3, 4):
        _look(warehouse, n, FIRST)
    save_visit(warehouse, _night(warehouse, 5), failed(at=_at(5)))
    _look(warehouse, 7, FIRST)
    _look(warehouse, 8, entry(8, _day(8)), FIRST)
    (spell,) = _spells(warehouse, 8)
    assert (spell["begin"], spell["end"], spell["days"], spell["seen_days"]) == (_day(4), _day(7), 4, 2)


def test_blank_and_unknown_spells_are_told_likewise(warehouse: Warehouse) -> None:
    for n in range(3):
        _look(warehouse, n)
    _look(warehouse, 4, entry(4, _day(4)))
    blank, unknown = _spells(warehouse, 4)
    assert (blank["status"], blank["days"], blank["ended_by"], blank["repaired_at"]) == ("blank", 3, "unknown", None)
    assert (unknown["status"], unknown["begin"], unknown["end"]) == ("unknown", _day(3), _day(3))


def test_items_are_counted_by_the_month_they_state_and_the_month_that_showed_them(warehouse: Warehouse) -> None:
    """An address in two columns of a category counts once."""
    register = agency("slj", column("a"), column("b"), column("c", category="其他"))
    shown = (entry(1, date(2025, 12, 31)), entry(2, date(2026, 1, 1)), entry(3, date(2026, 1, 9)), entry(4, None))
    for code in ("a", "b"):
        _look(warehouse, 0, *shown, register=register, column=code)
    _look(warehouse, 0, shown[0], register=register, column="c")
    counts = plain_rows(monthly_counts(warehouse, agencies=[register], as_of=_at(0), zone=ZONE))
    assert [tuple(row.values()) for row in counts] == [
        ("slj", "其他", 2025, 12, 1, 0),
        ("slj", "其他", 2025, None, 1, 0),
        ("slj", "其他", 2026, 3, 0, 1),
        ("slj", "其他", 2026, None, 0, 1),
        ("slj", "工作信息", 2025, 12, 1, 0),
        ("slj", "工作信息", 2025, None, 1, 0),
        ("slj", "工作信息", 2026, 1, 2, 0),
        ("slj", "工作信息", 2026, 3, 0, 4),
        ("slj", "工作信息", 2026, None, 2, 4),
    ]
