"""Deadlines: a duty with its last day, judged with the computation beside the verdict.

One rule for all of them: done by the last day is met; done later is late; not done is late only where somebody stands
for it after the last day had passed; a year whose working days nobody published leaves it unknown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from schemas.messages import Figure, Reason, say
from schemas.results import Evidence, Finding
from schemas.working_days import WorkingDays, YearUnknown
from scorecards.findings import met, not_due, unknown, unmet

LAW_OF_2019 = date(2019, 5, 15)
"""From this day on the 《政府信息公开条例》 of 2019 (国务院令第711号) is in force, before it that of 2008 (第492号)."""


@dataclass(frozen=True)
class Duty:
    """Something to be done by a day."""

    what: Reason
    """What it is, as a sentence about it begins."""
    done_on: date | None
    """`None`: not done, as far as is told."""
    told_until: date
    """Up to the end of this day `done_on` is known."""
    evidence: tuple[Evidence, ...]


def in_working_days(duty: Duty, start: date, days: int, *, calendar: WorkingDays, day: date) -> Finding:
    """`duty` within `days` working days after `start`, at the monitoring point's `day`."""
    try:
        term = calendar.term(start, days)
    except YearUnknown as error:
        return _in_part_of_the_term(duty, start, days, error, calendar=calendar, day=day)
    return by_day(duty, term.last, computed=term.said(), day=day)


def by_day(duty: Duty, last: date, *, day: date, computed: Reason | None = None) -> Finding:
    """`duty` up to and including `last`, at the monitoring point's `day`. `computed`: how `last` came about."""
    said = computed or say("deadline.fixed", last=last.isoformat())
    if duty.done_on is not None and duty.done_on <= last:
        reason = say("deadline.met", what=duty.what, done=duty.done_on.isoformat(), computed=said)
        return dated(met(reason, evidence=duty.evidence), last)
    if duty.done_on is not None:
        reason = say("deadline.late", what=duty.what, done=duty.done_on.isoformat(), computed=said)
        return dated(unmet(reason, cause="late", evidence=duty.evidence), last)
    if day <= last:
        return not_due(say("deadline.not_due", what=duty.what, computed=said), due_on=last)
    told = min(duty.told_until, day).isoformat()
    if duty.told_until <= last:
        reason = say("deadline.not_told", what=duty.what, told=told, computed=said)
        return dated(unknown(reason, cause="not_assessable", evidence=duty.evidence), last)
    reason = say("deadline.missed", what=duty.what, told=told, computed=said)
    return dated(unmet(reason, cause="late", evidence=duty.evidence), last)


def dated(finding: Finding, last: date | None) -> Finding:
    """The finding with its last day in time."""
    return finding.model_copy(update={"due_on": last})


def worst(findings: Iterable[Finding]) -> Finding | None:
    """Of several duties that are one line: an unmet one, or else what leaves it open, or else what is done."""
    order = ("unmet", "needs_review", "unknown", "met", "not_due")
    return min(findings, key=lambda finding: order.index(finding.status), default=None)


def _in_part_of_the_term(
    duty: Duty, start: date, days: int, error: YearUnknown, *, calendar: WorkingDays, day: date
) -> Finding:
    """A term that runs into a year nobody knows: what lies in known days is in time all the same."""
    until = duty.done_on or day
    try:
        elapsed = calendar.working_days_between(start, until)
    except YearUnknown:
        elapsed = None
    figures: dict[str, Figure] = {
        "what": duty.what,
        "days": days,
        "year": error.year,
        "elapsed": elapsed,
        "until": until.isoformat(),
    }
    if elapsed is not None and elapsed <= days:
        if duty.done_on is not None:
            return met(say("deadline.met_before_unknown", **figures), evidence=duty.evidence)
        return not_due(say("deadline.not_due_before_unknown", **figures))
    return unknown(say("deadline.unknown_year", what=duty.what, days=days, year=error.year), cause="our_failure")
