"""Pages carry the tags (网页标签) that the State Council's office asks of government websites."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Frozen, Text
from schemas.messages import Figure, say
from schemas.observed import ReadDocument
from schemas.results import ColumnCheck, Evidence, Finding
from schemas.work_plan import Obligation
from scorecards.document_by import read_through
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, not_applicable, unknown, unmet

SHOWN = 5
"""So many documents stand as evidence for all that lack a tag."""
Pages = Literal["home", "columns", "documents"]
Tags = tuple[Text, ...]


class PageTagsPresent(Frozen):
    """Which pages must carry which tags. The lists are those commonly cited; an office writes its own rule's."""

    pages: Annotated[tuple[Pages, ...], Field(min_length=1)] = ("home", "columns")
    site: Tags = ("SiteName", "SiteDomain", "SiteIDCode")
    """On every page."""
    columns: Tags = ("ColumnName", "ColumnType")
    """On the columns' own pages."""
    documents: Tags = ("ArticleTitle", "PubDate", "ContentSource")
    """On documents' pages."""
    share: Annotated[Decimal, Field(gt=0, le=1)] = Decimal(1)
    """Of a column's documents so many must carry all of theirs."""


def page_tags_present(facts: AgencyFacts, obligation: Obligation, params: PageTagsPresent) -> Iterator[Judged]:
    """One line per home page, per column in scope, and per column's documents of the year, as `pages` names them.

    A tag that stands without saying anything is missing. Unmet only by pages that were read: the home page in this very
    night, a column that could be judged in this night, documents whose page was read for what it carries; one that was
    not counts for neither side. Source: 网页标签规范, annex of 国办发〔2017〕47号 政府网站发展指引.
    """
    if "home" in params.pages:
        yield from _homes(facts, params)
    for check in facts.columns_in(obligation.scope):
        if "columns" in params.pages:
            finding = _of_column(facts, check, (*params.site, *params.columns))
            yield Judged.of(check, finding, fact=f"tags:{check.column}")
        if "documents" in params.pages:
            subject = f"{check.column}:documents"
            yield Judged.of(check, _of_documents(facts, check, params), subject=subject, fact=f"tags:{subject}")


def _homes(facts: AgencyFacts, params: PageTagsPresent) -> Iterator[Judged]:
    homes = facts.observed.homes or ()
    for home in homes:
        looks = [look for look in home.looks if look.day <= facts.day]
        if looks:
            tonight = looks[-1].day == facts.day
            finding = _page(home.tags, params.site, looks[-1].evidence, seen=looks[-1].day, now=tonight)
        else:
            finding = unknown(say("home.unread", home=home.home), cause=home.cause or "our_failure")
        yield Judged(subject=home.host, finding=finding, fact=f"tags:{home.host}")
    if not homes:
        reason = say("not_gathered") if facts.observed.homes is None else say("home.none")
        yield Judged(subject="-", finding=unknown(reason, cause="our_failure"))


def _of_column(facts: AgencyFacts, check: ColumnCheck, wanted: Tags) -> Finding:
    if facts.observed.column_tags is None:
        return unknown(say("not_gathered"), cause="our_failure")
    own = next((page for page in facts.observed.column_tags if page.column == check.column), None)
    if own is None:
        return unknown(say("tags.unread"), cause=check.cause or "our_failure")
    return _page(own.tags, wanted, own.evidence, seen=own.read_on, now=check.status != "unknown")


def _page(tags: Mapping[str, str], wanted: Tags, evidence: Sequence[Evidence], *, seen: date, now: bool) -> Finding:
    """`now`: what was read is what the page shows in this night."""
    lacking = [name for name in wanted if not tags.get(name)]
    figures: dict[str, Figure] = {"seen": seen.isoformat(), "tags": "、".join(lacking or wanted)}
    if not lacking:
        return met(say("tags.met", **figures), evidence=evidence)
    if not now or not evidence:
        return unknown(say("tags.unknown", **figures), cause="our_failure", evidence=evidence)
    return unmet(say("tags.unmet", **figures), cause="not_published", evidence=evidence)


def _of_documents(facts: AgencyFacts, check: ColumnCheck, params: PageTagsPresent) -> Finding:
    if facts.observed.readings is None:
        return unknown(say("not_gathered"), cause="our_failure")
    since = date(facts.day.year, 1, 1)
    own = [
        each
        for each in facts.observed.readings
        if each.column == check.column
        and each.state != "file"
        and each.published
        and since <= each.published <= facts.day
    ]
    wanted = (*params.site, *params.documents)
    read = [each for each in own if each.details is not None and each.details_pages]
    wanting = [each for each in read if _lacking(each, wanted)]
    complete, unread = len(read) - len(wanting), len(own) - len(read)
    figures: dict[str, Figure] = {
        "since": since.isoformat(),
        "total": len(own),
        "complete": complete,
        "unread": unread,
        "percent": round(float(params.share * 100), 1),
    }
    if not own and read_through(check, since, by=None):
        return not_applicable(say("tags.no_documents", since=since.isoformat()))
    if own and complete >= params.share * len(own):
        return met(say("tags.documents_met", **figures), evidence=check.evidence)
    if not wanting or not read_through(check, since, by=None) or complete + unread >= params.share * len(own):
        return unknown(say("tags.documents_unknown", **figures), cause=check.cause or "our_failure")
    often = "、".join(name for name in wanted if any(name in _lacking(each, wanted) for each in wanting))
    reason = say("tags.documents_unmet", **figures, title=wanting[0].title, tags=often)
    return unmet(
        reason, cause="not_published", evidence=[page for each in wanting[:SHOWN] for page in each.details_pages]
    )


def _lacking(document: ReadDocument, wanted: Tags) -> list[str]:
    tags = document.details.tags if document.details else {}
    return [name for name in wanted if not tags.get(name)]
