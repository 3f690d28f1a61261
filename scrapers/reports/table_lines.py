"""Tables 二, 三 and 四 whose rows are lines of text, their cells parted by tabs, bars or blanks: of a TXT, of a PDF.

Merged cells stand once in such lines, so that nothing is known of a cell but its order. A row is read where its label
is followed by exactly as many values as its columns are, whether they stand on its line or on the next ones. The
others are there and not reported.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from schemas.annual_reports import Regime
from schemas.report_tables import (
    ALL_OUTCOMES,
    APPLICANTS,
    FORMATS,
    OUTCOMES,
    PARTS_OF_RESULTS,
    PROCEEDINGS,
    TableNumber,
    table_formats,
)
from scrapers.reports.lines import ReportLine
from scrapers.reports.table_cells import number_in
from scrapers.reports.table_made import Key, Place, columns_of
from scrapers.reports.table_words import column_named, is_sum_below, is_value, row_named


@dataclass(frozen=True, slots=True)
class LineTable:
    """What the lines say of one table."""

    places: Mapping[Key, Place]
    whole: bool
    """All rows that begin in the lines were understood."""


def tables_in_lines(
    lines: Sequence[ReportLine], regime: Regime | None
) -> tuple[dict[TableNumber, LineTable], list[ReportLine]]:
    """The tables, and the lines with the rows of any table marked as such: their numbers are no statements."""
    reader = _Reader(regime)
    if regime != "2008":
        for line in lines:
            reader.read(line)
        reader.close()
    own = reader.lines | _rows_by_tabs(lines)
    return reader.tables(), [replace(line, is_row=True) if line.number in own else line for line in lines]


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    line: int
    start: int


@dataclass
class _Found:
    """One table while it is read."""

    places: dict[Key, Place] = field(default_factory=dict)
    taken: int = 0
    """Rows with all their values."""
    torn: int = 0
    """Rows with too few or too many."""
    blank: list[tuple[str, tuple[str, ...], _Cell]] = field(default_factory=list)
    """Rows without any, by their columns: a text's line does not keep the blank cells at its end."""


class _Reader:
    """All lines, cell by cell: labels, then the values behind each."""

    def __init__(self, regime: Regime | None) -> None:
        self.regime = regime
        self.lines: set[int] = set()
        self.found: dict[TableNumber, _Found] = {"二": _Found(), "三": _Found(), "四": _Found()}
        self.label: tuple[TableNumber, str, _Cell] | None = None
        self.between = 0
        """Words since the label: a long one goes on in the next cell or line."""
        self.stray = False
        """Values without a label stand before this cell: it may be the end of theirs, broken in two."""
        self.summed = False
        """小计 stands behind the label."""
        self.columns: list[_Cell] = []
        """The header in force: columns of 二, or outcomes of 四."""
        self.heads = False
        """The cell before this one is of a header."""
        self.values: list[_Cell] = []

    def read(self, line: ReportLine) -> None:
        """Take up the cells of a line; a sentence ends every table."""
        if line.is_row:
            return
        if len(line.text) > _LONGEST_ROW or _SENTENCE.search(line.text):
            self.close()
            self.label, self.columns = None, []
            return
        if "勾稽关系" in line.text:
            self.lines.add(line.number)
        for cell in _cells(line, self.regime):
            if _counts(cell.text):
                self.heads = False
                self.stray = self.label is None
                self.values.append(cell)
            else:
                self.close()
                self._take_up(cell)
                self.stray = False

    def _take_up(self, cell: _Cell) -> None:
        """A label, a heading of a column, or words that mean neither."""
        if column := _column(cell.text, self.regime, among_outcomes=bool(self.columns) and self.heads):
            if not self.heads or not self.columns or _is_outcome(column) != _is_outcome(self.columns[0].text):
                self.columns = []
            self.columns.append(replace(cell, text=column))
            self.heads, self.label = True, None
            return
        for number in self.found:
            key = row_named(number, cell.text, self.regime)
            if key and not (number == "三" and (cell.text in APPLICANTS or self._is_end_of_label(cell))):
                self.heads = self.heads and number == "四"  # of 四's header, too
                self.label, self.between, self.summed = (number, key, cell), 0, False
                return
        self.heads = False
        if is_sum_below(cell.text):
            self.summed = True
            return
        self.between += 1
        if self.between > _LONGEST_LABEL or _NUMBERED.match(cell.text):
            self.label = None  # other words, or another label that is not known

    def close(self) -> None:
        """Take up the values behind a label or a header."""
        values, self.values = self.values, []
        if not any(cell.text for cell in values):
            if self.label:
                number, key, label = self.label
                named = APPLICANTS if number == "三" else tuple(cell.text for cell in self.columns)
                self.found[number].blank.append((key, named, label))
            return
        columns = [cell.text for cell in self.columns]
        if self.label is None:
            keys = [(of, outcome) for of in PROCEEDINGS for outcome in _ALL]
            if columns == [outcome for _, outcome in keys]:
                self._take("四", keys, values)
            return
        number, key, label = self.label
        self.label = None
        wanted = [] if self._is_heading(key) else list(APPLICANTS) if number == "三" else columns
        if wanted and set(wanted) <= (set(_ALL) if number == "四" else columns_of(key)):
            self._take(number, [(key, column) for column in wanted], values)
            self.lines.add(label.line)
        else:
            self.found[number].torn += 1

    def _is_end_of_label(self, cell: _Cell) -> bool:
        return self.stray and not _NUMBERED.match(cell.text)

    def _is_heading(self, key: str) -> bool:
        """A part without a row of its own: merged over its rows, it may stand on the line of any of them."""
        own = {row.key for table in table_formats(self.regime) for row in table.rows}
        return key in PARTS_OF_RESULTS and key not in own and not self.summed

    def _take(self, number: TableNumber, keys: Sequence[Key], values: Sequence[_Cell]) -> None:
        """A place said twice is that of the first time: a second table is another one's (全市汇总)."""
        found = self.found[number]
        fits = len(values) == len(keys)
        found.taken += fits
        found.torn += not fits
        self.lines |= {cell.line for cell in (*values, *(self.columns if number != "三" else ()))}
        for place, key in enumerate(keys):
            cell = values[place] if fits else values[0]
            found.places.setdefault(key, Place(cell.text if fits else "", cell.line, cell.start))

    def tables(self) -> dict[TableNumber, LineTable]:
        """Those of which there is more than a chance likeness, and whose columns are in the format's order."""
        for number, one in self.found.items():
            for key, columns, label in one.blank:
                if set(columns) <= columns_of(key) and (number != "三" or key not in PARTS_OF_RESULTS):
                    for column in columns:
                        one.places.setdefault((key, column), Place("", label.line, label.start))
        return {
            number: LineTable(one.places, whole=not one.torn)
            for number, one in self.found.items()
            if one.taken >= (_FEWEST_ROWS if number == "三" else 1) and (number != "三" or _in_order(one.places))
        }


_ALL = (*OUTCOMES, ALL_OUTCOMES)
_LONGEST_ROW, _LONGEST_LABEL, _FEWEST_ROWS = 240, 2, 3
_SENTENCE = re.compile("。|；$|[：:]$")
_PARTED = re.compile(r"\t|[|｜│]|\u3000+| {2,}")
_OPEN = re.compile(r"[\t|｜│]")
"""Between two of these an empty cell is one."""
_NUMBER_ALONE = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[)）]?[、．.]?")
_WITH_UNIT = re.compile(r"\d\s*[^\d\s,.]+$")
_NUMBER_OF_LABEL = re.compile(r"\d{1,2}[.．、]")
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[)）.．、]|[（(][一二三四五六七八九十\d]?$")
_FIGURE = re.compile(r"[\d,.，－—–/-]+%?")


def _in_order(places: Mapping[Key, Place]) -> bool:
    """Most rows of 三 have the sum of the others in the last column: no other order of columns is likely to."""
    rows: dict[str, list[int | float]] = {}
    for (row, _), place in places.items():
        value = number_in(place.text).value
        if value is not None:
            rows.setdefault(row, []).append(value)
    whole = [row for row in rows.values() if len(row) == len(APPLICANTS) and any(row)]
    return 2 * sum(sum(row[:-1]) == row[-1] for row in whole) >= len(whole)


def _counts(text: str) -> bool:
    """A value, not the number before a label (`1.`)."""
    return is_value(text) and not _NUMBER_OF_LABEL.fullmatch(text)


def _is_outcome(column: str) -> bool:
    return column in _ALL


def _column(text: str, regime: Regime | None, *, among_outcomes: bool) -> str | None:
    """A column of 二 or an outcome of 四; 总计 is one only behind others."""
    outcome = column_named("四", text, None)
    if outcome and (outcome != ALL_OUTCOMES or among_outcomes):
        return outcome
    return column_named("二", text, regime)


def _cells(line: ReportLine, regime: Regime | None) -> Iterator[_Cell]:
    """The cells of a line; numbers that stand behind their label with a blank are cells, too."""
    begun = False
    start = 0
    text = line.text.rstrip("|｜│ ")
    for part in (*_PARTED.finditer(text), None):
        end = part.start() if part else len(text)
        said = text[start:end]
        if said.strip():
            begun = True
            yield from _words(said, line.number, start, regime)
        elif begun and part and _OPEN.fullmatch(part[0]) and start and _OPEN.fullmatch(text[start - 1]):
            yield _Cell("", line.number, start)
        start = part.end() if part else end


def _words(said: str, line: int, start: int, regime: Regime | None) -> Iterator[_Cell]:
    """Values one by one, and the words between them as a label if they are one together."""
    words = [_Cell(found[0], line, start + found.start()) for found in re.finditer(r"\S+", said)]
    for of_values, group in groupby(words, key=lambda word: _counts(word.text)):
        parts = list(group)
        whole = said[parts[0].start - start : parts[-1].start - start + len(parts[-1].text)]
        known = sum(_names(part.text, regime) for part in parts)
        if not of_values and known < 2 and _names(whole, regime):
            yield replace(parts[0], text=whole)
            continue
        for part in parts:
            if _HEADINGS.fullmatch(part.text):
                heads = re.finditer(_HEADING, part.text)
                yield from (_Cell(found[0], line, part.start + found.start()) for found in heads)
            else:
                yield part


def _names(text: str, regime: Regime | None) -> bool:
    """A row or a heading."""
    rows = any(row_named(number, text, regime) for number in _TABLES)
    return rows or _column(text, regime, among_outcomes=False) is not None


_HEADING = "(?:{})(?:（[^（）]*）)?".format(
    "|".join(("信息内容", *(one for table in FORMATS.values() for one in table[0].columns), *OUTCOMES, ALL_OUTCOMES))
)
_HEADINGS = re.compile(f"(?:{_HEADING}){{2,}}")
"""The cells of a header without anything between them, as a PDF may have them."""
_TABLES: tuple[TableNumber, ...] = ("二", "三", "四")


def _rows_by_tabs(lines: Sequence[ReportLine]) -> set[int]:
    """Lines one after another whose cells are parted by tabs, most of them with a bare number: a table's rows."""
    rows: set[int] = set()
    run: list[tuple[int, bool]] = []
    for line in (*lines, None):
        cells = [cell.strip() for cell in line.text.split("\t") if cell.strip()] if line else []
        if line is not None and _is_row(cells):
            run.append((line.number, any(_FIGURE.fullmatch(cell) for cell in cells)))
            continue
        if len(run) > 1 and 2 * sum(counted for _, counted in run) >= len(run):
            rows.update(number for number, _ in run)
        run = []
    return rows


def _is_row(cells: Sequence[str]) -> bool:
    """Not a paragraph behind a tab, nor a category with its count (机构概况	8条), which is a statement."""
    if len(cells) < 2 or any(len(cell) > _LONGEST_ROW // 4 or "。" in cell for cell in cells):
        return False
    return len(cells) > 2 or not (_NUMBER_ALONE.fullmatch(cells[0]) or _WITH_UNIT.search(cells[1]))
