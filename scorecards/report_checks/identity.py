"""Whose report it is and of which year, by its title and by its text."""

import re
from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher

from schemas.annual_reports import AnnualReport, CheckStatus, ReportFinding
from scorecards.report_checks.finding import Subject


def period_is_year(subject: Subject) -> Iterator[ReportFinding]:
    """The period of the numbers is the calendar year; that of 2008 began on 1 May, with the law."""
    report = subject.report
    year = report.year if report.year is not None else report.year_in_text
    if year is None or report.period is None:
        yield ReportFinding(check="period_is_year", status="not_reported", where="the report", about="统计期限")
        return
    whole = (date(year, 1, 1), date(year, 12, 31))
    yield ReportFinding(
        check="period_is_year",
        status=_of_period(report, report.period, year),
        left=_said(report.period),
        right=_said(whole),
        where="its period",
        about="统计期限",
    )


def _of_period(report: AnnualReport, period: tuple[date, date], year: int) -> CheckStatus:
    """Schools may count by school years. An agency's first year may begin when it does: that is for a person."""
    first, last = period
    if period == (date(year, 1, 1), date(year, 12, 31)) or (year == 2008 and period == _FIRST_OF_LAW):
        return "ok"
    of_school = _SCHOOL.search(report.agency or report.title or "") is not None
    autumn_to_summer = first.month in (8, 9) and last.month in (7, 8) and last.year == first.year + 1
    if of_school and autumn_to_summer and year in (first.year, last.year):
        return "ok"
    began = f"{first.year}年{first.month}月"
    of_part = first.year == year and last == date(year, 12, 31)
    new = of_part and any(began in line and _BEGAN.search(line) for line in report.lines)
    return "approximate" if new else "contradiction"


def title_matches_text(subject: Subject) -> Iterator[ReportFinding]:
    """Agency and year of the title against those of the text."""
    report = subject.report
    if report.year is not None and report.year_in_text is not None:
        yield ReportFinding(
            check="title_matches_text",
            status="ok" if report.year == report.year_in_text else "contradiction",
            left=report.year,
            right=report.year_in_text,
            difference=report.year - report.year_in_text,
            where="title and text",
            about="年度",
        )
    if report.agency and report.agency_in_text and _is_name(report.agency_in_text):
        yield ReportFinding(
            check="title_matches_text",
            status=_of_agency(report, report.agency, report.agency_in_text),
            left=report.agency,
            right=report.agency_in_text,
            where="title and text",
            about="单位",
        )
    if _says_too_little(report):
        yield ReportFinding(
            check="title_matches_text", status="not_reported", where="title and text", about="单位、年度"
        )


def _of_agency(report: AnnualReport, title: str, text: str) -> CheckStatus:
    """A text that names the title's agency elsewhere, too, is for a person: nobody knows which it means by 我局. So are
    names much alike (of before and after a reform), and a government's, which may be who asked for the report."""
    if may_be_one(title, text):
        return "ok"
    if _alike(title, text) or _GOVERNMENT.search(_OFFICE.sub("", text)):
        return "approximate"
    itself = any(title in line and text not in line and line[-1:] in "。；：" for line in report.lines if line)
    return "approximate" if itself else "contradiction"


def may_be_one(title: str, text: str) -> bool:
    """Two names that may be one agency's: 市场监管局 and 市场监督管理局, 市气象局 and 云溪市气象局.

    A government's report is compiled by one of its offices, so that any agency may stand in its text.
    """
    if _GOVERNMENT.search(title) or _AREA.search(title):
        return True
    names = [_NOT_OF_A_NAME.sub("", name) for name in (title, text)]
    shorter, longer = sorted(names, key=len)
    if _in_order(shorter, longer):
        return True
    places = [_PLACE.match(name) for name in names]
    first, second = (found[0] if found else "" for found in places)
    if first and second and not _in_order(*sorted((first, second), key=len)):
        return False  # of two places
    levels = {name[0] for name in names if _LEVEL.match(name)}
    if (first or second) and not levels <= set(first + second):
        return False  # 市林业局 and 云溪县林业局
    shorter, longer = sorted((_LEVEL.sub("", _PLACE.sub("", name)) for name in names), key=len)
    return bool(shorter) and _in_order(shorter, longer)


def _is_name(text: str) -> bool:
    """The name of an agency, not of an office within one (局办公室, 综合科, 政务公开领导小组办公室)."""
    within = _PLACE.match(text) is None and _WITHIN.search(text) is not None
    return _ORGAN.search(text) is not None and not within and "领导小组" not in text


def _alike(title: str, text: str) -> bool:
    """Of one place, and with half of what they do in common, or the same first word: 卫生局 and 卫生和计划生育委员会.

    农业局 and 林业局 are not.
    """
    first, second = (_PLACE.match(name) for name in (title, text))
    if first and second and not _in_order(*sorted((first[0], second[0]), key=len)):
        return False
    ours, theirs = (_KIND_OF_ORGAN.sub("", _LEVEL.sub("", _PLACE.sub("", name))) for name in (title, text))
    common = sum(block.size for block in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks())
    shorter = min(len(ours), len(theirs))
    return ours[:1] == theirs[:1] if shorter <= _ONE_WORD else 2 * common >= shorter or ours[:2] == theirs[:2]


def _in_order(letters: str, name: str) -> bool:
    """All letters of one stand in the other, in their order."""
    rest = iter(name)
    return all(letter in rest for letter in letters)


def _said(period: tuple[date, date]) -> str:
    return f"{period[0].isoformat()}/{period[1].isoformat()}"


def _says_too_little(report: AnnualReport) -> bool:
    of_year = report.year is not None and report.year_in_text is not None
    return not of_year and (report.agency is None or report.agency_in_text is None)


_ORGAN = re.compile(
    "(?:局|委|委员会|管委会|协会|联合会|学会|总会|商会|厅|部|署|办|室|处|院|所|站|队|中心|政府|校|学|园|公司|集团|馆|台|社|行|科)$"
)
"""How names of agencies end. What does not is no name, and nothing is compared."""
_KIND_OF_ORGAN = re.compile("(?:局|委|委员会|办公室|厅|中心)$")
_ONE_WORD = 2
_GOVERNMENT = re.compile("(?:政府|管理委员会|管委会|办事处)$")
_AREA = re.compile("(?:[省市县区州旗盟镇乡]|街道)$")
"""A title that names a place alone is its government's: 青石县2016年政府信息公开工作年度报告."""
_OFFICE = re.compile("(?:(?:政府信息|政务)?公开)?(?:工作)?办公[室厅]$")
_WITHIN = re.compile("(?:[^政]办|办公室|室|科|处|股|组|部|中心)$")
_SCHOOL = re.compile("学校|学院|[大中小]学|高中|初中|职高|幼儿园|学年")
_BEGAN = re.compile(
    "机构改革|(?:[局委办厅院镇乡区]|中心|机关|公司|正式)(?:成立|组建|挂牌|设立)(?!了?[^，。]{0,20}(?:小组|机构|办公室|专班))"
)
_FIRST_OF_LAW = (date(2008, 5, 1), date(2008, 12, 31))
_NOT_OF_A_NAME = re.compile(r"^[我本全该]|[\s（）()“”\"]|办公室$")
_LEVEL = re.compile("^[省市县区州旗盟]")
"""Of a name without its place: 市林业局."""
_PLACE = re.compile("^.{1,12}?(?:自治[区州县]|[省市县区州旗盟镇乡])(?=.{2})")
