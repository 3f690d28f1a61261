"""Early warnings: lines that are not unmet yet and will be in ten, five or two working days."""

from collections.abc import Iterator
from datetime import date

from schemas.early_warnings import WITHIN, EarlyWarning
from schemas.results import AgencyCard, Line, Scorecards
from schemas.working_days import WorkingDays, YearUnknown
from scorecards.measures import MEASURES

OPEN = frozenset({"not_due", "unknown", "needs_review"})


def early_warnings(cards: Scorecards, *, calendar: WorkingDays) -> tuple[EarlyWarning, ...]:
    """Of every line that falls due within ten working days, the nearest first. `as_of` stands in the office's zone."""
    day = cards.as_of.date()
    found = [
        warning for card in cards.agencies for line in card.lines for warning in _warning(card, line, calendar, day)
    ]
    return tuple(sorted(found, key=lambda warning: (warning.due_on, warning.agency, warning.line)))


def _warning(card: AgencyCard, line: Line, calendar: WorkingDays, day: date) -> Iterator[EarlyWarning]:
    due_on = _due_on(card, line)
    if due_on is None or due_on < day:
        return
    try:
        left = calendar.working_days_between(day, due_on)
    except YearUnknown:
        left = None
    # There are never more working days than days.
    reached = [mark for mark in WITHIN if (left if left is not None else (due_on - day).days) <= mark]
    if reached:
        yield EarlyWarning(
            agency=card.code,
            name=card.name,
            line=line.id,
            task=line.task,
            measure=line.measure,
            columns=line.columns,
            status=line.status,
            due_on=due_on,
            working_days_left=left,
            within=min(reached),
            at_stake=line.max,
            trial=line.trial,
            reason=line.reason,
        )


def _due_on(card: AgencyCard, line: Line) -> date | None:
    """The last day on which what the line asks for next is in time; `None` where nothing more is owed, or unknown."""
    measure = MEASURES.get(line.measure)
    renewed = line.status == "met" and measure is not None and measure.renews
    if line.status not in OPEN and not renewed:
        return None
    if line.due_on is not None:
        return line.due_on
    limits = [column.due_on for column in card.columns if line.columns == (column.column,)]
    return limits[0] if renewed and limits else None
