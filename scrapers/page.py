"""One response as it came over the wire, with its text and its tree made once, on demand."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from lxml import html

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
        """The parsed page. Text is handed over, never bytes: lxml stops at characters its declared charset lacks."""
        text = self.text.replace("\x00", "").strip()
        return html.document_fromstring(text or "<html><body></body></html>", parser=_parser())


def _parser() -> html.HTMLParser:
    return html.HTMLParser(remove_comments=False, huge_tree=False)
