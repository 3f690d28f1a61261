"""Look at a site's home page: fetch it, keep it, read it."""

from datetime import date
from typing import Any, Protocol

from schemas.home_pages import HomeReading, HomeVisit
from scrapers.asking import Costs, Fetch, Store, ask
from scrapers.errors import ScrapeError
from scrapers.home.reading import READER, read_home
from scrapers.pages.links import same_site
from scrapers.pages.page import Page


class ReadsHome(Protocol):
    """Makes of a page what it says as a home page; raises nothing."""

    def __call__(self, page: Page, *, today: date) -> HomeReading: ...


def visit_home(
    host: str, url: str, *, client: Fetch, store: Store, today: date, read: ReadsHome = read_home
) -> HomeVisit:
    """See the home page `url` of the site `host`; never raises `ScrapeError`.

    A stub that only sends its visitors on to another page of the same site is followed, once. `today` completes days
    without a year, and none after it counts. Raises `EvidenceError` if an answer cannot be stored.
    """
    costs = Costs()
    visited_at = client.now()
    facts: dict[str, Any]
    try:
        page, reading = _look(url, client=client, store=store, costs=costs, today=today, read=read)
        if reading.leads_to is not None and same_site(url, reading.leads_to):
            page, reading = _look(reading.leads_to, client=client, store=store, costs=costs, today=today, read=read)
    except ScrapeError as error:
        facts = {"state": error.state, "reason": error.reason, "cause": error.cause}
    else:
        facts = _understood(url, page, reading)
    return HomeVisit(
        host=host,
        url=url,
        visited_at=visited_at,
        reader=READER,
        **facts,
        evidence=tuple(costs.evidence),
        requests=costs.requests,
        bytes=costs.received,
    )


def _look(
    url: str, *, client: Fetch, store: Store, costs: Costs, today: date, read: ReadsHome
) -> tuple[Page, HomeReading]:
    answer = ask(url, client=client, store=store, earlier=None, costs=costs)
    assert answer.page is not None  # asked for without conditions
    return answer.page, read(answer.page, today=today)


def _understood(url: str, page: Page, reading: HomeReading) -> dict[str, Any]:
    if not same_site(url, page.url):
        reason = f"the home page is now {page.url}: if it still is this site, write that address as its `home`"
        return {"state": "redirect", "reason": reason, "cause": "not_assessable"}
    if reading.state == "home":
        return {"state": "home", "reading": reading}
    cause = "not_assessable" if reading.state in ("needs_data", "redirect") else "our_failure"
    return {"state": reading.state, "reason": reading.reason, "cause": cause}
