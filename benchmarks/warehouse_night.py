"""A night over columns with one year of history against the same night, of the same date, over columns with several.

*Visiting*: what is known of the columns is read, a third of them have a new entry, all visits are saved. *Facts*: the
frames that the night is judged by.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event

from benchmarks.column_days import RULES
from schemas.agencies import Agency, Column
from schemas.entries import Entry
from schemas.office import Office
from schemas.results import ColumnVisit, Evidence
from warehouse.connect import Warehouse, open_warehouse
from warehouse.facts import KnownItems, KnownPages, category_facts, column_facts, known_columns
from warehouse.save import begin_night, begin_run, save_register, save_visits
from warehouse.validators import PageValidators

COLUMNS = 24
SHOWN = 20
COMPARED = datetime(2025, 3, 31, 18, 0, tzinfo=UTC)
"""The first night that is compared."""
ZONE = ZoneInfo("Asia/Shanghai")
NIGHTS = 7
"""Measured of each history, in turns."""
AGENCY = Agency(
    code="slj",
    name="市水利局",
    agency_class="部门",
    columns=tuple(
        Column(code=f"c{n}", name=f"栏目{n}", kind="动态要闻", category="工作信息", url=f"http://a.example/c{n}/")
        for n in range(COLUMNS)
    ),
)


@dataclass(frozen=True)
class Cost:
    """Of one part of a night."""

    seconds: float
    statements: int
    read: int
    """Rows and index entries that the server read (PostgreSQL); steps of SQLite's machine, in hundreds."""


class City:
    """Columns that get a new entry every third day, in one warehouse, and the nights that see it."""

    def __init__(self, w: Warehouse, days: int) -> None:
        self.w = w
        self._first = COMPARED - timedelta(days=days)
        self._days = 0
        self._visits = 0
        self._latest: dict[int, int] = {}
        save_register(w, Office(name="云溪市"), [AGENCY], now=self._first)
        for _ in range(days):
            self.visiting()

    def visiting(self) -> None:
        """One night's visits."""
        at = self._first + timedelta(days=self._days)
        run = f"r{self._days}"
        keys = [(AGENCY.code, column.code) for column in AGENCY.columns]
        known = known_columns(self.w, keys)
        begin_run(self.w, run_id=run, command="crawl", now=at)
        night = begin_night(self.w, as_of=at, run_id=run, now=at)
        visits = []
        for number, column in enumerate(AGENCY.columns):
            ours = known[AGENCY.code, column.code].id
            changed = (self._days + number) % 3 == 0 or number not in self._latest
            self._visits += 1
            if changed:
                urls = {entry.url for entry in self._entries(number)}
                KnownItems(self.w, [ours]) >= urls  # noqa: B015  (what a crawl asks)
                dict(KnownPages(self.w, ours))
                self._latest[number] = self._visits
            visits.append(self._visit(number, column, at, None if changed else self._latest[number]))
        save_visits(self.w, night, visits)
        self._days += 1

    def facts(self) -> None:
        """The same night's frames."""
        as_of = self._first + timedelta(days=self._days - 1)
        column_facts(self.w, agencies=[AGENCY], rules=RULES, as_of=as_of, zone=ZONE)
        category_facts(self.w, agencies=[AGENCY], as_of=as_of, zone=ZONE, year=as_of.year)

    def _entries(self, number: int) -> tuple[Entry, ...]:
        today = self._first.date() + timedelta(days=self._days - (self._days + number) % 3)
        days = [today - timedelta(days=3 * back) for back in range(SHOWN)]
        return tuple(
            Entry(
                title=f"栏目{number}第{day:%Y%m%d}号",
                url=f"http://a.example/c{number}/t{day:%Y%m%d}.html",
                published=day,
            )
            for day in days
        )

    def _visit(
        self, number: int, column: Column, at: datetime, same_as: int | None
    ) -> tuple[ColumnVisit, Sequence[PageValidators]]:
        sha256 = f"{self._days * 1000 + number:064x}"
        proof = Evidence(url=column.url, fetched_at=at, sha256=sha256, record="evidence/a.warc.gz#1", length=9_000)
        page = PageValidators(url=column.url, sha256=sha256, record="evidence/a.warc.gz#1", fetched_at=at)
        visit = ColumnVisit(
            agency=AGENCY.code,
            column=column.code,
            url=column.url,
            observed_at=at,
            state="list",
            entries=() if same_as else self._entries(number),
            pages_read=1,
            read_back_to=date.min,
            evidence=() if same_as else (proof,),
            same_as=same_as,
            entries_of_same=SHOWN if same_as else 0,
            settled_by=1,
        )
        return visit, () if same_as else (page,)


def nights_compared(database: str, fresh: Callable[[], str], *, years: int) -> Iterator[str]:
    """The costs of `NIGHTS` nights after one year and after `years`, a line a part."""
    with open_warehouse(fresh()) as short, open_warehouse(fresh()) as long:
        cities = City(short, 365), City(long, 365 * years)
        costs: dict[str, list[tuple[Cost, ...]]] = {"visiting": [], "facts": []}
        for city in cities:
            _settle(city.w)
            city.facts()
        for _ in range(NIGHTS):
            for part, seen in costs.items():
                seen.append(tuple(_cost(city.w, getattr(city, part)) for city in cities))
    for part, seen in costs.items():
        yield f"a night, {database:<10} {part:<8} {years} years of history against one: " + ", ".join(
            f"{name} {_ratio(seen, name):.2f} (aimed at: {most})"
            for name, most in (("seconds", "1.25"), ("statements", "1.10"), ("read", "1.10"))
        )


def _ratio(seen: Sequence[tuple[Cost, ...]], name: str) -> float:
    return statistics.median(getattr(long, name) / getattr(short, name) for short, long in seen)


def _settle(w: Warehouse) -> None:
    """What either database does by itself in the hours between two nights."""
    with w.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _cost(w: Warehouse, work: Callable[[], None]) -> Cost:
    with _counted(w) as count:
        begun = time.perf_counter()
        work()
        seconds = time.perf_counter() - begun
    return Cost(seconds, count["statements"], count["read"])


@contextmanager
def _counted(w: Warehouse) -> Iterator[dict[str, int]]:
    """Count statements and what the database reads for them."""
    count = {"statements": 0, "read": 0}
    is_sqlite = w.engine.dialect.name == "sqlite"

    def stated(*_: Any) -> None:
        count["statements"] += 1

    def step() -> None:
        count["read"] += 1

    def watch(connection: Any, *_: Any) -> None:
        connection.set_progress_handler(step, 100)

    before = 0 if is_sqlite else _read_so_far(w)
    event.listen(w.engine, "before_cursor_execute", stated)
    if is_sqlite:
        event.listen(w.engine, "checkout", watch)
    try:
        yield count
    finally:
        event.remove(w.engine, "before_cursor_execute", stated)
        if is_sqlite:
            event.remove(w.engine, "checkout", watch)
        else:
            count["read"] = _read_so_far(w) - before


def _read_so_far(w: Warehouse) -> int:
    """Rows read one after another, and index entries. Backends report them when they are told to."""
    with w.engine.connect() as connection:
        connection.exec_driver_sql("SELECT pg_stat_force_next_flush()")
        connection.commit()
        rows = connection.exec_driver_sql("SELECT coalesce(sum(seq_tup_read), 0) FROM pg_stat_user_tables").scalar()
        entries = connection.exec_driver_sql("SELECT coalesce(sum(idx_tup_read), 0) FROM pg_stat_user_indexes").scalar()
    return int(rows or 0) + int(entries or 0)
