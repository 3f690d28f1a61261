"""What is known of each site's home page: the looks that read it, what the latest of them found, what a night lacks."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Select, select

from schemas.home_pages import HomeLook, SiteHome
from schemas.office import Site
from warehouse.connect import Warehouse
from warehouse.facts.probes import owners_of_sites
from warehouse.facts.seen import local_day, proof_of
from warehouse.nights import Night
from warehouse.tables import home_pages, nights, sites

LOOKED_BACK = timedelta(days=100)
"""Looks longer ago say nothing that a measure asks for."""


def homes_read(w: Warehouse, night: Night) -> frozenset[str]:
    """The hosts whose home page this night has read."""
    with w.read() as connection:
        read = (
            select(sites.c.host)
            .join(home_pages, home_pages.c.site_id == sites.c.id)
            .where(home_pages.c.night_id == night.id, home_pages.c.readable)
        )
        return frozenset(connection.execute(read).scalars())


def site_homes(w: Warehouse, named: Sequence[Site], *, as_of: datetime, zone: ZoneInfo) -> tuple[SiteHome, ...]:
    """One for each of these sites, in their order: its looks by the nights up to `as_of`, of the last `LOOKED_BACK`.

    Its agencies are those that it names, or else all that publish on it. A look belongs to the day in `zone` on which
    it was made, and to none after its night's monitoring point; of several of one night each stands for itself.
    """
    with w.read() as connection:
        owners = owners_of_sites(connection)
        rows = connection.execute(select(sites.c.id, sites.c.host).where(sites.c.host.in_({one.host for one in named})))
        ids = {row.host: row.id for row in rows}
        looks = _looks(connection, as_of)
        latest = {number: _whole(connection, own[-1].id) for number, own in _read(looks).items()}
    homes = []
    for site in named:
        number = ids.get(site.host, 0)
        last = latest.get(number)
        attempt = looks[number][-1] if looks.get(number) else None
        failed = attempt is not None and not attempt.readable
        homes.append(
            SiteHome(
                host=site.host,
                home=site.home,
                agencies=site.agencies or owners.get(number, ()),
                id_code=site.id_code,
                looks=tuple(_look(row, zone) for row in looks.get(number, ()) if row.readable),
                tags=last.tags if last else {},
                marks=last.marks if last else {},
                scripts=bool(last and last.scripts),
                failed=(attempt.reason or attempt.state) if attempt and failed else "",
                cause=attempt.cause if attempt and failed else None,
            )
        )
    return tuple(homes)


_OF_LOOK = (
    "id", "site_id", "visited_at", "url", "state", "readable", "reason", "cause", "links", "dated", "new_links",
    "newest", "unseen", "reader", "sha256", "record", "length",
)  # fmt: skip


def _looks(connection: Connection, as_of: datetime) -> dict[int, list[Row[Any]]]:
    """By site, the oldest first."""
    wanted: Select[Any] = (
        select(*(home_pages.c[name] for name in _OF_LOOK), nights.c.as_of)
        .join(nights, nights.c.id == home_pages.c.night_id)
        .where(nights.c.as_of <= as_of, nights.c.as_of > as_of - LOOKED_BACK)
        .order_by(home_pages.c.site_id, home_pages.c.visited_at, home_pages.c.id)
    )
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(wanted):
        found[row.site_id].append(row)
    return found


def _read(looks: dict[int, list[Row[Any]]]) -> dict[int, list[Row[Any]]]:
    read = {number: [row for row in rows if row.readable] for number, rows in looks.items()}
    return {number: rows for number, rows in read.items() if rows}


def _whole(connection: Connection, number: int) -> Row[Any]:
    wanted = select(home_pages.c.tags, home_pages.c.marks, home_pages.c.scripts).where(home_pages.c.id == number)
    return connection.execute(wanted).one()


def _look(row: Row[Any], zone: ZoneInfo) -> HomeLook:
    stored = row.record and row.sha256
    return HomeLook(
        day=min(local_day(row.visited_at, zone), local_day(row.as_of, zone)),
        reader=row.reader,
        links=row.links,
        dated=row.dated,
        new_links=row.new_links,
        newest=row.newest,
        unseen=row.unseen,
        evidence=(proof_of(row, at=row.visited_at),) if stored else (),
    )
