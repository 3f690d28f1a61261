"""Save which links are to be tried, and what trying them came to."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from schemas.link_checks import LinkCheck
from warehouse.connect import Warehouse
from warehouse.facts.carried_links import Place, carried_links, host_of
from warehouse.facts.due_links import DueLink
from warehouse.nights import Night
from warehouse.save.bulk import insert_missing_rows
from warehouse.save.storable import address_key, storable
from warehouse.save.upsert import in_parts, upsert
from warehouse.tables import documents, link_checks, link_targets

PATIENCE = 5
"""Tries in a row that did not find a link at work, after which it is tried in its turn only, not every night."""

_TARGET = ("url_sha256", "url", "host", "kind", "came_from", "listed_at", "due_at", "failures")


def list_links(w: Warehouse, *, places: Collection[Place], hosts: Collection[str] | None, now: datetime) -> None:
    """Put the links that pages carry on the list; what stands there stays as it is.

    Only those to these hosts (`None`: to any). What a list of a column leads to is looked at as a document, and is not
    on this list.
    """
    with w.write() as connection:
        found: dict[str, tuple[Any, ...]] = {}
        for link in carried_links(connection, places):
            host = host_of(link.url)
            if host is None or (hosts is not None and host not in hosts):
                continue
            kind = "attachment" if link.place == "attachment" else "page"
            key = address_key(link.url)
            if key not in found:
                found[key] = (key, link.url, host, kind, link.address, now, now, 0)
        for part in in_parts(list(found)):
            listed = select(documents.c.url_sha256).where(documents.c.url_sha256.in_(part))
            for key in connection.execute(listed).scalars():
                del found[key]
        insert_missing_rows(connection, link_targets, _TARGET, list(found.values()), key="url_sha256")


def save_link_checks(
    w: Warehouse, night: Night, tried: Sequence[tuple[DueLink, LinkCheck]], *, every_days: int
) -> None:
    """Save the tries in one transaction. Saving the same one twice changes nothing.

    A link at work is tried again after `every_days`, another one in the next night, a few times. The document that led
    to a broken one is looked at again as well: it may have dropped the link meanwhile.
    """
    with w.write() as connection:
        upsert(
            connection,
            link_checks,
            [_row(night, due, check) for due, check in tried],
            key=("target_id", "checked_at"),
            update={},
        )
        changes = [_state(due, check, every_days) for due, check in tried]
        if changes:
            new = {
                name: bindparam(f"new_{name}", type_=link_targets.c[name].type)
                for name in ("checked_at", "due_at", "failures")
            }
            connection.execute(
                update(link_targets).where(link_targets.c.id == bindparam("number")).values(new), changes
            )
        carriers = {address_key(due.came_from): check.checked_at for due, check in tried if check.outcome == "broken"}
        if carriers:
            connection.execute(
                update(documents)
                .where(documents.c.url_sha256 == bindparam("carrier"))
                .values(due_at=bindparam("moment", type_=documents.c.due_at.type)),
                [{"carrier": key, "moment": moment} for key, moment in carriers.items()],
            )


def _row(night: Night, due: DueLink, check: LinkCheck) -> dict[str, Any]:
    proof = check.evidence
    return {
        "target_id": due.id,
        "night_id": night.id,
        "checked_at": check.checked_at,
        "outcome": check.outcome,
        "fault": check.fault,
        "status": check.status,
        "reason": storable(check.reason),
        "media_type": None if check.media_type is None else storable(check.media_type),
        "bytes": check.bytes,
        "sha256": proof.sha256 if proof else None,
        "record": proof.record if proof else None,
        "length": proof.length if proof else None,
    }


def _state(due: DueLink, check: LinkCheck, every_days: int) -> dict[str, Any]:
    failures = 0 if check.outcome == "works" else due.failures + 1
    days = 1 if 0 < failures < PATIENCE else every_days
    # Half a day less: whatever the hour of that night, it is due by then, and not again in this one.
    again = timedelta(days=days, hours=-12)
    return {
        "number": due.id,
        "new_checked_at": check.checked_at,
        "new_due_at": check.checked_at + again,
        "new_failures": failures,
    }
