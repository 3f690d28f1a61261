"""What a person decided about a duty, as a finding."""

from schemas.messages import say
from schemas.results import Evidence, Finding
from schemas.reviews import Answer
from scorecards.facts import AgencyFacts
from scorecards.findings import met, unmet, waived


def decision(facts: AgencyFacts, about: str) -> Finding | None:
    """The latest decision dated on or before the monitoring point; `about` is an obligation's id or a line's."""
    answers = [answer for answer in facts.answers if answer.obligation == about and answer.decided_on <= facts.day]
    return _finding(answers[-1]) if answers else None


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
