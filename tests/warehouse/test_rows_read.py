"""What a night reads does not grow with the years: databases choose how they read, so their plans are looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, func, insert, select, text

from tests.support.databases import Postgres
from tests.warehouse.world import NOW, agency, column, entry, later, night_of, visit
from warehouse.connect import Warehouse, open_warehouse
from warehouse.facts import due_documents, known_columns, records_of
from warehouse.save import save_visits
from warehouse.tables import documents, observations

COLUMNS, NIGHTS = 40, 400
DOCUMENTS = 5_000
PARTS = {"ix_documents_never_read", "ix_documents_read", "ix_documents_checked_at"}


@contextmanager
def _plans(w: Warehouse) -> Iterator[list[str]]:
    """How the questions asked in the block are answered."""
    plans: list[str] = []
    words = "EXPLAIN" if w.engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"

    def explain(_: Any, cursor: Any, statement: str, values: Any, *more: Any) -> None:
        if statement.startswith("SELECT"):
            own = cursor.connection.execute(f"{words} {statement}", values)
            plans.append("\n".join(row[-1] for row in own))

    event.listen(w.engine, "before_cursor_execute", explain)
    try:
        yield plans
    finally:
        event.remove(w.engine, "before_cursor_execute", explain)


@pytest.mark.postgres
def test_what_is_known_of_columns_is_read_without_all_their_visits(postgres: Postgres) -> None:
    office = agency("slj", *(column(f"c{n}") for n in range(COLUMNS)))
    address = postgres.lend()
    with open_warehouse(address) as w:
        night = night_of(w, [office])
        save_visits(w, night, [(visit(entry(1), column=one.code), ()) for one in office.columns])
        names = ", ".join(f'"{one.name}"' for one in observations.c if one.name not in ("id", "digest", "observed_at"))
        with w.write() as connection:
            earlier = f"SELECT {names}, id + 1000 * n, md5(id || '-' || n), observed_at - n * interval '1 day'"
            connection.execute(
                text(
                    f"INSERT INTO observations ({names}, id, digest, observed_at) {earlier}"
                    f" FROM observations, generate_series(1, {NIGHTS}) AS n"
                )
            )
            connection.execute(text("ANALYZE"))
        with _plans(w) as plans:
            known = known_columns(w, [("slj", one.code) for one in office.columns])
    postgres.take_back(address)
    assert len(known) == COLUMNS
    assert len(plans) >= 3
    assert [plan for plan in plans if "Seq Scan on observations" in plan] == []


def test_what_a_night_is_to_ask_and_was_answered_is_found_without_reading_all_documents(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    save_visits(warehouse, night, [(visit(entry(1)), ())])
    again, never_again, today = later(-1), None, later(1)
    others = [
        {"url_sha256": f"{number}", "url": f"http://www.yunxi.example/{number}", "host": "www.yunxi.example"}
        | {"listed_at": later(-9), "due_at": due, "checked_at": asked, "reads": 1, "failures": 0, "reason": ""}
        for number, (due, asked) in enumerate(
            [(never_again, later(-9))] * DOCUMENTS + [(again, later(-9)), (never_again, today)]
        )
    ]
    with warehouse.write() as connection:
        connection.execute(insert(documents), others)
        connection.execute(text("ANALYZE"))
    with _plans(warehouse) as plans:
        found = due_documents(warehouse, night, hosts=["www.yunxi.example"], per_host=9, now=NOW)
        records_of(warehouse, night)
    assert [due.url for due in found["www.yunxi.example"]] == [entry(1).url, f"http://www.yunxi.example/{DOCUMENTS}"]
    assert {name for name in PARTS for plan in plans if name in plan} == PARTS
    assert [plan for plan in plans if "Seq Scan on documents" in plan or "SCAN documents" in plan] == []


@pytest.mark.postgres
def test_whether_addresses_are_known_is_looked_up_without_reading_all_documents(postgres: Postgres) -> None:
    address = postgres.lend()
    with open_warehouse(address) as w:
        night = night_of(w, [agency()])
        save_visits(w, night, [(visit(entry(1)), ())])
        names = ", ".join(f'"{one.name}"' for one in documents.c if one.name not in ("id", "url_sha256"))
        with w.write() as connection:
            others = f"SELECT {names}, n::text FROM documents, generate_series(1, {DOCUMENTS}) AS n"
            connection.execute(text(f"INSERT INTO documents ({names}, url_sha256) {others}"))
            connection.execute(text("ANALYZE"))
        with _plans(w) as plans:
            save_visits(w, night, [(visit(*(entry(number) for number in range(1_000)), at=later(1)), ())])
        with w.read() as connection:
            assert connection.execute(select(func.count()).select_from(documents)).scalar_one() == DOCUMENTS + 1_000
    postgres.take_back(address)
    assert [plan for plan in plans if "Scan using uq_documents_url_sha256 on documents" in plan]
    assert [plan for plan in plans if "Seq Scan on documents" in plan] == []
