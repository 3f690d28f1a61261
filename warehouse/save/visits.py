"""Save visits of columns: what was seen, the pages that prove it, the items they showed. All or nothing."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, insert, select, tuple_

from schemas.results import ColumnVisit
from warehouse.connect import Warehouse
from warehouse.errors import NotRegistered
from warehouse.nights import Night
from warehouse.save.upsert import excluded, in_parts, insert_missing, upsert
from warehouse.tables import agencies, columns, documents, items, observations, pages, validators
from warehouse.validators import PageValidators

# Neither database keeps a NUL or half of a surrogate pair, and pages do contain both.
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")

# A row without a document of its own has its list's address, with a fragment that shows the row.
_WITH_HOST = re.compile(r"https?://([^/?#@\s\\]+)(?:[/?][^#]*)?", re.IGNORECASE)

Visited = tuple[ColumnVisit, Sequence[PageValidators]]
"""A visit, and what to ask for its pages with in the next night."""


def save_visit(w: Warehouse, night: Night, visit: ColumnVisit, *, held: Sequence[PageValidators] = ()) -> int:
    """`save_visits` for a single one."""
    return save_visits(w, night, [(visit, held)])


def save_visits(w: Warehouse, night: Night, visits: Sequence[Visited]) -> int:
    """Save the visits in one transaction and return how many of their items were new to their columns.

    The very same visit is kept once. An item is matched by column and address; its first and last sighting are the
    earliest and latest `observed_at` of any visit that showed it, and its title, date and place are the latest's: in
    whatever order visits are saved, the items come out the same. A visit that found nothing changed shows no items
    anew; those of the visit it repeats stay as they are. What an item leads to is put on the list of documents.

    The validators of a page are kept also where its server sent none: the body's digest still tells whether the next
    answer is a new one. Raises `NotRegistered`; nothing is saved then.
    """
    with w.write() as connection:
        ids = _column_ids(connection, w, {(visit.agency, visit.column) for visit, _ in visits})
        prepared = [_Prepared(visit, held, ids[visit.agency, visit.column]) for visit, held in visits]
        saved = _digests_of(connection, night, (one.digest for one in prepared))
        fresh = list({one.digest: one for one in prepared if one.digest not in saved}.values())
        _count_new(connection, fresh)
        insert_missing(
            connection,
            observations,
            [one.observation(night) for one in fresh],
            key=("night_id", "column_id", "digest"),
        )
        numbers = _digests_of(connection, night, (one.digest for one in fresh))
        if proofs := [row for one in fresh for row in one.pages(numbers[one.digest])]:
            connection.execute(insert(pages), proofs)
        shown = [row for one in fresh for row in one.items(numbers[one.digest])]
        upsert(connection, items, shown, key=("column_id", "url_sha256"), update=_merged(connection) if shown else None)
        insert_missing(connection, documents, [row for one in fresh for row in one.documents()], key=("url_sha256",))
        # Also of a visit that was saved before: what is asked next time is no part of what was seen.
        upsert(
            connection,
            validators,
            [row for one in prepared for row in one.validators()],
            key=("column_id", "url_sha256"),
        )
        return sum(one.new for one in fresh)


class _Prepared:
    """A visit as rows of the tables."""

    def __init__(self, visit: ColumnVisit, held: Sequence[PageValidators], column_id: int) -> None:
        self.visit = visit
        self.column_id = column_id
        self.digest = sha256(json.dumps(visit.model_dump(), default=str).encode()).hexdigest()
        self.shown = dict(reversed([(address_key(entry.url), entry) for entry in reversed(visit.entries)]))
        self.new_keys: list[str] = []
        self._held = held

    @property
    def new(self) -> int:
        """Items that were new to the column."""
        return len(self.new_keys)

    def observation(self, night: Night) -> dict[str, Any]:
        visit = self.visit
        identity = {
            name: [storable(part) for part in value] if isinstance(value, tuple) else _maybe(value)
            for name, value in vars(visit.identity).items()
        }
        return {
            "night_id": night.id,
            "column_id": self.column_id,
            "run_id": night.run_id,
            "digest": self.digest,
            "observed_at": visit.observed_at,
            "url": storable(visit.url),
            "state": visit.state,
            "readable": visit.readable,
            "reason": storable(visit.reason),
            "cause": visit.cause,
            "entries": visit.unique,
            "new_items": self.new,
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
        }

    def pages(self, observation: int) -> Iterator[dict[str, Any]]:
        for position, page in enumerate(self.visit.evidence):
            yield {
                "observation_id": observation,
                "position": position,
                "url": storable(page.url),
                "fetched_at": page.fetched_at,
                "sha256": page.sha256,
                "record": page.record,
                "length": page.length,
                "issued_by": page.issued_by,
            }

    def items(self, observation: int) -> Iterator[dict[str, Any]]:
        seen = self.visit.observed_at
        for position, (key, entry) in enumerate(self.shown.items()):
            yield {
                "column_id": self.column_id,
                "url_sha256": key,
                "url": storable(entry.url),
                "title": storable(entry.title),
                "published": entry.published,
                "published_raw": _maybe(entry.published_raw),
                "issuer": _maybe(entry.issuer),
                "position": position,
                "first_seen_at": seen,
                "last_seen_at": seen,
                "first_seen_observation_id": observation,
                "last_seen_observation_id": observation,
            }

    def documents(self) -> Iterator[dict[str, Any]]:
        """Addresses that were new to the column, and lead to something of their own."""
        for key in self.new_keys:
            entry = self.shown[key]
            if (host := _host_of(entry.url)) is not None:
                yield {
                    "url_sha256": key,
                    "url": storable(entry.url),
                    "host": host,
                    "listed_at": self.visit.observed_at,
                    "published": entry.published,
                    "due_at": self.visit.observed_at,
                    "reads": 0,
                    "failures": 0,
                    "reason": "",
                }

    def validators(self) -> Iterator[dict[str, Any]]:
        for page in self._held:
            yield {
                "column_id": self.column_id,
                "url_sha256": address_key(page.url),
                "url": storable(page.url),
                "etag": _maybe(page.etag),
                "last_modified": _maybe(page.last_modified),
                "sha256": page.sha256,
                "record": page.record,
                "fetched_at": page.fetched_at,
            }


def _column_ids(connection: Connection, w: Warehouse, keys: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The ids of registered columns, retired or not. Raises `NotRegistered`."""
    found = {
        (row.agency, row.column): row.id
        for part in in_parts(sorted(keys))
        for row in connection.execute(
            select(agencies.c.code.label("agency"), columns.c.code.label("column"), columns.c.id)
            .join(agencies)
            .where(tuple_(agencies.c.code, columns.c.code).in_(part))
        )
    }
    for agency, column in keys - found.keys():
        raise NotRegistered(w.name, f"column {agency}/{column} is not in the register")
    return found


def _digests_of(connection: Connection, night: Night, digests: Iterable[str]) -> dict[str, int]:
    """Those of the visits that are saved, with their ids."""
    return {
        row.digest: row.id
        for part in in_parts(digests)
        for row in connection.execute(
            select(observations.c.digest, observations.c.id).where(
                observations.c.night_id == night.id, observations.c.digest.in_(part)
            )
        )
    }


def _count_new(connection: Connection, visits: Sequence[_Prepared]) -> None:
    """Find which of the visits' items their columns did not know, nor an earlier one of these visits."""
    wanted = chain.from_iterable(((one.column_id, key) for key in one.shown) for one in visits)
    known = {
        (row.column_id, row.url_sha256)
        for part in in_parts(wanted)
        for row in connection.execute(
            select(items.c.column_id, items.c.url_sha256).where(tuple_(items.c.column_id, items.c.url_sha256).in_(part))
        )
    }
    for one in visits:
        one.new_keys = [key for key in one.shown if (one.column_id, key) not in known]
        known.update((one.column_id, key) for key in one.new_keys)


def _host_of(url: str) -> str | None:
    """Host, or host:port, of an address that leads to a page of its own; `None` for all others."""
    found = _WITH_HOST.fullmatch(url)
    return found[1].lower() if found else None


def address_key(url: str) -> str:
    """What stands for an address in a unique key."""
    return sha256(storable(url).encode()).hexdigest()


def storable(text: str) -> str:
    """The text with what no database can keep replaced by U+FFFD."""
    return _NOT_STORABLE.sub("\ufffd", text)


def _maybe(text: str | None) -> str | None:
    return None if text is None else storable(text)


def _merged(connection: Connection) -> dict[str, ColumnElement[Any]]:
    """What becomes of an item that was known: the widest span of sightings, the words of the latest one."""
    incoming = excluded(connection, items)
    later = incoming.last_seen_at >= items.c.last_seen_at
    earlier = incoming.first_seen_at < items.c.first_seen_at
    of_the_latest = (
        "url",
        "title",
        "published",
        "published_raw",
        "issuer",
        "position",
        "last_seen_at",
        "last_seen_observation_id",
    )
    of_the_first = ("first_seen_at", "first_seen_observation_id")
    chosen = dict.fromkeys(of_the_latest, later) | dict.fromkeys(of_the_first, earlier)
    return {name: case((wins, incoming[name]), else_=items.c[name]) for name, wins in chosen.items()}
