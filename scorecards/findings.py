"""The short words a measure answers with."""

from collections.abc import Sequence
from datetime import date

from schemas.messages import Reason
from schemas.results import Evidence, Finding, UnknownCause, UnmetCause


def met(reason: Reason, *, evidence: Sequence[Evidence] = ()) -> Finding:
    """The duty is done."""
    return Finding(status="met", reason=reason, evidence=tuple(evidence))


def unmet(reason: Reason, *, cause: UnmetCause, evidence: Sequence[Evidence]) -> Finding:
    """The duty is not done, and `evidence` shows it. Raises `ValueError` without any."""
    return Finding(status="unmet", reason=reason, cause=cause, evidence=tuple(evidence))


def unknown(reason: Reason, *, cause: UnknownCause, evidence: Sequence[Evidence] = ()) -> Finding:
    """We cannot say; `cause` says whose fault that is."""
    return Finding(status="unknown", reason=reason, cause=cause, evidence=tuple(evidence))


def not_due(reason: Reason, *, due_on: date | None = None) -> Finding:
    """Nothing is owed yet; `due_on`: the last day in time."""
    return Finding(status="not_due", reason=reason, due_on=due_on)


def not_applicable(reason: Reason) -> Finding:
    """Nothing is owed here."""
    return Finding(status="not_applicable", reason=reason)


def waived(reason: Reason, *, evidence: Sequence[Evidence] = ()) -> Finding:
    """A person released the agency from it."""
    return Finding(status="waived", reason=reason, evidence=tuple(evidence))


def needs_review(
    reason: Reason, *, evidence: Sequence[Evidence] = (), in_doubt: UnmetCause = "not_published"
) -> Finding:
    """A person has to decide; `in_doubt`: the cause, if they find it unmet."""
    return Finding(status="needs_review", reason=reason, evidence=tuple(evidence), in_doubt=in_doubt)
