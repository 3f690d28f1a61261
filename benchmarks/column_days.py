"""`python -m benchmarks.column_days`: a year of column days against the bare aggregate over the same visits.

Five thousand columns, a visit of each in every night but twelve. *Judged*: nights with verdicts, as an office has them.
*Not judged*: every day is judged from its visits. The bare way groups the visits by column and local day and fetches
that. Both are timed in turns, on the clock, because on PostgreSQL part of the work is the server's.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    case,
    cast,
    false,
    func,
    insert,
    literal,
    literal_column,
    select,
    text,
    true,
    type_coerce,
)

from schemas.agencies import Agency, Column
from schemas.office import Office
from schemas.results import Limit
from schemas.rules import FreshnessRule, RuleSet
from tests.support.databases import running_postgres
from warehouse.connect import Warehouse, open_warehouse
from warehouse.facts import column_days
from warehouse.save import save_register
from warehouse.save.storable import address_key
from warehouse.tables import check_sets, column_checks, columns, items, nights, observations, runs

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = date(2025, 1, 1)
MISSED = 12
ITEMS = 20
"""About so many of each column, spread over the year."""
RULES = RuleSet(
    name="bench",
    version="1",
    title="bench",
    source="bench",
    freshness=(FreshnessRule(code="f", kinds=("动态要闻",), limit=Limit(value=30), clause="一", text="一个月"),),
    blank_clause="二",
)


@dataclass(frozen=True)
class Compared:
    """Seconds of both ways, round by round."""

    what: str
    ours: Sequence[float]
    bare: Sequence[float]
    rows: int

    def __str__(self) -> str:
        ratio = statistics.median(one / other for one, other in zip(self.ours, self.bare, strict=True))
        return (
            f"column days, {self.what:<24} {self.rows:>9,} rows: {statistics.median(self.ours):6.1f} s   "
            f"bare aggregate {statistics.median(self.bare):6.1f} s   times the bare: {ratio:.2f} (aimed at: < 3)"
        )


def column_days_compared(
    name: str, address: str, *, number: int = 5_000, days: int = 365, rounds: int = 3
) -> Iterator[Compared]:
    """Fill the empty warehouse at `address`, then time both ways: with the nights' verdicts, then without them."""
    agencies = _register(number)
    last = FIRST + timedelta(days=days - 1)
    with open_warehouse(address) as warehouse:
        _fill(warehouse, agencies, days)
    # Opened again: SQLite's log has gone into its file by then.
    with open_warehouse(address) as warehouse:
        for what in ("judged", "not judged"):
            if what == "not judged":
                with warehouse.write() as connection:
                    connection.execute(check_sets.delete())
            ours: list[float] = []
            bare: list[float] = []
            rows = 0
            for _ in range(rounds):
                seconds, rows = _timed(lambda: _bare(warehouse))
                bare.append(seconds)
                seconds, found = _timed(
                    lambda: len(
                        column_days(warehouse, agencies=agencies, rules=RULES, first=FIRST, last=last, zone=ZONE)
                    )
                )
                ours.append(seconds)
                assert found == number * days
            yield Compared(f"{name}, {what}", ours, bare, rows)


def _bare(warehouse: Warehouse) -> int:
    with warehouse.read() as connection:
        return len(connection.execute(_aggregate(connection.dialect.name)).fetchall())


def _aggregate(dialect: str) -> Select[tuple[int, date, int, int]]:
    """Visits by column and local day: how many, how many of them readable."""
    if dialect == "postgresql":
        day = cast(func.timezone(ZONE.key, observations.c.observed_at), Date)
    else:
        day = func.date(type_coerce(observations.c.observed_at, Date), "+8 hours")
    readable = func.sum(cast(observations.c.readable, columns.c.id.type))
    return select(observations.c.column_id, day.label("day"), func.count(), readable).group_by(
        observations.c.column_id, day
    )


def _timed(work: Callable[[], int]) -> tuple[float, int]:
    begun = time.perf_counter()
    found = work()
    return time.perf_counter() - begun, found


def _register(number: int) -> list[Agency]:
    return [
        Agency(
            code=f"a{agency}",
            name=f"单位{agency}",
            agency_class="部门",
            columns=tuple(
                Column(
                    code=f"c{code}",
                    name="动态",
                    kind="动态要闻",
                    category="工作信息",
                    url=f"http://www.example/{agency}/{code}/",
                )
                for code in range(50)
            ),
        )
        for agency in range(number // 50)
    ]


def _fill(warehouse: Warehouse, agencies: Sequence[Agency], days: int) -> None:
    """The rows are made in the database, from its columns and nights."""
    begin = datetime.combine(FIRST, datetime.min.time(), ZONE).replace(hour=22)
    save_register(warehouse, Office(name="云溪"), agencies, now=begin)
    crawled = [n for n in range(days) if n % (days // MISSED) != days // MISSED - 1]
    with warehouse.write() as connection:
        at = {n: begin + timedelta(days=n) for n in crawled}
        rows = [
            {
                "id": n + 1,
                "as_of": at[n] + timedelta(minutes=119),
                "run_id": f"r{n}",
                "started_at": at[n],
                "state": "done",
            }
            for n in crawled
        ]
        connection.execute(insert(nights), rows)
        connection.execute(
            insert(runs),
            [{"run_id": f"r{n}", "night_id": n + 1, "command": "nightly", "started_at": at[n]} for n in crawled],
        )
        connection.execute(insert(check_sets), [{"night_id": n + 1, "as_of": at[n], "warnings": []} for n in crawled])
        # One visit in fifty fails.
        fails = (columns.c.id * 7 + nights.c.id * 3) % 50 == 0
        visit = {
            "night_id": nights.c.id,
            "column_id": columns.c.id,
            "run_id": nights.c.run_id,
            "digest": literal("0" * 64),
            "observed_at": nights.c.started_at,
            "url": columns.c.url,
            "state": _either(fails, "unreachable", "list"),
            "readable": ~fails,
            "reason": literal(""),
            "entries": literal(ITEMS),
            "new_items": literal(0),
            "pages_read": literal(1),
            "read_back_to": literal(date.min, Date),
            "broken_off": false(),
            "stopped_at_known": false(),
            "identity": literal_column("'{}'"),
            "requests": literal(1),
            "bytes": literal(30_000),
            "seconds": literal(0.5),
            "recorded_at": nights.c.started_at,
        }
        every = (
            select(*(value.label(name) for name, value in visit.items()))
            .select_from(columns)
            .join(nights, true())
            .order_by(nights.c.id, columns.c.id)
        )
        connection.execute(insert(observations).from_select(list(visit), every))
        verdict = {
            "night_id": nights.c.id,
            "column_id": columns.c.id,
            "position": columns.c.id,
            "status": _either(fails, "unknown", "fresh"),
            "items": literal(ITEMS),
            "body": literal_column("'{}'"),
        }
        every = (
            select(*(value.label(name) for name, value in verdict.items()))
            .select_from(columns)
            .join(nights, true())
            .order_by(nights.c.id, columns.c.id)
        )
        connection.execute(insert(column_checks).from_select(list(verdict), every))
        # Every item was first shown by the visit of the night of its day.
        numbers = connection.execute(select(observations.c.id, observations.c.column_id, observations.c.night_id))
        shown_by = {(row.column_id, row.night_id): row.id for row in numbers if row.night_id % 17 == 1}
        connection.execute(insert(items), list(_items(shown_by, begin)))
    if warehouse.engine.dialect.name == "postgresql":
        with warehouse.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _either(condition: ColumnElement[bool], one: str, other: str) -> ColumnElement[str]:
    return case((condition, one), else_=other)


def _items(shown_by: Mapping[tuple[int, int], int], begin: datetime) -> Iterator[dict[str, object]]:
    """One item a visit given; of every tenth column only those of the first months, so that it grows stale."""
    for (column, night), observation in shown_by.items():
        at = begin + timedelta(days=night - 1)
        if column % 10 == 0 and night > 120:
            continue
        url = f"http://www.example/{column}/{night}.html"
        yield {
            "column_id": column,
            "url_sha256": address_key(url),
            "url": url,
            "title": f"关于第{night}号事项的通知",
            "published": at.date(),
            "position": 0,
            "first_seen_at": at,
            "first_seen_observation_id": observation,
            "last_seen_at": at,
            "last_seen_observation_id": observation,
            "recorded_at": at,
        }


def main() -> None:
    """Print a line a database, with and without verdicts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append", help="default: both")
    parser.add_argument("--columns", type=int, default=5_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    size = {"number": given.columns, "days": given.days, "rounds": given.rounds}
    for name in given.database or ("sqlite", "postgresql"):
        with _address(name) as address:
            for line in column_days_compared(name, address, **size):
                print(line, flush=True)


@contextmanager
def _address(name: str) -> Iterator[str]:
    if name == "sqlite":
        with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
            yield f"sqlite:///{Path(folder) / 'warehouse.sqlite'}"
    else:
        with running_postgres() as server:
            yield server.fresh()


if __name__ == "__main__":
    main()
