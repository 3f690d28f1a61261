"""A site's home page shows something new within so many days: the national veto 首页不更新."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field

from schemas.base import Frozen
from schemas.home_pages import HomeLook, SiteHome
from schemas.messages import Figure, say
from schemas.results import Finding
from schemas.work_plan import Obligation
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, needs_review, unknown, unmet

LONGEST_GAP = 3
"""Days between two looks: what came and went between looks further apart, nobody saw."""
FEWEST_LINKS = 5
"""A page with fewer links to information, none of them with a day, is only the way in to its columns."""


class HomepageUpdated(Frozen):
    """`days`: calendar days without new information at most."""

    days: Annotated[int, Field(gt=0, le=28)] = 14
    undated_is_stale: bool = False
    """Only a day shown counts, a new link without one does not (未注明信息发布时间的视为不更新, 国办发〔2015〕15号)."""


def homepage_updated(facts: AgencyFacts, obligation: Obligation, params: HomepageUpdated) -> Iterator[Judged]:
    """One line per site. Met: a day within the limit stands in a row, or a look found a link to information new.

    Unmet: looks from the beginning of the span to this very night, none more than `LONGEST_GAP` days after the one
    before it, found no new link and no day within the limit. If parts of the page come from elsewhere, a person
    decides. Where the home page is only the way in to the columns, one of its columns that is fresh by a limit no
    longer than this one makes it met; it is never unmet. All else is unknown.

    Source: 国办秘函〔2019〕19号 附件1 单项否决第3项: watched for two weeks, nothing new on the home page; of one that
    is only a way in to its columns, all second-level pages are looked at.
    """
    homes = facts.observed.homes or ()
    for home in homes:
        yield Judged(subject=home.host, finding=_finding(facts, home, params), fact=f"home:{home.host}")
    if not homes:
        reason = say("not_gathered") if facts.observed.homes is None else say("home.none")
        yield Judged(subject="-", finding=unknown(reason, cause="our_failure"))


def _finding(facts: AgencyFacts, home: SiteHome, params: HomepageUpdated) -> Finding:
    since = facts.day - timedelta(days=params.days)
    looks = [look for look in home.looks if look.day <= facts.day]
    if not looks:
        return unknown(say("home.unread", home=home.home), cause=home.cause or "our_failure")
    figures: dict[str, Figure] = {"home": home.home, "days": params.days, "since": since.isoformat()}
    shown = [(look.newest, look) for look in looks if look.newest is not None]
    newest, dated = max(shown, key=_day, default=(None, None))
    if newest is not None and dated is not None and newest >= since:
        return met(say("home.dated", **figures, newest=newest.isoformat()), evidence=dated.evidence)
    if not params.undated_is_stale and (renewed := _renewed(looks, since)):
        reason = say("home.renewed", **figures, seen=renewed.day.isoformat(), count=renewed.new_links)
        return met(reason, evidence=renewed.evidence)
    if looks[-1].dated == 0 and looks[-1].links < FEWEST_LINKS:
        return _of_columns(facts, home, params, figures)
    figures["newest"] = newest.isoformat() if newest else "—"
    return _nothing_new(looks, facts.day, since, params, figures)


def _day(shown: tuple[date, HomeLook]) -> date:
    return shown[0]


def _renewed(looks: Sequence[HomeLook], since: date) -> HomeLook | None:
    """The latest look that surely found something that came within the span."""
    return next(
        (
            look
            for before, look in reversed([*pairwise(looks)])
            if look.day >= since
            and look.new_links
            and look.reader == before.reader
            and (before.day >= since or _joins(before, look))
        ),
        None,
    )


def _joins(before: HomeLook, look: HomeLook) -> bool:
    return (look.day - before.day).days <= LONGEST_GAP


def _nothing_new(
    looks: Sequence[HomeLook], day: date, since: date, params: HomepageUpdated, figures: dict[str, Figure]
) -> Finding:
    before = [look for look in looks if look.day <= since]
    span = [*before[-1:], *(look for look in looks if look.day > since)]
    figures |= {"first": span[0].day.isoformat(), "last": span[-1].day.isoformat(), "looks": len(span)}
    whole = before and span[-1].day == day and all(_joins(*pair) for pair in pairwise(span))
    same = len({look.reader for look in span}) == 1 and (
        params.undated_is_stale or not any(look.new_links for look in span[1:])
    )
    proofs = [proof for look in (span[0], span[-1]) for proof in look.evidence]
    if not (whole and same and span[0].evidence and span[-1].evidence):
        return unknown(say("home.unknown", **figures), cause="our_failure")
    if any(look.unseen for look in span):
        return needs_review(say("home.review", **figures), evidence=proofs, in_doubt="late")
    return unmet(say("home.unmet", **figures), cause="late", evidence=proofs)


def _of_columns(facts: AgencyFacts, home: SiteHome, params: HomepageUpdated, figures: dict[str, Figure]) -> Finding:
    """Their own verdicts decide: how old they are was judged already."""
    for check in facts.columns:
        limit = check.limit
        near = limit is not None and limit.unit == "days" and limit.value <= params.days
        if near and check.status == "fresh" and urlsplit(check.url).netloc.lower() == home.host.lower():
            return met(say("home.columns", **figures, column=check.name), evidence=check.evidence)
    return unknown(say("home.entrance", **figures), cause="not_assessable")
