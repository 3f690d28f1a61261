"""Links: which are tried, when again, and what a broken one needs before it counts."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from schemas.document_readings import Attachment, DocumentReading
from schemas.document_visits import DocumentVisit
from schemas.link_checks import LinkCheck, LinkOutcome, LinkReport
from schemas.office import Site
from tests.warehouse.world import AS_OF, NOW, OFFICE, ZONE, agency, column, entry, failed, night_of, proof, visit
from warehouse.connect import Warehouse
from warehouse.facts import DueLink, due_documents, due_links, link_reports, needed_records, records_of
from warehouse.nights import Night
from warehouse.save import begin_night, list_links, save_documents, save_link_checks, save_register, save_visit

DAY = timedelta(days=1)
HOST = "www.yunxi.example"
HOSTS = [HOST]
PAGE = f"http://{HOST}/t1.html"
FILE = f"http://{HOST}/files/a.pdf"
FOREIGN = "http://www.elsewhere.example/b.pdf"
SITE = Site(host=HOST, home=f"http://{HOST}/", agencies=("slj",))


@pytest.fixture
def w(warehouse: Warehouse) -> Warehouse:
    return warehouse


def night(w: Warehouse, number: int = 0) -> Night:
    """The night `number` days after the first."""
    save_register(w, OFFICE, [agency()], now=at(number))
    return begin_night(w, as_of=AS_OF + number * DAY, run_id=f"r{number}", now=at(number))


def at(number: int, hours: float = 0) -> datetime:
    return NOW + number * DAY + timedelta(hours=hours)


def read_document(
    w: Warehouse, night: Night, moment: datetime, *files: str, state: str = "document", url: str = PAGE
) -> None:
    """A look at the document, whichever turn it is."""
    due = due_documents(w, night, hosts=HOSTS, per_host=99, now=moment + 400 * DAY).get(HOST, [])
    (mine,) = (one for one in due if one.url == url)
    seen: dict[str, Any] = {"url": url, "observed_at": moment, "state": state}
    if state == "document":
        attached = tuple(Attachment(title="附件", url=file) for file in files)
        reading = DocumentReading(source=url, state="document", title="通知", attachments=attached)
        seen |= {"reading": reading, "content_sha256": f"{len(files):064x}"}
    else:
        seen |= {"reason": "answers 404 Not Found", "cause": "our_failure"}
    kept = proof(100 + (moment - NOW).days, url=url, at=moment)
    save_documents(w, night, [(mine, DocumentVisit(**seen, evidence=(kept,)))], recheck_days=[7])


def listed(
    w: Warehouse, night: Night, *, hosts: Sequence[str] | None = HOSTS, now: datetime = NOW, per_host: int = 99
) -> list[DueLink]:
    list_links(w, places=["attachment"], hosts=hosts, now=now)
    found = due_links(w, night, hosts=hosts, per_host=per_host, now=now)
    return [link for links in found.values() for link in links]


def check(moment: datetime, outcome: LinkOutcome, *, answered: bool = True, url: str = FILE) -> LinkCheck:
    return LinkCheck(
        url=url,
        checked_at=moment,
        outcome=outcome,
        fault="gone" if outcome == "broken" else None,
        reason="" if outcome == "works" else "answers 404 Not Found",
        evidence=proof(900 + (moment - NOW).days, url=url, at=moment) if answered else None,
    )


def tried(w: Warehouse, number: int, outcome: LinkOutcome, *, looked: bool = True, answered: bool = True) -> None:
    """The column, the document that leads to the file, then the file itself, in the night `number`."""
    own = night(w, number)
    save_visit(w, own, visit(entry(1), at=at(number)))
    if looked:
        read_document(w, own, at(number, 0.5), FILE)
    list_links(w, places=["attachment"], hosts=HOSTS, now=at(number, 1))
    (due,) = due_links(w, own, hosts=HOSTS, per_host=9, now=at(number, 400))[HOST]
    save_link_checks(w, own, [(due, check(at(number, 1), outcome, answered=answered))], every_days=7)


def report(w: Warehouse, number: int = 9, place: Any = "attachment", hosts: Sequence[str] | None = HOSTS) -> LinkReport:
    reports = link_reports(w, as_of=AS_OF + number * DAY, zone=ZONE, places=[place], named=[SITE], hosts=hosts)
    (one,) = (each for each in reports if each.place == place)
    return one


def test_an_attachment_is_listed_once_and_tried_in_its_turn(w: Warehouse) -> None:
    tried(w, 0, "works")
    assert not listed(w, night(w, 1), now=at(1))
    (due,) = listed(w, night(w, 7), now=at(7, 2))
    assert (due.url, due.came_from, due.kind) == (FILE, PAGE, "attachment")
    assert report(w).works == 1


def test_what_does_not_open_is_tried_again_in_the_next_night_and_not_in_this_one(w: Warehouse) -> None:
    tried(w, 0, "blocked")
    assert not listed(w, night(w, 0), now=at(0, 3))
    assert len(listed(w, night(w, 1), now=at(1))) == 1
    assert (report(w).unseen, report(w).total) == (1, 1)


def test_only_links_to_the_office_s_own_servers_are_tried_unless_it_says_otherwise(w: Warehouse) -> None:
    own = night(w)
    save_visit(w, own, visit(entry(1)))
    read_document(w, own, NOW, FILE, FOREIGN)
    assert [link.url for link in listed(w, own)] == [FILE]
    assert {link.url for link in listed(w, own, hosts=None)} == {FILE, FOREIGN}
    assert [link.url for link in listed(w, own)] == [FILE]
    assert (report(w).total, report(w, hosts=None).total) == (1, 2)


def test_a_server_s_budget_is_for_the_whole_night_and_keeps_a_part_for_what_was_tried_before(w: Warehouse) -> None:
    own = night(w)
    save_visit(w, own, visit(entry(1)))
    read_document(w, own, NOW, *(f"http://{HOST}/f{number}.pdf" for number in range(12)))
    first = listed(w, own, per_host=8)
    assert len(first) == 8
    save_link_checks(w, own, [(due, check(NOW, "blocked", url=due.url)) for due in first[:6]], every_days=7)
    assert len(listed(w, own, per_host=8)) == 2
    later = listed(w, night(w, 1), per_host=8, now=at(1))
    assert [due.failures for due in later] == [0, 0, 0, 0, 0, 0, 1, 1]


def test_what_a_column_leads_to_is_no_link_to_try_as_well(w: Warehouse) -> None:
    own = night(w)
    save_visit(w, own, visit(entry(1), entry(2)))
    read_document(w, own, NOW, f"http://{HOST}/t2.html")
    assert not listed(w, own)


TRIES: dict[tuple[LinkOutcome, ...], str] = {
    ("broken",): "doubtful",
    ("broken", "broken"): "broken",
    ("works", "broken"): "doubtful",
    ("broken", "works"): "works",
    ("broken", "works", "broken"): "doubtful",
    ("broken", "blocked", "broken"): "broken",
    ("broken", "broken", "blocked"): "unseen",
    ("blocked", "blocked", "blocked"): "unseen",
    ("not_asked", "not_asked"): "unseen",
}


def test_a_link_is_broken_once_two_nights_have_found_it_so(w: Warehouse) -> None:
    files = {f"http://{HOST}/files/{number}.pdf": tries for number, tries in enumerate(TRIES)}
    for number in range(3):
        own = night(w, number)
        save_visit(w, own, visit(entry(1), at=at(number)))
        read_document(w, own, at(number, 0.5), *files)
        list_links(w, places=["attachment"], hosts=HOSTS, now=at(number, 1))
        due = due_links(w, own, hosts=HOSTS, per_host=99, now=at(number, 400))[HOST]
        looks = [(one, files[one.url]) for one in due if number < len(files[one.url])]
        moment = at(number, 1)
        save_link_checks(
            w, own, [(one, check(moment, tries[number], url=one.url)) for one, tries in looks], every_days=7
        )
    found = report(w)
    assert (found.works, found.doubtful, found.unseen, found.unproved) == (1, 3, 3, ())
    assert sorted(files[link.url] for link in found.broken) == sorted(
        tries for tries in TRIES if TRIES[tries] == "broken"
    )


def test_a_broken_link_shows_the_page_that_leads_to_it_and_both_attempts(w: Warehouse) -> None:
    tried(w, 0, "broken")
    tried(w, 1, "broken")
    (link,) = report(w).broken
    assert (link.url, link.page, link.text, link.since) == (FILE, PAGE, "附件", NOW.astimezone(ZONE).date())
    assert [page.record for page in link.evidence] == [proof(100).record, proof(900).record, proof(901).record]


def test_the_page_must_still_lead_to_it_after_it_was_first_found_broken(w: Warehouse) -> None:
    tried(w, 0, "broken")
    (again,) = due_documents(w, night(w, 1), hosts=HOSTS, per_host=9, now=at(1))[HOST]
    assert again.url == PAGE, "the document is looked at again at once"
    tried(w, 1, "broken", looked=False)
    assert (report(w).doubtful, report(w).broken) == (1, ())
    own = night(w, 2)
    read_document(w, own, at(2), FILE)
    assert len(report(w).broken) == 1
    read_document(w, own, at(2, 1))
    assert report(w).total == 0, "the page has dropped the link"


def test_without_an_answer_that_somebody_else_can_look_at_nothing_is_proved(w: Warehouse) -> None:
    tried(w, 0, "broken", answered=False)
    tried(w, 1, "broken", answered=False)
    assert (len(report(w).unproved), report(w).broken) == (1, ())


def test_a_monitoring_point_knows_only_the_tries_of_the_nights_up_to_it(w: Warehouse) -> None:
    tried(w, 0, "broken")
    tried(w, 1, "broken")
    assert (report(w, 0).doubtful, len(report(w, 1).broken)) == (1, 1)


def test_saving_a_try_twice_changes_nothing(w: Warehouse) -> None:
    own = night(w)
    save_visit(w, own, visit(entry(1)))
    read_document(w, own, NOW, FILE)
    (due,) = listed(w, own)
    for _ in range(2):
        save_link_checks(w, own, [(due, check(NOW, "broken"))], every_days=7)
    assert report(w).doubtful == 1
    assert proof(900).record in records_of(w, own)


def test_the_tries_that_found_a_link_broken_are_kept_with_what_leads_to_it(w: Warehouse) -> None:
    tried(w, 0, "broken")
    tried(w, 1, "broken")
    needed = needed_records(w, today=date(2027, 11, 21))
    assert {proof(900).record, proof(901).record} <= needed
    tried(w, 2, "works")
    assert not {proof(900).record, proof(901).record} & needed_records(w, today=date(2029, 11, 21))


STATES: dict[tuple[str, ...], str] = {
    ("document",): "works",
    ("gone",): "doubtful",
    ("gone", "gone"): "broken",
    ("document", "gone"): "doubtful",
    ("gone", "document"): "works",
    ("unreachable", "unreachable"): "unseen",
    ("not_a_document",): "works",
    ("error_page", "error_page"): "unseen",
    ("unreachable", "gone"): "doubtful",  # that it did not answer does not say that it was gone
}


def of_list(w: Warehouse, *documents: tuple[str, ...], still: bool = True) -> LinkReport:
    """A column with documents that come to these states, night after night."""
    for number in range(2):
        own = night(w, number)
        entries = [entry(place) for place in range(1, len(documents) + 1)]
        save_visit(w, own, visit(*(entries if still or not number else [entry(99)]), at=at(number)))
        for place, states in enumerate(documents, start=1):
            if number < len(states):
                read_document(w, own, at(number, 1), url=f"http://{HOST}/t{place}.html", state=states[number])
    return report(w, place="column")


def test_what_a_list_leads_to_counts_by_its_look_as_a_document(w: Warehouse) -> None:
    found = of_list(w, *STATES)
    assert (found.works, found.doubtful, found.unseen, found.unproved) == (3, 3, 2, ())
    assert [link.url for link in found.broken] == [f"http://{HOST}/t3.html"]


def test_a_dead_entry_of_a_list_is_proved_by_the_list_and_by_the_answer(w: Warehouse) -> None:
    (link,) = of_list(w, ("document",), ("gone", "gone")).broken
    assert (link.page, link.text) == ("http://www.yunxi.example/gzdt/", "第2条")
    assert [page.url for page in link.evidence] == [link.page, link.url]


def test_what_the_list_has_dropped_is_no_dead_link_of_it(w: Warehouse) -> None:
    found = of_list(w, ("gone", "gone"), still=False)
    assert (found.broken, found.doubtful, found.total) == ((), 0, 1)


def test_a_column_that_was_never_seen_says_nothing(w: Warehouse) -> None:
    save_visit(w, night(w), failed())
    found = report(w, place="column")
    assert (found.looked, found.total) == (False, 0)


def test_a_site_whose_home_page_was_never_read_says_nothing(w: Warehouse) -> None:
    night(w)
    found = report(w, place="home")
    assert (found.agencies, found.subject, found.looked) == (("slj",), HOST, False)


def test_columns_of_two_agencies_on_one_document_both_answer_for_its_attachments(w: Warehouse) -> None:
    both = [agency(), agency("jyj", column(url="http://www.yunxi.example/other/"), name="市教育局")]
    own = night_of(w, both)
    save_visit(w, own, visit(entry(1)))
    save_visit(w, own, visit(entry(1), agency="jyj", url="http://www.yunxi.example/other/"))
    read_document(w, own, NOW, FILE)
    reports = link_reports(w, as_of=AS_OF, zone=ZONE, places=["attachment"], hosts=HOSTS)
    assert [(one.agencies, one.total) for one in reports] == [(("jyj",), 1), (("slj",), 1)]
