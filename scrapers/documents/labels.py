"""The words that stand before a value on a document's page (索引号, 发文字号, 发布时间, 来源), and what they mean.

Labels also end the value before them, so words whose value nobody needs (浏览次数, 字体) are listed as well.
Most come from the record of the disclosure directory (国办秘函〔2009〕6号: 索引号, 名称, 发布机构, 生成日期, …) and
from the line below a document's title, as the products print it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from scrapers.documents.lines import SEAM, squeeze

Meaning = Literal[
    "index_no",
    "doc_no",
    "issuer",
    "category",
    "classification",
    "validity",
    "topic_words",
    "title",
    "content_source",
    "published",
    "date",
    "issued",
    "modified",
    "built",
    "other_date",
    "other",
    "of_text",
    "arrived",
    "answered",
    "closed",
    "handling",
    "answer",
    "handler",
]
"""`date`: 时间 or 日期 alone, which mean the publication only right below a title. `other_date`: a day that is
neither of the publication nor of the document (施行, 截止, 有效期). `classification`: any sorting but 主题分类.
`of_text`: words that stand in the text as often as in its head. The last six are of a citizen's message alone
(`scrapers.documents.messages`)."""

DATES: frozenset[str] = frozenset({"published", "date", "issued", "modified", "built", "other_date"})


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label and the characters after it, up to the next label; `None` where the line ends right after it."""

    label: str
    """Without blanks, brackets and colon."""
    meaning: Meaning
    value: str | None
    raw: str
    """The value with its seams."""


class LabelList:
    """The labels that are looked for on a page of some kind, with what each means."""

    def __init__(self, meanings: Mapping[str, Meaning]) -> None:
        self.meanings = meanings
        self._glued = frozenset(
            label
            for label, meaning in meanings.items()
            if len(label) >= 4 and meaning in ("published", "issued", "modified", "built")
        )

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # Made when first needed: of all patterns these take longest, and a night of unchanged pages reads none.
        firsts = "".join(sorted({label[0] for label in self.meanings}))
        return re.compile(
            rf"(?=[{firsts}])(?P<label>{_any_label(self.meanings)})(?P<frame>[\s{SEAM}]*[】\]）)〕]?)(?P<colon>[\s{SEAM}]*[:：])?"
        )

    def values_in(self, raw: str) -> list[Labelled]:
        """The labels in one line (with seams) and their values, from left to right; none in one too long for a head."""
        if len(raw) > _LONGEST_LINE:
            return []
        found = [match for match in self._pattern.finditer(raw) if self._stands_alone(raw, match)]
        result = []
        for index, match in enumerate(found):
            end = found[index + 1].start() if index + 1 < len(found) else len(raw)
            rest = raw[match.end() : end]
            label = _bare(match.group("label"))
            value = squeeze(rest.replace(SEAM, "")).strip(_FRAME)
            result.append(Labelled(label, self.meanings[label], value or None, rest))
        return result

    def alone_in(self, raw: str) -> str | None:
        """The label a cell consists of; `None` if it holds anything else."""
        if len(raw) > _LONGEST_LABEL:
            return None
        bare = _bare(raw)
        return bare if bare in self.meanings else None

    def begins(self, raw: str) -> bool:
        """The line begins with a label; a quick look."""
        head = raw[:_LONGEST_LABEL].lstrip(_OPENING)
        match = self._pattern.match(head)
        return match is not None and self._stands_alone(head, match)

    def _stands_alone(self, raw: str, match: re.Match[str]) -> bool:
        """The words are a label here, no part of a sentence: set off before, and by a colon, seam or blank after."""
        label = _bare(match.group("label"))
        start, end = match.start(), match.end()
        opened = start == 0 or raw[start - 1] in _BREAKS
        if not opened and label not in self._glued:
            return False
        if match.group("colon"):
            return True
        if label in self._glued or label in _WITHOUT_COLON or self.meanings[label] == "other":
            return bool(_DIGIT_NEXT.match(raw, end))
        if match.group("frame").strip(f" {SEAM}"):
            return raw[start - 1 : start] in tuple("【[（(〔")
        return opened and (end == len(raw) or SEAM in match.group("frame") or (start == 0 and raw[end - 1].isspace()))


def labelled_values(raw: str) -> list[Labelled]:
    """The labels of a document's head in one line (with seams) and their values, from left to right."""
    return OF_DOCUMENTS.values_in(raw)


def label_alone(raw: str) -> str | None:
    """The label of a document's head that a cell consists of; `None` if it holds anything else."""
    return OF_DOCUMENTS.alone_in(raw)


def said(value: str | None) -> str | None:
    """`value`, or `None` where the page fills the place with 无, a dash or nothing."""
    return None if value is None or not value or _NOTHING.fullmatch(value) else value


_WORDS: dict[Meaning, str] = {
    "index_no": """
        索引号 信息索引号 索取号 信息索取号 索引编号 索引码
    """,
    "doc_no": """
        发文字号 文号 文件编号 发文号 发布文号 文件号 文件字号 发文文号 公文文号 文件文号 公文字号
    """,
    "issuer": """
        发布机构 发文机关 发布单位 发布部门 发文机构 发文单位 发文部门 制发机关 制发单位 制定机关 制定单位 发布机关
        公布机关 颁布机关 公开责任部门 责任部门 公开主体 公开机构 公开机关 公开单位 公开部门 信息发布机构
        信息公开机构 制作单位 制作机关 信息提供单位 印发机关 印发机构
    """,
    "category": """
        主题分类 主题类别 公文主题 主题分类名称
    """,
    "classification": """
        信息分类 信息类别 组配分类 体裁分类 公文种类 公文体裁 公开类别 公开分类 分类 类别 所属类别 所属分类 信息种类
        文件分类 文件类型 内容分类 栏目分类
    """,
    "validity": """
        有效性 是否有效 效力状态 文件有效性 时效性 时效状态 文件状态 文件效力 有效状态 效力 时效 信息有效性
    """,
    "topic_words": """
        主题词 关键词 关键字 主题名称 主题词语 信息主题词
    """,
    "title": """
        名称 标题 信息名称 文件名称 信息标题 文件标题 公文名称 信息公开名称
    """,
    "content_source": """
        来源 信息来源 文章来源 稿源 稿件来源 内容来源 新闻来源 资料来源 来源机构
    """,
    "published": """
        发布时间 发布日期 公开时间 公开日期 发表时间 发表日期 发稿时间 发稿日期 上传时间 上传日期 上网时间 上网日期
        信息时间 信息日期 信息发布时间 信息发布日期 信息公开时间 信息公开日期 文章发布时间 刊发时间 刊发日期
        登载时间 登载日期 录入时间 录入日期 添加时间 添加日期 发布于 发表于 网上发布时间 网上发布日期 网站发布时间
        网站发布日期
    """,
    "date": """
        时间 日期
    """,
    "issued": """
        成文日期 成文时间 生成日期 生成时间 产生日期 产生时间 印发日期 印发时间 发文日期 发文时间 制发日期 制发时间
        签发日期 签发时间 形成日期 形成时间 成稿日期 颁布日期 颁布时间 文件日期 信息生成日期 信息产生日期 制定日期
        制作日期 写作日期 发文年月
    """,
    "modified": """
        更新时间 更新日期 修改时间 修改日期 修订日期 修订时间 最后更新 最后更新时间 最后修改时间 最近更新
        最近更新时间 变更日期 变更时间 更新于
    """,
    "built": """
        页面生成时间 页面更新时间 打印时间 打印日期 生成页面时间 页面制作时间 当前时间 当前日期 系统时间 抓取时间
        下载时间 今天日期 访问时间
    """,
    "other_date": """
        有效期 有效期限 有效期至 有效日期 失效日期 失效时间 废止日期 废止时间 截止日期 截止时间 施行日期 施行时间
        实施日期 实施时间 生效日期 生效时间 执行日期 公布日期 公布时间 开始时间 结束时间 开始日期 结束日期 起始日期
        终止日期 报名时间 会议时间 活动时间 开标时间 考试时间 解读时间 审核时间 审核日期 回复时间 答复时间 留言时间
        写信时间 办理时间 受理时间 征集时间 公示期 公示期限 公示时间 公示日期
    """,
    "other": """
        公开方式 公开范围 公开属性 公开形式 公开程序 公开时限 公开对象 语种 信息格式 载体类型 记录形式 责任编辑 编辑
        作者 浏览次数 浏览量 浏览数 浏览 阅读次数 阅读量 阅读数 阅读 点击数 点击率 点击量 点击次数 点击 访问量
        访问次数 人气 字体 字号 字体大小 文字大小 打印 打印本页 关闭 关闭窗口 相关信息 主送 体裁 服务对象 生命周期
        审核 审核人 供稿 供稿单位 供稿人 效力级别 统一编号 统一登记号 登记号 规范性文件编号 分享 分享到 发布人
        录入人 发布者 录入者 内容概述 内容摘要 摘要 概述 信息概述 内容描述 内容简介 简介 记者 通讯员 摄影 初审 复审
        终审 责编 校对 保护视力色 收藏 信息编号 扫一扫 所属栏目 公开目录 行业分类 层级 文件层级 是否主动公开
        信息代码 适用范围 服务类别 相关文档 视力保护色 背景色 字体显示 朗读 组织机构代码
    """,
    "of_text": """
        附件 电话 地址 邮编 联系电话 联系方式 联系人 编号 备注 地点
    """,
}


def meanings_of(words: Mapping[Meaning, str]) -> dict[str, Meaning]:
    """Each word of the lists with what it means."""
    return {word: meaning for meaning, listed in words.items() for word in listed.split()}


LABELS: dict[str, Meaning] = meanings_of(_WORDS)

_OPENING = f"【[（(〔{SEAM} \t"
_FRAME = " \t|｜【】[]()（）〔〕:：;；,，>＞·•-—"
_WITHOUT_COLON = frozenset({"发布于", "发表于", "更新于"})
_LONGEST_LABEL, _LONGEST_LINE = 24, 1500
_BREAKS = f'{SEAM} \t|｜,，;；。/【】[]（）()〔〕>＞·•、:：*※■●◆"0123456789'


def _any_label(labels: Iterable[str]) -> str:
    """A pattern for any of `labels`, the longest first, with blanks allowed between characters (索 引 号).

    Branches share their beginnings: a plain list of alternatives is tried one by one at every character of a page.
    """
    by_first: dict[str, set[str]] = {}
    for label in labels:
        if label:
            by_first.setdefault(label[0], set()).add(label[1:])
    branches = []
    for first, rests in sorted(by_first.items()):
        rest = _any_label(rests)
        optional = "?" if "" in rests else ""
        branches.append(re.escape(first) + (rf"(?:\s*{rest}){optional}" if rest else ""))
    return "" if not branches else branches[0] if len(branches) == 1 else "(?:" + "|".join(branches) + ")"


_NOTHING = re.compile(r"(?:无|暂无|没有|空|null|none|undefined|N/?A|[-—–－_/\\.。、…\s])+", re.IGNORECASE)


_DIGIT_NEXT = re.compile(rf"[\s{SEAM}]*[\[【（(]?\d")


def _bare(text: str) -> str:
    return _BARE.sub("", text)


_BARE = re.compile(rf"[\s{SEAM}:：【】\[\]（）()〔〕*]+")
OF_DOCUMENTS = LabelList(LABELS)
