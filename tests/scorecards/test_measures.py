"""What each measure says of what was seen: every status, every boundary, and nothing that was not seen."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.messages import catalogue
from schemas.results import Line
from scorecards.measures import MEASURES
from scorecards.measures.published_by import PublishedBy
from tests.scorecards.facts_of_one_agency import TODAY, answered, counted, document, facts, lines, owes, seen

DAY = timedelta(days=1)
BY = date(2026, 3, 31)
REPORT: dict[str, Any] = {"title": "年度报告", "by": BY}


def said(line: Line) -> tuple[str, str | None]:
    return line.status, line.cause


@pytest.mark.parametrize(
    ("column", "status", "cause"),
    [
        pytest.param(seen("a", "fresh"), "met", None, id="fresh"),
        pytest.param(seen("a", "stale"), "unmet", "late", id="stale"),
        pytest.param(seen("a", "blank"), "unmet", "not_published", id="blank"),
        pytest.param(seen("a", "blank", note=True), "needs_review", None, id="blank with a note"),
        pytest.param(seen("a", "unlimited", limit={"value": 1}), "not_applicable", None, id="unlimited"),
        pytest.param(seen("a", "unknown"), "unknown", "our_failure", id="not seen"),
        pytest.param(seen("a", "unknown", cause="not_assessable"), "unknown", "not_assessable", id="not assessable"),
        pytest.param(seen("a", "unknown", within_limit=True), "met", None, id="not seen and within its limit"),
        pytest.param(
            seen("a", "unknown", undated=True, cause="not_assessable"), "unknown", "not_assessable", id="undated"
        ),
    ],
)
def test_updated_within_says_what_was_seen(column: Any, status: str, cause: str | None) -> None:
    (line,) = lines(facts([column]), owes("updated_within"))
    assert said(line) == (status, cause)
    assert line.columns == ("a",)


def test_updated_within_asks_nothing_of_a_column_without_a_limit() -> None:
    assert lines(facts([seen("a", "unlimited")]), owes("updated_within")) == ()


@pytest.mark.parametrize(
    ("column", "status", "cause"),
    [
        pytest.param(seen("a", "fresh"), "met", None, id="fresh"),
        pytest.param(seen("a", "stale"), "met", None, id="stale"),
        pytest.param(seen("a", "unlimited"), "met", None, id="unlimited"),
        pytest.param(seen("a", "blank"), "unmet", "not_published", id="blank"),
        pytest.param(seen("a", "blank", note=True), "needs_review", None, id="blank with a note"),
        pytest.param(seen("a", "unknown"), "unknown", "our_failure", id="not seen"),
        pytest.param(seen("a", "unknown", undated=True, cause="not_assessable", items=4), "met", None, id="undated"),
        pytest.param(seen("a", "unknown", within_limit=True), "met", None, id="not seen and within its limit"),
    ],
)
def test_not_blank_says_what_was_seen(column: Any, status: str, cause: str | None) -> None:
    (line,) = lines(facts([column]), owes("not_blank"))
    assert said(line) == (status, cause)


@pytest.mark.parametrize(
    ("status", "line_status", "cause"),
    [
        ("met", "met", None),
        ("unmet", "unmet", "not_published"),
        ("not_due", "not_due", None),
        ("unknown", "unknown", "our_failure"),
    ],
)
@pytest.mark.parametrize("column", [None, "a"])
def test_min_items_says_what_was_counted(status: str, line_status: str, cause: str | None, column: str | None) -> None:
    known = facts([seen("a", "fresh"), seen("b", "fresh")], counts=[counted(status, column=column)])
    (line,) = lines(known, owes("min_items"))
    assert said(line) == (line_status, cause)
    assert line.category == "工作信息"
    assert line.columns == (("a",) if column else ("a", "b"))


def test_min_items_asks_nothing_where_there_is_no_minimum() -> None:
    assert lines(facts([seen("a", "fresh")], counts=[counted("no_minimum")]), owes("min_items")) == ()


def test_min_items_asks_nothing_outside_its_scope() -> None:
    known = facts(
        [seen("a", "fresh"), seen("b", "fresh", category="财政信息")],
        counts=[counted("unmet", column="a"), counted("unmet"), counted("met", category="财政信息")],
    )
    (line,) = lines(known, owes("min_items", scope={"categories": ["财政信息"]}))
    assert (line.category, line.status) == ("财政信息", "met")


@pytest.mark.parametrize(
    ("scope", "columns"),
    [
        ({}, ["a", "b", "c"]),
        ({"kinds": ["通知公告"]}, ["b"]),
        ({"categories": ["财政信息"]}, ["c"]),
        ({"columns": ["a", "c"]}, ["a", "c"]),
        ({"kinds": ["通知公告"], "columns": ["a"]}, []),
    ],
)
def test_an_obligation_is_about_the_columns_of_its_scope(scope: dict[str, Any], columns: list[str]) -> None:
    known = facts([seen("a", "fresh"), seen("b", "fresh", kind="通知公告"), seen("c", "fresh", category="财政信息")])
    assert [line.columns for line in lines(known, owes("not_blank", scope=scope))] == [(code,) for code in columns]


@pytest.mark.parametrize(
    ("published", "status", "cause"),
    [(BY - DAY, "met", None), (BY, "met", None), (BY + DAY, "unmet", "late")],
)
def test_a_document_is_in_time_until_and_including_its_last_day(
    published: date, status: str, cause: str | None
) -> None:
    known = facts([seen("a", "fresh")], documents=[document("2025年年度报告", published)])
    (line,) = lines(known, owes("published_by", params=REPORT))
    assert said(line) == (status, cause)


@pytest.mark.parametrize(("day", "status"), [(BY - DAY, "not_due"), (BY, "not_due"), (BY + DAY, "unmet")])
def test_a_missing_document_is_due_from_the_day_after_its_last_day(day: date, status: str) -> None:
    (line,) = lines(facts([seen("a", "fresh")], day=day), owes("published_by", params=REPORT))
    assert line.status == status


@pytest.mark.parametrize(
    ("first_seen", "status", "cause"), [(BY, "met", None), (BY + DAY, "unknown", "not_assessable")]
)
def test_a_document_without_a_date_counts_from_when_we_first_saw_it_and_is_never_late(
    first_seen: date, status: str, cause: str | None
) -> None:
    known = facts([seen("a", "fresh")], documents=[document("年度报告", None, first_seen_on=first_seen)])
    (line,) = lines(known, owes("published_by", params=REPORT))
    assert said(line) == (status, cause)


def test_a_late_document_accuses_nobody_while_an_undated_one_may_have_been_in_time() -> None:
    known = facts(
        [seen("a", "fresh")],
        documents=[document("年度报告更正", BY + DAY), document("年度报告", None, first_seen_on=BY + 30 * DAY)],
    )
    (line,) = lines(known, owes("published_by", params=REPORT))
    assert said(line) == ("unknown", "not_assessable")
    assert line.reason.key == "published_by.undated"


@pytest.mark.parametrize(
    "unread",
    [
        pytest.param(seen("b", "unknown"), id="not seen"),
        pytest.param(seen("b", "unknown", within_limit=True, read_back_to=date.min), id="seen on an earlier night"),
        pytest.param(seen("b", "fresh", read_back_to=date(2026, 1, 2)), id="read only in part"),
        pytest.param(seen("b", "fresh", read_back_to=None), id="read who knows how far"),
        pytest.param(seen("b", "fresh", seen_on=BY), id="last read while it was still in time"),
    ],
)
@pytest.mark.parametrize("found", [(), (document("年度报告（更正）", BY + DAY),)])
def test_a_column_not_read_through_may_hold_the_document(unread: Any, found: tuple[Any, ...]) -> None:
    known = facts([seen("a", "fresh"), unread], documents=found)
    (line,) = lines(known, owes("published_by", params=REPORT))
    assert said(line) == ("unknown", "our_failure")
    assert line.points is None


@pytest.mark.parametrize(
    ("back_to", "not_before", "status"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), "unmet"),
        (date(2026, 1, 2), date(2026, 1, 1), "unknown"),
        (date(2026, 1, 1), None, "unknown"),
        (date.min, None, "unmet"),
    ],
)
def test_a_column_is_read_far_enough_where_no_document_that_counts_can_be_older(
    back_to: date, not_before: date | None, status: str
) -> None:
    known = facts([seen("a", "fresh", read_back_to=back_to)])
    (line,) = lines(known, owes("published_by", params={**REPORT, "not_before": not_before}))
    assert line.status == status


def test_a_column_whose_items_carry_no_date_was_read_all_the_same() -> None:
    known = facts(
        [
            seen(
                "a",
                "unknown",
                undated=True,
                cause="not_assessable",
                seen_on=TODAY,
                evidence=seen("a", "fresh").evidence,
                read_back_to=date.min,
            )
        ]
    )
    (line,) = lines(known, owes("published_by", params=REPORT))
    assert line.status == "unmet"


@pytest.mark.parametrize(("published", "status"), [(date(2026, 1, 1), "met"), (date(2025, 12, 31), "unmet")])
def test_last_years_document_is_not_this_years(published: date, status: str) -> None:
    known = facts([seen("a", "fresh")], documents=[document("年度报告", published)])
    (line,) = lines(known, owes("published_by", params={**REPORT, "not_before": date(2026, 1, 1)}))
    assert line.status == status


def test_the_earliest_matching_document_in_scope_counts() -> None:
    known = facts(
        [seen("a", "fresh"), seen("b", "fresh")],
        documents=[
            document("年度报告", BY + DAY),
            document("2025年度报告", BY, column="b"),
            document("年度报告", BY - DAY, column="elsewhere"),
            document("工作总结", BY - DAY),
        ],
    )
    (line,) = lines(known, owes("published_by", params=REPORT))
    assert line.status == "met"
    assert line.reason.params["title"] == "2025年度报告"
    (narrow,) = lines(known, owes("published_by", params=REPORT, scope={"columns": ["a"]}))
    assert said(narrow) == ("unmet", "late")


def test_published_by_asks_nothing_of_an_agency_without_such_columns() -> None:
    known = facts([seen("a", "fresh")])
    assert lines(known, owes("published_by", params=REPORT, scope={"kinds": ["年度报告"]})) == ()


def test_a_title_pattern_must_be_one() -> None:
    with pytest.raises(ValueError, match="not a regular expression"):
        PublishedBy(title="(", by=BY)


def test_a_person_is_waited_for() -> None:
    (line,) = lines(facts(), owes("human", id="staff"))
    assert (line.status, line.points, line.reason.key) == ("needs_review", None, "human.waiting")


@pytest.mark.parametrize("verdict", ["met", "unmet", "waived"])
def test_a_persons_answer_is_the_finding_with_its_ground(verdict: str) -> None:
    (line,) = lines(facts(answers=[answered(verdict)]), owes("human", id="staff"))
    assert line.status == verdict
    assert [(cited.url, cited.issued_by) for cited in line.evidence] == [("云溪政办函〔2026〕7号", "李敏")]


@pytest.mark.parametrize(("on", "status"), [(TODAY, "met"), (TODAY + DAY, "needs_review")])
def test_an_answer_given_after_the_monitoring_point_is_not_seen_at_it(on: date, status: str) -> None:
    (line,) = lines(facts(answers=[answered("met", on=on)]), owes("human", id="staff"))
    assert line.status == status


def test_the_latest_answer_counts() -> None:
    known = facts(answers=[answered("unmet", on=TODAY - DAY), answered("met"), answered("waived", on=TODAY + DAY)])
    (line,) = lines(known, owes("human", id="staff"))
    assert line.status == "met"


def test_an_answer_about_another_obligation_is_none_about_this_one() -> None:
    (line,) = lines(facts(answers=[answered("met", obligation="other")]), owes("human", id="staff"))
    assert line.status == "needs_review"


@given(
    status=st.sampled_from(["fresh", "stale", "blank", "unknown", "unlimited"]),
    note=st.booleans(),
    undated=st.booleans(),
    within=st.booleans(),
)
def test_whatever_was_seen_the_reason_can_be_read_in_both_languages(
    status: str, note: bool, undated: bool, within: bool
) -> None:
    column = seen("a", status, note=note, undated=undated, within_limit=within)
    known = facts([column], counts=[counted("unmet")])
    owed = [owes("published_by", params=REPORT), owes("not_blank"), owes("human"), owes("updated_within")]
    for line in lines(known, *owed):
        assert line.reason.text("zh")
        assert line.reason.text("en")
        assert line.reason.key in catalogue("zh")


def test_every_measure_has_a_version() -> None:
    assert all(measure.version >= 1 for measure in MEASURES.values())
    (line,) = lines(facts([seen("a", "fresh")]), owes("not_blank"))
    assert line.measure_version == MEASURES["not_blank"].version
