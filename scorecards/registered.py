"""What the measures over an office's own registers have in common."""

from datetime import date

from schemas.messages import say
from schemas.registers.rows import RegisterName
from schemas.results import Finding
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import not_applicable, unknown


def no_row(facts: AgencyFacts, register: RegisterName, rows: object | None) -> Judged:
    """The line of an agency without a row: nothing is known of it, unless somebody said that there is nothing."""
    nothing = facts.registers.says_nothing(register, facts.day)
    name = say(f"register.{register}")
    if nothing is not None:
        day = nothing.stated_on.isoformat()
        finding = not_applicable(say("register.nothing", register=name, day=day, who=nothing.issued_by))
    elif rows is None:
        finding = unknown(say("register.missing", register=name), cause="not_assessable")
    else:
        finding = unknown(say("register.no_row", register=name), cause="not_assessable")
    return Judged(subject="-", finding=finding, fact=f"register:{register}")


def of_this_year(finding: Finding, *, started: date, done_on: date | None, day: date) -> bool:
    """A duty counts in the year of its last day; until it is done it is shown before, so that it can be done in time.

    Where the last day is not known, in the year in which it began, and while it is open in the next.
    """
    if finding.due_on is None:
        return started.year == day.year or (done_on is None and started.year == day.year - 1)
    return finding.due_on.year == day.year or (done_on is None and day <= finding.due_on)
