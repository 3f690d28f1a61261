"""Save looks at documents: what each says where it says something new, and when it is to be looked at again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from schemas.document_readings import DocumentReading
from schemas.document_visits import DocumentVisit
from warehouse.connect import Warehouse
from warehouse.facts.due import DueDocument
from warehouse.nights import Night
from warehouse.save.page_details import Carried, add_details
from warehouse.save.storable import storable
from warehouse.save.upsert import in_parts
from warehouse.tables import document_versions, documents

PATIENCE = 5
"""Failed nights in a row after which a document is asked for once a week only."""

Look = tuple[DueDocument, DocumentVisit]


def save_documents(
    w: Warehouse, night: Night, looks: Sequence[Look], *, recheck_days: Sequence[int], reader: str = ""
) -> int:
    """Save the looks in one transaction and return how many documents say something that was not known.

    `recheck_days`: from one look that learned something to the next, the last number for ever; none: never again. A
    look that learned nothing, or found a person's number, is repeated in the next night. `reader`: what the pages were
    read with. Saving the same look twice changes nothing.
    """
    visits = [(due.id, visit) for due, visit in looks]
    with w.write() as connection:
        new = _add_versions(connection, night, visits, recorded_at=None)
        add_details(connection, night, _carried(visits), reader=reader, recorded_at=None)
        if looks:
            rows = [_state(due, visit, recheck_days) for due, visit in looks]
            change: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0] if name != "number"}
            connection.execute(
                update(documents).where(documents.c.id == bindparam("number")).values(change),
                [{name if name == "number" else f"new_{name}": row[name] for name in row} for row in rows],
            )
        return new


def save_documents_read_again(
    w: Warehouse,
    night: Night,
    visits: Sequence[tuple[int, DocumentVisit]],
    *,
    reader: str = "",
    recorded_at: datetime | None = None,
) -> int:
    """Save what stored documents, by id, say to another reader, where that is something new; returns how many do.

    It is known from `recorded_at` on, by default from when each was fetched. When they are looked at again stays as it
    was: nobody was asked.
    """
    with w.write() as connection:
        new = _add_versions(connection, night, visits, recorded_at=recorded_at)
        add_details(connection, night, _carried(visits), reader=reader, recorded_at=recorded_at)
        return new


def save_details(
    w: Warehouse, night: Night, visits: Sequence[tuple[int, DocumentVisit]], *, reader: str, recorded_at: datetime
) -> int:
    """Save what the stored pages of documents, by id, carry; returns of how many that was not known."""
    with w.write() as connection:
        return add_details(connection, night, _carried(visits), reader=reader, recorded_at=recorded_at)


def look_again(w: Warehouse, numbers: Sequence[int], *, now: datetime) -> None:
    """Have these documents, by id, fetched in the next night, or in this one if it has not come to them."""
    with w.write() as connection:
        for part in in_parts(numbers):
            connection.execute(update(documents).where(documents.c.id.in_(part)).values(due_at=now))


def _carried(visits: Sequence[tuple[int, DocumentVisit]]) -> list[Carried]:
    return [
        Carried(document, visit.details, proof := visit.evidence[-1], proof.fetched_at or visit.observed_at)
        for document, visit in visits
        if visit.details is not None and visit.evidence
    ]


def _add_versions(
    connection: Connection,
    night: Night,
    visits: Sequence[tuple[int, DocumentVisit]],
    *,
    recorded_at: datetime | None,
) -> int:
    known = _contents(connection, [document for document, _ in visits])
    versions = [
        _version(night, document, visit, recorded_at)
        for document, visit in visits
        if visit.content_sha256 is not None and visit.evidence and known.get(document) != visit.content_sha256
    ]
    if versions:
        connection.execute(insert(document_versions), versions)
    return len(versions)


def _contents(connection: Connection, numbers: Sequence[int]) -> dict[int, str]:
    """What each document said last."""
    found: dict[int, str] = {}
    for part in in_parts(numbers):
        latest = (
            select(func.max(document_versions.c.id))
            .where(document_versions.c.document_id.in_(part))
            .group_by(document_versions.c.document_id)
        )
        for row in connection.execute(
            select(document_versions.c.document_id, document_versions.c.content_sha256).where(
                document_versions.c.id.in_(latest)
            )
        ):
            found[row.document_id] = row.content_sha256
    return found


def _version(night: Night, document: int, visit: DocumentVisit, recorded_at: datetime | None) -> dict[str, Any]:
    proof = visit.evidence[-1]
    # Of a file nothing is known but its bytes.
    said = visit.reading or DocumentReading(source=visit.url, state="document")
    return {
        "document_id": document,
        "night_id": night.id,
        "fetched_at": proof.fetched_at,
        "recorded_at": recorded_at or proof.fetched_at,
        "content_sha256": visit.content_sha256,
        "title": _maybe(said.title),
        "published": said.published,
        "dates": said.dates.model_dump(mode="json"),
        "dates_conflict": said.dates_conflict,
        "index_no": _maybe(said.index_no),
        "doc_no": _maybe(said.doc_no),
        "issuer": _maybe(said.issuer),
        "category": _maybe(said.category),
        "validity": _maybe(said.validity),
        "attachments": [{"title": storable(file.title), "url": storable(file.url)} for file in said.attachments],
        "characters": len(said.text or ""),
        "text_sha256": sha256(storable(said.text).encode()).hexdigest() if said.text else None,
        "sha256": proof.sha256,
        "record": proof.record,
        "length": proof.length,
        "etag": _maybe(visit.etag),
        "last_modified": _maybe(visit.last_modified),
    }


def _state(due: DueDocument, visit: DocumentVisit, recheck_days: Sequence[int]) -> dict[str, Any]:
    reads = due.reads + visit.learned
    failures = 0 if visit.learned else 1 + _failures_before(due, visit)
    return {
        "number": due.id,
        "checked_at": visit.observed_at,
        "due_at": _due(visit, reads, failures, recheck_days),
        "reads": reads,
        "failures": failures,
        "state": visit.state or due.state,
        "reason": storable(visit.reason),
        "evidence": [proof.model_dump(mode="json", exclude_none=True) for proof in visit.evidence] or None,
    }


def _failures_before(due: DueDocument, visit: DocumentVisit) -> int:
    """In a row. What is gone counts anew: that it could not be asked for before does not say that it was gone then."""
    return 0 if visit.state == "gone" != due.state else due.failures


def _due(visit: DocumentVisit, reads: int, failures: int, recheck_days: Sequence[int]) -> datetime | None:
    seen = visit.observed_at
    if failures >= PATIENCE:
        return seen + timedelta(days=7)
    if failures or _exposes_somebody(visit):
        # Half a day: whatever the hour of the next night, it is due by then, and not again in this one.
        return seen + timedelta(hours=12)
    if not recheck_days:
        return None
    return seen + timedelta(days=recheck_days[min(reads, len(recheck_days)) - 1])


def _exposes_somebody(visit: DocumentVisit) -> bool:
    """What is mended must not be held against its agency until the document's turn comes again."""
    return visit.details is not None and any(
        hit.kind != "mobile" and hit.beside is None for hit in visit.details.private_numbers
    )


def _maybe(text: str | None) -> str | None:
    return None if text is None else storable(text)
