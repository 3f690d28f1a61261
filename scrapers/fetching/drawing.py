"""Draw one page as its visitors' browsers do, and wait until it shows what it has to show.

The browser never speaks to a server. The page itself has been fetched already; each script and each data answer it
asks for is fetched by our client, under the same guards, and handed over. Pictures, styles, frames and pop-ups are
left out: nothing that is read depends on them.
"""

import asyncio
import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playwright.async_api import Error

from schemas.entries import ListReading
from scrapers.errors import NotRendered, Redirected, ScrapeError, TooLarge
from scrapers.fetching.client import Client
from scrapers.fetching.rendering import RENDERED_TYPE
from scrapers.fetching.transport import Exchange
from scrapers.pages.page import Page, text_of

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Request, Route
    from playwright.async_api import Page as Tab

ReadPage = Callable[[Page], ListReading]
"""What stands on a page; never raises `ScrapeError`."""

QUIET_WITH_LIST, QUIET = 1.0, 3.0
"""Seconds in which nothing stirs before a page that shows the scripts' list, or any other page, counts as drawn."""
_LOOK_EVERY = 0.25
MOST_PARTS = 150
_ELEMENTS = "() => `${document.getElementsByTagName('*').length} ${document.links.length}`"
_ALL = re.compile("")
_SCRIPTS = re.compile(r"<(script|noscript)\b[^>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)


@dataclass
class Drawing:
    """One page being drawn, and what it took. `page` is the answer as it was sent, `seconds` the time it may take."""

    page: Page
    client: Client
    read: ReadPage
    seconds: float
    max_bytes: int
    data: list[Exchange] = field(default_factory=list)
    """Answers to the scripts' requests for data, in the order received."""
    requests: int = 0
    received: int = 0
    """Body bytes of scripts and data."""
    parts: int = 0
    """Scripts and data answers that were handed over."""
    _failed: list[str] = field(default_factory=list)
    _asked_for_page: bool = False
    _sent_to: str | None = None
    _under_way: int = 0
    _stirred: float = 0.0
    _closing: set[asyncio.Task[None]] = field(default_factory=set)

    async def draw(self, context: "BrowserContext") -> Page:
        """The page as drawn. Its body is what the browser holds, serialised as UTF-8, without the scripts.

        Raises `NotRendered` if that is not surely what visitors see, `Redirected` if a script leads elsewhere, and
        `TooLarge`.
        """
        await context.route(_ALL, self._answer)
        tab = await context.new_page()
        context.on("page", self._close_pop_up)
        tab.on("pageerror", lambda error: self._failed.append(f"a script fails: {str(error)[:120]}"))
        tab.on("websocket", lambda socket: self._failed.append(f"{socket.url}: a web socket, which we do not open"))
        tab.on("requestfailed", self._note_failure)
        await tab.goto(self.page.url, wait_until="commit", timeout=self.seconds * 1000)
        return self._judge(await self._settled(tab))

    async def _settled(self, tab: "Tab") -> Page:
        """The page once nothing stirs in it, or at the end of its time if it has long shown the scripts' list."""
        clock = asyncio.get_running_loop().time
        began = changed = clock()
        elements, shown = "", None
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            if self._sent_to is not None:
                raise Redirected(self.page.url, f"a script sends the visitor to {self._sent_to}")
            seen, now = await tab.evaluate(_ELEMENTS), clock()
            if seen != elements:
                elements, changed, shown = seen, now, None
            quiet = 0.0 if self._under_way else now - max(changed, self._stirred)
            late = now - began >= self.seconds
            if shown is None and (quiet >= QUIET_WITH_LIST or (late and now - changed >= QUIET)):
                shown = await self._taken(tab)
                if await asyncio.to_thread(self._shows_what_scripts_brought, shown):
                    return shown
            if quiet >= QUIET:
                return await self._taken(tab)
            if late:
                waiting = self._failed[:1] or ["scripts still change it or ask for more"]
                raise NotRendered(self.page.url, f"the page was not drawn within {self.seconds:g} s: {waiting[0]}")

    async def _taken(self, tab: "Tab") -> Page:
        text = await tab.content()
        if len(text) > self.max_bytes:
            raise TooLarge(self.page.url, f"the page as drawn is larger than {self.max_bytes} bytes")
        # Scripts have done their work: left in, they would say that the list is still to come, and would run again
        # wherever the page is opened. The mark outweighs the charset that the page itself still declares.
        body = _SCRIPTS.sub("", text).encode("utf-8-sig", "replace")
        return Page(
            url=self.page.url,
            body=body,
            requested=self.page.requested,
            headers={"content-type": RENDERED_TYPE},
            fetched_at=self.client.now(),
        )

    def _judge(self, drawn: Page) -> Page:
        """The page as drawn, if it can be believed: a part that failed may be why a list is empty or missing."""
        if self._shows_what_scripts_brought(drawn):
            return drawn
        plain, reading = self.read(self.page).state, self.read(drawn).state
        if reading == "list" and plain != "list":
            reason = "the scripts brought no list: the rows shown stand in the plain page, where they are not its list"
            raise NotRendered(self.page.url, reason)
        if self._failed and reading != "list":
            raise NotRendered(self.page.url, f"the page could not be drawn as a whole: {self._failed[0]}")
        if reading in ("blank", "blank_with_note") and reading != plain and not self.data:
            reason = "the page shows no entry, but its scripts asked for no data: they may wait for a visitor's click"
            raise NotRendered(self.page.url, reason)
        return drawn

    def _shows_what_scripts_brought(self, drawn: Page) -> bool:
        """A list is shown of which the plain page had not every row."""
        reading = self.read(drawn)
        if reading.state != "list":
            return False
        links = [(_words(text_of(link)), link.get("title")) for link in self.page.tree.iter("a")]
        before = {words for pair in links for words in pair}
        return any(entry.title not in before for entry in reading.items)

    async def _answer(self, route: "Route", request: "Request") -> None:
        # A page that is closed meanwhile takes no answer.
        with contextlib.suppress(Error):
            if request.is_navigation_request():
                await self._navigate(route, request)
            elif request.resource_type == "stylesheet":
                # Empty, not refused: some loaders give a whole page up when a style of it fails.
                await route.fulfill(status=200, content_type="text/css", body="")
            elif request.resource_type in ("script", "xhr", "fetch"):
                self._under_way += 1
                try:
                    await self._fetch(route, request)
                finally:
                    self._under_way -= 1
                    self._stirred = asyncio.get_running_loop().time()
            else:
                if request.resource_type == "eventsource":
                    self._failed.append(f"{request.url}: a stream of events, which we do not open")
                await route.abort("aborted")

    async def _navigate(self, route: "Route", request: "Request") -> None:
        """Hand over the page itself; a 204 keeps the tab at it whatever else it is told to open."""
        if not self._asked_for_page:
            self._asked_for_page = True
            # Decoded by us, who know more declarations that lie than browsers do.
            body = self.page.text.encode("utf-8", "replace")
            await route.fulfill(status=200, content_type=RENDERED_TYPE, body=body)
            return
        if _is_of_the_tab(request):
            self._sent_to = request.url
        await route.fulfill(status=204)

    async def _fetch(self, route: "Route", request: "Request") -> None:
        try:
            answer = await asyncio.to_thread(self._part, request)
        except ScrapeError as error:
            self._failed.append(f"{request.url}: {error.reason}")
            await route.abort("failed")
            return
        if answer.status >= 400:
            self._failed.append(f"{request.url}: answers {answer.status}")
        if request.resource_type != "script":
            self.data.append(answer)
        self.parts += 1
        await route.fulfill(status=answer.status, headers=_handed_over(answer, request), body=answer.body)

    def _part(self, request: "Request") -> Exchange:
        if request.method not in ("GET", "POST"):
            raise NotRendered(request.url, f"asked for with {request.method}: a page is read, never changed")
        if self.requests >= MOST_PARTS or self.received > self.max_bytes:
            raise TooLarge(request.url, f"the page asks for more than {MOST_PARTS} parts or {self.max_bytes} bytes")
        self.requests += 1
        headers = {name: value for name, value in request.headers.items() if _may_be_sent(name)}
        sent = (request.post_data_buffer or b"") if request.method == "POST" else b""
        answer = self.client.part(request.url, of=self.page.url, method=request.method, sent=sent, headers=headers)
        self.received += len(answer.wire_body)
        return answer

    def _note_failure(self, request: "Request") -> None:
        """What the browser itself refused: an answer of another host without leave to be read, http inside https."""
        wanted = request.resource_type in ("script", "xhr", "fetch")
        if wanted and request.failure and "ERR_ABORTED" not in request.failure:
            self._failed.append(f"{request.url}: {request.failure}")

    def _close_pop_up(self, other: "Tab") -> None:
        task = asyncio.ensure_future(_close(other))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


async def _close(tab: "Tab") -> None:
    with contextlib.suppress(Error):
        await tab.close()


def _is_of_the_tab(request: "Request") -> bool:
    try:
        return request.frame.parent_frame is None
    except Error:
        return False  # a pop-up that has no frame yet


def _may_be_sent(name: str) -> bool:
    """What a script may say about its request; who we are and how we speak is the client's business."""
    return name not in _OUR_OWN and not name.startswith(("sec-", ":"))


_OUR_OWN = frozenset(
    {"user-agent", "host", "cookie", "authorization", "accept-encoding", "content-length", "connection", "te"}
)
_NOT_HANDED_OVER = frozenset(
    {
        "content-encoding",
        "content-length",
        "transfer-encoding",
        "connection",
        "keep-alive",
        "set-cookie",
        "content-disposition",
        "strict-transport-security",
        "location",
        "refresh",
    }
)


def _handed_over(answer: Exchange, request: "Request") -> dict[str, str]:
    """The answer's headers for the browser. A script that names no charset gets one that its bytes have.

    Browsers take the page's charset for it, and the page is handed over as UTF-8 whatever it was.
    """
    headers = {name.lower(): value for name, value in answer.headers if name.lower() not in _NOT_HANDED_OVER}
    if request.resource_type == "script" and "charset" not in headers.get("content-type", "").lower():
        kind = headers.get("content-type", "").partition(";")[0].strip() or "text/javascript"
        headers["content-type"] = f"{kind}; charset={_charset(answer.body)}"
    return headers


def _charset(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _words(text: str) -> str:
    return " ".join(text.split())
