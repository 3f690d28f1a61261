"""Which stored records the warehouse names, and which of them somebody may still need."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, exists, func, literal, select

from schemas.results import Evidence
from warehouse.connect import Warehouse
from warehouse.facts.column_pages import records_of_own_pages
from warehouse.facts.seen import latest_id, proof_of, with_codes
from warehouse.tables import (
    check_sets,
    column_checks,
    column_pages,
    columns,
    document_versions,
    documents,
    evidence_removals,
    home_pages,
    link_checks,
    nights,
    observations,
    page_details,
    pages,
    probes,
    scorecards,
    validators,
)

_BESIDE_VISITS = (document_versions, probes, validators, home_pages, page_details, column_pages, link_checks)
"""Tables of which a row rests on one stored answer, or on none."""
_OPEN_STATUS = ("stale", "blank")
_OPEN_LINE = frozenset({"unmet", "needs_review"})


@dataclass(frozen=True)
class NamedRecord:
    """A stored record that a row of the warehouse rests on."""

    record: str
    """`<file>#<offset>`."""
    sha256: str | None
    length: int | None
    named_by: str
    """The table."""


def named_records(w: Warehouse) -> Iterator[NamedRecord]:
    """Every record that a visit, a document, a home page, a try, a probe or a validator names, one after another."""
    with w.read() as connection:
        for table in (pages, *_BESIDE_VISITS):
            length = table.c.length if "length" in table.c else literal(None)
            statement = select(table.c.record, table.c.sha256, length.label("length"))
            statement = statement.where(table.c.record.is_not(None)).execution_options(stream_results=True)
            for row in connection.execute(statement):
                yield NamedRecord(row.record, row.sha256, row.length, table.name)
        for page in _of_latest_attempts(connection):
            yield NamedRecord(page["record"], page.get("sha256"), page.get("length"), documents.name)


def evidence_of_column(w: Warehouse, agency: str, column: str) -> Evidence | None:
    """The first page of the column's latest visit that has one; `None` if there is none."""
    visited = with_codes(columns.c.id.label("id")).subquery()
    statement = (
        select(pages)
        .join(observations, observations.c.id == pages.c.observation_id)
        .join(visited, visited.c.id == observations.c.column_id)
        .where(visited.c.agency == agency, visited.c.column == column, pages.c.record.is_not(None))
        .order_by(observations.c.observed_at.desc(), observations.c.id.desc(), pages.c.position)
        .limit(1)
    )
    with w.read() as connection:
        row = connection.execute(statement).first()
    return None if row is None else proof_of(row)


def records_with_body(w: Warehouse, sha256: str) -> list[str]:
    """The records that the warehouse names for a body; the latest visit's first."""
    with w.read() as connection:
        visited = connection.execute(
            select(pages.c.record).where(pages.c.sha256 == sha256).order_by(pages.c.fetched_at.desc())
        ).scalars()
        found = [record for record in visited if record is not None]
        for table in _BESIDE_VISITS:
            found += connection.execute(select(table.c.record).where(table.c.sha256 == sha256)).scalars()
    return [record for record in dict.fromkeys(found) if record is not None]


def needed_records(w: Warehouse, *, today: date) -> set[str]:
    """The records that no retention rule may remove.

    What the latest reading of any column rests on, and what it found unchanged; the latest version of any document and
    the latest attempt to see it; the latest home page of any site and what any page was last found to carry; where a
    column's own page is watched, since when it says what it says, and what it said before; the tries of a link that
    found it broken, as long as none has found it at work since; what the next night asks with; what the latest verdicts
    call stale or blank; and what any kept scorecard of this year or the last one calls unmet or leaves to a person.
    `today`: in the office's zone.
    """
    with w.read() as connection:
        return {
            *_of_latest_readings(connection),
            *connection.execute(select(validators.c.record)).scalars(),
            *_of_latest_documents(connection),
            *_of_what_pages_carry(connection),
            *records_of_own_pages(connection),
            *_of_broken_links(connection),
            *_of_open_columns(connection),
            # A zone is at most 14 hours from UTC; a day more does no harm.
            *_of_open_lines(connection, since=datetime(today.year - 1, 1, 1, tzinfo=UTC) - timedelta(days=1)),
        }


def removed_files(w: Warehouse) -> set[str]:
    """Files below `var/` that the retention rule removed."""
    with w.read() as connection:
        return set(connection.execute(select(evidence_removals.c.file)).scalars())


def _of_latest_readings(connection: Connection) -> Iterator[str]:
    for latest in (latest_id(), latest_id(conclusive=True), latest_id(present=True)):
        own = select(latest.label("id")).select_from(columns).subquery()
        same = select(observations.c.same_as.label("id")).join(own, own.c.id == observations.c.id).subquery()
        for chosen in (own, same):
            yield from connection.execute(
                select(pages.c.record).where(
                    pages.c.observation_id.in_(select(chosen.c.id)), pages.c.record.is_not(None)
                )
            ).scalars()
    last_visit = select(func.max(observations.c.id)).group_by(observations.c.column_id)
    yield from connection.execute(
        select(pages.c.record).where(pages.c.observation_id.in_(last_visit), pages.c.record.is_not(None))
    ).scalars()


def _of_latest_documents(connection: Connection) -> Iterator[str]:
    latest = select(func.max(document_versions.c.id)).group_by(document_versions.c.document_id)
    yield from connection.execute(
        select(document_versions.c.record).where(document_versions.c.id.in_(latest))
    ).scalars()
    yield from (page["record"] for page in _of_latest_attempts(connection))


def _of_what_pages_carry(connection: Connection) -> Iterator[str]:
    latest = (
        select(func.max(home_pages.c.id)).where(home_pages.c.readable).group_by(home_pages.c.site_id),
        select(func.max(page_details.c.id)).group_by(page_details.c.document_id, page_details.c.column_id),
    )
    for table, chosen in zip((home_pages, page_details), latest, strict=True):
        yield from connection.execute(
            select(table.c.record).where(table.c.id.in_(chosen), table.c.record.is_not(None))
        ).scalars()


def _of_broken_links(connection: Connection) -> Iterator[str]:
    later = link_checks.alias()
    works_since = exists().where(
        later.c.target_id == link_checks.c.target_id,
        later.c.checked_at > link_checks.c.checked_at,
        later.c.outcome == "works",
    )
    yield from connection.execute(
        select(link_checks.c.record).where(
            link_checks.c.outcome == "broken", link_checks.c.record.is_not(None), ~works_since
        )
    ).scalars()


def _of_latest_attempts(connection: Connection) -> Iterator[dict[str, Any]]:
    statement = select(documents.c.evidence).where(documents.c.evidence.is_not(None))
    for proof in connection.execute(statement.execution_options(stream_results=True)).scalars():
        yield from (page for page in proof or () if page.get("record"))


def _of_open_columns(connection: Connection) -> Iterator[str]:
    latest = select(check_sets.c.night_id).order_by(check_sets.c.as_of.desc()).limit(1).scalar_subquery()
    bodies = connection.execute(
        select(column_checks.c.body).where(column_checks.c.night_id == latest, column_checks.c.status.in_(_OPEN_STATUS))
    ).scalars()
    for body in bodies:
        yield from _records_in(body)


def _of_open_lines(connection: Connection, *, since: datetime) -> Iterator[str]:
    statement = select(scorecards.c.card).join(nights, nights.c.id == scorecards.c.night_id)
    statement = statement.where(nights.c.as_of >= since).execution_options(stream_results=True)
    for card in connection.execute(statement).scalars():
        for line in card["lines"]:
            if line["status"] in _OPEN_LINE:
                yield from _records_in(line)


def _records_in(judged: dict[str, Any]) -> Iterator[str]:
    return (page["record"] for page in judged["evidence"] if page.get("record"))
