"""Whose report it is, on which year, over which period, and when it was signed: by its title, its text and its end."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from scrapers.pages.dates import find_date
from scrapers.reports.figures import narrow
from scrapers.reports.lines import ReportLine

Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class ReportTitle:
    """The title of an annual disclosure report, maybe on several lines."""

    text: str
    agency: str | None
    year: int | None
    first: int
    """Its first line."""
    last: int


def find_title(lines: Sequence[ReportLine]) -> ReportTitle | None:
    """The title right above the text; `None` where nothing is called a report on disclosure.

    On a web page menus and lists of other reports may stand around it.
    """
    body = next((line.number for line in lines if _is_body(line)), len(lines) + 1)
    found = [title for place in range(min(len(lines), _MOST_ABOVE)) if (title := _title_at(lines, place)) is not None]
    above = [title for title in found if title.last <= body]
    near = [title for title in above if body - title.last <= _NEAR]
    dated = [title for title in near if title.year is not None]
    if dated or near:
        return (dated or near)[-1]
    return next((title for title in found if title.first - body <= 2), None)


def first_line_of(lines: Sequence[ReportLine], title: ReportTitle) -> int:
    """Where the report begins: a page may say its title twice."""
    for place, line in enumerate(lines):
        if title.first - _NEAR <= line.number < title.first:
            other = _title_at(lines, place)
            if other is not None and other.year == title.year:
                return other.first
    return title.first


def year_in_text(lines: Sequence[ReportLine], title: ReportTitle, period: Period | None) -> int | None:
    """The year that the opening and the period speak of; `None` where they are of two minds or say nothing."""
    said = {
        _year(found["year"] or found["year_"])
        for line in _opening(lines, title)
        for found in _YEAR_OF_REPORT.finditer(_TITLES_OF_OTHERS.sub("", narrow(line.text[:_LONGEST_OPENING])))
    }
    if period is not None and period[0].year == period[1].year:
        said.add(period[0].year)
    said.discard(None)
    return next(iter(said)) if len(said) == 1 else None


def agency_in_text(lines: Sequence[ReportLine], title: ReportTitle) -> str | None:
    """The agency that the opening names: 由…编制, 现公布…2017年度, …编制了本报告."""
    for line in _opening(lines, title):
        for pattern in _NAMED:
            for found in pattern.finditer(line.text[:_LONGEST_OPENING]):
                name = _agency(found["agency"])
                if name is not None:
                    return name
    return None


def read_period(lines: Sequence[ReportLine]) -> Period | None:
    """统计期限, first and last day; the second may leave out its year. `None`: not stated, or no real days."""
    for certain in (True, False):
        for line in lines[: _OPENING_LINES if not certain else len(lines)]:
            if line.is_row or (not _MAY_HOLD_DAYS.search(line.text)):
                continue
            for pattern in (_PERIOD, _PERIOD_OF_MONTHS):
                for found in pattern.finditer(narrow(line.text[:_LONGEST_LINE]).replace("元月", "1月")):
                    around = line.text[max(0, found.start() - 40) : found.end() + 30]
                    if certain and not _OF_STATISTICS.search(around):
                        continue
                    if not certain and not _WHOLE_REPORT.search(
                        line.text[max(0, found.start() - 80) : found.end() + 60]
                    ):
                        continue
                    period = _period(found)
                    if period is not None:
                        return period
    return None


def read_signature(lines: Sequence[ReportLine]) -> date | None:
    """落款: a day alone, or behind the agency's name, in one of the last lines."""
    for line in reversed(lines[-_SIGNATURE_LINES:]):
        if line.is_row or len(line.text) > _LONGEST_SIGNATURE:
            continue
        text = _LOOSE_ZEROS.sub("〇", _FIRST_MONTH.sub("1月", "".join(line.text.split()))).replace("元月", "一月")
        day = find_date(text)
        if day is None or "至" in text or "-" in text[day.start + len(day.raw) :]:
            continue
        rest = text.replace(day.raw, "", 1).strip("（）()。.印章 ：:")
        if len(rest) <= _LONGEST_NAME and not re.search("[，。；：:]|发布|来源|时间", rest):
            return day.value
    return None


_LONGEST_TITLE, _LONGEST_NAME, _LONGEST_LINE = 70, 30, 20_000
_MOST_ABOVE, _NEAR = 400, 24
_OPENING_LINES, _LONGEST_OPENING = 14, 3000
_SIGNATURE_LINES, _LONGEST_SIGNATURE = 12, 60
_NUMERALS = "〇○OＯ0零一二三四五六七八九"
_FIRST_MONTH = re.compile("(?<=[0-9]年)元月")
_LOOSE_ZEROS = re.compile("[OＯ0○](?=[一二三四五六七八九〇○OＯ0零]{1,3}年)")
_YEAR = rf"(?:20[0-9]{{2}}|二[{_NUMERALS}]{{3}})"
_KIND = r"(?:政府信息|政务信息|信息|政务|党务|校务|院务|财务)公开"
_TITLE = re.compile(
    rf"(?:{_KIND}.{{0,16}}(?:报告|年报)|(?:报告|年报).{{0,6}}{_KIND})(?:（[^）]{{0,20}}）|\([^)]{{0,20}}\)|全文|{_YEAR}年度?)?$"
)
_NO_TITLE = re.compile(
    "通知|方案|要点|总结|指南|办法|制度|规定|公示(?!稿)|报表|位置|首页|[>＞»|｜]|上一篇|下一篇|相关|附件|申请表|统计表|预算|决算|关于做好|模板格式"
    "|[。；！？]|[：:]$"
)
_TITLE_YEAR = re.compile(rf"(?P<year>{_YEAR})(?:年|(?=[）)]$))")
_TITLES_OF_OTHERS = re.compile("《[^《》]{0,80}》")
"""《关于做好2018年政府信息公开年度报告编制工作的通知》: the year is that document's."""
_YEAR_OF_REPORT = re.compile(
    rf"(?P<year>{_YEAR})\s?年(?:度)?(?:[^。，；：]{{0,20}}?)(?:{_KIND})(?:工作)?(?:的)?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:年度)?(?:情况)?(?:报告|年报|如下)"
    rf"|(?:公布|编制|发布|形成)了?(?:本局|我局|本机关)?(?P<year_>{_YEAR})\s?年(?:度)?(?:年度)?(?:工作)?(?:报告|年报)"
)
_ENDS = (
    "局|委|办|厅|部|院|处|署|委员会|联合会|协会|学会|商会|管委会|政府|中心|镇|乡|街道|学校|小学|中学|大学|幼儿园|公司|集团|支队|大队|总队|站|馆"
    "|所|办公室|联社|供销社|社区|(?<!平)台|海关|支行|分行|银行|合作社"
)
_AREAS = "省|市|县|区|州|旗"
_AGENCY = rf"(?P<agency>[\u4e00-\u9fff·（）()\-A-Za-z]{{2,40}}?(?:{_ENDS}))"
_NAMED = (
    re.compile(rf"由{_AGENCY}(?:组织)?(?:编制|编写|编撰|起草|汇总)"),
    re.compile(
        rf"(?:现|特)?(?:将|公布|编制|发布|向社会公布|公开){_AGENCY}(?={_YEAR}|政府信息公开|关于|信息公开|的?政府信息)"
    ),
    re.compile(
        rf"[，,。、\s]{_AGENCY}(?:现|特)?(?:向社会)?(?:编制|公布|发布|编写)(?:了|并)?(?=本|这|{_YEAR}|政府|向|公布|《)"
    ),
)
_LETTERS = re.compile("[\\u4e00-\\u9fffA-Za-z（）()·\\-—]+")
_NO_AGENCY = re.compile(
    "^(?:向|公开)?社会|[了的是等份]|^[向特现经由与和第]|条例|根据|按照|要求|报告|规定|我[局市县区镇乡校院委办]|本[局级单机部年校院镇]|各|年|国务院|上级|办公室组织|并$|予以"
)


def _is_body(line: ReportLine) -> bool:
    """A sentence of the report itself."""
    text = line.text
    return not line.is_row and len(text) >= 30 and re.search("[，。；]", text) is not None and "公开" in text


def _title_at(lines: Sequence[ReportLine], place: int) -> ReportTitle | None:
    """The title whose last line is at `place`: alone, or with up to three short lines above it."""
    last = lines[place]
    if last.is_row or not 2 <= len(last.text) <= _LONGEST_TITLE or not _LAST_OF_TITLE.search(_plain(last.text)):
        return None
    for count in range(1, _MOST_TITLE_LINES + 1):
        first = place - count + 1
        if first < 0:
            break
        parts = [line.text for line in lines[first : place + 1]]
        if count > 1 and (lines[first].is_row or not _could_be_of_title(parts[0])):
            break
        text = "".join(_plain(part) for part in parts)
        if len(text) > _LONGEST_TITLE or _NO_TITLE.search(text):
            break
        if _TITLE.search(text) is None:
            continue
        year = _TITLE_YEAR.search(text)
        title = ReportTitle(
            text, _agency_of_title(text), _year(year["year"]) if year else None, lines[first].number, last.number
        )
        return _with_neighbours(title, lines, first, place)
    return None


def _with_neighbours(title: ReportTitle, lines: Sequence[ReportLine], first: int, last: int) -> ReportTitle:
    """Agency and year may stand on lines of their own, right above the title or right below it."""
    for above in reversed(lines[max(0, first - 3) : first]):
        if _BELOW_A_HEADING.match(above.text):
            continue
        if above.is_row or not _could_be_of_title(above.text):
            break
        longer = _plain(above.text) + title.text
        agency, year = _agency_of_title(longer, ends=_ENDS), _TITLE_YEAR.search(longer)
        if (agency and not title.agency) or (year and title.year is None):
            found = title.year or (_year(year["year"]) if year else None)
            title = replace(title, text=longer, agency=title.agency or agency, year=found, first=above.number)
    for below in lines[last + 1 : last + 3]:
        year = _YEAR_ALONE.fullmatch(_plain(below.text))
        if year and title.year is None:
            title = replace(title, year=_year(year["year"]), last=below.number)
        elif title.agency is None and not below.is_row and _could_be_of_title(below.text):
            title = replace(title, agency=_agency(_plain(below.text)))
    return title


_BELOW_A_HEADING = re.compile("(?:发布)?(?:日期|时间)|来源|点击|浏览|字号|作者")
"""What a page shows between its heading and the text."""
_YEAR_ALONE = re.compile(rf"[（(]?(?P<year>{_YEAR})年度?[）)]?")
_MOST_TITLE_LINES = 4
_LAST_OF_TITLE = re.compile(
    rf"(?:报告|年报)(?:（[^）]{{0,20}}）|\([^)]{{0,20}}\)|全文|{_YEAR}年度?)?$|公开(?:工作)?(?:情况)?$"
)


def _could_be_of_title(text: str) -> bool:
    plain = _plain(text)
    return (
        2 <= len(plain) <= 40
        and not re.search("[，。；：:！？、>＞|｜]|[0-9]{4}-[0-9]", plain)
        and _NO_TITLE.search(plain) is None
    )


def _plain(text: str) -> str:
    return re.sub(r"\s|^\s*【[^】]{0,12}】", "", narrow(text))


def _agency_of_title(text: str, ends: str = "") -> str | None:
    """What stands before the year, or between it and 政府信息公开; any name unless it has to end as agencies' do."""
    rest = _TITLE_YEAR.sub("年", text, count=1)
    rest = re.sub(rf"(?:关于)?(?:年度?)?(?:关于)?(?:的)?{_KIND}.*$", "", rest)
    rest = re.sub(r"^年度?|(?:关于)?年度?(?:的)?$|关于$", "", rest)
    rest = re.sub(r"^年度?", "", rest)
    return _agency(rest, f"{ends}|{_AREAS}" if ends else "")


def _agency(name: str, ends: str = _ENDS) -> str | None:
    """The name, if it is one of an agency."""
    plain = re.sub("^关于|(?:的|关于)$", "", name.strip())
    if plain.count("（") != plain.count("）"):
        plain = plain.replace("（", "").replace("）", "")
    if not 3 <= len(plain) <= _LONGEST_NAME or _NO_AGENCY.search(plain) or not _LETTERS.fullmatch(plain):
        return None
    if ends and not re.search(rf"(?:{ends})(?:（[^）]{{2,16}}）)?$", plain):
        return None
    return plain


def _opening(lines: Sequence[ReportLine], title: ReportTitle) -> Sequence[ReportLine]:
    """The lines right below the title, as far as the first heading."""
    below = [line for line in lines if line.number > title.last and not line.is_row][:_OPENING_LINES]
    for place, line in enumerate(below):
        if place and _FIRST_HEADING.match(line.text):
            return below[:place]
    return below


_FIRST_HEADING = re.compile(r"\s*(?:一|1|第一部分|（一）)\s?[、．.\s]")


def _year(written: str | None) -> int | None:
    """2017, 二〇一七."""
    if written is None:
        return None
    plain = "".join("0" if char in "〇○OＯ0零" else str(_HAN.find(char)) if char in _HAN else char for char in written)
    return int(plain) if plain.isdecimal() and len(plain) == 4 else None


_HAN = "零一二三四五六七八九"
_D = rf"(?:[0-9]{{1,2}}|[{_NUMERALS}十]{{1,3}})"


def _day(name: str, *, with_year: bool) -> str:
    year = rf"(?P<y{name}>{_YEAR})\s?[年./-]\s?"
    return rf"{year if with_year else f'(?:{year})?'}(?P<m{name}>{_D})\s?[月./-]\s?(?P<d{name}>{_D})\s?日?"


_TO = r"\s?(?:起|开始|始|零时起?)?\s?[，,]?\s?(?:至|到|—{1,2}|－{1,2}|-{1,2}|–|~|～|――|─{1,2}|止于?|截至|截止到?)\s?"
_PERIOD = re.compile(_day("1", with_year=True) + _TO + _day("2", with_year=False))
_PERIOD_OF_MONTHS = re.compile(
    rf"(?P<y1>{_YEAR})\s?年\s?(?P<m1>{_D})\s?月(?:份)?{_TO}(?:(?P<y2>{_YEAR})\s?年|同年|当年)?\s?(?P<m2>{_D})\s?月(?:份|底|末)?(?!\s?[0-9一二三])"
)
_MAY_HOLD_DAYS = re.compile("[年./-]")
_OF_STATISTICS = re.compile("报告期|期限|统计|数据|时限|时段|起止|截止|截至|时间|期间|周期|范围")
_WHOLE_REPORT = re.compile("报告|年报|工作")


def _period(found: re.Match[str]) -> Period | None:
    parts = found.groupdict()
    first_year = _year(parts["y1"])
    last_year = _year(parts.get("y2")) or first_year
    numbers = [_number(parts.get(name)) for name in ("m1", "d1", "m2", "d2")]
    if first_year is None or last_year is None or numbers[0] is None or numbers[2] is None:
        return None
    try:
        first = date(first_year, numbers[0], numbers[1] or 1)
        last = date(last_year, numbers[2], numbers[3] or 1)
        if parts.get("d2") is None:
            following = date(last.year + last.month // 12, last.month % 12 + 1, 1)
            last = date.fromordinal(following.toordinal() - 1)
    except ValueError:
        return None
    return (first, last) if first < last else None


def _number(written: str | None) -> int | None:
    """12, 十二, 三十一, 三一; `None` for none."""
    if not written:
        return None
    if written.isdecimal() and written.isascii():
        return int(written)
    tens, ten, ones = written.partition("十")
    if ten:
        return (_HAN.find(tens) if tens else 1) * 10 + (max(0, _HAN.find(ones)) if ones else 0)
    figures = ["0" if char in "〇○OＯ0零" else str(_HAN.find(char)) for char in written]
    return int("".join(figures)) if all(figure.isdecimal() for figure in figures) else None
