"""A year of working days as it is shown, and what another calendar changes of a night's verdicts."""

from datetime import date

from schemas.base import Frozen, Moment
from schemas.messages import Reason
from schemas.results import LineStatus
from schemas.working_days import Stretch


class CalendarYear(Frozen):
    """What is otherwise than Monday to Friday in one year."""

    year: int
    known: bool
    working_days: int | None = None
    off: tuple[Stretch, ...] = ()
    worked: tuple[Stretch, ...] = ()


class Flip(Frozen):
    """One line whose verdict, or last day in time, another calendar changes. `None`: there is no such line."""

    agency: str
    name: str
    line: str
    before: LineStatus | None
    after: LineStatus | None
    due_before: date | None
    due_after: date | None
    reason: Reason
    """Of the verdict after it."""

    @property
    def of_verdict(self) -> bool:
        """The verdict is another one; otherwise only its last day is."""
        return self.before != self.after


class Flips(Frozen):
    """All of one night."""

    as_of: Moment
    flips: tuple[Flip, ...]

    @property
    def verdicts(self) -> int:
        """Lines whose verdict is another one."""
        return sum(flip.of_verdict for flip in self.flips)
