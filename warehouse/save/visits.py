"""Save visits of columns: what was seen, the pages that prove it, the items they showed. All or nothing."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain
from typing import Any

from pydantic_core import PydanticSerializationError
from sqlalchemy import Column, Connection, Table, Text, select

from schemas.entries import Entry
from schemas.results import ColumnVisit
from warehouse.connect import Warehouse
from warehouse.errors import NotRegistered
from warehouse.nights import Night
from warehouse.save.bulk import insert_missing_rows, insert_rows, keys_of, new_ids, queue_writers, update_rows
from warehouse.save.counts import counts_of, save_counts
from warehouse.save.past import save_past
from warehouse.save.sightings import Item, Left, Sighting, Visiting, Words
from warehouse.save.undated import save_undated_since
from warehouse.save.upsert import in_parts
from warehouse.tables import agencies, columns, documents, items, observations, pages, validators
from warehouse.validators import PageValidators

# Neither database keeps a NUL or half of a surrogate pair, and pages do contain both.
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")

# A row without a document of its own has its list's address, with a fragment that shows the row.
_WITH_HOST = re.compile(r"https?://([^/?#@\s\\]+)(?:[/?][^#]*)?", re.IGNORECASE)

_Place = tuple[int, str]
"""A column and what stands for an address."""

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
    with w.write() as connection:
        queue_writers(connection)
        ids = _column_ids(connection, w, {(visit.agency, visit.column) for visit, _ in visits})
        prepared = [_Prepared(visit, ids[visit.agency, visit.column], recorded_at) for visit, _ in visits]
        fresh = _not_saved(connection, night, prepared)
        for one, number in zip(fresh, new_ids(connection, observations, len(fresh)), strict=True):
            one.number = number
        counts = counts_of(connection, {one.column for one in fresh if one.shown})
        # In a first night no column has any: their entries need not be looked for.
        known, left = _known_items(connection, [one for one in fresh if one.column in counts]), Left()
        for one in fresh:
            one.show(known, left)
        _insert(connection, observations, [one.observation(night) for one in fresh])
        _insert(connection, pages, [row for one in fresh for row in one.pages()])
        _save_items(connection, list(known.values()))
        save_counts(connection, counts, [(one.column, one.new) for one in fresh if one.new], left)
        save_past(connection, left)
        save_undated_since(connection, night, [(one.number, one.column, one.shown) for one in fresh])
        _save_documents(connection, fresh)
        # Also of a visit that was saved before: what is asked next time is no part of what was seen.
        held = [(one.column, page) for one, (_, pages) in zip(prepared, visits, strict=True) for page in pages]
        _save_validators(connection, held)
        return sum(len(one.new) for one in fresh)


class _Prepared:
    """A visit as rows of the tables."""

    def __init__(self, visit: ColumnVisit, column: int, recorded_at: datetime | None) -> None:
        self.visit = visit
        self.column = column
        self.at = visit.observed_at.astimezone(UTC)
        self.recorded_at = recorded_at or self.at
        self.digest = _digest(visit)
        self.shown: dict[str, Entry] = {}
        """Entries by what stands for their addresses; of several that cannot be told apart, the first."""
        for entry in visit.entries:
            self.shown.setdefault(address_key(entry.url), entry)
        self.number = 0
        """Of its observation, once that is known."""
        self.new: list[Item] = []
        """Entries that were new to the column."""

    def show(self, known: dict[_Place, Item], left: Left) -> None:
        """Add the visit's entries to the items, and what becomes of these to what they leave behind."""
        seen = Sighting(self.at, self.number)
        visiting = Visiting(seen, self.recorded_at, self.visit.in_place_of is not None)
        for position, (key, entry) in enumerate(self.shown.items()):
            words = Words(storable(entry.title), entry.published, _maybe(entry.published_raw), _maybe(entry.issuer))
            place = self.column, key
            if (item := known.get(place)) is None:
                url = storable(entry.url)
                known[place] = new = Item(self.column, key, url, words, position, seen, seen, self.recorded_at)
                self.new.append(new)
            else:
                left.show(item, visiting, words, position)

    def observation(self, night: Night) -> dict[str, Any]:
        """Once its entries are shown: how many of them are new stands in it."""
        visit = self.visit
        identity = {
            name: [storable(part) for part in value] if isinstance(value, tuple) else _maybe(value)
            for name, value in vars(visit.identity).items()
        }
        return {
            "id": self.number,
            "night_id": night.id,
            "column_id": self.column,
            "run_id": night.run_id,
            "digest": self.digest,
            "observed_at": self.at,
            "url": storable(visit.url),
            "state": visit.state,
            "readable": visit.readable,
            "reason": storable(visit.reason),
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
            "identity": identity,
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
                "url": storable(page.url),
                "fetched_at": page.fetched_at,
                "sha256": page.sha256,
                "record": page.record,
                "length": page.length,
                "issued_by": page.issued_by,
            }

    def documents(self) -> Iterator[tuple[Any, ...]]:
        """Addresses that were new to the column, and lead to something of their own."""
        for item in self.new:
            if (host := _host_of(item.url)) is not None:
                # The day of this very entry: a later visit of the same transaction may show another.
                yield item.key, item.url, host, self.at, self.shown[item.key].published, self.at, 0, 0, ""


def _column_ids(connection: Connection, w: Warehouse, keys: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The ids of registered columns, retired or not. Raises `NotRegistered`."""
    wanted = keys_of(connection, [Column("agency", Text), Column("column", Text)], list(keys))
    found = {
        (row.agency, row.column): row.id
        for row in connection.execute(
            select(wanted.c.agency, wanted.c.column, columns.c.id)
            .join(agencies, agencies.c.code == wanted.c.agency)
            .join(columns, (columns.c.agency_id == agencies.c.id) & (columns.c.code == wanted.c.column))
        )
    }
    for agency, column in keys - found.keys():
        raise NotRegistered(w.name, f"column {agency}/{column} is not in the register")
    return found


def _not_saved(connection: Connection, night: Night, visits: Sequence[_Prepared]) -> list[_Prepared]:
    """Those of the visits that are not there yet, each once."""
    of_night = {one.digest: one for one in visits}
    saved = {
        digest
        for part in in_parts(of_night)
        for digest in connection.execute(
            select(observations.c.digest).where(
                observations.c.night_id == night.id,
                observations.c.column_id.in_({one.column for one in visits}),
                observations.c.digest.in_(part),
            )
        ).scalars()
    }
    return [one for digest, one in of_night.items() if digest not in saved]


def _known_items(connection: Connection, visits: Sequence[_Prepared]) -> dict[_Place, Item]:
    """The items that the visits show again, by column and key."""
    places = list(dict.fromkeys((one.column, key) for one in visits for key in one.shown))
    if not places:
        return {}
    wanted = keys_of(connection, [items.c.column_id, items.c.url_sha256], places)
    here = (items.c.column_id == wanted.c.column_id) & (items.c.url_sha256 == wanted.c.url_sha256)
    return {
        (row.column_id, row.url_sha256): Item(
            row.column_id,
            row.url_sha256,
            row.url,
            Words(row.title, row.published, row.published_raw, row.issuer),
            row.position,
            Sighting(row.first_seen_at, row.first_seen_observation_id),
            Sighting(row.last_seen_at, row.last_seen_observation_id),
            row.recorded_at,
            row.id,
            row.published is not None,
        )
        for row in connection.execute(select(items).join(wanted, here))
    }


def _insert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        insert_rows(connection, table, tuple(rows[0]), [tuple(row.values()) for row in rows])


_FIRST = ("first_seen_at", "first_seen_observation_id")
_LAST = ("last_seen_at", "last_seen_observation_id")


def _save_items(connection: Connection, shown: Sequence[Item]) -> None:
    new = [item for item in shown if not item.id]
    for item, number in zip(new, new_ids(connection, items, len(new)), strict=True):
        item.id = number
    insert_rows(
        connection,
        items,
        ("id", "column_id", "url_sha256", "url", *Words._fields, "position", *_FIRST, *_LAST, "recorded_at"),
        [
            (one.id, one.column, one.key, one.url, *one.words, one.position, *one.first, *one.last, one.recorded_at)
            for one in new
        ],
    )
    known = shown[: len(shown) - len(new)]
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
    key = (validators.c.column_id, validators.c.url_sha256)
    wanted = keys_of(connection, key, list(rows))
    here = (key[0] == wanted.c.column_id) & (key[1] == wanted.c.url_sha256)
    of_page = [validators.c[name] for name in _VALIDATORS]
    known = {
        (column, page): tuple(said)
        for column, page, *said in connection.execute(select(*key, *of_page).join(wanted, here))
    }
    names = ("column_id", "url_sha256")
    new = [(*place, *said) for place, said in rows.items() if place not in known]
    changed = [(*place, *said) for place, said in rows.items() if place in known and known[place] != said]
    insert_rows(connection, validators, (*names, *_VALIDATORS), new)
    update_rows(connection, validators, names, _VALIDATORS, changed)


def _digest(visit: ColumnVisit) -> str:
    try:
        said = visit.model_dump_json()
    except PydanticSerializationError:  # half a surrogate pair
        said = json.dumps(visit.model_dump(), default=str)
    return sha256(said.encode()).hexdigest()


def _host_of(url: str) -> str | None:
    """Host, or host:port, of an address that leads to a page of its own; `None` for all others."""
    found = _WITH_HOST.fullmatch(url)
    return found[1].lower() if found else None


def address_key(url: str) -> str:
    """What stands for an address in a unique key."""
    return sha256(storable(url).encode()).hexdigest()


def storable(text: str) -> str:
    """The text with what no database can keep replaced by U+FFFD."""
    # What can be printed, most texts as a whole, holds neither; that is quicker to see.
    return text if text.isprintable() else _NOT_STORABLE.sub("\ufffd", text)


def _maybe(text: str | None) -> str | None:
    return None if text is None else storable(text)
