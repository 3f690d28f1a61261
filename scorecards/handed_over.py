"""Duties that changed hands within the year: both agencies answer for a column, each by the days it owed it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from schemas.agencies import Agency, Column
from schemas.results import ColumnCheck
from scorecards.drafts import HandedOver

Place = tuple[str, str]
"""Agency and column, both codes."""


def handed_over(
    agency: Agency, agencies: Sequence[Agency], *, last: date, ended: Mapping[Place, ColumnCheck]
) -> HandedOver:
    """What changed hands between 1 January and `last`, as it concerns `agency`.

    `ended`: the checks of columns it handed over, from the last night on which it owed them. A column of which there
    is none was not judged while it was owed, and leaves no line.
    """
    first = date(last.year, 1, 1)
    counted = (last - first).days + 1
    days = {}
    for column in _moved(agency, agencies):
        begin, end = agency.duty(column)
        owed = (min(end or last, last) - max(begin or first, first)).days + 1
        if 0 < owed < counted:
            days[column.code] = (owed, counted)
    past = tuple(check for (code, column), check in ended.items() if code == agency.code and column in days)
    return HandedOver(ended=past, days=days)


def ended_duties(agencies: Sequence[Agency], *, day: date) -> dict[Place, date]:
    """Columns that another agency took over this year before `day`, each with the last day of the old duty."""
    first = date(day.year, 1, 1)
    found = {}
    for agency in agencies:
        for column in _moved(agency, agencies):
            end = agency.duty(column)[1]
            if end is not None and first <= end < day:
                found[agency.code, column.code] = end
    return found


def _moved(agency: Agency, agencies: Sequence[Agency]) -> Iterator[Column]:
    """The agency's columns that came from another agency or went to one; within one agency nobody else answers."""
    for column in agency.columns:
        here = f"{agency.code}/{column.code}"
        came = column.continues is not None and column.continues.partition("/")[0] != agency.code
        went = any(
            later.continues == here for other in agencies if other.code != agency.code for later in other.columns
        )
        if came or went:
            yield column
