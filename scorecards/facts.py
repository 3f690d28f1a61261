"""Everything known about one agency at one monitoring point, as a measure sees it."""

from dataclasses import dataclass
from datetime import date

from schemas.documents import Document
from schemas.results import ColumnCheck, CountCheck, Finding
from schemas.reviews import Answer
from schemas.work_plan import Scope


@dataclass(frozen=True)
class AgencyFacts:
    """What is known about one agency. `day` is the monitoring point's day in the office's zone."""

    agency: str
    day: date
    columns: tuple[ColumnCheck, ...]
    """One per column in force, in the order of the register."""
    counts: tuple[CountCheck, ...]
    documents: tuple[Document, ...]
    answers: tuple[Answer, ...]
    """In the order of their dates."""

    def columns_in(self, scope: Scope) -> tuple[ColumnCheck, ...]:
        """The columns an obligation is about."""
        return tuple(
            check
            for check in self.columns
            if (not scope.kinds or check.kind in scope.kinds)
            and (not scope.categories or check.category in scope.categories)
            and (not scope.columns or check.column in scope.columns)
        )


@dataclass(frozen=True)
class Judged:
    """One duty and what a measure found about it."""

    subject: str
    """What the duty is about, unique within the obligation: a column's code, a category, or `-`."""
    finding: Finding
    columns: tuple[str, ...] = ()
    category: str | None = None
    fact: str | None = None
    """The bare fact an `unmet` rests on. Two lines that rest on one fact take points once."""
