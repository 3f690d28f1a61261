"""A report's lines as paragraphs and tables again.

A row of a table is a line with its cells parted by tabs, merged cells said once: what spanned what is lost. So the
numbers are set flush right, under each other, what stands before them takes the room left, and headings go over the
columns that the numbers below them were read for.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.annual_reports import AnnualReport, TableCell


@dataclass(frozen=True)
class Place:
    """A cell of a row of the page: characters `first` to `last` of the line; a gap holds none of it."""

    span: int
    first: int = 0
    last: int = 0
    gap: bool = False


@dataclass(frozen=True)
class Row:
    """A line of a table."""

    line: int
    places: tuple[Place, ...]
    head: bool
    """It holds no number that was read."""


@dataclass(frozen=True)
class Block:
    """One paragraph (`rows` empty), or a table."""

    line: int
    """The first."""
    rows: tuple[Row, ...] = ()
    width: int = 1


def blocks(report: AnnualReport) -> Iterator[Block]:
    """Every line once, in order."""
    cells: dict[int, list[TableCell]] = {}
    for table in report.tables:
        for cell in table.cells:
            cells.setdefault(cell.line, []).append(cell)
    in_table = _lines_of_tables(report)
    at = 1
    while at <= len(report.lines):
        end = at
        while end in in_table:
            end += 1
        if end - at > 1 or (end > at and at in cells):
            yield _table(report, range(at, end), cells)
        else:
            end = at + 1
            yield Block(at)
        at = end


def _lines_of_tables(report: AnnualReport) -> frozenset[int]:
    """Lines with tabs, and those without that stand among the rows of a table that was read (第二十条第（五）项)."""
    headings = {section.line for section in report.sections}
    found = {line for line, text in enumerate(report.lines, start=1) if "\t" in text}
    for table in report.tables:
        among = {line for line in range(table.line, max(cell.line for cell in table.cells) + 1) if line not in headings}
        found |= {line for line in among if len(report.lines[line - 1]) <= _LONGEST_BAND}
    return frozenset(found & set(range(1, len(report.lines) + 1)))


def _table(report: AnnualReport, lines: range, cells: dict[int, list[TableCell]]) -> Block:
    spans = {line: _spans(report.lines[line - 1]) for line in lines}
    width = max(len(one) for one in spans.values())
    rows = [
        Row(line, tuple(_of_numbers(spans[line], cells[line], width)), head=False)
        if line in cells
        else Row(
            line,
            tuple(_of_heads(report.lines[line - 1], spans[line], _names(lines, line, spans, cells, width))),
            head=True,
        )
        for line in lines
    ]
    return Block(lines[0], tuple(rows), width)


def _spans(line: str) -> list[tuple[int, int]]:
    """First and last character of each cell."""
    found = []
    first = 0
    for part in line.split("\t"):
        found.append((first, first + len(part)))
        first += len(part) + 1
    return found


def _of_numbers(spans: Sequence[tuple[int, int]], cells: Sequence[TableCell], width: int) -> Iterator[Place]:
    """The numbers flush right; the last label before them takes what is left. What stands below 1.… is set in as it."""
    first_number = min((cell.start for cell in cells if cell.raw or (cell.start, cell.start) in spans), default=0)
    labels = sum(last <= first_number and first < first_number for first, last in spans)
    rest = width - len(spans)
    if rest and not labels:
        yield Place(rest, gap=True)
    for number, (first, last) in enumerate(spans):
        if rest and number == labels - 1:
            if labels == 1 and any(_SET_IN.fullmatch(cell.row) for cell in cells):
                yield Place(rest, gap=True)
                yield Place(1, first, last)
            else:
                yield Place(rest + 1, first, last)
        else:
            yield Place(1, first, last)


def _names(
    lines: range,
    line: int,
    spans: dict[int, list[tuple[int, int]]],
    cells: dict[int, list[TableCell]],
    width: int,
) -> list[set[str]]:
    """What the next row of numbers below `line` has in each column of the page: names of columns and of rows."""
    names: list[set[str]] = [set() for _ in range(width)]
    below = next((one for one in lines if one > line and one in cells), None)
    if below is not None:
        left = width - len(spans[below])
        for number, place in enumerate(spans[below]):
            names[left + number] = {name for cell in cells[below] if cell.start == place[0] for name in _called(cell)}
    return names


def _called(cell: TableCell) -> tuple[str, str]:
    return cell.column, cell.row


def _of_heads(line: str, spans: Sequence[tuple[int, int]], names: Sequence[set[str]]) -> Iterator[Place]:
    """Each heading over the columns that have its name; the others in the room between."""
    width = len(names)
    texts = [_NOTE.sub("", line[first:last]) for first, last in spans]
    left = width - len(spans)
    if all(text in names[left + number] for number, text in enumerate(texts)):
        found: list[tuple[int, int] | None] = [(left + number, left + number + 1) for number in range(len(texts))]
    else:
        found = _sought(texts, names)
    at = 0
    for number, (first, last) in enumerate(spans):
        own = found[number]
        if own is not None:
            if own[0] > at:
                yield Place(own[0] - at, gap=True)
            yield Place(own[1] - own[0], first, last)
            at = own[1]
            continue
        until = next((one[0] for one in found[number + 1 :] if one is not None), width)
        after = next((n for n, one in enumerate(found[number + 1 :]) if one is not None), len(spans) - number - 1)
        labels = next((column for column, called in enumerate(names) if called), width)
        end = until - after if after == 0 or not at < labels <= until - after else labels
        yield Place(max(end - at, 1), first, last)
        at = max(end, at + 1)
    if at < width:
        yield Place(width - at, gap=True)


def _sought(texts: Sequence[str], names: Sequence[set[str]]) -> list[tuple[int, int] | None]:
    """By heading the columns it goes over; `None` where none has its name, or where there would be no room."""
    found: list[tuple[int, int] | None] = []
    at = 0
    for number, text in enumerate(texts):
        start = next((column for column in range(at, len(names)) if text in names[column]), None)
        if start is None or len(names) - start < len(texts) - number:
            found.append(None)
            at += 1
            continue
        end = start + 1
        while end < len(names) and text in names[end] and len(names) - end >= len(texts) - number:
            end += 1
        found.append((start, end))
        at = end
    return found


_SET_IN = re.compile("三（.）[0-9]+")
_NOTE = re.compile(r"[（(].*$")
_LONGEST_BAND = 40
