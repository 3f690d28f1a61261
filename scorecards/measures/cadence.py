"""At least so many items in each month, quarter or year, of columns or whole categories."""

from collections.abc import Iterator

from schemas.agencies import Minimum, Per
from schemas.base import Frozen
from schemas.counts import Of, Recurring
from schemas.messages import say
from schemas.rules import RuleSet
from schemas.work_plan import Obligation, WorkPlan
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import unknown
from scorecards.measures.min_items import counted


class Cadence(Frozen):
    """`each`: month, quarter or year. `of`: each column in scope, or each category that such a column is of."""

    each: Per
    at_least: Minimum = 1
    of: Of = "column"


def recurring(plan: WorkPlan, rules: RuleSet) -> tuple[Recurring, ...]:
    """What obligations and indicators of this measure ask for, to be counted with the register's minimums."""
    asked = [
        (obligation, (*task.lead, *task.assisting))
        for task in plan.tasks
        for obligation in task.obligations
        if obligation.measure == "cadence"
    ]
    asked += [(indicator.as_obligation(), ("*",)) for indicator in rules.indicators if indicator.measure == "cadence"]
    return tuple(
        Recurring(
            obligation=obligation.id,
            scope=obligation.scope,
            agencies=agencies,
            classes=obligation.classes,
            **dict(Cadence.model_validate(obligation.params)),
        )
        for obligation, agencies in asked
    )


def cadence(facts: AgencyFacts, obligation: Obligation, params: Cadence) -> Iterator[Judged]:
    """One line per column (or category) in scope and period of the year, those to come included. Judged by Great
    Expectations: unmet only when the period is over and all that may hold the items was read after its end.

    Unknown where the obligation came into the plan after the night was validated: nobody has counted for it.
    """
    in_scope = facts.columns_in(obligation.scope)
    names = {check.column if params.of == "column" else check.category for check in in_scope}
    known = [check for check in facts.counts if check.obligation == obligation.id]
    for check in known:
        if (check.column or check.category) in names:
            yield counted(facts, check)
    if in_scope and not known:
        finding = unknown(say("cadence.not_counted"), cause="our_failure")
        yield Judged(subject="-", columns=tuple(check.column for check in in_scope), finding=finding)
