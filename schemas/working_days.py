"""Working days of China: the State Council's notices (节假日安排, with 调休) and what an office changes of them.

The day of the event does not count, the count begins on the day after it, and the last day counts to its end
(民法典 art. 201 and 202). The n-th working day is never a day off, so that art. 203 has nothing left to move.
A year whose notice is not known raises `YearUnknown`: a deadline is computed or unknown, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import groupby
from typing import Annotated

from chinese_calendar import Holiday
from chinese_calendar.constants import holidays, workdays
from pydantic import Field, model_validator

from schemas.base import Frozen, Text
from schemas.messages import Reason, say

DAY = timedelta(days=1)
Year = Annotated[int, Field(ge=2004, le=2100)]


class YearUnknown(Exception):
    """A day lies in a year of which nobody said which days are worked."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(f"the calendar does not know which days of {year} are worked")


class ChangedDay(Frozen):
    """One day that is otherwise than the calendar says, and why: a local day off, a day lost to a storm."""

    day: date
    reason: Text


class CalendarChanges(Frozen):
    """`calendar` of `office.yml`: what the office says beside the State Council's notices."""

    days_off: tuple[ChangedDay, ...] = ()
    days_worked: tuple[ChangedDay, ...] = ()
    complete_years: tuple[Year, ...] = ()
    """Years of which `days_off` and `days_worked` hold the whole notice: on every other day Monday to Friday are
    worked. For a year whose notice came out after this program."""

    @model_validator(mode="after")
    def _each_day_once(self) -> CalendarChanges:
        days = [changed.day for changed in (*self.days_off, *self.days_worked)]
        twice = sorted({day for day in days if days.count(day) > 1})
        if twice:
            raise ValueError(f"{', '.join(map(str, twice))} stands twice; say of each day once whether it is worked")
        return self


class Stretch(Frozen):
    """Days in a row that are off, or worked, for the same reason."""

    first: date
    last: date
    worked: bool
    why: Reason

    def said(self) -> Reason:
        """`2026-02-15至2026-02-23春节` in either language."""
        if self.first == self.last:
            return say("calendar.day", day=self.first.isoformat(), why=self.why)
        return say("calendar.stretch", first=self.first.isoformat(), last=self.last.isoformat(), why=self.why)


class Term(Frozen):
    """A deadline in working days with its computation."""

    start: date
    """The day of the event; it does not count."""
    days: int
    last: date
    """The last day in time."""
    off: tuple[Stretch, ...] = ()
    """Days from `start` to `last` that did not count, weekends among them."""
    made_up: tuple[Stretch, ...] = ()
    """Weekend days that counted because they were worked (调休)."""

    def said(self) -> Reason:
        """The computation, day by day: from when, how many, which days were skipped and why, the last day in time."""
        off = tuple(stretch.said() for stretch in self.off) or say("calendar.none")
        made_up = tuple(stretch.said() for stretch in self.made_up) or say("calendar.none")
        return say(
            "calendar.term",
            start=self.start.isoformat(),
            days=self.days,
            last=self.last.isoformat(),
            off=off,
            made_up=made_up,
        )


@dataclass(frozen=True)
class WorkingDays:
    """The calendar an office counts by. All methods raise `YearUnknown` for a day of a year it does not know."""

    changes: CalendarChanges = field(default_factory=CalendarChanges)

    def knows(self, year: int) -> bool:
        """Whether the year's days off and days worked are known."""
        return year in _published() or year in self.changes.complete_years

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is worked."""
        return self._said_of(day)[0]

    def add_working_days(self, start: date, days: int) -> date:
        """The `days`-th working day after `start`, which does not count itself; `start` for 0."""
        if days < 0:
            raise ValueError(f"{days} working days: a term runs forward")
        day = start
        while days:
            day += DAY
            days -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; 0 if `end` is not later."""
        return sum(map(self.is_working_day, _days(start + DAY, end)))

    def term(self, start: date, days: int) -> Term:
        """`add_working_days` with its computation."""
        last = self.add_working_days(start, days)
        stretches = tuple(self.stretches(start + DAY, last))
        return Term(
            start=start,
            days=days,
            last=last,
            off=tuple(stretch for stretch in stretches if not stretch.worked),
            made_up=tuple(stretch for stretch in stretches if stretch.worked),
        )

    def stretches(self, first: date, last: date) -> Iterator[Stretch]:
        """Every day off, and every day worked that is not plainly one, from `first` to `last`, in rows."""
        told = ((day, *self._said_of(day)) for day in _days(first, last))
        for (worked, why), days in groupby(told, key=lambda one: (one[1], one[2])):
            if why is not None:
                row = [day for day, _, _ in days]
                yield Stretch(first=row[0], last=row[-1], worked=worked, why=why)

    def _said_of(self, day: date) -> tuple[bool, Reason | None]:
        changed = self._changed.get(day)
        if changed is not None:
            return changed
        if day.year in self.changes.complete_years:
            named = None
        elif day.year in _published():
            named = _notices().get(day)
        else:
            raise YearUnknown(day.year)
        if named is not None:
            return named
        return _WEEKEND if day.weekday() >= 5 else _WEEKDAY

    @cached_property
    def _changed(self) -> dict[date, tuple[bool, Reason]]:
        off = {one.day: (False, say("calendar.by_the_office", reason=one.reason)) for one in self.changes.days_off}
        worked = {one.day: (True, say("calendar.by_the_office", reason=one.reason)) for one in self.changes.days_worked}
        return off | worked


def _days(first: date, last: date) -> Iterator[date]:
    return (first + number * DAY for number in range((last - first).days + 1))


_WEEKEND = (False, say("calendar.weekend"))
_WEEKDAY = (True, None)


@cache
def _published() -> frozenset[int]:
    """Years whose notice the calendar library knows."""
    return frozenset(day.year for day in holidays)


@cache
def _notices() -> dict[date, tuple[bool, Reason]]:
    """What the notices say of single days: off for a festival, or worked in place of one."""
    festivals = {festival.value: name for name, festival in Holiday.__members__.items()}
    off = {day: (False, say(f"calendar.festival.{festivals[festival]}")) for day, festival in holidays.items()}
    worked = {
        day: (True, say("calendar.in_lieu", festival=say(f"calendar.festival.{festivals[festival]}")))
        for day, festival in workdays.items()
    }
    return off | worked
