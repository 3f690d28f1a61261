"""So many things are announced (三个方面, 以下四点), and so many are listed: 一是…二是…, 首先…其次…, （1）（2）, 1. 2.

A listing belongs to an announcement only where nothing else can be meant: it begins right behind it, in its line or the
next one, counts from one without a gap, and ends where the style of its numbers does. One that may go on in another
style (最后…, a 四 without 是) is not clear. 三个“进一步” is a listing, too, if what follows says 进一步 so many times.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from schemas.annual_reports import Enumeration, Figure
from scrapers.reports.figures import han_number, narrow
from scrapers.reports.lines import ReportLine


def read_enumerations(lines: Sequence[ReportLine]) -> tuple[Enumeration, ...]:
    """Every announcement with its listing. One whose listing is not clear is left out."""
    told = [replace(line, text=_without_brackets(narrow(line.text[:_LONGEST_LINE]))) for line in lines]
    return tuple(_in_lines(told, [line.text for line in lines]))


def _without_brackets(text: str) -> str:
    """What stands in brackets may have a listing of its own, and is none of the things."""
    return _IN_BRACKETS.sub(lambda found: "　" * len(found[0]), text)


_HAN = "[一二两三四五六七八九十]{1,3}"
_NOUN = (
    "方面|问题|举措|措施|任务|工作|不足|困难|内容|做法|意见|建议|原则|要求|原因|制度|环节|层面|特点|重点|途径|渠道|阶段"
    "|突破|成效|成果|亮点|变化|进展|结合|到位|强化|坚持|突出|注重|加强|提升|创新|转变|统一|规范|确保|同步"
)
_THINGS = (
    f"个(?:主要|大的|突出|具体|重点)?(?:{_NOUN}|关键|层次|抓手|转变)"
    f"|[大类项条点](?:主要|具体|重点)?(?:{_NOUN})|方面"
    "|[个项大类条点][\u4e00-\u9fff]{1,8}(?=[：:])|[个项](?=[：:])"
    "|(?<=(?:有|是|下|这|分|为|好)[一二两三四五六七八九十0-9])[项条点类]"
)
"""条 and 项 alone are announcements only where it is said that there are so many: 问题有两条, 以下四点."""
_ANNOUNCED = re.compile(
    rf"(?<![第每零〇一二三四五六七八九十百0-9])(?P<count>{_HAN}|[0-9]{{1,2}})(?:{_THINGS})(?!中)"
    r"(?P<behind>[^。；！？：:\n]{0,40}?)(?P<stop>[：:。；，,]|$)"
)
_ONES = (
    re.compile(r"(?P<n>[一二三四五六七八九十]{1,2})(?:是|要|则)(?!否|不是)"),
    re.compile(r"第(?P<n>[一二三四五六七八九十]{1,2})(?:[，,、：:]|是)"),
    re.compile(r"(?P<n>[一二三四五六七八九十])、(?![二三四]季度)"),
    re.compile(r"[（(](?P<n>[一二三四五六七八九十]{1,2}|[0-9]{1,2})[）)]"),
    re.compile(r"(?P<n>[①-⑳])"),
    re.compile(r"(?<![0-9.])(?P<n>[0-9]{1,2})[、．.](?![0-9])"),
    re.compile(r"(?P<n>首先|其次|再次|再者|最后|第四|第五)[，,是要]?"),
    re.compile(r"(?P<n>一方面|另一方面)"),
)
_WORDS = {
    "首先": 1,
    "其次": 2,
    "再次": 3,
    "再者": 3,
    "第四": 4,
    "第五": 5,
    "最后": 0,
    "一方面": 1,
    "另一方面": 2,
}
"""0: one more, whatever number it has."""
_STARTS_ITEM = re.compile(r"(?:^|[：:。；;，,！？、）\s”])[\s\u3000“]*$")
_MOST_ITEMS = 20
_LONGEST_LINE = 20_000
_NEXT_LINES = 40
_LONGEST_ITEM = 1000


def _in_lines(lines: Sequence[ReportLine], written: Sequence[str]) -> Iterator[Enumeration]:
    for place, line in enumerate(lines):
        if line.is_row:
            continue
        plain = line.text
        for found in _ANNOUNCED.finditer(plain):
            value = int(found["count"]) if found["count"].isdecimal() else han_number(found["count"])
            start = _start_of_listing(found, plain)
            if value is None or not 2 <= value <= _MOST_ITEMS or start is None:
                continue
            where = _listed(lines, place, start, value)
            if len(where) >= 2 and (len(where) >= value or not _goes_on(lines, where, value)):
                first = found.start("count")
                raw = written[place][first : found.end("count")]
                yield Enumeration(
                    announced=Figure(value=value, raw=raw, line=line.number, start=first),
                    listed=len(where),
                    lines=tuple(where),
                )
        for found in _SAME_WORD.finditer(narrow(written[place][:_LONGEST_LINE])):
            said = "count" if found["count"] else "count_"
            value, listed = han_number(found[said]), _same_words(found)
            if value is not None and listed >= 2:
                first = found.start(said)
                raw = written[place][first : found.end(said)]
                announced = Figure(value=value, raw=raw, line=line.number, start=first)
                yield Enumeration(announced=announced, listed=listed, lines=(line.number,) * listed)


def _start_of_listing(found: re.Match[str], plain: str) -> int | None:
    """Where a listing of what is announced would begin; `None` where the sentence goes on about something else."""
    if found["stop"] in ("：", ":", "。", ""):
        return found.end()
    rest = _REST.match(plain, found.end())
    return rest.end() if rest and not _NEARER.search(rest[0]) else None


def _listed(lines: Sequence[ReportLine], place: int, start: int, announced: int) -> list[int]:
    """The lines of the things listed from there on, in its line and in those below; empty where no listing begins."""
    plain = lines[place].text
    if _NOTHING.fullmatch(plain, start):
        place, start = place + 1, 0
        if place == len(lines) or lines[place].is_row:
            return []
        plain = lines[place].text
    for style in _ONES:
        first = style.search(plain, start, min(len(plain), start + _NEAR))
        if first is None or _number(first["n"]) != 1 or not _begins_item(plain, first.start(), start):
            continue
        return _run(style, lines, place, first.start(), announced)
    return []


def _run(style: re.Pattern[str], lines: Sequence[ReportLine], place: int, start: int, announced: int) -> list[int]:
    """The lines of all things of this style, numbers going up; another count from one ends it.

    Empty where a number is said twice or left out, or where the other count stands in the midst of this one: nobody
    knows what was meant.
    """
    where: list[int] = []
    last = 0
    for line in lines[place : place + _NEXT_LINES]:
        if where and (line.is_row or _CHAPTER.match(line.text)):
            break
        plain = line.text
        begin = start if not where else len(plain) - len(plain.lstrip())
        if where and style.match(plain, begin) is None:
            continue
        for found in style.finditer(plain, begin):
            number = _number(found["n"])
            if number is None or not _begins_item(plain, found.start(), begin):
                continue
            if number == 1 and last:
                behind = {
                    _number(other["n"]) for other in style.finditer(plain, found.end(), found.end() + _LONGEST_ITEM)
                }
                return [] if len(where) < announced and last + 1 in behind else where
            if number and number != last + 1:
                return []
            where.append(line.number)
            last = number or last + 1
    return where


def _goes_on(lines: Sequence[ReportLine], where: Sequence[int], announced: int) -> bool:
    """Behind the last thing listed, in its line or the next one, may be one more in another style."""
    place = next(place for place, line in enumerate(lines) if line.number == where[-1])
    behind = [line.text for line in lines[place : place + 2] if not (line.is_row or _CHAPTER.match(line.text))]
    numbers = [_FIGURES[number] for number in range(len(where) + 1, min(announced, len(_FIGURES) - 1) + 1)]
    more = "|".join(f"{number}[是要则、]|第{number}(?![季届次批])" for number in numbers)
    return any(_ONE_MORE.search(text) or re.search(more, text) for text in behind)


_FIGURES = "〇一二三四五六七八九十"
_ONE_MORE = re.compile("(?:^|[。；，])(?:最后|此外|另外|再次|再者|同时还|还有)")


def _same_words(found: re.Match[str]) -> int:
    """How many things are listed behind 三个“进一步”: each begins with the word, or each ends with it; otherwise 0."""
    parts = [part.strip() for part in re.split("[、，；]", _ASIDE.sub("", found["rest"])) if part.strip()]
    word = found["word"]
    count = sum(part.count(word) for part in parts)
    if count == sum(part.startswith(word) for part in parts) and parts and parts[0].startswith(word):
        return count
    return count if parts and all(part.endswith(word) for part in parts) and count == len(parts) else 0


_SAME_WORD = re.compile(
    "(?<![第每])(?:“(?P<count>[两三四五六七八九])个|(?P<count_>[两三四五六七八九])个“)(?P<word>[\u4e00-\u9fff]{2,4})”"
    "(?:[^。；：，（“”]{0,8}：|（)(?P<rest>[^。）：]{6,300})[。）]"
)
_ASIDE = re.compile("（[^（）]*）|“[^“”]*”")
_IN_BRACKETS = re.compile("（[^（）]{4,}）")
_NOTHING = re.compile(r"\s*")
_NEAR = 6
"""The first thing begins at most so many characters behind the announcement."""
_REST = re.compile("[^。；！？：:0-9]{0,40}[：:]")
_NEARER = re.compile("[一二两三四五六七八九十](?:个|项|条|类|点|大|方面)")
"""Another number announces: 五项工作走在前列，我局占两项：一是…"""


def _begins_item(plain: str, at: int, start: int) -> bool:
    return at == start or _STARTS_ITEM.search(plain, max(start - 1, at - 4), at) is not None


_CHAPTER = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}[、．.]|第[一二三四五六七八九十]{1,3}部分)")


def _number(said: str) -> int | None:
    if said in _WORDS:
        return _WORDS[said]
    if "①" <= said <= "⑳":
        return ord(said) - ord("①") + 1
    return int(said) if said.isdecimal() else han_number(said)
