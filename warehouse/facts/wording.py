"""Which words of an item changed, as far as that is the agency's doing and not the template's or our own."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

_YEAR = re.compile(r"\d{4}")
_NUMBER = re.compile(r"\d")
_CUT_OFF = re.compile(r"(?:…+|\.{2,}|·{3,})$")
# What lists put beside a title for some days: NEW, HOT, 置顶; other words only in brackets.
_BADGE = r"(?:new|hot|置顶)!*"
_BRACKETED = r"[\[【(<](?:new|hot|置顶|最新|推荐|热门|顶|热|新)!*[\]】)>]"
_BADGES = re.compile(rf"^(?:{_BRACKETED}|{_BADGE}(?![a-z]))+|(?:{_BRACKETED}|(?<![a-z]){_BADGE})+$", re.IGNORECASE)
_INDEX = re.compile(r"(?:index|default|main)\.\w+$", re.IGNORECASE)


@dataclass(frozen=True)
class Words:
    """What a list says of an item."""

    title: str
    published: date | None
    published_raw: str | None
    issuer: str | None


def changes_of_words(before: Words, after: Words) -> Iterator[str]:
    """`title`, `issuer`, `later` (dated on a later day) or `published` (dated otherwise in any other way)."""
    if not same_title(before.title, after.title):
        yield "title"
    if plain_title(before.issuer or "") != plain_title(after.issuer or ""):
        yield "issuer"
    if before.published != after.published and not _only_understood_otherwise(before, after):
        both = before.published and after.published
        yield "later" if both and before.published < after.published else "published"  # type: ignore[operator]


def plain_title(title: str) -> str:
    """The title without what templates change: blanks, characters of double width, a badge such as NEW or 置顶."""
    plain = "".join(unicodedata.normalize("NFKC", title).split())
    return _BADGES.sub("", plain) or plain


def same_title(one: str, other: str) -> bool:
    """The same title, also where one list cuts it off."""
    if plain_title(one) == plain_title(other):
        return True
    short, long = sorted((plain_title(one), plain_title(other)), key=len)
    for cut, whole in ((short, long), (long, short)):
        start = _CUT_OFF.sub("", cut)
        if start != cut and start and whole.startswith(start):
            return True
    return False


def same_page(one: str, other: str) -> bool:
    """Two spellings of one address: scheme, `www.`, the name of an index file and fragments do not count."""
    return _place(one) == _place(other)


def _place(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}:{parts.port or ''}{_INDEX.sub('', parts.path).rstrip('/')}?{parts.query}"


def _only_understood_otherwise(before: Words, after: Words) -> bool:
    """The list may say what it said: a day without its year, or one counted from today, moves by itself."""
    raw = before.published_raw, after.published_raw
    if None in raw:
        return False
    if raw[0] == raw[1]:
        return True
    relative = any(not _NUMBER.search(each or "") or "前" in (each or "") for each in raw)
    if relative:
        return True
    yearless = any(not _YEAR.search(each or "") for each in raw)
    return bool(
        yearless
        and before.published
        and after.published
        and (before.published.month, before.published.day) == (after.published.month, after.published.day)
    )
