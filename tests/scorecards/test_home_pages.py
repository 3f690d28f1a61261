"""Home pages and tags: what is new within two weeks, who stands behind a site, which tags its pages carry."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.home_pages import ColumnTags, HomeLook, Mark, SiteHome
from schemas.observed import Observed, ReadDocument
from schemas.page_details import PageDetails
from schemas.results import ColumnCheck, Limit, Line
from scorecards.measures.site_identity import ALL
from tests.scorecards.facts_of_one_agency import PAGE, TODAY, document, facts, lines, owes, seen
from tests.scorecards.rule_set_cases import NATIONAL, card, several

HOST = "slj.test"
DAY = timedelta(days=1)
MARKS: dict[Mark, tuple[str, ...]] = dict.fromkeys(ALL, ("x",)) | {"site_id_code": ("3304830001",)}
TAGS = {"SiteName": "云溪", "SiteDomain": "slj.test", "SiteIDCode": "3304830001"}
OF_COLUMN = TAGS | {"ColumnName": "工作动态", "ColumnType": "动态要闻"}
OF_DOCUMENT = TAGS | {"ArticleTitle": "t", "PubDate": "2026-11-18 10:00", "ContentSource": "市水利局"}


def looked(ago: int, **more: Any) -> HomeLook:
    """A look so many days before the monitoring point: a page of undated links, all of them known."""
    values = {
        "day": TODAY - ago * DAY,
        "reader": "home-1",
        "links": 30,
        "dated": 0,
        "new_links": 0,
        "evidence": (PAGE,),
    }
    return HomeLook(**(values | more))


def home(*looks: HomeLook, **more: Any) -> SiteHome:
    values = {
        "host": HOST,
        "home": "http://slj.test/",
        "agencies": ("slj",),
        "looks": looks,
        "tags": TAGS,
        "marks": MARKS,
    }
    return SiteHome(**(values | more))


def every_night(first: int = 14, **tonight: Any) -> list[HomeLook]:
    """A look each night since `first` days ago; the latest with something of its own."""
    return [*(looked(ago) for ago in range(first, 0, -1)), looked(0, **tonight)]


def judged(
    measure: str,
    *homes: SiteHome,
    columns: list[ColumnCheck] | None = None,
    observed: dict[str, Any] | None = None,
    **params: Any,
) -> tuple[Line, ...]:
    known = replace(facts(columns or []), observed=Observed(**({"homes": homes} | (observed or {}))))
    return lines(known, owes(measure, params=params))


def one(measure: str, *homes: SiteHome, **more: Any) -> Line:
    (line,) = judged(measure, *homes, **more)
    return line


def updated(*looks: HomeLook, **params: Any) -> Line:
    return one("homepage_updated", home(*looks), **params)


# homepage_updated


@pytest.mark.parametrize(("ago", "status"), [(13, "met"), (14, "met"), (15, "unmet")])
def test_a_day_shown_is_in_time_up_to_the_fourteenth_day(ago: int, status: str) -> None:
    line = updated(*every_night(dated=20, newest=TODAY - ago * DAY))
    assert (line.status, line.cause) == (status, "late" if status == "unmet" else None)


@pytest.mark.parametrize(("ago", "status"), [(13, "met"), (14, "met"), (15, "unmet")])
def test_a_new_link_is_in_time_up_to_the_fourteenth_day(ago: int, status: str) -> None:
    looks = [looked(number, new_links=3 if number == ago else 0) for number in range(20, -1, -1)]
    assert updated(*looks).status == status


@pytest.mark.parametrize(("first", "status"), [(13, "unknown"), (14, "unmet"), (15, "unmet")])
def test_nothing_new_is_proved_by_looks_that_cover_the_whole_span(first: int, status: str) -> None:
    line = updated(*every_night(first))
    assert line.status == status
    if status == "unmet":
        assert line.reason.key == "home.unmet"
        assert line.evidence == (PAGE, PAGE)


@pytest.mark.parametrize(("missing", "status"), [(range(5, 7), "unmet"), (range(5, 8), "unknown")])
def test_nights_without_a_look_are_ours_and_prove_nothing(missing: range, status: str) -> None:
    assert updated(*(look for look in every_night() if (TODAY - look.day).days not in missing)).status == status


def test_without_a_look_in_this_night_nothing_is_held_against_anybody() -> None:
    assert updated(*every_night()[:-1]).status == "unknown"


def test_what_the_first_look_found_is_new_to_us_alone() -> None:
    assert updated(looked(5, new_links=30), *(looked(ago) for ago in range(4, -1, -1))).status == "unknown"


@pytest.mark.parametrize(("before", "status"), [(14, "met"), (16, "unknown"), (30, "unknown")])
def test_a_link_that_came_in_a_long_gap_may_have_come_before_the_span(before: int, status: str) -> None:
    assert updated(looked(40), looked(before), looked(10, new_links=4), looked(0)).status == status


def test_what_another_reader_finds_is_not_new_and_not_old() -> None:
    later = [looked(ago, reader="home-2", new_links=9 if ago == 5 else 0) for ago in range(5, -1, -1)]
    assert updated(*(looked(ago) for ago in range(20, 5, -1)), *later).status == "unknown"


def test_where_parts_come_from_elsewhere_a_person_decides() -> None:
    looks = every_night()
    looks[3] = looks[3].model_copy(update={"unseen": "the content stands in a frame: /news"})
    line = updated(*looks)
    assert (line.status, line.reason.key) == ("needs_review", "home.review")


@pytest.mark.parametrize(
    ("strict", "tonight", "status"),
    [
        (False, {"new_links": 5}, "met"),
        (True, {"new_links": 5}, "unmet"),
        (True, {"new_links": 5, "dated": 5, "newest": TODAY - 14 * DAY}, "met"),
    ],
)
def test_information_without_a_day_counts_unless_the_office_says_otherwise(
    strict: bool, tonight: dict[str, Any], status: str
) -> None:
    assert updated(*every_night(**tonight), undated_is_stale=strict).status == status


@pytest.mark.parametrize(("days", "status"), [(6, "unmet"), (7, "met")])
def test_an_office_may_ask_for_more_than_two_weeks(days: int, status: str) -> None:
    assert updated(*every_night(dated=3, newest=TODAY - 7 * DAY), days=days).status == status


@pytest.mark.parametrize(
    ("column", "status"),
    [
        (seen("a", "fresh", url=f"http://{HOST}/a/"), "met"),
        (seen("a", "fresh", url=f"http://{HOST}/a/", limit=Limit(value=6, unit="months")), "unknown"),
        (seen("a", "fresh", url="http://other.test/a/"), "unknown"),
        (seen("a", "stale", url=f"http://{HOST}/a/"), "unknown"),
    ],
)
def test_a_way_in_to_the_columns_is_judged_by_them_and_never_held_against_anybody(
    column: ColumnCheck, status: str
) -> None:
    line = one("homepage_updated", home(*every_night(links=2)), columns=[column])
    assert line.status == status


def test_a_home_page_that_was_never_read_is_unknown_with_whose_fault_that_is() -> None:
    assert one("homepage_updated", home(cause="not_assessable", failed="a script")).cause == "not_assessable"
    assert one("homepage_updated", home()).cause == "our_failure"
    assert one("homepage_updated").reason.key == "home.none"
    (line,) = lines(facts(), owes("homepage_updated"))
    assert (line.status, line.reason.key) == ("unknown", "not_gathered")


looks_of_any_kind = st.lists(
    st.builds(
        looked,
        st.integers(0, 30),
        links=st.integers(0, 40),
        dated=st.integers(0, 2),
        new_links=st.integers(0, 2),
        newest=st.none() | st.integers(15, 60).map(lambda ago: TODAY - ago * DAY),
        unseen=st.sampled_from(["", "a frame"]),
        reader=st.sampled_from(["home-1", "home-1", "home-2"]),
        evidence=st.sampled_from([(), (PAGE,)]),
    ),
    max_size=25,
).map(lambda looks: sorted(looks, key=lambda look: look.day))


@settings(max_examples=150)
@given(looks=looks_of_any_kind, strict=st.booleans(), taken=st.data())
def test_fewer_looks_never_make_a_home_page_unmet(looks: list[HomeLook], strict: bool, taken: st.DataObject) -> None:
    whole = updated(*looks, undated_is_stale=strict).status
    left = taken.draw(st.lists(st.sampled_from(looks), unique_by=id) if looks else st.just([]))
    fewer = updated(*sorted(left, key=lambda look: look.day), undated_is_stale=strict)
    if fewer.status == "unmet":
        # What is left covers the span by itself: then more looks can only have seen more.
        assert fewer.evidence
        assert min(look.day for look in left) <= TODAY - 14 * DAY
        assert max(look.day for look in left) == TODAY
        assert whole in ("unmet", "met", "unknown", "needs_review")


@settings(max_examples=100)
@given(looks=looks_of_any_kind, ago=st.integers(0, 14))
def test_a_later_day_shown_never_makes_a_home_page_worse(looks: list[HomeLook], ago: int) -> None:
    fresher = looked(0, dated=1, newest=TODAY - ago * DAY)
    assert updated(*looks, fresher).status == "met"


# site_identity


def identity(marks: dict[Mark, tuple[str, ...]], *, ago: int = 0, unseen: str = "", **more: Any) -> Line:
    params = {"kinds": more.pop("kinds")} if "kinds" in more else {}
    return one("site_identity", home(looked(ago, unseen=unseen), marks=marks, **more), **params)


def without(*kinds: Mark) -> dict[Mark, tuple[str, ...]]:
    return {kind: found for kind, found in MARKS.items() if kind not in kinds}


@pytest.mark.parametrize("kind", ALL)
def test_each_mark_that_is_missing_is_named_and_unmet(kind: Mark) -> None:
    line = identity(without(kind))
    assert (line.status, line.cause) == ("unmet", "not_published")
    assert [what.key for what in line.reason.params["what"]] == [f"identity.{kind}"]  # type: ignore[union-attr]
    assert line.evidence == (PAGE,)
    assert identity(MARKS).status == "met"


@pytest.mark.parametrize(
    ("codes", "stated", "key"),
    [
        (("3304830001",), None, None),
        (("bm12000001",), None, None),
        (("330483000",), None, "identity.malformed"),
        (("33048300011",), None, "identity.malformed"),
        (("3304830001",), "3304830001", None),
        (("3304830002", "3304830001"), "3304830001", None),
        (("3304830002",), "3304830001", "identity.other_code"),
    ],
)
def test_a_code_has_its_form_and_is_the_one_that_is_registered(
    codes: tuple[str, ...], stated: str | None, key: str | None
) -> None:
    line = identity(MARKS | {"site_id_code": codes}, id_code=stated)
    assert (line.status, line.cause) == (("unmet", "inconsistent") if key else ("met", None))
    if key:
        assert [what.key for what in line.reason.params["what"]] == [key]  # type: ignore[union-attr]


def test_only_what_is_asked_for_must_be_there() -> None:
    assert identity({"icp": ("x",)}, kinds=["icp"]).status == "met"
    assert identity(MARKS | {"site_id_code": ("1",)}, kinds=["icp"]).status == "met"


def test_a_page_without_any_foot_may_have_one_that_a_script_brings() -> None:
    assert identity({"contact": ("x",), "find_error": ("x",)}).cause == "not_assessable"
    assert identity({}).status == "unknown"


def test_in_doubt_a_person_decides_about_marks() -> None:
    assert identity(without("icp"), unseen="a frame").status == "needs_review"
    assert identity(without("find_error"), scripts=True).status == "needs_review"
    assert identity(without("find_error", "icp"), scripts=True).status == "unmet"


def test_a_mark_that_was_missing_on_an_earlier_night_may_be_there_now() -> None:
    assert identity(without("icp"), ago=1, failed="no answer", cause="our_failure").status == "unknown"
    assert identity(MARKS, ago=1).status == "met"


# page_tags_present


def tags_of(tags: dict[str, str] | None, **check: Any) -> Line:
    known = () if tags is None else (ColumnTags(agency="slj", column="a", read_on=TODAY, tags=tags, evidence=(PAGE,)),)
    status = check.pop("status", "fresh")
    return one(
        "page_tags_present", columns=[seen("a", status, **check)], observed={"column_tags": known}, pages=["columns"]
    )


@pytest.mark.parametrize("name", OF_COLUMN)
def test_a_tag_that_a_columns_page_lacks_or_leaves_empty_is_unmet(name: str) -> None:
    for tags in ({other: said for other, said in OF_COLUMN.items() if other != name}, OF_COLUMN | {name: ""}):
        line = tags_of(tags)
        assert (line.status, line.cause, line.evidence) == ("unmet", "not_published", (PAGE,))
        assert line.reason.params["tags"] == name
    assert tags_of(OF_COLUMN).status == "met"


def test_a_column_whose_tags_or_page_were_not_read_is_unknown() -> None:
    assert tags_of(None).status == "unknown"
    assert tags_of({}, status="unknown").status == "unknown"
    assert tags_of({}).status == "unmet"


def test_a_home_page_carries_the_sites_tags() -> None:
    assert one("page_tags_present", home(looked(0)), pages=["home"]).status == "met"
    assert one("page_tags_present", home(looked(0), tags={}), pages=["home"]).status == "unmet"
    assert one("page_tags_present", home(looked(1), tags={}), pages=["home"]).status == "unknown"
    assert one("page_tags_present", home(tags={}), pages=["home"]).status == "unknown"
    assert one("page_tags_present", home(looked(0), tags={}), pages=["home"], site=[]).status == "met"


def paper(number: int, tags: dict[str, str] | None, *, day: date = TODAY - DAY, **more: Any) -> ReadDocument:
    listed = document(f"第{number}号", day).model_dump()
    carried = {} if tags is None else {"details": PageDetails(tags=tags), "details_pages": (PAGE,)}
    return ReadDocument(**(listed | {"state": "document"} | carried | more))


def papers(*each: ReadDocument, column: ColumnCheck | None = None, **params: Any) -> Line:
    return one(
        "page_tags_present",
        columns=[column or seen("a", "fresh")],
        observed={"readings": each},
        pages=["documents"],
        **params,
    )


@pytest.mark.parametrize(
    ("bad", "unread", "share", "status"),
    [
        (0, 0, "1", "met"),
        (1, 0, "1", "unmet"),
        (1, 9, "1", "unmet"),
        (2, 0, "0.8", "met"),
        (3, 0, "0.8", "unmet"),
        (2, 1, "0.8", "unknown"),
        (0, 1, "1", "unknown"),
        (0, 10, "1", "unknown"),
    ],
)
def test_documents_carry_their_tags_in_the_share_that_is_asked(bad: int, unread: int, share: str, status: str) -> None:
    tags = [*[None] * unread, *[TAGS] * bad, *[OF_DOCUMENT] * (10 - bad - unread)]
    assert papers(*(paper(number, each) for number, each in enumerate(tags)), share=share).status == status


def test_documents_of_another_year_and_files_carry_no_tags_that_are_asked_for() -> None:
    assert papers(paper(1, {}, day=date(2025, 12, 31)), paper(2, {}, state="file")).status == "not_applicable"
    assert papers(paper(1, {}, day=date(2026, 1, 1))).status == "unmet"
    assert papers(paper(1, {}, day=TODAY)).status == "unmet"
    assert papers(paper(1, {}, day=TODAY + DAY)).status == "not_applicable"


def test_a_column_that_was_not_read_through_accuses_nobody_by_its_documents() -> None:
    assert papers(paper(1, {}), column=seen("a", "fresh", read_back_to=None)).status == "unknown"
    assert papers(column=seen("a", "unknown")).status == "unknown"


@settings(max_examples=100)
@given(
    homes=st.none() | st.sampled_from([(), (home(),), (home(looked(1), tags={}, marks={}),)]),
    tags=st.none() | st.just(()),
    readings=st.none() | st.just(()) | st.just((paper(1, None),)),
    status=st.sampled_from(["fresh", "stale", "blank", "unknown"]),
    measure=st.sampled_from(["homepage_updated", "site_identity", "page_tags_present"]),
)
def test_missing_facts_never_make_anything_unmet(
    homes: Any, tags: Any, readings: Any, status: str, measure: str
) -> None:
    known = replace(facts([seen("a", status)]), observed=Observed(homes=homes, column_tags=tags, readings=readings))
    params = {"pages": ["home", "columns", "documents"]} if measure == "page_tags_present" else {}
    assert "unmet" not in {line.status for line in lines(known, owes(measure, params=params))}


# 单项否决第3项


@pytest.mark.parametrize(("ago", "vetoed"), [(13, False), (14, False), (15, True)])
def test_the_national_veto_on_a_home_page_begins_after_two_weeks(ago: int, vetoed: bool) -> None:
    observed = Observed(homes=(home(*every_night(dated=9, newest=TODAY - ago * DAY)),))
    assert ("首页不更新" in card(several(fresh=1), NATIONAL, observed=observed).vetoes) is vetoed


@pytest.mark.parametrize(("first", "vetoed"), [(13, False), (14, True)])
def test_the_national_veto_on_a_home_page_needs_two_weeks_of_looks(first: int, vetoed: bool) -> None:
    observed = Observed(homes=(home(*every_night(first)),))
    assert ("首页不更新" in card(several(fresh=1), NATIONAL, observed=observed).vetoes) is vetoed
