"""Coverage: what of an agency's columns was read in each month, and whose fault the rest is."""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from schemas.agencies import Agency
from tests.warehouse.world import AS_OF, NOW, OFFICE, ZONE, agency, column, entry, failed, visit
from warehouse.connect import Warehouse
from warehouse.facts import coverage, plain_rows
from warehouse.facts.coverage import COVERAGE
from warehouse.nights import Night
from warehouse.save import begin_night, save_register, save_visit

DAY = timedelta(days=1)
WATER = agency("slj", column("gzdt"), column("tzgg", **{"from": date(2026, 11, 22)}))


def _night(w: Warehouse, number: int, *agencies: Agency) -> Night:
    save_register(w, OFFICE, agencies, now=NOW + number * DAY)
    return begin_night(w, as_of=AS_OF + number * DAY, run_id=f"r{number}", now=NOW + number * DAY)


def _coverage(w: Warehouse, *agencies: Agency, first: date, last: date, **more: Any) -> list[dict[str, Any]]:
    return plain_rows(coverage(w, agencies=agencies, zone=ZONE, first=first, last=last, **more))


def _row(**figures: int) -> dict[str, Any]:
    empty = dict.fromkeys(("days", "nights", "owed", "read", "missed", "our_failure", "not_assessable"), 0)
    return {"agency": "slj", "month": "2026-11", **empty, **figures}


def test_each_column_and_day_is_read_or_has_a_reason(warehouse: Warehouse) -> None:
    """Four days: read; seen by nobody; one read and one that a script fills; one of two not come to."""
    save_visit(warehouse, _night(warehouse, 0, WATER), visit(entry(1)))
    third = _night(warehouse, 2, WATER)
    save_visit(warehouse, third, failed(at=NOW + 2 * DAY))
    save_visit(warehouse, third, visit(entry(1), at=NOW + 2 * DAY + timedelta(hours=1)))
    save_visit(warehouse, third, failed("needs_data", column="tzgg", cause="not_assessable", at=NOW + 2 * DAY))
    save_visit(warehouse, _night(warehouse, 3, WATER), failed(at=NOW + 3 * DAY))
    (row,) = _coverage(warehouse, WATER, first=date(2026, 11, 1), last=date(2026, 11, 23))
    expected = _row(days=23, nights=3, owed=6, read=2, missed=1, our_failure=2, not_assessable=1)
    assert row == {**expected, "share": 2 / 6}


def test_months_follow_each_other_and_an_agency_that_owed_nothing_has_no_share(warehouse: Warehouse) -> None:
    gone = agency("xqz", column("dt"), until=date(2026, 10, 31))
    save_visit(warehouse, _night(warehouse, 0, WATER, gone), visit(entry(1)))
    rows = _coverage(warehouse, WATER, gone, first=date(2026, 10, 30), last=date(2026, 12, 2))
    assert [(row["agency"], row["month"], row["days"]) for row in rows] == [
        (code, month, days)
        for code in ("slj", "xqz")
        for month, days in (("2026-10", 2), ("2026-11", 30), ("2026-12", 2))
    ]
    assert {row["share"] for row in rows if row["agency"] == "xqz"} == {None}
    assert all(row["owed"] == row["read"] + row["missed"] + row["our_failure"] + row["not_assessable"] for row in rows)


def test_what_was_read_only_later_was_not_covered_then(warehouse: Warehouse) -> None:
    register = agency()
    night = _night(warehouse, 0, register)
    save_visit(warehouse, night, failed(at=NOW))
    save_visit(warehouse, night, visit(entry(1), at=NOW + DAY))
    span = {"first": AS_OF.date(), "last": AS_OF.date()}
    read = [_coverage(warehouse, register, **span, known_at=at)[0]["read"] for at in (NOW, NOW + DAY, None)]
    assert read == [0, 1, 1]


def test_the_frame_has_its_documented_types_with_and_without_rows(warehouse: Warehouse) -> None:
    for agencies in ([], [agency()]):
        found = coverage(warehouse, agencies=agencies, zone=ZONE, first=AS_OF.date(), last=AS_OF.date())
        assert dict(found.dtypes) == {name: pd.Series([], dtype=dtype).dtype for name, dtype in COVERAGE.items()}
        assert len(found) == len(agencies)
