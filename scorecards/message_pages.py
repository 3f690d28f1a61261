"""Citizens' messages as their public pages tell of them: answered in time, late, not at all, or nobody can say.

Pages of messages are written in too many ways for a program to take points by them: what one says against its agency
(an answer on a stated day after the last one, no answer at a look after the last day) is for a person to decide, and a
page that says neither leaves its message unknown.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from schemas.messages import Figure, Reason, say
from schemas.observed import ReadDocument
from schemas.page_details import MessageState
from schemas.results import ColumnCheck, Finding
from schemas.work_plan import Obligation, Scope
from scorecards.answers_due import AnsweredWithin, answered_in_time, answers_together
from scorecards.deadlines import Duty, dated
from scorecards.document_by import pages_of, read_through
from scorecards.events import masked
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, needs_review, unknown
from scorecards.issuers import is_own

MESSAGE_COLUMNS = Scope(kinds=("互动回应",))
"""Where an obligation names no columns."""


@dataclass
class _Found:
    """What is so of the messages in the columns in scope."""

    judged: list[tuple[ReadDocument, Finding]] = field(default_factory=list)
    unread: int = 0
    """Not read, or without a day of arrival, and not known to be older than what is looked at."""
    others: int = 0
    """Which another agency handles."""


def answered_on_pages(facts: AgencyFacts, obligation: Obligation, params: AnsweredWithin) -> Iterator[Judged]:
    """One line over the message columns in scope; none for an agency that has no such column.

    Met only if every column was read back over the time looked at, and the page of every message in it says when it
    came and that it was answered in time.
    """
    scope = obligation.scope if obligation.scope != Scope() else MESSAGE_COLUMNS
    columns = facts.columns_in(scope)
    if not columns:
        return
    found = None if facts.observed.readings is None else _found(facts, columns, params)
    yield Judged(
        subject="-",
        finding=unknown(say("not_gathered"), cause="our_failure")
        if found is None
        else _together(found, columns, facts, params),
        columns=tuple(check.column for check in columns),
        fact=f"messages:{obligation.id}",
    )


def _found(facts: AgencyFacts, columns: tuple[ColumnCheck, ...], params: AnsweredWithin) -> _Found:
    found, since = _Found(), params.since(facts.day)
    names = {check.column for check in columns}
    shown = {each.url: each for each in facts.observed.readings or () if each.column in names}
    for document in shown.values():
        message = document.details.message if document.details and document.details_pages else None
        if message is None:
            # A list shows when a message came, or something later; so does the night that first saw it.
            listed = min(document.published or date.max, document.first_seen_on)
            found.unread += since < listed <= facts.day
        elif since < message.arrived <= facts.day:
            own = _is_own(message.handler, facts)
            if own is False:
                found.others += 1
                continue
            finding = _finding(document, message, facts, params)
            if finding.status == "unmet":
                reason = say("message.whose", missed=finding.reason) if own is None else finding.reason
                finding = dated(needs_review(reason, evidence=finding.evidence, in_doubt="late"), finding.due_on)
            found.judged.append((document, finding))
    # What waits longest comes first.
    found.judged.sort(key=lambda each: (each[1].due_on or date.max, each[0].url))
    return found


def _is_own(handler: str | None, facts: AgencyFacts) -> bool | None:
    """`False`: another agency of the register handles it; `None`: an office of its own may, or somebody else."""
    own = True if handler is None else is_own(handler, facts.names)
    return None if own is False and not is_own(handler, facts.others) else own


def _finding(document: ReadDocument, message: MessageState, facts: AgencyFacts, params: AnsweredWithin) -> Finding:
    """What is so of one message."""
    told = _Told(document, message, facts, params)
    if message.is_answered and not message.is_unanswered:
        # It was answered by each of these days; on the stated one if nothing tells of an earlier.
        answers = [day for day in (message.answered, message.closed, document.answer_seen_on) if day]
        first = min(answers, default=date.max)
        if first <= facts.day:
            finding = told.by(first)
            if finding.status != "unmet" or first == message.answered:
                return finding
        elif first == message.answered:  # not seen by the monitoring point, but open until then
            return told.by(None, until=first - DAY)
    open_still = told.by(None, until=facts.day)
    if open_still.status != "unmet" or open_still.due_on is None:
        return open_still
    return dated(_overdue(told, last=open_still.due_on), open_still.due_on)


@dataclass(frozen=True)
class _Told:
    """What a page tells of one message."""

    document: ReadDocument
    message: MessageState
    facts: AgencyFacts
    params: AnsweredWithin

    def by(self, done_on: date | None, *, until: date = date.max) -> Finding:
        """Answered on `done_on`, or not up to the end of `until`."""
        proofs = self.document.details_pages
        if done_on is None and self.document.state == "document":  # that it is still so, the latest look says
            proofs = tuple(dict.fromkeys((*proofs, *self.document.look_pages)))
        duty = Duty(what=self._what(done_on), done_on=done_on, told_until=until, evidence=proofs)
        return answered_in_time(duty, self.message.arrived, self.facts, self.params)

    def _what(self, done_on: date | None) -> Reason:
        figures: dict[str, Figure] = {
            "title": masked(self.document.title),
            "received": self.message.arrived.isoformat(),
        }
        if done_on is not None or not self.message.is_unanswered:
            return say("message.on_page", **figures)
        if self.message.state == "unanswered":
            return say("message.says", **figures, said=self.message.said)
        return say("message.empty", **figures)


def _overdue(told: _Told, *, last: date) -> Finding:
    """Its last day is over, and no answer in time is known."""
    document, message = told.document, told.message
    figures: dict[str, Figure] = {"title": masked(document.title), "last": last.isoformat()}
    if message.is_answered or document.answer_seen_on:
        reason = say("message.contradicts" if message.is_unanswered else "message.undated", **figures)
        return unknown(reason, cause="not_assessable", evidence=document.details_pages)
    if not message.is_unanswered:
        return unknown(say("message.unsaid", **figures), cause="not_assessable", evidence=document.details_pages)
    seen = document.details_on
    # Where only a message that has no answer at all counts, an older look says nothing of the monitoring point.
    enough = told.facts.day if told.params.unanswered_only else last + DAY
    if seen is None or seen < enough or document.state != "document":
        return unknown(say("message.not_looked", **figures), cause="our_failure")
    return told.by(None, until=seen)


def _together(found: _Found, columns: tuple[ColumnCheck, ...], facts: AgencyFacts, params: AnsweredWithin) -> Finding:
    findings = [finding for _, finding in found.judged]
    if any(finding.status == "needs_review" for finding in findings):
        return answers_together(findings, count=len(findings))
    since = params.since(facts.day)
    figures: dict[str, Figure] = {"since": since.isoformat(), "unread": found.unread, "others": found.others}
    through = [check for check in columns if not read_through(check, since + DAY, by=None)]
    if any(finding.status == "unknown" for finding in findings):
        return answers_together(findings, count=len(findings))
    if found.unread or through:
        cause = next((check.cause for check in through if check.cause), None) or "our_failure"
        return unknown(say("messages.unread", **figures, columns=len(through)), cause=cause)
    if not findings and found.others:  # an office of the agency's own is hardly told from another agency
        return unknown(say("messages.all_others", since=since.isoformat(), others=found.others), cause="not_assessable")
    if not findings:
        return met(say("messages.none_on_pages", **figures), evidence=pages_of(columns))
    return answers_together(findings, count=len(findings))


DAY = timedelta(days=1)
