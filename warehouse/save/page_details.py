"""Save what documents' pages carry: one row each time that changed, and until when it was seen to be so."""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from schemas.page_details import PageDetails
from schemas.results import Evidence
from warehouse.nights import Night
from warehouse.save.storable import all_storable, storable
from warehouse.save.upsert import in_parts
from warehouse.tables import documents, page_details


class Carried(NamedTuple):
    """What the page of a document, by id, carries, and where that page is kept."""

    document: int
    details: PageDetails
    proof: Evidence
    read_at: datetime


def add_details(
    connection: Connection, night: Night, carried: Sequence[Carried], *, reader: str, recorded_at: datetime | None
) -> int:
    """Add rows for what was not carried before the moment of its page, and return how many documents that is.

    `reader`: what the pages were read with. It is known from `recorded_at` on, by default from when each was fetched.
    """
    if not carried:
        return 0
    known = _digests(connection, [each.document for each in carried])
    rows = [row for each in carried if (row := _row(night, each, known.get(each.document, []), reader, recorded_at))]
    if rows:
        connection.execute(insert(page_details), rows)
    seen = [{"number": each.document, "moment": each.read_at} for each in carried]
    moment = bindparam("moment", type_=documents.c.details_at.type)
    connection.execute(
        update(documents)
        .where(
            documents.c.id == bindparam("number"),
            or_(documents.c.details_at.is_(None), documents.c.details_at < moment),
        )
        .values(details_at=moment),
        seen,
    )
    return len(rows)


_Told = tuple[datetime, int, str]
"""When it was so, the row, its digest."""


def _digests(connection: Connection, numbers: Sequence[int]) -> dict[int, list[_Told]]:
    """What is known of each document's page, in the order of time."""
    found: dict[int, list[_Told]] = {}
    for part in in_parts(numbers):
        for row in connection.execute(
            select(page_details.c.document_id, page_details.c.read_at, page_details.c.id, page_details.c.digest)
            .where(page_details.c.document_id.in_(part))
            .order_by(page_details.c.read_at, page_details.c.id)
        ):
            found.setdefault(row.document_id, []).append((row.read_at, row.id, row.digest))
    return found


def _row(
    night: Night, carried: Carried, known: Sequence[_Told], reader: str, recorded_at: datetime | None
) -> dict[str, Any] | None:
    """`None` if the page was known to carry this at its moment."""
    at = carried.read_at
    row = details_row(night, carried.details, carried.proof, reader=reader, read_at=at, recorded_at=recorded_at or at)
    before = [told for moment, _, told in known if moment <= at]
    if before and before[-1] == row["digest"]:
        return None
    return {"document_id": carried.document, **row}


def details_row(
    night: Night, details: PageDetails, proof: Evidence, *, reader: str, read_at: datetime, recorded_at: datetime
) -> dict[str, Any]:
    """The row of what a page carries, but for whose page it is. The same details have the same `digest`."""
    values = all_storable(details.model_dump(mode="json"))
    return {
        **values,
        "night_id": night.id,
        "read_at": read_at,
        "url": storable(proof.url),
        "digest": sha256(json.dumps(values, sort_keys=True).encode()).hexdigest(),
        "reader": reader,
        "sha256": proof.sha256,
        "record": proof.record,
        "length": proof.length,
        "recorded_at": recorded_at,
    }
