"""From 成文 to 发布 to our first sight of it; and what was dated back, by the visit that first showed it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from schemas.agencies import Agency
from warehouse.connect import Warehouse
from warehouse.facts.events import LATE_DAYS, item_events
from warehouse.facts.frames import DAY, FLAG, MOMENT, NUMBER, TEXT, frame, plain_rows
from warehouse.facts.looks import ColumnPast, Item, items_by_column, pasts
from warehouse.facts.sayings import issued_days
from warehouse.facts.seen import Key, local_day, with_codes
from warehouse.tables import columns

if TYPE_CHECKING:
    import pandas as pd

PUBLISH_LAGS: Mapping[str, str] = {
    "agency": TEXT,
    "column": TEXT,
    "url": TEXT,
    "title": TEXT,
    "issued": DAY,  # 成文日期, as its document has it; missing: not read, or it has none
    "published": DAY,  # 发布日期, as the list has it; missing: none
    "first_seen_at": MOMENT,
    "not_seen_at": MOMENT,  # the last visit before that, that would have shown it; missing: none
    "days_to_publish": NUMBER,  # from issued to published
    "days_to_see_least": NUMBER,  # from published to not_seen_at, at least 0: so many days it surely was not there
    "days_to_see_most": NUMBER,  # from published to first_seen_at; missing without not_seen_at: it may have been there
    "uncertain": FLAG,  # our own gap lies between: least and most differ by more than a day, or nothing bounds them
}
"""Columns of `publish_lags` and their dtypes."""

BACKDATED_BATCHES: Mapping[str, str] = {
    "agency": TEXT,
    "column": TEXT,
    "first_seen_at": MOMENT,  # the visit that first showed them
    "not_seen_at": MOMENT,  # the latest visit that would have shown one of them and did not
    "items": NUMBER,
    "least_days": NUMBER,  # from the stated day to the last visit without it: the least of the items,
    "most_days": NUMBER,  # and the most
    "earliest": DAY,  # of the stated days
    "latest": DAY,
    "urls": TEXT,  # one a line, in the order of their stated days
    "days_before_inspection": NUMBER,  # from the day of the visit; missing: no inspection was asked about
    "needs_review": FLAG,  # always: a person decides
    "evidence_before": TEXT,  # JSON list of Evidence: the pages of the visit at not_seen_at
    "evidence_after": TEXT,  # those of the visit at first_seen_at
}
"""Columns of `backdated_batches` and their dtypes."""


def publish_lags(
    w: Warehouse, *, agencies: Sequence[Agency], as_of: datetime, zone: ZoneInfo, known_at: datetime | None = None
) -> pd.DataFrame:
    """One row an item of the columns of `agencies` that the nights up to `as_of` have seen, or a later reading shows.

    By agency, column, first sighting and address. Days are those of the calendar in `zone`.
    """
    wanted = {agency.code for agency in agencies}
    with w.read() as connection:
        keys = {row.id: (row.agency, row.column) for row in connection.execute(with_codes(columns.c.id))}
        issued = issued_days(connection, known_at)
        known = items_by_column(connection, known_at)
        rows = [
            row
            for column, past in pasts(connection, known, as_of=as_of, zone=zone, known_at=known_at)
            if keys[column][0] in wanted
            for row in _lags(keys[column], past, issued)
        ]
    rows.sort(key=lambda row: (row["agency"], row["column"], row["first_seen_at"], row["url"]))
    return frame(rows, PUBLISH_LAGS)


def _lags(key: Key, past: ColumnPast, issued: Mapping[str, date]) -> Iterator[dict[str, Any]]:
    for item in past.items:
        shown = past.look_at(item.first_seen_at)
        if shown is None:
            continue
        before = past.before(shown, item.published)
        least, most = _bounds(item, before.at if before else None, past.zone)
        formed = issued.get(item.key)
        yield {
            "agency": key[0],
            "column": key[1],
            "url": item.url,
            "title": item.title,
            "issued": formed,
            "published": item.published,
            "first_seen_at": item.first_seen_at,
            "not_seen_at": before.at if before else None,
            "days_to_publish": (item.published - formed).days if formed and item.published else None,
            "days_to_see_least": least,
            "days_to_see_most": most,
            "uncertain": least is None or most is None or most - least > 1,
        }


def _bounds(item: Item, not_seen_at: datetime | None, zone: ZoneInfo) -> tuple[int | None, int | None]:
    if item.published is None or not_seen_at is None:
        return None, None
    least = (local_day(not_seen_at, zone) - item.published).days
    return max(0, least), (local_day(item.first_seen_at, zone) - item.published).days


def backdated_batches(
    w: Warehouse,
    *,
    agencies: Sequence[Agency],
    as_of: datetime,
    zone: ZoneInfo,
    first: date | None = None,
    last: date | None = None,
    inspection: date | None = None,
    days_before: int = 30,
    least_items: int = 2,
    late_days: int = LATE_DAYS,
    known_at: datetime | None = None,
) -> pd.DataFrame:
    """Visits that first showed several items dated back, one row a visit; from `first` to `last`, days of `zone`.

    With `inspection` only those of the `days_before` days before it. `least_items` 1: single items too. What counts as
    dated back: `item_events`.
    """
    if inspection is not None:
        first = max(inspection - timedelta(days=days_before), first or date.min)
        last = min(inspection, last or date.max)
    events = item_events(
        w, agencies=agencies, as_of=as_of, zone=zone, first=first, last=last, known_at=known_at, late_days=late_days
    )
    batches: dict[tuple[str, str, datetime], list[dict[str, Any]]] = defaultdict(list)
    for event in plain_rows(events[events["kind"] == "backdated"]):
        batches[event["agency"], event["column"], event["known_after_at"]].append(event)
    return frame(
        [_batch(batch, inspection, zone) for batch in batches.values() if len(batch) >= least_items], BACKDATED_BATCHES
    )


def _batch(batch: Sequence[Mapping[str, Any]], inspection: date | None, zone: ZoneInfo) -> dict[str, Any]:
    latest = max(batch, key=lambda event: event["known_before_at"])
    seen_at = latest["known_after_at"]
    days, stated = [event["days"] for event in batch], [event["published"] for event in batch]
    return {
        "agency": latest["agency"],
        "column": latest["column"],
        "first_seen_at": seen_at,
        "not_seen_at": latest["known_before_at"],
        "items": len(batch),
        "least_days": min(days),
        "most_days": max(days),
        "earliest": min(stated),
        "latest": max(stated),
        "urls": "\n".join(event["url"] for event in sorted(batch, key=lambda one: (one["published"], one["url"]))),
        "days_before_inspection": (inspection - local_day(seen_at, zone)).days if inspection else None,
        "needs_review": True,
        "evidence_before": latest["evidence_before"],
        "evidence_after": latest["evidence_after"],
    }
