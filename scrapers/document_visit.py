"""Look at one document that a column leads to: fetch it, keep it, read it."""

import hashlib
import json
from datetime import date
from typing import Any, Protocol

from schemas.document_readings import DocumentReading
from schemas.document_visits import DocumentVisit
from schemas.page_details import PageDetails
from scrapers.asking import Asked, Costs, Fetch, Store, ask
from scrapers.documents.reading import examine_document
from scrapers.errors import EvidenceError, Gone, ScrapeError
from scrapers.fetching.client import Validators
from scrapers.pages.page import Page

# What a file of a common format begins with; what begins like a page is read as one, whatever the server calls it.
_FILES = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
)


class Reads(Protocol):
    """Makes of a page what it says as a document; raises nothing."""

    def __call__(self, page: Page, *, today: date) -> DocumentReading: ...


class ReadsDetails(Protocol):
    """What a page carries that was read as a document; raises nothing."""

    def __call__(self, page: Page, reading: DocumentReading, *, today: date) -> PageDetails: ...


def visit_document(
    url: str,
    *,
    client: Fetch,
    store: Store,
    today: date,
    earlier: Validators | None = None,
    read: Reads = examine_document,
    read_details: ReadsDetails | None = None,
) -> DocumentVisit:
    """See the document at `url`; never raises `ScrapeError`.

    `earlier`: what is held of it; if it has not changed, `state` is `None` and nothing is parsed. `today` ends its
    possible dates. With `read_details` what its page carries is read too, of an unchanged page from what is held of
    it. Raises `EvidenceError` if an answer cannot be stored.
    """
    costs = Costs()
    observed_at = client.now()
    facts: dict[str, Any]
    try:
        answer = ask(url, client=client, store=store, earlier=earlier, costs=costs)
    except ScrapeError as error:
        state = "gone" if isinstance(error, Gone) else error.state
        facts = {"state": state, "reason": error.reason, "cause": error.cause}
    else:
        facts = {"state": None}
        if answer.page is not None and not answer.unchanged:
            facts = _understood(answer.page, read=read, read_details=read_details, today=today)
        elif read_details is not None and (page := _unchanged_page(answer, store)) is not None:
            again = _understood(page, read=read, read_details=read_details, today=today)
            facts["details"] = again.get("details")
        if answer.to_hold is not None:
            facts |= {"etag": answer.to_hold.etag, "last_modified": answer.to_hold.last_modified}
    return DocumentVisit(
        url=url,
        observed_at=observed_at,
        **facts,
        evidence=tuple(costs.evidence),
        requests=costs.requests,
        bytes=costs.received,
    )


def content_sha256(reading: DocumentReading) -> str:
    """A digest of what the document says: not of its page, which shows another visitor count every day."""
    said = [
        reading.title,
        reading.published and reading.published.isoformat(),
        reading.dates.issued and reading.dates.issued.isoformat(),
        reading.index_no,
        reading.doc_no,
        reading.issuer,
        reading.text,
        [[attachment.title, attachment.url] for attachment in reading.attachments],
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _understood(page: Page, *, read: Reads, read_details: ReadsDetails | None, today: date) -> dict[str, Any]:
    if page.body.startswith(_FILES):
        return {"state": "file", "content_sha256": hashlib.sha256(page.body).hexdigest()}
    reading = read(page, today=today)
    if reading.state != "document":
        return {"state": reading.state, "reason": reading.reason or "", "cause": "our_failure", "parses": 1}
    return {
        "state": "document",
        "reading": reading,
        "content_sha256": content_sha256(reading),
        "details": read_details(page, reading, today=today) if read_details else None,
        "parses": 1,
    }


def _unchanged_page(answer: Asked, store: Store) -> Page | None:
    """The page that did not change, sent again or held; `None` if what is held is damaged."""
    if answer.page is not None or answer.earlier is None:
        return answer.page
    try:
        return store.page(answer.earlier.record)
    except EvidenceError:
        return None
