"""What documents must say of themselves: what was read of them, and what was not."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.observed import DocumentRecord, Observed, ReadDocument
from schemas.results import Evidence, Line
from tests.scorecards.facts_of_one_agency import PAGE, TODAY, facts, lines, owes, seen

DAY = timedelta(days=1)
NEW_YEAR = date(2026, 1, 1)
RECORD: dict[str, Any] = {
    "index_no": "014416330/2026-00001",
    "doc_no": "云水〔2026〕1号",
    "issuer": "市水利局",
    "published": date(2026, 3, 2),
    "issued": date(2026, 3, 1),
}
STANDARD = "^([0-9A-Z]{9}|[0-9A-Z]{18})/[0-9]{4}-[0-9]{5}$"


def document(number: int = 1, *, read: bool = True, **more: Any) -> ReadDocument:
    """A document that says all that is asked, but for what is given."""
    said = {name: more.pop(name) for name in list(more) if name in RECORD}
    said = {**RECORD, "index_no": f"014416330/2026-{number:05}", **said}
    page = Evidence(url=f"http://slj.test/{number}", fetched_at=PAGE.fetched_at, sha256="1" * 64, record="evidence/a#9")
    known: dict[str, Any] = {
        "agency": "slj",
        "column": "a",
        "kind": "政策文件",
        "category": "政策文件",
        "title": f"文件{number}",
        "url": f"http://slj.test/{number}",
        "published": date(2026, 3, 2),
        "first_seen_on": date(2026, 3, 2),
        "state": "document" if read else None,
        "record": DocumentRecord(title=f"文件{number}", **said) if read else None,
        "pages": (page,) if read else (),
        **more,
    }
    return ReadDocument(**known)


def judged(*documents: ReadDocument, column: Any = None, **params: Any) -> Line:
    known = replace(facts([column or seen("a", "fresh")]), observed=Observed(readings=documents))
    (line,) = lines(known, owes("metadata_complete", params=params))
    assert line.reason.text("zh")
    assert line.reason.text("en")
    return line


@pytest.mark.parametrize("lacking", RECORD)
def test_a_document_that_does_not_say_what_is_asked_leaves_its_column_unmet(lacking: str) -> None:
    line = judged(document(), document(2, **{lacking: None}))
    assert (line.status, line.cause) == ("unmet", "not_published")
    assert [page.url for page in line.evidence] == ["http://slj.test/2"]
    others = [name for name in RECORD if name != lacking]
    assert judged(document(), document(2, **{lacking: None}), require=others).status == "met"


def test_what_was_read_on_no_document_of_the_agency_may_be_there_in_a_form_we_do_not_know() -> None:
    silent = [document(number, index_no=None) for number in (1, 2)]
    assert (judged(*silent).status, judged(*silent).points) == ("needs_review", None)
    elsewhere = document(3, column="b")
    assert judged(*silent, elsewhere).status == "unmet"
    assert judged(*silent, document(4, index_no=None, issuer=None)).status == "unmet"
    line = judged(*silent, document(4, index_no=None, issuer=None))
    assert "索引号" not in line.reason.text("zh")


@pytest.mark.parametrize(
    ("number", "status"),
    [
        ("014416330/2026-00001", "met"),
        ("11441700007280420Y/2026-00050", "met"),
        ("002645662-0-2026-0010", "unmet"),
        ("014416330/2026-0001", "unmet"),
    ],
)
def test_the_form_of_an_index_number_is_only_held_against_a_pattern_the_office_gives(number: str, status: str) -> None:
    line = judged(document(index_no=number), index_no_pattern=STANDARD)
    assert (line.status, line.cause) == (status, "inconsistent" if status == "unmet" else None)
    assert judged(document(index_no=number)).status == "met"


def test_an_index_number_under_two_titles_is_doubled_and_one_document_in_two_columns_is_not() -> None:
    one, other = document(1, index_no="x"), document(2, index_no="x")
    assert (judged(one, other).status, judged(one, other).cause) == ("unmet", "inconsistent")
    assert judged(one, other, unique=False).status == "met"
    elsewhere = one.model_copy(update={"column": "b", "url": "http://slj.test/b/1"})
    assert judged(one, elsewhere).status == "met"
    assert judged(one, other.model_copy(update={"column": "b"})).status == "unmet"


@pytest.mark.parametrize(
    ("complete", "wrong", "unread", "status"),
    [
        (9, 1, 0, "met"),
        (89, 11, 0, "unmet"),
        (90, 10, 0, "met"),
        (8, 1, 1, "unknown"),
        (8, 2, 0, "unmet"),
        (7, 2, 1, "unmet"),
        (0, 0, 3, "unknown"),
        (0, 0, 0, "not_applicable"),
    ],
)
def test_the_share_is_judged_only_where_the_unread_cannot_change_it(
    complete: int, wrong: int, unread: int, status: str
) -> None:
    documents = [document(n) for n in range(complete)]
    documents += [document(1000 + n, doc_no=None) for n in range(wrong)]
    documents += [document(2000 + n, read=False) for n in range(unread)]
    assert judged(*documents, share=0.9).status == status


@pytest.mark.parametrize(
    ("published", "asked"),
    [
        (NEW_YEAR - DAY, False),
        (NEW_YEAR, True),
        (TODAY, True),
        (TODAY + DAY, False),
        (None, False),
    ],
)
def test_documents_of_the_year_up_to_the_monitoring_point_are_asked(published: date | None, asked: bool) -> None:
    listed = document(doc_no=None).model_copy(update={"published": published})
    elsewhere = document(2, column="b")
    assert judged(listed, elsewhere).status == ("unmet" if asked else "not_applicable")


@pytest.mark.parametrize(
    "column",
    [
        pytest.param(seen("a", "unknown"), id="not seen"),
        pytest.param(seen("a", "fresh", read_back_to=NEW_YEAR + DAY), id="not read back to New Year"),
        pytest.param(seen("a", "fresh", read_back_to=None), id="read who knows how far"),
    ],
)
@pytest.mark.parametrize("documents", [(), (document(doc_no=None),)])
def test_a_column_not_read_through_may_hold_complete_ones(column: Any, documents: tuple[ReadDocument, ...]) -> None:
    line = judged(*documents, column=column)
    assert (line.status, line.cause) == ("unknown", "our_failure")


def test_files_carry_no_record_and_what_was_not_gathered_is_unknown() -> None:
    assert judged(document(state="file", record=None)).status == "not_applicable"
    (line,) = lines(facts([seen("a", "fresh")]), owes("metadata_complete"))
    assert (line.status, line.cause) == ("unknown", "our_failure")
    assert lines(facts(), owes("metadata_complete")) == ()


@given(
    complete=st.integers(0, 8),
    wrong=st.integers(0, 8),
    unread=st.integers(0, 8),
    share=st.sampled_from([0.5, 0.9, 1]),
)
def test_a_further_complete_document_never_makes_it_worse_and_unread_ones_alone_never_make_it_unmet(
    complete: int, wrong: int, unread: int, share: float
) -> None:
    known = [document(400, column="b"), *(document(n) for n in range(complete))]
    known += [document(100 + n, issuer=None) for n in range(wrong)]
    known += [document(200 + n, read=False) for n in range(unread)]
    rank = {"unmet": 0, "unknown": 1, "not_applicable": 1, "met": 2}
    before, after = judged(*known, share=share), judged(*known, document(300), share=share)
    assert rank[before.status] <= rank[after.status]
    assert before.status != "unmet" or wrong > 0
