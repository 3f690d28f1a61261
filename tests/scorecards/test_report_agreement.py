"""Words that mean something near to a row of the table are no contradiction of it: they are for a person."""

import pytest

from schemas.annual_reports import AnnualReport, Applications, Count, ReportTable, TableCell, Total
from scorecards.report_checks.registry import check_report

ROWS = {"一": 30, "二": 4, "三（一）": 18, "三（二）": 3, "三（三）1": 5, "三（五）1": 2, "三（七）": 31, "四": 3}


def table(number: str, cells: dict[tuple[str, str], int]) -> ReportTable:
    made = (TableCell(row=row, column=column, value=n, raw=str(n), line=2) for (row, column), n in cells.items())
    return ReportTable.model_validate({"number": number, "cells": tuple(made), "line": 2})


THREE = table("三", {(row, "总计"): value for row, value in ROWS.items()})
FOUR = table("四", {("行政复议", "总计"): 5})


def said(line: str, value: int, about: str) -> Total:
    return Total(value=value, raw=str(value), line=1, start=line.index(str(value)), about=about)


def statuses(read: AnnualReport) -> list[str]:
    return [one.status for one in check_report(read) if one.check == "table_agrees_with_text"]


def report(line: str, **parts: object) -> AnnualReport:
    return AnnualReport.model_validate(
        {"source": "report", "state": "report", "year": 2022, "lines": (line, ""), "tables": (THREE, FOUR), **parts}
    )


@pytest.mark.parametrize(
    ("answered", "status"), [(31, "ok"), (27, "approximate"), (34, "contradiction"), (20, "contradiction")]
)
def test_those_answered_may_be_of_the_new_ones_alone(answered: int, status: str) -> None:
    line = f"新收的申请已答复{answered}件。"
    own = Applications(answered=said(line, answered, "依申请公开"))
    assert statuses(report(line, applications=own)) == [status]


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("予以公开", 18, "ok"),
        ("予以公开", 21, "approximate"),
        ("予以公开", 24, "contradiction"),
        ("部分公开", 3, "ok"),
        ("部分公开", 21, "contradiction"),
    ],
)
def test_what_was_disclosed_may_be_in_full_and_in_part(name: str, value: int, status: str) -> None:
    line = f"其中{name}{value}件。"
    count = Count(name=name, value=value, raw=str(value), line=1, start=line.index(str(value)))
    assert statuses(report(line, applications=Applications(dispositions=(count,)))) == [status]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("因政府信息公开引起的行政复议4件。", ["contradiction"]),
        ("因政府信息公开被行政复议纠正4件。", []),
        ("政府信息公开行政复议维持原答复4件。", []),
    ],
)
def test_proceedings_of_one_outcome_are_not_all_of_them(line: str, found: list[str]) -> None:
    assert statuses(report(line, totals=(said(line, 4, "行政复议"),))) == found
