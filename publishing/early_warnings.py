"""What falls due within ten, five or two working days, as `warnings.csv`: one row a line of a scorecard."""

import csv
import io
from collections.abc import Iterable

from publishing.night import Night
from publishing.safe_text import spreadsheet_text
from publishing.wording import day_text, number, words
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


def warnings_csv(night: Night) -> bytes:
    """UTF-8 with BOM, CRLF, the nearest first. 剩余工作日 is empty where the year's days off are not known yet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADERS)
    for place, warning in enumerate(night.warnings, start=1):
        writer.writerow([spreadsheet_text(value) for value in (str(place), *_cells(night, warning))])
    return text.getvalue().encode("utf-8-sig")


def _cells(night: Night, warning: EarlyWarning) -> Iterable[str]:
    label = words("zh")
    card = next((card for card in night.scorecards.agencies if card.code == warning.agency), None)
    names = {column.column: column.name for column in card.columns} if card else {}
    left = warning.working_days_left
    return (
        warning.name, "、".join(names.get(code, code) for code in warning.columns), warning.task,
        label.labels.get(f"measure.{warning.measure}", warning.measure), label(f"line.{warning.status}"),
        day_text(warning.due_on), "" if left is None else str(left), f"{warning.within}个工作日内",
        "" if warning.trial else number(warning.at_stake), warning.reason.text("zh"), warning.line,
    )  # fmt: skip
