"""Numbers of persons on documents: unmet only by a page that was read and shows one; others are for a person."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.observed import DocumentRecord, Observed, ReadDocument
from schemas.page_details import PageDetails, PrivateHit
from schemas.results import Evidence, Line
from tests.scorecards.facts_of_one_agency import PAGE, TODAY, facts, lines, owes, seen

DAY = timedelta(days=1)
NEW_YEAR = date(2026, 1, 1)
MASKED = {"identity": "1101**********002X", "card": "6222***********0128", "mobile": "138****5678"}


def hit(kind: str = "identity", *, beside: str | None = None, place: str = "text", line: int = 3) -> PrivateHit:
    values = {"kind": kind, "masked": MASKED[kind], "place": place, "line": line, "beside": beside}
    return PrivateHit.model_validate(values)


def document(number: int = 1, *hits: PrivateHit, looked_at: bool = True, **more: Any) -> ReadDocument:
    page = Evidence(url=f"http://slj.test/{number}", fetched_at=PAGE.fetched_at, sha256="1" * 64, record="evidence/a#9")
    known: dict[str, Any] = {
        "agency": "slj",
        "column": "a",
        "kind": "社会管理",
        "category": "社会管理",
        "title": f"低保公示{number}",
        "url": f"http://slj.test/{number}",
        "published": date(2026, 3, 2),
        "first_seen_on": date(2026, 3, 2),
        "state": "document",
        "record": DocumentRecord(title=f"低保公示{number}"),
        **({"details": PageDetails(private_numbers=hits), "details_on": TODAY} if looked_at else {}),
        "details_pages": (page,) if looked_at else (),
        **more,
    }
    return ReadDocument(**known)


def judged(*documents: ReadDocument, column: Any = None, **params: Any) -> tuple[Line, ...]:
    known = replace(facts([column or seen("a", "fresh")]), observed=Observed(readings=documents))
    found = lines(known, owes("no_private_data", params=params))
    assert all(line.reason.text("zh") and line.reason.text("en") for line in found)
    return found


def said(*documents: ReadDocument, **more: Any) -> tuple[str, str | None]:
    (line,) = judged(*documents, **more)
    return line.status, line.cause


@pytest.mark.parametrize(
    ("found", "status", "cause"),
    [
        pytest.param((), "met", None, id="none"),
        pytest.param((hit(),), "unmet", "inconsistent", id="an identity number"),
        pytest.param((hit("card"),), "unmet", "inconsistent", id="a bank card"),
        pytest.param((hit("mobile"),), "met", None, id="a mobile, which nobody asked for"),
        pytest.param((hit(beside="code"),), "needs_review", None, id="called another number"),
        pytest.param((hit("card", beside="account"),), "needs_review", None, id="called an organisation's account"),
        pytest.param((hit(beside="code"), hit()), "unmet", "inconsistent", id="one certain is enough"),
    ],
)
def test_what_is_seen_on_a_document_is_said_of_its_column(
    found: tuple[PrivateHit, ...], status: str, cause: str | None
) -> None:
    assert said(document(1), document(2, *found)) == (status, cause)


@pytest.mark.parametrize(("beside", "status"), [(None, "needs_review"), ("code", "needs_review"), ("contact", "met")])
def test_a_mobile_is_a_question_at_most_and_a_telephone_for_citizens_is_none(beside: str | None, status: str) -> None:
    assert said(document(1, hit("mobile", beside=beside)), kinds=["identity", "mobile"])[0] == status


def test_a_number_is_shown_masked_with_its_place_and_the_page_that_shows_it() -> None:
    (line,) = judged(document(1), document(2, hit(place="table", line=7), title="张三11010519491231002X公示"))
    said = line.reason.text("zh")
    assert "身份证号1101**********002X（表格，正文第7行）" in said
    assert "11010519491231002X" not in said
    assert [page.url for page in line.evidence] == ["http://slj.test/2"]


@pytest.mark.parametrize(
    "unread",
    [
        pytest.param(document(2, looked_at=False), id="never looked at"),
        pytest.param(document(2, hit(), state="unreachable"), id="not opened at the latest attempt"),
        pytest.param(document(2, hit(), state="blocked"), id="shut out at the latest attempt"),
    ],
)
def test_what_could_not_be_looked_at_is_unknown(unread: ReadDocument) -> None:
    assert said(document(1), unread) == ("unknown", "our_failure")
    assert said(document(1, hit()), unread) == ("unmet", "inconsistent")


def test_what_was_taken_down_shows_nothing_and_files_are_not_looked_into() -> None:
    assert said(document(1), document(2, hit(), state="gone"))[0] == "met"
    assert said(document(1), document(2, looked_at=False, state="file"))[0] == "met"
    assert said(document(2, looked_at=False, state="file"))[0] == "not_applicable"
    assert said()[0] == "not_applicable"


@pytest.mark.parametrize(
    ("published", "asked"),
    [(NEW_YEAR - DAY, False), (NEW_YEAR, True), (TODAY, True), (TODAY + DAY, False), (None, True)],
)
def test_documents_of_the_year_are_asked_and_undated_ones_by_the_day_they_were_first_seen(
    published: date | None, asked: bool
) -> None:
    assert said(document(1, hit(), published=published))[0] == ("unmet" if asked else "not_applicable")


@pytest.mark.parametrize(("since", "status"), [(NEW_YEAR - DAY, "unmet"), (NEW_YEAR, "not_applicable")])
def test_the_office_may_ask_for_older_ones(since: date, status: str) -> None:
    assert said(document(1, hit(), published=NEW_YEAR - DAY), since=since)[0] == status


@pytest.mark.parametrize(
    "column",
    [
        pytest.param(seen("a", "unknown"), id="not seen"),
        pytest.param(seen("a", "fresh", read_back_to=NEW_YEAR + DAY), id="not read back to New Year"),
    ],
)
def test_a_column_not_read_through_is_never_clean_but_what_was_seen_stands(column: Any) -> None:
    assert said(document(1), column=column) == ("unknown", "our_failure")
    assert said(document(1, hit()), column=column)[0] == "unmet"


def test_each_document_may_have_a_line_of_its_own_and_is_deducted_once() -> None:
    documents = [document(1), document(2, hit()), document(3, hit(), hit("card")), document(4, hit(beside="code"))]
    found = judged(*documents, each="document")
    assert [line.status for line in found] == ["unmet", "unmet", "needs_review"]
    assert len({line.id for line in found}) == 3
    known = replace(facts([seen("a", "fresh")]), observed=Observed(readings=tuple(documents)))
    both = (owes("no_private_data"), owes("no_private_data", id="again", params={"each": "document"}))
    assert [line.status for line in lines(known, *both)] == ["not_applicable", "unmet", "unmet", "needs_review"]


def test_what_was_not_gathered_is_unknown_and_without_columns_there_is_no_line() -> None:
    (line,) = lines(facts([seen("a", "fresh")]), owes("no_private_data"))
    assert (line.status, line.cause) == ("unknown", "our_failure")
    assert lines(facts(), owes("no_private_data")) == ()


hits = st.lists(st.builds(hit, st.sampled_from(["identity", "card", "mobile"])), max_size=2)
states = st.sampled_from(["document", "gone", "unreachable", "file", None])


@given(
    rows=st.lists(st.tuples(hits, states, st.booleans()), max_size=5),
    each=st.sampled_from(["column", "document"]),
)
def test_nothing_is_unmet_without_a_page_that_was_read_and_a_further_clean_one_makes_nothing_worse(
    rows: list[tuple[list[PrivateHit], str | None, bool]], each: str
) -> None:
    documents = [
        document(number, *found, state=state, looked_at=looked_at)
        for number, (found, state, looked_at) in enumerate(rows)
    ]
    before = judged(*documents, each=each)
    proven = any(
        found and looked_at and state == "document" and any(one.kind != "mobile" for one in found)
        for found, state, looked_at in rows
    )
    assert any(line.status == "unmet" for line in before) == proven
    assert all(line.evidence for line in before if line.status == "unmet")
    unread = [each_one.model_copy(update={"details": None, "details_pages": ()}) for each_one in documents]
    assert not any(line.status == "unmet" for line in judged(*unread, each=each))
    after = judged(*documents, document(99), each=each)
    assert [line.status for line in after].count("unmet") == [line.status for line in before].count("unmet")
