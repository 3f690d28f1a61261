"""What last year's annual report says was disclosed (主动公开), held against what was seen in the agency's columns."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from schemas.annual_reports import AnnualReport, Count, Figure, Total
from schemas.documents import Document
from schemas.messages import Figure as Shown
from schemas.messages import Reason, say
from schemas.results import ColumnCheck, Finding
from schemas.work_plan import Obligation, Scope
from scorecards.document_by import pages_of, read_through
from scorecards.events import masked
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, needs_review, unknown
from scorecards.report_checks.amounts import amount
from scorecards.report_of_year import OfYear, report_of_year

ABOUT = "主动公开"
"""What totals and groups are about that columns can show."""
SITE = "网站"
SHOWN = 30
"""So many categories of a list are named."""


class ReportMatchesSite(OfYear):
    """Also how far the numbers may be apart."""

    tolerance: Annotated[float, Field(ge=0, lt=100)] = 0
    """In percent of the reported number: a difference of exactly that is still met."""


@dataclass(frozen=True)
class Seen:
    """Distinct addresses in columns."""

    dated: int = 0
    """Of the period."""
    undated: int = 0
    """Each may be of the period."""


@dataclass(frozen=True)
class Pair:
    """Numbers of the report that one count of ours is held against; one that agrees is enough."""

    name: str | Reason
    stated: tuple[Figure, ...]
    seen: Seen

    def said(self) -> Reason:
        """Both, as a sentence names them."""
        stated = {(each.value, each.approximate): _number(each) for each in self.stated}
        return say("matches.pair", name=self.name, reported=tuple(stated.values()), seen=self.seen.dated)


def report_matches_site(facts: AgencyFacts, obligation: Obligation, params: ReportMatchesSite) -> Iterator[Judged]:
    """One line an agency with columns in scope. Never unmet: a gap is for a person, who sees both lists.

    The total and those categories that a column in scope is of by the same name are held against distinct addresses of
    columns in scope that are dated within the report's period. Where the report says how much went through websites,
    that number may agree instead of the whole, and categories, which are of the whole, are only listed. Unknown unless
    each of these columns was read after the period's end and back to its beginning, where undated items leave the
    answer open, and where the report states no such number.
    Source: 条例2019 art. 50, by which the report says how much was disclosed in the year. No rule asks for numbers that
    are equal to the columns', so a gap is only a question.
    """
    columns = facts.columns_in(obligation.scope)
    if columns:
        yield Judged(
            subject="-",
            columns=tuple(check.column for check in columns),
            finding=_finding(facts, columns, obligation.scope, params),
            fact=f"report_matches_site:{params.year_at(facts.day)}",
        )


def _finding(facts: AgencyFacts, columns: Sequence[ColumnCheck], scope: Scope, params: ReportMatchesSite) -> Finding:
    known = report_of_year(facts, columns, params)
    if isinstance(known, Finding):
        return known
    audited, report = known
    year = params.year_at(facts.day)
    first, last = _period(report, year)
    documents = [each for each in facts.documents if scope.names(each.column, kind=each.kind, category=each.category)]
    seen = {name: _count(own, first, last) for name, own in _by_category(columns, documents).items()}
    pairs = _pairs(report, seen, whole=_count(documents, first, last))
    figures: dict[str, Shown] = {
        "title": masked(report.title or audited.title or ""),
        "first": first.isoformat(),
        "last": last.isoformat(),
        "columns": len(columns),
    }
    if not pairs:
        return unknown(say("matches.unsaid", **figures), cause="not_assessable", evidence=audited.evidence)
    if blind := _blind(columns, documents, first, last, figures):
        return blind
    answers = [(pair, _compared(pair, params.tolerance)) for pair in pairs]
    evidence = (*audited.evidence, *pages_of(tuple(columns)))
    apart = [pair.said() for pair, answer in answers if answer == "gap"]
    if apart:
        lists: dict[str, Shown] = {"reported": _reported(report), "seen": _seen(seen)}
        reason = say("matches.review", **figures, apart=tuple(apart), **lists)
        return needs_review(reason, evidence=evidence, in_doubt="inconsistent")
    unsure = [pair for pair, answer in answers if answer == "open"]
    if unsure:
        undated = max(pair.seen.undated for pair in unsure)
        reason = say("matches.undated", **figures, undated=undated, pairs=tuple(pair.said() for pair in unsure))
        return unknown(reason, cause="not_assessable", evidence=evidence)
    return met(say("matches.met", **figures, pairs=tuple(pair.said() for pair in pairs)), evidence=evidence)


def _blind(
    columns: Sequence[ColumnCheck],
    documents: Iterable[Document],
    first: date,
    last: date,
    figures: dict[str, Shown],
) -> Finding | None:
    """A column that was not read over the whole period; one that exists no more, of which nobody can say that."""
    unread = [check for check in columns if not read_through(check, first, by=last)]
    if unread:
        reason = say("matches.unread", **figures, count=len(unread), column=unread[0].name)
        return unknown(reason, cause=unread[0].cause or "our_failure")
    codes = {check.column for check in columns}
    retired = sorted({each.column for each in documents if each.column not in codes and _may_be_of(each, first, last)})
    if retired:
        return unknown(say("matches.retired", **figures, column=retired[0]), cause="not_assessable")
    return None


def _pairs(report: AnnualReport, seen: dict[str, Seen], *, whole: Seen) -> list[Pair]:
    totals = [each for each in report.totals if _counts(each)]
    of_all = [each for each in totals if each.through is None]
    on_sites = [*(each for each in totals if each.through == SITE), *_through_sites(report)]
    pairs = [Pair(say("matches.whole"), (*on_sites, *of_all), whole)] if on_sites or of_all else []
    if not on_sites:
        by_name: defaultdict[str, list[Figure]] = defaultdict(list)
        for count in _categories(report):
            by_name[_plain(count.name)].append(count)
        shared = [name for name in seen if _plain(name) in by_name]
        pairs += [Pair(name, tuple(by_name[_plain(name)]), seen[name]) for name in shared]
    return pairs


def _counts(total: Total) -> bool:
    return total.about == ABOUT and not total.cumulative and total.value is not None


def _categories(report: AnnualReport) -> list[Count]:
    groups = [group for group in report.groups if group.about == ABOUT and group.kind == "category"]
    return [count for group in groups for count in group.counts if count.value is not None]


def _through_sites(report: AnnualReport) -> list[Count]:
    groups = [group for group in report.groups if group.about == ABOUT and group.kind == "channel"]
    return [
        count for group in groups for count in group.counts if count.value is not None and _WEBSITE.search(count.name)
    ]


def _compared(pair: Pair, tolerance: float) -> Literal["agrees", "gap", "open"]:
    answers = {_held_against(each, pair.seen, tolerance) for each in pair.stated}
    if "agrees" in answers:
        return "agrees"
    return "open" if "open" in answers else "gap"


def _period(report: AnnualReport, year: int) -> tuple[date, date]:
    """As the report states it; the calendar year where it states none, or one that ends before it begins."""
    stated = report.period
    return stated if stated and stated[0] <= stated[1] else (date(year, 1, 1), date(year, 12, 31))


def _held_against(stated: Figure, seen: Seen, tolerance: float) -> Literal["agrees", "gap", "open"]:
    """`open`: it hangs on how many of the undated items belong to the period."""
    meant = amount(stated)
    assert meant is not None
    part = Fraction(str(tolerance)) / 100
    low, high = meant.low * (1 - part), meant.high * (1 + part)
    least, most = seen.dated, seen.dated + seen.undated
    if low <= least and most <= high:
        return "agrees"
    return "gap" if most < low or least > high else "open"


def _by_category(columns: Iterable[ColumnCheck], documents: Iterable[Document]) -> dict[str, list[Document]]:
    found: dict[str, list[Document]] = {check.category: [] for check in columns}
    for each in documents:
        found.setdefault(each.category, []).append(each)
    return found


def _count(documents: Iterable[Document], first: date, last: date) -> Seen:
    documents = tuple(documents)
    dated = {each.url for each in documents if each.published is not None}
    of_period = {each.url for each in documents if each.published is not None and first <= each.published <= last}
    undated = {each.url for each in documents if each.published is None and _may_be_of(each, first, last)}
    return Seen(len(of_period), len(undated - dated))


def _may_be_of(document: Document, first: date, last: date) -> bool:
    """Dated within the period; or undated, and not there already before it."""
    if document.published is None:
        return document.first_seen_on >= first
    return first <= document.published <= last


def _reported(report: AnnualReport) -> tuple[Reason, ...]:
    counts = _categories(report)
    return _listed([say("matches.count", name=each.name, count=_number(each)) for each in counts])


def _seen(seen: dict[str, Seen]) -> tuple[Reason, ...]:
    return _listed([say("matches.count", name=name, count=own.dated) for name, own in seen.items()])


def _listed(counts: list[Reason]) -> tuple[Reason, ...]:
    if not counts:
        return (say("matches.no_categories"),)
    return (*counts[:SHOWN], say("matches.more", count=len(counts) - SHOWN)) if len(counts) > SHOWN else tuple(counts)


def _number(figure: Figure) -> Reason:
    return say("matches.about" if figure.approximate else "matches.exactly", value=figure.value)


def _plain(name: str) -> str:
    """工作信息类 and 工作信息, 财政信息 and 财政 are one category."""
    return _KIND_OF.sub("", re.sub(r"\s", "", name))


_KIND_OF = re.compile("(?<=..)(?:信息|情况)?(?:类别|类)?$")
_WEBSITE = re.compile("网站|门户网|政府网")
