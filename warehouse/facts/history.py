"""What earlier nights saw and scored, for the pages: statuses, items by month, percentages, oldest night first."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, Connection, Select, Subquery, extract, func, select

from schemas.night import ColumnHistory, ColumnNight, History, ItemsPerMonth, MonthItems, ScoreHistory, ScoreNight
from warehouse.connect import Warehouse
from warehouse.facts.seen import local_day, with_codes
from warehouse.nights import NIGHT_COLUMNS, Night, as_night
from warehouse.tables import agencies, column_checks, columns, items, scorecard_sets, scorecards
from warehouse.tables import nights as night_table


def nights(w: Warehouse, *, limit: int = 60) -> tuple[Night, ...]:
    """The latest nights, the oldest of them first."""
    with w.read() as connection:
        rows = connection.execute(select(*NIGHT_COLUMNS).order_by(night_table.c.as_of.desc()).limit(limit)).all()
    return tuple(as_night(row) for row in reversed(rows))


def history(w: Warehouse, night: Night, *, zone: ZoneInfo, limit: int = 60, months: int = 24) -> History:
    """Up to `limit` nights and `months` calendar months, ending with `night`; days and months are those of `zone`."""
    latest = (
        select(night_table.c.id, night_table.c.as_of)
        .where(night_table.c.as_of <= night.as_of)
        .order_by(night_table.c.as_of.desc())
        .limit(limit)
        .subquery()
    )
    today = local_day(night.as_of, zone)
    with w.read() as connection:
        return History(
            columns=_statuses(connection, latest, zone),
            items=_items(connection, today, months),
            scores=_scores(connection, latest, zone),
        )


def _statuses(connection: Connection, latest: Subquery, zone: ZoneInfo) -> tuple[ColumnHistory, ...]:
    found: dict[tuple[str, str], list[ColumnNight]] = defaultdict(list)
    rows = connection.execute(
        with_codes(latest.c.as_of, column_checks.c.status)
        .join(column_checks, column_checks.c.column_id == columns.c.id)
        .join(latest, latest.c.id == column_checks.c.night_id)
        .order_by(agencies.c.code, columns.c.code, latest.c.as_of)
    )
    for row in rows:
        found[row.agency, row.column].append(ColumnNight(day=local_day(row.as_of, zone), status=row.status))
    return tuple(ColumnHistory(agency=key[0], column=key[1], nights=tuple(seen)) for key, seen in found.items())


def _scores(connection: Connection, latest: Subquery, zone: ZoneInfo) -> tuple[ScoreHistory, ...]:
    found: dict[str, list[ScoreNight]] = defaultdict(list)
    rows = connection.execute(
        select(
            agencies.c.code,
            latest.c.as_of,
            scorecards.c.percent,
            scorecard_sets.c.rules,
            scorecard_sets.c.rules_version,
        )
        .select_from(scorecards)
        .join(agencies, agencies.c.id == scorecards.c.agency_id)
        .join(latest, latest.c.id == scorecards.c.night_id)
        .join(scorecard_sets, scorecard_sets.c.night_id == scorecards.c.night_id)
        .order_by(agencies.c.code, latest.c.as_of)
    )
    for row in rows:
        found[row.code].append(
            ScoreNight(
                day=local_day(row.as_of, zone),
                percent=None if row.percent is None else Decimal(str(row.percent)),
                rules=f"{row.rules} {row.rules_version}",
            )
        )
    return tuple(ScoreHistory(agency=agency, nights=tuple(seen)) for agency, seen in found.items())


def _items(connection: Connection, today: date, months: int) -> tuple[ItemsPerMonth, ...]:
    first = today.replace(day=1) - relativedelta(months=months - 1)
    names = [f"{first + relativedelta(months=n):%Y-%m}" for n in range(months)]
    agency_wide = _monthly(connection, (agencies.c.code,), first, today)
    by_column = _monthly(connection, (agencies.c.code, columns.c.code), first, today)
    return tuple(
        ItemsPerMonth(
            agency=key[0],
            column=key[1] if len(key) > 1 else None,
            months=tuple(MonthItems(month=name, items=counts.get(name, 0)) for name in names),
        )
        for key, counts in [*agency_wide.items(), *by_column.items()]
    )


def _monthly(
    connection: Connection, by: tuple[ColumnElement[str], ...], first: date, last: date
) -> dict[tuple[str, ...], dict[str, int]]:
    """Distinct addresses by `by` and month. Who has columns is listed, also with no item in these months."""
    found: dict[tuple[str, ...], dict[str, int]] = {tuple(row): {} for row in connection.execute(_registered(by))}
    year, month = extract("year", items.c.published), extract("month", items.c.published)
    rows = connection.execute(
        select(*by, year.label("year"), month.label("month"), func.count(items.c.url_sha256.distinct()).label("n"))
        .select_from(items)
        .join(columns, columns.c.id == items.c.column_id)
        .join(agencies, agencies.c.id == columns.c.agency_id)
        .where(items.c.published.between(first, last))
        .group_by(*by, year, month)
        .order_by(*by, year, month)
    )
    for row in rows:
        found.setdefault(tuple(row[: len(by)]), {})[f"{int(row.year):04}-{int(row.month):02}"] = row.n
    return found


def _registered(by: tuple[ColumnElement[str], ...]) -> Select[Any]:
    return (
        select(*by)
        .select_from(columns)
        .join(agencies, agencies.c.id == columns.c.agency_id)
        .where(columns.c.retired_at.is_(None))
        .distinct()
        .order_by(*by)
    )
