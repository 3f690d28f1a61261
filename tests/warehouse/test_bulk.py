"""Rows in bulk are stored as SQLAlchemy stores them, and found again by their keys."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Column, Integer, Text, insert, select
from sqlalchemy.exc import DBAPIError

from tests.warehouse.world import NOW, agency, column, entry, night_of, visit
from warehouse.connect import Warehouse
from warehouse.save import save_visits
from warehouse.save.bulk import insert_missing_rows, insert_rows, keys_of, new_ids, queue_writers, update_rows
from warehouse.tables import Moment, column_versions, columns, documents, observations

ODD = {
    "plain": "通知",
    "controls": "a\tb\nc\rd\\N\\.",
    "quotes": '\'; DROP TABLE items; -- "%s" ?1 :name {x}',
    "empty": "",
    "long": "很长" * 5000,
}
MOMENTS = {
    "whole seconds": datetime(2026, 11, 20, 18, 30, tzinfo=UTC),
    "microseconds": datetime(2026, 11, 20, 18, 30, 1, 5, tzinfo=UTC),
    "another zone": datetime(2026, 11, 21, 2, 30, tzinfo=timezone(timedelta(hours=8))),
}


def _raw(w: Warehouse, statement: str) -> list[tuple[Any, ...]]:
    with w.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]


def _document(key: str, **changes: Any) -> dict[str, Any]:
    values = {
        "url_sha256": key,
        "url": "http://a.example/",
        "host": "a.example",
        "listed_at": NOW,
        "published": date(2026, 11, 18),
        "due_at": None,
        "reads": 0,
        "failures": 0,
        "reason": "",
    }
    return values | changes


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_what_is_stored_is_bit_for_bit_what_sqlalchemy_stores(
    warehouse: Warehouse, text: str, moment: datetime
) -> None:
    rows = [
        _document("1", url=text, listed_at=moment, due_at=moment, published=date.min),
        _document("2", url=text, listed_at=moment, published=None),
    ]
    with warehouse.write() as connection:
        connection.execute(insert(documents), rows)
    fields = "url, listed_at, due_at, published, reads, reason"
    expected = _raw(warehouse, f"SELECT {fields} FROM documents ORDER BY url_sha256")
    with warehouse.write() as connection:
        connection.exec_driver_sql("DELETE FROM documents")
        insert_rows(connection, documents, list(rows[0]), [tuple(row.values()) for row in rows])
    assert _raw(warehouse, f"SELECT {fields} FROM documents ORDER BY url_sha256") == expected

    with warehouse.write() as connection:
        changes = [("1", "", NOW, None, 1), ("2", text, moment, date.min, 2)]
        update_rows(connection, documents, ("url_sha256",), ("url", "due_at", "published", "reads"), changes)
        found = connection.execute(
            select(documents.c.url, documents.c.due_at, documents.c.published, documents.c.reads).order_by(
                documents.c.url_sha256
            )
        ).all()
    assert [tuple(row) for row in found] == [change[1:] for change in changes]


def test_every_kind_of_value_can_be_stored(warehouse: Warehouse) -> None:
    night_of(warehouse, [agency()])
    with warehouse.write() as connection:
        (number,) = connection.execute(select(columns.c.id)).scalars()
        insert_rows(
            connection,
            column_versions,
            ("column_id", "recorded_at", "listed", "position", "name", "kind", "category", "url", "valid_to", "body"),
            [(number, NOW, False, 3, "名", "类", "别", "http://a.example/", None, {"code": "名", "n": [1, None]})],
        )
        row = connection.execute(select(column_versions).order_by(column_versions.c.id.desc())).first()
    assert row is not None
    assert (row.listed, row.position, row.valid_to, row.body) == (False, 3, None, {"code": "名", "n": [1, None]})
    assert row.recorded_at == NOW


def test_what_is_there_stays_as_it_is_where_only_missing_rows_are_inserted(warehouse: Warehouse) -> None:
    names = list(_document(""))
    for reason, keys in (("first", "12"), ("second", "123")):
        with warehouse.write() as connection:
            rows = [tuple(_document(key, reason=reason).values()) for key in keys]
            insert_missing_rows(connection, documents, names, rows, key="url_sha256")
    assert _raw(warehouse, "SELECT url_sha256, reason FROM documents ORDER BY url_sha256") == [
        ("1", "first"),
        ("2", "first"),
        ("3", "second"),
    ]


def test_ids_are_handed_out_once_and_the_database_goes_on_after_them(warehouse: Warehouse) -> None:
    names = ["id", *_document("")]
    with warehouse.write() as connection:
        queue_writers(connection)
        ids = list(new_ids(connection, documents, 3))
        rows = [(number, *_document(f"{number}").values()) for number in ids]
        insert_rows(connection, documents, names, rows)
        again = list(new_ids(connection, documents, 1))
        assert list(new_ids(connection, documents, 0)) == []
    assert len(set(ids) | set(again)) == 4 or again == [max(ids) + 1]
    with warehouse.write() as connection:
        connection.execute(insert(documents), [_document("x")])
        assert connection.execute(select(documents.c.id).where(documents.c.url_sha256 == "x")).scalar_one() > max(ids)


def test_many_keys_are_one_question(warehouse: Warehouse) -> None:
    wanted = [(number, f"{number}'\"", NOW + timedelta(minutes=number)) for number in range(20_000)]
    fields = (Column("number", Integer), Column("text", Text), Column("at", Moment))
    with warehouse.read() as connection:
        rows = connection.execute(select(keys_of(connection, fields, wanted))).all()
    assert sorted(tuple(row) for row in rows) == wanted


def test_a_row_that_refers_to_nothing_is_refused_as_a_whole(warehouse: Warehouse) -> None:
    nowhere = replace(night_of(warehouse, [agency("slj", column("a"), column("b"))]), id=999_999)
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"):
        save_visits(warehouse, nowhere, [(visit(entry(1), column=code), ()) for code in "ab"])
    assert _raw(warehouse, "SELECT count(*) FROM observations") == [(0,)]
    with warehouse.read() as connection:
        assert connection.execute(select(observations.c.id)).first() is None
