"""Cut arrays of objects out of a script and read them: JSON, object literals, `JSON.parse('…')`, data scripts.

No script is run. An array is taken where it stands, with the name it is given, and with the counts written around it.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

import chompjs

from scrapers.data.recordsets import Counts, Recordset, counts_beside, find_recordsets


def recordsets_in(code: str, *, kind: str, base: str, today: date | None = None) -> list[Recordset]:
    """Every array in a script that reads as a list. `kind` is the script's `type`, `base` the page's address."""
    if _TEMPLATE.search(kind):
        return []
    if "json" in kind.lower():
        return _read(_loads(code), base, today)
    found: list[Recordset] = []
    code, parsed = _take_out_parsed(code)
    for value in parsed:
        found += _read(value, base, today)
    arrays = list(_arrays(code))
    for array in arrays:
        for recordset in _read(array.value, base, today):
            counts = recordset.counts
            if counts == Counts() and len(arrays) == 1:
                counts = _counts_around(code, array, recordset.records.rows)
            found.append(replace(recordset, name=recordset.name or array.name, counts=counts))
    return found


@dataclass(frozen=True)
class _Array:
    name: str
    value: Any
    start: int
    end: int


_TEMPLATE = re.compile(r"template|tmpl|text/html|handlebars|mustache|ld\+json", re.IGNORECASE)
_START = re.compile(r"\[\s{0,200}\{")
_NAME = re.compile(r"([\w$]{1,60})[\"']?\s{0,20}(?:\]\s{0,5})?[:=]\s{0,200}\(?\s{0,20}$")
_MOST_ATTEMPTS = 40
"""Arrays looked at in one script; pages with more hold settings, not lists."""
_LONGEST = 600_000
"""Characters of a script looked at for literals that are not JSON; JSON of any length is read, for that is fast."""


def _read(value: Any, base: str, today: date | None) -> list[Recordset]:
    return find_recordsets(value, base=base, today=today) if isinstance(value, dict | list) else []


def _loads(text: str) -> Any:
    try:
        return json.loads(text.strip(), strict=False, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None


def _arrays(code: str) -> Iterator[_Array]:
    """The outermost arrays of objects; what is not understood is stepped into, for a smaller one may be."""
    decoder = json.JSONDecoder(strict=False, parse_constant=lambda _: None)
    position, brackets = 0, None
    for _ in range(_MOST_ATTEMPTS):
        match = _START.search(code, position)
        if match is None:
            return
        start = match.start()
        try:
            value, end = decoder.raw_decode(code, start)
        except RecursionError:
            return
        except ValueError:
            brackets = brackets if brackets is not None else _pairs(code[:_LONGEST])
            end = brackets.get(start, start)
            value = read_literal(code[start:end]) if start < end else None
        if value is not None:
            name = _NAME.search(code, max(0, start - 300), start)
            yield _Array(name.group(1) if name else "", value, start, end)
        position = end if value is not None else match.end()


def read_literal(text: str) -> Any:
    """An object or array as a script writes it: unquoted names, single quotes, trailing commas; `None` if none."""
    try:
        return chompjs.parse_js_object(text, loader_kwargs={"strict": False})
    except (ValueError, RecursionError):
        return None


_TOKEN = re.compile(
    r"\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)*+'?|`(?:[^`\\]|\\.)*+`?|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|[\[\]{}]",
    re.DOTALL,
)
"""Texts, comments and brackets. What is never closed is a token all the same, so that it is looked through once."""


def _pairs(code: str) -> dict[int, int]:
    """Where each opening bracket's array ends, strings and comments left aside."""
    ends: dict[int, int] = {}
    open_brackets: list[tuple[str, int]] = []
    for token in _TOKEN.finditer(code):
        character = code[token.start()]
        if character in "[{":
            open_brackets.append((character, token.start()))
        elif character in "]}":
            opening = "[" if character == "]" else "{"
            if open_brackets and open_brackets[-1][0] == opening:
                ends[open_brackets.pop()[1]] = token.end()
            else:
                open_brackets.clear()  # not the code it seemed to be: nothing before this is trusted
    return ends


# --- data within texts ---------------------------------------------------------------------------------------------

_PARSE = re.compile(
    r"(?:JSON\.parse|parseJSON|eval)\s{0,10}\(\s{0,10}(\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')", re.DOTALL
)


def _take_out_parsed(code: str) -> tuple[str, list[Any]]:
    """The values of `JSON.parse('…')` calls, and the code without them."""
    if not any(call in code for call in ("JSON.parse", "parseJSON", "eval")):
        return code, []
    values: list[Any] = []
    for match in islice(_PARSE.finditer(code), _MOST_ATTEMPTS):
        if (text := _text_of_literal(match.group(1))) is not None and (value := _loads(text)) is not None:
            values.append(value)
    return _PARSE.sub("", code), values


def _text_of_literal(literal: str) -> str | None:
    """The characters that a quoted text of a script stands for."""
    inner = literal[1:-1]
    if "\\" not in inner:
        return inner
    inner = (_ESCAPE_IN_SINGLE if literal[0] == "'" else _ESCAPE_IN_DOUBLE).sub(_as_json, inner)
    try:
        text = json.loads(f'"{inner}"', strict=False)
    except ValueError:
        return None
    return text if isinstance(text, str) else None


_ESCAPE_IN_DOUBLE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_ESCAPE_IN_SINGLE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|(.))|\"", re.DOTALL)


def _as_json(match: re.Match[str]) -> str:
    """One escape as JSON writes it: it knows neither `\\x41` nor `\\'`."""
    code, character = match.group(1), match.group(2)
    if code:
        return f"\\u00{code}"
    if character is None:
        return '\\"'
    return match.group() if character in '"\\/bfnrtu' else character


# --- counts --------------------------------------------------------------------------------------------------------

_STATED = re.compile(r"\b([A-Za-z]{4,20})[\"']?\s{0,10}[:=]\s{0,10}[\"']?(\d{1,9})\b")
_AROUND = 2000


def _counts_around(code: str, array: _Array, rows: int) -> Counts:
    """What is written beside the array: `totalCount: 120, pageSize: 20`; the first statement of each name counts."""
    around = code[max(0, array.start - _AROUND) : array.start] + code[array.end : array.end + _AROUND]
    stated: dict[str, object] = {}
    for name, number in _STATED.findall(around):
        stated.setdefault(name, number)
    return counts_beside((stated,), rows=rows)
