"""What earlier nights know of the columns that are about to be visited."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Column, ColumnElement, Connection, Row, ScalarSelect, Select, and_, exists, func, select

from schemas.entries import Identity
from schemas.results import ColumnVisit
from warehouse.connect import Warehouse
from warehouse.facts.seen import Key, latest_id, read_back_to, with_codes
from warehouse.save.storable import address_key
from warehouse.tables import agencies, columns, items, observations, pages, validators
from warehouse.validators import PageValidators


@dataclass(frozen=True)
class KnownColumn:
    """What earlier nights know of one column, but for its items."""

    id: int
    back_to: date | None
    """The day since which every item has been read without a gap; `date.min`: all there are; `None`: there are gaps.

    It is what the latest readable visit says: a visit that could not close the gap to what was known before leaves
    `None`, and the next visit must read on until it can."""
    seen_at: datetime | None
    """When its present address was last readable."""
    identity: Identity | None
    """What its page called itself then."""
    settled: ColumnVisit | None
    """The latest reading, with `same_as`, if it holds for as long as its first pages stay the same."""
    settled_pages: tuple[PageValidators, ...]
    """Those first pages."""
    visited: bool = True
    """Anybody has ever looked, whatever came of it."""

    def identity_since(self, looked_at: date | None, zone: ZoneInfo) -> Identity | None:
        """`identity`, unless a person has looked since, on the day `looked_at` in `zone`.

        Visits of that day itself do not count: the page may have changed on the very day on which it was both read and
        looked at.
        """
        if self.seen_at is None or looked_at is None:
            return self.identity
        over = datetime.combine(looked_at + timedelta(days=1), time.min, zone)
        return self.identity if self.seen_at >= over else None


def known_columns(w: Warehouse, keys: Collection[Key]) -> dict[Key, KnownColumn]:
    """What is known of these columns, in five queries however many they are; retired ones too.

    A column that was never visited has a `KnownColumn` without anything in it; one that was never registered has none.
    """
    with w.read() as connection:
        wanted = with_codes(columns.c.id).where(agencies.c.code.in_({agency for agency, _ in keys}))
        found = connection.execute(wanted)
        ids = {row.id: (row.agency, row.column) for row in found if (row.agency, row.column) in keys}
        gapless = {
            row.column_id: read_back_to(row.state, row.read_back_to)
            for row in connection.execute(_of_columns(ids, latest_id(conclusive=True), _HOW_FAR))
        }
        latest = {
            row.column_id: row for row in connection.execute(_of_columns(ids, latest_id(present=True), observations.c))
        }
        first_pages = _unchanged_pages(connection, [row.id for row in latest.values() if row.settled_by])
        ever = exists().where(observations.c.column_id == columns.c.id)
        unread = ids.keys() - latest.keys()
        visited = latest.keys() | set(
            connection.execute(select(columns.c.id).where(columns.c.id.in_(unread), ever)).scalars()
        )
    known = {
        key: _known(key, number, gapless.get(number), latest.get(number), first_pages) for number, key in ids.items()
    }
    return {key: column if column.id in visited else replace(column, visited=False) for key, column in known.items()}


class KnownItems(Set[str]):
    """Addresses of all items ever seen in any of these columns.

    Nothing is held: a column of many years has far more of them than a night asks for. Whether all of a page's are
    known is one question, `known >= addresses`.
    """

    def __init__(self, w: Warehouse, columns_of: Collection[int]) -> None:
        self._warehouse = w
        self._columns = columns_of

    def __ge__(self, urls: Set[object]) -> bool:
        keys = {address_key(str(url)) for url in urls}
        if not keys or not self._columns:
            return not keys
        with self._warehouse.read() as connection:
            found = select(items.c.url_sha256).where(self._theirs, items.c.url_sha256.in_(keys)).distinct()
            return len(connection.execute(found).all()) == len(keys)

    def __contains__(self, url: object) -> bool:
        return self >= {url}

    def __iter__(self) -> Iterator[str]:
        with self._warehouse.read() as connection:
            return iter(connection.execute(select(items.c.url).where(self._theirs).distinct()).scalars().all())

    def __len__(self) -> int:
        with self._warehouse.read() as connection:
            distinct = func.count(items.c.url_sha256.distinct())
            return connection.execute(select(distinct).where(self._theirs)).scalar_one()

    @property
    def _theirs(self) -> ColumnElement[bool]:
        return items.c.column_id.in_(self._columns)


class KnownPages(Mapping[str, PageValidators]):
    """The validators of one column's pages by address, for conditional requests; read when first asked for."""

    def __init__(self, w: Warehouse, column_id: int) -> None:
        self._warehouse = w
        self._column = column_id

    def __getitem__(self, url: str) -> PageValidators:
        return self._pages[url]

    def __iter__(self) -> Iterator[str]:
        return iter(self._pages)

    def __len__(self) -> int:
        return len(self._pages)

    @cached_property
    def _pages(self) -> dict[str, PageValidators]:
        with self._warehouse.read() as connection:
            rows = connection.execute(select(*_VALIDATORS).where(validators.c.column_id == self._column))
            return {row.url: _as_validators(row) for row in rows}


_VALIDATORS = (
    validators.c.url,
    validators.c.etag,
    validators.c.last_modified,
    validators.c.sha256,
    validators.c.record,
    validators.c.fetched_at,
)


_HOW_FAR = (observations.c.column_id, observations.c.state, observations.c.read_back_to)


def _of_columns(ids: Collection[int], chosen: ScalarSelect[int], what: Iterable[Column[Any]]) -> Select[Any]:
    """`what` of the chosen observation of each of these columns."""
    # The offset skips nothing. It has the choice made before the join: put into it, PostgreSQL expects to make each
    # choice twice, and rather reads all observations of all years.
    numbers = select(chosen.label("id")).select_from(columns).where(columns.c.id.in_(ids)).offset(0).subquery()
    return select(*what).join(numbers, numbers.c.id == observations.c.id)


def _unchanged_pages(connection: Connection, visits: Collection[int]) -> dict[int, list[PageValidators]]:
    """Of these visits, the first pages that their readings rest on, as far as they are the ones last received."""
    still = and_(
        validators.c.column_id == observations.c.column_id,
        validators.c.url == pages.c.url,
        validators.c.sha256 == pages.c.sha256,
    )
    rows = connection.execute(
        select(pages.c.observation_id, *_VALIDATORS)
        .join(observations, observations.c.id == pages.c.observation_id)
        .join(validators, still)
        .where(pages.c.observation_id.in_(visits), pages.c.position < observations.c.settled_by)
        .order_by(pages.c.observation_id, pages.c.position)
    )
    found: dict[int, list[PageValidators]] = defaultdict(list)
    for row in rows:
        found[row.observation_id].append(_as_validators(row))
    return found


def _known(
    key: Key,
    number: int,
    back_to: date | None,
    latest: Row[tuple[int]] | None,
    first_pages: Mapping[int, list[PageValidators]],
) -> KnownColumn:
    if latest is None:
        return KnownColumn(number, back_to, None, None, None, ())
    identity = Identity.model_validate(latest.identity)
    held = tuple(first_pages.get(latest.id, ()))
    if not held or len(held) != latest.settled_by:
        return KnownColumn(number, back_to, latest.observed_at, identity, None, ())
    return KnownColumn(number, back_to, latest.observed_at, identity, _repeated(key, latest, identity), held)


def _repeated(key: Key, row: Row[tuple[int]], identity: Identity) -> ColumnVisit:
    """The visit as one that found nothing changed repeats it."""
    agency, column = key
    return ColumnVisit(
        agency=agency,
        column=column,
        url=row.url,
        observed_at=row.observed_at,
        state=row.state,
        reason=row.reason,
        cause=row.cause,
        pages_read=row.pages_read,
        pages_stated=row.pages_stated,
        total_stated=row.total_stated,
        fetched=row.fetched,
        cap=row.cap,
        read_back_to=row.read_back_to,
        seen_back_to=row.seen_back_to,
        stopped_at_known=row.stopped_at_known,
        product=row.product,
        identity=identity,
        same_as=row.same_as or row.id,
        entries_of_same=row.entries,
        settled_by=row.settled_by,
        reader=row.reader,
    )


def _as_validators(row: Row[tuple[str, str | None, str | None, str, str, datetime]]) -> PageValidators:
    return PageValidators(
        url=row.url,
        etag=row.etag,
        last_modified=row.last_modified,
        sha256=row.sha256,
        record=row.record,
        fetched_at=row.fetched_at,
    )
