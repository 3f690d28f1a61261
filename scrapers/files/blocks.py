"""A file as what a reader sees, whatever its format: lines of text and tables, from top to bottom."""

from dataclasses import dataclass

from schemas.messages import Reason


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A paragraph; never empty."""

    text: str
    place: Reason
    row: int | None = None
    """Its line in a file of plain text, from 1; `None` in files of other kinds."""


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A cell of a table, merged or not; two cells are the same only if they are one."""

    text: str
    """Without blanks at its ends; empty for an empty cell."""
    place: Reason
    columns: int = 1
    """How many columns it takes."""


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A table: a merged cell stands at every place it covers. Rows may differ in length."""

    rows: tuple[tuple[Cell, ...], ...]


Block = Line | Grid
