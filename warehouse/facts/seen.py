"""Which visit of a column counts, and the pages that prove it: the selections that all facts are built from.

There are two times. *Valid time*, `as_of`, is the monitoring point a question is about. *Knowledge time*, `known_at`,
is the moment whose knowledge is to answer it: only what was recorded up to then counts, in the words it had then, and
under the register as it stood. `None` is all we know now. `docs/decisions/0011-two-times.md` says why.
"""

import json
import re
from collections import defaultdict
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)

from schemas.results import Evidence
from warehouse.tables import (
    Moment,
    agencies,
    column_versions,
    columns,
    item_absences,
    item_versions,
    items,
    observations,
    pages,
)

EVIDENCE_PAGES = 3
"""First pages of a visit that stand as its evidence: with pinned old rows the newest item may be on the second."""

Key = tuple[str, str]
"""Codes of an agency and of one of its columns."""


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The calendar day of a moment in the office's zone."""
    return moment.astimezone(zone).date()


def columns_at(known_at: datetime | None) -> FromClause:
    """`columns` as the register had them then; all that had been registered by then, also if they had left it again.

    Of the attributes: `id`, `agency_id`, `code`, `name`, `kind`, `category`, `url`, `valid_from`, `valid_to`.
    """
    if known_at is None:
        return columns
    last = (
        select(column_versions.c.id)
        .where(column_versions.c.column_id == columns.c.id, column_versions.c.recorded_at <= known_at)
        .order_by(column_versions.c.recorded_at.desc(), column_versions.c.id.desc())
        .limit(1)
        .correlate(columns)
        .scalar_subquery()
    )
    said = ("name", "kind", "category", "url", "valid_from", "valid_to")
    return (
        select(columns.c.id, columns.c.agency_id, columns.c.code, *(column_versions.c[name] for name in said))
        .join(column_versions, column_versions.c.id == last)
        .subquery("columns_then")
    )


def items_at(known_at: datetime | None) -> FromClause:
    """`items` as they were known then: those recorded by then, in the words they had.

    `last_seen_at` of one that has been seen since is the last sighting before it went missing, if it was missing then,
    otherwise `known_at`. Of `position` and of the observation that showed it last, only the present ones are kept:
    they are not among the columns.
    """
    if known_at is None:
        return items
    # What is written of an item's past says what held before: the earliest that was written since then held then.
    version = (
        select(item_versions.c.id)
        .where(item_versions.c.item_id == items.c.id, item_versions.c.recorded_at > known_at)
        .order_by(item_versions.c.recorded_at, item_versions.c.id)
        .limit(1)
        .correlate(items)
        .scalar_subquery()
    )
    absence = (
        select(item_absences.c.last_seen_at)
        .where(item_absences.c.item_id == items.c.id, item_absences.c.recorded_at > known_at)
        .order_by(item_absences.c.recorded_at, item_absences.c.id)
        .limit(1)
        .correlate(items)
        .scalar_subquery()
    )
    last_seen = func.coalesce(absence, items.c.last_seen_at)
    words = ("title", "published", "published_raw", "issuer")
    return (
        select(
            items.c.id,
            items.c.column_id,
            items.c.url_sha256,
            items.c.url,
            *(
                case((item_versions.c.id.is_not(None), item_versions.c[name]), else_=items.c[name]).label(name)
                for name in words
            ),
            items.c.first_seen_at,
            items.c.first_seen_observation_id,
            case((last_seen <= known_at, last_seen), else_=literal(known_at, Moment())).label("last_seen_at"),
            items.c.recorded_at,
        )
        .outerjoin(item_versions, item_versions.c.id == version)
        .where(items.c.recorded_at <= known_at)
        .subquery("items_then")
    )


def recorded(table: FromClause, known_at: datetime | None) -> ColumnElement[bool]:
    """SQL condition on a table with `recorded_at`: the row had been written by then."""
    return true() if known_at is None else table.c.recorded_at <= known_at


def best_of_night(night_id: int | None, *, known_at: datetime | None = None) -> Subquery:
    """One observation a column of the night (`None`: of every night), as `column_id` and `observation_id`.

    The latest readable one that missed no page, else the latest readable one, else the latest. One success is enough
    for a verdict; a visit after it that failed, in whole or on a later page, takes nothing back. Where the column's
    address was corrected during the night, only visits of the present one count; of a visit that was read again, only
    the latest reading.
    """
    register = columns_at(known_at)
    present = case((observations.c.url == register.c.url, 1), else_=0)
    empty = observations.c.state.in_(("blank", "blank_with_note"))
    to_the_end = or_(empty, observations.c.read_back_to.is_not(None))
    whole = case((to_the_end, 2), (observations.c.seen_back_to.is_not(None), 1), else_=0)
    place = func.row_number().over(
        partition_by=(observations.c.night_id, observations.c.column_id),
        order_by=(
            present.desc(),
            observations.c.readable.desc(),
            whole.desc(),
            observations.c.observed_at.desc(),
            observations.c.id.desc(),
        ),
    )
    placed = (
        select(observations.c.column_id, observations.c.id.label("observation_id"), place.label("place"))
        .join(register, register.c.id == observations.c.column_id)
        .where(
            observations.c.night_id == night_id if night_id is not None else true(),
            recorded(observations, known_at),
            latest_reading(known_at=known_at),
        )
        .subquery()
    )
    return select(placed.c.column_id, placed.c.observation_id).where(placed.c.place == 1).subquery()


def latest_readable(*, conclusive: bool = False, known_at: datetime | None = None) -> Subquery:
    """The latest readable observation of each column in any night, as `column_id` and `observation_id`.

    `conclusive`: pass over visits that stopped at known items and left it to an earlier one how far back was read.
    """
    # A scalar subquery walks the index from its end once a column; a window would read every visit of every year.
    number = latest_id(conclusive=conclusive, known_at=known_at)
    return select(columns.c.id.label("column_id"), number.label("observation_id")).subquery()


def latest_back_to(connection: Connection, known_at: datetime | None = None) -> dict[Key, date | None]:
    """Since which day each column has been read without a gap, as its latest conclusive visit says."""
    chain = latest_readable(conclusive=True, known_at=known_at)
    rows = connection.execute(
        with_codes(observations.c.state, observations.c.read_back_to)
        .join(chain, chain.c.column_id == columns.c.id)
        .join(observations, observations.c.id == chain.c.observation_id)
    )
    return {(row.agency, row.column): read_back_to(row.state, row.read_back_to) for row in rows}


def latest_id(
    *,
    conclusive: bool = False,
    present: bool = False,
    before: datetime | None = None,
    known_at: datetime | None = None,
) -> ScalarSelect[int]:
    """The latest readable observation of the column that the enclosing query is at.

    `conclusive`: see `latest_readable`. `present`: only visits of the column's present address. `before`: only visits
    made before this moment.
    """
    wanted = and_(
        observations.c.column_id == columns.c.id,
        observations.c.readable,
        recorded(observations, known_at),
        latest_reading(known_at=known_at),
    )
    if before is not None:
        wanted = and_(wanted, observations.c.observed_at < before)
    if present:
        wanted = and_(wanted, observations.c.url == columns.c.url)
    if conclusive:
        wanted = and_(wanted, not_(and_(observations.c.stopped_at_known, observations.c.read_back_to.is_(None))))
    return (
        select(observations.c.id)
        .where(wanted)
        .order_by(observations.c.observed_at.desc(), observations.c.id.desc())
        .limit(1)
        .correlate(columns)
        .scalar_subquery()
    )


def latest_reading(observed: FromClause = observations, *, known_at: datetime | None = None) -> ColumnElement[bool]:
    """SQL condition on `observations`, or an alias of it: its visit was not read again since.

    A visit is what was seen of a column at one moment. What a newer reader makes of the same pages is a further
    observation of that moment, which takes the place of the earlier one as soon as it is recorded.
    """
    again = observations.alias()
    return not_(
        exists()
        .where(
            again.c.column_id == observed.c.column_id,
            again.c.observed_at == observed.c.observed_at,
            again.c.night_id == observed.c.night_id,
            again.c.id > observed.c.id,
            recorded(again, known_at),
        )
        .correlate(observed)
    )


def read_back_to(state: str, recorded: date | None) -> date | None:
    """How far back a readable visit saw everything; a list that is empty was read to its end."""
    return date.min if state in ("blank", "blank_with_note") else recorded


def with_codes(*what: Any) -> Select[Any]:
    """`SELECT agency code, column code, …` from the register, to be joined further."""
    return (
        select(agencies.c.code.label("agency"), columns.c.code.label("column"), *what)
        .select_from(columns)
        .join(agencies, agencies.c.id == columns.c.agency_id)
    )


def in_force(day: date) -> Any:
    """SQL condition: the column is in the register and its duty exists on `day`."""
    return and_(
        columns.c.retired_at.is_(None),
        or_(columns.c.valid_from.is_(None), columns.c.valid_from <= day),
        or_(columns.c.valid_to.is_(None), columns.c.valid_to >= day),
    )


def evidence_of(connection: Connection, chosen: Subquery, *, first: int | None = EVIDENCE_PAGES) -> dict[int, str]:
    """For each `observation_id` in `chosen`: its first pages as a JSON list of `schemas.results.Evidence`."""
    statement = (
        select(pages)
        .where(pages.c.observation_id.in_(select(chosen.c.observation_id)))
        .order_by(pages.c.observation_id, pages.c.position)
    )
    if first is not None:
        statement = statement.where(pages.c.position < first)
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row.observation_id].append(row)
    return {observation: as_evidence(*rows) for observation, rows in found.items()}


def as_evidence(*stored: Row[Any]) -> str:
    """Rows of stored pages (`url`, `fetched_at`, `sha256`, `record`, `length`, perhaps `issued_by`) as such a list."""
    proofs = []
    for row in stored:
        page = {
            "url": row.url,
            "fetched_at": row.fetched_at.astimezone(UTC).isoformat() if row.fetched_at else None,
            **{name: getattr(row, name, None) for name in ("sha256", "record", "length", "issued_by")},
        }
        proofs.append({name: value for name, value in page.items() if value is not None})
    return json.dumps(proofs, ensure_ascii=False)


def proof_of(row: Row[Any], *, url: str | None = None, at: datetime | None = None) -> Evidence:
    """A stored page (`sha256`, `record`, `length`) as evidence; what is not given are the row's `url`, `fetched_at`."""
    return Evidence(
        url=row.url if url is None else url,
        fetched_at=row.fetched_at if at is None else at,
        sha256=row.sha256,
        record=row.record,
        length=row.length,
    )


def copied_pages(connection: Connection, chosen: Subquery) -> set[int]:
    """Those of the observations in `chosen` whose first page stands, byte for byte, under another address as well.

    A server that shows one page for whatever is asked (its front page, a log-in) shows nobody's list. One page under
    two spellings of one address, or owed by two agencies, is no copy.
    """
    rows = connection.execute(
        select(pages.c.observation_id, pages.c.url, pages.c.sha256)
        .join(chosen, chosen.c.observation_id == pages.c.observation_id)
        .where(pages.c.position == 0, pages.c.sha256.is_not(None))
    )
    places: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        places[row.sha256][place_of(row.url)].add(row.observation_id)
    return {number for same in places.values() if len(same) > 1 for own in same.values() for number in own}


def place_of(url: str) -> str:
    """The address without scheme and without the name of an index file."""
    parts = urlsplit(url)
    path = re.sub(r"(?:index|default|main)\.\w+$", "", parts.path, flags=re.IGNORECASE).rstrip("/")
    return f"{parts.hostname}:{parts.port}{path}?{parts.query}"


NO_EVIDENCE = "[]"
