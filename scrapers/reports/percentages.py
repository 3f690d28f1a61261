"""Shares that the report states: 规范性文件类信息53条，占40.8%. Growth and rates (办结率) are none."""

import re
from collections.abc import Iterator, Sequence

from schemas.annual_reports import Percentage
from scrapers.reports.figures import Share
from scrapers.reports.lines import ReportLine
from scrapers.reports.mentions import Mention, Sentence, sentences_of
from scrapers.reports.names import disposition_of, name_of, way_of_applying


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
_NAME = re.compile(r"(?P<name>[^，。；：:、（）()]{1,30}?)(?:信息)?(?:约|大约)?(?:的?(?:比例|比重|占比)|占)")
_GENERAL_BASE = re.compile(
    "^(?:总体?|全部|公开|主动|信息|政府|政务|比|例|重|数|量|条|的|其中|所有|本年度?|全年|全局|年度|同期|当年|总体|发布|申请|答复|受理|收到|百分|合计|总和|比率|率)*+$"
)
_NO_SHARE = re.compile("率$|同比|环比|增长|下降|提高|增加|减少|达标|满意")


def _in_sentence(sentence: Sentence, text: str, names: dict[tuple[int, int], str]) -> Iterator[Percentage]:
    last_end = sentence.start
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
            of = _of(sentence, share, before[: found.start()], before, names)
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


def _of(sentence: Sentence, share: Share, said: str, before: str, names: dict[tuple[int, int], str]) -> str | None:
    """The count right before the share; without one, the words before 占."""
    previous = [mention for mention in sentence.mentions if mention.number.end <= share.start]
    last = previous[-1] if previous else None
    if last is not None and share.start - last.number.end <= len(before) + 2:
        return names.get((sentence.line, last.number.start)) or _name(last)
    words = re.split("[，,；;：:。、（(]", said)[-1].strip()
    return name_of(words) or None


def _name(mention: Mention) -> str | None:
    lead = mention.lead
    return way_of_applying(lead) or disposition_of(lead) or name_of(lead) or None
