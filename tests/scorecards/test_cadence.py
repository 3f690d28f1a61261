"""A cadence: each month, quarter or year at least so many items, as Great Expectations counted them."""

from decimal import Decimal
from typing import Any

import pytest

from scorecards.measures.cadence import Cadence, recurring
from tests.scorecards.facts_of_one_agency import RULES, counted, facts, lines, owes, plan, seen

MONTHLY: dict[str, Any] = {"each": "month", "at_least": 2}
DUTY = owes("cadence", id="news", points="12", params=MONTHLY)


@pytest.mark.parametrize(
    ("status", "line_status", "cause"),
    [
        ("met", "met", None),
        ("unmet", "unmet", "not_published"),
        ("not_due", "not_due", None),
        ("unknown", "unknown", "our_failure"),
    ],
)
def test_a_months_line_says_what_was_counted(status: str, line_status: str, cause: str | None) -> None:
    known = facts([seen("a", "fresh")], counts=[counted(status, column="a", period="2026-03", obligation="news")])
    (line,) = lines(known, DUTY)
    assert (line.id, line.status, line.cause) == ("news/a/2026-03", line_status, cause)
    assert line.columns == ("a",)


def test_one_missed_month_costs_that_months_share() -> None:
    months = [f"2026-{number:02}" for number in range(1, 13)]
    statuses = ["met", "unmet", *["met"] * 8, "not_due", "not_due"]
    counts = [
        counted(status, column="a", period=month, obligation="news")
        for month, status in zip(months, statuses, strict=True)
    ]
    found = lines(facts([seen("a", "fresh")], counts=counts), DUTY)
    assert [line.max for line in found] == [Decimal(1)] * 12
    assert sum(line.points for line in found if line.points is not None) == 9
    assert [line.id for line in found if line.points == 0] == ["news/a/2026-02"]


def test_a_category_is_one_line_with_all_its_columns() -> None:
    known = facts([seen("a", "fresh"), seen("b", "fresh")], counts=[counted("met", period="2026Q3", obligation="news")])
    (line,) = lines(known, owes("cadence", id="news", params={"each": "quarter", "of": "category"}))
    assert (line.id, line.columns) == ("news/工作信息/2026Q3", ("a", "b"))


def test_min_items_and_a_cadence_each_read_their_own_counts_and_one_fact_costs_once() -> None:
    known = facts(
        [seen("a", "fresh")],
        counts=[
            counted("unmet", column="a", period="2026-03"),
            counted("unmet", column="a", period="2026-03", obligation="news"),
            counted("unmet", column="a", period="2026-03", obligation="other"),
        ],
    )
    registered, asked = lines(known, owes("min_items"), DUTY)
    assert (registered.id, registered.status) == ("min_items/a/2026-03", "unmet")
    assert (asked.id, asked.status) == ("news/a/2026-03", "not_applicable")


def test_a_cadence_asks_nothing_outside_its_scope() -> None:
    counts = [counted("unmet", column=code, period="2026-03", obligation="news") for code in "ab"]
    known = facts([seen("a", "fresh"), seen("b", "fresh", kind="通知公告")], counts=counts)
    (line,) = lines(known, owes("cadence", id="news", params=MONTHLY, scope={"kinds": ["动态要闻"]}))
    assert line.columns == ("a",)


def test_what_nobody_counted_is_unknown_and_nothing_in_scope_gives_no_line() -> None:
    (line,) = lines(facts([seen("a", "fresh")]), DUTY)
    assert (line.status, line.cause, line.points) == ("unknown", "our_failure", None)
    assert line.reason.text("zh")
    assert line.reason.text("en")
    assert lines(facts(), DUTY) == ()


def test_the_plans_cadences_are_what_is_counted() -> None:
    work_plan = plan(DUTY, owes("not_blank"), lead=("slj",), assisting=("xqz",))
    (asked,) = recurring(work_plan, RULES)
    assert (asked.obligation, asked.each, asked.at_least, asked.of) == ("news", "month", 2, "column")
    assert asked.agencies == ("slj", "xqz")
    assert recurring(plan(owes("not_blank")), RULES) == ()


def test_a_cadence_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="greater than 0"):
        Cadence(each="month", at_least=0)
