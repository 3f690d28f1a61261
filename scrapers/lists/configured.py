"""Read a list by the CSS selectors of a platform file, for products whose lists are not found by their shape.

Beautiful Soup is given text, never bytes (with a charset its parser believes it stops at the first character that
charset lacks), and it is slow: only pages with selectors come here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from schemas.entries import Entry
from schemas.platforms import ListSelectors
from scrapers.pages.dates import find_date
from scrapers.pages.links import link_in_script, place_on_page, resolve
from scrapers.pages.page import Page
from scrapers.pages.words import without_ellipsis
from scrapers.rows.entries import Base, distinct

if TYPE_CHECKING:
    from bs4 import Tag


@dataclass(frozen=True)
class Selected:
    """What the selectors found. `empty`: the words of the element that shows an empty list, if it is there."""

    entries: tuple[Entry, ...]
    empty: str | None
    next: str | None


def read_selected(page: Page, selectors: ListSelectors, *, next_page: str | None, base: Base, today: date) -> Selected:
    """Apply `selectors` (and `next_page`, a selector too) to the page. Rows without title are left out."""
    from bs4 import BeautifulSoup  # noqa: PLC0415  (most offices' pages need no selectors, and it is slow to import)

    soup = BeautifulSoup(page.text, "html.parser")
    rows = soup.select(selectors.rows)
    entries = distinct(entry for row in rows if (entry := _entry(row, selectors, base=base, today=today)) is not None)
    empty = soup.select_one(selectors.empty) if selectors.empty and not entries else None
    link = soup.select_one(next_page) if next_page else None
    return Selected(
        entries=entries,
        empty=(_words(empty) or selectors.empty) if empty is not None else None,
        next=resolve(base.links, _attribute(link, "href")) if link is not None else None,
    )


def _entry(row: Tag, selectors: ListSelectors, *, base: Base, today: date) -> Entry | None:
    title_tag = row.select_one(selectors.title)
    link = row if row.name == "a" and row.get("href") else row.select_one(selectors.link)
    if title_tag is None:
        title_tag = link
    if title_tag is None:
        return None
    shown, hint = _words(title_tag), " ".join((_attribute(title_tag, "title") or "").split())
    stem = without_ellipsis(shown)
    title = hint if hint and (not shown or (stem != shown and hint.startswith(stem))) else shown
    if not title:
        return None
    found = find_date(_date_text(row, selectors, title_tag), today=today)
    url = resolve(base.links, _attribute(link, "href")) if link is not None else None
    if url is None and link is not None:
        url = link_in_script(base.links, _attribute(link, "onclick"))
    return Entry(
        title=title,
        url=url or place_on_page(base.list_page, title),
        published=found.value if found else None,
        published_raw=found.raw if found else None,
    )


def _date_text(row: Tag, selectors: ListSelectors, title: Tag) -> str:
    """The date element's words; without a selector the row's own, the title left out."""
    if selectors.date:
        element = row.select_one(selectors.date)
        return _words(element) if element is not None else ""
    inside = set(map(id, title.find_all(string=True)))
    return " ".join(" ".join(text.split()) for text in row.find_all(string=True) if id(text) not in inside).strip()


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def _attribute(tag: Tag | None, name: str) -> str | None:
    value = tag.get(name) if tag is not None else None
    return value if isinstance(value, str) else None
