"""Save visits of columns: what was seen, the pages that prove it, the items they showed. All or nothing."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from itertools import chain
from typing import Any

from pydantic_core import PydanticSerializationError
from sqlalchemy import Column, ColumnElement, Connection, FromClause, Table, Text, and_, select

from schemas.entries import Entry
from schemas.results import ColumnVisit
from warehouse.connect import Warehouse
from warehouse.errors import NotRegistered
from warehouse.nights import Night
from warehouse.save.bulk import Question, insert_missing_rows, insert_rows, new_ids, queue_writers, update_rows
from warehouse.save.counts import counts_of, save_counts
from warehouse.save.past import save_past
from warehouse.save.sightings import Item, Left, Sighting, Visiting, Words
from warehouse.save.storable import address_key, all_storable, key_of, storable
from warehouse.save.undated import save_undated_since
from warehouse.tables import agencies, columns, documents, items, observations, pages, validators
from warehouse.validators import PageValidators

_ORIGIN = re.compile(r"https?://([^/?#@\s\\]+)(?:\?.*)?", re.IGNORECASE | re.DOTALL)

Visited = tuple[ColumnVisit, Sequence[PageValidators]]
"""A visit, and what to ask for its pages with in the next night."""


def save_visit(
    w: Warehouse,
    night: Night,
    visit: ColumnVisit,
    *,
    held: Sequence[PageValidators] = (),
    recorded_at: datetime | None = None,
) -> int:
    """`save_visits` for a single one."""
    return save_visits(w, night, [(visit, held)], recorded_at=recorded_at)


def save_visits(w: Warehouse, night: Night, visits: Sequence[Visited], *, recorded_at: datetime | None = None) -> int:
    """Save the visits in one transaction and return how many of their items were new to their columns.

    The very same visit is kept once. An item is matched by column and address; its first and last sighting are the
    earliest and latest `observed_at` of any visit that showed it, and its title, date and place are the latest's: in
    whatever order visits are saved, the items come out the same. What an item was called and dated before, and when it
    was missing, stays as `warehouse.save.past` says. A visit that found nothing changed shows no items anew; those of
    the visit it repeats stay as they are. What an item leads to is put on the list of documents.

    `recorded_at`: when all this is known from, by default from each visit's own moment; pages that are read again later
    are known from then on.

    The validators of a page are kept also where its server sent none: the body's digest still tells whether the next
    answer is a new one. Raises `NotRegistered`; nothing is saved then.
    """
    # Before the transaction begins: others wait for it.
    prepared = [_Prepared(visit, recorded_at) for visit, _ in visits]
    with w.write() as connection:
        queue_writers(connection)
        ids = _column_ids(connection, w, {(visit.agency, visit.column) for visit, _ in visits})
        for one, (visit, _) in zip(prepared, visits, strict=True):
            one.column = ids[visit.agency, visit.column]
        fresh = _not_saved(connection, night, prepared)
        for one, number in zip(fresh, new_ids(connection, observations, len(fresh)), strict=True):
            one.number = number
        for some in _each_column_once(fresh):
            _save_new(connection, night, some)
        # Also of a visit that was saved before: what is asked next time is no part of what was seen.
        held = [(one.column, page) for one, (_, pages) in zip(prepared, visits, strict=True) for page in pages]
        _save_validators(connection, held)
        return sum(len(one.new) for one in fresh)


class _Prepared:
    """A visit as rows of the tables."""

    def __init__(self, visit: ColumnVisit, recorded_at: datetime | None) -> None:
        said = _as_json(visit)
        # Nothing but what has to be escaped begins so, and all that no database can keep is among it.
        self.visit: ColumnVisit = all_storable(visit) if "\\u" in said else visit
        self.column = 0
        """Its id, once that is known."""
        self.at = visit.observed_at.astimezone(UTC)
        self.recorded_at = recorded_at or self.at
        self.digest = sha256(said.encode()).hexdigest()
        self.shown: dict[str, Entry] = {}
        """Entries by what stands for their addresses; of several that cannot be told apart, the first."""
        for entry in self.visit.entries:
            self.shown.setdefault(key_of(entry.url), entry)
        self.number = 0
        """Of its observation, once that is known."""
        self.new: list[tuple[int, str, Entry]] = []
        """Entries that were new to the column: place in the list, what stands for the address, and what is shown."""

    def show(self, known: Mapping[str, Item], left: Left) -> None:
        """Tell the column's known items, by what stands for their addresses, from what is new to it."""
        seen = Sighting(self.at, self.number)
        visiting = Visiting(seen, self.recorded_at, self.visit.in_place_of is not None)
        for position, (key, entry) in enumerate(self.shown.items()):
            if (item := known.get(key)) is None:
                self.new.append((position, key, entry))
            else:
                words = Words(entry.title, entry.published, entry.published_raw, entry.issuer)
                left.show(item, visiting, words, position)

    def observation(self, night: Night) -> dict[str, Any]:
        """Once its entries are shown: how many of them are new stands in it."""
        visit = self.visit
        return {
            "id": self.number,
            "night_id": night.id,
            "column_id": self.column,
            "run_id": night.run_id,
            "digest": self.digest,
            "observed_at": self.at,
            "url": visit.url,
            "state": visit.state,
            "readable": visit.readable,
            "reason": visit.reason,
            "cause": visit.cause,
            "entries": visit.unique,
            "new_items": len(self.new),
            "pages_read": visit.pages_read,
            "pages_stated": visit.pages_stated,
            "total_stated": visit.total_stated,
            "fetched": visit.fetched,
            "cap": visit.cap,
            "read_back_to": visit.read_back_to,
            "seen_back_to": visit.seen_back_to,
            "broken_off": visit.broken_off,
            "stopped_at_known": visit.stopped_at_known,
            "product": visit.product,
            "identity": visit.identity.model_dump(mode="json"),
            "requests": visit.requests,
            "bytes": visit.bytes,
            "seconds": visit.seconds,
            "same_as": visit.same_as,
            "settled_by": visit.settled_by,
            "deep": visit.deep,
            "reader": visit.reader,
            "not_modified": visit.not_modified,
            "parses": visit.parses,
            "recorded_at": self.recorded_at,
        }

    def pages(self) -> Iterator[dict[str, Any]]:
        for position, page in enumerate(self.visit.evidence):
            yield {
                "observation_id": self.number,
                "position": position,
                "url": page.url,
                "fetched_at": page.fetched_at,
                "sha256": page.sha256,
                "record": page.record,
                "length": page.length,
                "issued_by": page.issued_by,
            }

    def items(self) -> Iterator[tuple[Any, ...]]:
        seen = self.at, self.number
        for place, key, entry in self.new:
            said = entry.title, entry.published, entry.published_raw, entry.issuer
            yield self.column, key, entry.url, *said, place, *seen, *seen, self.recorded_at

    def documents(self) -> Iterator[tuple[Any, ...]]:
        """Addresses that were new to the column, and lead to something of their own."""
        for _, key, entry in self.new:
            if (host := _host_of(entry.url)) is not None:
                yield key, entry.url, host, self.at, entry.published, self.at, 0, 0, ""


_COLUMN = (Column("agency", Text), Column("column", Text))
_REGISTERED = Question(
    _COLUMN,
    lambda wanted: (
        select(wanted.c.agency, wanted.c.column, columns.c.id)
        .join(agencies, agencies.c.code == wanted.c.agency)
        .join(columns, (columns.c.agency_id == agencies.c.id) & (columns.c.code == wanted.c.column))
    ),
)


def _column_ids(connection: Connection, w: Warehouse, keys: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The ids of registered columns, retired or not. Raises `NotRegistered`."""
    found = {(agency, column): number for agency, column, number in _REGISTERED.about(connection, list(keys))}
    for agency, column in keys - found.keys():
        raise NotRegistered(w.name, f"column {agency}/{column} is not in the register")
    return found


_VISIT = (observations.c.night_id, observations.c.column_id, observations.c.digest)
_SAVED = Question(_VISIT, lambda wanted: select(observations.c.digest).join(wanted, _same(_VISIT, wanted)))


def _not_saved(connection: Connection, night: Night, visits: Sequence[_Prepared]) -> list[_Prepared]:
    """Those of the visits that are not there yet, each once."""
    of_night = {one.digest: one for one in visits}
    wanted = [(night.id, one.column, digest) for digest, one in of_night.items()]
    saved = set(_SAVED.about(connection, wanted).scalars())
    return [one for digest, one in of_night.items() if digest not in saved]


def _each_column_once(visits: Iterable[_Prepared]) -> Iterator[Sequence[_Prepared]]:
    """The visits in their order, those of one column apart: what the first shows is known to the next."""
    some: dict[int, _Prepared] = {}
    for one in visits:
        if one.column in some:
            yield list(some.values())
            some = {}
        some[one.column] = one
    if some:
        yield list(some.values())


def _save_new(connection: Connection, night: Night, visits: Sequence[_Prepared]) -> None:
    counts = counts_of(connection, [one.column for one in visits if one.shown])
    # In a first night no column has any: their entries need not be looked for.
    known, left = _known_items(connection, [one for one in visits if one.column in counts]), Left()
    for one in visits:
        one.show(known.get(one.column, {}), left)
    _insert(connection, observations, [one.observation(night) for one in visits])
    _insert(connection, pages, [row for one in visits for row in one.pages()])
    insert_rows(connection, items, _ITEM, [row for one in visits for row in one.items()])
    _update_items(connection, [item for of_column in known.values() for item in of_column.values()])
    new = [(one.column, [entry for *_, entry in one.new]) for one in visits if one.new]
    save_counts(connection, counts, new, left)
    save_past(connection, left)
    save_undated_since(connection, night, [(one.number, one.column, one.shown) for one in visits])
    _save_documents(connection, visits)


_PLACE = (items.c.column_id, items.c.url_sha256)
_FIRST = ("first_seen_at", "first_seen_observation_id")
_LAST = ("last_seen_at", "last_seen_observation_id")
_ITEM = ("column_id", "url_sha256", "url", *Words._fields, "position", *_FIRST, *_LAST, "recorded_at")
_KNOWN = Question(
    _PLACE,
    lambda wanted: select(
        *_PLACE, items.c.id, *(items.c[name] for name in (*Words._fields, "position", *_FIRST, *_LAST))
    ).join(wanted, _same(_PLACE, wanted)),
)


def _known_items(connection: Connection, visits: Sequence[_Prepared]) -> dict[int, dict[str, Item]]:
    """The items that the visits show again, by column and key."""
    known: dict[int, dict[str, Item]] = defaultdict(dict)
    if places := [(one.column, key) for one in visits for key in one.shown]:
        for column, key, number, *said, position, first, by, last, last_by in _KNOWN.about(connection, places):
            seen = Sighting(first, by), Sighting(last, last_by)
            known[column][key] = Item(number, column, Words(*said), position, *seen)
    return known


def _insert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        insert_rows(connection, table, tuple(rows[0]), [tuple(row.values()) for row in rows])


def _update_items(connection: Connection, known: Sequence[Item]) -> None:
    seen_again = [(one.id, one.position, *one.last) for one in known if one.seen_again]
    update_rows(connection, items, ("id",), ("position", *_LAST), seen_again)
    update_rows(connection, items, ("id",), _FIRST, [(one.id, *one.first) for one in known if one.begins_earlier])
    update_rows(connection, items, ("id",), Words._fields, [(one.id, *one.words) for one in known if one.reworded])


_DOCUMENT = ("url_sha256", "url", "host", "listed_at", "published", "due_at", "reads", "failures", "reason")


def _save_documents(connection: Connection, visits: Sequence[_Prepared]) -> None:
    """Put what leads to something of its own on the list; what stands there stays as it is."""
    listed: dict[str, tuple[Any, ...]] = {}
    for row in chain.from_iterable(one.documents() for one in visits):
        listed.setdefault(row[0], row)
    insert_missing_rows(connection, documents, _DOCUMENT, list(listed.values()), key="url_sha256")


_VALIDATORS = ("url", "etag", "last_modified", "sha256", "record", "fetched_at")
_PAGE = (validators.c.column_id, validators.c.url_sha256)
_HELD = Question(
    _PAGE,
    lambda wanted: select(*_PAGE, *(validators.c[name] for name in _VALIDATORS)).join(wanted, _same(_PAGE, wanted)),
)


def _save_validators(connection: Connection, held: Iterable[tuple[int, PageValidators]]) -> None:
    """Keep the latest of each page; only what is not there yet is written."""
    rows = {
        (column, address_key(page.url)): (
            storable(page.url),
            _maybe(page.etag),
            _maybe(page.last_modified),
            page.sha256,
            page.record,
            page.fetched_at,
        )
        for column, page in held
    }
    if not rows:
        return
    known = {(column, page): tuple(said) for column, page, *said in _HELD.about(connection, list(rows))}
    names = ("column_id", "url_sha256")
    new = [(*place, *said) for place, said in rows.items() if place not in known]
    changed = [(*place, *said) for place, said in rows.items() if place in known and known[place] != said]
    insert_rows(connection, validators, (*names, *_VALIDATORS), new)
    update_rows(connection, validators, names, _VALIDATORS, changed)


def _same(key: Sequence[Column[Any]], wanted: FromClause) -> ColumnElement[bool]:
    return and_(*(column == wanted.c[column.name] for column in key))


def _as_json(visit: ColumnVisit) -> str:
    try:
        return visit.model_dump_json()
    except PydanticSerializationError:  # half a surrogate pair
        return json.dumps(visit.model_dump(), default=str)


def _host_of(url: str) -> str | None:
    """Host, or host:port, of an address that leads to a page of its own; `None` for all others."""
    # A row without a document of its own has its list's address, with a fragment that shows the row.
    if "#" in url:
        return None
    end = url.find("/", len("https://"))
    return _host(url if end < 0 else url[:end])


@lru_cache(maxsize=1_000)
def _host(origin: str) -> str | None:
    found = _ORIGIN.fullmatch(origin)
    return found[1].lower() if found else None


def _maybe(text: str | None) -> str | None:
    return None if text is None else storable(text)
