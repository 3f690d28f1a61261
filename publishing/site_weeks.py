"""Can the sites be opened: a week of probes, a row a site, for the run's page and as `reachability.csv`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from publishing.csv_table import csv_table
from publishing.night import Night
from publishing.wording import day_text, moment_text, one_decimal, words
from schemas.probes import ProbeDay, SiteWeek
from schemas.results import AgencyCard, ColumnStatus

HEADERS = (
    "网站", "首页网址", "单位", "首日", "末日", "计入次数", "打开", "打不开", "被拦截", "不计入", "次数达标天数",
    "打不开占比", "最长一次打不开自", "最长一次打不开至", "探测完整", "判断", "打不开的主要原因（技术记录）",
)  # fmt: skip

Judgement = Literal["unreachable", "reachable", "unsaid"]
_WORST_FIRST: tuple[Judgement, ...] = ("unreachable", "unsaid", "reachable")


@dataclass(frozen=True)
class SiteRow:
    """One site. `unsaid`: too few probes that count for any judgement."""

    week: SiteWeek
    cards: tuple[AgencyCard, ...]
    judgement: Judgement
    days: tuple[tuple[ProbeDay, ColumnStatus], ...]
    """Each day with the colour that fits it."""


def site_rows(night: Night) -> tuple[SiteRow, ...]:
    """The sites that cannot be opened first, then by the share of failed probes."""
    cards = {card.code: card for card in night.scorecards.agencies}
    rows = [
        SiteRow(
            week=week,
            cards=tuple(cards[code] for code in week.agencies if code in cards),
            judgement=judgement(week),
            days=tuple((day, _colour(day, week)) for day in week.days),
        )
        for week in night.run.sites
    ]
    return tuple(
        sorted(
            rows,
            key=lambda row: (_WORST_FIRST.index(row.judgement), -(row.week.failure_share or 0.0), row.week.host),
        )
    )


def judgement(week: SiteWeek) -> Judgement:
    """The rule's answer, by the name of its label."""
    if week.unreachable is None:
        return "unsaid"
    return "unreachable" if week.unreachable else "reachable"


def probes_by_day(rows: Sequence[SiteRow]) -> tuple[ProbeDay, ...]:
    """The probes of all sites together, day by day; empty if there was none."""
    if not rows or not any(day.counted + day.blocked + day.not_asked for row in rows for day, _ in row.days):
        return ()
    return tuple(_added([day for day, _ in together]) for together in zip(*(row.days for row in rows), strict=True))


def reachability_csv(night: Night) -> bytes:
    """As `csv_table`, one row a site; times on the office's clock, the share in percent."""
    return csv_table(HEADERS, (_cells(night, row) for row in site_rows(night)))


def _cells(night: Night, row: SiteRow) -> Iterable[str]:
    label, week = words("zh"), row.week
    share, outage = week.failure_share, week.outage
    return (
        week.host, week.home, "、".join(card.name for card in row.cards), day_text(week.days[0].day),
        day_text(week.days[-1].day), str(week.counted), str(week.total("answered")), str(week.total("failed")),
        str(week.total("blocked")), str(week.total("not_asked")), str(week.full_days),
        "" if share is None else f"{one_decimal(100 * share)}%",
        moment_text(night.local(outage.first)) if outage else "",
        moment_text(night.local(outage.last)) if outage else "",
        "是" if week.complete else "否", label(f"reach.{row.judgement}"), week.main_reason,
    )  # fmt: skip


def _colour(day: ProbeDay, week: SiteWeek) -> ColumnStatus:
    if day.counted < week.rule.per_day:
        return "unknown"
    if not day.failed:
        return "fresh"
    return "blank" if day.failed / day.counted >= week.rule.ratio else "stale"


def _added(days: Sequence[ProbeDay]) -> ProbeDay:
    return ProbeDay(
        day=days[0].day,
        answered=sum(day.answered for day in days),
        failed=sum(day.failed for day in days),
        blocked=sum(day.blocked for day in days),
        not_asked=sum(day.not_asked for day in days),
    )
