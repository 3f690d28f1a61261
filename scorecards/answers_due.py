"""Citizens' messages (留言、咨询、来信) and the last day for their answers, wherever they are told of."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from dateutil.relativedelta import relativedelta
from pydantic import Field

from schemas.base import Frozen
from schemas.messages import say
from schemas.results import Finding
from schemas.working_days import WorkingDays, YearUnknown
from scorecards.deadlines import Duty, by_day, in_working_days, worst
from scorecards.facts import AgencyFacts
from scorecards.findings import met


class AnsweredWithin(Frozen):
    """`value` and `unit`: the time for an answer. `looked_back_months`: messages older than that do not count."""

    source: Literal["register", "pages"] = "register"
    """The office's own register of messages, or what the pages of the columns in scope say."""
    value: Annotated[int, Field(gt=0, le=366)] = 3
    unit: Literal["months", "days", "working_days"] = "months"
    looked_back_months: Annotated[int, Field(gt=0, le=120)] = 12
    unanswered_only: bool = False
    """An answer that came late is one: only what has none counts (未回应, as the national veto says)."""

    def by_pages(self) -> bool:
        """It is judged by what pages say."""
        return self.source == "pages"

    def since(self, day: date) -> date:
        """Messages that came after this day count on `day`."""
        return day - relativedelta(months=self.looked_back_months)

    def last_day(self, came: date, calendar: WorkingDays) -> date | None:
        """The last day for the answer to what came on `came`; `None` in a year whose working days are not known."""
        if self.unit != "working_days":
            return came + relativedelta(**{self.unit: self.value})  # type: ignore[arg-type]
        try:
            return calendar.term(came, self.value).last
        except YearUnknown:
            return None


def answered_in_time(duty: Duty, came: date, facts: AgencyFacts, params: AnsweredWithin) -> Finding:
    """The answer to one message that came on `came`."""
    if params.unanswered_only and duty.done_on is not None:
        return met(say("message.answered", what=duty.what, day=duty.done_on.isoformat()), evidence=duty.evidence)
    if params.unit == "working_days":
        return in_working_days(duty, came, params.value, calendar=facts.calendar, day=facts.day)
    last = came + relativedelta(**{params.unit: params.value})  # type: ignore[arg-type]
    return by_day(duty, last, day=facts.day)


def answers_together(findings: Sequence[Finding], *, count: int) -> Finding:
    """One line of several messages, at least one: what is worst, first the first of it, with the pages of all such."""
    shown = worst(findings)
    if shown is None:
        raise ValueError("no message")
    alike = [finding for finding in findings if finding.status == shown.status]
    reason = say("messages.together", count=count, alike=len(alike), first=shown.reason)
    evidence = tuple(proof for finding in alike for proof in finding.evidence)
    due = min((finding.due_on for finding in findings if finding.status == "not_due" and finding.due_on), default=None)
    return shown.model_copy(update={"reason": reason, "evidence": evidence, "due_on": due})
