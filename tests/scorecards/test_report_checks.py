"""Each check at, below and above what it compares; and what is no contradiction."""

from datetime import date
from pathlib import Path
from typing import get_args

from schemas.annual_reports import AnnualReport, CheckName
from scorecards.report_checks.registry import CHECKS, check_report
from tests.scorecards.said_in_reports import (
    YEAR_2021,
    contradictions,
    report,
)


def test_the_registry_holds_every_check_in_the_order_of_the_contract() -> None:
    assert tuple(CHECKS) == get_args(CheckName)


def test_the_page_of_checks_lists_every_check_twice() -> None:
    page = (Path(__file__).parents[2] / "docs" / "report_checks.md").read_text(encoding="utf-8")
    chinese, english = page.split("## In English")
    listed = [line.split("`")[1] for line in chinese.splitlines() if line.startswith("| `")]
    assert tuple(name for name in listed if name in CHECKS) == get_args(CheckName)
    for name in get_args(CheckName):
        assert f"`{name}`" in english


def test_what_is_no_report_is_not_checked() -> None:
    assert check_report(AnnualReport(source="a", state="not_a_report")) == ()


def test_a_report_that_says_nothing_contradicts_nothing() -> None:
    assert contradictions(AnnualReport(source="a", state="report")) == set()


def test_a_sound_year_of_2021() -> None:
    read = report(year=2021, year_in_text=2021, regime="2021", period=YEAR_2021, published=date(2022, 1, 20))
    assert contradictions(read) == set()
