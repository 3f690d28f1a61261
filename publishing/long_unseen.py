"""Columns that stayed unseen night after night, by site: a list for a person, which takes no points off anybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from publishing.csv_table import csv_table
from publishing.night import Night
from publishing.wording import Words, day_text, one_decimal, words
from schemas.messages import say
from schemas.probes import LongUnseen

HEADERS = (
    "单位", "栏目", "网址", "网站", "状态", "起始日期", "连续未见次数", "说明", "同期探测", "探测打开", "探测打不开",
    "探测被拦截", "打不开占比",
)  # fmt: skip


@dataclass(frozen=True)
class UnseenSite:
    """The columns of one site."""

    host: str
    columns: tuple[LongUnseen, ...]


def unseen_sites(night: Night) -> tuple[UnseenSite, ...]:
    """Sites that turn us away while citizens get in first, then those with most columns."""
    sites = [
        UnseenSite(host, tuple(columns)) for host, columns in groupby(night.run.long_unseen, lambda each: each.host)
    ]
    return tuple(sorted(sites, key=lambda site: (not _turns_away(site), -len(site.columns), site.host)))


def beside(column: LongUnseen, label: Words) -> str:
    """What the home page probes of the same days say, in words."""
    probes = column.probes
    figures = {"answered": probes.answered, "failed": probes.failed, "blocked": probes.blocked}
    return label(f"beside.{column.beside}", **figures)


def unseen_csv(night: Night) -> bytes:
    """As `csv_table`, one row a column."""
    return csv_table(HEADERS, (_cells(night, column) for site in unseen_sites(night) for column in site.columns))


def _turns_away(site: UnseenSite) -> bool:
    return any(column.beside == "turns_us_away" for column in site.columns)


def _cells(night: Night, column: LongUnseen) -> Iterable[str]:
    label = words("zh")
    card = next((card for card in night.scorecards.agencies if card.code == column.agency), None)
    name = next((c.name for c in card.columns if c.column == column.column), column.column) if card else column.column
    share = column.failure_share
    return (
        card.name if card else column.agency, name, column.url, column.host, label(f"state.{column.state}"),
        day_text(column.since), str(column.nights), say(f"column.unknown.{column.state}").text("zh"),
        beside(column, label), str(column.probes.answered), str(column.probes.failed), str(column.probes.blocked),
        "" if share is None else f"{one_decimal(100 * share)}%",
    )  # fmt: skip
