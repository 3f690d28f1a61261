"""Read objects of published data (JSON records, a script's literals) into entries.

Which field says what is chosen once for the whole array (`scrapers.data.fields`). An object is an entry if it has a
title together with an address or a day.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from schemas.entries import Entry, ReadingState
from scrapers.data.fields import Fields, Record, choose_fields, names_a_title, words_of
from scrapers.pages.links import resolve
from scrapers.pages.moments import Day, day_of
from scrapers.pages.words import without_ellipsis
from scrapers.rows.entries import Places, distinct


@dataclass(frozen=True)
class Answer:
    """What a page of pure data (or the data within a page) says, in the terms of a list reading."""

    state: ReadingState
    reason: str = ""
    """Why this state, or what speaks for a doubt about the entries (English)."""
    entries: tuple[Entry, ...] = ()
    total: int | None = None
    """Entries of the whole list as the data states them."""
    pages: int | None = None
    current: int | None = None
    """This page's number, from 1."""
    next: str | None = None
    """Absolute address of the data after this; `None` on the last page and where no rule for it is known."""


@dataclass(frozen=True)
class Records:
    """One array of objects, read."""

    entries: tuple[Entry, ...]
    """Each address once, in the array's order."""
    rows: int
    """Objects of the array that are entries, with repetitions."""
    objects: int
    """All objects of the array."""
    dated: float
    """Share of the rows with a day, 0 to 1."""
    addressed: float
    """Share of the rows with an address of their own."""
    plainly_titled: bool
    """The title stands in a field that is called so, not in a `name` as things of any kind have."""


def read_records(
    objects: Sequence[Record], *, base: str, list_page: str | None = None, today: date | None = None
) -> Records | None:
    """Read an array; `None` if most of its objects have no title together with an address or a day.

    `base` makes addresses absolute. `list_page` (else `base`) is where an entry without an address can be looked at.
    `today` completes days without a year; without it such a day is none.
    """
    fields = choose_fields([_unwrapped(item) for item in objects[:: len(objects) // _SAMPLE + 1]])
    if not fields.title:
        return None
    drafts = _drafts(
        [draft for item in map(_unwrapped, objects) if (draft := _draft(item, fields, base, today)) is not None]
    )
    if len(drafts) * 2 <= len(objects):
        return None
    return Records(
        entries=tuple(distinct(_entries(drafts, list_page or base))),
        rows=len(drafts),
        objects=len(objects),
        dated=sum(draft.day is not None for draft in drafts) / len(drafts),
        addressed=sum(draft.url is not None for draft in drafts) / len(drafts),
        plainly_titled=fields.plainly_titled,
    )


# --- one object ----------------------------------------------------------------------------------------------------


_SAMPLE = 200
"""So many objects, taken from all of the array, are enough to see which fields are filled."""


@dataclass(frozen=True)
class _Draft:
    title: str
    url: str | None
    day: Day | None
    issuer: str | None


_WRAPPERS = ("_source", "source", "fields", "attributes", "doc", "article", "info", "data", "node", "item")
"""Search services and interfaces put the record itself into a field of the object they count."""


def _unwrapped(item: Record) -> Record:
    if any(names_a_title(key) for key in item):
        return item
    for wrapper in _WRAPPERS:
        inner = item.get(wrapper)
        if isinstance(inner, dict):
            return {**item, **inner}
    return item


def _draft(item: Record, fields: Fields, base: str, today: date | None) -> _Draft | None:
    title = _title(item, fields.title)
    if not title:
        return None
    url = next((url for key in fields.address if (url := _address(item.get(key), base))), None)
    day = next((day for key in fields.day if (day := day_of(item.get(key), today=today)) is not None), None)
    return _Draft(title, url, day, next((name for key in fields.issuer if (name := words_of(item.get(key)))), None))


def _drafts(drafts: Sequence[_Draft]) -> list[_Draft]:
    """Those with a day or with an address of their own.

    An address that stands at many different titles is the application's, not a document's.
    """
    titles: dict[str, set[str]] = {}
    for draft in drafts:
        if draft.url is not None:
            titles.setdefault(draft.url, set()).add(draft.title)
    most = max(2, len(drafts) // 4)
    settled = (
        replace(draft, url=None) if draft.url is not None and len(titles[draft.url]) > most else draft
        for draft in drafts
    )
    return [draft for draft in settled if draft.url is not None or draft.day is not None]


def _title(item: Record, keys: Sequence[str]) -> str:
    titles = [title for key in keys if (title := words_of(item.get(key)))]
    if not titles:
        return ""
    stem = without_ellipsis(titles[0])
    if stem == titles[0]:
        return titles[0]
    return next(
        (title for title in titles[1:] if title.startswith(stem) and without_ellipsis(title) == title), titles[0]
    )


_FILE_OF_A_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|bmp|webp|svg|ico)(?:\?|$)", re.IGNORECASE)


def _address(value: Any, base: str) -> str | None:
    """The address itself, or the one for desktop browsers of a set: {"pc": "/col/1.html"}, also as a text."""
    if isinstance(value, str) and value.startswith("{"):
        match = _DESKTOP.search(value)
        value = match.group(1).replace("\\/", "/") if match else None
    elif isinstance(value, dict):
        value = next((value[key] for key in ("pc", "PC", "web", "url", "href") if value.get(key)), None)
    if not isinstance(value, str) or len(value) > 2000 or _FILE_OF_A_PICTURE.search(value):
        return None
    if "#/" in value or "#!" in value:
        return None  # a place within an application: without its fragment it is the application's address
    value = html.unescape(value.strip()) if "&" in value else value.strip()
    if not ("/" in value or "." in value or "?" in value) or _HALF_A_CHARACTER.search(value):
        return None
    return resolve(base, value)


_HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")
_DESKTOP = re.compile(r'"pc"\s*:\s*"([^"]{1,1000})"', re.IGNORECASE)


def _entries(drafts: Sequence[_Draft], list_page: str) -> Iterator[Entry]:
    places = Places(list_page)
    for draft in drafts:
        day = draft.day.value if draft.day else None
        yield Entry(
            title=draft.title,
            url=draft.url or places.of(draft.title, day),
            published=day,
            published_raw=draft.day.raw if draft.day else None,
            published_from="data" if draft.day else None,
            year_inferred=draft.day.inferred if draft.day else False,
            issuer=draft.issuer,
        )
