"""Save looks at home pages: what each read, and the links it showed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from schemas.home_pages import HomeLink, HomeVisit
from warehouse.connect import Warehouse
from warehouse.errors import NotRegistered
from warehouse.nights import Night
from warehouse.save.bulk import Question, insert_rows, queue_writers, update_rows
from warehouse.save.storable import address_key, storable
from warehouse.tables import home_links, home_pages, sites

_PLACE = (home_links.c.site_id, home_links.c.url_sha256)
# Of the links that are shown only: those that a site ever had grow with the years.
_KNOWN = Question(
    _PLACE,
    lambda wanted: select(home_links.c.url_sha256, home_links.c.id).join(
        wanted, (home_links.c.site_id == wanted.c.site_id) & (home_links.c.url_sha256 == wanted.c.url_sha256)
    ),
)


def save_home_pages(w: Warehouse, night: Night, visits: Sequence[HomeVisit]) -> None:
    """Save the looks, each with its links and its evidence, in one transaction; the very same look is kept once.

    A link is matched by site and address; its words, its day and whether it leads to information are the latest look's.
    Raises `NotRegistered` for a site that the register does not know; nothing is saved then.
    """
    with w.write() as connection:
        queue_writers(connection)
        ids = {row.host: row.id for row in connection.execute(select(sites.c.host, sites.c.id))}
        for visit in visits:
            if visit.host not in ids:
                raise NotRegistered(w.name, f"site {visit.host} is not in the register")
            _save(connection, night, visit, site=ids[visit.host])


def _save(connection: Connection, night: Night, visit: HomeVisit, *, site: int) -> None:
    at = _moment(visit).astimezone(UTC)
    same = home_pages.c.site_id == site, home_pages.c.visited_at == at
    if connection.execute(select(home_pages.c.id).where(*same)).first() is not None:
        return
    shown = {address_key(link.url): link for link in visit.reading.links} if visit.reading else {}
    asked = _KNOWN.about(connection, [(site, key) for key in shown])
    known: dict[str, int] = {row.url_sha256: row.id for row in asked}
    row = _row(night, visit, site=site, new={key for key in shown if key not in known})
    number: int = connection.execute(insert(home_pages).values(row).returning(home_pages.c.id)).scalar_one()
    _save_links(connection, shown, known, site=site, seen=(at, number))


def _row(night: Night, visit: HomeVisit, *, site: int, new: set[str]) -> dict[str, Any]:
    reading, proof = visit.reading, visit.evidence[-1] if visit.evidence else None
    content = reading.content if reading else ()
    return {
        "site_id": site,
        "night_id": night.id,
        "run_id": night.run_id,
        "visited_at": _moment(visit),
        "url": storable(proof.url if proof else visit.url),
        "state": visit.state,
        "readable": visit.readable,
        "reason": storable(visit.reason),
        "cause": visit.cause,
        "links": len(content),
        "dated": sum(link.published is not None for link in content),
        "new_links": sum(address_key(link.url) in new for link in content),
        "newest": reading.newest if reading else None,
        "unseen": storable(reading.unseen) if reading else "",
        "scripts": bool(reading and reading.scripts),
        "tags": {name: storable(said) for name, said in reading.tags.items()} if reading else {},
        "marks": {kind: [*map(storable, found)] for kind, found in reading.marks.items()} if reading else {},
        "reader": visit.reader,
        "sha256": proof.sha256 if proof else None,
        "record": proof.record if proof else None,
        "length": proof.length if proof else None,
        "recorded_at": _moment(visit),
    }


def _moment(visit: HomeVisit) -> datetime:
    """When the page came, which is that of its evidence; when it was asked for, if none came."""
    fetched = visit.evidence[-1].fetched_at if visit.evidence else None
    return fetched or visit.visited_at


_SAID = ("text", "published", "content")
_FIRST = ("first_seen_at", "first_seen_home_page_id")
_LAST = ("last_seen_at", "last_seen_home_page_id")


def _save_links(
    connection: Connection, shown: dict[str, HomeLink], known: dict[str, int], *, site: int, seen: tuple[Any, int]
) -> None:
    insert_rows(
        connection,
        home_links,
        ("site_id", "url_sha256", "url", *_SAID, *_FIRST, *_LAST),
        [
            (site, key, storable(link.url), *_said(link), *seen, *seen)
            for key, link in shown.items()
            if key not in known
        ],
    )
    again = [(known[key], *_said(link), *seen) for key, link in shown.items() if key in known]
    update_rows(connection, home_links, ("id",), (*_SAID, *_LAST), again)


def _said(link: HomeLink) -> tuple[Any, ...]:
    return storable(link.text), link.published, link.content
