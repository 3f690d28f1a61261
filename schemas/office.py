"""The office itself: its name, its zone, its rule set, where it keeps things, how politely it asks. `office.yml`."""

import re
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from schemas.agencies import WebAddress
from schemas.base import Code, Frozen, Text


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"no such time zone: {name!r}; write e.g. Asia/Shanghai") from None
    return name


def _host_and_port(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if not (colon and host and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError(f"{value!r} is not host:port; write e.g. 10.0.0.8:80")
    return value.lower()


_CRON_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
"""Minute, hour, day of the month, month, day of the week."""


def _cron_field(text: str, bounds: tuple[int, int]) -> bool:
    for part in text.split(","):
        found = re.fullmatch(r"(?:\*|(\d+)(?:-(\d+))?|[A-Za-z]{3}(?:-[A-Za-z]{3})?)(?:/[1-9]\d*)?", part)
        if not found or any(not bounds[0] <= int(number) <= bounds[1] for number in found.groups() if number):
            return False
    return True


def _cron(value: str) -> str:
    fields = value.split()
    if len(fields) != 5 or not all(_cron_field(*field) for field in zip(fields, _CRON_RANGES, strict=True)):
        raise ValueError(f"{value!r} is not a cron line of five fields; write e.g. '30 2 * * *' for 02:30 every day")
    return value


HostPort = Annotated[str, AfterValidator(_host_and_port)]
Cron = Annotated[str, AfterValidator(_cron)]
ZoneName = Annotated[str, AfterValidator(_known_zone)]
Seconds = Annotated[float, Field(ge=0)]


class HostPoliteness(Frozen):
    """What one server gets instead of the office's general manners."""

    delay_seconds: Seconds


class Politeness(Frozen):
    """How we ask other people's servers. Times in seconds, sizes in bytes."""

    contact: str = ""
    """Mail address or telephone a webmaster can reach; goes into the user agent."""
    delay_seconds: Seconds = 2.0
    jitter: Annotated[float, Field(ge=0, le=1)] = 0.3
    """The delay varies by this share, so that requests do not fall into step."""
    connect_timeout: Seconds = 10.0
    read_timeout: Seconds = 30.0
    total_timeout: Seconds = 90.0
    """One response, from the first byte sent to the last received."""
    retries: Annotated[int, Field(ge=0, le=5)] = 2
    backoff_seconds: Seconds = 5.0
    max_bytes: Annotated[int, Field(gt=0)] = 20_000_000
    max_pages: Annotated[int, Field(gt=0)] = 30
    """Listing pages of one column in one visit."""
    second_pass_minutes: Seconds = 20.0
    """What failed is tried again after this gap, inside the same command."""
    obey_robots: bool = True
    threads: Annotated[int, Field(gt=0, le=64)] = 8
    """Servers visited side by side; one server is never asked twice at once."""
    hosts: dict[HostPort, HostPoliteness] = {}


class Schedule(Frozen):
    """Cron lines in the office's zone; `gongkai deploy` puts them in place."""

    nightly: Cron | None = "30 2 * * *"
    probe: Cron | None = "10 * * * *"
    """A round of reachability probes. With fewer than 20 a day nothing can be said of a site (国办秘函〔2019〕19号)."""


class Site(Frozen):
    """A website: one server, its home page, the agencies that own it (several may share one)."""

    host: Text
    """As in the columns' addresses: host, or host:port."""
    home: Text
    agencies: tuple[Code, ...] = ()


class Office(Frozen):
    """`office.yml`."""

    name: Text
    zone: ZoneName = "Asia/Shanghai"
    rules: Code = "national-2019"
    """A file of `config/rules/`, or of the office's own `rules/`, without `.yml`."""
    warehouse: Text = "sqlite:///var/warehouse.sqlite"
    """An SQLAlchemy address; a relative SQLite path counts from the office folder. `${NAME}` is read from the
    environment, so that no password stands in the file."""
    categories: tuple[Text, ...] = ()
    """The office's own list of 信息类别. Empty: the general list of `config/categories.yml`."""
    coverage_bar: Annotated[float, Field(ge=0, le=1)] = 0.6
    """Below this share of judged obligations an agency gets no score and no rank."""
    schedule: Schedule = Schedule()
    politeness: Politeness = Politeness()
    allowed_private: tuple[HostPort, ...] = ()
    """Private or loopback servers that may be visited, each as host:port."""
    sites: tuple[Site, ...] = ()
    canary: tuple[WebAddress, ...] = ()
    """Addresses outside the office's reach of blame (a search engine, a ministry). If none of them answers, our own
    network is down and the whole night is unknown."""

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)
