"""What the parts of a total are called: the words before a number of a list, less what says that it was published."""

import re

from scrapers.reports.topics import CHANNELS

LONGEST_NAME = 24


def name_of(lead: str) -> str:
    """机构职能类 -> 机构职能, 政策文件实际主动公开 -> 政策文件; empty where nothing is left, or more than a name."""
    name = _BEFORE.sub("", lead)
    previous = None
    while name != previous:
        previous = name
        name = _BEHIND.sub("", name)
    name = _KIND.sub("", name) or name
    name = name.strip("、“”\"'《》-—－ 的")
    return name if 0 < len(name) <= LONGEST_NAME and not _NO_NAME.search(name) else ""


def names_of_several(lead: str) -> list[str]:
    """机构概况、政策文件和规划计划分别公开 -> its three names; empty where it says nothing of the kind."""
    found = _RESPECTIVELY.search(lead)
    names = [name_of(name) for name in re.split("、|和|与|及|以及", found["names"])] if found else []
    return names if len(names) > 1 and all(names) else []


def way_of_applying(name: str) -> str | None:
    """The channel of an application that a name of a list means: 网上提交 -> 网上; `None` for another thing."""
    plain = _OF_APPLYING.sub("", _LABEL.sub("", name))
    if len(plain) > _LONGEST_WAY:
        return None
    ways = [way for way, pattern in _WAYS if pattern.fullmatch(plain)]
    if ways:
        return ways[0]
    if "、" in plain and all(way_of_applying(part) for part in plain.split("、")):
        return plain
    return None


def disposition_of(name: str) -> str | None:
    """What became of an application, by a name of a list, in its words; `None` for another thing."""
    found = next((found for pattern in _DISPOSITIONS if (found := pattern.search(name))), None)
    if found is None:
        return None
    plain = _AROUND_A_DISPOSITION.sub("", _LABEL.sub("", name))
    return plain if 0 < len(plain) <= _LONGEST_DISPOSITION else found[0]


def is_rest(name: str) -> bool:
    """其他, 其他方式, 其他情形."""
    return re.match("其[他它余]", name) is not None


def is_medium(name: str) -> bool:
    """The name is a way of publication: 门户网站, “云溪城管”微博."""
    return any(pattern.search(name) for _, pattern in CHANNELS) and not name.endswith(("建设", "管理", "公告", "信息"))


_BEFORE = re.compile(
    r"^(?:[、和与及的“]|以及|其中|包括了?|包含|分别|主要(?=有|是|为|包括)|有|是|为|即|含|另有|另|涉及|关于|属于|按.{1,8}(?:分|划分|统计)|从.{1,6}看|[一二三四五六七八九十]{1,2}[是、]"
    r"|[0-9]{1,2}[.．、]|[①-⑳⑴-⒇]|在|通过|公开|发布|公布|新增|回复|办理(?=[^结])|今年|本年度?|全年|我[局委办镇市县]|20[0-9]{2}年度?)++"
)
_BEHIND = re.compile(
    r"(?:(?<![务不部以意息请已])(?:实际)?主动公开|实际公开|实际|(?<=[类件])公开|(?<=类信息)公开|公开了|(?:公开|发布|更新|推送)(?:政府)?信息|(?:信息)?(?:更新|发布|公开)[数量]|发布|公布|更新|推送|刊登|提交|递交|提出|上传|政府信息(?=$)|数量|总数|条数|信息数(?=$)|共计?|合计|累计|约|近|超过|各"
    r"|(?<![国所公])有|(?<![行作])为|(?<![统会设审预估])计|[是达占了的：:]|信息各)$"
)
_KIND = re.compile("(?<=.)(?:类的?(?:政府|政务)?信息|类别|类|方面的?(?:信息)?|领域(?:信息)?)$")
_NO_NAME = re.compile(
    "[，。；！？]|同比|增长|增加|减少|我局|我委|本局|本机关|召开了|举办了|组织了|开展了|收到|20[0-9]{2}年|[0-9]月|比上年|点击|浏览|申请的"
    "|^(?:合计|总计|共)"
)
_RESPECTIVELY = re.compile(r"(?P<names>[^，。；：:]{3,120}?)(?:信息)?分别(?:主动)?(?:公开|发布|占|为|是|有|计|达|共)*$")
_LONGEST_WAY = 12
_OF_APPLYING = re.compile(
    "申请人|(?:的|方式|形式|渠道|途径|提交|递交|提出|受理|收到|接收|申请|寄送|送达|办理|数量?|政府信息公开|公开)++$|^(?:通过|以|采用|其中|经|用)"
)
_WAYS = tuple(
    (way, re.compile(pattern))
    for way, pattern in (
        ("当面", "当面|现场|窗口|上门|面交|到场|直接|亲自|来访|到窗口|书面当面"),
        ("信函", "信函|邮寄|书信|来信|信件|挂号信?|邮政(?:寄送|快递|特快)?|快递|寄信|EMS|邮递"),
        ("传真", "传真"),
        ("电子邮件", "电子邮[件箱]|E-?mail|邮箱|邮件"),
        (
            "网上",
            "网上|网络|网站|在线|平台|互联网|网页|线上|网上平台|网络平台|政府网站|门户网站|信息公开平台|政府信息公开平台|依申请公开系统|网上系统",
        ),
        ("电话", "电话|口头"),
        ("书面", "书面|纸质"),
    )
)
_LONGEST_DISPOSITION = 14
_LABEL = re.compile("^(?:[0-9]{1,2}[.．、]|[①-⑳⑴-⒇]|[“”‘’])+|[“”‘’]")
_AROUND_A_DISPOSITION = re.compile(
    "^(?:其中|均?为|有|是|包括|属于|答复|决定|、|和|及)+|(?:的|共|为|有|是|申请|答复|数量?)+$"
)
_DISPOSITIONS = tuple(
    re.compile(pattern)
    for pattern in (
        "部分公开",
        "^公开了?$",
        "不予公开|不同意公开|不应?公开|决定不公开|免予公开",
        "已经?主动公开|属于?.{0,6}主动公开|主动公开(?:的政府信息)?范围|已公开",
        "同意公开",
        "予以公开|给予公开|全部公开|全文公开|公开答复|予以提供",
        "不属于?本(?:机关|部门|行政机关|单位|局|级)",
        "非本(?:机关|部门|行政机关|单位|局|级)|不掌握|未掌握",
        "不存在",
        "不属于政府信息|非政府信息|不是政府信息",
        "不予处理|不予受理|不再处理",
        "不予答复",
        "无法提供|不能提供|不予提供",
        "补正|更改补充|补充材料|内容不明确",
        "撤回|撤销申请|主动撤|撤销$",
        "重复申请",
        "其[他它]处理|其[他它]情形|按其[他它]",
        "告知|转[交办送]|移送|引导",
    )
)
