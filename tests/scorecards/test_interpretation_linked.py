"""Policies and their interpretations: linked, in time, both ways; what was not looked at accuses nobody."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.observed import DocumentRecord, Observed, ReadDocument
from schemas.page_details import MOST_LINKS, PageDetails, PageLink
from schemas.results import Evidence, Line
from tests.scorecards.facts_of_one_agency import PAGE, TODAY, facts, lines, owes, seen

DAY = timedelta(days=1)
PUBLIC = date(2026, 11, 5)  # a Thursday: three working days later is Tuesday the 10th
LAST = date(2026, 11, 10)
NEW_YEAR = date(2026, 1, 1)
HOST = "http://slj.test"


def link(path: str, text: str = "《办法》", place: str = "related") -> PageLink:
    return PageLink.model_validate({"url": path if "//" in path else HOST + path, "text": text, "place": place})


def document(
    path: str, *links: PageLink, column: str = "a", looked_on: date | None = TODAY, **more: Any
) -> ReadDocument:
    """A policy (or, in column `jd`, an interpretation) whose page was looked at on a day."""
    page = Evidence(url=HOST + path, fetched_at=PAGE.fetched_at, sha256="1" * 64, record="evidence/a#9")
    unfilled = more.pop("unfilled", ())
    issuer = more.pop("issuer", "市水利局")
    title = more.pop("title", f"办法{path}" if column == "a" else f"说明{path}")
    known: dict[str, Any] = {
        "agency": "slj",
        "column": column,
        "kind": "政策文件" if column == "a" else "政策解读",
        "category": "政策文件",
        "title": title,
        "url": HOST + path,
        "published": PUBLIC,
        "first_seen_on": PUBLIC,
        "state": "document",
        "record": DocumentRecord(title=title, issuer=issuer),
        "evidence": (PAGE,),
        **more,
    }
    if looked_on:
        details = PageDetails(links=links, unfilled=unfilled)
        known |= {"details": details, "details_on": looked_on, "details_pages": (page,)}
    return ReadDocument(**known)


def interpretation(published: date | None = PUBLIC, *links: PageLink, **more: Any) -> ReadDocument:
    return document("/jd/1.html", *links, **{"column": "jd", "published": published, **more})


LINKED = link("/jd/1.html")
BARE = document("/1.html")


def judged(*documents: ReadDocument, column: Any = None, day: date = TODAY, **params: Any) -> tuple[Line, ...]:
    columns = [column or seen("a", "fresh", kind="政策文件"), seen("jd", "fresh", kind="政策解读")]
    known = replace(facts(columns, day=day), observed=Observed(readings=documents), names=("市水利局",))
    found = lines(known, owes("interpretation_linked", scope={"kinds": ["政策文件"]}, params=params))
    assert all(line.reason.text("zh") and line.reason.text("en") for line in found)
    return found


def said(*documents: ReadDocument, **more: Any) -> tuple[str, str | None]:
    (line,) = judged(*documents, **more)
    return line.status, line.cause


@pytest.mark.parametrize(
    ("links", "status"),
    [
        pytest.param([LINKED], "met", id="a document of the interpretations"),
        pytest.param([link("https://www.slj.test/jd/1.html", place="text")], "met", id="under another scheme and www"),
        pytest.param([link("http://portal.test/x.html", "一图读懂《办法》")], "met", id="elsewhere, by its words"),
        pytest.param([link("/a/jd.pdf", "附件：政策解读.pdf", "text")], "met", id="a file"),
        pytest.param([link("/2.html", "另一文件")], "needs_review", id="related matter nobody knows"),
        pytest.param([link("/list.html", "更多>>")], "unmet", id="more"),
        pytest.param([link("/jd/", "政策解读", "text")], "unmet", id="a menu's entry"),
        pytest.param([link("/jd/index.html", "政策解读")], "unmet", id="the column of interpretations"),
        pytest.param([link("/2.html", "另一文件", "text")], "unmet", id="another document in the text"),
        pytest.param([], "unmet", id="nothing"),
    ],
)
def test_what_a_policys_page_leads_to(links: list[PageLink], status: str) -> None:
    assert said(document("/1.html", *links), interpretation())[0] == status


def test_related_matter_that_is_known_and_no_interpretation_is_none() -> None:
    other = document("/2.html", LINKED)
    assert said(document("/1.html", link("/2.html")), other, interpretation()) == ("unmet", "not_published")


@pytest.mark.parametrize(
    ("published", "status", "cause"),
    [
        (PUBLIC - 9 * DAY, "met", None),
        (PUBLIC, "met", None),
        (LAST - DAY, "met", None),
        (LAST, "met", None),
        (LAST + DAY, "unmet", "late"),
    ],
)
def test_the_interpretation_is_in_time_until_and_including_the_last_working_day(
    published: date, status: str, cause: str | None
) -> None:
    late = interpretation(published, first_seen_on=published)
    assert said(document("/1.html", LINKED), late) == (status, cause)


@pytest.mark.parametrize(("days", "status"), [(0, "unmet"), (1, "met")])
def test_the_office_sets_the_days(days: int, status: str) -> None:
    next_day = interpretation(PUBLIC + DAY, first_seen_on=PUBLIC + DAY)
    assert said(document("/1.html", LINKED), next_day, days=days)[0] == status


def test_an_undated_interpretation_seen_late_may_have_been_there_in_time() -> None:
    undated = interpretation(None, first_seen_on=LAST + DAY)
    assert said(document("/1.html", LINKED), undated) == ("unknown", "our_failure")
    assert said(document("/1.html", LINKED), interpretation(None, first_seen_on=LAST))[0] == "met"


@pytest.mark.parametrize(
    ("looked_on", "status"), [(None, "unknown"), (PUBLIC, "unknown"), (LAST, "unknown"), (LAST + DAY, "unmet")]
)
def test_only_a_look_after_the_last_day_shows_that_a_link_is_missing(looked_on: date | None, status: str) -> None:
    assert said(document("/1.html", looked_on=looked_on))[0] == status
    assert said(document("/1.html", looked_on=looked_on, state="unreachable"))[0] == "unknown"


@pytest.mark.parametrize(("day", "status"), [(LAST - DAY, "not_due"), (LAST, "not_due"), (LAST + DAY, "unmet")])
def test_a_missing_link_is_due_from_the_day_after_the_last_working_day(day: date, status: str) -> None:
    assert said(document("/1.html", looked_on=LAST + 2 * DAY), day=day)[0] == status


def test_a_term_that_runs_into_a_year_nobody_knows_is_unknown() -> None:
    end = date(2026, 12, 31)
    policy = document("/1.html", published=end, first_seen_on=end, looked_on=date(2027, 1, 19))
    assert said(policy, day=date(2027, 1, 20), since=end) == ("unknown", "our_failure")


@pytest.mark.parametrize(
    "policy",
    [
        pytest.param(document("/1.html", unfilled=("相关解读",)), id="a heading whose links a script may draw"),
        pytest.param(document("/1.html", *(link(f"/f{n}.html", place="text") for n in range(MOST_LINKS))), id="cut"),
        pytest.param(document("/1.html", issuer=None), id="nobody says whose it is"),
        pytest.param(document("/1.html", issuer="市财政局 市水利局"), id="others lead"),
    ],
)
def test_what_is_in_doubt_is_for_a_person(policy: ReadDocument) -> None:
    assert said(policy)[0] == "needs_review"


@pytest.mark.parametrize(
    "policy",
    [
        pytest.param(document("/1.html", issuer="国务院办公厅"), id="issued by others"),
        pytest.param(document("/1.html", state="file", record=None), id="a file"),
        pytest.param(document("/1.html", state="gone"), id="taken down"),
        pytest.param(document("/1.html", published=NEW_YEAR - DAY), id="last year's"),
        pytest.param(document("/1.html", title="关于召开会议的通知"), id="another kind of document"),
    ],
)
def test_what_owes_no_interpretation_does_not_count(policy: ReadDocument) -> None:
    assert said(policy, title="办法")[0] == "not_applicable"
    assert said(policy, document("/3.html", LINKED), interpretation(), title="办法")[0] == "met"


@pytest.mark.parametrize(
    ("back", "status", "cause"),
    [
        pytest.param(interpretation(PUBLIC, link("/1.html")), "met", None, id="leads back"),
        pytest.param(interpretation(PUBLIC), "unmet", "inconsistent", id="does not"),
        pytest.param(interpretation(PUBLIC, looked_on=None), "unknown", "our_failure", id="not looked at"),
        pytest.param(interpretation(PUBLIC, state="blocked"), "unknown", "our_failure", id="not opened"),
        pytest.param(interpretation(PUBLIC, state="file"), "met", None, id="a file leads nowhere"),
        pytest.param(interpretation(PUBLIC, unfilled=("政策原文",)), "needs_review", None, id="a script may"),
    ],
)
def test_the_interpretation_leads_back_where_the_office_asks_for_it(
    back: ReadDocument, status: str, cause: str | None
) -> None:
    assert said(document("/1.html", LINKED), back, both_ways=True) == (status, cause)
    assert said(document("/1.html", LINKED), back)[0] == "met"


@pytest.mark.parametrize(
    ("linked", "bare", "unread", "doubtful", "status"),
    [
        (8, 2, 0, 0, "met"),
        (7, 3, 0, 0, "unmet"),
        (7, 2, 1, 0, "unknown"),
        (7, 2, 0, 1, "needs_review"),
        (6, 3, 1, 0, "unmet"),
        (0, 0, 3, 0, "unknown"),
        (0, 0, 0, 0, "not_applicable"),
    ],
)
def test_the_share_is_judged_only_where_the_rest_cannot_change_it(
    linked: int, bare: int, unread: int, doubtful: int, status: str
) -> None:
    documents = [interpretation(), *(document(f"/{n}.html", LINKED) for n in range(linked))]
    documents += [document(f"/b{n}.html") for n in range(bare)]
    documents += [document(f"/u{n}.html", looked_on=None) for n in range(unread)]
    documents += [document(f"/d{n}.html", unfilled=("解读",)) for n in range(doubtful)]
    assert said(*documents, share=0.8)[0] == status


def test_a_column_not_read_through_may_hold_others() -> None:
    part = seen("a", "fresh", kind="政策文件", read_back_to=NEW_YEAR + DAY)
    assert said(document("/1.html", LINKED), interpretation(), column=part)[0] == "unknown"
    assert said(BARE, document("/2.html", LINKED), interpretation(), column=part, share=0.8)[0] == "unknown"
    assert said(BARE, column=part)[0] == "unmet"
    assert said(column=part)[0] == "unknown"


def test_each_policy_without_is_named_with_its_page_and_may_have_a_line_of_its_own() -> None:
    documents = [BARE, document("/2.html"), document("/3.html", LINKED), interpretation()]
    (line,) = judged(*documents)
    assert all(f"办法/{number}.html" in line.reason.text("zh") for number in (1, 2))
    assert [page.url for page in line.evidence] == [f"{HOST}/1.html", f"{HOST}/2.html"]
    assert [line.status for line in judged(*documents, each="document")] == ["unmet", "unmet"]


def test_what_was_not_gathered_is_unknown_and_without_columns_there_is_no_line() -> None:
    (line,) = lines(facts([seen("a", "fresh")]), owes("interpretation_linked"))
    assert (line.status, line.cause) == ("unknown", "our_failure")
    assert lines(facts(), owes("interpretation_linked")) == ()


policies = st.lists(
    st.tuples(
        st.sampled_from([(), (LINKED,), (link("/x.html"),)]),
        st.sampled_from(["document", "gone", "unreachable", "file", None]),
        st.sampled_from([None, PUBLIC, LAST, TODAY]),
        st.none() | st.dates(NEW_YEAR - DAY, TODAY + DAY),
    ),
    max_size=5,
)


@given(
    rows=policies,
    share=st.sampled_from([0.5, 1]),
    both_ways=st.booleans(),
    each=st.sampled_from(["column", "document"]),
)
def test_nothing_is_unmet_without_a_look_and_a_further_sound_policy_makes_nothing_worse(
    rows: list[tuple[tuple[PageLink, ...], str | None, date | None, date | None]],
    share: float,
    both_ways: bool,
    each: str,
) -> None:
    documents = [
        document(f"/{number}.html", *links, state=state, looked_on=looked_on, published=published)
        for number, (links, state, looked_on, published) in enumerate(rows)
    ]
    back = interpretation(PUBLIC, *(link(f"/{number}.html") for number in range(100)))
    params: dict[str, Any] = {"share": share, "both_ways": both_ways, "each": each}
    before = judged(*documents, back, **params)
    assert all(line.evidence for line in before if line.status == "unmet")
    unseen = [each_one.model_copy(update={"details": None, "details_pages": ()}) for each_one in documents]
    assert not any(line.status == "unmet" for line in judged(*unseen, back, **params))
    after = judged(*documents, document("/99.html", LINKED), back, **params)
    rank = {"unmet": 0, "needs_review": 1, "unknown": 1, "not_due": 1, "not_applicable": 1, "met": 2}
    if each == "column":
        assert rank[before[0].status] <= rank[after[0].status]
    else:
        assert sum(line.status == "unmet" for line in after) == sum(line.status == "unmet" for line in before)
