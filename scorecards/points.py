"""What each draft gives or takes, under the rule set's frame: shares, deductions from the base, caps, bonuses."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from schemas.messages import say
from schemas.rules import PlanRule, RuleSet
from scorecards.caps import capped
from scorecards.drafts import Draft
from scorecards.facts import Judged
from scorecards.findings import met, not_applicable
from scorecards.once import once
from scorecards.shares import NOTHING, in_proportion, percent_of, split_by

JUDGED = frozenset({"met", "unmet"})


@dataclass(frozen=True)
class Scored:
    """One agency's drafts with their points: the base first, then the plan's, then the rule set's."""

    drafts: tuple[Draft, ...]

    @property
    def score(self) -> Decimal:
        """The sum of all points."""
        return sum((draft.points for draft in self.drafts if draft.points is not None), Decimal(0))

    @property
    def maximum(self) -> Decimal:
        """The sum of the maxima of what counts."""
        return sum((draft.maximum for draft in self.drafts if draft.scored), Decimal(0))

    @property
    def percent(self) -> Decimal | None:
        """The quotient; more than 100 only by a bonus. `None` when nothing counts."""
        return percent_of(self.score, self.maximum) if self.maximum > 0 else None


def give(plan: Sequence[Draft], indicators: Sequence[Draft], rules: RuleSet) -> Scored:
    """The points of one agency.

    A fact is deducted by the plan before the rule set, within the plan by the first line, among indicators by the
    dearest (of equals the first by id): the order in which indicators stand changes no figure. Lines that sum up
    several facts come last of all.
    """
    entering = _entering(plan, rules.plan)
    dearest = sorted(indicators, key=lambda draft: (-draft.worth, draft.id))
    settled = {draft.id: draft for draft in once([*entering, *dearest])}
    plan = [settled[draft.id] for draft in entering]
    own = [_with_points(settled[draft.id]) for draft in indicators if draft.mode != "bonus"]
    extra = [settled[draft.id] for draft in indicators if draft.mode == "bonus"]
    counted = _held_by_caps([*_by_task(map(_with_points, plan), rules.plan), *own], rules)
    base = _base(rules) if any(_deductible(draft) for draft in counted) else ()
    without_bonus = Scored((*base, *counted))
    return Scored((*without_bonus.drafts, *_bonuses(extra, without_bonus.percent, rules)))


def _with_points(draft: Draft) -> Draft:
    if draft.trial or draft.mode == "veto" or draft.status not in JUDGED:
        return draft
    earned = draft.worth if draft.mode in ("share", "bonus") else NOTHING
    missed = NOTHING - draft.worth if draft.mode == "deduct" else NOTHING
    return replace(draft, points=earned if draft.status == "met" else missed)


def _entering(plan: Sequence[Draft], rule: PlanRule) -> list[Draft]:
    """The plan's drafts with what the rule set makes of their points."""
    match rule.mode:
        case "share" if rule.points is not None:
            earnest = [draft for draft in plan if not draft.trial and draft.worth > 0]
            weights = [int(draft.worth * 100) for draft in earnest]
            worths = dict(zip((draft.id for draft in earnest), split_by(rule.points, weights), strict=True))
            return [replace(draft, worth=worths.get(draft.id, NOTHING)) for draft in plan]
        case "deduct" if rule.points is not None:
            return [replace(draft, mode="deduct", worth=_by_its_days(rule.points, draft)) for draft in plan]
        case "shown":
            return [replace(draft, trial=True) for draft in plan]
    return list(plan)


def _by_its_days(points: Decimal, draft: Draft) -> Decimal:
    return points if draft.owed_days is None else in_proportion(points, *draft.owed_days)


def _by_task(plan: Iterable[Draft], rule: PlanRule) -> list[Draft]:
    """Where a task (and not each line) costs points, its dearest unmet line carries them, of equals the first by id."""
    plan = list(plan)
    if rule.mode != "deduct" or rule.per == "line":
        return plan
    unmet: defaultdict[str, list[tuple[Decimal, str]]] = defaultdict(list)
    for draft in plan:
        if draft.points:
            unmet[draft.task].append((draft.points, draft.id))
    carrying = {min(lines)[1] for lines in unmet.values()}
    return [
        replace(draft, points=NOTHING, uncapped=draft.points) if draft.points and draft.id not in carrying else draft
        for draft in plan
    ]


def _held_by_caps(drafts: list[Draft], rules: RuleSet) -> list[Draft]:
    """Deductions within the caps of their indicator, of their group, and of the base."""
    indicators = {indicator.code: indicator for indicator in rules.indicators}
    deductions = [draft for draft in drafts if draft.mode == "deduct"]
    from_plan = {draft.id for draft in deductions if draft.obligation not in indicators}
    drafts = capped(drafts, rules.plan.cap, from_plan)
    for code, indicator in indicators.items():
        if indicator.mode == "deduct":
            drafts = capped(drafts, indicator.cap, {draft.id for draft in deductions if draft.obligation == code})
    for group in rules.groups:
        codes = {code for code, indicator in indicators.items() if indicator.group == group.code}
        members = {draft.id for draft in deductions if draft.obligation in codes}
        drafts = capped(drafts, group.cap, members | (from_plan if rules.plan.group == group.code else set()))
    return capped(drafts, rules.frame.base, {draft.id for draft in deductions})


def _deductible(draft: Draft) -> bool:
    return draft.mode == "deduct" and not draft.trial


def _base(rules: RuleSet) -> tuple[Draft, ...]:
    """The line of the points from which is deducted; none in a rule set without."""
    base = rules.frame.base
    if base is None:
        return ()
    finding = met(say("base", points=int(base) if base == int(base) else float(base)))
    return (
        Draft(
            id="base",
            task="base",
            obligation="base",
            measure="base",
            version=1,
            clause=rules.frame.clause or rules.source,
            mode="base",
            title="",
            duty=Judged(subject="-", finding=finding),
            finding=finding,
            status=finding.status,
            worth=base,
            points=base,
        ),
    )


def _bonuses(extra: Sequence[Draft], percent: Decimal | None, rules: RuleSet) -> list[Draft]:
    """Bonuses, where the percentage without them is above their bar; elsewhere they do not apply."""
    bar = rules.frame.bonus_above
    if bar is not None and (percent is None or percent <= Decimal(str(bar))):
        shown = say("bonus.closed", percent=None if percent is None else float(percent), bar=bar)
        return [
            replace(draft, finding=not_applicable(shown), status="not_applicable") if _earned(draft) else draft
            for draft in extra
        ]
    drafts = [_with_points(draft) for draft in extra]
    for indicator in rules.indicators:
        drafts = capped(drafts, indicator.cap, {draft.id for draft in drafts if draft.obligation == indicator.code})
    return capped(drafts, rules.frame.bonus_max)


def _earned(draft: Draft) -> bool:
    return draft.status in JUDGED and not draft.trial
