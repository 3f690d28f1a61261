"""No document shows a number that belongs to a person: 身份证号, 银行卡号, on wish 手机号."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Frozen
from schemas.messages import Figure, Reason, say
from schemas.observed import ReadDocument
from schemas.page_details import PrivateHit, PrivateKind
from schemas.results import ColumnCheck, Finding
from schemas.work_plan import Obligation
from scorecards.document_by import read_through
from scorecards.events import masked
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, needs_review, not_applicable, unknown, unmet

SHOWN = 5
"""So many documents, and so many numbers of one, stand for all."""


class NoPrivateData(Frozen):
    """What counts as a person's number, on which documents."""

    kinds: Annotated[tuple[PrivateKind, ...], Field(min_length=1)] = ("identity", "card")
    """A `mobile` is never more than a question for a person: officials publish theirs for citizens to call."""
    each: Literal["column", "document"] = "column"
    """A line a column, or one for every document that shows such numbers (to deduct each)."""
    since: date | None = None
    """Documents dated from this day on; absent: from 1 January of the monitoring point's year."""


@dataclass
class _Seen:
    """What is so of one column's documents."""

    clean: int = 0
    files: int = 0
    unread: int = 0
    exposed: list[tuple[ReadDocument, list[PrivateHit]]] = field(default_factory=list)
    doubtful: list[tuple[ReadDocument, list[PrivateHit]]] = field(default_factory=list)


def no_private_data(facts: AgencyFacts, obligation: Obligation, params: NoPrivateData) -> Iterator[Judged]:
    """One line per column in scope, or per document. Unmet only by a page that was read and shows the number.

    A number counts by its own rules (GB 11643-1999: county, day of birth, check digit; ISO/IEC 7812-1: issuer, check
    digit). One that may be another's (信用代码, 对公账户, a card's that nothing calls so), and every mobile, is for a
    person; a telephone given for citizens to call counts for nothing. Files (PDF, Word) are not looked into.
    Source: 条例2008 (第492号) art. 14, 条例2019 (第711号) art. 15: personal privacy is not disclosed.
    """
    since = params.since or date(facts.day.year, 1, 1)
    for check in facts.columns_in(obligation.scope):
        if facts.observed.readings is None:
            yield Judged.of(check, unknown(say("not_gathered"), cause="our_failure"), fact=f"private:{check.column}")
            continue
        documents = [each for each in facts.observed.readings if each.column == check.column]
        seen = _looked_at(documents, params, since, facts.day)
        found = [(document, _finding([(document, hits)])) for document, hits in seen.exposed]
        found += [(document, _doubt([(document, hits)])) for document, hits in seen.doubtful]
        if params.each == "document" and found:
            for document, finding in found:
                name = sha256(document.url.encode()).hexdigest()[:12]
                yield Judged.of(check, finding, subject=f"{check.column}:{name}", fact=_fact(document))
        else:
            parts = tuple(_fact(document) for document, _ in seen.exposed)
            yield Judged.of(check, _together(check, seen, since), fact=f"private:{check.column}", parts=parts)


def _looked_at(documents: Sequence[ReadDocument], params: NoPrivateData, since: date, day: date) -> _Seen:
    seen = _Seen()
    for document in documents:
        if not since <= (document.published or document.first_seen_on) <= day or document.state == "gone":
            continue
        if document.state == "file":
            seen.files += 1
        elif document.state != "document" or document.details is None or not document.details_pages:
            seen.unread += 1
        else:
            asked = [hit for hit in document.details.private_numbers if hit.kind in params.kinds]
            certain = [hit for hit in asked if hit.kind != "mobile" and hit.beside is None]
            questions = [hit for hit in asked if hit not in certain and hit.beside != "contact"]
            if certain:
                seen.exposed.append((document, certain))
            elif questions:
                seen.doubtful.append((document, questions))
            else:
                seen.clean += 1
    return seen


def _together(check: ColumnCheck, seen: _Seen, since: date) -> Finding:
    if seen.exposed:
        return _finding(seen.exposed)
    if seen.doubtful:
        return _doubt(seen.doubtful)
    figures: dict[str, Figure] = {
        "since": since.isoformat(),
        "clean": seen.clean,
        "unread": seen.unread,
        "files": seen.files,
    }
    if seen.unread or not read_through(check, since, by=None):
        return unknown(say("private.unknown", **figures), cause=check.cause or "our_failure")
    if not seen.clean:
        return not_applicable(say("private.none", **figures))
    return met(say("private.met", **figures), evidence=check.evidence)


def _finding(exposed: Sequence[tuple[ReadDocument, list[PrivateHit]]]) -> Finding:
    pages = [page for document, _ in exposed[:SHOWN] for page in document.details_pages]
    return unmet(say("private.unmet", **_shown(exposed)), cause="inconsistent", evidence=pages)


def _doubt(doubtful: Sequence[tuple[ReadDocument, list[PrivateHit]]]) -> Finding:
    pages = [page for document, _ in doubtful[:SHOWN] for page in document.details_pages]
    return needs_review(say("private.doubtful", **_shown(doubtful)), evidence=pages, in_doubt="inconsistent")


def _shown(found: Sequence[tuple[ReadDocument, list[PrivateHit]]]) -> dict[str, Figure]:
    document, hits = found[0]
    return {
        "count": len(found),
        "numbers": sum(len(own) for _, own in found),
        "title": masked(document.title),
        "shown": tuple(say(f"private.{hit.kind}", number=hit.masked, where=_where(hit)) for hit in hits[:SHOWN]),
    }


def _where(hit: PrivateHit) -> Reason:
    return say(f"private.in_{hit.place}", line=hit.line)


def _fact(document: ReadDocument) -> str:
    return f"private:{document.url}"
