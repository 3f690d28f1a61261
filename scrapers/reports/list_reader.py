"""Reads the parts of a total one after another: in its sentence, in later ones, in lines of their own.

Which numbers could be parts is decided here; what the list then means, in `lists`.
"""

import re
from collections.abc import Sequence

from schemas.annual_reports import Count, Total
from scrapers.reports.brackets import Placed
from scrapers.reports.items import Item, item_of
from scrapers.reports.lines import ReportLine
from scrapers.reports.list_words import (
    ALL,
    ANOTHER_WAY,
    BY_CHANNEL,
    BY_KIND,
    EXAMPLES,
    LIST_BELOW,
    OPENER,
    OPENER_BELOW,
    OTHERS_TOO,
    OVERLAPPING,
    RANKED,
)
from scrapers.reports.lists import Head, PartsList, Role, later_that_add_up
from scrapers.reports.mentions import Mention, Sentence, figure_of
from scrapers.reports.names import is_medium, is_state, name_of, names_of_each
from scrapers.reports.own_numbers import is_comparison
from scrapers.reports.topics import Topic, has_own_deed, through_of, topic_of

ITEMS_AT_LEAST = 3
"""Lines that nothing announces as a list are one if there are so many."""


class ListReader:
    """Knows the last total and the list that is open."""

    def __init__(self) -> None:
        self.lists: list[PartsList] = []
        self.head: Head | None = None
        self.current: PartsList | None = None
        self.in_lines = False
        """The lines that follow are its parts."""
        self._announced_on = 0
        """The line that announced a list, or stated the last total."""
        self._place = 0
        self._title = ""
        """Of the part of a chapter."""
        self._between = False
        """Among the parts stands one of another unit: 名单1批."""
        self._in_details = False
        """Behind a further 其中."""
        self._foreign: frozenset[int] = frozenset()
        self._of_others: frozenset[int] = frozenset()
        self._heads_here: list[Head] = []
        """Of this line."""
        self._goes_on_below = False
        """The line before ended amid the list: 其中机构概况8条；"""
        self._line_is_item = self._head_is_item = False
        """The line of the last total looks like one of a list itself: what follows stands beside it."""

    # where it is

    def next_chapter(self) -> None:
        """No list goes on in it."""
        self.forget()
        self._title = ""
        self._place += 1

    def next_part(self, line: ReportLine, title: str) -> None:
        """A heading below a chapter's; a short one right below a total may be above its parts."""
        self._title = title
        if self._announced_on == line.number - 1 and len(line.text) <= _LONGEST_ANNOUNCEMENT:
            self._announced_on = line.number

    def next_line(self, line: ReportLine) -> None:
        """One of running text."""
        self._line_is_item = item_of(line) is not None
        self._head_is_item = _LABELLED.match(line.text) is not None and self._line_is_item
        if self.in_lines and self.current and self.current.members:
            self.in_lines = False
        self._heads_here = []

    def next_sentence(self, foreign: frozenset[int], of_others: frozenset[int]) -> None:
        """`foreign`: where numbers stand that are of another time; `of_others`: of others than the agency."""
        self._foreign, self._of_others = foreign, of_others
        if self.current is not None and not self.in_lines and not self._goes_on_below:
            self.close()
        self._goes_on_below = False

    def begin(self, total: Total | None, topic: Topic, *, line: int, end: int) -> None:
        """A list may follow it; without a total where only a list is announced."""
        self.close()
        unit = (total.unit or "") if total is not None else ""
        self.head = Head(total, topic, unit, line, self._place, end)
        self._announced_on = line
        if total is not None:
            self._heads_here = [*self._heads_here[-_MOST_HEADS:], self.head]

    def close(self) -> None:
        """The list that is open ends; its total may have another one."""
        self.current = None
        self.in_lines = False

    def forget(self) -> None:
        """What follows belongs to no total before it."""
        self.close()
        self.head = None

    def end_with(self, one: Placed) -> None:
        """A number of applications ends what was listed; it may be its last part: 其中…，回复申请公开事项5条."""
        if self.head is not None and one.of is None and one.mention.number.unit == self.head.unit:
            self.left_out(one.mention)
        self.forget()

    # lines

    def begins_items(self, line: ReportLine, following: Sequence[ReportLine]) -> bool:
        """Items that nothing announces: some lines at least, right below the total; or one item above them."""
        head = self.head
        if head is not None and not line.is_row and self._goes_on_in(line):
            return True
        if head is None or head.topic.about != "主动公开" or self._announced_on != line.number - 1 or line.is_row:
            return False
        if self._head_is_item:
            return False
        lines = (line, *following)
        items = [item_of(one) for one in lines]
        return len(lines) == ITEMS_AT_LEAST and all(one is not None and one.unit == head.unit for one in items)

    def _goes_on_in(self, line: ReportLine) -> bool:
        """The line before was one item of a list, and this is another one."""
        item, current = item_of(line), self.current
        if item is None or current is None or not current.announced or len(current.members) != 1:
            return False
        above = current.members[0].count.line == line.number - 1 and self._line_is_item
        return above and item.unit == current.head.unit and not item.has_deed

    def item(self, line: ReportLine) -> Item | None:
        """What a line of the list counts: `1．机构概况  9条`, `政策文件：十二条`, a row `规划计划 | 3`."""
        item = item_of(line)
        head = self.head
        other_unit = head is not None and item is not None and head.unit and item.unit and item.unit != head.unit
        return None if head is None or other_unit else item

    def add_item(self, item: Item) -> None:
        """It is a part."""
        if self.head is not None:
            self.open(self.head, announced=True, said_to_be_all=True).add(Count(name=item.name, **item.figure))

    def leave_out(self, item: Item) -> None:
        """It stands among the parts, and what it is called was not understood, or it is counted in another unit."""
        if self.head is None:
            return
        if item.unit != self.head.unit:
            self.head.broken = True
        elif self.current is not None and self.current.members:
            self.current.add(Count(name=item.figure["raw"], **item.figure), "unknown")

    def go_on(self, mention: Mention) -> None:
        """The total is told again; its parts follow."""
        if self.head is not None and self.head.total is not None:
            self.begin(self.head.total, self.head.topic, line=mention.line, end=mention.number.end)

    def sum_below(self, item: Item) -> Total | None:
        """合计：17条 below the parts: a total, and theirs if they had none before."""
        if self.head is None or self.current is None or not self.current.members:
            return None
        total = Total(about=self.head.topic.about, unit=item.unit or None, **item.figure)
        self.current.total = self.current.total or total
        return total

    def end_sentence(self, sentence: Sentence) -> None:
        """A list may be announced in it, or have ended with 等."""
        mentions, head = sentence.mentions, self.head
        announced_alone = not mentions and len(sentence.text) <= _LONGEST_ANNOUNCEMENT
        if (
            head is not None
            and head.section == self._place
            and (head.line == sentence.line or announced_alone)
            and sentence.ends_line
            and not (self.current and self.current.members)
            and LIST_BELOW.search(sentence.text[-_TAIL:])
        ):
            self.in_lines = True
            self._announced_on = sentence.line
        amid = self.current is not None and self.current.members and sentence.text.rstrip()[-1:] in _AMID
        self._goes_on_below = bool(amid and sentence.ends_line)
        if self.current is not None and mentions:
            behind = sentence.text[mentions[-1].number.end - sentence.start :]
            self.current.open_end |= OTHERS_TOO.match(behind) is not None
            self.current.overlapping |= OVERLAPPING.search(sentence.text) is not None

    # numbers of a sentence

    def part(self, mention: Mention, beside: Sequence[Mention], follows: bool, sentence: Sentence) -> bool:
        """The number is one of the parts of the last total. `follows`: another number stands before it."""
        head = self.head
        if head is None or head.section != self._place:
            return False
        if self.current is not None and (self.current.in_brackets or ANOTHER_WAY.search(mention.gap)):
            self.close()
        if self.current is None or not self.current.members:
            return self._begins_list(mention, beside, follows, sentence, head)
        if not self._fits(mention, head, announced=self.current.announced):
            return False
        self.current.open_end |= self._between
        goes_on = self._in_details and not _END_OF_DETAILS.search(mention.gap)
        self._in_details = "其中" in mention.gap or goes_on
        apart = _END_OF_DETAILS.search(mention.gap) is not None
        _add(self.current, mention, "detail" if self._in_details else "part", apart=apart)
        return True

    def _begins_list(
        self, mention: Mention, beside: Sequence[Mention], follows: bool, sentence: Sentence, head: Head
    ) -> bool:
        gap = mention.gap
        same = head.line == mention.line and sentence.start <= head.end
        opener = OPENER.search(gap) if same else OPENER_BELOW.match(gap.strip("；;，, \u3000"))
        opener = opener or (_ANY.match(gap) if self.in_lines else None)
        needed = (1 if same else 2) if opener else _UNANNOUNCED
        if not opener and not (same and follows) and not (not same and BY_KIND.search(self._title)):
            return False
        announced = opener is not None
        if not self._fits(mention, head, announced=announced):
            return False
        if sum(self._fits(one, head, announced=announced) for one in beside[:_LOOK_AHEAD]) < needed:
            return False
        found = self.open(head, announced=announced, said_to_be_all=ALL.search(gap) is not None)
        since = sentence.text[max(head.end - sentence.start, 0) if same else 0 : mention.number.start - sentence.start]
        found.open_end |= EXAMPLES.search(gap) is not None or RANKED.search(since) is not None
        after = head.end if same else sentence.start
        head.broken |= any(after <= one.number.start < mention.number.start for one in sentence.mentions)
        found.by_channel = BY_CHANNEL.search(gap if same else self._title + gap) is not None
        _add(found, mention)
        return True

    def _fits(self, mention: Mention, head: Head, *, announced: bool) -> bool:
        name = name_of(mention.lead)
        if not name or mention.number.unit != head.unit:
            return False
        start = mention.number.start
        if start in self._foreign or _NEW_START.search(mention.lead):
            return False
        if not announced and (start in self._of_others or is_state(name)):
            return False
        total = head.total
        if total is not None and (total.value == 0 or (total.cumulative and _OF_A_YEAR.search(mention.lead))):
            return False
        if total is not None and total.through and "、" not in total.through and is_medium(name):
            return False
        first = self.current.parts[:1] if self.current is not None and not self.current.by_channel else []
        if is_medium(name) and any(not is_medium(one.name) for one in first):
            return False
        topic = topic_of(mention)
        if not announced and topic is not None and through_of(mention):
            return False  # it went another way, and may be as much again
        if topic is None or topic.special or topic.about == head.topic.about:
            return True
        return topic.about not in _PROCEEDINGS and announced and not has_own_deed(mention)

    def detail(self, one: Placed) -> None:
        """A number in brackets right behind another one: a part of this."""
        mention, head = one.mention, self.head
        if mention.number.start in self._foreign or one.of is None:
            return
        name = name_of(mention.lead)
        if not name or mention.number.unit != one.of.number.unit or one.depth > 1:
            return
        count = Count(name=name, **figure_of(mention))
        of = one.of.number.start
        if head is not None and head.total is not None and (head.total.line, head.total.start) == (mention.line, of):
            found = self.open(head, announced=True)
            found.in_brackets = True
            found.add(count)
        elif self.current is not None and any(member.count.start == of for member in self.current.members):
            self.current.add(count, "bracketed")

    def respectively(self, mention: Mention, mentions: Sequence[Mention], names: list[str]) -> bool:
        """机构概况、政策文件分别为8条、13条."""
        mine = mentions[: len(names)]
        if self.head is None or len(mine) != len(names) or any(one.number.unit != mine[0].number.unit for one in mine):
            return False
        if any(one.pieces for one in mine[1:]) or mine[0].number.unit != self.head.unit:
            return False
        found = self.open(self.head, announced=True, said_to_be_all=True)
        for one, name in zip(mine, names, strict=True):
            found.add(Count(name=name, **figure_of(one)))
        return True

    def period_of_the_year(self, mention: Mention, sentence: Sentence) -> bool:
        """`公开信息86条，其中一季度20条，二季度22条`: parts of the year are parts of its total."""
        head = self.head
        if head is None or head.section != self._place or mention.number.unit != head.unit:
            return False
        same = head.line == mention.line and head.end > sentence.start
        found = _PERIOD_OF_YEAR.fullmatch(mention.lead)
        announced = (same and OPENER.search(mention.gap)) or _BY_PERIOD.search(mention.gap)
        if found is None or not (self.current or announced or head.line == mention.line):
            return False
        count = Count(name=found["name"], **figure_of(mention))
        self.open(head, announced=True, said_to_be_all=True).add(count)
        return True

    def left_out(self, mention: Mention) -> None:
        """A number among the parts that was not understood as one: it may be one all the same."""
        if self.current is None or self.head is None:
            return
        if mention.number.unit != self.head.unit:
            self._between |= name_of(mention.lead) != "" and not has_own_deed(mention)
        elif self.current.members and not is_comparison(mention):
            self.current.add(Count(name=_words_of(mention), **figure_of(mention)), "unknown")

    def open(self, head: Head, *, announced: bool, said_to_be_all: bool = False) -> PartsList:
        """The list of this total: the one that is open, or a new one."""
        if self.current is None or self.current.head is not head:
            self._between = self._in_details = False
            self.current = PartsList(
                head, head.total, head.topic.about, announced=announced, said_to_be_all=said_to_be_all
            )
            self.lists.append(self.current)
        return self.current

    def add_before(self, parts: Sequence[Mention]) -> None:
        """The parts of a total that stands behind them."""
        if self.head is not None:
            found = self.open(self.head, announced=True, said_to_be_all=True)
            for one in parts:
                _add(found, one)

    def count(self, mention: Mention) -> None:
        """For lists that run over several sentences."""
        for head in self._heads_here:
            if head.unit == mention.number.unit and mention.number.start not in self._foreign:
                each = names_of_each(mention.lead)
                names = [_words_of(mention)] if each is None else each
                head.later += [Count(name=name, **figure_of(mention)) for name in names]

    def end_line(self) -> None:
        """政策类公开8条。财政方面，发布预算5条、决算7条: a list of several sentences is one if it makes the total."""
        for head in self._heads_here:
            counts = later_that_add_up(head)
            own = [one for one in self.lists if one.head is head]
            if head.topic.about != "主动公开" or not counts or any(one.is_whole for one in own):
                continue
            found = PartsList(head, head.total, head.topic.about, announced=True)
            for count in counts:
                found.add(count)
            self.lists = [*(one for one in self.lists if one not in own), found]


def _add(parts: PartsList, mention: Mention, role: Role = "part", *, apart: bool = False) -> None:
    """One part; several where each of them has the number: 政策类、通知类信息各2条. None, and no whole list, where the
    names do not say how many they are."""
    names = names_of_each(mention.lead)
    if names == []:
        parts.open_end = parts.head.broken = True
        return
    figure = figure_of(mention)
    for name in names or [name_of(mention.lead)]:
        parts.add(Count(name=name, **figure), role, apart=apart)


def _words_of(mention: Mention) -> str:
    """What it is called, as far as it can be said."""
    return name_of(mention.lead) or mention.lead or name_of(mention.behind) or mention.number.raw


_PROCEEDINGS = ("行政复议", "行政诉讼", "行政复议、行政诉讼", "依申请公开")
_BY_PERIOD = re.compile("[按分从](?:季度?|月份?|时间|上下半年)")
_PERIOD_OF_YEAR = re.compile(
    "(?:其中)?(?:为)?(?P<name>(?:第?[一二三四1-4]季度|[上下]半年|[上下]学期|(?:[0-9]{1,2}[-—～~至到]{1,2})?[0-9]{1,2}月份?))"
    "(?:主动)?(?:公开|发布)?(?:政府)?(?:信息)?"
)
_AMID = ("；", ";", "，", ",", "、")
_ANY = re.compile("")
_LABELLED = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十0-9]{1,2}[）)、．.]|[①-⑳⑴-⒇])")
_END_OF_DETAILS = re.compile("[；;。]")
_NEW_START = re.compile("全年|本年度?|累计|总共|共(?:计)?(?:主动)?公开|^共|我[局委办市县镇]|此外|另外|同时")
_OF_A_YEAR = re.compile("20[0-9]{2}年|今年|本年")
_TAIL, _LOOK_AHEAD, _UNANNOUNCED = 16, 6, 3
"""A list that nothing announces has so many parts at least."""
_LONGEST_ANNOUNCEMENT, _MOST_HEADS = 30, 5
