"""Remember what a page's answer said about itself, so that the next request can ask whether it changed."""

from collections.abc import Sequence

from warehouse.connect import Warehouse
from warehouse.save.upsert import upsert
from warehouse.save.visits import address_key, column_id_of, storable
from warehouse.tables import validators
from warehouse.validators import PageValidators


def save_validators(w: Warehouse, *, agency: str, column: str, pages: Sequence[PageValidators]) -> None:
    """Keep the validators of a column's pages, also of those that sent none: the body's digest still tells whether the
    next answer is a new one. Raises `NotRegistered`.
    """
    with w.write() as connection:
        column_id = column_id_of(connection, w, agency, column)
        rows = {
            address_key(page.url): {
                "column_id": column_id,
                "url_sha256": address_key(page.url),
                "url": storable(page.url),
                "etag": page.etag and storable(page.etag),
                "last_modified": page.last_modified and storable(page.last_modified),
                "sha256": page.sha256,
                "record": page.record,
                "fetched_at": page.fetched_at,
            }
            for page in pages
        }
        upsert(connection, validators, list(rows.values()), key=("column_id", "url_sha256"))
