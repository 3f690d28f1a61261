"""Columns that nobody could read for several nights in a row, with what the probes of the same days say beside it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, exists, select

from schemas.probes import LongUnseen, ProbeDay
from warehouse.connect import Warehouse
from warehouse.facts.probes import in_one, midnight, probes_between
from warehouse.facts.seen import in_force, latest_reading, local_day, with_codes
from warehouse.nights import Night
from warehouse.tables import columns, nights, observations, sites

NIGHTS = 3
"""After so many nights in a row a column goes to a person."""

MOST_NIGHTS = 400
"""Further back nobody counts."""


@dataclass
class _Day:
    """The nights of one calendar day: seen in one of them is seen."""

    day: date
    began: datetime
    """When the last of them began."""
    nights: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class _Look:
    readable: bool
    state: str
    cause: str | None
    reason: str
    at_present_address: bool


_Looks = Mapping[int, Sequence[_Look]]
"""All visits of one column by night, the oldest first."""


def long_unseen(w: Warehouse, night: Night, *, zone: ZoneInfo, least: int = NIGHTS) -> tuple[LongUnseen, ...]:
    """Columns in force at `night` that were not read on any of the last `least` days with a night, or more.

    For whatever reason, ours or not. Nights in which nothing at all was tried (our own network was down) are passed
    over; so are those before the column was registered, before its duty began, or of an address since corrected.
    Ordered by host, then by agency and column.
    """
    with w.read() as connection:
        days = _days(connection, night, zone)
        if len(days) < least:
            return ()
        recent = set[int]().union(*(day.nights for day in days[:least]))
        read = exists().where(
            observations.c.column_id == columns.c.id,
            observations.c.night_id.in_(recent),
            observations.c.readable,
            latest_reading(),
        )
        missed = and_(in_force(local_day(night.as_of, zone)), ~read)
        rows = connection.execute(
            with_codes(
                columns.c.id,
                columns.c.url,
                columns.c.registered_at,
                columns.c.valid_from,
                columns.c.site_id,
                sites.c.host,
            )
            .join(sites, sites.c.id == columns.c.site_id)
            .where(missed)
            .order_by(sites.c.host, columns.c.id)
        ).all()
        looks = _looks(connection, missed, night)
        found = [
            (row, run)
            for row in rows
            if (run := _run(days, looks.get(row.id, {}), registered_at=row.registered_at, since=row.valid_from))
            and len(run) >= least
        ]
        if not found:
            return ()
        earliest = min(run[-1].day for _, run in found)
        probed = probes_between(connection, midnight(earliest, zone), night.as_of)
    unseen = []
    # The columns of a site are mostly missed together.
    told: dict[tuple[int, date], ProbeDay] = {}
    for row, run in found:
        last = _latest(looks.get(row.id, {}), run[0])
        since = run[-1].day
        if (row.site_id, since) not in told:
            start = midnight(since, zone)
            beside = [probe for probe in probed.get(row.site_id, []) if probe.at >= start]
            told[row.site_id, since] = in_one(beside, day=since)
        unseen.append(
            LongUnseen(
                agency=row.agency,
                column=row.column,
                host=row.host,
                url=row.url,
                state=last.state if last else "never",
                cause="not_assessable" if last and last.cause == "not_assessable" else "our_failure",
                reason=last.reason if last else "",
                nights=len(run),
                since=since,
                probes=told[row.site_id, since],
            )
        )
    return tuple(unseen)


def _days(connection: Connection, night: Night, zone: ZoneInfo) -> list[_Day]:
    """The days up to `night` in whose nights anything was tried, the latest first."""
    tried = exists().where(observations.c.night_id == nights.c.id, observations.c.state != "not_tried")
    rows = connection.execute(
        select(nights.c.id, nights.c.as_of, nights.c.started_at)
        .where(nights.c.as_of <= night.as_of, tried)
        .order_by(nights.c.as_of.desc())
        .limit(MOST_NIGHTS)
    )
    days: dict[date, _Day] = {}
    for row in rows:
        day = days.setdefault(local_day(row.as_of, zone), _Day(local_day(row.as_of, zone), row.started_at))
        day.nights.add(row.id)
        day.began = max(day.began, row.started_at)
    return list(days.values())


def _looks(connection: Connection, which: ColumnElement[bool], night: Night) -> dict[int, _Looks]:
    """The visits up to `night` of the columns that `which` selects, by column id."""
    found: dict[int, dict[int, list[_Look]]] = defaultdict(lambda: defaultdict(list))
    rows = connection.execute(
        select(
            observations.c.column_id,
            observations.c.night_id,
            observations.c.readable,
            observations.c.state,
            observations.c.cause,
            observations.c.reason,
            (observations.c.url == columns.c.url).label("present"),
        )
        .join(columns, columns.c.id == observations.c.column_id)
        .join(nights, nights.c.id == observations.c.night_id)
        .where(
            observations.c.column_id.in_(select(columns.c.id).where(which)),
            nights.c.as_of <= night.as_of,
            latest_reading(),
        )
        .order_by(observations.c.observed_at, observations.c.id)
    )
    for row in rows:
        found[row.column_id][row.night_id].append(
            _Look(row.readable, row.state, row.cause, row.reason, bool(row.present))
        )
    return dict(found)


def _run(days: Sequence[_Day], looks: _Looks, *, registered_at: datetime, since: date | None) -> list[_Day]:
    """The days in a row, the latest first, on which the column was to be read and was not."""
    run = []
    for day in days:
        own = _on(day, looks)
        if any(look.readable for look in own) or (own and not any(look.at_present_address for look in own)):
            break
        if day.began < registered_at or (since is not None and day.day < since):
            break
        run.append(day)
    return run


def _latest(looks: _Looks, day: _Day) -> _Look | None:
    return next(reversed(_on(day, looks)), None)


def _on(day: _Day, looks: _Looks) -> list[_Look]:
    return [look for night in sorted(day.nights) for look in looks.get(night, ())]
