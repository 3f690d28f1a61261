"""How plans number their parts, end their sentences and name the columns of their tables."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Role = Literal["number", "group", "task", "requirement", "lead", "responsible", "assisting", "deadline"]

ROLES: dict[Role, tuple[str, ...]] = {
    "number": ("序号", "编号", "任务序号"),
    "group": ("类别", "任务类别", "工作类别", "领域", "重点领域", "一级任务", "任务分类", "板块"),
    "task": (
        *("工作任务", "主要任务", "重点任务", "任务", "任务名称", "任务事项", "重点工作", "主要工作", "工作事项"),
        *("事项", "工作项目", "项目", "目标任务", "工作内容", "二级任务", "重点工作任务", "任务分解"),
    ),
    "requirement": (
        *("工作要求", "具体要求", "任务要求", "具体任务", "工作措施", "具体措施", "主要措施", "主要内容", "任务内容"),
        *("具体内容", "主要举措", "工作举措", "重点内容", "工作目标", "具体工作", "内容"),
    ),
    "lead": ("牵头单位", "牵头部门", "牵头科室", "牵头处室", "主办单位", "牵头"),
    "responsible": (
        *("责任单位", "责任部门", "责任科室", "责任处室", "责任股室", "承办单位", "落实单位", "实施单位", "负责单位"),
        *("责任主体", "负责部门"),
    ),
    "assisting": ("协办单位", "协办", "配合单位", "配合部门", "参与单位", "参加单位", "协助单位", "协作单位"),
    "deadline": (
        *("完成时限", "时限要求", "完成时间", "时间要求", "完成期限", "时限", "时间节点", "时间进度", "进度要求"),
        *("办结时限", "完成日期"),
    ),
}
"""The words over a column, after 福建 2015–2018, 厦门集美 2021, 池州信访局 2022 and 江门土储中心."""

FRAME = re.compile(
    r"指导思想|总体(要求|思路|目标)|基本原则|工作(原则|目标|保障|步骤)|目标要求|组织(领导|实施|保障)|保障(措施|机制)"
    r"|(有关|相关|工作|具体)要求$|(实施|推进)步骤|(时间|进度)安排|附则"
)
"""Chapters about how the work is organised; their points are no tasks unless they name a unit."""

PLAN_WORDS = re.compile(r"要点|方案|计划|安排|分解表|分工|任务表|清单")
"""What a plan is called."""


def role_of(words: str) -> Role | None:
    """What a column is about, by the words over it: 市级责任单位 by how it ends, 牵头及责任单位 by what comes first."""
    plain = re.sub(r"\s|[（(][^）)]*[）)]", "", words).rstrip("：:")
    if not plain or len(plain) > _LONGEST_HEADER:
        return None
    first = re.split("及|和|与|、|/", plain)[0]
    return _role(plain, exact=True) or _role(first, exact=False) or _role(plain, exact=False)


def _role(plain: str, *, exact: bool) -> Role | None:
    ends = [(len(word), role) for role, known in ROLES.items() for word in known if plain.endswith(word)]
    length, role = max(ends, default=(0, None))
    if length == len(plain):
        return role
    if exact:
        return None
    if length >= 4:
        return "lead" if role == "responsible" and "牵头" in plain else role
    ending = _ENDINGS.search(plain)
    return ("task" if ending[0] == "任务" else "requirement") if ending else None


_LONGEST_HEADER = 14
_ENDINGS = re.compile("(?:任务|要求|内容|措施|举措)$")


@dataclass(frozen=True, slots=True)
class Label:
    """A number before a paragraph."""

    level: int
    """0 第一部分, 1 一、, 2 （一）, 3 1., 4 and more 1.1; （1） and ① are parts of what stands above them."""
    number: int
    """The last figure of it."""
    end: int
    """Where the words after it begin."""


def label_of(text: str) -> Label | None:
    """The number that a paragraph begins with; `None` without one."""
    lead = len(text) - len(text.lstrip())
    for level, pattern in _LABELS:
        if found := pattern.match(text, lead):
            return Label(level, _figure(found[1]), found.end())
    if found := _DECIMAL.match(text, lead):
        figures = re.split(r"[.．]", found[1])
        return Label(2 + len(figures), int(figures[-1]), found.end())
    return None


_HAN = "[一二三四五六七八九十百]{1,4}"
_LABELS = (
    (0, re.compile(rf"第({_HAN})(?:部分|章|篇)[、：:\s]*")),
    (1, re.compile(rf"({_HAN})[、．.]\s*")),
    (2, re.compile(rf"[（(]\s*({_HAN})\s*[）)][、．.]?\s*")),
    (2, re.compile(r"([\u3220-\u3229])\s*")),  # ㈠
    (3, re.compile(r"([0-9０-９]{1,2})\s*[．.、](?![0-9０-９])\s*")),
    (3, re.compile(r"([\u2488-\u249b])\s*")),  # ⒈
)
_DECIMAL = re.compile(r"(\d{1,2}(?:[.．]\d{1,2}){1,3})[.．、\s]\s*(?!\d)")
"""Its last dot or blank is required: 1.5万元 is no number of a paragraph."""
_FIGURES = {figure: value for value, figure in enumerate("一二三四五六七八九", start=1)}


def _figure(written: str) -> int:
    if "\u3220" <= written <= "\u3229":
        return ord(written) - 0x321F
    plain = unicodedata.normalize("NFKC", written).rstrip(".")
    if plain.isdecimal():
        return int(plain)
    hundreds, hundred, rest = plain.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    return (
        (_FIGURES.get(hundreds, 1) * 100 if hundred else 0)
        + (_FIGURES.get(tens, 1) * 10 if ten else 0)
        + _FIGURES.get(ones, 0)
    )


def sentence_end(text: str, stops: str = "。；：！？;:\n") -> int:
    """Where the first sentence of `text` ends: at a stop that stands in no brackets or quotes, or at its end."""
    depth = 0
    for place, char in enumerate(text):
        if char in "（(“《【[〔":
            depth += 1
        elif char in "）)”》】]〕":
            depth = max(0, depth - 1)
        elif char in stops and depth == 0:
            return place
    return len(text)


def title_of(text: str) -> str:
    """The first sentence of a numbered paragraph, without its number; of a long one, as far as its first comma."""
    label = label_of(text)
    words = text[label.end :] if label else text.strip()
    title = words[: sentence_end(words)].strip()
    if len(title) > _LONGEST_TITLE:
        title = title[: sentence_end(title, "，,")].strip()
    return title or words.strip() or text.strip()


_LONGEST_TITLE = 60
