"""Look at the home pages of the office's sites, each once a night, where a measure in force reads them."""

import logging
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Protocol

from flows.batches import Batches
from flows.opened import OpenOffice
from flows.progress import progress
from flows.reading_with import Reader
from schemas.home_pages import HomeVisit
from schemas.office import Site
from scrapers.asking import Store
from scrapers.fetching.client import Client
from scrapers.home.visit import visit_home
from scrapers.visit import may_pass
from scrapers.working import WORKING
from warehouse import facts, save
from warehouse.nights import Night

log = logging.getLogger("gongkai.crawl")


class SideBySide(Protocol):
    """Each site by one thread."""

    def __call__(self, work: Callable[[Site], None], sites: Sequence[Site], /) -> None: ...


def homes_due(office: OpenOffice, night: Night, *, force: bool) -> list[Site]:
    """The sites of office.yml whose home page this night has not read; with `force` all of them."""
    read = frozenset() if force else facts.homes_read(office.warehouse, night)
    return [site for site in office.folder.office.sites if site.host not in read]


def visit_homes(
    office: OpenOffice,
    night: Night,
    sites: Sequence[Site],
    *,
    client: Client,
    store: Store,
    reader: Reader,
    today: date,
    sync: Callable[[], None],
    side_by_side: SideBySide,
    stopped: Callable[[], bool],
) -> list[Site]:
    """Look at the home pages of these sites and save each look; returns those that another attempt may read.

    Raises `EvidenceError` if an answer cannot be kept, `WarehouseError` if a look cannot be saved.
    """
    if not sites:
        return []
    going = progress("home pages", total=len(sites))
    again: set[str] = set()

    def keep(looks: list[HomeVisit]) -> None:
        sync()
        with WORKING:
            save.save_home_pages(office.warehouse, night, looks)
        for look in looks:
            going.advance(look.host)
            if may_pass(look.state):
                again.add(look.host)
            log.log(
                logging.INFO if look.readable else logging.WARNING,
                "home page of %s: %s%s",
                *(look.host, look.state, f": {look.reason}" if look.reason else ""),
            )

    try:
        with Batches(keep, weight=lambda _: 1, most=50) as batches:
            side_by_side(partial(_look, batches, client, store, reader, today, stopped), sites)
    finally:
        going.close()
    return [site for site in sites if site.host in again]


def _look(
    batches: "Batches[HomeVisit]",
    client: Client,
    store: Store,
    reader: Reader,
    today: date,
    stopped: Callable[[], bool],
    site: Site,
) -> None:
    if stopped():
        return
    visit = visit_home(site.host, site.home, client=client, store=store, today=today, read=reader.home)
    if visit.state == "blocked":
        # A challenge with status 200 is only known for one once it has been read.
        client.challenged(site.home)
    batches.put(visit)
