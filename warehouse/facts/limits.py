"""A limit as days of the calendar: how many it is today, and until which day an item of a given day is within it."""

from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from schemas.results import Limit
from schemas.working_days import WorkingDays, YearUnknown

DAY = timedelta(days=1)
PLAIN = WorkingDays()
"""The calendar as published, without an office's changes."""


def limit_days(limit: Limit, *, today: date, calendar: WorkingDays = PLAIN) -> int | None:
    """The days between `today` and the earliest day of which an item is still within the limit.

    Months and years are calendar ones: six months before 2026-08-31 is 2026-02-28, where the day does not exist the
    month's last day stands for it. Hours are rounded up to whole days. `None`: in working days of a year that the
    calendar does not know.
    """
    match limit.unit:
        case "hours":
            return -(-limit.value // 24)
        case "working_days":
            return _days_of_work(limit.value, today, calendar)
    return (today - _before(today, limit)).days


def due_on(newest: date, limit: Limit, *, calendar: WorkingDays = PLAIN) -> date | None:
    """The last day on which an item of `newest` is within the limit: `age <= limit_days` up to and including it.

    `None` as for `limit_days`. Raises `ValueError` for hours, which are counted from a moment.
    """
    match limit.unit:
        case "hours":
            raise ValueError("a limit in hours is counted from a moment")
        case "working_days":
            try:
                return calendar.add_working_days(newest, limit.value + 1) - DAY
            except YearUnknown:
                return None
    return due_on_calendar(newest, limit)


def due_on_calendar(newest: date, limit: Limit) -> date:
    """The same for a limit in days, months or years."""
    day = newest + relativedelta(**{limit.unit: limit.value})  # type: ignore[arg-type]
    # Short months: an item of 28 February is within one month up to 31 March, whose "month before" is 28 February.
    while _before(day + DAY, limit) <= newest:
        day += DAY
    return day


def due_at(newest: datetime, limit: Limit) -> datetime:
    """The last moment at which an item of the moment `newest` is within a limit in hours."""
    return newest + timedelta(hours=limit.value)


def _days_of_work(limit: int, today: date, calendar: WorkingDays) -> int | None:
    day, worked = today, 0
    try:
        while (worked := worked + calendar.is_working_day(day)) <= limit:
            day -= DAY
    except YearUnknown:
        return None
    return (today - day).days


def _before(day: date, limit: Limit) -> date:
    return day - relativedelta(**{limit.unit: limit.value})  # type: ignore[arg-type]
