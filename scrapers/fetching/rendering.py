"""A page as a browser drew it: kept beside the answer it was drawn from, and never taken for one."""

from dataclasses import dataclass

from scrapers.fetching.transport import Exchange

RENDERED_TYPE = "text/html; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Rendering(Exchange):
    """The document after its scripts had run, serialised without them, as UTF-8 with a byte order mark.

    `body` and `wire_body` are that text, which nobody sent; what was sent stands in `original`. Its own `status` and
    `headers` describe the text, not an answer.
    """

    original: Exchange
    """The answer from which the page was drawn."""
    engine: str
    """Name and version of the browser."""
    parts: int
    """Scripts and data answers that went into it."""
