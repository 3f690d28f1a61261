"""The validation page: every expectation, what it evaluated, and every row that failed it by name."""

from dataclasses import dataclass

from publishing.night import Night
from schemas.results import AgencyCard, ColumnCheck, ExpectationResult


@dataclass(frozen=True)
class FailingRow:
    """A failing row of the facts. `column` is set if its id names one; `rest` is what follows the agency otherwise."""

    id: str
    card: AgencyCard | None
    column: ColumnCheck | None
    rest: str


@dataclass(frozen=True)
class Checked:
    result: ExpectationResult
    rows: tuple[FailingRow, ...]


@dataclass(frozen=True)
class Suite:
    name: str
    checked: tuple[Checked, ...]


@dataclass(frozen=True)
class ValidationPage:
    suites: tuple[Suite, ...]
    evaluated: int
    """Rows looked at, over all expectations."""
    failed: int
    unchecked: int
    """Expectations that could not be checked at all."""


def validation_page(night: Night) -> ValidationPage:
    """All expectations by suite, in the order in which they were answered."""
    results = night.checks.expectations
    cards = {card.code: card for card in night.scorecards.agencies}
    suites = {result.suite: [r for r in results if r.suite == result.suite] for result in results}
    return ValidationPage(
        suites=tuple(
            Suite(name, tuple(Checked(r, tuple(_row(id_, cards) for id_ in r.failing)) for r in group))
            for name, group in suites.items()
        ),
        evaluated=sum(result.evaluated for result in results),
        failed=sum(result.failed for result in results),
        unchecked=sum(result.success is None for result in results),
    )


def _row(id_: str, cards: dict[str, AgencyCard]) -> FailingRow:
    code, _, rest = id_.partition("/")
    card = cards.get(code)
    column = next((c for c in card.columns if c.column == rest), None) if card else None
    return FailingRow(id_, card, column, _named(rest, card))


def _named(rest: str, card: AgencyCard | None) -> str:
    # `category/period`, or `category/column/period` where the minimum is the column's own.
    parts = rest.split("/")
    if card and len(parts) == 3:
        parts[1] = next((c.name for c in card.columns if c.column == parts[1]), parts[1])
    return " · ".join(parts)
