"""Documents that must stand in a list and open, and pages that must change: what was read of them, and what was not."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.observed import DocumentRecord, Observed, ReadDocument
from schemas.results import Evidence, Line
from scorecards.facts import AgencyFacts
from tests.scorecards.facts_of_one_agency import PAGE, TODAY, facts, lines, owes, seen

DAY = timedelta(days=1)
DOCUMENT = Evidence(url="http://slj.test/a/1.html", fetched_at=PAGE.fetched_at, sha256="1" * 64, record="evidence/a#9")
GUIDE: dict[str, Any] = {"title": "公开指南"}
UNTIL = date(2026, 6, 30)
IN_TIME: dict[str, Any] = {"title": "听证", "since": date(2026, 1, 1), "until": UNTIL}


def read(title: str = "政府信息公开指南", **more: Any) -> ReadDocument:
    """A document that was opened this night."""
    known: dict[str, Any] = {
        "agency": "slj",
        "column": "a",
        "kind": "动态要闻",
        "category": "工作信息",
        "title": title,
        "url": f"http://slj.test/a/{title}",
        "published": date(2026, 3, 1),
        "first_seen_on": date(2026, 3, 2),
        "evidence": (PAGE,),
        "state": "document",
        "record": DocumentRecord(title=title),
        "opened_on": TODAY,
        "same_since": date(2026, 3, 3),
        "pages": (DOCUMENT,),
        **more,
    }
    return ReadDocument(**known)


UNREAD: dict[str, Any] = {"state": None, "record": None, "opened_on": None, "same_since": None, "pages": ()}


def knowing(known: AgencyFacts, *readings: ReadDocument) -> AgencyFacts:
    return replace(known, observed=Observed(readings=readings))


def said(line: Line) -> tuple[str, str | None]:
    assert line.reason.text("zh")
    assert line.reason.text("en")
    return line.status, line.cause


@pytest.mark.parametrize(
    ("document", "status", "cause"),
    [
        pytest.param(read(), "met", None, id="opened"),
        pytest.param(read(state="file", record=None), "met", None, id="a file"),
        pytest.param(read(state="unreachable"), "met", None, id="opened before, not tonight"),
        pytest.param(read("通知", record=DocumentRecord(title="公开指南")), "met", None, id="its own title matches"),
        pytest.param(read(**UNREAD), "unknown", "our_failure", id="not opened yet"),
        pytest.param(read(**UNREAD | {"state": "blocked"}), "unknown", "our_failure", id="blocked"),
        pytest.param(read(state="gone"), "needs_review", None, id="the site says it is not there"),
        pytest.param(read("工作动态"), "unmet", "not_published", id="another document"),
        pytest.param(read(column="elsewhere"), "unmet", "not_published", id="in another column"),
    ],
)
def test_a_document_is_present_when_its_list_shows_it_and_it_opens(
    document: ReadDocument, status: str, cause: str | None
) -> None:
    (line,) = lines(knowing(facts([seen("a", "fresh")]), document), owes("document_present", params=GUIDE))
    assert said(line) == (status, cause)
    assert (status == "met") == (line.evidence == (DOCUMENT,))


def test_where_opening_is_not_asked_the_list_is_enough() -> None:
    known = knowing(facts([seen("a", "fresh")]), read(**UNREAD))
    (line,) = lines(known, owes("document_present", params={**GUIDE, "opened": False}))
    assert (said(line), line.evidence) == (("met", None), (PAGE,))


@pytest.mark.parametrize(
    ("published", "status"),
    [
        (date(2025, 12, 31), "unmet"),
        (date(2026, 1, 1), "met"),
        (UNTIL, "met"),
        (UNTIL + DAY, "unmet"),
        (None, "unknown"),
    ],
)
def test_a_document_counts_when_it_is_dated_in_its_period(published: date | None, status: str) -> None:
    document = read("听证会", published=published, first_seen_on=UNTIL + DAY)
    (line,) = lines(knowing(facts([seen("a", "fresh")]), document), owes("document_present", params=IN_TIME))
    assert said(line)[0] == status


def test_where_the_list_shows_no_day_the_documents_own_counts() -> None:
    document = read("听证会", published=None, record=DocumentRecord(title="听证会", published=UNTIL))
    (line,) = lines(knowing(facts([seen("a", "fresh")]), document), owes("document_present", params=IN_TIME))
    assert line.status == "met"


def test_a_document_that_its_list_and_its_page_date_differently_counts_by_the_day_that_is_better_for_it() -> None:
    on_time = DocumentRecord(title="听证会", published=UNTIL)
    for document in (
        read("听证会", published=UNTIL + DAY, record=on_time),
        read("听证会", published=date(2025, 12, 31), record=on_time),
        read("听证会", published=UNTIL + DAY, first_seen_on=UNTIL),
    ):
        (line,) = lines(knowing(facts([seen("a", "fresh")]), document), owes("document_present", params=IN_TIME))
        assert line.status == "met"


@pytest.mark.parametrize(
    ("record", "status"), [(None, "unknown"), (DocumentRecord(title="关于召开座谈会的通知"), "unmet")]
)
def test_a_title_that_its_list_cuts_short_may_be_the_one(record: DocumentRecord | None, status: str) -> None:
    cut = read("关于召开水价调整...", record=record)
    (line,) = lines(knowing(facts([seen("a", "fresh")]), cut), owes("document_present", params=IN_TIME))
    assert said(line)[0] == status


@pytest.mark.parametrize(("day", "status"), [(UNTIL - DAY, "not_due"), (UNTIL, "not_due"), (UNTIL + DAY, "unmet")])
def test_it_is_owed_from_the_day_after_its_period(day: date, status: str) -> None:
    (line,) = lines(knowing(facts([seen("a", "fresh")], day=day)), owes("document_present", params=IN_TIME))
    assert said(line)[0] == status


@pytest.mark.parametrize(
    ("unread", "params"),
    [
        pytest.param(seen("b", "unknown"), GUIDE, id="not seen"),
        pytest.param(seen("b", "fresh", read_back_to=date(2020, 1, 1)), GUIDE, id="not read to its end"),
        pytest.param(seen("b", "fresh", read_back_to=None), GUIDE, id="read who knows how far"),
        pytest.param(seen("b", "fresh", read_back_to=date(2026, 1, 2)), IN_TIME, id="not read back to the period"),
        pytest.param(seen("b", "fresh", seen_on=UNTIL), IN_TIME, id="not seen since the period ended"),
    ],
)
def test_a_column_not_read_through_may_hold_it(unread: Any, params: dict[str, Any]) -> None:
    known = knowing(facts([seen("a", "fresh"), unread]))
    (line,) = lines(known, owes("document_present", params=params))
    assert said(line) == ("unknown", "our_failure")


@pytest.mark.parametrize(
    ("measure", "params"),
    [
        ("document_present", GUIDE),
        ("published_by", {"title": "公开指南", "by": UNTIL}),
        ("annual_report_published", {}),
    ],
)
@pytest.mark.parametrize(("note", "status"), [(True, "needs_review"), (False, "unmet")])
def test_where_a_blank_column_says_why_a_person_decides_whether_a_document_is_missing(
    measure: str, params: dict[str, Any], note: bool, status: str
) -> None:
    known = knowing(facts([seen("a", "fresh"), seen("b", "blank", note=note)]))
    (line,) = lines(known, owes(measure, params=params))
    assert said(line)[0] == status
    assert line.evidence


@pytest.mark.parametrize("measure", ["document_present", "page_changed_within"])
def test_what_was_not_gathered_is_unknown_and_nothing_in_scope_gives_no_line(measure: str) -> None:
    duty = owes(measure, params={"title": "公开指南"} | ({"days": 7} if measure == "page_changed_within" else {}))
    (line,) = lines(facts([seen("a", "fresh")]), duty)
    assert said(line) == ("unknown", "our_failure")
    assert lines(knowing(facts(), read()), duty) == ()


LIMIT = 14
FORECAST = owes("page_changed_within", params={"title": "预报", "days": LIMIT})


def forecast(same_for: int, *, looked: int = 0, **more: Any) -> ReadDocument:
    """A forecast that says the same for so many days, looked at so many days ago."""
    known = {"published": date(2020, 1, 1), "same_since": TODAY - same_for * DAY, "opened_on": TODAY - looked * DAY}
    return read("天气预报", **known | more)


@pytest.mark.parametrize(
    ("page", "status", "cause"),
    [
        pytest.param(forecast(LIMIT - 1, rewritten=True), "met", None, id="changed the day before the limit"),
        pytest.param(forecast(LIMIT, rewritten=True), "met", None, id="changed on the limit's day"),
        pytest.param(forecast(LIMIT + 1, rewritten=True), "unmet", "late", id="changed a day too early"),
        pytest.param(forecast(LIMIT + 1), "unmet", "late", id="never seen to change"),
        pytest.param(forecast(LIMIT), "unknown", "our_failure", id="not watched for long enough"),
        pytest.param(forecast(LIMIT + 9, looked=1), "unknown", "our_failure", id="not looked at tonight"),
        pytest.param(forecast(LIMIT + 9, looked=-1), "unmet", "late", id="looked at after midnight"),
        pytest.param(forecast(LIMIT + 9, published=TODAY - LIMIT * DAY), "met", None, id="dated within the limit"),
        pytest.param(
            forecast(LIMIT + 9, published=TODAY - (LIMIT + 1) * DAY), "unmet", "late", id="dated a day too early"
        ),
        pytest.param(
            forecast(LIMIT + 9, record=DocumentRecord(published=TODAY)), "met", None, id="its page is dated today"
        ),
        pytest.param(forecast(LIMIT + 9, published=TODAY + DAY), "unmet", "late", id="a day to come proves nothing"),
        pytest.param(forecast(LIMIT, **UNREAD), "unknown", "our_failure", id="never opened"),
    ],
)
def test_a_page_changed_when_it_said_something_else_within_the_limit(
    page: ReadDocument, status: str, cause: str | None
) -> None:
    (line,) = lines(knowing(facts([seen("a", "fresh")]), page), FORECAST)
    assert said(line) == (status, cause)


def test_every_such_page_is_a_line_that_keeps_its_name_and_none_is_unknown() -> None:
    pages = [forecast(1, url=f"http://slj.test/{number}") for number in range(3)]
    known = facts([seen("a", "fresh")])
    named = [line.id for line in lines(knowing(known, *pages), FORECAST)]
    assert len(set(named)) == 3
    assert [line.id for line in lines(knowing(known, *reversed(pages)), FORECAST)] == named[::-1]
    (none,) = lines(knowing(known, read("其他")), FORECAST)
    assert said(none) == ("unknown", "not_assessable")


readings = st.lists(
    st.builds(
        read,
        st.sampled_from(["公开指南", "听证会", "天气预报"]),
        published=st.none() | st.dates(date(2025, 1, 1), TODAY),
        state=st.sampled_from([None, "document", "gone", "unreachable", "blocked"]),
        opened_on=st.none() | st.dates(date(2026, 1, 1), TODAY),
        same_since=st.none() | st.dates(date(2026, 1, 1), TODAY),
        rewritten=st.booleans(),
    ),
    max_size=4,
)


@given(readings=readings, params=st.sampled_from([GUIDE, IN_TIME]), further=readings)
def test_nothing_is_unmet_while_a_column_was_not_seen_and_no_further_document_makes_it_so(
    readings: list[ReadDocument], params: dict[str, Any], further: list[ReadDocument]
) -> None:
    duty = owes("document_present", params=params)
    blind = facts([seen("a", "unknown")])
    assert lines(knowing(blind, *readings), duty)[0].status != "unmet"
    sighted = facts([seen("a", "fresh")])
    before, after = (lines(knowing(sighted, *known), duty)[0].status for known in (readings, [*readings, *further]))
    assert after == "met" if before == "met" else after != "unmet" or before == "unmet"


@given(readings=readings)
def test_a_page_that_was_not_looked_at_tonight_is_never_unmet(readings: list[ReadDocument]) -> None:
    stale = [page.model_copy(update={"opened_on": TODAY - DAY}) for page in readings]
    assert all(line.status != "unmet" for line in lines(knowing(facts([seen("a", "fresh")]), *stale), FORECAST))
