"""What an annual report says against itself waits for a person, line by line; what it does not say accuses nobody."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.annual_reports import AnnualReport, AuditedReport, CheckedReport, ReportFinding
from schemas.messages import say
from schemas.observed import Observed
from schemas.results import ColumnCheck, Evidence, Line
from scorecards.facts import AgencyFacts
from scorecards.measures.annual_report_sound import CHECKS, AnnualReportSound
from tests.scorecards.facts_of_one_agency import AS_OF, PAGE, TODAY, answered, cards, facts, lines, owes, plan, seen

JUDGING_REPORTS = ("annual_report_sound", "report_matches_site")
DAY = timedelta(days=1)
YEAR = TODAY.year - 1
LAST = date(TODAY.year, 1, 31)
TITLE = f"云溪市水利局{YEAR}年政府信息公开工作年度报告"
STORED = Evidence(url="http://slj.test/nb", fetched_at=PAGE.fetched_at, sha256="2" * 64, record="evidence/a#7")
COLUMN = seen("ndbg", "fresh", kind="年度报告")


def found(check: str = "totals_agree", status: str = "contradiction", **more: Any) -> ReportFinding:
    known = {"left": 123, "right": 120, "difference": 3, "where": "lines 7, 9", "lines": (7, 9), "about": "主动公开"}
    return ReportFinding.model_validate({"check": check, "status": status, **known, **more})


OK = found(status="ok", right=123, difference=0)
MISSING = found("required_parts", "missing", left=None, right=None, difference=None, lines=(), about="第三表")
YEARS = found("title_matches_text", left="2025年", right="2024年", difference=None, lines=(), about="年度")
ALIKE = found(
    "like_last_year", "approximate", left=0.613, right=0.5, difference=0.113, where="lines 3, 5; 市水利局 2024"
)


def audited(*findings: ReportFinding, state: str = "report", opened: bool = True, **more: Any) -> AuditedReport:
    report = AnnualReport.model_validate({"source": "s", "state": state, "title": TITLE, "year": YEAR, **more})
    return AuditedReport(
        agency="slj",
        name="市水利局",
        year=YEAR,
        title=TITLE,
        url="http://slj.test/nb",
        checked=CheckedReport(report=report, findings=findings),
        evidence=(STORED,) if opened else (),
    )


UNLISTED = AuditedReport(agency="slj", name="市水利局", year=YEAR)


def knowing(*reports: AuditedReport, columns: Sequence[ColumnCheck] = (COLUMN,), day: date = TODAY) -> AgencyFacts:
    return replace(facts(columns, day=day), observed=Observed(reports=reports))


def judged(*findings: ReportFinding, **params: Any) -> tuple[Line, ...]:
    return told(knowing(audited(*findings)), **params)


def told(known: AgencyFacts, **params: Any) -> tuple[Line, ...]:
    there = lines(known, owes("annual_report_sound", params=params))
    for line in there:
        for language in ("zh", "en"):
            assert "{" not in line.reason.text(language)  # type: ignore[arg-type]
    return there


def test_where_nothing_is_wrong_one_line_is_met_by_the_stored_page() -> None:
    (line,) = judged(OK, found("percentages_match", "approximate"), found("applications_balance", "not_reported"))
    assert (line.status, line.points, line.evidence) == ("met", 10, (STORED,))
    assert "1项核对相符" in line.reason.text("zh")
    assert "另有2项" in line.reason.text("zh")


@pytest.mark.parametrize(
    ("finding", "cause", "words"),
    [
        (found(), "inconsistent", ["主动公开", "先写123，后写120", "相差3", "第7, 9行"]),
        (YEARS, "inconsistent", ["标题写2025年，正文写2024年", "年度", "全文"]),
        (MISSING, "not_published", ["缺少第三表"]),
    ],
)
def test_each_wrong_thing_waits_for_a_person_and_costs_points_only_when_confirmed(
    finding: ReportFinding, cause: str, words: list[str]
) -> None:
    (line,) = judged(OK, finding)
    assert (line.status, line.points, line.evidence) == ("needs_review", None, (STORED,))
    assert all(word in line.reason.text("zh") for word in [TITLE, *words]), line.reason.text("zh")
    known = knowing(audited(OK, finding))
    for verdict, status, points in (("unmet", "unmet", 0), ("met", "met", 10), ("waived", "waived", None)):
        (decided,) = told(replace(known, answers=(answered(verdict, obligation=line.id),)))
        assert (decided.status, decided.points) == (status, points)
        assert decided.cause == (cause if status == "unmet" else None)
        assert STORED in decided.evidence


def test_several_wrong_things_are_several_lines_and_a_dismissed_one_is_no_other() -> None:
    wrong = [found(), found(right=118, difference=5), found("categories_sum_to_total"), MISSING, YEARS]
    there = judged(OK, *wrong)
    assert [line.status for line in there] == ["needs_review"] * 5
    assert len({line.id for line in there}) == 5
    first, *rest = there
    known = replace(knowing(audited(OK, *wrong)), answers=(answered("met", obligation=first.id),))
    assert [line.status for line in told(known)] == ["met"] + ["needs_review"] * len(rest)


def test_an_answer_stays_with_its_line_wherever_the_report_says_it_and_not_with_another_contradiction() -> None:
    (line,) = judged(found())
    (moved,) = judged(OK, found(where="lines 8, 31", lines=(8, 31)))
    (other,) = judged(found(left=150, difference=30))
    assert (line.id == moved.id, line.id == other.id) == (True, False)


def test_what_is_said_twice_is_one_line_with_both_places() -> None:
    (line,) = judged(found(), found(where="lines 7, 12", lines=(7, 12)))
    assert "第7, 9, 12行" in line.reason.text("zh")


def test_likeness_and_publication_are_not_asked_unless_likeness_is_named() -> None:
    (line,) = judged(OK, ALIKE, found("published_in_time"))
    assert line.status == "met"
    (line,) = judged(OK, ALIKE, checks=["like_last_year"])
    assert (line.status, "61.3%" in line.reason.text("zh"), "市水利局 2024" in line.reason.text("zh")) == (
        "needs_review",
        True,
        True,
    )
    (again,) = judged(
        ALIKE.model_copy(update={"left": 0.62, "where": "lines 4, 6; 市水利局 2024"}), checks=["like_last_year"]
    )
    assert again.id == line.id
    with pytest.raises(ValidationError, match="annual_report_published"):
        AnnualReportSound.model_validate({"checks": ["published_in_time"]})


def test_only_the_checks_that_are_named_count() -> None:
    (line,) = judged(OK, MISSING, checks=["totals_agree"])
    assert line.status == "met"
    (line,) = judged(MISSING, checks=["totals_agree"])
    assert (line.status, line.cause) == ("unknown", "not_assessable")


def test_a_long_number_in_a_report_is_masked() -> None:
    (line,) = judged(found(about="联系人张某13812345678"))
    assert "13812345678" not in line.reason.text("zh")


UNREAD = seen("ndbg", "unknown", kind="年度报告")
NOT_BACK = seen("ndbg", "fresh", kind="年度报告", read_back_to=date(TODAY.year, 3, 1))
UNOPENED = audited(state="unreadable", opened=False, reason=say("report.never_opened"))


@pytest.mark.parametrize(
    ("report", "column", "cause"),
    [
        pytest.param(UNLISTED, COLUMN, "not_assessable", id="no report listed"),
        pytest.param(UNLISTED, UNREAD, "our_failure", id="the column was not seen"),
        pytest.param(UNLISTED, NOT_BACK, "our_failure", id="the column was not read back to the new year"),
        pytest.param(UNOPENED, COLUMN, "our_failure", id="listed and never opened"),
        pytest.param(audited(state="unreadable"), COLUMN, "not_assessable", id="a scan"),
        pytest.param(audited(state="not_a_report"), COLUMN, "not_assessable", id="only in a file beside its page"),
        pytest.param(audited(), COLUMN, "not_assessable", id="nothing to compare"),
    ],
)
def test_without_a_report_that_was_read_it_is_unknown(report: AuditedReport, column: ColumnCheck, cause: str) -> None:
    (line,) = told(knowing(report, columns=[column]))
    assert (line.status, line.cause, line.points) == ("unknown", cause, None)


@pytest.mark.parametrize("publisher", ["department", "government"])
@pytest.mark.parametrize("report", [UNLISTED, UNOPENED, audited(state="unreadable")])
def test_up_to_the_day_of_its_law_a_report_that_is_not_there_is_not_due(report: AuditedReport, publisher: str) -> None:
    last = LAST if publisher == "department" else date(TODAY.year, 3, 31)
    for day, status in ((last - DAY, "not_due"), (last, "not_due"), (last + DAY, "unknown")):
        (line,) = told(knowing(report, day=day), publisher=publisher)
        assert (line.status, line.due_on) == (status, None), "no year's end counts it as lost"


def test_a_report_that_is_there_early_is_judged_as_it_stands() -> None:
    (line,) = told(knowing(audited(OK), day=LAST - 10 * DAY))
    assert line.status == "met"


def test_another_year_is_asked_about_by_its_report() -> None:
    older = audited(OK).model_copy(update={"year": 2023})
    (line,) = told(knowing(audited(found()), older), year=2023)
    assert line.status == "met"
    (line,) = told(knowing(audited(OK)), year=2022)
    assert (line.status, line.cause) == ("unknown", "our_failure"), "nobody gathered that year"


def test_what_was_not_gathered_is_unknown_and_without_columns_there_is_no_line() -> None:
    (line,) = told(facts([COLUMN]))
    assert (line.status, line.cause) == ("unknown", "our_failure")
    assert told(knowing(audited(found()), columns=[])) == ()


def test_the_same_contradiction_is_deducted_once() -> None:
    known = knowing(audited(OK, found()))
    (line,) = told(known)
    known = replace(
        known, answers=tuple(answered("unmet", obligation=f"{id_}/{line.id.partition('/')[2]}") for id_ in "ab")
    )
    both = (owes("annual_report_sound", id="a"), owes("annual_report_sound", id="b"))
    assert [one.status for one in lines(known, *both)] == ["unmet", "not_applicable"]


SOUND = st.builds(
    found,
    st.sampled_from(CHECKS),
    st.sampled_from(["ok", "approximate", "not_reported"]),
    left=st.none() | st.integers(0, 999),
    right=st.none() | st.integers(0, 999),
    difference=st.none(),
)
MISSED = st.sampled_from([UNLISTED, UNOPENED, audited(state="unreadable"), audited(state="not_a_report")])


@given(
    reports=st.none() | st.lists(MISSED | st.lists(SOUND, max_size=6).map(lambda some: audited(*some)), max_size=2),
    column=st.sampled_from([COLUMN, UNREAD, NOT_BACK]),
    day=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)
def test_what_is_missing_or_not_reported_is_never_held_against_anybody(
    reports: list[AuditedReport] | None, column: ColumnCheck, day: date
) -> None:
    known = replace(facts([column], day=day), observed=Observed(reports=None if reports is None else tuple(reports)))
    (line,) = told(known)
    assert line.status in ("met", "unknown", "not_due")
    assert line.status != "met" or (reports and reports[0].checked and reports[0].checked.report.state == "report")


def test_a_report_that_is_not_due_is_not_lost_at_the_years_end() -> None:
    point = AS_OF.replace(month=1, day=10)
    owed = plan(owes("annual_report_sound"), owes("not_blank"))
    (card,) = cards([COLUMN], owed, as_of=point, observed=Observed(reports=(UNLISTED,))).agencies
    assert [line.status for line in card.lines] == ["not_due", "met"]
    assert card.projected
    assert (card.projected.score, card.projected.max) == (10, 10)


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_says_what_its_two_values_are(check: str) -> None:
    if check == "required_parts":
        (line,) = judged(MISSING)
        assert "第三表" in line.reason.text("en")
        return
    (line,) = judged(found(check, left=4711, right=1147, difference=-3564))
    for language in ("zh", "en"):
        said = line.reason.text(language)  # type: ignore[arg-type]
        assert ("4711" in said, "1147" in said, "3564" in said, "-3564" in said) == (True, True, True, False)
