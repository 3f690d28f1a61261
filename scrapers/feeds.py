"""Read RSS 2.0, RSS 1.0 and Atom: the columns of accounts, and of sites that offer a feed.

The decoded text is handed over, never the bytes: what a feed declares about its own encoding is as often wrong as what
a page does. A day is taken in the zone the feed writes it in.
"""

import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from schemas.entries import Entry
from scrapers.entries import distinct
from scrapers.fields import clean_title
from scrapers.links import resolve
from scrapers.moments import Day, written_day
from scrapers.page import Page
from scrapers.records import Answer, Places


def read_feed(page: Page, *, today: date) -> Answer | None:
    """The page as a feed; `None` if it is none. `today` is not needed: a feed's days have years.

    States: `list`; `blank` for a whole feed without entries; `not_a_list` for one that breaks off before any.
    """
    if not _LOOKS_LIKE_A_FEED.search(page.text[:_HEAD]):
        return None
    if "<!ENTITY" in page.text:
        return Answer("not_a_list", "the feed defines entities of its own, which no feed needs")
    feed = _parse(page)
    if not feed.get("version"):
        return None
    entries = tuple(distinct(_entries(feed.entries, page.url)))
    if entries:
        return Answer("list", entries=entries, total=_total(feed.feed), next=_next(feed.feed, page.url))
    if feed.entries:
        return Answer("not_a_list", f"none of the feed's {len(feed.entries)} entries has a title")
    if feed.get("bozo") or not (feed.feed.get("title") or feed.feed.get("link")):
        return Answer("not_a_list", "the feed is broken off or damaged before its first entry")
    return Answer("blank", "the feed has no entries")


_HEAD = 4096
_LOOKS_LIKE_A_FEED = re.compile(r"<(?:rss|(?:\w{1,10}:)?feed|rdf:RDF)\b", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[<>]{0,300}>", re.IGNORECASE)


def _parse(page: Page) -> Any:
    import feedparser  # noqa: PLC0415  slow to import, and most nights see no feed

    text = _DOCTYPE.sub("", _DECLARATION.sub("", page.text.lstrip("\ufeff")), count=1)
    # A stream, never the text itself: the library would open a text that is an address or a file's name.
    return feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": page.url},
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
    raw = str(feed.get("opensearch_totalresults") or "")
    return int(raw) if raw.isdecimal() and len(raw) < 10 else None


def _next(feed: Any, url: str) -> str | None:
    """The feed's own word on where older entries are (RFC 5005)."""
    for link in feed.get("links") or ():
        if link.get("rel") == "next" and (address := resolve(url, str(link.get("href") or ""))) != url:
            return address
    return None
