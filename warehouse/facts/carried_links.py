"""Where links stand: on home pages, in the text of documents, as attachments of documents."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, case, select

from warehouse.facts.latest_of_documents import latest_details, latest_version
from warehouse.save.register import host_of as site_of
from warehouse.tables import document_versions, documents, home_links, home_pages, page_details, sites

Place = Literal["home", "text", "attachment"]


@dataclass(frozen=True, slots=True)
class CarriedLink:
    """One link of one page, as the latest look at that page knows it."""

    place: Place
    owner: int
    """The site's id of a home page, the document's id of anything else."""
    url: str
    text: str
    address: str
    """The page's own address, by which it is known."""
    page: Row[Any]
    """Where the page that shows it is stored: `url`, `fetched_at`, `sha256`, `record`, `length`."""
    shown_at: datetime
    """The latest look that found it there."""


def carried_links(connection: Connection, places: Collection[Place]) -> Iterator[CarriedLink]:
    """Every link that pages carry, page by page. An attachment is no link of its document's text as well."""
    if "home" in places:
        yield from _of_home_pages(connection)
    if "attachment" in places:
        yield from _attachments(connection)
    if "text" in places:
        yield from _of_texts(connection)


def host_of(url: str) -> str | None:
    """As a site of the register is called; `None` for what is no web address."""
    try:
        parts = urlsplit(url)
        return site_of(url) if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:  # no address at all, or no port
        return None


def _of_home_pages(connection: Connection) -> Iterator[CarriedLink]:
    latest = (
        select(home_pages.c.id)
        .where(home_pages.c.site_id == sites.c.id, home_pages.c.readable, home_pages.c.record.is_not(None))
        .order_by(home_pages.c.visited_at.desc())
        .limit(1)
        .correlate(sites)
        .scalar_subquery()
    )
    stored = (home_pages.c[name] for name in ("site_id", "visited_at", "url", "sha256", "record", "length"))
    rows = connection.execute(
        select(
            *stored,
            home_pages.c.visited_at.label("fetched_at"),
            home_links.c.url.label("target"),
            home_links.c.text,
        )
        .select_from(sites)
        .join(home_pages, home_pages.c.id == latest)
        .join(home_links, home_links.c.last_seen_home_page_id == home_pages.c.id)
        .order_by(sites.c.host, home_links.c.id)
    )
    for row in rows:
        yield CarriedLink("home", row.site_id, row.target, row.text, row.url, row, row.visited_at)


def _attachments(connection: Connection) -> Iterator[CarriedLink]:
    # One that was not found there at the latest attempt was last seen to carry anything when it was last read.
    looked = case((documents.c.failures == 0, documents.c.checked_at), else_=document_versions.c.fetched_at)
    rows = connection.execute(
        select(
            documents.c.id.label("owner"),
            documents.c.url,
            looked.label("shown_at"),
            *(document_versions.c[name] for name in ("attachments", "fetched_at", "sha256", "record", "length")),
        )
        .select_from(documents)
        .join(document_versions, document_versions.c.id == latest_version())
        .order_by(documents.c.id)
        .execution_options(stream_results=True)
    )
    for row in rows:
        for file in row.attachments:
            yield CarriedLink("attachment", row.owner, file["url"], file["title"], row.url, row, row.shown_at)


def _of_texts(connection: Connection) -> Iterator[CarriedLink]:
    rows = connection.execute(
        select(
            documents.c.id.label("owner"),
            documents.c.url.label("address"),
            documents.c.details_at,
            document_versions.c.attachments,
            page_details.c.read_at.label("fetched_at"),
            *(page_details.c[name] for name in ("url", "links", "sha256", "record", "length")),
        )
        .select_from(documents)
        .join(page_details, page_details.c.id == latest_details())
        .outerjoin(document_versions, document_versions.c.id == latest_version())
        .order_by(documents.c.id)
        .execution_options(stream_results=True)
    )
    for row in rows:
        attached = {file["url"] for file in row.attachments or ()}
        for link in row.links:
            if link["url"] not in attached:
                shown_at = row.details_at or row.fetched_at
                yield CarriedLink("text", row.owner, link["url"], link["text"], row.address, row, shown_at)
