"""Sheets of a workbook as an office would type them, ready to print.

Every text is written as text, so a title that looks like a formula stays a title; days are real spreadsheet dates.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import xlsxwriter

from publishing.safe_text import link

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
    """A sheet under its heads, with filters."""

    name: str
    heads: Sequence[Head]
    rows: Iterable[Sequence[Cell | Link]]
    status_column: int | None = None
    bar_column: int | None = None
    freeze_columns: int = 2


def workbook(sheets: Sequence[Sheet], *, title: str, office: str, at: datetime, beside: str) -> bytes:
    """The workbook's bytes; the same sheets give the same bytes.

    `at`: in the office's zone. `beside`: on printed pages, behind the office's and the sheet's names.
    """
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"title": title, "author": office, "created": at.replace(tzinfo=None)})
        look = _look(book)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, f"{office}　{sheet.name}　{beside}", look)
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


def _write(page: Any, sheet: Sheet, printed: str, look: _Look) -> None:
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
    _set_up_print(page, printed)


def _set_up_print(page: Any, printed: str) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    # `&` starts a code in headers and footers.
    page.set_header("&C&12" + printed.replace("&", "&&"))
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
