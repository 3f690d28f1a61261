"""Visit one column: its first page, the pages after it as far as needed, the evidence of each.

Every visit ends in a `ColumnVisit`, also one that learned nothing: then it says why, and whose fault that is. Errors of
the world become its `state`; errors of the program and of the disk are not caught.
"""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Protocol

from schemas.agencies import Column
from schemas.entries import READABLE, Entry, ListReading
from schemas.results import ColumnVisit, Evidence
from scrapers.client import NotModified, Trace, Validators
from scrapers.errors import EvidenceError, ScrapeError, Unreachable
from scrapers.page import Page
from scrapers.transport import Exchange

# A server that goes on answering "not modified" for pages that were modified is believed for a week at most.
TRUST_NOT_MODIFIED = timedelta(days=7)


class Fetch(Protocol):
    """What a visit needs of `scrapers.client.Client`."""

    def get(self, url: str, *, validators: Validators | None = None, trace: Trace | None = None) -> Page | NotModified:
        """A page; raises `ScrapeError`."""

    def now(self) -> datetime:
        """The moment, with a zone."""


class Store(Protocol):
    """What a visit needs of `scrapers.evidence.EvidenceStore`."""

    def keep(self, exchange: Exchange, *, earlier: Validators | None = None) -> Evidence:
        """Store one answer."""

    def page(self, record: str) -> Page:
        """A stored page; raises `EvidenceError` if it is lost or damaged."""


class ReadList(Protocol):
    """`scrapers.lists.read_list` with its platforms already given."""

    def __call__(self, page: Page, *, platform: str | None, today: date) -> ListReading:
        """One listing page; raises `ScrapeError`."""


def visit_column(
    column: Column,
    *,
    agency: str,
    client: Fetch,
    store: Store,
    read: ReadList,
    today: date,
    known: frozenset[str] = frozenset(),
    known_back_to: date | None = None,
    max_pages: int = 30,
    validators: Mapping[str, Validators] | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> ColumnVisit:
    """Read `column` of the agency with code `agency`; never raises `ScrapeError`.

    `known`: addresses of entries seen on earlier nights; `known_back_to`: everything dated on or after this day is
    among them (`None`: that cannot be said). Paging stops at a page that is known as a whole, but only where that
    proves something: `known_back_to` is given, and the list runs from new to old. `validators`, by page address, save
    the transfer of pages that have not changed, for a week after they were last sent. `today` completes dates without
    a year.

    Raises `EvidenceError` if an answer cannot be stored.
    """
    started = monotonic()
    walk = _Walk(column=column, client=client, store=store, read=read, today=today, validators=validators or {})
    facts: dict[str, Any] = {"observed_at": client.now()}
    try:
        first = walk.page(column.url)
    except ScrapeError as error:
        facts |= {"state": error.state, "reason": error.reason, "cause": error.cause}
    else:
        facts |= _first_page(first, known=known)
        if first.state == "list":
            facts |= walk.further(first, known=known, known_back_to=known_back_to, max_pages=max_pages)
    visit = ColumnVisit(
        agency=agency,
        column=column.code,
        url=column.url,
        **facts,
        pages_read=walk.pages_read,
        entries=tuple(walk.entries.values()),
        evidence=tuple(walk.evidence),
        requests=walk.requests,
        bytes=walk.received,
        seconds=round(max(0.0, monotonic() - started), 3),
    )
    return visit if column.issuer is None else only_of_issuer(visit, issuer=column.issuer)


def worth_a_second_try(visit: ColumnVisit) -> bool:
    """What kept us from reading may be gone in twenty minutes."""
    return visit.state in _MAY_PASS or visit.broken_off


def only_of_issuer(visit: ColumnVisit, *, issuer: str) -> ColumnVisit:
    """The visit as it concerns one of several agencies that share an address.

    Entries of others are left out where the list shows who issued them; where it shows none, nothing can be told
    apart and all stay. A list without any entry of `issuer` accuses nobody: the register may spell the name otherwise
    than the site does, so a person must look.
    """
    if not any(entry.issuer for entry in visit.entries):
        return visit
    own = tuple(entry for entry in visit.entries if _is_issued_by(entry, issuer))
    if own or visit.read_back_to != date.min:
        return visit.model_copy(update={"entries": own})
    named = ", ".join(sorted({entry.issuer for entry in visit.entries if entry.issuer})[:5])
    reason = f"none of {len(visit.entries)} entries is issued by {issuer} (named: {named}): a person must look"
    return visit.model_copy(
        update={
            "entries": own,
            "state": "not_a_list",
            "cause": "not_assessable",
            "reason": reason,
            "read_back_to": None,
        }
    )


# The states of the errors in `scrapers.errors` that are worth a second try, and columns whose turn never came.
_MAY_PASS = frozenset({"unreachable", "blocked", "error_page", "not_tried"})


def _first_page(reading: ListReading, *, known: frozenset[str]) -> dict[str, Any]:
    """State and identity of a visit as its first page gives them."""
    facts: dict[str, Any] = {
        "state": reading.state,
        "reason": reading.reason,
        "pages_stated": reading.pages,
        "total_stated": reading.total,
        "product": reading.product,
        "identity": reading.identity,
    }
    if reading.state not in READABLE:
        facts["cause"] = "not_assessable" if reading.state == "needs_data" else "our_failure"
    elif reading.state != "list":
        facts |= {"read_back_to": date.min} | _gone("the list is empty", known)
    return facts


def _gone(reason: str, known: frozenset[str]) -> dict[str, Any]:
    """A column that had items and shows none has moved or broken more often than it was emptied: nobody is accused."""
    if not known:
        return {}
    reason = f"{reason}, but {len(known)} items of it are known: a person must look"
    return {"state": "not_a_list", "cause": "not_assessable", "reason": reason, "read_back_to": None}


def _is_issued_by(entry: Entry, issuer: str) -> bool:
    return "".join((entry.issuer or "").split()) == "".join(issuer.split())


@dataclass
class _Walk:
    """One walk through the pages of a column, and what it has gathered so far."""

    column: Column
    client: Fetch
    store: Store
    read: ReadList
    today: date
    validators: Mapping[str, Validators]
    entries: dict[str, Entry] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    rows: int = 0
    """Entries with their repetitions, to compare with the total a list states."""
    pages_read: int = 0
    requests: int = 0
    received: int = 0
    """Body bytes."""
    _asked: set[str] = field(default_factory=set)
    _bodies: set[bytes] = field(default_factory=set)
    _fresh: list[Entry] = field(default_factory=list)
    """What the last page brought that no page before it had."""
    _bottom: date | None = None
    """The oldest day of the last page that had any."""

    def page(self, url: str) -> ListReading:
        """Fetch, keep and read one page. Raises `ScrapeError`; what was received is kept all the same."""
        self._asked.add(url)
        trace = Trace()
        earlier, held = self._held(url)
        try:
            answer = self.client.get(url, validators=earlier, trace=trace)
        finally:
            self.requests += trace.requests
            self.received += trace.bytes
            kept = [self.store.keep(exchange, earlier=earlier) for exchange in trace.exchanges]
            self.evidence += kept[-1:]
        page = held if isinstance(answer, NotModified) and held is not None else answer
        assert isinstance(page, Page)
        reading = self.read(page, platform=self.column.platform, today=self.today)
        digest = hashlib.sha256(page.body).digest()
        if digest in self._bodies:
            raise _Repeated(url, "shows the same page again")
        self._bodies.add(digest)
        self._take(url, reading)
        return reading

    def _held(self, url: str) -> tuple[Validators | None, Page | None]:
        """What an earlier night kept of this page, if it can still be read; without conditions once it is too old."""
        earlier = self.validators.get(url)
        if earlier is None:
            return None, None
        try:
            page = self.store.page(earlier.record)
        except EvidenceError:
            return None, None
        if self.client.now() - earlier.fetched_at > TRUST_NOT_MODIFIED:
            earlier = replace(earlier, etag=None, last_modified=None)
        return earlier, page

    def further(
        self, first: ListReading, *, known: frozenset[str], known_back_to: date | None, max_pages: int
    ) -> dict[str, Any]:
        """Read the pages after the first; why and where it ended, as fields of a `ColumnVisit`."""
        reading = first
        newest_first = True
        while True:
            newest_first = newest_first and self._runs_from_new_to_old()
            if known_back_to is not None and newest_first and self._all_known(reading, known):
                return {"stopped_at_known": True, "read_back_to": known_back_to}
            if reading.next is None or reading.next in self._asked:
                return self._end(first, looped=reading.next is not None, newest_first=newest_first)
            if self.pages_read >= max_pages:
                reason = f"stopped after {max_pages} pages, the limit for one visit"
                top = self._top(newest_first)
                undated = any(entry.published is None for entry in self.entries.values())
                return top | {"read_back_to": None if undated else top["seen_back_to"], "reason": reason}
            following = reading.next
            try:
                reading = self.page(following)
            except _Repeated:
                return self._end(first, looped=True, newest_first=newest_first)
            except ScrapeError as error:
                reason = f"page {self.pages_read + 1} could not be read: {following}: {error.reason}"
                return self._top(newest_first) | {"reason": reason, "broken_off": True}

    def _take(self, url: str, reading: ListReading) -> None:
        """Add a page's entries. A later page must be a list and bring something, or the walk has gone astray."""
        later = self.pages_read > 0
        if later and reading.state != "list":
            raise Unreachable(url, f"is no page of this list ({reading.state}) {reading.reason}".strip())
        fresh = [entry for entry in reading.items if entry.url not in self.entries]
        if later and not fresh:
            raise _Repeated(url, "brings no entry that an earlier page did not bring")
        if reading.state in READABLE:
            self.pages_read += 1
        self.rows += len(reading.items)
        self._fresh = fresh
        for entry in fresh:
            self.entries.setdefault(entry.url, entry)

    def _runs_from_new_to_old(self) -> bool:
        """The last page's own dates fall, but for older rows pinned at its top, and begin where the page before ended.

        Without this, new entries may stand anywhere.
        """
        days = [entry.published for entry in self._fresh if entry.published is not None]
        if not days:
            return True
        top = days.index(max(days))
        falling = days[top:]
        above, self._bottom = self._bottom, falling[-1]
        if above is not None and falling[0] > above:
            return False
        return top <= len(days) // 2 and all(one >= other for one, other in pairwise(falling))

    def _all_known(self, reading: ListReading, known: frozenset[str]) -> bool:
        issuer = self.column.issuer
        own = [entry for entry in reading.items if issuer is None or not entry.issuer or _is_issued_by(entry, issuer)]
        return bool(own) and all(entry.url in known for entry in own)

    def _end(self, first: ListReading, *, looped: bool, newest_first: bool) -> dict[str, Any]:
        """No further page. That this is the list's end is believed only if its own figures do not speak against it."""
        if first.pages is not None and first.pages > self.pages_read:
            reason = f"the list states {first.pages} pages, {self.pages_read} were found"
        elif first.total is not None and first.total > self.rows:
            reason = f"the list states {first.total} entries, {self.rows} were found"
        elif looped and first.pages is None and first.total is None:
            reason = f"paging leads back to an earlier page after {self.pages_read} pages"
        else:
            return {"read_back_to": date.min}
        return self._top(newest_first) | {"reason": reason}

    def _top(self, newest_first: bool) -> dict[str, Any]:
        """How far down the top of an unfinished list was read; rows pinned above it vouch for nothing.

        The day after the oldest one: on that day itself more may stand on the next page.
        """
        surely = self._bottom + timedelta(days=1) if newest_first and self._bottom else None
        return {"read_back_to": None, "seen_back_to": surely}


class _Repeated(Unreachable):
    """A page that was seen before came again under another address."""
