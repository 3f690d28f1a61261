"""A limit as days of the calendar: how many it is today, and until which day an item of a given day is within it."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from schemas.results import Limit


def limit_days(limit: Limit, *, today: date) -> int:
    """The days between `today` and the same day `limit` earlier; months and years are calendar ones.

    Six months before 2026-08-31 is 2026-02-28: where the day does not exist, the month's last day stands for it.
    """
    return (today - _before(today, limit)).days


def due_on(newest: date, limit: Limit) -> date:
    """The last day on which an item of `newest` is within the limit: `age <= limit_days` up to and including it."""
    day = newest + relativedelta(**{limit.unit: limit.value})  # type: ignore[arg-type]
    # Short months: an item of 28 February is within one month up to 31 March, whose "month before" is 28 February.
    while _before(day + timedelta(days=1), limit) <= newest:
        day += timedelta(days=1)
    return day


def _before(day: date, limit: Limit) -> date:
    return day - relativedelta(**{limit.unit: limit.value})  # type: ignore[arg-type]
