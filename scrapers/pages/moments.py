"""The day a value of published data stands for: text, seconds since 1970, milliseconds, a serialised date object.

A moment without a zone of its own, or in UTC as machines write it, becomes the day it was in Asia/Shanghai: the whole
country publishes in that zone, and a day stored as midnight there is the evening before in UTC. Any other offset is
taken as written, for that is the day its publisher shows.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_tz
from typing import Any

from scrapers.pages.dates import find_date


@dataclass(frozen=True)
class Day:
    """A day and the characters it was read from; `inferred` when its year was left out."""

    value: date
    raw: str
    inferred: bool = False


CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""No summer time since 1991, before any site was: a fixed offset, and no table of zones to load."""


def day_of(value: Any, *, today: date | None = None) -> Day | None:
    """The day `value` says; `None` if it is none, whatever its type. `today` completes a text without a year."""
    if isinstance(value, str):
        return _of_text(value.strip(), today) if 6 <= len(value) <= _LONGEST or "月" in value else None
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _of_number(value)
    if isinstance(value, dict):
        return next((day for key in _INSIDE if key in value and (day := day_of_plain(value[key])) is not None), None)
    if isinstance(value, list):
        return _of_parts(value)
    return None


def day_of_plain(value: Any) -> Day | None:
    """The same for a text or a number only: what stands inside an object is no object again."""
    return day_of(value) if isinstance(value, str | int | float) else None


def written_day(text: str) -> Day | None:
    """The day of a moment as feeds write it: `Wed, 12 May 2021 23:30:00 +0800`, `2021-05-12T23:30:00+08:00`."""
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if _LETTER_MONTH.search(text) and (parts := _letter_moment(text)) is not None:
        moment, offset = parts
        local = moment.replace(tzinfo=UTC).astimezone(CHINA) if offset == 0 and _CLOCK.search(text) else moment
        return Day(local.date(), text)
    return _of_text(text, None)


_LONGEST = 64
"""A longer text is a sentence that mentions a day."""
_INSIDE = ("time", "$date", "$numberLong", "value", "date", "timestamp")
"""Where serialised date objects keep their milliseconds or their text."""
_LETTER_MONTH = re.compile(r"\d\s*-?\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
_CLOCK = re.compile(r"\d:\d\d")
_DIGITS = re.compile(r"\d{8,14}")
_OF_A_LIBRARY = re.compile(r"/Date\((-?\d{1,14})")
"""How older .NET writes a moment."""
_UTC = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::\d\d)?(?:\.\d+)?\s?(?:Z|\+00:?00)")


def _of_text(text: str, today: date | None) -> Day | None:
    if _DIGITS.fullmatch(text):
        return _of_number(int(text))
    if match := _OF_A_LIBRARY.match(text):
        day = _of_number(int(match.group(1)))
        return Day(day.value, text) if day else None
    if match := _UTC.fullmatch(text):
        try:
            moment = datetime(*(int(number) for number in match.groups()), tzinfo=UTC)  # type: ignore[misc,arg-type]
            return Day(moment.astimezone(CHINA).date(), text)
        except (ValueError, OverflowError):
            return None
    found = find_date(text, today=today)
    return Day(found.value, found.raw, found.inferred) if found else None


_FIRST, _LAST = 631_152_000, 4_102_444_800
"""1990 to 2100 in seconds since 1970: what lies outside is no moment of publication but some other number."""


def _of_number(number: float) -> Day | None:
    raw = str(number)
    if number != number or number in (float("inf"), float("-inf")):  # noqa: PLR0124  NaN differs from itself
        return None
    whole = int(number)
    digits = str(whole)
    if len(digits) == 10 and digits[8:] < "24" and _of_calendar(digits[:4], digits[4:6], digits[6:8], raw):
        return None  # an hour written without signs, or a moment after 2033: two readings
    for seconds in (whole, whole // 1000):
        if _FIRST <= seconds < _LAST:
            return Day(datetime.fromtimestamp(seconds, CHINA).date(), raw)
    if len(digits) in (8, 14):
        return _of_calendar(digits[:4], digits[4:6], digits[6:8], raw)
    return None


def _of_parts(parts: list[Any]) -> Day | None:
    """[2021, 5, 12, 10, 30]: how a common serialiser writes a local moment."""
    if 3 <= len(parts) <= 7 and all(isinstance(part, int) and not isinstance(part, bool) for part in parts):
        year, month, day = parts[:3]
        return _of_calendar(year, month, day, raw=f"{year}-{month}-{day}")
    return None


def _of_calendar(year: str | int, month: str | int, day: str | int, raw: str) -> Day | None:
    try:
        value = date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        return None
    return Day(value, raw) if 1990 <= value.year < 2100 else None


def _letter_moment(text: str) -> tuple[datetime, int | None] | None:
    parts = parsedate_tz(text)
    if parts is None:
        return None
    try:
        return datetime(*parts[:5]), parts[9]  # noqa: DTZ001  as written; the caller knows the offset
    except (ValueError, OverflowError):
        return None
