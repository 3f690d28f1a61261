"""`python -m benchmarks.warehouse`: what the warehouse costs, on both databases.

**Loading**: visits of new items saved as a crawl saves them, a thousand items a transaction, against the very same rows
of all tables given to the database in one transaction: COPY from text made before (PostgreSQL), executemany with
tuples made before (SQLite), into tables with the same indexes and constraints, the collector of garbage set for both as
in a crawl.

**A night** over columns with one year of history against the same night over columns with several: what it asks, reads
and takes.

**Column days** of a year against the bare aggregate over the same visits (`python -m benchmarks.column_days`).
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Table, func, select

from benchmarks.column_days import column_days_compared
from benchmarks.warehouse_night import nights_compared
from flows.garbage import seldom_swept
from schemas.agencies import Agency, Column
from schemas.entries import Entry
from schemas.office import Office
from schemas.results import ColumnVisit, Evidence
from tests.support.databases import running_postgres
from warehouse.connect import Warehouse, open_warehouse
from warehouse.nights import Night
from warehouse.save import Visited, begin_night, save_register, save_visits
from warehouse.tables import documents, item_counts, items, observations, pages, validators
from warehouse.validators import PageValidators

AT = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
A_TRANSACTION = 50
"""Visits of twenty items: a thousand items, as the crawl has them."""
WRITTEN = (observations, pages, items, item_counts, documents, validators)
"""The tables that a load of new items writes to, in an order that its references allow."""


class Taken(NamedTuple):
    """Seconds on the clock, and of processor time: ours and, on PostgreSQL, that of the server's process for us."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Loaded:
    """What both ways took, round by round."""

    database: str
    ours: Sequence[Taken]
    bare: Sequence[Taken]
    rows: int

    def __str__(self) -> str:
        pairs = list(zip(self.ours, self.bare, strict=True))
        wall, cpu = (statistics.median(bare[at] / ours[at] for ours, bare in pairs) for at in (0, 1))
        ours, bare = (self.rows / statistics.median(one.wall for one in taken) for taken in (self.ours, self.bare))
        return (
            f"loading, {self.database:<10} save_visits {ours:8,.0f} items/s   bare {bare:8,.0f} items/s   "
            f"as fast as bare: {wall:.3f} (of the medians {ours / bare:.3f}), by processor time {cpu:.3f} "
            f"(aimed at: 0.500)"
        )


def register(columns: int) -> list[Agency]:
    """Agencies of a hundred columns."""
    return [
        Agency(
            code=f"a{number}",
            name=f"单位{number}",
            agency_class="部门",
            columns=tuple(
                Column(
                    code=f"c{place}",
                    name=f"栏目{place}",
                    kind="动态要闻",
                    category="工作信息",
                    url=f"http://www{number}.yunxi.example/c{place}/",
                )
                for place in range(number, min(number + 100, columns))
            ),
        )
        for number in range(0, columns, 100)
    ]


def visits_of(agencies: Sequence[Agency], *, entries: int) -> list[Visited]:
    """A first visit of each column, with so many entries."""
    return [_visit(agency.code, column, entries) for agency in agencies for column in agency.columns]


def _visit(agency: str, column: Column, entries: int) -> Visited:
    page = PageValidators(
        url=column.url, sha256=f"{hash(column.url):064x}", record="evidence/a.warc.gz#1", fetched_at=AT, etag='"1"'
    )
    proof = Evidence(url=page.url, fetched_at=AT, sha256=page.sha256, record=page.record, length=9_000)
    visit = ColumnVisit(
        agency=agency,
        column=column.code,
        url=column.url,
        observed_at=AT,
        state="list",
        entries=tuple(
            Entry(
                title=f"关于开展{column.name}第{number}号事项专项整治工作的通知",
                url=f"{column.url}202611/t202611{number:02}_{column.code}.html",
                published=date(2026, 11, 20) - timedelta(days=number),
                published_raw=f"2026-11-{number:02}",
                published_from="row",
            )
            for number in range(entries)
        ),
        pages_read=1,
        read_back_to=date.min,
        evidence=(proof,),
        requests=1,
        bytes=32_000,
        fetched=entries,
        settled_by=1,
        reader="0123456789abcdef",
        parses=1,
    )
    return visit, [page]


@dataclass(frozen=True)
class Database:
    """One kind of database, as far as a load is concerned."""

    name: str
    fresh: Callable[[], str]
    taken: Callable[[Warehouse], list[tuple[Table, Any]]]
    """The rows of all tables that were written to, as the bare way takes them."""
    bare: Callable[[Warehouse, list[tuple[Table, Any]]], None]


def loading(database: Database, *, columns: int, entries: int, rounds: int) -> Loaded:
    """Both ways in turns, each into a warehouse of its own that holds nothing but the register and a night."""
    agencies = register(columns)
    visits = visits_of(agencies, entries=entries)
    ours, bare = [], []
    with seldom_swept():
        for _ in range(rounds):
            with _prepared(database, agencies) as (warehouse, night):
                ours.append(_taken(warehouse, partial(_save, warehouse, night, visits)))
                rows = database.taken(warehouse)
            with _prepared(database, agencies) as (warehouse, _):
                bare.append(_taken(warehouse, partial(database.bare, warehouse, rows)))
    return Loaded(database.name, ours, bare, columns * entries)


@contextmanager
def _prepared(database: Database, agencies: Sequence[Agency]) -> Iterator[tuple[Warehouse, Night]]:
    with open_warehouse(database.fresh()) as warehouse:
        save_register(warehouse, Office(name="云溪市"), agencies, now=AT)
        yield warehouse, begin_night(warehouse, as_of=AT, run_id="r1", now=AT)


def _save(w: Warehouse, night: Night, visits: Sequence[Visited]) -> None:
    for start in range(0, len(visits), A_TRANSACTION):
        save_visits(w, night, visits[start : start + A_TRANSACTION])


def _taken(w: Warehouse, work: Callable[[], object]) -> Taken:
    begun = time.perf_counter(), time.process_time() + _server_seconds(w)
    work()
    return Taken(time.perf_counter() - begun[0], time.process_time() + _server_seconds(w) - begun[1])


def _server_seconds(w: Warehouse) -> float:
    """Processor time of the server's process that works for us; the pool has a single connection, used again."""
    if w.engine.dialect.name != "postgresql":
        return 0.0
    with w.read() as connection:
        pid = connection.execute(select(func.pg_backend_pid())).scalar_one()
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")


def _tuples(w: Warehouse) -> list[tuple[Table, Any]]:
    with w.read() as connection:
        return [
            (table, [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table.name}")])  # noqa: S608
            for table in WRITTEN
        ]


def _executemany(w: Warehouse, rows: list[tuple[Table, Any]]) -> None:
    with w.write() as connection:
        cursor = connection.connection.cursor()
        for table, values in rows:
            marks = ", ".join("?" for _ in values[0])
            cursor.executemany(f"INSERT INTO {table.name} VALUES ({marks})", values)  # noqa: S608


def _texts(w: Warehouse) -> list[tuple[Table, Any]]:
    with w.read() as connection:
        found = []
        for table in WRITTEN:
            with connection.connection.cursor().copy(f"COPY {table.name} TO STDOUT") as copy:
                found.append((table, b"".join(bytes(block) for block in copy)))
        return found


def _copy(w: Warehouse, rows: list[tuple[Table, Any]]) -> None:
    with w.write() as connection:
        for table, text in rows:
            with connection.connection.cursor().copy(f"COPY {table.name} FROM STDIN") as copy:
                copy.write(text)


@contextmanager
def databases(names: Sequence[str]) -> Iterator[list[Database]]:
    """Those named, the server started for the length of the block."""
    with ExitStack() as open_ones:
        folder = Path(open_ones.enter_context(tempfile.TemporaryDirectory(prefix="gongkai-bench-")))
        found = []
        if "sqlite" in names:
            numbers = iter(range(1_000))
            found.append(
                Database("sqlite", lambda: f"sqlite:///{folder}/{next(numbers)}.sqlite", _tuples, _executemany)
            )
        if "postgresql" in names:
            server = open_ones.enter_context(running_postgres())
            found.append(Database("postgresql", server.fresh, _texts, _copy))
        yield found


def main() -> None:
    """Print a line a database and question."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append", help="default: both")
    parser.add_argument("--only", choices=("loading", "night", "days"), help="default: all")
    parser.add_argument("--columns", type=int, default=5_000, help="to load: as many visits (default 5000)")
    parser.add_argument("--entries", type=int, default=20, help="of each visit (default 20)")
    parser.add_argument("--rounds", type=int, default=3, help="of loading (default 3)")
    parser.add_argument("--years", type=int, default=5, help="of history, against one (default 5)")
    given = parser.parse_args()
    with databases(given.database or ("sqlite", "postgresql")) as known:
        for database in known:
            if given.only in (None, "loading"):
                print(loading(database, columns=given.columns, entries=given.entries, rounds=given.rounds), flush=True)
            if given.only in (None, "night"):
                for line in nights_compared(database.name, database.fresh, years=given.years):
                    print(line, flush=True)
            if given.only in (None, "days"):
                for compared in column_days_compared(database.name, database.fresh()):
                    print(compared, flush=True)


if __name__ == "__main__":
    main()
