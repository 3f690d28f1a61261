"""Problems that an agency was notified of are rectified (整改) within working days, by the office's own register."""

from collections.abc import Iterator

from schemas.base import Frozen
from schemas.messages import say
from schemas.registers.rows import Problem, WorkingDayCount
from schemas.results import Finding
from schemas.work_plan import Obligation
from scorecards.deadlines import Duty, by_day, in_working_days
from scorecards.facts import AgencyFacts, Judged
from scorecards.registered import no_row, of_this_year


class ProblemsRectified(Frozen):
    """`days`: working days after the notice, where the register gives the problem no term of its own."""

    days: WorkingDayCount = 7


def problems_rectified(facts: AgencyFacts, obligation: Obligation, params: ProblemsRectified) -> Iterator[Judged]:
    """One line per problem of the register whose last day lies in the year, or that is still open.

    The problem's own last day (整改期限) goes before its own working days, and these before the parameter. Source: the
    circular that gave notice; seven working days after 浙江省's circulars.
    """
    rows = [row for row in facts.registers.problems or () if row.notified_on <= facts.day]
    if not rows:
        yield no_row(facts, "problems", facts.registers.problems)
    for row in rows:
        finding = _finding(row, facts, params)
        done_on = row.told(row.rectified_on, facts.day)
        if of_this_year(finding, started=row.notified_on, done_on=done_on, day=facts.day):
            yield Judged(subject=row.number, finding=finding, fact=f"problem:{row.number}")


def _finding(row: Problem, facts: AgencyFacts, params: ProblemsRectified) -> Finding:
    duty = Duty(
        what=say("problem.what", number=row.number, description=row.description, notified=row.notified_on.isoformat()),
        done_on=row.told(row.rectified_on, facts.day),
        told_until=row.stated_on,
        evidence=(row.evidence(),),
    )
    if row.due_on is not None:
        return by_day(duty, row.due_on, day=facts.day)
    return in_working_days(duty, row.notified_on, row.days or params.days, calendar=facts.calendar, day=facts.day)
