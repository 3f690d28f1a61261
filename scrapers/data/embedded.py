"""Lists in the page's source that are not in its tree: in a comment inside an empty list, in records, in a script.

Some products deliver the first rows this way and let a script put them in place. Only what the page's own server wrote
there is read; sample rows left in a template (links to `#`, `{{title}}`) are not. Of several arrays in scripts the
column's own is taken, and none where two are equally plausible.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from lxml import etree

from scrapers.data.datastores import find_datastores
from scrapers.data.fields import plain_name
from scrapers.data.records import Answer
from scrapers.data.recordsets import LIST_NAMES, SOMETHING_ELSE, Recordset
from scrapers.data.scripts import recordsets_in
from scrapers.pages.links import is_below, looks_like_document, resolve
from scrapers.pages.page import Element, Page, parse
from scrapers.pages.words import visible_text


def fragments(page: Page) -> Iterator[Element]:
    """Markup of rows hidden in the source: a comment within an otherwise empty list, CDATA records of a data island."""
    yield from _commented_rows(page)
    for datastore in find_datastores(page):
        if datastore.records and _real_links(rows := datastore.rows):
            yield rows


def list_in_scripts(page: Page, *, today: date | None = None) -> Answer | None:
    """The column's own array in the page's scripts, with the counts stated there; `None` if it is not certain.

    `today` completes days without a year.
    """
    if not _ARRAY_OF_OBJECTS.search(page.text):
        return None
    recordsets: list[Recordset] = []
    for script in page.tree.iter("script"):
        code = script.text
        if code and len(code) > _SHORTEST and _ARRAY_OF_OBJECTS.search(code):
            recordsets += recordsets_in(code, kind=script.get("type") or "", base=page.url, today=today)
    chosen = _choose([_weigh(found, page.url) for found in recordsets if _is_a_list(found)])
    if chosen is None:
        return None
    counts = chosen.counts
    return Answer(
        state="list",
        entries=chosen.records.entries,
        total=counts.total,
        pages=counts.pages,
        current=None if counts.current is None else counts.current + counts.from_zero,
    )


# --- comments ------------------------------------------------------------------------------------------------------

_LEAST = 5
"""Fewer commented rows than this may be samples a designer left behind."""
_LONG = 500
"""Characters; a shorter comment holds no five rows."""
_MOST_LISTS = 20
_PLACEHOLDER = re.compile(r"\{\{|\$\{|<%|\[!--|<\?php")
_LISTS = frozenset({"ul", "ol", "dl", "tbody", "table", "div"})


def _commented_rows(page: Page) -> Iterator[Element]:
    if not _has_commented_links(page.text):
        return
    seen: set[Element] = set()
    for comment in page.tree.iter(etree.Comment):
        parent, text = comment.getparent(), comment.text or ""
        if parent is None or parent.tag not in _LISTS or len(text) <= _LONG or "href" not in text:
            continue
        if parent in seen or len(seen) == _MOST_LISTS:
            continue
        seen.add(parent)  # the first in a list holds its rows, if any does
        if _PLACEHOLDER.search(text) or visible_text(parent):
            continue
        fragment = parse(text)
        if len(_real_links(fragment)) >= _LEAST:
            yield fragment


def _has_commented_links(text: str) -> bool:
    start = text.find("<!--")
    while start >= 0:
        end = text.find("-->", start)
        if end < 0:
            end = len(text)
        if end - start > _LONG and text.find("href", start, end) >= 0:
            return True
        start = text.find("<!--", end)
    return False


def _real_links(fragment: Element) -> set[str]:
    links = (resolve("http://page.invalid/", link.get("href")) for link in fragment.iter("a"))
    return {link for link in links if link}


# --- arrays in scripts ---------------------------------------------------------------------------------------------

_ARRAY_OF_OBJECTS = re.compile(r"\[\s{0,200}\{")
_SHORTEST = 60
_MOST = 0.6
"""So many of the objects must have an address and a day: menus, banners and charts have one or none."""
_ENOUGH_UNNAMED = 5
"""An array that nothing ties to the column must be this long, and the only one."""
_CLEARLY_LONGER = 2
_OWN_NAME = re.compile(
    r"(?:article|news|info|doc|data|page|record|result|item|content|list|xxgk|notice|wz|xx)"
    r"(?:list|array|arr|data|info|items?|s)?\d?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Candidate:
    found: Recordset
    below: bool
    """Most of its addresses lie in the column's own folder."""
    named: bool
    """It is called what products call a page's own list."""

    @property
    def ties(self) -> tuple[bool, bool]:
        return self.below, self.named


def _is_a_list(found: Recordset) -> bool:
    records = found.records
    return (
        min(records.dated, records.addressed) >= _MOST
        and records.rows >= _MOST * records.objects
        and not any(_PLACEHOLDER.search(entry.title) for entry in records.entries)
    )


def _weigh(found: Recordset, url: str) -> _Candidate:
    entries = found.records.entries
    below = sum(is_below(entry.url, url) for entry in entries) * 2 >= len(entries)
    own = plain_name(found.name) in LIST_NAMES or _OWN_NAME.fullmatch(found.name) is not None
    return _Candidate(found, below, own and not SOMETHING_ELSE.search(found.name))


def _choose(candidates: Sequence[_Candidate]) -> Recordset | None:
    """The column's own: by its place, then its name, then its length; none where two of them are much the same."""
    possible = [
        candidate for candidate in candidates if candidate.below or not SOMETHING_ELSE.search(candidate.found.name)
    ]
    if not possible:
        return None
    ties = max(candidate.ties for candidate in possible)
    tied = sorted((one for one in possible if one.ties == ties), key=lambda one: -one.found.records.rows)
    best = tied[0]
    if not any(ties) and not _stands_alone(best, possible):
        return None
    for other in tied[1:]:
        if not _is_part_of(other, best) and other.found.records.rows * _CLEARLY_LONGER > best.found.records.rows:
            return None
    return best.found


def _stands_alone(candidate: _Candidate, all_of_them: Sequence[_Candidate]) -> bool:
    entries = candidate.found.records.entries
    documents = sum(looks_like_document(entry.url) for entry in entries)
    return len(all_of_them) == 1 and len(entries) >= _ENOUGH_UNNAMED and documents >= _MOST * len(entries)


def _is_part_of(candidate: _Candidate, other: _Candidate) -> bool:
    """The same list once more, as for telephones."""
    urls = {entry.url for entry in other.found.records.entries}
    return all(entry.url in urls for entry in candidate.found.records.entries)
