"""A document that must be there by a day, looked for in the columns in scope by its title."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from schemas.documents import Document
from schemas.messages import Reason, say
from schemas.results import ColumnCheck, Evidence, Finding
from schemas.work_plan import Obligation
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, needs_review, not_due, unknown, unmet
from scorecards.titles import is_cut


@dataclass(frozen=True)
class WantedDocument:
    """The document that is owed."""

    title: str
    """A regular expression searched in titles."""
    called: str | Reason
    """What sentences call it."""
    by: date
    """The last day in time."""
    not_before: date | None
    """Documents dated earlier are not the one meant."""
    read_from: date
    """A document that counts may be dated this day or later: so far back must a column have been read to miss it."""
    fact: str
    """Of two duties that ask for the same document one takes points."""
    names_its_year: bool = False
    """The title itself says what year it is about: of one dated before `not_before` a person decides."""
    maybe: str | None = None
    """Titles that may be its, as agencies write them in a hurry: where nothing else is there a person looks."""


def document_by(facts: AgencyFacts, obligation: Obligation, wanted: WantedDocument) -> Iterator[Judged]:
    """One line. An undated document counts from the day it was first seen, which can only be later than it was there;
    one that its list dates later than that, too.

    Unmet, late as well as missing, needs every column in scope read after the last day in time: what we did not look
    through may hold the document. A late one without a date is unknown: it may have been there in time. So is one that
    is missed where lists cut their titles short.
    """
    columns = facts.columns_in(obligation.scope)
    if columns:
        yield Judged(
            subject="-",
            columns=tuple(check.column for check in columns),
            finding=_finding(facts, columns, wanted),
            fact=wanted.fact,
        )


def _finding(facts: AgencyFacts, columns: tuple[ColumnCheck, ...], wanted: WantedDocument) -> Finding:
    by = wanted.by.isoformat()
    names = {check.column for check in columns}
    shown = [document for document in facts.documents if document.column in names]
    matching = [document for document in shown if re.search(wanted.title, document.title)]
    meant = [(_there_on(document, wanted), document) for document in matching if not _too_old(document, wanted)]
    found = sorted(meant, key=lambda pair: (pair[0], pair[1].url))
    if found and found[0][0] <= wanted.by:
        day, document = found[0]
        reason = say("published_by.met", title=document.title, day=day.isoformat(), by=by)
        return met(reason, evidence=document.evidence)
    undated = next((document for _, document in found if document.published is None), None)
    if undated:
        # Seen late and undated: it may have been there in time, before we first looked.
        return unknown(say("published_by.undated", title=undated.title, by=by), cause="not_assessable")
    if facts.day <= wanted.by:
        return not_due(say("published_by.not_due", title=wanted.called, by=by), due_on=wanted.by)
    unread = [check for check in columns if not read_through(check, wanted.read_from, by=wanted.by)]
    if unread:
        reason = say("published_by.unknown", title=wanted.called, column=unread[0].name, count=len(unread))
        return unknown(reason, cause=unread[0].cause or "our_failure")
    if found:
        day, document = found[0]
        reason = say("published_by.late", title=document.title, day=day.isoformat(), by=by)
        return unmet(reason, cause="late", evidence=document.evidence or pages_of(columns))
    recent = [document for document in shown if (document.published or document.first_seen_on) >= wanted.read_from]
    doubtful = matching if wanted.names_its_year else []
    doubtful += [document for document in recent if wanted.maybe and re.search(wanted.maybe, document.title)]
    if doubtful:
        reason = say("published_by.doubtful", title=doubtful[0].title, wanted=wanted.called)
        return needs_review(reason, evidence=[*doubtful[0].evidence, *pages_of(columns)])
    cut = next((document for document in recent if is_cut(document.title)), None)
    if cut:
        return unknown(say("published_by.cut", title=cut.title), cause="not_assessable")
    return missed(columns, say("published_by.unmet", title=wanted.called, by=by, count=len(columns)))


def _there_on(document: Document, wanted: WantedDocument) -> date:
    """The day that its list shows; an earlier one on which we saw it there ourselves; without a day, this one."""
    if document.published is None:
        return document.first_seen_on
    if wanted.not_before is not None and document.first_seen_on < wanted.not_before:
        return document.published  # an address that every year's document is put under
    return min(document.published, document.first_seen_on)


def _too_old(document: Document, wanted: WantedDocument) -> bool:
    return wanted.not_before is not None and (document.published or document.first_seen_on) < wanted.not_before


def missed(columns: tuple[ColumnCheck, ...], reason: Reason) -> Finding:
    """No column shows the document. Where a blank one says why it is (备注说明), a person decides."""
    noted = next((check for check in columns if check.note), None)
    if noted:
        return needs_review(say("document.noted", column=noted.name, missed=reason), evidence=pages_of(columns))
    return unmet(reason, cause="not_published", evidence=pages_of(columns))


def pages_of(columns: tuple[ColumnCheck, ...]) -> list[Evidence]:
    """The pages that show what the columns hold."""
    return [record for check in columns for record in check.evidence]


def read_through(check: ColumnCheck, since: date, *, by: date | None) -> bool:
    """The column was read after `by`, the last day in time (`None`: whenever), and everything in it since `since`."""
    seen = check.status != "unknown" or check.undated
    in_time = check.seen_on is not None and (by is None or check.seen_on > by)
    return seen and in_time and bool(check.evidence) and check.read_back_to is not None and check.read_back_to <= since
