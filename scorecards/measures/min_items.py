"""As many items in each period as the register's minimum asks for, per column or per category."""

from collections.abc import Iterator

from schemas.counts import last_day_of
from schemas.results import CountCheck, Finding
from schemas.work_plan import Obligation
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, not_due, unknown, unmet
from scorecards.measures.params import NoParams


def min_items(facts: AgencyFacts, obligation: Obligation, _params: NoParams) -> Iterator[Judged]:
    """One line per minimum in scope and period of the year. Judged by Great Expectations.

    The year's line is named by its column or category; a quarter's or a month's by its period, too.
    """
    in_scope = facts.columns_in(obligation.scope)
    columns = {check.column for check in in_scope}
    categories = {check.category for check in in_scope}
    for check in facts.counts:
        if check.status == "no_minimum" or check.obligation is not None:
            continue
        if check.column in columns or (check.column is None and check.category in categories):
            yield counted(facts, check)


def counted(facts: AgencyFacts, check: CountCheck) -> Judged:
    """The line that a count comes to."""
    what = check.column or check.category
    name = what if check.period == f"{facts.day.year:04}" else f"{what}/{check.period}"
    members = (check.column,) if check.column else facts.codes_of(check.category)
    there = [each for each in facts.columns if each.column in members]
    empty = bool(there) and all(each.status == "blank" for each in there)
    return Judged(
        subject=name,
        columns=members,
        category=check.category,
        finding=_finding(check),
        fact=f"count:{name}",
        # Nothing is there: that it is not enough is no further fact.
        parts=tuple(f"blank:{each.column}" for each in there) if empty and check.items == 0 else (),
    )


def _finding(check: CountCheck) -> Finding:
    match check.status:
        case "met":
            return met(check.reason, evidence=check.evidence)
        case "not_due":
            return not_due(check.reason, due_on=last_day_of(check.period))
        case "unmet":
            return unmet(check.reason, cause="not_published", evidence=check.evidence)
    return unknown(check.reason, cause=check.cause or "our_failure", evidence=check.evidence)
