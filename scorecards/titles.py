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
    return value


TitlePattern = Annotated[Text, AfterValidator(_pattern)]
"""A regular expression searched in titles."""

_NUMERALS = ("〇○零OＯ", *"一二三四五六七八九")
_DIGITS = {str(digit): f"[{digit}{numerals}]" for digit, numerals in enumerate(_NUMERALS)}


def titled(year: int, *words: Sequence[str], without: Sequence[str] = ()) -> str:
    """A pattern for titles with the year, in digits or numerals, and one of each group of `words`, in any order."""
    figures = "".join(_DIGITS[digit] for digit in str(year))
    wanted = [figures, *("|".join(group) for group in words)]
    return "^" + "".join(f"(?=.*(?:{part}))" for part in wanted) + "".join(f"(?!.*{word})" for word in without)
