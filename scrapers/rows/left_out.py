"""What of the column stands on its page outside the chosen list: a headline above it, a second list for another year.

Such rows are read into no entry, for what they are is not certain. But a page that shows them may have newer entries
than its list, and more, so the list vouches for nothing but the entries it has.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from scrapers.pages.dates import find_date
from scrapers.pages.links import is_below, is_index, looks_like_document, resolve
from scrapers.pages.outline import Block, Outline, Piece
from scrapers.pages.page import Element
from scrapers.paging.marks import NEAR
from scrapers.rows.choice import Candidate, Choice


def left_out(chosen: Candidate, outline: Outline, choice: Choice, *, base: str, url: str, today: date) -> str:
    """Why the list may be short of entries that the page shows elsewhere, in English; empty if nothing says so.

    `base` is what links are relative to, `url` the page's address.
    """
    days = [entry.published for entry in chosen.entries if entry.published is not None]
    if not days:
        return ""
    newest = max(days)
    known = {entry.url for entry in chosen.entries}
    tied = chosen.below >= _TIED
    near = set(_near(chosen))
    for link, day in _dated_links(chosen, _rows_of_entries(chosen, known, base), outline, today):
        address = resolve(base, link.element.get("href"))
        if address is None or address in known or is_index(address) or not looks_like_document(address):
            continue
        own = tied and is_below(address, url)
        if not own and (tied or (chosen.is_own and near.isdisjoint(link.element.iterancestors()))):
            continue  # of another column
        direct = own and _is_direct(address, url)
        newer = day > newest
        if not (newer or direct) or link.hidden:
            continue
        if newer and direct:
            return _NEWER.format(day)
        if not link.aside and not choice.is_under_another_heading(link):
            return _NEWER.format(day) if newer else _MORE.format(day)
    return ""


_TIED = 0.5
_NEWER = "an entry of {} stands outside the list, newer than all in it"
_MORE = "an entry of {} stands outside the list: it may have more"


def _near(chosen: Candidate) -> Iterator[Element]:
    """The blocks around the list that still belong to it."""
    node = chosen.group.parents[0]
    for _ in range(NEAR + 1):
        if node.tag in ("body", "html"):
            return
        yield node.element
        if node.parent is None:
            return
        node = node.parent


def _rows_of_entries(chosen: Candidate, known: set[str], base: str) -> frozenset[Element]:
    """The rows that became entries: one without words (a picture that is a link) does not."""
    if len(chosen.entries) >= len(chosen.group.rows):
        return chosen.row_elements
    return frozenset(
        element
        for row in chosen.group.rows
        if any(resolve(base, link.get("href")) in {*known, None} for top in row.elements for link in top.iter("a"))
        for element in row.elements
    )


def _dated_links(
    chosen: Candidate, rows: frozenset[Element], outline: Outline, today: date
) -> Iterator[tuple[Block, date]]:
    """Links outside `rows`, with the day that stands beside them or, else, in their address."""
    around = {above for parent in chosen.group.parents for above in (parent.element, *parent.element.iterancestors())}
    for link in outline:
        if link.tag != "a":
            continue
        dated: Block | None = None
        node: Block | None = link
        for _ in range(_LEVELS):
            if node is None or node.element in around or node.element in rows:
                break
            if dated is None and node.likely_dates:
                dated = node
            node = node.parent
        # What is around all the rows lies in none of them.
        inner = None if node is None or node.element in around else node.element
        if inner is not None and (inner in rows or not rows.isdisjoint(inner.iterancestors())):
            continue
        day = _day_beside(outline.pieces(dated), today) if dated is not None and dated.chars < _LONGEST else None
        if day is None and (match := _IN_ADDRESS.search(link.element.get("href") or "")):
            found = find_date(match.group(1), today=today)
            day = found.value if found else None
        if day is not None:
            yield link, day


_LEVELS, _LONGEST = 5, 1500
_IN_ADDRESS = re.compile(r"/?t((?:19|20)\d{6})_\d+")


def _day_beside(pieces: Iterable[Piece], today: date) -> date | None:
    for piece in pieces:
        found = find_date(piece.text, today=today) if piece.likely else None
        if found is not None and len(piece.text) - len(found.raw) < _SLACK:
            return found.value
    return None


_SLACK = 20


def _is_direct(address: str, column: str) -> bool:
    """In the column's own folder, at most in one of a year, month or day below it."""
    rest = address.partition("://")[2].removeprefix(column.partition("://")[2].rpartition("/")[0] + "/")
    return _DIRECT.match(rest) is not None


_DIRECT = re.compile(r"(?:\d{1,8}/)*[^/]+$")
