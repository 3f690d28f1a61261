"""Walk a site's navigation, breadth first and within bounds, and look at every page on the way.

Only pages of the start's own server are asked for, with the client's manners. Calendars, archives and loops end a walk
nowhere: an address is visited once, and a family of addresses that brought nothing but other pages is left alone.
"""

import re
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from schemas.entries import READABLE, ListReading
from scrapers.asking import Fetch
from scrapers.errors import Blocked, LeftAlone, ScrapeError
from scrapers.fetching.client import NotModified
from scrapers.pages.page import Page
from scrapers.sites.navigation import NavLink, blocks_with_more, links_of_navigation

Look = Callable[[Page], ListReading]
"""What stands on a page; never raises `ScrapeError`."""

PERHAPS_COLUMNS = READABLE | {"needs_data"}
"""States of a page that may be a column."""


@dataclass(frozen=True)
class Visited:
    """One page of the walk, in the place where the navigation first shows it."""

    link: NavLink
    """How it is called where it was found first."""
    url: str
    """Its address after redirects."""
    order: tuple[int, ...]
    """Sorts pages as the navigation shows them: each after the page it was found on, before that page's next link."""
    reading: ListReading | None
    """`None`: it could not be fetched."""
    other_names: tuple[str, ...] = ()
    """What other links to it call it."""
    blocks: int = 0
    """How many blocks of it have a 更多 of their own."""
    failure: str = ""
    """Why it was not seen: state and reason of what stood between."""

    @property
    def was_read(self) -> bool:
        """What the page shows is known, be it a column or not."""
        return not self.failure


@dataclass
class SiteWalk:
    """What a walk came to."""

    start: Visited | None = None
    pages: list[Visited] = field(default_factory=list)
    """Every page but the start, sorted as the navigation shows them."""
    elsewhere: int = 0
    """Links to other servers, which were not followed."""
    left: int = 0
    """Links that were not followed any more: too many pages, or a family of addresses that brought nothing."""
    blocked: bool = False
    """A firewall asked us to prove ourselves time and again; the walk ended there."""


def walk_site(
    start: str,
    *,
    client: Fetch,
    look: Look,
    max_pages: int,
    depth: int,
    told: Callable[[str], None] = lambda url: None,
) -> SiteWalk:
    """Visit `start`, then what its navigation leads to, at most `depth` links away and `max_pages` pages in all.

    `told` hears each address before it is asked for. Raises `ScrapeError` only if `start` itself cannot be fetched.
    """
    return _Walker(client, look, max_pages=max_pages, depth=depth, told=told).walk(start)


# Pages of one family (addresses that differ in digits only) that are no columns before the rest of it is left alone,
# unless a menu names them: calendars and archives count through such families for ever.
_MOST_IN_VAIN = 6
_MOST_BLOCKED = 3
_INDEX = re.compile(r"/(?:index|default|main)\.[a-z]{3,5}$", re.IGNORECASE)


@dataclass
class _Found:
    """A page that waits for its turn, or had it."""

    link: NavLink
    order: tuple[int, ...]
    depth: int
    names: list[str] = field(default_factory=list)


class _Walker:
    def __init__(self, client: Fetch, look: Look, *, max_pages: int, depth: int, told: Callable[[str], None]) -> None:
        self._client = client
        self._look = look
        self._max_pages = max_pages
        self._depth = depth
        self._told = told
        self._servers: set[str] = set()
        self._found: dict[str, _Found] = {}
        self._waiting: deque[_Found] = deque()
        self._reached: dict[str, Visited] = {}
        self._in_vain: Counter[str] = Counter()
        self._fruitful: set[str] = set()
        self._elsewhere: set[str] = set()
        self._blocked = 0
        self._asked = 0
        self._left = 0

    def walk(self, start: str) -> SiteWalk:
        first = _Found(NavLink("", start, (), "nav"), (), 0)
        page = self._fetch(start)
        self._servers = {urlsplit(start).netloc.lower(), urlsplit(page.url).netloc.lower()}
        self._found |= {_key(start): first, _key(page.url): first}
        home = self._read(first, page)
        while self._waiting:
            found = self._waiting.popleft()
            if self._asked >= self._max_pages or self._is_in_vain(found) or self._blocked >= _MOST_BLOCKED:
                self._left += 1
                continue
            self._visit(found)
        pages = [self._with_names(key, visited) for key, visited in self._reached.items() if visited is not home]
        return SiteWalk(
            start=home,
            pages=sorted(pages, key=lambda visited: visited.order),
            elsewhere=len(self._elsewhere),
            left=self._left,
            blocked=self._blocked >= _MOST_BLOCKED,
        )

    def _visit(self, found: _Found) -> None:
        try:
            page = self._fetch(found.link.url)
        except ScrapeError as error:
            # After a challenge or two the server is left alone: that is what comes of them, and no other failure.
            challenged = isinstance(error, Blocked) or (self._blocked > 0 and isinstance(error, LeftAlone))
            self._blocked = self._blocked + 1 if challenged else 0
            self._reached[_key(found.link.url)] = Visited(
                found.link, found.link.url, found.order, None, failure=f"{error.state}: {error.reason}"
            )
            self._in_vain[_family(found.link.url)] += 1
            return
        self._blocked = 0
        if urlsplit(page.url).netloc.lower() not in self._servers:
            self._elsewhere.add(page.url)
            return
        other = self._found.setdefault(_key(page.url), found)
        if other is not found:
            # Sent on to a page that is known under its own address.
            other.names.append(found.link.name)
            return
        self._read(found, page)

    def _fetch(self, url: str) -> Page:
        self._told(url)
        self._asked += 1
        answer = self._client.get(url)
        assert not isinstance(answer, NotModified), "nothing was held that could be unmodified"
        return answer

    def _read(self, found: _Found, page: Page) -> Visited:
        # The link led here: that the address was another one before is told by the link itself.
        reading = self._look(Page(url=page.url, body=page.body, headers=page.headers, fetched_at=page.fetched_at))
        links = links_of_navigation(page)
        failure = f"{reading.state}: {reading.reason}" if reading.state in ("blocked", "error_page") else ""
        blocks = blocks_with_more(page)
        visited = Visited(found.link, page.url, found.order, reading, blocks=blocks, failure=failure)
        self._reached[_key(page.url)] = visited
        if reading.state in PERHAPS_COLUMNS:
            self._fruitful.add(_family(page.url))
        else:
            self._in_vain[_family(page.url)] += 1
        rows = {entry.url for entry in reading.items if entry.published is not None}
        for number, link in enumerate(links):
            if link.url not in rows:
                self._note(link, found, number)
        return visited

    def _note(self, link: NavLink, parent: _Found, number: int) -> None:
        if urlsplit(link.url).netloc.lower() not in self._servers:
            self._elsewhere.add(link.url)
            return
        known = self._found.get(_key(link.url))
        if known is not None:
            known.names.append(link.name)
            return
        if parent.depth >= self._depth:
            self._left += 1
            return
        found = _Found(link, (*parent.order, number), parent.depth + 1)
        self._found[_key(link.url)] = found
        self._waiting.append(found)

    def _is_in_vain(self, found: _Found) -> bool:
        if found.link.place != "section":
            return False
        family = _family(found.link.url)
        return family not in self._fruitful and self._in_vain[family] >= _MOST_IN_VAIN

    def _with_names(self, key: str, visited: Visited) -> Visited:
        others = dict.fromkeys(name for name in self._found[key].names if name and name != visited.link.name)
        return Visited(
            visited.link,
            visited.url,
            visited.order,
            visited.reading,
            other_names=tuple(others),
            blocks=visited.blocks,
            failure=visited.failure,
        )


def _key(url: str) -> str:
    """One name for one page: scheme, a closing `index.html` and a closing slash make no other page of it."""
    parts = urlsplit(url)
    path = _INDEX.sub("/", parts.path or "/")
    return f"{parts.netloc.lower()}{path.rstrip('/')}?{parts.query}"


def _family(url: str) -> str:
    parts = urlsplit(url)
    return re.sub(r"\d+", "#", f"{parts.path}?{parts.query}")
