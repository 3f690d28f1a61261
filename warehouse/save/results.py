"""Save a night's verdicts and scorecards. They belong to the night: saving them again replaces them as a whole."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from schemas.results import CheckResults, Scorecards
from warehouse.connect import Warehouse
from warehouse.errors import NotRegistered
from warehouse.nights import Night
from warehouse.tables import (
    agencies,
    check_sets,
    column_checks,
    columns,
    count_checks,
    expectation_results,
    scorecard_sets,
    scorecards,
)

VERDICTS = (check_sets, column_checks, count_checks, expectation_results, scorecard_sets, scorecards)


def save_checks(w: Warehouse, night: Night, results: CheckResults) -> None:
    """Replace the night's verdicts. Raises `NotRegistered`; the earlier verdicts then stay."""
    with w.write() as connection:
        ids = _Ids(connection, w.name)
        _replace(
            connection,
            night,
            {
                check_sets: [
                    {
                        "as_of": results.as_of,
                        "warnings": [warning.model_dump(mode="json") for warning in results.warnings],
                    }
                ],
                column_checks: [
                    {
                        "column_id": ids.column(check.agency, check.column),
                        "position": position,
                        "status": check.status,
                        "cause": check.cause,
                        "newest": check.newest,
                        "age_days": check.age_days,
                        "limit_days": check.limit_days,
                        "due_on": check.due_on,
                        "items": check.items,
                        "body": check.model_dump(mode="json"),
                    }
                    for position, check in enumerate(results.columns)
                ],
                count_checks: [
                    {
                        "position": position,
                        "agency_id": ids.agency(check.agency),
                        "column_id": ids.column(check.agency, check.column) if check.column else None,
                        "category": check.category,
                        "period": check.period,
                        "status": check.status,
                        "items": check.items,
                        "min_items": check.min_items,
                        "body": check.model_dump(mode="json"),
                    }
                    for position, check in enumerate(results.counts)
                ],
                expectation_results: [
                    {
                        "position": position,
                        "suite": result.suite,
                        "code": result.code,
                        "success": result.success,
                        "evaluated": result.evaluated,
                        "failed": result.failed,
                        "body": result.model_dump(mode="json"),
                    }
                    for position, result in enumerate(results.expectations)
                ],
            },
        )


def save_scorecards(w: Warehouse, night: Night, cards: Scorecards) -> None:
    """Replace the night's scorecards. Raises `NotRegistered`; the earlier ones then stay."""
    with w.write() as connection:
        ids = _Ids(connection, w.name)
        _replace(
            connection,
            night,
            {
                scorecard_sets: [
                    {
                        "office": cards.office,
                        "as_of": cards.as_of,
                        "run_id": cards.run_id,
                        "rules": cards.rules.name,
                        "rules_version": cards.rules.version,
                        "coverage": cards.coverage,
                    }
                ],
                scorecards: [
                    {
                        "agency_id": ids.agency(card.code),
                        "position": position,
                        "score": None if card.score is None else float(card.score),
                        "max": float(card.max),
                        "percent": None if card.percent is None else float(card.percent),
                        "coverage": card.coverage,
                        "grade": card.grade,
                        "rank": card.rank,
                        "card": card.model_dump(mode="json"),
                    }
                    for position, card in enumerate(cards.agencies)
                ],
            },
        )


def forget_verdicts(w: Warehouse, night: Night) -> None:
    """Drop the night's checks and scorecards: what they were drawn from is about to change."""
    with w.write() as connection:
        for table in VERDICTS:
            connection.execute(delete(table).where(table.c.night_id == night.id))


def _replace(connection: Connection, night: Night, tables: Mapping[Table, list[dict[str, Any]]]) -> None:
    for table, rows in tables.items():
        connection.execute(delete(table).where(table.c.night_id == night.id))
        if rows:
            connection.execute(insert(table), [{"night_id": night.id, **row} for row in rows])


class _Ids:
    """Ids of registered agencies and columns by their codes."""

    def __init__(self, connection: Connection, where: str) -> None:
        self._where = where
        self._agencies: dict[str, int] = {
            row.code: row.id for row in connection.execute(select(agencies.c.code, agencies.c.id))
        }
        self._columns: dict[tuple[str, str], int] = {
            (row.agency, row.code): row.id
            for row in connection.execute(
                select(agencies.c.code.label("agency"), columns.c.code, columns.c.id).join(columns)
            )
        }

    def agency(self, code: str) -> int:
        if code not in self._agencies:
            raise NotRegistered(self._where, f"agency {code} is not in the register")
        return self._agencies[code]

    def column(self, agency: str, code: str) -> int:
        if (agency, code) not in self._columns:
            raise NotRegistered(self._where, f"column {agency}/{code} is not in the register")
        return self._columns[agency, code]
