"""A page for each agency's annual report: what its checks found, and its text with every number marked that was read.

Beside them the page of all agencies. Plain pages in Chinese that need no script.
"""

import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

from jinja2 import Environment

from publishing import wording
from publishing.environment import environment
from publishing.errors import UnfitForPublication
from publishing.report_marks import Piece, Reading, harmless, pieces, readings_by_line
from publishing.report_rows import blocks
from publishing.report_workbook import CHECKS, STATES, STATUSES
from publishing.safe_text import link
from schemas.annual_reports import AnnualReport, AuditedReport, CheckName, CheckStatus, Regime, ReportFinding, Section

INDEX, FOLDER, ASSETS = "reports.html", "report", ("site.css", "report.css")
GENERATOR = "gongkai audit-reports"
"""Named in every page: by it a folder of such pages is known again."""


@dataclass(frozen=True)
class Finding:
    """A finding as a person reads it."""

    number: int
    """From 1, in the order shown: the page's `#finding-1`."""
    status: CheckStatus
    check: str
    about: str
    sides: tuple[tuple[str, str], ...]
    """Of each side what it is and what it says; none where nothing is compared."""
    difference: str
    lines: tuple[tuple[int, int], ...]
    """First and last of each run of lines."""
    place: str
    """Where it stands, as far as lines do not say it."""


@dataclass(frozen=True)
class Cell:
    """A cell of a table's row; a gap where `pieces` is `None`."""

    span: int
    pieces: tuple[Piece, ...] | None
    number: bool


@dataclass(frozen=True)
class Line:
    """A line of the report. `cells`: it is a row of a table; `pieces`: it is not."""

    number: int
    pieces: tuple[Piece, ...]
    cells: tuple[Cell, ...]
    head: bool
    level: int | None
    """It is a heading: 1 to 3."""
    findings: tuple[Finding, ...]
    """The contradictions and gaps that rest on it."""


@dataclass(frozen=True)
class Block:
    """One paragraph, or the rows of a table. `width`: its columns."""

    lines: tuple[Line, ...]
    table: bool
    width: int


@dataclass(frozen=True)
class ReportPage:
    """Everything the page of one agency shows."""

    one: AuditedReport
    state: str
    why: str
    """What its state means, and what to do."""
    report: AnnualReport | None
    facts: tuple[tuple[str, str], ...]
    counts: Mapping[CheckStatus, int]
    findings: tuple[Finding, ...]
    blocks: tuple[Block, ...]
    numbers: tuple[tuple[int, str, Reading], ...]
    """The numbers of the running text: line, characters, what they were read as."""

    @property
    def address(self) -> str:
        return f"{FOLDER}/{self.one.agency}.html"


def write_report_pages(
    audited: Sequence[AuditedReport], folder: Path, *, office: str, year: int, as_of: datetime
) -> int:
    """Write `reports.html`, `report/<code>.html` and the styles into `folder` (made here); answer how many pages.

    `as_of`: in the office's zone. The same reports give the same bytes. Raises `UnfitForPublication`, `OSError`.
    """
    codes = [one.agency.casefold() for one in audited]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise UnfitForPublication(f"two agencies would have one page: {', '.join(twice)}; give them distinct codes")
    shared = {"office": office, "year": year, "as_of": as_of, "STATUSES": STATUSES, "GENERATOR": GENERATOR}
    pages = [report_page(one) for one in audited]
    (folder / "assets").mkdir(parents=True)
    (folder / FOLDER).mkdir()
    for name in ASSETS:
        shutil.copyfile(_HERE / "assets" / name, folder / "assets" / name)
    _write(folder / INDEX, "reports.html", shared, {"pages": pages, "up": ""})
    for page in pages:
        _write(folder / page.address, "report.html", shared, {"page": page, "up": "../"})
    return 1 + len(pages)


def report_page(one: AuditedReport) -> ReportPage:
    """The page of one agency; without a report it says why there is none."""
    if one.checked is None:
        return ReportPage(one, NOT_LISTED, WHY["not_listed"], None, (), {}, (), (), ())
    report = one.checked.report
    findings = tuple(_findings(one.checked.findings, report))
    readings = readings_by_line(report)
    return ReportPage(
        one=one,
        state=STATES[report.state],
        why=WHY[report.state],
        report=report,
        facts=tuple((name, harmless(said)) for name, said in _facts(report)) if report.state == "report" else (),
        counts=Counter(finding.status for finding in findings),
        findings=findings,
        blocks=tuple(_blocks(report, readings, findings)),
        numbers=tuple(
            (line, harmless(report.lines[line - 1])[each.start : each.end], each)
            for line in sorted(readings)
            for each in readings[line]
            if not each.of_table
        ),
    )


def _facts(report: AnnualReport) -> Iterator[tuple[str, str]]:
    yield "标题", report.title or "没有"
    yield "单位（按标题）", report.agency or "没有写明"
    yield "年度", f"{report.year}年" if report.year else "没有写明"
    yield "适用格式", REGIMES[report.regime] if report.regime else "不能确定：没有写明年度"
    yield "统计期限", "至".join(day.isoformat() for day in report.period) if report.period else "没有写明"
    yield "网页公布日期", wording.day_text(report.published) if report.published else "网页没有写明"
    yield "落款日期", wording.day_text(report.signed) if report.signed else "没有"
    yield "提到的公开渠道", "、".join(report.channels) or "没有"


def _findings(found: Sequence[ReportFinding], report: AnnualReport) -> Iterator[Finding]:
    for number, each in enumerate(sorted(found, key=lambda one: _ORDER.index(one.status)), start=1):
        left, right = _SIDES[each.check]
        told = ((left, each.left), (right, each.right))
        yield Finding(
            number=number,
            status=each.status,
            check=CHECKS[each.check],
            about=harmless(each.about),
            sides=tuple((name, harmless(_value(value))) for name, value in told if value is not None),
            difference="" if each.difference is None else wording.signed(each.difference),
            lines=tuple(_runs([line for line in each.lines if 0 < line <= len(report.lines)])),
            place=harmless(_place(each.where, told_by_lines=bool(each.lines))),
        )


def _value(value: float | str | None) -> str:
    return value.replace("/", "至") if isinstance(value, str) else wording.number(value)


def _runs(lines: Sequence[int]) -> Iterator[tuple[int, int]]:
    """`(4, 4), (6, 9)` of 4, 6, 7, 8, 9."""
    first = last = None
    for line in sorted(set(lines)):
        if first is not None and last is not None and line == last + 1:
            last = line
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = line
    if first is not None and last is not None:
        yield first, last


def _place(where: str, *, told_by_lines: bool) -> str:
    parts = [part.strip() for part in where.split(";")]
    if told_by_lines:
        parts = [part for part in parts if not _LINES.fullmatch(part)]
    for pattern, words in _PLACES:
        parts = [re.sub(pattern, words, part) for part in parts]
    return "；".join(part for part in parts if part)


def _blocks(
    report: AnnualReport, readings: Mapping[int, Sequence[Reading]], findings: Sequence[Finding]
) -> Iterator[Block]:
    wrong: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.status in ("contradiction", "missing"):
            for first, last in finding.lines:
                for line in range(first, last + 1):
                    wrong.setdefault(line, []).append(finding)
    sections = {section.line: section for section in report.sections}
    for block in blocks(report):
        if not block.rows:
            number, text = block.line, report.lines[block.line - 1]
            told = pieces(text, readings.get(number, ()))
            level = _level(sections.get(number), text)
            alone = Line(number, told, (), head=False, level=level, findings=tuple(wrong.get(number, ())))
            yield Block((alone,), table=False, width=1)
            continue
        rows = []
        for row in block.rows:
            text, own = report.lines[row.line - 1], readings.get(row.line, ())
            cells = []
            for place in row.places:
                told = pieces(text, own, place.first, place.last)
                is_number = not place.gap and any(piece.reading is not None for piece in told)
                cells.append(Cell(place.span, None if place.gap else told, is_number))
            found = tuple(wrong.get(row.line, ()))
            rows.append(Line(row.line, (), tuple(cells), head=row.head, level=None, findings=found))
        yield Block(tuple(rows), table=True, width=block.width)


def _level(section: Section | None, text: str) -> Literal[1, 2, 3] | None:
    """Of a heading that has its line for itself."""
    own = section is not None and len(text) <= _LONGEST_HEADING and text.rstrip("：: 　").endswith(section.title[-4:])
    return section.level if section is not None and own else None


def _write(file: Path, template: str, *contents: Mapping[str, object]) -> None:
    content = {name: value for each in contents for name, value in each.items()}
    file.write_text(_environment().get_template(template).render(content), encoding="utf-8")


@cache
def _environment() -> Environment:
    return environment(wording.moment_text, link, harmless)


_HERE = Path(__file__).resolve().parent
_LONGEST_HEADING = 60
_ORDER: tuple[CheckStatus, ...] = ("contradiction", "missing", "approximate", "not_reported", "ok")
_LINES = re.compile(r"lines? [0-9, ]+")
_PLACES = (
    (r"\btable (\S+?),? row (\S+?)(?=,|$| of)", r"表\1 “\2”行"),
    (r"\btable (\S+?),? rows (.+?)(?=, column|$)", r"表\1 \2行"),
    (r"\btable (\S+?)(?=,|$| of)", r"表\1"),
    (r"\brow (\S+)", r"“\1”行"),
    (r",? column (\S+)", r" “\1”列"),
    (r",? lines? ([0-9, ]+)", ""),
    (r" of ([0-9]{4})$", r"（\1年度报告）"),
    (r"^the report on ([0-9]{4})$", r"\1年度报告"),
    (r"^the report$", "全文"),
    (r"^its period$", "统计期限"),
    (r"^title and text$", "标题与正文"),
    (r"^its day of publication$", "网页公布日期"),
)
NOT_LISTED = "栏目中没有"
WHY = {
    "not_listed": "各栏目所列信息中没有该年度的报告。已经发布的，检查登记表中有没有登记它所在的栏目。",
    "report": "",
    "not_a_report": "保存的网页中没有报告的正文。正文可能在附件中：用 gongkai read report 读网页上的附件。",
    "unreadable": "还没有读到报告，所以没有核对；不能据此认为没有发布。",
}
REGIMES: dict[Regime, str] = {
    "2008": "2008年条例（2018年度及以前）",
    "2019": "国办公开办函〔2019〕60号试行格式（2019、2020年度）",
    "2021": "国办公开办函〔2021〕30号格式（2021年度起）",
}
_TOTAL, _SUM = "总计", "各项之和"
_SIDES: dict[CheckName, tuple[str, str]] = {
    "categories_sum_to_total": ("总数", "各类别之和"),
    "totals_agree": ("一处", "另一处"),
    "percentages_match": ("所写百分比", "按数量计算"),
    "percentages_sum_to_100": ("百分比之和", "应为"),
    "applications_balance": ("新收加上年结转", "办结加结转下年"),
    "channels_sum_to_received": ("收到", "各渠道之和"),
    "dispositions_sum_to_received": ("办结", "各结果之和"),
    "table_rows_add_up": (_TOTAL, _SUM),
    "table_groups_add_up": (_TOTAL, _SUM),
    "table_balances": ("第一项加第二项", "第三项加第四项"),
    "table_agrees_with_text": ("正文", "表"),
    "parts_announced": ("所称部分", "实有部分"),
    "enumeration_matches": ("所称项数", "所列项数"),
    "required_parts": ("写有", "应有"),
    "period_is_year": ("所写期限", "应为"),
    "title_matches_text": ("标题", "正文"),
    "in_force_across_years": ("现行有效", "上年加制发减废止"),
    "carried_over_across_years": ("上年报告结转下年", "本年报告上年结转"),
    "published_in_time": ("公布日期", "期限"),
    "like_last_year": ("重合比例", "达到即须核看"),
    "like_another_agency": ("重合比例", "达到即须核看"),
}
