"""One night in numbers, beside the night before: what was tried, read and missed, and what it cost."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from schemas.night import ColumnTime, RunFigures, RunSummary, UnseenColumn
from warehouse.connect import Warehouse
from warehouse.facts.probes import site_weeks
from warehouse.facts.seen import Key, in_force, latest_reading, local_day, with_codes
from warehouse.facts.unseen import long_unseen
from warehouse.nights import NIGHT_COLUMNS, Night, as_night
from warehouse.tables import columns, nights, observations, runs


def run_summary(w: Warehouse, night: Night, *, zone: ZoneInfo, now: datetime, slowest: int = 12) -> RunSummary:
    """The figures of `night` and of the one before it, every column in force that is unknown, the slowest columns, what
    stayed unseen for several nights, and what the probes say about the sites.

    `now` stands for the end of a night that is still running (it is published before it ends). A column visited
    several times counts once, by its readable visit if there is one; requests, bytes and seconds are sums over all.
    """
    with w.read() as connection:
        visits = _visits(connection, night)
        before = connection.execute(
            select(*NIGHT_COLUMNS).where(nights.c.as_of < night.as_of).order_by(nights.c.as_of.desc()).limit(1)
        ).first()
        previous = as_night(before) if before else None
        summary = RunSummary(
            tonight=_figures(connection, night, visits.values(), now=now),
            previous=_figures(connection, previous, _visits(connection, previous).values(), now=now)
            if previous
            else None,
            unseen=_unseen(connection, night, visits, zone),
            slowest=_slowest(visits, slowest),
        )
    beside = {
        "long_unseen": long_unseen(w, night, zone=zone),
        "sites": site_weeks(w, night.as_of, zone),
    }
    return summary.model_copy(update=beside)


@dataclass
class _Visited:
    """All visits of one column in one night, added up in the order they were made."""

    tried: bool = False
    failed: bool = False
    rescued: bool = False
    readable: bool = False
    state: str = "never"
    cause: str = "our_failure"
    reason: str = ""
    new_items: int = 0
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    last_at: datetime | None = field(default=None)


def _visits(connection: Connection, night: Night) -> dict[Key, _Visited]:
    found: dict[Key, _Visited] = defaultdict(_Visited)
    rows = connection.execute(
        with_codes(
            observations.c.observed_at,
            observations.c.readable,
            observations.c.state,
            observations.c.cause,
            observations.c.reason,
            observations.c.new_items,
            observations.c.requests,
            observations.c["bytes"],
            observations.c.seconds,
            latest_reading().label("counts"),
        )
        .join(observations, observations.c.column_id == columns.c.id)
        .where(observations.c.night_id == night.id)
        .order_by(observations.c.observed_at, observations.c.id)
    ).mappings()
    for row in rows:
        visited = found[row["agency"], row["column"]]
        # What a visit cost counts also where its pages were read again since; what was made of them then does not.
        if row["counts"]:
            if row["readable"] or not visited.readable:
                visited.state, visited.reason = row["state"], row["reason"]
                visited.cause = row["cause"] or "our_failure"
            visited.rescued |= row["readable"] and visited.failed
            visited.readable |= row["readable"]
            visited.tried |= row["state"] != "not_tried"
            visited.failed |= not row["readable"] and row["state"] != "not_tried"
        visited.new_items += row["new_items"]
        visited.requests += row["requests"]
        visited.bytes += row["bytes"]
        visited.seconds += row["seconds"]
        visited.last_at = row["observed_at"]
    return dict(found)


def _figures(connection: Connection, night: Night, visits: Iterable[_Visited], *, now: datetime) -> RunFigures:
    tried = [visited for visited in visits if visited.tried]
    unknown = [visited for visited in tried if not visited.readable]
    finished_at, seconds = _at_work(connection, night, now=now)
    return RunFigures(
        run_id=night.run_id,
        as_of=night.as_of,
        started_at=night.started_at,
        finished_at=finished_at,
        seconds=seconds,
        tried=len(tried),
        read=sum(visited.state == "list" for visited in tried),
        blank=sum(visited.state in ("blank", "blank_with_note") for visited in tried),
        our_failure=sum(visited.cause != "not_assessable" for visited in unknown),
        not_assessable=sum(visited.cause == "not_assessable" for visited in unknown),
        new_items=sum(visited.new_items for visited in tried),
        requests=sum(visited.requests for visited in tried),
        bytes=sum(visited.bytes for visited in tried),
        rescued=sum(visited.rescued for visited in tried),
    )


def _at_work(connection: Connection, night: Night, *, now: datetime) -> tuple[datetime, float]:
    """When the night ended, and the seconds its runs took together. A killed run ends with its last visit."""
    last_visit = (
        select(func.max(observations.c.observed_at))
        .where(observations.c.night_id == night.id, observations.c.run_id == runs.c.run_id)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(runs.c.run_id, runs.c.started_at, runs.c.finished_at, last_visit.label("last_visit"))
        .where(runs.c.night_id == night.id)
        .order_by(runs.c.started_at)
    ).all()
    seconds, ended = 0.0, night.started_at
    for row in rows:
        going = now if night.state == "running" and row.run_id == night.run_id else None
        end = max(row.started_at, row.finished_at or going or row.last_visit or row.started_at)
        seconds += (end - row.started_at).total_seconds()
        ended = max(ended, end)
    return night.finished_at or ended, seconds


def _unseen(
    connection: Connection, night: Night, visits: dict[Key, _Visited], zone: ZoneInfo
) -> tuple[UnseenColumn, ...]:
    owed = connection.execute(
        with_codes(columns.c.url).where(in_force(local_day(night.as_of, zone))).order_by(columns.c.id)
    )
    unseen = []
    for row in owed:
        visited = visits.get((row.agency, row.column), _Visited())
        if not visited.readable:
            unseen.append(
                UnseenColumn(
                    agency=row.agency,
                    column=row.column,
                    url=row.url,
                    state=visited.state,
                    cause="not_assessable" if visited.cause == "not_assessable" else "our_failure",
                    reason=visited.reason,
                )
            )
    return tuple(unseen)


def _slowest(visits: dict[Key, _Visited], count: int) -> tuple[ColumnTime, ...]:
    order = sorted(visits.items(), key=lambda visit: (-visit[1].seconds, visit[0]))
    return tuple(
        ColumnTime(agency=agency, column=column, seconds=visited.seconds, requests=visited.requests)
        for (agency, column), visited in order[:count]
        if visited.tried
    )
