"""Table 四 (行政复议, 行政诉讼): fifteen numbers side by side under a header of several rows, or in several rows."""

from dataclasses import dataclass, field

from schemas.report_tables import ALL_OUTCOMES, OUTCOMES, PROCEEDINGS
from scrapers.files.blocks import Cell
from scrapers.reports.table_cells import Row, distinct
from scrapers.reports.table_made import Key
from scrapers.reports.table_words import column_named, is_value, plain, row_named


@dataclass
class Header:
    """What the rows read so far say of each position."""

    proceedings: dict[int, str] = field(default_factory=dict)
    outcomes: dict[int, str] = field(default_factory=dict)

    @staticmethod
    def is_of(row: Row) -> bool:
        """The row's labels can only be those of table 四's header."""
        said = {_outcome(cell) for cell in row} & set(OUTCOMES)
        both = {plain(cell.text) for cell in row}
        several = len({_proceedings(cell) for cell in row} - {None}) > 1
        return len(said) > 1 or several or {"行政复议", "行政诉讼"} <= both

    def read(self, row: Row) -> dict[Key, Cell | None]:
        """The numbers of a row by what they count; none of a row of the header, which is taken up.

        Where the borders of the numbers are not those of the header: by order, if they are as many.
        """
        labels = [cell for cell in distinct(row) if cell.text and not is_value(cell.text)]
        beside = labels[0] if len(labels) == 1 and self._goes_beside(labels[0], row) else None
        if labels and beside is None:
            self._take_up(row)
            return {}
        keys = [self._key(place, beside) for place in range(len(row))]
        found: dict[Key, list[Cell]] = {}
        for cell, key in zip(row, keys, strict=True):
            if key is not None and cell is not beside:
                found.setdefault(key, []).append(cell)
        cells = [cell for cell in distinct(row) if cell is not beside]
        said = {key: [cell for cell in dict.fromkeys(under) if cell.text] for key, under in found.items()}
        taken = [cell for under in said.values() for cell in under]
        if all(len(under) < 2 for under in said.values()) and len(set(taken)) == len(taken) == _said(cells):
            return {key: under[0] if under else found[key][0] for key, under in said.items()}
        in_order = list(dict.fromkeys(key for key in keys if key is not None))
        while len(cells) > len(in_order) and not cells[-1].text:
            cells.pop()
        if len(cells) != len(in_order):
            return dict.fromkeys(in_order)
        return dict(zip(in_order, cells, strict=True))

    def _goes_beside(self, label: Cell, row: Row) -> bool:
        """A label in front of numbers: 行政复议 before five outcomes, or an outcome before three proceedings."""
        first = next(cell for cell in row if cell.text or cell is label)
        if first is not label or not (_outcome(label) or _proceedings(label)):
            return False
        above = self.outcomes if _proceedings(label) else self.proceedings
        return sum(place in above for place in range(len(row)) if row[place] is not label) > 1

    def _key(self, place: int, beside: Cell | None) -> Key | None:
        proceedings = (_proceedings(beside) if beside else None) or self.proceedings.get(place)
        outcome = (_outcome(beside) if beside else None) or self.outcomes.get(place)
        return (proceedings, outcome) if proceedings and outcome else None

    def _take_up(self, row: Row) -> None:
        """A row of the header. A name goes on over the empty cells to its right; outcomes do not."""
        if plain(row[0].text) == "行政复议" or all(place in self.outcomes for place in range(len(row))):
            self.proceedings, self.outcomes = {}, {}  # a header begins
        going_on: str | None = None
        for place, cell in enumerate(row):
            if cell.text:
                going_on = _proceedings(cell)
            if going_on is not None:
                self.proceedings[place] = going_on
            if outcome := _outcome(cell):
                self.outcomes[place] = outcome
        self._name_by_order()

    def _name_by_order(self) -> None:
        """Fifteen outcomes in the format's order are those of the three proceedings, whatever their headings cover."""
        places = sorted(self.outcomes)
        said = [self.outcomes[place] for place in places]
        if said == [*OUTCOMES, ALL_OUTCOMES] * len(PROCEEDINGS) and any(one not in self.proceedings for one in places):
            each = len(OUTCOMES) + 1
            self.proceedings = {place: PROCEEDINGS[number // each] for number, place in enumerate(places)}


def _said(cells: list[Cell]) -> int:
    return sum(bool(cell.text) for cell in cells)


def _proceedings(cell: Cell) -> str | None:
    return row_named("四", cell.text, None)


def _outcome(cell: Cell) -> str | None:
    return column_named("四", cell.text, None)
