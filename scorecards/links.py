"""Whether links open, as a verdict: of a column, of a site's home page, or link by link."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import ceil
from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Frozen
from schemas.link_checks import BrokenLink, LinkPlace, LinkReport
from schemas.messages import Figure, Reason, say
from schemas.results import ColumnCheck, Evidence, Finding, UnknownCause
from scorecards.events import masked
from scorecards.facts import Judged
from scorecards.findings import met, needs_review, not_applicable, unknown, unmet
from scorecards.short_name import short_name

SHOWN = 20
"""So many broken links are named, each with the page that leads to it and the stored answers; others are counted."""

Share = Annotated[Decimal, Field(gt=0, le=1)]


class Opens(Frozen):
    """How many must open."""

    share: Share = Decimal(1)
    """Of the links that were judged."""
    max_broken: Annotated[int, Field(ge=0)] = 0
    """So many broken ones are let pass, whatever their share."""
    coverage: Share = Decimal("0.8")
    """Of all links so large a part must have been judged before they count as opening; our own figure."""
    each: Literal["column", "link"] = "column"
    """A line a column and a home page, or one for every broken link (to deduct each)."""


def judged_links(
    reports: Sequence[LinkReport],
    params: Opens,
    *,
    subject: str,
    what: Reason,
    cause: UnknownCause | None = None,
    columns: tuple[str, ...] = (),
    category: str | None = None,
) -> Iterator[Judged]:
    """The lines of what these reports sum up. `cause`: whose fault it is if the pages were not seen.

    A link counts as broken only if two nights found it so and the page still led to it; what was not tried, and what
    says nothing, is on no side. Unmet only if the share were missed even with all of these open.
    """
    broken = [link for report in reports for link in report.broken]
    unproved = [link for report in reports for link in report.unproved]
    together = _finding(reports, broken, unproved, params, what=what, cause=cause)
    if params.each == "link" and together.status in ("unmet", "needs_review"):
        for link in (*broken, *unproved):
            is_unmet = together.status == "unmet" and link in broken
            yield Judged(
                subject=short_name(subject, link.page, link.url),
                columns=columns,
                category=category,
                finding=_unmet([link], 1, what) if is_unmet else _review([link], what),
                fact=_fact(link),
            )
        return
    yield Judged(
        subject=subject,
        columns=columns,
        category=category,
        finding=together,
        fact=f"links:{'+'.join(sorted({report.place for report in reports}))}:{subject}",
        parts=tuple(_fact(link) for link in broken) if together.status == "unmet" else (),
        enough=_enough(reports, params),
    )


def _finding(
    reports: Sequence[LinkReport],
    broken: Sequence[BrokenLink],
    unproved: Sequence[BrokenLink],
    params: Opens,
    *,
    what: Reason,
    cause: UnknownCause | None,
) -> Finding:
    works = sum(report.works for report in reports)
    doubtful = sum(report.doubtful for report in reports)
    unread = sum(report.unread for report in reports)
    total = sum(report.total for report in reports) + unread
    if cause is not None and not (broken or unproved):
        return unknown(say("links.not_seen", what=what), cause=cause)
    if not total:
        looked = bool(reports) and all(report.looked for report in reports)
        if looked:
            return not_applicable(say("links.none", what=what))
        return unknown(say("links.not_seen", what=what), cause=cause or "our_failure")
    if len(broken) >= _enough(reports, params):
        return _unmet(broken, total, what)
    if len(broken) + len(unproved) >= _enough(reports, params):
        return _review([*broken, *unproved], what)
    figures: dict[str, Figure] = {
        "what": what,
        "total": total - unread,
        "unread": unread,
        "works": works,
        "broken": len(broken) + len(unproved),
        "doubtful": doubtful,
        "share": _percent(params.share),
        "coverage": _percent(params.coverage),
    }
    judged = works + len(broken)
    against = len(broken) + len(unproved) + doubtful
    opens = works >= params.share * (works + against) or against <= params.max_broken
    if opens and cause is None and judged >= params.coverage * total:
        return met(say("links.met", **figures))
    return unknown(say("links.unknown", **figures), cause="our_failure")


def _enough(reports: Sequence[LinkReport], params: Opens) -> int:
    """So many broken links miss the share, and are more than may be, even if all others open."""
    total = sum(report.total + report.unread for report in reports)
    return max(params.max_broken, total - ceil(params.share * total)) + 1


def _unmet(broken: Sequence[BrokenLink], total: int, what: Reason) -> Finding:
    # A crawl never says that citizens cannot reach a site; the page promises what is not there.
    reason = say("links.unmet", what=what, count=len(broken), total=total, shown=_shown(broken))
    return unmet(reason, cause="inconsistent", evidence=_pages(broken))


def _review(broken: Sequence[BrokenLink], what: Reason) -> Finding:
    reason = say("links.review", what=what, count=len(broken), shown=_shown(broken))
    return needs_review(reason, evidence=_pages(broken), in_doubt="inconsistent")


def _shown(broken: Sequence[BrokenLink]) -> tuple[Reason, ...]:
    return tuple(
        say(
            "links.one",
            text=masked(link.text)[:60] or "-",
            url=link.url,
            page=link.page,
            fault=say(f"links.{link.fault}"),
        )
        for link in broken[:SHOWN]
    )


def _pages(broken: Sequence[BrokenLink]) -> list[Evidence]:
    return list(dict.fromkeys(page for link in broken[:SHOWN] for page in link.evidence))


def _fact(link: BrokenLink) -> str:
    return f"link:{link.page} {link.url}"


def _percent(share: Decimal) -> float:
    return round(float(share * 100), 1)


def of_column(
    check: ColumnCheck,
    reports: Sequence[LinkReport] | None,
    places: Sequence[LinkPlace],
    params: Opens,
    *,
    what: Reason,
) -> Iterator[Judged]:
    """The lines of a column's links at these places. `reports`: of all its agency's pages; `None`: not gathered."""
    if reports is None:
        finding = unknown(say("not_gathered"), cause="our_failure")
        yield Judged.of(check, finding)
        return
    unseen = check.status == "unknown" and not check.undated
    yield from judged_links(
        of_place(reports, places, check.column),
        params,
        subject=check.column,
        what=what,
        cause=(check.cause or "our_failure") if unseen else None,
        columns=(check.column,),
        category=check.category,
    )


def of_place(reports: Sequence[LinkReport], places: Sequence[LinkPlace], subject: str) -> list[LinkReport]:
    """The reports about one column or one site."""
    return [report for report in reports if report.place in places and report.subject == subject]
