"""Find numbers that belong to a person (identity, mobile, bank card), and make them unreadable.

Precision comes from the numbers' own rules: an identity number has a county, a day of birth and a check digit
(GB 11643-1999), a bank card the check digit of ISO/IEC 7812-1. Index numbers, document numbers, moments and the numbers
in addresses have none of these and stay. What stands in a page as an image is not seen.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

Kind = Literal["identity", "mobile", "card"]


class PrivateNumber(NamedTuple):
    """Where in a text a number stands: its characters `start` to `end`, separators within it included."""

    kind: Kind
    start: int
    end: int


def private_numbers(text: str) -> list[PrivateNumber]:
    """The private numbers in a text, in the order they stand there. Full-width digits count as digits."""
    plain = text.translate(_HALF_WIDTH)
    if not _WORTH_LOOKING.search(plain):
        return []
    found: list[PrivateNumber] = []
    taken = bytearray(len(plain))
    in_address = [match.span() for match in _ADDRESS.finditer(plain)]
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            start, end = match.span("number")
            digits = _SEPARATOR.sub("", match["number"])
            if any(taken[start:end]) or not _is(kind, digits):
                continue
            if kind != "identity" and _numbers_a_page(plain, start, in_address):
                continue
            taken[start:end] = b"\x01" * (end - start)
            found.append(PrivateNumber(kind, start, end))
    return sorted(found, key=lambda number: number.start)


def masked(text: str) -> str:
    """The text with its private numbers made unreadable: `3301**********1234`, `138****5678`."""
    characters = list(text)
    for place in _hidden(text):
        characters[place] = "*"
    return "".join(characters)


def masked_markup(markup: str) -> str:
    """The same for HTML, XML or a script's data: also where tags or character references stand within a number."""
    flat: list[str] = []
    places: list[tuple[int, int]] = []
    out = list(markup)
    end = 0

    def take(start: int, stop: int) -> None:
        flat.append(markup[start:stop])
        places.extend((place, place + 1) for place in range(start, stop))

    for match in _MARK.finditer(markup):
        take(end, match.start())
        end = match.end()
        if match["tag"] is None:
            flat.append(_referred(match[0]))
            places.append(match.span())
        elif match["comment"] is not None:
            inside = masked_markup(match["comment"])
            out[match.start() : end] = [f"<!--{inside}-->", *[""] * (end - match.start() - 1)]
        else:
            out[match.start() : end] = masked(match[0])
            if (match["name"] or "").lower() not in _WITHIN_A_LINE:
                flat.append("\n")
                places.append(match.span())
    take(end, len(markup))
    for place in _hidden("".join(flat)):
        start, stop = places[place]
        out[start:stop] = ["*", *[""] * (stop - start - 1)]
    return "".join(out)


def _hidden(text: str) -> Iterator[int]:
    """The places of the digits that are made unreadable."""
    for number in private_numbers(text):
        digits = [place for place in range(number.start, number.end) if not _SEPARATOR.match(text[place])]
        first = 3 if number.kind == "mobile" else 4
        yield from digits[first:-4]


_HALF_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ＋－", "0123456789Xx+-")
_BETWEEN = r"[ \u00a0\u2002-\u200b\u3000\u2010-\u2015-]?"
_SEPARATOR = re.compile(_BETWEEN.removesuffix("?"))
_WORTH_LOOKING = re.compile(r"\d(?:" + _BETWEEN + r"\d){10}")
_BEGIN, _END = r"(?<![0-9A-Za-z_])(?<!\d\.)", r"(?![0-9A-Za-z_])(?!\.\d)"
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("identity", re.compile(rf"{_BEGIN}(?P<number>\d{{6}}{_BETWEEN}\d{{8}}{_BETWEEN}\d{{3}}[\dXx]){_END}")),
    ("identity", re.compile(r"(?<![0-9])(?P<number>\d{17}[\dXx])(?![0-9])")),
    ("card", re.compile(rf"{_BEGIN}(?P<number>\d{{4}}(?:{_BETWEEN}\d{{4}}){{3}}(?:{_BETWEEN}\d{{1,3}})?){_END}")),
    ("card", re.compile(rf"{_BEGIN}(?P<number>\d{{6}}{_BETWEEN}\d{{10,13}}){_END}")),
    (
        "mobile",
        re.compile(
            rf"(?:{_BEGIN}|(?i:(?<=tel)|(?<=phone)|(?<=mobile)))(?:(?:\+|00)?86{_BETWEEN})?"
            rf"(?P<number>1[3-9]\d(?:{_BETWEEN}\d{{4}}){{2}}){_END}"
        ),
    ),
)
_ADDRESS = re.compile(
    r"""[A-Za-z][A-Za-z+.]*://[^\s"'<>，。；、）]*|\b(?:href|src|action|data-url)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+)""",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?:tel|phone|mobile|sms|card|sj|sjh|dh|lxdh)[:=](?:\+?86)?$", re.IGNORECASE)
_MARK = re.compile(
    r"(?P<tag><!--(?P<comment>(?:(?!-->).)*)-->|</?(?P<name>[A-Za-z][\w:-]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>)|&#x?[0-9a-fA-F]{1,6};?|&nbsp;",
    re.DOTALL,
)
_WITHIN_A_LINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdo",
        "big",
        "cite",
        "code",
        "del",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "nobr",
        "o:p",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
        "wbr",
    ]
)
_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# Issuers' first digits: UnionPay 62 and 60 with 16 to 19, older 95588 and 94; the world's 4, 51 to 55, 35, 36 with 16.
_ISSUERS = re.compile(r"6[02]\d{14,17}|(?:95588|94|9[01]30)\d*|(?:4\d|5[1-5]|3[56])\d{14}")


def _is(kind: Kind, digits: str) -> bool:
    match kind:
        case "identity":
            return _is_identity(digits)
        case "card":
            return _is_card(digits)
        case "mobile":
            return True


def _is_identity(digits: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    if "10X98765432"[total % 11] != digits[17].upper():
        return False
    county = digits[:2] in _PROVINCES and digits[2:4] != "00" and digits[4:6] != "00"
    return county and _is_day(digits[6:14])


def _is_card(digits: str) -> bool:
    if not 16 <= len(digits) <= 19 or not _ISSUERS.fullmatch(digits):
        return False
    # A county and a day begin an index number: 62 is also a province.
    if digits[:2] in _PROVINCES and _is_day(digits[6:14]):
        return False
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _is_day(digits: str) -> bool:
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year < 2050
    except ValueError:
        return False


def _numbers_a_page(text: str, start: int, addresses: list[tuple[int, int]]) -> bool:
    """It stands in an address, and nothing there says that it is a telephone or a card."""
    inside = any(first <= start < last for first, last in addresses)
    return inside and not _NAMED.search(text, max(0, start - 16), start)


def _referred(reference: str) -> str:
    """The character that a reference in markup stands for, if it may be part of a number."""
    if reference == "&nbsp;":
        return " "
    body = reference[2:].rstrip(";")
    hexadecimal = body[:1] in "xX"
    if not hexadecimal and not body.isdecimal():
        return "\n"
    number = int(body[1:] or "0", 16) if hexadecimal else int(body)
    return chr(number) if number < 0x10000 and not 0xD800 <= number < 0xE000 else "\n"
