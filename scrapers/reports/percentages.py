"""Shares that the report states: 规范性文件类信息53条，占40.8%. Growth and rates (办结率) are none."""

import re
from collections.abc import Iterator, Sequence

from schemas.annual_reports import Percentage
from scrapers.reports.application_names import disposition_of, way_of_applying
from scrapers.reports.brackets import Placed, placed_numbers
from scrapers.reports.figures import Share
from scrapers.reports.lines import ReportLine
from scrapers.reports.mentions import Mention, Sentence, sentences_of
from scrapers.reports.names import name_of


def read_percentages(
    lines: Sequence[ReportLine], *, leave: frozenset[int], names: dict[tuple[int, int], str]
) -> tuple[Percentage, ...]:
    """`leave`: lines about what is to come; `names`: of the counts that were read, by line and place."""
    return tuple(
        share
        for line in lines
        if not line.is_row
        and line.number not in leave
        and ("%" in line.text or "％" in line.text or "百分之" in line.text)
        for sentence in sentences_of(line)
        for share in _in_sentence(sentence, line.text, names)
    )


_SHARE_OF = re.compile(
    r"(?:约|大约)?占(?:比例?|到?了)?(?P<base>[^，。；：:（）()占]{0,24}?)(?:的|比例|比重|百分比|比率|总?数?的?比例|为|是|达|约|近|[：:\s])*$|(?:比例|比重|占比)(?:的|分别|为|是|达|约|近|[：:\s])*$"
)
_GENERAL_BASE = re.compile(
    "^(?:总体?|全部|公开|主动|信息|政府|政务|比|例|重|数|量|条|的|其中|所有|本年度?|全年|全局|年度|同期|当年|总体|发布|申请|答复|受理|收到|百分|合计|总和|比率|率)*+$"
)
_NO_SHARE = re.compile("率$|药$|耗材?$|手术$|次均|床位|同比|环比|增长|下降|提高|增加|减少|达标|权重|分值|考核")
"""药占比, 三四级手术占比: how a hospital works, and no share of anything that a report on disclosure counts."""
_NOTHING_NAMED = re.compile(
    "^(?:[，,、；;（(]|约|大约|所|共|各|均|分别|其中|件|条|信息|公开|数量|总数|合计|的|了|左右|以上|多|余|在全部|比上年.{0,12})*$"
)
"""Between a count and 占 stands nothing that has a share of its own: 53条，所占比例为40%; but 24件，图文解读占75%."""


def _in_sentence(sentence: Sentence, text: str, names: dict[tuple[int, int], str]) -> Iterator[Percentage]:
    last_end = sentence.start
    placed = placed_numbers(sentence)
    respectively: list[str | None] = []
    for place, share in enumerate(sentence.shares):
        before = text[max(last_end, share.start - 60) : share.start]
        last_end = share.end
        found = _SHARE_OF.search(before)
        if "分别" in before and found is not None:
            respectively = _of_several(sentence, text, place, names)
        elif respectively and not _JUST_BESIDE.fullmatch(before):
            respectively = []
        of = respectively.pop(0) if respectively else None
        if of is None and "分别" not in before and found is not None:
            of = _of(sentence, share, before[: found.start()], before, placed, names)
        if of is None or _OTHERS.search(of) or _POINTS.match(text, share.end):
            continue
        base = (found["base"] or "").strip(" 的") if found and "分别" not in before else ""
        yield Percentage(
            of=of,
            base=None if _GENERAL_BASE.match(base) else base,
            value=share.value,
            approximate=share.approximate,
            raw=share.raw,
            line=sentence.line,
            start=share.start,
        )


def _of_several(sentence: Sentence, text: str, place: int, names: dict[tuple[int, int], str]) -> list[str | None]:
    """`A 12条、B 60条，分别占17%、83%`: as many counts before them as there are shares; none if not so many."""
    shares = 1
    for first, second in zip(sentence.shares[place:], sentence.shares[place + 1 :], strict=False):
        if not _JUST_BESIDE.fullmatch(text[first.end : second.start]):
            break
        shares += 1
    counts = [mention for mention in sentence.mentions if mention.number.end <= sentence.shares[place].start]
    named = [names.get((sentence.line, mention.number.start)) for mention in counts[-shares:]]
    return named if len(named) == shares and all(named) else []


_JUST_BESIDE = re.compile("[、，,和及 ]{1,3}")
_POINTS = re.compile("个?百分点|以内")


_OTHERS = re.compile("^(?:我[局委办市县]|本局|同比)$")


def _of(
    sentence: Sentence,
    share: Share,
    said: str,
    before: str,
    placed: Sequence[Placed],
    names: dict[tuple[int, int], str],
) -> str | None:
    """The count before the share; where other words stand between them, these: what they name has it."""
    counted = _count_before(sentence, share, placed)
    if counted is not None:
        between = share.start - counted.number.end
        words = _IN_BRACKETS.sub("", said[len(before) - between :]) if between <= len(before) else None
        if words is not None and _NOTHING_NAMED.match("".join(words.split())):
            return names.get((sentence.line, counted.number.start)) or _name(counted)
    words = re.split("[，,；;：:。、（(）)]", _IN_BRACKETS.sub("", said))[-1].strip()
    return None if _NO_SHARE.search(words) else name_of(words) or None


def _count_before(sentence: Sentence, share: Share, placed: Sequence[Placed]) -> Mention | None:
    """The last number before it; for one in brackets that are closed again, the number that these belong to."""
    last = next((one for one in reversed(placed) if one.mention.number.end <= share.start), None)
    if last is None:
        return None
    between = sentence.text[last.mention.number.end - sentence.start : share.start - sentence.start]
    closed = len(re.findall("[）)]", between)) > len(re.findall("[（(]", between))
    return last.of if closed and last.of is not None else last.mention


_IN_BRACKETS = re.compile("[（(][^（()）]{0,80}[）)]")


def _name(mention: Mention) -> str | None:
    lead = mention.lead
    return way_of_applying(lead) or disposition_of(lead) or name_of(lead) or None
