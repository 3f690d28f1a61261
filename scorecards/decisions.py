"""What a person decided about a duty, as a finding."""

from schemas.messages import say
from schemas.results import Evidence, Finding
from schemas.reviews import Answer
from scorecards.facts import AgencyFacts
from scorecards.findings import met, unmet, waived


def decision(facts: AgencyFacts, about: str, *, found: Finding | None = None) -> Finding | None:
    """The latest decision dated on or before the monitoring point; `about` is an obligation's id or a line's.

    `found`: what waited for it; its pages stay beside what the person cites.
    """
    answers = [answer for answer in facts.answers if answer.obligation == about and answer.decided_on <= facts.day]
    return _finding(answers[-1], found) if answers else None


def _finding(answer: Answer, found: Finding | None) -> Finding:
    reason = say("human.answered", reviewer=answer.reviewer, day=answer.decided_on.isoformat(), reason=answer.reason)
    cited = [Evidence(url=answer.reference, issued_by=answer.reviewer)] if answer.reference else []
    if found is not None:
        cited.extend(found.evidence)
    match answer.verdict:
        case "met":
            return met(reason, evidence=cited)
        case "waived":
            return waived(reason, evidence=cited)
        case "unmet":
            return unmet(reason, cause=found.in_doubt if found else "not_published", evidence=cited)
