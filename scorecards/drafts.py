"""A duty on its way to a line: what was asked of one agency, what was found, what is at stake."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from schemas.agencies import Agency
from schemas.messages import say
from schemas.results import ColumnCheck, Finding, Line, LineMode, LineStatus
from schemas.work_plan import Obligation
from scorecards.decisions import decision
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import not_due
from scorecards.measures import MEASURES
from scorecards.shares import NOTHING, in_proportion, split_by


@dataclass(frozen=True)
class Draft:
    """A line before all points are known."""

    id: str
    task: str
    obligation: str
    measure: str
    version: int
    clause: str
    mode: LineMode
    title: str
    duty: Judged
    finding: Finding
    status: LineStatus
    """The finding's, unless a projection asks what would be."""
    worth: Decimal
    """What is at stake: a share, a deduction (as a positive number) or a bonus, before any cap."""
    points: Decimal | None = None
    uncapped: Decimal | None = None
    mutex: str | None = None
    trial: bool = False
    unconfirmed: bool = False
    owed_days: tuple[int, int] | None = None

    @property
    def scored(self) -> bool:
        """It gives or takes points."""
        return self.points is not None

    @property
    def maximum(self) -> Decimal:
        """What it adds to the agency's maximum while it counts."""
        return self.worth if self.mode in ("share", "base") else NOTHING

    def line(self) -> Line:
        """As it stands on the scorecard."""
        return Line(
            id=self.id,
            task=self.task,
            obligation=self.obligation,
            measure=self.measure,
            measure_version=self.version,
            clause=self.clause,
            columns=self.duty.columns,
            category=self.duty.category,
            status=self.finding.status,
            cause=self.finding.cause,
            points=self.points,
            max=self.maximum,
            mode=self.mode,
            title=self.title,
            trial=self.trial,
            unconfirmed=self.unconfirmed,
            uncapped=self.uncapped,
            owed_days=self.owed_days,
            due_on=self.finding.due_on,
            reason=self.finding.reason,
            evidence=self.finding.evidence,
        )


@dataclass(frozen=True)
class HandedOver:
    """What a change of hands within the year means for one agency."""

    ended: tuple[ColumnCheck, ...] = ()
    """Columns it no longer owes, as they stood on the last night on which it did."""
    days: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Column code: the days on which it owed the column, and the days counted."""


def drafts_of(
    agency: Agency,
    facts: AgencyFacts,
    obligation: Obligation,
    *,
    task: str,
    clause: str,
    mode: LineMode,
    weight: Decimal = Decimal(1),
    title: str = "",
    unconfirmed: bool = False,
    handed_over: HandedOver,
) -> list[Draft]:
    """One draft for each duty that the obligation's measure finds, with its part of the obligation's points.

    A deduction's points fall on each of them; a share's and a bonus's are split, a duty handed over within the year
    counting by its days.
    """
    measure = MEASURES[obligation.measure]
    params = measure.params.model_validate(obligation.params)
    if measure.together:
        facts = replace(facts, columns=without_grace(agency, facts.columns, day=facts.day))
    duties = list(measure.judge(facts, obligation, params))
    if handed_over.ended:
        past = replace(facts, columns=handed_over.ended, counts=(), documents=())
        duties += [duty for duty in measure.judge(past, obligation, params) if duty.columns == (duty.subject,)]
    owed = [_owed_days(duty, handed_over) for duty in duties]
    drafts = []
    for duty, days, worth in zip(duties, owed, _worths(obligation.points * weight, mode, owed), strict=True):
        line_id = f"{obligation.id}/{duty.subject}"
        finding = duty.finding
        if finding.status == "needs_review":
            finding = decision(facts, line_id, found=finding) or finding
        finding = with_grace(agency, obligation, duty, finding, day=facts.day)
        drafts.append(
            Draft(
                id=line_id,
                task=task,
                obligation=obligation.id,
                measure=obligation.measure,
                version=measure.version,
                clause=clause,
                mode=mode,
                title=title,
                duty=duty,
                finding=finding,
                status=finding.status,
                worth=worth,
                mutex=obligation.mutex,
                trial=obligation.trial or unconfirmed,
                unconfirmed=unconfirmed,
                owed_days=days,
            )
        )
    return drafts


def with_grace(agency: Agency, obligation: Obligation, duty: Judged, finding: Finding, *, day: date) -> Finding:
    """A new agency, column or rule is shown what would be found, and owes nothing until its grace date has passed."""
    if finding.status == "met":
        return finding
    dates = [agency.grace_until, obligation.grace_until]
    dates += [column.grace_until for column in agency.columns if duty.columns == (column.code,)]
    until = max((date for date in dates if date is not None), default=None)
    if until is None or day > until:
        return finding
    due_on = until if finding.status == "unmet" else max(until, finding.due_on) if finding.due_on else None
    return not_due(say("grace", until=until.isoformat()), due_on=due_on)


def without_grace(agency: Agency, checks: Iterable[ColumnCheck], *, day: date) -> tuple[ColumnCheck, ...]:
    """The checks of columns that are not in their own grace."""
    spared = {column.code for column in agency.columns if column.grace_until and day <= column.grace_until}
    return tuple(check for check in checks if check.column not in spared)


def _owed_days(duty: Judged, handed_over: HandedOver) -> tuple[int, int] | None:
    return handed_over.days.get(duty.columns[0]) if len(duty.columns) == 1 else None


def _worths(points: Decimal, mode: LineMode, owed: Sequence[tuple[int, int] | None]) -> list[Decimal]:
    if mode == "deduct":
        return [points if days is None else in_proportion(points, *days) for days in owed]
    counted = next((days[1] for days in owed if days), 1)
    return split_by(points, [days[0] if days else counted for days in owed])
