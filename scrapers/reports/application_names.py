"""What a way of applying and a result of an application are called (依申请公开): 网上提交, 信息不存在."""

import re


def way_of_applying(name: str) -> str | None:
    """The channel of an application that a name of a list means: 网上提交 -> 网上; `None` for another thing."""
    plain = _OF_APPLYING.sub("", _LABEL.sub("", name))
    if len(plain) > LONGEST_WAY:
        return None
    ways = [way for way, pattern in _WAYS if pattern.fullmatch(plain)]
    if ways:
        return ways[0]
    if "、" in plain and all(way_of_applying(part) for part in plain.split("、")):
        return plain
    return None


def disposition_of(name: str) -> str | None:
    """What became of an application, by a name of a list, in its words; `None` for another thing."""
    found = _DISPOSITION.search(name) or _TOLD.search(name) or _SENT_ON.search(name)
    if found is None:
        return None
    plain = plain_name(name)
    return plain if 0 < len(plain) <= LONGEST_DISPOSITION else found[0]


def way_near(said: str) -> str | None:
    """The way that longer words tell of: 通过县政府网站提交 -> 网上."""
    return next((way for way, pattern in _WAYS_NEAR if pattern.search(said)), None)


def tells_disposition(said: str) -> bool:
    """They say what became of applications."""
    return _DISPOSITION.search(said) is not None


def tells_guidance(said: str) -> bool:
    """告知, 引导: the applicant was told where else to turn."""
    return _TOLD.search(said) is not None


def tells_sent_on(said: str) -> bool:
    """转办, 移送."""
    return _SENT_ON.search(said) is not None


def names_respectively(label: str) -> list[str]:
    """予以公开、部分公开、其他处理分别为 -> its three names; empty where it says nothing of the kind."""
    found = _RESPECTIVELY.fullmatch(label)
    names = [name.strip() for name in re.split("、|以及|和|与|及", found["names"])] if found else []
    return names if len(names) > 1 and all(names) else []


def plain_name(said: str) -> str:
    """Without the number of its place in a list and the words around a result."""
    return _AROUND_A_DISPOSITION.sub("", _LABEL.sub("", said))


LONGEST_WAY, LONGEST_DISPOSITION = 12, 14
_RESPECTIVELY = re.compile("(?P<names>.{3,80}?)(?:的|申请)*分别(?:为|是|有|达|计|占)?")
_OF_APPLYING = re.compile(
    "申请人|(?:的|方式|形式|渠道|途径|提交|递交|提出|受理|收到|接收|申请|寄送|送达|办理|数量?|政府信息公开|公开|各)++$|^(?:通过|以|采用|其中|经|用)"
)
_WAYS = tuple(
    (way, re.compile(pattern))
    for way, pattern in (
        ("当面", "当面|现场|窗口|上门|面交|到场|直接|亲自|来访|到窗口|书面当面|当场|来(?:馆|局|院|校|镇|所|办)"),
        ("信函", "信函|邮寄|书信|来信|信件|挂号信?|邮政(?:寄送|快递|特快|EMS)?|快递|特快专递|寄信|EMS|邮递"),
        ("传真", "传真"),
        ("电子邮件", "电子邮[件箱]|E-?mail|邮箱|邮件"),
        (
            "网上",
            "网上|网络|网站|在线|平台|互联网|网页|线上|网上平台|网络平台|政府网站|门户网站|信息公开平台|政府信息公开平台|依申请公开系统|网上系统|互联网平台",
        ),
        ("电话", "电话|口头"),
        ("书面", "书面|纸质"),
    )
)
_WAYS_NEAR = tuple(
    (way, re.compile(pattern))
    for way, pattern in (
        ("信函", "信函|邮寄|邮政|书信|挂号|快递|EMS|寄来|寄送|寄交|来信"),
        ("电子邮件", "电子邮|邮箱|邮件"),
        ("传真", "传真"),
        ("网上", "网上|网络|在线|互联网|线上|网站|平台|网页|系统"),
        ("当面", "当面|面交|现场|窗口|上门|柜台|送达|亲自|来访|来(?:馆|局|院|校|镇|所|办)"),
    )
)
_LABEL = re.compile("^(?:[0-9]{1,2}[.．、]|[①-⑳⑴-⒇]|[“”‘’—-])+|[“”‘’]")
_AROUND_A_DISPOSITION = re.compile(
    "^(?:其中|均?为|有|是|包括|属于|答复|决定|、|和|及)+|(?:的|共|为|有|是|申请|答复|数量?)+$"
)
_DISPOSITION = re.compile(
    "部分(?:公开|提供)|向(?:其|申请人).{0,4}公开|^(?:依法|已|均?为)?公开了?$|(?:依法|全部|全文|予以|给予|同意|可以|准予|应予)(?:予以)?公开|(?<!申请)公开答复"
    "|不予公开|不同意公开|不应?公开|决定不公开|免予公开|否决公开|不宜公开|暂不公开|拒绝公开"
    "|已经?主动公开|属于?.{0,6}主动公开|主动公开(?:的政府信息)?范围|已公开"
    "|予以提供|依申请提供|按申请提供|(?:无法|不能|不予|未予|没有)提供|提供了"
    "|不属于?(?:本|我|受理|该|《?条例|于|政府信息|行政机关)|非(?:本|我)(?:机关|部门|行政机关|单位|局|级|府|镇)|非政府信息|不是政府信息|不掌握|未掌握|不属"
    "|不存在|未制作|未保存|没有现成|加工汇总|不适用"
    "|不是(?:本|我)|提供(?:了)?(?:政府|相关|有关)?信息|建议.{0,10}(?:申请|咨询|查询)|重复(?=$|的|、|，)"
    "|不予(?:重复|再次)?(?:处理|受理|答复|办理)|不再(?:处理|重复|答复|受理)|重复申请|视为|放弃|补正|更改补充|补充材料|(?:内容|描述)不明确"
    "|撤回|撤销申请|主动撤|申请人.{0,4}撤销|^撤销$|撤件|销案|其[他它]处理|作其[他它]|按其[他它]|其[他它](?:情形|途径|渠道)|终止(?:办理|答复)|驳回|(?:属于?|作为|按照?).{0,4}(?:咨询|信访|举报|投诉)"
)
_TOLD = re.compile("告知|转告|引导|指引")
_SENT_ON = re.compile("转[交办送]|移送")
