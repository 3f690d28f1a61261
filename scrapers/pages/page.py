"""One response as it came over the wire, with its text and its tree made once, on demand."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import cast

from lxml import etree

from scrapers.pages.encoding import decode

Element = etree._Element
"""A node of a page's tree. Plain lxml nodes, not those of `lxml.html`: making these asks Python for a class each time,
which costs more than parsing."""


@dataclass(frozen=True)
class Page:
    """A fetched (or saved) page.

    `url` is the address the bytes came from after redirects, `requested` the one that was asked for. `body` is the
    decompressed body. `fetched_at` carries a zone.
    """

    url: str
    body: bytes
    requested: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    """Header names in lower case."""
    fetched_at: datetime | None = None

    @cached_property
    def text(self) -> str:
        """The body as text; see `scrapers.pages.encoding` for the order in which encodings are tried."""
        return decode(self.body, content_type=self.headers.get("content-type", ""))

    @cached_property
    def tree(self) -> Element:
        """The parsed page. Text is handed over, never bytes: lxml stops at characters its declared charset lacks.

        Never raises: what no parser can make a page of is an empty page.
        """
        plain = len(self.body.translate(None, _CONTROLS)) == len(self.body)
        return parse(_XML_DECLARATION.sub("", self.text), plain=plain)


def parse(markup: str, *, plain: bool = False) -> Element:
    """The tree of a page's (or a fragment's) markup, as browsers make it. Never raises.

    What no parser can make a page of is an empty page; nesting deeper than any real page's is cut off.
    `plain`: the caller knows that there is no character in it that a parser refuses.
    """
    text = (markup if plain else _UNPARSABLE.sub("", markup)).strip()
    tree = etree.HTML(text, _parser()) if text else None
    return tree if tree is not None else etree.HTML(_EMPTY, _parser())


def text_of(node: Element) -> str:
    """All characters below `node` as they stand in the page; comments left out, scripts not."""
    return cast(str, _STRING(node)) if len(node) else node.text or ""


def within(node: Element, ancestor: Element) -> bool:
    """`node` is `ancestor` or lies in it."""
    above: Element | None = node
    while above is not None:
        if above is ancestor:
            return True
        above = above.getparent()
    return False


def columns_of(cell: Element) -> int:
    """How many columns of its table a cell takes (`colspan`)."""
    span = cell.get("colspan") or "1"
    return int(span) if span.isdecimal() and len(span) < _LONGEST_SPAN else 1


_LONGEST_SPAN = 3
_STRING = etree.XPath("string()", smart_strings=False)
_EMPTY = "<html><body></body></html>"
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
"""lxml refuses text that declares an encoding of its own, as XHTML pages do."""
_CONTROLS = bytes(each for each in range(0x20) if each not in b"\t\n\r")
"""Bytes that stand for nothing a parser takes, in any of the encodings; a page rarely has one."""
_UNPARSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def _parser() -> etree.HTMLParser:
    # Nobody asks the parser for elements by their id, so it need not note them.
    return etree.HTMLParser(remove_comments=False, remove_pis=True, huge_tree=False, collect_ids=False)
