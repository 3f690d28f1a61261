"""The stored answers of addresses, for what is in a file beside a page."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from schemas.results import Evidence
from warehouse.connect import Warehouse
from warehouse.save.storable import address_key
from warehouse.tables import document_versions, documents


def stored_files(w: Warehouse, urls: Collection[str], *, as_of: datetime) -> dict[str, Evidence]:
    """By address the latest answer fetched up to `as_of`; addresses that were not fetched are not in it."""
    by_key = {address_key(url): url for url in urls}
    version = document_versions
    with w.read() as connection:
        rows = connection.execute(
            select(documents.c.url_sha256, documents.c.url, version.c.fetched_at, *_PROOF)
            .join(version, version.c.document_id == documents.c.id)
            .where(documents.c.url_sha256.in_(by_key), version.c.fetched_at <= as_of)
            .order_by(version.c.fetched_at, version.c.id)
        )
        return {
            by_key[row.url_sha256]: Evidence(
                url=row.url, fetched_at=row.fetched_at, sha256=row.sha256, record=row.record, length=row.length
            )
            for row in rows
        }


_PROOF = (document_versions.c.sha256, document_versions.c.record, document_versions.c.length)
