"""Read one column's listing page into entries, in the order shown on the page, without configuration for its site.

A page that is not understood raises; it is never an empty list.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from schemas.entries import Entry, Identity, ListReading
from schemas.platforms import ListSelectors, Platform
from scrapers.data.answers import read_data
from scrapers.data.embedded import fragments, list_in_scripts
from scrapers.data.records import Answer
from scrapers.errors import Blocked, ErrorPage, LayoutChanged, NeedsData, Redirected, ScrapeError
from scrapers.lists.configured import read_selected
from scrapers.lists.survey import Survey
from scrapers.pages.links import folder, is_home, same_column
from scrapers.pages.outline import MOST_ELEMENTS
from scrapers.pages.page import Page
from scrapers.pages.platforms import Platforms
from scrapers.paging.following import Paging, following_answer, following_pages
from scrapers.rows.choice import Candidate
from scrapers.rows.left_out import left_out
from scrapers.states.blank import is_cut_off
from scrapers.states.page_state import (
    Verdict,
    cannot_be_decoded,
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

    A list that a script draws from data with a known address is answered as `needs_data` with that address as `data`.

    Raises `Blocked`, `ErrorPage`, `Redirected`, `NeedsData` or `LayoutChanged`, with the address and the words seen.
    """
    reading = examine(page, platforms=platforms, platform=platform, today=today)
    error = _ERRORS.get(reading.state)
    if error is not None and reading.data is None:
        raise error(page.url, reading.reason)
    return reading


def examine(page: Page, *, platforms: Platforms, platform: Platform | None = None, today: date) -> ListReading:
    """The same as `read_list`, but a page that shows no list is answered with state and reason, never raised."""
    return look_for_list(page, platforms=platforms, platform=platform, today=today).reading


Origin = Literal["rows", "selectors", "hidden markup", "script", "data"]
"""Where a list was found: rows of the page, what a platform file selects, a comment or data island in the page's
source, an array in a script, or the page is data itself (JSON, a feed)."""


@dataclass(frozen=True)
class Look:
    """A reading, and how it came about."""

    reading: ListReading
    survey: Survey
    origin: Origin | None = None
    """`None`: no list was found."""


def look_for_list(page: Page, *, platforms: Platforms, platform: Platform | None = None, today: date) -> Look:
    """The same as `examine`, with what explains the result."""
    answer = read_data(page, today=today)
    if answer is not None:
        return Look(
            _reading_of(answer, page, platform), Survey(page, None, today), "data" if answer.state == "list" else None
        )
    survey = Survey(page, platform or platforms.recognise(page.text), today)
    verdict = _sent_elsewhere(page) or cannot_be_decoded(page) or what_stands_in_its_place(page)
    if verdict is not None:
        return Look(_reading(verdict, (), survey, Paging(), Identity()), survey)
    if survey.product is not None and survey.product.list is not None:
        return _look_as_configured(survey, survey.product, survey.product.list)
    if not survey.outline.whole:
        reason = f"the page has more than {MOST_ELEMENTS} elements, more than any listing page"
        return _no_list(survey, Verdict("not_a_list", reason))
    return _look_over(survey)


_ERRORS: dict[str, type[ScrapeError]] = {
    error.state: error for error in (Blocked, ErrorPage, Redirected, NeedsData, LayoutChanged)
}


def _look_over(survey: Survey) -> Look:
    """The column's own entries, wherever in the page they stand; or why there are none."""
    page, chosen = survey.page, survey.chosen
    if chosen is not None and chosen.is_own:
        return _rows(survey, chosen)
    if chosen is not None and (error := error_in_title(page)):
        return _no_list(survey, error)
    for fragment in fragments(page):
        hidden = survey.chosen_in(fragment)
        if hidden is not None:
            paging = following_pages(page, platform=survey.product, within=fragment)
            return _list(survey, hidden.entries, "hidden markup", paging)
    if in_script := list_in_scripts(page, today=survey.today):
        shown = survey.paging
        paging = replace(shown, pages=shown.pages or in_script.pages, total=shown.total or in_script.total)
        return _list(survey, in_script.entries, "script", paging)
    if chosen is None or own_list_is_empty(page, paging=survey.paging, marks=survey.marks):
        return _no_list(survey, without_list(page, paging=survey.paging, marks=survey.marks))
    if doubt := doubt_about_another_list(page):
        return _no_list(survey, doubt)
    if rival := survey.choice.rival(chosen, survey.groups):
        reason = f"two lists of {len(chosen.entries)} and {len(rival.entries)} rows, and nothing ties one to the column"
        return _no_list(survey, Verdict("not_a_list", reason))
    return _rows(survey, chosen)


def _rows(survey: Survey, chosen: Candidate) -> Look:
    """The chosen rows, and what speaks against their being all, or the newest, of the column's entries."""
    page, paging = survey.page, survey.paging
    reason = left_out(chosen, survey.outline, survey.choice, base=survey.base.links, url=page.url, today=survey.today)
    if paging.current is not None and paging.current > 1:
        reason = reason or f"this is page {paging.current} of its list"
    if paging.next is not None and not chosen.stand.paged and not folder(paging.next).startswith(folder(page.url)):
        reason = reason or f"the page numbers ({paging.next}) may be those of another list"
        paging = replace(paging, next=None, form=None)
    return _list(survey, chosen.entries, "rows", paging, reason=reason)


def _list(
    survey: Survey, entries: tuple[Entry, ...], origin: Origin, paging: Paging | None = None, *, reason: str = ""
) -> Look:
    if is_cut_off(survey.page.text):
        reason = reason or "the page breaks off before its end, and entries may be missing"
    reading = _reading(Verdict("list", reason), entries, survey, paging or survey.paging, survey.identity)
    return Look(reading, survey, origin)


def _no_list(survey: Survey, verdict: Verdict, paging: Paging | None = None) -> Look:
    return Look(_reading(verdict, (), survey, paging or survey.paging, survey.identity), survey)


def _look_as_configured(survey: Survey, product: Platform, selectors: ListSelectors) -> Look:
    """By the product's selectors alone: a page they do not fit is a changed page, whatever else could be read on it."""
    page, paging = survey.page, survey.paging
    selected = read_selected(page, selectors, next_page=product.next_page, base=survey.base, today=survey.today)
    if product.next_page is not None:
        paging = replace(paging, next=selected.next, form=None)
    if selected.entries:
        return _list(survey, selected.entries, "selectors", paging)
    verdict = error_in_title(page) or without_list(page, paging=paging, marks=survey.marks)
    if selected.empty and verdict.state not in ("blank", "blank_with_note"):
        verdict = Verdict("blank", f"the page says: {selected.empty}")
    elif verdict.state == "not_a_list":
        verdict = Verdict("not_a_list", f"no row matches {selectors.rows!r} of the product {product.name}")
    return _no_list(survey, verdict, paging)


def _sent_elsewhere(page: Page) -> Verdict | None:
    """The server's redirects ended at the home page, or at what is not the same column under a new address."""
    if not page.requested or page.requested == page.url:
        return None
    if is_home(page.url) and not is_home(page.requested):
        return Verdict("redirect", f"{page.requested} now ends at the home page")
    if not same_column(page.requested, page.url):
        return Verdict("redirect", f"{page.requested} now ends at another page")
    return None


def _reading(
    verdict: Verdict, entries: tuple[Entry, ...], survey: Survey, paging: Paging, identity: Identity
) -> ListReading:
    return ListReading(
        source=survey.page.url,
        state=verdict.state,
        reason=verdict.reason,
        items=entries,
        **_days(entries),
        pages=paging.pages,
        total=paging.total,
        next=paging.next if entries else None,
        next_form=paging.form if entries else None,
        data=paging.data if verdict.state == "needs_data" else None,
        product=survey.product.name if survey.product is not None else None,
        identity=identity,
    )


def _reading_of(answer: Answer, page: Page, product: Platform | None) -> ListReading:
    counted = following_answer(
        page, platform=product, shown=len(answer.entries), total=answer.total, pages=answer.pages
    )
    described = product is not None and product.data is not None
    following = counted.next if described else answer.next
    return ListReading(
        source=page.url,
        state=answer.state,
        reason=answer.reason,
        items=answer.entries,
        **_days(answer.entries),
        pages=answer.pages,
        total=answer.total if answer.total is not None else counted.total,
        next=following if answer.entries else None,
        product=product.name if product is not None else None,
    )


def _days(entries: tuple[Entry, ...]) -> dict[str, date | None]:
    """A list need not run from new to old: its newest day is the latest of all."""
    days = [entry.published for entry in entries if entry.published is not None]
    return {"newest": max(days, default=None), "oldest": min(days, default=None)}
