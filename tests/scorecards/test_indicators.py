"""Rule sets and points: deductions, shares, bonuses, vetoes, caps, and whatever order things stand in."""

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.results import AgencyCard
from schemas.rules import RuleSet
from schemas.work_plan import Task, WorkPlan
from tests.scorecards.facts_of_one_agency import (
    OFFICE,
    agency,
    answered,
    cards,
    columns_of_any_status,
    counted,
    owes,
    plan,
    seen,
)
from tests.scorecards.rule_set_cases import NATIONAL, NOTHING_PLANNED, card, indicator, planned, rule_set, several

enough = settings(max_examples=40)


columns = columns_of_any_status(least=1)
amounts = st.decimals(min_value="0.01", max_value="60", places=2)


@st.composite
def rule_sets(draw: st.DrawFn, modes: tuple[str, ...] = ("deduct", "share", "bonus", "veto")) -> RuleSet:
    indicators = []
    for number in range(draw(st.integers(1, 5))):
        mode = draw(st.sampled_from(modes))
        points = draw(amounts)
        one = indicator(
            mode,
            code=f"i{number}",
            measure=draw(st.sampled_from(["updated_within", "not_blank"])),
            mutex=draw(st.sampled_from([None, "upkeep"])),
            group=draw(st.sampled_from([None, "first", "second"])),
            needs_confirmation=draw(st.sampled_from([False, False, True])),
        )
        if mode != "veto":
            one["points"] = points
        if mode in ("deduct", "bonus"):
            one["cap"] = draw(st.one_of(st.none(), amounts.map(lambda more, points=points: points + more)))
        indicators.append(one)
    frame = {
        "base": draw(st.sampled_from([Decimal(100), Decimal(5)])),
        "bonus_above": draw(st.sampled_from([None, 0, 50, 80])),
        "bonus_max": draw(st.sampled_from([None, Decimal("7.5")])),
    }
    groups = [{"code": code, "title": code, "cap": draw(amounts)} for code in ("first", "second")]
    return rule_set(*indicators, frame=frame, groups=groups)


plans = st.sampled_from(
    [
        NOTHING_PLANNED,
        plan(owes("not_blank")),
        plan(owes("updated_within", points="30"), owes("not_blank", mutex="upkeep"), owes("human", id="staff")),
    ]
)


@enough
@given(columns, rule_sets(), plans)
def test_the_score_is_the_sum_of_its_lines_and_what_is_unknown_has_no_points(
    columns: Any, rules: RuleSet, work_plan: WorkPlan
) -> None:
    found = card(columns, rules, work_plan)
    counting = [line for line in found.lines if line.points is not None]
    assert found.max == sum((line.max for line in counting), Decimal(0))
    if found.score is not None:
        assert found.score == sum((line.points for line in counting if line.points is not None), Decimal(0))
        assert found.score >= 0
    for line in found.lines:
        if line.status not in ("met", "unmet") or line.mode == "veto" or line.trial:
            assert line.points is None
        elif line.mode == "deduct":
            assert line.points is not None
            assert line.points <= 0
            assert line.status == "unmet" or line.points == 0
        elif line.mode == "bonus":
            assert (line.max, line.status == "met" or line.points == 0) == (0, True)
    assert sum(line.mode == "base" for line in found.lines) <= 1


@enough
@given(columns, rule_sets(), plans)
def test_no_cap_is_passed(columns: Any, rules: RuleSet, work_plan: WorkPlan) -> None:
    found = card(columns, rules, work_plan)
    lost: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in found.lines:
        if line.mode in ("deduct", "bonus") and line.points is not None:
            lost[line.obligation] += abs(line.points)
    by_code = {one.code: one for one in rules.indicators}
    for code, one in by_code.items():
        assert one.cap is None or lost[code] <= one.cap
    for group in rules.groups:
        members = [code for code, one in by_code.items() if one.group == group.code and one.mode == "deduct"]
        assert sum((lost[code] for code in members), Decimal(0)) <= group.cap
    bonus = sum((lost[code] for code, one in by_code.items() if one.mode == "bonus"), Decimal(0))
    assert rules.frame.bonus_max is None or bonus <= rules.frame.bonus_max
    deducted = sum((lost[code] for code, one in by_code.items() if one.mode == "deduct"), Decimal(0))
    assert deducted <= (rules.frame.base or 0)


@enough
@given(columns, rule_sets(("deduct", "share")), plans)
def test_no_fact_and_no_member_of_a_group_is_deducted_twice(columns: Any, rules: RuleSet, work_plan: WorkPlan) -> None:
    states = {check.column: check.status for check in columns}
    mutexes = {one.code: one.mutex for one in rules.indicators}
    mutexes |= {duty.id: duty.mutex for task in work_plan.tasks for duty in task.obligations}
    facts: Counter[Any] = Counter()
    members: Counter[Any] = Counter()
    for line in card(columns, rules, work_plan).lines:
        if line.status == "unmet" and line.points is not None:
            facts[line.columns, states[line.columns[0]]] += 1
            if mutexes[line.obligation]:
                members[mutexes[line.obligation], line.columns] += 1
    assert all(times == 1 for times in (*facts.values(), *members.values()))


@enough
@given(columns, rule_sets(), plans, st.randoms(use_true_random=False))
def test_the_order_of_indicators_changes_nothing(
    columns: Any, rules: RuleSet, work_plan: WorkPlan, random: Any
) -> None:
    shuffled = list(rules.indicators)
    random.shuffle(shuffled)
    one = card(columns, rules, work_plan)
    other = card(columns, rules.model_copy(update={"indicators": tuple(shuffled)}), work_plan)
    assert {line.id: line for line in one.lines} == {line.id: line for line in other.lines}
    assert one.model_dump(exclude={"lines", "vetoes"}) == other.model_dump(exclude={"lines", "vetoes"})
    assert sorted(one.vetoes) == sorted(other.vetoes)


@enough
@given(columns, st.permutations(range(4)), st.sampled_from(["points", "share", "deduct"]))
def test_the_order_of_tasks_changes_nothing_where_they_share_no_fact(columns: Any, order: Any, mode: str) -> None:
    duties = [
        owes("not_blank", points="7"),
        owes("human", id="staff"),
        owes("min_items", points="3.33"),
        owes("published_by", params={"title": "年报", "by": date(2026, 3, 31)}),
    ]
    tasks = [
        Task(number=str(n), title="t", wording="w", clause="c", lead=("*",), obligations=(duty,))
        for n, duty in enumerate(duties)
    ]
    rules = rule_set(plan={"mode": mode} | ({} if mode == "points" else {"points": "20"}))
    known: dict[str, Any] = {"counts": [counted("unmet", column="c0")], "answers": [answered("met")]}
    one, other = (
        card(columns, rules, WorkPlan(year=2026, title="t", tasks=tuple(picked)), **known)
        for picked in (tasks, [tasks[place] for place in order])
    )
    assert one.percent == other.percent or mode == "share"  # a cent may move between lines
    if mode == "share" and one.percent is not None and other.percent is not None:
        assert abs(one.percent - other.percent) <= Decimal("0.2")


@enough
@given(columns, rule_sets(), plans, st.randoms(use_true_random=False))
def test_the_order_of_agencies_changes_nothing(columns: Any, rules: RuleSet, work_plan: WorkPlan, random: Any) -> None:
    codes = ["one", "two", "three"]
    known = [check.model_copy(update={"agency": codes[n % 3]}) for n, check in enumerate(columns)]
    shuffled = list(codes)
    random.shuffle(shuffled)
    found = [
        {one.code: one for one in cards(known, work_plan, rules=rules, agencies=[agency(c) for c in order]).agencies}
        for order in (codes, shuffled)
    ]
    assert found[0] == found[1]


@enough
@given(columns, rule_sets(("deduct", "veto")), st.data())
def test_what_is_unknown_never_costs_a_point(columns: Any, rules: RuleSet, data: st.DataObject) -> None:
    blind = data.draw(st.sets(st.sampled_from([check.column for check in columns])))
    unseen = [seen(check.column, "unknown") if check.column in blind else check for check in columns]
    before, after = card(columns, rules), card(unseen, rules)
    if before.score is not None and after.score is not None:
        assert after.score >= before.score
    assert set(after.vetoes) <= set(before.vetoes)


@enough
@given(columns, rule_sets(("share",)), plans, st.data())
def test_what_is_unknown_loses_no_more_than_was_lost(
    columns: Any, rules: RuleSet, work_plan: WorkPlan, data: st.DataObject
) -> None:
    def lost(found: AgencyCard) -> Decimal:
        return sum((line.max - line.points for line in found.lines if line.points is not None), Decimal(0))

    blind = data.draw(st.sets(st.sampled_from([check.column for check in columns])))
    without_limit = {check.column: check.limit for check in columns}
    unseen = [
        seen(check.column, "unknown", limit=without_limit[check.column]) if check.column in blind else check
        for check in columns
    ]
    assert lost(card(unseen, rules, work_plan)) <= lost(card(columns, rules, work_plan))


@enough
@given(columns, rule_sets(("deduct", "bonus", "veto")), plans.filter(lambda one: not one.tasks))
def test_a_further_met_line_never_lowers_a_score_from_which_is_deducted(
    columns: Any, rules: RuleSet, work_plan: WorkPlan
) -> None:
    before, after = card(columns, rules, work_plan), card([*columns, seen("new", "fresh")], rules, work_plan)
    if before.score is not None and after.score is not None:
        assert after.score >= before.score


@enough
@given(columns, amounts, st.sampled_from(["not_blank", "updated_within"]))
def test_a_further_met_line_never_lowers_a_share(columns: Any, points: Decimal, measure: str) -> None:
    rules = rule_set(indicator("share", measure=measure, points=points), frame={})
    before, after = card(columns, rules), card([*columns, seen("new", "fresh")], rules)
    if before.percent is not None and after.percent is not None:
        assert before.score is not None
        assert after.score is not None
        assert after.score >= before.score
        assert after.percent >= before.percent


@enough
@given(columns, rule_sets(("deduct", "share", "bonus")))
def test_what_needs_confirmation_and_a_veto_change_no_figure(columns: Any, rules: RuleSet) -> None:
    shown = [
        indicator("deduct", code="unsure", needs_confirmation=True),
        indicator("share", code="unsure-too", needs_confirmation=True, measure="not_blank"),
        indicator("veto", code="veto", title="超期", measure="not_blank"),
    ]
    more = rules.model_copy(update={"indicators": (*rule_set(*shown).indicators, *rules.indicators)})
    without, beside = card(columns, rules), card(columns, more)
    for figure in ("score", "max", "percent", "coverage", "rank", "projected", "converted"):
        if figure != "projected" or not beside.vetoes:
            assert getattr(without, figure) == getattr(beside, figure)
    blank = any(check.status == "blank" and not check.note for check in columns)
    assert beside.vetoes == (("超期",) if blank else ())
    assert beside.grade == ("不合格" if blank else without.grade)


@enough
@given(columns, rule_sets())
def test_below_the_coverage_bar_the_score_is_withheld(columns: Any, rules: RuleSet) -> None:
    found = card(columns, rules, office=OFFICE)
    if found.coverage is None or found.coverage < OFFICE.coverage_bar:
        assert (found.score, found.percent, found.rank, found.projected, found.converted) == (None,) * 5
        assert found.grade == ("不合格" if found.vetoes else None)


def test_an_agency_of_which_nothing_could_be_judged_does_not_keep_the_whole_base() -> None:
    found = card(several(unknown=3), rule_set(indicator("deduct")))
    assert (found.score, found.coverage) == (None, 0.0)


# The frame.


@pytest.mark.parametrize(("base", "said"), [("100", "基础分100分"), ("59.5", "基础分59.5分")])
def test_the_base_is_said_as_a_person_writes_it(base: str, said: str) -> None:
    line = card(several(fresh=1), rule_set(indicator("deduct"), frame={"base": base})).lines[0]
    assert line.reason.text("zh").startswith(said)


@pytest.mark.parametrize(
    ("deducted", "percent", "grade", "bonus"),
    [
        ("40.01", "59.99", "不合格", None),
        ("40", "60.00", "合格", None),
        ("20", "80.00", "合格", None),
        ("19.99", "80.01", "合格", "10"),
    ],
)
def test_below_60_fails_and_only_above_80_a_bonus_counts(
    deducted: str, percent: str, grade: str, bonus: str | None
) -> None:
    rules = rule_set(
        indicator("deduct", points=deducted, scope={"columns": ["c01"]}),
        indicator("bonus", measure="not_blank"),
        frame=NATIONAL.frame,
        grades=[{"name": "合格", "from_percent": 0}],
    )
    found = card(several(fresh=1, stale=1), rules)
    earned = [line for line in found.lines if line.mode == "bonus"]
    total = sum((line.points for line in earned if line.points is not None), Decimal(0))
    assert found.score == 100 - Decimal(deducted) + Decimal(bonus or 0)
    assert (total, found.max) == (Decimal(bonus or 0), 100)
    assert found.grade == grade
    if bonus is None:
        assert {line.status for line in earned} == {"not_applicable"}
        assert earned[0].reason.params == {"percent": float(percent), "bar": 80}


def test_bonuses_together_stay_within_their_total() -> None:
    bonuses = [indicator("bonus", code=f"b{n}", measure="not_blank", points="20") for n in range(3)]
    found = card(several(fresh=2), rule_set(indicator("deduct"), *bonuses, frame=NATIONAL.frame))
    assert (found.score, found.max, found.percent) == (130, 100, 130)
    assert sum(line.uncapped is not None for line in found.lines) == 3  # half of the second one, all of the third


def test_a_deduction_says_what_it_would_have_cost_without_its_cap() -> None:
    found = card(several(stale=4), rule_set(indicator("deduct", cap="5")))
    lines = [line for line in found.lines if line.mode == "deduct"]
    assert [line.points for line in lines] == [-2, -2, -1, 0]
    assert [line.uncapped for line in lines] == [None, None, -2, -2]
    assert (found.score, found.lines[0].mode, found.lines[0].points) == (95, "base", 100)


def test_a_groups_cap_holds_its_members_together() -> None:
    rules = rule_set(
        indicator("deduct", group="upkeep"),
        indicator("deduct", measure="not_blank", points="4", group="upkeep"),
        groups=[{"code": "upkeep", "title": "日常", "cap": "7"}],
    )
    assert card(several(stale=2, blank=2), rules).score == 93


def test_of_two_indicators_on_one_fact_the_dearer_takes_the_points() -> None:
    cheap, dear = (
        indicator("deduct", code="a", points="1"),
        indicator("deduct", code="b", points="3", measure="not_blank"),
    )
    by_id = {line.id: line for line in card(several(blank=1), rule_set(cheap, dear)).lines}
    assert (by_id["b/c00"].points, by_id["a/c00"].points) == (-3, None)
    assert by_id["a/c00"].reason.params == {"line": "b/c00"}


def test_what_the_plan_has_deducted_no_indicator_deducts_again() -> None:
    rules = rule_set(indicator("deduct", points="9", measure="not_blank"))
    by_id = {line.id: line for line in card(several(blank=1), rules, plan(owes("not_blank", points="2"))).lines}
    assert by_id["not_blank/c00"].status == "unmet"
    assert by_id["deduct-not_blank/c00"].status == "not_applicable"


@pytest.mark.parametrize(("stale", "score"), [(4, 92), (5, 90), (6, 88)])
def test_columns_counted_together_are_not_deducted_once_more_and_one_more_never_costs_less(
    stale: int, score: int
) -> None:
    few = {"code": "few", "measure": "columns_below", "params": {"states": ["stale"], "below": 5}}
    each = indicator("deduct", code="each", points="2")
    for points in ("1", "9"):
        rules = rule_set(indicator("deduct", points=points, **few), each)
        assert card(several(stale=stale), rules).score == score
    assert card(several(stale=stale), rule_set(indicator("deduct", points="9", **few))).score == (
        100 if stale < 5 else 91
    )


def test_columns_counted_together_stand_on_what_other_lines_have_left() -> None:
    few = indicator("deduct", code="few", points="9", measure="columns_below", params={"states": ["stale"], "below": 2})
    planned_for = plan(owes("updated_within", points="10", scope={"columns": ["c00"]}))
    columns = several(stale=3)
    by_id = {line.id: line for line in card(columns, rule_set(few), planned_for).lines}
    assert by_id["few/-"].points == -9
    by_id = {line.id: line for line in card(columns[:2], rule_set(few), planned_for).lines}
    assert (by_id["few/-"].status, by_id["few/-"].reason.params) == ("not_applicable", {"line": "updated_within/c00"})


def test_a_blank_column_is_not_deducted_once_more_for_holding_too_few_items() -> None:
    work_plan = plan(owes("min_items", points="10"), owes("not_blank", points="10"))
    short = counted("unmet", column="c00", items=0)
    by_id = {line.id: line.status for line in card(several(blank=1), rule_set(), work_plan, counts=[short]).lines}
    assert by_id == {"min_items/c00": "not_applicable", "not_blank/c00": "unmet"}
    (line,) = [
        line
        for line in card(several(stale=1), rule_set(), work_plan, counts=[short]).lines
        if line.obligation == "min_items"
    ]
    assert line.status == "unmet"


def test_a_group_that_excludes_deducts_a_column_once_for_different_facts() -> None:
    states: dict[str, Any] = {"measure": "columns_below", "mutex": "upkeep"}
    rules = rule_set(
        indicator("deduct", code="few-blank", points="5", params={"states": ["blank"], "below": 1}, **states),
        indicator("deduct", code="few-both", points="3", params={"states": ["stale", "blank"], "below": 1}, **states),
    )
    assert card(several(blank=1), rules).score == 95
    assert card(several(blank=1, stale=1), rules).score == 92  # other columns, another finding


@pytest.mark.parametrize(("agency_class", "asked"), [("部门", True), ("镇街", False)])
def test_an_indicator_may_ask_some_classes_only(agency_class: str, asked: bool) -> None:
    rules = rule_set(indicator("deduct", classes=["部门"]), indicator("share", measure="not_blank"))
    found = card(several(stale=1), rules, agencies=[agency(agency_class=agency_class)])
    assert any(line.mode == "deduct" for line in found.lines) is asked
    assert any(line.mode == "base" for line in found.lines) is asked


# How the plan enters.


def test_a_plan_that_is_a_share_is_worth_its_points_altogether() -> None:
    found = card(several(fresh=2, stale=1), rule_set(plan={"mode": "share", "points": "4"}), planned())
    assert sum(line.max for line in found.lines) == 4
    assert found.max == Decimal("3.56")  # the human's 10 of 90 wait for an answer
    assert all(line.points in (0, line.max, None) for line in found.lines)


@pytest.mark.parametrize(("per", "score"), [("line", 80), ("task", 90)])
def test_a_plan_may_be_deducted_by_line_or_by_task(per: str, score: int) -> None:
    rules = rule_set(plan={"mode": "deduct", "points": "5", "per": per})
    found = card(several(fresh=1, stale=3), rules, planned(), answers=[answered("unmet")])
    assert found.score == score


def test_a_plans_deductions_stay_within_its_cap_and_group() -> None:
    rule = {"mode": "deduct", "points": "5", "per": "line", "cap": "12", "group": "g"}
    rules = rule_set(plan=rule, groups=[{"code": "g", "title": "g", "cap": "11"}])
    assert card(several(stale=3), rules, planned()).score == 89


def test_a_plan_that_is_only_shown_gives_no_points() -> None:
    found = card(several(fresh=1, stale=1), rule_set(indicator("deduct"), plan={"mode": "shown"}), planned())
    assert found.score == 98
    assert {line.points for line in found.lines if line.task in ("0", "1")} == {None}
