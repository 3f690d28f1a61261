"""The numbers of a sentence by their brackets: what stands in brackets is a detail, and never part of what follows.

`水质公告（日检12项、月检42项）379条，停水公告126条`: the name of the 379 is 水质公告, and 12 and 42 are no parts
beside it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from scrapers.reports.figures import narrow
from scrapers.reports.mentions import LONGEST_BEFORE, Mention, Sentence, with_words


@dataclass(frozen=True, slots=True)
class Placed:
    """A number with the words of its own level; brackets that were closed before it are left out of them."""

    mention: Mention
    depth: int
    """0: outside of brackets."""
    of: Mention | None
    """The number that its brackets follow at once: 13条（其中规范性文件5条）."""
    in_a_name: bool
    """Its brackets stand within the words before another number: 水质公告（日检12项）379条."""


def placed_numbers(sentence: Sentence) -> tuple[Placed, ...]:
    """All numbers of the sentence, in its order."""
    return tuple(_walk(sentence))


@dataclass(slots=True)
class _Level:
    """The words so far outside of all brackets, or inside of one."""

    of: Mention | None = None
    in_a_name: bool = False
    words: list[str] = field(default_factory=list)
    last: Mention | None = None
    since: int = 0
    """How many of `words` stand before the end of the last number or share."""


def _walk(sentence: Sentence) -> Iterator[Placed]:
    text = narrow(sentence.text)
    starts = {mention.number.start - sentence.start: mention for mention in sentence.mentions}
    ends = {mention.number.end - sentence.start: mention for mention in sentence.mentions}
    partner = _partners(text, {start: mention.number.end - sentence.start for start, mention in starts.items()})
    share_ends = {share.end - sentence.start for share in sentence.shares}
    levels = [_Level()]
    for at, char in enumerate(text):
        top = levels[-1]
        if at in ends or at in share_ends:
            top.since = len(top.words)
            top.last = ends.get(at, top.last)
        if at in starts:
            yield _placed(starts[at], levels)
        if at in partner and partner[at] > at:
            at_once = top.last if not "".join(top.words[top.since :]).strip() else None
            levels.append(_Level(of=at_once, in_a_name=text[partner[at] + 1 : partner[at] + 2] not in _STOPS))
        elif at in partner:
            inner = levels.pop()
            said = "".join(inner.words)
            if len(said) <= _PART_OF_A_NAME and not any(other.isdecimal() for other in said):
                levels[-1].words.append(f"〔{said}〕")
        else:
            top.words.append(char)


def _placed(mention: Mention, levels: list[_Level]) -> Placed:
    top = levels[-1]
    before = "（".join("".join(level.words[-LONGEST_BEFORE:]) for level in levels)
    return Placed(
        with_words(mention, before=before, gap="".join(top.words[max(top.since, len(top.words) - LONGEST_BEFORE) :])),
        depth=len(levels) - 1,
        of=top.of,
        in_a_name=top.in_a_name and top.of is None,
    )


def _partners(text: str, numbers: dict[int, int]) -> dict[int, int]:
    """Where each bracket has its other half. `numbers`: where they begin and end.

    No bracket is one without the other, one around the number of a list, （一）, or around nothing but how many there
    are of what stands before it: 县水利局（26件）. Of another year that is a detail: 比2016年（26件）增加5件.
    """
    partner: dict[int, int] = {}
    opened: list[int] = []
    for at, char in enumerate(text):
        if char in "（(":
            opened.append(at)
        elif char in "）)" and opened:
            start = opened.pop()
            counted = numbers.get(start + 1) == at and _NAMED.search(text, 0, start) is not None
            if not counted and not _is_label(text[start + 1 : at]):
                partner[start], partner[at] = at, start
    return partner


def _is_label(said: str) -> bool:
    return 0 < len(said) <= _LONGEST_LABEL and all(char in "一二三四五六七八九十0123456789" for char in said)


_NAMED = re.compile("[\u4e00-\u9fff”》](?<![年期])(?<![0-9余多][条件份篇个项次])$")
_PART_OF_A_NAME, _LONGEST_LABEL = 6, 2
"""县（市、区）"""
_STOPS = ("", "，", ",", "；", ";", "。", "、", "：", ":", "！", "？", "）", ")")
