"""政府信息公开情况统计表: the form with one number a row that offices filled in beside their reports from 2013 to 2018.

Its rows are known by their words, whatever their numbering; rows that are not known say nothing. Of two columns, 累计
and 本年, only the second is the report's year.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from schemas.annual_reports import Applications, Count, Group, Total
from scrapers.reports.figures import narrow, number_of
from scrapers.reports.lines import ReportLine
from scrapers.reports.mentions import FigureParts


@dataclass(frozen=True, slots=True)
class StatisticsForm:
    """What the form says."""

    totals: tuple[Total, ...]
    groups: tuple[Group, ...]
    applications: Applications


def read_statistics_form(lines: Sequence[ReportLine]) -> StatisticsForm | None:
    """`None` where there is no such form in the report."""
    every = list(_rows(lines))
    rows = [row for row in every if not row.cumulative]
    if len({row.name for row in rows} - {None}) < _FEWEST_ROWS:
        return None
    totals, groups = [], []
    for some in (rows, [row for row in every if row.cumulative]):
        for at, row in enumerate(some):
            if row.name in _TOTALS:
                total = _total(row, row.name)
                totals.append(total)
                if counts := _parts(some, at):
                    groups.append(Group(about=row.name, kind="category", total=total, counts=counts))
    return StatisticsForm(tuple(totals), tuple(groups), _applications(rows))


@dataclass(frozen=True, slots=True)
class _Column:
    place: int
    """From the end of the row."""
    cumulative: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """One number of a row."""

    label: str
    name: str | None
    """Of the closed list below; `None`: none of it."""
    figure: FigureParts
    unit: str | None
    cumulative: bool


def _rows(lines: Sequence[ReportLine]) -> Iterator[_Row]:
    """The rows behind a head that names an indicator, as long as they are rows."""
    columns: Sequence[_Column] = ()
    for line in lines:
        cells = line.text.split("\t")
        if len(cells) < 2:  # a label and its number
            columns = () if len(line.text) > _LONGEST_BETWEEN else columns
        elif _HEAD.search("".join(line.text.split())):
            columns = _columns(["".join(cell.split()) for cell in cells])
        else:
            yield from (row for column in columns if (row := _row(line, cells, column)) is not None)


def _columns(cells: Sequence[str]) -> list[_Column]:
    ever = [_Column(at - len(cells), cumulative=True) for at, cell in enumerate(cells) if cell.startswith("累计")]
    of_year = [_Column(at - len(cells)) for at, cell in enumerate(cells) if _OF_YEAR.search(cell)]
    return [*(of_year[:1] or ([] if ever else [_Column(-1)])), *ever]


def _row(line: ReportLine, cells: Sequence[str], column: _Column) -> _Row | None:
    place = len(cells) + column.place
    if place < 1:
        return None
    words = [cell for cell in ("".join(cell.split()) for cell in cells[:place]) if _HAN.search(cell)]
    label = next((cell for cell in reversed(words) if cell not in _UNITS), "")
    written = cells[place]
    value = number_of(narrow(written).strip())
    if value is None and not _EMPTY.fullmatch(written):
        return None
    plain = _NUMBERING.sub("", label)
    of_another = label.startswith("其中") and plain == label.removeprefix("其中").lstrip("：:")
    name = None if of_another else next((name for name, known in _INDICATORS if known.fullmatch(plain)), None)
    raw = written.strip() if value is not None else ""
    start = sum(len(cell) + 1 for cell in cells[:place]) + (written.find(raw) if raw else 0)
    unit = next((cell.strip() for cell in cells[:place] if cell.strip() in _UNITS), None)
    figure = FigureParts(value=value, approximate=False, raw=raw, line=line.number, start=start)
    return _Row(plain, name, figure, unit, column.cumulative)


def _parts(rows: Sequence[_Row], at: int) -> tuple[Count, ...]:
    """The rows behind a total that are its parts, up to the next one."""
    behind = takewhile(lambda row: row.name not in _TOTALS, rows[at + 1 :])
    wanted = _PARTS.get(rows[at].name or "", ())
    return tuple(_count(row, row.label.removesuffix("数").removesuffix("信息")) for row in behind if row.name in wanted)


def _applications(rows: Sequence[_Row]) -> Applications:
    of = {row.name: row for row in reversed(rows) if row.name is not None}
    received, answered = (
        _total(of[name], about) if name in of else None
        for name, about in (("收到申请", "依申请公开"), ("申请答复", "依申请公开答复"))
    )
    ways = tuple(_count(row, _WAYS[row.label[:2]]) for row in rows if row.name == "申请方式")
    results = tuple(_count(row, row.label.removesuffix("数")) for row in rows if row.name == "答复结果")
    return Applications(
        received=received,
        by_channel=ways,
        channels_of=received,
        dispositions=results,
        dispositions_of=answered,
        dispositions_whole=len(results) >= _MOST_RESULTS,
        answered=answered,
    )


def _total(row: _Row, about: str) -> Total:
    return Total(about=about, unit=row.unit, cumulative=row.cumulative, **row.figure)


def _count(row: _Row, name: str) -> Count:
    return Count(name=name, **row.figure)


_MOST_RESULTS = 6
"""The form has eight; earlier ones have fewer, and others beside those that are known."""
_FEWEST_ROWS = 4
"""Fewer known rows are no form."""
_LONGEST_BETWEEN = 40
"""A longer line between two rows ends the form."""
_HEAD = re.compile("统计指标|指标(?:名称)?.{0,6}(?:单位|累计)|项目.{0,6}单位.{0,6}(?:数量|统计数|本年)")
_OF_YEAR = re.compile("^(?:本年|当年|(?:20)?[0-9]{2}年)")
_HAN = re.compile("[\u4e00-\u9fff]")
_NUMBERING = re.compile(
    r"^(?:其中[：:]?)?(?:[（(]?[一二三四五六七八九十]{1,3}[）)、．.]|[0-9]{1,2}\s?[.．、)）]|[①-⑳⑴-⒇])*(?:其中[：:]?)?(?:[0-9]{1,2}[.．、])?"
)
_EMPTY = re.compile(r"[\s—－\-/]*")
_UNITS = ("条", "件", "次", "份", "篇", "个", "人", "万元", "人次", "场")
_WAYS = {
    "当面": "当面",
    "传真": "传真",
    "网络": "网上",
    "网上": "网上",
    "信函": "信函",
    "电子": "电子邮件",
    "其他": "其他",
}
_TOTALS = ("主动公开", "规范性文件", "行政复议", "行政诉讼")
_PARTS = {
    "主动公开": ("类别",),
    "行政复议": ("维持", "纠错", "其他"),
    "行政诉讼": ("维持", "纠错", "其他"),
}
_INDICATORS = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("主动公开", r"(?:主动)?公开(?:政府)?信息(?:总)?数★?(?:[（(].*[）)])?"),
        ("类别", ".{2,20}类信息数"),
        ("规范性文件", "制发规范性文件(?:总)?数"),
        ("收到申请", "(?:本年度?)?收到(?:的)?申请(?:总)?数|政府信息公开申请(?:总)?数"),
        ("申请方式", "(?:当面|传真|网络|网上|信函|电子邮件|其他形式)申请数"),
        ("申请办结", "申请办结(?:总)?数"),
        ("申请答复", "申请答复(?:总)?数|对申请的答复(?:总)?数"),
        (
            "答复结果",
            (
                "属于已?主动公开范围数|(?:部分)?同意(?:部分)?公开(?:答复)?数|(?:不同意|否决)公开(?:答复)?数"
                "|不属于本行政机关公开(?:范围)?数|申请信息不存在数|告知作出更改补充数|告知通过其他途径办理数"
            ),
        ),
        ("行政复议", "行政复议(?:数量|数|总数)"),
        ("行政诉讼", "行政诉讼(?:数量|数|总数)"),
        ("维持", "维持具体行政行为(?:或者?驳回原告诉讼请求)?数"),
        ("纠错", "被依法纠错数"),
        ("其他", "其他情形数"),
    )
)
"""The form's indicators that are compared, by their words in the form of 2014."""
