"""Keep what people decided. An answer is only ever added; the latest one counts, the earlier ones stay readable."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select

from schemas.reviews import Answer
from warehouse.connect import Warehouse
from warehouse.errors import NotRegistered
from warehouse.save.upsert import insert_once
from warehouse.tables import agencies, reviews


def save_reviews(w: Warehouse, answers: Sequence[Answer], *, now: datetime) -> int:
    """Add the answers that are not there yet and return how many those were.

    An answer that has vanished from the office's files, or was changed in them, stays as it was first recorded.
    Raises `NotRegistered`; none is added then.
    """
    with w.write() as connection:
        ids: dict[str, int] = {row.code: row.id for row in connection.execute(select(agencies.c.code, agencies.c.id))}
        added = 0
        for answer in answers:
            if answer.agency not in ids:
                raise NotRegistered(w.name, f"agency {answer.agency} is not in the register")
            row = {
                "digest": sha256(answer.model_dump_json().encode()).hexdigest(),
                "recorded_at": now,
                "agency_id": ids[answer.agency],
                "obligation": answer.obligation,
                "verdict": answer.verdict,
                "decided_on": answer.decided_on,
                "body": answer.model_dump(mode="json"),
            }
            added += insert_once(connection, reviews, row, key=("digest",)) is not None
        return added
