"""As many items in the year as the minimum asks for, per column or per category."""

from collections.abc import Iterator

from schemas.results import CountCheck, Finding
from schemas.work_plan import Obligation
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, not_due, unknown, unmet
from scorecards.measures.params import NoParams


def min_items(facts: AgencyFacts, obligation: Obligation, _params: NoParams) -> Iterator[Judged]:
    """One line per minimum in scope: the columns' own first, then the categories'. Judged by Great Expectations."""
    in_scope = facts.columns_in(obligation.scope)
    columns = {check.column for check in in_scope}
    categories = {check.category for check in in_scope}
    for check in facts.counts:
        if check.status == "no_minimum":
            continue
        if check.column is not None and check.column in columns:
            yield Judged(
                subject=check.column,
                columns=(check.column,),
                category=check.category,
                finding=_finding(check),
                fact=f"count:{check.column}",
            )
        elif check.column is None and check.category in categories:
            members = tuple(column.column for column in facts.columns if column.category == check.category)
            yield Judged(
                subject=check.category,
                columns=members,
                category=check.category,
                finding=_finding(check),
                fact=f"count:{check.category}",
            )


def _finding(check: CountCheck) -> Finding:
    match check.status:
        case "met":
            return met(check.reason, evidence=check.evidence)
        case "not_due":
            return not_due(check.reason)
        case "unmet":
            return unmet(check.reason, cause="not_published", evidence=check.evidence)
    return unknown(check.reason, cause=check.cause or "our_failure", evidence=check.evidence)
