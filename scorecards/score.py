"""From checks to scorecards: every task's obligations judged, every line given its points, every agency its sum."""

from collections.abc import Collection, Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from schemas.agencies import Agency
from schemas.documents import Document
from schemas.messages import say
from schemas.office import Office
from schemas.registers.rows import Registers
from schemas.results import AgencyCard, CheckResults, Finding, Line, RuleSetName, Scorecards
from schemas.reviews import Answer
from schemas.rules import RuleSet
from schemas.work_plan import Obligation, Task, WorkPlan
from scorecards.decisions import decision
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import not_applicable, not_due
from scorecards.measures import MEASURES

CENT = Decimal("0.01")
DUE = frozenset({"met", "unmet", "unknown", "needs_review"})
JUDGED = frozenset({"met", "unmet"})


def score(
    checks: CheckResults,
    *,
    office: Office,
    agencies: Sequence[Agency],
    plan: WorkPlan,
    rules: RuleSet,
    documents: Iterable[Document],
    answers: Sequence[Answer],
    registers: Registers | None = None,
    run_id: str,
) -> Scorecards:
    """The scorecards of all agencies at the checks' monitoring point.

    Agencies stand in the order given. An agency below the office's coverage bar has no score and no rank.
    """
    documents = tuple(documents)
    day = checks.as_of.astimezone(office.tz).date()
    cards = []
    seen: set[str] = set()
    for agency in agencies:
        facts = AgencyFacts(
            agency=agency.code,
            day=day,
            columns=tuple(check for check in checks.columns if check.agency == agency.code),
            counts=tuple(check for check in checks.counts if check.agency == agency.code),
            documents=tuple(document for document in documents if document.agency == agency.code),
            answers=tuple(answer for answer in answers if answer.agency == agency.code),
            names=(agency.name, *(former.name for former in agency.former_names)),
            calendar=office.working_days,
            registers=(registers or Registers()).of(agency.code),
        )
        if _seen_share(facts) >= office.coverage_bar:
            seen.add(agency.code)
        cards.append(_card(agency, facts, agency_lines(agency, facts, plan), office.coverage_bar))
    lines = [line for card in cards for line in card.lines]
    return Scorecards(
        office=office.name,
        as_of=checks.as_of.astimezone(office.tz),
        run_id=run_id,
        rules=RuleSetName(name=rules.name, version=rules.version),
        coverage=coverage(lines),
        agencies=_ranked(cards, seen, rules),
    )


def agency_lines(agency: Agency, facts: AgencyFacts, plan: WorkPlan) -> tuple[Line, ...]:
    """Every line of one agency, in the order of the plan."""
    lines: list[Line] = []
    deducted: dict[str, str] = {}
    for task in plan.tasks:
        if not {"*", agency.code} & {*task.lead, *task.assisting}:
            continue
        for obligation in task.obligations:
            if obligation.classes and agency.agency_class not in obligation.classes:
                continue
            lines.extend(_obligation_lines(agency, facts, task, obligation, deducted))
    return tuple(lines)


def coverage(lines: Iterable[Line]) -> float | None:
    """Share of due obligations that could be judged, to four decimals; `None` when nothing is due."""
    due = [line for line in lines if line.status in DUE and not line.trial]
    if not due:
        return None
    return round(sum(line.status in JUDGED for line in due) / len(due), 4)


def split(points: Decimal, parts: int) -> list[Decimal]:
    """`points` in `parts` shares of whole cents that sum to it exactly; the first ones carry what is left over."""
    cents = int((points / CENT).to_integral_value(ROUND_HALF_UP))
    share, left = divmod(cents, parts)
    return [(share + (number < left)) * CENT for number in range(parts)]


def _obligation_lines(
    agency: Agency, facts: AgencyFacts, task: Task, obligation: Obligation, deducted: dict[str, str]
) -> list[Line]:
    measure = MEASURES[obligation.measure]
    judged = list(measure.judge(facts, obligation, measure.params.model_validate(obligation.params)))
    lines = []
    for duty, most in zip(judged, split(obligation.points * task.weight, len(judged) or 1), strict=False):
        line_id = f"{obligation.id}/{duty.subject}"
        finding = duty.finding
        if finding.status == "needs_review":
            finding = decision(facts, line_id) or finding
        finding = _with_grace(agency, facts, obligation, duty, finding)
        if not obligation.trial:
            finding = _once(duty, finding, line_id, deducted)
        lines.append(
            Line(
                id=line_id,
                task=task.number,
                obligation=obligation.id,
                measure=obligation.measure,
                measure_version=measure.version,
                clause=obligation.clause or task.clause,
                columns=duty.columns,
                category=duty.category,
                status=finding.status,
                cause=finding.cause,
                points=_points(finding, most, trial=obligation.trial),
                max=most,
                trial=obligation.trial,
                reason=finding.reason,
                evidence=finding.evidence,
            )
        )
    return lines


def _points(finding: Finding, most: Decimal, *, trial: bool) -> Decimal | None:
    """Full points when met, none when unmet; everything else stands outside the denominator."""
    if trial or finding.status not in JUDGED:
        return None
    return most if finding.status == "met" else Decimal("0.00")


def _with_grace(agency: Agency, facts: AgencyFacts, obligation: Obligation, duty: Judged, finding: Finding) -> Finding:
    """A new agency, column or rule is shown what would be found, and owes nothing until its grace date has passed."""
    if finding.status == "met":
        return finding
    dates = [agency.grace_until, obligation.grace_until]
    dates += [column.grace_until for column in agency.columns if duty.columns == (column.code,)]
    until = max((date for date in dates if date is not None), default=None)
    if until is None or facts.day > until:
        return finding
    return not_due(say("grace", until=until.isoformat()))


def _once(duty: Judged, finding: Finding, line_id: str, deducted: dict[str, str]) -> Finding:
    """One fact takes points once: what an earlier line already deducted is not applicable in this one.

    Source: note to the deduction part of 国办秘函〔2019〕19号: a 空白 or 应更新未更新 column already deducted under
    another indicator is not deducted again.
    """
    if finding.status != "unmet" or duty.fact is None:
        return finding
    first = deducted.setdefault(duty.fact, line_id)
    return finding if first == line_id else not_applicable(say("already_deducted", line=first))


def _card(agency: Agency, facts: AgencyFacts, lines: tuple[Line, ...], coverage_bar: float) -> AgencyCard:
    counted = [(line.points, line.max) for line in lines if line.points is not None]
    total = sum((points for points, _ in counted), Decimal(0))
    most = sum((maximum for _, maximum in counted), Decimal(0))
    covered = coverage(lines)
    scored = bool(counted) and most > 0 and covered is not None and covered >= coverage_bar
    percent = (total / most * 100).quantize(CENT, ROUND_HALF_UP) if scored else None
    return AgencyCard(
        code=agency.code,
        name=agency.name,
        agency_class=agency.agency_class,
        score=total if scored else None,
        max=most,
        percent=percent,
        grade=None,
        rank=None,
        coverage=covered,
        lines=lines,
        columns=facts.columns,
    )


def _seen_share(facts: AgencyFacts) -> float:
    """Share of the agency's columns that were seen at this monitoring point.

    On a night on which we saw little, what was proved earlier still counts as met, and nothing can be found unmet:
    a good score then says that we were blind, and earns neither a place nor a grade.
    """
    seen = [check.status != "unknown" or check.undated for check in facts.columns]
    return sum(seen) / len(seen) if seen else 0.0


def _ranked(cards: list[AgencyCard], seen: Collection[str], rules: RuleSet) -> tuple[AgencyCard, ...]:
    """The cards with place and grade, for agencies of which enough was `seen`: by percent, equal ones share a place."""
    percents = {card.code: card.percent for card in cards if card.percent is not None and card.code in seen}
    order = sorted(percents.values(), reverse=True)
    return tuple(
        card.model_copy(update={"rank": order.index(percent) + 1, "grade": rules.grade_for(float(percent))})
        if (percent := percents.get(card.code)) is not None
        else card
        for card in cards
    )
