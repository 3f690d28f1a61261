"""The title of an annual disclosure report: whose it is and on which year.

It may stand on several lines, among menus and lists of other reports, in a notice (印发《…》的通知) or behind one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scrapers.reports.days import YEAR, year_of
from scrapers.reports.figures import narrow
from scrapers.reports.lines import ReportLine


@dataclass(frozen=True, slots=True)
class ReportTitle:
    """The title of an annual disclosure report, maybe on several lines."""

    text: str
    agency: str | None
    year: int | None
    first: int
    """Its first line."""
    last: int
    is_cover: bool = False
    """It is that of a letter or notice with which the report is sent."""


def find_title(lines: Sequence[ReportLine]) -> ReportTitle | None:
    """The title right above the text; `None` where nothing is called a report on disclosure.

    On a web page menus and lists of other reports may stand around it.
    """
    sentences = [line.number for line in lines if _is_body(line)]
    body = sentences[0] if sentences else len(lines) + 1
    places = range(min(len(lines), _MOST_ABOVE))
    found = [title for place in places if (title := _title_at(lines, place)) is not None]
    if not found:
        found = [title for place in places if (title := _title_at(lines, place, _ACCOUNT)) is not None]
    near = [title for title in found if title.last <= body and body - title.last <= _NEAR]
    dated = [title for title in near if title.year is not None]
    best = (dated or near)[-1] if near else next((title for title in found if title.first - body <= 2), None)
    if best is None:
        best = _told_in_text([line for line in lines if _is_body(line)][:_OPENING])
    if best is None or best.is_cover:
        behind = (title for title in found if title.first > body and _is_above_text(title, sentences))
        return next((title for title in behind if not title.is_cover and title.year is not None), best)
    return best


def _told_in_text(opening: Sequence[ReportLine]) -> ReportTitle | None:
    """现公布青石县统计局2016年政府信息公开工作年度报告。本报告由…组成: of a text without any heading of its own."""
    for line in opening:
        found = _PRESENTED.search(narrow(line.text))
        if found is not None and _OF_ITSELF.search(line.text):
            return _titled(found["what"], line.number - 1, line.number - 1)
    return None


def first_line_of(lines: Sequence[ReportLine], title: ReportTitle) -> int:
    """Where the report begins: a page may say its title twice."""
    for place, line in enumerate(lines):
        if title.first - _NEAR <= line.number < title.first:
            other = _title_at(lines, place)
            if other is not None and other.year == title.year:
                return other.first
    return title.first


def heading_above(lines: Sequence[ReportLine], title: ReportTitle) -> ReportTitle | None:
    """The heading of the page that names another year than the title below it: one of them was left from a year before.

    Between them stands what a page tells below its heading (发布时间, 来源), so that it is no list of reports.
    """
    above = [line for line in lines if title.first - _HEADING_ABOVE <= line.number < title.first]
    told = next((place for place, line in enumerate(above) if _BELOW_A_HEADING.match(line.text)), None)
    heading = _title_at(above, told - 1) if told else None
    if heading is None or heading.year is None or title.year is None or heading.year == title.year:
        return None
    return heading if heading.agency == title.agency else None


def agency_named(name: str, ends: str | None = None) -> str | None:
    """The name, if it is one of an agency: if it ends as those do, or as `ends` says (empty: any way)."""
    plain = re.sub("^关于|(?:的|关于)$", "", name.strip())
    if plain.count("（") != plain.count("）"):
        plain = plain.replace("（", "").replace("）", "")
    plain = _OTHER_NAME.sub("", plain.removeprefix("（").removesuffix("）") if _ENCLOSED.fullmatch(plain) else plain)
    if not 3 <= len(plain) <= _LONGEST_NAME or _NO_AGENCY.search(plain) or not _LETTERS.fullmatch(plain):
        return None
    end = re.compile(rf"(?:{ENDS if ends is None else ends})(?:（[^）]{{1,16}}）)?$")
    if ends != "" and any(not end.search(part) for part in plain.split("、")):
        return None
    return plain


KIND = (
    "(?:政府信息|政务信息|信息|政务|党务|校务|院务|财务|警务|检务|审务|司法|企务|厂务|办事)"
    "(?:（[^（）]{1,8}）|[和、与][^，。、]{2,6})?公开"
)
"""What is disclosed: 政府信息公开, 院务（信息）公开, 政府信息和政务公开."""
ENDS = (
    "局|委|办|厅|部|院|处|署|委员会|联合会|协会|学会|商会|管委会|政府|中心|镇|乡|街道|学校|小学|中学|高中|初中|学|幼儿园|公司|集团|支队|大队|总队"
    "|站|馆|所|办公室|联社|供销社|社区|(?<!平)台|海关|支行|分行|银行|合作社|厂|联|工会|科协|报社|监狱|中队|分队|林场|水库|景区|开发区|园区|校"
)
"""How names of agencies end."""
_AREAS = "省|市|县|区|州|旗|盟"
_LONGEST_TITLE, _LONGEST_NAME, _MOST_TITLE_LINES = 70, 30, 4
_MOST_ABOVE, _NEAR, _HEADING_ABOVE = 400, 24, 5
_IN_MARKS = re.compile("[<《＜«]{1,2}([^<>《》＜＞«»]{6,})[>》＞»]{1,2}")
_TAIL = rf"(?:[）)]|（[^）]{{0,20}}）|\([^)]{{0,20}}\)|全文|{YEAR}年度?)?$"
_REPORT = "报告|年报|(?<=情况)汇报"
_TITLE = re.compile(rf"(?:{KIND}.{{0,16}}(?:{_REPORT})|(?:报告|年报).{{0,6}}{KIND}){_TAIL}")
_ACCOUNT = re.compile(rf"{YEAR}年.{{0,30}}{KIND}(?:工作)?(?:年度)?(?:工作)?情况$")
"""青石县2013年政府信息公开工作情况: it counts where nothing is called a report."""
_COVER = re.compile(
    r"(?P<who>[^《》]{0,30}?)(?:关于)?(?:(?:印发|公布|发布|公开|转发)(?P<what>《?.{6,60}?(?:报告|年报)》?)的?(?:通知|通告|公告|函|报告)"
    r"|(?:报送|上报|呈报|呈送|编报|提交)(?P<what_>《?.{6,60}?(?:报告|年报)》?)的?(?P<own>报告|函|请示))"
)
"""报送…的通知 is none: it asks others for theirs."""
_NO_TITLE = re.compile(
    "通知|方案|要点|总结(?!报告|[及暨和与]|[（(]年度报告)|指南|办法|制度|规定|公示(?!稿)|报表|位置|首页|[>＞»|｜]|上一篇|下一篇|相关|附件|申请表|统计表|预算|决算|关于做好|模板格式"
    "|半年|季度|自查|自评|整改|调研|考察|述职|督查|检查|评估|保密审查|请示$|函$|公告$|通告$|[。；！？]|[：:]$"
)
"""上半年 and 季度 are reports as well, on less than the year; 自查 and the like are on other things than the year."""
_PRESENTED = re.compile(
    rf"(?:现|特)(?:将|公布|公开|发布|向社会(?:公布|公开|发布))(?P<what>[^，。；：]{{0,30}}{YEAR}年度?{KIND}(?:工作)?年度?报告)"
)
_OF_ITSELF = re.compile(
    "本(?:年度)?(?:报告|年报)(?:由|包括|全文|主要|的|中|所列)|全文(?:由|包括)|(?:报告|公布)如下|统计期限"
)
_OPENING = 3
_LETTERS = re.compile("[\\u4e00-\\u9fffA-Za-z（）()·\\-—、]+")
_OTHER_NAME = re.compile(rf"（(?:[^（）]{{17,}}|[^（）]*、[^（）]*|[^（）]{{2,}}(?:{ENDS}))）$")
"""In brackets behind a name: （市林业局）, another name of the same agency. （分中心） is a part of it."""
_ENCLOSED = re.compile("（[^（）]*）")
_NO_AGENCY = re.compile(
    "^(?:向|公开)?社会|[了的是等份]|^(?:[向现由与、]|特(?!克斯)|经(?![济贸信开])|和(?![平田县顺龙政静布硕睦])|第(?![一二三四五六七八九十]))|条例|根据|按照|要求|报告|规定|我[局市县区镇乡校院委办]|本[局级单机部年校院镇]|各|年|国务院|上级|办公室组织|并$|予以"
)
_TITLE_YEAR = re.compile(rf"(?P<year>{YEAR})(?:年|(?=[）)]$))")
_SPAN = re.compile(
    rf"{YEAR}年?\s?(?:[-—－–~～/]{{1,2}}|至|到)\s?{YEAR}年?学年度?|{YEAR}学年度?"
    rf"|{YEAR}年度?(?:1|一)月?(?:[-—－–~～]{{1,2}}|至|到)(?:12|十二)月份?|{YEAR}年"
)
"""The time that a title names: 2017年, 2017年1-12月, 2016-2017学年."""
_WHOSE_KIND = "(?:公共)?(?:企事业单位|企业|事业单位)?"


def _is_body(line: ReportLine) -> bool:
    """A sentence of the report itself."""
    text = line.text
    return not line.is_row and len(text) >= 30 and re.search("[，。；,;]", text) is not None and "公开" in text


def _is_above_text(title: ReportTitle, sentences: Sequence[int]) -> bool:
    return any(title.last < number <= title.last + _NEAR for number in sentences)


def _title_at(lines: Sequence[ReportLine], place: int, like: re.Pattern[str] | None = None) -> ReportTitle | None:
    """The title whose last line is at `place`: alone, or with up to three short lines above it.

    `like`: what a title is, if not that of a report.
    """
    last = lines[place]
    if last.is_row or not 1 <= len(last.text) <= _LONGEST_TITLE or not _LAST_OF_TITLE.search(_plain(last.text)):
        return None
    short: ReportTitle | None = None
    for count in range(1, _MOST_TITLE_LINES + 1):
        first = place - count + 1
        if first < 0:
            break
        parts = [line.text for line in lines[first : place + 1]]
        if count > 1 and (lines[first].is_row or not _could_be_of_title(parts[0])):
            break
        text = "".join(_plain(part) for part in parts)
        if len(text) > _LONGEST_TITLE:
            break
        if (sent := _sent(text)) is not None:
            return replace(sent, first=lines[first].number, last=last.number)
        if short is None and not _NO_TITLE.search(text) and "》" not in text and (like or _TITLE).search(text):
            short = _titled(text, lines[first].number, last.number)
            short = _with_neighbours(short, lines, first, place)
    return short


def _titled(text: str, first: int = 0, last: int = 0) -> ReportTitle:
    year = _TITLE_YEAR.search(text)
    return ReportTitle(text, _agency_of_title(text), year_of(year["year"]) if year else None, first, last)


def _sent(text: str) -> ReportTitle | None:
    """The report that a notice or letter of this title brings: 关于印发《…年度报告》的通知."""
    cover = _COVER.fullmatch(text)
    if cover is None:
        return None
    title = _titled((cover["what"] or cover["what_"]).strip("《》"))
    if _NO_TITLE.search(title.text) or _TITLE.search(title.text) is None:
        return None
    return replace(title, agency=title.agency or agency_named(cover["who"]), is_cover=cover["own"] != "报告")


def _with_neighbours(title: ReportTitle, lines: Sequence[ReportLine], first: int, last: int) -> ReportTitle:
    """Agency and year may stand on lines of their own, right above the title or right below it."""
    for above in reversed(lines[max(0, first - 3) : first]):
        if _BELOW_A_HEADING.match(above.text):
            continue
        if above.is_row or not _could_be_of_title(above.text):
            break
        longer = _plain(above.text) + title.text
        agency, year = _agency_of_title(longer, ends=ENDS), _TITLE_YEAR.search(longer)
        if title.agency and _PLACE.fullmatch(_plain(above.text)) and not title.text.startswith(_plain(above.text)):
            title = replace(title, text=longer, agency=_plain(above.text) + title.agency, first=above.number)
        elif (agency and not title.agency) or (year and title.year is None):
            found = title.year or (year_of(year["year"]) if year else None)
            title = replace(title, text=longer, agency=title.agency or agency, year=found, first=above.number)
    for below in lines[last + 1 : last + 3]:
        year = _YEAR_ALONE.fullmatch(_plain(below.text))
        if year and title.year is None:
            title = replace(title, year=year_of(year["year"]), last=below.number)
        elif title.agency is None and not below.is_row and _could_be_of_title(below.text):
            title = replace(title, agency=agency_named(_plain(below.text)))
    return title


_PLACE = re.compile("(?:[\u4e00-\u9fff]{1,6}[省市州盟县区旗]){1,3}")
"""广临市槐荫桥区, on the line above 和平街道办事处2016年…."""
_BELOW_A_HEADING = re.compile("(?:发布)?(?:日期|时间)|来源|点击|浏览|字号|作者")
"""What a page shows between its heading and the text."""
_YEAR_ALONE = re.compile(rf"[（(]?(?P<year>{YEAR})年度?[）)]?")
_LAST_OF_TITLE = re.compile(rf"(?:{_REPORT}|汇报){_TAIL}|公开(?:工作)?(?:情况)?$|(?:通知|通告|公告|函|请示)$")


def _could_be_of_title(text: str) -> bool:
    plain = _plain(text)
    if "、" in plain and agency_named(_SPAN.sub("", plain)) is None:
        return False
    return (
        2 <= len(plain) <= 40
        and not re.search("[，。；：:！？>＞|｜]|[0-9]{4}-[0-9]{1,2}-", plain)
        and _NO_TITLE.search(plain) is None
    )


def _plain(text: str) -> str:
    plain = re.sub(r"\s|^\s*【[^】]{0,12}】", "", narrow(text))
    enclosed = _IN_MARKS.fullmatch(plain)
    return enclosed[1] if enclosed else plain


def _agency_of_title(text: str, ends: str = "") -> str | None:
    """What stands before the year, or between it and 政府信息公开; any name unless it has to end as agencies' do."""
    rest = _SPAN.sub("年", text, count=1)
    rest = re.sub(rf"(?:关于)?(?:年度?)?(?:关于)?(?:的)?{_WHOSE_KIND}{KIND}.*$", "", rest)
    rest = re.sub(r"^年度?|(?:关于)?年度?(?:的)?$|关于$", "", rest)
    rest = re.sub(r"^年度?", "", rest)
    head, year, _ = rest.partition("年")  # 青石供电公司2016年供电信息公开
    return (agency_named(head) if year else None) or agency_named(rest, f"{ends}|{_AREAS}" if ends else "")
