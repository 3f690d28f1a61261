"""Tables 二, 三 and 四 of the report formats of 2021 and 2019: from grids of any shape to their rows and columns.

Rows and columns are known by their labels, never by their order alone: headers of any depth, merged and split cells,
columns of the report's own, several tables in one grid and one table in several (a page's end, the header not said
again). Only where there is no header at all, or its borders are not those of a row, cells are taken in their order, if
they are as many as the columns; otherwise they are not reported.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from schemas.annual_reports import Regime, ReportTable
from schemas.report_tables import CARRIED_IN, CARRIED_OVER, OUTCOMES, PARTS_OF_RESULTS, RECEIVED, TableNumber
from scrapers.files.blocks import Block, Cell, Grid
from scrapers.reports.table_cells import Row, Slot, cells_under, distinct
from scrapers.reports.table_lines import LineTable
from scrapers.reports.table_made import Key, Place, columns_of, format_row, table_made
from scrapers.reports.table_of_proceedings import Header
from scrapers.reports.table_words import column_named, is_sum_below, is_value, plain, row_named

LineOf = Callable[[Block, int], int]
_NONE: Mapping[TableNumber, LineTable] = MappingProxyType({})


def read_tables(
    blocks: Sequence[Block],
    line_of: LineOf,
    regime: Regime | None,
    in_lines: Mapping[TableNumber, LineTable] = _NONE,
) -> tuple[ReportTable, ...]:
    """The tables of a report, in the order 二, 三, 四; those it does not have are left out.

    `line_of(grid, row)`: the number of the line that this row of the grid became. `in_lines`: tables whose rows are
    lines, for those that no grid is. Under the law of 2008 there are none.
    """
    if regime == "2008":
        return ()
    reader = _Reader(regime, line_of)
    for block in blocks:
        if isinstance(block, Grid):
            reader.read(block)
    made: dict[TableNumber, ReportTable] = {
        number: table_made(number, one.places, regime, whole=one.whole) for number, one in in_lines.items()
    }
    made |= {
        number: table_made(number, _told(read.places), regime) for number, read in reader.of.items() if read.places
    }
    return tuple(made[number] for number in sorted(made, key="二三四".index))


_MOST_ROWS = 500
"""All three tables have some fifty rows together; a longer grid is a list of something else."""


@dataclass(frozen=True)
class _Place:
    """A place of the format that the report's table has; `cell` is `None` where nobody can say which cell it is."""

    cell: Cell | None
    line: int
    start: int


Places = dict[Key, _Place]


@dataclass
class _Read:
    """One table while it is read."""

    places: Places = field(default_factory=dict)
    slots: tuple[Slot, ...] = ()
    """The columns of its header, of 二 and 三."""
    header: Header = field(default_factory=Header)
    """Of 四."""


@dataclass(frozen=True)
class _Row:
    """A row below a header, of 二 or 三."""

    number: TableNumber
    key: str
    first: int
    """The position after its label."""
    slots: tuple[Slot, ...]
    all_named: bool
    """The header names all columns that the row has in the format."""
    grid: Grid
    index: int


class _Reader:
    """All grids of one report, row by row."""

    def __init__(self, regime: Regime | None, line_of: LineOf) -> None:
        self.regime = regime
        self.line_of = line_of
        self.of: dict[TableNumber, _Read] = {"二": _Read(), "三": _Read(), "四": _Read()}
        self.waiting: list[_Row] = []
        """Rows under one header that are not taken up yet."""
        self.last: TableNumber | None = None
        """The table read last: a grid that only goes on is of it."""

    def read(self, grid: Grid) -> None:
        """Read a grid, if it is one of the tables, several of them, or a part of one."""
        if len(grid.rows) > _MOST_ROWS:
            return
        tables = self._tables_in(grid)
        if not tables and self.last and self._goes_on(grid, self.last):
            tables = {self.last}
        heads: dict[TableNumber, int] = {}
        """The last row of each table's header."""
        for index, row in enumerate(grid.rows):
            self.last = self._table_of(row, tables) or self.last
            if self.last == "四" and "四" in tables:
                self._read_proceedings(grid, index)
            elif self.last and self.last in tables:
                if names := self._header(self.last, row):
                    self._head(self.last, row, names, more=heads.get(self.last) == index - 1)
                    heads[self.last] = index
                else:
                    self._read_row(self.last, grid, index)
        self._take_up()

    def _tables_in(self, grid: Grid) -> set[TableNumber]:
        """Which tables a grid holds: what stands in it could hardly stand in another one."""
        cells = {cell for row in grid.rows for cell in row if cell.text}
        rows = {number: {row_named(number, cell.text, self.regime) for cell in cells} - {None} for number in self.of}
        columns = {n: {column_named(n, cell.text, self.regime) for cell in cells} - {None} for n in self.of}
        found: set[TableNumber] = set()
        if rows["二"] and (columns["二"] or any("第二十条" in plain(cell.text) for cell in cells)):
            found.add("二")
        if len(columns["三"]) > 3 or (len(rows["三"]) > 2 and rows["三"] & {RECEIVED, CARRIED_IN, CARRIED_OVER}):
            found.add("三")
        if len(columns["四"] & set(OUTCOMES)) > 2:
            found.add("四")
        return found

    def _goes_on(self, grid: Grid, number: TableNumber) -> bool:
        """A grid without a header that holds nothing but rows of the table read last."""
        rows = [row for row in grid.rows if any(cell.text for cell in row)]
        if number == "四":
            return bool(rows) and all(is_value(cell.text) for row in rows for cell in row)
        return bool(rows) and all(self._label(number, row) is not None for row in rows)

    def _table_of(self, row: Row, tables: set[TableNumber]) -> TableNumber | None:
        """The table that a row's labels say it is of; `None` where they do not."""
        if "四" in tables and Header.is_of(row):
            return "四"
        in_order: tuple[TableNumber, ...] = ("三", "二")
        for number in in_order:
            if number in tables and (self._header(number, row) or self._label(number, row) is not None):
                return number
        return None

    def _header(self, number: TableNumber, row: Row) -> dict[Cell, str]:
        """The columns that the row names, if it is a row of the table's header."""
        named = {cell: name for cell in distinct(row) if (name := column_named(number, cell.text, self.regime))}
        if number == "三":  # 其他 and 总计 are rows, too
            return named if set(named.values()) - {"其他", "总计"} else {}
        return named if self._label(number, row) is None else {}

    def _head(self, number: TableNumber, row: Row, names: dict[Cell, str], *, more: bool) -> None:
        """Take up a row of a header; `more`: the row above is one, too, and this one stands below it."""
        read = self.of[number]
        above = {place: slot for slot in read.slots for place in slot.places} if more else {}
        here: dict[int, tuple[object, str | None]] = {}
        for place, cell in enumerate(row):
            if cell in names:
                here[place] = (cell, names[cell])
            elif place in above and (above[place].column or not cell.text):
                here[place] = (above[place], above[place].column)
            elif cell.text:
                here[place] = (cell, None)
        own: dict[object, set[int]] = {}
        for place, (who, _) in here.items():
            own.setdefault(who, set()).add(place)
        slots = [Slot(here[min(places)][1], frozenset(places)) for places in own.values()]
        read.slots = tuple(sorted(slots, key=lambda slot: min(slot.places)))

    def _label(self, number: TableNumber, row: Row) -> tuple[str, int] | None:
        """The row of the format that a row's labels name, and the position after them; `None` if they name none."""
        cells = distinct(row)
        named = [(cell, key) for cell in cells if (key := row_named(number, cell.text, self.regime))]
        if not named:
            return None
        label, key = named[-1]
        beside = next((cell for cell in cells[cells.index(label) + 1 :] if cell.text), None)
        if beside is not None and is_sum_below(beside.text):
            label = beside
        elif beside is not None and not is_value(beside.text):
            return None  # a row below this part, of another name
        return key, len(row) - row[::-1].index(label)

    def _read_row(self, number: TableNumber, grid: Grid, index: int) -> None:
        """Take up a row below the header."""
        row = grid.rows[index]
        named = self._label(number, row)
        if named is None:
            return
        key, first = named
        if key in PARTS_OF_RESULTS and _spans_rows(row[first - 1], grid, index):
            return  # the heading of rows that it stands beside
        slots = _of_values(self.of[number].slots)
        in_order = format_row(number, key, self.regime)
        if not slots or (len(in_order) == 1 and not any(slot.column in columns_of(key) for slot in slots)):
            slots = tuple(Slot(column, frozenset()) for column in in_order)
        columns = [slot.column for slot in slots]
        all_named = set(in_order) <= set(columns) and None not in columns[: len(in_order)]
        if self.waiting and (self.waiting[0].number, self.waiting[0].slots) != (number, slots):
            self._take_up()
        self.waiting.append(_Row(number, key, first, slots, all_named, grid, index))

    def _take_up(self) -> None:
        """Take up the rows that wait."""
        waiting, self.waiting = self.waiting, []
        if not waiting:
            return
        rows = [(one.grid.rows[one.index], one.first) for one in waiting]
        found = cells_under(waiting[0].slots, rows, all_named=all(one.all_named for one in waiting))
        for one, cells in zip(waiting, found, strict=True):
            for column, cell in cells.items():
                if column in columns_of(one.key):
                    self._take(one.number, (one.key, column), cell, one.grid, one.index)

    def _read_proceedings(self, grid: Grid, index: int) -> None:
        """Take up a row of table 四: of its header, or the numbers below it."""
        below = grid.rows[index + 1 :]
        if not any(cell.text for cell in grid.rows[index]) and any(cell.text for row in below for cell in row):
            return  # a row of nothing between header and numbers
        header = self.of["四"].header
        for key, cell in header.read(grid.rows[index]).items():
            self._take("四", key, cell, grid, index)

    def _take(self, number: TableNumber, key: Key, cell: Cell | None, grid: Grid, index: int) -> None:
        """A place said twice is that of the first time: a second table is another one's (全市汇总)."""
        if key not in self.of[number].places:
            first = next((place for place, row in enumerate(grid.rows) if cell in row), index)
            start = _start(grid, first, cell) if cell is not None else 0
            self.of[number].places[key] = _Place(cell, self.line_of(grid, first), start)


def _spans_rows(cell: Cell, grid: Grid, index: int) -> bool:
    return any(cell in grid.rows[other] for other in (index - 1, index + 1) if 0 <= other < len(grid.rows))


def _of_values(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """Without the headings of the labels."""
    begin = next((number for number, slot in enumerate(slots) if slot.column), len(slots))
    return slots[begin:]


def _start(grid: Grid, index: int, cell: Cell) -> int:
    """Where the cell begins in the line of its first row, as `scrapers.reports.lines` writes it."""
    said = {one for row in grid.rows[:index] for one in row}
    own = [one for one in distinct(grid.rows[index]) if one not in said]
    return sum(len("".join(one.text.split())) + 1 for one in own[: own.index(cell)])


def _told(places: Places) -> dict[Key, Place]:
    """What stands at each place. A number that stands at several is nobody's."""
    holding = [place.cell for place in places.values() if place.cell is not None]
    shared = {cell for cell in holding if cell.text and holding.count(cell) > 1}
    return {
        key: Place(place.cell.text if place.cell else "", place.line, place.start, shared=place.cell in shared)
        for key, place in places.items()
    }
