"""From findings to points: the sums that an agency may recompute, whatever was seen and whatever is owed."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.agencies import Column
from schemas.messages import say
from schemas.results import Finding, Line
from schemas.work_plan import Obligation, WorkPlan
from scorecards.findings import unmet
from scorecards.score import coverage
from scorecards.shares import split
from tests.scorecards.facts_of_one_agency import (
    AS_OF,
    OFFICE,
    PAGE,
    TODAY,
    agency,
    answered,
    cards,
    columns_of_any_status,
    counted,
    document,
    facts,
    lines,
    owes,
    plan,
    seen,
)

ZERO = Decimal(0)
DUE = {"met", "unmet", "unknown", "needs_review"}

points = st.decimals(min_value="0.01", max_value="100", places=2)
columns = columns_of_any_status()
counts = st.lists(st.sampled_from(["met", "unmet", "not_due", "unknown", "no_minimum"]), max_size=4).map(
    lambda statuses: [counted(status, column=f"c{number}") for number, status in enumerate(statuses)]
)
documents = st.lists(
    st.one_of(st.none(), st.dates(date(2025, 6, 1), TODAY)).map(lambda day: document("年度报告", day, column="c0")),
    max_size=3,
)
answers = st.lists(st.sampled_from(["met", "unmet", "waived"]).map(answered), max_size=2)
obligations = st.lists(
    st.tuples(
        st.sampled_from(["updated_within", "not_blank", "min_items", "published_by", "human"]),
        points,
        st.booleans(),
        st.sampled_from([None, TODAY - timedelta(days=1), TODAY]),
    ),
    min_size=1,
    max_size=6,
).map(
    lambda rows: [
        owes(
            measure,
            id=f"o{number}" if measure != "human" else "staff" if number == 0 else f"staff-{number}",
            points=str(most),
            trial=trial,
            grace_until=grace,
            params={"title": "年度报告", "by": date(2026, 3, 31)} if measure == "published_by" else {},
        )
        for number, (measure, most, trial, grace) in enumerate(rows)
    ]
)
plans = st.builds(
    lambda owed, weight: plan(*owed, weight=weight),
    obligations,
    st.sampled_from([Decimal(1), Decimal("1.5"), Decimal("0.333")]),
)


@given(points=st.decimals(min_value="0.01", max_value="1000", places=2), parts=st.integers(1, 300))
def test_shares_sum_to_the_whole_and_differ_by_a_cent_at_most(points: Decimal, parts: int) -> None:
    shares = split(points, parts)
    assert len(shares) == parts
    assert sum(shares) == points
    assert max(shares) - min(shares) <= Decimal("0.01")
    assert shares == sorted(shares, reverse=True)


@given(columns, plans, counts, documents, answers)
def test_the_score_is_the_sum_of_its_lines_and_the_maximum_of_their_maxima(
    columns: Any, work_plan: WorkPlan, counts: Any, documents: Any, answers: Any
) -> None:
    (card,) = cards(
        columns, work_plan, counts=counts, documents=documents, answers=answers, agencies=[agency()]
    ).agencies
    counted_lines = [line for line in card.lines if line.points is not None]
    assert card.max == sum((line.max for line in counted_lines), Decimal(0))
    if card.score is not None:
        assert card.score == sum((line.points for line in counted_lines if line.points is not None), Decimal(0))
        assert card.percent == (card.score / card.max * 100).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    for line in card.lines:
        inside = line.status in ("met", "unmet") and not line.trial
        assert (line.points is not None) == inside
        assert line.points in (None, line.max if line.status == "met" else 0)


@given(columns, plans, counts, documents, answers)
def test_coverage_is_what_could_be_judged_of_what_is_due(
    columns: Any, work_plan: WorkPlan, counts: Any, documents: Any, answers: Any
) -> None:
    whole = cards(columns, work_plan, counts=counts, documents=documents, answers=answers, agencies=[agency()])
    (card,) = whole.agencies
    statuses = Counter(line.status for line in card.lines if not line.trial)
    due = sum(times for status, times in statuses.items() if status in DUE)
    if due == 0:
        assert card.coverage is None
        assert card.score is None
    else:
        assert card.coverage == pytest.approx((statuses["met"] + statuses["unmet"]) / due, abs=0.00005)
        assert card.coverage is not None
        assert 0 <= card.coverage <= 1
    assert whole.coverage == card.coverage
    if card.coverage is None or card.coverage < OFFICE.coverage_bar:
        assert (card.score, card.percent, card.grade, card.rank) == (None, None, None, None)


@given(columns, plans, counts, documents, answers)
def test_nobody_is_accused_without_evidence_and_without_a_cause(
    columns: Any, work_plan: WorkPlan, counts: Any, documents: Any, answers: Any
) -> None:
    (card,) = cards(
        columns, work_plan, counts=counts, documents=documents, answers=answers, agencies=[agency()]
    ).agencies
    for line in card.lines:
        if line.status == "unmet":
            assert line.evidence
            assert line.cause
        if line.status == "unknown":
            assert line.cause in ("our_failure", "not_assessable")


@given(columns, obligations, counts, documents, answers)
def test_a_trial_changes_no_figure(
    columns: Any, owed: list[Obligation], counts: Any, documents: Any, answers: Any
) -> None:
    known = {"counts": counts, "documents": documents, "answers": answers, "agencies": [agency()]}
    earnest = [duty for duty in owed if not duty.trial] or [owes("not_blank", id="earnest")]
    tried = [duty.model_copy(update={"trial": True, "id": f"{duty.id}-trial"}) for duty in owed]
    (without,) = cards(columns, plan(*earnest), **known).agencies
    (with_trial,) = cards(columns, plan(*tried, *earnest, *tried[:1]), **known).agencies
    for figure in ("score", "max", "percent", "grade", "rank", "coverage"):
        assert getattr(with_trial, figure) == getattr(without, figure)
    assert [line for line in with_trial.lines if not line.trial] == list(without.lines)
    assert all(line.points is None for line in with_trial.lines if line.trial)


@given(columns, plans, counts, documents, answers)
def test_the_same_facts_give_the_same_bytes(
    columns: Any, work_plan: WorkPlan, counts: Any, documents: Any, answers: Any
) -> None:
    def once() -> str:
        return cards(
            columns, work_plan, counts=counts, documents=documents, answers=answers, agencies=[agency()]
        ).model_dump_json()

    assert once() == once()


@given(columns)
def test_one_fact_takes_points_once(columns: Any) -> None:
    found = lines(facts(columns), owes("not_blank"), owes("updated_within"), owes("not_blank", id="again"))
    taken = Counter(line.columns for line in found if line.status == "unmet")
    assert all(times == 1 for times in taken.values())
    for line in found:
        if line.status == "not_applicable" and line.reason.key == "already_deducted":
            assert line.reason.params["line"] == f"not_blank/{line.columns[0]}"
            assert line.points is None


def test_a_blank_column_is_deducted_by_the_first_obligation_that_finds_it() -> None:
    first, second = lines(facts([seen("a", "blank")]), owes("updated_within"), owes("not_blank"))
    assert (first.status, first.points) == ("unmet", ZERO)
    assert (second.status, second.points) == ("not_applicable", None)
    assert second.reason == say("already_deducted", line="updated_within/a")


def test_a_trial_does_not_use_up_a_fact() -> None:
    trial, earnest = lines(facts([seen("a", "blank")]), owes("updated_within", trial=True), owes("not_blank"))
    assert (trial.status, trial.points) == ("unmet", None)
    assert (earnest.status, earnest.points) == ("unmet", ZERO)


def test_what_grace_forgives_does_not_use_up_a_fact() -> None:
    forgiven, earnest = lines(facts([seen("a", "blank")]), owes("updated_within", grace_until=TODAY), owes("not_blank"))
    assert (forgiven.status, earnest.status) == ("not_due", "unmet")


GRACES: list[tuple[str, Callable[[date], tuple[Any, Obligation]]]] = [
    ("obligation", lambda day: (agency(), owes("updated_within", grace_until=day))),
    ("agency", lambda day: (agency(grace_until=day), owes("updated_within"))),
    (
        "column",
        lambda day: (
            agency(
                columns=[Column(code="a", name="a", kind="k", category="c", url="http://slj.test/", grace_until=day)]
            ),
            owes("updated_within"),
        ),
    ),
]


@pytest.mark.parametrize("given_to", [pytest.param(make, id=name) for name, make in GRACES])
@pytest.mark.parametrize(("until", "status"), [(-1, "unmet"), (0, "not_due"), (1, "not_due")])
def test_grace_lasts_until_and_including_its_day(
    given_to: Callable[[date], tuple[Any, Obligation]], until: int, status: str
) -> None:
    who, duty = given_to(TODAY + timedelta(days=until))
    (line,) = lines(facts([seen("a", "stale")]), duty, who=who)
    assert line.status == status
    if status == "not_due":
        assert line.reason == say("grace", until=(TODAY + timedelta(days=until)).isoformat())
        assert line.points is None


def test_grace_takes_no_point_that_was_earned() -> None:
    (line,) = lines(facts([seen("a", "fresh")]), owes("updated_within", grace_until=TODAY))
    assert (line.status, line.points) == ("met", line.max)


def test_one_columns_grace_does_not_cover_another() -> None:
    new = Column(code="a", name="a", kind="k", category="c", url="http://slj.test/", grace_until=TODAY)
    found = lines(facts([seen("a", "stale"), seen("b", "stale")]), owes("updated_within"), who=agency(columns=[new]))
    assert [line.status for line in found] == ["not_due", "unmet"]


def test_points_are_split_over_the_lines_and_multiplied_by_the_tasks_weight() -> None:
    known = facts([seen(code, "fresh") for code in "abc"])
    assert [line.max for line in lines(known, owes("not_blank", points="10"))] == [
        Decimal("3.34"),
        Decimal("3.33"),
        Decimal("3.33"),
    ]
    assert sum(line.max for line in lines(known, owes("not_blank", points="10"), weight=Decimal(2))) == 20


@pytest.mark.parametrize(
    ("task", "asked"),
    [
        ({"lead": ("*",)}, True),
        ({"lead": ("slj",)}, True),
        ({"lead": ("xqz",)}, False),
        ({"lead": ("xqz",), "assisting": ("slj",)}, True),
    ],
)
def test_a_task_asks_those_it_names(task: dict[str, Any], asked: bool) -> None:
    assert bool(lines(facts([seen("a", "fresh")]), owes("not_blank"), **task)) is asked


def test_an_obligation_may_ask_some_classes_only() -> None:
    known = facts([seen("a", "fresh")])
    assert lines(known, owes("not_blank", classes=("镇街",))) == ()
    assert len(lines(known, owes("not_blank", classes=("镇街", "部门")))) == 1


def test_a_line_cites_its_own_clause_and_else_the_tasks() -> None:
    own, tasks = lines(facts([seen("a", "fresh")]), owes("not_blank", clause="附件2"), owes("updated_within"))
    assert (own.clause, tasks.clause) == ("附件2", "第一条")


@pytest.mark.parametrize(("unseen", "ranked"), [(0, True), (4, True), (5, False), (10, False)])
def test_below_the_coverage_bar_there_is_no_score_no_grade_and_no_rank(unseen: int, ranked: bool) -> None:
    columns = [seen(f"c{n}", "unknown" if n < unseen else "fresh") for n in range(10)]
    (card,) = cards(columns, plan(owes("not_blank"))).agencies  # the bar is 0.6
    assert card.coverage == pytest.approx(1 - unseen / 10)
    assert (card.score is not None, card.grade is not None, card.rank is not None) == (ranked,) * 3


@pytest.mark.parametrize(("stale", "grade"), [(0, "优秀"), (1, "优秀"), (2, "合格"), (3, "合格"), (4, None)])
def test_a_grade_begins_at_its_bar(stale: int, grade: str | None) -> None:
    columns = [seen(f"c{n}", "stale" if n < stale else "fresh") for n in range(10)]
    (card,) = cards(columns, plan(owes("updated_within"))).agencies
    assert card.grade == grade


def test_equal_percents_share_a_place_and_the_next_is_skipped() -> None:
    columns = [
        seen("a", "fresh", agency="one"),
        seen("a", "fresh", agency="two"),
        seen("a", "stale", agency="three"),
        seen("a", "unknown", agency="unseen"),
    ]
    found = cards(columns, plan(owes("updated_within"))).agencies
    assert [(card.code, card.rank) for card in found] == [("one", 1), ("two", 1), ("three", 3), ("unseen", None)]


@given(st.lists(st.sampled_from(["fresh", "stale", "unknown"]), min_size=1, max_size=8))
def test_a_place_is_one_more_than_the_number_of_better_ones(statuses: list[str]) -> None:
    columns = [seen("a", status, agency=f"a{number}") for number, status in enumerate(statuses)]
    found = cards(columns, plan(owes("updated_within"))).agencies
    for card in found:
        better = [other for other in found if (other.percent or 0) > (card.percent or 0)]
        assert card.rank == (None if card.percent is None else len(better) + 1)


def test_the_day_of_a_monitoring_point_is_that_of_the_offices_zone() -> None:
    at = datetime.fromisoformat("2026-04-01T00:30:00+08:00")  # still March 31 in UTC
    duty = owes("published_by", params={"title": "年报", "by": date(2026, 3, 31)})
    (card,) = cards([seen("a", "fresh")], plan(duty), as_of=at).agencies
    assert card.lines[0].status == "unmet"
    (card,) = cards([seen("a", "fresh")], plan(duty), as_of=at - timedelta(hours=1)).agencies
    assert card.lines[0].status == "not_due"


def test_coverage_of_nothing_due_is_nothing() -> None:
    assert coverage([]) is None


# Ways in which other systems of this kind turned an error into a normal-looking score.


def test_when_nothing_could_be_seen_nobody_passes_and_nobody_fails() -> None:
    columns = [seen(f"c{n}", "unknown", agency=code) for code in ("one", "two") for n in range(3)]
    whole = cards(columns, plan(owes("not_blank"), owes("updated_within")))
    assert {line.status for card in whole.agencies for line in card.lines} == {"unknown"}
    assert {line.points for card in whole.agencies for line in card.lines} == {None}
    assert whole.coverage == 0


def test_a_column_that_never_published_appears_and_fails() -> None:
    (blank, current) = lines(facts([seen("never", "blank"), seen("busy", "fresh")], counts=[]), owes("updated_within"))
    assert (blank.columns, blank.status, blank.points) == (("never",), "unmet", ZERO)
    assert current.status == "met"


def test_findings_stay_with_their_own_column_and_agency() -> None:
    columns = [
        seen(f"c{n}", "stale" if (n + shift) % 2 else "fresh", agency=code, url=f"http://{code}.test/c{n}/")
        for shift, code in enumerate(("one", "two"))
        for n in range(6)
    ]
    for card, shift in zip(cards(columns, plan(owes("updated_within"))).agencies, (0, 1), strict=True):
        for n, line in enumerate(card.lines):
            assert line.columns == (f"c{n}",)
            assert line.status == ("unmet" if (n + shift) % 2 else "met")


def test_without_an_observation_there_is_no_rank_and_no_honour() -> None:
    (card,) = cards([seen("a", "unknown")], plan(owes("not_blank"))).agencies
    assert (card.score, card.percent, card.grade, card.rank) == (None, None, None, None)


def test_an_office_with_a_coverage_bar_of_zero_still_honours_nobody_unseen() -> None:
    office = OFFICE.model_copy(update={"coverage_bar": 0.0})
    (card,) = cards([seen("a", "unknown")], plan(owes("not_blank")), office=office).agencies
    assert (card.score, card.rank, card.coverage) == (None, None, 0.0)


def test_an_agency_that_owes_no_column_keeps_its_grade_and_its_place() -> None:
    work_plan, answers = plan(owes("human", id="staff")), [answered("met")]
    (card,) = cards([], work_plan, agencies=[agency()], answers=answers).agencies
    assert (card.percent, card.grade, card.rank) == (100, "优秀", 1)


@pytest.mark.parametrize(("on", "status"), [(date(2025, 12, 31), "needs_review"), (date(2026, 1, 1), "unmet")])
def test_an_answer_of_last_year_is_none_about_this_years_duty(on: date, status: str) -> None:
    work_plan = plan(owes("human", id="staff"))
    (card,) = cards([], work_plan, agencies=[agency()], answers=[answered("unmet", on=on)]).agencies
    assert [line.status for line in card.lines] == [status]


def test_an_answer_about_last_years_plan_counts_while_that_plan_is_in_use() -> None:
    work_plan = plan(owes("human", id="staff")).model_copy(update={"year": 2025})
    (card,) = cards([], work_plan, agencies=[agency()], answers=[answered("met", on=date(2025, 6, 1))]).agencies
    assert [line.status for line in card.lines] == ["met"]


def test_an_unmet_cannot_be_made_without_evidence() -> None:
    with pytest.raises(ValueError, match="needs evidence"):
        unmet(say("column.blank"), cause="not_published", evidence=())
    with pytest.raises(ValueError, match="needs evidence"):
        Finding(status="unmet", reason=say("column.blank"), evidence=(PAGE,))
    with pytest.raises(ValueError, match="whose fault"):
        Finding(status="unknown", reason=say("column.blank"))


@pytest.mark.parametrize(("verdict", "points"), [("met", "10"), ("unmet", "0"), ("waived", None)])
def test_a_line_that_waits_for_a_person_takes_the_persons_decision(verdict: str, points: str | None) -> None:
    known = facts([seen("a", "blank", note=True)], answers=[answered(verdict, obligation="not_blank/a")])
    (line,) = lines(known, owes("not_blank"))
    assert (line.status, line.points) == (verdict, None if points is None else Decimal(points))


def test_what_a_person_finds_unmet_keeps_its_cause_and_its_pages() -> None:
    stale = seen("a", "stale", unconfirmed=True)
    known = facts([stale], answers=[answered("unmet", obligation="updated_within/a")])
    (line,) = lines(known, owes("updated_within"))
    assert (line.status, line.cause) == ("unmet", "late")
    assert [cited.url for cited in line.evidence] == ["云溪政办函〔2026〕7号", PAGE.url]


def test_a_persons_decision_does_not_hide_what_was_found_without_doubt() -> None:
    known = facts([seen("a", "blank")], answers=[answered("met", obligation="not_blank/a")])
    assert [line.status for line in lines(known, owes("not_blank"))] == ["unmet"]


def test_a_persons_answers_survive_a_rerun() -> None:
    def once() -> tuple[Line, ...]:
        return (
            cards([], plan(owes("human", id="staff")), agencies=[agency()], answers=[answered("waived")])
            .agencies[0]
            .lines
        )

    first = once()
    assert first == once()
    assert first[0].status == "waived"
    assert first[0].reason.params["reason"] == "已核"


def test_a_failed_visit_is_never_the_lowest_grade() -> None:
    failed, poor = cards(
        [seen("a", "unknown", agency="failed"), seen("a", "stale", agency="poor")], plan(owes("updated_within"))
    ).agencies
    assert (failed.score, failed.percent) == (None, None)
    assert (poor.score, poor.percent) == (ZERO, ZERO)


def test_another_agencys_answers_and_documents_are_not_its_own() -> None:
    duty = owes("published_by", params={"title": "年报", "by": date(2026, 3, 31)})
    other = document("年报", date(2026, 1, 1)).model_copy(update={"agency": "xqz"})
    (card,) = cards(
        [seen("a", "fresh")],
        plan(duty, owes("human", id="staff")),
        documents=[other],
        answers=[answered("met", agency="xqz")],
        as_of=AS_OF,
    ).agencies
    assert [line.status for line in card.lines] == ["unmet", "needs_review"]
