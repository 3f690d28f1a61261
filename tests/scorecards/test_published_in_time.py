"""Documents and their days: from 成文日期, by the law of the annual report, by the plan's own day."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.observed import DocumentRecord, Observed, ReadDocument
from schemas.results import Evidence, Line
from scorecards.facts import AgencyFacts
from scorecards.measures.annual_report_published import last_day
from scorecards.titles import titled
from tests.scorecards.facts_of_one_agency import PAGE, document, facts, lines, owes, seen

enough = settings(max_examples=60)

DAY = timedelta(days=1)
ISSUED = date(2026, 3, 2)
LAST = date(2026, 3, 30)
"""Twenty working days after `ISSUED`: no festival lies between them."""
LATER = date(2026, 11, 20)


def read(
    published: date | None, *, url: str = "1", title: str = "通知", column: str = "zcwj", **more: Any
) -> ReadDocument:
    """A document of the agency's own whose page was read."""
    said = {"issued": ISSUED, "issuer": "云溪市水利局", "published": published, **more}
    return ReadDocument(
        agency="slj",
        column=column,
        kind="政策文件",
        category="政策文件",
        title=title,
        url=f"http://slj.test/{url}",
        published=published,
        first_seen_on=LATER,
        record=DocumentRecord(**said),
        pages=(PAGE.model_copy(update={"url": f"http://slj.test/{url}"}),),
    )


def known(*documents: ReadDocument, day: date = LATER, columns: tuple[str, ...] = ("zcwj",)) -> AgencyFacts:
    return AgencyFacts(
        agency="slj",
        day=day,
        columns=tuple(seen(column, "fresh") for column in columns),
        counts=(),
        documents=(),
        answers=(),
        names=("云溪市水利局", "云溪市水务局"),
        observed=Observed(readings=documents),
    )


def only(facts_: AgencyFacts, measure: str = "published_within", **params: Any) -> Line:
    (line,) = lines(facts_, owes(measure, params=params))
    assert line.reason.text("zh")
    assert line.reason.text("en")
    return line


@pytest.mark.parametrize(
    ("published", "status"), [(LAST - DAY, "met"), (LAST, "met"), (LAST + DAY, "unmet"), (ISSUED - DAY, "met")]
)
def test_a_document_is_public_within_twenty_working_days_of_its_issue(published: date, status: str) -> None:
    line = only(known(read(published)))
    assert line.status == status
    if status == "unmet":
        assert line.cause == "late"
        assert [proof.url for proof in line.evidence] == ["http://slj.test/1"]
        assert "2026-03-07至2026-03-08周末" in line.reason.text("zh")


@pytest.mark.parametrize(
    ("issuer", "status"),
    [
        ("云溪市水利局", "unmet"),
        ("市水利局", "unmet"),
        ("云溪市水务局", "unmet"),
        ("云溪市水利局、云溪市发改委", "unmet"),
        ("云溪市发改委、云溪市水利局", "needs_review"),
        ("云溪市水利局办公室", "unmet"),
        ("省水利厅", "not_applicable"),
        ("云溪市", "not_applicable"),
        (None, "needs_review"),
    ],
)
def test_who_issues_a_document_owes_its_publication(issuer: str | None, status: str) -> None:
    assert only(known(read(LAST + DAY, issuer=issuer))).status == status


def test_a_page_that_contradicts_itself_on_its_day_is_for_a_person() -> None:
    assert only(known(read(LAST + DAY, dates_conflict=True))).status == "needs_review"
    assert only(known(read(LAST, dates_conflict=True))).status == "met"


def test_without_a_day_of_issue_nothing_is_said() -> None:
    line = only(known(read(LAST + DAY, issued=None)))
    assert (line.status, line.cause) == ("unknown", "not_assessable")
    assert only(known(read(LAST + DAY, issued=None), read(LAST, url="2", title="办法"))).status == "met"


def test_a_document_counts_from_its_first_publication_on_any_column_of_the_agency() -> None:
    again = read(LAST + 30 * DAY), read(LAST, url="2", column="tzgg")
    assert [line.status for line in lines(known(*again), owes("published_within"))] == ["met"]
    other = read(LAST, url="2", column="tzgg", title="别的")
    assert only(known(again[0], other)).status == "unmet"


def test_a_document_first_seen_in_time_was_public_in_time_whatever_day_it_shows() -> None:
    late = read(LAST + 30 * DAY).model_copy(update={"first_seen_on": LAST})
    assert only(known(late)).status == "met"


def test_a_document_seen_in_the_night_after_the_day_that_is_judged_counts() -> None:
    assert only(known(read(LAST + DAY), day=LATER - DAY)).status == "unmet"


def test_documents_of_another_year_and_of_the_future_do_not_count() -> None:
    assert only(known(read(LAST + DAY, issued=date(2025, 3, 3)))).status == "not_due"
    assert only(known(read(None), day=LATER - DAY)).status == "not_due"
    assert only(known()).status == "not_due"


def test_what_was_not_gathered_is_unknown() -> None:
    line = only(facts([seen("zcwj", "fresh")]))
    assert (line.status, line.cause) == ("unknown", "our_failure")


def test_a_rule_set_may_deduct_each_late_document() -> None:
    documents = [read(LAST + DAY, url=str(n), title=f"通知{n}") for n in range(3)]
    documents.append(read(LAST, url="9", title="办法"))
    each = lines(known(*documents), owes("published_within", params={"each": "document"}))
    assert [line.status for line in each] == ["unmet"] * 3
    assert len({line.id for line in each}) == 3
    assert only(known(documents[-1]), each="document").status == "met"
    assert only(known(*documents)).status == "unmet"


def test_a_late_document_is_deducted_once_by_the_plan_and_the_rule_set() -> None:
    documents = [read(LAST + DAY, url=str(n), title=f"通知{n}") for n in range(2)]
    whole, each = owes("published_within", id="whole"), owes("published_within", id="each", params={"each": "document"})
    for asked in ((whole, each), (each, whole)):
        found = {line.id: line.status for line in lines(known(*documents), *asked)}
        assert found.pop("whole/zcwj") == "not_applicable"
        assert list(found.values()) == ["unmet", "unmet"]


def test_twenty_working_days_into_an_unknown_year_are_unknown() -> None:
    late = read(date(2027, 2, 20), issued=date(2026, 12, 21)).model_copy(update={"first_seen_on": date(2027, 2, 20)})
    assert only(known(late, day=date(2026, 12, 31))).status == "not_due"
    line = only(known(late.model_copy(update={"first_seen_on": LATER}), day=date(2026, 12, 31)))
    assert line.status == "met"


@enough
@given(
    st.lists(
        st.tuples(
            st.none() | st.dates(date(2026, 1, 1), LATER),
            st.none() | st.dates(date(2026, 1, 1), LATER),
            st.sampled_from([None, "云溪市水利局", "省水利厅"]),
            st.booleans(),
        ),
        max_size=5,
    )
)
def test_nothing_is_unmet_without_a_day_of_issue_an_issuer_and_a_page(rows: list[Any]) -> None:
    documents = [
        read(published, url=str(n), title=str(n), issued=issued, issuer=issuer).model_copy(
            update={} if stored else {"pages": ()}
        )
        for n, (published, issued, issuer, stored) in enumerate(rows)
    ]
    line = only(known(*documents))
    provable = any(issued and issuer == "云溪市水利局" and stored for _, issued, issuer, stored in rows)
    assert line.status != "unmet" or (provable and line.evidence)


# the annual report and the year's plan


@pytest.mark.parametrize(
    ("year", "government", "day"),
    [
        (2017, False, "2018-03-31"),
        (2018, False, "2019-03-31"),
        (2018, True, "2019-03-31"),
        (2019, False, "2020-01-31"),
        (2019, True, "2020-03-31"),
        (2025, False, "2026-01-31"),
    ],
)
def test_the_annual_report_is_due_by_the_law_of_its_time(year: int, government: bool, day: str) -> None:
    assert last_day(year, government=government) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("published", "status"), [("2026-01-31", "met"), ("2026-02-01", "unmet"), ("2025-12-31", "needs_review")]
)
def test_last_years_report_is_in_time_until_and_including_31_january(published: str, status: str) -> None:
    report = document("云溪市水利局2025年政府信息公开工作年度报告", date.fromisoformat(published))
    assert only(facts([seen("a", "fresh")], documents=[report]), "annual_report_published").status == status


@pytest.mark.parametrize(
    ("day", "looked", "status"),
    [
        ("2026-01-31", "2026-01-31", "not_due"),
        ("2026-02-01", "2026-01-31", "unknown"),
        ("2026-02-01", "2026-02-01", "unmet"),
    ],
)
def test_a_report_that_was_not_seen_accuses_nobody_before_a_look_after_its_day(
    day: str, looked: str, status: str
) -> None:
    when = date.fromisoformat(day)
    column = seen("a", "fresh", seen_on=date.fromisoformat(looked))
    line = only(facts([column], day=when), "annual_report_published")
    assert line.status == status
    assert line.due_on == (date(2026, 1, 31) if status == "not_due" else None)
    assert "2025年政府信息公开工作年度报告" in line.reason.text("zh")


def test_a_government_reports_by_31_march() -> None:
    report = document("2025年政府信息公开工作年度报告", date(2026, 3, 31))
    known_ = facts([seen("a", "fresh")], documents=[report])
    assert only(known_, "annual_report_published", publisher="government").status == "met"
    assert only(known_, "annual_report_published").status == "unmet"


@pytest.mark.parametrize(
    ("title", "matches"),
    [
        ("云溪市水利局2017年政府信息公开工作年度报告", True),
        ("政府信息公开年报（2017年度）", True),
        ("二〇一七年政府信息公开工作报告", True),
        ("二O一七年度信息公开年度报告", True),
        ("关于报送2017年政府信息公开年度报告的通知", False),
        ("2016年政府信息公开工作年度报告", False),
        ("２０１７年政府信息公开工作年度报告", True),
        ("2017年政府网站工作年度报表", False),
        ("2017年上半年政府信息公开工作报告", False),
    ],
)
def test_a_report_is_known_by_its_year_and_its_words(title: str, matches: bool) -> None:
    found = document(title, date(2018, 3, 1))
    line = only(facts([seen("a", "fresh")], documents=[found], day=date(2018, 12, 1)), "annual_report_published")
    assert line.status == ("met" if matches else "unmet")


@pytest.mark.parametrize(
    ("title", "status", "cause"),
    [
        pytest.param("政府信息公开工作年度报告", "needs_review", None, id="it names no year"),
        pytest.param("云溪市水利局2017年政府信息公开工作年…", "unknown", "not_assessable", id="its list cuts it short"),
        pytest.param("二〇一六年信息公开年报", "unmet", "not_published", id="it names another year"),
        pytest.param("关于报送政府信息公开年度报告的通知", "unmet", "not_published", id="a notice about reports"),
    ],
)
def test_a_title_that_may_be_the_reports_accuses_nobody_by_itself(title: str, status: str, cause: str | None) -> None:
    found = document(title, date(2018, 3, 1))
    line = only(facts([seen("a", "fresh")], documents=[found], day=date(2018, 12, 1)), "annual_report_published")
    assert (line.status, line.cause) == (status, cause)
    before = document(title, date(2017, 3, 1), first_seen_on=date(2017, 3, 1))
    line = only(facts([seen("a", "fresh")], documents=[before], day=date(2018, 12, 1)), "annual_report_published")
    assert line.status == "unmet"


@pytest.mark.parametrize("measure", ["annual_report_published", "plan_published", "published_by"])
def test_a_document_that_we_saw_in_time_is_in_time_whatever_day_it_shows_since(measure: str) -> None:
    title = "2025年政府信息公开工作年度报告" if measure == "annual_report_published" else "2026年政务公开工作要点"
    params: dict[str, Any] = {"annual_report_published": {}, "plan_published": {"by": date(2026, 1, 31)}}.get(
        measure, {"title": title, "by": date(2026, 1, 31)}
    )
    for first_seen, status in ((date(2026, 1, 31), "met"), (date(2026, 2, 1), "unmet")):
        again = document(title, date(2026, 3, 9), first_seen_on=first_seen)
        assert only(facts([seen("a", "fresh")], documents=[again]), measure, **params).status == status


def test_an_address_under_which_every_years_report_is_put_is_this_years_only_by_its_day() -> None:
    kept = document("2025年政府信息公开工作年度报告", date(2026, 2, 9), first_seen_on=date(2024, 1, 20))
    assert only(facts([seen("a", "fresh")], documents=[kept]), "annual_report_published").status == "unmet"


def test_a_plan_that_is_published_before_its_year_begins_is_in_time() -> None:
    early = document("云溪市水利局2026年政务公开工作要点", date(2025, 12, 29), first_seen_on=date(2025, 12, 29))
    known_ = facts([seen("a", "fresh")], documents=[early])
    assert only(known_, "plan_published", by=date(2026, 6, 30)).status == "met"


def test_a_missing_document_is_deducted_once_by_the_plan_and_the_rule_set() -> None:
    known_ = facts([seen("a", "fresh")])
    twice = [owes("annual_report_published", id=name) for name in ("plan", "again")]
    assert [line.status for line in lines(known_, *twice)] == ["unmet", "not_applicable"]
    by = {"title": "预算", "by": date(2026, 3, 1)}
    asked = [owes("published_by", id="a", params=by), owes("published_by", id="b", params=by)]
    asked.append(owes("published_by", id="c", params={**by, "title": "决算"}))
    assert [line.status for line in lines(known_, *asked)] == ["unmet", "not_applicable", "unmet"]


def test_a_pattern_of_several_words_wants_one_of_each_group() -> None:
    pattern = titled(2026, ["政务公开", "信息公开"], ["工作要点", "方案"])
    assert re.search(pattern, "2026年政务公开工作要点")
    assert re.search(pattern, "水利局信息公开实施方案（2026年）")
    assert not re.search(pattern, "2026年工作要点")


@pytest.mark.parametrize(
    ("day", "looked", "status"),
    [
        ("2026-06-29", "2026-06-29", "not_due"),
        ("2026-06-30", "2026-06-30", "not_due"),
        ("2026-07-01", "2026-06-30", "unknown"),
        ("2026-07-01", "2026-07-01", "unmet"),
        ("2026-07-01", None, "unknown"),
    ],
)
def test_the_years_plan_is_missed_only_by_a_look_after_its_day(day: str, looked: str | None, status: str) -> None:
    column = seen("a", "fresh", seen_on=date.fromisoformat(looked)) if looked else seen("a", "unknown")
    line = only(facts([column], day=date.fromisoformat(day)), "plan_published", by=date(2026, 6, 30))
    assert (line.status, line.cause) == (status, {"unmet": "not_published", "unknown": "our_failure"}.get(status))


@pytest.mark.parametrize(("published", "status"), [("2026-06-30", "met"), ("2026-07-01", "unmet")])
def test_the_years_plan_is_in_time_until_and_including_its_day(published: str, status: str) -> None:
    plan = document("云溪市水利局2026年政务公开工作要点", date.fromisoformat(published))
    known_ = facts([seen("a", "fresh")], documents=[plan])
    assert only(known_, "plan_published", by=date(2026, 6, 30)).status == status


@enough
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["fresh", "stale", "blank", "unknown"]),
            st.none() | st.dates(date(2026, 1, 1), LATER),
            st.none() | st.dates(date(2025, 1, 1), date(2026, 12, 31)),
        ),
        max_size=4,
    ),
    st.lists(st.none() | st.dates(date(2025, 6, 1), LATER), max_size=3),
    st.sampled_from(["annual_report_published", "plan_published"]),
)
def test_a_document_is_missed_only_where_every_column_was_read_through_after_its_day(
    columns: list[Any], published: list[Any], measure: str
) -> None:
    checks = [
        seen(f"c{n}", status, seen_on=None if status == "unknown" else on, read_back_to=back)
        for n, (status, on, back) in enumerate(columns)
    ]
    title = "2025年政府信息公开工作年度报告" if measure == "annual_report_published" else "2026年政务公开工作要点"
    found = [document(title, day, column="c0") for day in published]
    by = date(2026, 1, 31) if measure == "annual_report_published" else date(2026, 6, 30)
    params = {} if measure == "annual_report_published" else {"by": by}
    for line in lines(facts(checks, documents=found), owes(measure, params=params)):
        if line.status == "unmet":
            assert line.evidence
            assert all(
                check.seen_on is not None
                and check.seen_on > by
                and check.read_back_to is not None
                and check.read_back_to <= date(2026, 1, 1)
                for check in checks
            )


def test_evidence_of_a_document_is_its_page_and_not_the_list() -> None:
    line = only(known(read(LAST + DAY)))
    assert all(isinstance(proof, Evidence) and proof.record for proof in line.evidence)
