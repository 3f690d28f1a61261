"""Every line of a scorecard can be explained: from its clause to what is to be done by when."""

from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.line_chain import Step, StepName, chain, grounds
from publishing.remedies import REMEDIES, by_when, days_left, remedy
from publishing.wording import LANGUAGES, words
from schemas.messages import say
from schemas.results import Evidence, Line, LineMode, LineStatus, UnmetCause
from schemas.working_days import WorkingDays
from scorecards.measure_index import what_it_checks
from scorecards.measures import MEASURES
from tests.publishing.deducted import deducted_night, judged_card

NIGHT = deducted_night()
CARD = judged_card(NIGHT)
BY = grounds(NIGHT)
ZH = words("zh")
FRIDAY = date(2026, 11, 20)


def line(**more: object) -> Line:
    given = {
        "id": "x/-",
        "task": "1.1",
        "obligation": "x",
        "measure": "updated_within",
        "measure_version": 1,
        "clause": "第一条",
        "status": "not_due",
        "points": None,
        "max": Decimal(5),
        "reason": say("human.waiting"),
        **more,
    }
    return Line.model_validate(given)


def steps(line_id: str) -> dict[str, Step]:
    found = next(one for one in CARD.lines if one.id == line_id)
    return {step.name: step for step in chain(found, CARD, BY, ZH)}


def said(line_id: str, name: str) -> str:
    return "\n".join(steps(line_id)[name].said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_a_chain_can_say_is_said_in_both_languages(language: str) -> None:
    labels = words(language).labels  # type: ignore[arg-type]
    wanted = [f"remedy.{one}" for one in REMEDIES] + [f"mode.{mode}" for mode in get_args(LineMode)]
    wanted += [f"chain.{step}" for step in get_args(StepName)]
    assert [key for key in wanted if key not in labels] == []
    for card in NIGHT.scorecards.agencies:
        for one in card.lines:
            told = {step.name for step in chain(one, card, BY, words(language))}  # type: ignore[arg-type]
            assert {"clause", "verdict", "points"} <= told, one.id


def test_a_line_of_an_indicator_quotes_the_rule_and_names_its_group() -> None:
    line_id = f"stale/{CARD.columns[0].column}"
    assert "附件第三条" in said(line_id, "clause")
    assert "“每个栏目扣5分，扣完8分为止。”" in said(line_id, "clause")
    assert "扣分项“栏目更新不及时”（指标代码stale）" in said(line_id, "duty")
    assert "一级指标“日常维护”" in said(line_id, "duty")


def test_the_facts_name_the_column_its_newest_item_and_where_its_limit_comes_from() -> None:
    column = CARD.columns[0]
    facts = said(f"stale/{column.column}", "facts")
    assert column.name in facts
    assert str(column.newest) in facts
    assert "时限依据：附件第一条：“动态要闻两周内应有更新”" in facts
    assert "待确认" in facts


def test_a_line_of_the_plan_quotes_the_task_and_says_who_leads() -> None:
    one = next(one for one in CARD.lines if one.obligation == "current")
    told = {step.name: step.said for step in chain(one, CARD, BY, ZH)}
    assert (
        told["clause"][1]
        == "“动态要闻类栏目两周内、通知公告和政策文件类栏目六个月内、人事和规划类栏目一年内应有更新。”"
    )
    assert told["duty"][0] == "工作要点任务1.1“按时更新各类栏目”（牵头）"
    assert "任务时限：持续推进" in told["duty"]


def test_a_task_that_the_plan_no_longer_has_is_said_to_be_gone() -> None:
    told = {step.name: step.said for step in chain(line(task="9.9"), CARD, BY, ZH)}
    assert "没有这一任务" in told["duty"][0]
    assert told["clause"] == ("第一条",)


def test_a_capped_deduction_says_what_it_would_have_cost_and_what_held_it() -> None:
    points = said(f"stale/{CARD.columns[1].column}", "points")
    assert "扣3分" in points
    assert "封顶前为5分" in points
    assert "本项最多8分" in points
    assert "一级指标“日常维护”最多扣8分" in points
    assert "各项合计最多100分" in points
    assert "310天中的31天" in points


def test_the_measure_is_named_with_what_it_checks() -> None:
    told = said("veto-stale/-", "measure")
    assert told.startswith("未更新、空白栏目数（判定口径第1版）")
    assert what_it_checks("columns_below")["zh"] in told


def test_an_uncapped_deduction_says_nothing_of_caps() -> None:
    assert said(f"stale/{CARD.columns[0].column}", "points") == "扣5分"


def test_a_veto_says_that_it_makes_the_grade_and_not_the_points() -> None:
    assert said("veto-stale/-", "points") == "单项否决成立，等次定为不合格，分数不变"
    assert "应更新未更新栏目达到2个" in said("veto-stale/-", "clause")
    assert "使个数低于规定" in said("veto-stale/-", "remedy")


def test_what_needs_confirmation_is_not_called_a_trial() -> None:
    points = said("links/-", "points")
    assert "需确认" in points
    assert "试运行" not in points


def test_a_share_says_how_the_points_were_split() -> None:
    alike = [one for one in CARD.lines if one.obligation == "blank"]
    one = next(one for one in alike if one.points is not None)
    told = {step.name: step.said for step in chain(one, CARD, BY, ZH)}["points"][0]
    assert told.startswith(f"本事项共{sum(one.max for one in alike):.0f}分，分摊到{len(alike)}行")


def test_a_fact_deducted_elsewhere_names_the_other_line_as_people_do() -> None:
    other = CARD.lines[0]
    one = line(status="not_applicable", reason=say("already_deducted", line=other.id))
    (verdict,) = (step.said for step in chain(one, CARD, BY, ZH) if step.name == "verdict")
    assert other.id not in verdict[0]
    assert CARD.columns[0].name in verdict[0]


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        (date(2026, 11, 19), "期限已于2026-11-19届满"),
        (FRIDAY, "监测日2026-11-20即为最后一日"),
        (date(2026, 11, 23), "最迟2026-11-23，还剩1个工作日"),
        (date(2026, 12, 4), "最迟2026-12-04，还剩10个工作日"),
        (date(2099, 1, 5), "2099年的节假日安排尚不掌握"),
    ],
)
def test_by_when_is_counted_in_working_days_and_never_guessed(due_on: date, expected: str) -> None:
    told = by_when(line(due_on=due_on), CARD, day=FRIDAY, calendar=WorkingDays(), label=ZH)
    assert expected in told
    assert (days_left(due_on, day=FRIDAY, calendar=WorkingDays()) is None) == (due_on.year == 2099)


def test_what_was_late_for_good_has_no_last_day_any_more() -> None:
    proof = Evidence(url="http://x.example/", issued_by="李敏")
    late = line(measure="published_by", status="unmet", cause="late", evidence=[proof], due_on=date(2026, 1, 31))
    assert remedy(late) == "too_late"
    assert by_when(late, CARD, day=FRIDAY, calendar=WorkingDays(), label=ZH) == ""


@given(
    st.sampled_from([*sorted(MEASURES), "of_an_office"]),
    st.sampled_from(get_args(LineStatus)),
    st.sampled_from(get_args(UnmetCause)),
)
def test_every_unmet_line_has_a_remedy_and_nothing_settled_has_one(measure: str, status: str, cause: str) -> None:
    proof = Evidence(url="http://x.example/", issued_by="李敏")
    why = cause if status == "unmet" else "our_failure" if status == "unknown" else None
    one = line(measure=measure, status=status, cause=why, evidence=[proof])
    if status in ("unmet", "needs_review", "unknown", "not_due"):
        assert remedy(one) in REMEDIES
    if status in ("waived", "not_applicable"):
        assert remedy(one) is None
