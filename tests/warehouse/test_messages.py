"""What pages say of citizens' messages is kept each time it changed, and since when an answer was seen."""

import json
from datetime import date, datetime

from schemas.page_details import MessageState, PageDetails
from tests.warehouse.test_document_details import DAY, URL, listed, look
from tests.warehouse.world import NOW
from warehouse.connect import Warehouse
from warehouse.facts import carried, document_details, open_messages, plain_rows

CAME = date(2026, 3, 5)
OPEN = MessageState(arrived=CAME, state="unanswered", said="办理中")
DONE = MessageState(arrived=CAME, state="answered", said="已办结", reply="given", handler="市城管局")
LATER = NOW + 400 * DAY


def known(w: Warehouse) -> list[tuple[MessageState | None, datetime, datetime | None]]:
    return [
        (PageDetails.model_validate_json(row["details"]).message, row["seen_at"], row["answer_seen_at"])
        for row in plain_rows(document_details(w))
    ]


def test_what_became_of_a_message_is_known_with_the_first_look_that_found_it_answered(warehouse: Warehouse) -> None:
    night = listed(warehouse)
    look(warehouse, night, PageDetails(message=OPEN))
    look(warehouse, night, PageDetails(message=OPEN), days=7)
    assert known(warehouse) == [(OPEN, NOW + 7 * DAY, None)]
    look(warehouse, night, PageDetails(message=DONE), days=14)
    look(warehouse, night, PageDetails(message=DONE, tags={"SiteName": "云溪"}), days=21)
    assert known(warehouse) == [(DONE, NOW + 21 * DAY, NOW + 14 * DAY)]


def test_a_page_that_is_no_messages_says_nothing_of_one(warehouse: Warehouse) -> None:
    night = listed(warehouse)
    look(warehouse, night, PageDetails())
    assert known(warehouse) == [(None, NOW, None)]
    assert json.loads(plain_rows(document_details(warehouse))[0]["details"])["message"] is None
    assert open_messages(warehouse, not_asked_since=LATER) == []


def test_messages_without_an_answer_are_open_until_a_look_finds_one(warehouse: Warehouse) -> None:
    night = listed(warehouse)
    look(warehouse, night, PageDetails(message=OPEN))
    (one,) = open_messages(warehouse, not_asked_since=LATER)
    assert (one.state, one.seen_at) == (OPEN, NOW)
    assert carried(warehouse, one.id, at=NOW) == PageDetails(message=OPEN)
    assert open_messages(warehouse, not_asked_since=NOW) == [], f"{URL} was asked for by then"
    look(warehouse, night, PageDetails(message=DONE), days=7)
    assert open_messages(warehouse, not_asked_since=LATER) == []
