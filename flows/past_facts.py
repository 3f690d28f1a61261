"""The facts of any monitoring point, as they are known now or were known at an earlier moment. Changes nothing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.errors import FolderNotWritable
from flows.opened import OpenOffice
from flows.write_whole import write_whole
from publishing.safe_text import spreadsheet_text
from schemas.agencies import Agency
from schemas.mistakes import ConfigError, Mistake
from warehouse import facts

if TYPE_CHECKING:
    from rich.table import Table

Row = dict[str, Any]

TITLES = {
    "column_id": "栏目标识",
    "row_id": "行标识",
    "agency": "单位代码",
    "column": "栏目代码",
    "name": "栏目",
    "site": "网站",
    "url": "网址",
    "kind": "栏目类型",
    "category": "信息类别",
    "observed_at": "访问时刻",
    "state": "页面状态",
    "reason": "原因",
    "cause": "归因",
    "note": "空白有说明",
    "newest": "最新日期",
    "items": "条数",
    "dated_items": "有日期条数",
    "read_back_to": "已知读至",
    "seen_back_to": "当次读至",
    "total_stated": "页面所示总数",
    "fetched": "读到行数",
    "unique": "去重条数",
    "cap": "列表上限",
    "undated_age": "顶部无日期条目天数",
    "age": "距今天数",
    "limit": "时限(天)",
    "limit_value": "时限数值",
    "limit_unit": "时限单位",
    "rule_limit": "规则集时限(天)",
    "due_on": "到期日",
    "newest_at": "最新时刻",
    "age_hours": "距今小时数",
    "due_at": "到期时刻",
    "evidence": "证据",
    "last_readable_at": "最近可读时刻",
    "last_readable_evidence": "最近可读证据",
    "period": "期间",
    "obligation": "检查事项",
    "min_items": "最少条数",
    "whole_year": "全年最少条数",
    "undated": "无日期条数",
    "complete": "读取完整",
    "due": "期间已结束",
}
"""What the frames' columns are called for those who read them."""

_OF_ANY_NIGHT = frozenset({"evidence", "last_readable_at", "last_readable_evidence"})
"""Not compared: they name the latest pages, and each night brings new ones."""

_ON_A_TERMINAL = ("column_id", "name", "state", "observed_at", "newest", "age", "limit", "items")


@dataclass(frozen=True)
class Frames:
    """Both frames of one monitoring point."""

    known_at: datetime | None
    columns: list[Row]
    categories: list[Row]


@dataclass(frozen=True)
class Change:
    """A cell that was known otherwise then."""

    row: str
    """`column_id` or `row_id`."""
    what: str
    """The frame's column; empty: the row itself."""
    then: Any
    now: Any


@dataclass(frozen=True)
class Past:
    """What was asked for."""

    as_of: datetime
    shown: Frames
    changes: tuple[Change, ...] | None
    """What is known otherwise now; `None`: that was not asked."""


def past_facts(office: OpenOffice, as_of: datetime, *, known_at: datetime | None, compare: bool) -> Past:
    """The facts at `as_of`: as known now, or at `known_at` under the register of then.

    `compare`: also what is known otherwise now. Without `known_at` it is compared with what was known when that night's
    own run ended; where no night was crawled, with what was known at the point itself. Raises `ConfigError` for a
    moment of which no register is kept.
    """
    if compare and known_at is None:
        night = facts.night_seen_at(office.warehouse, as_of)
        known_at = (facts.end_of_crawl(office.warehouse, night) if night else None) or as_of
    shown = _frames(office, as_of, known_at)
    return Past(as_of, shown, tuple(_changes(shown, _frames(office, as_of, None))) if compare else None)


def as_table(past: Past, office: OpenOffice) -> Table:
    """What differs if that was asked, otherwise the columns in short, for a terminal."""
    from rich.table import Table

    known = past.shown.known_at
    title = f"{past.as_of:%Y-%m-%d %H:%M}  " + (
        f"截至 {known.astimezone(office.zone):%Y-%m-%d %H:%M} 所知" if known else "今日所知"
    )
    table = Table(title=title)
    headings, rows = _listed(past, office, _ON_A_TERMINAL)
    for heading in headings:
        table.add_column(heading)
    for row in rows:
        table.add_row(*row)
    return table


def write(past: Past, office: OpenOffice, out: Path) -> None:
    """Write it by the file's ending: .json and .xlsx hold both frames and what differs, .csv one table of them.

    The CSV's is what differs if that was asked, otherwise the columns. Raises `ConfigError` for another ending,
    `FolderNotWritable`.
    """
    match out.suffix.lower():
        case ".json":
            write_whole(out, _as_json(past))
        case ".csv":
            text = io.StringIO()
            headings, rows = _listed(past, office, tuple(facts.COLUMN_FACTS))
            csv.writer(text).writerows([headings, *([spreadsheet_text(cell) for cell in row] for row in rows)])
            write_whole(out, "\ufeff" + text.getvalue())
        case ".xlsx":
            _write_workbook(past, office, out)
        case _:
            raise _wrong("--out", f"{out.name} is none of .csv, .json, .xlsx", "give the file one of these endings")


def _frames(office: OpenOffice, as_of: datetime, known_at: datetime | None) -> Frames:
    w, agencies = office.warehouse, _register(office, known_at)
    asked: dict[str, Any] = {"agencies": agencies, "as_of": as_of, "zone": office.zone, "known_at": known_at}
    rules = office.folder.rules_for(as_of.astimezone(office.zone).date())
    columns = facts.column_facts(w, rules=rules, calendar=office.folder.office.working_days, **asked)
    categories = facts.category_facts(w, year=as_of.astimezone(office.zone).year, part_year=rules.part_year, **asked)
    return Frames(known_at, facts.plain_rows(columns), facts.plain_rows(categories))


def _register(office: OpenOffice, known_at: datetime | None) -> Sequence[Agency]:
    if known_at is None:
        return office.folder.agencies
    agencies = facts.register_at(office.warehouse, known_at)
    if not agencies:
        raise _wrong(
            "--known-at",
            f"no register is kept from before {known_at.astimezone(office.zone):%Y-%m-%d %H:%M}",
            "name a moment after the first night of this office (or the first since its history is kept)",
        )
    return agencies


def _changes(then: Frames, now: Frames) -> Iterator[Change]:
    for key, before, after in (("column_id", then.columns, now.columns), ("row_id", then.categories, now.categories)):
        was, known = ({row[key]: row for row in rows} for rows in (before, after))
        for name in [*was, *(name for name in known if name not in was)]:
            if name not in was or name not in known:
                yield Change(name, "", "有" if name in was else "无", "有" if name in known else "无")
                continue
            for what, value in was[name].items():
                if what not in _OF_ANY_NIGHT and known[name][what] != value:
                    yield Change(name, what, value, known[name][what])


def _listed(past: Past, office: OpenOffice, names: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of what differs, or of the columns, all as text."""
    if past.changes is None:
        rows = [[_cell(row[name], office) for name in names] for row in past.shown.columns]
        return [TITLES[name] for name in names], rows
    return ["栏目或类别", "项目", "当时所知", "现在所知"], [
        [change.row, TITLES.get(change.what, "整行"), _cell(change.then, office), _cell(change.now, office)]
        for change in past.changes
    ]


def _cell(value: Any, office: OpenOffice) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime():
            return f"{value.astimezone(office.zone):%Y-%m-%d %H:%M:%S}"
        case date():
            return "全部" if value == date.min else value.isoformat()
        case _:
            return str(value)


def _as_json(past: Past) -> str:
    said: dict[str, Any] = {
        "as_of": past.as_of,
        "known_at": past.shown.known_at,
        "columns": past.shown.columns,
        "categories": past.shown.categories,
    }
    if past.changes is not None:
        said["changes"] = [vars(change) for change in past.changes]
    return json.dumps(said, ensure_ascii=False, indent=1, default=lambda value: value.isoformat()) + "\n"


def _write_workbook(past: Past, office: OpenOffice, out: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheets = [("栏目", past.shown.columns, facts.COLUMN_FACTS), ("类别", past.shown.categories, facts.CATEGORY_FACTS)]
    for title, rows, names in sheets:
        sheet = book.create_sheet(title)
        sheet.append([TITLES[name] for name in names])
        for row in rows:
            sheet.append([_number_or_text(row[name], office) for name in names])
    if past.changes is not None:
        sheet = book.create_sheet("变化")
        headings, changed = _listed(past, office, ())
        for cells in [headings, *changed]:
            sheet.append([spreadsheet_text(cell) for cell in cells])
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        book.save(out)
    except OSError as error:
        raise FolderNotWritable(f"{out} cannot be written: {error.strerror}; check the path and its rights") from error


def _number_or_text(value: Any, office: OpenOffice) -> int | str:
    return value if isinstance(value, int) and not isinstance(value, bool) else spreadsheet_text(_cell(value, office))


def _wrong(option: str, message: str, remedy: str) -> ConfigError:
    return ConfigError([Mistake(file=Path(option), message=message, remedy=remedy)])
