"""A PDF with a text layer: its lines, those that one paragraph was broken into made one again.

Tables are not told apart: their rows are lines. A PDF that holds pictures of pages says so.
"""

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTPage, LTTextContainer, LTTextLine
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException

from schemas.messages import say
from scrapers.files.blocks import Block, Line
from scrapers.files.errors import NotReadable


def blocks_of_pdf(body: bytes) -> list[Block]:
    """Its lines. Raises `NotReadable`: protected by a password, scanned, damaged."""
    try:
        pages = [_visual_lines(page) for page in islice(extract_pages(io.BytesIO(body), laparams=_LAYOUT), _MOST_PAGES)]
    except PDFPasswordIncorrect:
        raise NotReadable(say("file.password"), say("file.without_password")) from None
    except _DAMAGED as error:
        raise NotReadable(say("file.pdf_damaged", error=f"{error}"), say("file.print_again")) from None
    if sum(len(line.text) for page in pages for line in page) < _FEWEST_CHARACTERS:
        raise NotReadable(say("file.scanned"), say("file.give_original"))
    paragraphs = _paragraphs(line for page in pages for line in page)
    return [Line(text, say("plan.place.line", line=number)) for number, text in enumerate(paragraphs, start=1)]


_LAYOUT = LAParams(line_margin=0.3)
_MOST_PAGES = 300
_FEWEST_CHARACTERS = 20
_PAGE_NUMBER = re.compile(r"[-—–\s]*\d{1,3}[-—–\s]*|第\s*\d{1,3}\s*页.{0,10}")
_DAMAGED = (
    *(PDFException, PSException, zlib.error, EOFError, OSError, RecursionError),
    *(LookupError, ValueError, TypeError, AttributeError, ArithmeticError, AssertionError),  # parts that are not there
)
"""What the library raises for a PDF of which a part is broken."""


@dataclass(frozen=True, slots=True)
class _VisualLine:
    """A line as printed."""

    text: str
    size: float
    indented: bool
    """It begins further right than the text of its page."""
    full: bool
    """It reaches to the right edge of that text: what it says may go on in the next one."""


def _visual_lines(page: LTPage) -> list[_VisualLine]:
    """Those of one page, from top to bottom."""
    found = [
        (line, text)
        for box in page
        if isinstance(box, LTTextContainer)
        for line in box
        if isinstance(line, LTTextLine) and (text := line.get_text().strip()) and not _PAGE_NUMBER.fullmatch(text)
    ]
    # Parts of one printed line stand at one height, which is rounded so that they come from left to right.
    found.sort(key=lambda one: (-round(one[0].y0 / 3), one[0].x0))
    left = min((line.x0 for line, _ in found), default=0.0)
    right = max((line.x1 for line, _ in found), default=0.0)
    return [
        _VisualLine(text, line.height, line.x0 > left + line.height, line.x1 > right - 2 * line.height)
        for line, text in found
    ]


def _paragraphs(lines: Iterator[_VisualLine]) -> Iterator[str]:
    """A line goes on with the one before it if that one is full and this one, of the same size, is not indented."""
    parts: list[str] = []
    last: _VisualLine | None = None
    for line in lines:
        goes_on = (
            last is not None
            and last.full
            and not line.indented
            and abs(line.size - last.size) < 0.3 * last.size
            and not (last.text.endswith("。") and _NUMBERED.match(line.text))
            and not _ROW.search(last.text)
        )
        if parts and not goes_on:
            yield _joined(parts)
            parts = []
        parts.append(line.text)
        last = line
    if parts:
        yield _joined(parts)


_ROW = re.compile(r"(?:\s\d[\d.,]*){3,}$")
"""The end of a table's row."""
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[、．.）)]")


def _joined(parts: list[str]) -> str:
    text = parts[0]
    for part in parts[1:]:
        text += (" " if text[-1].isascii() and text[-1].isalpha() and part[0].isascii() else "") + part
    return " ".join(text.split())
