"""Which documents a night is to look at, and what it has been answered already."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Integer, Select, and_, func, literal_column, or_, select

from warehouse.connect import Warehouse
from warehouse.nights import Night
from warehouse.tables import document_versions, documents, home_pages, link_checks, observations, pages, runs
from warehouse.validators import PageValidators

RECHECKS = 4
"""One look in so many is kept for documents that were read before, where such are due."""

# In the words of the indexes: neither database finds the index of what was never read by a parameter.
_NEVER: ColumnElement[int] = literal_column("0", Integer)


@dataclass(frozen=True)
class DueDocument:
    """One document to look at."""

    id: int
    url: str
    host: str
    reads: int
    failures: int
    state: str | None
    known: PageValidators | None
    """What is held of it, for a conditional request."""


def due_documents(
    w: Warehouse, night: Night, *, hosts: Collection[str], per_host: int, now: datetime
) -> dict[str, list[DueDocument]]:
    """What is due on these hosts (host, or host:port), by host, in the order in which it is to be asked for.

    At most `per_host` of each host, less what this night has asked for already. Of the documents never read the ones
    published last come first; those to be looked at again come in the order in which they fell due.
    """
    with w.read() as connection:
        asked = {
            row.host: row.asked
            for row in connection.execute(
                select(documents.c.host, func.count().label("asked"))
                .where(documents.c.checked_at >= night.started_at)
                .group_by(documents.c.host)
            )
        }
        found: dict[str, list[DueDocument]] = {}
        for host in hosts:
            budget = per_host - asked.get(host, 0)
            if budget <= 0:
                continue
            again = _rows(
                connection,
                _of_host(host)
                .where(documents.c.reads > _NEVER, documents.c.due_at <= now)
                .order_by(documents.c.due_at, documents.c.url),
                budget,
            )
            fresh = _rows(
                connection,
                # One that nobody has asked for is due whatever the clock says: it may have been set back since.
                _of_host(host)
                .where(documents.c.reads == _NEVER, or_(documents.c.checked_at.is_(None), documents.c.due_at <= now))
                .order_by(documents.c.failures, documents.c.published.desc().nulls_last(), documents.c.url),
                budget - min(len(again), budget // RECHECKS),
            )
            if chosen := fresh + again[: budget - len(fresh)]:
                found[host] = chosen
        return found


def was_begun_before(w: Warehouse, night: Night) -> bool:
    """An earlier run has worked on this night: it was cut off, or is run again."""
    with w.read() as connection:
        others = select(runs.c.id).where(runs.c.night_id == night.id, runs.c.run_id != night.run_id)
        return connection.execute(others.limit(1)).first() is not None


def records_of(w: Warehouse, night: Night) -> frozenset[str]:
    """Where the answers are kept that this night's saved visits, looks at documents and tries of links rest on."""
    with w.read() as connection:
        of_visits = connection.execute(
            select(pages.c.record)
            .join(observations, observations.c.id == pages.c.observation_id)
            .where(observations.c.night_id == night.id, pages.c.record.is_not(None))
        )
        of_documents = connection.execute(
            select(documents.c.evidence).where(
                documents.c.checked_at >= night.started_at, documents.c.evidence.is_not(None)
            )
        )
        looked_at = (proof["record"] for row in of_documents for proof in row.evidence or [])
        of_homes = connection.execute(
            select(home_pages.c.record).where(home_pages.c.night_id == night.id, home_pages.c.record.is_not(None))
        ).scalars()
        of_links = connection.execute(
            select(link_checks.c.record).where(link_checks.c.night_id == night.id, link_checks.c.record.is_not(None))
        ).scalars()
        return frozenset(row.record for row in of_visits).union(looked_at, of_homes, of_links)


def _of_host(host: str) -> Select[tuple[int]]:
    latest = (
        select(func.max(document_versions.c.id))
        .where(document_versions.c.document_id == documents.c.id)
        .correlate(documents)
        .scalar_subquery()
    )
    version = document_versions
    return (
        select(
            documents.c.id,
            documents.c.url,
            documents.c.host,
            documents.c.reads,
            documents.c.failures,
            documents.c.state,
            version.c.sha256,
            version.c.record,
            version.c.fetched_at,
            version.c.etag,
            version.c.last_modified,
        )
        .outerjoin(version, and_(version.c.document_id == documents.c.id, version.c.id == latest))
        .where(documents.c.host == host)
    )


def _rows(connection: Connection, wanted: Select[tuple[int]], most: int) -> list[DueDocument]:
    return [
        DueDocument(
            id=row.id,
            url=row.url,
            host=row.host,
            reads=row.reads,
            failures=row.failures,
            state=row.state,
            known=PageValidators(
                url=row.url,
                sha256=row.sha256,
                record=row.record,
                fetched_at=row.fetched_at,
                etag=row.etag,
                last_modified=row.last_modified,
            )
            if row.record
            else None,
        )
        for row in connection.execute(wanted.limit(most))
    ]
