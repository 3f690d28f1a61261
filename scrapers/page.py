"""One response as it came over the wire, with its text and its tree made once, on demand."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from lxml import etree, html

from scrapers.encoding import decode


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
        """The body as text; see `scrapers.encoding` for the order in which encodings are tried."""
        return decode(self.body, content_type=self.headers.get("content-type", ""))

    @cached_property
    def tree(self) -> html.HtmlElement:
        """The parsed page. Text is handed over, never bytes: lxml stops at characters its declared charset lacks.

        Never raises: what no parser can make a page of is an empty page.
        """
        text = _UNPARSABLE.sub("", _XML_DECLARATION.sub("", self.text)).strip()
        try:
            return html.document_fromstring(text or _EMPTY, parser=_parser())
        except (etree.ParserError, etree.XMLSyntaxError):
            return html.document_fromstring(_EMPTY)


_EMPTY = "<html><body></body></html>"
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
"""lxml refuses text that declares an encoding of its own, as XHTML pages do."""
_UNPARSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def _parser() -> html.HTMLParser:
    return html.HTMLParser(remove_comments=False, huge_tree=False)
