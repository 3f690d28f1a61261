"""Try the links that pages carry, as far as the measures in force ask for it and the night's budget goes.

What a column's list leads to is looked at as a document already, and is not asked for again.
"""

import logging
from collections.abc import Callable, Sequence, Set
from functools import partial
from typing import Protocol

from flows.batches import Batches
from flows.opened import OpenOffice
from flows.progress import progress
from flows.targets import own_hosts
from schemas.link_checks import LinkCheck
from schemas.observed import Gathered
from scrapers.asking import Store
from scrapers.errors import LeftAlone
from scrapers.fetching.client import Client
from scrapers.link_check import check_link
from scrapers.working import WORKING
from warehouse import facts, save
from warehouse.facts.carried_links import Place
from warehouse.nights import Night

log = logging.getLogger("gongkai.crawl")

Tried = tuple[facts.DueLink, LinkCheck]


class SideBySide(Protocol):
    """Each server by one thread."""

    def __call__(
        self, work: Callable[[Sequence[facts.DueLink]], None], servers: Sequence[Sequence[facts.DueLink]], /
    ) -> None: ...


def places_asked(gathering: Set[Gathered]) -> tuple[Place, ...]:
    """Where the links stand that the measures in force are about."""
    places: list[Place] = []
    if "links" in gathering:
        places += ["home", "text"]
    if "attachments" in gathering:
        places.append("attachment")
    return tuple(places)


def try_links(
    office: OpenOffice,
    night: Night,
    *,
    gathering: Set[Gathered],
    client: Client,
    store: Store,
    sync: Callable[[], None],
    side_by_side: SideBySide,
    stopped: Callable[[], bool],
    names_are_known: bool,
) -> int:
    """Try what is due, and return how many links that was. Asks and writes nothing where no measure asks for it.

    `names_are_known`: an address of the canary list has just answered. Raises `EvidenceError` and `WarehouseError`.
    """
    w, depth = office.warehouse, office.folder.office.crawl
    places = places_asked(gathering)
    if not places or not depth.links_per_night:
        return 0
    hosts = own_hosts(office, night.as_of)
    save.list_links(w, places=places, hosts=hosts, now=office.clock())
    due = facts.due_links(w, night, hosts=hosts, per_host=depth.links_per_night, now=office.clock())
    if not due:
        return 0
    going = progress("links", total=sum(len(links) for links in due.values()))
    counts = {"works": 0, "broken": 0, "blocked": 0, "not_asked": 0}

    def keep(tried: list[Tried]) -> None:
        sync()
        with WORKING:
            save.save_link_checks(w, night, tried, every_days=depth.link_days)
        for link, check in tried:
            counts[check.outcome] += 1
            going.advance(link.host)
            if check.outcome == "broken":
                log.info("link %s on %s: %s", link.url, link.came_from, check.reason)

    try:
        with Batches(keep, weight=lambda _: 1, most=200) as batches:
            way = partial(_try_server, batches, client, store, stopped, names_are_known)
            side_by_side(way, list(due.values()))
    finally:
        going.close()
    log.info("links: %s", ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count))
    return sum(counts.values())


def _try_server(
    batches: "Batches[Tried]",
    client: Client,
    store: Store,
    stopped: Callable[[], bool],
    names_are_known: bool,
    links: Sequence[facts.DueLink],
) -> None:
    for link in links:
        if stopped():
            return
        try:
            check = check_link(
                link.url,
                kind=link.kind,
                came_from=link.came_from,
                client=client,
                store=store,
                names_are_known=names_are_known,
            )
        except LeftAlone as error:
            log.info("links of %s: %s", link.host, error.reason)
            return
        batches.put((link, check))
