"""What falls due within ten, five or two working days, as `warnings.csv`: one row a line of a scorecard."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal

from publishing.csv_table import csv_table
from publishing.night import Night
from publishing.wording import words
from schemas.early_warnings import EarlyWarning

HEADERS = (
    "序号",
    "单位",
    "栏目",
    "任务",
    "检查项",
    "当前结果",
    "期限",
    "剩余工作日",
    "提醒",
    "可得分",
    "说明",
    "事项编号",
)


@dataclass(frozen=True)
class Row:
    """One warning, its fields in the order of `HEADERS`."""

    place: int
    agency: str
    columns: str
    task: str
    measure: str
    status: str
    due_on: date
    working_days_left: int | None
    """`None` where the year's days off are not known yet."""
    within: str
    at_stake: Decimal | None
    """`None` of what is on trial, and of a deduction, which gives nothing."""
    reason: str
    line: str


def warning_rows(night: Night) -> Iterator[Row]:
    """All warnings, the nearest first."""
    return (_row(night, warning, place) for place, warning in enumerate(night.warnings, start=1))


def warnings_csv(night: Night) -> bytes:
    """As `csv_table`, the nearest first."""
    return csv_table(HEADERS, map(astuple, warning_rows(night)))


def _row(night: Night, warning: EarlyWarning, place: int) -> Row:
    label = words("zh")
    card = next((card for card in night.scorecards.agencies if card.code == warning.agency), None)
    names = {column.column: column.name for column in card.columns} if card else {}
    return Row(
        place=place,
        agency=warning.name,
        columns="、".join(names.get(code, code) for code in warning.columns),
        task=warning.task,
        measure=label.labels.get(f"measure.{warning.measure}", warning.measure),
        status=label(f"line.{warning.status}"),
        due_on=warning.due_on,
        working_days_left=warning.working_days_left,
        within=label("warn.within", within=warning.within),
        at_stake=None if warning.trial else warning.at_stake or None,
        reason=warning.reason.text("zh"),
        line=warning.line,
    )
