"""One row a registered column: what was seen of it at a monitoring point, and what is known of its items."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, FromClause, Row, Subquery, and_, case, func, or_, select, tuple_

from schemas.agencies import Agency, Column
from schemas.results import Limit
from schemas.rules import RuleSet
from schemas.working_days import WorkingDays
from warehouse.connect import Warehouse
from warehouse.facts.crawl import night_seen_at
from warehouse.facts.frames import DAY, FLAG, HOURS, MOMENT, NUMBER, TEXT, frame
from warehouse.facts.hours import end_of_day, newest_moment
from warehouse.facts.inherited import Pasts, back_to_with_past, items_with_past, pasts_of
from warehouse.facts.limits import PLAIN, due_at, due_on, limit_days
from warehouse.facts.seen import (
    NO_EVIDENCE,
    Key,
    best_of_night,
    copied_pages,
    evidence_of,
    latest_back_to,
    latest_readable,
    latest_reading,
    local_day,
    read_back_to,
    recorded,
    with_codes,
)
from warehouse.nights import Night
from warehouse.save.register import host_of
from warehouse.tables import agencies, columns, item_counts, items, observations

if TYPE_CHECKING:
    import pandas as pd

COLUMN_FACTS: Mapping[str, str] = {
    "column_id": TEXT,  # agency/code
    "agency": TEXT,
    "column": TEXT,
    "name": TEXT,
    "site": TEXT,  # host, or host:port
    "url": TEXT,
    "kind": TEXT,
    "category": TEXT,
    "observed_at": MOMENT,
    "state": TEXT,  # a visit's state, or `never`
    "reason": TEXT,
    "cause": TEXT,
    "note": FLAG,  # the list is blank and the page says why
    "newest": DAY,  # of the items dated up to the monitoring point's day, whenever they were seen
    "items": NUMBER,  # distinct, dated up to that day or undated
    "dated_items": NUMBER,
    "read_back_to": DAY,  # all dated on or after it is known; 0001-01-01: all there is; missing: there may be gaps
    "seen_back_to": DAY,  # all dated on or after it was read in the visit of `state`; missing: not even the top was
    "total_stated": NUMBER,  # entries the list said it has, in the visit of `state`
    "fetched": NUMBER,  # rows read in it, repetitions included; missing: visited before this was kept
    "unique": NUMBER,  # distinct entries read in it
    "cap": NUMBER,  # the most entries the list's server hands out, where the list has exactly so many
    "undated_age": NUMBER,  # days since first sight of the youngest undated item that stands above the newest dated one
    "age": NUMBER,  # days from newest to the monitoring point's day
    "limit": NUMBER,  # days, as of the monitoring point
    "limit_value": NUMBER,
    "limit_unit": TEXT,
    "rule_limit": NUMBER,  # days likewise, by the rule set for its kind, where the column has a limit of its own
    "due_on": DAY,  # last day on which newest is within the limit
    "newest_at": MOMENT,  # where the limit is in hours: the latest moment from which newest can be
    "age_hours": HOURS,  # from that moment to the monitoring point
    "due_at": MOMENT,  # last moment at which newest is within the limit
    "evidence": TEXT,  # JSON list of Evidence: first pages of the visit that `state` is from
    "last_readable_at": MOMENT,  # of any night
    "last_readable_evidence": TEXT,
}
"""Columns of `column_facts` and their dtypes. Texts, numbers and dates may be missing; `column_id` to `category`,
`state`, `note`, `items`, `dated_items` and both evidences never are."""


def column_facts(
    w: Warehouse,
    *,
    agencies: Sequence[Agency],
    rules: RuleSet,
    as_of: datetime,
    zone: ZoneInfo,
    known_at: datetime | None = None,
    calendar: WorkingDays | None = None,
) -> pd.DataFrame:
    """The facts of every column of `agencies` whose duty exists on the day of `as_of` in `zone`, in register order.

    `state`, `observed_at`, `reason`, `cause` and `evidence` are from the night crawled at `as_of`, or in the day before
    it: the latest readable visit, else the latest visit, else `never`, as in a night that was missed. `newest`,
    `items`, `age` and `read_back_to` are what the warehouse knows, also of a column that could not be seen tonight. A
    column's own `max_age_days` goes before the rule set's limit for its kind. The items of a column that it continues
    are its own.

    `calendar`: working days, by which limits in such are counted; absent: as published. Where it does not know a year,
    `limit` is missing and `limit_value` is there.

    `known_at`: what was known at that moment instead of now. With the end of the night's own run, and
    `register_at(w, known_at)` for `agencies`, the frame is the one that the night was judged by.
    """
    today, pasts = local_day(as_of, zone), pasts_of(agencies)
    night = night_seen_at(w, as_of, known_at=known_at)
    with w.read() as connection:
        tonight = _seen(connection, best_of_night(night.id, known_at=known_at)) if night else {}
        earlier = _seen(connection, latest_readable(known_at=known_at))
        known = _known(connection, pasts, today, known_at)
        undated = _undated_on_top(connection, night, zone, known_at) if night else {}
        back_to = latest_back_to(connection, known_at)
        by_the_hour = {
            key: newest_moment(connection, key, as_of=as_of, zone=zone, known_at=known_at)
            for key in _limited_in_hours(agencies, rules, today)
        }
    judged_at = _Point(as_of, today, zone, calendar or PLAIN, by_the_hour)
    whole = back_to_with_past(pasts, back_to)
    return frame(
        [
            _row(
                agency,
                column,
                rules,
                judged_at,
                tonight.get(key),
                earlier.get(key),
                known.get(key, NOTHING),
                back_to.get(key),
                whole.get(key),
                undated.get(key),
            )
            for agency in agencies
            for column in agency.columns_on(today)
            if (key := (agency.code, column.code))
        ],
        COLUMN_FACTS,
    )


@dataclass(frozen=True)
class _Seen:
    """One visit."""

    observed_at: datetime
    state: str
    reason: str
    cause: str | None
    evidence: str
    stopped_at_known: bool
    back_to: date | None
    """All dated on or after it was read, as far as this visit alone can say."""
    total_stated: int | None
    fetched: int | None
    unique: int
    cap: int | None


@dataclass(frozen=True)
class _Known:
    """The items of one column."""

    newest: date | None
    items: int
    dated: int


@dataclass(frozen=True)
class _Point:
    """The monitoring point."""

    as_of: datetime
    today: date
    zone: ZoneInfo
    calendar: WorkingDays
    by_the_hour: Mapping[Key, datetime | None]
    """Of columns whose limit is in hours: from which moment their newest item can be at the latest."""


NOTHING = _Known(newest=None, items=0, dated=0)


def _row(
    agency: Agency,
    column: Column,
    rules: RuleSet,
    point: _Point,
    tonight: _Seen | None,
    earlier: _Seen | None,
    known: _Known,
    back_to: date | None,
    whole: date | None,
    undated_since: date | None,
) -> dict[str, Any]:
    today, limit = point.today, column.own_limit or rules.limit_for(column.kind)
    return {
        "column_id": f"{agency.code}/{column.code}",
        "agency": agency.code,
        "column": column.code,
        "name": column.name,
        "site": host_of(column.url),
        "url": column.url,
        "kind": column.kind,
        "category": column.category,
        "observed_at": tonight.observed_at if tonight else None,
        "state": tonight.state if tonight else "never",
        "reason": tonight.reason if tonight else None,
        "cause": tonight.cause if tonight else None,
        "note": tonight is not None and tonight.state == "blank_with_note",
        "newest": known.newest,
        "items": known.items,
        "dated_items": known.dated,
        "read_back_to": whole,
        "seen_back_to": _seen_back_to(tonight, back_to),
        "total_stated": tonight.total_stated if tonight else None,
        "fetched": tonight.fetched if tonight else None,
        "unique": tonight.unique if tonight else None,
        "cap": tonight.cap if tonight else None,
        "undated_age": (today - undated_since).days if undated_since else None,
        "age": (today - known.newest).days if known.newest else None,
        "limit_value": limit.value if limit else None,
        "limit_unit": limit.unit if limit else None,
        "rule_limit": _of_the_rules(column, rules, point),
        **_against(limit, known.newest, (agency.code, column.code), point),
        "evidence": tonight.evidence if tonight else NO_EVIDENCE,
        "last_readable_at": earlier.observed_at if earlier else None,
        "last_readable_evidence": earlier.evidence if earlier else NO_EVIDENCE,
    }


def _against(limit: Limit | None, newest: date | None, key: Key, point: _Point) -> dict[str, Any]:
    """The limit in days, and until when the newest item is within it."""
    found: dict[str, Any] = dict.fromkeys(("limit", "due_on", "newest_at", "age_hours", "due_at"))
    if limit is None:
        return found
    found["limit"] = limit_days(limit, today=point.today, calendar=point.calendar)
    if newest is None:
        return found
    if limit.unit == "hours":
        moment = point.by_the_hour.get(key) or end_of_day(newest, point.as_of, point.zone)
        found["newest_at"], found["due_at"] = moment, due_at(moment, limit)
        found["age_hours"] = (point.as_of - moment).total_seconds() / 3600
        found["due_on"] = local_day(found["due_at"], point.zone)
        return found
    found["due_on"] = due_on(newest, limit, calendar=point.calendar)
    if found["due_on"] is None:
        # The last day lies in a year that nobody knows; what has passed up to today may lie in known ones.
        if found["limit"] is not None and (point.today - newest).days > found["limit"]:
            found["limit"] = None
    elif found["limit"] is None:
        # Past its last day, whatever the days since may be.
        found["limit"] = (found["due_on"] - newest).days
    return found


def _of_the_rules(column: Column, rules: RuleSet, point: _Point) -> int | None:
    limit = rules.limit_for(column.kind)
    if column.own_limit is None or limit is None:
        return None
    return limit_days(limit, today=point.today, calendar=point.calendar)


def _limited_in_hours(agencies: Sequence[Agency], rules: RuleSet, today: date) -> list[Key]:
    return [
        (agency.code, column.code)
        for agency in agencies
        for column in agency.columns_on(today)
        if (limit := column.own_limit or rules.limit_for(column.kind)) and limit.unit == "hours"
    ]


def _seen_back_to(tonight: _Seen | None, back_to: date | None) -> date | None:
    if tonight is None:
        return None
    # A visit that closed up to known items has read what lies above them, and what was known goes on from there.
    return back_to if tonight.back_to is None and tonight.stopped_at_known else tonight.back_to


def _seen(connection: Connection, chosen: Subquery) -> dict[Key, _Seen]:
    proofs, copied = evidence_of(connection, chosen), copied_pages(connection, chosen)
    rows = connection.execute(
        with_codes(
            observations.c.id,
            observations.c.observed_at,
            observations.c.state,
            observations.c.reason,
            observations.c.cause,
            observations.c.readable,
            observations.c.stopped_at_known,
            observations.c.read_back_to,
            observations.c.seen_back_to,
            observations.c.total_stated,
            observations.c.fetched,
            observations.c.entries,
            observations.c.cap,
        )
        .join(chosen, chosen.c.column_id == columns.c.id)
        .join(observations, observations.c.id == chosen.c.observation_id)
    )
    return {(row.agency, row.column): _as_seen(row, proofs, copied) for row in rows}


def _as_seen(row: Row[Any], proofs: Mapping[int, str], copied: Collection[int]) -> _Seen:
    copy = row.readable and row.id in copied
    return _Seen(
        observed_at=row.observed_at,
        state="not_a_list" if copy else row.state,
        reason="the very same page stands under the address of another column" if copy else row.reason,
        cause="not_assessable" if copy else row.cause,
        evidence=proofs.get(row.id, NO_EVIDENCE),
        stopped_at_known=row.stopped_at_known,
        back_to=read_back_to(row.state, row.read_back_to) or row.seen_back_to,
        total_stated=row.total_stated,
        fetched=row.fetched,
        unique=row.entries,
        cap=row.cap,
    )


def _undated_on_top(connection: Connection, night: Night, zone: ZoneInfo, known_at: datetime | None) -> dict[Key, date]:
    """Day of the first sighting of the youngest item without a date that the visit saw above the newest dated item."""
    chosen = best_of_night(night.id, known_at=known_at)
    # A visit that found nothing changed shows what the one that it repeats has shown, as that is read by now.
    base, said = observations.alias(), observations.alias()
    same_visit = and_(
        said.c.column_id == base.c.column_id,
        said.c.observed_at == base.c.observed_at,
        said.c.night_id == base.c.night_id,
        recorded(said, known_at),
        latest_reading(said, known_at=known_at),
    )
    rows = connection.execute(
        with_codes(said.c.undated_since)
        .join(chosen, chosen.c.column_id == columns.c.id)
        .join(observations, observations.c.id == chosen.c.observation_id)
        .join(base, base.c.id == func.coalesce(observations.c.same_as, observations.c.id))
        .join(said, same_visit)
        .where(said.c.undated_since.is_not(None))
    )
    return {(row.agency, row.column): local_day(row.undated_since, zone) for row in rows}


def _known(connection: Connection, pasts: Pasts, today: date, known_at: datetime | None) -> dict[Key, _Known]:
    items = items_with_past(connection, pasts, known_at)
    if known_at is not None:
        return _counted(connection, items, today)
    # Of all that a column has ever shown only what is dated after today is looked at; heirs' counts are nowhere kept.
    heirs = tuple_(agencies.c.code, columns.c.code).in_(pasts)
    return _kept(connection, today) | (_counted(connection, items, today, heirs) if pasts else {})


def _kept(connection: Connection, today: date) -> dict[Key, _Known]:
    """By the counts that are kept with the items."""
    own = items.c.column_id == columns.c.id
    newest = select(func.max(items.c.published)).where(own, items.c.published <= today).scalar_subquery()
    later = select(func.count()).where(own, items.c.published > today).scalar_subquery()
    rows = connection.execute(
        with_codes(newest.label("newest"), later.label("later"), item_counts.c["items"], item_counts.c.dated).join(
            item_counts, item_counts.c.column_id == columns.c.id
        )
    ).mappings()
    return {
        (row["agency"], row["column"]): _Known(row["newest"], row["items"] - row["later"], row["dated"] - row["later"])
        for row in rows
    }


def _counted(
    connection: Connection, items: FromClause, today: date, which: ColumnElement[bool] | None = None
) -> dict[Key, _Known]:
    """By the items themselves."""
    dated = and_(items.c.published.is_not(None), items.c.published <= today)
    counted = or_(items.c.published.is_(None), items.c.published <= today)
    statement = (
        with_codes(
            func.max(case((dated, items.c.published))).label("newest"),
            func.count(case((counted, 1))).label("items"),
            func.count(case((dated, 1))).label("dated"),
        )
        .join(items, items.c.column_id == columns.c.id)
        .group_by(agencies.c.code, columns.c.code)
    )
    rows = connection.execute(statement if which is None else statement.where(which)).mappings()
    return {(row["agency"], row["column"]): _Known(row["newest"], row["items"], row["dated"]) for row in rows}
