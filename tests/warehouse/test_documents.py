"""Items as documents that a task may ask for."""

import json
from datetime import date, timedelta

from tests.warehouse.world import AS_OF, NOW, OFFICE, ZONE, agency, column, entry, later, night_of, proof, visit
from warehouse.connect import Warehouse
from warehouse.facts import documents, plain_rows
from warehouse.save import save_register, save_visit


def test_a_document_carries_the_pages_of_the_visit_that_first_showed_it(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    save_visit(warehouse, night, visit(entry(1, title="2026年政务公开工作要点"), evidence=(proof(1), proof(2))))
    save_visit(warehouse, night, visit(entry(1, title="2026年政务公开工作要点"), at=later(5), evidence=(proof(3),)))
    (row,) = plain_rows(documents(warehouse, as_of=AS_OF, zone=ZONE))
    assert [page["record"] for page in json.loads(row.pop("evidence"))] == [proof(1).record, proof(2).record]
    assert row == {
        "agency": "slj",
        "column": "gzdt",
        "kind": "动态要闻",
        "category": "工作信息",
        "title": "2026年政务公开工作要点",
        "url": entry(1).url,
        "published": date(2026, 11, 18),
        "first_seen_at": NOW,
    }


def test_documents_dated_later_are_not_there_yet_undated_ones_are(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    save_visit(warehouse, night, visit(entry(1, None), entry(2, date(2026, 11, 20)), entry(3, date(2026, 11, 21))))
    rows = plain_rows(documents(warehouse, as_of=AS_OF, zone=ZONE))
    assert [row["published"] for row in rows] == [date(2026, 11, 20), None]


def test_a_document_under_a_day_that_cannot_be_meant_is_there_without_a_day(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    save_visit(warehouse, night, visit(entry(1, date(2062, 1, 20)), entry(2, date(2026, 11, 20))))
    rows = plain_rows(documents(warehouse, as_of=AS_OF, zone=ZONE))
    assert {row["url"]: row["published"] for row in rows} == {entry(1).url: None, entry(2).url: date(2026, 11, 20)}
    before = plain_rows(documents(warehouse, as_of=AS_OF - timedelta(days=9), zone=ZONE))
    assert before == []


def test_a_document_stays_when_its_column_leaves_the_register(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency("slj", column("a"), column("b"))])
    save_visit(warehouse, night, visit(entry(1), column="b"))
    save_register(warehouse, OFFICE, [agency("slj", column("a"))], now=later(1))
    assert [row["column"] for row in plain_rows(documents(warehouse, as_of=AS_OF, zone=ZONE))] == ["b"]


def test_without_items_there_are_no_documents(warehouse: Warehouse) -> None:
    night_of(warehouse, [agency()])
    assert documents(warehouse, as_of=AS_OF, zone=ZONE).empty
