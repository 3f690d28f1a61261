"""Every number that counts something, with the words of its sentence that say what: those before and behind it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypedDict

from scrapers.reports.figures import Number, Share, narrow, numbers_in, shares_in
from scrapers.reports.lines import ReportLine


@dataclass(frozen=True, slots=True)
class Mention:
    """A number in its sentence."""

    number: Number
    line: int
    before: str
    """The sentence before it, at most its last `LONGEST_BEFORE` characters."""
    gap: str
    """The part of that behind the number (or the share) before it."""
    behind: str
    """The sentence behind it, as far as the next number or comma, a few characters at most."""

    pieces: tuple[str, ...]
    """The words of the gap between its stops, without blanks; no empty ones."""
    lead: str
    """The last of them; empty where the number begins a clause: 两件为网上申请，一件为信函申请."""


class FigureParts(TypedDict):
    """As `schemas.annual_reports.Figure` names them."""

    value: int | float | None
    approximate: bool
    raw: str
    line: int
    start: int


def figure_of(mention: Mention) -> FigureParts:
    """The parts of a `Figure`."""
    number = mention.number
    return FigureParts(
        value=number.value, approximate=number.approximate, raw=number.raw, line=mention.line, start=number.start
    )


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a line with its numbers."""

    line: int
    text: str
    start: int
    """Characters of the line before it."""
    mentions: tuple[Mention, ...]
    shares: tuple[Share, ...]
    ends_line: bool


def sentences_of(line: ReportLine) -> Iterator[Sentence]:
    """The line's sentences in order, also those without a number."""
    numbers, shares = list(numbers_in(line.text)), list(shares_in(line.text))
    at = at_share = 0
    spans = [(found.start(), found.end()) for found in _SENTENCE.finditer(line.text)]
    for start, end in spans:
        mine: list[Number] = []
        while at < len(numbers) and numbers[at].start < end:
            mine.append(numbers[at])
            at += 1
        own: list[Share] = []
        while at_share < len(shares) and shares[at_share].start < end:
            own.append(shares[at_share])
            at_share += 1
        yield Sentence(
            line=line.number,
            text=line.text[start:end],
            start=start,
            mentions=tuple(_mentions(line, start, end, mine, own)) if len(mine) <= _MOST_NUMBERS else (),
            shares=tuple(own),
            ends_line=end == spans[-1][1],
        )


_SENTENCE = re.compile(r"[^。！？]{1,4000}(?:[。！？]+|$)?")
_PART_OF_A_NAME = re.compile("[（(]([^（()）0-9]{1,6})[）)]")
"""县（市、区）"""
_STOPS = re.compile("[，,；;：:（）()【】\t]|——")
LONGEST_BEFORE, _BEHIND = 160, 24
_MOST_NUMBERS = 120
"""A sentence with more of them is none; nobody says anything with it."""
_END_OF_BEHIND = re.compile("[，,；;。：:（(）)、！？0-9]")


def _mentions(line: ReportLine, start: int, end: int, numbers: list[Number], shares: list[Share]) -> Iterator[Mention]:
    plain = narrow(line.text[start:end])
    ends = sorted([number.end for number in numbers] + [share.end for share in shares])
    last, place = start, 0
    for number in numbers:
        while place < len(ends) and ends[place] <= number.start:
            last = ends[place]
            place += 1
        behind = plain[number.end - start : number.end - start + _BEHIND]
        stop = _END_OF_BEHIND.search(behind)
        gap = plain[max(last - start, number.start - start - LONGEST_BEFORE) : number.start - start]
        pieces = _pieces(gap)
        yield Mention(
            number=number,
            line=line.number,
            before=plain[max(0, number.start - start - LONGEST_BEFORE) : number.start - start],
            gap=gap,
            behind=behind[: stop.start()] if stop else behind,
            pieces=pieces,
            lead=_lead(pieces, gap),
        )


def with_words(mention: Mention, *, before: str, gap: str) -> Mention:
    """The same number with other words before it: those of its own brackets alone."""
    pieces = _pieces(gap)
    lead = _lead(pieces, gap)
    return replace(mention, before=before[-LONGEST_BEFORE:], gap=gap[-LONGEST_BEFORE:], pieces=pieces, lead=lead)


_CLAUSES = ("，", ",", "；", ";")


def _lead(pieces: tuple[str, ...], gap: str) -> str:
    return pieces[-1] if pieces and gap.rstrip()[-1:] not in _CLAUSES else ""


def _pieces(gap: str) -> tuple[str, ...]:
    kept = _PART_OF_A_NAME.sub(r"〔\1〕", gap)
    return tuple(bare for piece in _STOPS.split(kept) if (bare := "".join(piece.split()).strip("、“”\"'《》-—－")))
