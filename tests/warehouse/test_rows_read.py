"""What a night reads does not grow with the years: PostgreSQL chooses how it reads, so its plans are looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from tests.support.databases import Postgres
from tests.warehouse.world import agency, column, entry, later, night_of, visit
from warehouse.connect import Warehouse, open_warehouse
from warehouse.facts import known_columns
from warehouse.save import save_visits
from warehouse.tables import documents, observations

COLUMNS, NIGHTS = 40, 400
DOCUMENTS = 5_000


@contextmanager
def _plans(w: Warehouse) -> Iterator[list[str]]:
    """How the questions asked in the block are answered."""
    plans: list[str] = []

    def explain(_: Any, cursor: Any, statement: str, values: Any, *more: Any) -> None:
        if statement.startswith("SELECT"):
            own = cursor.connection.execute("EXPLAIN " + statement, values)
            plans.append("\n".join(line for (line,) in own))

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
