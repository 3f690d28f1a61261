"""Verdicts, scorecards and answers come back as they were saved, and belong to their night."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from schemas.messages import say
from schemas.results import (
    AgencyCard,
    CheckResults,
    ColumnCheck,
    CountCheck,
    ExpectationResult,
    Limit,
    Line,
    RuleSetName,
    Scorecards,
)
from schemas.reviews import Answer
from tests.warehouse.world import AS_OF, NOW, agency, column, later, night_of, proof
from warehouse.connect import Warehouse
from warehouse.errors import NotRegistered
from warehouse.facts import check_results, last_scorecards, reviews, scorecards_of
from warehouse.save import begin_night, save_checks, save_reviews, save_scorecards

CHECK = ColumnCheck(
    agency="slj",
    column="gzdt",
    name="工作动态",
    kind="动态要闻",
    category="工作信息",
    url="http://www.yunxi.example/gzdt/",
    status="stale",
    reason=say("stale", age=41, limit=14),
    state="list",
    observed_at=NOW,
    newest=date(2026, 10, 10),
    age_days=41,
    limit=Limit(value=14),
    limit_days=14,
    due_on=date(2026, 10, 24),
    items=3,
    evidence=(proof(),),
)
COUNT = CountCheck(
    agency="slj",
    category="工作信息",
    period="2026",
    items=3,
    min_items=10,
    status="not_due",
    reason=say("not_due"),
)
RESULTS = CheckResults(
    as_of=AS_OF,
    columns=(CHECK,),
    counts=(COUNT, COUNT.model_copy(update={"column": "gzdt"})),
    expectations=(
        ExpectationResult(
            suite="freshness",
            code="f1",
            title=say("f1"),
            success=None,
            evaluated=1,
            failed=1,
            failing=("slj/gzdt",),
            error="boom",
        ),
    ),
    warnings=(say("nobody_passed", check="f1"),),
)


def _line(number: int, points: str) -> Line:
    return Line(
        id=f"slj/{number}",
        task="2.1",
        obligation="updated",
        measure="updated_within",
        measure_version=1,
        clause="二",
        status="unmet",
        cause="late",
        points=Decimal(points),
        max=Decimal("3.35"),
        reason=say("stale", age=41, limit=14),
        evidence=(proof(),),
    )


def _cards(percent: str = "5.97", run: str = "r1") -> Scorecards:
    card = AgencyCard(
        code="slj",
        name="市水利局",
        agency_class="部门",
        score=Decimal("0.4"),
        max=Decimal("6.70"),
        percent=Decimal(percent),
        grade="不合格",
        rank=1,
        coverage=2 / 3,
        lines=(_line(1, "0.1"), _line(2, "0.3")),  # sums that binary fractions do not hit
        columns=(CHECK,),
    )
    rules = RuleSetName(name="national-2019", version="1")
    return Scorecards(office="云溪市", as_of=AS_OF, run_id=run, rules=rules, coverage=2 / 3, agencies=(card,))


def test_verdicts_come_back_as_they_were_saved(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    assert check_results(warehouse, night) is None
    save_checks(warehouse, night, RESULTS)
    assert check_results(warehouse, night) == RESULTS


def test_verdicts_saved_again_replace_those_of_the_night(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    save_checks(warehouse, night, RESULTS)
    fewer = RESULTS.model_copy(update={"counts": (), "warnings": ()})
    for _ in range(2):
        save_checks(warehouse, night, fewer)
    assert check_results(warehouse, night) == fewer


def test_verdicts_about_an_unknown_column_are_refused_and_the_earlier_ones_stay(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    save_checks(warehouse, night, RESULTS)
    stray = RESULTS.model_copy(update={"columns": (CHECK.model_copy(update={"column": "nowhere"}),)})
    with pytest.raises(NotRegistered, match="slj/nowhere"):
        save_checks(warehouse, night, stray)
    assert check_results(warehouse, night) == RESULTS


def test_scorecards_come_back_exactly(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    assert scorecards_of(warehouse, night) is None
    save_scorecards(warehouse, night, _cards())
    save_scorecards(warehouse, night, _cards("6.00", run="r2"))
    assert scorecards_of(warehouse, night) == _cards("6.00", run="r2")


def test_the_last_scorecards_are_those_of_the_latest_scored_night_before(warehouse: Warehouse) -> None:
    first = night_of(warehouse, [agency()])
    save_scorecards(warehouse, first, _cards())
    begin_night(warehouse, as_of=AS_OF + timedelta(days=1), run_id="unscored", now=NOW)
    assert last_scorecards(warehouse, before=AS_OF) is None
    assert last_scorecards(warehouse, before=AS_OF + timedelta(days=2)) == _cards()


def test_answers_of_people_are_added_never_replaced(warehouse: Warehouse) -> None:
    night_of(warehouse, [agency("slj", column())])
    answer = Answer(
        agency="slj",
        obligation="training",
        verdict="met",
        reason="已培训",
        reviewer="张三",
        decided_on=date(2026, 11, 2),
    )
    second = answer.model_copy(update={"verdict": "waived", "reason": "复核后免除", "decided_on": date(2026, 11, 9)})
    assert save_reviews(warehouse, [second, answer], now=NOW) == 2
    assert save_reviews(warehouse, [answer, second], now=later(1)) == 0
    assert reviews(warehouse) == (answer, second)
    with pytest.raises(NotRegistered, match="nobody"):
        save_reviews(warehouse, [answer.model_copy(update={"agency": "nobody"})], now=NOW)


def test_running_a_night_again_keeps_what_people_decided(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    answer = Answer(
        agency="slj", obligation="training", verdict="met", reason="已培训", reviewer="张三", decided_on=AS_OF.date()
    )
    save_reviews(warehouse, [answer], now=NOW)
    for run in ("r1", "r2"):
        night = night_of(warehouse, [agency()], run=run)
        save_checks(warehouse, night, RESULTS)
        save_scorecards(warehouse, night, _cards())
    assert reviews(warehouse) == (answer,)
