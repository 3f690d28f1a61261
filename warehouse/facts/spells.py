"""How long a column was stale, blank or unknown in one stretch, and what ended it; items counted by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from schemas.agencies import Agency
from schemas.rules import RuleSet
from warehouse.connect import Warehouse
from warehouse.facts.days import column_days
from warehouse.facts.events import LATE_DAYS, item_events
from warehouse.facts.frames import DAY, FLAG, MOMENT, NUMBER, TEXT, frame
from warehouse.facts.looks import Item, items_by_column
from warehouse.facts.seen import items_at, local_day, with_codes
from warehouse.tables import columns

if TYPE_CHECKING:
    import pandas as pd

SPELLS: Mapping[str, str] = {
    "agency": TEXT,
    "column": TEXT,
    "status": TEXT,  # stale, blank or unknown
    "begin": DAY,  # the first day of it within the days asked about
    "end": DAY,  # the last one; missing: it lasts beyond the last day asked about
    "days": NUMBER,  # calendar days of it so far, those between that nobody saw included
    "seen_days": NUMBER,  # those of them on which a night saw it so: no more can be held against anybody
    "over": NUMBER,  # of a stale spell: days by which the newest item passed its limit on the spell's last day
    "ended_by": TEXT,  # the status after it; missing: it lasts
    "repaired_at": MOMENT,  # of a stale or blank spell: first sighting of the item that ended it; missing: it lasts
    "repaired_url": TEXT,  # its address
    "repaired_published": DAY,  # the day which that item states
    "repaired_by_backdating": FLAG,  # that item was dated back: see `item_events`
}
"""Columns of `stale_spells` and their dtypes."""

MONTHLY_COUNTS: Mapping[str, str] = {
    "agency": TEXT,
    "category": TEXT,
    "year": NUMBER,
    "month": NUMBER,  # 1 to 12; missing: the whole year
    "published": NUMBER,  # distinct addresses dated in it
    "first_seen": NUMBER,  # distinct addresses that were first seen in it, whatever day they state
}
"""Columns of `monthly_counts` and their dtypes; none but `month` is ever missing."""


def stale_spells(
    w: Warehouse,
    *,
    agencies: Sequence[Agency],
    rules: RuleSet,
    first: date,
    last: date,
    zone: ZoneInfo,
    known_at: datetime | None = None,
    late_days: int = LATE_DAYS,
) -> pd.DataFrame:
    """Stretches of days from `first` to `last` on which a column was stale, blank or unknown, by column and begin.

    A day that was not seen, but is rebuilt from items, counts as what it is rebuilt as (`column_days`); one that stays
    unknown ends no stretch of another status if the same status stands on either side of it: nobody looked.
    """
    days = column_days(w, agencies=agencies, rules=rules, first=first, last=last, zone=zone, known_at=known_at)
    if days.empty:
        return frame([], SPELLS)
    with w.read() as connection:
        ids = {(row.agency, row.column): row.id for row in connection.execute(with_codes(columns.c.id))}
        known = items_by_column(connection, known_at)
    spells = [
        (spell, _repair(known.get(ids.get((spell["agency"], spell["column"]), -1), ()), spell, zone))
        for spell in _stretches(days)
    ]
    backdated: set[tuple[str, str, str]] = set()
    if any(item for _, item in spells):
        until = datetime.combine(last, time.max, zone)
        events = item_events(w, agencies=agencies, as_of=until, zone=zone, known_at=known_at, late_days=late_days)
        late = events[events["kind"] == "backdated"]
        backdated = set(zip(late["agency"], late["column"], late["url"], strict=True))
    return frame(
        [
            spell
            | {
                "repaired_at": item.first_seen_at if item else None,
                "repaired_url": item.url if item else None,
                "repaired_published": item.published if item else None,
                "repaired_by_backdating": (spell["agency"], spell["column"], item.url) in backdated if item else None,
            }
            for spell, item in spells
        ],
        SPELLS,
    )


def _stretches(days: pd.DataFrame) -> list[dict[str, Any]]:
    import numpy as np  # noqa: PLC0415  (a crawl reads the warehouse too, and has no use for it)

    status = days["status"].astype("str").where(days["rebuilt"].isna(), days["rebuilt"].astype("str"))
    column = days["agency"].cat.codes.to_numpy().astype(np.int64) * 2**31 + days["column"].cat.codes.to_numpy()
    known = status.where(status != "unknown")
    before, after = known.groupby(column).ffill(), known.groupby(column).bfill()
    bridged = (status == "unknown") & before.isin(["stale", "blank"]) & (before == after)
    status = status.where(~bridged, before)
    day = days["day"].to_numpy()
    # A duty that pauses ends a stretch, too.
    breaks = np.ones(len(days), dtype=bool)
    breaks[1:] = (
        (column[1:] != column[:-1])
        | (status.to_numpy()[1:] != status.to_numpy()[:-1])
        | (day[1:] - day[:-1] > np.timedelta64(1, "D"))
    )
    begins = np.flatnonzero(breaks)
    ends = np.append(begins[1:], len(days)) - 1
    seen = np.concatenate([[0], np.cumsum((days["seen"] & ~bridged).to_numpy())])
    found = []
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        said = status.iloc[begin]
        if said not in ("stale", "blank", "unknown"):
            continue
        follows = end + 1 < len(days) and column[end + 1] == column[end] and not _apart(day[end], day[end + 1])
        row = days.iloc[end]
        over = said == "stale" and not row[["age", "limit"]].isna().any()
        found.append(
            {
                "agency": row["agency"],
                "column": row["column"],
                "status": said,
                "begin": days["day"].iloc[begin],
                "end": row["day"] if follows else None,
                "days": end - begin + 1,
                "seen_days": int(seen[end + 1] - seen[begin]),
                "over": int(row["age"] - row["limit"]) if over else None,
                "ended_by": status.iloc[end + 1] if follows else None,
                "limit_then": days["limit"].iloc[end + 1] if follows else None,
            }
        )
    return found


def _apart(day: Any, other: Any) -> bool:
    import numpy as np  # noqa: PLC0415  (as above)

    return bool(other - day > np.timedelta64(1, "D"))


def _repair(items: Sequence[Item], spell: Mapping[str, Any], zone: ZoneInfo) -> Item | None:
    """The item that ended the spell: the first to be seen since it began that is within the limit on the day after."""
    if spell["status"] == "unknown" or spell["ended_by"] not in ("fresh", "unlimited"):
        return None
    fresh = (spell["end"] + timedelta(days=1)).date()
    limit = None if spell["ended_by"] == "unlimited" else int(spell["limit_then"])
    candidates = [
        item
        for item in items
        if local_day(item.first_seen_at, zone) >= spell["begin"].date()
        and (limit is None or (item.published and 0 <= (fresh - item.published).days <= limit))
    ]
    return min(
        candidates, key=lambda item: (item.first_seen_at, -(item.published or date.min).toordinal()), default=None
    )


def monthly_counts(
    w: Warehouse, *, agencies: Sequence[Agency], as_of: datetime, zone: ZoneInfo, known_at: datetime | None = None
) -> pd.DataFrame:
    """Items of the agencies by category, month and year, up to the day of `as_of`; months are those of `zone`.

    An address in several columns of a category counts once; one without a day is in no month of `published`. Months
    without any item are no rows.
    """
    shown, today = items_at(known_at), local_day(as_of, zone)
    with w.read() as connection:
        rows = connection.execute(
            with_codes(columns.c.category, shown.c.url_sha256, shown.c.published, shown.c.first_seen_at).join(
                shown, shown.c.column_id == columns.c.id
            )
        ).all()
    wanted = {agency.code for agency in agencies}
    counts: dict[tuple[str, str, int, int | None], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        if row.agency not in wanted:
            continue
        for name, day in (("published", row.published), ("first_seen", local_day(row.first_seen_at, zone))):
            if day is not None and day <= today:
                for month in (day.month, None):
                    counts[row.agency, row.category, day.year, month][name].add(row.url_sha256)
    found = [
        dict(zip(("agency", "category", "year", "month"), key, strict=True))
        | {name: len(each[name]) for name in ("published", "first_seen")}
        for key, each in sorted(counts.items(), key=lambda pair: (*pair[0][:3], pair[0][3] or 13))
    ]
    return frame(found, MONTHLY_COUNTS)
