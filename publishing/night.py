"""Everything the pages need of one night, in one value. The flow fills it; nothing here asks a database."""

from datetime import date, datetime
from typing import Self

from pydantic import model_validator

from schemas.base import Frozen, Moment
from schemas.early_warnings import EarlyWarning
from schemas.messages import Reason
from schemas.night import History, RunSummary
from schemas.results import CheckResults, Scorecards
from schemas.rules import RuleSet
from schemas.work_plan import WorkPlan
from schemas.working_days import CalendarChanges
from scorecards.alike import alike


class Night(Frozen):
    """One monitoring point, judged. Moments are shown in the zone of `scorecards.as_of`: the office's."""

    scorecards: Scorecards
    checks: CheckResults
    run: RunSummary
    history: History = History()
    plan: WorkPlan | None = None
    """Quoted above the lines of each task; without it the task's number has to do."""
    rules: RuleSet | None = None
    """The rules the scorecards were made by; `None` of a night that was scored before they were kept."""
    calendar: CalendarChanges = CalendarChanges()
    """What the office changes of the State Council's working days."""
    previous: Scorecards | None = None
    """The last night before this one, if there was one."""
    warnings: tuple[EarlyWarning, ...] = ()
    """What falls due within ten working days, the nearest first."""
    generated_at: Moment

    @model_validator(mode="after")
    def _one_night(self) -> Self:
        if self.checks.as_of != self.scorecards.as_of:
            raise ValueError(f"checks of {self.checks.as_of} beside scorecards of {self.scorecards.as_of}")
        if self.previous is not None and self.previous.as_of >= self.scorecards.as_of:
            raise ValueError(f"the previous night ({self.previous.as_of}) is not before {self.scorecards.as_of}")
        return self

    @property
    def doubts(self) -> tuple[Reason, ...]:
        """What speaks for a fault of this system or its rules rather than of the agencies."""
        return (*self.checks.warnings, *alike(self.scorecards))

    @property
    def day(self) -> date:
        """The monitoring point's day in the office's zone."""
        return self.scorecards.as_of.date()

    def local(self, moment: datetime) -> datetime:
        """`moment` on the office's clock."""
        return moment.astimezone(self.scorecards.as_of.tzinfo)
