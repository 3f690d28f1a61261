"""What documents said, and when they said something else: the main text alone, whatever day their page shows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, pairwise
from typing import Any

from sqlalchemy import Connection, Row, case, func, select

from warehouse.facts.seen import as_evidence, recorded
from warehouse.tables import document_versions, documents, nights

LEAST_CHARACTERS = 20
"""A shorter text (详见附件) says nothing of whether two documents are the same."""

MOST_ADDRESSES = 5
"""A text that stands under more addresses is a page under construction, not a document."""

Contents = Mapping[str, frozenset[str]]
"""By the key of an address: digests of what it ever said. Missing: not known, or nothing that tells it apart."""


@dataclass(frozen=True)
class Rewriting:
    """A document said something else than before."""

    key: str
    """Of its address."""
    what: tuple[str, ...]
    """What differs: `title`, `text`, `attachments`, `published`, `issued`, `index_no`, `doc_no`, `issuer`."""
    before_night: int
    after_night: int
    before_at: datetime
    after_at: datetime
    before: str
    after: str
    """JSON lists of Evidence."""


def contents(connection: Connection, as_of: datetime, known_at: datetime | None) -> Contents:
    """What each address said in the nights up to `as_of`, digested."""
    says_enough = case(
        (document_versions.c.characters >= LEAST_CHARACTERS, func.coalesce(document_versions.c.text_sha256, _whole())),
        (document_versions.c.characters == 0, _whole()),
    )
    said: dict[str, set[str]] = defaultdict(set)
    rows = connection.execute(
        select(documents.c.url_sha256, says_enough.label("content"), document_versions.c.attachments)
        .join(document_versions, document_versions.c.document_id == documents.c.id)
        .join(nights, nights.c.id == document_versions.c.night_id)
        .where(says_enough.is_not(None), nights.c.as_of <= as_of, recorded(document_versions, known_at))
    )
    for row in rows:
        # Standing words (详见附件) say what their files say, whose names a copy keeps, though not their addresses.
        said[row.url_sha256].add(" ".join([row.content, *sorted(file["title"] for file in row.attachments)]))
    addresses = Counter(content for each in said.values() for content in each)
    telling = {key: frozenset(each for each in own if addresses[each] <= MOST_ADDRESSES) for key, own in said.items()}
    return {key: own for key, own in telling.items() if own}


def _whole() -> Any:
    return document_versions.c.content_sha256


def rewritings(connection: Connection, as_of: datetime, known_at: datetime | None) -> Iterator[Rewriting]:
    """Each time a document said something else on another page: not where the same page was read again.

    In the nights up to `as_of`.
    """
    several = (
        select(document_versions.c.document_id)
        .group_by(document_versions.c.document_id)
        .having(func.count() > 1)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(documents.c.url_sha256, documents.c.url, document_versions)
        .join(document_versions, document_versions.c.document_id == documents.c.id)
        .join(nights, nights.c.id == document_versions.c.night_id)
        .where(document_versions.c.document_id.in_(several), nights.c.as_of <= as_of)
        .where(recorded(document_versions, known_at))
        .order_by(document_versions.c.document_id, document_versions.c.fetched_at, document_versions.c.id)
    )
    for _, same in groupby(rows, key=lambda row: row.document_id):
        for before, after in pairwise(_last_readings(same)):
            if what := tuple(_changed(before, after)):
                yield Rewriting(
                    key=after.url_sha256,
                    what=what,
                    before_night=before.night_id,
                    after_night=after.night_id,
                    before_at=before.fetched_at,
                    after_at=after.fetched_at,
                    before=as_evidence(before),
                    after=as_evidence(after),
                )


def _last_readings(rows: Iterator[Row[Any]]) -> list[Row[Any]]:
    """Of several readings of one stored page only the latest."""
    return list({row.record: row for row in rows}.values())


def _changed(before: Row[Any], after: Row[Any]) -> Iterator[str]:
    for name in ("title", "published", "index_no", "doc_no", "issuer", "attachments"):
        if getattr(before, name) != getattr(after, name):
            yield name
    if before.dates.get("issued") != after.dates.get("issued"):
        yield "issued"
    known = before.text_sha256 and after.text_sha256
    if before.text_sha256 != after.text_sha256 if known else before.characters != after.characters:
        yield "text"
    if before.characters == after.characters == 0 and before.sha256 != after.sha256:
        yield "text"


def issued_days(connection: Connection, known_at: datetime | None) -> dict[str, date]:
    """By the key of an address: 成文日期 as the latest reading of its document has it."""
    rows = connection.execute(
        select(documents.c.url_sha256, document_versions.c.dates)
        .join(document_versions, document_versions.c.document_id == documents.c.id)
        .where(recorded(document_versions, known_at))
        .order_by(document_versions.c.id)
    )
    return {row.url_sha256: date.fromisoformat(row.dates["issued"]) for row in rows if row.dates.get("issued")}
