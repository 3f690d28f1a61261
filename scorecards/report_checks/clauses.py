"""The words around a number in its line, for what two numbers about one thing may differ in."""

import re
from collections.abc import Sequence

from schemas.annual_reports import AnnualReport, Figure, Group, Total


def clause_of(report: AnnualReport, figure: Figure) -> str:
    """The words of its clause before the number: `全年共收到申请` of 全年共收到申请52件. Empty without its line."""
    before = _before(report, figure)
    return _MARKS.split(before)[-1]


def sentence_of(report: AnnualReport, figure: Figure) -> str:
    """Its sentence, as far as it stands on its line. Empty without its line."""
    before = _before(report, figure)
    return _ENDS.split(before)[-1] + _ENDS.split(_line(report, figure)[figure.start :])[0]


def deeds_of(report: AnnualReport, figure: Figure) -> frozenset[str]:
    """What was done with the things counted, by its clause: 收到 and 答复 count different ones."""
    clause = _NOUN.sub("", clause_of(report, figure))
    return frozenset(deed for deed, words in _DEEDS.items() if words.search(clause))


def are_of_one_thing(report: AnnualReport, first: Total, other: Total) -> bool:
    """Nothing in the words or numbers around two totals lets them differ without a contradiction.

    They do where each names its own year, or one of them another unit, or only a part of the agency or of the things;
    where they differ by a number that stands beside one of them (收到14件，其中上年结转2件); where one is a part of the
    other, in its list or as one of the totals that make it.
    """
    years = [frozenset(_YEAR.findall(clause_of(report, total))) for total in (first, other)]
    if all(years) and years[0] != years[1]:
        return False
    scopes = [frozenset(_SCOPE.findall(clause_of(report, total))) for total in (first, other)]
    said = [_WITHOUT_MEANING.sub("", clause_of(report, total)) for total in (first, other)]
    if _PLATFORM.findall(said[0]) != _PLATFORM.findall(said[1]):
        return False
    if scopes[0] != scopes[1] or _is_explained(report, first, other) or _is_a_part(report, first, other):
        return False
    whose = [_whose(report, total) for total in (first, other)]
    if whose[0] != whose[1]:
        return False
    if first.about == _DISCLOSED:
        return 2 * min(first.value or 0, other.value or 0) >= max(first.value or 0, other.value or 0)
    if first.about in _ALWAYS_ONE_THING:
        return True
    return said[0] == said[1]


def _is_explained(report: AnnualReport, first: Total, other: Total) -> bool:
    if first.value is None or other.value is None:
        return False
    difference = abs(first.value - other.value)
    beside = [one for one in report.totals if one.line in (first.line, other.line)]
    if any(one.value == difference for one in (*beside, report.applications.carried_in) if one is not None):
        return True
    made = {group.total.value for group in report.groups if group.total and _sum(group) == group.total.value}
    if {first.value, other.value} <= made:
        return True  # each has parts that make it
    for group in report.groups:
        values = {count.value for count in group.counts}
        for whole, part in ((first, other), (other, first)):
            if group.total is not None and group.total.value == whole.value and part.value in values:
                return True
    return False


def _is_a_part(report: AnnualReport, first: Total, other: Total) -> bool:
    """Totals that stand one after another make one of the two: 平台356条 … 网站700条, of 1056 in all."""
    of_the_year = sorted((one for one in report.totals if not one.cumulative), key=lambda one: (one.line, one.start))
    in_its_unit = [one.value or 0 for one in of_the_year if one.unit in (first.unit, other.unit)]
    of_information = [one.value or 0 for one in of_the_year if "公开" in one.about or "信息" in one.about]
    wholes = {one.value for one in (first, other) if one.value is not None}
    return any(_makes_one(values, wholes) for values in (in_its_unit, of_information))


def _makes_one(values: Sequence[float], wholes: set[int | float]) -> bool:
    """Some of the values that stand in a row do, each less than it."""
    if len(values) > _MOST_TOTALS:
        return False
    for start in range(len(values)):
        made = values[start]
        for value in values[start + 1 :]:
            made += value
            if value and made > value and made in wholes:
                return True
    return False


def _whose(report: AnnualReport, total: Total) -> str:
    """Another unit that its clause says did it: 市水文站公开; empty for the agency itself."""
    found = _UNIT.match(_WITHOUT_MEANING.sub("", clause_of(report, total)))
    name = found["name"] if found else ""
    return "" if name and name in (report.agency or "") else name


def _sum(group: Group) -> float:
    return sum(count.value or 0 for count in group.counts)


def words_after(report: AnnualReport, figure: Figure) -> str:
    """The number, its unit and a word: `21件（含上年`."""
    return _line(report, figure)[figure.start :][: len(figure.raw) + 6]


def _before(report: AnnualReport, figure: Figure) -> str:
    return _line(report, figure)[: figure.start]


def _line(report: AnnualReport, figure: Figure) -> str:
    return report.lines[figure.line - 1] if 0 < figure.line <= len(report.lines) else ""


_MOST_TOTALS = 60
_UNIT = re.compile(
    "(?P<name>[^，。；]{0,16}(?:公司|站|中心|分局|所|[支大]队|科室?|处室?|股室?|院|馆|校|园|局|委|厅|镇|乡|街道|政府|部门|单位))"
    "(?:已|通过|在|主动|累)*(?:主动公开|公开|发布)"
)
_YEAR = re.compile("20[0-9]{2}(?=年)")
_SCOPE = re.compile(
    "其中|各类(?:政务)?信息|本级|机关(?=公开|本身)|全系统|所属|下属|直属|领域|方面|专栏|栏目|重点"
    "|信息公开(?=[^，。]{0,12}(?:复议|诉讼))"
)
"""What a total is limited to, or includes beyond others."""
_PLATFORM = re.compile(
    "^(?:在|通过|依托)?(?!各|多|不同)[^，。；]{2,24}(?:平台|网|屏|栏|厅|站|频道)”?(?:上|中|内)?(?:共|主动)*(?:公开|发布)"
)
"""Where it was disclosed; without the words that mean nothing."""
_DISCLOSED = "主动公开"
"""Less than half of it is a part of it that does not say so."""
_ALWAYS_ONE_THING = ("依申请公开",)
_WITHOUT_MEANING = re.compile(
    "20[0-9]{2}年度?|[0-9]|网民|网友|群众|公众|各类|各种|政府|政务|全年|今年|本年度?|年内|一年来|共计?|合计|总计|[我本全][局委办厅院市县区镇乡]|[的了有为是达约近余]|实际|分别"
)
_NOUN = re.compile("(?:政府)?信息公开")
_MARKS = re.compile(r"[，。；：、！？,;:\t（(]")
_ENDS = re.compile(r"[。；！？;\t]")
_DEEDS = {
    "received": re.compile("收到|接到|接收|受理|新收|征集"),
    "answered": re.compile("答复|回复|办结|办理|回应|处理|采纳"),
    "made": re.compile("制发|制定|出台|印发|新增|起草"),
    "ended": re.compile("废止|失效|宣布|清理|修改|修订"),
    "in_force": re.compile("有效|保留|现有|继续"),
    "explained": re.compile("解读|图解"),
    "disclosed": re.compile("公开|公示"),
    "published": re.compile("发布|公布|刊登|更新|推送|上传|报送|转载"),
    "attended": re.compile("出席|参加|培训|浏览|点击|访问|阅读|关注|查阅|下载"),
}
