"""The list of problems (问题清单): one row a finding, with what a third party needs to check it."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import datetime
from decimal import Decimal

from publishing.agency_page import lost
from publishing.csv_table import csv_table
from publishing.line_words import explanation
from publishing.night import Night
from publishing.overview import days_over
from publishing.wording import words
from schemas.results import AgencyCard, Line

HEADERS = (
    "序号", "单位", "栏目", "链接", "任务", "依据", "问题描述", "原因", "扣分", "最近更新", "超期天数", "限期天数",
    "发现时间", "证据(文件#偏移)", "SHA256",
)  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """One unmet line. Several columns or pages stand in one cell, separated by `；`."""

    number: int
    agency: str
    column: str
    url: str
    task: str
    clause: str
    description: str
    cause: str
    lost: Decimal
    newest: str
    """ISO day of the newest item, empty if there is none or several columns are meant."""
    days_over: int | None
    limit_days: int | None
    found_at: datetime | None
    """On the office's clock."""
    record: str
    sha256: str


def problems(night: Night) -> tuple[Problem, ...]:
    """All unmet lines, by agency in the scorecard's order. Lines on trial are among them, with no points lost.

    A bonus that was not earned is no problem.
    """
    cards = night.scorecards.agencies
    found = [(card, line) for card in cards for line in card.lines if line.status == "unmet" and line.mode != "bonus"]
    return tuple(_problem(night, card, line, place) for place, (card, line) in enumerate(found, start=1))


def problems_csv(night: Night) -> bytes:
    """As `csv_table`."""
    return csv_table(HEADERS, map(astuple, problems(night)))


def _problem(night: Night, card: AgencyCard, line: Line, place: int) -> Problem:
    columns = [column for column in card.columns if column.column in line.columns]
    only = columns[0] if len(columns) == 1 else None
    seen = [evidence.fetched_at for evidence in line.evidence if evidence.fetched_at]
    return Problem(
        number=place,
        agency=card.name,
        column=_joined(column.name for column in columns) or (line.category or ""),
        url=_joined(column.url for column in columns) or _joined(evidence.url for evidence in line.evidence),
        task=line.task,
        clause=line.clause,
        description=explanation(line, card, words("zh")),
        cause=_cause(line),
        lost=lost(line),
        newest=only.newest.isoformat() if only and only.newest else "",
        days_over=days_over(only) if only and only.status == "stale" else None,
        limit_days=only.limit_days if only else None,
        found_at=night.local(min(seen)) if seen else None,
        record=_joined(evidence.record or evidence.issued_by or "" for evidence in line.evidence),
        sha256=_joined(evidence.sha256 or "" for evidence in line.evidence),
    )


def _cause(line: Line) -> str:
    label = words("zh")
    note = "line.unconfirmed_note" if line.unconfirmed else "line.trial_note"
    return (label(f"cause.{line.cause}") if line.cause else "") + (label(note) if line.trial else "")


def _joined(parts: Iterator[str]) -> str:
    return "；".join(dict.fromkeys(part for part in parts if part))
