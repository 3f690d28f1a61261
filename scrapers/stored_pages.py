"""The stored pages of one visit, given to whoever asks for them: a visit that reads from them asks no server."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urldefrag, urlencode

from schemas.results import Evidence
from scrapers.errors import EvidenceError, Unreachable
from scrapers.fetching.client import Trace, Validators
from scrapers.fetching.transport import Exchange
from scrapers.held import KeptExchange
from scrapers.pages.page import Page
from scrapers.stored import POSTED, read_page, read_record
from scrapers.warc.members import Member, members
from scrapers.warc.records import public_address

_Request = tuple[str, bytes | None]
"""An address without its scheme, because most sites lead from http to https, and what was posted to it, if anything."""


class _Held(NamedTuple):
    page: Page
    exchange: KeptExchange
    sent: bytes | None
    """What was posted for it; `None` if it was asked for by its address alone."""
    drawn: bool


class StoredPages:
    """Client and store of a visit in one (`scrapers.asking.Fetch`, `scrapers.asking.Store`).

    `evidence` are the visit's pages in the order they were asked for, the first of them what `url` led to; `at` is the
    moment of the visit, with a zone. Raises `EvidenceError` if one of the pages is missing, damaged, or not the one
    that its evidence means.
    """

    def __init__(self, var_dir: Path, url: str, evidence: Sequence[Evidence], *, at: datetime) -> None:
        self._at = at
        self._held: dict[_Request, _Held] = {}
        for position, proof in enumerate(evidence):
            held = _load(var_dir, proof)
            if position == 0:
                self._first = held
                self._held[_request(url, None)] = held
            self._held.setdefault(_request(held.page.url, held.sent), held)

    @property
    def answered(self) -> bool:
        """Its own address led to a page, whatever stands on it: there is something to read."""
        page = self._first.page
        return page.status == 200 and bool(page.body.strip())

    @property
    def drawn(self) -> bool:
        """A browser drew some of them."""
        return any(held.drawn for held in self._held.values())

    def get(
        self,
        url: str,
        *,
        came_from: str | None = None,
        form: Mapping[str, str] | None = None,
        validators: Validators | None = None,
        trace: Trace | None = None,
    ) -> Page:
        """The page as it came then. Raises `Unreachable` if it was not asked for then, or what came was no page."""
        sent = None if form is None else urlencode(list(form.items())).encode("ascii")
        held = self._held.get(_request(url, sent))
        if held is None:
            raise Unreachable(url, "it was not fetched in the visit that is read again")
        if trace is not None:
            trace.exchanges.append(held.exchange)
        if held.page.status != 200 or not held.page.body.strip():
            raise Unreachable(url, f"answered {held.page.status} without a page in the visit that is read again")
        return Page(
            url=held.page.url,
            body=held.page.body,
            requested=url,
            headers=held.page.headers,
            fetched_at=held.page.fetched_at,
        )

    def now(self) -> datetime:
        """The moment of the visit."""
        return self._at

    def keep(self, exchange: Exchange, *, earlier: Validators | None = None) -> Evidence:
        """Where the answer is kept already."""
        assert isinstance(exchange, KeptExchange), "nothing is given that was not stored"
        return exchange.evidence

    def page(self, record: str) -> Page:
        """Never asked for: no page is held to be unchanged."""
        raise EvidenceError(f"{record}: nothing is asked for conditionally when stored pages are read")

    def has(self, record: str) -> bool:
        """Nothing is held to be unchanged."""
        return False


def _load(var_dir: Path, proof: Evidence) -> _Held:
    record = proof.record
    if record is None:
        raise EvidenceError(f"{proof.url}: no stored answer belongs to it")
    if sha256(read_record(var_dir, record, length=proof.length).body).hexdigest() != proof.sha256:
        raise EvidenceError(f"{record}: holds another page than the one that was read")
    page = read_page(var_dir, record)
    file, _, offset = record.partition("#")
    following = members(var_dir / file, start=int(offset))
    answer = next(following)
    posted = POSTED.lower() in answer.fields
    sent = _sent(record, answer, next(following, None)) if posted else None
    return _Held(page, _exchange(page, proof), sent, drawn=answer.kind == "conversion")


def _sent(record: str, answer: Member, request: Member | None) -> bytes:
    if request is None or request.fields.get("warc-concurrent-to") != answer.fields.get("warc-record-id"):
        raise EvidenceError(f"{record}: what was posted for it is not stored beside it")
    return request.block.partition(b"\r\n\r\n")[2]


def _exchange(page: Page, proof: Evidence) -> KeptExchange:
    assert page.fetched_at is not None, "a stored page has its moment"
    return KeptExchange(
        url=page.url,
        status=page.status,
        reason="",
        headers=tuple(page.headers.items()),
        wire_body=page.body,
        body=page.body,
        fetched_at=page.fetched_at,
        evidence=proof,
    )


def _request(url: str, sent: bytes | None) -> _Request:
    return public_address(urldefrag(url).url).partition("://")[2], sent
