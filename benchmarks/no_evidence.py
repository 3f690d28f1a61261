"""A place for answers that keeps none: what a crawl costs without its evidence."""

import hashlib

from schemas.results import Evidence
from scrapers.errors import EvidenceError
from scrapers.fetching.client import Validators
from scrapers.fetching.transport import Exchange
from scrapers.pages.page import Page


class NoEvidence:
    """Stands in for `scrapers.evidence.EvidenceStore`."""

    def keep(self, exchange: Exchange, *, earlier: Validators | None = None) -> Evidence:
        """The answer's digest, by which the next night tells whether the page changed, and an address of nothing."""
        digest = hashlib.sha256(exchange.wire_body).hexdigest()
        return Evidence(url=exchange.url, fetched_at=exchange.fetched_at, sha256=digest, record="none#0")

    def page(self, record: str) -> Page:
        """Raises `EvidenceError`, always."""
        raise EvidenceError(f"{record}: nothing was kept")

    def has(self, record: str) -> bool:
        """Never."""
        return False

    def sync(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is open."""
