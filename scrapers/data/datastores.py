"""Read a `<datastore>`: rows of markup in CDATA records with counts, as 大汉 JCMS sends them.

It comes as an answer of its own (`dataproxy.jsp`), or as an island in a page (`<script type="text/xml">`) from which a
script draws the list. Neither parser of web pages keeps CDATA, so the records are cut out of the text.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from schemas.entries import Entry
from scrapers.data.records import Answer
from scrapers.data.recordsets import Counts, counts_beside
from scrapers.pages.links import resolve
from scrapers.pages.outline import Outline
from scrapers.pages.page import Element, Page, parse
from scrapers.rows.entries import Base, read_entries
from scrapers.rows.groups import find_groups


@dataclass(frozen=True)
class Datastore:
    """One `<datastore>`: the markup of its records, and what it says about the rest of the list."""

    records: tuple[str, ...]
    counts: Counts
    next: str | None = None
    """Absolute address of the records after these (`<nextgroup>`)."""

    @property
    def rows(self) -> Element:
        """The records as a page's rows, one element each, to be read as any list is."""
        start = self.records[0][:3].lower() if self.records else ""
        if start == "<tr":
            return parse(f"<table>{''.join(self.records)}</table>")
        if start == "<li":
            return parse(f"<ul>{''.join(self.records)}</ul>")
        return parse("<ul><li>" + "</li><li>".join(self.records) + "</li></ul>")


def find_datastores(page: Page) -> list[Datastore]:
    """Every datastore in the page's source, the one with most records first; no search where no record is."""
    text = page.text
    if "<record" not in text and "<datastore" not in text:
        return []
    found = [_read(text[start:end], page.url) for start, end in islice(_extents(text), _MOST)]
    return sorted(found, key=lambda datastore: -len(datastore.records))


def read_datastore(page: Page, *, today: date) -> Answer | None:
    """A page that is a datastore; blank only where it states a total of 0. `None` if there is none."""
    found = find_datastores(page)
    if not found:
        return None
    datastore, counts = found[0], found[0].counts
    entries = _entries(datastore, page.url, today) if datastore.records else ()
    if entries:
        return Answer(
            state="list",
            entries=entries,
            total=counts.total,
            pages=counts.pages,
            current=counts.current,
            next=datastore.next,
        )
    if datastore.records:
        return Answer("not_a_list", f"{len(datastore.records)} records, but none reads as a row of a list")
    if counts.total == 0:
        return Answer("blank", "the datastore states a total of 0 and holds no record", total=0)
    return Answer("not_a_list", "a datastore without records and without a total: that says nothing")


def _entries(datastore: Datastore, url: str, today: date) -> tuple[Entry, ...]:
    base = Base(url, url)
    groups = find_groups(Outline(datastore.rows))
    return max((read_entries(group, base=base, today=today) for group in groups), key=len, default=())


def _extents(text: str) -> Iterator[tuple[int, int]]:
    start = text.find("<datastore")
    if start < 0:
        yield max(text.find("<record"), 0), len(text)  # the records alone
        return
    while start >= 0:
        following = text.find("<datastore", start + 1)
        end = text.find("</datastore>", start, following if following >= 0 else len(text))
        yield start, end if end >= 0 else (following if following >= 0 else len(text))
        start = following


def _read(text: str, url: str) -> Datastore:
    records, head, tail = _records(text)
    around = text[:head][:_AROUND] + text[tail:][:_AROUND]
    stated: dict[str, object] = dict(_NUMBER.findall(around))
    counts = counts_beside((stated,), rows=len(records))
    return Datastore(records, counts, _next(around, url, counts, len(records)))


def _records(text: str) -> tuple[tuple[str, ...], int, int]:
    """The records' contents, and where in `text` the first begins and the last ends."""
    records: list[str] = []
    head = tail = -1
    opening = _OPENING.search(text)
    while opening is not None:
        end = text.find("</record>", opening.end())
        if end < 0:
            break  # cut off: what is left of this record is not read
        if head < 0:
            head = opening.start()
        tail = end + len("</record>")
        content = text[opening.end() : end].strip()
        if content.startswith(_CDATA):
            content = content.removeprefix(_CDATA).removesuffix("]]>").strip()
        else:
            content = html.unescape(content)
        if content:
            records.append(content)
        opening = _OPENING.search(text, tail)
    return tuple(records), (len(text) if head < 0 else head), (len(text) if tail < 0 else tail)


_MOST = 20
"""Datastores read on one page; pages have one, or one for each of a few lists."""
_CDATA = "<![CDATA["
_OPENING = re.compile(r"<record(?:\s[^<>]{0,200})?>")
_AROUND = 8000
"""So much before the first and after the last record is searched for counts."""
_NUMBER = re.compile(r"<([A-Za-z]{3,20})>\s{0,20}(?:<!\[CDATA\[)?\s{0,20}(\d{1,9})\s{0,20}(?:\]\]>)?\s{0,20}</")
_NEXT = re.compile(r"<nextgroup>[^§]{0,200}?href\s*=\s*[\"']([^\"']{1,2000})[\"']", re.IGNORECASE)


def _next(around: str, url: str, counts: Counts, rows: int) -> str | None:
    if counts.total is not None and counts.total <= rows:
        return None
    if counts.pages is not None and counts.current is not None and counts.current >= counts.pages:
        return None
    match = _NEXT.search(around)
    return resolve(url, html.unescape(match.group(1))) if match else None
