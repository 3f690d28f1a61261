"""A document whose title matches is there by a day: the annual report, the year's work plan, a budget."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import AfterValidator

from schemas.base import Frozen, Text
from schemas.documents import Document
from schemas.messages import say
from schemas.results import ColumnCheck, Evidence, Finding
from schemas.work_plan import Obligation
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, not_due, unknown, unmet


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is not a regular expression: {error}") from None
    return value


class PublishedBy(Frozen):
    """`title`: a regular expression searched in the documents' titles. `by`: the last day that is in time."""

    title: Annotated[Text, AfterValidator(_pattern)]
    by: date
    not_before: date | None = None
    """Documents dated earlier are not the one meant (last year's report)."""


def published_by(facts: AgencyFacts, obligation: Obligation, params: PublishedBy) -> Iterator[Judged]:
    """One line. An undated document counts from the day it was first seen, which can only be later than it was there.

    Unmet, late as well as missing, needs every column in scope read after the last day in time: what we did not look
    through may hold the document. A late one without a date is unknown: it may have been there in time.
    """
    columns = facts.columns_in(obligation.scope)
    if not columns:
        return
    names = {check.column for check in columns}
    found = [
        (document.published or document.first_seen_on, document)
        for document in facts.documents
        if document.column in names and re.search(params.title, document.title)
    ]
    found = [(day, document) for day, document in found if params.not_before is None or day >= params.not_before]
    yield Judged(
        subject="-",
        columns=tuple(check.column for check in columns),
        finding=_finding(facts, columns, sorted(found, key=lambda pair: (pair[0], pair[1].url)), params),
        fact=f"document:{obligation.id}",
    )


def _finding(
    facts: AgencyFacts, columns: tuple[ColumnCheck, ...], found: list[tuple[date, Document]], params: PublishedBy
) -> Finding:
    by = params.by.isoformat()
    if found and found[0][0] <= params.by:
        day, document = found[0]
        reason = say("published_by.met", title=document.title, day=day.isoformat(), by=by)
        return met(reason, evidence=document.evidence)
    undated = next((document for _, document in found if document.published is None), None)
    if undated:
        # Seen late and undated: it may have been there in time, before we first looked.
        return unknown(say("published_by.undated", title=undated.title, by=by), cause="not_assessable")
    if facts.day <= params.by:
        return not_due(say("published_by.not_due", title=params.title, by=by))
    since = params.not_before or date(params.by.year, 1, 1)
    unread = [check for check in columns if not _read_through(check, since, by=params.by)]
    if unread:
        reason = say("published_by.unknown", title=params.title, column=unread[0].name, count=len(unread))
        return unknown(reason, cause=unread[0].cause or "our_failure")
    if found:
        day, document = found[0]
        reason = say("published_by.late", title=document.title, day=day.isoformat(), by=by)
        return unmet(reason, cause="late", evidence=document.evidence or _pages(columns))
    reason = say("published_by.unmet", title=params.title, by=by, count=len(columns))
    return unmet(reason, cause="not_published", evidence=_pages(columns))


def _pages(columns: tuple[ColumnCheck, ...]) -> list[Evidence]:
    return [record for check in columns for record in check.evidence]


def _read_through(check: ColumnCheck, since: date, *, by: date) -> bool:
    """The column was read after the last day in time, and everything in it since `since`."""
    seen = check.status != "unknown" or check.undated
    in_time = check.seen_on is not None and check.seen_on > by
    return seen and in_time and bool(check.evidence) and check.read_back_to is not None and check.read_back_to <= since
