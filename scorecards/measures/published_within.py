"""Documents are public within working days of the day they were issued (成文日期)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Literal

from schemas.base import Frozen
from schemas.messages import say
from schemas.observed import ReadDocument
from schemas.registers.rows import WorkingDayCount
from schemas.results import ColumnCheck, Finding
from schemas.work_plan import Obligation
from scorecards.deadlines import LAW_OF_2019, Duty, dated, in_working_days, worst
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import needs_review, not_applicable, not_due, unknown
from scorecards.issuers import is_own


class PublishedWithin(Frozen):
    """`days`: working days after 成文日期. `each`: a line a column, or one for every late document (to deduct each)."""

    days: WorkingDayCount = 20
    each: Literal["column", "document"] = "column"


@dataclass
class _Judgement:
    """What is so of one column's documents of the year."""

    judged: list[tuple[ReadDocument, Finding]] = field(default_factory=list)
    unread: int = 0
    """Without 成文日期, or never read."""
    others: int = 0
    """Issued by somebody else, whose duty it is."""


def published_within(facts: AgencyFacts, obligation: Obligation, params: PublishedWithin) -> Iterator[Judged]:
    """One line per column in scope, or per document that was late. Documents count in the year of their last day.

    Public since the earliest day that a list or its page gives, anywhere on the agency's columns, or on which we saw
    it. Whoever issues a document owes its publication (条例2019 art. 10): another's does not count, and a late one
    without 发布机构, or that names the agency after another, or whose page contradicts itself on its days, is for a
    person. Without 成文日期 nothing is said.
    Source: 条例2008 (第492号) art. 18, 条例2019 (第711号) art. 26: 20 working days from its making or change.
    """
    known = _public_since(facts.observed.readings or ())
    for check in facts.columns_in(obligation.scope):
        judgement = _Judgement()
        for document in facts.observed.readings or ():
            # A night is seen after the day it judges; what has no earlier day than that is of another night.
            if document.column == check.column and known[document.title] <= facts.day:
                _judge(document, known[document.title], facts, params, judgement)
        yield from _lines(check, judgement, facts, params)


def _public_since(documents: Sequence[ReadDocument]) -> dict[str, date]:
    """The first day on which a document of each title is known to have been public."""
    since: dict[str, date] = {}
    for document in documents:
        read = document.record.published if document.record else None
        days = [day for day in (document.published, read, document.first_seen_on) if day]
        since[document.title] = min([*days, since.get(document.title, date.max)])
    return since


def _judge(
    document: ReadDocument, public: date, facts: AgencyFacts, params: PublishedWithin, judgement: _Judgement
) -> None:
    record = document.record
    if record is None or record.issued is None:
        judgement.unread += public.year == facts.day.year
        return
    duty = Duty(
        what=say(
            "published_within.what",
            title=document.title,
            issued=record.issued.isoformat(),
            law="2019" if record.issued >= LAW_OF_2019 else "2008",
        ),
        done_on=public,
        told_until=facts.day,
        evidence=document.pages,
    )
    own = is_own(record.issuer, facts.names)
    finding = _timely(duty, record.issued, facts, params, doubtful=own is None or record.dates_conflict)
    if (finding.due_on or record.issued).year != facts.day.year:
        return
    if own is False:
        judgement.others += 1
    else:
        judgement.judged.append((document, finding))


def _timely(duty: Duty, issued: date, facts: AgencyFacts, params: PublishedWithin, *, doubtful: bool) -> Finding:
    if not duty.evidence:
        return unknown(say("published_within.no_page", what=duty.what), cause="our_failure")
    finding = in_working_days(duty, issued, params.days, calendar=facts.calendar, day=facts.day)
    if finding.status == "unmet" and doubtful:
        reason = say("published_within.doubtful", late=finding.reason)
        return dated(needs_review(reason, evidence=finding.evidence, in_doubt="late"), finding.due_on)
    return finding


def _lines(check: ColumnCheck, found: _Judgement, facts: AgencyFacts, params: PublishedWithin) -> Iterator[Judged]:
    open_ones = [(document, finding) for document, finding in found.judged if finding.status != "met"]
    if params.each == "document" and open_ones:
        for document, finding in open_ones:
            name = sha256(document.url.encode()).hexdigest()[:12]
            yield Judged.of(check, finding, subject=f"{check.column}:{name}", fact=f"late:{document.url}")
        return
    late = [f"late:{document.url}" for document, finding in found.judged if finding.status == "unmet"]
    yield Judged.of(check, _together(found, facts), fact=f"late:{check.column}", parts=tuple(late))


def _together(found: _Judgement, facts: AgencyFacts) -> Finding:
    shown = worst(finding for _, finding in found.judged)
    if shown is not None:
        alike = [finding for _, finding in found.judged if finding.status == shown.status]
        figures = {"count": len(found.judged), "alike": len(alike), "unread": found.unread}
        reason = say("published_within.together", first=shown.reason, **figures)
        evidence = tuple(proof for finding in alike for proof in finding.evidence)
        return shown.model_copy(update={"reason": reason, "evidence": evidence, "due_on": None})
    if facts.observed.readings is None:
        return unknown(say("published_within.not_read"), cause="our_failure")
    if found.unread:
        return unknown(say("published_within.undated", count=found.unread), cause="not_assessable")
    if found.others:
        return not_applicable(say("published_within.others", count=found.others))
    return not_due(say("published_within.none"))
