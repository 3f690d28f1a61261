"""Read from the page of a citizen's message (留言, 咨询, 来信) when it came, what became of it, and since when.

Only what stands behind a label of such pages counts, wherever a website product puts it; nothing is guessed.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from schemas.page_details import MessageState
from scrapers.documents.labels import LABELS, LabelList, Meaning, meanings_of, said
from scrapers.documents.lines import Line
from scrapers.documents.metadata import Pair, pairs_in
from scrapers.documents.text import end_of_document, is_tool
from scrapers.pages.dates import find_date, find_dates
from scrapers.pages.page import Element, Page
from scrapers.pages.private_numbers import masked
from scrapers.states.fillers import is_named_in_script


def read_message(page: Page, lines: list[Line], start: int) -> MessageState | None:
    """The message on the page whose title stands on the line `start`.

    `None`: the page does not say when a message came, or names several such days, as a list of messages does. That it
    is not answered only the page's own word for it says, and only where nothing else on the page may be an answer: an
    empty place, which a script may fill, says nothing.
    """
    if not any(_ARRIVED.search(line.text) for line in lines):
        return None
    pairs = [
        pair
        for pair in pairs_in(lines, range(start, len(lines)), OF_MESSAGES)
        if not any(line.hidden for line in lines[pair.line : pair.last + 1])
    ]
    came = [(day, pair) for pair in pairs if pair.meaning == "arrived" and (day := _day(pair))]
    labels = [pair.label for _, pair in came]
    if len({day for day, _ in came}) != 1 or any(labels.count(label) > _MOST_COPIES for label in labels):
        return None
    arrived, first = came[0]
    others = _other_messages(lines, first.line)
    end = min(end_of_document(lines, first.line), others)
    below = [pair for pair in pairs if pair.line < end]
    state, word = _state(page, below, lines)
    reply = _reply(below, lines[:end])
    if "unanswered" in (state, reply) and _may_be_answered(page, lines, range(first.line + 1, others), pairs):
        state, word = (None, None) if state == "unanswered" else (state, word)
        reply = None if reply == "unanswered" else reply
    answered = [day for day in _days(below, "answered") if day >= arrived]
    told = range(first.line + 1, end)
    surely = bool(answered) and not _tells_of_a_day(lines, told, below, after=arrived, before=min(answered))
    closed = [day for day in (*_days(below, "closed"), *([] if surely else answered)) if day >= arrived]
    return MessageState(
        arrived=arrived,
        state=state,
        said=word,
        answered=min(answered) if surely else None,
        closed=min(closed, default=None),
        reply=reply,
        handler=_handler(below),
    )


def _other_messages(lines: list[Line], start: int) -> int:
    """The first line from `start` on under which a page lists other messages."""
    return next((index for index in range(start, len(lines)) if _OTHERS.fullmatch(lines[index].text)), len(lines))


def _days(pairs: Iterable[Pair], meaning: Meaning) -> list[date]:
    return [day for pair in pairs if pair.meaning == meaning and (day := _day(pair))]


def _day(pair: Pair) -> date | None:
    value = (pair.value or "")[:_LONGEST_DAY]
    found = find_date(value)
    # 7月1日前 is the day by which it is owed.
    return found.value if found and not _BY_THEN.match(value[found.start + len(found.raw) :]) else None


def _tells_of_a_day(lines: list[Line], told: range, pairs: Iterable[Pair], *, after: date, before: date) -> bool:
    """A day between these stands anywhere but behind a label: there may have been an answer before the one with one."""
    labelled = {index for pair in pairs for index in range(pair.line, pair.last + 1) if pair.meaning not in _FREE}
    texts = [lines[index].text for index in told if index not in labelled]
    if sum(map(len, texts)) > _MOST_TEXT:
        return True  # more than anybody writes: whatever it is, it may
    return any(after < day < before for text in texts for day in find_dates(text))


def _state(
    page: Page, pairs: Iterable[Pair], lines: list[Line]
) -> tuple[Literal["answered", "unanswered"] | None, str | None]:
    """The state and the page's word for it; nothing where it names two that do not go together, or another one, too."""
    named = [pair for pair in pairs if pair.meaning == "handling" and pair.value]
    words = [_word(pair) for pair in named]
    states = {STATES[word] for word in words if word}
    if len(states) != 1 or None in words:
        return None, None
    state = states.pop()
    if state == "unanswered" and any(
        _may_be_written(lines[index].block, page) for pair in named for index in _span(pair)
    ):
        return None, None
    return state, words[0]


def _may_be_written(block: Element, page: Page) -> bool:
    """A script may put something else in its place: one on the page names it, or it has a name for a loaded one."""
    if any(is_named_in_script(node, page, above=1) for node in block.iter("*")):
        return True
    return any(node.get("id") for node in block.iter("*")) and any(code.get("src") for code in page.tree.iter("script"))


def _span(pair: Pair) -> range:
    return range(pair.line, pair.last + 1)


def _word(pair: Pair) -> str | None:
    """The word for a state that is the whole value, but for brackets and a day behind it.

    What is said more, as in a bar of steps, a count or a sentence, says something else.
    """
    value = _AND_SINCE.sub("", pair.value or "").strip(_FRAME)
    if pair.label.startswith("是否"):
        return _YES_OR_NO.get(value)
    return value if value in STATES else None


def _reply(pairs: Iterable[Pair], lines: list[Line]) -> Literal["given", "unanswered"] | None:
    """What stands where the answer does; `None` if that is not on the page, or cannot be told."""
    found = {_replied(pair, lines) for pair in pairs if pair.meaning == "answer"}
    return "given" if "given" in found else "unanswered" if "unanswered" in found else None


def _replied(pair: Pair, lines: list[Line]) -> Literal["given", "unanswered"] | None:
    if word := _word(pair):
        return "unanswered" if STATES[word] == "unanswered" else None
    if pair.value:
        return "given" if _is_answer(pair.value) else None
    if pair.raw.strip():
        return "unanswered" if any(map(str.isalnum, pair.raw)) else None  # 无, 暂无; a dash may stand for anything
    if pair.place is not None:
        return _stands_in(pair.place, lines[pair.line + 1 :])
    # Without a place of its own: what follows below is the answer. Where nothing does, a script may draw it.
    below = (line for line in lines[pair.line + 1 :] if line.seen and line.text and not is_tool(line.text))
    first = next(below, None)
    if first is None or len(first.text) < _SHORTEST or OF_MESSAGES.begins(first.raw) or not _is_answer(first.text):
        return None
    # 回复 without a colon may be the button of a form.
    announced = len(pair.label) > 2 or lines[pair.line].text.endswith((":", "："))
    return "given" if announced else None


def _stands_in(place: Element, lines: list[Line]) -> Literal["given"] | None:
    around = set(place.iter())
    shown = (line.text for line in lines if line.block in around and line.text and line.seen)
    matter = " ".join(text for text in shown if not is_tool(text))
    return "given" if matter and not OF_MESSAGES.begins(matter) and _is_answer(matter) else None


def _is_answer(text: str) -> bool:
    """Not a count of answers, a hint to log in, or that it is being worked on."""
    return said(text) is not None and not (len(text) < _LONGEST_HINT and _NO_ANSWER.search(text))


def _may_be_answered(page: Page, lines: list[Line], below: range, pairs: Iterable[Pair]) -> bool:
    """Words of an answer, or a file, stand below the day of arrival, under whatever label; or it is not public."""
    understood = {
        index
        for pair in pairs
        if pair.meaning not in _FREE or (pair.meaning == "answer" and _holds_none(pair, page, lines))
        for index in _span(pair)
    }
    others = [lines[index].text for index in below if index not in understood and not lines[index].aside]
    greetings = sum(_GREETING.match(text) is not None for text in others)
    kept_back = any(pair.label == "是否公开" and (pair.value or "").startswith("否") for pair in pairs)
    told = any(pair.meaning == "handling" and pair.value and not _word(pair) for pair in pairs)
    return kept_back or told or greetings > 1 or any(_OF_ANSWERS.search(text) for text in others)


def _holds_none(pair: Pair, page: Page, lines: list[Line]) -> bool:
    """The answer's place says that there is none, or is empty with nothing behind it; and no script may fill it."""
    place = lines[pair.line].block if pair.place is None else pair.place
    if _may_be_written(place, page):
        return False
    if pair.value or pair.raw.strip():
        return _replied(pair, lines) == "unanswered"
    behind = (line for line in lines[pair.last + 1 :] if line.seen and line.text and not is_tool(line.text))
    following = next(behind, None)
    return following is None or OF_MESSAGES.begins(following.raw) or OF_MESSAGES.alone_in(following.raw) is not None


def _handler(pairs: Iterable[Pair]) -> str | None:
    named = [pair.value for pair in pairs if pair.meaning == "handler" and pair.value]
    return masked(named[0]) if named and len(named[0]) <= _LONGEST_NAME else None


_WORDS: Mapping[Meaning, str] = {
    "arrived": """
        来信时间 来信日期 写信时间 写信日期 留言时间 留言日期 网友留言时间 网民留言时间 咨询时间 咨询日期 提问时间
        提问日期 提交时间 提交日期 投诉时间 投诉日期 反映时间 反映日期 建议时间 建议日期 信件时间 信件日期 诉求时间
        诉求日期 来件时间 来件日期 发信时间 发信日期 来电时间 来电日期 信件提交时间 来信提交时间 留言提交时间
    """,
    "answered": """
        答复时间 答复日期 回复时间 回复日期 回信时间 回信日期 解答时间 解答日期 回答时间 回答日期 答复于 回复于
    """,
    "closed": """
        反馈时间 反馈日期 办结时间 办结日期 办复时间 办复日期
    """,
    "handling": """
        办理状态 处理状态 信件状态 来信状态 留言状态 咨询状态 回复状态 答复状态 办理情况 处理情况 回复情况 答复情况
        办理进度 处理进度 当前状态 状态 是否回复 是否答复 是否办结 是否已回复 是否已答复
    """,
    "answer": """
        回复内容 答复内容 回复意见 答复意见 回复结果 答复结果 办理结果 处理结果 回信内容 办理答复 官方回复 官方答复
        部门回复 部门答复 单位回复 单位答复 回复 答复 回信 解答 解答内容 回答
    """,
    "handler": """
        答复单位 回复单位 答复部门 回复部门 答复机构 回复机构 答复机关 办理单位 承办单位 处理单位 办理部门 承办部门
        处理部门 办理机构 承办机构 责任单位
    """,
    "of_text": """
        信件编号 留言编号 来信编号 咨询编号 查询编号 受理编号 工单编号 信件标题 来信标题 留言标题 咨询标题 信件主题
        主题 信件类型 信件类别 留言类型 咨询类型 来信类型 诉求类型 来信人 写信人 留言人 咨询人 提问人 姓名 网友
        昵称 称呼 信件内容 来信内容 留言内容 咨询内容 提问内容 问题描述 诉求内容 问题内容 内容 满意度 评价
        满意度评价 是否公开 收信单位 收信人 收件单位 受理单位 受理部门 受理时间 受理日期 收信时间 收信日期 转办时间
        回复人 答复人 处理时间 处理日期 办理时间 办理日期 办理时限 回复期限 答复期限 信箱 信箱名称 所属信箱 地区 领域
    """,
}
OF_MESSAGES = LabelList(LABELS | meanings_of(_WORDS))
"""The labels of messages' pages, and all others, at which a value ends. 受理时间 and 办理时间 say neither when one came
nor when it was answered; 办结时间 that it was answered by then."""
_FREE: frozenset[Meaning] = frozenset({"arrived", "answer"})
"""Behind these labels a citizen or an agency speaks, at any length."""

_STATES: Mapping[Literal["answered", "unanswered"], str] = {
    "answered": """
        已办结 办结 已回复 已答复 已处理 已办理 已解决 已解答 已完成 已反馈 已回信 办理完毕 处理完毕 办理完成
        处理完成 回复完毕
    """,
    "unanswered": """
        未回复 未答复 未办理 未处理 未办结 未解决 未受理 未反馈 待回复 待答复 待办理
        待处理 待办 待受理 待办结 待反馈 办理中 处理中 受理中 正在办理 正在处理 正在办理中
        正在处理中 尚未回复 尚未答复 尚未办理 暂未回复 暂未答复 暂无回复 暂无答复 等待回复 等待答复 等待处理
        等待办理 还未回复 还未答复 没有回复 没有答复
    """,
}
STATES = {word: state for state, words in _STATES.items() for word in words.split()}
_YES_OR_NO = {"是": "已回复", "已": "已回复", "否": "未回复", "未": "未回复"}
_ARRIVED = re.compile(r"[信言询问交诉映议求件电]\s*[时日]\s*[间期]")
_FRAME = '【】[]（）()〔〕“”" 。！，、：:'
_AND_SINCE = re.compile(r"[\s（(\[]*\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?[\s\d:：]*[)）\]\s]*$")
_BY_THEN = re.compile(r"\s*日?\s*[之以]?[前内]")
_OTHERS = re.compile(
    r"\W*(?:相关|最新|更多|推荐|热门|其他|近期|同类|类似|历史)?(?:的?公开)?"
    r"(?:留言|来信|信件|咨询|问答|提问|答复|回复|投诉|建议|诉求)(?:选登|选编|列表|公示|展示|选播|精选|摘编)\W*"
    r"|\W*(?:相关|最新|更多|推荐|热门|其他|近期|同类|类似|历史)(?:的?公开)?"
    r"(?:留言|来信|信件|咨询|问答|提问|答复|回复|投诉|建议|诉求)\w{0,4}\W*"
)
_NO_ANSWER = re.compile(
    r"^\W*\d*\s*[条次个件人]?\W*$|登[录陆]|点击|查看|加载|满意|不(?:予|宜|便)?公开|保密|耐心等[待候]|转有关|转交|转办|审核中|"
    + "|".join(sorted((word for word, state in STATES.items() if state == "unanswered"), key=len, reverse=True))
)
_OF_ANSWERS = re.compile(
    r"收悉|如下\W*$|如下[:：]|感谢(?:您|你|对|关注|支持|来信)|经(?:我|核|调查|了解|查|与|现场|向|研究)"
    r"|(?:答复|回复|回应|回信|反馈|解答|回答|意见|结果|说明)(?:内容|信息|详情|正文|情况|附件|意见|结果)?\s*(?:[:：]|\W*$)"
    r"|附件|不(?:予|宜|便)?公开|保密|\.(?:pdf|docx?|xlsx?|wps|ofd|jpe?g|png|zip|rar)\b",
    re.IGNORECASE,
)
_GREETING = re.compile(r"\W*(?:您好|你好|尊敬的)")
_MOST_COPIES = 2
"""Some pages show a message's head twice, once for telephones; a list of messages of one day shows more."""
_LONGEST_DAY, _LONGEST_NAME, _SHORTEST, _LONGEST_HINT, _MOST_TEXT = 30, 40, 4, 40, 20_000
