"""Keep what people decided. An answer is only ever added; the latest one counts, the earlier ones stay readable."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import insert, select

from schemas.reviews import Answer
from warehouse.connect import Warehouse
from warehouse.errors import NotRegistered
from warehouse.tables import agencies, reviews


def save_reviews(w: Warehouse, answers: Sequence[Answer], *, now: datetime) -> int:
    """Add the answers that are not there yet and return how many those were.

    An answer that has vanished from the office's files, or was changed in them, stays as it was first recorded.
    Raises `NotRegistered`; none is added then.
    """
    with w.write() as connection:
        ids: dict[str, int] = {row.code: row.id for row in connection.execute(select(agencies.c.code, agencies.c.id))}
        known = set(connection.execute(select(reviews.c.digest)).scalars())
        new: dict[str, dict[str, Any]] = {}
        for answer in answers:
            if answer.agency not in ids:
                raise NotRegistered(w.name, f"agency {answer.agency} is not in the register")
            digest = sha256(answer.model_dump_json().encode()).hexdigest()
            if digest not in known:
                new[digest] = {
                    "digest": digest,
                    "recorded_at": now,
                    "agency_id": ids[answer.agency],
                    "obligation": answer.obligation,
                    "verdict": answer.verdict,
                    "decided_on": answer.decided_on,
                    "body": answer.model_dump(mode="json"),
                }
        if new:
            connection.execute(insert(reviews), list(new.values()))
        return len(new)
