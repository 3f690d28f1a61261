"""One row an agency and category (and one a column with a minimum of its own): items published in a calendar year."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, FromClause, func, select

from schemas.agencies import Agency, Column
from warehouse.connect import Warehouse
from warehouse.facts.crawl import night_seen_at
from warehouse.facts.frames import FLAG, NUMBER, TEXT, frame
from warehouse.facts.inherited import items_with_past, pasts_of
from warehouse.facts.seen import (
    NO_EVIDENCE,
    Key,
    best_of_night,
    columns_at,
    copied_pages,
    evidence_of,
    latest_back_to,
    latest_readable,
    local_day,
    read_back_to,
    with_codes,
    without_day,
)
from warehouse.tables import agencies as agency_table
from warehouse.tables import columns, observations

if TYPE_CHECKING:
    import pandas as pd

CATEGORY_FACTS: Mapping[str, str] = {
    "row_id": TEXT,  # agency/category/period, or agency/column/period where the minimum is the column's own
    "agency": TEXT,
    "category": TEXT,
    "column": TEXT,  # missing: the row is about the whole category
    "period": TEXT,  # the year
    "items": NUMBER,  # distinct addresses dated in the year, up to the monitoring point
    "min_items": NUMBER,  # missing: no minimum
    "undated": NUMBER,  # distinct addresses that carry no date: each may belong to the year
    "complete": FLAG,  # no item that counts can have been missed, see `category_facts`
    "due": FLAG,  # the year has ended
    "cause": TEXT,  # where not complete: `not_assessable` if nothing we could do would help, else `our_failure`
    "evidence": TEXT,  # JSON list of Evidence: first page of each column's visit tonight
}
"""Columns of `category_facts` and their dtypes. `column`, `min_items` and `cause` may be missing."""


def category_facts(
    w: Warehouse,
    *,
    agencies: Sequence[Agency],
    as_of: datetime,
    zone: ZoneInfo,
    year: int,
    known_at: datetime | None = None,
) -> pd.DataFrame:
    """The items of `year` at the monitoring point `as_of`, counted by agency and category.

    Categories are those of the agency's columns in force on the day of `as_of`, and those it has a minimum in. An item
    shown in two columns of a category counts once; items without a date count in no year. A category without any
    column is not complete: nothing was looked at. A column is read back to the year's beginning by tonight's visit, or
    by an earlier one to which tonight's closed up. Once the year is over the visit must have been made after its end,
    and items without a date must not be what the minimum lacks: missing is never zero. The items of a column that
    another continues count for both, and it must have been read back as far.

    `known_at`: what was known at that moment instead of now, see `column_facts`.
    """
    today, pasts = local_day(as_of, zone), pasts_of(agencies)
    night = night_seen_at(w, as_of, known_at=known_at)
    first, last = date(year, 1, 1), date(year, 12, 31)
    with w.read() as connection:
        visits = _visits(connection, night.id, zone, known_at) if night else {}
        back_to = latest_back_to(connection, known_at) if pasts else {}
        then = _Counted(connection, items_with_past(connection, pasts, known_at), columns_at(known_at))
        by_category, by_column = (then.dated(by, first, min(last, today)) for by in ("category", "code"))
        told = max(today, local_day(night.started_at, zone)) if night else today
        undated_by_category, undated_by_column = (then.undated(by, told) for by in ("category", "code"))
    due = as_of >= datetime(year, 12, 31, 23, 59, 59, tzinfo=zone)

    def row(
        agency: Agency, category: str, owed: Sequence[Column], column: str | None, least: int | None
    ) -> dict[str, Any]:
        seen = [visits.get((agency.code, each.code)) for each in owed]
        blind = [visit for visit in seen if visit is None or not visit.reaches(first, after=last if due else None)]
        past = [back_to.get(source) for each in owed for source in pasts.get((agency.code, each.code), ())]
        blind += [None for day in past if day is None or day > first]
        key = (agency.code, column or category)
        count = (by_column if column else by_category).get(key, 0)
        undated = (undated_by_column if column else undated_by_category).get(key, 0)
        in_doubt = least is not None and count < least <= count + undated
        return {
            "row_id": f"{agency.code}/{column or category}/{year}",
            "agency": agency.code,
            "category": category,
            "column": column,
            "period": str(year),
            "items": count,
            "min_items": least,
            "undated": undated,
            "complete": bool(owed) and not blind and not in_doubt,
            "due": due,
            "cause": "not_assessable" if in_doubt and not blind else _cause(owed, blind),
            "evidence": json.dumps([proof for visit in seen if visit for proof in visit.proofs], ensure_ascii=False),
        }

    return frame([row(*duty) for agency in agencies for duty in _duties(agency, today)], CATEGORY_FACTS)


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


def _duties(agency: Agency, today: date) -> Iterator[tuple[Agency, str, Sequence[Column], str | None, int | None]]:
    """Each row to be: agency, category, the columns it rests on, the column if it is one column's own, the minimum."""
    if not agency.exists(today):
        return
    in_force = agency.columns_on(today)
    least = {minimum.category: minimum.min_items for minimum in agency.minimums}
    for category in dict.fromkeys([*(column.category for column in in_force), *least]):
        owed = [column for column in in_force if column.category == category]
        yield agency, category, owed, None, least.get(category)
    for column in in_force:
        if column.min_items is not None:
            yield agency, column.category, [column], column.code, column.min_items


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


class _Counted:
    """Distinct addresses by agency and category or column code; items of retired columns count too."""

    def __init__(self, connection: Connection, items: FromClause, columns: FromClause) -> None:
        self._connection = connection
        self._items = items
        self._columns = columns

    def dated(self, by: str, first: date, last: date) -> dict[Key, int]:
        """Those dated from `first` to `last`."""
        return self._addresses(by, self._items.c.published.between(first, last))

    def undated(self, by: str, told: date) -> dict[Key, int]:
        """Those without a day of publication, or with one after `told`, the day of the latest look."""
        return self._addresses(by, without_day(told, self._items))

    def _addresses(self, by: str, which: ColumnElement[bool]) -> dict[Key, int]:
        items, columns = self._items, self._columns
        rows = self._connection.execute(
            select(agency_table.c.code, columns.c[by], func.count(items.c.url_sha256.distinct()))
            .select_from(items)
            .join(columns, columns.c.id == items.c.column_id)
            .join(agency_table, agency_table.c.id == columns.c.agency_id)
            .where(which)
            .group_by(agency_table.c.code, columns.c[by])
        )
        return {(agency, key): count for agency, key, count in rows}
