"""The rule sets that come with the program: national vetoes at, below and above each threshold; weights; caps."""

from datetime import date
from typing import Any

import pytest

from schemas.observed import Observed
from schemas.registers.rows import Message, Registers
from schemas.results import ColumnCheck
from schemas.work_plan import Task, WorkPlan
from tests.scorecards.facts_of_one_agency import RULES, agency, answered, owes, plan, seen
from tests.scorecards.rule_set_cases import NATIONAL, SUPPLIED, card, indicator, planned, rule_set, several
from tests.scorecards.test_events_and_sites import week
from tests.scorecards.test_registers import KEPT


@pytest.mark.parametrize(
    ("columns", "vetoes"),
    [
        pytest.param([seen(f"a{n}", "stale", kind="动态要闻") for n in range(4)], [], id="4 stale news"),
        pytest.param(
            [seen(f"a{n}", "stale", kind=("动态要闻", "通知公告", "政策文件")[n % 3]) for n in range(5)],
            ["veto-columns-stale"],
            id="5 stale of the three kinds together",
        ),
        pytest.param([seen(f"a{n}", "stale", kind="规划计划") for n in range(9)], [], id="9 overdue of other kinds"),
        pytest.param(
            [seen(f"a{n}", "stale", kind="规划计划") for n in range(10)], ["veto-columns-overdue"], id="10 overdue"
        ),
        pytest.param([seen(f"a{n}", "blank") for n in range(4)], [], id="4 blank"),
        pytest.param([seen(f"a{n}", "blank") for n in range(5)], ["veto-columns-blank"], id="5 blank"),
        pytest.param([seen(f"a{n}", "unknown") for n in range(30)], [], id="30 not seen"),
    ],
)
def test_the_national_vetoes_begin_at_5_10_and_5(columns: list[ColumnCheck], vetoes: list[str]) -> None:
    found = card(columns, NATIONAL, plan(owes("human", id="staff")), answers=[answered("met")])
    by_code = {line.obligation: line for line in found.lines if line.mode == "veto"}
    assert [code for code, line in by_code.items() if line.status == "unmet"] == vetoes
    assert found.vetoes == tuple(by_code[code].title for code in vetoes)
    assert found.score == 10
    if vetoes:
        assert found.grade == "不合格"


@pytest.mark.parametrize(("failed", "vetoed"), [(6, False), (7, True), (8, True)])
def test_the_national_veto_on_a_site_begins_at_7_of_140_probes(failed: int, vetoed: bool) -> None:
    known = Observed(sites=(week(failed, on_record=failed),))
    assert ("站点无法访问" in card(several(fresh=1), NATIONAL, observed=known).vetoes) is vetoed


@pytest.mark.parametrize(
    ("received", "vetoed"), [("2026-08-20", False), ("2026-08-19", True), ("2025-11-21", True), ("2025-11-20", False)]
)
def test_the_national_veto_on_messages_begins_after_three_months_and_looks_back_one_year(
    received: str, vetoed: bool
) -> None:
    row = {**KEPT, "number": "1", "received_on": received, "stated_on": date(2026, 11, 20)}
    found = card(several(fresh=1), NATIONAL, registers=Registers(messages=(Message.model_validate(row),)))
    assert bool(found.vetoes) is vetoed


def test_an_office_that_neither_probes_nor_keeps_a_register_of_messages_vetoes_nobody() -> None:
    by_code = {line.obligation: line for line in card(several(fresh=1), NATIONAL).lines}
    for code in ("veto-site-unavailable", "veto-messages-unanswered"):
        assert by_code[code].status == "unknown"


@pytest.mark.parametrize(
    ("until", "vetoes"),
    [(date(2026, 11, 19), ("空白栏目",)), (date(2026, 11, 20), ()), (date(2026, 11, 21), ())],
)
def test_a_column_in_its_grace_does_not_count_towards_a_veto(until: date, vetoes: tuple[str, ...]) -> None:
    new = {"name": "n", "kind": "动态要闻", "category": "c", "url": "http://slj.test/", "grace_until": until}
    column = agency(columns=[{"code": "a0", **new}])
    blank = [seen(f"a{n}", "blank") for n in range(5)]
    assert card(blank, NATIONAL).vetoes == ("空白栏目",)
    assert card(blank, NATIONAL, agencies=[column]).vetoes == vetoes


@pytest.mark.parametrize("mode", ["share", "deduct", "veto"])
def test_a_column_in_its_grace_is_not_counted_with_others(mode: str) -> None:
    new = {
        "name": "n",
        "kind": "动态要闻",
        "category": "c",
        "url": "http://slj.test/",
        "grace_until": date(2026, 11, 20),
    }
    column = agency(columns=[{"code": "c00", **new}])
    rules = rule_set(indicator(mode, code="few", measure="columns_below", params={"states": ["blank"], "below": 2}))
    for agencies, status in (([agency()], "unmet"), ([column], "met")):
        found = card(several(blank=2), rules, agencies=agencies)
        assert [line.status for line in found.lines if line.obligation == "few"] == [status]


OWN: dict[str, Any] = {"limit": {"value": 3}, "limit_days": 3}


@pytest.mark.parametrize(
    ("columns", "vetoed"),
    [
        pytest.param(
            [seen(f"a{n}", "stale", **OWN, own_limit_only=True) for n in range(9)], False, id="by own limits only"
        ),
        pytest.param([seen(f"a{n}", "stale", **OWN) for n in range(5)], True, id="by the rule's too"),
        pytest.param([seen(f"a{n}", "stale", kind="政务新媒体") for n in range(19)], False, id="accounts"),
        pytest.param([seen(f"a{n}", "stale", kind="财政信息") for n in range(19)], False, id="no national limit"),
    ],
)
def test_a_national_veto_counts_by_the_national_limits(columns: list[ColumnCheck], vetoed: bool) -> None:
    assert bool(card(columns, NATIONAL).vetoes) is vetoed


def test_a_message_that_was_answered_late_has_been_answered() -> None:
    row = {**KEPT, "number": "1", "received_on": date(2026, 6, 1), "stated_on": date(2026, 11, 20)}
    for replied, vetoed in ((None, True), (date(2026, 10, 8), False)):
        register = Registers(messages=(Message.model_validate({**row, "replied_on": replied}),))
        assert bool(card(several(fresh=1), NATIONAL, registers=register).vetoes) is vetoed


def test_a_limit_that_needs_confirmation_takes_no_points_before_a_person_has_decided() -> None:
    column = seen("a", "stale", kind="政策解读", unconfirmed=True)
    asked = plan(owes("updated_within"))
    (line,) = (line for line in card([column], NATIONAL, asked).lines if line.measure == "updated_within")
    assert (line.status, line.points) == ("needs_review", None)
    said = [answered("unmet", obligation="updated_within/a")]
    (line,) = (line for line in card([column], NATIONAL, asked, answers=said).lines if line.measure == "updated_within")
    assert (line.status, line.points) == ("unmet", 0)


def test_the_national_set_scores_a_plan_as_it_is() -> None:
    columns = several(fresh=3, stale=1, blank=1, unknown=1)
    work_plan = plan(owes("updated_within", points="60"), owes("not_blank", points="20"))
    bare = NATIONAL.model_copy(update={"indicators": (), "frame": RULES.frame})
    with_vetoes, without = card(columns, NATIONAL, work_plan), card(columns, bare, work_plan)
    assert [line for line in with_vetoes.lines if line.mode != "veto"] == list(without.lines)
    for figure in ("score", "max", "percent", "grade", "rank", "coverage", "projected"):
        assert getattr(with_vetoes, figure) == getattr(without, figure)


def test_the_weights_of_the_weighted_set_are_100() -> None:
    rules = SUPPLIED["jiamusi-2018"]
    weights = [one.points for one in rules.indicators if one.points is not None]
    assert rules.plan.points is not None
    assert sum(weights, rules.plan.points) == 100


def test_the_deducting_set_takes_five_points_for_each_task_not_done_and_no_more_than_forty() -> None:
    rules = SUPPLIED["jindong-2021"]
    done, undone = (
        WorkPlan(
            year=2026,
            title="t",
            tasks=tuple(
                Task(
                    number=str(n),
                    title="t",
                    wording="w",
                    clause="c",
                    lead=("*",),
                    obligations=(owes("human", id=f"h{n}"),),
                )
                for n in range(count)
            ),
        )
        for count in (7, 9)
    )
    for work_plan, score in ((done, 65), (undone, 60)):
        said = [answered("unmet", obligation=duty.id) for task in work_plan.tasks for duty in task.obligations]
        assert card([], rules, work_plan, answers=said).score == score


@pytest.mark.parametrize("name", SUPPLIED)
def test_a_supplied_set_scores_nothing_that_needs_confirmation(name: str) -> None:
    rules = SUPPLIED[name]
    columns = [seen(f"a{n}", "stale", kind=kind) for n, kind in enumerate(["政务新媒体", "动态要闻", "政策解读"])]
    unsure = {one.code for one in rules.indicators if one.needs_confirmation}
    for line in card(columns, rules, planned()).lines:
        if line.obligation in unsure:
            assert (line.points, line.trial, line.unconfirmed) == (None, True, True)
