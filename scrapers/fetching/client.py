"""Ask for a page politely and get the whole page, or an error that says why not.

Every request carries our name and a contact, keeps to the server's robots.txt, leaves the server a rest, gives up after
a set time and size, and goes only to addresses that we may visit.
"""

import contextlib
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from random import random as chance
from urllib.parse import quote, urldefrag, urlencode, urljoin, urlsplit

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from schemas.office import Politeness
from scrapers.errors import Blocked, Gone, Redirected, ScrapeError, Unreachable, without_credentials
from scrapers.fetching import addresses
from scrapers.fetching.governor import LONGEST_WAIT, Governor
from scrapers.fetching.robots import MAX_BYTES as ROBOTS_MAX_BYTES
from scrapers.fetching.robots import Robots
from scrapers.fetching.transport import Exchange, Interrupted, Limits, Transport
from scrapers.pages.challenges import challenge_in
from scrapers.pages.links import is_home
from scrapers.pages.page import Page

MAX_REDIRECTS = 5
# Seconds for which the address of a server is not asked for again.
RESOLVED_FOR = 60.0

# Seconds for a script or data of a page that a browser draws: a visitor would not wait longer either.
PART_READ, PART_TOTAL = 10.0, 20.0

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# RFC 9110, 15.4.8 and 15.4.9: what was posted is posted again; after every other redirect browsers ask with GET.
_SAME_METHOD = frozenset({307, 308})
_GONE = frozenset({404, 410})
_TRY_AGAIN = frozenset({500, 502, 503, 504})


@dataclass(frozen=True)
class Validators:
    """What we hold of a page; with `etag` or `last_modified` the server need not send it again if nothing changed.

    `record` and `sha256` name the stored body, `fetched_at` when it was sent, `url` the address it came from.
    """

    url: str
    sha256: str
    record: str
    fetched_at: datetime
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class NotModified:
    """The server says that the page is still the one we hold."""

    url: str
    requested: str
    validators: Validators
    fetched_at: datetime


@dataclass
class Trace:
    """What happened on the wire during one `get`, also when it failed."""

    requests: int = 0
    bytes: int = 0
    """Body bytes received in whole answers, as they came over the wire."""
    seconds: float = 0.0
    """From asking to the end of each answer, or to its failure; rests and waiting for a turn are left out."""
    exchanges: list[Exchange] = field(default_factory=list)
    """Every whole answer in the order received: redirects, errors, challenge pages, the page."""


class Client:
    """Fetches pages. Safe to share between threads.

    `clock` gives the moment written on each page (with a zone); `zone` is the office's, by which its nights and hours
    are told (`None`: the clock's own); `monotonic`, `sleep` and `random` serve the rests between requests.
    `allowed_private` names the private servers that may be visited, as `host:port`. Clients with the same folder
    `servers`, also in other processes, are polite together, and ask for a robots.txt once a day; without one each is by
    itself. `in_a_hurry` leaves out every rest, for a simulated city on this very machine. `probing` asks a server
    whatever it did before and whatever the hour, within its rests and its budget: for a client that is there to find
    out. `held`: answers by method, address and what was sent, that are given once instead of asking for them. Every
    method that asks may raise `ServersNotKept`.
    """

    def __init__(
        self,
        politeness: Politeness,
        *,
        clock: Callable[[], datetime],
        allowed_private: Collection[str] = (),
        zone: tzinfo | None = None,
        servers: Path | None = None,
        in_a_hurry: bool = False,
        probing: bool = False,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = chance,
        monotonic: Callable[[], float] = time.monotonic,
        resolve: addresses.Resolve | None = None,
        held: Mapping[tuple[str, str, bytes], Exchange] | None = None,
    ) -> None:
        self._manners = politeness
        self._clock = clock
        self._allowed_private = frozenset(server.lower() for server in allowed_private)
        self._in_a_hurry = in_a_hurry
        self._sleep = sleep
        self._resolve = resolve
        self._probing = probing
        self._held = dict(held or {})
        self._monotonic = monotonic
        self._may_be_asked: dict[tuple[str, str | None], float] = {}
        self._governor = Governor(
            politeness,
            clock=clock,
            monotonic=monotonic,
            sleep=sleep,
            random=random,
            zone=zone,
            folder=servers,
            in_a_hurry=in_a_hurry,
        )
        self._limits = Limits(
            connect=politeness.connect_timeout,
            read=politeness.read_timeout,
            total=politeness.total_timeout,
            max_bytes=politeness.max_bytes,
        )
        self._transport = Transport(limits=self._limits, guard=self._may_connect, clock=clock)
        self._robots = Robots(self._fetch_robots, agent="gongkai", clock=clock, folder=servers)
        self._headers = {
            "User-Agent": user_agent(politeness.contact),
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
            "Accept-Encoding": "gzip, deflate",
        }

    def get(
        self,
        url: str,
        *,
        came_from: str | None = None,
        form: Mapping[str, str] | None = None,
        validators: Validators | None = None,
        trace: Trace | None = None,
    ) -> Page | NotModified:
        """The page at `url`; `NotModified` only if `validators` are given and still hold.

        With `form` its fields are sent by POST, as UTF-8 and as a browser sends them, to see the page that answers; a
        redirect is followed as browsers do it, and `validators` are not used: such a page is never asked for
        conditionally. `came_from`: the page that named `url`, if one did; nobody sends us to another private server.

        Raises `Refused` (robots.txt, a private address, not http), `LeftAlone` (its server is not to be asked now),
        `Blocked` (a firewall's challenge), `Redirected` (the address now leads to the home page), `BadCertificate`,
        `TooLarge`, and `Unreachable` for everything else that is not a whole page with status 200. `trace` is filled as
        things happen.
        """
        trace = Trace() if trace is None else trace
        self._transport.forget_cookies()
        here = urldefrag(url).url
        sent = None if form is None else urlencode(list(form.items())).encode("ascii")
        conditional = validators if form is None else None
        for _ in range(MAX_REDIRECTS + 1):
            headers = _conditions(conditional) if conditional and conditional.url == here else {}
            exchange = self._ask(here, came_from=came_from, headers=headers, sent=sent, trace=trace)
            location = exchange.header("Location")
            if exchange.status not in _REDIRECTS or not location:
                return self._judge(exchange, requested=url, validators=conditional if headers else None)
            if exchange.status not in _SAME_METHOD:
                sent = None
            target = _follow(here, location)
            if _is_home(target) and not _is_home(url):
                raise Redirected(url, f"answers {exchange.status} and leads to the home page {target}")
            here, came_from = target, here
        raise Unreachable(url, f"more than {MAX_REDIRECTS} redirects, the last one to {here}")

    def part(
        self,
        url: str,
        *,
        of: str,
        method: str = "GET",
        sent: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Exchange:
        """A script or data that the page at `of` asks for while a browser draws it, whatever its status; one attempt.

        What belongs to one page comes without the rests between pages, unless the server's robots.txt asks for rests;
        no cookie is sent. Redirects are followed. Raises `ScrapeError` as `get` does.
        """
        self._transport.forget_cookies()
        limits = replace(
            self._limits, read=min(self._limits.read, PART_READ), total=min(self._limits.total, PART_TOTAL)
        )
        here, came_from = urldefrag(url).url, of
        for _ in range(MAX_REDIRECTS + 1):
            self._check(here, came_from)
            wish = self._robots.require(here) if self._manners.obey_robots else 0.0
            with self._governor.turn(here, wish=wish, part=True) as turn:
                exchange = self._transport.exchange(
                    here, {**self._headers, **(headers or {})}, method=method, sent=sent, limits=limits
                )
                turn.answered(exchange.status, wait=_retry_after(exchange))
            location = exchange.header("Location")
            if exchange.status not in _REDIRECTS or not location:
                return exchange
            if exchange.status not in _SAME_METHOD:
                method, sent = "GET", b""
            here, came_from = _follow(here, location), here
        raise Unreachable(url, f"more than {MAX_REDIRECTS} redirects, the last one to {here}")

    def beginning(self, url: str, *, first: int, came_from: str | None = None, trace: Trace | None = None) -> Exchange:
        """The first `first` bytes of what stands at `url`, whatever its status; it may be asked for by a range.

        Redirects are followed, and it may come whole: what tells is `Exchange.cut`, and status 206. Raises `Blocked`,
        `Redirected` and all else as `get` does, but for what has another status than 200.
        """
        trace = Trace() if trace is None else trace
        self._transport.forget_cookies()
        here = urldefrag(url).url
        # Compressed, the beginning of a file says nothing.
        headers = {"Range": f"bytes=0-{first - 1}", "Accept-Encoding": "identity"}
        for _ in range(MAX_REDIRECTS + 1):
            exchange = self._ask(here, came_from=came_from, headers=headers, first=first, trace=trace)
            location = exchange.header("Location")
            if exchange.status not in _REDIRECTS or not location:
                break
            target = _follow(here, location)
            if _is_home(target) and not _is_home(url):
                raise Redirected(url, f"answers {exchange.status} and leads to the home page {target}")
            here, came_from = target, here
        else:
            raise Unreachable(url, f"more than {MAX_REDIRECTS} redirects, the last one to {here}")
        if exchange.status not in (200, 206) and (challenge := challenge_in(_page(exchange, url))):
            self.challenged(exchange.url)
            raise Blocked(url, f"{_status_in_words(exchange)}: {challenge} stands in place of the page")
        return exchange

    def leave_alone(self, url: str) -> None:
        """The rest between two pages begins now: the last part of a page of this server has just come."""
        self._governor.rest(url)

    def challenged(self, url: str) -> None:
        """The page at `url`, the last one of its server, turned out to be a challenge; may be said more than once."""
        self._governor.challenged(url)

    def require_answer(self, url: str) -> None:
        """Ask the server of `url` for its robots.txt, which nobody forbids; any answer will do, also an error.

        Raises `ScrapeError` if the server says nothing at all, or may not be asked.
        """
        trace = Trace()
        try:
            self._ask(urljoin(url, "/robots.txt"), came_from=None, headers={}, trace=trace, for_robots=True, probe=True)
        except ScrapeError:
            if not trace.exchanges:
                raise

    def now(self) -> datetime:
        """The moment as the crawl sees it, with a zone."""
        return self._clock()

    def forget_failures(self) -> None:
        """Before a second pass: ask again for rules that could not be read, and servers that kept failing."""
        self._robots.forget_failures()
        self._governor.forget_failures()

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    def _ask(
        self,
        url: str,
        *,
        came_from: str | None,
        headers: dict[str, str],
        trace: Trace,
        sent: bytes | None = None,
        first: int | None = None,
        for_robots: bool = False,
        probe: bool = False,
    ) -> Exchange:
        """One answer after at most `retries` more attempts, whatever its status. `sent`: a form's fields, by POST;
        `first`: see `Transport.exchange`."""
        method = "GET" if sent is None else "POST"
        kept = self._held.pop((method, url, sent or b""), None)
        if kept is not None and _answers(kept, conditional=bool(headers) and first is None, in_part=first is not None):
            trace.exchanges.append(kept)
            return kept
        if sent is not None:
            headers = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
        limits = replace(self._limits, max_bytes=ROBOTS_MAX_BYTES) if for_robots else None
        attempts = Retrying(
            stop=stop_after_attempt(1 + self._manners.retries),
            retry=retry_if_exception_type(Interrupted),
            wait=self._pause,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            for attempt in attempts:
                with attempt:
                    self._check(url, came_from)
                    wish = 0.0 if for_robots or not self._manners.obey_robots else self._robots.require(url)
                    with self._governor.turn(url, wish=wish, probe=probe or self._probing) as turn:
                        if turn.trial:
                            attempts.stop = stop_after_attempt(1)
                        trace.requests += 1
                        asked = time.monotonic()
                        try:
                            exchange = self._transport.exchange(
                                url,
                                {**self._headers, **headers},
                                method=method,
                                sent=sent or b"",
                                limits=limits,
                                first=first,
                            )
                        finally:
                            trace.seconds += time.monotonic() - asked
                        wait = _retry_after(exchange)
                        turn.answered(exchange.status, wait=wait)
                    trace.bytes += len(exchange.wire_body)
                    trace.exchanges.append(exchange)
                    _ask_again_if_busy(exchange, wait)
        except Interrupted:
            self._governor.failed(url)
            raise
        return exchange

    def _check(self, url: str, came_from: str | None) -> None:
        """Raises `Refused` or `NameNotFound`. A name that may be asked is not resolved again for a minute: where a
        connection really leads is looked at each time one is made."""
        way = (addresses.host_and_port(url), came_from and addresses.host_and_port(came_from))
        now = self._monotonic()
        if now < self._may_be_asked.get(way, now):
            return
        try:
            addresses.check(url, allowed_private=self._allowed_private, came_from=came_from, resolve=self._resolve)
        except addresses.NameNotFound as error:
            if error.temporary:
                raise Interrupted(error.url, error.reason) from error
            raise
        self._may_be_asked[way] = now + RESOLVED_FOR

    def _pause(self, state: RetryCallState) -> float:
        """Seconds before the next attempt: doubling, or what the server asked for if that is longer."""
        if self._in_a_hurry:
            return 0.0
        error = state.outcome.exception() if state.outcome else None
        asked = error.wait if isinstance(error, Interrupted) and error.wait else 0.0
        return float(max(asked, self._manners.backoff_seconds * 2 ** (state.attempt_number - 1)))

    def _fetch_robots(self, url: str) -> tuple[int, bytes]:
        here, came_from = url, None
        for _ in range(MAX_REDIRECTS + 1):
            exchange = self._ask(here, came_from=came_from, headers={}, trace=Trace(), for_robots=True)
            location = exchange.header("Location")
            if exchange.status not in _REDIRECTS or not location:
                break
            here, came_from = _follow(here, location), here
        return exchange.status, exchange.body

    def _judge(self, exchange: Exchange, *, requested: str, validators: Validators | None) -> Page | NotModified:
        try:
            return _judge(exchange, requested=requested, validators=validators)
        except Blocked:
            self.challenged(exchange.url)
            raise

    def _may_connect(self, server: str, address: str) -> bool:
        return addresses.is_public(address) or server in self._allowed_private


def user_agent(contact: str) -> str:
    """Our name and where a webmaster can reach the office; ASCII, as header fields must be."""
    try:
        own = version("gongkai")
    except PackageNotFoundError:
        own = "0"
    return f"gongkai/{own} (+{quote(contact, safe=' @:/.-_+()')})" if contact else f"gongkai/{own}"


def _judge(exchange: Exchange, *, requested: str, validators: Validators | None) -> Page | NotModified:
    if exchange.status == 304 and validators is not None:
        return NotModified(exchange.url, requested, validators, exchange.fetched_at)
    page = _page(exchange, requested)
    if exchange.status != 200:
        challenge = challenge_in(page)
        if challenge is not None:
            raise Blocked(requested, f"{_status_in_words(exchange)}: {challenge} stands in place of the page")
        error = Gone if exchange.status in _GONE else Unreachable
        raise error(requested, _status_in_words(exchange))
    if not exchange.body.strip():
        raise Unreachable(requested, "answers 200 with an empty page")
    return page


def _answers(kept: Exchange, *, conditional: bool, in_part: bool) -> bool:
    """An answer that is held already is one to this request, too."""
    if kept.status == 304:
        return conditional
    return in_part or not (kept.cut or kept.status == 206)


def _ask_again_if_busy(exchange: Exchange, wait: float | None) -> None:
    """Raise `Interrupted` for an answer that a moment's patience may change."""
    busy = exchange.status in _TRY_AGAIN or (exchange.status == 429 and wait is not None)
    if busy and (wait or 0.0) <= LONGEST_WAIT and challenge_in(_page(exchange, exchange.url)) is None:
        raise Interrupted(exchange.url, _status_in_words(exchange), wait=wait)


def _page(exchange: Exchange, requested: str) -> Page:
    headers: dict[str, str] = {}
    for name, value in exchange.headers:
        key = name.lower()
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    return Page(
        url=exchange.url,
        body=exchange.body,
        requested=requested,
        status=exchange.status,
        headers=headers,
        fetched_at=exchange.fetched_at,
    )


def _status_in_words(exchange: Exchange) -> str:
    return f"answers {exchange.status} {exchange.reason}".strip()


def _conditions(validators: Validators) -> dict[str, str]:
    wanted = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in wanted.items() if value}


def _follow(here: str, location: str) -> str:
    """Where a redirect leads. Raises `Refused` for what is never visited, `Unreachable` for what is no address."""
    # A Location header is Latin-1 to http.client; Chinese servers write UTF-8 into it.
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        target = urldefrag(urljoin(here, location.strip())).url
    except ValueError as error:
        raise Unreachable(here, f"redirects to {without_credentials(location)!r}, which is no address") from error
    addresses.host_and_port(target)
    return target


def _is_home(url: str) -> bool:
    """The site's front page, also with a query that says why we were sent there (`/?from=404`)."""
    return is_home(url) or urlsplit(url).path in ("", "/")


def _retry_after(exchange: Exchange) -> float | None:
    """Seconds, from a number or a date (RFC 9110, 10.2.3), counted by the server's own clock where it shows one."""
    value = (exchange.header("Retry-After") or "").strip()
    if not value:
        return None
    if value.isdecimal():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
        now = parsedate_to_datetime(exchange.header("Date") or "")
    except ValueError:
        return None
    return max(0.0, (_aware(until) - _aware(now)).total_seconds())


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
