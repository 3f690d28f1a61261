"""What a server's robots.txt lets us read, asked once a day and kept (RFC 9309)."""

import os
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

from protego import Protego
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from scrapers.errors import BadCertificate, LeftAlone, Refused, ScrapeError, ServersNotKept, TooLarge, Unreachable

FetchRobots = Callable[[str], tuple[int, bytes]]
"""Address of a robots.txt to status and body, redirects followed; raises `ScrapeError` if there is no answer."""

# RFC 9309, 2.5: at least 500 KiB must be read. A larger file is no rule file but a page that the server gives for
# every address.
MAX_BYTES = 512_000
# RFC 9309, 2.4: rules older than a day should not be used.
_KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class _Unavailable:
    """The rules could not be read; RFC 9309, 2.3.1.4: then everything is forbidden for the time being."""

    reason: str
    certificate: bool = False
    """The server's certificate was not valid, and will not be for its pages."""


class _Answer(BaseModel):
    """What a server gave as its robots.txt, as it is kept between runs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    origin: str
    status: int
    text: str
    asked_at: AwareDatetime


@dataclass(frozen=True)
class _Rules:
    protego: Protego
    asked_at: datetime


class Robots:
    """The rules of all servers, for the user agent token `agent`. Safe to share between threads.

    `clock` gives the moment, with a zone. What a server answered is kept in `folder`, where there is one; that it did
    not answer is remembered for this run alone.
    """

    def __init__(
        self, fetch: FetchRobots, *, agent: str, clock: Callable[[], datetime], folder: Path | None = None
    ) -> None:
        self._fetch = fetch
        self._agent = agent
        self._clock = clock
        self._folder = folder
        self._known: dict[str, _Rules | _Unavailable] = {}
        self._asking: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def require(self, url: str) -> float:
        """Seconds the server wants between two requests (0: it does not say).

        Raises `Refused` if the rules forbid `url`, and `Unreachable` if they could not be read: a server that does not
        answer for its rules has not answered at all, and may do so in twenty minutes. `BadCertificate` and `LeftAlone`
        mean for the rules what they mean for a page.
        """
        rules = self._rules(url)
        if isinstance(rules, _Unavailable):
            if rules.certificate:
                raise BadCertificate(url, rules.reason)
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
        origin = f"{parts.scheme}://{parts.netloc.lower()}"
        with self._lock:
            asking = self._asking.setdefault(origin, threading.Lock())
        with asking:
            with self._lock:
                known = self._known.get(origin)
            if known is None or (isinstance(known, _Rules) and not self._is_fresh(known.asked_at)):
                known = self._ask(origin)
                with self._lock:
                    self._known[origin] = known
            return known if isinstance(known, _Unavailable) else known.protego

    def _ask(self, origin: str) -> _Rules | _Unavailable:
        answer = self._kept(origin)
        if answer is None:
            try:
                status, body = self._fetch(f"{origin}/robots.txt")
            except TooLarge:
                status, body = 200, b""
            except LeftAlone:
                raise
            except ScrapeError as error:
                return _Unavailable(error.reason, certificate=isinstance(error, BadCertificate))
            if status >= 500:
                return _Unavailable(f"answers {status}")
            text = body.decode("utf-8", errors="replace")
            answer = _Answer(origin=origin, status=status, text=text, asked_at=self._clock())
            self._keep(answer)
        # 2.3.1.3: a missing file (4xx) allows everything; so does a redirect that leads nowhere.
        return _Rules(Protego.parse(answer.text if answer.status < 300 else ""), answer.asked_at)

    def _is_fresh(self, asked_at: datetime) -> bool:
        return timedelta(0) <= self._clock() - asked_at < _KEPT_FOR

    def _kept(self, origin: str) -> _Answer | None:
        if self._folder is None:
            return None
        try:
            answer = _Answer.model_validate_json(self._path(self._folder, origin).read_bytes())
        except (FileNotFoundError, ValidationError):
            return None
        except OSError as error:
            raise ServersNotKept(f"{self._folder} cannot be read: {error.strerror}; check its rights") from error
        return answer if answer.origin == origin and self._is_fresh(answer.asked_at) else None

    def _keep(self, answer: _Answer) -> None:
        if self._folder is None:
            return
        try:
            # A temporary file is its owner's alone, and is seen under its name only as a whole.
            handle, name = tempfile.mkstemp(dir=self._folder, prefix=".robots")
            with os.fdopen(handle, "wb") as file:
                file.write(answer.model_dump_json().encode("utf-8"))
            Path(name).replace(self._path(self._folder, answer.origin))
        except OSError as error:
            raise ServersNotKept(
                f"{self._folder} cannot be written: {error.strerror}; check its rights and the disk"
            ) from error

    def _path(self, folder: Path, origin: str) -> Path:
        return folder / f"{quote(origin.replace('://', '_'), safe=':[]')[:200]}.robots.json"
