"""Read one column's listing page into entries, in the order shown on the page, without configuration for its site.

A page that is not understood raises; it is never an empty list.
"""

from datetime import date

from schemas.entries import Entry, Identity, ListReading
from schemas.platforms import Platform
from scrapers.choice import Candidate, Choice, paging_elements
from scrapers.configured import read_selected
from scrapers.embedded import entries_in_scripts, fragments
from scrapers.entries import Base, read_entries
from scrapers.errors import Blocked, ErrorPage, LayoutChanged, NeedsData, Redirected, ScrapeError
from scrapers.identity import read_identity
from scrapers.links import is_home, resolve, same_column
from scrapers.outline import Outline
from scrapers.page import Element, Page
from scrapers.paging import Paging, following_pages
from scrapers.platforms import Platforms
from scrapers.rows import find_groups
from scrapers.states import (
    Verdict,
    doubt_about_another_list,
    error_in_title,
    own_list_is_empty,
    what_stands_in_its_place,
    without_list,
)


def read_list(page: Page, *, platforms: Platforms, platform: Platform | None = None, today: date) -> ListReading:
    """The page's entries and paging; state `list`, `blank` or `blank_with_note`.

    `platform` is the product the column is configured with; without it the product is recognised from the page. One
    with selectors is read by them. `today`: the day (in the office's zone) by which days without a year are read.

    Raises `Blocked`, `ErrorPage`, `Redirected`, `NeedsData` or `LayoutChanged`, with the address and the words seen.
    """
    reading = examine(page, platforms=platforms, platform=platform, today=today)
    error = _ERRORS.get(reading.state)
    if error is not None:
        raise error(page.url, reading.reason)
    return reading


def examine(page: Page, *, platforms: Platforms, platform: Platform | None = None, today: date) -> ListReading:
    """The same as `read_list`, but a page that shows no list is answered with state and reason, never raised."""
    product = platform or platforms.recognise(page.text)
    verdict = _sent_elsewhere(page) or what_stands_in_its_place(page)
    if verdict is not None:
        return _reading(page, verdict, product=product, identity=Identity(), paging=Paging())
    identity, paging = read_identity(page.tree, markup=page.text), following_pages(page)
    base = Base(_base_address(page), paging.first or page.url)
    if product is not None and product.list is not None:
        return _read_as_configured(page, product, identity=identity, paging=paging, base=base, today=today)
    outline = Outline(page.tree)
    marks = paging_elements(outline, page.tree)
    found = _find(page, outline, identity=identity, marks=marks, paging=paging, base=base, today=today)
    if isinstance(found, Verdict):
        return _reading(page, found, product=product, identity=identity, paging=paging)
    return _reading(page, Verdict("list", ""), found, product=product, identity=identity, paging=paging)


_ERRORS: dict[str, type[ScrapeError]] = {
    error.state: error for error in (Blocked, ErrorPage, Redirected, NeedsData, LayoutChanged)
}


def _find(
    page: Page,
    outline: Outline,
    *,
    identity: Identity,
    marks: list[Element],
    paging: Paging,
    base: Base,
    today: date,
) -> tuple[Entry, ...] | Verdict:
    """The column's own entries, wherever in the page they stand; or why there are none."""

    def best(within: Outline, marks: list[Element]) -> Candidate | None:
        choice = Choice(
            within,
            read=lambda group: read_entries(group, base=base, today=today),
            url=page.url,
            column=identity.column_name,
            marks=marks,
        )
        return choice.best(find_groups(within))

    chosen = best(outline, marks)
    if chosen is not None and chosen.is_own:
        return chosen.entries
    if chosen is not None and (error := error_in_title(page)):
        return error
    for fragment in fragments(page):
        hidden = best(Outline(fragment), [])
        if hidden is not None:
            return hidden.entries
    if in_script := entries_in_scripts(page):
        return in_script
    if chosen is not None and not own_list_is_empty(page, paging=paging, marks=marks):
        return doubt_about_another_list(page) or chosen.entries
    return without_list(page, paging=paging, marks=marks)


def _read_as_configured(
    page: Page, product: Platform, *, identity: Identity, paging: Paging, base: Base, today: date
) -> ListReading:
    """By the product's selectors alone: a page they do not fit is a changed page, whatever else could be read on it."""
    assert product.list is not None
    selected = read_selected(page, product.list, next_page=product.next_page, base=base, today=today)
    if product.next_page is not None:
        paging = Paging(selected.next, paging.pages, paging.total, paging.current, paging.first)
    if selected.entries:
        verdict = Verdict("list", "")
    else:
        verdict = error_in_title(page) or without_list(
            page, paging=paging, marks=paging_elements(Outline(page.tree), page.tree)
        )
        if selected.empty and verdict.state not in ("blank", "blank_with_note"):
            verdict = Verdict("blank", f"the page says: {selected.empty}")
        elif verdict.state == "not_a_list":
            verdict = Verdict("not_a_list", f"no row matches {product.list.rows!r} of the product {product.name}")
    return _reading(page, verdict, selected.entries, product=product, identity=identity, paging=paging)


def _sent_elsewhere(page: Page) -> Verdict | None:
    """The server's redirects ended at the home page, or at what is not the same column under a new address."""
    if not page.requested or page.requested == page.url:
        return None
    if is_home(page.url) and not is_home(page.requested):
        return Verdict("redirect", f"{page.requested} now ends at the home page")
    if not same_column(page.requested, page.url):
        return Verdict("redirect", f"{page.requested} now ends at another page")
    return None


def _base_address(page: Page) -> str:
    element = page.tree.find(".//base[@href]")
    return (resolve(page.url, element.get("href")) if element is not None else None) or page.url


def _reading(
    page: Page,
    verdict: Verdict,
    entries: tuple[Entry, ...] = (),
    *,
    product: Platform | None,
    identity: Identity,
    paging: Paging,
) -> ListReading:
    days = [entry.published for entry in entries if entry.published is not None]
    return ListReading(
        source=page.url,
        state=verdict.state,
        reason=verdict.reason,
        items=entries,
        newest=max(days, default=None),
        oldest=min(days, default=None),
        pages=paging.pages,
        total=paging.total,
        next=paging.next if entries else None,
        product=product.name if product is not None else None,
        identity=identity,
    )
