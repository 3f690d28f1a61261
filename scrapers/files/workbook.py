"""A workbook (XLSX): each sheet a table."""

import io
from datetime import date, datetime
from typing import Any

import openpyxl

from schemas.messages import say
from scrapers.files.blocks import Block, Cell, Grid


def blocks_of_workbook(body: bytes) -> list[Block]:
    """Its sheets. Raises what openpyxl raises for a damaged one."""
    book = openpyxl.load_workbook(io.BytesIO(body), data_only=True)
    return [_of_sheet(sheet) for sheet in book.worksheets]


_MOST_CELLS = 500_000


def _of_sheet(sheet: Any) -> Grid:
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
    return Grid(tuple(grid))


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
