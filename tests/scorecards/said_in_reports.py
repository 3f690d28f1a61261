"""Reports built of what they say, without text: for tests of the checks."""

import random
from collections.abc import Mapping
from datetime import date
from typing import Any

from schemas.annual_reports import (
    AnnualReport,
    Count,
    Figure,
    Group,
    Percentage,
    Regime,
    ReportFinding,
    ReportTable,
    Section,
    TableCell,
    Total,
)
from schemas.report_tables import (
    ALL_APPLICANTS,
    ALL_OUTCOMES,
    APPLICANTS,
    CARRIED_IN,
    CARRIED_OVER,
    DONE,
    ORGANISATIONS,
    OUTCOMES,
    PERSONS,
    PROCEEDINGS,
    RECEIVED,
    RESULTS,
    table_formats,
)
from scorecards.report_checks.registry import CHECKS, check_report

Number = int | float | None
Values = dict[tuple[str, str], Number]


def said(value: Number, raw: str | None = None, line: int = 1) -> dict[str, Any]:
    """A number as a report has it; 多, 余, 近, 约 in `raw` make it approximate."""
    written = ("" if value is None else str(value)) if raw is None else raw
    return {
        "value": value,
        "raw": written,
        "line": line,
        "approximate": any(word in written for word in "多余近约"),
    }


def figure(value: Number, raw: str | None = None, line: int = 1) -> Figure:
    return Figure(**said(value, raw, line))


def total(value: Number, about: str = "主动公开", raw: str | None = None, line: int = 1, **more: Any) -> Total:
    return Total(**said(value, raw, line), about=about, **more)


def counts(parts: Mapping[str, Number], line: int = 1) -> tuple[Count, ...]:
    return tuple(Count(**said(value, None, line), name=name) for name, value in parts.items())


def group(made: Total | None, parts: Mapping[str, Number], **more: Any) -> Group:
    given: dict[str, Any] = {"about": "主动公开", "kind": "category", **more}
    return Group(total=made, counts=counts(parts), **given)


def share(value: Number, of: str, raw: str | None = None, line: int = 1, base: str | None = None) -> Percentage:
    return Percentage(**said(value, raw, line), of=of, base=base)


def table(number: str, values: Values, regime: Regime = "2021") -> ReportTable:
    """A table with a cell for each of `values`; `None` is a blank one."""
    (format_,) = (one for one in table_formats(regime) if one.number == number)
    order = {row.key: line for line, row in enumerate(format_.rows, start=1)}
    cells = tuple(
        TableCell(**said(value, None, order.get(row, 99)), row=row, column=column)
        for (row, column), value in values.items()
    )
    return ReportTable(number=format_.number, cells=cells, line=1)


def report(**given: Any) -> AnnualReport:
    """A report on 2017, of which nothing is read but what is given."""
    fields: dict[str, Any] = {"source": "a.txt", "state": "report", "year": 2017, "agency": "云溪市水利局", **given}
    return AnnualReport(**fields)


def sections(*titles: str) -> tuple[Section, ...]:
    return tuple(Section(number=str(n), title=title, line=n) for n, title in enumerate(titles, start=1))


def found(name: str, read: AnnualReport, **against: Any) -> list[ReportFinding]:
    """What one check finds."""
    assert name in CHECKS
    return [one for one in check_report(read, **against) if one.check == name]


def statuses(name: str, read: AnnualReport, **against: Any) -> list[str]:
    return [one.status for one in found(name, read, **against)]


def contradictions(read: AnnualReport, **against: Any) -> set[str]:
    """The checks that contradict."""
    return {one.check for one in check_report(read, **against) if one.status == "contradiction"}


THREE_ROWS = (RECEIVED, CARRIED_IN, *RESULTS, DONE, CARRIED_OVER)


def sound_three(chance: random.Random) -> Values:
    """Table 三 of any numbers that add up."""
    values: dict[tuple[str, str], int] = {}
    for column in (PERSONS, *ORGANISATIONS):
        for row in RESULTS:
            values[row, column] = chance.choice([0, 0, 1, 5, 40])
        values[DONE, column] = sum(values[row, column] for row in RESULTS)
        values[CARRIED_IN, column] = chance.randint(0, values[DONE, column])
        values[CARRIED_OVER, column] = chance.randint(0, 9)
        values[RECEIVED, column] = values[DONE, column] + values[CARRIED_OVER, column] - values[CARRIED_IN, column]
    for row in THREE_ROWS:
        values[row, ALL_APPLICANTS] = sum(values[row, column] for column in (PERSONS, *ORGANISATIONS))
    return {(row, column): values[row, column] for row in THREE_ROWS for column in APPLICANTS}


def sound_four(chance: random.Random) -> Values:
    """Table 四 of any numbers that add up."""
    values: Values = {}
    for row in PROCEEDINGS:
        numbers = [chance.randint(0, 12) for _ in OUTCOMES]
        values |= {(row, column): number for column, number in zip(OUTCOMES, numbers, strict=True)}
        values[row, ALL_OUTCOMES] = sum(numbers)
    return values


def sound_groups(chance: random.Random) -> tuple[tuple[Group, ...], tuple[Percentage, ...]]:
    """A list of categories with its total and a share for each."""
    names = ["机构概况", "政策文件", "规划计划", "工作信息", "财政信息", "人事信息", "其他"]
    parts = {name: chance.randint(1, 300) for name in names}
    whole = sum(parts.values())
    shares = tuple(
        share(round(100 * part / whole, 2), of=name, raw=f"{100 * part / whole:.2f}") for name, part in parts.items()
    )
    return (group(total(whole), parts),), shares


YEAR_2021 = (date(2021, 1, 1), date(2021, 12, 31))


def in_columns(*rows: tuple[str, tuple[Number, ...]]) -> dict[tuple[str, str], Number]:
    """Cells of rows whose numbers are given in the order of the columns."""
    return {(row, column): value for row, values in rows for column, value in zip(APPLICANTS, values, strict=True)}
