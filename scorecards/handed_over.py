"""Duties that changed hands within the year: both agencies answer for a column, each by the days it owed it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from schemas.agencies import Agency, Column
from schemas.results import ColumnCheck
from scorecards.drafts import HandedOver

Place = tuple[str, str]
"""Agency and column, both codes."""


def moved_columns(agencies: Sequence[Agency]) -> dict[str, tuple[Column, ...]]:
    """By agency code: columns that came from another agency or went to one; within one agency nobody else answers."""
    takers: defaultdict[str, set[str]] = defaultdict(set)
    for agency in agencies:
        for column in agency.columns:
            if column.continues is not None and column.continues.partition("/")[0] != agency.code:
                takers[column.continues].add(agency.code)
    came = {(code, place) for place, codes in takers.items() for code in codes}
    return {
        agency.code: tuple(
            column
            for column in agency.columns
            if (agency.code, column.continues) in came or f"{agency.code}/{column.code}" in takers
        )
        for agency in agencies
    }


def handed_over(
    agency: Agency, moved: Sequence[Column], *, last: date, ended: Mapping[Place, ColumnCheck]
) -> HandedOver:
    """What changed hands between 1 January and `last`, as it concerns `agency`, whose `moved` columns are given.

    `ended`: the checks of columns it handed over, from the last night on which it owed them. A column of which there
    is none was not judged while it was owed, and leaves no line.
    """
    first = date(last.year, 1, 1)
    counted = (last - first).days + 1
    days = {}
    for column in moved:
        begin, end = agency.duty(column)
        owed = (min(end or last, last) - max(begin or first, first)).days + 1
        if 0 < owed < counted:
            days[column.code] = (owed, counted)
    past = tuple(check for (code, column), check in ended.items() if code == agency.code and column in days)
    return HandedOver(ended=past, days=days)


def ended_duties(agencies: Sequence[Agency], *, day: date) -> dict[Place, date]:
    """Columns that another agency took over this year before `day`, each with the last day of the old duty."""
    first = date(day.year, 1, 1)
    moved = moved_columns(agencies)
    ends = {(agency.code, column.code): agency.duty(column)[1] for agency in agencies for column in moved[agency.code]}
    return {place: end for place, end in ends.items() if end is not None and first <= end < day}
