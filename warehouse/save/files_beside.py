"""Put files that belong to a page on the list of documents: a night fetches and keeps them as any other document."""

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlsplit

from warehouse.connect import Warehouse
from warehouse.save.bulk import insert_missing_rows, queue_writers
from warehouse.save.storable import key_of, storable
from warehouse.tables import documents


def list_files(w: Warehouse, files: Sequence[tuple[str, date | None]], *, now: datetime) -> None:
    """`files`: address, and the day of publication of the page that leads to it. What is on the list stays as it is."""
    rows = {}
    for address, published in files:
        url = storable(address)
        key = key_of(url)
        rows[key] = (key, url, urlsplit(url).netloc.lower(), now, published, now, 0, 0, "")
    if rows:
        with w.write() as connection:
            queue_writers(connection)
            insert_missing_rows(connection, documents, _COLUMNS, list(rows.values()), key="url_sha256")


_COLUMNS = ("url_sha256", "url", "host", "listed_at", "published", "due_at", "reads", "failures", "reason")
