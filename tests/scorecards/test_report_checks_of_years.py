"""A report against that of the year before, and against its last day."""

from datetime import date
from typing import Any

import pytest

from schemas.annual_reports import Applications
from tests.scorecards.said_in_reports import (
    Number,
    found,
    in_columns,
    report,
    statuses,
    table,
    total,
)


def rules(made: Number, ended: Number, now: Number) -> Any:
    columns = ("本年制发件数", "本年废止件数", "现行有效件数")
    return table(
        "二", {("行政规范性文件", column): value for column, value in zip(columns, (made, ended, now), strict=True)}
    )


@pytest.mark.parametrize(
    ("now", "status"),
    [
        ((2, 0, 16), ["ok"]),
        ((2, 0, 17), ["contradiction"]),
        ((2, 1, 16), ["contradiction"]),
        ((2, None, 16), ["not_reported"]),
        ((2, 0, None), ["not_reported"]),
    ],
)
def test_in_force_across_years(now: tuple[Number, Number, Number], status: list[str]) -> None:
    earlier = report(year=2021, tables=(rules(3, 1, 14),))
    read = report(year=2022, tables=(rules(*now),))
    assert statuses("in_force_across_years", read, earlier=earlier) == status
    assert statuses("in_force_across_years", read) == []
    assert statuses("in_force_across_years", read, earlier=report(year=2020, tables=(rules(3, 1, 14),))) == []


def carried(row: str, *values: Number) -> Any:
    return table("三", in_columns((row, values)))


@pytest.mark.parametrize(
    ("before", "now", "status"),
    [
        ((4, 1, 0, 0, 0, 0, 5), (4, 1, 0, 0, 0, 0, 5), ["ok"]),
        ((4, 1, 0, 0, 0, 0, 5), (3, 1, 0, 0, 0, 0, 4), ["contradiction"]),
        ((4, 1, 0, 0, 0, 0, 5), (5, 0, 0, 0, 0, 0, 5), ["ok", "contradiction", "contradiction"]),
        ((4, 1, 0, 0, 0, 0, 5), (None,) * 7, ["not_reported"]),
        ((None,) * 7, (4, 1, 0, 0, 0, 0, 5), ["not_reported"]),
    ],
)
def test_carried_over_across_years(before: tuple[Number, ...], now: tuple[Number, ...], status: list[str]) -> None:
    earlier = report(year=2021, tables=(carried("四", *before),))
    read = report(year=2022, tables=(carried("二", *now),))
    assert statuses("carried_over_across_years", read, earlier=earlier) == status


def test_carried_over_in_prose() -> None:
    earlier = report(year=2016, applications=Applications(carried_over=total(5)))
    read = report(year=2017, applications=Applications(carried_in=total(4)))
    (one,) = found("carried_over_across_years", read, earlier=earlier)
    assert (one.left, one.right, one.status) == (5, 4, "contradiction")
    assert statuses("carried_over_across_years", report(), earlier=earlier) == ["not_reported"]


@pytest.mark.parametrize(
    ("year", "agency", "published", "status"),
    [
        (2018, "云溪市财政局", date(2019, 3, 31), "ok"),
        (2018, "云溪市财政局", date(2019, 4, 1), "contradiction"),
        (2019, "云溪市财政局", date(2020, 1, 31), "ok"),
        (2019, "云溪市财政局", date(2020, 2, 1), "approximate"),
        (2019, "云溪市财政局", date(2020, 3, 31), "approximate"),
        (2019, "云溪市财政局", date(2020, 4, 1), "contradiction"),
        (2019, "云溪市人民政府", date(2020, 3, 31), "ok"),
        (2019, "云溪市人民政府", date(2020, 4, 1), "contradiction"),
        (2018, "云溪市财政局", date(2019, 1, 1), "ok"),
        (2018, "云溪市财政局", date(2018, 12, 31), "approximate"),
        (2019, None, None, "not_reported"),
        (None, None, date(2020, 4, 1), "not_reported"),
    ],
)
def test_published_in_time(year: int | None, agency: str | None, published: date | None, status: str) -> None:
    assert statuses("published_in_time", report(year=year, agency=agency, published=published)) == [status]


def test_how_late_it_was() -> None:
    (one,) = found("published_in_time", report(year=2018, published=date(2019, 6, 12)))
    assert (one.left, one.right, one.difference) == ("2019-06-12", "2019-03-31", 73)
