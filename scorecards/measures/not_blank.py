"""No column is blank."""

from collections.abc import Iterator

from schemas.messages import say
from schemas.results import ColumnCheck, Finding
from schemas.work_plan import Obligation
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, needs_review, unknown, unmet
from scorecards.measures.params import NoParams


def not_blank(facts: AgencyFacts, obligation: Obligation, _params: NoParams) -> Iterator[Judged]:
    """One line per column. A blank column with a note on its page (备注说明) goes to a person.

    Source: the note of the 2015 census on directory columns: a column in which nothing was produced must say so.
    """
    for check in facts.columns_in(obligation.scope):
        yield Judged.of(check, _finding(check), fact=f"blank:{check.column}")


def _finding(check: ColumnCheck) -> Finding:
    if check.status == "blank":
        if check.note:
            return needs_review(check.reason, evidence=check.evidence)
        return unmet(check.reason, cause="not_published", evidence=check.evidence)
    if check.status != "unknown" or check.undated or check.within_limit:
        return met(say("not_blank.met", items=check.items), evidence=check.evidence)
    return unknown(check.reason, cause=check.cause or "our_failure", evidence=check.evidence)
