"""Parts and lists that a report announces, and the parts that its regime asks for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.annual_reports import AnnualReport, Regime, ReportFinding, Section
from schemas.report_tables import table_formats
from scorecards.report_checks.amounts import amount, compared, exactly
from scorecards.report_checks.finding import Subject, finding, places


def parts_announced(subject: Subject) -> Iterator[ReportFinding]:
    """So many parts are announced, and so many headings of the first level there are.

    Nothing is held against headings that are not clearly the report's parts, counted from one without a gap.
    """
    report = subject.report
    announced = report.parts.count if report.parts is not None else None
    said = amount(announced)
    if announced is None:
        return
    headings = [section for section in report.sections if section.level == 1]
    there = exactly(len(headings))
    if said is None or not headings:
        yield finding("parts_announced", "not_reported", left=said, lines=[announced.line], about="组成部分")
        return
    status = compared(said, there)
    if status == "contradiction" and _may_be_meant(report, headings, int(said.value - there.value)):
        status = "ok"
    if status == "contradiction" and not _are_parts(headings):
        status = "not_reported"
    lines = [announced.line, *(section.line for section in headings)]
    yield finding("parts_announced", status, left=said, right=there, lines=lines, about="组成部分")


def enumeration_matches(subject: Subject) -> Iterator[ReportFinding]:
    """三个方面 that lists four."""
    for listed in subject.report.enumerations:
        said = amount(listed.announced)
        there = exactly(listed.listed)
        yield finding(
            "enumeration_matches",
            "not_reported" if said is None or not listed.listed else compared(said, there),
            left=said,
            right=there,
            lines=(listed.announced.line, *listed.lines),
            about=listed.announced.raw or "列举",
        )


def required_parts(subject: Subject) -> Iterator[ReportFinding]:
    """What the regime asks for: a finding for each part that is not there, `ok` where all are.

    The law of 2008 asks for contents, so that a sentence will do; the later formats ask for headings and tables.
    """
    report = subject.report
    if report.regime is None or not report.lines:
        return
    if report.regime != "2008" and not report.sections:
        yield finding("required_parts", "not_reported", about="各部分标题")
        return
    lacking = [part.name for part in _ASKED[report.regime] if not _has(part, report)]
    tables = list(_tables_lacking(report))
    for about, line in (*((name, None) for name in lacking), *tables):
        lines = [] if line is None else [line]
        yield finding("required_parts", "missing", lines=lines, where=places(lines), about=about)
    if not lacking and not tables:
        yield finding("required_parts", "ok", lines=lines_of_sections(report), about="应有内容")


def lines_of_sections(report: AnnualReport) -> list[int]:
    """Those of the headings of the first level."""
    return [section.line for section in report.sections if section.level == 1]


@dataclass(frozen=True)
class _Part:
    """A part that is asked for, and how it is known."""

    name: str
    heading: str
    sentence: str | None = None
    """Where a sentence will do."""


def _has(part: _Part, report: AnnualReport) -> bool:
    if any(re.search(part.heading, title) for title in _headings(report)):
        return True
    announcing = report.parts.line if report.parts is not None else None
    return part.sentence is not None and any(
        number != announcing and re.search(part.sentence, line) for number, line in enumerate(report.lines, start=1)
    )


def _headings(report: AnnualReport) -> Iterator[str]:
    """Numbered ones, those in brackets that a paragraph begins with (【收费】), and lines of a few words alone."""
    yield from (section.title for section in report.sections)
    for line in report.lines:
        if found := _BRACKETED.match(line):
            yield found[1]
        elif len(line) <= _LONGEST_HEADING and not _STOPS.search(line):
            yield line


def _tables_lacking(report: AnnualReport) -> Iterator[tuple[str, int | None]]:
    """Whole tables, and rows and columns of those there are. One whose words are lines (of a PDF) is there."""
    for wanted in table_formats(report.regime):
        table = report.table(wanted.number)
        if table is not None:
            if table.lacking:
                yield f"第{wanted.number}表 {'、'.join(map(wanted.label, table.lacking))}", table.line
        elif not any(_TABLE_WORDS[wanted.number].search(re.sub(r"\s", "", line)) for line in report.lines):
            yield f"第{wanted.number}表", None


def _may_be_meant(report: AnnualReport, headings: Sequence[Section], missing: int) -> bool:
    """So many parts are announced in excess (or headings, if negative) that often have no number: an introduction,
    what is attached, a heading whose number was left out."""
    titles = [section.title for section in headings]
    if missing < 0:
        return sum(_ATTACHED.match(title) is not None for title in titles) == -missing
    own = report.parts.titles if report.parts is not None else ()
    alone = {line.strip(" \u3000：:") for line in report.lines if len(line) <= _LONGEST_HEADING}
    unknown = [title for title in own if not any(title in known or known in title for known in titles)]
    unnumbered = sum(_WITHOUT_NUMBER.search(title) is not None or title in alone for title in unknown)
    introduced = not own and any(_WITHOUT_NUMBER.search(line) for line in alone)
    return missing in (unnumbered, int(introduced))


def _are_parts(headings: Sequence[Section]) -> bool:
    """They are numbered from one without a gap, and tell of what a report's parts do."""
    numbers = ["".join(re.findall(r"[一二三四五六七八九十\d]", section.number)) for section in headings]
    counted = all(number in (_HAN[place], str(place + 1)) for place, number in enumerate(numbers[: len(_HAN)]))
    return counted and sum(_OF_A_PART.search(section.title) is not None for section in headings) > 1


_HAN = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五"]
_LONGEST_HEADING = 30
_BRACKETED = re.compile(r"\s*[【〖\[]([^】〗\]]{2,20})[】〗\]]")
_STOPS = re.compile("[。，；：:\\t0-9]")
_OF_A_PART = re.compile("公开|申请|复议|诉讼|收费|减免|问题|不足|改进|概述|概况|总体")
_ATTACHED = re.compile("附[表件录]|.{0,8}(?:统计表|附表|附件)$")
_WITHOUT_NUMBER = re.compile("^(?:概述|概况|引言|前言|说明|综述|导言|附[表件录]|.{0,8}(?:统计表|附表|附件))$")
_TABLE_WORDS = {
    "二": re.compile("现行有效件数|处理决定数量|本年新公开数量"),
    "三": re.compile("本年新收政府信息公开申请|结转下年度继续办理"),
    "四": re.compile("结果维持.*结果纠正|尚未审结"),
}
_REVIEW = _Part("行政复议、行政诉讼", "复议|诉讼", "复议|诉讼")
_ASKED: dict[Regime, tuple[_Part, ...]] = {
    # 国务院令第492号 art. 32 (by a rule of 2009 that repeats it). 概述 is not in it, though most reports have one.
    "2008": (
        _Part("主动公开政府信息情况", "主动公开|公开.{0,8}情况", "主动公开|(?:公开|发布).{0,8}信息"),
        _Part("依申请公开政府信息情况", "申请", "依申请|(?:公开|提出|收到|受理|接到).{0,12}申请|申请.{0,6}公开"),
        _Part(
            "收费及减免情况",
            "收费|减免|费用",
            "减免|[未没免不无零].{0,4}(?:收取?|产生|发生).{0,8}费|免费提供|收取.{0,16}费|收费(?:及减免|金额|总额|情况|[为：:])|[无零].{0,6}收费"
            "|(?:收费|费用)[^。0-9]{0,6}(?:[无零]|为0|没有|未发生)",
        ),
        _REVIEW,
        _Part(
            "主要问题及改进情况",
            "问题|不足|差距|困难|改进",
            "(?:存在|主要).{0,12}(?:问题|不足|差距|困难)|不足之处|仍?有.{0,6}(?:不足|差距)",
        ),
    ),
    "2019": (
        _Part("总体情况", "总体|概述|概况|基本情况"),
        _Part("主动公开政府信息情况", "主动公开"),
        _Part("收到和处理政府信息公开申请情况", "申请"),
        _Part("政府信息公开行政复议、行政诉讼情况", "复议|诉讼"),
        _Part("存在的主要问题及改进情况", "问题|不足|改进"),
        _Part("其他需要报告的事项", "其[他它].{0,6}(?:事项|报告|情况|说明)"),
    ),
}
_ASKED["2021"] = _ASKED["2019"]
