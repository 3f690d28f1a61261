"""How much is owed in which period: the obligation index of counts, one duty a minimum and period."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Literal

from dateutil.relativedelta import relativedelta

from schemas.agencies import Agency, Column, Minimum, Per
from schemas.base import Code, Frozen
from schemas.work_plan import Scope

Of = Literal["column", "category"]
PartYear = Literal["pro_rata", "whole", "not_owed"]
"""What is owed of a year's minimum in a year in which the duty begins or ends: its part by days, rounded down; all of
it; nothing."""


class Recurring(Frozen):
    """What an obligation of the work plan asks of every column, or every category, in each period of the year."""

    obligation: Code
    each: Per
    at_least: Minimum
    of: Of = "column"
    scope: Scope = Scope()
    agencies: tuple[Code | Literal["*"], ...] = ("*",)
    classes: tuple[str, ...] = ()

    def concerns(self, agency: Agency) -> bool:
        """The agency owes it."""
        named = "*" in self.agencies or agency.code in self.agencies
        return named and (not self.classes or agency.agency_class in self.classes)


@dataclass(frozen=True)
class Period:
    """A calendar year, quarter or month, both days included."""

    name: str
    """`2026`, `2026Q3` or `2026-09`."""
    first: date
    last: date


@dataclass(frozen=True)
class CountDuty:
    """Items owed, or only counted, of one agency in one category (or one of its columns) and period."""

    agency: str
    category: str
    column: str | None
    """`None`: of the whole category."""
    columns: tuple[Column, ...]
    """Those the items may stand in."""
    period: Period
    least: int | None
    """`None`: counted, nothing is owed."""
    obligation: str | None = None
    """The obligation of the work plan that asks for it; `None`: the register does."""
    whole: int | None = None
    """What a whole year would owe, where `least` is the part of a year."""


def periods_of(year: int, per: Per) -> tuple[Period, ...]:
    """The year's periods, in order."""
    if per == "year":
        return (Period(f"{year:04}", date(year, 1, 1), date(year, 12, 31)),)
    months = 3 if per == "quarter" else 1
    return tuple(
        Period(
            f"{year:04}Q{first // 3 + 1}" if per == "quarter" else f"{year:04}-{first:02}",
            date(year, first, 1),
            date(year, first, 1) + relativedelta(months=months, days=-1),
        )
        for first in range(1, 13, months)
    )


def last_day_of(name: str) -> date:
    """The last day of the period of that name: `2026`, `2026Q3`, `2026-09`."""
    per: Per = "quarter" if "Q" in name else "month" if "-" in name else "year"
    return next(period.last for period in periods_of(int(name[:4]), per) if period.name == name)


def count_duties(
    agencies: Iterable[Agency],
    day: date,
    asked: Sequence[Recurring] = (),
    *,
    year: int | None = None,
    part_year: PartYear = "pro_rata",
) -> Iterator[CountDuty]:
    """Every duty of the `year` (absent: that of `day`) as the register of `day` and the work plan have it.

    Each category an agency has columns or a minimum in stands once for the year, with or without a minimum. Quarters
    and months are all of the year's, also those to come; one in which the duty did not exist from its first to its last
    day is not owed. Of a year in which it did not, `part_year` says what is.
    """
    for agency in agencies:
        if agency.exists(day):
            duties = _of_register(agency, day, year or day.year)
            for duty in asked:
                if duty.concerns(agency):
                    duties = chain(duties, _of_plan(agency, duty, day, year or day.year))
            for owed in duties:
                yield from _in_part(agency, owed, part_year)


def registered_counts(
    agencies: Iterable[Agency], day: date, asked: Sequence[Recurring] = (), *, part_year: PartYear = "pro_rata"
) -> list[tuple[str, str, str | None, str]]:
    """The obligation index of counts: (agency, category, column, period) of every duty; see `count_duties`."""
    duties = count_duties(agencies, day, asked, part_year=part_year)
    return [(duty.agency, duty.category, duty.column, duty.period.name) for duty in duties]


def _of_register(agency: Agency, day: date, year: int) -> Iterator[CountDuty]:
    in_force = agency.columns_on(day)
    least = {(minimum.category, minimum.per): minimum.min_items for minimum in agency.minimums}
    categories = dict.fromkeys([*(column.category for column in in_force), *(category for category, _ in least)])
    for category in categories:
        columns = tuple(column for column in in_force if column.category == category)
        (whole,) = periods_of(year, "year")
        yield CountDuty(agency.code, category, None, columns, whole, least.get((category, "year")))
        for (of, per), minimum in least.items():
            if of == category and per != "year":
                for period in _owed(agency, columns, periods_of(year, per)):
                    yield CountDuty(agency.code, category, None, columns, period, minimum)
    for column in in_force:
        if column.min_items is not None:
            for period in _owed(agency, (column,), periods_of(year, column.min_items_per)):
                yield CountDuty(agency.code, column.category, column.code, (column,), period, column.min_items)


def _of_plan(agency: Agency, duty: Recurring, day: date, year: int) -> Iterator[CountDuty]:
    in_scope = [
        column
        for column in agency.columns_on(day)
        if duty.scope.names(column.code, kind=column.kind, category=column.category)
    ]
    groups: list[tuple[str, str | None, tuple[Column, ...]]]
    if duty.of == "column":
        groups = [(column.category, column.code, (column,)) for column in in_scope]
    else:
        groups = [
            (category, None, tuple(column for column in agency.columns_on(day) if column.category == category))
            for category in dict.fromkeys(column.category for column in in_scope)
        ]
    for category, code, columns in groups:
        for period in _owed(agency, columns, periods_of(year, duty.each)):
            yield CountDuty(agency.code, category, code, columns, period, duty.at_least, duty.obligation)


def _in_part(agency: Agency, duty: CountDuty, part_year: PartYear) -> Iterator[CountDuty]:
    """The duty with what is owed of a year of which only a part is; without it where that is nothing.

    A category's year still stands then, without a minimum.
    """
    first, last = duty.period.first, duty.period.last
    of_year = (first.month, last.month) == (1, 12)
    begin, end = _span(agency, duty.columns)
    begin, end = max(begin or first, first), min(end or last, last)
    if duty.least is None or not of_year or part_year == "whole" or (begin, end) == (first, last):
        yield duty
        return
    days = max(0, (end - begin).days + 1) if part_year == "pro_rata" else 0
    least = duty.least * days // ((last - first).days + 1) or None
    if least is not None:
        yield replace(duty, least=least, whole=duty.least)
    elif duty.column is None and duty.obligation is None:
        yield replace(duty, least=None)


def _span(agency: Agency, columns: Sequence[Column]) -> tuple[date | None, date | None]:
    """First and last day on which one of the columns is owed; one that continues another brings its items along."""
    begins, ends = [], []
    for column in columns:
        begin, end = agency.duty(column)
        begins.append(begin if column.continues is None else None)
        ends.append(end)
    if not columns:
        begins, ends = [agency.from_], [agency.until]
    return (
        None if None in begins else min(day for day in begins if day),
        None if None in ends else max(day for day in ends if day),
    )


def _owed(agency: Agency, columns: Sequence[Column], periods: Sequence[Period]) -> Iterator[Period]:
    """The whole year always; of shorter periods those in which one of the columns was owed from end to end."""
    for period in periods:
        if len(periods) == 1 or not columns or any(_throughout(agency, column, period) for column in columns):
            yield period


def _throughout(agency: Agency, column: Column, period: Period) -> bool:
    begin, end = agency.duty(column)
    return (begin is None or begin <= period.first) and (end is None or period.last <= end)
