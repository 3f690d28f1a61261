"""Fetch pages whose list only a browser can show: asked for politely, drawn by the system's Chromium, kept as both.

A `BrowserClient` stands in for `scrapers.fetching.client.Client` in a visit. Everything that can be said without
drawing (a server that does not answer, robots.txt, a challenge, a redirect) is said by the client itself, in the same
words.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from schemas.office import Politeness
from scrapers.errors import NotRendered
from scrapers.fetching.chromium import BrowserFailed, Chromium, find_chromium, what_is_missing
from scrapers.fetching.client import Client, NotModified, Trace, Validators, user_agent
from scrapers.fetching.rendering import Rendering
from scrapers.pages.page import Page

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext

    from scrapers.fetching.drawing import ReadPage

__all__ = ["BrowserClient", "Chromium", "chromium_for", "find_chromium", "what_is_missing"]

LONGEST_DRAWING = 45.0
"""Seconds for the scripts of one page; a visitor would have left."""


def chromium_for(manners: Politeness, *, zone: str) -> Chromium:
    """The browser of one crawl, not started yet. `zone`: the time zone in which pages show their times."""
    return Chromium(user_agent=user_agent(manners.contact), zone=zone)


class BrowserClient:
    """What a visit needs to fetch pages, each drawn by `chromium`. Made for one column; the browser is shared.

    `read` says what stands on a page; with it a drawing knows that its list has come, and that nothing was taken for a
    list which is none. `client` fetches the page and all its parts, so its manners and its guards hold for them.
    """

    def __init__(
        self,
        chromium: Chromium,
        client: Client,
        *,
        read: "ReadPage",
        manners: Politeness,
        seconds: float = LONGEST_DRAWING,
    ) -> None:
        self._chromium = chromium
        self._client = client
        self._read = read
        self._max_bytes = manners.max_bytes
        self._seconds = min(seconds, manners.total_timeout)

    def get(
        self,
        url: str,
        *,
        came_from: str | None = None,
        form: Mapping[str, str] | None = None,
        validators: Validators | None = None,
        trace: Trace | None = None,
    ) -> Page:
        """The page at `url` as its scripts left it, its body serialised as UTF-8; what is no HTML comes as it was sent.

        `trace` gets the answers to the scripts' requests for data, and at its end a `Rendering` in place of the page's
        own answer, which stands in it. `validators` are not used: that a page is unchanged says nothing about what its
        scripts fetch. Raises what `Client.get` raises, and `NotRendered` if the page cannot be drawn as visitors see
        it, also for want of a browser.
        """
        trace = Trace() if trace is None else trace
        missing = what_is_missing()
        if missing:
            raise NotRendered(url, f"only a browser can show this page, and {missing}")
        page = self._client.get(url, came_from=came_from, form=form, trace=trace)
        assert not isinstance(page, NotModified), "nothing was held that could be unmodified"
        if not _is_html(page):
            return page
        drawn, rendering = self._draw(page, trace)
        trace.exchanges.append(rendering)
        return drawn

    def now(self) -> datetime:
        """The moment as the crawl sees it, with a zone."""
        return self._client.now()

    def _draw(self, page: Page, trace: Trace) -> tuple[Page, Rendering]:
        """The page as drawn, and what is kept of it; the page's own answer leaves `trace` only for that."""
        from scrapers.fetching.drawing import Drawing  # noqa: PLC0415  (needs playwright, which few offices install)

        drawing = Drawing(page, self._client, self._read, seconds=self._seconds, max_bytes=self._max_bytes)
        engine = ""

        async def work(context: "BrowserContext", browser: str) -> Page:
            nonlocal engine
            engine = browser
            return await drawing.draw(context)

        try:
            # Twice the time: the drawing itself ends in time unless a script never gives the browser back.
            drawn = self._chromium.draw(work, seconds=2 * self._seconds)
        except BrowserFailed as error:
            raise NotRendered(page.requested, str(error)) from error
        finally:
            trace.requests += drawing.requests
            trace.bytes += drawing.received
            self._client.leave_alone(page.url)
        original = trace.exchanges.pop()
        trace.exchanges += drawing.data
        assert drawn.fetched_at is not None
        rendering = Rendering(
            url=drawn.url,
            status=drawn.status,
            reason="",
            headers=tuple(drawn.headers.items()),
            wire_body=drawn.body,
            body=drawn.body,
            fetched_at=drawn.fetched_at,
            original=original,
            engine=engine,
            parts=drawing.parts,
        )
        return drawn, rendering


def _is_html(page: Page) -> bool:
    kind = page.headers.get("content-type", "").lower()
    return "html" in kind or not kind
