"""What the probes of a week say about each site: could citizens open it, and was it asked often enough to say so."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from schemas.probes import Outage, ProbeDay, ProbeOutcome, ReachabilityRule, SiteWeek
from schemas.results import Evidence
from warehouse.connect import Warehouse
from warehouse.facts.frames import FLAG, MOMENT, NUMBER, TEXT, frame
from warehouse.facts.seen import local_day
from warehouse.tables import agencies, agency_sites, probes, sites

if TYPE_CHECKING:
    import pandas as pd

NATIONAL = ReachabilityRule()

_DTYPES = {
    "host": TEXT,
    "home": TEXT,
    "agencies": TEXT,
    "first_day": "datetime64[s]",
    "last_day": "datetime64[s]",
    "counted": NUMBER,
    "answered": NUMBER,
    "failed": NUMBER,
    "blocked": NUMBER,
    "not_asked": NUMBER,
    "full_days": NUMBER,
    "failure_share": "Float64",
    "outage_from": MOMENT,
    "outage_to": MOMENT,
    "complete": FLAG,
    "unreachable": FLAG,
    "main_reason": TEXT,
}

_LOOKED_AWAY = timedelta(hours=3)
"""Between two failed probes further apart than this nobody looked: they are two outages, or one that is not known."""


@dataclass(frozen=True)
class _Probed:
    at: datetime
    outcome: ProbeOutcome
    reason: str
    proof: Evidence | None = None
    """The stored answer."""


EVIDENCE = 5
"""So many stored answers of failed probes stand for all of them."""


def reachability(
    w: Warehouse,
    as_of: datetime,
    zone: ZoneInfo,
    days: int = NATIONAL.days,
    *,
    per_day: int = NATIONAL.per_day,
    ratio: float = NATIONAL.ratio,
    gap_minutes: float = NATIONAL.gap_minutes,
) -> pd.DataFrame:
    """One row a site that agencies publish on, or that was probed in the period; in the order of their hosts.

    The period is the last `days` whole days of `zone` up to `as_of` (a point at 23:59:59 closes its own day). Columns:
    host, home, agencies (codes, `、` between them), first_day, last_day; counted (answered + failed: of several closer
    together than `gap_minutes` only the first), answered, failed, blocked, not_asked; full_days (with `per_day` probes
    that count, or more); failure_share (failed / counted; missing without any); outage_from, outage_to (the first and
    last failed probe of the longest row of them, UTC); complete (every day is full); unreachable (share ≥ `ratio`;
    missing where not complete); main_reason (what failed probes said most often, English).

    The defaults are the national ones; their source stands with `schemas.probes.ReachabilityRule`.
    """
    rule = ReachabilityRule(days=days, per_day=per_day, ratio=ratio, gap_minutes=gap_minutes)
    return frame([_row(week) for week in site_weeks(w, as_of, zone, rule=rule)], _DTYPES)


def site_weeks(
    w: Warehouse, as_of: datetime, zone: ZoneInfo, *, rule: ReachabilityRule = NATIONAL
) -> tuple[SiteWeek, ...]:
    """The same day by day, for the pages."""
    last = last_whole_day(as_of, zone)
    first = last - timedelta(days=rule.days - 1)
    with w.read() as connection:
        owners = owners_of_sites(connection)
        probed = probes_between(connection, midnight(first, zone), min(as_of, midnight(last + timedelta(days=1), zone)))
        rows = connection.execute(select(sites.c.id, sites.c.host, sites.c.home).order_by(sites.c.host)).all()
    days = [first + timedelta(days=number) for number in range(rule.days)]
    return tuple(
        _week(row.host, row.home, owners.get(row.id, ()), probed.get(row.id, []), days=days, zone=zone, rule=rule)
        for row in rows
        if row.id in owners or row.id in probed
    )


def last_whole_day(as_of: datetime, zone: ZoneInfo) -> date:
    """The last day that has ended at `as_of`; 23:59:59 is a day's end."""
    local = as_of.astimezone(zone)
    return local.date() if local.time() >= time(23, 59, 59) else local.date() - timedelta(days=1)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When the day begins."""
    return datetime.combine(day, time.min, zone)


def probes_between(connection: Connection, start: datetime, end: datetime) -> dict[int, list[_Probed]]:
    """The probes from `start` up to and including `end` by site id, oldest first."""
    found: dict[int, list[_Probed]] = defaultdict(list)
    rows = connection.execute(
        select(probes)
        .where(probes.c.probed_at >= start, probes.c.probed_at <= end)
        .order_by(probes.c.site_id, probes.c.probed_at, probes.c.id)
    )
    for row in rows:
        proof = None
        if row.record and row.sha256:
            proof = Evidence(url=row.url, fetched_at=row.probed_at, sha256=row.sha256, record=row.record)
        found[row.site_id].append(_Probed(row.probed_at, row.outcome, row.reason, proof))
    return dict(found)


def in_one(probed: Iterable[_Probed], *, day: date, rule: ReachabilityRule = NATIONAL) -> ProbeDay:
    """All of them added up, as if of one day."""
    counts = Counter(one.outcome for one in _that_count(probed, rule))
    return _as_day(day, counts)


def _that_count(probed: Iterable[_Probed], rule: ReachabilityRule) -> list[_Probed]:
    """Without the repetitions of an answer or failure that came too soon after the one before it."""
    gap, before, kept = timedelta(minutes=rule.gap_minutes), None, []
    for one in probed:
        if one.outcome in ("answered", "failed"):
            if before is not None and one.at - before < gap:
                continue
            before = one.at
        kept.append(one)
    return kept


def _week(
    host: str,
    home: str,
    owners: tuple[str, ...],
    probed: Sequence[_Probed],
    *,
    days: Sequence[date],
    zone: ZoneInfo,
    rule: ReachabilityRule,
) -> SiteWeek:
    kept = _that_count(probed, rule)
    by_day: dict[date, Counter[ProbeOutcome]] = defaultdict(Counter)
    for one in kept:
        by_day[local_day(one.at, zone)][one.outcome] += 1
    failed = [one for one in kept if one.outcome == "failed"]
    reasons = Counter(one.reason for one in failed)
    proofs = [one.proof for one in failed if one.proof is not None]
    return SiteWeek(
        host=host,
        home=home,
        agencies=owners,
        days=tuple(_as_day(day, by_day[day]) for day in days),
        rule=rule,
        outage=_longest_outage(probed),
        main_reason=reasons.most_common(1)[0][0] if reasons else "",
        failed_on_record=len(proofs),
        evidence=tuple(proofs[:EVIDENCE]),
    )


def _as_day(day: date, counts: Mapping[ProbeOutcome, int]) -> ProbeDay:
    return ProbeDay.model_validate({"day": day, **counts})


def _longest_outage(probed: Iterable[_Probed]) -> Outage | None:
    """Every probe bears witness here, also one that was repeated too soon to weigh in the share."""
    outages: list[Outage] = []
    told = (one for one in probed if one.outcome in ("answered", "failed"))
    for outcome, group in groupby(told, key=lambda one: one.outcome):
        if outcome == "failed":
            outages.extend(_without_gaps([one.at for one in group]))
    return max(outages, key=lambda outage: (outage.last - outage.first, outage.probes), default=None)


def _without_gaps(moments: Sequence[datetime]) -> Iterable[Outage]:
    start = 0
    for place in range(1, len(moments) + 1):
        if place == len(moments) or moments[place] - moments[place - 1] > _LOOKED_AWAY:
            yield Outage(first=moments[start], last=moments[place - 1], probes=place - start)
            start = place


def owners_of_sites(connection: Connection) -> dict[int, tuple[str, ...]]:
    """Codes of the agencies of each site, by its id."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = connection.execute(
        select(agency_sites.c.site_id, agencies.c.code)
        .join(agencies, agencies.c.id == agency_sites.c.agency_id)
        .where(agencies.c.retired_at.is_(None))
        .order_by(agencies.c.code)
    )
    for row in rows:
        found[row.site_id].append(row.code)
    return {site: tuple(codes) for site, codes in found.items()}


def _row(week: SiteWeek) -> dict[str, object]:
    return {
        "host": week.host,
        "home": week.home,
        "agencies": "、".join(week.agencies),
        "first_day": week.days[0].day,
        "last_day": week.days[-1].day,
        "counted": week.counted,
        "answered": week.total("answered"),
        "failed": week.total("failed"),
        "blocked": week.total("blocked"),
        "not_asked": week.total("not_asked"),
        "full_days": week.full_days,
        "failure_share": week.failure_share,
        "outage_from": week.outage.first if week.outage else None,
        "outage_to": week.outage.last if week.outage else None,
        "complete": week.complete,
        "unreachable": week.unreachable,
        "main_reason": week.main_reason,
    }


def last_answers(w: Warehouse) -> dict[str, str]:
    """Where the latest stored answer of each site lies (`<WARC file>#<offset>`), by host."""
    latest = (
        select(probes.c.site_id, func.max(probes.c.probed_at).label("at"))
        .where(probes.c.record.is_not(None))
        .group_by(probes.c.site_id)
        .subquery()
    )
    with w.read() as connection:
        rows = connection.execute(
            select(sites.c.host, probes.c.record)
            .join(sites, sites.c.id == probes.c.site_id)
            .join(latest, (latest.c.site_id == probes.c.site_id) & (latest.c.at == probes.c.probed_at))
            .where(probes.c.record.is_not(None))
        )
        return {row.host: row.record for row in rows}
