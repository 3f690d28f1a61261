"""What a night visits: every address once, server by server."""

import ipaddress
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlsplit

from flows.opened import OpenOffice
from schemas.agencies import Column
from schemas.mistakes import ConfigError, Mistake

COLUMNS_PER_SHARD = 200
"""One Prefect task a shard: a task run costs the server 10 to 50 ms, a column's visit costs seconds."""

Key = tuple[str, str]
"""Agency code and column code."""


@dataclass(frozen=True)
class Target:
    """One address to visit, and the columns that owe it (several where agencies share it)."""

    url: str
    columns: tuple[tuple[str, Column], ...]
    """Agency code and column."""

    @cached_property
    def host(self) -> str:
        return urlsplit(self.url).netloc.lower()

    @property
    def keys(self) -> list[Key]:
        return [(agency, column.code) for agency, column in self.columns]

    def only(self, keys: Collection[Key]) -> "Target | None":
        """The target with only those of its columns; `None` if none is left."""
        left = tuple((agency, column) for agency, column in self.columns if (agency, column.code) in keys)
        return Target(self.url, left) if left else None


Shard = tuple[tuple[Target, ...], ...]
"""Whole servers: one inner tuple holds all targets of one server. A server is never in two shards."""


def targets(office: OpenOffice, as_of: datetime) -> Iterator[Target]:
    """Each address once, with every column in force that owes it."""
    day = as_of.astimezone(office.zone).date()
    owed: dict[str, list[tuple[str, Column]]] = {}
    for agency in office.folder.agencies:
        for column in agency.columns_on(day):
            owed.setdefault(column.url, []).append((agency.code, column))
    for url, columns in owed.items():
        yield Target(url, tuple(columns))


def own_hosts(office: OpenOffice, as_of: datetime) -> Collection[str] | None:
    """The servers on which the office watches something; `None` where links to any other are to open as well."""
    configured = office.folder.office
    if configured.crawl.foreign_links:
        return None
    homes = {urlsplit(site.home).netloc.lower() for site in configured.sites}
    return {target.host for target in targets(office, as_of)} | homes | {site.host.lower() for site in configured.sites}


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


def require_loopback(office: OpenOffice, as_of: datetime, *, homes: bool = False, links: bool = False) -> None:
    """`--no-delay` is for simulated cities on this very machine; anybody else's server keeps its rest.

    `homes`, `links`: home pages are visited, links are tried as well. Raises `ConfigError` naming what is not this
    machine.
    """
    urls = [target.url for target in targets(office, as_of)]
    urls += [site.home for site in office.folder.office.sites] if homes else []
    hosts = {urlsplit(url).netloc.lower(): urlsplit(url).hostname or "" for url in urls}
    others = sorted(host for host, name in hosts.items() if not _is_loopback(name))
    if links and office.folder.office.crawl.foreign_links:
        others.append("wherever a link leads (crawl.foreign_links)")
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
