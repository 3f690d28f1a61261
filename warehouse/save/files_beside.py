"""Put files that belong to a page on the list of documents: a night fetches and keeps them as any other document."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from warehouse.connect import Warehouse
from warehouse.save.bulk import insert_missing_rows, queue_writers
from warehouse.save.storable import key_of, storable
from warehouse.tables import documents


@dataclass(frozen=True, slots=True)
class FileBeside:
    """A file that a page leads to."""

    url: str
    published: date | None
    """The page's own day."""
    listed_at: datetime
    """When the page was looked at, not when it is saved: that depends on how much is saved at once."""


def list_files(w: Warehouse, files: Sequence[FileBeside]) -> None:
    """Of several pages that lead to one file the first counts. What is on the list stays as it is."""
    rows: dict[str, tuple[object, ...]] = {}
    for file in files:
        url = storable(file.url)
        key = key_of(url)
        host = urlsplit(url).netloc.lower()
        rows.setdefault(key, (key, url, host, file.listed_at, file.published, file.listed_at, 0, 0, ""))
    if rows:
        with w.write() as connection:
            queue_writers(connection)
            insert_missing_rows(connection, documents, _COLUMNS, list(rows.values()), key="url_sha256")


_COLUMNS = ("url_sha256", "url", "host", "listed_at", "published", "due_at", "reads", "failures", "reason")
