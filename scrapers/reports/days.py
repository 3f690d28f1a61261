"""A report's days: the period of its numbers (统计期限), its signature (落款), and the day of publication it states."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from scrapers.pages.dates import find_date
from scrapers.reports.figures import narrow
from scrapers.reports.lines import ReportLine

Period = tuple[date, date]


def read_period(lines: Sequence[ReportLine]) -> Period | None:
    """统计期限, first and last day; the second may leave out its year. `None`: not stated, or no real days.

    A period that ends before it begins is given as it is printed.
    """
    opening = _before_headings(lines)
    for place, line in enumerate(lines):
        if line.is_row or not _MAY_HOLD_DAYS.search(line.text):
            continue
        text = narrow(line.text[:_LONGEST_LINE]).replace("元月", "1月")
        for period, around in _periods(text):
            of_data = _OF_DATA.search(_NOT_OF_DATA.sub("", around)) is not None and "累计" not in around
            if of_data or (place < opening and _OF_REPORT.search(around) and _is_long(period)):
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


def read_published(lines: Sequence[ReportLine], *, first: int, last: int) -> date | None:
    """发布日期 as a text copied from a page has it, near the title (its lines `first` to `last`) or at the end.

    发布 counts before a bare 时间 or 日期, and that before the day of an update. That of signing (成文日期) does not.
    """
    near = [line for line in lines if first - _NEAR <= line.number <= last + _NEAR] + [*lines[-_NEAR:]]
    for label in _PUBLISHED:
        for line in near:
            found = None if len(line.text) > _LONGEST_OF_PAGE else label.search(narrow(line.text))
            day = find_date(found["day"]) if found else None
            if found and day and not _GOES_ON.match(found["day"], day.start + len(day.raw)):
                return day.value
    return None


def year_of(written: str | None) -> int | None:
    """2017, 二〇一七."""
    if written is None:
        return None
    plain = "".join("0" if char in "〇○OＯ0零" else str(_HAN.find(char)) if char in _HAN else char for char in written)
    return int(plain) if plain.isdecimal() and len(plain) == 4 else None


NUMERALS = "〇○OＯ0零一二三四五六七八九"
YEAR = rf"(?:20[0-9]{{2}}|二[{NUMERALS}]{{3}})"
"""A year of reports, in figures or in characters."""
_HAN = "零一二三四五六七八九"
_LONGEST_LINE, _LONGEST_NAME = 20_000, 30
_SIGNATURE_LINES, _LONGEST_SIGNATURE = 12, 60
_NEAR, _LONGEST_OF_PAGE = 5, 160
_FIRST_MONTH = re.compile("(?<=[0-9]年)元月")
_LOOSE_ZEROS = re.compile("[OＯ0○](?=[一二三四五六七八九〇○OＯ0零]{1,3}年)")
_GOES_ON = re.compile(r"\s?(?:[至到~～]|[-—－–]+\s?\d)")
_LABELS = (
    "(?:发布|公布|(?<![\u4e00-\u9fff])(?:信息)?公开|上网)(?:日期|时间)",
    "(?<![\u4e00-\u9fff])(?:日期|时间)",
    "更新(?:日期|时间)",
)
_PUBLISHED = (
    *(re.compile(rf"{label}\s?[：:]\s?(?P<day>.{{6,24}})") for label in _LABELS),
    re.compile("（(?P<day>[^（）]{8,12})(?:发布|公布)）"),
)

# the period

_D = rf"(?:[0-9]{{1,2}}|[{NUMERALS}十]{{1,3}})"
_SAME_YEAR = "同年|当年|本年度?|该年"


def _day(name: str, *, with_year: bool) -> str:
    year = rf"(?P<y{name}>{YEAR})\s?[年./-]\s?"
    told = year if with_year else f"(?:{year}|{_SAME_YEAR})?"
    return rf"{told}(?P<m{name}>{_D})\s?[月./-]\s?(?P<d{name}>{_D})\s?日?"


_CLOCK = r"(?:\s?[0-9零]{1,2}(?:[时点]|:00))?"
_IN_FORCE = "(?:(?:《[^《》]{1,30}》|条例)?(?:正式|开始)?(?:施行|实施)(?:之日|以来)?)?"
"""自2008年5月1日《条例》施行之日起."""
_TO = (
    rf"{_CLOCK}\s?{_IN_FORCE}\s?(?:起|开始|始|零时起?)?\s?[，,]?\s?"
    r"(?:至|到|—{1,2}|－{1,2}|-{1,2}|–|~|～|――|─{1,2}|止于?|截至|截止到?)\s?"
)
_PERIOD = re.compile(_day("1", with_year=True) + _TO + _day("2", with_year=False))
_PERIOD_TO_ITS_END = re.compile(rf"{_day('1', with_year=True)}{_TO}(?:(?P<y2>{YEAR})\s?年|{_SAME_YEAR})?年?(?:底|末)")
_PERIOD_OF_MONTHS = re.compile(
    rf"(?P<y1>{YEAR})\s?年度?\s?(?P<m1>{_D})\s?(?:月(?:份)?)?{_TO}"
    rf"(?:(?P<y2>{YEAR})\s?年|{_SAME_YEAR})?\s?(?P<m2>{_D})\s?月(?:份|底|末)?(?!\s?[0-9一二三])"
)
_MAY_HOLD_DAYS = re.compile("[年./-]")
_OF_DATA = re.compile(
    "统计|报告期|年报期|报告.{0,4}(?:时间|时限|时段|期限|涵盖|范围)|所列数据|数据.{0,6}(?:期限|时间|时限|时段|区间|周期|范围|起止|截止|截至)"
)
"""That it is the period of the report's numbers, wherever in the report."""
_NOT_OF_DATA = re.compile("(?:(?<!数)据|经|初步|不完全)统计|统计(?:显示|局)")
_COMPARED_BEFORE = re.compile("[与同比较]$")
_COMPARED_BEHIND = re.compile("(?:的?同期|相比|对比|比较)")
_OF_REPORT = re.compile("报告|年报|期限|数据|时限|时段|起止|截止|截至|时间|期间|周期|范围")
"""The same before the first heading, where nothing else has a period of months."""
_OPENING_LINES = 14
_FIRST_HEADING = re.compile(r"\s*(?:一|1|第一部分|（一）|【)\s?[、．.\s\u4e00-\u9fff]")
_LONG = timedelta(days=90)


def _before_headings(lines: Sequence[ReportLine]) -> int:
    """How many lines stand before the first heading."""
    heads = (place for place, line in enumerate(lines[:_OPENING_LINES]) if _FIRST_HEADING.match(line.text))
    return next(heads, _OPENING_LINES)


def _periods(text: str) -> Iterator[tuple[Period, str]]:
    """The periods of a line, each with the words around it."""
    for pattern in (_PERIOD, _PERIOD_TO_ITS_END, _PERIOD_OF_MONTHS):
        for found in pattern.finditer(text):
            period = _period(found)
            if period is not None:
                before, behind = text[max(0, found.start() - 40) : found.start()], text[found.end() :][:30]
                if not (_COMPARED_BEFORE.search(before) or _COMPARED_BEHIND.match(behind)):
                    yield period, before + behind


def _is_long(period: Period) -> bool:
    """No report is on less than a few months: what is shorter is an event's."""
    return abs(period[1] - period[0]) >= _LONG


def _period(found: re.Match[str]) -> Period | None:
    parts = found.groupdict()
    first_year, stated = year_of(parts["y1"]), year_of(parts.get("y2"))
    numbers = [_number(parts.get(name)) for name in ("m1", "d1", "m2", "d2")]
    to_its_end = "m2" not in parts
    last_month = 12 if to_its_end else numbers[2]
    if first_year is None or numbers[0] is None or last_month is None:
        return None
    try:
        first = date(first_year, numbers[0], numbers[1] or 1)
        last = date(stated or first_year, last_month, numbers[3] or 1)
        if stated is None and last < first:
            last = last.replace(year=first_year + 1)  # a school's year: from September to August
        if parts.get("d2") is None:
            following = date(last.year + last.month // 12, last.month % 12 + 1, 1)
            last = following - timedelta(days=1)
    except ValueError:
        return None
    return first, last


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
