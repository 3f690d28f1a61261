"""Since when an entry without a day has stood above the newest dated one: it may be newer than that."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select, update

from schemas.entries import Entry
from warehouse.nights import Night
from warehouse.save.upsert import in_parts
from warehouse.tables import items, observations, office

Shown = tuple[int, int, Mapping[str, Entry]]
"""An observation's id, its column's, and its entries in their order by what stands for each address among the items."""

_ZONE = select(office.c.zone)


def save_undated_since(connection: Connection, night: Night, visits: Iterable[Shown]) -> None:
    """Note in each of these observations, whose items are saved, when the youngest such entry was first seen.

    It is written with the observation because it is known only then: an item keeps the place it had last, not those it
    had before. An entry dated after the look counts as one without a day (2062 for 2026).
    """
    # Days of the office are compared below; no zone is more than a day off.
    surely_past = min(night.as_of, night.started_at).date()
    doubtful = [
        visit
        for visit in visits
        if max([entry.published or date.max for entry in visit[2].values()], default=date.min) >= surely_past
    ]
    if not doubtful:
        return
    zone = ZoneInfo(connection.execute(_ZONE).scalar_one())
    today, begun = (moment.astimezone(zone).date() for moment in (night.as_of, night.started_at))
    for observation, column, shown in doubtful:
        above = _above(list(shown.items()), today=today, told=max(today, begun))
        since = _first_seen(connection, column, above)
        if since is not None:
            connection.execute(update(observations).where(observations.c.id == observation).values(undated_since=since))


def _above(shown: Sequence[tuple[str, Entry]], *, today: date, told: date) -> list[str]:
    """The entries without a day that stand above the newest one dated up to `today`; all, where none is."""
    days = [entry.published if entry.published and entry.published <= today else None for _, entry in shown]
    newest = max((day for day in days if day), default=None)
    top = days.index(newest) if newest else len(days)
    return [key for key, entry in shown[:top] if entry.published is None or entry.published > told]


def _first_seen(connection: Connection, column: int, keys: Sequence[str]) -> datetime | None:
    """The first sighting of the youngest of these items."""
    found: list[datetime] = [
        moment
        for part in in_parts(keys)
        for moment in connection.execute(
            select(func.max(items.c.first_seen_at, type_=items.c.first_seen_at.type)).where(
                items.c.column_id == column, items.c.url_sha256.in_(part)
            )
        ).scalars()
        if moment is not None
    ]
    return max(found, default=None)
