"""The walk through the pages of one column: what is asked next, what each page brings, where the list ends.

A page is stored before it is read. That a list was read to its end is said only if nothing speaks against it.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Protocol

from schemas.agencies import Column
from schemas.entries import READABLE, Entry, ListReading
from scrapers.asking import Asked, Costs, Fetch, Store, ask
from scrapers.data.answers import data_kind
from scrapers.errors import EvidenceError, ScrapeError, Unreachable
from scrapers.fetching.client import Validators
from scrapers.pages.links import same_site
from scrapers.pages.page import Page
from scrapers.states.blank import is_cut_off

SEARCH_WINDOW = 10_000
"""The most results a search engine hands out by default (Elasticsearch, `index.max_result_window`): a list that is
filled from one and has exactly so many entries may have more."""


class ReadList(Protocol):
    """`scrapers.lists.reading.read_list` with its platforms already given."""

    def __call__(self, page: Page, *, platform: str | None, today: date) -> ListReading:
        """One listing page; raises `ScrapeError`."""


_Request = tuple[str, tuple[tuple[str, str], ...]]
"""An address and what is posted to it."""


@dataclass
class Walk:
    """One walk through the pages of a column, and what it has gathered so far."""

    column: Column
    client: Fetch
    store: Store
    read: ReadList
    today: date
    validators: Mapping[str, Validators]
    first: Validators | None = None
    """What is held of the column's own address, whatever it leads to."""
    entries: dict[str, Entry] = field(default_factory=dict)
    costs: Costs = field(default_factory=Costs)
    caps: frozenset[int] = frozenset()
    fetched: int = 0
    """Rows of all pages, repetitions included."""
    rows: int = 0
    """The same to compare with the total a list states: without those that the data repeats of the page before it."""
    pages_read: int = 0
    parses: int = 0
    held: list[Validators] = field(default_factory=list)
    """What to hold of each page that its address alone names, for the next night's conditional requests."""
    newest_first: bool = True
    """Nothing so far speaks against a list that runs from new to old."""
    from_shell: bool = False
    """The list's own page shows no entries: they come from data that stands behind it."""
    _answers: dict[str, Asked] = field(default_factory=dict)
    """Answers looked at and not yet read."""
    _asked: set[_Request] = field(default_factory=set)
    _bodies: set[int] = field(default_factory=set)
    """Of each page read so far the hash of its body."""
    _fresh: list[Entry] = field(default_factory=list)
    """What the last page brought that no page before it had."""
    _bottom: date | None = None
    """The oldest day of the last page that had any."""

    total_stated: int | None = None
    """Entries of the whole list as its first page, or the data behind it, states them."""
    _here: str | None = None
    """Address of the page read last."""
    _in_data: bool = False
    """Entries come from data, whose portions are not the pages that the list shows its visitors."""

    def all_unchanged(self, addresses: Sequence[str]) -> bool:
        """Every one of these pages is still the one that `validators` name. Ends at the first that is not; what came
        is read later without asking again. Raises `ScrapeError`.
        """
        for url in addresses:
            answer = self._answers[url] = self._ask(url)
            if not answer.unchanged or answer.earlier is None:
                return False
            self._here = answer.earlier.url
        return True

    def page(self, url: str, *, form: Mapping[str, str] | None = None, product: str | None = None) -> ListReading:
        """Fetch, keep and read one page. Raises `ScrapeError`; what was received is kept all the same.

        `form` is posted to `url`. `product`: what the page before it was built with, for data that does not say so.
        """
        self._asked.add(_request(url, form))
        looked_at = self._answers.pop(url, None) if form is None else None
        answer = looked_at or self._ask(url, form=form)
        page = answer.page or self._stored(url, answer)
        self._here = page.url
        is_data = data_kind(page.text) is not None
        self.parses += 1
        reading = self.read(page, platform=self.column.platform or (product if is_data else None), today=self.today)
        body = hash(page.body)
        if body in self._bodies:
            raise _Repeated(url, "shows the same page again")
        self._bodies.add(body)
        if self.pages_read and is_cut_off(page.text):
            raise Unreachable(url, "the page breaks off before its end")
        self._take(url, reading, is_data=is_data)
        return reading

    def _ask(self, url: str, *, form: Mapping[str, str] | None = None, anew: bool = False) -> Asked:
        """Fetch and keep one page; with `anew` it is sent in full."""
        earlier = None
        if form is None and not anew:
            earlier = (self.first if url == self.column.url else None) or self.validators.get(url)
        answer = ask(
            url,
            client=self.client,
            store=self.store,
            earlier=earlier,
            costs=self.costs,
            came_from=self._here,
            form=form,
        )
        if answer.to_hold is not None:
            self.held.append(answer.to_hold)
        return answer

    def _stored(self, url: str, answer: Asked) -> Page:
        """The page that the server did not send again; asked for in full if what was kept of it is damaged."""
        assert answer.earlier is not None
        try:
            return self.store.page(answer.earlier.record)
        except EvidenceError:
            self.costs.evidence.pop()
            self.held.pop()
            page = self._ask(url, anew=True).page
            assert page is not None
            return page

    def forget_entries(self) -> None:
        """What was read belongs to another page than the one that was wanted; its evidence stays."""
        self.entries.clear()
        self.fetched = self.rows = 0
        self.total_stated = None

    def data_of(self, shell: ListReading) -> ListReading:
        """The data behind the page `shell`, as if it stood in the page. Raises `ScrapeError`."""
        assert shell.data is not None
        self.from_shell = True
        reading = self.page(shell.data, product=shell.product)
        return reading.model_copy(update={"product": shell.product, "identity": shell.identity})

    def further(
        self, first: ListReading, *, known: Set[str], known_back_to: date | None, max_pages: int, deep: bool
    ) -> dict[str, Any]:
        """Read the pages after the first; why and where it ended, as fields of a `ColumnVisit`.

        With `deep`, known items end it only where `max_pages` does.
        """
        reading = first
        # A list taken with a doubt (the first of two arrays as likely) vouches for nothing but the items it shows.
        self.newest_first = not first.reason
        while True:
            self.newest_first = newest_first = self.newest_first and self._runs_from_new_to_old()
            may_stop = not deep or self.pages_read >= max_pages
            if may_stop and known_back_to is not None and newest_first and self._all_known(reading, known):
                return self._top(newest_first) | {"stopped_at_known": True, "read_back_to": known_back_to}
            following = reading.next
            looped = following is not None and _request(following, reading.next_form) in self._asked
            if following is None or looped or self._has_all():
                return self._end(first, looped=looped, newest_first=newest_first)
            if self._here is not None and not same_site(self._here, following):
                return self._top(newest_first) | {"reason": f"the next page is said to be on another site: {following}"}
            if self.pages_read >= max_pages:
                reason = f"stopped after {max_pages} pages, the limit for one visit"
                top = self._top(newest_first)
                undated = any(entry.published is None for entry in self.entries.values())
                return top | {"read_back_to": None if undated else top["seen_back_to"], "reason": reason}
            try:
                reading = self.page(following, form=reading.next_form, product=first.product)
            except _Repeated:
                return self._end(first, looped=True, newest_first=newest_first)
            except ScrapeError as error:
                reason = f"page {self.pages_read + 1} could not be read: {following}: {error.reason}"
                return self._top(newest_first) | {"reason": reason, "broken_off": True}

    def _take(self, url: str, reading: ListReading, *, is_data: bool) -> None:
        """Add a page's entries. A later page must be a list and bring something, or the walk has gone astray.

        Data is otherwise: beyond its end it is an empty list, and its first portion may hold again what the page shows.
        """
        later = self.pages_read > 0
        first_data = is_data and not self._in_data
        self._in_data = self._in_data or is_data
        if self.total_stated is None and (is_data or not later):
            self.total_stated = reading.total
        if later and is_data and reading.state == "blank":
            self._fresh = []
            return
        if later and reading.state != "list":
            raise Unreachable(url, f"is no page of this list ({reading.state}) {reading.reason}".strip())
        fresh = [entry for entry in reading.items if entry.url not in self.entries]
        if later and not fresh and not (first_data and reading.next is not None):
            raise _Repeated(url, "brings no entry that an earlier page did not bring")
        if reading.state in READABLE:
            self.pages_read += 1
        self.fetched += len(reading.items)
        self.rows += len(fresh) if later and first_data else len(reading.items)
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

    def _all_known(self, reading: ListReading, known: Set[str]) -> bool:
        issuer = self.column.issuer
        own = [entry for entry in reading.items if issuer is None or not entry.issuer or is_issued_by(entry, issuer)]
        return bool(own) and known >= {entry.url for entry in own}

    def _end(self, first: ListReading, *, looped: bool, newest_first: bool) -> dict[str, Any]:
        """No further page. That this is the list's end is believed only if its own figures do not speak against it."""
        total = self.total_stated
        cap = next((cap for cap in sorted(self.caps) if cap in (total, self.fetched, len(self.entries))), None)
        total_decides = self._in_data and total is not None
        if cap is not None:
            reason = f"the list has exactly {cap} entries, the most its server hands out: it may be longer"
            return self._top(newest_first) | {"reason": reason, "cap": cap}
        if first.pages is not None and first.pages > self.pages_read and not total_decides:
            reason = f"the list states {first.pages} pages, {self.pages_read} were found"
        elif total is not None and total > self.rows:
            reason = f"the list states {total} entries, {self.rows} were found"
        elif looped and first.pages is None and total is None:
            reason = f"paging leads back to an earlier page after {self.pages_read} pages"
        elif first.reason:
            reason = first.reason
        else:
            return {"read_back_to": date.min}
        return self._top(newest_first) | {"reason": reason}

    def _has_all(self) -> bool:
        """All that the data says there is has been read: a further portion would be empty."""
        return self._in_data and self.total_stated is not None and len(self.entries) >= self.total_stated

    def _top(self, newest_first: bool) -> dict[str, Any]:
        """How far down the top of an unfinished list was read; rows pinned above it vouch for nothing.

        The day after the oldest one: on that day itself more may stand on the next page.
        """
        surely = self._bottom + timedelta(days=1) if newest_first and self._bottom else None
        return {"read_back_to": None, "seen_back_to": surely}


class _Repeated(Unreachable):
    """A page that was seen before came again under another address."""


def _request(url: str, form: Mapping[str, str] | None) -> _Request:
    return url, tuple(sorted((form or {}).items()))


def is_issued_by(entry: Entry, issuer: str) -> bool:
    """The list shows `issuer` as the entry's 发布机构; blanks do not count."""
    return "".join((entry.issuer or "").split()) == "".join(issuer.split())
