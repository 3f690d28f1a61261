"""Items with what is known of their documents: opened or not, what they say, since when."""

import json
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from schemas.document_readings import DocumentDates, DocumentReading
from schemas.document_visits import DocumentVisit
from tests.warehouse.world import AS_OF, NOW, ZONE, agency, column, entry, night_of, proof, visit
from warehouse.connect import Warehouse
from warehouse.facts import document_readings, due_documents, plain_rows
from warehouse.nights import Night
from warehouse.save import save_documents, save_visit

LATER = timedelta(days=40)


def _look(w: Warehouse, night: Night, number: int, text: str | None, *, days: int = 0, page: int = 0) -> None:
    """One look at the document behind an item; without `text` the server says that it is not there."""
    at, url = NOW + timedelta(days=days), f"http://www.yunxi.example/t{number}.html"
    values: dict[str, Any] = {"url": url, "observed_at": at, "state": "gone", "cause": "not_assessable"}
    if text is not None:
        reading = DocumentReading(
            source=url, state="document", title=text, index_no="1", dates=DocumentDates(issued=date(2026, 11, 2))
        )
        digest = sha256(text.encode()).hexdigest()
        values = {"url": url, "observed_at": at, "state": "document", "reading": reading, "content_sha256": digest}
    values["evidence"] = (proof(page or 100 + days, url=url, at=at),)
    due = due_documents(w, night, hosts=["www.yunxi.example"], per_host=99, now=NOW + 10 * LATER)
    one = next(each for each in due["www.yunxi.example"] if each.url == url)
    save_documents(w, night, [(one, DocumentVisit.model_validate(values))], recheck_days=[1])


def _rows(w: Warehouse) -> dict[str, dict[str, Any]]:
    return {row["url"][-7:]: row for row in plain_rows(document_readings(w, as_of=AS_OF, zone=ZONE))}


def test_an_item_whose_document_nobody_opened_is_there_all_the_same(warehouse: Warehouse) -> None:
    save_visit(
        warehouse, night_of(warehouse, [agency()]), visit(entry(1), entry(2, None), entry(3, date(2026, 11, 21)))
    )
    rows = _rows(warehouse)
    assert set(rows) == {"t1.html", "t2.html"}
    assert all(
        row["state"] is row["opened_at"] is row["same_since"] is row["rewritten"] is None for row in rows.values()
    )
    assert json.loads(rows["t1.html"]["evidence"])[0]["record"] == proof(1).record


def test_what_a_document_says_and_since_when(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    save_visit(warehouse, night, visit(entry(1)))
    for days, text in ((0, "甲"), (7, "乙"), (14, "乙")):
        _look(warehouse, night, 1, text, days=days)
    (row,) = _rows(warehouse).values()
    assert (row["read_title"], row["index_no"], row["issued"]) == ("乙", "1", date(2026, 11, 2))
    assert (row["same_since"], row["opened_at"]) == (NOW + timedelta(days=7), NOW + timedelta(days=14))
    assert row["rewritten"] is True
    assert [page["record"] for page in json.loads(row["pages"])] == [proof(107).record]


def test_a_look_that_failed_opens_nothing_and_says_nothing_else(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    save_visit(warehouse, night, visit(entry(1), entry(2)))
    _look(warehouse, night, 1, "甲")
    _look(warehouse, night, 1, None, days=7)
    _look(warehouse, night, 2, None, days=7)
    rows = _rows(warehouse)
    assert (rows["t1.html"]["state"], rows["t1.html"]["opened_at"]) == ("gone", NOW)
    assert rows["t1.html"]["rewritten"] is False
    assert (rows["t2.html"]["state"], rows["t2.html"]["opened_at"]) == ("gone", None)
    assert json.loads(rows["t2.html"]["pages"])[0]["sha256"] == proof(107).sha256


def test_the_same_page_read_by_another_program_was_not_rewritten(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    save_visit(warehouse, night, visit(entry(1)))
    _look(warehouse, night, 1, "甲", page=100)
    _look(warehouse, night, 1, "甲，读得更全", page=100)
    (row,) = _rows(warehouse).values()
    assert (row["read_title"], row["rewritten"]) == ("甲，读得更全", False)


def test_a_document_that_two_columns_lead_to_stands_once_for_each(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency("slj", column("a"), column("b"))])
    save_visit(warehouse, night, visit(entry(1), column="a"))
    save_visit(warehouse, night, visit(entry(1), column="b", evidence=(proof(2),)))
    _look(warehouse, night, 1, "甲")
    rows = plain_rows(document_readings(warehouse, as_of=AS_OF, zone=ZONE))
    assert [(row["column"], row["read_title"]) for row in rows] == [("a", "甲"), ("b", "甲")]
