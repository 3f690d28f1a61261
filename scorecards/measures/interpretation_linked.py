"""Policy documents lead to their interpretation (政策解读), which is published within working days of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field

from schemas.base import Frozen
from schemas.messages import Figure, say
from schemas.observed import ReadDocument
from schemas.page_details import PageLink
from schemas.results import ColumnCheck, Evidence, Finding
from schemas.work_plan import Obligation, Scope
from scorecards.deadlines import Duty, dated, in_working_days
from scorecards.document_by import read_through
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, needs_review, not_applicable, not_due, unknown, unmet
from scorecards.issuers import is_own
from scorecards.titles import TitlePattern

SHOWN = 20
"""So many documents are named, with their pages, for all that are missed."""


class InterpretationLinked(Frozen):
    """Which policies owe an interpretation, which documents are one, and by when."""

    title: TitlePattern | None = None
    """A regular expression searched in the titles of policies; absent: every document in scope owes one."""
    interpretations: Scope = Scope(kinds=("政策解读",))
    """The columns that hold interpretations."""
    days: Annotated[int, Field(ge=0, le=250)] = 3
    """Working days after the policy's publication; 0: on the same day."""
    share: Annotated[Decimal, Field(gt=0, le=1)] = Decimal(1)
    """Of the policies so large a part."""
    both_ways: bool = False
    """The interpretation's page must lead back to the policy."""
    each: Literal["column", "document"] = "column"
    """A line a column, or one for every policy without (to deduct each); then `share` has no say."""
    since: date | None = None
    """Policies published from this day on; absent: from 1 January of the monitoring point's year."""


@dataclass
class _Column:
    """What is so of the policies of one column."""

    judged: list[tuple[ReadDocument, Finding]] = field(default_factory=list)
    files: int = 0
    others: int = 0
    """Issued by somebody else, who owes the interpretation."""

    def of(self, *statuses: str) -> list[tuple[ReadDocument, Finding]]:
        return [(document, finding) for document, finding in self.judged if finding.status in statuses]


def interpretation_linked(facts: AgencyFacts, obligation: Obligation, params: InterpretationLinked) -> Iterator[Judged]:
    """One line per column in scope, or per policy that misses it.

    A link counts if it leads to a document of `interpretations`, or its words say that it is an interpretation. Missing
    needs a look at the policy's page after the last day in time; a page whose links a script may draw, or that leads to
    related matter nobody knows, is for a person. Files cannot lead anywhere; what others issued they interpret.
    Source: 国办秘函〔2019〕19号 附件1 第二部分 解读比例、解读关联 (names not verified); 金东区 2021: on the same day.
    The days are the office's to set: three are common practice, no national rule.
    """
    since = params.since or date(facts.day.year, 1, 1)
    readings = facts.observed.readings
    columns = {check.column for check in facts.columns_in(params.interpretations)}
    known = {_place(each.url): each for each in readings or ()}
    interpretations = {_place(each.url): each for each in readings or () if each.column in columns}
    for check in facts.columns_in(obligation.scope):
        if readings is None:
            yield Judged.of(check, unknown(say("not_gathered"), cause="our_failure"), fact=_whole(check))
            continue
        found = _Column()
        for policy in readings:
            if policy.column == check.column and _owes(policy, since, facts.day, params):
                _judge(policy, known, interpretations, facts, params, found)
        yield from _lines(check, found, params, since)


def _owes(document: ReadDocument, since: date, day: date, params: InterpretationLinked) -> bool:
    titles = [document.title, document.record.title if document.record else None]
    asked = params.title is None or any(re.search(params.title, title) for title in titles if title)
    return asked and document.state != "gone" and since <= _public(document) <= day


def _judge(
    policy: ReadDocument,
    known: Mapping[str, ReadDocument],
    interpretations: Mapping[str, ReadDocument],
    facts: AgencyFacts,
    params: InterpretationLinked,
    found: _Column,
) -> None:
    if policy.state == "file":
        found.files += 1
        return
    own = is_own(policy.record.issuer if policy.record else None, facts.names)
    if own is False:
        found.others += 1
        return
    finding = _finding(policy, known, interpretations, facts, params)
    if finding.status == "unmet" and own is None:
        reason = say("interpretation.whose", missed=finding.reason)
        finding = dated(needs_review(reason, evidence=finding.evidence, in_doubt="not_published"), finding.due_on)
    found.judged.append((policy, finding))


def _finding(
    policy: ReadDocument,
    known: Mapping[str, ReadDocument],
    interpretations: Mapping[str, ReadDocument],
    facts: AgencyFacts,
    params: InterpretationLinked,
) -> Finding:
    """What is so of one policy."""
    details = policy.details if policy.details_pages else None
    links = details.links if details else ()
    targets = [each for link in links if (each := interpretations.get(_place(link.url))) and each.url != policy.url]
    if targets:
        return _linked(policy, targets, facts, params)
    if any(_INTERPRETS.search(link.text) and not _is_column(link) for link in links):
        return _by(policy, _public(policy), facts, params, evidence=policy.details_pages)
    seen = policy.details_on if details and policy.state == "document" else None
    missing = _by(policy, None, facts, params, evidence=policy.details_pages, told_until=seen or date.min)
    if missing.due_on is None or missing.status == "not_due":
        return missing
    if missing.status != "unmet" or seen is None or details is None:
        return dated(unknown(say("interpretation.not_looked", title=policy.title), cause="our_failure"), missing.due_on)
    figures = {"title": policy.title, "seen": seen.isoformat(), "last": missing.due_on.isoformat()}
    if details.unfilled or details.cut or any(_may_interpret(link, known) for link in links):
        finding = needs_review(say("interpretation.doubtful", **figures), evidence=missing.evidence)
    else:
        finding = unmet(say("interpretation.missing", **figures), cause="not_published", evidence=missing.evidence)
    return dated(finding, missing.due_on)


def _linked(
    policy: ReadDocument, targets: Sequence[ReadDocument], facts: AgencyFacts, params: InterpretationLinked
) -> Finding:
    """The policy leads to these interpretations: was the first in time, does one lead back."""
    first = min(targets, key=_there)
    done = max(_public(policy), _there(first))
    finding = _by(policy, done, facts, params, evidence=(*policy.details_pages, *first.evidence))
    if finding.status == "unmet" and not _days(first):
        # Seen late and undated: it may have been there in time, before we first looked.
        reason = say("interpretation.undated", title=policy.title, other=first.title)
        return dated(unknown(reason, cause="not_assessable"), finding.due_on)
    if finding.status != "met" or not params.both_ways:
        return finding
    pages = [each for each in targets if each.state != "file"]
    if not pages or any(_place(policy.url) == _place(link.url) for each in pages for link in _links(each)):
        return finding
    if any(each.details is None or each.state != "document" for each in pages):
        reason = say("interpretation.not_looked", title=pages[0].title)
        return dated(unknown(reason, cause="our_failure"), finding.due_on)
    reason = say("interpretation.one_way", title=policy.title, other=pages[0].title)
    evidence = [page for each in pages for page in each.details_pages]
    if not evidence or any(each.details and (each.details.unfilled or each.details.cut) for each in pages):
        return dated(needs_review(reason, evidence=evidence, in_doubt="inconsistent"), finding.due_on)
    return dated(unmet(reason, cause="inconsistent", evidence=evidence), finding.due_on)


def _by(
    policy: ReadDocument,
    done_on: date | None,
    facts: AgencyFacts,
    params: InterpretationLinked,
    *,
    evidence: Sequence[Evidence],
    told_until: date | None = None,
) -> Finding:
    """The interpretation within the working days after the policy's publication."""
    what = say("interpretation.what", title=policy.title, public=_public(policy).isoformat())
    duty = Duty(what=what, done_on=done_on, told_until=told_until or facts.day, evidence=tuple(evidence))
    return in_working_days(duty, _public(policy), params.days, calendar=facts.calendar, day=facts.day)


def _lines(check: ColumnCheck, found: _Column, params: InterpretationLinked, since: date) -> Iterator[Judged]:
    missed = found.of("unmet", "needs_review")
    if params.each == "document" and missed:
        for document, finding in missed:
            name = sha256(document.url.encode()).hexdigest()[:12]
            yield Judged.of(check, finding, subject=f"{check.column}:{name}", fact=_fact(document))
        return
    parts = tuple(_fact(document) for document, _ in found.of("unmet"))
    yield Judged.of(check, _together(check, found, params, since), fact=_whole(check), parts=parts)


def _together(check: ColumnCheck, found: _Column, params: InterpretationLinked, since: date) -> Finding:
    done, wrong, doubtful, unseen = (found.of(name) for name in ("met", "unmet", "needs_review", "unknown"))
    total = len(done) + len(wrong) + len(doubtful) + len(unseen)
    needed = params.share * total
    figures: dict[str, Figure] = {
        "since": since.isoformat(),
        "total": total,
        "done": len(done),
        "unseen": len(unseen),
        "percent": round(float(params.share * 100), 1),
    }
    through = read_through(check, since, by=None)
    if not total:
        coming = [finding.due_on for _, finding in found.of("not_due") if finding.due_on]
        if coming or found.of("not_due"):
            return not_due(say("interpretation.coming", count=len(found.judged)), due_on=min(coming, default=None))
        if not through:
            return unknown(say("interpretation.unknown", **figures), cause=check.cause or "our_failure")
        return not_applicable(say("interpretation.none", **figures, files=found.files, others=found.others))
    # Of one policy that misses nothing unseen makes all; a smaller share may be reached by what was not read.
    certain = through or params.share == 1
    shown = (wrong or doubtful)[:SHOWN]
    what = tuple(finding.reason for _, finding in shown)
    pages = [page for _, finding in shown for page in finding.evidence]
    if certain and len(done) + len(doubtful) + len(unseen) < needed:
        causes = {finding.cause for _, finding in wrong}
        cause = next(each for each in ("not_published", "late", "inconsistent") if each in causes)
        return unmet(say("interpretation.unmet", **figures, missed=len(wrong), what=what), cause=cause, evidence=pages)
    if certain and len(done) + len(unseen) < needed:
        pages = [page for _, finding in doubtful[:SHOWN] for page in finding.evidence]
        what = tuple(finding.reason for _, finding in doubtful[:SHOWN])
        return needs_review(say("interpretation.review", **figures, doubtful=len(doubtful), what=what), evidence=pages)
    if not through or len(done) < needed:
        return unknown(say("interpretation.unknown", **figures), cause=check.cause or "our_failure")
    return met(say("interpretation.met", **figures), evidence=check.evidence)


def _may_interpret(link: PageLink, known: Mapping[str, ReadDocument]) -> bool:
    """Related matter of which nothing is known."""
    if _MORE.fullmatch(link.text) or _is_column(link):
        return False
    return link.place == "related" and _place(link.url) not in known


def _is_column(link: PageLink) -> bool:
    """It leads to a folder's front page, as a menu's entry 政策解读 does, not to a document."""
    split = urlsplit(link.url)
    return not split.query and (not split.path or split.path.endswith("/") or bool(_INDEX.search(split.path)))


def _links(document: ReadDocument) -> tuple[PageLink, ...]:
    return document.details.links if document.details else ()


def _days(document: ReadDocument) -> list[date]:
    read = document.record.published if document.record else None
    return [day for day in (document.published, read) if day is not None]


def _public(policy: ReadDocument) -> date:
    """From when the term runs: the latest day that list and page give; undated, the day it was first seen."""
    return max(_days(policy), default=policy.first_seen_on)


def _there(interpretation: ReadDocument) -> date:
    """The first day on which it is known to have been public."""
    return min([*_days(interpretation), interpretation.first_seen_on])


def _place(url: str) -> str:
    """An address by what it leads to: whatever scheme, with or without `www.`, `index.html` or a slash at its end."""
    split = urlsplit(url)
    path = _INDEX.sub("", split.path).rstrip("/")
    return f"{(split.netloc or '').lower().removeprefix('www.')}{path}?{split.query}"


_INDEX = re.compile(r"/(?:index|default)\.\w+$", re.IGNORECASE)
_MORE = re.compile(r"\W*(?:更多|more)\W*", re.IGNORECASE)
_INTERPRETS = re.compile("解读|图解|读懂|问答")
"""Words of a link that leads to an interpretation, wherever that stands: on the portal, or as a file."""


def _fact(document: ReadDocument) -> str:
    return f"interpretation:{document.url}"


def _whole(check: ColumnCheck) -> str:
    return f"interpretation:{check.column}"
