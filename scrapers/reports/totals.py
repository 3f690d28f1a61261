"""The totals that a report states, and the lists of parts that belong to them: 共123条，其中A 8条、B 13条.

A list belongs to the total before it: in the sentence, or in the next ones of that part where they say so (其中, 按类),
or as lines of their own. Applications for disclosure are kept apart (`Statements.applications`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.annual_reports import Applications, Group, Section, Total
from scrapers.reports.applications import ApplicationReader
from scrapers.reports.brackets import placed_numbers
from scrapers.reports.channels import way_in_title
from scrapers.reports.figures import narrow
from scrapers.reports.items import is_item, item_of
from scrapers.reports.lines import ReportLine
from scrapers.reports.list_reader import ITEMS_AT_LEAST, ListReader
from scrapers.reports.mentions import Mention, Sentence, figure_of, sentences_of
from scrapers.reports.names import is_medium, name_of, names_of_several
from scrapers.reports.own_numbers import is_cumulative, is_of_another_time, is_of_others
from scrapers.reports.topics import (
    Topic,
    has_own_deed,
    is_about_openness,
    says_nothing,
    through_of,
    topic_above,
    topic_of,
)
from scrapers.reports.total_names import DISCLOSED, Stated, named_totals


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
    kept = [line for line in lines if line.number not in plans]
    for place, line in enumerate(kept):
        reader.read(line, kept[place + 1 : place + ITEMS_AT_LEAST])
    return reader.result()


class _Reader:
    """Reads line after line; knows where in the report it is."""

    def __init__(self, sections: Sequence[Section], years: frozenset[int], own_area: str) -> None:
        self._by_line = {section.line: section for section in sections}
        self._years = years
        self._own_area = own_area
        self._chapter = ""
        self._part = ""
        self._foreign: frozenset[int] = frozenset()
        """Where the numbers of this sentence stand that are of another time."""
        self._of_others: frozenset[int] = frozenset()
        self._stated: list[Stated] = []
        self._lists = ListReader()
        self._applications = ApplicationReader(years, own_area)

    def read(self, line: ReportLine, following: Sequence[ReportLine]) -> None:
        """The next line; `following`: the two behind it."""
        self._heading(line)
        lists = self._lists
        lists.in_lines = lists.in_lines or lists.begins_items(line, following)
        if (lists.in_lines and self._line_of_list(line)) or line.is_row:
            return
        lists.next_line(line)
        for sentence in sentences_of(line):
            self._sentence(sentence)
        lists.end_line()

    def result(self) -> Statements:
        totals = (*named_totals(self._stated, self._lists.lists), *self._applications.totals())
        return Statements(
            totals=totals,
            groups=tuple(group for one in self._lists.lists for group in one.groups()),
            applications=self._applications.result(),
        )

    def _heading(self, line: ReportLine) -> None:
        section = self._by_line.get(line.number)
        if section is None:
            return
        if section.level == 1:
            self._chapter, self._part = section.title, ""
            self._lists.next_chapter()
            self._applications.next_part()
        elif not is_item(line):
            self._part = section.title
            self._lists.next_part(line, section.title)

    def _line_of_list(self, line: ReportLine) -> bool:
        """Whether the line is one of a list; in a table of counts every row is, also its head."""
        item = self._lists.item(line)
        if item is None:
            other = item_of(line)
            if other is not None:
                self._lists.leave_out(other)
            return line.is_row or other is not None
        if item.is_sum:
            total = self._lists.sum_below(item)
            if total is not None and self._lists.head is not None:
                self._stated.append(Stated(total, self._lists.head.topic))
            return True
        if not item.name:
            self._lists.leave_out(item)
            return line.is_row
        self._lists.add_item(item)
        return True

    # sentences

    def _sentence(self, sentence: Sentence) -> None:
        of_applications = self._applications.read(sentence, about_applications=self._about_applications())
        placed = [one for one in placed_numbers(sentence) if not one.in_a_name]
        mentions = [one.mention for one in placed]
        self._foreign = frozenset(one.number.start for one in mentions if is_of_another_time(one, self._years))
        self._of_others = frozenset(one.number.start for one in mentions if is_of_others(one, self._own_area))
        self._lists.next_sentence(self._foreign, self._of_others)
        if is_about_openness(sentence.text):
            self._lists.forget()
            return
        free = [one.mention for one in placed if one.of is None]
        met = 0
        for one in placed:
            if one.of is None:
                met += 1
            if one.mention.number.start in of_applications:
                self._lists.end_with(one)
            elif self._lists.period_of_the_year(one.mention, sentence):
                continue
            elif one.of is not None:
                self._lists.detail(one)
            else:
                self._lists.count(one.mention)
                if self._number(met - 1, free, sentence):
                    break
        if not sentence.mentions and _LIST_OF_ALL.search(sentence.text):
            self._lists.begin(None, Topic(DISCLOSED), line=sentence.line, end=sentence.start)
        self._lists.end_sentence(sentence)

    def _number(self, at: int, free: Sequence[Mention], sentence: Sentence) -> bool:
        """A number that stands in no brackets of another. Whether all that follow it are read with it."""
        mention, lists = free[at], self._lists
        before, beside = free[:at], free[at : at + _LONGEST_ENUMERATION]
        names = names_of_several(mention.lead)
        start = mention.number.start
        if _TAKEN_UP.match(mention.lead) and before:
            self._reported_upwards(before[-1])
        if start in self._foreign:
            self._of_the_area(mention)
            lists.left_out(mention)
        elif self._is_told_again(mention):
            lists.go_on(mention)
        elif names and start not in self._of_others and lists.respectively(mention, beside, names):
            return True
        elif names and all(is_medium(name) for name in names):
            return True  # 微信、微博分别发布120条、80条
        elif lists.part(mention, beside, bool(before), sentence):
            return False
        elif start in self._of_others:
            self._of_the_area(mention)
            lists.left_out(mention)
        elif not self._sum_behind(mention, before, sentence):
            self._total(mention, sentence)
        return False

    def _is_told_again(self, mention: Mention) -> bool:
        """在316条信息中: the last total, before its parts."""
        head = self._lists.head
        again = head is not None and head.total is not None and head.total.value == mention.number.value
        return again and _AMONG_THESE.match(mention.behind) is not None

    def _reported_upwards(self, mention: Mention) -> None:
        """编发信息320条，被市政府采用65条: what was counted before was sent to others for them to choose from."""
        last = self._stated[-1] if self._stated else None
        if last is not None and (last.total.line, last.total.start) == (mention.line, mention.number.start):
            self._stated.pop()
            if self._lists.head is not None and self._lists.head.total is last.total:
                self._lists.forget()

    def _total(self, mention: Mention, sentence: Sentence) -> None:
        topic = topic_of(mention) or self._of_the_same(mention) or self._said_further_above(mention, sentence)
        if _OF_OTHER_MATTERS.match(narrow(sentence.text), mention.number.end - sentence.start):
            topic = None
        head = self._lists.head
        of_disclosure = head is not None and head.topic.about == DISCLOSED
        if topic is None or (of_disclosure and not has_own_deed(mention)):
            self._lists.left_out(mention)
        if topic is not None and topic.about != "依申请公开":
            self._new_total(mention, topic)

    def _about_applications(self) -> bool:
        """By the nearest heading that says what its text is about."""
        for title in (self._part, self._chapter):
            if re.search(_NOT_OF_APPLICATIONS, title):
                return False
            if "申请" in title:
                return True
        return False

    def _new_total(self, mention: Mention, topic: Topic) -> None:
        through = through_of(mention) if topic.about == DISCLOSED or topic.special else None
        among = _KIND_BEFORE.fullmatch(mention.pieces[-2]) if len(mention.pieces) > 1 else None
        if topic.about == DISCLOSED and among is not None:
            topic = Topic(among["kind"], special=True)
        elif topic.about == DISCLOSED and self._part and through is None:
            through = way_in_title(self._part)
            if through is None and (_KIND_IN_TITLE.match(self._part) or not _GENERAL_PART.search(self._part)):
                topic = Topic(self._part, special=True)
        total = Total(
            about=topic.about,
            cumulative=is_cumulative(mention, self._years),
            through=through,
            unit=mention.number.unit,
            **figure_of(mention),
        )
        called_active = DISCLOSED in mention.lead and "分别" not in mention.lead
        self._stated.append(Stated(total, topic, called_active))
        self._lists.begin(total, topic, line=mention.line, end=mention.number.end)

    def _of_the_same(self, mention: Mention) -> Topic | None:
        """`发布政务微信180期，政务微博365条`: another way right behind the first; `累计…，其中2017年新增186条`."""
        head = self._lists.head
        if head is None or head.total is None or head.line != mention.line:
            return None
        if head.total.cumulative and _OF_A_YEAR.search(mention.lead) and len(mention.lead) <= _LONGEST_YEAR:
            return Topic(head.topic.about)
        if head.total.through is None or mention.number.unit not in _OF_MESSAGES:
            return None
        if _TAKEN_UP_BY.search(mention.lead):
            return None
        alone = len(mention.lead) <= _LONGEST_MEDIUM and len(mention.pieces) == 1 and is_medium(mention.lead)
        return Topic(head.topic.about) if alone else None

    def _said_further_above(self, mention: Mention, sentence: Sentence) -> Topic | None:
        """`上半年公开信息45条，下半年62条，全年共107条`: only where no total of this sentence was kept before it."""
        head = self._lists.head
        if not says_nothing(mention) or (head is not None and head.line == mention.line and head.end > sentence.start):
            return None
        topic = topic_above(mention)
        return topic if topic is not None and topic.about == DISCLOSED else None

    def _of_the_area(self, mention: Mention) -> None:
        """全市现行有效的规章22件: what a bureau says of the rules of its whole city is about these."""
        topic, area = topic_of(mention), _AREA.search(mention.lead)
        if topic is not None and area is not None and topic.about in ("规章", "规范性文件"):
            about = area[0] + topic.about
            total = Total(about=about, unit=mention.number.unit, **figure_of(mention))
            self._stated.append(Stated(total, Topic(about)))

    def _sum_behind(self, mention: Mention, before: Sequence[Mention], sentence: Sentence) -> bool:
        """`机构类6条，文件类30条，动态类50条，共计86条`: the total stands behind its parts."""
        head = self._lists.head
        parts = [one for one in before if one.number.unit == mention.number.unit != "名"]
        if not _SUM_OF_ALL.fullmatch(mention.lead) or len(parts) < _PARTS_OF_A_SUM or parts != list(before):
            return False
        follows_another = head is not None and head.line == mention.line and head.end > sentence.start
        adds_up = sum(one.number.value or 0 for one in parts) == mention.number.value
        if (follows_another and not adds_up) or not _DISCLOSED_HERE.search(self._chapter + self._part + sentence.text):
            return False
        names = [name_of(one.lead) for one in parts]
        if not all(names) or self._about_applications() or "申请" in sentence.text:
            return False
        self._new_total(mention, Topic(DISCLOSED))
        self._lists.add_before(parts)
        return True


_OF_OTHER_MATTERS = re.compile(
    "[^，；。]{0,60}[，（](?:这些|以上)?(?:均|都|也)?(?:不属于?|不是|不涉及|与)(?:政府)?信息公开"
)
"""复议19件、诉讼26件，不属于信息公开案件."""
_NOT_OF_APPLICATIONS = "主动公开|复议|诉讼|收费|问题|平台|咨询|信访|热线|来访|查阅"
_OF_A_YEAR = re.compile("20[0-9]{2}年|今年|本年")
_SUM_OF_ALL = re.compile("(?:全年)?(?:共计?|合计|总计|总共)(?:为|公开|主动公开)?(?:政府)?(?:信息)?")
_DISCLOSED_HERE = re.compile("主动公开|公开信息|发布信息|公开政府信息")
_AMONG_THESE = re.compile("(?:主动)?(?:公开)?的?(?:政府)?(?:信息)?(?:之)?[中里](?![心国央])")
_TAKEN_UP = re.compile("被[^，。；]{0,16}(?:采用|采纳|录用|采编)")
_TAKEN_UP_BY = re.compile("(?:采用|采纳|录用|采编|转载)了?$")
"""被中央级媒体采用41条，省级媒体采用379条."""
_AREA = re.compile("全[省市县区州]")
_LONGEST_MEDIUM, _LONGEST_YEAR = 8, 14
_OF_MESSAGES = frozenset("条篇期则件份个")
_LIST_OF_ALL = re.compile("(?:主动公开|公开).{0,12}信息.{0,16}(?:(?:如下|数量)[：:]?|(?:情况|统计|明细|分类)[：:])$")
_KIND_BEFORE = re.compile(
    "(?:[一二三四五六七八九十]{1,2}是|其[一二三四五]|第[一二三四五]|[0-9]{1,2}[.、．])?(?P<kind>.{2,14}(?:类|方面|领域|板块))(?:信息)?"
)
"""一是机构概况类，公开信息8条: of these alone."""
_KIND_IN_TITLE = re.compile("[^，。；、]{2,12}类")
_GENERAL_PART = re.compile(
    "数量|情况|总体|概况|概述|主动公开|形式|渠道|方式|途径|载体|平台|网站|媒体|微|范围|内容|类别|分类|工作|规模|统计|公开|基本|总量|数据|全年|信息发布|成效|力度"
)
"""Headings of parts that are about all that was disclosed; below another one (财政信息) a number is that part's."""
_PARTS_OF_A_SUM, _LONGEST_ENUMERATION = 3, 40
