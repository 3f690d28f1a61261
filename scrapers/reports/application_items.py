"""The numbers of a sentence about applications, each with its own words and how deep in brackets it stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scrapers.reports.application_names import names_respectively
from scrapers.reports.application_words import BARE, Role, Words, role_of
from scrapers.reports.figures import narrow
from scrapers.reports.mentions import Mention, Sentence


@dataclass(frozen=True, slots=True)
class Item:
    """A number in its place."""

    mention: Mention
    depth: int
    """Brackets that are open around it. 区住建局（26件） is not in brackets: these hold nothing but the number."""
    opener: str
    """What stands between its own words and those of the number before it: stops, shares, 其中, 按申请方式分."""
    label: str
    """Its own words before it; empty where it begins a clause: 两件为网上申请."""
    after: str
    """The words behind it, as far as they are not the next number's; those in brackets left out."""
    words: str
    """Those of all these that say what it counts."""
    role: Role

    @property
    def value(self) -> float:
        """The number; one that is not stated is none."""
        value = self.mention.number.value
        return 0 if value is None else value

    @property
    def ends_details(self) -> bool:
        """Before it a clause ended that may have had details in it."""
        return re.search("[；;。]", self.opener) is not None


def items_of(sentence: Sentence) -> list[Item]:
    """In the order of the sentence."""
    text = narrow(sentence.text)
    places = [_place(text, sentence, at) for at in range(len(sentence.mentions))]
    items: list[Item] = []
    names: list[str] = []
    for at, (mention, place) in enumerate(zip(sentence.mentions, places, strict=True)):
        names = names_respectively(place.label) or (names if BARE.fullmatch(place.label) else [])
        if names:
            place = replace(place, label=names.pop(0))  # noqa: PLW2901
        end = places[at + 1].label_start if at + 1 < len(places) else len(text)
        after = _without_brackets(text[mention.number.end - sentence.start : end]).strip(" \u3000。")[:_LONGEST_AFTER]
        words = Words(place.label, after.lstrip("）)"), _clause(place.opener))
        opener = place.opener
        if items and items[-1].words and items[-1].words in items[-1].after:
            opener = opener[max(opener.rfind(stop) for stop in "；;：:") + 1 :] if _ENDS_WORDS.search(opener) else ""
        items.append(Item(mention, place.depth, opener, place.label, after, words.said, role_of(words)))
    return items


def following(items: Sequence[Item], at: int) -> list[Item]:
    """The items behind `at` that stand as deep as it, as far as its brackets last."""
    found = []
    for item in items[at + 1 : at + 1 + _MOST_FOLLOWING]:
        if item.depth < items[at].depth:
            break
        if item.depth == items[at].depth:
            found.append(item)
    return found


@dataclass(frozen=True, slots=True)
class _Place:
    depth: int
    opener: str
    label: str
    label_start: int
    """In the sentence."""


_SAYS_OF_THE_LAST = re.compile("[^，,；;：:。（()）]{2,20}[：:]\\s*")
"""21件于年内办毕：9件予以公开；2件不予公开: where words stand behind each number, those before the colon are of the
21."""
_ENDS_A_NUMBER = ("", *"，,；;。、：:）)（( \u3000\t")
_ANNOUNCES = re.compile("(?:情况|结果|如下|统计|[为是]|方式|渠道|途径|类别)[：:]$")
_ANNOUNCED_AS = re.compile(
    "[^，,；;：:。]{0,10}?(?:申请|受理|提交|提出|收到|接收|办理|答复|处理)的?(?:方式|渠道|途径|形式|结果)(?:主要)?(?:分别)?(?:[为是有]|包括)"
)
"""受理方式为网络288件: what a list is of stands before its first name."""
_ENDS_WORDS = re.compile("[；;：:]")
_MOST_FOLLOWING = 40
_LONGEST_AFTER = 90
_PAIR = re.compile("[（(][^（()）]*[）)]|《[^《》]{5,}》")
"""A title's words are not the number's: 《依申请公开办理流程》等3项制度."""
_STOP = re.compile("[，,；;：:。\t]|——")
_ONLY_ABOUT = re.compile("[共计约近有 ]*")
_OPENERS = re.compile("^(?:(?:其中|包括|分别(?:是|为)?|具体(?:是|为)|主要(?:是|为)|即|含)[的，]?)+")


def _place(text: str, sentence: Sentence, at: int) -> _Place:
    start = sentence.mentions[at].number.start - sentence.start
    ends = [one.number.end - sentence.start for one in sentence.mentions[:at]]
    ends += [share.end - sentence.start for share in sentence.shares if share.end - sentence.start <= start]
    begin = max(ends, default=0)
    gap = _blank_pairs(text[begin:start])
    behind = text[sentence.mentions[at].number.end - sentence.start :][:1]
    if at and begin == ends[at - 1] and _SAYS_OF_THE_LAST.fullmatch(gap) and behind not in _ENDS_A_NUMBER:
        return _Place(max(0, _open(text[:start])), gap, "", start)
    depth = max(0, _open(text[:start]))
    cut = max(gap.rfind("）"), gap.rfind(")")) + 1
    bracket = max(gap.rfind("（"), gap.rfind("("))
    if bracket >= cut:
        named = gap[cut:bracket].strip("，,；;、。的 \u3000")
        if named and _ONLY_ABOUT.fullmatch(gap[bracket + 1 :]) and behind in _ENDS_A_NUMBER:
            return _worded(gap, cut, bracket, begin, max(0, depth - 1))
        return _worded(gap, bracket + 1, len(gap), begin, depth, opener=gap[bracket])
    return _worded(gap, cut, len(gap), begin, depth)


def _worded(gap: str, first: int, last: int, begin: int, depth: int, opener: str = "") -> _Place:
    """The part of the gap between `first` and `last`, as what opens and what is the number's own."""
    said = gap[first:last]
    end = len(said.rstrip(" \u3000：:"))
    stops = [found.end() for found in _STOP.finditer(said, 0, end)]
    own = stops[-1] if stops else int(said.startswith("中"))  # 36件中信函25件
    if said.rstrip(" \u3000")[-1:] in ("，", ",", "；", ";", "、") or _ANNOUNCES.search(said.rstrip(" \u3000")):
        own = len(said)
    if announcing := _ANNOUNCED_AS.match(said, own, end):
        own = announcing.end()
    opening = _OPENERS.match(said[own:end].strip())
    if opening:
        own = said.find(opening[0], own) + len(opening[0])
    label = "".join(said[own:].split()).strip("：:、“”\"'‘’《》-—－〔〕")
    if BARE.fullmatch(label):
        label = label.strip("、和与及")
    return _Place(depth, opener + gap[:first] + said[:own], label, begin + first + own)


def _blank_pairs(text: str) -> str:
    """Brackets that are closed again hold nothing of the number's own; every character stays at its place."""
    previous = None
    while text != previous:
        previous = text
        text = _PAIR.sub(lambda pair: "\u3000" * len(pair[0]), text)
    return text


def _clause(opener: str) -> str:
    """The one right before a number's own words: 属于主动公开范围，"""
    found = _CLAUSE_BEFORE.search(opener)
    return found[1] if found else ""


_CLAUSE_BEFORE = re.compile(r"(?:^|[；;。）)\s])([^，,；;：:。（）()]{2,40})[，,]\s*$")


def _without_brackets(text: str) -> str:
    previous = None
    while text != previous:
        previous = text
        text = _PAIR.sub("", text)
    return re.split("[（(]", text)[0]


def _open(text: str) -> int:
    return text.count("（") + text.count("(") - text.count("）") - text.count(")")
