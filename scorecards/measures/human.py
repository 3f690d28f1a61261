"""A person answers, in a file of the office's `reviews/`."""

from collections.abc import Iterator

from schemas.messages import say
from schemas.work_plan import Obligation
from scorecards.decisions import decision
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import needs_review
from scorecards.measures.params import NoParams


def human(facts: AgencyFacts, obligation: Obligation, _params: NoParams) -> Iterator[Judged]:
    """One line per agency. The latest answer dated on or before the monitoring point counts; until then it waits."""
    yield Judged(
        subject="-",
        finding=decision(facts, obligation.id) or needs_review(say("human.waiting")),
        fact=f"answer:{obligation.id}",
    )
