"""Save one visit of one column: what was seen, the pages that prove it, the items they showed. One transaction."""

import re
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, insert, select

from schemas.results import ColumnVisit
from warehouse.connect import Warehouse
from warehouse.errors import NotRegistered
from warehouse.nights import Night
from warehouse.save.upsert import excluded, insert_once, upsert
from warehouse.tables import agencies, columns, items, observations, pages

# Neither database keeps a NUL or half of a surrogate pair, and pages do contain both.
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")


def save_visit(w: Warehouse, night: Night, visit: ColumnVisit) -> int:
    """Save `visit` and return how many of its items were new to the column.

    The very same visit is kept once. An item is matched by column and address; its first and last sighting are the
    earliest and latest `observed_at` of any visit that showed it, and its title, date and place are the latest's: in
    whatever order visits are saved, the items come out the same. Raises `NotRegistered`.
    """
    with w.write() as connection:
        column_id = column_id_of(connection, w, visit.agency, visit.column)
        rows = _item_rows(visit, column_id)
        known = {row.url_sha256 for row in connection.execute(_keys_of(column_id))}
        new = sum(row["url_sha256"] not in known for row in rows)
        observation = insert_once(
            connection,
            observations,
            _observation(visit, night, column_id, entries=len(rows), new=new),
            key=("night_id", "column_id", "digest"),
        )
        if observation is None:
            return 0
        if visit.evidence:
            connection.execute(insert(pages), _page_rows(visit, observation))
        upsert(
            connection,
            items,
            [row | {"first_seen_observation_id": observation, "last_seen_observation_id": observation} for row in rows],
            key=("column_id", "url_sha256"),
            update=_merged(connection),
        )
        return new


def column_id_of(connection: Connection, w: Warehouse, agency: str, column: str) -> int:
    """The id of a registered column, retired or not. Raises `NotRegistered`."""
    found: int | None = connection.execute(
        select(columns.c.id).join(agencies).where(agencies.c.code == agency, columns.c.code == column)
    ).scalar()
    if found is None:
        raise NotRegistered(w.name, f"column {agency}/{column} is not in the register")
    return found


def address_key(url: str) -> str:
    """What stands for an address in a unique key."""
    return sha256(storable(url).encode()).hexdigest()


def storable(text: str) -> str:
    """The text with what no database can keep replaced by U+FFFD."""
    return _NOT_STORABLE.sub("\ufffd", text)


def _maybe(text: str | None) -> str | None:
    return None if text is None else storable(text)


def _keys_of(column_id: int) -> Select[tuple[str]]:
    return select(items.c.url_sha256).where(items.c.column_id == column_id)


def _item_rows(visit: ColumnVisit, column_id: int) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for position, entry in enumerate(visit.entries):
        key = address_key(entry.url)
        rows.setdefault(
            key,
            {
                "column_id": column_id,
                "url_sha256": key,
                "url": storable(entry.url),
                "title": storable(entry.title),
                "published": entry.published,
                "published_raw": _maybe(entry.published_raw),
                "issuer": _maybe(entry.issuer),
                "position": position,
                "first_seen_at": visit.observed_at,
                "last_seen_at": visit.observed_at,
            },
        )
    return list(rows.values())


def _observation(visit: ColumnVisit, night: Night, column_id: int, *, entries: int, new: int) -> dict[str, Any]:
    identity = {
        name: [storable(part) for part in value] if isinstance(value, tuple) else _maybe(value)
        for name, value in visit.identity.model_dump().items()
    }
    return {
        "night_id": night.id,
        "column_id": column_id,
        "run_id": night.run_id,
        "digest": sha256(storable(repr(visit)).encode()).hexdigest(),
        "observed_at": visit.observed_at,
        "url": storable(visit.url),
        "state": visit.state,
        "readable": visit.readable,
        "reason": storable(visit.reason),
        "cause": visit.cause,
        "entries": entries,
        "new_items": new,
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
    }


def _page_rows(visit: ColumnVisit, observation: int) -> list[dict[str, Any]]:
    return [
        {
            "observation_id": observation,
            "position": position,
            "url": storable(page.url),
            "fetched_at": page.fetched_at,
            "sha256": page.sha256,
            "record": page.record,
            "issued_by": page.issued_by,
        }
        for position, page in enumerate(visit.evidence)
    ]


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
