"""Applications for information (依申请公开) are answered in the time the law gives, by the office's own register."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from schemas.messages import Reason, say
from schemas.registers.rows import Application
from schemas.results import Finding
from schemas.work_plan import Obligation
from schemas.working_days import WorkingDays, YearUnknown
from scorecards.deadlines import LAW_OF_2019, Duty, dated, in_working_days
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import needs_review, not_applicable, not_due, unknown
from scorecards.measures.params import NoParams
from scorecards.registered import no_row, of_this_year

CORRECTION_DAYS = 7
"""Working days in which an applicant may be asked to correct (条例2019 art. 30)."""


def law(received_on: date) -> tuple[str, int]:
    """The regulation in force, and its working days for an answer and again for an extension.

    Source: 条例2008 (国务院令第492号) art. 24, 15 working days; 条例2019 (第711号) art. 33, 20 working days.
    """
    return ("2019", 20) if received_on >= LAW_OF_2019 else ("2008", 15)


def applications_answered(facts: AgencyFacts, obligation: Obligation, _params: NoParams) -> Iterator[Judged]:
    """One line per application of the register whose last day lies in the year, or that is still open.

    Counted from the day after it came, or after its correction came (art. 30). The working days in which third parties
    or other organs were asked are not counted (art. 33), where they were asked in time. An extension counts if it was
    told in time. Asking for a correction later than after seven working days is for a person, and so is a late answer
    that was given without what others were asked for. Without a row about the agency: unknown.
    """
    rows = [row for row in facts.registers.applications or () if row.received_on <= facts.day]
    if not rows:
        yield no_row(facts, "applications", facts.registers.applications)
    for row in rows:
        finding = _finding(row, facts.calendar, facts.day)
        if of_this_year(finding, started=row.received_on, done_on=_answered(row, facts.day), day=facts.day):
            yield Judged(subject=row.number, finding=finding, fact=f"application:{row.number}")


def _finding(row: Application, calendar: WorkingDays, day: date) -> Finding:
    withdrawn = row.told(row.withdrawn_on, day)
    if withdrawn is not None:
        return not_applicable(say("application.withdrawn", number=row.number, day=withdrawn.isoformat()))
    asked, corrected = row.told(row.correction_asked_on, day), row.told(row.corrected_on, day)
    answered = _answered(row, day)
    if answered is None and asked is not None and corrected is None:
        return not_due(say("application.correcting", number=row.number, day=asked.isoformat()))
    start = corrected or row.received_on
    time = _time(row, start, calendar, day)
    if time.asking_since is not None and answered is None:
        return not_due(_asking(row, time.asking_since))
    duty = Duty(
        what=say("application.what", number=row.number, received=row.received_on.isoformat(), why=time.why),
        done_on=answered,
        told_until=row.stated_on,
        evidence=(row.evidence(),),
    )
    finding = in_working_days(duty, start, time.days, calendar=calendar, day=day)
    if time.unknown_year is not None:
        return _at_least(finding, duty, time.days, time.unknown_year)
    if time.asking_since is not None and finding.status == "unmet":
        # How long the others took is not told, and none of that time counts.
        doubtful = needs_review(_asking(row, time.asking_since), evidence=duty.evidence, in_doubt="late")
        return dated(doubtful, finding.due_on)
    if corrected is None or asked is None or not _later_than(CORRECTION_DAYS, row.received_on, asked, calendar):
        return finding
    if answered is not None and not _later_than(law(row.received_on)[1], row.received_on, answered, calendar):
        return finding
    reason = say("application.asked_late", number=row.number, day=asked.isoformat(), days=CORRECTION_DAYS)
    return dated(needs_review(reason, evidence=duty.evidence, in_doubt="late"), finding.due_on)


def _asking(row: Application, since: date) -> Reason:
    return say("application.asking", number=row.number, day=since.isoformat())


def _at_least(finding: Finding, duty: Duty, days: int, year: int) -> Finding:
    """Of a time that grew by days which nobody could count: what is late without them may be in time with them."""
    if finding.status == "unmet":
        return unknown(say("deadline.unknown_year", what=duty.what, days=days, year=year), cause="our_failure")
    return dated(finding, None)


def _answered(row: Application, day: date) -> date | None:
    return row.told(row.replied_on, day)


def _later_than(days: int, start: date, end: date, calendar: WorkingDays) -> bool:
    """More working days than that lie between them. Where nobody can count them, as many as there are days."""
    try:
        return calendar.working_days_between(start, end) > days
    except YearUnknown:
        return (end - start).days > days


@dataclass(frozen=True)
class _Time:
    """The time for an answer."""

    days: int
    """Working days from its start to the last day in time, as far as they could be counted."""
    why: tuple[Reason, ...]
    """What they are made of."""
    asking_since: date | None = None
    """Others were asked in time, and had not answered yet."""
    unknown_year: int | None = None
    """Days of this year would have lengthened it, and nobody knows which of them are worked."""


def _time(row: Application, start: date, calendar: WorkingDays, day: date) -> _Time:
    regulation, base = law(row.received_on)
    why = [say("application.law", law=regulation, days=base)]
    days = base
    if row.corrected_on is not None and start == row.corrected_on:
        why.append(say("application.corrected", day=start.isoformat()))
    told = row.told(row.third_party_answered_on, day)
    steps = {"asked": row.told(row.third_party_asked_on, day), "extended": row.told(row.extended_on, day)}
    try:
        for moment, step in sorted((moment, step) for step, moment in steps.items() if moment is not None):
            if moment > calendar.add_working_days(start, days):
                continue  # the time was over by then
            if step == "extended":
                more = min(row.extended_by or base, base)
                days += more
                why.append(say("application.extended", day=moment.isoformat(), days=more))
            elif told is None:
                return _Time(days, tuple(why), asking_since=moment)
            else:
                pause = calendar.working_days_between(max(moment, start), told)
                days += pause
                why.append(say("application.paused", first=moment.isoformat(), last=told.isoformat(), days=pause))
    except YearUnknown as error:
        return _Time(days, (*why, say("application.not_counted")), unknown_year=error.year)
    return _Time(days, tuple(why))
