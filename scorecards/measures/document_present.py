"""A document whose title matches stands in a column in scope, and can be opened."""

import re
from collections.abc import Iterator
from datetime import date

from schemas.base import Frozen
from schemas.messages import say
from schemas.observed import ReadDocument
from schemas.results import ColumnCheck, Finding
from schemas.work_plan import Obligation
from scorecards.document_by import missed, read_through
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, needs_review, not_due, unknown
from scorecards.titles import TitlePattern, is_cut


class DocumentPresent(Frozen):
    """`title`: a regular expression searched in the list's title and in the document's own."""

    title: TitlePattern
    since: date | None = None
    until: date | None = None
    """First and last day that the document may be dated; absent: whenever it is dated."""
    opened: bool = True
    """It must have been opened; otherwise it is enough that the list shows it."""


def document_present(facts: AgencyFacts, obligation: Obligation, params: DocumentPresent) -> Iterator[Judged]:
    """One line. Owed at once, or from the day after `until`.

    Unmet needs every column in scope read back to `since` (without one: to its end), after `until`. A document that we
    could not open is unknown; one of which the website says that it is not there goes to a person.
    """
    columns = facts.columns_in(obligation.scope)
    if columns:
        yield Judged(
            subject="-",
            columns=tuple(check.column for check in columns),
            finding=_finding(facts, columns, params),
            fact=f"document:{params.title}:{params.since or ''}",
        )


def _finding(facts: AgencyFacts, columns: tuple[ColumnCheck, ...], params: DocumentPresent) -> Finding:
    if facts.observed.readings is None:
        return unknown(say("not_gathered"), cause="our_failure")
    names = {check.column for check in columns}
    found = [each for each in facts.observed.readings if each.column in names and _matches(each, params.title)]
    dated = [each for each in found if _in_period(each, params)]
    for document in dated:
        if not params.opened:
            return met(say("document_present.listed", title=document.title), evidence=document.evidence)
        if document.opened_on and document.state != "gone":
            opened = document.opened_on.isoformat()
            return met(say("document_present.met", title=document.title, opened=opened), evidence=document.pages)
    if params.until and facts.day <= params.until:
        until = params.until.isoformat()
        return not_due(say("document_present.not_due", title=params.title, until=until), due_on=params.until)
    if dated:
        return _unopened(dated)
    undated = next((each for each in found if not _days(each)), None)
    if undated:
        return unknown(say("document_present.undated", title=undated.title), cause="not_assessable")
    unread = [check for check in columns if not read_through(check, params.since or date.min, by=params.until)]
    if unread:
        reason = say("document_present.unknown", title=params.title, column=unread[0].name, count=len(unread))
        return unknown(reason, cause=unread[0].cause or "our_failure")
    cut = next((each for each in facts.observed.readings if each.column in names and _may_match(each, params)), None)
    if cut:
        return unknown(say("published_by.cut", title=cut.title), cause="not_assessable")
    return missed(columns, say("document_present.unmet", title=params.title, count=len(columns)))


def _unopened(found: list[ReadDocument]) -> Finding:
    gone = [each for each in found if each.state == "gone"]
    if len(gone) == len(found):
        evidence = [*gone[0].evidence, *gone[0].pages]
        return needs_review(say("document_present.gone", title=gone[0].title), evidence=evidence)
    first = next(each for each in found if each.state != "gone")
    return unknown(say("document_present.not_opened", title=first.title), cause="our_failure")


def _matches(document: ReadDocument, title: str) -> bool:
    titles = [document.title, document.record.title if document.record else None]
    return any(re.search(title, each) for each in titles if each)


def _may_match(document: ReadDocument, params: DocumentPresent) -> bool:
    """Its list shows the beginning of its title only, and its own page was not read."""
    dated = bool(_days(document))
    return is_cut(document.title) and document.record is None and (not dated or _in_period(document, params))


def _in_period(document: ReadDocument, params: DocumentPresent) -> bool:
    """A day that its list or its page gives lies in the period, or it is dated later and was seen there in it."""
    if params.since is None and params.until is None:
        return True
    days = _days(document)
    if days and params.until is not None and min(days) > params.until:
        days.append(document.first_seen_on)
    return any((params.since or day) <= day <= (params.until or day) for day in days)


def _days(document: ReadDocument) -> list[date]:
    read = document.record.published if document.record else None
    return [day for day in (document.published, read) if day is not None]
