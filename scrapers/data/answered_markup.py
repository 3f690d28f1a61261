"""Read an answer that holds its rows as markup inside JSON, `{"data": {"html": "<ul>…"}}`, as 大汉 JPaaS sends them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from scrapers.data.records import Answer
from scrapers.pages.links import looks_like_document
from scrapers.pages.outline import Outline
from scrapers.pages.page import Element, parse
from scrapers.rows.entries import Base, read_entries
from scrapers.rows.groups import find_groups


def read_answered_markup(value: Any, *, url: str, today: date) -> Answer | None:
    """The rows of the longest piece of markup with links in `value`, a parsed answer; `None` if none reads as a list.

    Half of the rows must show a day, or most lead to documents: a menu comes as markup, too.
    """
    pieces = sorted(_markup(value, depth=0), key=len)
    if not pieces:
        return None
    base = Base(url, url)
    tree = parse(pieces[-1])
    groups = find_groups(Outline(tree))
    entries = max((read_entries(group, base=base, today=today) for group in groups), key=len, default=())
    dated = sum(entry.published is not None for entry in entries)
    documents = sum(looks_like_document(entry.url) for entry in entries)
    if not entries or (dated * 2 < len(entries) and documents * 10 < len(entries) * 6):
        return None
    return Answer(state="list", entries=entries, total=_total(tree))


def _total(tree: Element) -> int | None:
    """The count of all entries, as the element of the page numbers has it: `<div class="pagination" count="48">`."""
    for node in tree.iter("div", "ul", "span"):
        count = node.get("count") or ""
        if "pag" in (node.get("class") or "").lower() and count.isdecimal() and len(count) < 10:
            return int(count)
    return None


_DEEPEST = 4
_MOST_FIELDS = 100


def _markup(value: Any, *, depth: int) -> Iterator[str]:
    """Texts that hold links, at most four objects deep; not those in arrays, which are single articles."""
    if isinstance(value, str):
        if "<a" in value and "</" in value:
            yield value
    elif isinstance(value, dict) and depth < _DEEPEST:
        for inner in list(value.values())[:_MOST_FIELDS]:
            yield from _markup(inner, depth=depth + 1)
