"""What the score would be on 31 December if everything stayed as it stands tonight."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from scorecards.drafts import Draft


def at_year_end(drafts: Iterable[Draft], *, year: int) -> list[Draft]:
    """The drafts as they would stand on 31 December of `year`: what falls due by then and is not done, is not done."""
    end = date(year, 12, 31)
    return [replace(draft, status="unmet") if _falls_due(draft, end) else draft for draft in drafts]


def _falls_due(draft: Draft, end: date) -> bool:
    due_on = draft.finding.due_on
    return draft.status == "not_due" and due_on is not None and due_on <= end
