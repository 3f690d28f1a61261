"""Lists in the page's source that are not in its tree: in a comment inside an empty list, in records, in a script.

Some products deliver the first rows this way and let a script put them in place. Only what the page's own server wrote
there is read; sample rows left in a template (links to `#`) are not.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from schemas.entries import Entry
from scrapers.dates import find_date
from scrapers.links import resolve
from scrapers.page import Element, Page, parse
from scrapers.rows import visible_text

_LEAST = 5
"""Fewer commented rows than this may be samples a designer left behind."""
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL)


def fragments(page: Page) -> Iterator[Element]:
    """Markup of rows hidden in the source: a comment within an otherwise empty list, CDATA records of a data island."""
    for comment in page.tree.iter(etree.Comment):
        parent = comment.getparent()
        if parent is None or parent.tag not in ("ul", "ol", "dl", "tbody", "table", "div"):
            continue
        if len(comment.text or "") > 500 and not visible_text(parent):
            fragment = parse(comment.text or "")
            if len(_real_links(fragment)) >= _LEAST:
                yield fragment
    records = _RECORD.findall(page.text)
    if records:
        fragment = parse("".join(records))
        if _real_links(fragment):
            yield fragment


def _real_links(fragment: Element) -> set[str]:
    links = (resolve("http://page.invalid/", link.get("href")) for link in fragment.iter("a"))
    return {link for link in links if link}


_ARRAY = re.compile(r"\[\s*\{")
_TITLE_KEYS = ("title", "showTitle", "articleTitle", "name", "bt", "docTitle", "infoTitle")
_DATE_KEYS = (
    "pubDate",
    "publishDate",
    "publishTime",
    "publishedTime",
    "releaseTime",
    "pubTime",
    "releaseDate",
    "date",
    "infoDate",
    "docRelTime",
    "fbsj",
    "createDate",
)
_URL_KEYS = ("url", "urls", "link", "href", "pcUrl", "docPubUrl", "infoUrl")
_ISSUER_KEYS = ("publisher", "publishOrg", "issuer", "fbjg")


def entries_in_scripts(page: Page) -> tuple[Entry, ...]:
    """The longest array in the page's scripts whose objects have a title, a written-out date and an address."""
    best: tuple[Entry, ...] = ()
    decoder = json.JSONDecoder()
    for script in page.tree.iter("script"):
        code, position = script.text or "", 0
        if not any(key in code for key in _DATE_KEYS):
            continue
        while match := _ARRAY.search(code, position):
            try:
                array, position = decoder.raw_decode(code, match.start())
            except (ValueError, RecursionError):
                position = match.end()
                continue
            entries = tuple(entry for item in array if (entry := _entry(item, page.url)) is not None)
            if len(entries) > len(best) and len(entries) * 2 > len(array):
                best = entries
    return best


def _entry(item: Any, base: str) -> Entry | None:
    if not isinstance(item, dict):
        return None
    title = _string(item, _TITLE_KEYS)
    raw = _string(item, _DATE_KEYS)
    url = resolve(base, _address(item))
    found = find_date(raw) if raw else None
    if not title or not found or not url:
        return None
    return Entry(title=title, url=url, published=found.value, published_raw=raw, issuer=_string(item, _ISSUER_KEYS))


def _string(item: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        value = item.get(key)
        if isinstance(value, str) and value.strip():
            return " ".join(re.sub(r"<[^>]*>", "", value).split()) or None
    return None


def _address(item: dict[str, Any]) -> str | None:
    """The address itself, or the one for desktop browsers of a set written as JSON: {"pc": "/col/1.html"}."""
    value = _string(item, _URL_KEYS)
    if value is None or not value.startswith("{"):
        return value
    try:
        choice = json.loads(value)
    except (ValueError, RecursionError):
        return None
    address = choice.get("pc") if isinstance(choice, dict) else None
    return address if isinstance(address, str) else None
