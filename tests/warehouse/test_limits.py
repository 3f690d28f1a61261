"""Limits in days, months and years, counted on the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.results import Limit
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
