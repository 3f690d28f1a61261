"""What one night did and what the nights before it saw: figures of the run and the history that the pages draw.

The warehouse fills these from its tables, publishing shows them. Lists of nights run from the oldest to the newest.
"""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.base import Frozen, Moment, Text
from schemas.probes import LongUnseen, SiteWeek
from schemas.results import ColumnStatus, Points, UnknownCause

Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
"""A calendar month of the office's zone: `2026-11`."""

Count = Annotated[int, Field(ge=0)]


class ColumnNight(Frozen):
    """A column's status at one monitoring point."""

    day: date
    """The monitoring point's day in the office's zone."""
    status: ColumnStatus


class ColumnHistory(Frozen):
    agency: str
    column: str
    nights: tuple[ColumnNight, ...]


class MonthItems(Frozen):
    month: Month
    items: Count
    """Distinct items dated in this month."""


class ItemsPerMonth(Frozen):
    """How much was published, month by month; months without items are listed with 0."""

    agency: str
    column: str | None = None
    """`None`: all columns of the agency together."""
    months: tuple[MonthItems, ...]


class ScoreNight(Frozen):
    """An agency's result at one monitoring point."""

    day: date
    percent: Points | None
    """`None`: below the coverage bar, or nothing was due."""
    rules: str
    """Name and version of the rule set; a changed yardstick must not look like a changed agency."""


class ScoreHistory(Frozen):
    agency: str
    nights: tuple[ScoreNight, ...]


class History(Frozen):
    """Everything seen on earlier nights that a page draws. Includes the night that is being published."""

    columns: tuple[ColumnHistory, ...] = ()
    items: tuple[ItemsPerMonth, ...] = ()
    scores: tuple[ScoreHistory, ...] = ()


class UnseenColumn(Frozen):
    """A column this night could not read, with whose fault that is."""

    agency: str
    column: str
    url: str
    state: str
    """The last visit's state (`schemas.results.ColumnVisit.state`), or `never`."""
    cause: UnknownCause
    reason: str = ""
    """English, as the crawl recorded it."""


class ColumnTime(Frozen):
    """What one column cost in this night."""

    agency: str
    column: str
    seconds: Annotated[float, Field(ge=0)]
    requests: Count


class RunFigures(Frozen):
    """One night in numbers. `tried` columns are `read` (with entries), `blank` or unknown for one of two causes."""

    run_id: Text
    as_of: Moment
    started_at: Moment
    finished_at: Moment
    seconds: Annotated[float, Field(ge=0)]
    """Time at work; less than finish minus start when the night was resumed."""
    tried: Count
    read: Count
    blank: Count
    our_failure: Count
    not_assessable: Count
    new_items: Count
    requests: Count
    bytes: Count
    """Body bytes received."""
    rescued: Count = 0
    """Columns that failed at first and were read in the second pass."""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.tried != self.read + self.blank + self.our_failure + self.not_assessable:
            raise ValueError(f"{self.run_id}: read, blank and unknown columns do not add up to those tried")
        return self


class RunSummary(Frozen):
    """What was tried, got and missed in this night, beside the night before."""

    tonight: RunFigures
    previous: RunFigures | None = None
    unseen: tuple[UnseenColumn, ...] = ()
    """Every column that is unknown tonight."""
    slowest: tuple[ColumnTime, ...] = ()
    """The columns that took longest, slowest first; a dozen is enough."""
    long_unseen: tuple[LongUnseen, ...] = ()
    """Columns that were not read for several nights in a row, by site: for a person."""
    sites: tuple[SiteWeek, ...] = ()
    """What the probes of each site say about the days before the monitoring point."""
