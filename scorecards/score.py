"""From checks to scorecards: every duty judged, every line given its points, every agency its sum."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain

from schemas.agencies import Agency
from schemas.documents import Document
from schemas.observed import Observed
from schemas.office import Office
from schemas.registers.rows import Registers
from schemas.results import AgencyCard, CheckResults, ColumnCheck, Line, Projection, RuleSetName, Scorecards
from schemas.reviews import Answer
from schemas.rules import RuleSet
from schemas.work_plan import WorkPlan
from scorecards.drafts import Draft, HandedOver
from scorecards.duties import indicator_drafts, plan_drafts
from scorecards.facts import AgencyFacts
from scorecards.handed_over import Place, handed_over, moved_columns
from scorecards.points import JUDGED, Scored, give
from scorecards.projection import at_year_end
from scorecards.ranking import ranked
from scorecards.shares import CENT

DUE = frozenset({"met", "unmet", "unknown", "needs_review"})


def score(
    checks: CheckResults,
    *,
    office: Office,
    agencies: Sequence[Agency],
    plan: WorkPlan,
    rules: RuleSet,
    documents: Iterable[Document],
    answers: Sequence[Answer],
    run_id: str,
    registers: Registers | None = None,
    observed: Observed | None = None,
    register: Sequence[Agency] | None = None,
    ended: Mapping[Place, ColumnCheck] | None = None,
) -> Scorecards:
    """The scorecards of all agencies at the checks' monitoring point.

    Agencies stand in the order given. An agency below the office's coverage bar has no score and no rank. Answers
    count in the year of the plan that they are about: next year's duty of the same name asks again. `register`:
    also the agencies that exist no more, whose duties others took over; `ended`: how the columns stood that an agency
    handed over this year, on the last night on which it owed them (`ended_duties` says which).
    """
    documents = tuple(documents)
    day = checks.as_of.astimezone(office.tz).date()
    first = date(min(plan.year, day.year), 1, 1)
    cards = []
    seen: set[str] = set()
    names = {each.code: (each.name, *(former.name for former in each.former_names)) for each in agencies}
    moved_by = moved_columns((*agencies, *(register or ())))
    for agency in agencies:
        facts = AgencyFacts(
            agency=agency.code,
            day=day,
            columns=tuple(check for check in checks.columns if check.agency == agency.code),
            counts=tuple(check for check in checks.counts if check.agency == agency.code),
            documents=tuple(document for document in documents if document.agency == agency.code),
            answers=tuple(answer for answer in answers if answer.agency == agency.code and answer.decided_on >= first),
            names=names[agency.code],
            others=tuple(chain.from_iterable(own for code, own in names.items() if code != agency.code)),
            calendar=office.working_days,
            registers=(registers or Registers()).of(agency.code),
            observed=(observed or Observed()).of(agency.code),
        )
        if _seen_share(facts) >= office.coverage_bar:
            seen.add(agency.code)
        moved = [
            handed_over(agency, moved_by[agency.code], last=last, ended=ended or {})
            for last in (day, date(day.year, 12, 31))
        ]
        cards.append(_card(agency, facts, plan, rules, moved, bar=office.coverage_bar, graded=agency.code in seen))
    lines = [line for card in cards for line in card.lines]
    return Scorecards(
        office=office.name,
        as_of=checks.as_of.astimezone(office.tz),
        run_id=run_id,
        rules=RuleSetName(name=rules.name, version=rules.version),
        coverage=coverage(lines),
        agencies=ranked(cards, seen),
    )


def coverage(lines: Iterable[Line]) -> float | None:
    """Share of due obligations that could be judged, to four decimals; `None` when nothing is due.

    Vetoes, bonuses and trials are no part of it: they are looked at beside what is owed.
    """
    due = [line for line in lines if line.status in DUE and not line.trial and line.mode in ("share", "deduct")]
    if not due:
        return None
    return round(sum(line.status in JUDGED for line in due) / len(due), 4)


def _card(
    agency: Agency,
    facts: AgencyFacts,
    plan: WorkPlan,
    rules: RuleSet,
    moved: Sequence[HandedOver],
    *,
    bar: float,
    graded: bool,
) -> AgencyCard:
    """`moved`: what changed hands up to tonight, and up to the end of the year; `graded`: enough was seen for that."""
    tonight, year_end = moved
    owed, asked = _drafts(agency, facts, plan, rules, tonight)
    scored = give(owed, asked, rules)
    lines = tuple(draft.line() for draft in scored.drafts)
    covered = coverage(lines)
    percent = scored.percent if covered and covered >= bar else None  # of nothing judged there is no score
    proved = [line.title for line in lines if line.mode == "veto" and line.status == "unmet" and not line.trial]
    vetoes = tuple(dict.fromkeys(proved))
    projected = None
    if percent is not None:
        if year_end.days != tonight.days:
            owed, asked = _drafts(agency, facts, plan, rules, year_end)
        projected = give(at_year_end(owed, year=facts.day.year), at_year_end(asked, year=facts.day.year), rules)
    return AgencyCard(
        code=agency.code,
        name=agency.name,
        agency_class=agency.agency_class,
        score=scored.score if percent is not None else None,
        max=scored.maximum,
        percent=percent,
        grade=_grade(rules, percent if graded else None, vetoes),
        rank=None,
        coverage=covered,
        vetoes=vetoes,
        converted=_converted(rules, percent),
        projected=_projection(rules, projected, vetoes, graded=graded) if projected else None,
        lines=lines,
        columns=facts.columns,
    )


def _drafts(
    agency: Agency, facts: AgencyFacts, plan: WorkPlan, rules: RuleSet, moved: HandedOver
) -> tuple[list[Draft], list[Draft]]:
    return list(plan_drafts(agency, facts, plan, moved)), list(indicator_drafts(agency, facts, rules, moved))


def agency_lines(agency: Agency, facts: AgencyFacts, plan: WorkPlan, rules: RuleSet) -> tuple[Line, ...]:
    """Every line of one agency: the base, the plan's, the rule set's. No duty is taken to have changed hands."""
    owed, asked = _drafts(agency, facts, plan, rules, HandedOver())
    return tuple(draft.line() for draft in give(owed, asked, rules).drafts)


def _grade(rules: RuleSet, percent: Decimal | None, vetoes: Sequence[str]) -> str | None:
    """A veto is proved by its own evidence, and makes the grade whatever else could be seen."""
    if vetoes:
        return rules.frame.fail_grade
    return rules.grade_for(float(percent)) if percent is not None else None


def _converted(rules: RuleSet, percent: Decimal | None) -> Decimal | None:
    if rules.annual is None or percent is None:
        return None
    return min(rules.annual.points, (rules.annual.points * percent / 100).quantize(CENT, ROUND_HALF_UP))


def _projection(rules: RuleSet, scored: Scored, vetoes: Sequence[str], *, graded: bool) -> Projection | None:
    if scored.percent is None:
        return None
    return Projection(
        score=scored.score,
        max=scored.maximum,
        percent=scored.percent,
        grade=_grade(rules, scored.percent if graded else None, vetoes),
    )


def _seen_share(facts: AgencyFacts) -> float:
    """Share of the agency's columns that were seen at this monitoring point.

    On a night on which we saw little, what was proved earlier still counts as met, and nothing can be found unmet:
    a good score then says that we were blind, and earns neither a place nor a grade. Of an agency that owes no column
    nothing was missed.
    """
    seen = [check.status != "unknown" or check.undated for check in facts.columns]
    return sum(seen) / len(seen) if seen else 1.0
