"""What is true of the city on a night: every column's status and every agency's score, by plain arithmetic.

Worked out from the item histories and the special cases alone, and on purpose apart from the program under
demonstration: two implementations must agree. Scores are those of the starter plan: nothing blank 20 points,
everything within its limit 60, minimum counts 20.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from demo.city import condition, items_visible, monitoring_point
from demo.limits import limit_of, oldest_allowed
from demo.values import Agency, City, Column, Condition, Item

Status = Literal["fresh", "stale", "blank", "unknown", "unlimited"]
Verdict = Literal["met", "unmet", "unknown", "not_due", "not_applicable", "needs_review"]

COVERAGE_BAR = 0.6
DUE: frozenset[Verdict] = frozenset({"met", "unmet", "unknown", "needs_review"})
JUDGED: frozenset[Verdict] = frozenset({"met", "unmet"})
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ColumnTruth:
    """One column on one night."""

    name: str
    status: Status
    seen: bool
    """Its page could be read tonight."""
    noted: bool
    """It is blank, and the page says why."""
    undated: bool
    """It was seen, and no item carries a date."""
    newest: date | None
    """The newest day printed up to tonight, on any night that could be read."""
    age_days: int | None
    within_limit: bool
    """`newest` is within the column's limit; `False` where there is none."""
    items: int
    """Items known from every night so far that carry no date, or one up to tonight."""


@dataclass(frozen=True, slots=True)
class LineTruth:
    """One line of a scorecard."""

    obligation: str
    """`blank`, `current` or `enough`."""
    column: str
    verdict: Verdict
    points: Decimal | None
    """`None`: outside the denominator."""
    max: Decimal


@dataclass(frozen=True, slots=True)
class AgencyTruth:
    """One scorecard."""

    score: Decimal | None
    max: Decimal
    percent: Decimal | None
    """0 to 100, to two decimals, a half rounded up."""
    coverage: float | None
    lines: tuple[LineTruth, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """The whole city on one night."""

    night: date
    columns: Mapping[tuple[str, str], ColumnTruth]
    """By agency code and column code."""
    agencies: Mapping[str, AgencyTruth]
    """By agency code."""


def truth(city: City, night: date, *, nights: Sequence[date] | None = None, plan_year: int | None = None) -> Truth:
    """The truth at the end of `night` (its 23:59:59 in the city's zone).

    `nights` are the nights on which someone looked, `night` the last of them; without it, the city's nights up to
    `night`. `plan_year` is the calendar year whose minimum counts are owed; without it, the year of `night`. Raises
    `ValueError` if `night` is not the last of `nights`.
    """
    looked = tuple(nights) if nights is not None else tuple(day for day in city.nights if day <= night)
    if not looked or looked[-1] != night or list(looked) != sorted(looked):
        raise ValueError(f"{night} is not the last of the nights looked at: {[str(day) for day in looked]}")
    columns = {
        (column.agency, column.code): column_truth(city, column, known_items(city, column, looked), night)
        for column in city.columns
    }
    year = plan_year if plan_year is not None else night.year
    return Truth(
        night=night,
        columns=columns,
        agencies={
            agency.code: _agency_truth(city, agency, columns, looked=looked, year=year) for agency in city.agencies
        },
    )


def readable(city: City, column: Column, day: date) -> bool:
    """Whether the column's page could be understood on `day`, given a second try."""
    return condition(city, column, day) in (Condition.NORMAL, Condition.MAINTENANCE_FIRST)


def known_items(city: City, column: Column, looked: Sequence[date]) -> tuple[Item, ...]:
    """What the nights looked at had shown by the last of them. Nothing is ever taken down in this city."""
    seen_on = [day for day in looked if readable(city, column, day)]
    return items_visible(column, monitoring_point(city, seen_on[-1])) if seen_on else ()


def column_truth(city: City, column: Column, known: Sequence[Item], night: date) -> ColumnTruth:
    """The truth about one column, given the items known of it."""
    seen = readable(city, column, night)
    counted = [item for item in known if item.published is None or item.published <= night]
    newest = max((item.published for item in counted if item.published is not None), default=None)
    limit = limit_of(column.kind, max_age_days=column.max_age_days)
    within = newest is not None and limit is not None and newest >= oldest_allowed(night, limit)
    status: Status
    if not seen:
        status = "unknown"
    elif not known:
        status = "blank"
    elif newest is None:
        status = "unknown"
    elif limit is None:
        status = "unlimited"
    else:
        status = "fresh" if within else "stale"
    return ColumnTruth(
        name=column.name,
        status=status,
        seen=seen,
        noted=status == "blank" and bool(column.note),
        undated=seen and bool(known) and newest is None,
        newest=newest,
        age_days=(night - newest).days if newest is not None else None,
        within_limit=within,
        items=len(counted),
    )


def _agency_truth(
    city: City,
    agency: Agency,
    columns: Mapping[tuple[str, str], ColumnTruth],
    *,
    looked: Sequence[date],
    year: int,
) -> AgencyTruth:
    night = looked[-1]

    def fact(column: Column) -> ColumnTruth:
        return columns[agency.code, column.code]

    def enough(column: Column) -> Verdict:
        return _enough(column, fact(column), known_items(city, column, looked), night=night, year=year)

    limited = [c for c in agency.columns if limit_of(c.kind, max_age_days=c.max_age_days) is not None]
    counted = [c for c in agency.columns if c.min_items is not None]
    lines = (
        *_lines("blank", 20, agency.columns, lambda column: not_blank(fact(column))),
        *_lines("current", 60, limited, lambda column: current(fact(column))),
        *_lines("enough", 20, counted, enough),
    )
    due = [line for line in lines if line.verdict in DUE]
    judged = [line for line in lines if line.verdict in JUDGED]
    coverage = len(judged) / len(due) if due else None
    most = sum((line.max for line in judged), Decimal(0))
    got = sum((line.points for line in judged if line.points is not None), Decimal(0))
    scored = bool(judged) and coverage is not None and coverage >= COVERAGE_BAR
    return AgencyTruth(
        score=got if scored else None,
        max=most,
        percent=(got * 100 / most).quantize(CENT, ROUND_HALF_UP) if scored else None,
        coverage=coverage,
        lines=lines,
    )


def _lines(
    obligation: str, points: int, columns: Sequence[Column], verdict_on: Callable[[Column], Verdict]
) -> list[LineTruth]:
    """One line a column; the points are shared out to the cent, the cents left over go to the first lines."""
    if not columns:
        return []
    share, left_over = divmod(points * 100, len(columns))
    lines = []
    for place, column in enumerate(columns):
        most = (share + (place < left_over)) * CENT
        verdict = verdict_on(column)
        got = {"met": most, "unmet": Decimal("0.00")}.get(verdict)
        lines.append(LineTruth(obligation=obligation, column=column.code, verdict=verdict, points=got, max=most))
    return lines


def not_blank(fact: ColumnTruth) -> Verdict:
    """Whether the column holds something."""
    if fact.status == "blank":
        return "needs_review" if fact.noted else "unmet"
    return "met" if fact.seen or fact.within_limit else "unknown"


def current(fact: ColumnTruth) -> Verdict:
    """Whether it is within its limit. A blank column is not deducted a second time for being old."""
    if fact.status == "blank":
        return "needs_review" if fact.noted else "not_applicable"
    if fact.within_limit:
        return "met"
    return "unmet" if fact.status == "stale" else "unknown"


def _enough(column: Column, fact: ColumnTruth, known: Sequence[Item], *, night: date, year: int) -> Verdict:
    days = [item.published for item in known if item.published is not None]
    count = sum(day.year == year and day <= night for day in days)
    if count >= (column.min_items or 0):
        return "met"
    if night < date(year, 12, 31):  # the monitoring point is the last second of its day
        return "not_due"
    return "unmet" if fact.seen else "unknown"
