"""One row an agency and category, and one a minimum and period: items published in a year, a quarter or a month."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from schemas.agencies import Agency, Column
from schemas.counts import CountDuty, PartYear, Recurring, count_duties
from warehouse.connect import Warehouse
from warehouse.facts.addresses import Addresses
from warehouse.facts.crawl import night_seen_at
from warehouse.facts.frames import FLAG, NUMBER, TEXT, frame
from warehouse.facts.inherited import pasts_of
from warehouse.facts.seen import (
    NO_EVIDENCE,
    Key,
    best_of_night,
    copied_pages,
    evidence_of,
    latest_back_to,
    latest_readable,
    local_day,
    read_back_to,
    with_codes,
)
from warehouse.tables import columns, observations

if TYPE_CHECKING:
    import pandas as pd

CATEGORY_FACTS: Mapping[str, str] = {
    "row_id": TEXT,  # agency/category/period, with the column for the category where the minimum is its own
    "agency": TEXT,
    "category": TEXT,
    "column": TEXT,  # missing: the row is about the whole category
    "period": TEXT,  # the year, a quarter of it (2026Q3) or a month (2026-09)
    "obligation": TEXT,  # of the work plan, where that asks for the minimum (then in row_id too); missing: the register
    "items": NUMBER,  # distinct addresses dated in the period, up to the monitoring point
    "min_items": NUMBER,  # missing: no minimum
    "whole_year": NUMBER,  # the whole year's minimum, where `min_items` is the part of a year; else missing
    "undated": NUMBER,  # distinct addresses that carry no date: each may belong to the period
    "complete": FLAG,  # no item that counts can have been missed, see `category_facts`
    "due": FLAG,  # the period has ended
    "cause": TEXT,  # where not complete: `not_assessable` if nothing we could do would help, else `our_failure`
    "evidence": TEXT,  # JSON list of Evidence: first page of each column's visit tonight
}
"""Columns of `category_facts` and their dtypes. `column`, `obligation`, `min_items`, `whole_year`, `cause` may lack."""


COUNTED_BY = ("category", "code")
"""Addresses are distinct in a whole category, and in a column where the minimum is its own."""


def category_facts(
    w: Warehouse,
    *,
    agencies: Sequence[Agency],
    as_of: datetime,
    zone: ZoneInfo,
    year: int,
    asked: Sequence[Recurring] = (),
    part_year: PartYear = "pro_rata",
    known_at: datetime | None = None,
) -> pd.DataFrame:
    """The items of `year` at the monitoring point `as_of`: one row for each of `schemas.counts.count_duties`.

    Categories are those of the agency's columns in force on the day of `as_of`, and those it has a minimum in; `asked`
    is what the work plan asks for beside the register, `part_year` what is owed of a part of a year. An item shown in
    two columns of a category counts once; items without a date count in no period. A category without any column is not
    complete: nothing was looked at. A column is read back to the period's beginning by tonight's visit, or by an
    earlier one to which tonight's closed up. Once the period is over the visit must have been made after its end, and
    items without a date must not be what the minimum lacks: missing is never zero. The items of a column that another
    continues count for both, and it must have been read back as far.

    `known_at`: what was known at that moment instead of now, see `column_facts`.
    """
    today, pasts = local_day(as_of, zone), pasts_of(agencies)
    night = night_seen_at(w, as_of, known_at=known_at)
    duties = list(count_duties(agencies, today, asked, year=year, part_year=part_year))
    begun = dict.fromkeys(duty.period for duty in duties if duty.period.first <= today)
    told = max(today, local_day(night.started_at, zone)) if night else today
    with w.read() as connection:
        visits = _visits(connection, night.id, zone, known_at) if night else {}
        back_to = latest_back_to(connection, known_at) if pasts else {}
        then = Addresses(connection, pasts, known_at)
        dated = {
            (by, period): then.dated(by, period.first, min(period.last, today)) for by in COUNTED_BY for period in begun
        }
        undated = {by: then.undated(by, told) for by in COUNTED_BY}

    def row(duty: CountDuty) -> dict[str, Any]:
        period, least, by = duty.period, duty.least, "code" if duty.column else "category"
        key = (duty.agency, duty.column or duty.category)
        due = as_of >= datetime.combine(period.last, time(23, 59, 59), zone)
        seen = [visits.get((duty.agency, each.code)) for each in duty.columns]
        after = period.last if due else None
        blind = [visit for visit in seen if visit is None or not visit.reaches(period.first, after=after)]
        past = [back_to.get(source) for each in duty.columns for source in pasts.get((duty.agency, each.code), ())]
        blind += [None for day in past if day is None or day > period.first]
        count = dated.get((by, period), {}).get(key, 0)
        dateless = undated[by].get(key, 0)
        in_doubt = least is not None and count < least <= count + dateless
        proofs = [proof for visit in seen if visit for proof in visit.proofs] if period in begun else []
        return {
            "row_id": "/".join(filter(None, (*key, period.name, duty.obligation))),
            "agency": duty.agency,
            "category": duty.category,
            "column": duty.column,
            "period": period.name,
            "obligation": duty.obligation,
            "items": count,
            "min_items": least,
            "whole_year": duty.whole,
            "undated": dateless,
            "complete": bool(duty.columns) and not blind and not in_doubt,
            "due": due,
            "cause": "not_assessable" if in_doubt and not blind else _cause(duty.columns, blind),
            "evidence": json.dumps(proofs, ensure_ascii=False),
        }

    return frame([row(duty) for duty in duties], CATEGORY_FACTS)


@dataclass(frozen=True)
class _Visit:
    """What tonight's visit of one column proves about completeness."""

    readable: bool
    seen_on: date
    """The visit's day in the office's zone."""
    back_to: date | None
    cause: str | None
    proofs: tuple[dict[str, str], ...]

    def reaches(self, first: date, *, after: date | None) -> bool:
        """Everything dated from `first` on was read; if `after` is given, on a later day than that."""
        in_time = after is None or self.seen_on > after
        return self.readable and in_time and self.back_to is not None and self.back_to <= first


def _cause(owed: Sequence[Column], blind: Sequence[_Visit | None]) -> str | None:
    if not owed:
        return "not_assessable"
    if not blind:
        return None
    ours = any(visit is None or visit.cause != "not_assessable" for visit in blind)
    return "our_failure" if ours else "not_assessable"


def _visits(connection: Connection, night_id: int, zone: ZoneInfo, known_at: datetime | None) -> dict[Key, _Visit]:
    best = best_of_night(night_id, known_at=known_at)
    chain = latest_readable(conclusive=True, known_at=known_at)
    proofs, copied = evidence_of(connection, best, first=1), copied_pages(connection, best)
    earlier = observations.alias("earlier")
    rows = connection.execute(
        with_codes(
            observations.c.id,
            observations.c.observed_at,
            observations.c.readable,
            observations.c.state,
            observations.c.cause,
            observations.c.read_back_to,
            observations.c.stopped_at_known,
            earlier.c.state.label("earlier_state"),
            earlier.c.read_back_to.label("earlier_read_back_to"),
        )
        .join(best, best.c.column_id == columns.c.id)
        .join(observations, observations.c.id == best.c.observation_id)
        .join(chain, chain.c.column_id == columns.c.id)
        .outerjoin(earlier, earlier.c.id == chain.c.observation_id)
    )
    found = {}
    for row in rows:
        back_to = read_back_to(row.state, row.read_back_to)
        if back_to is None and row.stopped_at_known and row.earlier_state:
            back_to = read_back_to(row.earlier_state, row.earlier_read_back_to)
        found[row.agency, row.column] = _Visit(
            readable=row.readable and row.id not in copied,
            seen_on=local_day(row.observed_at, zone),
            back_to=back_to,
            cause="not_assessable" if row.id in copied else row.cause,
            proofs=tuple(json.loads(proofs.get(row.id, NO_EVIDENCE))),
        )
    return found
