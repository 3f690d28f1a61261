"""Every item of every column with what is known of its document: was it opened, what does it say, since when."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, and_, case, exists, select

from warehouse.connect import Warehouse
from warehouse.facts.documents import day_meant, first_listings, shown_by
from warehouse.facts.frames import DAY, FLAG, MOMENT, TEXT, frame
from warehouse.facts.seen import NO_EVIDENCE, as_evidence, local_day, with_codes
from warehouse.save.upsert import in_parts
from warehouse.tables import agencies, columns, document_versions, documents, items

if TYPE_CHECKING:
    import pandas as pd

DOCUMENT_READINGS: Mapping[str, str] = {
    "agency": TEXT,
    "column": TEXT,
    "kind": TEXT,
    "category": TEXT,
    "title": TEXT,  # the list's
    "url": TEXT,
    "published": DAY,  # the list's; missing: it shows none, or a day that cannot be meant
    "first_seen_at": MOMENT,
    "evidence": TEXT,  # JSON list of Evidence: the listing pages of the visit that first showed it
    "state": TEXT,  # of the latest attempt to open the document; missing: never tried
    "opened_at": MOMENT,  # the latest look that found the document there
    "same_since": MOMENT,  # the first look that found what it says now; missing, as all below, if it was never read
    "rewritten": FLAG,  # before that it said something else
    "read_title": TEXT,
    "index_no": TEXT,
    "doc_no": TEXT,
    "issuer": TEXT,
    "read_published": DAY,
    "issued": DAY,
    "dates_conflict": FLAG,  # the page contradicts itself on its day of publication
    "pages": TEXT,  # JSON list of Evidence: the stored page that says so; of one never read the latest answer, if any
}
"""Columns of `document_readings` and their dtypes. `agency` to `title`, `url`, `first_seen_at` and both evidences are
never missing."""


def document_readings(w: Warehouse, *, as_of: datetime, zone: ZoneInfo) -> pd.DataFrame:
    """The items of `documents`, in the order of agency, column and address.

    A document that several columns lead to stands once for each. What it says is its latest reading; `opened_at` is
    the latest look, unless that failed: then the one that brought the reading.
    """
    day = local_day(as_of, zone)
    version, before = document_versions.alias("version"), document_versions.alias("before")
    latest = (
        select(version.c.id)
        .where(version.c.document_id == documents.c.id)
        .order_by(version.c.fetched_at.desc(), version.c.id.desc())
        .limit(1)
        .correlate(documents)
        .scalar_subquery()
    )
    # Another record: the same page read again by another program says nothing new of the page.
    rewritten = exists().where(
        before.c.document_id == documents.c.id,
        before.c.record != document_versions.c.record,
        before.c.content_sha256 != document_versions.c.content_sha256,
    )
    opened = case((documents.c.failures == 0, documents.c.checked_at), else_=document_versions.c.fetched_at)
    with w.read() as connection:
        proofs = first_listings(connection)
        rows = connection.execute(
            with_codes(
                columns.c.kind,
                columns.c.category,
                items.c.title,
                items.c.url,
                items.c.published,
                items.c.first_seen_at,
                items.c.first_seen_observation_id,
                documents.c.state,
                documents.c.evidence.label("attempt"),
                opened.label("opened_at"),
                rewritten.label("rewritten"),
                document_versions.c.id.label("version"),
                document_versions.c.fetched_at,
                document_versions.c.title.label("read_title"),
                document_versions.c.published.label("read_published"),
                *(document_versions.c[name] for name in ("index_no", "doc_no", "issuer", "dates", "dates_conflict")),
                *(document_versions.c[name] for name in ("sha256", "record", "length")),
            )
            .join(items, items.c.column_id == columns.c.id)
            .outerjoin(documents, documents.c.url_sha256 == items.c.url_sha256)
            .outerjoin(
                document_versions,
                and_(document_versions.c.document_id == documents.c.id, document_versions.c.id == latest),
            )
            .where(shown_by(day, zone))
            .order_by(agencies.c.code, columns.c.code, items.c.url)
        )
        return frame(
            [_row(row, day, proofs.get(row.first_seen_observation_id, NO_EVIDENCE)) for row in rows], DOCUMENT_READINGS
        )


def documents_read_from(w: Warehouse, records: Collection[str], *, not_asked_since: datetime) -> list[int]:
    """The documents, by id, that one of these stored pages is of; not those asked for since.

    Also a page that was not understood as a document, and holds something else: a report, say.
    """
    found: set[int] = set()
    if not records:
        return []
    with w.read() as connection:
        not_understood = select(documents.c.id, documents.c.evidence).where(
            documents.c.state == "not_a_document", documents.c.checked_at < not_asked_since
        )
        for row in connection.execute(not_understood):
            if any(page.get("record") in records for page in row.evidence or ()):
                found.add(row.id)
        for part in in_parts(sorted(records)):
            found.update(
                connection.execute(
                    select(documents.c.id)
                    .join(document_versions, document_versions.c.document_id == documents.c.id)
                    .where(document_versions.c.record.in_(part), documents.c.checked_at < not_asked_since)
                ).scalars()
            )
    return sorted(found)


def _row(row: Row[Any], day: date, proof: str) -> dict[str, Any]:
    read = row.version is not None
    same = ("agency", "column", "kind", "category", "title", "url", "first_seen_at", "state")
    said = ("read_title", "index_no", "doc_no", "issuer", "read_published")
    issued = row.dates.get("issued") if read else None
    return {
        **{name: getattr(row, name) for name in (*same, *said)},
        "published": day_meant(row.published, day),
        "evidence": proof,
        "opened_at": row.opened_at if read else None,
        "same_since": row.fetched_at,
        "rewritten": bool(row.rewritten) if read else None,
        "dates_conflict": bool(row.dates_conflict) if read else None,
        "issued": date.fromisoformat(issued) if issued else None,
        "pages": as_evidence(row) if read else json.dumps(row.attempt or [], ensure_ascii=False),
    }
