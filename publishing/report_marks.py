"""Where in a report's lines its numbers stand, and what each was read as, in Chinese.

A number is marked where its own characters are; one whose characters are not at its place is not marked anywhere else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from publishing.safe_text import terminal_text
from publishing.wording import number
from schemas.annual_reports import AnnualReport, Applications, Count, Figure, Percentage, ReportTable, TableCell, Total
from schemas.report_tables import table_formats
from scrapers.pages.private_numbers import masked

Kind = Literal["exact", "about", "unsaid"]
"""`about`: approximate; `unsaid`: its place is there and holds no number."""


@dataclass(frozen=True)
class Reading:
    """Characters of a line that were read as a number."""

    start: int
    end: int
    kind: Kind
    said: tuple[str, ...]
    """What it was read as: `合计：主动公开，123条`; more than one where two statements rest on it."""
    of_table: bool


@dataclass(frozen=True)
class Piece:
    """A stretch of a line, harmless to show; `reading` where it is a number that was read."""

    text: str
    reading: Reading | None = None


def readings_by_line(report: AnnualReport) -> dict[int, tuple[Reading, ...]]:
    """By line, in the order of the line. Readings that share characters are one, which says all that they say."""
    found: dict[int, list[Reading]] = {}
    for figure, said in _figures(report):
        line = report.lines[figure.line - 1] if 0 < figure.line <= len(report.lines) else None
        end = figure.start + len(figure.raw)
        if line is not None and line[figure.start : end] == figure.raw:
            one = Reading(figure.start, end, _kind(figure), (harmless(said),), isinstance(figure, TableCell))
            found.setdefault(figure.line, []).append(one)
    return {line: tuple(_joined(sorted(some, key=lambda one: (one.start, -one.end)))) for line, some in found.items()}


def pieces(line: str, readings: Sequence[Reading], first: int = 0, last: int | None = None) -> tuple[Piece, ...]:
    """The characters `first` to `last` of a line. An empty stretch is one empty piece, with its reading if it has one.

    A reading without characters is shown only where the whole stretch, an empty cell of a table, has none.
    """
    last = len(line) if last is None else last
    plain = harmless(line)
    if first == last:
        return (Piece("", next((one for one in readings if (one.start, one.end) == (first, last)), None)),)
    found: list[Piece] = []
    at = first
    for one in readings:
        if one.start < at or one.end > last or one.start == one.end:
            continue
        if at < one.start:
            found.append(Piece(plain[at : one.start]))
        found.append(Piece(plain[one.start : one.end], one))
        at = one.end
    return (*found, Piece(plain[at:last])) if at < last else tuple(found)


def harmless(text: str) -> str:
    """Every character at its place, but the private numbers and what turns a line round."""
    return terminal_text(masked(text))


def _joined(readings: Sequence[Reading]) -> Iterator[Reading]:
    last: Reading | None = None
    for one in readings:
        if last is not None and (one.start < last.end or (one.start, one.end) == (last.start, last.end)):
            said = tuple(dict.fromkeys((*last.said, *one.said)))
            kind = max(last.kind, one.kind, key=_DOUBTS.index)
            last = Reading(last.start, max(last.end, one.end), kind, said, last.of_table and one.of_table)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _figures(report: AnnualReport) -> Iterator[tuple[Figure, str]]:
    for total in report.totals:
        yield total, _total(total)
    for group in report.groups:
        if group.total is not None:
            yield group.total, _total(group.total)
        for count in group.counts:
            yield count, f"{group.about}的{_PARTS[group.kind]}“{count.name}”：{_value(count)}"
    for share in report.percentages:
        yield share, _share(share)
    yield from _applications(report.applications)
    yield from _applications(report.form_applications)
    for one in report.enumerations:
        yield one.announced, f"所称项数：{_value(one.announced)}；列出的项数：{one.listed}"
    if report.parts is not None and report.parts.count is not None:
        yield report.parts.count, f"所称的组成部分：{_value(report.parts.count)}"
    for table in report.tables:
        for cell in table.cells:
            yield cell, f"表{table.number}　{row_label(report, table, cell.row)}　{cell.column}：{_value(cell)}"


def _applications(said: Applications) -> Iterator[tuple[Figure, str]]:
    totals = (
        (said.received, "收到"), (said.answered, "答复或办结"), (said.carried_in, "上年结转"),
        (said.carried_over, "结转下年度"),
    )  # fmt: skip
    for total, name in totals:
        if total is not None:
            yield total, f"依申请公开{name}：{_value(total, total.unit)}"
    known = {(total.line, total.start) for total, _ in totals if total is not None}
    told_again = {(one.line, one.start): one for one in (said.channels_of, said.dispositions_of) if one is not None}
    for place, total in told_again.items():
        if place not in known:
            yield total, f"依申请公开，以下各项的合计：{_value(total, total.unit)}"
    parts: tuple[tuple[str, tuple[Count, ...]], ...] = (("渠道", said.by_channel), ("办理结果", said.dispositions))
    for kind, counts in parts:
        for count in counts:
            yield count, f"依申请公开的{kind}“{count.name}”：{_value(count)}"


def row_label(report: AnnualReport, table: ReportTable, row: str) -> str:
    """A row of a table as the format prints it."""
    formats = (*table_formats(report.regime), *table_formats("2021"), *table_formats("2019"))
    labels = (one.label(row) for one in formats if one.number == table.number)
    return next((label for label in labels if label != row), row)


def _total(total: Total) -> str:
    of = "".join([f"（{total.through}）" if total.through else "", "（累计）" if total.cumulative else ""])
    return f"合计：{total.about}{of}，{_value(total, total.unit)}"


def _share(share: Percentage) -> str:
    return f"“{share.of}”占{share.base or '其合计'}的百分比：{_value(share, '%')}"


def _value(figure: Figure, unit: str | None = None) -> str:
    if figure.value is None:
        return "未报告（不算0）"
    return f"{'约数 ' if figure.approximate else ''}{number(figure.value)}{unit or ''}"


def _kind(figure: Figure) -> Kind:
    if figure.value is None:
        return "unsaid"
    return "about" if figure.approximate else "exact"


_DOUBTS: tuple[Kind, ...] = ("exact", "about", "unsaid")
_PARTS = {"category": "类别", "channel": "渠道", "disposition": "处理结果"}
