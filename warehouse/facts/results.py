"""Verdicts, scorecards and people's answers as they were saved."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from schemas.messages import Reason
from schemas.results import (
    AgencyCard,
    CheckResults,
    ColumnCheck,
    CountCheck,
    ExpectationResult,
    RuleSetName,
    Scorecards,
)
from schemas.reviews import Answer
from warehouse.connect import Warehouse
from warehouse.nights import Night
from warehouse.tables import (
    agencies,
    check_sets,
    column_checks,
    columns,
    count_checks,
    expectation_results,
    nights,
    scorecard_sets,
    scorecards,
)
from warehouse.tables import reviews as review_table


def check_results(w: Warehouse, night: Night) -> CheckResults | None:
    """The night's verdicts; `None` if it was not validated."""
    with w.read() as connection:
        whole = connection.execute(select(check_sets).where(check_sets.c.night_id == night.id)).first()
        if whole is None:
            return None
        bodies = {
            table: list(
                connection.execute(
                    select(table.c.body).where(table.c.night_id == night.id).order_by(table.c.position)
                ).scalars()
            )
            for table in (column_checks, count_checks, expectation_results)
        }
    return CheckResults(
        as_of=whole.as_of,
        columns=tuple(ColumnCheck.model_validate(body) for body in bodies[column_checks]),
        counts=tuple(CountCheck.model_validate(body) for body in bodies[count_checks]),
        expectations=tuple(ExpectationResult.model_validate(body) for body in bodies[expectation_results]),
        warnings=tuple(Reason.model_validate(warning) for warning in whole.warnings),
    )


def last_column_checks(w: Warehouse, until: Mapping[tuple[str, str], date]) -> dict[tuple[str, str], ColumnCheck]:
    """How columns stood on the last judged night up to and including a day: (agency, column), codes, to that day.

    A column that was not judged by then is left out.
    """
    found = {}
    with w.read() as connection:
        for (agency, column), day in until.items():
            body = connection.execute(
                select(column_checks.c.body)
                .join(nights, nights.c.id == column_checks.c.night_id)
                .join(columns, columns.c.id == column_checks.c.column_id)
                .join(agencies, agencies.c.id == columns.c.agency_id)
                .where(agencies.c.code == agency, columns.c.code == column, nights.c.day <= day)
                .order_by(nights.c.as_of.desc())
                .limit(1)
            ).scalar()
            if body is not None:
                found[agency, column] = ColumnCheck.model_validate(body)
    return found


def scorecards_of(w: Warehouse, night: Night) -> Scorecards | None:
    """The night's scorecards; `None` if it was not scored."""
    return _scorecards(w, nights.c.id == night.id)


def last_scorecards(w: Warehouse, *, before: datetime) -> Scorecards | None:
    """The scorecards of the latest scored night whose monitoring point lies before `before`."""
    return _scorecards(w, nights.c.as_of < before)


def reviews(w: Warehouse) -> tuple[Answer, ...]:
    """All answers ever recorded, in the order they were decided: of several about one duty the last one counts."""
    with w.read() as connection:
        bodies = connection.execute(
            select(review_table.c.body).order_by(
                review_table.c.decided_on, review_table.c.recorded_at, review_table.c.id
            )
        ).scalars()
        return tuple(Answer.model_validate(body) for body in bodies)


def _scorecards(w: Warehouse, which: ColumnElement[bool]) -> Scorecards | None:
    with w.read() as connection:
        whole = connection.execute(
            select(scorecard_sets)
            .join(nights, nights.c.id == scorecard_sets.c.night_id)
            .where(which)
            .order_by(nights.c.as_of.desc())
            .limit(1)
        ).first()
        if whole is None:
            return None
        cards = connection.execute(
            select(scorecards.c.card).where(scorecards.c.night_id == whole.night_id).order_by(scorecards.c.position)
        ).scalars()
        return _assembled(whole, [AgencyCard.model_validate(card) for card in cards])


def _assembled(whole: Row[Any], cards: list[AgencyCard]) -> Scorecards:
    return Scorecards(
        office=whole.office,
        as_of=whole.as_of,
        run_id=whole.run_id,
        rules=RuleSetName(name=whole.rules, version=whole.rules_version),
        coverage=whole.coverage,
        agencies=tuple(cards),
    )
