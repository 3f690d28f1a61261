"""A night: one monitoring point of the office. Its key is the point itself, whichever runs worked on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Row

from warehouse.tables import nights

NightState = Literal["running", "done", "partial", "failed"]
"""`running`: begun and not finished (or its process was killed). `done`: every column was read. `partial`: some were
not, or a person is needed. `failed`: it could not be carried through."""

Outcome = Literal["done", "partial", "failed"]

CRAWLING = ("crawl", "nightly")
"""Commands whose runs visit columns."""


@dataclass(frozen=True)
class Night:
    """One monitoring point as it stands in the warehouse. All moments are in UTC."""

    id: int
    as_of: datetime
    run_id: str
    """The latest run that worked on it."""
    started_at: datetime
    finished_at: datetime | None
    state: NightState


def as_night(row: Row[tuple[int, datetime, str, datetime, datetime | None, str]]) -> Night:
    """A row selected with `NIGHT_COLUMNS`."""
    return Night(*row)


NIGHT_COLUMNS = (
    nights.c.id,
    nights.c.as_of,
    nights.c.run_id,
    nights.c.started_at,
    nights.c.finished_at,
    nights.c.state,
)
