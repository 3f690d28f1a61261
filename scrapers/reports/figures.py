"""The numbers in a line of a report that count something: 123条, １，２３４ 件, 二十三篇, 1.2万余次, 近300条, XX条.

Only a number before a word of counting is one: so years, days, numbers of clauses (第二十条), documents (〔2019〕60号)
and paragraphs, telephones, spans of time (20个工作日) and percentages are none, nor is what stands in a title 《…》,
a range (3-5条), or a number that is only hinted at (数十条, 若干条).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A number with what it counts."""

    value: int | float | None
    """`None` where its place holds XX, a line or a blank."""
    approximate: bool
    raw: str
    """The numeral, with 万 and 余: `1.2万余`."""
    start: int
    """Of `raw` in the line."""
    end: int
    """After the unit and what belongs to it (以上, 左右)."""
    unit: str


@dataclass(frozen=True, slots=True)
class Share:
    """A number of percent."""

    value: int | float | None
    approximate: bool
    raw: str
    start: int
    end: int


def numbers_in(text: str) -> Iterator[Number]:
    """In the order of the line. A full-width digit, point or percent sign is the same as a plain one."""
    plain = narrow(text)
    told = list(_with_units(text, plain))
    bare = list(_before_shares(text, plain, told)) if "占" in plain else []
    yield from sorted([*told, *bare], key=lambda number: number.start) if bare else told


def _with_units(text: str, plain: str) -> Iterator[Number]:
    titles = [found.span() for found in _TITLES.finditer(plain)]
    at = 0
    for found in _NUMBER.finditer(plain):
        start, end = found.span("raw")
        while at < len(titles) and titles[at][1] <= start:
            at += 1
        if at < len(titles) and titles[at][0] <= start:
            continue
        value = _value(found, plain)
        if value is None and found["blank"] is None:
            continue
        inexact = found["more"] or found["odd"] or found["or_so"] or _is_about(plain, start)
        yield Number(value, value is not None and bool(inexact), text[start:end], start, found.end(), found["unit"])


def _before_shares(text: str, plain: str, told: Sequence[Number]) -> Iterator[Number]:
    """予以公开96件，占66%；部分公开67，占4%: the 67 is counted as the number before it is."""
    ends = [number.end for number in told]
    for found in _BEFORE_A_SHARE.finditer(plain):
        start, end = found.span("raw")
        before = bisect_right(ends, start)
        if before and (before == len(told) or told[before].start > start):
            unit = told[before - 1].unit
            yield Number(
                number_of(found["raw"]), approximate=False, raw=text[start:end], start=start, end=end, unit=unit
            )


def shares_in(text: str) -> Iterator[Share]:
    """Every number of percent in the line, whatever it is a share of: 40.8%, ３％, 百分之五十, 百分之百."""
    plain = narrow(text)
    for found in _SHARE.finditer(plain):
        start, end = found.span("raw")
        value = number_of(found["arabic"]) if found["arabic"] else _spelt_share(found["han"] or "")
        if value is None and not found["blank"]:
            continue
        inexact = found["or_so"] or _is_about(plain, start)
        yield Share(value, value is not None and bool(inexact), text[start:end], start, found.end())


def narrow(text: str) -> str:
    """`text` with plain digits, points and percent signs; every character stays at its place."""
    return text.translate(_NARROW)


def number_of(written: str) -> int | float | None:
    """1,234 or 12.5; `None` for anything else."""
    plain = re.sub("[,， \xa0\u2009]", "", narrow(written))
    if _WHOLE.fullmatch(plain):
        return int(plain)
    return float(plain) if _DECIMAL.fullmatch(plain) else None


def han_number(written: str) -> int | None:
    """二百三十 -> 230, 两 -> 2, 一百二 -> 120, 十 -> 10, 二〇三 -> 203; `None` for what is no number, such as 二三."""
    if not written or not all(char in _DIGITS or char in _PLACES for char in written):
        return None
    if not any(char in _PLACES for char in written):
        in_a_row = len(written) == 1 or any(char in "零〇○" for char in written)
        return int("".join(str(_DIGITS[char]) for char in written)) if in_a_row else None
    total = section = 0
    digit: int | None = None
    least = 10**9
    for char in written:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
            continue
        place = _PLACES[char]
        if place >= 10_000:
            total, section, digit, least = (total + section + (digit or 0)) * place, 0, None, 10**9
        elif place >= least:
            return None
        else:
            section, digit, least = section + (1 if digit is None else digit) * place, None, place
    if digit and len(written) > 1 and _PLACES.get(written[-2], 0) >= 100:
        digit *= _PLACES[written[-2]] // 10  # 一百二 is 120
    return total + section + (digit or 0)


_NARROW = str.maketrans("０１２３４５６７８９．％﹪", "0123456789.%%")
_WHOLE, _DECIMAL = re.compile(r"[0-9]{1,16}"), re.compile(r"[0-9]{1,16}\.[0-9]{1,6}")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "○": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 10**8}
_HAN = "".join(_DIGITS) + "".join(_PLACES)


def _value(found: re.Match[str], plain: str) -> int | float | None:
    start = found.start("raw")
    before = plain[max(0, start - 3) : start].rstrip()[-2:]
    if found["arabic"]:
        if _NOT_BEFORE_DIGITS.search(before):
            return None
        value = number_of(found["arabic"])
        for char in found["place"] or "":
            value = None if value is None else round(value * _PLACES[char], 6)
        return int(value) if isinstance(value, float) and value.is_integer() else value
    if not found["han"] or found["odd"] == "几" or _NOT_BEFORE_HAN.search(before):
        return None
    han = found["han"]
    if han[0] in "百千万亿":
        inexact = found["odd"] or before[-1:] in _HINTS
        return han_number("一" + han) if inexact else None
    return None if han[0] in _PLACES and before[-1:] == "数" else han_number(han)


def _is_about(plain: str, start: int) -> bool:
    """近300条, 约百条, 上千条."""
    if _ABOUT.search(plain, max(0, start - 4), start):
        return True
    return plain[start] in "百千万亿" and plain[:start][-1:] in _HINTS


def _spelt_share(han: str) -> int | float | None:
    whole, point, rest = han.partition("点")
    if whole == "百":
        return 100
    value = han_number(whole)
    if value is None or not point:
        return value
    digits = [_DIGITS.get(char) for char in rest]
    return None if None in digits else float(f"{value}.{''.join(map(str, digits))}")


_TITLES = re.compile("《[^《》]{0,80}》")
_HINTS = ("近", "上", "过", "逾", "超", "约")
_UNITS = (
    *("人次", "件次", "条次", "场次", "篇次", "家次", "例次", "万元", "亿元", "元(?!旦|素)"),
    *("条(?!例|款|龙|文|约|线|目|规|形|理|块)", "件(?!事|夹|套)", "次(?!性|日|年|数|要|序|办)", "场(?!所|地|馆)"),
    *("篇(?!幅)", "份(?!额)", "则", "项(?!目)", "宗", "例(?!如|行|外|会)", "期(?!间|限|末|货)", "册", "封", "幅", "张"),
    *("起(?!草|来|止|施|实|生|诉|到|至|步|点|因)", "部(?!分|门|委|队|级|署|长|属|位)", "家(?!庭|长|属)", "户(?!口|籍)"),
    *("本(?!级|年|局|单|市|县|区|镇|乡|机|部|报|身|次|人)", "通(?!知|过|告|报|道)", "处(?!理|室|长|罚|置)", "页(?!面)"),
    *(
        "人(?!民|员|大|均|口|事|力|士|才|数|社)",
        "类(?!别|型|似)",
        "批(?!复|准|评|示|次)",
        "名(?!称|单|录)",
        "位(?!置|于)",
    ),
    *("种(?!类|植)", "个(?!工作日|月|小时|百分点|星期|学时|自然日|年|部分|方面|大|季度|环节|层面|问题|章)"),
)
"""Words of counting, each with what it must not go on with: 条 of 条例, 个 of 个工作日."""
_BLANK = (
    r"[XxＸｘ×✕✖*＊_＿]{1,8}"
    r"|[(（][ \u3000_＿]{1,8}[)）]"
    r"|(?<=[息计共到理为了布开件请])[ \u3000]{2,20}"
)
_UNIT = "|".join(_UNITS)
_PARTED = r"[0-9]{1,3}(?:[,，][0-9]{3}){1,4}(?![0-9,，])|[0-9]{1,3}(?:[ \xa0\u2009][0-9]{3}){1,4}(?![0-9])"
"""By commas or blanks, three digits each."""
_NUMBER = re.compile(
    rf"(?P<raw>(?<![\d.])(?P<arabic>(?:{_PARTED}|[0-9]{{1,12}})(?:\.[0-9]{{1,6}})?)"
    rf"(?:[ \u3000]{{0,2}}(?P<place>[十百千]?[万亿](?!元)|[百千]))?(?P<more>[多余来])?"
    rf"|(?<![{_HAN}])(?P<han>[{_HAN}]{{1,16}}?(?=[多余来几]?[ \u3000]{{0,2}}(?:{_UNIT})))(?P<odd>[多余来几])?"
    rf"|(?P<blank>{_BLANK}))"
    rf"[ \u3000]{{0,2}}(?P<unit>{_UNIT})(?P<or_so>以上|左右|上下|[多余](?![0-9{_HAN}]))?"
)
"""All parts are bounded, and a run of digits is entered at its beginning only."""
_NOT_BEFORE_DIGITS = re.compile(rf"(?<![A-Za-z])[A-Za-z]$|[第每]$|[0-9{_HAN}][-—–~～/至到]$|[0-9]--?$")
_NOT_BEFORE_HAN = re.compile(rf"[无第每这那某哪逐若首另同任统唯之其几]$|[0-9{_HAN}][-—–~～/至到]$")
"""The number behind them counts nothing: 第三条, 每一件, the last end of a range."""
_ABOUT = re.compile(
    r"(?:(?<![预签合公违节邀条契制])约|(?<![附最临就靠邻相亲])近|接近|逾|突破|超过?|不少于|不低于|不下)[ \u3000]?$"
)
_BEFORE_A_SHARE = re.compile(
    "(?<=[\u4e00-\u9fff])(?P<raw>[0-9]{1,7})(?=[，,（(]?占[^，。；0-9]{0,8}[0-9]{1,3}(?:\\.[0-9]{1,6})?%)"
)
_SHARE = re.compile(
    r"(?P<raw>(?<![\d.])(?P<arabic>[0-9]{1,4}(?:\.[0-9]{1,6})?)[ \u3000]?%"
    rf"|百分之(?P<han>[{_HAN}]{{1,5}}(?:点[{_HAN}]{{1,4}})?)"
    r"|(?<![A-Za-z])(?P<blank>[XxＸｘ×*＊_]{1,6})[ \u3000]?%)(?P<or_so>以上|左右|多)?"
)
