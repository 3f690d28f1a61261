"""A document published as a web page: its lines and its tables."""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass

from schemas.messages import say
from scrapers.documents.lines import Line as SeenLine
from scrapers.documents.lines import is_sentence, read_lines
from scrapers.documents.text import end_of_document
from scrapers.files.blocks import Block, Cell, Grid, Line
from scrapers.pages.page import Element, Page


@dataclass(frozen=True)
class Wanted:
    """Which tables a reader is after, and how its documents begin."""

    table: Callable[[Grid], bool]
    """Such a table is told wherever on the page it stands."""
    begins: Callable[[str], bool]
    """A line of the document itself: what ends a page is looked for from there on."""


def blocks_of_page(page: Page, wanted: Wanted | None = None) -> Iterator[Block]:
    """The lines a visitor sees, as far as the document goes, and the innermost tables that are wanted.

    Without `wanted`: every table of the document that holds data. The cells of other tables are lines.
    """
    body = page.tree.find("body")
    root = page.tree if body is None else body
    grids: dict[Element, Grid] = {}
    for table in root.iter("table"):
        if table.find(".//table") is None:
            grid = _grid(table, len(grids) + 1)
            if wanted.table(grid) if wanted else holds_data(grid):
                grids[table] = grid
    lines = read_lines(root).lines
    first = (
        n
        for n, line in enumerate(lines)
        if _begins(line, wanted) or (wanted and _table_around(line.block, grids) is not None)
    )
    end = end_of_document(lines, next(first, 0))
    told: set[Element] = set()
    for number, line in enumerate(lines, start=1):
        around = _table_around(line.block, grids)
        if around is not None:
            if around not in told and (wanted or (line.seen and number <= end)):
                told.add(around)
                yield grids[around]
        elif line.text and line.seen and number <= end:
            yield Line(line.text, say("plan.place.line", line=number))


def holds_data(grid: Grid) -> bool:
    """Short cells side by side in several rows: not a frame around a text, nor a row of buttons."""
    beside = sum(len({cell for cell in row if cell.text}) > 1 for row in grid.rows)
    longest = max((len(cell.text) for row in grid.rows for cell in row), default=0)
    return beside >= _FEWEST_ROWS and longest <= _LONGEST_CELL


_FEWEST_ROWS, _LONGEST_CELL = 2, 600


def _begins(line: SeenLine, wanted: Wanted | None) -> bool:
    return wanted.begins(line.text) if wanted else is_sentence(line)


def _table_around(node: Element, tables: Container[Element]) -> Element | None:
    above: Element | None = node
    while above is not None and above not in tables:
        above = above.getparent()
    return above


def _grid(table: Element, number: int) -> Grid:
    taken: dict[tuple[int, int], Cell] = {}
    rows = list(table.iter("tr"))
    for y, row in enumerate(rows):
        x = 0
        for element in row.iterchildren("td", "th"):
            while (y, x) in taken:
                x += 1
            down, across = min(_span(element, "rowspan"), len(rows) - y), _span(element, "colspan")
            text = "\n".join(line.text for line in read_lines(element).lines if line.text)
            cell = Cell(text, say("plan.place.table", table=number, row=y + 1), columns=across)
            for below in range(y, y + down):
                for right in range(x, x + across):
                    taken.setdefault((below, right), cell)
            x += across
    wide = max((x for _, x in taken), default=-1) + 1
    empty = [Cell("", say("plan.place.table", table=number, row=y + 1)) for y in range(len(rows))]
    return Grid(tuple(tuple(taken.get((y, x), empty[y]) for x in range(wide)) for y in range(len(rows))))


def _span(element: Element, name: str) -> int:
    said = element.get(name) or "1"
    return max(1, int(said)) if said.isdecimal() and len(said) < 3 else 1
