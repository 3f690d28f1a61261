"""What we understand of single pages, without an office or a warehouse: to try an address before it is registered."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from schemas.document_readings import DocumentReading
from schemas.entries import ListReading
from schemas.office import Office, Politeness
from schemas.yaml_files import YamlFile
from scrapers.browser import BrowserClient, chromium_for
from scrapers.client import Client, NotModified
from scrapers.documents import examine_document
from scrapers.errors import ScrapeError
from scrapers.lists import examine
from scrapers.page import Page
from scrapers.platforms import load_platforms
from scrapers.visit import Fetch


def read_lists(
    sources: list[str], *, base_url: str | None = None, office: Path | None = None, rendered: bool = False
) -> Iterator[ListReading]:
    """One reading per source (an address or a file), in order, also when one cannot be read: its state then says why.

    A file's own path stands in for its address unless `base_url` is given. With `office` its manners and the private
    servers it allows are used. With `rendered` addresses are drawn in a browser before they are read. Raises
    `ConfigError` if that office's `office.yml` cannot be used.
    """
    settings = YamlFile(office / "office.yml", Office).value if office else None
    platforms = load_platforms()
    manners = settings.politeness if settings else Politeness()
    client = Client(
        manners,
        clock=lambda: datetime.now(UTC),
        allowed_private=settings.allowed_private if settings else (),
    )
    today = datetime.now(settings.tz if settings else UTC).date()
    chromium = chromium_for(manners, zone=settings.zone if settings else "Asia/Shanghai")
    fetch: Fetch = client
    if rendered:
        read = partial(examine, platforms=platforms, today=today)
        fetch = BrowserClient(chromium, client, read=read, manners=manners)
    try:
        for source in sources:
            try:
                page = _fetched(source, fetch) if "://" in source else _saved(source, base_url)
                reading = examine(page, platforms=platforms, today=today)
            except ScrapeError as error:
                state = error.state if error.state not in ("unreachable", "refused") else "error_page"
                reading = ListReading(source=source, state=state, reason=error.reason)
            except OSError as error:
                reading = ListReading(source=source, state="not_a_list", reason=f"cannot be read: {error.strerror}")
            yield reading.model_copy(update={"source": source})
    finally:
        chromium.close()
        client.close()


def read_documents(
    sources: list[str], *, base_url: str | None = None, office: Path | None = None
) -> Iterator[DocumentReading]:
    """One reading of a single document per source, in order; addresses, files and `office` as for `read_lists`."""
    settings = YamlFile(office / "office.yml", Office).value if office else None
    client = Client(
        settings.politeness if settings else Politeness(),
        clock=lambda: datetime.now(UTC),
        allowed_private=settings.allowed_private if settings else (),
    )
    today = datetime.now(settings.tz if settings else UTC).date()
    try:
        for source in sources:
            try:
                page = _fetched(source, client) if "://" in source else _saved(source, base_url)
                reading = examine_document(page, today=today)
            except ScrapeError as error:
                state = "blocked" if error.state == "blocked" else "error_page"
                reading = DocumentReading(source=source, state=state, reason=error.reason)
            except OSError as error:
                reason = f"cannot be read: {error.strerror}"
                reading = DocumentReading(source=source, state="not_a_document", reason=reason)
            yield reading.model_copy(update={"source": source})
    finally:
        client.close()


def _fetched(url: str, client: Fetch) -> Page:
    answer = client.get(url)
    assert not isinstance(answer, NotModified), "nothing was held that could be unmodified"
    return answer


def _saved(source: str, base_url: str | None) -> Page:
    path = Path(source)
    return Page(url=base_url or path.resolve().as_uri(), body=path.read_bytes())
