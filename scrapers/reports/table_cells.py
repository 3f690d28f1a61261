"""The cells of one row of a table under its header, and the number that a cell holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scrapers.files.blocks import Cell

Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Slot:
    """A column as its header shows it."""

    column: str | None
    """Its name in the format; `None` for a column of the report's own (备注)."""
    places: frozenset[int]
    """The positions that its header covers."""


Under = dict[str, Cell | None]
"""The cell of each column; `None` where nobody can say which it is."""


def cells_under(slots: Sequence[Slot], rows: Sequence[tuple[Row, int]], *, all_named: bool) -> list[Under]:
    """The cells of each of `rows` under one header; each row with the position after its label.

    By the positions of the header where each number stands under one column. Where the borders of a row are not those
    of its header, by order, if they are as many and the header names all columns that the row has in the format
    (`all_named`). A row that fits among others that do not may fit by its empty cells alone: its order must agree.
    """
    placed = [_by_place(slots, row, first, all_named=all_named) for row, first in rows]
    torn = None in placed
    named = [slot.column for slot in slots if slot.column]
    found: list[Under] = []
    for (row, first), by_place in zip(rows, placed, strict=True):
        by_order = _by_order(slots, row, first) if all_named else None
        said = any(cell.text for cell in row[first:])
        if said and _may_be_shifted(slots, row, first):
            found.append(dict.fromkeys(named))
        elif by_place is not None and (not said or not torn or by_place == by_order):
            found.append(by_place)
        else:
            found.append(by_order if by_place is None and by_order else dict.fromkeys(named))
    return found


def _by_order(slots: Sequence[Slot], row: Row, first: int) -> Under | None:
    """`None` unless the row has as many cells as columns."""
    cells = distinct(row[first:])
    while len(cells) > len(slots) and cells[0].text and not cells[-1].text:
        cells.pop()  # what fills a short row up
    if len(cells) != len(slots):
        return None
    return {slot.column: cell for slot, cell in zip(slots, cells, strict=True) if slot.column}


def distinct(row: Sequence[Cell]) -> list[Cell]:
    """The row's cells, a merged one once."""
    return list(dict.fromkeys(row))


def _by_place(slots: Sequence[Slot], row: Row, first: int, *, all_named: bool) -> Under | None:
    """`None` unless every number stands under one column, and no column has two.

    Under a heading without a name among columns of which one is missing stand the numbers of that one, or of the next.
    """
    last = max((number for number, slot in enumerate(slots) if slot.column), default=0)
    if any(place < first for slot in slots for place in slot.places):
        return None
    found: Under = {}
    taken: list[Cell] = []
    for number, slot in enumerate(slots):
        under = distinct([row[place] for place in sorted(slot.places) if place < len(row)])
        said = [cell for cell in under if cell.text]
        if len(said) > 1 or (said and not slot.column and number < last and not all_named):
            return None
        taken += said
        if slot.column:
            found[slot.column] = said[0] if said else under[0] if under else None
    numbers = [cell for cell in distinct(row[first:]) if cell.text]
    return found if len(taken) == len(set(taken)) == len(numbers) else None


def _may_be_shifted(slots: Sequence[Slot], row: Row, first: int) -> bool:
    """Empty cells between label and columns, and the last column empty or cells after it.

    A row whose label is too short or too long, filled up at its end, looks the same.
    """
    places = sorted(place for slot in slots for place in slot.places)
    if not places or first >= places[0] or any(cell.text for cell in row[first : places[0]]):
        return False
    last = max((place for slot in slots if slot.column for place in slot.places), default=0)
    at_its_end = last < len(row) and row[last].text and len(row) == places[-1] + 1
    return not at_its_end


@dataclass(frozen=True)
class Number:
    """What a cell holds. `None`: no number."""

    value: int | float | None
    approximate: bool = False


def number_in(text: str, *, in_ten_thousands: bool = False) -> Number:
    """The number of a cell: `1,204`, `１２`, `12件`, `约3`, `增2`, `-1`. Blank, a dash, 无, XX, two numbers: none.

    `in_ten_thousands`: the column counts 万元, so that `3.5万元` is 3.5, `35000元` too. In others yuan are no count.
    """
    narrow = "".join(_WIDE.get(letter, letter) for letter in text.strip())
    found = _NUMBER.fullmatch(_BLANK_BESIDE.sub("", narrow))
    if found is None:
        return Number(None)
    digits = found["digits"].replace(",", "")
    value = float(digits) if "." in digits else int(digits)
    if found["unit"] == "元" and not in_ten_thousands:
        return Number(None)
    if found["unit"] == "元":
        value = value / 10_000 if value % 10_000 else value // 10_000
    if "万" in (found["ten"] or "") + (found["unit"] or "") and not in_ten_thousands:
        value = round(value * 10_000)
    if found["sign"] in ("-", "减", "减少"):
        value = -value
    return Number(value, approximate=bool(found["about"] or found["more"]))


_WIDE = dict(zip("０１２３４５６７８９，．＋－−", "0123456789,.+--", strict=True))
_BLANK_BESIDE = re.compile(r"(?<=\d)\s+(?=[^\d\s.,])|(?<=[^\d\s.,])\s+(?=\d)")
"""Blanks between a number and its unit or sign; those between digits part two numbers."""
_NUMBER = re.compile(
    r"(?P<about>约|大约|近)?(?P<sign>[+-]|增加?|减少?)?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d{1,6})?|\d{1,12}(?:\.\d{1,6})?)"
    r"(?P<ten>万(?!元))?(?P<more>余|多)?(?P<unit>万元|元|件|条|项|个|次|份|宗|人次)?"
)
