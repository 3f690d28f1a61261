"""What a number in a report counts, by the words around it."""

import re
from dataclasses import dataclass

from scrapers.reports.channels import CHANNELS
from scrapers.reports.figures import narrow
from scrapers.reports.mentions import Mention


@dataclass(frozen=True, slots=True)
class Topic:
    """What is counted."""

    about: str
    """A name of the closed list (主动公开, 依申请公开, …), or the report's words."""
    verb: str = ""
    """What was done with it, where the same things may be counted for two deeds (收到, 回复)."""
    special: bool = False
    """Only some of the information (财政信息): `about` is the report's words."""


def topic_of(mention: Mention) -> Topic | None:
    """What the number counts; `None` where that is none of the things that reports are compared on."""
    lead = _said_before(mention)
    words = f"{lead}#{mention.behind}"
    unit = mention.number.unit
    if _OF_OTHER_MATTERS.search(re.split("[，；。]", mention.before)[-1]):
        return None
    for about, pattern, units in _TOPICS:
        found = pattern.search(words)
        if found and unit in units and not _NEVER.search(words):
            return Topic(about, verb=_verb(about, words))
    if unit in _PROPOSAL_UNITS and (found := _PROPOSALS.search(words)):
        return Topic(_proposals(words))
    return None if _OF_PAPERS.search(mention.before) else _disclosure(lead, mention.behind, unit)


def is_about_openness(sentence: str) -> bool:
    """制发公文276件，主动公开58件、依申请公开83件、不予公开135件: how open papers are; none is disclosed by that."""
    return _OPENNESS.search(narrow(sentence)) is not None


def has_own_deed(mention: Mention) -> bool:
    """It says what was done with the things counted (办理建议12件), and does not only name them (建议提案12件)."""
    return _OWN_DEED.search(mention.lead) is not None


def says_nothing(mention: Mention) -> bool:
    """Before it stands no more than 共 or 总数为."""
    return all(_BARE.match(piece) for piece in mention.pieces)


def topic_above(mention: Mention) -> Topic | None:
    """What the sentence counts before the number, whatever numbers stand between; brackets aside."""
    said = _NUMBERS.sub("#", _IN_BRACKETS.sub("", mention.before))
    pieces = [piece for piece in re.split("[，,；;：:#]", said) if not _BARE.match(piece)]
    return _disclosure(pieces[-1].strip(), "", mention.number.unit) if pieces else None


def through_of(mention: Mention) -> str | None:
    """The one way of publication that the number is limited to; `None` for all, or for several with others (等)."""
    lead = _said_before(mention)
    said = _THROUGH.search(lead)
    words = said["way"] if said else lead
    if _OTHER_WAYS.search(words):
        return "其他方式"
    media = _MEDIA.search(words)
    if media is not None and "网" not in words:
        return media[0]
    if "等" in words or "各类" in words or "多种" in words:
        return None
    elsewhere = _ELSEWHERE.search(said["way"]) if said else None
    if elsewhere is not None:
        return elsewhere[0]
    ways = [way for way, pattern in CHANNELS if pattern.search(words)]
    return "、".join(dict.fromkeys(ways)) or None


_ELSEWHERE = re.compile(
    "(?:[^，。；]{0,6}省|国家|中国|全国|国务院|[^，。；]{0,6}部)[^，。；]{0,20}(?:网|平台|系统|频道)$"
)
"""The platform of another agency: 中国土地市场网."""
_MEDIA = re.compile("新媒体|传统媒体")
_OTHER_WAYS = re.compile("其[他它](?:公开)?(?:方式|形式|渠道|途径|平台|媒体|载体)")
_SIMILAR = frozenset("条件份篇则个项期次起宗例") | {"条次", "件次"}
_TOPICS: tuple[tuple[str, re.Pattern[str], frozenset[str]], ...] = tuple(
    (about, re.compile(pattern), frozenset(units.split()))
    for about, pattern, units in (
        (
            "依申请公开",
            "(?<!行政)(?<!提出复议)申请(?!行政复议|复议|诉讼|法院|强制|表)|依申请",
            "条 件 份 宗 起 例 个 项 次 件次",
        ),
        ("行政复议、行政诉讼", "复议.{0,8}诉讼", "件 起 宗 例 次 项 个"),
        ("行政诉讼", "诉讼|应诉|起诉|行政官司", "件 起 宗 例 次 项 个"),
        ("行政复议", "复议", "件 起 宗 例 次 项 个"),
        ("新闻发布会", "新闻发布|发布会|通气会|吹风会", "次 场 期 个"),
        ("回应舆情", "舆情", "次 条 件 起 个"),
        (
            "留言",
            "留言|(?:网上|网络|在线)咨询|网民|网友|问政",
            "条 件 封 个 次 件次 条次 人次",
        ),
        ("来信", "来信|信箱", "条 件 封 个 次 件次"),
        ("热线诉求", "诉求|热线", "条 件 个 次 件次"),
        ("政策解读", "解读", "条 件 份 篇 则 个 项 期 次"),
        ("规范性文件", "规范性文件", "件 份 个 部 条 项 篇"),
        ("规章", "规章(?!制度|备案)", "件 部 个"),
    )
)
_NEVER = re.compile(
    "点击|访问|浏览|阅读|来访|信访|关注(?:人|量|度|数)|粉丝|转发|下载|培训|会议|宣传单|问卷|经费|栏目#|专栏#|工作人员|人员|联络员"
)
_OF_OTHER_MATTERS = re.compile("非(?:政府)?信息公开|[与和](?:政府)?信息公开无关")
_VERBS = {
    "留言": (("收到", "收到|受理|接到|接收|征集"), ("回复", "回复|答复|办理|回应|办结|处理|反馈")),
    "政策解读": (),
    "规范性文件": (
        *(
            ("废止", "废止|失效|宣布失效"),
            ("保留", "保留|继续有效"),
            ("清理", "清理"),
            ("修订", "修订|修改"),
            ("备案", "备案|报备"),
            ("审查", "审查|审核"),
        ),
        *(("现行有效", "现行有效"), ("公开", "公开|公布|发布"), ("制定", "制定|制发|出台|印发|起草")),
    ),
    "新闻发布会": (("参加", "参加|出席"),),
}
_PROPOSALS = re.compile(
    "提案|议案|(?:人大|代表|委员|两会|[省市县区]|承办|办理|主办|会办|答复)[^，。#]{0,12}建议|建议提案"
)
_PROPOSAL_UNITS = frozenset({"件", "条", "份", "个", "项"})


def _verb(about: str, words: str) -> str:
    return next((name for name, pattern in _VERBS.get(about, ()) if re.search(pattern, words)), "")


def _proposals(words: str) -> str:
    by_people = re.search("建议|议案", words) is not None
    by_others = "提案" in words
    return "建议提案" if by_people and by_others else "政协提案" if by_others else "人大代表建议"


_BARE = re.compile(
    "^(?:总?共计?|合计|总计|累计|数量|总数|总量|总条数|条数|达到?|约|近|为|是|有|已|计|的|全年|共有|信息量|新增|(?:减少|增加|增长|下降|上升|提高|提升|增|降|减)(?:到|至|为)(?:20[0-9]{2}年的?)?)*+$"
)


def _said_before(mention: Mention) -> str:
    """What is said before it; where that is only 共 or 总数为, what is said before this."""
    pieces = [_ASIDE.sub("", piece) for piece in mention.pieces]
    words = pieces[-1] if pieces else ""
    place = len(pieces) - 1
    while place > 0 and (_BARE.match(words) or len(words) < 3):
        place -= 1
        words = pieces[place] + words
    if place > 0 and _THROUGH.match(pieces[place - 1]) and not re.search("公开|发布|公布", pieces[place - 1]):
        words = pieces[place - 1] + words
    return words[-_LONGEST_LEAD:]


_LONGEST_LEAD = 80
_ASIDE = re.compile("〔[^〕]{0,8}〕")
_DEED = "主动公开|公开|发布|公布|更新|上传|推送|刊登|刊载|刊发|编发|推出|录入|转载|上网|挂网|发送|发"
_THING = "信息|文件|动态|消息|稿件|文章|图文|推文|资讯|微信|微博|短视频|视频|内容|事项|公文"
_DISCLOSED = re.compile(
    rf".*(?P<deed>{_DEED})了?(?P<which>[^，。#]{{0,24}}?)(?P<thing>{_THING})(?P<rest>[^，。#]{{0,14}})(?:#|$)"
)
_DISCLOSED_AFTER = re.compile(
    rf"(?P<deed>{_DEED})了?(?P<which>[^#]{{0,6}})#的?(?P<more>[^，。]{{0,12}}?)(?P<thing>{_THING})"
)
_COUNTED = re.compile(
    rf"(?P<which>[^，。#]{{0,24}}?)(?P<thing>{_THING})(?:已|全部|均|共|主动|合计|实际)*(?:{_DEED})(?:的|了|共|数|数量|总数|总量|条数|计|为|是|有|合计|达|约|[，：:])*#"
)
_ONLY = re.compile(
    "(?:主动公开|实际公开|(?:累计|共计?|合计|全年)公开了?|公开信息|(?:网站|网|平台|栏目?|上|微博|公众号|微信|客户端)”?(?:公开|发布|公布)|[我本][局委办厅市县镇乡校院](?:主动)?(?:公开|发布))(?:的|了|数量?|总数|总量|条数|共|计|为|是|有|合计|共计|达|约|政府信息)*#"
)
_GENERAL = re.compile(
    "各类|各种|各项|全部|所有|政府|政务|公共|有关|相关|主动|应当?|需要?公开的?|可以|范围内的?|本单位|本部门|本机关|部门|机关|行政|单位|[本我全][局委办市县区镇乡校院]"
    "|的|了|共|合计|共计|总计|累计|约|近|公开|类|等|新|已|实际|其他|电子|原创|政民|以上|网上|网站|平台|系统|最新|及时|和|、|与|并|上"
)
_OTHER_DEED = re.compile(
    "不(?:予|宜)?公开|免予公开|未公开|告知|公开事项[^，。]{0,20}#|报送|上报|采用|采纳|约稿|审核|审查|采集|收集|征集|接收|送交|移交|存放|查阅|归集|抓取|删除|整改|清理|抄告|编制|梳理|收录"
    "|公开(?:指南|目录|制度|申请|电话|条例)|(?:公[开示]栏|事项|清单|范围|标准|规定|平台|专栏|专区|窗口|场所|查阅点)(?:共|计|为|达)*#"
    "|简报(?:共|计)*#|(?:印发|制发|下发|收发)[^#公布]{0,16}#|(?:答复|复文|复函|办理结果)[^，。#]{0,8}公开"
)
_OPENNESS = re.compile(
    "主动公开(?:类|的|属性|文件|公文|信息|为)*[0-9]+[^0-9]{1,8}依申请(?:公开)?(?:类|的|属性|文件|公文|信息|为)*[0-9]"
)
_OF_PAPERS = re.compile("公开属性|属性认定|(?:制发|印发|拟制)公文")
"""Which of the papers written may be disclosed is settled for each of them; that discloses none."""
_OF_WHOM = re.compile(
    "#(?:的)?(?:单位|部门|乡镇|街道|学校|企业|村|社区|公开事项|子?栏目|专栏|网站|平台|账号|公众号|工作日|岗位|目录|清单)"
)


def _disclosure(lead: str, behind: str, unit: str) -> Topic | None:
    words = f"{lead}#{behind}"
    if (
        unit not in _SIMILAR
        or lead.startswith("被")
        or _NEVER.search(words)
        or _OTHER_DEED.search(words)
        or _OF_WHOM.search(words)
    ):
        return None
    found = _DISCLOSED.match(words) or _DISCLOSED_AFTER.search(words)
    if found is None:
        counted = _COUNTED.search(words)
        said = counted or _ONLY.search(words)
        if said is None:
            return None
        which = _special(counted["which"]) if counted and not _THROUGH_MEDIA.search(counted["thing"]) else ""
        about = which + (counted["thing"] if counted else "")
        return Topic(about, special=True) if which else Topic("主动公开", verb=_deed(said[0]))
    which = found["which"] + (found.groupdict().get("more") or "")
    verb = _deed(found["deed"])
    if _THROUGH_MEDIA.search(which + found["thing"]):
        return Topic("主动公开", verb=verb)
    special = _GENERAL.sub("", _THROUGH.sub("", which)).strip("“”")
    special = "" if special.isdecimal() else special
    return Topic(which.strip("了的等") + found["thing"], special=True) if special else Topic("主动公开", verb=verb)


def _special(which: str) -> str:
    """财政 of 财政信息; empty for words that all information may have before it."""
    plain = _GENERAL.sub("", _YEAR_SAID.sub("", which)).strip("“”")
    return which if plain and not any(pattern.search(which) for _, pattern in CHANNELS) else ""


_YEAR_SAID = re.compile("20[0-9]{2}年度?|全年|本年度?|今年")


def _deed(words: str) -> str:
    """公开 is one thing; how often something was put out (发布, 更新, 推送) may be counted otherwise."""
    return "公开" if re.search("公开|公布", words) else "发布"


_THROUGH_MEDIA = re.compile("微信|微博|图文|推文|短视频|视频|消息|文章|稿件")
_THROUGH = re.compile(
    "(?:通过|利用|依托|借助|运用|在|于|经|以)(?P<way>[^，。；]{1,60}?)(?=上?(?:主动|共?公开(?!栏|平台|专栏|指南|目录|网)|发布|公布|推送|更新|刊登|编发|共|累计|$))"
)
_OWN_DEED = re.compile(
    "^(?:全年|共|累计|[我本][局委办市县区镇乡])*(?:收到|受理|接收|接到|办理|承办|接待|接听|召开|举办|举行|制定|制发|出台|印发|起草|回复|答复|回应|开展|组织|编发|编印|发放|撰写|清理|审查|废止|保留|参加|处理|办结)"
)
_NUMBERS = re.compile(r"[0-9][0-9.,，]*\s*[万千百]?[余多]?\s*[条件份篇则个项期次]")
_IN_BRACKETS = re.compile("[（(][^（()）]{0,60}[）)]|^[^（(]*[）)]|[（(][^（()）]*$")
