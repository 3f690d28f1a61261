"""Patterns for titles of documents that every agency names a little otherwise."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator

from schemas.base import Text


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is not a regular expression: {error}") from None
    if re.search(value, ""):
        raise ValueError(f"{value!r} matches every title; is there a | or a * too many?")
    return value


TitlePattern = Annotated[Text, AfterValidator(_pattern)]
"""A regular expression searched in titles."""

_NUMERALS = ("〇○零OＯ", *"一二三四五六七八九")
_DIGITS = {str(digit): f"[{digit}{chr(0xFF10 + digit)}{numerals}]" for digit, numerals in enumerate(_NUMERALS)}
ANY_YEAR = f"{_DIGITS['2']}{_DIGITS['0']}[{''.join(part[1:-1] for part in _DIGITS.values())}]{{2}}"
"""A pattern for a year of this century, in digits (narrow or wide) or numerals."""


def titled(year: int, *words: Sequence[str], without: Sequence[str] = ()) -> str:
    """A pattern for titles with the year, in digits or numerals, and one of each group of `words`, in any order."""
    figures = "".join(_DIGITS[digit] for digit in str(year))
    return worded(figures, *("|".join(group) for group in words), without=without)


def worded(*wanted: str, without: Sequence[str] = ()) -> str:
    """A pattern for titles that every pattern of `wanted` is found in, in any order, and none of `without`."""
    return "^" + "".join(f"(?=.*(?:{part}))" for part in wanted) + "".join(f"(?!.*{word})" for word in without)


def is_cut(title: str) -> bool:
    """A list that has no room for it shows the beginning of the title only."""
    return title.rstrip().endswith(("…", "...", "．．．", "···"))
