"""What one agency is asked: the obligations of the work plan and the indicators of the rule set."""

from collections.abc import Iterator
from dataclasses import replace

from schemas.agencies import Agency
from schemas.rules import RuleSet
from schemas.work_plan import WorkPlan
from scorecards.drafts import Draft, HandedOver, drafts_of, without_grace
from scorecards.facts import AgencyFacts


def plan_drafts(agency: Agency, facts: AgencyFacts, plan: WorkPlan, handed_over: HandedOver) -> Iterator[Draft]:
    """What the plan asks of the agency, leading or assisting, in the plan's order."""
    for task in plan.tasks:
        if not {"*", agency.code} & {*task.lead, *task.assisting}:
            continue
        for obligation in task.obligations:
            if obligation.classes and agency.agency_class not in obligation.classes:
                continue
            yield from drafts_of(
                agency,
                facts,
                obligation,
                task=task.number,
                clause=obligation.clause or task.clause,
                mode="share",
                weight=task.weight,
                handed_over=handed_over,
            )


def indicator_drafts(agency: Agency, facts: AgencyFacts, rules: RuleSet, handed_over: HandedOver) -> Iterator[Draft]:
    """What the rule set asks of agencies of this class. A column in its grace does not count towards a veto."""
    groups = {group.code: group.title for group in rules.groups}
    for indicator in rules.for_class(agency.agency_class):
        if indicator.measure is None:
            continue
        veto = indicator.mode == "veto"
        known = replace(facts, columns=without_grace(agency, facts.columns, day=facts.day)) if veto else facts
        yield from drafts_of(
            agency,
            known,
            indicator.as_obligation(),
            task=groups.get(indicator.group or "", indicator.code),
            clause=indicator.clause,
            mode=indicator.mode,
            title=indicator.title,
            unconfirmed=indicator.needs_confirmation,
            handed_over=HandedOver() if veto else handed_over,
        )
