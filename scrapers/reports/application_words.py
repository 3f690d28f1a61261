"""What the words at a number say of applications for disclosure (依申请公开): how it came, what became of it, or else.

Nothing here knows the numbers; `scrapers.reports.application_lists` puts them together.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from scrapers.reports.application_names import (
    LONGEST_DISPOSITION,
    LONGEST_WAY,
    disposition_of,
    plain_name,
    tells_disposition,
    tells_guidance,
    tells_sent_on,
    way_near,
    way_of_applying,
)

Role = Literal[
    "received",
    "accepted",
    "answered",
    "in_time",
    "carried_in",
    "carried_over",
    "reference",
    "channel",
    "disposition",
    "rest",
    "other_parts",
    "another_thing",
    "unknown",
]
"""`accepted`: 受理 beside another number that was 收到. `in_time`: how long it took. `reference`: a number that is told
again (84件中). `other_parts`: parts by applicant, subject or office. `another_thing`: no application
for disclosure (热线, 查档, 信访)."""

Kind = Literal["channel", "disposition", "other_parts"]


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around a number."""

    label: str
    """Before it, in its own clause."""
    after: str
    """Behind it, as far as it is not the next number's."""
    clause: str = ""
    """The clause before its own, where no number stands between: 属于主动公开范围，告知查阅途径的12件."""

    @property
    def bare(self) -> bool:
        """The words before it do not say what it counts."""
        return BARE.fullmatch(self.label) is not None

    @property
    def rest(self) -> bool:
        """其他, 其余; not 其余按期答复."""
        return _REST.match(self.label) is not None and not _ANSWERED.search(self.label)

    @property
    def said(self) -> str:
        """Those that say what it counts: before it, behind it, or, where but 计 stands there, in the clause before."""
        if not self.bare:
            return self.label
        behind = _STOPS_AROUND.sub("", self.after)
        return self.clause if self.clause and (not behind or _SUMMED.fullmatch(self.label)) else behind


def role_of(words: Words) -> Role:
    """The first of the rules that holds."""
    return next((role for role, holds in _RULES if holds(words)), "unknown")


def kind_announced(opener: str) -> Kind | None:
    """By what stands before a list: 按申请方式分, 办理结果如下, 从申请人看."""
    found = [(places[-1].start(), kind) for kind, pattern in _ANNOUNCED if (places := list(pattern.finditer(opener)))]
    return max(found)[1] if found else None


def part_name(role: Role, said: str) -> str:
    """What a part of a list is called: the channel's name, the result in its words, or the words as they are."""
    if role == "rest":
        return "其他"
    if role == "channel":
        known = way_of_applying(said)
        return known or way_near(said) or said[-LONGEST_WAY:]
    if role == "disposition":
        return disposition_of(said) or said[-LONGEST_DISPOSITION:]
    return plain_name(said)[-LONGEST_DISPOSITION:]


def says_finished(label: str) -> bool:
    """办结 and 答复; 办理 may be said of all that there were."""
    return _FINISHED.search(label) is not None


def says_all_were_answered(text: str) -> bool:
    """全部按期办结, 均已答复, 答复率100%."""
    return _ALL_ANSWERED.search(text) is not None


_LONGEST_REFERENCE, _LONGEST_CHANNEL = 14, 30
BARE = re.compile(
    "(?:其中的?|另外|另|还|尚?有|加上|仅|剩?余下?|对于?|在|以上|上述|前|后|的|为|是|共计?|均|已|分别|计|约|、|和|及)*"
)
"""Words before a number that do not say what it counts."""
_SUMMED = re.compile("[共合总]?计")
_STOPS_AROUND = re.compile("^[，,；;、。：:）)\\s]+|[，,；;、。：:\\s]+$")
_THAT_CAME = re.compile(".{0,8}(?:受理|收到|接收|新收)(?:到)?的")
_HANDLING, _OF_APPLICATIONS = re.compile("办理了?$"), re.compile("[^，。；]{0,8}申请")
_APPLICATIONS_ALL = re.compile("(?:政府信息公开|信息公开|公开)?申请(?:全部|均|都|逐[一件])")
_RESULTS_OF = re.compile(
    "申请的?结果|(?:申请)?的?(?:办理|处理|答复)(?:结果|情况|类型|方式)|申请的?(?:办理|处理|答复)[：:]"
    "|[依按从以][^，。；]{1,8}(?:统计|划分|分|看)(?:，|：|,|:|$)"
)
_MORE = re.compile("(?:多|少|增|减)(?:收|办|答|接)")
_REFERENCE = re.compile(
    "(?:的|政府|信息|公开|依|申请|答复|办结|办理|件|受理|已|事项){0,8}(?:之?中|里面?|当中|内)(?:，|：|,|:|$)"
)
_NEW = re.compile("新收|新增|收到|受理")
_CARRIED_IN = re.compile(
    "(?:上年度?|去年|上一年度?|20[0-9]{2}年度?)(?:末|底)?[^#，]{0,4}(?<!至)(?:(?:结转|转结)(?!到|至|入|20|下)|结转[到至](?:本|今|当)年|转入|遗留|转来的?$)"
    "|结转(?:自)?(?:上|去)年|(?:上年度?|去年|20[0-9]{2}年度?)(?:末|底)?(?:尚)?(?:未办结|跨年|未到期|未答复|在办)"
)
_CARRIED_OVER = re.compile(
    "(?:结转|转结)(?:至|到|入|下|次|20[0-9]{2})|转(?:入|至|到)?(?:下|次|20)|(?:下|次)一?年度?(?:继续)?(?:办理|答复)|继续办理|跨年度?(?:办理|继续)"
    "|(?:延|顺延|推迟|延期)[至到](?:20[0-9]{2}|次年|下年)|留待"
)
_PENDING = re.compile("正在(?:办理|处理|答复|征求)|尚在|未(?:办结|答复|到期|到答复)|(?:办理|处理)(?:之)?中(?![：，的])")
_DONE_YET = re.compile("已(?:办结|答复)|公开|不存在|不予")
_REST = re.compile("(?:、|和|及|，)?其[他它余]")
_CAME = re.compile("收到|受理(?!点|窗口|单位|机关|部门|中心|前|后|之前)|接收|接到|接办|新收|接受|收件|新接")
_JUST_APPLICATIONS = re.compile(
    "^(?:全年|本年度?|年内|当年|20[0-9]{2}年度?|[我本全][局委办市县市区镇乡校院关厅]|共有?|计|的|政府信息公开|信息公开|政府信息|依申请公开|申请公开|申请|总?数量?|总?量|件数|事项|信息|为|有|是|合计|总计|约|近|新增)*+$"
)
_NOT_IN_WRITING = re.compile("咨询|电话|来访|来电|投诉|信访|举报|查询")
_ANSWERED = re.compile("办结|结案|办毕|答复(?!书|率|函|主体)|办理|回复|处理完|处理(?!结果)|办复")
_ANSWERED_BY = re.compile(
    "(?:书面|口头|电话|现场|当面|网上|邮寄|电子邮件|短信|正式|首次|再次)(?:形式|方式)?(?:进行)?(?:答复|回复|办理|办结)"
)
"""现场答复4件，书面答复2件: ways of answering."""
_FINISHED = re.compile("办结|结案|办毕|答复|回复|办复|完")
_NOT_ANSWERED = re.compile(
    "正在|[需应须待]办|尚未|未(?:办结|答复|办理)|结果|情况|逾期|行政处理|部门|科室|单位承办|由.{0,10}(?:承办|办理|答复)"
)
_AMONG = re.compile("(?:中有?|的有)$")
_IN_TIME = re.compile(
    "按时|按期|如期|准时|期限内|时限内|限期内|工作日(?:内|以内|之内)|个工作日|延期|延长|延迟|逾期(?!未补|不补)|超期|超时|超过.{0,8}期限|当场|当日|当天|当即|提前|晚于"
)
_ALL_OF_THEM = re.compile("全部|均(?=已|在|按|于|为|是|系|以|通过|作|予|依|属)|都(?=已|在|按|于|为|是|系|以|通过|作)")
_APPLICANT = re.compile(
    "(?:由|以)?(?:自然人|公民|个人(?!隐私|信息)|法人|企业|商业企业|其他组织|社会组织|社会公益组织|科研机构|法律服务机构|社会团体|市民|群众|村民|律师|媒体|单位)"
)
_ANOTHER_THING = re.compile(
    "咨询|询问|来电|热线|工单|诉求|留言|信箱|信访|投诉|举报|查档|查阅|查询|借阅|借档|复印|病[历案]|证明|案件|卷宗|提案|议案|建议|许可|审批|登记|会议|培训|接警|访问|点击|浏览"
    "|电话|婚姻|交办|转办|督办|来访|接待|处罚|服务事项|人次|网民|网友|问政|舆情|业务|未列入|不计入|不属于政府信息公开申请|不在上述|来信|来函"
)
_HANDLED = re.compile("(?<!未)办理(?!完|结|了?答复).{0,14}(?:申请|依申请公开)$")
"""办理申请21件 may be all that came, with those carried in, or all that were answered."""
_APPLIED = re.compile("(?:申请|提出|提交|递交|寄来|转来)的?$")
_WAY_FIRST = re.compile(
    "(?:通过|从|由|经|以)?(?:政府|门户|局|我局|官方|信息公开)?(?:网上|网络|在线|互联网|线上|网站|平台|信函|邮寄|邮政|书信|当面|现场|窗口|传真|电子邮件|邮箱).{0,8}"
    "(?:收件|收到|受理|接收|来件)的?"
)
_NAMED = re.compile("信息公开(?:的)?(?:书面)?申请$")
_THESE = re.compile("信息公开.{0,6}申请|公开申请|依申请公开|(?:信函|书面|网上|网络|当面)申请")
_OF_ALL = re.compile("收到|受理|办结|答复|[。：:]")
_STATE_OF_ALL = re.compile("(?:予以(?!公开)|已经?|全部|均|依法|按[时期]|(?<!予以)公开|申请)*(?:答复|办结|办理|回复)")
_ANNOUNCED: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "channel",
        re.compile(
            "(?:申请|提交|提出|受理|来件|接收|收件|递交|收到)(?:的)?(?:方式|形式|渠道|途径|来源)|(?:方式|渠道|途径|形式|来源)(?:上?看|上|分|划分|统计|为|是|：)"
        ),
    ),
    (
        "disposition",
        re.compile(
            "(?:办理|处理|答复|办结)(?:的)?(?:结果|情况|方式|类型|意见|形式|内容)|按(?:办理|处理|答复)?结果|结果(?:是|为|如下|看|分|：)"
        ),
    ),
    (
        "other_parts",
        re.compile(
            "申请(?:人|主体|者)(?:的)?(?:身份|类[别型]|性质)?(?:上?看|上|分|划分|统计|为|是|：|，)|主体(?:上?看|分|：)"
            "|申请(?:的)?(?:主要)?(?:内容|事项|信息|类别|领域)(?!不|存|”)|(?<!答复)(?<!办理)(?<!处理)(?:内容|事项|领域|类别)(?:上?看|分|[：:])"
            "|(?:受理|承办|办理|被申请|答复)(?:的)?(?:单位|部门|机关|机构|科室|处室|主体)|按(?:月|季度?|时间|部门|单位|地区|区域|科室|年度)|(?:时限|时长|时间|期限|月份|季度|部门|单位|区域|地域)(?:上?看|上|分|：)"
            "|前[三五十二四]位|(?:集中在?|涉及)[：:，]?$|理由|原因"
        ),
    ),
)
_ALL_ANSWERED = re.compile(
    "(?:全部|均|都|逐一|悉数|已全部|100%|百分之百)[^，。；]{0,16}(?:答复|办结|办理完毕|回复|办复|处理完)|(?:答复|办结|办复)率(?:均?达?到?为?)?(?:100%|百分之百)"
)
_CHANNEL = re.compile(
    "信函|邮寄|邮政|书信|挂号|快递|EMS|寄来|寄送|寄交|当面|面交|现场|窗口|上门|柜台|送达|亲自|来(?:馆|局|院|校|镇|所|办)|传真|电子邮|邮箱|邮件|网上|网络|在线|互联网|线上|网站|平台|网页|系统|口头|书面|纸质|来信|来访|电话"
)
_NO_CHANNEL = re.compile("询问|告知|引导|指引|查阅|获取|主动公开|发布|答复|办结|回复|访问|点击|公开信息|复印|网民")


def _is_told_again(words: Words) -> bool:
    """收到的5件申请中, 36件中, 12件均为网上提交, 受理的103件全部答复, 我委对37件申请全部作出答复: no new number."""
    label, after = words.label, words.after
    if len(label) <= _LONGEST_REFERENCE and _REFERENCE.match(after):
        return True
    if label.endswith("对") and _APPLICATIONS_ALL.match(after):
        return True
    if _THAT_CAME.fullmatch(label) or (_HANDLING.search(label) and _OF_APPLICATIONS.match(after)):
        return True
    return words.bare and (_ALL_OF_THEM.match(after) or _RESULTS_OF.match(after)) is not None


def _is_told_answered(words: Words) -> bool:
    return _is_told_again(words) and bool(_ALL_OF_THEM.search(words.after) and _ANSWERED.search(words.after))


def _is_carried_over(words: Words) -> bool:
    said = words.after if words.rest else words.said
    return bool(_CARRIED_OVER.search(said) or (_PENDING.search(said) and not _DONE_YET.search(said)))


def _is_applied_through(words: Words) -> bool:
    """到窗口当面申请, 通过邮政快递提交: the words end with that it was applied."""
    label = words.label
    if _WAY_FIRST.fullmatch(label):
        return True
    return not words.bare and bool(_APPLIED.search(label)) and _names_way(label) and not _CAME.search(label)


def _is_named(words: Words) -> bool:
    """登记在册的政府信息公开书面申请19件."""
    label = words.label.replace("书面", "")
    return bool(_NAMED.search(label)) and not _CHANNEL.search(label) and not _ANSWERED.search(label)


def _is_disposition(words: Words) -> bool:
    said = words.after if words.rest else words.said
    if tells_disposition(said) and not _STATE_OF_ALL.fullmatch(words.said):
        return True
    before = words.clause
    return bool(tells_guidance(words.said) or (tells_disposition(before) and not _OF_ALL.search(before)))


def _is_in_time(words: Words) -> bool:
    said = words.said
    return bool(_IN_TIME.search(said)) and bool(words.bare or _ANSWERED.search(said) or not _CAME.search(said))


def _is_received(words: Words) -> bool:
    label = words.label
    if _NOT_IN_WRITING.search(label):
        return False
    if _CAME.search(label):
        return not _AMONG.search(label)
    if "申请" in label:
        return _JUST_APPLICATIONS.match(label) is not None
    return words.bare and _CAME.search(words.after[:6]) is not None


def _is_accepted(words: Words) -> bool:
    return _is_received(words) and "受理" in words.label and "收" not in words.label


def _names_way(said: str) -> bool:
    return _CHANNEL.search(said) is not None and not _NO_CHANNEL.search(said) and len(said) <= _LONGEST_CHANNEL


_RULES: tuple[tuple[Role, Callable[[Words], object]], ...] = (
    ("answered", _is_told_answered),
    ("reference", _is_told_again),
    ("unknown", lambda words: _MORE.search(words.label)),
    ("carried_in", lambda words: _CARRIED_IN.search(words.said) and not _NEW.search(words.label)),
    ("carried_over", _is_carried_over),
    ("rest", lambda words: words.rest and not tells_disposition(words.after)),
    ("channel", lambda words: not words.bare and way_of_applying(words.label)),
    ("reference", lambda words: _HANDLED.search(words.said)),
    ("received", _is_named),
    ("channel", _is_applied_through),
    ("disposition", _is_disposition),
    ("another_thing", lambda words: _ANOTHER_THING.search(words.said) and not _THESE.search(words.said)),
    ("answered", lambda words: _is_in_time(words) and _ALL_OF_THEM.search(words.said)),
    ("in_time", _is_in_time),
    ("accepted", _is_accepted),
    ("received", _is_received),
    ("other_parts", lambda words: _ANSWERED_BY.search(words.label)),
    ("answered", lambda words: _ANSWERED.search(words.said) and not _NOT_ANSWERED.search(words.said)),
    ("other_parts", lambda words: _APPLICANT.match(words.label)),
    ("channel", lambda words: _names_way(words.said)),
    ("disposition", lambda words: tells_sent_on(words.said)),
)
"""What is told again comes first, what is surely of a list next; 受理 and 答复 say little beside other words."""
