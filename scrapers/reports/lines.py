"""A report's blocks as numbered lines: paragraphs as they are, a row of a table as one line."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from scrapers.files.blocks import Block, Cell, Grid


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A line of `AnnualReport.lines`."""

    number: int
    """From 1."""
    text: str
    """As the readers take it: half-width marks between Chinese words are full-width ones."""
    is_row: bool = False
    """It is a row of a table: its numbers are the table's."""
    printed: str = ""
    """As it is written, character for character at the same places; that of a row is its text."""


@dataclass(frozen=True, slots=True)
class ReportLines:
    """All lines, and where the rows of each table went."""

    lines: tuple[ReportLine, ...]
    first_of: dict[Block, int]

    def line_of(self, block: Block, row: int) -> int:
        """The number of the line that this row of a table (counted from 0) became, or that a paragraph is (row 0)."""
        return self.first_of[block] + row


def number_lines(blocks: Sequence[Block]) -> ReportLines:
    """A row without any words is a line as well: a table's rows are lines one after another.

    A text file's lines keep their numbers: its empty lines are lines too.
    """
    lines: list[ReportLine] = []
    first: dict[Block, int] = {}
    for block in blocks:
        first[block] = len(lines) + 1
        if isinstance(block, Grid):
            said: set[Cell] = set()
            for row in block.rows:
                lines.append(ReportLine(len(lines) + 1, row_text(row, said), is_row=True))
                said.update(row)
        else:
            while block.row is not None and len(lines) + 1 < block.row:
                lines.append(ReportLine(len(lines) + 1, ""))
            first[block] = len(lines) + 1
            text = block.text.replace("\n", " ")
            printed = text if block.row is not None else _BROKEN.sub("", text)
            lines.append(ReportLine(len(lines) + 1, widened(printed), printed=printed))
    return ReportLines(tuple(lines), first)


_BROKEN = re.compile("(?<=[\u4e00-\u9fff〇○０-９]) (?=[\u4e00-\u9fff〇○０-９])")
"""A line of a page's source may end inside a word: the blank that this makes between two characters means nothing."""


def widened(text: str) -> str:
    """收到6件(含2件),均已答复. -> 收到6件（含2件），均已答复。

    Numbers (2,000), hours and addresses stay as they are, and every character at its place.
    """
    return _HALF_WIDTH.sub(lambda found: _WIDE[found[0]], text) if _CHINESE.search(text) else text


_CHINESE = re.compile("[\u4e00-\u9fff]")
_SAID = "\u4e00-\u9fff”’》】）)%％"
_HALF_WIDTH = re.compile(
    f"(?<=[{_SAID}])[,;:]|(?<=[{_SAID}0-9])[,;](?=[\u4e00-\u9fff“‘《【（(]|\\s*$)|(?<=[{_SAID}])\\.(?=\\s*$|[\u4e00-\u9fff])|[()]"
)
"""Between two digits a comma or a colon belongs to the number or the hour."""
_WIDE = dict(zip(",;:.()", "，；：。（）", strict=True))


def row_text(row: Sequence[Cell], said: Container[Cell] = ()) -> str:
    """The row's cells parted by tabs, each once. `said`: merged cells that a row above has told already."""
    return "\t".join("".join(cell.text.split()) for cell in dict.fromkeys(row) if cell not in said)
