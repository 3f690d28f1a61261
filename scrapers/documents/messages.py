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
from scrapers.pages.dates import find_date
from scrapers.pages.page import Element
from scrapers.pages.private_numbers import masked


def read_message(lines: list[Line], start: int) -> MessageState | None:
    """The message on the page whose title stands on the line `start`.

    `None`: the page does not say when a message came, or names several such days, as a list of messages does.
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
    end = min(end_of_document(lines, first.line), _other_messages(lines, first.line))
    pairs = [pair for pair in pairs if pair.line < end]
    state, word = _state(pairs)
    return MessageState(
        arrived=arrived,
        state=state,
        said=word,
        answered=min((day for day in _days(pairs, "answered") if day >= arrived), default=None),
        reply=_reply(pairs, lines[:end]),
        handler=_handler(pairs),
    )


def _other_messages(lines: list[Line], start: int) -> int:
    """The first line from `start` on under which a page lists other messages."""
    return next((index for index in range(start, len(lines)) if _OTHERS.fullmatch(lines[index].text)), len(lines))


def _days(pairs: Iterable[Pair], meaning: Meaning) -> list[date]:
    return [day for pair in pairs if pair.meaning == meaning and (day := _day(pair))]


def _day(pair: Pair) -> date | None:
    found = find_date(pair.value[:_LONGEST_DAY]) if pair.value else None
    return found.value if found else None


def _state(pairs: Iterable[Pair]) -> tuple[Literal["answered", "unanswered"] | None, str | None]:
    """The state and the page's word for it; nothing where the page names two that do not go together."""
    words = [word for pair in pairs if pair.meaning in ("handling", "answer") and (word := _word(pair))]
    states = {STATES[word] for word in words}
    return (states.pop(), words[0]) if len(states) == 1 else (None, None)


def _word(pair: Pair) -> str | None:
    """The word for a state that the value consists of, or begins with; none of several, as in a bar of steps."""
    value = (pair.value or "").lstrip(_OPENING)
    if pair.label.startswith("是否"):
        value = _YES_OR_NO.get(value.rstrip("】])） "), "")
    words = _WORD.findall(value)
    stated = [word for word in words if word in STATES]
    return stated[0] if len(stated) == 1 and stated[0] == words[0] and _WORD.match(value) else None


def _reply(pairs: Iterable[Pair], lines: list[Line]) -> Literal["given", "empty"] | None:
    """What stands where the answer does; `None` if that is not on the page, or cannot be told."""
    found = {_replied(pair, lines) for pair in pairs if pair.meaning == "answer"}
    return "given" if "given" in found else "empty" if "empty" in found else None


def _replied(pair: Pair, lines: list[Line]) -> Literal["given", "empty"] | None:
    if word := _word(pair):
        return "empty" if STATES[word] == "unanswered" else None
    if pair.value:
        return "given"
    if pair.place is not None:
        return _stands_in(pair.place, lines[pair.line + 1 :])
    if any(map(str.isalnum, pair.raw)):
        return "empty"  # 无, 暂无
    # Without a place of its own: what follows below is the answer. Where nothing does, a script may draw it.
    below = (line for line in lines[pair.line + 1 :] if line.seen and line.text and not is_tool(line.text))
    first = next(below, None)
    if first is None or len(first.text) < _SHORTEST or OF_MESSAGES.begins(first.raw):
        return None
    # 回复 without a colon may be the button of a form.
    announced = len(pair.label) > 2 or lines[pair.line].text.endswith((":", "："))
    return "given" if announced else None


def _stands_in(place: Element, lines: list[Line]) -> Literal["given", "empty"] | None:
    around = set(place.iter())
    own = [line for line in lines if line.block in around and line.text]
    shown = [line.text for line in own if line.seen]
    if shown and said(" ".join(shown)) is None:
        return "empty"
    matter = " ".join(text for text in shown if not is_tool(text))
    if matter:
        return None if OF_MESSAGES.begins(matter) else "given"
    return "empty" if not own and _is_bare(place) else None


def _is_bare(place: Element) -> bool:
    """Nothing can stand in it: no picture, form field or frame, and no name under which a script might fill it."""
    return all(node.tag in _PLAIN and _DRESS.issuperset(node.keys()) for node in place.iter("*"))


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
        答复时间 答复日期 回复时间 回复日期 回信时间 回信日期 反馈时间 反馈日期 解答时间 解答日期 回答时间 回答日期
        办结时间 办结日期 办复时间 办复日期 答复于 回复于
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
nor when it was answered."""

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
_OPENING = '【[（(〔“" '
_WORD = re.compile(r"\w+")
_OTHERS = re.compile(
    r"\W*(?:相关|最新|更多|推荐|热门|其他|近期)(?:的?公开)?(?:留言|来信|信件|咨询|问答|提问|答复|回复|投诉|建议|诉求)\w{0,4}\W*"
)
_PLAIN = frozenset({"td", "dd", "div", "p", "br", "span", "font", "b", "strong", "em", "i"})
_DRESS = frozenset({"class", "style", "colspan", "rowspan", "width", "height", "align", "valign", "bgcolor"})
_MOST_COPIES = 2
"""Some pages show a message's head twice, once for telephones; a list of messages of one day shows more."""
_LONGEST_DAY, _LONGEST_NAME, _SHORTEST = 30, 40, 4
