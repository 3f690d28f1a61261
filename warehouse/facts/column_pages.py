"""What columns' own pages said, look by look: since when the same, and what has still to be read from what is stored.

Every visit keeps its pages. What a body says is read once (`column_pages`) and holds for every look that found this
body, so that what was seen on which night is never told twice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    Subquery,
    and_,
    exists,
    func,
    or_,
    select,
    true,
)

from schemas.own_pages import OwnPage
from schemas.results import Evidence
from warehouse.connect import Warehouse
from warehouse.facts.crawl import night_seen_at
from warehouse.facts.seen import (
    Key,
    best_of_night,
    copied_pages,
    in_force,
    latest_reading,
    local_day,
    place_of,
    proof_of,
    recorded,
    with_codes,
)
from warehouse.save.upsert import in_parts
from warehouse.tables import agencies, column_pages, columns, nights, observations, pages

_A_PAGE_CAME = ("list", "needs_data", "not_a_list")
"""States of visits whose first page is the column's own and shows something: it is no challenge, no error, no other
address, and does not say that there is nothing."""
_IT_CAME = (*_A_PAGE_CAME, "blank", "blank_with_note")
"""And those that say that there is nothing: a page that did so between two looks did not stay the same."""


@dataclass(frozen=True)
class UnreadPage:
    """A stored page of a column that was not read for what it says."""

    column: int
    url: str
    """The column's."""
    seen_at: datetime
    evidence: Evidence


def unread_column_pages(
    w: Warehouse, keys: Collection[Key], *, since: datetime, reader: str, most: int
) -> list[UnreadPage]:
    """At most so many bodies that visits of these columns found since then and this `reader` has not read.

    Those seen last come first. Only visits of a column's present address count.
    """
    read = exists().where(
        column_pages.c.column_id == observations.c.column_id,
        column_pages.c.sha256 == pages.c.sha256,
        column_pages.c.reader == reader,
    )
    found: list[Row[Any]] = []
    with w.read() as connection:
        for part in in_parts(_ids(connection, keys)):
            latest = (
                select(func.max(observations.c.id).label("id"))
                .select_from(_looks())
                .where(observations.c.column_id.in_(part), observations.c.observed_at >= since, ~read, _counts())
                .group_by(observations.c.column_id, pages.c.sha256)
                .subquery()
            )
            found += connection.execute(
                select(observations.c.column_id, observations.c.observed_at, observations.c.url.label("asked"), *_PAGE)
                .select_from(_looks())
                .join(latest, latest.c.id == observations.c.id)
                .order_by(observations.c.observed_at.desc(), observations.c.id.desc())
                .limit(most)
            )
    found.sort(key=lambda row: row.observed_at, reverse=True)
    return [UnreadPage(row.column_id, row.asked, row.observed_at, proof_of(row)) for row in found[:most]]


def own_pages(
    w: Warehouse, *, as_of: datetime, zone: ZoneInfo, reader: str, known_at: datetime | None = None
) -> tuple[OwnPage, ...]:
    """What the looks of the nights up to `as_of` found, as this `reader` reads it, of columns in force on its day.

    In the order of agency and column; a column of which nothing was read is not among them. A look belongs to the day
    in `zone` on which it was made. `known_at`: only by what was recorded then.
    """
    asked, night = _Asked(reader, as_of, known_at), night_seen_at(w, as_of, known_at=known_at)
    with w.read() as connection:
        spans, latest = list(_spans(connection, asked)), _latest_looks(connection, asked)
        copies = _saying_the_same(spans)
        if night is not None and latest:
            copies |= _copied(connection, best_of_night(night.id, known_at=known_at))
        rows = connection.execute(
            with_codes(columns.c.id).where(in_force(local_day(as_of, zone))).order_by(agencies.c.code, columns.c.code)
        )
        of_column = {span.column: span for span in spans}
        return tuple(
            OwnPage(
                agency=row.agency,
                column=row.column,
                unread=_unread(of_column.get(row.id), latest[row.id]),
                copied=row.id in copies,
                **_known(of_column.get(row.id), zone),
            )
            for row in rows
            if row.id in latest
        )


def records_of_own_pages(connection: Connection) -> Iterator[str]:
    """Where the pages are kept that a column's own page is measured against: they may yet prove that it never changed.

    By whichever readers have read them.
    """
    readers = connection.execute(select(column_pages.c.reader).distinct()).scalars().all()
    for reader in readers:
        for span in _spans(connection, _Asked(reader)):
            yield from (row.record for row in (span.before, span.same, span.still, span.last) if row is not None)


@dataclass(frozen=True)
class _Span:
    """The looks since which a column's page says and shows the same."""

    column: int
    before: Row[Any] | None
    """The first look that found what it said before."""
    same: Row[Any]
    """The first that found what it says now."""
    still: Row[Any]
    """The first since which nothing else of it changed."""
    last: Row[Any]


_PAGE = tuple(pages.c[name] for name in ("url", "fetched_at", "sha256", "record", "length"))
_SAID = tuple(column_pages.c[name] for name in ("reason", "published", "content_sha256", "shown_sha256", "unseen"))
_IN_TIME = (observations.c.observed_at, observations.c.id)


def _ids(connection: Connection, keys: Collection[Key]) -> list[int]:
    rows = connection.execute(
        with_codes(columns.c.id).where(agencies.c.code.in_({agency for agency, _ in keys})).order_by(columns.c.id)
    )
    return [row.id for row in rows if (row.agency, row.column) in keys]


def _looks() -> FromClause:
    """Visits, each with its column and its first page."""
    return observations.join(columns, columns.c.id == observations.c.column_id).join(
        pages, and_(pages.c.observation_id == observations.c.id, pages.c.position == 0)
    )


def _counts(known_at: datetime | None = None, *, states: Collection[str] = _A_PAGE_CAME) -> ColumnElement[bool]:
    """SQL condition: a page came under the column's present address, and it is kept."""
    return and_(
        observations.c.state.in_(states),
        observations.c.url == columns.c.url,
        pages.c.record.is_not(None),
        pages.c.sha256.is_not(None),
        latest_reading(known_at=known_at),
        recorded(observations, known_at),
    )


@dataclass(frozen=True)
class _Asked:
    """Whose reading counts, and up to when."""

    reader: str
    as_of: datetime | None = None
    """`None`: of all nights."""
    known_at: datetime | None = None


def _read_columns(connection: Connection, asked: _Asked) -> Iterator[list[int]]:
    """The columns of which a page was read, by id; without them a database goes through all visits of all columns."""
    wanted = select(column_pages.c.column_id).where(column_pages.c.reader == asked.reader).distinct()
    yield from in_parts(connection.execute(wanted.order_by(column_pages.c.column_id)).scalars().all())


def _of_looks(asked: _Asked, of_columns: Sequence[int], what: Iterable[Any]) -> Select[Any]:
    """Looks at these columns, each with what its page says; with nothing where that was not read, or came otherwise."""
    said = and_(
        column_pages.c.column_id == observations.c.column_id,
        column_pages.c.sha256 == pages.c.sha256,
        column_pages.c.reader == asked.reader,
        observations.c.state.in_(_A_PAGE_CAME),
        recorded(column_pages, asked.known_at),
    )
    return (
        select(observations.c.column_id, observations.c.id.label("look"), observations.c.observed_at, *_SAID, *what)
        .select_from(_looks())
        .outerjoin(column_pages, said)
        .join(nights, nights.c.id == observations.c.night_id)
        .where(
            observations.c.column_id.in_(of_columns),
            _counts(asked.known_at, states=_IT_CAME),
            true() if asked.as_of is None else nights.c.as_of <= asked.as_of,
        )
    )


def _spans(connection: Connection, asked: _Asked) -> Iterator[_Span]:
    """Of each column with a look that could be compared. Only the looks at which something changed are handed out."""
    for part in _read_columns(connection, asked):
        rows = connection.execute(_changes(asked, part))
        for column, own in groupby(rows, key=lambda row: row.column_id):
            if (span := _span(column, list(own))) is not None:
                yield span


def _changes(asked: _Asked, of_columns: Sequence[int]) -> Select[Any]:
    """The looks that found something else than the one before, and each column's last one that can be compared.

    One that cannot be compared is something else: what lies between two equal ones may be.
    """
    last_comparable = [column_pages.c.content_sha256.is_(None), *(moment.desc() for moment in _IN_TIME)]
    looks = _of_looks(
        asked,
        of_columns,
        what=(
            *_PAGE,
            _before(column_pages.c.content_sha256).label("said_before"),
            _before(column_pages.c.shown_sha256).label("shown_before"),
            func.row_number().over(partition_by=observations.c.column_id, order_by=last_comparable).label("from_last"),
        ),
    ).subquery()
    changes = or_(
        looks.c.said_before.is_distinct_from(looks.c.content_sha256),
        looks.c.shown_before.is_distinct_from(looks.c.shown_sha256),
    )
    return (
        select(looks, changes.label("changes"))
        .where(or_(changes, looks.c.from_last == 1))
        .order_by(looks.c.column_id, looks.c.observed_at, looks.c.look)
    )


def _before(what: Column[Any]) -> ColumnElement[Any]:
    """The same of the column's look before."""
    return func.lag(what).over(partition_by=observations.c.column_id, order_by=_IN_TIME)


def _span(column: int, looks: Sequence[Row[Any]]) -> _Span | None:
    """`looks`: of `_changes`, in time; `None` if none of them can be compared."""
    last = next(look for look in looks if look.from_last == 1)
    if last.content_sha256 is None:
        return None
    changes = [look for look in looks[: looks.index(last) + 1] if look.changes]
    same = len(changes) - 1
    while same > 0 and changes[same - 1].content_sha256 == last.content_sha256:
        same -= 1
    earlier = [look for look in changes[:same] if look.content_sha256 is not None]
    before = earlier[-1] if earlier and earlier[-1].content_sha256 != last.content_sha256 else None
    return _Span(column, before, changes[same], changes[-1], last)


def _latest_looks(connection: Connection, asked: _Asked) -> dict[int, Row[Any]]:
    """By column the latest look whose page was read, whether it could be compared or not."""
    latest_first = [column_pages.c.reason.is_(None), *(moment.desc() for moment in _IN_TIME)]
    place = func.row_number().over(partition_by=observations.c.column_id, order_by=latest_first).label("place")
    found: dict[int, Row[Any]] = {}
    for part in _read_columns(connection, asked):
        looks = _of_looks(asked, part, what=(place,)).subquery()
        read = select(looks).where(looks.c.place == 1, looks.c.reason.is_not(None))
        found |= {row.column_id: row for row in connection.execute(read)}
    return found


def _unread(span: _Span | None, latest: Row[Any]) -> str:
    return str(latest.reason) if span is None or span.last.look != latest.look else ""


def _known(span: _Span | None, zone: ZoneInfo) -> dict[str, Any]:
    if span is None:
        return {}
    changed = (span.before, span.same) if span.before is not None else ()
    still = (span.still, span.last) if span.still.look != span.last.look else (span.last,)
    return {
        "seen_on": local_day(span.last.observed_at, zone),
        "same_since": local_day(span.same.observed_at, zone),
        "rewritten": span.before is not None,
        "still_since": local_day(span.still.observed_at, zone),
        "published": span.last.published,
        "unseen": span.last.unseen or span.still.unseen,
        "changed": tuple(map(proof_of, changed)),
        "still": tuple(map(proof_of, still)),
    }


def _saying_the_same(spans: Iterable[_Span]) -> set[int]:
    """The columns whose page says just what is said under another address, too."""
    places: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for span in spans:
        places[span.last.content_sha256][place_of(span.last.url)].add(span.column)
    return {column for same in places.values() if len(same) > 1 for own in same.values() for column in own}


def _copied(connection: Connection, chosen: Subquery) -> set[int]:
    """The columns whose page of the night came under another address, too, byte for byte."""
    copied = copied_pages(connection, chosen)
    rows = connection.execute(select(chosen.c.column_id, chosen.c.observation_id))
    return {row.column_id for row in rows if row.observation_id in copied}
