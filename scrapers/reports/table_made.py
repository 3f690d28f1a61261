"""From the places of a table that a report has to the table: its cells as numbers, and what it lacks of the format."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schemas.annual_reports import Regime, ReportTable, TableCell
from schemas.report_tables import APPLICANTS, PARTS_OF_RESULTS, FormatRow, TableFormat, TableNumber, table_formats
from scrapers.reports.table_cells import number_in

Key = tuple[str, str]
"""A row and a column of the format."""


@dataclass(frozen=True)
class Place:
    """A place of the format that the report's table has, with what stands there; empty where nobody can say what."""

    text: str
    line: int
    start: int = 0
    shared: bool = False
    """One number stands at several places, merged over them: nobody can say whose it is."""


def table_made(
    number: TableNumber, places: Mapping[Key, Place], regime: Regime | None, *, whole: bool = True
) -> ReportTable:
    """The table. Unless all of it was understood (`whole`) nothing is said to be lacking."""
    cells = tuple(_cell(key, place) for key, place in places.items())
    lacking = tuple(_lacking(_format(number, places, regime), places)) if whole else ()
    return ReportTable(number=number, cells=cells, lacking=lacking, line=min(cell.line for cell in cells))


def format_row(number: TableNumber, key: str, regime: Regime | None) -> tuple[str, ...]:
    """The columns of a row in their order in the report's format."""
    tables = (table for of in (regime, "2021", "2019") for table in table_formats(of) if table.number == number)
    rows = (row for table in tables for row in table.rows if row.key == key)
    return next((row.columns for row in rows), APPLICANTS if number == "三" else ())


def columns_of(key: str) -> set[str]:
    """The columns that a row has in either format."""
    if key in PARTS_OF_RESULTS:
        return set(APPLICANTS)
    rows = (row for table in (*table_formats("2021"), *table_formats("2019")) for row in table.rows)
    keys = _ONE_ROW if key in _ONE_ROW else (key,)
    return {column for row in rows if row.key in keys for column in row.columns}


_ONE_ROW = ("规范性文件", "行政规范性文件")
"""Of two names: a report may use the table of the other format."""
_REGIMES: tuple[Regime, ...] = ("2021", "2019")


def _cell(key: Key, place: Place) -> TableCell:
    row, column = key
    found = number_in("" if place.shared else place.text, in_ten_thousands=column.endswith("金额"))
    return TableCell(
        row=row,
        column=column,
        value=found.value,
        approximate=found.approximate,
        raw="".join(place.text.split()),
        line=place.line,
        start=place.start,
    )


def _format(number: TableNumber, places: Iterable[Key], regime: Regime | None) -> TableFormat:
    """The format to hold the table against: the regime's; unknown, the one it has more of."""
    tables = [table for of in _REGIMES if of == (regime or of) for table in table_formats(of)]
    return max((table for table in tables if table.number == number), key=lambda table: len(_had(table, places)))


def _had(table: TableFormat, places: Iterable[Key]) -> set[Key]:
    return {(row.key, column) for row in table.rows for column in row.columns} & set(places)


def _lacking(table: TableFormat, places: Iterable[Key]) -> Iterable[str]:
    """Rows of which there is nothing, then columns of which there is nothing, then single places: `row column`."""
    had = _had(table, places)
    rows = {row for row, _ in had}
    columns = {column for _, column in had}
    yield from (row.key for row in table.rows if row.key not in rows)
    there: list[FormatRow] = [row for row in table.rows if row.key in rows]
    wanted = list(dict.fromkeys(column for row in there for column in row.columns))
    yield from (column for column in wanted if column not in columns)
    for row in there:
        yield from (f"{row.key} {one}" for one in row.columns if one in columns and (row.key, one) not in had)
