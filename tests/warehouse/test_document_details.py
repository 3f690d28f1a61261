"""What documents' pages carry is kept each time that changed, and stands until the document says something else."""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import func, select

from schemas.document_readings import DocumentReading
from schemas.document_visits import DocumentVisit
from schemas.page_details import PageDetails, PageLink, PrivateHit
from tests.warehouse.world import NOW, agency, entry, night_of, proof, visit
from warehouse.connect import Warehouse
from warehouse.facts import DueDocument, document_details, due_documents, plain_rows, unread_details
from warehouse.nights import Night
from warehouse.save import look_again, save_details, save_documents, save_visit
from warehouse.tables import documents, page_details

URL = "http://www.yunxi.example/t1.html"
DAY = timedelta(days=1)


def carrying(*paths: str, kind: str | None = None) -> PageDetails:
    links = tuple(PageLink(url=f"http://www.yunxi.example{path}", text="解读", place="related") for path in paths)
    hit = {"kind": kind, "masked": "1101**********002X", "place": "text", "line": 1}
    return PageDetails(links=links, private_numbers=(PrivateHit.model_validate(hit),) if kind else ())


def looked_at(
    details: PageDetails | None, *, text: str = "甲", days: float = 0, state: str | None = "document"
) -> DocumentVisit:
    at = NOW + days * DAY
    reading = DocumentReading(source=URL, state="document", title=text) if state == "document" else None
    values: dict[str, Any] = {"url": URL, "observed_at": at, "state": state, "reading": reading, "details": details}
    if state == "document":
        values["content_sha256"] = sha256(text.encode()).hexdigest()
    return DocumentVisit(**values, evidence=(proof(100 + int(days), url=URL, at=at),))


def due(w: Warehouse, night: Night, now: datetime = NOW + 400 * DAY) -> DueDocument:
    return due_documents(w, night, hosts=["www.yunxi.example"], per_host=99, now=now)["www.yunxi.example"][0]


def look(w: Warehouse, night: Night, details: PageDetails | None, **more: Any) -> None:
    save_documents(w, night, [(due(w, night), looked_at(details, **more))], recheck_days=[7], reader="r")


def listed(w: Warehouse) -> Night:
    night = night_of(w, [agency()])
    save_visit(w, night, visit(entry(1)))
    return night


def known(w: Warehouse) -> list[tuple[list[str], datetime]]:
    rows = plain_rows(document_details(w))
    return [([each["url"][-3:] for each in json.loads(row["details"])["links"]], row["seen_at"]) for row in rows]


def count(w: Warehouse) -> int:
    with w.read() as connection:
        return connection.execute(select(func.count()).select_from(page_details)).scalar_one()


def test_a_row_stands_for_each_change_and_a_look_that_finds_the_same_only_says_since_when(warehouse: Warehouse) -> None:
    night = listed(warehouse)
    for days, links in ((0, ()), (7, ("/j1",)), (14, ("/j1",)), (21, ())):
        look(warehouse, night, carrying(*links), days=days)
    assert count(warehouse) == 3
    assert known(warehouse) == [([], NOW + 21 * DAY)]


def test_the_same_look_saved_twice_is_one_row(warehouse: Warehouse) -> None:
    night = listed(warehouse)
    first = due(warehouse, night)
    for _ in range(2):
        save_documents(warehouse, night, [(first, looked_at(carrying("/j1")))], recheck_days=[7], reader="r")
    assert count(warehouse) == 1


def test_a_night_that_does_not_ask_writes_nothing_and_a_look_that_fails_takes_nothing_back(
    warehouse: Warehouse,
) -> None:
    night = listed(warehouse)
    look(warehouse, night, None)
    assert (count(warehouse), known(warehouse)) == (0, [])
    look(warehouse, night, carrying("/j1"), days=7)
    look(warehouse, night, None, days=14, state="unreachable")
    assert known(warehouse) == [(["/j1"], NOW + 7 * DAY)]


def test_what_was_found_on_a_page_that_says_something_else_since_no_longer_stands(warehouse: Warehouse) -> None:
    night = listed(warehouse)
    look(warehouse, night, carrying("/j1"))
    look(warehouse, night, None, text="乙", days=7)
    assert known(warehouse) == []
    look(warehouse, night, carrying(), text="乙", days=14)
    assert known(warehouse) == [([], NOW + 14 * DAY)]


@pytest.mark.parametrize(("kind", "days"), [("identity", 0.5), ("card", 0.5), ("mobile", 7), (None, 7)])
def test_a_document_that_shows_somebodys_number_is_looked_at_again_the_next_night(
    warehouse: Warehouse, kind: str | None, days: float
) -> None:
    night = listed(warehouse)
    look(warehouse, night, carrying(kind=kind))
    with warehouse.read() as connection:
        assert connection.execute(select(documents.c.due_at)).scalar_one() == NOW + days * DAY


def test_documents_read_before_anybody_asked_are_read_from_what_is_stored(warehouse: Warehouse) -> None:
    night = listed(warehouse)
    look(warehouse, night, None)
    look(warehouse, night, None, days=7, state=None)
    (one,) = unread_details(warehouse, now=NOW + 8 * DAY, most=9)
    assert (one.url, one.told_at, one.evidence.record) == (URL, NOW, proof(100).record)
    assert unread_details(warehouse, now=NOW + 15 * DAY, most=9) == [], "it is fetched anyway"
    save_details(warehouse, night, [(one.id, looked_at(carrying("/j1")))], reader="r", recorded_at=NOW + 8 * DAY)
    assert known(warehouse) == [(["/j1"], NOW)]
    assert unread_details(warehouse, now=NOW + 8 * DAY, most=9) == []


def test_a_document_whose_stored_page_is_lost_is_fetched_again(warehouse: Warehouse) -> None:
    night = listed(warehouse)
    look(warehouse, night, None)
    (one,) = unread_details(warehouse, now=NOW + DAY, most=9)
    look_again(warehouse, [one.id], now=NOW + DAY)
    assert unread_details(warehouse, now=NOW + DAY, most=9) == []
    assert due(warehouse, night, NOW + DAY).id == one.id


def test_a_page_read_again_says_nothing_of_later_looks(warehouse: Warehouse) -> None:
    night = listed(warehouse)
    look(warehouse, night, carrying())
    look(warehouse, night, carrying("/j1"), days=7)
    number = due(warehouse, night).id
    save_details(warehouse, night, [(number, looked_at(carrying("/j0")))], reader="s", recorded_at=NOW + 9 * DAY)
    assert known(warehouse) == [(["/j1"], NOW + 7 * DAY)]
