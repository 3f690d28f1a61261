"""The machine's clock must not run behind what it has written."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from warehouse.errors import ClockWentBack
from warehouse.nights import CRAWLING
from warehouse.tables import runs

SLACK = timedelta(hours=1)
"""A clock that is put right by so much is no cause to stop; nights of one office are hours apart."""


def require_forward(connection: Connection, name: str, now: datetime) -> None:
    """Raises `ClockWentBack` if the latest run that visited columns began more than `SLACK` after `now`.

    What is seen under an earlier time than what it follows would stand before it for ever. A clock that jumped in the
    middle of a night and was put right is let pass: the night run again repairs that one.
    """
    latest = connection.execute(
        select(runs.c.started_at).where(runs.c.command.in_(CRAWLING)).order_by(runs.c.id.desc()).limit(1)
    ).scalar()
    if latest is not None and latest - now > SLACK:
        raise ClockWentBack(name, f"the clock shows {_told(now)}, but a night began at {_told(latest)}")


def _told(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
