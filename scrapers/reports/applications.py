"""Applications for disclosure (依申请公开) in running text: how many came, which way, what became of them.

That none came (没有收到申请) is not made a number.
"""

import re

from schemas.annual_reports import Applications, Count, Total
from scrapers.reports.mentions import Mention, Sentence, figure_of
from scrapers.reports.names import disposition_of, is_rest, name_of, way_of_applying
from scrapers.reports.topics import is_cumulative


class ApplicationReader:
    """Takes the numbers of a report one after another and keeps those about applications."""

    def __init__(self, years: frozenset[int]) -> None:
        self._years = years
        self._received: list[Total] = []
        self._since_ever: list[Total] = []
        self._answered: Total | None = None
        self._carried_in: Total | None = None
        self._carried_over: Total | None = None
        self._ways: list[Count] = []
        self._dispositions: list[Count] = []
        self._last: list[Count] | None = None
        self._seen_in_part = False
        self._in_part = False
        self._sentence: Sentence | None = None

    def next_part(self) -> None:
        """A chapter of the report begins."""
        self._seen_in_part = False
        self._last = None

    def next_sentence(self, sentence: Sentence, *, about_applications: bool) -> None:
        """`about_applications`: by the heading above it."""
        self._sentence = sentence
        self._in_part = about_applications
        self._last = None

    def take(self, mention: Mention) -> bool:
        """Whether the number is about applications; if so, it is kept where it says what it is."""
        words = f"{mention.lead}#{mention.behind}"
        if mention.number.unit not in _UNITS or _REVIEW.search(f"{mention.gap}#{mention.behind}"):
            return False
        of_disclosure = _OF_DISCLOSURE.search(f"{mention.before}#{mention.behind}") and not _REVIEW.search(
            mention.before
        )
        here = self._in_part or self._seen_in_part or of_disclosure or _JUST_CAME.fullmatch(mention.lead)
        if not here or _OF_OTHERS.search(words) or _is_of_messages(mention):
            return False
        if _CARRIED_IN.search(words):
            self._carried_in = self._carried_in or _total(mention, "上年结转")
        elif _CARRIED_OVER.search(words):
            self._carried_over = self._carried_over or _total(mention, "结转下年度")
        elif _CARRIED.search(words):
            # Behind what was answered it is what goes on; before that it may be last year's.
            if self._answered is not None and self._answered.line == mention.line:
                self._carried_over = self._carried_over or _total(mention, "结转下年度")
        elif not self._part(mention) and not self._whole(mention, words):
            return _APPLICATION.search(words) is not None
        self._seen_in_part = True
        return True

    def result(self) -> Applications:
        """What was said of them."""
        return Applications(
            received=self._received[0] if self._received else None,
            by_channel=tuple(self._ways),
            dispositions=tuple(self._dispositions),
            answered=self._answered,
            carried_in=self._carried_in,
            carried_over=self._carried_over,
        )

    def totals(self) -> tuple[Total, ...]:
        """What came since ever; and all statements of how many came in the year, where these are not the same."""
        differ = len({total.value for total in self._received}) > 1
        return (*(self._received if differ else ()), *self._since_ever)

    def _part(self, mention: Mention) -> bool:
        """One channel, or one disposition."""
        said = mention.lead
        if said in ("", "其中") and (behind := _WHAT_IT_IS.fullmatch(mention.behind)):
            said = behind["what"]
        name = name_of(said) or said
        way, disposition = way_of_applying(said), disposition_of(said)
        if way is not None:
            self._keep(self._ways, way, mention)
        elif disposition is not None:
            self._keep(self._dispositions, disposition, mention)
        elif is_rest(name) and self._last is not None:
            self._keep(self._last, "其他", mention)
        else:
            return False
        return True

    def _keep(self, counts: list[Count], name: str, mention: Mention) -> None:
        known = [count for count in counts if count.name == name]
        if not known:
            counts.append(Count(name=name, **figure_of(mention)))
        elif known[0].line == mention.line and self._last is counts:
            named = name_of(mention.lead) or mention.lead
            counts.append(Count(name=named, **figure_of(mention)))  # 信息不存在 and 申请的文件不存在: two kinds
        self._last = counts

    def _whole(self, mention: Mention, words: str) -> bool:
        """How many came, or were answered."""
        said = mention.lead
        if "其中" in mention.gap and self._received:
            return False
        if self._with_carried_in(mention):
            return True
        if (_CAME.search(said) and not _NOT_IN_WRITING.search(said)) or ("申请" in said and _ALONE.match(said)):
            since_ever = is_cumulative(mention, self._years)
            total = _total(mention, "依申请公开", cumulative=since_ever)
            (self._since_ever if since_ever else self._received).append(total)
        elif _ANSWERED.search(words) and not _NOT_YET.search(words):
            self._answered = self._answered or _total(mention, "依申请公开答复")
        else:
            return False
        return True

    def _with_carried_in(self, mention: Mention) -> bool:
        """`办理申请21件（含上年结转1件）`: neither what came in the year nor what was answered."""
        said = self._sentence
        return said is not None and _WITH_CARRIED.match(said.text, mention.number.end - said.start) is not None


def _is_of_messages(mention: Mention) -> bool:
    """`收到网民留言120条，答复118条` is about no application, wherever it stands."""
    said = mention.before
    return max(said.rfind(word) for word in _MESSAGES) > said.rfind("申请") and not mention.behind.startswith("申请")


_MESSAGES = ("留言", "网民", "网友", "信箱", "来信", "咨询", "建议", "提案")
_WITH_CARRIED = re.compile("[（(，](?:含|包括|其中).{0,8}结转")
_UNITS = frozenset(["条", "件", "份", "宗", "起", "例", "个", "项", "次", "件次", "人次"])
_APPLICATION = re.compile("(?<!行政)申请(?!行政复议|复议|法院|强制|表|书)")
_OF_DISCLOSURE = re.compile(
    "信息公开申请|公开申请|依申请|申请公开|申请政府信息|政府信息.{0,6}申请|公开信息申请|申请信息公开"
)
_OF_OTHERS = re.compile(
    "(?:许可|审批|登记|救助|低保|补助|补贴|仲裁|认定|注册|贷款|执行|援助|住房|保障房|入学|业务|服务|事项|办证)[^，#]{0,6}申请|主动公开(?:政府)?信息"
)
_REVIEW = re.compile("复议|诉讼|起诉|应诉|举报|收费|减免")
_CARRIED_IN = re.compile(
    "(?:上年度?|去年|上一年度?|(?:20[0-9]{2})年(?=结转))(?:末|底)?[^#]{0,4}(?:结转|转入|遗留)|结转(?:自)?(?:上|去)年|上年度?(?:未办结|跨年)"
)
_CARRIED_OVER = re.compile(
    "结转(?:至|到|入|下|次|20[0-9]{2})|转(?:入|至|到)(?:下|次|20)|(?:下|次)一?年度?(?:继续)?(?:办理|答复)|继续办理|跨年度?(?:办理|继续)"
)
_WHAT_IT_IS = re.compile("(?:均?为|是|属于|系|经审查|依法)?(?P<what>.{2,14})")
"""其中两件为网上申请, 3件予以公开."""
_CARRIED = re.compile("结转(?:的)?(?:申请)?#")
_JUST_CAME = re.compile(
    "(?:全年|本年度?|20[0-9]{2}年|[我本全][局委办市县区镇乡校院]|共)*+(?:新?收到?|受理|接收|新增)(?:的)?申请(?:共|为)?"
)
"""Nothing else is said: in such a report these are applications for disclosure."""
_CAME = re.compile("收到|受理|接收|接到|接办|新收|接受|收件")
_ALONE = re.compile(
    "^(?:全年|本年度?|年内|20[0-9]{2}年度?|[我本全][局委办市县区镇乡校院]|共有?|计|的|政府信息公开|信息公开|政府信息|依申请公开|申请公开|申请|总?数量?|总?量|件数|事项|信息|为|有|是|合计|总计|约|近)*+$"
)
_NOT_IN_WRITING = re.compile("咨询|电话|来访|来电|投诉|信访|举报|查询")
_ANSWERED = re.compile("办结|答复|办理|回复|处理完|处理(?!结果)")
_NOT_YET = re.compile("正在|尚未|未(?:办结|答复)|结果|情况|逾期")


def _total(mention: Mention, about: str, *, cumulative: bool = False) -> Total:
    return Total(about=about, unit=mention.number.unit, cumulative=cumulative, **figure_of(mention))
