"""Find the day in a few characters of a page: 2021-05-12, 2021年5月12日, 二〇二一年五月十二日, [05-12].

Better nothing than a guess: an impossible day is no date, and one without its year counts only where `today` is given.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple


class FoundDate(NamedTuple):
    """A day and the characters it was read from; `inferred` when the page left out the year."""

    value: date
    raw: str
    inferred: bool = False
    start: int = 0
    """Where `raw` begins in the searched text."""


def find_date(text: str, *, today: date | None = None) -> FoundDate | None:
    """The first date in `text`, or `None` if there is none or the first one is no day of the calendar.

    Eight digits in a row and a day without a year count only when they stand alone (brackets and a clock time aside).
    A year left out is the latest one that does not put the day later than the day after `today` (a crawl that runs past
    midnight meets tomorrow's items); without `today` such a day is no date.
    Days in figures whose order differs by country (`1/12/2024`) are no dates.
    """
    alone = _ALONE.fullmatch(text)
    if alone:
        return _day(text, int(alone[1]), int(alone[2]), int(alone[3]))
    if not may_hold_a_date(text):
        return None
    plain = _narrow(text)
    for pattern, read in _forms_in(plain):
        match = pattern.search(plain)
        if match:
            return _found(text, match, read(match["y"]), read(match["m"]), read(match["d"]))
    match = _COMPACT.fullmatch(plain)
    if match:
        return _found(text, match, int(match["y"]), int(match["m"]), int(match["d"]))
    match = _YEARLESS.fullmatch(plain)
    if match and today is not None:
        month, day = (int(number) for number in match.group("m", "d", "m2", "d2") if number)
        year = _latest_year(month, day, today)
        return _found(text, match, year, month, day, inferred=True) if year else None
    return None


def find_dates(text: str) -> Iterator[date]:
    """All days in `text` that are written with their year, in no order."""
    pieces = [text]
    while pieces:
        piece = pieces.pop()
        found = find_date(piece)
        if found is not None:
            yield found.value
            pieces += [piece[: found.start], piece[found.start + len(found.raw) :]]


def may_hold_a_date(text: str) -> bool:
    """A quick look that lets through everything `find_date` could read, and much else."""
    if text.isalpha() or _DIGIT.search(text) is None:
        return "月" in text
    return (
        _LIKELY.search(text) is not None
        or ("月" in text and _LIKELY_MONTH.search(text) is not None)
        or (_WORD.search(text) is not None and _LIKELY_ENGLISH.search(text) is not None)
    )


def count_dates(text: str, *, likely: bool = False) -> int:
    """How many written-out dates `text` holds; a quick look that checks no calendar.

    `likely`: the caller knows that it may hold one.
    """
    if _ALONE.fullmatch(text):
        return 1
    if not likely and not may_hold_a_date(text):
        return 0
    plain = _narrow(text)
    count = 0
    for pattern, _ in _forms_in(plain):
        count += len(pattern.findall(plain))
    return count


_ALONE = re.compile(
    r"[\[(（【〔]?((?:19|20)[0-9]{2})[-/.]([0-9]{2})[-/.]([0-9]{2})(?: [0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?[\])）】〕]?"
)
"""A date and nothing else: what most rows show. Asked first, it takes a third of the time."""
_WORD = re.compile(r"[A-Za-z]{3}")
_DIGIT = re.compile("[0-9０-９]")
# It begins with one kind of character, so that a text is searched at the speed of looking for that.
_LIKELY = re.compile(r"\d(?:\s*[-/.年月／－：—–‐．日]|(?<!\d\d)\d{7}(?!\d))")
_LIKELY_MONTH = re.compile(r"[一二三四五六七八九十○〇OoＯｏ零]\s*月")
_LIKELY_ENGLISH = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z.]*\s*\d|\d\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
_NARROW = str.maketrans("０１２３４５６７８９．／－：—–‐\u3000\xa0", "0123456789./-:---  ")
_TO_NARROW = re.compile("[０-９．／－：—–‐\u3000\xa0]")


Form = tuple[re.Pattern[str], Callable[[str], int]]


def _forms_in(plain: str) -> tuple[Form, ...]:
    """The forms that are dates wherever they stand, as far as `plain` can hold them."""
    if "月" in plain:
        return _CHINESE
    return _ENGLISH if plain.isascii() and _WORD.search(plain) else _FIGURES


def _narrow(text: str) -> str:
    return text.translate(_NARROW) if _TO_NARROW.search(text) else text


_OPEN, _CLOSE = r"[\[(（【〔]?\s*", r"\s*[\])）】〕]?"
_TIME = r"(?:日?[T\s]*\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
_NUMERIC = re.compile(
    r"(?P<y>[12](?<!\d[12])[09](?<=19|20)\d{2})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})(?!\d)\s*日?"
    + _TIME
    + _CLOSE
)
_NUMERALS = "〇○O零一二三四五六七八九"
_SPELT = re.compile(
    rf"(?P<y>[{_NUMERALS}]{{4}})年(?P<m>[{_NUMERALS}十]{{1,3}})月(?P<d>[{_NUMERALS}十]{{1,3}})[日号]?" + _CLOSE
)
_COMPACT = re.compile(r"\s*" + _OPEN + r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})" + _TIME + _CLOSE + r"\s*")
_YEARLESS = re.compile(
    r"\s*" + _OPEN + r"(?:(?P<m>\d{1,2})月(?P<d>\d{1,2})日?|(?P<m2>\d{2})[-/.](?P<d2>\d{2}))" + _TIME + _CLOSE + r"\s*"
)
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH = r"(?P<m>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})\.?"
_MONTH_FIRST = re.compile(
    rf"\b{_MONTH}\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<y>(?:19|20)\d{{2}})(?!\d)", re.IGNORECASE
)
_DAY_FIRST = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?P<y>(?:19|20)\d{{2}})(?!\d)", re.IGNORECASE
)
_DIGITS = {numeral: (0 if index < 4 else index - 3) for index, numeral in enumerate(_NUMERALS)}
_LEAP_CYCLE = 8
"""29 February comes back within eight years, also around 1900 and 2100."""


def _found(
    text: str, match: re.Match[str], year: int, month: int, day: int, *, inferred: bool = False
) -> FoundDate | None:
    start = match.start()
    if start:
        before = text[:start].rstrip()
        if before[-1:] in _BRACKETS:
            start = len(before) - 1
    raw = text[start : match.end()]
    return _day(raw.strip(), year, month, day, inferred=inferred, start=start + len(raw) - len(raw.lstrip()))


def _day(raw: str, year: int, month: int, day: int, *, inferred: bool = False, start: int = 0) -> FoundDate | None:
    try:
        return FoundDate(date(year, month, day), raw, inferred, start)
    except ValueError:
        return None


_BRACKETS = frozenset("[(（【〔")


def _spelt_number(numerals: str) -> int:
    """二〇一八 -> 2018, 十 -> 10, 三十一 -> 31, 一二 -> 12; anything odd gives a number no calendar has."""
    if "十" not in numerals:
        return int("".join(str(_DIGITS[numeral]) for numeral in numerals))
    tens, _, ones = numerals.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 99
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def _english_number(word: str) -> int:
    """12 -> 12, Sept -> 9, July -> 7; a word that only begins like a month gives a number no calendar has."""
    if word.isdecimal():
        return int(word)
    return next((number for number, name in enumerate(_MONTHS, start=1) if name.startswith(word.lower())), 99)


def _latest_year(month: int, day: int, today: date) -> int | None:
    latest = today + timedelta(days=1) if today < date.max else today
    for year in range(latest.year, latest.year - _LEAP_CYCLE - 1, -1):
        try:
            if year > 0 and date(year, month, day) <= latest:
                return year
        except ValueError:
            continue
    return None


_FIGURES: tuple[Form, ...] = ((_NUMERIC, int),)
_CHINESE: tuple[Form, ...] = ((_NUMERIC, int), (_SPELT, _spelt_number))
_ENGLISH: tuple[Form, ...] = ((_NUMERIC, int), (_MONTH_FIRST, _english_number), (_DAY_FIRST, _english_number))
