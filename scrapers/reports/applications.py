"""Applications for disclosure (依申请公开) in running text: how many came, which way, what became of them.

That none came (没有收到申请) is not made a number.
"""

import re
from collections.abc import Sequence
from itertools import islice

from schemas.annual_reports import Applications, Total
from scrapers.reports.application_items import Item, items_of
from scrapers.reports.application_lists import PartsList, choose, details_of
from scrapers.reports.application_numbers import ApplicationNumbers
from scrapers.reports.application_words import kind_announced, says_all_were_answered
from scrapers.reports.mentions import Sentence
from scrapers.reports.own_numbers import is_of_another_time
from scrapers.reports.topics import is_about_openness


class ApplicationReader:
    """Takes the sentences of a report one after another and keeps the numbers that are about applications."""

    def __init__(self, years: frozenset[int], own_area: str) -> None:
        """`years`: the report may be about; `own_area`: 全市 in a city's own report."""
        self._years = years
        self._numbers = ApplicationNumbers(years, own_area)
        self._all_answered = False
        self._lists: list[PartsList] = []
        self._list: PartsList | None = None
        self._line = 0
        """Where the last number about applications stood; what follows in its paragraph may be about them, too."""
        self._just_named = False
        """The sentence before named them and said no more: 二是依申请公开。"""

    def next_part(self) -> None:
        """A chapter of the report begins."""
        self._line, self._numbers.head, self._numbers.came = 0, None, None
        self._list = None

    def read(self, sentence: Sentence, *, about_applications: bool) -> frozenset[int]:
        """Where the sentence's numbers stand that are about applications.

        `about_applications`: by the heading above it.
        """
        here = about_applications or sentence.line == self._line or self._list is not None
        named = _OF_DISCLOSURE.search(sentence.text) or any(_JUST_CAME.match(one.lead) for one in sentence.mentions)
        if (not here and not named) or is_about_openness(sentence.text):
            self._list = None
            return frozenset()
        items = [one for one in items_of(sentence) if self._is_own(one)]
        self._all_answered |= here and says_all_were_answered(sentence.text)
        taken = self._take(items, here=here)
        named_alone = not items and _NAMES_THEM.fullmatch(sentence.text) is not None
        if taken or named_alone:
            self._line = sentence.line
        elif self._just_named and items:
            self._line = 0
        self._just_named = named_alone
        self._end_of_sentence(sentence, items)
        return taken

    def result(self) -> Applications:
        """What was said of them."""
        numbers = self._numbers
        ways, results = (
            choose([one.told_of() for one in self._lists if one.kind == kind], numbers.possible_bases)
            for kind in ("channel", "disposition")
        )
        return Applications(
            received=numbers.received,
            by_channel=ways.counts,
            channels_of=ways.head,
            channels_whole=ways.whole,
            dispositions=results.counts,
            dispositions_of=results.head,
            dispositions_whole=results.whole,
            answered=numbers.answered,
            all_answered=self._all_answered,
            carried_in=numbers.carried_in,
            carried_over=numbers.carried_over,
        )

    def totals(self) -> tuple[Total, ...]:
        """What came since ever; and all statements of how many came in the year, where these are not the same."""
        return self._numbers.totals

    def _take(self, items: Sequence[Item], *, here: bool) -> frozenset[int]:
        taken: set[int] = set()
        details: set[int] = set()
        subject = here
        for at, item in enumerate(items):
            here = self._is_subject(item, subject)
            if not item.depth:
                subject = here  # what is in brackets changes nothing behind them
            if not here or item.mention.number.unit not in _UNITS:
                if at not in details:
                    self._is_among(item)
                continue
            if at in details:
                taken.add(item.mention.number.start)
            elif self._numbers.take(item, items, at):
                taken.add(item.mention.number.start)
                if item.role not in ("carried_in", "carried_over") and self._list and self._list.kind == "disposition":
                    self._is_among(item)
                if not item.depth:
                    self._list = None
            elif item.mention.number.unit in _UNITS_OF_PARTS and self._part(item, items, at):
                taken.add(item.mention.number.start)
                behind = (place for place in range(at + 1, len(items)) if items[place].depth == item.depth)
                details.update(islice(behind, details_of(items, at)))
            else:
                self._is_among(item)
        return frozenset(taken)

    def _is_among(self, item: Item) -> None:
        """A number that stands in an open list and is none of its parts: then these may not be all."""
        of_list = self._list
        if (
            of_list is not None
            and of_list.counts
            and (item.depth, item.mention.number.unit) == (of_list.depth, of_list.unit)
        ):
            of_list.broken = True

    def _is_subject(self, item: Item, before: bool) -> bool:
        """Whether this number is about applications; what names no other thing is about what was told before it."""
        said = f"{item.opener}{item.label}#{item.after}"
        if _REVIEW.search(f"{item.opener}{item.label}#{item.mention.behind}") or _OF_OTHERS.search(said):
            return False
        if item.role == "another_thing":
            announced = kind_announced(item.opener)
            in_list = self._list is not None and self._list.kind is not None and self._list.depth == item.depth
            return (announced is not None or in_list) and not _TAKEN_CARE.search(item.label)
        if _OF_DISCLOSURE.search(said) or _JUST_CAME.search(item.label):
            return True
        return before

    def _part(self, item: Item, items: Sequence[Item], at: int) -> bool:
        """One of a list by channel or by result, or of one by something else."""
        announced = kind_announced(item.opener)
        if self._list is not None and (announced or not self._list.takes(item)):
            if item.depth > self._list.depth:
                return True  # a detail in brackets
            self._list = None
        if self._list is None:
            head = self._head_of(item, items[at - 1] if at else None)
            if item.depth and head is None:
                return item.role in ("channel", "disposition", "other_parts", "rest")
            if announced is None and item.role in _SAYING_NOTHING and not _begins(items, at):
                return False
            kind = announced or ("other_parts" if item.role == "other_parts" else None)
            self._list = PartsList(kind, head, self._numbers.came, item.depth, item.mention.number.unit)
            self._lists.append(self._list)
        self._list.add(item)
        return True

    def _head_of(self, item: Item, before: Item | None) -> Total | None:
        """The number that a list beginning here is about; in brackets the one before them, if that is no part."""
        head = self._numbers.head
        if not item.depth:
            return head
        if before is not None and before.depth < item.depth and head is not None:
            return head if head.start == before.mention.number.start else None
        return None

    def _end_of_sentence(self, sentence: Sentence, items: Sequence[Item]) -> None:
        """A list goes on in the next lines where its line does not end with a full stop."""
        text = sentence.text.rstrip()
        if not text.endswith(_GOES_ON) and (not items or text.endswith("。")):
            self._list = None
        elif not items and (kind := kind_announced(text)) is not None:
            self._list = PartsList(kind, self._numbers.head, self._numbers.came, 0, "件")
            self._lists.append(self._list)

    def _is_own(self, item: Item) -> bool:
        """Of another year is what it names, but for the year that others are carried over into."""
        return item.role in ("carried_in", "carried_over") or not is_of_another_time(item.mention, self._years)


def _begins(items: Sequence[Item], at: int) -> bool:
    """A list may begin with a part whose words are unknown, where the next ones are known."""
    next_ones = [one.role for one in items[at + 1 : at + 3] if one.depth == items[at].depth]
    return any(role in ("channel", "disposition") for role in next_ones)


_GOES_ON = ("；", ";", "：", ":", "，", "、")
_SAYING_NOTHING = ("unknown", "rest", "another_thing", "received", "accepted", "answered")
_UNITS = frozenset(["条", "件", "份", "宗", "起", "例", "个", "项", "次", "件次", "人次"])
_UNITS_OF_PARTS = _UNITS - {"次", "个", "项"}
"""申请人往返补正2次 counts no applications."""
_OF_DISCLOSURE = re.compile(
    "信息公开申请|公开申请|依申请|申请公开|申请政府信息|政府信息.{0,6}申请|公开信息申请|申请信息公开"
)
_NAMES_THEM = re.compile("(?!.*(?:未|没有?|无))[^，；：]{0,16}(?:依申请公开|公开申请)[^，；：]{0,8}。")
"""二是规范依申请公开。 The next sentence is about them."""
_OF_OTHERS = re.compile(
    "不属于?(?:政府)?信息公开申请|非(?:依)?申请公开|[不未](?:计|列)入|[不未](?:算|视|列)(?:作|为|在内)|不[是作]为?(?:依|信息公开|公开)?申请|"
    "(?:许可|审批|登记(?!(?:政府)?信息公开)|救助|低保|补助|补贴|仲裁|认定|注册|贷款|执行|援助|住房|保障房|入学|业务|服务|事项|办证|道路|占用|施工)[^，#]{0,6}申请|主动公开(?:政府)?信息"
)
_REVIEW = re.compile("复议|诉讼|起诉|应诉|被诉|收费|减免")
_TAKEN_CARE = re.compile("受理|接待|接听|收到|办理|办结|交办|转办|处理|解答")
_JUST_CAME = re.compile(
    "^(?:〔.{1,3}〕)?(?:全年|本年度?|20[0-9]{2}年|[我本全][局委办市县区镇乡校院]|共)*+(?:新?收到?|受理|接收|新增)(?:的)?申请(?:共|为)?(?=$|[0-9])"
)
"""Nothing else is said: in such a report these are applications for disclosure."""
