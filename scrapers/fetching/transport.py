"""One request and its whole answer, or a reason why there is none. Never half a page.

`requests` does the speaking. What it lacks for strange servers is here: a deadline for the whole answer (a server that
sends one byte a minute passes every read timeout), limits on size before and after decompression, a check that the
answer is as long as it says, and a second look at the address we were really connected to.
"""

import http.client
import re
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import requests
import urllib3
from requests.cookies import RequestsCookieJar, extract_cookies_to_jar

from scrapers.errors import BadCertificate, TooLarge, Unreachable
from scrapers.fetching.connections import Guard, GuardedAdapter, LongerThanItSaysError
from scrapers.fetching.decompression import Broken, TooMuch, decompress
from scrapers.working import WORKING

_CHUNK = 65_536
# Cookies and security rules of real sites come to a few kilobytes; http.client alone would take a hundred lines of 64.
_MAX_HEADER_BYTES = 262_144
_PART = r"[A-Za-z0-9_-][A-Za-z0-9_.-]*"
PLAIN_ADDRESS = re.compile(
    rf"https?://[a-z0-9]+(?:[.-][a-z0-9]+)*(?::[1-9]\d{{0,4}})?/(?:{_PART}/)*(?:{_PART})?", re.ASCII
)
"""An address as most are, which `requests` would leave as it is, after a look that costs a sixth of the request."""


class Interrupted(Unreachable):
    """No whole answer this time, for a reason that may be gone in seconds: worth asking again at once.

    `wait`: seconds the server asked us to leave it alone.
    """

    def __init__(self, url: str, reason: str, *, wait: float | None = None) -> None:
        super().__init__(url, reason)
        self.wait = wait


class Unfinished(Interrupted):
    """An HTML page without its end, where nothing says how long it should have been: cut off, or written so."""


@dataclass(frozen=True)
class Exchange:
    """A request as it was sent and its answer as it arrived.

    `wire_body` is the body after transfer decoding, still compressed if it was sent so; `body` is the page itself.
    """

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    wire_body: bytes
    body: bytes
    fetched_at: datetime
    target: str = "/"
    """Path and query as they stood in the request line."""
    request_headers: tuple[tuple[str, str], ...] = ()
    version: str = "HTTP/1.1"
    method: str = "GET"
    sent: bytes = b""
    """The request's own body; empty but for a POST."""
    cut: bool = False
    """The server would have gone on: only the beginning was wanted."""

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True)
class Limits:
    """Times in seconds, size in bytes (on the wire and decompressed alike)."""

    connect: float = 10.0
    read: float = 30.0
    total: float = 90.0
    max_bytes: int = 20_000_000


class Transport:
    """Sends requests. Safe to share between threads: each has cookies of its own, and none outlives one page.

    `guard(server, address)` says whether a connection to `server` (host:port) may end at this IP address. Proxies and
    `.netrc` of the environment are not used: the evidence must show what the public sees, and the guard must see the
    real address. `clock` stamps answers.
    """

    def __init__(self, *, limits: Limits, guard: Guard, clock: Callable[[], datetime]) -> None:
        self._limits = limits
        self._clock = clock
        self._adapter = GuardedAdapter(guard, limits.total)
        self._own = threading.local()

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
        """Ask for `url`, redirects not followed. `sent` is a POST's body; `limits` stand in for the general ones.

        With `first` no more than so many bytes of the body are received, unless they come compressed: the beginning of
        a compressed body is of no use to anybody.

        Raises `Interrupted` where a new attempt may help, otherwise `Unreachable`, `TooLarge` or `Refused`.
        """
        limits = limits or self._limits
        with WORKING:
            started = time.monotonic()
            try:
                request = self._request(url, headers, method=method, sent=sent)
                with self._adapter.send(request, stream=True, timeout=(limits.connect, limits.read)) as response:
                    _require_small_head(url, response.raw.headers)
                    if "Set-Cookie" in response.raw.headers:
                        extract_cookies_to_jar(self._cookies, request, response.raw)  # type: ignore[no-untyped-call]
                    most = None if response.raw.headers.get("Content-Encoding") else first
                    wire = self._read(url, response.raw, limits=limits, deadline=started + limits.total, first=most)
                    cut = most is not None and len(wire) > most
                    body = wire[:most] if cut else wire
                    return self._whole(url, response, body, cap=limits.max_bytes, method=method, sent=sent, cut=cut)
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, UnicodeError) as error:
                raise _in_words(url, error, limits=limits, seconds=time.monotonic() - started) from error

    def forget_cookies(self) -> None:
        """Begin a new page: what one page set must not change what another one shows."""
        self._own.cookies = None

    def close(self) -> None:
        self._adapter.close()

    def _request(self, url: str, headers: dict[str, str], *, method: str, sent: bytes) -> requests.PreparedRequest:
        """The request as it will be sent. No session of `requests` sends it: that would read the bodies of redirects
        by itself, past every limit here, and spend as much again on what is not wanted."""
        request = requests.PreparedRequest()
        # What `prepare` does, but for cookies and hooks that are not there, which would cost half of it.
        request.prepare_method(method)
        if PLAIN_ADDRESS.fullmatch(url):
            request.url = url
        else:
            request.prepare_url(url, None)
        request.prepare_headers(headers)
        request.prepare_body(sent or None, None)
        if "@" in url:
            request.prepare_auth(None, url)
        if self._own_cookies:
            request.prepare_cookies(self._cookies)
        return request

    @property
    def _own_cookies(self) -> RequestsCookieJar | None:
        """What the page asked for in this thread has set so far."""
        return getattr(self._own, "cookies", None)

    @property
    def _cookies(self) -> RequestsCookieJar:
        jar = self._own_cookies
        if jar is None:
            jar = self._own.cookies = RequestsCookieJar(policy=DefaultCookiePolicy(strict_domain=True))
        return jar

    def _read(
        self, url: str, raw: urllib3.BaseHTTPResponse, *, limits: Limits, deadline: float, first: int | None
    ) -> bytes:
        """The body; of one longer than `first` its beginning, and more of it than that."""
        cap = limits.max_bytes
        announced = raw.headers.get("Content-Length", "")
        if first is None and announced.isdecimal() and int(announced) > cap:
            raise TooLarge(url, f"the answer announces {announced} bytes, the limit is {cap}")
        body = bytearray()
        # read1: what one packet brings. read() would wait for a full buffer, and a dripping server could hold it open.
        while chunk := raw.read1(_CHUNK, decode_content=False):
            body += chunk
            if first is not None and len(body) > first:
                break
            if len(body) > cap:
                raise TooLarge(url, f"the answer is larger than {cap} bytes")
            if time.monotonic() > deadline:
                raise Interrupted(url, f"the answer was not complete within {limits.total:g} s")
        return bytes(body)

    def _whole(
        self, url: str, response: requests.Response, wire: bytes, *, cap: int, method: str, sent: bytes, cut: bool
    ) -> Exchange:
        try:
            body = decompress(wire, encoding=response.headers.get("Content-Encoding", ""), cap=cap)
        except TooMuch as error:
            raise TooLarge(url, str(error)) from error
        except Broken as error:
            raise Unreachable(url, str(error)) from error
        headers = tuple((str(key), str(value)) for key, value in response.raw.headers.items())
        names = {key.lower() for key, _ in headers}
        told = names & {"content-length", "transfer-encoding", "content-encoding"}
        if not told and not cut and _breaks_off(body):
            raise Unfinished(url, "the answer ends in the middle of the page")
        asked_with = {"Host": urlsplit(url).netloc.rpartition("@")[2], **response.request.headers}
        return Exchange(
            url=url,
            status=response.status_code,
            reason=response.reason or "",
            headers=headers,
            wire_body=wire,
            body=body,
            fetched_at=self._clock(),
            target=response.request.path_url,
            request_headers=tuple((key, _text(value)) for key, value in asked_with.items()),
            version="HTTP/1.0" if response.raw.version == 10 else "HTTP/1.1",
            method=method,
            sent=sent,
            cut=cut,
        )


def _in_words(url: str, error: Exception, *, limits: Limits, seconds: float) -> Unreachable:
    causes = _causes(error)
    if seconds >= limits.total:
        return Interrupted(url, f"the answer was not complete within {limits.total:g} s")
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return BadCertificate(url, f"its certificate is not valid: {_last(causes, ssl.SSLCertVerificationError)}")
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return Unreachable(url, "connection refused")
    if isinstance(error, requests.ConnectTimeout):
        return Interrupted(url, f"no connection within {limits.connect:g} s")
    if any(isinstance(cause, urllib3.exceptions.ReadTimeoutError) for cause in causes):
        return Interrupted(url, f"silent for {limits.read:g} s")
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return Unreachable(url, f"no secure connection: {_last(causes, ssl.SSLError)}")
    if any(isinstance(cause, urllib3.exceptions.IncompleteRead | http.client.IncompleteRead) for cause in causes):
        return Interrupted(url, "the answer breaks off before its end")
    if any("more than 100 headers" in str(cause) or isinstance(cause, http.client.LineTooLong) for cause in causes):
        return Unreachable(url, f"the answer's header is too large: {causes[-1]}")
    if any(isinstance(cause, LongerThanItSaysError) for cause in causes):
        return Unreachable(url, "the answer is longer than its Content-Length says")
    if any(isinstance(cause, OSError | http.client.HTTPException) for cause in causes[1:]):
        return Interrupted(url, f"the connection broke off: {causes[-1]!r}")
    return Unreachable(url, f"cannot be asked: {error}")


def _require_small_head(url: str, headers: Mapping[str, str]) -> None:
    if sum(len(name) + len(value) + 4 for name, value in headers.items()) > _MAX_HEADER_BYTES:
        raise Unreachable(url, f"the answer's header is too large: more than {_MAX_HEADER_BYTES} bytes")


def _breaks_off(body: bytes) -> bool:
    """An HTML page without an end, where nothing else says how long it should have been."""
    page = body.lower()
    return b"<html" in page and b"</html" not in page and b"</body" not in page


def _causes(error: BaseException) -> list[BaseException]:
    """The error and what led to it, down to the operating system's own."""
    found: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in found:
        found.append(current)
        current = current.__cause__ or current.__context__
    return found


def _last(causes: list[BaseException], kind: type[BaseException]) -> BaseException:
    return [cause for cause in causes if isinstance(cause, kind)][-1]


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
