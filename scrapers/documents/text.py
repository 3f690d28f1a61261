"""Find the main text of a document's page: where its head ends, which block holds it, and where it stops.

No class name decides. After the title comes the head (source, time, tools, record), then sentences; the block that
holds most of their characters is the text's, and what sites put below a text (上一篇, 相关链接, 版权所有) ends it.
"""

import re
from collections.abc import Iterator

from scrapers.documents.lines import Line, has_punctuation, is_sentence, nearest
from scrapers.pages.page import Element


def end_of_head(lines: list[Line], start: int, taken: set[int]) -> int:
    """The first line after the head that begins at `start`. `taken`: lines of labels and their values."""
    end = start
    for index in range(start, min(start + _LONGEST_HEAD, len(lines))):
        line = lines[index]
        if index in taken or is_tool(line.text):
            end = index + 1
        elif line.seen and line.text and (is_sentence(line) or index - end > _GAP):
            break
    while end < len(lines) and not (lines[end].seen and lines[end].text):
        end += 1
    return end


def end_of_document(lines: list[Line], start: int) -> int:
    """The first line from `start` on that every page has below its text, or the number of lines."""
    for index in range(start, len(lines)):
        text = lines[index].text
        if len(text) < _LONGEST_END and text[:1] in _END_FIRSTS and _END.match(text):
            return index
        if (
            len(text) < _LONGEST_FOOT
            and ("版权所有" in text or "备" in text or "标识码" in text)
            and _FOOT.search(text)
        ):
            return index
    return len(lines)


def block_of_text(lines: list[Line], start: int, end: int) -> Element | None:
    """The smallest block that holds nearly all the text of the lines from `start` to `end`; `None` if there is none."""
    by_line: dict[Element, float] = {}
    for line in lines[start:end]:
        if line.seen and line.text and line.linked * 2 <= len(line.text) and not is_tool(line.text):
            weight = len(line.text) * (1.0 if has_punctuation(line.text) else _UNPUNCTUATED)
            by_line[line.block] = by_line.get(line.block, 0.0) + weight
    holders: dict[Element, float] = {}
    for block, weight in by_line.items():
        parent = block.getparent()
        holder = block if block.tag in _HOLDERS or parent is None else parent
        holders[holder] = holders.get(holder, 0.0) + weight
    total = sum(holders.values())
    for around, weight in holders.items():
        if weight >= _NEARLY_ALL * total:
            return nearest(around, _HOLDERS)
    weights: dict[Element, float] = {}
    for holder, weight in holders.items():
        node: Element | None = holder
        while node is not None:
            weights[node] = weights.get(node, 0.0) + weight
            node = node.getparent()
    # Blocks with more than half of it all lie in one another, so there is one deepest.
    holding = [block for block, weight in weights.items() if weight >= _NEARLY_ALL * total]
    best = max(holding, key=lambda block: sum(1 for _ in block.iterancestors()), default=None)
    return nearest(best, _HOLDERS) if best is not None else None


def paragraphs(lines: list[Line], start: int, end: int, block: Element | None) -> Iterator[str]:
    """The lines of the text from `start` to `end`, tools left out; the cells of one table row in one line."""
    row: list[str] = []
    last: Element | None = None
    known: dict[Element, tuple[bool, Element | None]] = {}
    for line in lines[start:end]:
        if not line.seen or not line.text:
            continue
        inside, cell = _place(line.block, block, known)
        if not inside or (cell is None and is_tool(line.text)):
            continue
        beside = cell is not None and last is not None and cell is not last and cell.getparent() is last.getparent()
        if row and not beside:
            yield "\t".join(row)
            row = []
        last = cell
        row.append(line.text)
    if row:
        yield "\t".join(row)


def _place(
    node: Element, block: Element | None, known: dict[Element, tuple[bool, Element | None]]
) -> tuple[bool, Element | None]:
    """Whether `node` lies in `block`, and the table cell it lies in there; a table around the block is only a frame."""
    place = known.get(node)
    if place is None:
        parent = node.getparent()
        if node is block or parent is None:
            place = (node is block or block is None, None)
        else:
            inside, cell = _place(parent, block, known)
            place = (inside, node if inside and node.tag in _CELLS else cell)
        known[node] = place
    return place


def is_tool(text: str) -> bool:
    """Buttons and counters that stand around a text: 字号：大 中 小, 打印, 关闭窗口, 分享到, 浏览次数：12."""
    return len(text) < _LONGEST_TOOL and _TOOL.fullmatch(text) is not None and not _FIGURES.fullmatch(text)


_LONGEST_HEAD, _GAP = 200, 3
_LONGEST_END, _LONGEST_TOOL, _LONGEST_FOOT = 60, 60, 240
_UNPUNCTUATED = 0.3
_NEARLY_ALL = 0.8
_END_FIRSTS = "上下前后相关友热推延您扫主【[〖>< "
_END = re.compile(
    r"[\W_]*(?:[上下前后]一[篇条页则](?:\W|$)"
    r"|(?:相关|关联|延伸|推荐|热点)(?:链接|文档|新闻|阅读|信息|文章|资讯|内容|推荐|解读|稿件)[\s:：】\]]*$"
    r"|友情链接|热门(?:文章|信息)|您可能(?:感兴趣|还)|扫一扫(?:在手机|手机|，|,)"
    r"|主办(?:单位)?\s*[:：].{0,40}承办)"
)
_FOOT = re.compile(r"^\W*版权所有|版权所有\s*[:：©]|©|ICP备\s*\d|网站标识码\s*[:：]?\s*\w")
_TOOL = re.compile(
    r"(?:[\s|｜/【】\[\]()（）〖〗:：;,，。.+\-AT\d]"
    r"|字体?(?:号|大小)?|视力保护色|保护视力色|背景色|默认|加大|缩小|大|中|小"
    r"|(?:我要)?打印(?:本页|此页|本文|页面|文章|预览)?|关闭(?:本页|此页|窗口|页面|本窗口)?"
    r"|返回(?:顶部|首页|上页|列表)?|收藏(?:本页|本站)?|分享(?:到|至)?|新浪微博|腾讯微博|微博|微信|QQ空间|QQ好友|QQ"
    r"|人人网|豆瓣|复制(?:链接|地址)|推荐|朗读|语音播报|繁体|简体|扫一扫|手机(?:版|浏览)|下载(?:本文|打印)?"
    r"|(?:浏览|阅读|点击|访问|查看)(?:次数|量|数|率|人次)?|人气|次|人|正在加载|loading|(?:我要)?纠错)++",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"[\W\d_]*")
_HOLDERS = ("div", "section", "article", "main", "td", "form", "fieldset", "body", "html", "ucapcontent")
_CELLS = ("td", "th")
