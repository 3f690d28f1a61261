"""A page that is rewritten in place says something else every so often: a forecast, a register, a price list."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from schemas.agencies import Days
from schemas.base import Frozen
from schemas.messages import Figure, say
from schemas.observed import ReadDocument
from schemas.own_pages import OwnPage, OwnPagesOwed
from schemas.results import ColumnCheck, Finding
from schemas.rules import RuleSet
from schemas.work_plan import Obligation, WorkPlan
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, needs_review, unknown, unmet
from scorecards.short_name import short_name
from scorecards.titles import TitlePattern


class PageChangedWithin(Frozen):
    """`title`: a regular expression searched in the list's titles; absent: the columns' own pages are meant, which have
    no list. `days`: calendar days without a change at most."""

    title: TitlePattern | None = None
    days: Days


def own_pages_owed(plan: WorkPlan, rules: RuleSet) -> tuple[OwnPagesOwed, ...]:
    """What obligations and indicators of this measure ask of columns' own pages."""
    asked: list[tuple[Obligation, tuple[str, ...]]] = [
        (obligation, (*task.lead, *task.assisting))
        for task in plan.tasks
        for obligation in task.obligations
        if obligation.measure == "page_changed_within"
    ]
    asked += [
        (indicator.as_obligation(), ("*",))
        for indicator in rules.indicators
        if indicator.measure == "page_changed_within"
    ]
    return tuple(
        OwnPagesOwed(days=params.days, scope=owed.scope, agencies=agencies, classes=owed.classes)
        for owed, agencies in asked
        if (params := PageChangedWithin.model_validate(owed.params)).title is None
    )


def page_changed_within(facts: AgencyFacts, obligation: Obligation, params: PageChangedWithin) -> Iterator[Judged]:
    """One line per page that a list in scope leads to under such a title; without `title` one per column in scope,
    about its own page. Compared is what the page says (title, days, text, attachments), not its layout.

    Met: it said something else within the limit, or states a day within it. Unmet: this night's look found what an
    earlier one, further back than the limit, had found, and none between them anything else. All other is unknown: what
    it said before our first look, and since the last one, nobody knows. An own page that would be unmet is for a person
    to decide: a file or a picture may have changed under its old address. It is unknown where something beside its text
    changed, scripts or frames may show more than it holds, or another address shows the same.
    """
    columns = facts.columns_in(obligation.scope)
    if params.title is not None:
        yield from _listed(facts, columns, params.title, params.days)
        return
    for check in columns:
        yield Judged.of(check, _own(facts, check, params.days), fact=f"unchanged:{check.url}")


def _listed(facts: AgencyFacts, columns: Sequence[ColumnCheck], title: str, days: int) -> Iterator[Judged]:
    if not columns:
        return
    if facts.observed.readings is None:
        yield Judged(subject="-", finding=unknown(say("not_gathered"), cause="our_failure"))
        return
    names = {check.column for check in columns}
    found = [page for page in facts.observed.readings if page.column in names and re.search(title, page.title)]
    for page in found:
        yield Judged(
            subject=short_name(page.column, page.url),
            columns=(page.column,),
            category=page.category,
            finding=_finding(facts, page, days),
            fact=f"unchanged:{page.url}",
        )
    if not found:
        yield Judged(
            subject="-",
            columns=tuple(check.column for check in columns),
            finding=unknown(say("page_changed.none", title=title), cause="not_assessable"),
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


def _own(facts: AgencyFacts, check: ColumnCheck, days: int) -> Finding:
    if facts.observed.own_pages is None:
        return unknown(say("not_gathered"), cause="our_failure")
    page = next((page for page in facts.observed.own_pages if page.column == check.column), None)
    if page is None and check.status != "blank":
        return unknown(say("page_changed.not_opened", title=check.name), cause=check.cause or "our_failure")
    if page is None or check.status == "blank":
        return unknown(say("page_changed.blank", title=check.name), cause="not_assessable")
    if page.copied:
        return unknown(say("page_changed.copied", title=check.name), cause="not_assessable")
    if page.seen_on is None or page.same_since is None or page.still_since is None:
        return unknown(say("page_changed.not_a_page", title=check.name, why=page.unread), cause="not_assessable")
    if page.published and 0 <= (facts.day - page.published).days <= days:
        reason = say("page_changed.dated", title=check.name, published=page.published.isoformat(), days=days)
        return met(reason, evidence=page.still[-1:])
    return _since(facts.day, check, page, (page.seen_on, page.same_since, page.still_since), days)


def _since(day: date, check: ColumnCheck, page: OwnPage, seen: tuple[date, date, date], days: int) -> Finding:
    """By the days of the looks: the latest, the first that found the same text, the first that found all the same."""
    seen_on, same_since, still_since = seen
    since, last = same_since.isoformat(), seen_on.isoformat()
    if page.rewritten and (day - same_since).days <= days:
        return met(say("page_changed.met", title=check.name, changed=since, days=days), evidence=page.changed)
    # Of a list the first page may stay as it is while entries are added on the last.
    why = page.unread or ("a list was read on it" if check.state == "list" else "")
    if why:
        return unknown(say("page_changed.not_a_page", title=check.name, why=why), cause="not_assessable")
    figures: dict[str, Figure] = {"title": check.name, "since": since, "seen": last, "days": days}
    if seen_on < day or (day - same_since).days <= days:
        return unknown(say("page_changed.unknown", **figures), cause="our_failure")
    if page.unseen:
        return unknown(say("page_changed.unseen", title=check.name, why=page.unseen), cause="not_assessable")
    if (day - still_since).days <= days:
        changed = still_since.isoformat()
        return unknown(say("page_changed.beside", changed=changed, **figures), cause="not_assessable")
    # A person decides: something of the page may be kept in what is not compared, a file or a picture.
    return needs_review(say("page_changed.unmet", **figures), evidence=page.still, in_doubt="late")
