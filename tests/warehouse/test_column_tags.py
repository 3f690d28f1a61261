"""Tags of columns' pages: a row each time that they changed, the latest is known, by the nights up to a point."""

from datetime import date, timedelta

from sqlalchemy import func, select

from tests.warehouse.world import AS_OF, NOW, ZONE, agency, column, night_of, proof
from warehouse.connect import Warehouse
from warehouse.facts.column_tags import column_tags, tagged_columns
from warehouse.save.column_tags import TaggedColumn, save_column_tags
from warehouse.tables import columns, page_details

DAY = timedelta(days=1)
AGENCIES = [agency("slj", column("gzdt"), column("tzgg"))]


def ids(warehouse: Warehouse) -> dict[str, int]:
    with warehouse.read() as connection:
        return {row.code: row.id for row in connection.execute(select(columns.c.code, columns.c.id))}


def saved(warehouse: Warehouse, *tags: dict[str, str], days: int = 0, reader: str = "tags-1") -> int:
    night = night_of(warehouse, AGENCIES, as_of=AS_OF + days * DAY, run=f"r{days}")
    number = ids(warehouse)["gzdt"]
    found = [TaggedColumn(number, each, proof(at=NOW + days * DAY), NOW + days * DAY) for each in tags]
    return save_column_tags(warehouse, night, found, reader=reader)


def rows(warehouse: Warehouse) -> int:
    with warehouse.read() as connection:
        return connection.execute(select(func.count()).select_from(page_details)).scalar_one()


def test_tags_that_stay_the_same_are_kept_once(warehouse: Warehouse) -> None:
    assert [saved(warehouse, {"ColumnName": "工作动态"}, days=days) for days in (0, 1)] == [1, 0]
    (known,) = column_tags(warehouse, as_of=AS_OF + DAY, zone=ZONE)
    assert (known.agency, known.column, known.tags) == ("slj", "gzdt", {"ColumnName": "工作动态"})
    assert (known.read_on, known.evidence) == (date(2026, 11, 21), (proof(),))


def test_the_latest_tags_are_known_by_the_nights_up_to_the_monitoring_point(warehouse: Warehouse) -> None:
    for days, tags in enumerate(({"ColumnName": "动态"}, {"ColumnName": ""}, {"ColumnName": "动态"})):
        assert saved(warehouse, tags, days=days) == 1
    told = [column_tags(warehouse, as_of=AS_OF + days * DAY, zone=ZONE)[0].tags for days in range(3)]
    assert told == [{"ColumnName": "动态"}, {"ColumnName": ""}, {"ColumnName": "动态"}]
    assert column_tags(warehouse, as_of=AS_OF - DAY, zone=ZONE) == ()


def test_a_page_without_any_tags_is_known_to_have_none(warehouse: Warehouse) -> None:
    saved(warehouse, {})
    assert column_tags(warehouse, as_of=AS_OF, zone=ZONE)[0].tags == {}


def test_tags_are_known_of_the_columns_that_the_same_reader_read(warehouse: Warehouse) -> None:
    saved(warehouse, {"ColumnName": "动态"})
    assert tagged_columns(warehouse, reader="tags-1") == {ids(warehouse)["gzdt"]}
    assert tagged_columns(warehouse, reader="tags-2") == frozenset()
    assert saved(warehouse, {"ColumnName": "动态"}, reader="tags-2") == 1
    assert tagged_columns(warehouse, reader="tags-1") == frozenset()


def test_one_column_twice_in_one_saving_is_kept_as_often_as_it_changed(warehouse: Warehouse) -> None:
    assert saved(warehouse, {"ColumnName": "动态"}, {"ColumnName": "动态"}) == 1
    assert rows(warehouse) == 1
