"""Whose report it is and on which year, by its text: what the lines between its title and its first heading say."""

import re
from collections.abc import Sequence

from scrapers.reports.days import YEAR, Period, year_of
from scrapers.reports.figures import narrow
from scrapers.reports.lines import ReportLine
from scrapers.reports.titles import ENDS, KIND, ReportTitle, agency_named


def year_in_text(
    lines: Sequence[ReportLine], title: ReportTitle, period: Period | None, heading: ReportTitle | None = None
) -> int | None:
    """The year that the opening and the period speak of; `None` where they are of two minds or say nothing.

    Below the `heading` of a page that names another year, the text's own title is of the text.
    """
    said = {
        year_of(found["year"] or found["year_"])
        for line in _opening(lines, title)
        for found in _YEAR_OF_REPORT.finditer(_TITLES_OF_OTHERS.sub("", narrow(line.text[:_LONGEST_OPENING])))
    }
    if period is not None and period[0].year == period[1].year:
        said.add(period[0].year)
    if heading is not None:
        said.add(title.year)
    said.discard(None)
    return next(iter(said)) if len(said) == 1 else None


def agency_in_text(lines: Sequence[ReportLine], title: ReportTitle) -> str | None:
    """The agency that the opening names: 由…编制, 现公布…2017年度, …编制了本报告."""
    for line in _opening(lines, title):
        text = _TITLES_OF_OTHERS.sub("《》", line.text[:_LONGEST_OPENING])
        for pattern in _NAMED:
            for found in pattern.finditer(text):
                name = agency_named(found["agency"])
                if name is not None:
                    return name
    return None


def agency_signed(lines: Sequence[ReportLine]) -> str | None:
    """Whose name stands alone, or before a day, in the last lines (落款): of a report whose title names nobody."""
    for line in reversed(lines[-_SIGNATURE_LINES:]):
        name = agency_named(_DAY.sub("", "".join(line.text.split()))) if len(line.text) <= _LONGEST_SIGNATURE else None
        if name is not None and not line.is_row:
            return name
    return None


_OPENING_LINES, _LONGEST_OPENING = 14, 3000
_SIGNATURE_LINES, _LONGEST_SIGNATURE = 6, 60
_DAY = re.compile(rf"[（(]?(?:公章|盖章|章)?[）)]?{YEAR}[年./-].{{1,8}}$")
_TITLES_OF_OTHERS = re.compile("《[^《》]*(?:《[^《》]*》[^《》]*)*》")
"""《关于做好2018年政府信息公开年度报告编制工作的通知》: year and agency are that document's."""
_BETWEEN = rf"(?!\s?[0-9一二三四五六七八九十元]{{1,3}}月|[初底末来内]|以来)(?:(?!{YEAR})[^。，；：])"
"""Between the year and 公开: 2018年3月 and 2018年初 are when it was written."""
_YEAR_OF_REPORT = re.compile(
    rf"(?<!主动公开)(?P<year>{YEAR})\s?年(?:度)?{_BETWEEN}{{0,20}}?{KIND}(?:工作)?(?:的)?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:年度)?(?:情况)?(?:报告|年报|如下)"
    r"(?!中|所|、|等|相比|提出|指出|(?:发布|公布)?以[来后])"
    rf"|(?:公布|编制|发布|形成)了?(?:本局|我局|本机关)?(?P<year_>{YEAR})\s?年(?:度)?(?:年度)?(?:工作)?(?:报告|年报)"
)
_AGENCY = rf"(?P<agency>[\u4e00-\u9fff·（）()\-A-Za-z]{{2,40}}?(?:{ENDS}))"
_NAMED = (
    re.compile(rf"由{_AGENCY}(?:组织)?(?:(?:根据|依据|按照)[^，。；]{{2,60}}?)?(?:编制|编写|编撰|起草|汇总)"),
    re.compile(
        rf"(?:现|特)?(?:将|公布|编制|发布|向社会公布|公开){_AGENCY}(?={YEAR}|政府信息公开|关于|信息公开|的?政府信息)"
    ),
    re.compile(
        rf"[，,。、\s]{_AGENCY}(?:现|特)?(?:向社会)?(?:编制|公布|发布|编写)(?:了|并)?(?=本|这|{YEAR}|政府|向|公布|《)"
    ),
    re.compile(rf"^\s*{_AGENCY}(?:根据|依据|按照)[^，。；]{{2,60}}?(?:编制|编写)(?:了|并)?(?=本|这|{YEAR})"),
)


def _opening(lines: Sequence[ReportLine], title: ReportTitle) -> Sequence[ReportLine]:
    """The lines right below the title, as far as the first heading."""
    below = [line for line in lines if line.number > title.last and not line.is_row][:_OPENING_LINES]
    for place, line in enumerate(below):
        if place and _FIRST_HEADING.match(line.text):
            return below[:place]
    return below


_FIRST_HEADING = re.compile(r"\s*(?:一|1|第一部分|（一）)\s?[、．.\s]")
