"""Lists of applications by channel and by result: which numbers are the parts, of what, and which only details of one.

A number's words may be unknown; then it belongs to the list that it stands in, and that list is not whole. Where the
numbers behind 其中 add up to the number before it, these are its details, and no others.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from schemas.annual_reports import Count, Total
from scrapers.reports.application_items import Item, following
from scrapers.reports.application_words import Kind, kind_announced, part_name
from scrapers.reports.mentions import figure_of
from scrapers.reports.names import names_of_each

ANSWERED = "依申请公开答复"
"""What a total of answers is about."""
SOME = "依申请公开（部分）"
"""What the number of only some of them is about: 县政府作为答复主体的61件中."""
UNNAMED = "？"
"""What a number is called where no words stand at it."""
ListKind = Literal["channel", "disposition"]


@dataclass(slots=True)
class PartsList:
    """Numbers that are told one after another as the parts of one thing."""

    kind: Kind | None
    """`None`: not known yet."""
    head: Total | None
    """The number whose parts they are said to be."""
    came: Total | None
    """The last number of applications that came: the one that channels are of, whatever was answered since."""
    depth: int
    unit: str
    counts: list[Count] = field(default_factory=list)
    unknown: list[Count] = field(default_factory=list)
    """Those of them whose words say nothing known."""

    def takes(self, item: Item) -> bool:
        """It goes on with this one."""
        if item.depth != self.depth or item.mention.number.unit != self.unit:
            return False
        return item.role in ("rest", "unknown", "another_thing") or self.kind in (None, item.role, "other_parts")

    def told_of(self) -> "PartsList":
        """With the number that parts of its kind may be of."""
        answered = self.head is not None and self.head.about == ANSWERED
        return replace(self, head=self.came) if self.kind == "channel" and answered else self

    def add(self, item: Item) -> None:
        """One more part; several where each of them has the number: 网上、信函申请各2件."""
        if item.role in ("channel", "disposition") and self.kind is None:
            self.kind = item.role
        names = names_of_each(item.label)
        if names is not None:
            added = [_count(item, part_name(item.role, name)) for name in names or [item.label]]
            self.counts += added
            self.unknown += [] if names else added
            return
        name = part_name(item.role, item.words)
        if self.kind == "disposition" and any(count.name == name for count in self.counts):
            name = item.words[-20:] or name  # 信息不存在 and 申请的文件不存在: two kinds
        count = _count(item, name)
        self.counts.append(count)
        if item.role in ("unknown", "another_thing"):
            self.unknown.append(count)

    broken: bool = False
    """A number stands among its parts, or right behind them, that was not taken for one."""

    @property
    def whole(self) -> bool:
        """Every part of it was understood."""
        return not (self.unknown or self.broken)

    @property
    def sum(self) -> float:
        return sum(count.value or 0 for count in self.counts)


def _count(item: Item, name: str) -> Count:
    return Count(name=name.strip() or UNNAMED, **figure_of(item.mention))


def details_of(items: Sequence[Item], at: int) -> int:
    """How many of the numbers behind item `at` only say more of it, from 其中 or 理由 on.

    As many as add up to it; where none do, all as far as its clause goes.
    """
    owner, behind = items[at], following(items, at)
    if not behind or behind[0].ends_details or kind_announced(behind[0].opener) not in (None, "other_parts"):
        return 0
    if not _DETAILS.search(behind[0].opener):
        return 0
    made = 0.0
    for count, item in enumerate(behind, 1):
        if item.ends_details and count > 1:
            return count - 1
        made += item.value
        if made == owner.value:
            return count
    return len(behind)


_DETAILS = re.compile("其中|理由|原因|分别|包括|即|[：:]")


_MOST_LISTS = 24
"""Results told line by line are lists of one part each, hardly ever more than twelve."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The parts that a report tells of its applications, by channel or by result."""

    counts: tuple[Count, ...] = ()
    head: Total | None = None
    whole: bool = True


def choose(lists: Sequence[PartsList], totals: Sequence[float]) -> Chosen:
    """Of all lists of one kind the one to hold against the totals: one that adds up, if there is any.

    Lines of one part each make one list. Where several lists tell parts and none adds up, nobody knows which is meant.
    """
    lists = [one for one in lists if one.head is None or one.head.about != SOME][:_MOST_LISTS]
    if not lists:
        return Chosen()
    own = [one for one in lists if one.head is not None and one.sum == one.head.value and len(one.counts) > 1]
    if own:
        return _joined(own[:1], whole=True)
    for length in range(len(lists), 0, -1):
        for first in range(len(lists) - length + 1):
            some = lists[first : first + length]
            heads = {one.head.value for one in some if one.head is not None and one.head.value is not None}
            made, names = sum(one.sum for one in some), [count.name for one in some for count in one.counts]
            fits = made in heads or (len(heads) < 2 and made in totals)
            if fits and len(set(names)) == len(names):
                return _joined(some, whole=True)
    longest = max(lists, key=lambda one: len(one.counts))
    if len(longest.counts) == 1:
        return _joined(lists, whole=all(one.whole for one in lists))
    return _joined([longest], whole=longest.whole and len(lists) == 1)


def _joined(lists: Sequence[PartsList], *, whole: bool) -> Chosen:
    """Of a list that is not whole only the parts that were understood."""
    counts = [count for one in lists for count in one.counts if whole or count not in one.unknown]
    return Chosen(tuple(counts), next((one.head for one in lists if one.head is not None), None), whole)
