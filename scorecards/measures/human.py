"""A person answers, in a file of the office's `reviews/`."""

from collections.abc import Iterator

from schemas.messages import say
from schemas.results import Evidence, Finding
from schemas.reviews import Answer
from schemas.work_plan import Obligation
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, needs_review, unmet, waived
from scorecards.measures.params import NoParams


def human(facts: AgencyFacts, obligation: Obligation, _params: NoParams) -> Iterator[Judged]:
    """One line per agency. The latest answer dated on or before the monitoring point counts; until then it waits."""
    answers = [
        answer for answer in facts.answers if answer.obligation == obligation.id and answer.decided_on <= facts.day
    ]
    yield Judged(
        subject="-",
        finding=_finding(answers[-1]) if answers else needs_review(say("human.waiting")),
        fact=f"answer:{obligation.id}",
    )


def _finding(answer: Answer) -> Finding:
    reason = say("human.answered", reviewer=answer.reviewer, day=answer.decided_on.isoformat(), reason=answer.reason)
    cited = (Evidence(url=answer.reference, issued_by=answer.reviewer),) if answer.reference else ()
    match answer.verdict:
        case "met":
            return met(reason, evidence=cited)
        case "waived":
            return waived(reason, evidence=cited)
        case "unmet":
            return unmet(reason, cause="not_published", evidence=cited)
