"""Visit one column: its first page, the pages after it as far as needed, the evidence of each.

Every visit ends in a `ColumnVisit`, also one that learned nothing: then it says why, and whose fault that is. Errors of
the world become its `state`; errors of the program and of the disk are not caught.
"""

import time
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from schemas.agencies import Column
from schemas.entries import READABLE, Identity, ListReading
from schemas.results import ColumnVisit
from scrapers.asking import Fetch, Store
from scrapers.errors import ScrapeError
from scrapers.fetching.client import Validators
from scrapers.pages.identity import identity_change
from scrapers.walk import SEARCH_WINDOW, ReadList, Walk, is_issued_by

__all__ = ["Fetch", "ReadList", "Settled", "Store", "may_pass", "only_of_issuer", "visit_column", "worth_a_second_try"]


@dataclass(frozen=True)
class Settled:
    """A reading of an earlier night that holds for as long as its first pages stay what they were."""

    visit: ColumnVisit
    """The reading as it is repeated: with `same_as`, without entries; what is tonight's own is put in its place."""
    pages: tuple[Validators, ...]
    """The pages that must not have changed; the first is the column's own address, wherever that leads."""


def visit_column(
    column: Column,
    *,
    agency: str,
    client: Fetch,
    store: Store,
    read: ReadList,
    today: date,
    known: Set[str] = frozenset(),
    known_back_to: date | None = None,
    max_pages: int = 30,
    caps: Mapping[str, int] | None = None,
    validators: Mapping[str, Validators] | None = None,
    settled: Settled | None = None,
    deep: bool = False,
    earlier: Identity | None = None,
    reader: str | None = None,
    held: list[Validators] | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> ColumnVisit:
    """Read `column` of the agency with code `agency`; never raises `ScrapeError`.

    `known`: addresses of entries seen on earlier nights; `known_back_to`: everything dated on or after this day is
    among them (`None`: that cannot be said). Paging stops at a page that is known as a whole, but only where that
    proves something: `known_back_to` is given, and the list runs from new to old. `validators`, by page address, save
    the transfer of pages that have not changed, for a week after they were last sent. `today` completes dates without
    a year. `caps`: by product, the most entries it hands out of one list. `earlier`: what the page called itself on an
    earlier night; a page that has since become another one is `not_a_list`, and its entries are not the column's.
    `settled`: a reading that is repeated without parsing anything if its pages have not changed. `deep`: known pages do
    not end the paging, and nothing counts as settled. `reader`: what reads the pages, kept with the visit. `held` is
    filled with what to hold of each page for the next night.

    A page whose list is drawn by a script from data with a known address (`needs_data` with `data`) is itself the first
    evidence and says which page it is; the entries are those of the data.

    Raises `EvidenceError` if an answer cannot be stored.
    """
    started = monotonic()
    settled = None if deep else settled
    walk = Walk(
        column=column,
        client=client,
        store=store,
        read=read,
        today=today,
        validators={} if validators is None else validators,
        first=settled.pages[0] if settled else None,
    )
    observed_at = client.now()
    repeated: ColumnVisit | None = None
    facts: dict[str, Any] = {}
    try:
        if settled and walk.all_unchanged([column.url, *(page.url for page in settled.pages[1:])]):
            repeated = settled.visit
        else:
            first = walk.page(column.url)
            if first.state == "needs_data" and first.data is not None:
                facts |= {"product": first.product, "identity": first.identity}
                first = walk.data_of(first)
    except ScrapeError as error:
        facts |= {"state": error.state, "reason": error.reason, "cause": error.cause}
    else:
        if repeated is None:
            facts |= _understood(
                column,
                walk,
                first,
                known=known,
                known_back_to=known_back_to,
                max_pages=max_pages,
                caps=caps or {},
                earlier=earlier,
                deep=deep,
            )
    if held is not None:
        held.extend(walk.held)
    tonight: dict[str, Any] = {
        "agency": agency,
        "column": column.code,
        "url": column.url,
        "observed_at": observed_at,
        "evidence": tuple(walk.costs.evidence),
        "requests": walk.costs.requests,
        "bytes": walk.costs.received,
        "not_modified": walk.costs.not_modified,
        "parses": walk.parses,
        "seconds": round(max(0.0, monotonic() - started), 3),
    }
    if repeated is not None:
        return repeated.model_copy(update=tonight)
    visit = ColumnVisit(
        **tonight,
        **facts,
        pages_read=walk.pages_read,
        total_stated=walk.total_stated,
        fetched=walk.fetched,
        entries=tuple(walk.entries.values()),
        deep=deep,
        reader=reader,
    )
    visit = visit.model_copy(update={"settled_by": _settled_by(visit, walk)})
    return visit if column.issuer is None else only_of_issuer(visit, issuer=column.issuer)


def _understood(
    column: Column,
    walk: Walk,
    first: ListReading,
    *,
    known: Set[str],
    known_back_to: date | None,
    max_pages: int,
    caps: Mapping[str, int],
    earlier: Identity | None,
    deep: bool,
) -> dict[str, Any]:
    """What the first page says, and the pages after it, as fields of a `ColumnVisit`."""
    changed = identity_change(first.identity, earlier=earlier, registered_name=column.name)
    if changed and first.state in READABLE:
        walk.forget_entries()
        return _another_page(first, changed)
    facts = _first_page(first, known=known)
    if facts["state"] == "list":
        walk.caps = frozenset({SEARCH_WINDOW, caps.get(first.product or "", SEARCH_WINDOW)})
        facts |= walk.further(first, known=known, known_back_to=known_back_to, max_pages=max_pages, deep=deep)
    return facts


def _settled_by(visit: ColumnVisit, walk: Walk) -> int | None:
    """How many first pages must stay the same so that the whole list does; `None` if they cannot vouch for it.

    They vouch for an empty list, for a list of one page, and for one that runs from new to old and was read without a
    gap: what is new would stand on the first.
    """
    pages = 2 if walk.from_shell else 1
    named = [page.url for page in visit.evidence[:pages]] == [page.url for page in walk.held[:pages]]
    if not named or not visit.readable or visit.broken_off:
        return None
    if visit.state != "list":
        return pages
    alone = visit.pages_read == 1 or walk.newest_first
    return pages if alone and visit.read_back_to is not None else None


def worth_a_second_try(visit: ColumnVisit) -> bool:
    """What kept us from reading may be gone in twenty minutes."""
    return may_pass(visit.state) or visit.broken_off


def may_pass(state: str) -> bool:
    """The state of an attempt is one that another attempt, somewhat later, may not end in."""
    return state in _MAY_PASS


def only_of_issuer(visit: ColumnVisit, *, issuer: str) -> ColumnVisit:
    """The visit as it concerns one of several agencies that share an address.

    Entries of others are left out where the list shows who issued them; where it shows none, nothing can be told
    apart and all stay. A list without any entry of `issuer` accuses nobody: the register may spell the name otherwise
    than the site does, so a person must look.
    """
    if not any(entry.issuer for entry in visit.entries):
        return visit
    own = tuple(entry for entry in visit.entries if is_issued_by(entry, issuer))
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


def _first_page(reading: ListReading, *, known: Set[str]) -> dict[str, Any]:
    """State and identity of a visit as its first page gives them."""
    facts: dict[str, Any] = {
        "state": reading.state,
        "reason": reading.reason,
        "pages_stated": reading.pages,
        "product": reading.product,
        "identity": reading.identity,
    }
    if reading.state not in READABLE:
        facts["cause"] = "not_assessable" if reading.state == "needs_data" else "our_failure"
    elif reading.state != "list":
        facts |= {"read_back_to": date.min} | _gone("the list is empty", known)
    return facts


def _another_page(reading: ListReading, changed: str) -> dict[str, Any]:
    """What stands there now says nothing about the column: it may have moved, or the site be another agency's."""
    return {
        "state": "not_a_list",
        "cause": "not_assessable",
        "reason": f"{changed}: a person must look; if it still is the column, write this day as its `looked_at`",
        "product": reading.product,
        "identity": reading.identity,
    }


def _gone(reason: str, known: Set[str]) -> dict[str, Any]:
    """A column that had items and shows none has moved or broken more often than it was emptied: nobody is accused."""
    if not known:
        return {}
    reason = f"{reason}, but {len(known)} items of it are known: a person must look"
    return {"state": "not_a_list", "cause": "not_assessable", "reason": reason, "read_back_to": None}
