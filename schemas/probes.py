"""Can citizens open the site? Probes of home pages, what a week of them comes to, and what stayed unseen meanwhile."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Frozen, Moment, Text
from schemas.results import Evidence, UnknownCause

Count = Annotated[int, Field(ge=0)]
ProbeOutcome = Literal["answered", "failed", "blocked", "not_asked"]
"""`answered`: a whole page came. `failed`: a citizen would have seen none either. `blocked`: perhaps only we are turned
away, so it never counts against the site. `not_asked`: we did not or could not ask properly; it does not count."""


class Probe(Frozen):
    """One attempt to open a site's home page."""

    host: Text
    """The site, as `office.yml` names it."""
    url: Text
    probed_at: Moment
    outcome: ProbeOutcome
    status: Annotated[int, Field(ge=100, le=999)] | None = None
    """HTTP status of the answer, if one came."""
    seconds: Annotated[float, Field(ge=0)] = 0.0
    """Spent waiting for the site, redirects included; rests before asking are left out."""
    reason: str = ""
    """English; empty where there is nothing to add to `answered`."""
    evidence: Evidence | None = None
    """The stored answer, if one came."""


class ReachabilityRule(Frozen):
    """When a site counts as one that cannot be opened (站点无法访问). The defaults are the national rule.

    Source: 国办秘函〔2019〕19号, 附件 政府网站与政务新媒体检查指标, 单项否决 第2项: watched for one week, asked at
    intervals 20 times a day or more, not opened within 15 seconds in 5 % of the attempts or more.
    """

    days: Annotated[int, Field(gt=0)] = 7
    """Whole calendar days in the office's zone."""
    per_day: Annotated[int, Field(gt=0)] = 20
    """Probes that count, on each of these days; with fewer nothing is said of the week."""
    ratio: Annotated[float, Field(gt=0, le=1)] = 0.05
    """Share of failed probes among those that count, from which on the site cannot be opened."""
    gap_minutes: Annotated[float, Field(ge=0)] = 20.0
    """间隔性: of several probes closer together than this only the first counts, so that a round repeated by hand in an
    outage weighs no more than one. Our own figure; the rule names none."""


PROBE_SECONDS = 15.0
"""The national rule's limit for one attempt; source as above."""


class ProbeDay(Frozen):
    """The probes of one site on one day of the office's zone. `answered` and `failed` are those that count."""

    day: date
    answered: Count = 0
    failed: Count = 0
    blocked: Count = 0
    not_asked: Count = 0

    @property
    def counted(self) -> int:
        return self.answered + self.failed


class Outage(Frozen):
    """Failed probes one after another, none answered in between: the first and the last of them."""

    first: Moment
    last: Moment
    probes: Annotated[int, Field(gt=0)]


class SiteWeek(Frozen):
    """What the probes of one site say about the days before a monitoring point."""

    host: str
    home: str
    agencies: tuple[str, ...] = ()
    """Codes of those who publish there."""
    days: tuple[ProbeDay, ...]
    """Oldest first, every day of the period, also those without a probe."""
    rule: ReachabilityRule = ReachabilityRule()
    outage: Outage | None = None
    """The longest one."""
    main_reason: str = ""
    """What failed probes said most often; English."""
    failed_on_record: Count = 0
    """Failed probes among those that count of which the site's answer (an error page) is stored."""
    evidence: tuple[Evidence, ...] = ()
    """The first of these answers."""

    def total(self, outcome: ProbeOutcome) -> int:
        """Probes of the whole period with this outcome."""
        return sum(getattr(day, outcome) for day in self.days)

    @property
    def counted(self) -> int:
        return sum(day.counted for day in self.days)

    @property
    def full_days(self) -> int:
        """Days with as many probes that count as the rule asks for."""
        return sum(day.counted >= self.rule.per_day for day in self.days)

    @property
    def complete(self) -> bool:
        return self.full_days == self.rule.days

    @property
    def failure_share(self) -> float | None:
        """Failed probes among those that count; `None` if none does."""
        return self.total("failed") / self.counted if self.counted else None

    @property
    def proved_unreachable(self) -> bool:
        """By the rule, and by stored answers alone: what timed out left nothing that a third party could look at."""
        return bool(self.unreachable) and self.failed_on_record / self.counted >= self.rule.ratio

    @property
    def unreachable(self) -> bool | None:
        """By the rule; `None` if it cannot be said."""
        share = self.failure_share
        return None if not self.complete or share is None else share >= self.rule.ratio


class LongUnseen(Frozen):
    """A column that could not be read for several nights in a row: for a person to look at. Nothing is deducted."""

    agency: str
    column: str
    host: str
    url: str
    state: str
    """Of the latest night: `schemas.results.ColumnVisit.state`, or `never`."""
    cause: UnknownCause
    reason: str = ""
    """English, as the crawl recorded it."""
    nights: Annotated[int, Field(gt=0)]
    """In a row, up to the monitoring point; nights in which our own network was down are passed over."""
    since: date
    """Day of the first of them, in the office's zone."""
    probes: ProbeDay
    """All probes of its site since then, `day` being the first one's."""

    @property
    def failure_share(self) -> float | None:
        """Failed probes among those that count; `None` if none does."""
        return self.probes.failed / self.probes.counted if self.probes.counted else None

    @property
    def beside(self) -> "Beside":
        """What the probes of the same days say beside it."""
        if self.probes.answered:
            if self.probes.failed > self.probes.answered:
                return "mostly_down"
            return "turns_us_away" if self.state == "blocked" else "opens"
        if self.probes.failed:
            return "down"
        return "blocked_too" if self.probes.blocked else "no_probes"


Beside = Literal["turns_us_away", "opens", "mostly_down", "down", "blocked_too", "no_probes"]
"""`turns_us_away`: the column blocks us while the site's home page opens. `opens`: the home page opens all the same.
`mostly_down`, `down`: more probes failed than were answered, or all. `blocked_too`: the home page turns us away, too.
`no_probes`: no probe says anything."""
