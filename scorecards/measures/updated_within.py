"""Each column's newest item is within the column's limit."""

from collections.abc import Iterator

from schemas.messages import say
from schemas.results import ColumnCheck, Finding
from schemas.work_plan import Obligation
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, needs_review, not_applicable, unknown, unmet
from scorecards.measures.params import NoParams


def updated_within(facts: AgencyFacts, obligation: Obligation, _params: NoParams) -> Iterator[Judged]:
    """One line per column that has a limit. The verdict is Great Expectations'; here it only gets its name.

    Unknown tonight is still met while the newest known item is within the limit: nothing the agency could do tonight
    would make it less current. What is late by a limit that needs confirmation is for a person.
    """
    for check in facts.columns_in(obligation.scope):
        if check.limit is None:
            continue
        fact = f"blank:{check.column}" if check.status == "blank" else f"stale:{check.column}"
        yield Judged.of(check, _finding(check), fact=fact)


def _finding(check: ColumnCheck) -> Finding:
    match check.status:
        case "fresh":
            return met(check.reason, evidence=check.evidence)
        case "stale" if check.unconfirmed:
            reason = say("column.limit_unconfirmed", found=check.reason)
            return needs_review(reason, evidence=check.evidence, in_doubt="late")
        case "stale":
            return unmet(check.reason, cause="late", evidence=check.evidence)
        case "blank" if check.note:
            return needs_review(check.reason, evidence=check.evidence)
        case "blank":
            return unmet(check.reason, cause="not_published", evidence=check.evidence)
        case "unlimited":
            return not_applicable(check.reason)
    if check.within_limit:
        return met(check.reason, evidence=check.evidence)
    return unknown(check.reason, cause=check.cause or "our_failure", evidence=check.evidence)
