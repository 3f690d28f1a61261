"""What it takes to read a night's stored pages again as they were read then, and what a new reading would change."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, or_, select

from schemas.entries import Identity
from schemas.results import ColumnVisit, Evidence
from warehouse.connect import Warehouse
from warehouse.facts.known import KnownColumn
from warehouse.facts.seen import Key, best_of_night, latest_id, proof_of, read_back_to, with_codes
from warehouse.nights import Night
from warehouse.save.storable import address_key, storable
from warehouse.tables import agencies, columns, document_versions, documents, items, nights, observations, pages, runs

_FIGURES = (
    "state",
    "cause",
    "pages_read",
    "pages_stated",
    "total_stated",
    "fetched",
    "cap",
    "read_back_to",
    "seen_back_to",
    "broken_off",
    "stopped_at_known",
    "product",
)
"""What a reading says beside its entries. Not the reason: it says the same in the words of the day."""


@dataclass(frozen=True)
class StoredVisit:
    """The visit of a column that counts in a night."""

    agency: str
    column: str
    url: str
    observed_at: datetime
    read_at: datetime
    """When its pages were read: `observed_at`, or an earlier night's moment if the visit found nothing changed."""
    told_at: datetime
    """The moment by whose day dates without a year were completed then."""
    deep: bool
    evidence: tuple[Evidence, ...]
    """All pages of the reading in the order asked for; those that the visit itself asked for as it received them."""
    reading: int
    """The observation that counts: the latest reading of the visit."""
    figures: Mapping[str, Any]
    entries: int
    identity: Identity


@dataclass(frozen=True)
class Said:
    """A reading in a few words."""

    state: str
    items: int
    newest: date | None


@dataclass(frozen=True)
class Difference:
    """What another reading of the same pages changes."""

    was: Said
    now: Said
    new: int
    """Entries that the column did not know."""
    gone: int
    """Entries that are no longer found. They stay among the column's items."""
    figures: tuple[str, ...]
    """Names of the figures that differ, in the words of `ColumnVisit`; `entries` for titles, days and issuers."""


@dataclass(frozen=True)
class StoredDocument:
    """What a document said last."""

    id: int
    url: str
    fetched_at: datetime
    told_at: datetime
    """The moment by whose day its dates were limited then."""
    title: str | None
    published: date | None
    content_sha256: str
    evidence: Evidence


def stored_visits(w: Warehouse, night: Night) -> dict[Key, StoredVisit]:
    """The visits that count in `night`, by agency and column code, but for those of an address corrected since."""
    with w.read() as connection:
        rows = connection.execute(_counting(night)).all()
        return {(row.agency, row.column): _stored(connection, row) for row in rows}


def stored_visit(w: Warehouse, night: Night, key: Key) -> StoredVisit | None:
    """The same for one column."""
    agency, column = key
    with w.read() as connection:
        row = connection.execute(_counting(night).where(agencies.c.code == agency, columns.c.code == column)).first()
        return None if row is None else _stored(connection, row)


def known_before(w: Warehouse, keys: Collection[Key], moment: datetime) -> dict[Key, KnownColumn]:
    """What was known of these columns just before `moment`, but for its items and for what was settled then."""
    with w.read() as connection:
        found: dict[Key, KnownColumn] = {}
        chain, seen = latest_id(conclusive=True, before=moment), latest_id(present=True, before=moment)
        wanted = with_codes(columns.c.id, chain.label("chain"), seen.label("seen")).where(
            agencies.c.code.in_({agency for agency, _ in keys})
        )
        for row in connection.execute(wanted).all():
            key = row.agency, row.column
            if key not in keys:
                continue
            gapless, latest = _observation(connection, row.chain), _observation(connection, row.seen)
            found[key] = KnownColumn(
                id=row.id,
                back_to=read_back_to(gapless.state, gapless.read_back_to) if gapless else None,
                seen_at=latest.observed_at if latest else None,
                identity=Identity.model_validate(latest.identity) if latest else None,
                settled=None,
                settled_pages=(),
            )
        return found


def items_before(w: Warehouse, column_ids: Collection[int], moment: datetime) -> frozenset[str]:
    """Addresses of the items that any of these columns had shown before `moment`."""
    with w.read() as connection:
        rows = connection.execute(
            select(items.c.url).where(items.c.column_id.in_(column_ids), items.c.first_seen_at < moment)
        )
        return frozenset(row.url for row in rows)


def difference(w: Warehouse, stored: StoredVisit, visit: ColumnVisit) -> Difference | None:
    """What changes if `visit` takes the place of the reading that counts; `None` if it says the same.

    Of an entry that a later visit showed again only its presence is compared: its words are that later visit's.
    """
    with w.read() as connection:
        shown = _Shown(connection, stored)
    now = {address_key(entry.url): entry for entry in visit.entries}
    words = {key: (storable(one.title), one.published, one.issuer and storable(one.issuer)) for key, one in now.items()}
    same_entries = (
        stored.entries == len(visit.entries)
        and shown.last.keys() <= now.keys() <= shown.last.keys() | shown.since.keys()
        and all(words[key] == said for key, said in shown.last.items())
    )
    figures = [name for name in _FIGURES if not _is_same(name, stored.figures[name], getattr(visit, name))]
    figures += ["identity"] if stored.identity != visit.identity else []
    figures += [] if same_entries else ["entries"]
    if not figures:
        return None
    days = [day for _, day, _ in shown.last.values()] + list(shown.since.values())
    return Difference(
        was=Said(stored.figures["state"], stored.entries, _newest(days)),
        now=Said(visit.state, len(visit.entries), _newest(entry.published for entry in visit.entries)),
        new=len(now.keys() - shown.known),
        gone=len(shown.last.keys() - now.keys()),
        figures=tuple(figures),
    )


def stored_documents(w: Warehouse, night: Night, keys: Collection[Key]) -> list[StoredDocument]:
    """The documents listed in these columns whose latest version was fetched in `night`."""
    latest = select(func.max(document_versions.c.id).label("id")).group_by(document_versions.c.document_id).subquery()
    with w.read() as connection:
        listed = {
            row.url_sha256
            for row in connection.execute(
                with_codes(items.c.url_sha256)
                .join(items, items.c.column_id == columns.c.id)
                .where(agencies.c.code.in_({agency for agency, _ in keys}))
            )
            if (row.agency, row.column) in keys
        }
        rows = connection.execute(
            select(document_versions, documents.c.url, documents.c.url_sha256, nights.c.as_of)
            .join(latest, latest.c.id == document_versions.c.id)
            .join(documents, documents.c.id == document_versions.c.document_id)
            .join(nights, nights.c.id == document_versions.c.night_id)
            .where(document_versions.c.night_id == night.id)
            .order_by(documents.c.id)
        )
        return [
            StoredDocument(
                id=row.document_id,
                url=row.url,
                fetched_at=row.fetched_at,
                told_at=min(row.as_of, row.fetched_at),
                title=row.title,
                published=row.published,
                content_sha256=row.content_sha256,
                evidence=proof_of(row),
            )
            for row in rows
            if row.url_sha256 in listed
        ]


class _Shown:
    """The items of a column as they stand to one of its visits."""

    def __init__(self, connection: Connection, stored: StoredVisit) -> None:
        row = _of_id(connection, stored.reading)
        base = row if row.same_as is None else _of_id(connection, row.same_as)
        readings = (row.id, _readings(connection, base)[-1].id)
        moment = base.observed_at
        self.last: dict[str, tuple[str, date | None, str | None]] = {}
        """Words of those it was the last to show."""
        self.since: dict[str, date | None] = {}
        """Days of those that a later visit showed too; whether this one did is not known."""
        known = connection.execute(select(items.c.url_sha256).where(items.c.column_id == row.column_id))
        self.known = frozenset(known.scalars())
        """All, whoever showed them."""
        near = or_(items.c.last_seen_observation_id.in_(readings), _spans(moment))
        for item in connection.execute(select(items).where(items.c.column_id == row.column_id, near)):
            if item.last_seen_observation_id in readings:
                self.last[item.url_sha256] = (item.title, item.published, item.issuer)
            else:
                self.since[item.url_sha256] = item.published


def _counting(night: Night) -> Select[Any]:
    best = best_of_night(night.id)
    return (
        with_codes(observations)
        .join(best, best.c.column_id == columns.c.id)
        .join(observations, observations.c.id == best.c.observation_id)
        .where(observations.c.url == columns.c.url)
        .order_by(columns.c.id)
    )


def _spans(moment: datetime) -> Any:
    return and_(items.c.first_seen_at <= moment, items.c.last_seen_at > moment)


def _stored(connection: Connection, row: Row[Any]) -> StoredVisit:
    first = _readings(connection, row)[0]
    source = first
    while source.same_as is not None:
        source = _readings(connection, _of_id(connection, source.same_as))[0]
    own = tuple(_pages(connection, first.id))
    rest = tuple(_pages(connection, source.id))[len(own) :] if source.id != first.id else ()
    return StoredVisit(
        agency=row.agency,
        column=row.column,
        url=row.url,
        observed_at=row.observed_at,
        read_at=source.observed_at,
        told_at=min(source.as_of, source.started_at or source.observed_at),
        deep=bool(source.deep),
        evidence=own + rest,
        reading=row.id,
        figures={name: getattr(row, name) for name in _FIGURES},
        entries=row.entries,
        identity=Identity.model_validate(row.identity),
    )


def _readings(connection: Connection, row: Row[Any]) -> list[Row[Any]]:
    """All readings of the visit that this observation is one of, the first one first."""
    return list(
        connection.execute(
            select(observations, nights.c.as_of, runs.c.started_at)
            .join(nights, nights.c.id == observations.c.night_id)
            .outerjoin(runs, runs.c.run_id == observations.c.run_id)
            .where(
                observations.c.column_id == row.column_id,
                observations.c.observed_at == row.observed_at,
                observations.c.night_id == row.night_id,
            )
            .order_by(observations.c.id)
        )
    )


def _of_id(connection: Connection, number: int) -> Row[Any]:
    return connection.execute(select(observations).where(observations.c.id == number)).one()


def _observation(connection: Connection, number: int | None) -> Row[Any] | None:
    return None if number is None else _of_id(connection, number)


def _pages(connection: Connection, observation: int) -> Iterator[Evidence]:
    rows = connection.execute(
        select(pages)
        .where(pages.c.observation_id == observation, pages.c.record.is_not(None))
        .order_by(pages.c.position)
    )
    for row in rows:
        yield proof_of(row)


def _is_same(name: str, was: Any, now: Any) -> bool:
    # Visits of before this was kept say nothing of it.
    return was == now or (name == "fetched" and was is None)


def _newest(days: Any) -> date | None:
    return max((day for day in days if day is not None), default=None)
