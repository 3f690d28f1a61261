"""How much is owed in which period: the obligation index of counts, one duty a minimum and period."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dateutil.relativedelta import relativedelta

from schemas.agencies import Agency, Column, Minimum, Per
from schemas.base import Code, Frozen
from schemas.work_plan import Scope

Of = Literal["column", "category"]


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
    agencies: Iterable[Agency], day: date, asked: Sequence[Recurring] = (), *, year: int | None = None
) -> Iterator[CountDuty]:
    """Every duty of the `year` (absent: that of `day`) as the register of `day` and the work plan have it.

    Each category an agency has columns or a minimum in stands once for the year, with or without a minimum. Quarters
    and months are all of the year's, also those to come; one in which the duty did not exist from its first to its last
    day is not owed.
    """
    for agency in agencies:
        if agency.exists(day):
            yield from _of_register(agency, day, year or day.year)
            for duty in asked:
                if duty.concerns(agency):
                    yield from _of_plan(agency, duty, day, year or day.year)


def registered_counts(
    agencies: Iterable[Agency], day: date, asked: Sequence[Recurring] = ()
) -> list[tuple[str, str, str | None, str]]:
    """The obligation index of counts: (agency, category, column, period) of every duty; see `count_duties`."""
    return [(duty.agency, duty.category, duty.column, duty.period.name) for duty in count_duties(agencies, day, asked)]


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
    in_scope = [column for column in agency.columns_on(day) if _names(duty.scope, column)]
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


def _names(scope: Scope, column: Column) -> bool:
    return (
        (not scope.kinds or column.kind in scope.kinds)
        and (not scope.categories or column.category in scope.categories)
        and (not scope.columns or column.code in scope.columns)
    )


def _owed(agency: Agency, columns: Sequence[Column], periods: Sequence[Period]) -> Iterator[Period]:
    """The whole year always; of shorter periods those in which one of the columns was owed from end to end."""
    for period in periods:
        if len(periods) == 1 or not columns or any(_throughout(agency, column, period) for column in columns):
            yield period


def _throughout(agency: Agency, column: Column, period: Period) -> bool:
    begin, end = agency.duty(column)
    return (begin is None or begin <= period.first) and (end is None or period.last <= end)
