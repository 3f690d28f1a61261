"""Which numbers are the report's own and of its year.

A report also says what it did last year, how much that grew, what every unit has to do, and what others did: these
are no totals of the report's year, whatever they count.
"""

import re

from scrapers.reports.mentions import Mention


def is_of_another_time(mention: Mention, years: frozenset[int]) -> bool:
    """The number belongs to another year, to a part of the year, to a growth, or to what shall be.

    `years`: those that the report may be about.
    """
    lead, before = _ASIDE.sub("", mention.lead), mention.before
    if _GROWTH.search(lead) or _EACH.search(lead) or _LAST_YEAR.search(_CARRIED.sub("", lead)):
        return True
    until = [year for found in _UNTIL.finditer(before) if "截" in found[0] for year in _YEARS.findall(found[0])]
    if until and int(until[-1]) not in years:
        return True
    said = _WHOLE_YEAR.sub("全年", _CLOSED.sub("", before.rpartition("；")[2]))
    since = _UNTIL.sub(" ", _COMPARED.sub(" ", _CARRIED.sub("", said)))
    times = list(_TIMES.finditer(since))
    if not times:
        return False
    last = times[-1]
    if last["year"]:
        return int(last["year"]) not in years
    return bool(last["past"] or last["part"])


def is_of_others(mention: Mention, own_area: str) -> bool:
    """The number is what all of an area, or the units below, did. `own_area`: 全市 for a city's government."""
    others = _OTHERS.findall(" ".join(mention.pieces[-3:]))
    return bool(others) and others[0] not in own_area


def is_comparison(mention: Mention) -> bool:
    """It says by how much a number grew, or what it was last year."""
    return _GROWTH.search(mention.lead) is not None or _LAST_YEAR.search(mention.lead) is not None


def is_cumulative(mention: Mention, years: frozenset[int]) -> bool:
    """累计 and 截至…底 count since ever, unless the sentence says that it counts in the year."""
    if _SEVERAL_YEARS.search(mention.gap):
        return True
    before = _WITHIN.sub(lambda said: said[0] if said[1] and int(said[1]) not in years else "今年", mention.before)
    ends = [found.end() for found in _UNTIL.finditer(before)]
    if ends:
        return _THIS_YEAR.search(before, ends[-1]) is None
    return "累计" in mention.gap and _THIS_YEAR.search(before) is None


_ASIDE = re.compile("〔[^〕]{0,8}〕")
"""Brackets that are a part of a name: 县〔市、区〕."""
_GROWTH = re.compile(
    "(?:增加|增长|减少|下降|上升|提高|提升|(?<!新)增|减|多|少|下滑|翻)(?:了|约|近|幅度?为?)*$|^(?:较|比|同比|环比)|[由从](?:原来的?)?$"
)
_EACH = re.compile(
    "(?:相同|同一|一致|多次|不同).{0,24}(?:计|算)$|(?:按|计为|记为|计作)$|每(?:月|周|个?季度?|半?年|天|日|个|家|件|条|篇|人|次|逢|位|名)|平均|日均|月均|人均|至少|不得?少于|不低于|(?:不足|不满|未满|少于|低于)$|力争|确保|(?<!规划)计划(?=公开|发布|新增|完成|办理|于)|预计|(?<!草)拟(?=公开|发布|于|制)|目标任务|任务数|要求各|规定各|应当?(?:公开|发布|报)"
)
_LAST_YEAR = re.compile("上年|去年|上一年|前年|同期|往年|上年度|前一年|上一?学年")
_WHOLE_YEAR = re.compile(
    "(?:20[0-9]{2}年)?(?<![0-9])[15](?:月(?:1日|份)?)?[—－\\-~～至到]{1,2}(?:同年)?12月(?:31日|份|底)?(?:期间)?"
)
"""The law began in May 2008."""
_CARRIED = re.compile(
    "结转(?:至|到|入)?(?:下|次|20[0-9]{2})[^，。；]{0,8}|"
    "(?:上年度?|去年|上一年度?|20[0-9]{2}年度?)(?:末|底)?(?:转入|结转|转结|遗留|未办结|跨年)|结转(?:自)?(?:上|去)年度?|(?:上|去)年度?(?=申请结转)"
)
_OTHERS = re.compile(
    "全(?:市|县|区|省|州|国)(?!局|委|民|年)|各(?:镇|乡|街道|部门|单位|县|区|科室|学校|校|村|级|地|处室|股室|局|市)|市直|县直|区直|所属|下属|直属|乡镇街道"
)
_COMPARED = re.compile("(?:比|较|与|同|由|从|对比|相比)(?:[0-9]{4}年|上年|去年|上一年|上年度)[^，。；]{0,12}")
_WITHIN = re.compile("(?:今年|本年度?|一年|年初|(20[0-9]{2})年度?)以?来")
_CLOSED = re.compile("[（(][^（()）]*[）)]")
_UNTIL = re.compile(
    "截[至止]到?(?:目前|现在|今)|截[至止]到?[^，。；]{2,18}?(?:日|底|末|月|止|年)(?=[^0-9一二三四五六七八九]|$)|(?:自|从)?[^，。；自从]{2,24}以来|历年|建站|开通至今"
)
_YEARS = re.compile("20[0-9]{2}")
_SEVERAL_YEARS = re.compile("[近两三四五六七八九十]年(?:来|间|以来|共|累计|合计|总计)|“十[二三四五]五”")
_THIS_YEAR = re.compile(
    "今年|本年|全年|年内|当年|一年来|年度(?!.{0,6}(?:底|末|以来))|20[0-9]{2}年(?!.{0,12}以来|底|末|[0-9]{1,2}月)"
)
_TIMES = re.compile(
    r"(?P<year>20[0-9]{2})年(?!度?以来|来)|(?P<now>今年|本年|全年|年内|当年|一年来)|(?P<past>上年|去年|上一年|前年|往年|同期|上一?学年)"
    r"|(?P<part>上半年|下半年|[一二三四1-4]季度|(?<![0-9])[0-9]{1,2}月份?(?![0-9]{1,2}日|底|末)(?:期间)?|当月|当日|当天)"
)
