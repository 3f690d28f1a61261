"""Save what columns' own pages say: one row a body, which holds for every look that found this body."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from schemas.own_pages import OwnPageReading
from schemas.results import Evidence
from warehouse.connect import Warehouse
from warehouse.save.storable import storable
from warehouse.save.upsert import upsert
from warehouse.tables import column_pages


class ReadColumnPage(NamedTuple):
    """What a body says, of which column, by its id, and where it is kept."""

    column: int
    reading: OwnPageReading
    proof: Evidence


def save_column_pages(w: Warehouse, read: Sequence[ReadColumnPage], *, reader: str, recorded_at: datetime) -> None:
    """Save what is not known of these bodies by this `reader`, in one transaction."""
    with w.write() as connection:
        upsert(
            connection,
            column_pages,
            [
                {
                    "column_id": each.column,
                    "sha256": each.proof.sha256,
                    "reader": reader,
                    "reason": storable(each.reading.reason),
                    "published": each.reading.published,
                    "content_sha256": each.reading.content_sha256,
                    "shown_sha256": each.reading.shown_sha256,
                    "unseen": storable(each.reading.unseen),
                    "url": storable(each.proof.url),
                    "record": each.proof.record,
                    "length": each.proof.length,
                    "recorded_at": recorded_at,
                }
                for each in read
            ],
            key=("column_id", "sha256", "reader"),
            update={},
        )
