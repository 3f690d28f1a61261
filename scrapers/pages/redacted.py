"""A page for other eyes: its private numbers made unreadable, everything else as it stands."""

import codecs

from scrapers.pages.page import Page
from scrapers.pages.private_numbers import masked_markup

# What a file of a common format begins with. Text within it cannot be changed from outside.
_FILES = (
    *(b"%PDF", b"{\\rtf", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"),
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF", b"ID3", b"\x00\x00"),
)
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NO_TEXT = 0.02
"""Share of characters that no encoding gives: more is no page with a few bad bytes."""


def is_readable(page: Page) -> bool:
    """The body is text, so that every number in it is seen; not so PDF, office files, archives and images."""
    if page.body.startswith(_FILES) or (b"\0" in page.body and "\0" in page.text):
        return False
    return page.text.count("\ufffd") <= _NO_TEXT * len(page.text)


def redacted(page: Page) -> bytes | None:
    """The body without private numbers; `None` if it is not readable, so that nobody can say what is in it.

    Where there are none, the very bytes of the page; otherwise UTF-8 with a byte order mark, which browsers believe
    before whatever charset the page declares.
    """
    if not is_readable(page):
        return None
    text = masked_markup(page.text)
    return page.body if text == page.text else text.encode("utf-8-sig", "replace")
