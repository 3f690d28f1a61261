"""The register in the warehouse: stable, complete, and never forgetting."""

from datetime import date

from sqlalchemy import select

from schemas.office import Site
from tests.warehouse.world import AS_OF, NOW, OFFICE, agency, column, entry, known_items, later, night_of, visit
from warehouse.connect import Warehouse
from warehouse.facts import pending_columns
from warehouse.save import save_register, save_visit
from warehouse.tables import agencies, agency_sites, columns, metadata, office, sites


def _rows(w: Warehouse, table):  # type: ignore[no-untyped-def]
    with w.read() as connection:
        return [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]


def test_saving_the_same_register_again_changes_nothing(warehouse: Warehouse) -> None:
    register = [agency("slj", column("gzdt"), column("tzgg")), agency("sjtj", column("gzdt"))]
    save_register(warehouse, OFFICE, register, now=NOW)
    before = {table.name: _rows(warehouse, table) for table in metadata.sorted_tables}
    save_register(warehouse, OFFICE, register, now=later(1440))
    assert {table.name: _rows(warehouse, table) for table in metadata.sorted_tables} == before


def test_a_column_that_vanished_is_retired_not_deleted_and_may_come_back(warehouse: Warehouse) -> None:
    whole = [agency("slj", column("gzdt"), column("tzgg"))]
    night = night_of(warehouse, whole)
    save_visit(warehouse, night, visit(entry(1), column="tzgg"))
    first_id = _rows(warehouse, columns)[1]["id"]

    save_register(warehouse, OFFICE, [agency("slj", column("gzdt"))], now=later(1))
    gone = _rows(warehouse, columns)[1]
    assert (gone["code"], gone["retired_at"]) == ("tzgg", later(1))
    assert pending_columns(warehouse, night) == {("slj", "gzdt")}

    save_register(warehouse, OFFICE, whole, now=later(2))
    back = _rows(warehouse, columns)[1]
    assert (back["id"], back["retired_at"]) == (first_id, None)
    assert known_items(warehouse, "tzgg") == {entry(1).url}


def test_an_agency_that_vanished_is_retired_with_its_columns(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency("slj"), agency("sjtj")])
    save_register(warehouse, OFFICE, [agency("slj")], now=later(1))
    assert [row["retired_at"] for row in _rows(warehouse, agencies)] == [None, later(1)]
    assert [row["retired_at"] for row in _rows(warehouse, columns)] == [None, later(1)]
    assert pending_columns(warehouse, night) == {("slj", "gzdt")}


def test_a_change_shows_in_updated_at_of_that_column_alone(warehouse: Warehouse) -> None:
    save_register(warehouse, OFFICE, [agency("slj", column("gzdt"), column("tzgg"))], now=NOW)
    save_register(warehouse, OFFICE, [agency("slj", column("gzdt", name="水利要闻"), column("tzgg"))], now=later(9))
    changed, same = _rows(warehouse, columns)
    assert (changed["name"], changed["updated_at"], changed["registered_at"]) == ("水利要闻", later(9), NOW)
    assert same["updated_at"] == NOW


def test_a_renamed_office_is_still_one_office(warehouse: Warehouse) -> None:
    save_register(warehouse, OFFICE, [agency()], now=NOW)
    save_register(warehouse, OFFICE.model_copy(update={"name": "云溪市政务公开科"}), [agency()], now=later(1))
    assert [(row["id"], row["name"]) for row in _rows(warehouse, office)] == [(1, "云溪市政务公开科")]


def test_agencies_share_sites_and_sites_share_agencies(warehouse: Warehouse) -> None:
    own = column("gzdt", url="http://water.yunxi.example:8080/gzdt/")
    shared = column("zcwj", url="https://www.yunxi.example:443/zcwj/")
    named = Site(host="www.yunxi.example", home="https://www.yunxi.example/index.html", agencies=("sjtj", "nobody"))
    save_register(
        warehouse,
        OFFICE.model_copy(update={"sites": (named,)}),
        [agency("slj", own, shared), agency("sjtj", column("a", url="http://other.example/a/"))],
        now=NOW,
    )
    homes = {row["host"]: row["home"] for row in _rows(warehouse, sites)}
    assert homes == {
        "water.yunxi.example:8080": "http://water.yunxi.example:8080/",
        "www.yunxi.example": "https://www.yunxi.example/index.html",
        "other.example": "http://other.example/",
    }
    with warehouse.read() as connection:
        links = connection.execute(
            select(agencies.c.code, sites.c.host).join_from(agency_sites, agencies).join(sites)
        ).all()
    assert {tuple(link) for link in links} == {
        ("slj", "water.yunxi.example:8080"),
        ("slj", "www.yunxi.example"),
        ("sjtj", "www.yunxi.example"),
        ("sjtj", "other.example"),
    }


def test_a_column_outside_its_duty_is_not_pending(warehouse: Warehouse) -> None:
    ended = column("ended", until=date(2026, 11, 19))
    begins = column("begins", **{"from": date(2026, 11, 21)})
    today = column("today", **{"from": AS_OF.date()}, until=AS_OF.date())
    night = night_of(warehouse, [agency("slj", ended, begins, today)])
    assert pending_columns(warehouse, night) == {("slj", "today")}
