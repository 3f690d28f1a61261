"""Everything known about one agency at one monitoring point, as a measure sees it."""

from dataclasses import dataclass, field
from datetime import date

from schemas.documents import Document
from schemas.observed import Observed
from schemas.registers.rows import Registers
from schemas.results import ColumnCheck, CountCheck, Finding
from schemas.reviews import Answer
from schemas.work_plan import Scope
from schemas.working_days import WorkingDays


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
    """Of the plan's year and later, in the order of their dates."""
    names: tuple[str, ...] = ()
    """What the agency is and was called."""
    others: tuple[str, ...] = ()
    """What the other agencies of the register are and were called."""
    calendar: WorkingDays = field(default_factory=WorkingDays)
    """The office's working days."""
    registers: Registers = field(default_factory=Registers)
    """The agency's rows of the registers that the office keeps itself."""
    observed: Observed = field(default_factory=Observed)
    """Documents read, events and probes, as far as they were gathered."""

    def columns_in(self, scope: Scope) -> tuple[ColumnCheck, ...]:
        """The columns an obligation is about."""
        return tuple(
            check for check in self.columns if scope.names(check.column, kind=check.kind, category=check.category)
        )

    def codes_of(self, category: str) -> tuple[str, ...]:
        """The codes of the category's columns."""
        return tuple(check.column for check in self.columns if check.category == category)


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
    parts: tuple[str, ...] = ()
    """Of an `unmet` that rests on several facts which lines of their own may rest on: these."""
    enough: int = 1
    """So many of the `parts` that no other line has deducted leave it standing."""

    @classmethod
    def of(
        cls,
        check: ColumnCheck,
        finding: Finding,
        *,
        subject: str | None = None,
        fact: str | None = None,
        parts: tuple[str, ...] = (),
    ) -> "Judged":
        """About one column, or about `subject`, which is something in it."""
        return cls(
            subject=check.column if subject is None else subject,
            finding=finding,
            columns=(check.column,),
            category=check.category,
            fact=fact,
            parts=parts,
        )
