"""Deadlines as plans say them, and the day they mean where they mean one."""

import re
import unicodedata
from calendar import monthrange
from datetime import date

_YEAR = r"(?:(?:20\d{2}|今|当|本|每)年(?:度)?)?"
_SAID = re.compile(
    rf"{_YEAR}\s*\d{{1,2}}月(?:\d{{1,2}}日|底|末)?(?:之前|以前|前)"
    rf"|{_YEAR}\s*\d{{1,2}}月(?:底|末)(?:前|完成)?"
    r"|(?:20\d{2}|今|当|本)?年(?:年)?底(?:之前|以前|前)"
    r"|(?:20\d{2}年)?[上下]半年(?:底前|内|前|(?=完成|公布|公开))"
    r"|(?:20\d{2}年)?第?[一二三四]季度(?:末前|底前|末|底|内|前)"
    r"|每个?(?:季度|半年|月|周)(?:\d{1,2}日(?:前)?|[末底](?:前)?)?"
)


def deadline_in(text: str) -> str | None:
    """The deadlines that running text names, as said, joined by `；`; `None` without one.

    Words that only tell of going on (持续推进) count where a column or a label says that they are the deadline.
    """
    said = list(dict.fromkeys(found[0].strip() for found in _SAID.finditer(text)))
    return "；".join(said) or None


def is_deadline(text: str) -> bool:
    """The words say when and nothing else."""
    return re.sub("(?:全部|按期)?完成$", "", _SAID.sub("", text)).strip() == "" or text.strip() in _GOING_ON


_GOING_ON = ("持续推进", "长期坚持", "全年", "常态化推进")


def day_of(said: str, year: int | None) -> date | None:
    """The last day in time, where the words mean one: 6月30日前 is 30 June of the plan's year, that day included.

    `None` for what comes again (每季度), goes on (持续推进), is several days, or leaves the day open (6月前).
    """
    words = re.sub(r"\s", "", unicodedata.normalize("NFKC", said)).rstrip("。;")
    if found := _WRITTEN.fullmatch(words):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    stated = re.match(r"(20\d{2})年|(?:今|当|本)年(?=\d)", words)
    rest = words[stated.end() :] if stated else words
    if stated and stated[1]:
        year = int(stated[1])
    if year is None:
        return None
    if found := _MONTH_DAY.fullmatch(rest):
        return _day(year, int(found[1]), int(found[2]))
    if found := _MONTH_END.fullmatch(rest):
        return _last(year, int(found[1]))
    if found := _QUARTER_END.fullmatch(rest):
        return _last(year, 3 * ("一二三四".index(found[1]) + 1))
    if _YEAR_END.fullmatch(rest):
        return _last(year, 12)
    return _last(year, 6) if _HALF_END.fullmatch(rest) else None


_BEFORE = r"(?:之前|以前|前|之内|以内|内)?(?:完成|全部完成)?"
_WRITTEN = re.compile(r"(20\d{2})[-/.](\d{1,2})[-/.](\d{1,2})日?" + _BEFORE)
_MONTH_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日" + _BEFORE)
_MONTH_END = re.compile(r"(\d{1,2})月(?:份)?(?:(?:底|末)" + _BEFORE + "|内)")
_QUARTER_END = re.compile(r"第?([一二三四])季度(?:(?:末|底)" + _BEFORE + "|内)")
_YEAR_END = re.compile(r"(?:今|当|本)?年?(?:年?底" + _BEFORE + r"|年?内)(?:完成)?|下半年(?:底前|内)")
_HALF_END = re.compile(r"上半年(?:底前|内|完成)?")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last(year: int, month: int) -> date | None:
    return date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else None
