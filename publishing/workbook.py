"""`scorecards.xlsx`: ranking, lines, columns, problems and warnings as an office would type them, ready to print.

Every text is written as text, so a title that looks like a formula stays a title; days are real spreadsheet dates.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import xlsxwriter

from publishing.agency_page import lost
from publishing.early_warnings import HEADERS as WARNING_HEADERS
from publishing.early_warnings import warning_rows
from publishing.line_words import about, explanation, measure
from publishing.night import Night
from publishing.overview import Standing, days_over, overview
from publishing.problem_list import HEADERS as PROBLEM_HEADERS
from publishing.problem_list import Problem, problems
from publishing.safe_text import link
from publishing.wording import Words, moment_text, words
from schemas.results import AgencyCard, ColumnCheck, Line

Cell = str | int | float | Decimal | date | datetime | None
Style = Literal["text", "wrap", "whole", "points", "percent", "change", "day", "moment"]

_FONT = "微软雅黑"
_LINK_LIMIT = 60_000
"""A sheet holds at most 65 530 links; what comes after is written as text."""
_LINK_LENGTH = 2079
_STATUS_COLOURS = {
    "正常": ("#E3F3EA", "#0F5C40"), "达标": ("#E3F3EA", "#0F5C40"),
    "超期": ("#FDEFD2", "#7A4A00"), "未达标": ("#FBE3E0", "#8C1D18"), "空白": ("#FBE3E0", "#8C1D18"),
    "未知": ("#E9ECF0", "#3F4B5A"), "未能判定": ("#E9ECF0", "#3F4B5A"), "待人工复核": ("#E6EEF9", "#14417B"),
}  # fmt: skip
_FORMATS: dict[Style, dict[str, Any]] = {
    "text": {},
    "wrap": {"text_wrap": True},
    "whole": {"num_format": "0", "align": "right"},
    "points": {"num_format": "0.##", "align": "right"},
    "percent": {"num_format": "0.0%", "align": "right"},
    "change": {"num_format": "+0.##;-0.##;0", "align": "right"},
    "day": {"num_format": "yyyy-mm-dd", "align": "center"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm", "align": "center"},
}


@dataclass(frozen=True)
class Link:
    """A cell that shows `text` and opens `url`, if that is a web address."""

    text: str
    url: str


@dataclass(frozen=True)
class Head:
    """One column of a sheet."""

    title: str
    width: float
    style: Style = "text"


@dataclass(frozen=True)
class _Look:
    """The workbook's formats; xlsxwriter's own objects, which carry no types."""

    cells: dict[Style, Any]
    link: Any
    head: Any
    statuses: dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    name: str
    heads: Sequence[Head]
    rows: Iterable[Sequence[Cell | Link]]
    status_column: int | None = None
    bar_column: int | None = None
    freeze_columns: int = 2


def scorecards_xlsx(night: Night) -> bytes:
    """The workbook's bytes; the same night gives the same bytes."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties(
            {
                "title": f"{night.scorecards.office} 政务公开监测 {night.day.isoformat()}",
                "author": night.scorecards.office,
                "created": night.scorecards.as_of.replace(tzinfo=None),
            }
        )
        look = _look(book)
        for sheet in (
            _ranking(night),
            _lines(night),
            _columns(night),
            _problem_sheet(night),
            _warning_sheet(night),
        ):
            _write(book.add_worksheet(sheet.name), sheet, night, look)
    return content.getvalue()


def _cell_format(extra: dict[str, Any]) -> dict[str, Any]:
    return {"font_name": _FONT, "font_size": 10, "valign": "vcenter", "border": 1, "border_color": "#D5DCE5", **extra}


def _look(book: Any) -> _Look:
    return _Look(
        cells={style: book.add_format(_cell_format(extra)) for style, extra in _FORMATS.items()},
        link=book.add_format(_cell_format({"font_color": "#14417B", "underline": 1})),
        head=book.add_format(
            _cell_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#14417B", "text_wrap": True})
        ),
        statuses={
            word: book.add_format({"bg_color": back, "font_color": front})
            for word, (back, front) in _STATUS_COLOURS.items()
        },
    )


def _write(page: Any, sheet: Sheet, night: Night, look: _Look) -> None:
    for place, column in enumerate(sheet.heads):
        page.set_column(place, place, column.width)
        page.write_string(0, place, column.title, look.head)
    page.set_row(0, 28)
    last_row = 0
    linked = 0
    for last_row, row in enumerate(sheet.rows, start=1):
        for place, value in enumerate(row):
            style = look.cells[sheet.heads[place].style]
            if isinstance(value, Link) and linked < _LINK_LIMIT and _may_link(value.url):
                page.write_url(last_row, place, value.url, look.link, value.text)
                linked += 1
            else:
                _write_cell(page, last_row, place, value.text if isinstance(value, Link) else value, style)
    page.freeze_panes(1, sheet.freeze_columns)
    page.autofilter(0, 0, last_row, len(sheet.heads) - 1)
    if sheet.status_column is not None and last_row:
        for word, colour in look.statuses.items():
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": colour}
            page.conditional_format(1, sheet.status_column, last_row, sheet.status_column, rule)
    if sheet.bar_column is not None and last_row:
        bar = {
            "type": "data_bar", "bar_solid": True, "bar_color": "#9DBDE6",
            "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1,
        }  # fmt: skip
        page.conditional_format(1, sheet.bar_column, last_row, sheet.bar_column, bar)
    _set_up_print(page, sheet, night)


def _set_up_print(page: Any, sheet: Sheet, night: Night) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    # `&` starts a code in headers and footers.
    office = night.scorecards.office.replace("&", "&&")
    page.set_header(f"&C&12{office}　{sheet.name}　监测时间点 {moment_text(night.scorecards.as_of)}")
    page.set_footer("&C第 &P 页 / 共 &N 页")


def _may_link(url: str) -> bool:
    return len(url) <= _LINK_LENGTH and link(url) is not None


def _write_cell(page: Any, row: int, place: int, value: Cell, style: Any) -> None:
    match value:
        case None:
            page.write_blank(row, place, None, style)
        case str():
            page.write_string(row, place, value, style)
        case datetime():
            page.write_datetime(row, place, value.replace(tzinfo=None, microsecond=0), style)
        case date():
            page.write_datetime(row, place, value, style)
        case _:
            page.write_number(row, place, float(value), style)


def _ranking(night: Night) -> Sheet:
    heads = (
        Head("名次", 7, "whole"), Head("单位", 26), Head("单位类别", 14), Head("得分", 9, "points"),
        Head("满分", 9, "points"), Head("得分率", 12, "percent"), Head("等次", 10), Head("覆盖率", 10, "percent"),
        Head("超期栏目", 10, "whole"), Head("空白栏目", 10, "whole"), Head("未知栏目", 10, "whole"),
        Head("较上次（百分点）", 12, "change"), Head("比较说明", 26, "wrap"), Head("单项否决", 24, "wrap"),
    )  # fmt: skip
    return Sheet("总览", heads, (_standing(s) for s in overview(night).standings), bar_column=5)


def _standing(standing: Standing) -> Sequence[Cell | Link]:
    card, counts, change = standing.card, standing.counts, standing.change
    remark = "" if change.same_scope else words("zh")("change.scope")
    if change.points is None:
        remark = words("zh")(f"change.{change.kind}")
    return (
        card.rank, card.name, card.agency_class, card.score, card.max, _fraction(card.percent), card.grade or "",
        card.coverage, counts["stale"], counts["blank"], counts["unknown"], change.points, remark,
        "；".join(card.vetoes),
    )  # fmt: skip


def _lines(night: Night) -> Sheet:
    heads = (
        Head("单位", 22), Head("任务", 8), Head("任务名称", 28, "wrap"), Head("栏目 / 类别", 22, "wrap"),
        Head("检查项", 14), Head("种类", 10), Head("结果", 12), Head("得分", 8, "points"), Head("满分", 8, "points"),
        Head("扣分", 8, "points"), Head("封顶前", 8, "points"), Head("试运行", 8), Head("期限", 12, "day"),
        Head("原因", 14), Head("说明", 46, "wrap"),
        Head("依据", 34, "wrap"), Head("取证网址", 36), Head("取证时间", 17, "moment"), Head("证据(文件#偏移)", 36),
        Head("SHA256", 24),
    )  # fmt: skip
    titles = {task.number: task.title for task in night.plan.tasks} if night.plan else {}
    return Sheet("得分明细", heads, _line_rows(night, titles), status_column=6, freeze_columns=1)


def _line_rows(night: Night, titles: dict[str, str]) -> Iterable[Sequence[Cell | Link]]:
    label = words("zh")
    for card in night.scorecards.agencies:
        for line in card.lines:
            yield (
                card.name, line.task, titles.get(line.task, ""), about(line, card), measure(line, label),
                label(f"mode.{line.mode}"), label(f"line.{line.status}"), line.points, line.max, lost(line),
                line.uncapped, _trial(line, label), line.due_on,
                label(f"cause.{line.cause}") if line.cause else "", explanation(line, card, label), line.clause,
                *_proof(night, line),
            )  # fmt: skip


def _trial(line: Line, label: Words) -> str:
    return label("line.unconfirmed") if line.unconfirmed else "是" if line.trial else ""


def _proof(night: Night, line: Line) -> Sequence[Cell | Link]:
    if not line.evidence:
        return (None, None, None, None)
    first = line.evidence[0]
    fetched = night.local(first.fetched_at) if first.fetched_at else None
    return (Link(first.url, first.url), fetched, first.record or first.issued_by, first.sha256)


def _columns(night: Night) -> Sheet:
    heads = (
        Head("单位", 22), Head("栏目", 22), Head("栏目类型", 12), Head("信息类别", 14), Head("状态", 9),
        Head("最近更新", 12, "day"), Head("已过天数", 9, "whole"), Head("限期天数", 9, "whole"),
        Head("超期天数", 9, "whole"), Head("最迟更新日", 12, "day"), Head("信息条数", 9, "whole"),
        Head("查看时间", 17, "moment"), Head("说明", 46, "wrap"), Head("链接", 48),
    )  # fmt: skip
    rows = (_column(night, card, column) for card in night.scorecards.agencies for column in card.columns)
    return Sheet("栏目", heads, rows, status_column=4)


def _column(night: Night, card: AgencyCard, column: ColumnCheck) -> Sequence[Cell | Link]:
    over = days_over(column) if column.status == "stale" else None
    seen = night.local(column.observed_at) if column.observed_at else None
    return (
        card.name, Link(column.name, column.url), column.kind, column.category,
        words("zh")(f"status.{column.status}"), column.newest, column.age_days, column.limit_days, over,
        # Of a stale column, the overrun in days says it; counted in months, the two may differ by a few days.
        column.due_on if column.status == "fresh" else None,
        column.items, seen, column.reason.text("zh"), Link(column.url, column.url),
    )  # fmt: skip


def _problem_sheet(night: Night) -> Sheet:
    widths: tuple[tuple[float, Style], ...] = (
        (6, "whole"), (22, "text"), (20, "wrap"), (36, "text"), (8, "text"), (34, "wrap"), (46, "wrap"), (14, "text"),
        (8, "points"), (12, "day"), (10, "whole"), (10, "whole"), (17, "moment"), (36, "text"), (24, "text"),
    )  # fmt: skip
    heads = [Head(title, width, style) for title, (width, style) in zip(PROBLEM_HEADERS, widths, strict=True)]
    return Sheet("问题清单", heads, (_problem(problem) for problem in problems(night)))


def _problem(problem: Problem) -> Sequence[Cell | Link]:
    newest = date.fromisoformat(problem.newest) if problem.newest else None
    return (
        problem.number, problem.agency, problem.column, Link(problem.url, problem.url), problem.task, problem.clause,
        problem.description, problem.cause, problem.lost, newest, problem.days_over, problem.limit_days,
        problem.found_at, problem.record, problem.sha256,
    )  # fmt: skip


def _warning_sheet(night: Night) -> Sheet:
    widths: tuple[tuple[float, Style], ...] = (
        (6, "whole"), (22, "text"), (22, "wrap"), (8, "text"), (14, "text"), (12, "text"), (12, "day"), (10, "whole"),
        (14, "text"), (8, "points"), (46, "wrap"), (22, "text"),
    )  # fmt: skip
    heads = [Head(title, width, style) for title, (width, style) in zip(WARNING_HEADERS, widths, strict=True)]
    return Sheet("到期提醒", heads, (astuple(row) for row in warning_rows(night)), status_column=5)


def _fraction(percent: Decimal | None) -> float | None:
    return None if percent is None else float(percent / 100)
