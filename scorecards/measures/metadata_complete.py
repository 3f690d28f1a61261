"""Documents say what the disclosure directory asks of them: 索引号, 发文字号, 发布机构 and their dates."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from schemas.base import Frozen
from schemas.messages import Figure, Reason, say
from schemas.observed import ReadDocument, Record
from schemas.results import ColumnCheck, Finding
from schemas.work_plan import Obligation
from scorecards.document_by import read_through
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, needs_review, not_applicable, unknown, unmet
from scorecards.titles import TitlePattern

ALL: tuple[Record, ...] = ("index_no", "doc_no", "issuer", "published", "issued")
SHOWN = 5
"""So many documents stand as evidence for all that lack something."""


class MetadataComplete(Frozen):
    """What each document must say, and the share of documents that must say all of it."""

    require: Annotated[tuple[Record, ...], Field(min_length=1)] = ALL
    index_no_pattern: TitlePattern | None = None
    """What an 索引号 must look like; absent: whatever it looks like, as local forms differ."""
    unique: bool = True
    """No 索引号 stands on two documents of the agency."""
    share: Annotated[Decimal, Field(gt=0, le=1)] = Decimal(1)
    since: date | None = None
    """Documents dated from this day on; absent: from 1 January of the monitoring point's year."""


def metadata_complete(facts: AgencyFacts, obligation: Obligation, params: MetadataComplete) -> Iterator[Judged]:
    """One line per column. A document that was not read counts for neither side: unmet only if the share were missed
    even with all of these complete, and the column was read back to `since`. Files (PDF, Word) carry no record and are
    left out. What was read on none of the agency's documents may be there in a form we do not know: for a person.

    Source: 国办秘函〔2009〕6号 政府信息公开目录系统实施指引 (试行): core elements; an 索引号 is unique for good.
    """
    readings = facts.observed.readings
    doubled = _doubled(readings or ())
    seen = {name for each in readings or () if each.record for name in ALL if getattr(each.record, name) is not None}
    since = params.since or date(facts.day.year, 1, 1)
    for check in facts.columns_in(obligation.scope):
        if readings is None:
            finding = unknown(say("not_gathered"), cause="our_failure")
        else:
            own = [each for each in readings if each.column == check.column and each.state != "file"]
            dated = [each for each in own if each.published and since <= each.published <= facts.day]
            finding = _finding(check, dated, doubled, seen, params, since)
        yield Judged.of(check, finding, fact=f"metadata:{check.column}")


def _finding(
    check: ColumnCheck,
    documents: list[ReadDocument],
    doubled: Set[str],
    seen: Set[str],
    params: MetadataComplete,
    since: date,
) -> Finding:
    read = {each.url: tuple(_wrong(each, doubled, params)) for each in documents if each.record is not None}
    unheard = {*ALL} - seen
    wanting = [each for each in documents if read.get(each.url)]
    faulty = [each for each in wanting if {*read[each.url]} - unheard]
    complete, unread, doubtful = len(read) - len(wanting), len(documents) - len(read), len(wanting) - len(faulty)
    figures: dict[str, Figure] = {
        "complete": complete,
        "total": len(documents),
        "unread": unread,
        "since": since.isoformat(),
    }
    figures["percent"] = round(float(params.share * 100), 1)
    through = read_through(check, since, by=None)
    if not documents and through:
        return not_applicable(say("metadata.none", since=since.isoformat()))
    if documents and complete >= params.share * len(documents):
        return met(say("metadata.met", **figures), evidence=check.evidence)
    if not through or complete + unread >= params.share * len(documents):
        return unknown(say("metadata.unknown", **figures), cause=check.cause or "our_failure")
    if complete + unread + doubtful >= params.share * len(documents):
        first = next(each for each in wanting if each not in faulty)
        what = tuple(_called(name) for name in sorted(read[first.url]))
        pages = [page for each in wanting[:SHOWN] for page in each.pages]
        return needs_review(say("metadata.doubtful", **figures, title=first.title, what=what), evidence=pages)
    often = {wrong for each in faulty for wrong in read[each.url]} - unheard
    reason = say(
        "metadata.unmet", **figures, title=faulty[0].title, what=tuple(_called(name) for name in sorted(often))
    )
    lacking = any(name in ALL for name in often)
    pages = [page for each in faulty[:SHOWN] for page in each.pages]
    return unmet(reason, cause="not_published" if lacking else "inconsistent", evidence=pages)


def _wrong(document: ReadDocument, doubled: Set[str], params: MetadataComplete) -> Iterator[str]:
    """What is wanting: names of what it lacks, `pattern`, `doubled`."""
    if document.record is None:
        return
    yield from document.record.lacks(params.require)
    number = document.record.index_no
    if number and params.index_no_pattern and not re.search(params.index_no_pattern, number):
        yield "pattern"
    if params.unique and number in doubled:
        yield "doubled"


def _doubled(documents: Iterable[ReadDocument]) -> Set[str]:
    """索引号 that stand on documents of different titles; one document in two columns, or twice, is one."""
    titles: dict[str, set[str]] = defaultdict(set)
    for each in documents:
        if each.record and each.record.index_no:
            titles[each.record.index_no].add(each.record.title or each.title)
    return {number for number, own in titles.items() if len(own) > 1}


def _called(name: str) -> Reason:
    return say(f"metadata.{name}")
