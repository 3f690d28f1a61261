"""What documents' pages carry beside what they say, and of which ones that is still to be read from what is stored."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, or_, select

from schemas.page_details import MessageState, PageDetails
from schemas.results import Evidence
from warehouse.connect import Warehouse
from warehouse.facts.frames import MOMENT, TEXT, frame
from warehouse.facts.latest_of_documents import latest_details, latest_version
from warehouse.facts.seen import as_evidence, proof_of
from warehouse.save.upsert import in_parts
from warehouse.tables import document_versions, documents, page_details

if TYPE_CHECKING:
    import pandas as pd

DOCUMENT_DETAILS: Mapping[str, str] = {
    "url": TEXT,
    "details": TEXT,  # JSON of PageDetails
    "seen_at": MOMENT,  # the latest look that found this
    "pages": TEXT,  # JSON list of Evidence: the stored page that carries it
    "look": TEXT,  # JSON list of Evidence: what came at the latest attempt to see it
    "answer_seen_at": MOMENT,  # the first look that found a message answered; missing: none did, or it is no message
}
"""Columns of `document_details` and their dtypes; nothing but `answer_seen_at` is missing."""

_CARRIED = ("tags", "links", "private_numbers", "message")
_LATEST = document_versions.alias("latest")


def document_details(w: Warehouse) -> pd.DataFrame:
    """The documents of whose pages it is known, one row each. One that says something else since is left out."""
    statement = (
        select(
            documents.c.id.label("document_id"),
            documents.c.url.label("listed_url"),
            documents.c.details_at,
            documents.c.evidence,
            page_details.c.url,
            page_details.c.read_at.label("fetched_at"),
            *(page_details.c[name] for name in (*_CARRIED, "unfilled", "sha256", "record", "length")),
        )
        .join(documents, documents.c.id == page_details.c.document_id)
        .join(_LATEST, _LATEST.c.id == latest_version())
        .where(page_details.c.id == latest_details(), documents.c.details_at >= _LATEST.c.fetched_at)
        .order_by(documents.c.url)
    )
    with w.read() as connection:
        answered = _first_answers(connection)
        return frame(
            [
                {
                    "url": row.listed_url,
                    "details": json.dumps(
                        {name: getattr(row, name) for name in _CARRIED} | {"unfilled": row.unfilled or ()},
                        ensure_ascii=False,
                    ),
                    "seen_at": row.details_at,
                    "pages": as_evidence(row),
                    "look": json.dumps(row.evidence or [], ensure_ascii=False),
                    "answer_seen_at": answered.get(row.document_id),
                }
                for row in connection.execute(statement)
            ],
            DOCUMENT_DETAILS,
        )


def _first_answers(connection: Connection) -> dict[int, datetime]:
    """By document, when a look first found its message answered, and did not find it open as well."""
    statement = (
        select(page_details.c.document_id, page_details.c.read_at, page_details.c.message)
        .where(page_details.c.message.is_not(None), page_details.c.document_id.is_not(None))
        .order_by(page_details.c.read_at, page_details.c.id)
    )
    found: dict[int, datetime] = {}
    for row in connection.execute(statement):
        message = MessageState.model_validate(row.message)
        if row.document_id not in found and message.is_answered and not message.is_unanswered:
            found[row.document_id] = row.read_at
    return found


@dataclass(frozen=True)
class OpenMessage:
    """A citizen's message whose page was not found to say that it is answered."""

    id: int
    """Of the document."""
    state: MessageState
    seen_at: datetime
    """The latest look that found this."""


def open_messages(w: Warehouse, *, not_asked_since: datetime) -> list[OpenMessage]:
    """Messages without an answer, in the order of documents; not those asked for since."""
    statement = (
        select(documents.c.id, documents.c.details_at, page_details.c.message)
        .join(page_details, page_details.c.document_id == documents.c.id)
        .where(
            page_details.c.id == latest_details(),
            page_details.c.message.is_not(None),
            documents.c.state == "document",  # one that failed is tried again anyway
            documents.c.checked_at < not_asked_since,
        )
        .order_by(documents.c.id)
    )
    with w.read() as connection:
        messages = [
            OpenMessage(row.id, MessageState.model_validate(row.message), row.details_at)
            for row in connection.execute(statement)
        ]
    return [message for message in messages if not message.state.is_answered]


def carried(w: Warehouse, document: int, *, at: datetime) -> PageDetails | None:
    """What a document's page, by id, was found to carry at a moment; `None`: that was not read, or not understood."""
    statement = (
        select(*(page_details.c[name] for name in (*_CARRIED, "unfilled")))
        .where(page_details.c.document_id == document, page_details.c.read_at <= at)
        .order_by(page_details.c.read_at.desc(), page_details.c.id.desc())
        .limit(1)
    )
    with w.read() as connection:
        row = connection.execute(statement).first()
    return None if row is None else PageDetails.model_validate({**row._mapping, "unfilled": row.unfilled or ()})


def documents_carrying(w: Warehouse, records: Collection[str], *, not_asked_since: datetime) -> list[int]:
    """The documents, by id, of which one of these stored pages says what they carry; not those asked for since."""
    found: set[int] = set()
    with w.read() as connection:
        for part in in_parts(sorted(records)):
            found.update(
                connection.execute(
                    select(documents.c.id)
                    .join(page_details, page_details.c.document_id == documents.c.id)
                    .where(page_details.c.record.in_(part), documents.c.checked_at < not_asked_since)
                ).scalars()
            )
    return sorted(found)


@dataclass(frozen=True)
class UnreadDetails:
    """A document whose stored page was not read for what it carries."""

    id: int
    url: str
    told_at: datetime
    """When its page came."""
    evidence: Evidence


def unread_details(w: Warehouse, *, now: datetime, most: int) -> list[UnreadDetails]:
    """At most so many, those published last first; not those that are to be fetched anyway by `now`."""
    statement = (
        select(documents.c.url.label("asked"), _LATEST)
        .select_from(documents)
        .join(_LATEST, _LATEST.c.id == latest_version())
        .where(
            documents.c.state == "document",
            or_(documents.c.details_at.is_(None), documents.c.details_at < _LATEST.c.fetched_at),
            or_(documents.c.due_at.is_(None), documents.c.due_at > now),
        )
        .order_by(documents.c.published.desc().nulls_last(), documents.c.id)
        .limit(most)
    )
    with w.read() as connection:
        return [
            UnreadDetails(
                id=row.document_id,
                url=row.asked,
                told_at=row.fetched_at,
                evidence=proof_of(row, url=row.asked),
            )
            for row in connection.execute(statement)
        ]
