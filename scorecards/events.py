"""What happened to items, as lines that wait for a person: nothing is deducted for it until one has decided."""

import re
from collections.abc import Collection, Iterator
from datetime import date

from schemas.messages import Reason, say
from schemas.observed import ItemEvent
from schemas.work_plan import Obligation
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, needs_review, unknown
from scorecards.short_name import short_name


def judged_events(facts: AgencyFacts, obligation: Obligation, kinds: Collection[str]) -> Iterator[Judged]:
    """One line per event of these kinds in this year, or else one per column.

    An event waits for a person, who answers under the line's id; it never takes points by itself. A column that was not
    seen tonight, with nothing seen before, is unknown.
    """
    if facts.observed.events is None:
        for check in facts.columns_in(obligation.scope):
            finding = unknown(say("not_gathered"), cause="our_failure")
            yield Judged.of(check, finding)
        return
    happened = [event for event in facts.observed.events if event.kind in kinds]
    for check in facts.columns_in(obligation.scope):
        own = [event for event in happened if event.column == check.column]
        for event in own:
            yield Judged.of(
                check,
                needs_review(_told(event), evidence=event.evidence, in_doubt="inconsistent"),
                subject=short_name(check.column, event.kind, event.url, event.known_after_at.isoformat()),
                fact=f"{event.kind}:{event.url}",
            )
        if not own:
            seen = check.status != "unknown" or check.undated
            since = date(facts.day.year, 1, 1).isoformat()
            yield Judged.of(
                check,
                met(say("event.none", since=since), evidence=check.evidence)
                if seen
                else unknown(say("event.not_seen"), cause=check.cause or "our_failure"),
            )


def _told(event: ItemEvent) -> Reason:
    """What was seen, in words that leave open why; numbers that may be a person's are masked."""
    figures = {
        "title": masked(event.title),
        "published": _iso(event.published),
        "after": _iso(event.known_after_on),
    }
    if event.kind == "backdated":
        return say("event.backdated", **figures, before=_iso(event.known_before_on))
    if event.kind == "vanished":
        return say("event.vanished", **figures, nights=event.confirmations)
    if event.kind == "redated":
        return say("event.redated", **figures, other_published=_iso(event.other_published))
    other = masked(event.other_title or "")
    return say("event.reposted", **figures, other=other, other_published=_iso(event.other_published))


def masked(text: str) -> str:
    """The text with the middle of every number of seven digits and more taken out: telephone, identity, bank card."""
    return re.sub(r"(\d{2})\d{3,}([\dXx]{2})", r"\1***\2", text)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
