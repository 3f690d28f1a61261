"""Two years of items for one column, ending where its case wants them to end; the same every time."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from demo.limits import limit_of, oldest_allowed
from demo.plan import EMPTY, PlannedAgency, PlannedColumn
from demo.values import Case, Day, Item
from demo.wording import title_for

TWO_YEARS = timedelta(days=730)
RECENT = timedelta(days=7)


def history(
    column: PlannedColumn, *, agency: PlannedAgency, last_night: date, first_number: int, zone: ZoneInfo
) -> tuple[Item, ...]:
    """The column's items, oldest first, numbered from `first_number`. Times are in `zone`, within office hours."""
    if column.case in EMPTY:
        return ()
    random = Random(f"{agency.code}/{column.code}")
    days = _days(column, last_night=last_night, random=random)
    items: list[Item] = []
    for offset, day in enumerate(days):
        topic = random.choice(agency.topics)
        items.append(
            Item(
                number=first_number + offset,
                title=title_for(column.kind, agency=agency.name, topic=topic, day=day, random=random),
                topic=topic,
                issuer=agency.name,
                shown=_shown(column.case, day, last_night=last_night, offset_from_end=len(days) - 1 - offset),
                appears=datetime.combine(day, time(random.randint(9, 16), random.randint(0, 59)), zone),
                pinned=column.case is Case.PINNED and offset in (1, 3),
            )
        )
    return tuple(items)


def newest_day(column: PlannedColumn, *, last_night: date) -> date:
    """The day of the column's last regular item. Raises `ValueError` where the case needs a limit and none applies."""
    if column.age is not None:
        return last_night - timedelta(days=column.age)
    limit = limit_of(column.kind, max_age_days=column.max_age_days)
    if limit is None:
        raise ValueError(f"{column.code}: the case {column.case} needs a column with a limit")
    first_night = last_night - timedelta(days=2)
    match column.case:
        case Case.AT_LIMIT:
            return oldest_allowed(last_night, limit)
        case Case.PAST_LIMIT:
            return oldest_allowed(last_night, limit) - timedelta(days=1)
        case Case.DUE_SOON:
            return oldest_allowed(last_night, limit) + timedelta(days=3)
        case Case.GOES_STALE:
            return oldest_allowed(first_night, limit)
        case Case.REPAIRED:
            return oldest_allowed(first_night, limit) - timedelta(days=23)
        case _:
            raise ValueError(f"{column.code}: the case {column.case} needs an `age`")


def _days(column: PlannedColumn, *, last_night: date, random: Random) -> list[date]:
    """Publication days, oldest first."""
    assert column.every is not None  # the plan demands it of every column that is not blank
    day = newest_day(column, last_night=last_night)
    days = [day]
    begin = last_night - TWO_YEARS
    while True:
        day -= timedelta(days=random.randint(max(1, column.every // 2), column.every + column.every // 2))
        if day < begin:
            break
        # Offices publish on working days; the last week stays as the cases want it.
        days.append(_friday_before(day) if last_night - day > RECENT else day)
    days.sort()
    if column.case is Case.REPAIRED:
        days.append(last_night)
    return days


def _friday_before(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _shown(case: Case, day: date, *, last_night: date, offset_from_end: int) -> Day | None:
    """The day printed beside the item."""
    if case is Case.UNDATED:
        return None
    if case is Case.WRONG_DATES and offset_from_end == 2:
        return (day.year, 2, 30)
    if case is Case.WRONG_DATES and offset_from_end == 3:
        day = last_night + timedelta(days=45)
    return (day.year, day.month, day.day)
