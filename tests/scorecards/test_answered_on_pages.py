"""Citizens' messages by their own pages: late only by what a page says, never by what was not read or not said."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.observed import Observed, ReadDocument
from schemas.page_details import MessageState, PageDetails
from schemas.results import ColumnCheck, Evidence, Line
from scorecards.facts import AgencyFacts
from tests.scorecards.facts_of_one_agency import PAGE, facts, lines, owes, seen

enough = settings(max_examples=40)

DAY = timedelta(days=1)
CAME = date(2026, 3, 5)
LAST = date(2026, 6, 5)
"""Three months after `CAME`."""
LATER = LAST + 30 * DAY
COLUMN = seen("a", "fresh", kind="互动回应")
OPEN: dict[str, Any] = {"state": "unanswered", "said": "办理中"}
UNSEEN = seen("a", "unknown", kind="互动回应")
OTHER_KIND = seen("b", "fresh")


def message(
    number: int = 1,
    *,
    looked: date | None = LATER,
    attempt: str = "document",
    answer_seen: date | None = None,
    **more: Any,
) -> Any:
    """A message that was read last on the day `looked`, or never; `attempt`: the latest one. Its page says `more`."""
    of_page = {name: more.pop(name) for name in tuple(more) if name in MessageState.model_fields}
    page = Evidence(url=f"http://slj.test/{number}", fetched_at=PAGE.fetched_at, sha256="1" * 64, record="evidence/a#9")
    known: dict[str, Any] = {
        "agency": "slj",
        "column": "a",
        "kind": "互动回应",
        "category": "互动回应",
        "title": f"路灯不亮{number}",
        "url": f"http://slj.test/{number}",
        "published": CAME,
        "first_seen_on": CAME,
        "state": attempt if looked else None,
        "answer_seen_on": answer_seen,
        **more,
    }
    if looked:
        details = PageDetails(message=MessageState.model_validate({"arrived": CAME, **of_page}))
        look = page.model_copy(update={"record": f"evidence/b#{number}"})
        known |= {"details": details, "details_on": looked, "details_pages": (page,), "look_pages": (look,)}
    return ReadDocument(**known)


def known(*documents: ReadDocument, day: date = LATER, columns: tuple[ColumnCheck, ...] = (COLUMN,)) -> AgencyFacts:
    own = replace(facts(columns, day=day), observed=Observed(readings=documents))
    return replace(own, names=("市水利局",), others=("市城管局", "市公安局"))


def judged(
    *documents: ReadDocument, day: date = LATER, columns: tuple[ColumnCheck, ...] = (COLUMN,), **more: Any
) -> Line:
    (line,) = lines(
        known(*documents, day=day, columns=columns), owes("answered_within", params={"source": "pages", **more})
    )
    assert line.reason.text("zh")
    assert line.reason.text("en")
    return line


def said(*documents: ReadDocument, **more: Any) -> tuple[str, str | None]:
    line = judged(*documents, **more)
    return line.status, line.cause


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param({"answered": LAST - DAY}, ("met", None), id="answered a day before the last"),
        pytest.param({"answered": LAST}, ("met", None), id="on the last day"),
        pytest.param({"answered": LAST + DAY}, ("needs_review", None), id="a day after it"),
        pytest.param(OPEN, ("needs_review", None), id="its page says that it is open"),
        pytest.param({"reply": "unanswered"}, ("needs_review", None), id="its page says so where the answer stands"),
        pytest.param({"closed": LAST}, ("met", None), id="closed on the last day"),
        pytest.param({"closed": LAST + DAY}, ("unknown", "not_assessable"), id="closed a day after it"),
        pytest.param({}, ("unknown", "not_assessable"), id="its page says neither"),
        pytest.param({"state": "answered", "said": "已办结"}, ("unknown", "not_assessable"), id="answered some day"),
        pytest.param({"reply": "given"}, ("unknown", "not_assessable"), id="an answer without a day"),
        pytest.param({**OPEN, "reply": "given"}, ("unknown", "not_assessable"), id="its page says both"),
        pytest.param({**OPEN, "answered": LAST}, ("unknown", "not_assessable"), id="open, and answered on a day"),
    ],
)
def test_a_message_is_late_only_by_what_its_page_says(page: dict[str, Any], expected: tuple[str, str | None]) -> None:
    assert said(message(**page)) == expected


@pytest.mark.parametrize(
    ("day", "looked", "status"),
    [
        pytest.param(LAST, LAST, "not_due", id="open on its last day"),
        pytest.param(LAST + DAY, LAST, "unknown", id="not looked at since its last day"),
        pytest.param(LAST + DAY, LAST + DAY, "needs_review", id="open a day after it"),
    ],
)
def test_a_message_without_an_answer_needs_a_look_after_its_last_day(day: date, looked: date, status: str) -> None:
    line = judged(message(looked=looked, **OPEN), day=day)
    assert (line.status, line.due_on) == (status, LAST if status == "not_due" else None)
    assert LAST.isoformat() in line.reason.text()
    assert line.cause == {"unknown": "our_failure"}.get(status)


@pytest.mark.parametrize(
    ("state", "status"), [("document", "needs_review"), ("unreachable", "unknown"), ("gone", "unknown")]
)
def test_what_could_not_be_looked_at_again_accuses_nobody(state: str, status: str) -> None:
    assert judged(message(attempt=state, **OPEN)).status == status


@pytest.mark.parametrize(("seen_on", "status"), [(LAST, "met"), (LAST + DAY, "unknown"), (None, "unknown")])
def test_an_answer_without_a_day_is_in_time_if_it_was_seen_in_time(seen_on: date | None, status: str) -> None:
    assert judged(message(reply="given", answer_seen=seen_on)).status == status


@pytest.mark.parametrize(
    ("page", "status"),
    [
        pytest.param({"answered": LAST + 9 * DAY}, "met", id="an answer was edited, or a further one came"),
        pytest.param({"closed": LAST + 9 * DAY}, "met", id="closed later"),
        pytest.param(OPEN, "unknown", id="it was answered once, and is open now"),
    ],
)
def test_our_own_earlier_look_at_an_answer_counts_whatever_its_page_says_later(
    page: dict[str, Any], status: str
) -> None:
    assert judged(message(answer_seen=LAST, **page)).status == status
    late = judged(message(answer_seen=LAST + DAY, **page))
    assert (late.status, late.cause) == ("unknown", "not_assessable")


@pytest.mark.parametrize(("looked", "status"), [(LATER - DAY, "unknown"), (LATER, "needs_review")])
def test_that_a_message_is_still_open_only_a_look_of_this_night_says(looked: date, status: str) -> None:
    assert judged(message(looked=looked, **OPEN), unanswered_only=True).status == status
    assert judged(message(looked=looked, **OPEN)).status == "needs_review"  # that it was late stays so


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ({"answered": LAST + DAY}, "met"),
        ({"reply": "given", "answer_seen": LATER}, "met"),
        ({"reply": "given", "answer_seen": LATER + DAY}, "unknown"),
        ({"answered": LATER + DAY}, "needs_review"),
        (OPEN, "needs_review"),
        ({}, "unknown"),
    ],
)
def test_where_only_what_has_no_answer_counts_a_late_one_is_one(page: dict[str, Any], status: str) -> None:
    assert judged(message(**page), unanswered_only=True).status == status


def test_an_answer_of_a_day_after_the_monitoring_point_is_not_seen_by_it() -> None:
    page = message(answered=LAST + 3 * DAY)
    assert [judged(page, day=LAST + n * DAY).status for n in (0, 1, 2, 3)] == [
        "not_due",
        "needs_review",
        "needs_review",
        "needs_review",
    ]
    assert "2026-06-07" in judged(page, day=LAST + 2 * DAY).reason.text()


@pytest.mark.parametrize(
    ("came", "term", "last"),
    [
        (date(2026, 1, 31), {"value": 1}, date(2026, 2, 28)),
        (date(2026, 3, 31), {"value": 3}, date(2026, 6, 30)),
        (date(2025, 11, 30), {"value": 3}, date(2026, 2, 28)),
        (CAME, {"value": 15, "unit": "days"}, date(2026, 3, 20)),
        (date(2026, 2, 13), {"value": 5, "unit": "working_days"}, date(2026, 2, 27)),
        (date(2026, 4, 30), {"value": 5, "unit": "working_days"}, date(2026, 5, 11)),
    ],
    ids=str,
)
def test_the_last_day_falls_by_months_days_or_working_days(came: date, term: dict[str, Any], last: date) -> None:
    for answered, status in ((last, "met"), (last + DAY, "needs_review")):
        line = judged(message(arrived=came, answered=answered), day=last + 9 * DAY, **term)
        assert line.status == status
        assert last.isoformat() in line.reason.text()


def test_in_a_year_whose_working_days_nobody_knows_an_open_message_is_unknown() -> None:
    page = message(arrived=date(2035, 3, 5), looked=date(2035, 12, 1), **OPEN)
    assert judged(page, day=date(2035, 12, 2), unit="working_days", value=15).status == "unknown"


@pytest.mark.parametrize(
    ("came", "status"),
    [(LATER - relativedelta(months=12), "met"), (LATER - relativedelta(months=12) + DAY, "needs_review")],
)
def test_messages_that_are_too_old_do_not_count(came: date, status: str) -> None:
    assert judged(message(arrived=came, **OPEN)).status == status


OLD = LATER - relativedelta(months=12)
UNREAD = {"looked": None, "published": None, "first_seen_on": OLD + DAY}


@pytest.mark.parametrize(
    ("other", "column", "status"),
    [
        pytest.param(message(2, answered=LAST), COLUMN, "met", id="all read"),
        pytest.param(message(2, looked=None), COLUMN, "unknown", id="one was never opened"),
        pytest.param(message(2, **UNREAD), COLUMN, "unknown", id="one without a day, first seen within the time"),
        pytest.param(
            message(2, **{**UNREAD, "first_seen_on": OLD}), COLUMN, "met", id="one that was there before it"
        ),
        pytest.param(message(2, looked=None, published=OLD), COLUMN, "met", id="one that its list dates before it"),
        pytest.param(
            message(2, details=PageDetails()), COLUMN, "unknown", id="one whose page does not say when it came"
        ),
        pytest.param(
            message(2, answered=LAST), COLUMN.model_copy(update={"read_back_to": OLD + 2 * DAY}), "unknown",
            id="a column that was not read far enough",
        ),
        pytest.param(message(2, answered=LAST), UNSEEN, "unknown", id="a column not read"),
        pytest.param(message(2, **OPEN), UNSEEN, "needs_review", id="a late one all the same"),
    ],
)  # fmt: skip
def test_met_needs_every_message_of_every_column(other: ReadDocument, column: ColumnCheck, status: str) -> None:
    assert judged(message(answered=LAST), other, columns=(column, OTHER_KIND)).status == status


def test_a_column_that_was_read_through_without_a_message_owes_no_answer() -> None:
    line = judged()
    assert (line.status, line.evidence) == ("met", (PAGE,))
    assert judged(columns=(seen("a", "blank", kind="互动回应"),)).status == "met"
    assert judged(columns=(seen("a", "unknown", kind="互动回应"),)).status == "unknown"


def test_columns_of_other_kinds_are_no_messages_unless_the_obligation_names_them() -> None:
    asked = {"params": {"source": "pages"}}
    other = message(column="b", kind="动态要闻", **OPEN)
    assert lines(known(other, columns=(OTHER_KIND,)), owes("answered_within", **asked)) == ()
    (line,) = lines(known(other, columns=(OTHER_KIND,)), owes("answered_within", scope={"columns": ["b"]}, **asked))
    assert (line.status, line.columns) == ("needs_review", ("b",))


def test_one_line_an_agency_the_longest_waiting_first_each_late_one_with_its_page_and_the_last_look_at_it() -> None:
    late = [message(2, **OPEN), message(1, arrived=CAME - DAY, title="联系13812345678", **OPEN)]
    line = judged(*late, message(3, answered=LAST))
    assert line.status == "needs_review"
    assert "计入留言3条，其中2条同此：留言“联系13***78”" in line.reason.text()
    assert "办理中" in line.reason.text()
    assert [page.record for page in line.evidence] == ["evidence/a#9", "evidence/b#1", "evidence/a#9", "evidence/b#2"]


def test_a_message_that_two_columns_lead_to_counts_once() -> None:
    columns = (COLUMN, seen("c", "fresh", kind="互动回应"))
    twice = known(message(**OPEN), message(column="c", **OPEN), columns=columns)
    pages = {"source": "pages"}
    owed = [owes("answered_within", id=name, params={**pages, "value": n}) for name, n in (("plan", 1), ("rules", 3))]
    first, second = lines(twice, *owed)
    assert (first.status, second.status) == ("needs_review", "needs_review")
    assert first.columns == ("a", "c")
    assert "计入留言1条" in first.reason.text()


@pytest.mark.parametrize(
    ("handler", "status"),
    [
        ("市水利局", "needs_review"),
        ("市城管局", "unknown"),
        ("市城管局、市水利局", "needs_review"),
        ("信访科", "needs_review"),
        ("城管局", "unknown"),
        (None, "needs_review"),
    ],
)
def test_a_message_that_another_agency_handles_is_not_this_ones(handler: str | None, status: str) -> None:
    assert judged(message(handler=handler, **OPEN)).status == status


def test_where_nothing_was_gathered_nothing_is_said() -> None:
    (line,) = lines(facts([COLUMN]), owes("answered_within", params={"source": "pages"}))
    assert (line.status, line.cause) == ("unknown", "our_failure")


DAYS = st.none() | st.integers(0, 200).map(lambda days: CAME + days * DAY)


@enough
@given(
    states=st.lists(st.sampled_from([None, "unreachable", "gone", "blocked", "document"]), max_size=5),
    looked=DAYS,
    answer_seen=DAYS,
    reply=st.sampled_from([None, "given"]),
    state=st.sampled_from([None, "answered"]),
    day=DAYS.filter(bool),
    status=st.sampled_from(["fresh", "stale", "unknown", "blank"]),
    unanswered_only=st.booleans(),
    unit=st.sampled_from(["months", "days", "working_days"]),
    value=st.integers(1, 60),
)
def test_without_a_day_of_the_answer_and_without_a_word_that_there_is_none_nobody_is_late(
    states: list[str | None],
    looked: date | None,
    answer_seen: date | None,
    reply: str | None,
    state: str | None,
    day: date,
    status: str,
    **asked: Any,
) -> None:
    page = {"answer_seen": answer_seen, "reply": reply, "state": state, "said": "已办结" if state else None}
    shown = [message(n, looked=looked, **page).model_copy(update={"state": each}) for n, each in enumerate(states)]
    line = judged(*shown, day=day, columns=(seen("a", status, kind="互动回应"),), **asked)
    assert line.status in ("met", "unknown", "not_due")


@enough
@given(looked=DAYS.filter(bool), answered=DAYS, day=DAYS.filter(bool), said_open=st.booleans())
def test_a_late_message_was_answered_after_its_last_day_or_seen_open_after_it(
    looked: date, answered: date | None, day: date, said_open: bool
) -> None:
    page = message(looked=looked, answered=answered, **(OPEN if said_open else {}))
    if judged(page, day=day).status == "needs_review":
        assert day > LAST
        assert (answered or looked) > LAST
        assert (answered is None) == said_open
