"""A plan's file as lines and tables: XLSX, DOCX, HTML or plain text, told apart by what is in it, not by its name."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from schemas.messages import say
from schemas.mistakes import ConfigError, Mistake
from scrapers.pages.page import Page
from scrapers.plans.blocks import Block, Cell, Grid, Line
from scrapers.plans.web_page import blocks_of_page


def read_blocks(path: Path) -> list[Block]:
    """What the file holds, from top to bottom. Raises `ConfigError` with what to do for a file of another kind."""
    body = _bytes(path)
    if body.startswith(b"PK"):
        return _of_package(path, body)
    if body.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16le") in body:
            raise _wrong(path, "the file is protected by a password", "save it without the password")
        raise _wrong(path, "this is a file of Word or Excel before 2007 (.doc, .xls)", "save it as DOCX or XLSX")
    if body.startswith(b"%PDF"):
        raise _wrong(path, "a PDF holds pages, not tasks", "import the DOCX, XLSX or web page it was made from")
    text = _text(path, body)
    if path.suffix.lower() in (".htm", ".html") or re.match(r"\s*<(?:!doctype|html|\?xml)", text, re.IGNORECASE):
        return list(blocks_of_page(Page(url=path.resolve().as_uri(), body=body)))
    return [
        Line(line.strip(), say("plan.place.line", line=number))
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]


_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_MOST_BYTES = 20_000_000
_MOST_CELLS = 500_000


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _wrong(path, "the file is larger than 20 MB", "save it without pictures")
        return path.read_bytes()
    except FileNotFoundError:
        raise _wrong(path, "there is no such file", "check the path") from None
    except OSError as error:
        raise _wrong(path, f"cannot be read: {error.strerror}", "check the path and its rights") from None


def _text(path: Path, body: bytes) -> str:
    encodings = ("utf-16",) if body.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search("[\x00-\x08\x0e-\x1f]", text):
            return text
    raise _wrong(
        path, "this is neither a workbook, a document, a web page nor text", "import an XLSX, DOCX, HTML or TXT"
    )


def _wrong(path: Path, message: str, remedy: str) -> ConfigError:
    return ConfigError([Mistake(file=path, message=message, remedy=remedy)])


def _of_package(path: Path, body: bytes) -> list[Block]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            names = set(package.namelist())
            if sum(entry.file_size for entry in package.infolist()) > 10 * _MOST_BYTES:
                raise _wrong(path, "the file unpacks to more than 200 MB", "save it without pictures")
        if "word/document.xml" in names:
            return list(_of_document(body))
        if "xl/workbook.xml" in names:
            return list(_of_workbook(body))
    except _DAMAGED as error:
        raise _wrong(path, f"the file is damaged: {error}", "open it in Word or Excel and save it again") from None
    raise _wrong(path, "this is neither a DOCX nor an XLSX file", "import an XLSX, DOCX, HTML or TXT")


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


def _of_workbook(body: bytes) -> Iterator[Grid]:
    # Other commands load this package too, and have no use for openpyxl.
    import openpyxl  # noqa: PLC0415

    book = openpyxl.load_workbook(io.BytesIO(body), data_only=True)
    for sheet in book.worksheets:
        if sheet.max_row * sheet.max_column > _MOST_CELLS:
            raise ValueError(f"sheet {sheet.title} reaches to row {sheet.max_row}, column {sheet.max_column}")
        rows = {
            number: [_cell_text(cell.value) for cell in cells]
            for number, cells in enumerate(sheet.iter_rows(), start=1)
            if any(cell.value is not None for cell in cells)
        }
        merged = {
            (row, column): area
            for area in sheet.merged_cells.ranges
            for row in range(area.min_row, area.max_row + 1)
            for column in range(area.min_col, area.max_col + 1)
        }
        made: dict[tuple[int, int], Cell] = {}
        grid = []
        for number, texts in rows.items():
            line = []
            for column, text in enumerate(texts, start=1):
                area = merged.get((number, column))
                origin = (area.min_row, area.min_col) if area else (number, column)
                if origin not in made:
                    made[origin] = Cell(
                        rows[origin[0]][origin[1] - 1] if area and origin[0] in rows else "" if area else text,
                        say("plan.place.sheet", sheet=sheet.title, row=origin[0]),
                        columns=area.max_col - area.min_col + 1 if area else 1,
                    )
                line.append(made[origin])
            grid.append(tuple(line))
        yield Grid(tuple(grid))


def _cell_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime() | date():
            return f"{value:%Y-%m-%d}"
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).replace("_x000D_", "").replace("\r", "").strip()


def _of_document(body: bytes) -> Iterator[Block]:
    import docx  # noqa: PLC0415
    from docx.table import Table  # noqa: PLC0415

    from scrapers.plans.word_numbers import WordNumbers  # noqa: PLC0415

    paragraphs = tables = 0
    document = docx.Document(io.BytesIO(body))
    numbers = WordNumbers(document)
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            tables += 1
            yield _of_word_table(part, tables)
        else:
            if not part.text.strip():
                continue
            for text in (numbers.before(part) + part.text.strip()).splitlines():
                if text.strip():
                    paragraphs += 1
                    yield Line(text.strip(), say("plan.place.paragraph", paragraph=paragraphs))


def _of_word_table(table: Any, number: int) -> Grid:
    """A merged cell is one XML element wherever python-docx shows it."""
    positions = [list(row.cells) for row in table.rows]
    made: dict[Any, Cell] = {}
    for place, row in enumerate(positions, start=1):
        for cell in row:
            if cell._tc not in made:
                across = sum(other._tc is cell._tc for other in row)
                where = say("plan.place.table", table=number, row=place)
                made[cell._tc] = Cell(_word_cell_text(cell), where, columns=across)
    return Grid(tuple(tuple(made[cell._tc] for cell in row) for row in positions))


def _word_cell_text(cell: Any) -> str:
    """Its paragraphs, and those of tables in it."""
    parts = [cell.text, *(inner.text for table in cell.tables for row in table.rows for inner in row.cells)]
    return "\n".join(part.strip() for part in parts if part.strip())
