"""The register in the warehouse: stable, complete, and never forgetting."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from schemas.agencies import Agency
from schemas.office import Site
from tests.warehouse.world import AS_OF, NOW, OFFICE, agency, column, entry, known_items, later, night_of, visit
from warehouse.connect import Warehouse
from warehouse.facts import pending_columns, register_at
from warehouse.save import save_register, save_visit
from warehouse.tables import (
    agencies,
    agency_sites,
    agency_versions,
    column_versions,
    columns,
    metadata,
    office,
    sites,
)


def _rows(w: Warehouse, table):  # type: ignore[no-untyped-def]
    with w.read() as connection:
        return [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]


@pytest.mark.parametrize("program", ["the same", "another"])
def test_saving_the_same_register_again_changes_nothing(warehouse: Warehouse, program: str) -> None:
    register = [agency("slj", column("gzdt"), column("tzgg")), agency("sjtj", column("gzdt"))]
    save_register(warehouse, OFFICE, register, now=NOW)
    before = {table.name: _rows(warehouse, table) for table in metadata.sorted_tables}
    if program == "another":  # which does not take the first one's word for it that all is saved
        with warehouse.write() as connection:
            connection.execute(update(office).values(register_sha256="of another program"))
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


def test_the_register_of_any_day_is_the_one_that_was_saved_then(warehouse: Warehouse) -> None:
    town = agency("xqz", column("dt"), **{"from": date(2020, 1, 1)}, until=date(2026, 11, 30), successor="slj")
    water = agency("slj", column("gzdt"), column("tzgg", rendered=True, looked_at=date(2026, 11, 1)))
    renamed = agency("slj", column("gzdt", continues="xqz/dt"), column("tzgg"), name="市水务局")
    saved = [(later(0), (water, town)), (later(60), (renamed,)), (later(120), (town, renamed)), (later(180), (water,))]
    assert register_at(warehouse, later(999)) == ()
    for now, register in saved:
        save_register(warehouse, OFFICE, register, now=now)
    assert register_at(warehouse, NOW - timedelta(seconds=1)) == ()
    for now, register in saved:
        assert register_at(warehouse, now + timedelta(minutes=59)) == register
    assert register_at(warehouse) == (water,)


def test_a_register_that_did_not_change_adds_nothing_to_what_it_was(warehouse: Warehouse) -> None:
    register = [agency("slj", column("gzdt"), column("tzgg")), agency("sjtj")]
    for minutes in (0, 1440, 2880):
        save_register(warehouse, OFFICE, register, now=later(minutes))
    assert (len(_rows(warehouse, agency_versions)), len(_rows(warehouse, column_versions))) == (2, 3)
    save_register(warehouse, OFFICE, [register[1], register[0]], now=later(4320))
    assert [row["recorded_at"] for row in _rows(warehouse, agency_versions)] == [NOW, NOW, later(4320), later(4320)]
    assert len(_rows(warehouse, column_versions)) == 3


def test_a_column_is_owed_only_while_its_agency_exists(warehouse: Warehouse) -> None:
    gone = agency("xqz", column("dt"), until=AS_OF.date() - timedelta(days=1))
    last_day = agency("slj", column("gzdt", until=date(2027, 1, 1)), until=AS_OF.date())
    night = night_of(warehouse, [gone, last_day, agency("new", **{"from": AS_OF.date() + timedelta(days=1)})])
    assert pending_columns(warehouse, night) == {("slj", "gzdt")}


_COLUMNS = st.lists(
    st.builds(
        lambda code, name, days, rendered: column(code, name=name, max_age_days=days, rendered=rendered),
        st.sampled_from("abc"),
        st.sampled_from(["工作动态", "通知公告"]),
        st.sampled_from([None, 5]),
        st.booleans(),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda one: one.code,
)
_REGISTERS = st.lists(
    st.builds(
        lambda code, name, columns, until: agency(code, *columns, name=name, until=until),
        st.sampled_from(["slj", "sjtj", "xqz"]),
        st.sampled_from(["甲", "乙"]),
        _COLUMNS,
        st.sampled_from([None, date(2026, 12, 31)]),
    ),
    max_size=3,
    unique_by=lambda one: one.code,
).map(tuple)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_REGISTERS, min_size=1, max_size=5))
def test_whatever_becomes_of_the_register_each_of_its_states_comes_back(
    warehouse: Warehouse, registers: list[tuple[Agency, ...]]
) -> None:
    with warehouse.read() as connection:
        before = connection.execute(select(func.max(agency_versions.c.recorded_at))).scalar() or NOW
    moments = [before + timedelta(days=number + 1) for number in range(len(registers))]
    for moment, register in zip(moments, registers, strict=True):
        save_register(warehouse, OFFICE, register, now=moment)
    assert [register_at(warehouse, moment) for moment in moments] == registers
    assert register_at(warehouse) == registers[-1]
