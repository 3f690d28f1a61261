"""One round of reachability probes: every site's home page once, as a citizen would open it.

A round does not wait for the night, and the night not for it. They meet only at the servers, which the crawl's
governor keeps apart.
"""

import fcntl
import logging
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.table import Table

from flows.errors import FolderNotWritable, RoundIsRunning
from flows.opened import OpenOffice
from schemas.office import Site
from schemas.probes import Probe
from scrapers.errors import EvidenceError
from scrapers.evidence import EvidenceStore
from scrapers.fetching.client import Client, Validators
from scrapers.probing import manners, online, probe
from scrapers.stored import validators_of
from warehouse import facts, save

log = logging.getLogger("gongkai.probe")


@dataclass(frozen=True)
class Round:
    """What one round came to."""

    at: datetime
    probes: tuple[Probe, ...]
    """In the order of `sites:` in office.yml."""
    offline: bool = False
    """No address of the canary list answered: no failure of this round counts."""

    @property
    def needs_a_person(self) -> bool:
        """A site could not be opened, or our own network is down."""
        return self.offline or any(one.outcome == "failed" for one in self.probes)


def probe_sites(office: OpenOffice) -> Round:
    """Probe every site of office.yml once, side by side, and keep what came of it.

    Raises `RoundIsRunning` at once if another round of this office has not ended, `EvidenceError` if an answer cannot
    be kept, `WarehouseError` if the round cannot be saved.
    """
    settings, var = office.folder.office, office.folder.var
    with _alone(var / "probes.lock"):
        at = office.clock()
        client = Client(
            manners(settings.politeness),
            clock=office.clock,
            zone=office.zone,
            allowed_private=settings.allowed_private,
            servers=var / "servers",
            probing=True,
        )
        store = EvidenceStore(var)
        try:
            done = _ask_all(office, client, store, at=at)
        finally:
            store.close()
            client.close()
        save.save_probes(office.warehouse, done.probes, round_at=at)
    for one in done.probes:
        log.info("%s %s in %.1f s%s", one.host, one.outcome, one.seconds, f": {one.reason}" if one.reason else "")
    return done


def as_table(done: Round) -> Table:
    """The round for a terminal."""
    table = Table(title=f"{done.at:%Y-%m-%d %H:%M}")
    for heading in ("site", "outcome", "status", "seconds", "reason"):
        table.add_column(heading, justify="right" if heading in ("status", "seconds") else "left")
    for one in done.probes:
        table.add_row(one.host, one.outcome, str(one.status or "—"), f"{one.seconds:.1f}", one.reason)
    return table


def _ask_all(office: OpenOffice, client: Client, store: EvidenceStore, *, at: datetime) -> Round:
    settings = office.folder.office
    works, silence = online(client, settings.canary)
    if not works:
        log.warning("our own network is down, nobody is asked: %s", silence)
        return Round(at, tuple(_not_asked(site, at, silence) for site in settings.sites), offline=True)
    records = facts.last_answers(office.warehouse)

    def ask(site: Site) -> Probe:
        done, answer = probe(site, client=client)
        if answer is None:
            return done
        earlier = _held(office.folder.var, records.get(site.host))
        return done.model_copy(update={"evidence": store.keep(answer, earlier=earlier)})

    with ThreadPoolExecutor(max_workers=settings.politeness.threads) as pool:
        probes = tuple(pool.map(ask, settings.sites))
    if any(one.outcome == "failed" for one in probes):
        if not settings.canary:
            log.warning("office.yml names no canary: a fault of our own network would count as one of the sites")
        works, silence = online(client, settings.canary)
        if not works:
            log.warning("our own network went down during the round, no failure of it counts: %s", silence)
            return Round(at, tuple(_doubted(one, silence) for one in probes), offline=True)
    return Round(at, probes)


def _held(var: Path, record: str | None) -> Validators | None:
    """What is kept of the site's last answer, so that the same page is not stored every hour."""
    if record is None:
        return None
    try:
        return validators_of(var, record)
    except EvidenceError:
        return None  # removed since by the retention rule: the page is stored in full again


def _not_asked(site: Site, at: datetime, silence: str) -> Probe:
    reason = f"no address of the canary list answered: {silence}"
    return Probe(host=site.host, url=site.home, probed_at=at, outcome="not_asked", reason=reason)


def _doubted(one: Probe, silence: str) -> Probe:
    if one.outcome != "failed":
        return one
    reason = f"{one.reason}; but then no address of the canary list answered either: {silence}"
    return one.model_copy(update={"outcome": "not_asked", "reason": reason})


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Hold the office's one round; the hold ends with the process, however it ends."""
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise FolderNotWritable(f"{lock} cannot be opened ({error.strerror})") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 20).decode("ascii", "replace").strip() or "unknown"
            raise RoundIsRunning(f"another round of probes is going on (process {holder}); nothing was asked") from None
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode("ascii"))
        yield
    finally:
        os.close(handle)
