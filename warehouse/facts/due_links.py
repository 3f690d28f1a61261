"""Which links a night is to try."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, func, or_, select

from schemas.link_checks import LinkKind
from warehouse.connect import Warehouse
from warehouse.facts.due import RECHECKS
from warehouse.nights import Night
from warehouse.tables import link_targets


@dataclass(frozen=True)
class DueLink:
    """One link to try."""

    id: int
    url: str
    host: str
    kind: LinkKind
    came_from: str
    failures: int


def due_links(
    w: Warehouse, night: Night, *, hosts: Collection[str] | None, per_host: int, now: datetime
) -> dict[str, list[DueLink]]:
    """What is due on these hosts (`None`: on any), by host, in the order in which it is to be tried.

    At most `per_host` of each host, less what this night has tried already. Those never tried come first, the one
    listed first before all; but where others are due again, a part of the tries is kept for them, oldest first.
    """
    with w.read() as connection:
        tried = {
            row.host: row.tried
            for row in connection.execute(
                select(link_targets.c.host, func.count().label("tried"))
                .where(link_targets.c.checked_at >= night.started_at)
                .group_by(link_targets.c.host)
            )
        }
        # One that nobody has tried is due whatever the clock says: it may have been set back since.
        never = link_targets.c.checked_at.is_(None)
        waiting = select(link_targets.c.host).where(or_(never, link_targets.c.due_at <= now)).distinct()
        found: dict[str, list[DueLink]] = {}
        for host in sorted(connection.execute(waiting).scalars()):
            budget = per_host - tried.get(host, 0)
            if budget <= 0 or (hosts is not None and host not in hosts):
                continue
            of_host = _LINKS.where(link_targets.c.host == host).order_by(link_targets.c.due_at, link_targets.c.id)
            again = _rows(connection, of_host.where(~never, link_targets.c.due_at <= now), budget)
            kept = min(len(again), -(-budget // RECHECKS))
            fresh = _rows(connection, of_host.where(never), budget - kept)
            found[host] = fresh + again[: budget - len(fresh)]
        return found


_LINKS = select(*(link_targets.c[name] for name in ("id", "url", "host", "kind", "came_from", "failures")))


def _rows(connection: Connection, wanted: Select[tuple[int, str, str, LinkKind, str, int]], most: int) -> list[DueLink]:
    return [DueLink(*row) for row in connection.execute(wanted.limit(most))] if most else []
