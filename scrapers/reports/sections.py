"""The report's parts: its numbered headings as printed, and the parts that it announces (由…等七部分组成)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from schemas.annual_reports import Figure, PartsAnnounced, Section
from scrapers.reports.figures import han_number, narrow
from scrapers.reports.lines import ReportLine


def read_sections(lines: Sequence[ReportLine]) -> tuple[Section, ...]:
    """The headings, numbers as printed. The highest style of numbers that the report uses is level 1."""
    bracketed = [heading for line in lines if not line.is_row and (heading := _in_brackets(line)) is not None]
    numbered = [heading for line in lines if not line.is_row and (heading := _heading(line)) is not None]
    found = numbered
    if len(bracketed) >= _FEWEST_CHAPTERS:
        found = sorted([*bracketed, *numbered], key=lambda heading: heading.line)
    found = _without_annex(_with_misprints(found))
    styles = sorted({heading.style for heading in found})
    if styles and styles[0] >= _POINTS and not all(heading.is_short for heading in found):
        return ()  # points of one text, not its parts
    return tuple(
        Section(
            number=heading.number,
            level=_LEVELS[min(styles.index(heading.style), 2)],
            title=heading.title,
            line=heading.line,
        )
        for heading in found
    )


def heading_of(text: str) -> str:
    """The title that a numbered line begins with, without its number; empty for a line without a number."""
    label = _label(text)
    return _title(text[label[2] :]) if label else ""


def read_parts(lines: Sequence[ReportLine]) -> PartsAnnounced | None:
    """What the opening says of the report's parts; the first such sentence counts."""
    for line in lines[:_OPENING]:
        if line.is_row or len(line.text) < _SHORTEST_OPENING:
            continue
        of_report = False
        for sentence in _SENTENCE.finditer(line.text[:_LONGEST_OPENING]):
            if _OF_THE_REPORT.search(sentence[0]) or (of_report and _GOES_ON_ABOUT_IT.match(sentence[0])):
                of_report = True
                parts = _parts(sentence[0], sentence.start(), line.number)
                if parts is not None:
                    return parts
    return None


@dataclass(frozen=True, slots=True)
class _Heading:
    style: int
    number: str
    title: str
    line: int
    is_short: bool
    """The line is a title and nothing else."""


_HAN = "[一二三四五六七八九十]{1,3}"
_CHAPTERS, _POINTS = 1, 3
_STYLES = (
    (0, re.compile(rf"(第\s?(?:{_HAN}|[0-9]{{1,2}})\s?(?:部分|章|篇|节))[、：:．.\s]*")),
    (_CHAPTERS, re.compile(rf"({_HAN}|[壹贰叁肆伍陆柒捌玖拾]{{1,2}}|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]|[IVX]{{1,4}})\s?[、．.,：:]\s*")),
    (2, re.compile(rf"([（(〔]\s?{_HAN}\s?[）)〕]|[㈠-㈩])[、．.]?\s*")),
    (_POINTS, re.compile(r"([0-9]{1,2}(?=\s?[、．.](?![0-9]))|[⒈-⒛])\s?[、．.]?\s*")),
    (4, re.compile(r"([（(]\s?[0-9]{1,2}\s?[）)]|[①-⑳⑴-⒇])[、．.]?\s*")),
)
"""From the highest to the lowest."""
_LEVELS: tuple[Literal[1], Literal[2], Literal[3]] = (1, 2, 3)
_STOP = re.compile("[。：:；;！？，,]")
_COUNTED = re.compile(r"[0-9%]\s*[条件次篇个份项期]?\s*[。；;，]?$")
_ROW_OF_TABLE = re.compile(
    r"(?:\s[0-9]+){3,}\s*$|本年新收政府信息公开申请数量|上年结转政府信息公开申请数量|、本年度办理结果|、结转下年度继续办理"
)
"""Of table 三, whose rows are lines in a PDF."""
_LONGEST_TITLE, _LONGEST_PART, _LONGEST_LINE = 45, 60, 50
_OPENING, _SHORTEST_OPENING, _LONGEST_OPENING = 14, 8, 3000
_SENTENCE = re.compile("[^。！？]{4,600}[。！？]?")


def _label(text: str) -> tuple[int, str, int] | None:
    """The style of the number that a line begins with, the number, and where the words after it begin."""
    plain = narrow(text[:16])
    lead = len(plain) - len(plain.lstrip())
    for style, pattern in _STYLES:
        if found := pattern.match(plain, lead):
            return style, "".join(found[1].split()), found.end()
    return None


def _title(words: str) -> str:
    stop = _STOP.search(words)
    return (words[: stop.start()] if stop else words).strip()


def _heading(line: ReportLine) -> _Heading | None:
    label = _label(line.text)
    if label is None or _ROW_OF_TABLE.search(line.text[-_LONGEST_LINE:]):
        return None
    style, number, end = label
    words = line.text[end:].strip()
    title = _title(words)
    is_short = len(words) <= _LONGEST_LINE and not re.search("[。；;！？]", words.rstrip("。；;：: "))
    whole = words.rstrip("。；;：: ")
    if style >= _POINTS and (whole != words.rstrip("：: ") or len(words) > _LONGEST_TITLE // 2):
        return None  # a sentence
    if is_short and not _COUNTED.search(narrow(whole)):
        return _Heading(style, number, whole, line.number, is_short=True) if whole else None
    if style <= _CHAPTERS and title:
        return _Heading(style, number, title[:_LONGEST_PART].strip(), line.number, is_short=False)
    if title and style <= 2 and len(title) <= _LONGEST_TITLE // 2 and words[len(title) : len(title) + 1] in "。：:":
        return _Heading(style, number, title, line.number, is_short=False)
    return None


def _in_brackets(line: ReportLine) -> _Heading | None:
    """【收费情况】全年没有收费。"""
    found = _BRACKETED.match(line.text)
    return _Heading(0, "【】", found[1].strip(), line.number, is_short=True) if found else None


_BRACKETED = re.compile(r"\s*【([^】：:]{2,20})】")


def _without_annex(found: Sequence[_Heading]) -> list[_Heading]:
    """The headings up to where the chapters are counted from one again: what follows is an annex."""
    last = 0
    for place, heading in enumerate(found):
        if heading.style < _CHAPTERS:
            last = 0  # in each part the chapters may be counted from one
        if heading.style != _CHAPTERS:
            continue
        number = int(heading.number) if heading.number.isdecimal() else han_number(heading.number) or 0
        if number == 1 and last >= _FEWEST_CHAPTERS:
            return list(found[:place])
        last = number or last
    return list(found)


_FEWEST_CHAPTERS = 4


def _with_misprints(found: Sequence[_Heading]) -> list[_Heading]:
    """`1、概述` before `二、` is a chapter, and so is `3、…` between `二、` and `四、`: a number in the wrong style."""
    mended = list(found)
    chapters = {han_number(heading.number) for heading in found if heading.style == _CHAPTERS}
    last = 0
    for place, heading in enumerate(found):
        if heading.style == _CHAPTERS:
            last = han_number(heading.number) or last
            continue
        own = int(heading.number) if heading.style == _POINTS and heading.number.isdecimal() else 0
        following = next((one for one in found[place + 1 :] if one.style == _CHAPTERS), None)
        if (
            own
            and heading.is_short
            and own == last + 1
            and own not in chapters
            and following is not None
            and han_number(following.number) == own + 1
        ):
            mended[place] = _Heading(_CHAPTERS, heading.number, heading.title, heading.line, is_short=True)
            last = own
    return mended


# the parts it announces

_COUNT = rf"(?P<count>两|{_HAN}|[0-9]{{1,2}})\s?个?大?(?:部分|章|方面内容|块(?:内容)?|项内容)"
_NAMES_THEN_COUNT = re.compile(
    r"(?:由|包括了?|包含|涵盖了?|分为|共?分|含|是)\s?(?:以下)?(?P<names>[^。]{4,400}?)"
    rf"(?:等|共|这|共计|以上|，|总共)*\s?{_COUNT}"
)
_COUNT_ALONE = re.compile(
    r"(?:由|包括了?|包含|分为|分成|分|共分为?|共有?|含有?|涵盖|涉及|计|为)"
    rf"(?:为|以下|下列|如下)*\s?{_COUNT}(?:组成|构成)?(?P<rest>.{{0,500}})"
)
_ASPECTS = re.compile(
    rf"(?:由|包括了?|包含|分为|分)(?P<names>概[述况][^。]{{4,400}}?)(?:等|共|这)*\s?(?P<count>{_HAN}|[0-9]{{1,2}})\s?个(?:方面|内容)"
)
_VERBS = re.compile("，(?:全文)?(?:由|包括|包含|分为)")
"""Of the last of them are the names the objects: 由市政府办公室编制，由概述、…组成."""
_NAMED_AFTER = re.compile(r"[，,]?\s*(?:(?:即|分别是|分别为|包括|依次为|依次是)[：:]?|[：:])")
_NAMES_ALONE = re.compile(
    r"(?:由|包括|包含)(?:以下(?:几个?)?部分(?:组成)?[：:])?(?P<names>[^。]{10,400}?)"
    r"(?:等?(?:部分)?组成|等?内容|等?部分|[。；]|$)"
)
_BY_PARTS = re.compile(r"以下(?:几个?)?部分(?:组成)?[：:](?P<names>[^。]{10,400})")
_OF_THE_REPORT = re.compile("报告(?!期)|年报|全文|本文")
_GOES_ON_ABOUT_IT = re.compile(r"\s*(?:共|正文|内容|主要内容|具体)")
_OF_OTHERS = re.compile("(?:目录|指南|栏目|专栏|网站|平台|工作|步骤|阶段|任务|指标|清单)[^，。；]{0,4}$")
"""Before the verb: 公开目录分为六个部分."""
_ENDS = "情况|概述|概况|措施|打算|事项|问题|附表|附件|建议|安排|工作|总结|说明|计划|数据|改进|公开|诉讼|减免|内容"
"""How titles of parts end; all of two characters."""
_JOINED = re.compile(rf"、|；|;|，|,|以及|(?<={_ENDS})(?:和|与|及)(?=.{{2,20}}(?:{_ENDS})(?:等|$|[、，；]))")


def _parts(sentence: str, offset: int, line: int) -> PartsAnnounced | None:
    alone = _COUNT_ALONE.search(sentence)
    named = _NAMES_THEN_COUNT.search(sentence) or _ASPECTS.search(sentence)
    if any(one and _OF_OTHERS.search(sentence[: one.start()]) for one in (alone, named)):
        return None
    if named and not (alone and alone.start("count") < named.start("count")):
        names = _names(_VERBS.split(named["names"])[-1])
        return PartsAnnounced(count=_count(named, offset, line), titles=names, line=line)
    if alone:
        after = _NAMED_AFTER.match(alone["rest"])
        names = _names(alone["rest"][after.end() :].split("。")[0]) if after else ()
        return PartsAnnounced(count=_count(alone, offset, line), titles=names, line=line)
    for pattern in (_BY_PARTS, _NAMES_ALONE):
        if found := pattern.search(sentence):
            names = _names(found["names"])
            if len(names) >= 3 and re.search("概|总体", names[0]):
                return PartsAnnounced(titles=names, line=line)
    return None


def _count(found: re.Match[str], offset: int, line: int) -> Figure:
    raw = found["count"]
    return Figure(
        value=int(raw) if raw.isdecimal() else han_number(raw),
        raw=raw,
        line=line,
        start=offset + found.start("count"),
    )


def _names(words: str) -> tuple[str, ...]:
    """The parts named. 因…申请行政复议、提起行政诉讼的情况 is one of them, and so is 存在的问题、改进措施."""
    pieces: list[str] = []
    for piece in _JOINED.split(_QUOTES.sub("", _NUMBERS_OF_PARTS.sub(r"\1", words))):
        name = _AROUND_A_NAME.sub("", piece.strip(" \u3000。"))
        if not name:
            continue
        if pieces and (_GOES_ON.match(name) or _UNFINISHED.search(pieces[-1])):
            pieces[-1] += "、" + name
        else:
            pieces.append(name)
    return tuple(piece for piece in pieces if len(piece) <= _LONGEST_PART)


_NUMBERS_OF_PARTS = re.compile("(^|[；;，,：:。])\\s*(?:[一二三四五六七八九十]{1,2}|[0-9]{1,2})[、．.]")
_QUOTES = re.compile('[《》“”"]')
_AROUND_A_NAME = re.compile(
    r"^(?:和|与|及|[一二三四五六七八九十0-9]{1,2}[、．.]|[（(][一二三四五六七八九十0-9]{1,2}[)）]|一是|二是)|(?:等|共)$"
)
_UNFINISHED = re.compile("复议$|存在的?(?:主要)?(?:问题|困难)$|^收费$")
_GOES_ON = re.compile("(?:提起)?(?:行政)?诉讼|减免|改进(?:措施|情况|办法)?$")
