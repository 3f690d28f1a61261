"""What a file is by its first bytes, and whether that is what its name promises. Nothing is ever unpacked.

A program that opens one kind of a family opens its other kinds too, whatever the file is called (a DOCX named .doc, a
RAR named .zip): only another family, or a web page, breaks the promise. What is not recognised proves nothing.
"""

import re
from collections.abc import Mapping
from typing import Literal
from urllib.parse import unquote, urlsplit

Family = Literal["pdf", "office", "archive", "image"]

FIRST_BYTES = 4096
"""Enough for every kind: a PDF's mark may stand anywhere in the first 1024 bytes (ISO 32000-1, annex H.3.4.1)."""

_SIGNATURES: tuple[tuple[bytes, str, frozenset[Family]], ...] = (
    # PKWARE APPNOTE 4.3.7; with it begin OOXML (ECMA-376 part 2) and OFD (GB/T 33190) as well.
    (b"PK\x03\x04", "application/zip", frozenset({"office", "archive"})),
    (b"PK\x05\x06", "application/zip", frozenset({"archive"})),
    # [MS-CFB] 2.2: DOC, XLS, PPT and the older formats of WPS.
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-cfb", frozenset({"office"})),
    (b"{\\rtf", "application/rtf", frozenset({"office"})),
    # Word and Excel save these too: a web page with its images (RFC 2557), the XML of 2003.
    (b"MIME-Version:", "multipart/related", frozenset({"office"})),
    (b"<?xml", "application/xml", frozenset({"office"})),
    # RARLAB technote, "signature"; 7zFormat.txt; RFC 1952, 2.3.1.
    (b"Rar!\x1a\x07", "application/vnd.rar", frozenset({"archive"})),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", frozenset({"archive"})),
    (b"\x1f\x8b", "application/gzip", frozenset({"archive"})),
    # W3C PNG 5.2; ITU-T T.81; GIF89a; TIFF 6.0, 2.
    (b"\x89PNG\r\n\x1a\n", "image/png", frozenset({"image"})),
    (b"\xff\xd8\xff", "image/jpeg", frozenset({"image"})),
    (b"GIF8", "image/gif", frozenset({"image"})),
    (b"II*\x00", "image/tiff", frozenset({"image"})),
    (b"MM\x00*", "image/tiff", frozenset({"image"})),
)
_PDF_WITHIN = 1024
_WEB_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)

_PROMISED: Mapping[str, Family] = {
    "pdf": "pdf",
    **dict.fromkeys(("doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "dps", "rtf", "ofd"), "office"),
    **dict.fromkeys(("zip", "rar", "7z"), "archive"),
    **dict.fromkeys(("png", "jpg", "jpeg", "gif", "tif", "tiff"), "image"),
}
_SPELT_IN_MARKUP = frozenset({"doc", "xls", "wps", "et"})
"""Word, Excel and WPS open a web page under these names, and many programs export one so."""
FILES = frozenset({*_PROMISED, "txt", "csv", "ceb"})
"""Names' ends that lead to files, not pages."""


def promised(name: str) -> str | None:
    """The end of the name of a file (`pdf`), from an address or from a file's name; `None` if it has none."""
    path = unquote(urlsplit(name).path) if "://" in name else name
    end = path.rpartition("/")[2].rpartition(".")
    return end[2].lower() if end[1] and end[2].isalnum() else None


def media_type(beginning: bytes) -> str | None:
    """What the bytes are; `None` if that is not known."""
    if b"%PDF-" in beginning[:_PDF_WITHIN]:
        return "application/pdf"
    if is_web_page(beginning):
        return "text/html"
    return next((kind for mark, kind, _ in _SIGNATURES if beginning.startswith(mark)), None)


def is_web_page(beginning: bytes) -> bool:
    """It begins as HTML does."""
    return _WEB_PAGE.match(beginning) is not None


def keeps(promise: str | None, beginning: bytes) -> bool | None:
    """Whether a file that is called so begins as one of its family does; of other names nothing is promised.

    `None`: what the bytes are is not known.
    """
    family = _PROMISED.get(promise or "")
    if family is None:
        return True
    found = _families(beginning)
    if found is None:
        return None
    return family in found or (not found and promise in _SPELT_IN_MARKUP)


def _families(beginning: bytes) -> frozenset[Family] | None:
    """Those that the bytes may belong to, none for a web page; `None` if they are not recognised."""
    if b"%PDF-" in beginning[:_PDF_WITHIN]:
        return frozenset({"pdf"})
    if is_web_page(beginning):
        return frozenset()
    return next((families for mark, _, families in _SIGNATURES if beginning.startswith(mark)), None)
