"""Links and attachments that open: unmet only by what was proved broken, unknown by what was not seen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.link_checks import BrokenLink, LinkReport
from schemas.observed import Observed
from schemas.results import Evidence, Line
from tests.scorecards.facts_of_one_agency import TODAY, facts, lines, owes, seen


def page(url: str, number: int) -> Evidence:
    at = datetime(2026, 11, 20, 2, tzinfo=UTC)
    return Evidence(url=url, fetched_at=at, sha256=f"{number:064x}", record=f"evidence/a#{number}")


def link(number: int = 1, **more: Any) -> BrokenLink:
    url, carrier = f"http://slj.test/f{number}.pdf", f"http://slj.test/d{number}.html"
    known: dict[str, Any] = {
        "url": url,
        "text": f"附件{number}",
        "page": carrier,
        "fault": "gone",
        "since": TODAY - timedelta(days=1),
        "evidence": (page(carrier, 2 * number), page(url, 2 * number + 1)),
        **more,
    }
    return BrokenLink(**known)


def report(works: int = 0, broken: int = 0, unproved: int = 0, *, place: str = "attachment", **more: Any) -> LinkReport:
    known: dict[str, Any] = {
        "agencies": ("slj",),
        "place": place,
        "subject": "a",
        "works": works,
        "broken": tuple(link(number) for number in range(broken)),
        "unproved": tuple(link(100 + number, fault="no_name") for number in range(unproved)),
        **more,
    }
    return LinkReport(**known)


def judged(*reports: LinkReport, measure: str = "attachments_open", column: Any = None, **params: Any) -> list[Line]:
    known = replace(facts([column or seen("a", "fresh")]), observed=Observed(links=reports))
    found = lines(known, owes(measure, params=params))
    assert all(line.reason.text("zh") and line.reason.text("en") for line in found)
    return list(found)


def said(*reports: LinkReport, **more: Any) -> str:
    (line,) = judged(*reports, **more)
    return line.status


@pytest.mark.parametrize(
    ("seen_links", "status"),
    [
        pytest.param({"works": 5}, "met", id="all open"),
        pytest.param({"works": 5, "broken": 1}, "unmet", id="one does not"),
        pytest.param({"broken": 1, "unseen": 99}, "unmet", id="one does not, and nobody knows of the others"),
        pytest.param({"works": 8, "unseen": 2}, "met", id="enough were judged"),
        pytest.param({"works": 7, "unseen": 3}, "unknown", id="too few were judged"),
        pytest.param({"works": 8, "unread": 2}, "met", id="two documents not read yet"),
        pytest.param({"works": 8, "unread": 3}, "unknown", id="three documents not read yet"),
        pytest.param({"works": 99, "doubtful": 1}, "unknown", id="one to be looked at again"),
        pytest.param({"works": 99, "unproved": 1}, "needs_review", id="one without an answer"),
        pytest.param({"works": 99, "unproved": 1, "broken": 1}, "unmet", id="one proved beside one that is not"),
        pytest.param({"unseen": 9}, "unknown", id="none tried"),
        pytest.param({"unread": 9}, "unknown", id="no document read"),
        pytest.param({}, "not_applicable", id="no attachment at all"),
        pytest.param({"looked": False}, "unknown", id="nothing was looked at"),
    ],
)
def test_what_became_of_the_links_is_said_of_their_column(seen_links: dict[str, Any], status: str) -> None:
    assert said(report(**seen_links)) == status


@pytest.mark.parametrize(
    ("works", "broken", "params", "status"),
    [
        (98, 2, {"share": 0.98}, "met"),
        (97, 3, {"share": 0.98}, "unmet"),
        (97, 3, {"share": 0.98, "max_broken": 3}, "met"),
        (96, 4, {"share": 0.98, "max_broken": 3}, "unmet"),
        (1, 2, {"max_broken": 2}, "met"),
        (1, 3, {"max_broken": 2}, "unmet"),
    ],
)
def test_the_share_and_the_number_let_pass_hold_to_the_last_link(
    works: int, broken: int, params: dict[str, Any], status: str
) -> None:
    assert said(report(works, broken), **params) == status


def test_what_was_not_tried_may_still_make_up_the_share() -> None:
    assert said(report(40, 2, unseen=58), share=0.98) == "unknown"
    assert said(report(40, 3, unseen=57), share=0.98) == "unmet"


def test_an_unmet_line_names_each_link_its_page_and_what_is_wrong_and_shows_all_of_it() -> None:
    (line,) = judged(report(5, 2))
    assert (line.status, line.cause) == ("unmet", "inconsistent")
    text = line.reason.text("zh")
    for number in range(2):
        assert f"http://slj.test/f{number}.pdf" in text
        assert f"http://slj.test/d{number}.html" in text
    assert "网址不存在" in text
    assert [proof.record for proof in line.evidence] == [f"evidence/a#{number}" for number in range(4)]


def test_numbers_that_may_be_a_person_s_are_masked_in_what_is_shown() -> None:
    (line,) = judged(report(5).model_copy(update={"broken": (link(text="张三13912345678"),)}))
    assert "13912345678" not in line.reason.text("zh")


def test_of_very_many_broken_links_the_first_twenty_are_named_and_all_are_counted() -> None:
    (line,) = judged(report(0, 50))
    assert "50个" in line.reason.text("zh")
    assert len(line.evidence) == 40


def test_each_link_may_have_a_line_of_its_own_and_is_deducted_once() -> None:
    found = judged(report(5, 2, 1), each="link")
    assert [line.status for line in found] == ["unmet", "unmet", "needs_review"]
    assert len({line.id for line in found}) == 3
    assert [line.status for line in judged(report(5), each="link")] == ["met"]
    known = replace(facts([seen("a", "fresh")]), observed=Observed(links=(report(5, 2),)))
    both = (owes("attachments_open"), owes("attachments_open", id="again", params={"each": "link"}))
    assert [line.status for line in lines(known, *both)].count("unmet") == 2


@pytest.mark.parametrize(
    ("column", "status", "cause"),
    [
        (seen("a", "unknown"), "unknown", "our_failure"),
        (seen("a", "unknown", cause="not_assessable"), "unknown", "not_assessable"),
        (seen("a", "stale"), "met", None),
    ],
)
def test_a_column_that_was_not_seen_is_unknown(column: Any, status: str, cause: str | None) -> None:
    (line,) = judged(report(5), column=column)
    assert (line.status, line.cause) == (status, cause)
    assert said(report(5, 1), column=column) == "unmet", "what was proved stays proved"


@pytest.mark.parametrize("measure", ["links_work", "attachments_open"])
def test_what_was_not_gathered_is_unknown(measure: str) -> None:
    found = lines(facts([seen("a", "fresh")]), owes(measure))
    assert {line.status for line in found} == {"unknown"}
    assert {line.reason.key for line in found} == {"not_gathered"}


def home(works: int = 0, broken: int = 0, **more: Any) -> LinkReport:
    return report(works, broken, place="home", **{"subject": "slj.test", **more})


@pytest.mark.parametrize(
    ("where", "statuses"),
    [
        (["home"], ["unmet"]),
        (["columns"], ["met"]),
        (["documents"], ["unmet"]),
        (["columns", "documents"], ["unmet"]),
        (["home", "columns"], ["unmet", "met"]),
    ],
)
def test_links_of_home_pages_of_lists_and_of_texts_are_asked_apart_or_together(
    where: list[str], statuses: list[str]
) -> None:
    reports = (home(3, 1), report(3, place="column"), report(3, 1, place="text"), report(9, 9))
    assert [line.status for line in judged(*reports, measure="links_work", where=where)] == statuses


def test_a_home_page_has_a_line_of_its_own_and_one_never_read_is_unknown() -> None:
    (first, second, _) = judged(home(3), home(0, subject="www.test", looked=False), measure="links_work")
    assert (first.status, second.status) == ("met", "unknown")
    (none,) = judged(measure="links_work", where=["home"])
    assert (none.status, none.reason.key) == ("unknown", "site.none")


def test_a_report_about_others_is_none_of_the_agency_s() -> None:
    others = report(0, 1).model_copy(update={"agencies": ("jyj",)})
    assert Observed(links=(others,)).of("slj").links == ()


@pytest.mark.parametrize(("until", "status"), [(-1, "unmet"), (0, "not_due"), (1, "not_due")])
def test_in_its_days_of_grace_nothing_is_due(until: int, status: str) -> None:
    known = replace(facts([seen("a", "fresh")]), observed=Observed(links=(report(0, 1),)))
    (line,) = lines(known, owes("attachments_open", grace_until=TODAY + timedelta(days=until)))
    assert line.status == status


counts = st.integers(0, 4)


@given(
    works=counts, broken=counts, unproved=counts, doubtful=counts, unseen=counts, unread=counts,
    share=st.sampled_from([Decimal("0.5"), Decimal("0.9"), Decimal(1)]), most=st.integers(0, 2),
    each=st.sampled_from(["column", "link"]),
)  # fmt: skip
def test_nothing_is_unmet_without_proof_and_a_further_link_that_opens_makes_nothing_worse(
    works: int,
    broken: int,
    unproved: int,
    doubtful: int,
    unseen: int,
    unread: int,
    share: Decimal,
    most: int,
    each: str,
) -> None:
    rest = {"doubtful": doubtful, "unseen": unseen, "unread": unread}
    asked: dict[str, Any] = {"share": share, "max_broken": most, "each": each}
    before = judged(report(works, broken, unproved, **rest), **asked)
    others = works + unproved + doubtful + unseen + unread
    total = others + broken
    is_proved = broken > most and others < share * total
    assert any(line.status == "unmet" for line in before) == is_proved
    assert all(line.evidence for line in before if line.status == "unmet")
    after = judged(report(works + 1, broken, unproved, **rest), **asked)
    rank = {"met": 0, "unknown": 1, "not_applicable": 1, "needs_review": 2, "unmet": 3}
    assert max(rank[line.status] for line in after) <= max(rank[line.status] for line in before) or not total
    if not broken:
        assert not any(line.status == "unmet" for line in before)
