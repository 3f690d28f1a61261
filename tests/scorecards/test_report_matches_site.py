"""A report's numbers beside the columns': agreement is met, a gap is a question with both lists, never unmet."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.annual_reports import AnnualReport, AuditedReport, CheckedReport
from schemas.documents import Document
from schemas.observed import Observed
from schemas.results import ColumnCheck, Line
from scorecards.facts import AgencyFacts
from tests.scorecards import test_annual_report_sound as sound
from tests.scorecards.facts_of_one_agency import PAGE, TODAY, answered, facts, lines, owes, seen
from tests.scorecards.said_in_reports import group, total

DAY = timedelta(days=1)
YEAR = TODAY.year - 1
FIRST, LAST = date(YEAR, 1, 1), date(YEAR, 12, 31)
NEWS = seen("a", "fresh", category="工作信息")
FILES = seen("b", "fresh", category="政策文件")
BOTH = (NEWS, FILES)
OF = {"a": "工作信息", "b": "政策文件", "old": "工作信息"}


def items(column: str, *days: date | None, start: int = 0, first_seen_on: date = TODAY) -> list[Document]:
    known: dict[str, Any] = {"agency": "slj", "column": column, "kind": "动态要闻", "category": OF[column]}
    return [
        Document(
            **known,
            title=f"第{start + n}条",
            url=f"http://slj.test/{column}/{start + n}",
            published=day,
            first_seen_on=first_seen_on,
            evidence=(PAGE,),
        )
        for n, day in enumerate(days)
    ]


SEEN = [*items("a", *[FIRST + n * DAY for n in range(58)]), *items("b", *[LAST - n * DAY for n in range(42)])]


def report(*, totals: Iterable[Any] = (total(100),), groups: Iterable[Any] = (), **more: Any) -> AuditedReport:
    whole = AnnualReport(
        source="s", state="report", title=sound.TITLE, year=YEAR, totals=tuple(totals), groups=tuple(groups), **more
    )
    return sound.audited().model_copy(update={"checked": CheckedReport(report=whole)})


def knowing(
    audited: AuditedReport | None,
    documents: Sequence[Document] = SEEN,
    *,
    columns: Sequence[ColumnCheck] = BOTH,
    day: date = TODAY,
) -> AgencyFacts:
    reports = () if audited is None else (audited,)
    return replace(facts(columns, documents=documents, day=day), observed=Observed(reports=reports))


def judged(known: AgencyFacts, *, scope: dict[str, Any] | None = None, **params: Any) -> Line:
    (line,) = lines(known, owes("report_matches_site", params=params, scope=scope or {}))
    assert "{" not in line.reason.text("zh") + line.reason.text("en")
    return line


def status(*arguments: Any, tolerance: float = 0, **more: Any) -> str:
    return judged(knowing(*arguments, **more), tolerance=tolerance).status


def test_a_total_that_agrees_is_met_by_the_reports_page_and_the_columns() -> None:
    line = judged(knowing(report()))
    assert (line.status, line.points, line.columns) == ("met", 10, ("a", "b"))
    assert line.evidence == (sound.STORED, PAGE, PAGE)
    assert "报告100条，栏目100条" in line.reason.text("zh")


def test_a_gap_is_a_question_with_both_lists_and_costs_points_only_when_confirmed() -> None:
    parts = group(total(123), {"工作信息类": 81, "政策文件": 42, "应急管理": 0})
    known = knowing(report(totals=[total(123)], groups=[parts]))
    line = judged(known)
    assert (line.status, line.points) == ("needs_review", None)
    said = line.reason.text("zh")
    for words in (
        "总数（报告123条，栏目100条）",
        "工作信息（报告81条，栏目58条）",
        "工作信息类81、政策文件42、应急管理0",
    ):
        assert words in said, said
    assert "栏目分类：工作信息58、政策文件42" in said
    for verdict, points in (("unmet", 0), ("met", 10)):
        decided = judged(replace(known, answers=(answered(verdict, obligation=line.id),)))
        assert (decided.status, decided.points) == (verdict, points)


@pytest.mark.parametrize(
    ("stated", "tolerance", "expected"),
    [
        (100, 0, "met"),
        (101, 0, "needs_review"),
        (99, 0, "needs_review"),
        (105, 5, "met"),  # 5 % of 105 are 5.25
        (106, 5, "needs_review"),
        (125, 20, "met"),
        (126, 20, "needs_review"),
        (80, 25, "met"),
        (79, 25, "needs_review"),
        (0, 50, "needs_review"),
    ],
)
def test_a_difference_of_exactly_the_tolerance_is_met(stated: int, tolerance: float, expected: str) -> None:
    assert status(report(totals=[total(stated)]), tolerance=tolerance) == expected


@pytest.mark.parametrize(
    ("raw", "value", "expected"),
    [("100余", 100, "met"), ("90余", 90, "met"), ("80余", 80, "needs_review"), ("近200", 200, "met")],
)
def test_an_approximate_number_agrees_within_what_it_may_mean(raw: str, value: int, expected: str) -> None:
    assert status(report(totals=[total(value, raw=raw)])) == expected


def test_items_count_by_their_day_in_the_reports_period_each_address_once() -> None:
    edge = [*items("a", FIRST - DAY, FIRST, LAST, LAST + DAY), *items("a", FIRST, start=1)]
    assert status(report(totals=[total(2)]), edge) == "met"
    half = (date(YEAR, 7, 1), LAST)
    assert status(report(totals=[total(1)], period=half), edge) == "met"


def test_only_columns_in_scope_count() -> None:
    line = judged(knowing(report(totals=[total(42)])), scope={"categories": ["政策文件"]})
    assert (line.status, line.columns) == ("met", ("b",))


def test_a_category_that_is_apart_is_a_question_even_if_the_total_agrees() -> None:
    swapped = group(total(100), {"工作信息": 42, "政策文件": 58})
    assert status(report(groups=[swapped])) == "needs_review"
    other_names = group(total(100), {"动态": 42, "通知": 58})
    assert status(report(groups=[other_names])) == "met"
    alone = group(None, {"工作信息": 58, "政策文件": 42})
    assert status(report(totals=[], groups=[alone])) == "met"


def test_what_went_through_websites_may_agree_instead_of_the_whole() -> None:
    channels = group(total(140), {"门户网站": 100, "微信公众号": 40}, kind="channel")
    by_category = group(total(140), {"工作信息": 90, "政策文件": 50})
    whole = total(140)
    assert status(report(totals=[whole], groups=[channels, by_category])) == "met"
    assert status(report(totals=[whole, total(100, through="网站")])) == "met"
    assert status(report(totals=[total(100), total(80, through="网站")])) == "met"
    assert status(report(totals=[whole, total(99, through="网站")])) == "needs_review"
    assert status(report(totals=[total(100, through="微信公众号")])) == "unknown"


BLIND = seen("b", "unknown", category="政策文件")
NOT_BACK = seen("b", "fresh", category="政策文件", read_back_to=FIRST + DAY)
JUST_BACK = seen("b", "fresh", category="政策文件", read_back_to=FIRST)
OPEN_END = seen("b", "fresh", category="政策文件", read_back_to=None)
TOO_EARLY = seen("b", "fresh", category="政策文件", seen_on=LAST)
IN_TIME = seen("b", "fresh", category="政策文件", seen_on=LAST + DAY)


@pytest.mark.parametrize("stated", [100, 555])
@pytest.mark.parametrize(
    ("column", "whole"),
    [
        (BLIND, False), (NOT_BACK, False), (JUST_BACK, True), (OPEN_END, False), (TOO_EARLY, False), (IN_TIME, True),
    ],
)  # fmt: skip
def test_a_column_that_was_not_read_over_the_whole_period_leaves_it_unknown(
    column: ColumnCheck, whole: bool, stated: int
) -> None:
    line = judged(knowing(report(totals=[total(stated)]), columns=(NEWS, column)))
    assert line.status == (("met" if stated == 100 else "needs_review") if whole else "unknown")
    if not whole:
        assert (line.cause, line.points) == ("our_failure", None)


def test_items_of_a_column_that_is_no_longer_registered_leave_it_unknown() -> None:
    assert status(report(), [*SEEN, *items("old", FIRST)]) == "unknown"
    assert status(report(), [*SEEN, *items("old", FIRST - DAY)]) == "met"


def test_items_without_a_day_leave_open_only_what_hangs_on_them() -> None:
    undated = [*SEEN, *items("a", None, None, start=900)]
    assert status(report(totals=[total(99)]), undated) == "needs_review"
    assert [status(report(totals=[total(n)]), undated) for n in (100, 101, 102)] == ["unknown"] * 3
    assert status(report(totals=[total(103)]), undated) == "needs_review"
    assert status(report(totals=[total(100, raw="约100")]), undated) == "met"
    before = [*SEEN, *items("a", None, start=900, first_seen_on=FIRST - DAY)]
    assert status(report(), before) == "met"
    elsewhere = [*SEEN, *items("a", LAST + DAY, start=900), *items("a", None, start=900)]
    assert status(report(), elsewhere) == "met", "its day stands in another list"


@pytest.mark.parametrize(
    "audited",
    [
        report(totals=[]),
        report(totals=[total(None, raw="XX")]),
        report(totals=[total(100, cumulative=True)]),
        report(totals=[total(100, about="依申请公开")]),
        report(totals=[], groups=[group(None, {"工作信息": None})]),
        report(totals=[], groups=[group(None, {"信函": 58}, about="依申请公开", kind="channel")]),
    ],
)
def test_a_report_without_such_a_number_is_unknown(audited: AuditedReport) -> None:
    line = judged(knowing(audited))
    assert (line.status, line.cause) == ("unknown", "not_assessable")


@pytest.mark.parametrize("audited", [sound.UNLISTED, sound.UNOPENED, sound.audited(state="unreadable"), None])
def test_without_a_report_it_is_not_due_up_to_the_day_of_the_law_and_unknown_after_it(
    audited: AuditedReport | None,
) -> None:
    for day, expected in ((sound.LAST, "not_due"), (sound.LAST + DAY, "unknown")):
        line = judged(knowing(audited, day=day))
        assert line.status == ("unknown" if audited is None else expected)


def test_what_was_not_gathered_is_unknown_and_without_columns_there_is_no_line() -> None:
    line = judged(facts(BOTH, documents=SEEN))
    assert (line.status, line.cause) == ("unknown", "our_failure")
    assert lines(knowing(report(), columns=()), owes("report_matches_site")) == ()


UNSEEN = st.sampled_from([BLIND, NOT_BACK, OPEN_END, TOO_EARLY])
STATED = st.integers(0, 300).map(lambda n: report(totals=[total(n)], groups=[group(total(n), {"工作信息": n})]))
SAYING_NOTHING = st.sampled_from([
    report(totals=[]), report(totals=[total(None, raw="")], groups=[group(total(None), {"工作信息": None})]),
    sound.UNLISTED, sound.UNOPENED, sound.audited(state="not_a_report"), None,
])  # fmt: skip


@given(
    pair=st.tuples(STATED, UNSEEN) | st.tuples(SAYING_NOTHING, st.sampled_from([FILES, BLIND, NOT_BACK])),
    shown=st.integers(0, 100),
    tolerance=st.floats(0, 50),
)
def test_what_is_missing_on_either_side_is_never_held_against_anybody(
    pair: tuple[AuditedReport | None, ColumnCheck], shown: int, tolerance: float
) -> None:
    audited, column = pair
    line = judged(knowing(audited, SEEN[:shown], columns=(NEWS, column)), tolerance=tolerance)
    assert line.status == "unknown"


@given(dated=st.integers(0, 60), undated=st.integers(0, 30), stated=st.integers(0, 120), tolerance=st.integers(0, 30))
def test_the_answer_holds_whatever_of_the_undated_items_belongs_to_the_period(
    dated: int, undated: int, stated: int, tolerance: int
) -> None:
    there = [*items("a", *[FIRST] * dated), *items("a", *[None] * undated, start=500)]
    found = status(report(totals=[total(stated)]), there, tolerance=tolerance)
    possible = {100 * abs(dated + n - stated) <= tolerance * stated for n in range(undated + 1)}
    assert found == ("met" if possible == {True} else "needs_review" if possible == {False} else found)
    if len(possible) == 2:
        assert found == "unknown"
