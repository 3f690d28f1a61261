"""Where scorecards and the city's own truth disagree: column by column, agency by agency. Nothing means all is well."""

from collections.abc import Iterator

from demo.truth import AgencyTruth, ColumnTruth, Truth
from schemas.results import AgencyCard, ColumnCheck, Scorecards


def disagreements(cards: Scorecards, truth: Truth) -> list[str]:
    """One line per figure that differs: a column's status or newest day, an agency's score, maximum or coverage."""
    found = []
    columns = {(check.agency, check.column): check for card in cards.agencies for check in card.columns}
    for key in sorted(columns.keys() | truth.columns.keys()):
        name = "/".join(key)
        if key not in columns or key not in truth.columns:
            found.append(f"{name}: only {'the truth' if key in truth.columns else 'the scorecards'} know it")
        else:
            found.extend(f"{name}: {line}" for line in _column(columns[key], truth.columns[key]))
    agencies = {card.code: card for card in cards.agencies}
    for code in sorted(agencies.keys() | truth.agencies.keys()):
        if code not in agencies or code not in truth.agencies:
            found.append(f"{code}: only {'the truth' if code in truth.agencies else 'the scorecards'} know it")
        else:
            found.extend(f"{code}: {line}" for line in _agency(agencies[code], truth.agencies[code]))
    return found


def _column(check: ColumnCheck, truth: ColumnTruth) -> Iterator[str]:
    if check.status != truth.status:
        yield f"status {check.status}, in truth {truth.status}"
    if check.newest != truth.newest:
        yield f"newest {check.newest}, in truth {truth.newest}"
    if check.items != truth.items:
        yield f"{check.items} items, in truth {truth.items}"


def _agency(card: AgencyCard, truth: AgencyTruth) -> Iterator[str]:
    if (card.score, card.max, card.percent) != (truth.score, truth.max, truth.percent):
        yield (
            f"{card.score} of {card.max} points ({card.percent} %), "
            f"in truth {truth.score} of {truth.max} ({truth.percent} %)"
        )
    if card.coverage != truth.coverage and (
        card.coverage is None or truth.coverage is None or abs(card.coverage - truth.coverage) > 0.0001
    ):
        yield f"coverage {card.coverage}, in truth {truth.coverage}"
