"""A page that is rewritten in place says something else every so often: a forecast, a register, a price list."""

import re
from collections.abc import Iterator

from schemas.agencies import Days
from schemas.base import Frozen
from schemas.messages import say
from schemas.observed import ReadDocument
from schemas.results import Finding
from schemas.work_plan import Obligation
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, unknown, unmet
from scorecards.short_name import short_name
from scorecards.titles import TitlePattern


class PageChangedWithin(Frozen):
    """`title`: a regular expression searched in the list's titles. `days`: calendar days without a change at most."""

    title: TitlePattern
    days: Days


def page_changed_within(facts: AgencyFacts, obligation: Obligation, params: PageChangedWithin) -> Iterator[Judged]:
    """One line per page in scope. Compared is what the page says (title, days, text, attachments), not its layout.

    Met: it said something else within the limit, or states a day within it. Unmet: this night's look found what an
    earlier one, further back than the limit, had found, and none between them anything else. All other is unknown: what
    it said before our first look, and since the last one, nobody knows.
    """
    columns = facts.columns_in(obligation.scope)
    if not columns:
        return
    if facts.observed.readings is None:
        yield Judged(subject="-", finding=unknown(say("not_gathered"), cause="our_failure"))
        return
    names = {check.column for check in columns}
    found = [page for page in facts.observed.readings if page.column in names and re.search(params.title, page.title)]
    for page in found:
        yield Judged(
            subject=short_name(page.column, page.url),
            columns=(page.column,),
            category=page.category,
            finding=_finding(facts, page, params.days),
            fact=f"unchanged:{page.url}",
        )
    if not found:
        yield Judged(
            subject="-",
            columns=tuple(check.column for check in columns),
            finding=unknown(say("page_changed.none", title=params.title), cause="not_assessable"),
        )


def _finding(facts: AgencyFacts, page: ReadDocument, days: int) -> Finding:
    if page.same_since is None or page.opened_on is None:
        return unknown(say("page_changed.not_opened", title=page.title), cause="our_failure")
    stated = [day for day in (page.published, page.record and page.record.published) if day and day <= facts.day]
    if stated and (facts.day - max(stated)).days <= days:
        reason = say("page_changed.dated", title=page.title, published=max(stated).isoformat(), days=days)
        return met(reason, evidence=page.pages or page.evidence)
    since, seen = page.same_since.isoformat(), page.opened_on.isoformat()
    if page.rewritten and (facts.day - page.same_since).days <= days:
        return met(say("page_changed.met", title=page.title, changed=since, days=days), evidence=page.pages)
    if page.opened_on >= facts.day and (facts.day - page.same_since).days > days and page.pages:
        reason = say("page_changed.unmet", title=page.title, since=since, seen=seen, days=days)
        return unmet(reason, cause="late", evidence=page.pages)
    return unknown(
        say("page_changed.unknown", title=page.title, since=since, seen=seen, days=days), cause="our_failure"
    )
