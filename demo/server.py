"""The city's three websites on loopback, at a time that the caller sets.

Nothing is written to stderr; every request is kept, so that a test can ask what a visitor fetched.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Lock, Thread
from types import MappingProxyType
from zoneinfo import ZoneInfo

from demo.city import condition
from demo.pages import Answer, SitePages
from demo.values import City, Condition, Site

ROBOTS = b"User-agent: *\nDisallow: /admin/\nDisallow: /search\n"


@dataclass(frozen=True, slots=True)
class Request:
    """One request that reached a site."""

    site: str
    target: str
    """Path and query."""
    status: int
    """Status answered; 0: the connection was closed without an answer."""


@contextmanager
def serve(city: City, *, now: datetime, ports: Mapping[str, int] | None = None) -> "Iterator[CityServer]":
    """Serve every site of the city on 127.0.0.1 until the block ends.

    `now` (with zone) is the city's clock until `server.now` is set. Each site gets a free port, or the one that `ports`
    names by the site's code. Raises `OSError` if a named port is taken.
    """
    server = CityServer(now=now, zone=city.zone)
    with ExitStack() as stack:
        for site in city.sites:
            listener = _Listener(("127.0.0.1", (ports or {}).get(site.code, 0)), SitePages(city, site), server)
            stack.callback(listener.server_close)
            thread = Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
            thread.start()
            stack.callback(thread.join)
            stack.callback(listener.shutdown)
            server.add(site, listener.server_port)
        # Connections kept alive outlast the listeners; the first word on one of them must find nobody home.
        stack.callback(server.go_dark)
        yield server


class CityServer:
    """The running sites: their addresses, their clock, what they were asked."""

    def __init__(self, *, now: datetime, zone: ZoneInfo) -> None:
        self._zone = zone
        self.now = now
        self._base_urls: dict[str, str] = {}
        self._requests: list[Request] = []
        self._lock = Lock()
        self._answers_left: int | None = None
        self._met_maintenance: set[tuple[str, str, date]] = set()

    @property
    def now(self) -> datetime:
        """The city's time, in its own zone; may be set at any moment, in any zone. Setting one without raises."""
        return self._now

    @now.setter
    def now(self, moment: datetime) -> None:
        if moment.tzinfo is None:
            raise ValueError(f"{moment} has no time zone")
        self._now = moment.astimezone(self._zone)

    @property
    def base_urls(self) -> Mapping[str, str]:
        """Address of each site by its code, `http://127.0.0.1:port`, without a slash at the end."""
        return MappingProxyType(self._base_urls)

    @property
    def requests(self) -> tuple[Request, ...]:
        """Everything asked since the start or the last `forget_requests`, in order."""
        with self._lock:
            return tuple(self._requests)

    def forget_requests(self) -> None:
        """Count from zero again, as for the next night."""
        with self._lock:
            self._requests.clear()

    def go_dark(self, *, after: int = 0) -> None:
        """Answer `after` more requests, all sites together, then close every connection without a word."""
        with self._lock:
            self._answers_left = after

    def come_back(self) -> None:
        """Answer again."""
        with self._lock:
            self._answers_left = None

    def add(self, site: Site, port: int) -> None:
        """Make a site's address known."""
        self._base_urls[site.code] = f"http://127.0.0.1:{port}"

    def admit(self) -> bool:
        """Whether the next request gets an answer; counts it."""
        with self._lock:
            if self._answers_left is None:
                return True
            self._answers_left -= 1
            return self._answers_left >= 0

    def record(self, request: Request) -> None:
        """Keep one request."""
        with self._lock:
            self._requests.append(request)

    def first_tonight(self, site: str, target: str) -> bool:
        """Whether `target` is asked for the first time on this day of the city's clock."""
        key = (site, target, self.now.date())
        with self._lock:
            first = key not in self._met_maintenance
            self._met_maintenance.add(key)
            return first


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    # A crawler that gives up in the middle of an answer is no event.
    block_on_close = False

    def __init__(self, address: tuple[str, int], pages: SitePages, server: CityServer) -> None:
        super().__init__(address, _Visit)
        self.pages = pages
        self.city_server = server

    def server_bind(self) -> None:
        """Bind without looking up a name for the address, which the standard one does, perhaps over the network."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: the standard one prints a traceback whenever a visitor hangs up."""


class _Visit(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    server: _Listener

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the standard library's name)
        """Say nothing."""

    def version_string(self) -> str:
        return "yunxi"

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The city's own time, so that its headers do not contradict its pages."""
        return _http_date(self.server.city_server.now)

    def _answer(self, *, with_body: bool) -> None:
        pages, city_server = self.server.pages, self.server.city_server
        answer = self._choose(pages, city_server)
        if answer is None:
            city_server.record(Request(pages.site.code, self.path, 0))
            self.close_connection = True
            return
        status, etag = answer.status, _etag(answer)
        if etag and self._has_it(answer, etag):
            status = 304
        city_server.record(Request(pages.site.code, self.path, status))
        self.send_response(status)
        if etag and answer.modified:
            self.send_header("ETag", etag)
            self.send_header("Last-Modified", _http_date(answer.modified))
        if status != 304:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if with_body and status != 304:
            self.wfile.write(answer.body)

    def _choose(self, pages: SitePages, city_server: CityServer) -> Answer | None:
        """The answer to this request; `None`: hang up."""
        if not city_server.admit():
            return None
        if self.path == "/robots.txt":
            return Answer(status=200, body=ROBOTS, content_type="text/plain")
        now = city_server.now
        column = pages.column_at(self.path)
        if column is not None:
            match condition(pages.city, column, now.date()):
                case Condition.CLOSED:
                    return None
                case Condition.MAINTENANCE_FIRST if city_server.first_tonight(pages.site.code, column.path):
                    return pages.maintenance()
        return pages.answer(self.path, now=now, host=self.headers.get("Host", ""))

    def _has_it(self, answer: Answer, etag: str) -> bool:
        """The visitor's copy is the current one; an ETag decides before a date does (RFC 9110, 13.2.2)."""
        if (known := self.headers.get("If-None-Match")) is not None:
            return etag in (part.strip().removeprefix("W/") for part in known.split(","))
        since = self.headers.get("If-Modified-Since")
        if since is None or answer.modified is None:
            return False
        try:
            return answer.modified.replace(microsecond=0) <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False


def _etag(answer: Answer) -> str | None:
    return f'"{hashlib.sha256(answer.body).hexdigest()[:20]}"' if answer.modified else None


def _http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
