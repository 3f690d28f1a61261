"""Reports in `tests/reports/told`, each with what a person reads in it beside it (JSON).

They were written without knowing the reader, and its first readings of them were wrong: a contradiction that is none,
or no report at all.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from schemas.annual_reports import AnnualReport
from scorecards.report_checks.registry import check_report
from scrapers.reports.reading import read_report_file

TOLD = Path(__file__).resolve().parents[1] / "reports" / "told"
NAMES = sorted(path.stem for path in TOLD.glob("*.json"))
NOT_FOUND = frozenset(
    {
        ("2014_gang_zhen", "categories_sum_to_total"),  # outcomes of 复议 without 其他
        ("2014_qinwei_devzone", "title_matches_text"),  # 2013年度 in a sentence about the work
        ("2011_longjiang_road", "totals_agree"),  # all of it on one website
        ("2020_county_gov", "percentages_match"),  # 解读率, between two counts
    }
)
"""Planted contradictions that are not found, by report and check."""
FOLLOWS = {
    "percentages_match": {"percentages_sum_to_100"},  # a wrong share makes its list sum up wrongly
    "totals_agree": {"categories_sum_to_total"},  # a list is held against both totals
}


@cache
def read(name: str) -> tuple[AnnualReport, dict[str, Any]]:
    source = next(path for end in (".txt", ".html") if (path := TOLD / f"{name}{end}").exists())
    return read_report_file(source), json.loads((TOLD / f"{name}.json").read_text(encoding="utf-8"))


def test_there_are_many() -> None:
    assert len(NAMES) >= 100


@pytest.mark.parametrize("name", NAMES)
def test_what_contradicts_itself_is_what_was_planted(name: str) -> None:
    report, truth = read(name)
    assert report.state == "report", report.reason
    findings = check_report(report)
    found = {one.check for one in findings if one.status == "contradiction" and not one.check.startswith("like_")}
    found |= {one.check for one in findings if one.check == "required_parts" and one.status == "missing"} & {
        one["check"] for one in truth["planted"]
    }
    planted = {one["check"] for one in truth["planted"] if (name, one["check"]) not in NOT_FOUND}
    follows = set().union(*(FOLLOWS.get(check, set()) for check in planted))
    assert found - follows == planted - follows


TEXTS = [name for name in NAMES if (TOLD / f"{name}.txt").exists()]
HALF_WIDTH = str.maketrans("，；：（）", ",;:()")


@pytest.mark.parametrize("name", TEXTS)
def test_half_width_marks_say_the_same(name: str, tmp_path: Path) -> None:
    """Many a clerk types them; nothing else of what is read may change, nor what is shown."""
    report, _ = read(name)
    text = (TOLD / f"{name}.txt").read_text(encoding="utf-8").translate(HALF_WIDTH)
    (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    other = read_report_file(tmp_path / f"{name}.txt")
    assert list(other.lines) == [line.translate(HALF_WIDTH) for line in report.lines]
    assert check_report(other) == check_report(report)


@pytest.mark.parametrize("name", NAMES)
def test_applications_are_the_ones_told_or_left_out(name: str) -> None:
    report, truth = read(name)
    if any(one["check"] == "totals_agree" for one in truth["planted"]):
        return  # two numbers are told, and neither is the right one
    for field in ("received", "answered", "carried_in", "carried_over"):
        total = getattr(report.applications, field)
        if total is not None and truth[field] is not None:
            assert total.value == truth[field], field
