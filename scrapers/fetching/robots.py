"""What a server's robots.txt lets us read, asked once a run and kept (RFC 9309)."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from scrapers.errors import Refused, ScrapeError, TooLarge, Unreachable

FetchRobots = Callable[[str], tuple[int, bytes]]
"""Address of a robots.txt to status and body, redirects followed; raises `ScrapeError` if there is no answer."""

# RFC 9309, 2.5: at least 500 KiB must be read. A larger file is no rule file but a page that the server gives for
# every address.
MAX_BYTES = 512_000


@dataclass(frozen=True)
class _Unavailable:
    """The rules could not be read; RFC 9309, 2.3.1.4: then everything is forbidden for the time being."""

    reason: str


class Robots:
    """The rules of all servers of one run, for the user agent token `agent`. Safe to share between threads."""

    def __init__(self, fetch: FetchRobots, *, agent: str) -> None:
        self._fetch = fetch
        self._agent = agent
        self._known: dict[str, Protego | _Unavailable] = {}
        self._asking: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def require(self, url: str) -> float:
        """Seconds the server wants between two requests (0: it does not say).

        Raises `Refused` if the rules forbid `url`, and `Unreachable` if they could not be read: a server that does not
        answer for its rules has not answered at all, and may do so in twenty minutes.
        """
        rules = self._rules(url)
        if isinstance(rules, _Unavailable):
            raise Unreachable(url, f"robots.txt could not be read, so nothing may be asked: {rules.reason}")
        if not rules.can_fetch(url, self._agent):
            raise Refused(url, f"robots.txt forbids this address to {self._agent}")
        return float(rules.crawl_delay(self._agent) or 0.0)

    def forget_failures(self) -> None:
        """Ask again those servers whose rules could not be read: for the second pass of a night."""
        with self._lock:
            self._known = {o: rules for o, rules in self._known.items() if not isinstance(rules, _Unavailable)}

    def _rules(self, url: str) -> Protego | _Unavailable:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"
        with self._lock:
            asking = self._asking.setdefault(origin, threading.Lock())
        with asking:
            with self._lock:
                known = self._known.get(origin)
            if known is None:
                known = self._ask(f"{origin}/robots.txt")
                with self._lock:
                    self._known[origin] = known
            return known

    def _ask(self, url: str) -> Protego | _Unavailable:
        try:
            status, body = self._fetch(url)
        except TooLarge:
            return Protego.parse("")
        except ScrapeError as error:
            return _Unavailable(error.reason)
        if status >= 500:
            return _Unavailable(f"answers {status}")
        # 2.3.1.3: a missing file (4xx) allows everything; so does a redirect that leads nowhere.
        return Protego.parse(body.decode("utf-8", errors="replace") if status < 300 else "")
