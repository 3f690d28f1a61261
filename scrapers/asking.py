"""Ask for one page and keep every answer before anything is made of it; what came again unchanged is told apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from schemas.results import Evidence
from scrapers.fetching.client import NotModified, Trace, Validators
from scrapers.fetching.rendering import Rendering
from scrapers.fetching.transport import Exchange
from scrapers.pages.page import Page

# A server that goes on answering "not modified" for pages that were modified is believed for a week at most.
TRUST_NOT_MODIFIED = timedelta(days=7)


class Fetch(Protocol):
    """What a visit needs of `scrapers.fetching.client.Client`."""

    def get(
        self,
        url: str,
        *,
        came_from: str | None = None,
        form: Mapping[str, str] | None = None,
        validators: Validators | None = None,
        trace: Trace | None = None,
    ) -> Page | NotModified:
        """A page, or the answer to a posted form; `came_from` is the page that named it. Raises `ScrapeError`."""

    def now(self) -> datetime:
        """The moment, with a zone."""


class Store(Protocol):
    """What a visit needs of `scrapers.evidence.EvidenceStore`."""

    def keep(self, exchange: Exchange, *, earlier: Validators | None = None) -> Evidence:
        """Store one answer."""

    def page(self, record: str) -> Page:
        """A stored page; raises `EvidenceError` if it is lost or damaged."""

    def has(self, record: str) -> bool:
        """Whether a stored answer is still where it was; cheap, and no proof that it is undamaged."""


@dataclass
class Costs:
    """What asking came to, also where it failed."""

    requests: int = 0
    received: int = 0
    """Body bytes."""
    not_modified: int = 0
    """Answers 304."""
    evidence: list[Evidence] = field(default_factory=list)
    """One a page asked for, the last answer that came for it."""


@dataclass(frozen=True)
class Asked:
    """What came for one request."""

    page: Page | None
    """`None` if the server sent nothing because `earlier` still holds."""
    earlier: Validators | None
    unchanged: bool
    """The page is the one that `earlier` names, sent again or not."""
    to_hold: Validators | None
    """What to ask with next time; `None` for what its address alone does not name."""


def ask(
    url: str,
    *,
    client: Fetch,
    store: Store,
    earlier: Validators | None,
    costs: Costs,
    came_from: str | None = None,
    form: Mapping[str, str] | None = None,
) -> Asked:
    """Fetch and keep one page. Raises `ScrapeError`; what was received is kept all the same, and added to `costs`.

    `earlier`: what an earlier night kept of the page, used while its body is still there. A body that is sent again
    after a week is stored again too, so that no evidence hangs on a file much older than itself.
    """
    if earlier is not None and not store.has(earlier.record):
        earlier = None
    trusted = earlier is not None and client.now() - earlier.fetched_at <= TRUST_NOT_MODIFIED
    conditions = earlier if earlier is None or trusted else replace(earlier, etag=None, last_modified=None)
    still = earlier if trusted else None
    trace = Trace()
    try:
        answer = client.get(url, came_from=came_from, form=form, validators=conditions, trace=trace)
    finally:
        costs.requests += trace.requests
        costs.received += trace.bytes
        kept = [store.keep(exchange, earlier=still) for exchange in trace.exchanges]
        costs.evidence += kept[-1:]
    if isinstance(answer, NotModified):
        costs.not_modified += 1
        return Asked(page=None, earlier=earlier, unchanged=True, to_hold=answer.validators)
    last = trace.exchanges[-1]
    same = earlier is not None and earlier.url == last.url and earlier.sha256 == kept[-1].sha256
    named = form is None and not isinstance(last, Rendering)
    return Asked(answer, earlier, same, _to_hold(last, kept[-1], still if same else None) if named else None)


def _to_hold(exchange: Exchange, kept: Evidence, still: Validators | None) -> Validators:
    """`still`: the page that came again unchanged, whose body is kept where it was."""
    assert kept.record is not None
    assert kept.sha256 is not None
    return Validators(
        url=exchange.url,
        sha256=kept.sha256,
        record=still.record if still else kept.record,
        fetched_at=still.fetched_at if still else exchange.fetched_at,
        etag=exchange.header("ETag"),
        last_modified=exchange.header("Last-Modified"),
    )
