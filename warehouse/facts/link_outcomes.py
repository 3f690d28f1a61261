"""What is known of the address that a link leads to: from trying it, or from looking at it as a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, select

from schemas.link_checks import LinkFault
from schemas.results import Evidence
from warehouse.facts.seen import proof_of
from warehouse.tables import documents, link_checks, link_targets, nights

NIGHTS = 2
"""So many nights must have found a link broken: a mistake while a site is being rebuilt is over by the second."""

_OPENED = frozenset({"document", "file", "not_a_document", "not_a_list", "needs_data"})
"""States of a document in which something of the page's own was there, understood or not."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`lasting`: found broken in enough nights. `once`: not yet in so many. `unseen`: nothing is known of it."""

    verdict: Literal["works", "lasting", "once", "unseen"]
    fault: LinkFault | None = None
    since: datetime | None = None
    """The first attempt in a row that found it broken, where that is kept."""
    shown_after: datetime | None = None
    """A page that showed the link at this moment or later still led to what was broken."""
    answers: tuple[Evidence, ...] = ()
    """The first and the latest stored answer."""


UNSEEN = Outcome("unseen")
_WORKS = Outcome("works")


def link_outcomes(connection: Connection, *, as_of: datetime) -> dict[str, Outcome]:
    """By address, of all links that the nights up to `as_of` tried."""
    latest = (
        select(link_checks.c.id)
        .join(nights, nights.c.id == link_checks.c.night_id)
        .where(link_checks.c.target_id == link_targets.c.id, nights.c.as_of <= as_of)
        .order_by(link_checks.c.checked_at.desc())
        .limit(1)
        .correlate(link_targets)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(link_targets.c.id, link_targets.c.url, link_checks.c.outcome)
        .select_from(link_targets)
        .join(link_checks, link_checks.c.id == latest)
        .execution_options(stream_results=True)
    )
    found: dict[str, Outcome] = {}
    broken: dict[int, str] = {}
    for row in rows:
        found[row.url] = _WORKS if row.outcome == "works" else UNSEEN
        if row.outcome == "broken":
            broken[row.id] = row.url
    for number, url in broken.items():
        found[url] = _broken(connection, number, url, as_of)
    return found


def document_outcomes(connection: Connection) -> Mapping[str, Outcome]:
    """By address, of all documents that were ever asked for. Nothing is asked a second time for being a link, too."""
    asked = select(documents.c.url, documents.c.state).where(documents.c.state.is_not(None))
    rows = connection.execute(asked.execution_options(stream_results=True))
    found = {row.url: _WORKS if row.state in _OPENED else UNSEEN for row in rows}
    gone = select(*(documents.c[name] for name in ("url", "failures", "checked_at", "evidence")))
    for row in connection.execute(gone.where(documents.c.state == "gone")):
        found[row.url] = Outcome(
            "lasting" if row.failures >= NIGHTS else "once",
            fault="gone",
            # A list is read before its documents, in the same night.
            shown_after=row.checked_at - timedelta(days=1),
            answers=tuple(Evidence.model_validate(proof) for proof in (row.evidence or ())[-1:]),
        )
    return found


def _broken(connection: Connection, target: int, url: str, as_of: datetime) -> Outcome:
    """A link that the latest attempt found broken. Attempts that came to nothing say nothing between two others."""
    attempts = []
    for row in connection.execute(
        select(link_checks)
        .join(nights, nights.c.id == link_checks.c.night_id)
        .where(link_checks.c.target_id == target, nights.c.as_of <= as_of)
        .order_by(link_checks.c.checked_at.desc())
    ):
        if row.outcome == "works":
            break
        if row.outcome == "broken":
            attempts.append(row)
    first, last = attempts[-1], attempts[0]
    answers = {row.record: proof_of(row, url=url, at=row.checked_at) for row in (first, last) if row.record}
    return Outcome(
        "lasting" if len({row.night_id for row in attempts}) >= NIGHTS else "once",
        fault=last.fault,
        since=first.checked_at,
        shown_after=first.checked_at,
        answers=tuple(answers.values()) if last.record else (),
    )
