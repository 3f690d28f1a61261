"""A plan published as a web page: its lines and its task tables."""

from collections.abc import Container, Iterator

from schemas.messages import say
from scrapers.documents.lines import read_lines
from scrapers.documents.text import end_of_document
from scrapers.pages.page import Element, Page
from scrapers.plans.blocks import Block, Cell, Grid, Line
from scrapers.plans.tables import is_task_table
from scrapers.plans.words import label_of


def blocks_of_page(page: Page) -> Iterator[Block]:
    """The lines a visitor sees, as far as the document goes, and the innermost tables that hold tasks."""
    body = page.tree.find("body")
    root = page.tree if body is None else body
    grids: dict[Element, Grid] = {}
    for table in root.iter("table"):
        if table.find(".//table") is None:
            grid = _grid(table, len(grids) + 1)
            if is_task_table(grid):
                grids[table] = grid
    lines = read_lines(root).lines
    first = (n for n, line in enumerate(lines) if label_of(line.text) or _table_around(line.block, grids) is not None)
    end = end_of_document(lines, next(first, 0))
    told: set[Element] = set()
    for number, line in enumerate(lines, start=1):
        around = _table_around(line.block, grids)
        if around is not None:
            if around not in told:
                told.add(around)
                yield grids[around]
        elif line.text and line.seen and number <= end:
            yield Line(line.text, say("plan.place.line", line=number))


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
