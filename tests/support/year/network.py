"""The city's websites without sockets: every request is answered from the world, and what was shown is noted."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlsplit

from scrapers.errors import Unreachable
from scrapers.fetching.transport import Exchange, Limits
from tests.support.year.pages import Pages
from tests.support.year.world import BASE, World

CANARY = "http://127.0.0.1:8100/"


@dataclass
class Network:
    """All websites at the moment of one night's crawl."""

    world: World
    night: date = date.min
    asked: list[str] = field(default_factory=list)
    """Addresses answered with a page of their own that night."""

    def __post_init__(self) -> None:
        self._pages = {urlsplit(base).netloc: (site, Pages(self.world, site)) for site, base in BASE.items()}

    def begin(self, night: date) -> None:
        self.night = night
        self.asked = []

    def transport(
        self, *, limits: Limits, guard: Callable[[str, str], bool], clock: Callable[[], datetime]
    ) -> "Transport":
        """What a client takes for the network."""
        return Transport(self, clock)

    def answer(self, url: str, headers: dict[str, str], moment: datetime) -> Exchange:
        """Raises `Unreachable` where nobody answers."""
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        if self.night in self.world.offline:
            raise Unreachable(url, "connection refused")
        if target == "/robots.txt":
            return _exchange(url, headers, 404, b"<html><body>no</body></html>", (), moment)
        site, pages = self._pages[parts.netloc]
        if (site, self.night) in self.world.down:
            raise Unreachable(url, "connection refused")
        # A page is made once a night, whenever it is asked for.
        shown = pages.answer(target, self.world.crawled_at(self.night), self.night)
        status, body = shown.status, shown.body
        kind = ("Content-Type", pages.product.content_type)
        if status == 200:
            self.asked.append(url)
        if not shown.validated:
            return _exchange(url, headers, status, body, (kind,), moment)
        tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        if headers.get("If-None-Match") == tag:
            return _exchange(url, headers, 304, b"", (("ETag", tag),), moment)
        return _exchange(url, headers, status, body, (kind, ("ETag", tag)), moment)


@dataclass
class Transport:
    """Stands for `scrapers.fetching.transport.Transport`."""

    network: Network
    clock: Callable[[], datetime]

    def exchange(
        self,
        url: str,
        headers: dict[str, str],
        *,
        method: str = "GET",
        sent: bytes = b"",
        limits: Limits | None = None,
        first: int | None = None,
    ) -> Exchange:
        return self.network.answer(url, headers, self.clock())

    def forget_cookies(self) -> None:
        """Nobody sets any."""

    def close(self) -> None:
        """Nothing is open."""


def _exchange(
    url: str,
    headers: dict[str, str],
    status: int,
    body: bytes,
    more: tuple[tuple[str, str], ...],
    moment: datetime,
) -> Exchange:
    parts = urlsplit(url)
    return Exchange(
        url=url,
        status=status,
        reason={200: "OK", 304: "Not Modified"}.get(status, "Not Found"),
        headers=(*more, ("Content-Length", str(len(body)))),
        wire_body=body,
        body=body,
        fetched_at=moment,
        target=parts.path + (f"?{parts.query}" if parts.query else ""),
        request_headers=(("Host", parts.netloc), *headers.items()),
    )
