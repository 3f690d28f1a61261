"""What the parts of a total are called: the words before a number of a list, less what says that it was published."""

import re

from scrapers.reports.channels import CHANNELS

LONGEST_NAME = 32


def name_of(lead: str) -> str:
    """机构职能类 -> 机构职能, 政策文件实际主动公开 -> 政策文件; empty where nothing is left, or more than a name."""
    name = _BEFORE.sub("", lead)
    previous = None
    while name != previous:
        previous = name
        name = _BEHIND.sub("", name)
    name = _KIND.sub("", name) or name
    name = name.strip("、“”\"'《》-—－+＋ 的")
    return name if 0 < len(name) <= LONGEST_NAME and not _NO_NAME.search(name) else ""


def names_of_several(lead: str) -> list[str]:
    """机构概况、政策文件和规划计划分别公开 -> its three names; empty where it says nothing of the kind."""
    found = _RESPECTIVELY.search(lead)
    names = [name_of(name) for name in re.split("、|和|与|及|以及", found["names"])] if found else []
    return names if len(names) > 1 and all(names) else []


def names_of_each(lead: str) -> list[str] | None:
    """政策类、通知类信息各 -> its two names, each of which has the number behind it; `None` without 各.

    Empty where nobody knows how many there are: 财政资金、机构调整和人员变动类各.
    """
    plain = lead.rstrip("约近有为是达")
    if not plain.endswith("各"):
        return None
    if "、" in plain and _AND.search(plain):
        return []
    names = [name_of(name) for name in re.split("、" if "、" in plain else _AND, plain[:-1])]
    return names if len(names) > 1 and all(names) else []


def is_rest(name: str) -> bool:
    """其他, 其他方式, 其他情形."""
    return re.match("其[他它余]", name) is not None


def is_medium(name: str) -> bool:
    """The name is a way of publication: 门户网站, “云溪城管”微博."""
    plain = _PUT_OUT.sub("", name)
    return any(pattern.search(plain) for _, pattern in CHANNELS) and not plain.endswith(_OF_MEDIA)


_AND = re.compile("[和与]|(?<![涉普以])及")
_PUT_OUT = re.compile("(?:公开|发布|推送)?(?:的)?信息$")
_OF_MEDIA = ("建设", "管理", "公告", "监测", "维护", "动态")
"""What is told about a medium itself: 网站建设信息."""


def is_state(name: str) -> bool:
    """What became of things: 废止, 审结, 转载. Only a list that is announced has it as a part."""
    return _STATE.search(name) is not None


_STATE = re.compile("废止|失效|审结|办结|在审|未结|结转|转载|出席|采用|采纳|录用|转发|点击|浏览|下载|满意")
_BEFORE = re.compile(
    r"^(?:[、和与及的“]|以及|其中|包括了?|包含|分别|主要(?=有|是|为|包括)|有|是|为|即|含|另有|另|涉及|关于|属于|按.{1,8}(?:分|划分|统计)|从.{1,6}看|[一二三四五六七八九十]{1,2}[是、]"
    r"|[0-9]{1,2}[.．、]|[①-⑳⑴-⒇]|在|通过|公开|发布|公布|新增|回复|办理(?=[^结])|今年|本年度?|全年|我[局委办镇市县]|20[0-9]{2}年度?)++"
)
_BEHIND = re.compile(
    r"(?:(?<![务不部以意息请已])(?:实际)?主动公开|实际公开|实际|(?<=[类件])公开|(?<=类信息)公开|公开了|(?:公开|发布|更新|推送)(?:政府)?信息数?|(?:信息)?(?:更新|发布|公开)[数量]|发布|公布|更新|推送|刊登|提交|递交|提出|上传|政府信息(?=$)|数量|总数|条数|信息数(?=$)|共计?|合计|累计|约|近|超过|各"
    r"|(?<![国所公])有|(?<![行作])为|(?<![统会设审预估])计|[是达占了的：:]|信息各)$"
)
_KIND = re.compile("(?<=.)(?:类的?(?:政府|政务)?信息|类别|类|方面的?(?:信息)?|领域(?:信息)?)$")
_NO_NAME = re.compile(
    "[，。；！？]|同比|增长|增加|减少|我[局委](?!机关)|本(?:局|机关)(?!机关|办公室|业务|职能|机构)|召开了|举办了|组织了|开展了|收到|20[0-9]{2}年|[0-9]月|比上年|点击|浏览|申请的"
    "|^(?:合计|总计|共)"
)
_RESPECTIVELY = re.compile(r"(?P<names>[^，。；：:]{3,120}?)(?:信息)?分别(?:主动)?(?:公开|发布|占|为|是|有|计|达|共)*$")
