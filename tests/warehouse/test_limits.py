"""Limits in days, months and years, counted on the calendar."""

from datetime import date, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.results import Limit
from schemas.working_days import WorkingDays
from warehouse.facts.limits import due_on, limit_days

_days = st.dates(date(2008, 1, 1), date(2100, 12, 31))
_limits = st.builds(Limit, value=st.integers(1, 40), unit=st.sampled_from(["days", "months", "years"]))


@pytest.mark.parametrize(
    ("limit", "today", "days"),
    [
        (Limit(value=14), date(2026, 3, 1), 14),
        (Limit(value=1, unit="months"), date(2026, 3, 31), 31),  # back to 28 February
        (Limit(value=6, unit="months"), date(2026, 8, 31), 184),  # back to 28 February
        (Limit(value=1, unit="years"), date(2028, 2, 29), 366),  # back to 28 February 2027
        (Limit(value=1, unit="years"), date(2026, 11, 20), 365),
    ],
)
def test_a_limit_in_days_is_counted_back_from_the_monitoring_point(limit: Limit, today: date, days: int) -> None:
    assert limit_days(limit, today=today) == days


@pytest.mark.parametrize("unit", ["hours", "days", "working_days", "months", "years"])
def test_a_limit_that_no_calendar_can_count_back_is_refused(unit: Literal["days"]) -> None:
    with pytest.raises(ValidationError, match="is no limit"):
        Limit(value=10_000_000, unit=unit)
    longest = Limit(value=100, unit="years")
    assert due_on(date(2026, 1, 1), longest) == date(2126, 1, 1)


@pytest.mark.parametrize(
    ("newest", "limit", "due"),
    [
        (date(2026, 11, 1), Limit(value=14), date(2026, 11, 15)),
        (date(2026, 1, 31), Limit(value=1, unit="months"), date(2026, 2, 28)),
        (date(2026, 2, 28), Limit(value=1, unit="months"), date(2026, 3, 31)),
        (date(2028, 2, 29), Limit(value=1, unit="years"), date(2029, 2, 28)),
    ],
)
def test_the_last_day_within_the_limit(newest: date, limit: Limit, due: date) -> None:
    assert due_on(newest, limit) == due


@given(newest=_days, limit=_limits, offset=st.integers(-3, 3))
def test_an_item_is_within_its_limit_exactly_up_to_the_day_it_is_due(newest: date, limit: Limit, offset: int) -> None:
    due = due_on(newest, limit)
    today = due + timedelta(days=offset)
    assert ((today - newest).days <= limit_days(limit, today=today)) == (today <= due)


@pytest.mark.parametrize(
    ("newest", "days", "due"),
    [
        (date(2026, 11, 16), 2, date(2026, 11, 18)),  # Monday to Wednesday
        (date(2026, 11, 19), 1, date(2026, 11, 22)),  # Thursday: Friday is the one, the weekend counts for nothing
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # 国庆: 8 October is worked
    ],
)
def test_the_last_day_within_a_limit_in_working_days(newest: date, days: int, due: date) -> None:
    assert due_on(newest, Limit(value=days, unit="working_days")) == due


@given(
    today=st.dates(date(2025, 6, 1), date(2026, 11, 27)),  # 21 working days on, the year is still a known one
    age=st.integers(0, 60),
    limit=st.builds(Limit, value=st.integers(1, 20), unit=st.just("working_days")),
)
def test_in_working_days_too_an_item_is_within_its_limit_up_to_the_day_it_is_due(
    today: date, age: int, limit: Limit
) -> None:
    newest = today - timedelta(days=age)
    days, due = limit_days(limit, today=today), due_on(newest, limit)
    assert days is not None
    assert due is not None
    assert (age <= days) == (today <= due) == (WorkingDays().working_days_between(newest, today) <= limit.value)


def test_working_days_of_a_year_nobody_published_are_not_guessed() -> None:
    limit = Limit(value=5, unit="working_days")
    assert limit_days(limit, today=date(2090, 3, 1)) is None
    assert due_on(date(2090, 3, 1), limit) is None
