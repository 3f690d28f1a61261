"""The totals that a report states, and the lists of parts that belong to them: 共123条，其中A 8条、B 13条.

A list belongs to the total before it: in the sentence, or in the next ones of that part where they say so (其中, 按类),
or as lines of their own. Applications for disclosure are kept apart (`Statements.applications`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from schemas.annual_reports import Applications, Count, Group, Section, Total
from scrapers.reports.applications import ApplicationReader
from scrapers.reports.figures import Number, narrow, numbers_in
from scrapers.reports.lines import ReportLine
from scrapers.reports.mentions import FigureParts, Mention, Sentence, figure_of, sentences_of
from scrapers.reports.names import is_medium, is_rest, name_of, names_of_several
from scrapers.reports.topics import (
    Topic,
    is_comparison,
    is_cumulative,
    is_not_its_own,
    says_nothing,
    through_of,
    topic_above,
    topic_of,
)

Kind = Literal["category", "channel", "disposition"]


@dataclass(frozen=True, slots=True)
class Statements:
    """What a report's running text counts."""

    totals: tuple[Total, ...]
    groups: tuple[Group, ...]
    applications: Applications


def read_statements(
    lines: Sequence[ReportLine],
    sections: Sequence[Section],
    *,
    years: frozenset[int],
    own_area: str,
    plans: frozenset[int],
) -> Statements:
    """`years`: the report may be about; `own_area`: 全市 in a city's own report; `plans`: lines about the next year."""
    reader = _Reader(sections, years, own_area)
    for line in lines:
        if line.number not in plans:
            reader.read(line)
    return reader.result()


@dataclass(slots=True)
class _List:
    """Counts that are being listed as the parts of a total."""

    total: Total | None
    about: str
    kind: Kind = "category"
    counts: list[Count] = field(default_factory=list)
    whole: bool = True
    said_to_be_all: bool = False
    """More than 其中 says that these are the parts."""
    in_brackets: bool = False
    head: "_Head | None" = None

    def group(self) -> Group:
        names = [count.name for count in self.counts]
        certain = self.said_to_be_all or len(names) > _FEW or any(is_rest(name) for name in names)
        return Group(
            about=self.about,
            kind=self.kind,
            total=self.total,
            counts=tuple(self.counts),
            whole=self.whole and len(names) > 1 and certain and self.kind != "channel",
        )


_FEW = 2
"""So many things behind a bare 其中 may be examples."""


@dataclass(slots=True)
class _Head:
    """The last total: what a list that follows belongs to."""

    total: Total | None
    """`None`: a list is announced without a total (主动公开情况如下：)."""
    topic: Topic
    unit: str
    line: int
    section: int
    end: int
    """Where it ends in its line."""


def _item(line: ReportLine) -> Number | None:
    """The number that a line of a list ends with; its unit may be missing."""
    if len(line.text) > _LONGEST_ITEM:
        return None
    numbers = list(numbers_in(line.text))
    if len(numbers) == 1 and not line.text[numbers[0].end :].strip("；;。，,、 \u3000\t"):
        return numbers[0] if line.text[: numbers[0].start].strip() else None
    plain = narrow(_LABEL_OF_ITEM.sub(lambda label: " " * len(label[0]), line.text))
    found = _UNITLESS.fullmatch(plain)
    if numbers or found is None:
        return None
    start, end = found.span("value")
    return Number(int(found["value"]), False, line.text[start:end], start, end, "")


class _Reader:
    """Reads line after line; knows the last total and the list that is open."""

    def __init__(self, sections: Sequence[Section], years: frozenset[int], own_area: str) -> None:
        self._by_line = {section.line: section for section in sections}
        self._years = years
        self._own_area = own_area
        self._chapter = ""
        self._part = ""
        self._place = 0
        self._head: _Head | None = None
        self._list: _List | None = None
        self._inner: _List | None = None
        self._in_lines = False
        self._foreign: set[int] = set()
        """Where the numbers of this sentence stand that are not the report's own."""
        self._totals: list[tuple[Total, Topic]] = []
        self._lists: list[_List] = []
        self._applications = ApplicationReader(years)

    def read(self, line: ReportLine) -> None:
        section = self._by_line.get(line.number)
        if section is not None:
            if section.level == 1:
                self._chapter, self._part = section.title, ""
                self._forget()
                self._applications.next_part()
                self._place += 1
            elif _item(line) is None:
                self._part = section.title
        if self._in_lines and self._line_of_list(line):
            return
        if line.is_row:
            return
        if self._in_lines and self._list and self._list.counts:
            self._in_lines = False
        for sentence in sentences_of(line):
            self._sentence(sentence, line)

    def result(self) -> Statements:
        return Statements(
            totals=(*self._named(), *self._applications.totals()),
            groups=tuple(one.group() for one in self._lists if one.counts),
            applications=self._applications.result(),
        )

    # lines of a list

    def _line_of_list(self, line: ReportLine) -> bool:
        """`1．机构概况  9条`, `政策文件：十二条`, a row `规划计划 | 3`. Whether the line is one of a list."""
        head, item = self._head, _item(line)
        if head is None or item is None or (head.unit and item.unit and item.unit != head.unit):
            return line.is_row  # the head of a table of counts
        figure = FigureParts(
            value=item.value, approximate=item.approximate, raw=item.raw, line=line.number, start=item.start
        )
        said = re.sub(r"\s", "", line.text[: item.start])
        if _SUM.search(said):
            total = Total(about=head.topic.about, unit=item.unit or None, **figure)
            if self._list and self._list.counts:
                self._totals.append((total, head.topic))
                self._list.total = self._list.total or total
            return True
        name = name_of(_LABEL_OF_ITEM.sub("", said))
        if not name:
            return line.is_row
        self._open(head, said_to_be_all=True)
        if self._list is not None:
            self._list.counts.append(Count(name=name, **figure))
        return True

    # sentences

    def _sentence(self, sentence: Sentence, line: ReportLine) -> None:
        self._applications.next_sentence(sentence, about_applications=self._about_applications())
        mentions = sentence.mentions
        self._foreign = {one.number.start for one in mentions if is_not_its_own(one, self._years, self._own_area)}
        if self._list is not None and not self._in_lines:
            self._close()
        for place, mention in enumerate(mentions):
            if self._period_of_the_year(mention, sentence):
                continue
            if mention.number.start in self._foreign:
                self._of_the_area(mention)
                self._left_out_of_list(mention)
                continue
            if self._applications.take(mention):
                self._close()
                self._head = None
                continue
            names = names_of_several(mention.lead)
            if names and self._respectively(mention, mentions[place:], names):
                return
            if self._as_part(mention, mentions, place, sentence):
                continue
            if self._sum_behind(mention, mentions[:place], sentence):
                continue
            topic = topic_of(mention) or self._of_the_same(mention) or self._said_further_above(mention, sentence)
            if topic is not None and topic.about != "依申请公开":
                self._new_total(mention, topic)
            elif topic is None:
                self._left_out_of_list(mention)
        self._end_of_sentence(sentence, line)

    def _end_of_sentence(self, sentence: Sentence, line: ReportLine) -> None:
        """A list may be announced in it, or have ended with 等."""
        mentions = sentence.mentions
        if not mentions and _LIST_OF_ALL.search(sentence.text):
            self._close()
            self._head = _Head(None, Topic("主动公开"), "", line.number, self._place, sentence.start)
        tail = sentence.text[-_TAIL:]
        head = self._head
        if (
            head is not None
            and head.line == line.number
            and sentence.ends_line
            and not (self._list and self._list.counts)
            and _LIST_BELOW.search(tail)
        ):
            self._in_lines = True
        if (
            self._list is not None
            and mentions
            and _OTHERS_TOO.match(sentence.text[mentions[-1].number.end - sentence.start :])
        ):
            self._list.whole = False

    def _about_applications(self) -> bool:
        """By the nearest heading that says what its text is about."""
        for title in (self._part, self._chapter):
            if re.search("主动公开|复议|诉讼|收费|问题|平台", title):
                return False
            if "申请" in title:
                return True
        return False

    def _as_part(self, mention: Mention, mentions: Sequence[Mention], place: int, sentence: Sentence) -> bool:
        """The number is one of the parts of the last total."""
        head = self._head
        if head is None or head.section != self._place:
            return False
        gap = _IN_BRACKETS.sub("", mention.gap)
        first = self._list is None or not self._list.counts
        if not self._fits(mention, head):
            return False
        if first:
            same = head.line == mention.line and sentence.start <= head.end
            opener = _OPENER.search(gap) if same else _OPENER_BELOW.match(gap.strip())
            needed = (1 if same else 2) if opener else _UNANNOUNCED
            if not opener and not (same and place > 0) and not (not same and _BY_KIND.search(self._part)):
                return False
            if sum(self._fits(one, head) for one in mentions[place : place + _LOOK_AHEAD]) < needed:
                return False
            self._open(head, said_to_be_all=_ALL.search(gap) is not None)
            if self._list is not None:
                self._list.in_brackets = gap.rfind("（") > gap.rfind("）") or gap.rfind("(") > gap.rfind(")")
                self._list.whole = self._list.whole and not _EXAMPLES.search(gap)
        if self._list is None:
            return False
        if not first and self._list.in_brackets and re.search("[）)]", gap):
            self._close()
            return False
        if self._inner is not None and re.search("[；;）)。]", gap):
            self._inner = None
        if not first and ("其中" in gap or re.search("[（(]", gap)) and self._inner is None:
            last = self._list.counts[-1]
            outer = Total(
                about=last.name,
                value=last.value,
                approximate=last.approximate,
                raw=last.raw,
                line=last.line,
                start=last.start,
            )
            self._inner = _List(outer, last.name)
            self._lists.append(self._inner)
        self._add(mention, name_of(mention.lead), self._inner or self._list)
        return True

    def _fits(self, mention: Mention, head: _Head) -> bool:
        name = name_of(mention.lead)
        if not name or mention.number.unit != head.unit:
            return False
        if mention.number.start in self._foreign or _NEW_START.search(mention.lead):
            return False
        if head.total is not None and head.total.cumulative and _OF_A_YEAR.search(mention.lead):
            return False
        topic = topic_of(mention)
        kind_of_information = (
            head.topic.about == "主动公开" and topic is not None and topic.about in _KINDS_OF_INFORMATION
        )
        if topic is not None and not (topic.special or kind_of_information or topic.about == head.topic.about):
            return False
        among_categories = self._list is not None and self._list.counts and self._list.kind == "category"
        return not (among_categories and is_medium(name))

    def _open(self, head: _Head, *, said_to_be_all: bool) -> None:
        if self._list is None or self._list.head is not head:
            self._list = _List(head.total, head.topic.about, head=head, said_to_be_all=said_to_be_all)
            self._lists.append(self._list)

    def _add(self, mention: Mention, name: str, to: _List) -> None:
        if not to.counts and is_medium(name):
            to.kind = "channel"
        to.counts.append(Count(name=name, **figure_of(mention)))

    def _respectively(self, mention: Mention, mentions: Sequence[Mention], names: list[str]) -> bool:
        """机构概况、政策文件分别为8条、13条."""
        mine = mentions[: len(names)]
        if self._head is None or len(mine) != len(names) or any(one.number.unit != mine[0].number.unit for one in mine):
            return False
        if any(one.pieces for one in mine[1:]) or mine[0].number.unit != self._head.unit:
            return False
        self._open(self._head, said_to_be_all=True)
        if self._list is None:
            return False
        for one, name in zip(mine, names, strict=True):
            self._add(one, name, self._list)
        return True

    def _new_total(self, mention: Mention, topic: Topic) -> None:
        self._close()
        through = through_of(mention) if topic.about == "主动公开" or topic.special else None
        if topic.about == "主动公开" and self._part and not _GENERAL_PART.search(self._part) and through is None:
            topic = Topic(self._part, special=True)
        total = Total(
            about=topic.about,
            cumulative=is_cumulative(mention, self._years),
            through=through,
            unit=mention.number.unit,
            **figure_of(mention),
        )
        self._totals.append((total, topic))
        self._head = _Head(total, topic, mention.number.unit, mention.line, self._place, mention.number.end)

    def _of_the_same(self, mention: Mention) -> Topic | None:
        """`发布政务微信180期，政务微博365条`: another way right behind the first; `累计…，其中2017年新增186条`."""
        head = self._head
        if head is None or head.total is None or head.line != mention.line:
            return None
        if head.total.cumulative and _OF_A_YEAR.search(mention.lead) and len(mention.lead) <= _LONGEST_YEAR:
            return Topic(head.topic.about)
        if head.total.through is None:
            return None
        alone = len(mention.lead) <= _LONGEST_MEDIUM and len(mention.pieces) == 1 and is_medium(mention.lead)
        return Topic(head.topic.about) if alone else None

    def _said_further_above(self, mention: Mention, sentence: Sentence) -> Topic | None:
        """`上半年公开信息45条，下半年62条，全年共107条`: only where no total of this sentence was kept before it."""
        head = self._head
        if not says_nothing(mention) or (head is not None and head.line == mention.line and head.end > sentence.start):
            return None
        topic = topic_above(mention)
        return topic if topic is not None and topic.about == "主动公开" else None

    def _period_of_the_year(self, mention: Mention, sentence: Sentence) -> bool:
        """`公开信息86条，其中一季度20条，二季度22条`: parts of the year are parts of its total."""
        head = self._head
        if head is None or head.section != self._place or mention.number.unit != head.unit:
            return False
        same = head.line == mention.line and head.end > sentence.start
        found = _PERIOD_OF_YEAR.fullmatch(mention.lead)
        if found is None or not (
            self._list or (same and _OPENER.search(mention.gap)) or _BY_PERIOD.search(mention.gap)
        ):
            return False
        self._open(head, said_to_be_all=True)
        if self._list is not None:
            self._list.counts.append(Count(name=found["name"], **figure_of(mention)))
        return True

    def _sum_behind(self, mention: Mention, before: Sequence[Mention], sentence: Sentence) -> bool:
        """`机构类6条，文件类30条，动态类50条，共计86条`: the total stands behind its parts."""
        head = self._head
        parts = [one for one in before if one.number.unit == mention.number.unit]
        if not _SUM_OF_ALL.fullmatch(mention.lead) or len(parts) < _UNANNOUNCED or parts != list(before):
            return False
        if (head is not None and head.line == mention.line and head.end > sentence.start) or not _DISCLOSED_HERE.search(
            self._chapter + self._part + sentence.text
        ):
            return False
        names = [name_of(one.lead) for one in parts]
        if not all(names):
            return False
        self._new_total(mention, Topic("主动公开"))
        if self._head is not None:
            self._open(self._head, said_to_be_all=True)
        for one, name in zip(parts, names, strict=True):
            if self._list is not None:
                self._add(one, name, self._list)
        return True

    def _left_out_of_list(self, mention: Mention) -> None:
        """A number among the parts that was not understood as one: then these may not be all."""
        if self._list is not None and self._head is not None and mention.number.unit == self._head.unit:
            self._list.whole = self._list.whole and is_comparison(mention)

    def _of_the_area(self, mention: Mention) -> None:
        """全市现行有效的规章22件: what a bureau says of the rules of its whole city is about these."""
        topic, area = topic_of(mention), _AREA.search(mention.lead)
        if topic is not None and area is not None and topic.about in ("规章", "规范性文件"):
            about = area[0] + topic.about
            total = Total(about=about, unit=mention.number.unit, **figure_of(mention))
            self._totals.append((total, Topic(about)))

    def _close(self) -> None:
        self._list = self._inner = None
        self._in_lines = False

    def _forget(self) -> None:
        self._close()
        self._head = None

    def _named(self) -> Iterator[Total]:
        """Where the same thing is counted for two deeds (收到, 回复), the second is not about the same."""
        plain = any(
            topic.about == "主动公开" and not total.cumulative and not total.through for total, topic in self._totals
        )
        special = [total for total, topic in self._totals if topic.special and not total.cumulative]
        leading = [total for total in special if any(one.total is total for one in self._lists)]
        stands_for_all = None if plain else next(iter(leading), None)
        verbs: dict[str, str] = {}
        for total, topic in self._totals:
            first = verbs.setdefault(topic.about, topic.verb)
            if total is stands_for_all:
                yield self._rename(total, "主动公开")
            elif topic.verb and (topic.verb != first or topic.verb in _OTHER_DEEDS):
                about = f"主动公开（{topic.verb}）" if topic.about == "主动公开" else topic.verb + topic.about
                yield self._rename(total, about)
            else:
                yield total

    def _rename(self, total: Total, about: str) -> Total:
        named = total.model_copy(update={"about": about})
        for one in self._lists:
            if one.total is total:
                one.total, one.about = named, about
        return named


_KINDS_OF_INFORMATION = ("规范性文件", "政策解读")
"""They are totals of their own, and also names of categories."""
_OTHER_DEEDS = ("废止", "保留", "清理", "修订", "备案", "审查")
"""What was done with rules that were there already."""
_TAIL, _LOOK_AHEAD, _UNANNOUNCED = 16, 6, 3
"""A list that nothing announces has so many parts at least."""
_LABEL_OF_ITEM = re.compile(r"^(?:[（(]?[一二三四五六七八九十0-9]{1,2}[）)、．.]|[①-⑳⑴-⒇]|[-—·●])")
_UNITLESS = re.compile(r"(?P<name>[^0-9，。；]{2,30})[\s：:—－\-\t](?P<value>[0-9]{1,7})[；;。，,、\s]*")
_LONGEST_ITEM = 60
_OF_A_YEAR = re.compile("20[0-9]{2}年|今年|本年")
_SUM_OF_ALL = re.compile("(?:全年)?(?:共计?|合计|总计|总共)(?:为|公开|主动公开)?(?:政府)?(?:信息)?")
_BY_PERIOD = re.compile("[按分从](?:季度?|时间|上下半年)")
_PERIOD_OF_YEAR = re.compile(
    "(?:其中)?(?:为)?(?P<name>(?:第?[一二三四1-4]季度|[上下]半年))(?:主动)?(?:公开|发布)?(?:政府)?(?:信息)?"
)
_DISCLOSED_HERE = re.compile("主动公开|公开信息|发布信息|公开政府信息")
_AREA = re.compile("全[省市县区州]")
_SUM = re.compile("(?:合计|总计|共计|小计|总数)[：:]?$")
_LONGEST_MEDIUM, _LONGEST_YEAR = 8, 14
_LIST_OF_ALL = re.compile("(?:主动公开|公开).{0,12}信息.{0,16}(?:如下|数量)[：:]?$")
_LIST_BELOW = re.compile("[：:]$|如下|其中[：:，]?$|分别[为是][：:]?$|见下表|明细")
_IN_BRACKETS = re.compile("[（(][^（()）]{0,60}[）)]")
_OPENER = re.compile("其中|分别|包括|即|[：:]|分为|分成|分|涵盖|包含|[（(]|主要[是有为]|按|具体[是为]")
_OPENER_BELOW = re.compile(
    r"[（(]?[一二三四五六七八九十0-9]{0,2}[）)、．.]?\s*(?:[^，。：:]{0,10}[。：:])?"
    r"(?:其中|在?(?:主动)?公开的?(?:政府)?信息中|属于|按|从|分类|分别|具体|主要(?:包括|有|是)|包括|类别|内容|涉及|[^，。；]{0,24}(?:如下|分类|划分|类型|类别|分|看|分别[为是]|统计)[：:，,为是])"
)
_ALL = re.compile("分别|分为|分成|按|如下|[：:]|从.{0,8}看|类[：:，]")
_EXAMPLES = re.compile("主要|重点|如|特别是|包括但")
_OTHERS_TOO = re.compile("(?:政府信息|信息)?等")
_BY_KIND = re.compile("类别|分类|内容")
_NEW_START = re.compile("全年|本年度?|累计|总共|共(?:计)?(?:主动)?公开|^共|我[局委办市县镇]|此外|另外|同时")
_GENERAL_PART = re.compile(
    "数量|情况|总体|概况|概述|主动公开|形式|渠道|方式|途径|载体|平台|网站|媒体|微|范围|内容|类别|分类|工作|规模|统计|公开|基本|总量|数据|全年|信息发布|成效|力度"
)
"""Headings of parts that are about all that was disclosed; below another one (财政信息) a number is that part's."""
