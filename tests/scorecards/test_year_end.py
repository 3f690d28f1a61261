"""The score at the year's end, its worth in the annual evaluation, and duties that change hands within the year."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.scorecards.facts_of_one_agency import RULES, agency, cards, counted, owes, plan, seen
from tests.scorecards.rule_set_cases import NO_BAR, NOTHING_PLANNED, card, indicator, rule_set, several


@pytest.mark.parametrize(
    ("statuses", "now", "then"),
    [
        (("met", "met"), ("10", "10"), ("10", "10")),
        (("met", "not_due"), ("5", "5"), ("5", "10")),
        (("unmet", "not_due"), ("0", "5"), ("0", "10")),
        (("met", "unknown"), ("5", "5"), ("5", "5")),
    ],
)
def test_what_falls_due_this_year_and_is_not_done_is_not_done_at_its_end(
    statuses: Any, now: tuple[str, str], then: tuple[str, str]
) -> None:
    known = [counted(status, column=f"c{n:02}") for n, status in enumerate(statuses)]
    found = card(several(fresh=2), RULES, plan(owes("min_items")), counts=known)
    assert found.projected is not None
    assert (found.score, found.max) == tuple(map(Decimal, now))
    assert (found.projected.score, found.projected.max) == tuple(map(Decimal, then))


@pytest.mark.parametrize(("by", "most"), [(date(2026, 12, 31), 20), (date(2027, 1, 1), 10)])
def test_what_falls_due_next_year_is_no_part_of_this_years_end(by: date, most: int) -> None:
    duty = owes("published_by", params={"title": "年报", "by": by})
    found = card(several(fresh=1), RULES, plan(owes("not_blank"), duty))
    assert found.projected is not None
    assert (found.max, found.projected.max) == (10, most)


def test_what_grace_forgives_counts_at_the_years_end_when_it_is_over_by_then() -> None:
    for until, then in ((date(2026, 12, 30), 0), (date(2027, 1, 31), 100)):
        duty = owes("updated_within", grace_until=until)
        found = card(several(fresh=1, stale=1), RULES, plan(duty, owes("not_blank")))
        assert found.projected is not None
        assert found.percent == 100
        assert (found.projected.percent == 100) is (then == 100)


@pytest.mark.parametrize(("stale", "worth"), [(0, "5.00"), (1, "3.75"), (4, "0.00")])
def test_the_percentage_enters_the_annual_evaluation_at_what_it_is_worth_there(stale: int, worth: str) -> None:
    rules = rule_set(indicator("share"), annual={"points": "5"})
    assert card(several(fresh=4 - stale, stale=stale), rules).converted == Decimal(worth)


def test_a_bonus_is_worth_no_more_than_all_in_the_annual_evaluation() -> None:
    rules = rule_set(indicator("deduct"), indicator("bonus", measure="not_blank"), annual={"points": "5"})
    assert card(several(fresh=1), rules).converted == 5


HANDED = date(2026, 7, 1)


def both_hands() -> list[Any]:
    base = {"name": "n", "kind": "动态要闻", "category": "c", "url": "http://slj.test/"}
    old = agency(
        "old", columns=[{"code": "kept", **base}, {"code": "moved", "until": HANDED - timedelta(days=1), **base}]
    )
    new = agency(
        "new", columns=[{"code": "own", **base}, {"code": "taken", "from": HANDED, "continues": "old/moved", **base}]
    )
    return [old, new]


def test_a_duty_handed_over_within_the_year_counts_for_each_agency_by_its_days() -> None:
    known = [
        seen("kept", "fresh", agency="old"),
        seen("own", "fresh", agency="new"),
        seen("taken", "stale", agency="new"),
    ]
    ended = {("old", "moved"): seen("moved", "stale", agency="old")}
    found = cards(
        known, plan(owes("updated_within", points="100")), agencies=both_hands(), ended=ended, office=NO_BAR
    ).agencies
    old, new = ({line.id: line for line in one.lines} for one in found)
    # to 20 November there are 324 days: 181 of the old agency's duty, 143 of the new one's
    assert old["updated_within/moved"].owed_days == (181, 324)
    assert new["updated_within/taken"].owed_days == (143, 324)
    assert old["updated_within/moved"].max == Decimal("35.84")  # 100 × 181 / (324 + 181)
    assert new["updated_within/taken"].max == Decimal("30.62")  # 100 × 143 / (324 + 143)
    assert (found[0].score, found[0].max) == (Decimal("64.16"), 100)
    assert found[0].projected is not None
    assert found[0].projected.score == Decimal("66.85")  # 365 of 365 + 181
    assert [check.column for check in found[0].columns] == ["kept"]


def test_a_deduction_for_a_duty_handed_over_falls_by_its_days() -> None:
    known = [seen("own", "fresh", agency="new"), seen("taken", "stale", agency="new")]
    rules = rule_set(indicator("deduct", points="10"))
    (found,) = cards(known, NOTHING_PLANNED, agencies=both_hands()[1:], register=both_hands(), rules=rules).agencies
    assert found.score == 100 - Decimal("4.41")  # 10 × 143 / 324


@pytest.mark.parametrize("per", ["line", "task"])
def test_a_plans_deduction_for_a_duty_handed_over_falls_by_its_days(per: str) -> None:
    rules = rule_set(plan={"mode": "deduct", "points": 10, "per": per})
    known = [seen("own", "fresh", agency="new"), seen("taken", "stale", agency="new")]
    (found,) = cards(
        known, plan(owes("updated_within")), agencies=both_hands()[1:], register=both_hands(), rules=rules
    ).agencies
    assert found.score == 100 - Decimal("4.41")  # 10 × 143 / 324


def test_what_was_never_judged_while_it_was_owed_leaves_no_line() -> None:
    found = cards([seen("kept", "fresh", agency="old")], plan(owes("updated_within")), agencies=both_hands()).agencies
    assert [line.id for line in found[0].lines] == ["updated_within/kept"]
    assert found[0].score == 10


def test_a_column_that_moved_within_one_agency_is_owed_whole() -> None:
    base = {"name": "n", "kind": "动态要闻", "category": "c", "url": "http://slj.test/"}
    columns = [{"code": "was", "until": HANDED, **base}, {"code": "is", "from": HANDED, "continues": "slj/was", **base}]
    found = cards([seen("is", "fresh")], plan(owes("updated_within")), agencies=[agency(columns=columns)]).agencies
    assert [line.owed_days for line in found[0].lines] == [None]
