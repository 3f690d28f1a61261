"""Visit the columns a night still has to read: server by server, each server by one hand, and once more what failed.

The warehouse is the record of what was visited. A visit is saved as soon as it is made, so a night that is cut off
anywhere goes on from there.
"""

import ipaddress
import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from urllib.parse import urlsplit

from flows.opened import OpenOffice
from flows.progress import Progress, progress
from schemas.agencies import Column
from schemas.entries import ListReading
from schemas.mistakes import ConfigError, Mistake
from schemas.office_folder import own_platforms
from schemas.results import ColumnVisit
from scrapers.errors import ScrapeError
from scrapers.evidence import EvidenceStore
from scrapers.fetching.browser import BrowserClient, chromium_for
from scrapers.fetching.client import Client, Validators
from scrapers.lists.reading import examine, read_list
from scrapers.pages.page import Page
from scrapers.pages.platforms import load_platforms
from scrapers.stored import validators_of
from scrapers.visit import only_of_issuer, visit_column, worth_a_second_try
from warehouse import facts, save
from warehouse.nights import Night
from warehouse.validators import PageValidators

log = logging.getLogger("gongkai.crawl")

COLUMNS_PER_SHARD = 200
"""One Prefect task a shard: a task run costs the server 10 to 50 ms, a column's visit costs seconds."""


@dataclass(frozen=True)
class Target:
    """One address to visit, and the columns that owe it (several where agencies share it)."""

    url: str
    columns: tuple[tuple[str, Column], ...]
    """Agency code and column."""

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc.lower()


Key = tuple[str, str]
"""Agency code and column code."""
Shard = tuple[tuple[Target, ...], ...]
"""Whole servers: one inner tuple holds all targets of one server. A server is never in two shards."""
ShardRunner = Callable[[Callable[[Shard], None], Sequence[Shard]], None]


@dataclass
class Crawl:
    """What one crawl came to."""

    visits: dict[Key, ColumnVisit] = field(default_factory=dict)
    """The last visit of each column tried, by agency and column code."""
    rescued: int = 0
    """Columns that failed at first and were read in the second pass."""
    offline: bool = False
    """No address of the canary list answered: our own network was down, and nobody was visited."""

    @property
    def read(self) -> int:
        return sum(visit.readable for visit in self.visits.values())


def in_threads(visit: Callable[[Shard], None], shards: Sequence[Shard]) -> None:
    """Run the shards one after another in this process; each uses threads of its own."""
    for shard in shards:
        visit(shard)


def crawl_night(office: OpenOffice, night: Night, *, force: bool, no_delay: bool, run_shards: ShardRunner) -> Crawl:
    """Visit what the night has not read, then once more what failed and may have passed.

    Raises `EvidenceError` if an answer cannot be kept and `WarehouseError` if a visit cannot be saved: the crawl stops
    there.
    """
    everything = list(_targets(office, night.as_of))
    pending = facts.pending_columns(office.warehouse, night)
    due = everything if force else [only for target in everything if (only := _restrict(target, pending))]
    crawler = _Crawler(office, night, force=force, no_delay=no_delay)
    try:
        crawler.round(due, run_shards, title="crawl")
        failed = {key: visit.readable for key, visit in crawler.crawl.visits.items() if worth_a_second_try(visit)}
        again = [only for target in due if (only := _restrict(target, failed))]
        if again and not crawler.crawl.offline:
            gap = 0.0 if no_delay else office.folder.office.politeness.second_pass_minutes * 60
            log.info("second pass over %d columns in %.0f minutes", len(failed), gap / 60)
            time.sleep(gap)
            crawler.forget_failures()
            crawler.round(again, run_shards, title="second pass")
            crawler.crawl.rescued = sum(crawler.crawl.visits[key].readable and not read for key, read in failed.items())
    finally:
        crawler.close()
    return crawler.crawl


class _Crawler:
    """The hands and eyes of one crawl."""

    def __init__(self, office: OpenOffice, night: Night, *, force: bool, no_delay: bool) -> None:
        self._office = office
        self._night = night
        self._force = force
        # A day without its year lies before the monitoring point, and never after the day on which it was read.
        self._today = min(night.as_of, office.clock()).astimezone(office.zone).date()
        self._manners = office.folder.office.politeness
        self._client = Client(
            self._manners,
            clock=office.clock,
            allowed_private=office.folder.office.allowed_private,
            in_a_hurry=no_delay,
        )
        self._chromium = chromium_for(self._manners, zone=office.folder.office.zone)
        self._store = EvidenceStore(office.folder.var)
        self._platforms = load_platforms().with_own(own_platforms(office.folder.path))
        self._progress: Progress | None = None
        self._stopped = threading.Event()
        self.crawl = Crawl()

    def close(self) -> None:
        self._store.close()
        self._chromium.close()
        self._client.close()

    def forget_failures(self) -> None:
        """Begin anew with servers that failed: a second pass that remembers the first one's faults is none."""
        self._client.forget_failures()

    def round(self, targets: Sequence[Target], run_shards: ShardRunner, *, title: str) -> None:
        """Visit every target once."""
        if not targets:
            return
        if not self._online():
            self.crawl.offline = True
            for target in targets:
                self._keep(target, self._not_tried(target))
            return
        self._progress = progress(title, total=sum(len(target.columns) for target in targets))
        try:
            run_shards(self._visit_shard, list(shards(targets)))
        finally:
            self._progress.close()

    def _visit_shard(self, shard: Shard) -> None:
        with ThreadPoolExecutor(max_workers=min(len(shard), self._manners.threads)) as pool:
            servers = [pool.submit(self._visit_server, targets) for targets in shard]
            try:
                for server in servers:
                    server.result()
            except BaseException:
                # A full disk or Ctrl-C ends the crawl for every server after the column it is at.
                self._stopped.set()
                raise

    def _visit_server(self, targets: tuple[Target, ...]) -> None:
        for target in targets:
            if self._stopped.is_set():
                return
            self._visit(target)

    def _visit(self, target: Target) -> None:
        w = self._office.warehouse
        known = frozenset[str]().union(*(facts.known_items(w, *key) for key in _keys(target)))
        backs = [facts.known_back_to(w, *key) for key in _keys(target)]
        back_to = max((back for back in backs if back), default=None) if all(backs) else None
        agency, column = target.columns[0]
        shared = len(target.columns) > 1
        rendered = any(own.rendered for _, own in target.columns)
        visit = visit_column(
            column.model_copy(update={"issuer": None}) if shared else column,
            agency=agency,
            client=self._drawing_client(column.platform) if rendered else self._client,
            store=self._store,
            read=self._read,
            today=self._today,
            known=known,
            known_back_to=back_to,
            max_pages=self._manners.max_pages,
            caps={product.name: product.cap for product in self._platforms if product.cap is not None},
            validators={} if self._force else self._validators(agency, column),
            earlier=facts.known_identity(w, agency, column.code, after=column.looked_at),
        )
        self._keep(target, visit)
        pages = [validators_of(self._office.folder.var, page.record) for page in visit.evidence if page.record]
        held = [PageValidators(**vars(page)) for page in pages if page is not None]
        for own_agency, own in target.columns:
            save.save_validators(w, agency=own_agency, column=own.code, pages=held)

    def _validators(self, agency: str, column: Column) -> dict[str, Validators]:
        held = facts.known_validators(self._office.warehouse, agency, column.code)
        return {url: Validators(**vars(page)) for url, page in held.items()}

    def _drawing_client(self, platform: str | None) -> BrowserClient:
        """What fetches a column's pages where only a browser can see its list."""
        product = self._platforms.get(platform)
        read = partial(examine, platforms=self._platforms, platform=product, today=self._today)
        return BrowserClient(self._chromium, self._client, read=read, manners=self._manners)

    def _keep(self, target: Target, visit: ColumnVisit) -> None:
        for agency, column in target.columns:
            key = (agency, column.code)
            own = visit.model_copy(update={"agency": agency, "column": column.code})
            if len(target.columns) > 1 and column.issuer is not None:
                own = only_of_issuer(own, issuer=column.issuer)
            save.save_visit(self._office.warehouse, self._night, own)
            self.crawl.visits[key] = own
            if self._progress:
                self._progress.advance("/".join(key))
            log.log(
                logging.INFO if own.readable else logging.WARNING,
                "%s/%s %s, %d entries, %d pages, %d requests%s",
                *(*key, own.state, len(own.entries), own.pages_read, own.requests),
                f": {own.reason}" if own.reason else "",
            )

    def _not_tried(self, target: Target) -> ColumnVisit:
        agency, column = target.columns[0]
        return ColumnVisit(
            agency=agency,
            column=column.code,
            url=target.url,
            observed_at=self._office.clock(),
            state="not_tried",
            cause="our_failure",
            reason="no address of the canary list answered: our own network is down",
        )

    def _online(self) -> bool:
        """Whether our own network works: an empty canary list never says no."""
        canary = self._office.folder.office.canary
        return not canary or any(self._answers(url) for url in canary)

    def _answers(self, url: str) -> bool:
        try:
            self._client.require_answer(url)
        except ScrapeError as error:
            log.warning("canary %s: %s", url, error.reason)
            return False
        return True

    def _read(self, page: Page, *, platform: str | None, today: date) -> ListReading:
        return read_list(page, platforms=self._platforms, platform=self._platforms.get(platform), today=today)


def shards(targets: Sequence[Target]) -> Iterator[Shard]:
    """The targets grouped by server, the servers packed into shards of about `COLUMNS_PER_SHARD` columns."""
    servers: dict[str, list[Target]] = {}
    for target in targets:
        servers.setdefault(target.host, []).append(target)
    shard: list[tuple[Target, ...]] = []
    size = 0
    for own in servers.values():
        columns = sum(len(target.columns) for target in own)
        if shard and size + columns > COLUMNS_PER_SHARD:
            yield tuple(shard)
            shard, size = [], 0
        shard.append(tuple(own))
        size += columns
    if shard:
        yield tuple(shard)


def _targets(office: OpenOffice, as_of: datetime) -> Iterator[Target]:
    """Each address once, with every column in force that owes it."""
    day = as_of.astimezone(office.zone).date()
    owed: dict[str, list[tuple[str, Column]]] = {}
    for agency in office.folder.agencies:
        for column in agency.columns:
            if column.in_force(day):
                owed.setdefault(column.url, []).append((agency.code, column))
    for url, columns in owed.items():
        yield Target(url, tuple(columns))


def _restrict(target: Target, keys: Collection[Key]) -> Target | None:
    """The target with only those of its columns; `None` if none is left."""
    left = tuple((agency, column) for agency, column in target.columns if (agency, column.code) in keys)
    return Target(target.url, left) if left else None


def _keys(target: Target) -> list[Key]:
    return [(agency, column.code) for agency, column in target.columns]


def require_loopback(office: OpenOffice, as_of: datetime) -> None:
    """`--no-delay` is for simulated cities on this very machine; anybody else's server keeps its rest.

    Raises `ConfigError` naming the servers that are not this machine.
    """
    others = sorted(
        {target.host for target in _targets(office, as_of) if not _is_loopback(urlsplit(target.url).hostname or "")}
    )
    if others:
        shown = ", ".join(others[:5])
        raise ConfigError(
            [
                Mistake(
                    file=office.folder.path,
                    message=f"--no-delay is refused: {shown} {'is' if len(others) == 1 else 'are'} not this machine",
                    remedy="leave --no-delay out",
                )
            ]
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
