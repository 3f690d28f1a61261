"""A document of Word (DOCX): its paragraphs with the numbers that Word shows before them, and its tables."""

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.table import Table

from schemas.messages import say
from scrapers.files.blocks import Block, Cell, Grid, Line
from scrapers.files.word_numbers import WordNumbers


def blocks_of_document(body: bytes) -> list[Block]:
    """Its lines and tables. Raises what python-docx raises for a damaged one."""
    return list(_blocks(body))


def _blocks(body: bytes) -> Iterator[Block]:
    paragraphs = tables = 0
    document = docx.Document(io.BytesIO(body))
    numbers = WordNumbers(document)
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            tables += 1
            yield _of_table(part, tables)
        else:
            if not part.text.strip():
                continue
            for text in (numbers.before(part) + part.text.strip()).splitlines():
                if text.strip():
                    paragraphs += 1
                    yield Line(text.strip(), say("plan.place.paragraph", paragraph=paragraphs))


def _of_table(table: Any, number: int) -> Grid:
    """A merged cell is one XML element wherever python-docx shows it."""
    positions = [list(row.cells) for row in table.rows]
    made: dict[Any, Cell] = {}
    for place, row in enumerate(positions, start=1):
        for cell in row:
            if cell._tc not in made:
                across = sum(other._tc is cell._tc for other in row)
                where = say("plan.place.table", table=number, row=place)
                made[cell._tc] = Cell(_cell_text(cell), where, columns=across)
    return Grid(tuple(tuple(made[cell._tc] for cell in row) for row in positions))


def _cell_text(cell: Any) -> str:
    """Its paragraphs, and those of tables in it."""
    parts = [cell.text, *(inner.text for table in cell.tables for row in table.rows for inner in row.cells)]
    return "\n".join(part.strip() for part in parts if part.strip())
