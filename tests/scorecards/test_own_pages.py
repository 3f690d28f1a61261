"""Columns' own pages must change: what looks found of them, and where nobody can say."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.observed import Observed
from schemas.own_pages import OwnPage
from schemas.results import Evidence, Line
from schemas.rules import Indicator
from scorecards.facts import AgencyFacts
from scorecards.measures.page_changed_within import own_pages_owed
from tests.scorecards.facts_of_one_agency import PAGE, RULES, TODAY, agency, facts, lines, owes, plan, seen

DAY = timedelta(days=1)
LIMIT = 14
OWN = owes("page_changed_within", params={"days": LIMIT})
THEN = Evidence(url="http://slj.test/a/", fetched_at=PAGE.fetched_at, sha256="2" * 64, record="evidence/a#7")
NOW = Evidence(url="http://slj.test/a/", fetched_at=PAGE.fetched_at, sha256="2" * 64, record="evidence/a#8")


def page(same_for: int, *, still: int | None = None, looked: int = 0, **more: Any) -> OwnPage:
    """A page that says the same for so many days, all of it looking the same for `still`, seen so many days ago."""
    known: dict[str, Any] = {
        "agency": "slj",
        "column": "a",
        "seen_on": TODAY - looked * DAY,
        "same_since": TODAY - same_for * DAY,
        "still_since": TODAY - (same_for if still is None else still) * DAY,
        "still": (THEN, NOW),
        **more,
    }
    return OwnPage(**known)


def knowing(*pages: OwnPage, status: str = "unknown", day: date = TODAY) -> AgencyFacts:
    """A column without a list is none that could be judged for freshness."""
    known = facts([seen("a", status, cause="our_failure" if status == "unknown" else None)], day=day)
    return replace(known, observed=Observed(own_pages=pages))


def said(line: Line) -> tuple[str, str | None, str]:
    assert line.reason.text("zh")
    assert line.reason.text("en")
    return line.status, line.cause, line.reason.key.removeprefix("page_changed.")


YET = ("unknown", "our_failure", "unknown")
LATE = ("needs_review", None, "unmet")
CHANGED = ("met", None, "met")
DATED = ("met", None, "dated")


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param(page(LIMIT - 1, rewritten=True), CHANGED, id="changed the day before the limit"),
        pytest.param(page(LIMIT, rewritten=True), CHANGED, id="changed on the limit's day"),
        pytest.param(page(LIMIT + 1, rewritten=True), LATE, id="changed a day too early"),
        pytest.param(page(LIMIT + 1), LATE, id="never seen to change"),
        pytest.param(page(LIMIT), YET, id="not watched for long enough"),
        pytest.param(page(0), YET, id="first seen tonight"),
        pytest.param(page(LIMIT + 9, looked=1), YET, id="not looked at tonight"),
        pytest.param(page(LIMIT + 9, looked=-1), LATE, id="looked at after midnight"),
        pytest.param(page(LIMIT + 9, published=TODAY - LIMIT * DAY), DATED, id="dated within the limit"),
        pytest.param(page(LIMIT + 9, published=TODAY), DATED, id="dated today"),
        pytest.param(page(LIMIT + 9, published=TODAY - (LIMIT + 1) * DAY), LATE, id="dated a day too early"),
        pytest.param(page(LIMIT + 9, published=TODAY + DAY), LATE, id="a day to come proves nothing"),
        pytest.param(page(LIMIT + 9, still=LIMIT + 1), LATE, id="something beside the text changed long ago"),
        pytest.param(
            page(LIMIT + 9, still=LIMIT), ("unknown", "not_assessable", "beside"), id="something beside it changed"
        ),
        pytest.param(
            page(LIMIT + 9, unseen="a script"), ("unknown", "not_assessable", "unseen"), id="a script may draw it"
        ),
        pytest.param(page(LIMIT, rewritten=True, unseen="a script"), CHANGED, id="a script beside what changed"),
        pytest.param(
            page(LIMIT + 9, unread="a list of 9 links"), ("unknown", "not_assessable", "not_a_page"), id="a list now"
        ),
        pytest.param(page(3, rewritten=True, unread="a list"), CHANGED, id="changed within the limit, a list now"),
        pytest.param(
            page(LIMIT + 9, copied=True), ("unknown", "not_assessable", "copied"), id="another address shows the same"
        ),
        pytest.param(
            page(3, rewritten=True, copied=True), ("unknown", "not_assessable", "copied"), id="a copy that changes"
        ),
        pytest.param(
            OwnPage(agency="slj", column="a", unread="a list of 9 links"),
            ("unknown", "not_assessable", "not_a_page"),
            id="never a page of its own",
        ),
    ],
)
def test_a_columns_own_page_changed_when_it_said_something_else_within_the_limit(
    known: OwnPage, expected: tuple[str, str | None, str]
) -> None:
    (line,) = lines(knowing(known), OWN)
    assert said(line) == expected
    assert (line.id, line.columns) == ("page_changed_within/a", ("a",))
    if line.status == "needs_review":
        assert line.evidence == (THEN, NOW)


def test_what_was_not_gathered_or_never_read_is_unknown_and_nothing_in_scope_gives_no_line() -> None:
    (line,) = lines(facts([seen("a", "unknown")]), OWN)
    assert (line.status, line.cause, line.reason.key) == ("unknown", "our_failure", "not_gathered")
    (line,) = lines(knowing(), OWN)
    assert said(line) == ("unknown", "our_failure", "not_opened")
    assert lines(facts(), OWN) == ()


def test_a_blank_column_has_nothing_to_compare() -> None:
    for known in (knowing(status="blank"), knowing(page(LIMIT + 9), status="blank")):
        (line,) = lines(known, OWN)
        assert said(line) == ("unknown", "not_assessable", "blank")


def test_where_a_list_was_read_what_changed_counts_and_nobody_is_late() -> None:
    """Its first page may stay as it is while entries are added on the last."""
    (line,) = lines(knowing(page(LIMIT + 1), status="fresh"), OWN)
    assert said(line) == ("unknown", "not_assessable", "not_a_page")
    (line,) = lines(knowing(page(LIMIT, rewritten=True), status="fresh"), OWN)
    assert said(line) == CHANGED


def test_only_duties_without_a_title_ask_for_own_pages_of_the_columns_in_their_scope() -> None:
    listed = owes("page_changed_within", params={"title": "预报", "days": 3})
    owed = owes("page_changed_within", params={"days": 30}, scope={"kinds": ["机构概况"]}, classes=["部门"])
    indicator = Indicator(
        code="i", title="t", clause="c", text="t", mode="veto", measure="page_changed_within", params={"days": 90}
    )
    rules = RULES.model_copy(update={"indicators": (indicator,)})
    of_plan, of_rules = own_pages_owed(plan(listed, owed, OWN.model_copy(update={"measure": "not_blank"})), rules)
    assert (of_plan.days, of_rules.days) == (30, 90)
    columns = [
        {"code": code, "name": code, "kind": kind, "category": "机构概况", "url": f"http://slj.test/{code}/"}
        for code, kind in (("jgzn", "机构概况"), ("gzdt", "动态要闻"))
    ]
    who = [agency("slj", columns), agency("dhz", columns, agency_class="镇街")]
    assert list(of_plan.columns(who, TODAY)) == [("slj", "jgzn")]
    assert len(list(of_rules.columns(who, TODAY))) == 4
    led = own_pages_owed(plan(owed, lead=("dhz",), assisting=("jyj",)), RULES)
    assert list(led[0].columns(who, TODAY)) == []


days = st.none() | st.integers(-1, 60).map(lambda ago: TODAY - ago * DAY)
pages = st.builds(
    OwnPage,
    agency=st.just("slj"),
    column=st.just("a"),
    seen_on=days,
    same_since=days,
    still_since=days,
    published=days,
    rewritten=st.booleans(),
    unseen=st.sampled_from(["", "a script"]),
    unread=st.sampled_from(["", "a list"]),
    copied=st.booleans(),
    still=st.just((THEN, NOW)),
    changed=st.just((THEN, NOW)),
)


@settings(max_examples=100)
@given(known=pages, status=st.sampled_from(["unknown", "fresh", "blank"]))
def test_nothing_that_is_missing_makes_a_page_late(known: OwnPage, status: str) -> None:
    """Late is what was seen tonight just as it was seen before the limit, on a page that holds all that it shows."""
    (line,) = lines(knowing(known, status=status), OWN)
    if line.status == "needs_review":
        assert known.seen_on is not None
        assert known.still_since is not None
        assert known.seen_on >= TODAY > known.still_since + LIMIT * DAY
        assert (known.unseen, known.unread, known.copied) == ("", "", False)
        assert status == "unknown"


@settings(max_examples=50)
@given(known=pages, ago=st.integers(0, LIMIT))
def test_a_change_within_the_limit_never_lowers_what_a_page_is_found_to_be(known: OwnPage, ago: int) -> None:
    changed = {"rewritten": True, "same_since": TODAY - ago * DAY, "still_since": TODAY - ago * DAY}
    better = known.model_copy(update=changed)
    before, after = (lines(knowing(one), OWN)[0].status for one in (known, better))
    assert after == "met" if before == "met" and known.seen_on else after != "needs_review"
