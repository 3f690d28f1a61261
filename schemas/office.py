"""The office itself: its name, its zone, its rule set, where it keeps things, how politely it asks. `office.yml`."""

import re
from datetime import datetime
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field

from schemas.agencies import WebAddress
from schemas.base import Code, Frozen, Text
from schemas.working_days import CalendarChanges, WorkingDays


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


def _hours(value: str) -> str:
    found = re.fullmatch(r"((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d|24:00)", value, re.ASCII)
    if not found or found[1] == found[2]:
        raise ValueError(f"{value!r} is no time of day; write e.g. 20:00-07:00, which ends on the next day")
    return value


def _site_code(value: str) -> str:
    if not re.fullmatch(r"(?:bm\d{8}|\d{10})", value, re.ASCII | re.IGNORECASE):
        raise ValueError(f"{value!r} is no 网站标识码; write its ten digits, e.g. '3304830001', or bm and eight")
    return value.lower()


HostPort = Annotated[str, AfterValidator(_host_and_port)]
SiteCode = Annotated[
    str, BeforeValidator(lambda code: str(code) if type(code) is int else code), AfterValidator(_site_code)
]
Cron = Annotated[str, AfterValidator(_cron)]
ZoneName = Annotated[str, AfterValidator(_known_zone)]
Hours = Annotated[str, AfterValidator(_hours)]
"""`HH:MM-HH:MM`, the second not included; one that ends before it begins ends on the next day."""
Seconds = Annotated[float, Field(ge=0)]
Slots = Annotated[int, Field(ge=1, le=16)]
Budget = Annotated[int, Field(gt=0)]


class HostPoliteness(Frozen):
    """What one server gets instead of the office's general manners; what is left out stays general."""

    delay_seconds: Seconds | None = None
    concurrency: Slots | None = None
    budget: Budget | None = None
    hours: tuple[Hours, ...] | None = None


class Politeness(Frozen):
    """How we ask other people's servers. Times in seconds unless named otherwise, sizes in bytes.

    All programs that work on one office folder on one machine keep these manners together.
    """

    contact: str = ""
    """Mail address or telephone a webmaster can reach; goes into the user agent."""
    delay_seconds: Seconds = 2.0
    """From the end of one request to the beginning of the next. 0 for a server that needs no rests at all."""
    jitter: Annotated[float, Field(ge=0, le=1)] = 0.3
    """The delay is lengthened by up to this share, so that requests do not fall into step."""
    concurrency: Slots = 1
    """Requests to one server at the same time. With more than one, each still begins its delay after the last began and
    after the last ended."""
    budget: Budget = 3000
    """Requests to one server in one night, from noon to noon in the office's zone. What it leaves over is not tried."""
    rest_after: Annotated[int, Field(gt=0)] = 200
    """After so many requests in a row a server rests for `rest_seconds`."""
    rest_seconds: Seconds = 60.0
    slow_down: Annotated[float, Field(ge=1)] = 2.0
    """Each 429, 503 or Retry-After multiplies the delay by this; good answers bring it back step by step."""
    slowest_seconds: Seconds = 30.0
    """The longest delay that comes of it."""
    failures_in_a_row: Annotated[int, Field(gt=0)] = 5
    """After so many pages that could not be had, with all their attempts, a server is left alone for
    `failure_minutes`; then one attempt decides whether it is asked again."""
    failure_minutes: Seconds = 15.0
    challenges_in_a_row: Annotated[int, Field(gt=0)] = 2
    """After so many challenge pages (验证码, firewall) a server is left alone for `challenge_minutes`. One alone may be
    about its address only."""
    challenge_minutes: Seconds = 15.0
    hours: tuple[Hours, ...] = ()
    """When servers may be asked, in the office's zone, e.g. `["20:00-07:00"]`. Empty: at any time."""
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
    """Servers visited side by side."""
    hosts: dict[HostPort, HostPoliteness] = {}

    def towards(self, server: str) -> Self:
        """These manners with what `hosts` says about `server` (host:port)."""
        own = self.hosts.get(server)
        return self if own is None else self.model_copy(update=own.model_dump(exclude_none=True))

    def allow(self, moment: datetime) -> bool:
        """Whether servers may be asked at `moment`, given in the office's zone."""
        now = f"{moment:%H:%M}"
        spans = [hours.split("-") for hours in self.hours]
        return not spans or any(
            begin <= now < end if begin < end else now >= begin or now < end for begin, end in spans
        )


class Crawl(Frozen):
    """What a night reads beyond what is new in the lists."""

    documents_per_night: Annotated[int, Field(ge=0)] = 200
    """Documents fetched from one server in one night, new ones first; 0: none are."""
    recheck_days: tuple[Annotated[int, Field(gt=0)], ...] = (7, 30, 90, 180)
    """Days from one look at a document to the next; the last one repeats. Empty: documents are read once."""
    deep_pass_days: Annotated[int, Field(ge=0)] = 14
    """In so many nights every list is once read beyond what is known; 0: never."""
    links_per_night: Annotated[int, Field(ge=0)] = 200
    """Links tried on one server in one night, where a measure asks whether they open; 0: none are."""
    link_days: Annotated[int, Field(gt=0)] = 7
    """Days from one try of a link that opens to the next."""
    foreign_links: bool = False
    """Links to servers on which the office watches nothing are tried as well, and count."""


class EvidenceRules(Frozen):
    """How long evidence is kept. `gongkai evidence prune` removes what is older, and nothing by itself."""

    keep_days: Annotated[int, Field(ge=30)] = 1095
    """Whole days of evidence older than this may go, but for files that an open finding rests on."""


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
    id_code: SiteCode | None = None
    """网站标识码, as it was given out: ten digits, or `bm` and eight. Empty: any code of that form is right."""


class Office(Frozen):
    """`office.yml`."""

    name: Text
    zone: ZoneName = "Asia/Shanghai"
    rules: Code | Annotated[tuple[Code, ...], Field(min_length=1)] = "national-2019"
    """A file of `config/rules/`, or of the office's own `rules/`, without `.yml`. Several: each night is judged by the
    one in force on its day."""
    warehouse: Text = "sqlite:///var/warehouse.sqlite"
    """An SQLAlchemy address; a relative SQLite path counts from the office folder. `${NAME}` is read from the
    environment, so that no password stands in the file."""
    categories: tuple[Text, ...] = ()
    """The office's own list of 信息类别. Empty: the general list of `config/categories.yml`."""
    coverage_bar: Annotated[float, Field(ge=0, le=1)] = 0.6
    """Below this share of judged obligations an agency gets no score and no rank."""
    calendar: CalendarChanges = CalendarChanges()
    """What the office changes of the State Council's calendar of working days."""
    schedule: Schedule = Schedule()
    politeness: Politeness = Politeness()
    crawl: Crawl = Crawl()
    evidence: EvidenceRules = EvidenceRules()
    allowed_private: tuple[HostPort, ...] = ()
    """Private or loopback servers that may be visited, each as host:port."""
    sites: tuple[Site, ...] = ()
    canary: tuple[WebAddress, ...] = ()
    """Addresses outside the office's reach of blame (a search engine, a ministry). If none of them answers, our own
    network is down and the whole night is unknown."""

    @property
    def rule_sets(self) -> tuple[str, ...]:
        """The names of its rule sets' files."""
        return (self.rules,) if isinstance(self.rules, str) else self.rules

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def working_days(self) -> WorkingDays:
        """The calendar deadlines are counted by."""
        return WorkingDays(self.calendar)
