"""A file as lines and tables: text, web page, DOCX, XLSX or PDF, told apart by what is in it, not by its name."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from schemas.messages import say
from scrapers.files.blocks import Block, Line
from scrapers.files.errors import NotReadable, OfAnotherKind
from scrapers.files.web_page import Wanted, blocks_of_page
from scrapers.pages.encoding import decode
from scrapers.pages.file_kinds import promised
from scrapers.pages.page import Page


def read_blocks(name: str, body: bytes, *, url: str | None = None, wanted: Wanted | None = None) -> list[Block]:
    """What the file holds, from top to bottom. Raises `NotReadable` with what to do.

    `name`: of the file, for its end alone; `url`: where a web page came from; `wanted`: see `blocks_of_page`.
    """
    if len(body) > MOST_BYTES:
        raise too_large()
    if not body.strip(b" \t\r\n\x00"):
        raise _empty()
    if body.startswith(b"PK"):
        return _of_package(body)
    if body.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16le") in body:
            raise NotReadable(say("file.password"), say("file.without_password"))
        raise NotReadable(say("file.old_office"), say("file.as_docx"))
    if is_pdf(body):
        # A command that reads none has no use for pdfminer.
        from scrapers.files.pdf import blocks_of_pdf  # noqa: PLC0415

        return blocks_of_pdf(body)
    text = _text(body)
    if not text.strip():
        raise _empty()
    if promised(name) in ("htm", "html", "shtml") or _MARKUP.match(text):
        return list(blocks_of_page(Page(url=url or "file:///page.html", body=body), wanted))
    return [
        Line(line.strip(), say("plan.place.line", line=number), row=number)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]


def body_of(path: Path) -> bytes:
    """The bytes of a file. Raises `NotReadable`: there is none, it may not be read, it is too large."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise too_large()
        return path.read_bytes()
    except FileNotFoundError:
        raise NotReadable(say("file.not_there"), say("file.check_path")) from None
    except OSError as error:
        raise NotReadable(say("file.no_access", error=error.strerror), say("file.check_rights")) from None


def too_large() -> NotReadable:
    """What is said of a file of more than `MOST_BYTES`."""
    return NotReadable(say("file.too_large"), say("file.without_pictures"))


def _empty() -> NotReadable:
    return NotReadable(say("file.empty"), say("file.take_again"))


def is_pdf(body: bytes) -> bool:
    """Its mark may stand anywhere in the first 1024 bytes (ISO 32000-1, annex H.3.4.1)."""
    return b"%PDF-" in body[:1024]


MOST_BYTES = 20_000_000
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_MARKUP = re.compile(r"\s*<(?:!doctype|!--|html|head|body|\?xml)", re.IGNORECASE)
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f]")
_MOST_LOST, _FEW_LOST = 200, 3
"""One character in so many may be lost by a wrong byte, and a few in any text."""


def _text(body: bytes) -> str:
    text = _strictly(body) or decode(body)
    if _NO_TEXT.search(text) or text.count("\ufffd") > _FEW_LOST + len(text) // _MOST_LOST:
        raise OfAnotherKind(say("file.other_kind"), say("file.readable_kinds"))
    return text


def _strictly(body: bytes) -> str | None:
    try:
        return body.decode("utf-16" if body.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        return None


def _of_package(body: bytes) -> list[Block]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            names = set(package.namelist())
            if sum(entry.file_size for entry in package.infolist()) > 10 * MOST_BYTES:
                raise NotReadable(say("file.unpacks_too_large"), say("file.without_pictures"))
        for part, read in _readers().items():
            if part in names:
                return read(body)
    except _DAMAGED as error:
        raise NotReadable(say("file.damaged", error=f"{error}"), say("file.save_again")) from None
    raise OfAnotherKind(say("file.other_package"), say("file.readable_kinds"))


def _readers() -> dict[str, Callable[[bytes], list[Block]]]:
    """By the part that each kind of package has."""
    # Other commands load this room too, and have no use for python-docx and openpyxl.
    from scrapers.files.word import blocks_of_document  # noqa: PLC0415
    from scrapers.files.workbook import blocks_of_workbook  # noqa: PLC0415

    return {"word/document.xml": blocks_of_document, "xl/workbook.xml": blocks_of_workbook}


_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
    RuntimeError,  # a zip's own encryption
    SyntaxError,  # the base of XML's ParseError
    *(
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
    ),  # parts or values that a reader expects and that are not there
)
"""What the libraries raise for a package of which a part is broken."""
