"""Read RSS 2.0, RSS 1.0 and Atom: the columns of accounts, and of sites that offer a feed.

The decoded text is handed over, never the bytes: what a feed declares about its own encoding is as often wrong as what
a page does. A day is taken in the zone the feed writes it in.
"""

import html
import io
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from schemas.entries import Entry
from scrapers.data.fields import clean_title
from scrapers.data.records import Answer
from scrapers.pages.links import resolve
from scrapers.pages.moments import Day, written_day
from scrapers.pages.page import Element, Page
from scrapers.rows.entries import Places, distinct


def read_feed(page: Page) -> Answer | None:
    """The page as a feed; `None` if it is none.

    States: `list`; `blank` for a whole feed without entries; `not_a_list` for one that breaks off before any.
    """
    if not _LOOKS_LIKE_A_FEED.search(page.text[:_HEAD]):
        return None
    if "<!ENTITY" in page.text:
        return Answer("not_a_list", "the feed defines entities of its own, which no feed needs")
    root, whole = _tree(page.text)
    if root is None:
        return None
    count = _shorten(root)
    if sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        return Answer("not_a_list", f"more than {_MOST_ELEMENTS} elements around {count} entries: this is no feed")
    feed = _understand(root, page.url)
    if not feed.get("version"):
        return None
    entries = tuple(distinct(_entries(feed.entries, page.url)))
    if entries:
        total = count if count > _MOST else _total(feed.feed)
        return Answer("list", entries=entries, total=total, next=_next(feed.feed, page.url))
    if feed.entries:
        return Answer("not_a_list", f"none of the feed's {len(feed.entries)} entries has a title")
    if not whole or not (feed.feed.get("title") or feed.feed.get("link")):
        return Answer("not_a_list", "the feed is broken off or damaged before its first entry")
    return Answer("blank", "the feed has no entries")


_HEAD = 4096
_LOOKS_LIKE_A_FEED = re.compile(r"<(?:rss|(?:\w{1,10}:)?feed|rdf:RDF)\b", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[<>]{0,300}>", re.IGNORECASE)
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML cannot hold."""


def _tree(text: str) -> tuple[Element | None, bool]:
    """The feed's tree, and whether it was well-formed; damage is mended as far as it goes.

    The feed library has its own way around damage, which takes seconds for each megabyte and so is not left to it.
    """
    text = _UNFIT.sub("", _DOCTYPE.sub("", _DECLARATION.sub("", text.lstrip("\ufeff")), count=1)).strip()
    for whole in (True, False):
        parser = etree.XMLParser(recover=not whole, resolve_entities=False, no_network=True)
        try:
            return etree.fromstring(text if whole else _LOOSE.sub(_escaped, text, count=_MOST_MENDED), parser), whole
        except etree.XMLSyntaxError:
            continue
    return None, False


_LOOSE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(\w{2,20};)?", re.DOTALL
)
"""An ampersand that is not written as XML wants it: in addresses, and in names that only web pages know."""


_MOST_MENDED = 50_000


def _escaped(match: re.Match[str]) -> str:
    if match.group().startswith("<"):
        return match.group()
    named = html.unescape(match.group())
    return named if match.group(1) and named != match.group() else "&amp;" + (match.group(1) or "")


_MOST = 3_000
"""Entries read of one feed, the first ones; of a longer one the total says how many there are."""
_MOST_ELEMENTS = 13 * _MOST
_UNREAD = frozenset({"description", "summary", "content", "encoded", "media", "enclosure"})


def _shorten(root: Element) -> int:
    """Leave out what is not read: the entries' texts, and entries after the most; how many entries there were."""
    entries = list(root.iter("{*}item", "{*}entry"))
    for entry in entries[_MOST:]:
        if (parent := entry.getparent()) is not None:
            parent.remove(entry)
    for entry in entries[:_MOST]:
        for child in list(entry):
            if isinstance(child.tag, str) and etree.QName(child).localname in _UNREAD:
                entry.remove(child)
    return len(entries)


def _understand(root: Element, url: str) -> Any:
    import feedparser  # noqa: PLC0415  slow to import, and most nights see no feed

    # A stream, never a text: the library would open a text that is an address or a file's name.
    return feedparser.parse(
        io.BytesIO(etree.tostring(root, encoding="utf-8")),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def _entries(items: list[Any], url: str) -> Iterator[Entry]:
    places = Places(url)
    for item in items:
        title = clean_title(str(item.get("title") or ""))
        if not title:
            continue
        day = _day(item)
        value = day.value if day else None
        yield Entry(
            title=title,
            url=resolve(url, str(item.get("link") or "")) or places.of(title, value),
            published=value,
            published_raw=day.raw if day else None,
            published_from="data" if day else None,
        )


def _day(item: Any) -> Day | None:
    """The day of publication; the day of the last change only where no other is given."""
    for field in ("published", "updated", "created"):
        # Asked for as it stands: the library answers a missing `updated` with `published`, and warns.
        raw = dict.get(item, field)
        if isinstance(raw, str) and (day := written_day(raw)) is not None:
            return day
    return None


def _total(feed: Any) -> int | None:
    """OpenSearch's total, under whatever prefix the feed gives it."""
    raw = next((str(value) for name, value in feed.items() if name.endswith("totalresults")), "")
    return int(raw) if raw.isdecimal() and len(raw) < 10 else None


def _next(feed: Any, url: str) -> str | None:
    """The feed's own word on where older entries are (RFC 5005)."""
    for link in feed.get("links") or ():
        if link.get("rel") == "next" and (address := resolve(url, str(link.get("href") or ""))) != url:
            return address
    return None
