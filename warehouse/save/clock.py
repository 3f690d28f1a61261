"""The machine's clock must not run behind what it has written."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from warehouse.errors import ClockWentBack
from warehouse.tables import runs

SLACK = timedelta(hours=1)
"""A clock that is put right by so much is no cause to stop; nights of one office are hours apart."""


def require_forward(connection: Connection, name: str, now: datetime) -> None:
    """Raises `ClockWentBack` if the latest run on record began, or ended, more than `SLACK` after `now`.

    What is written under an earlier time than what it follows would stand before it for ever.
    """
    latest = connection.execute(
        select(func.coalesce(runs.c.finished_at, runs.c.started_at, type_=runs.c.started_at.type))
        .order_by(runs.c.id.desc())
        .limit(1)
    ).scalar()
    if latest is not None and latest - now > SLACK:
        raise ClockWentBack(
            name, f"the clock shows {now:%Y-%m-%d %H:%M}, a run is on record at {latest:%Y-%m-%d %H:%M}"
        )
