"""Is a column genuinely empty? Blank is a verdict against an agency, so it needs positive evidence on the page.

Two kinds of it count: words such as 暂无信息 where the list would stand, and an empty list right beside page numbers
that leave no room for entries. Neither counts where a script may fill the place or the page is cut off.
"""

import re
from collections.abc import Iterator
from itertools import islice

from scrapers.pages.links import looks_like_document, resolve, same_site
from scrapers.pages.outline import SKIPPED, is_aside, is_hidden
from scrapers.pages.page import Element, Page, text_of
from scrapers.pages.words import Line, is_named_hidden, is_out_of_sight
from scrapers.paging.following import Paging
from scrapers.paging.marks import is_beside
from scrapers.states.fillers import is_named_in_script, scripts_of, stands_in_application


def evidence_of_emptiness(
    page: Page, root: Element, lines: list[Line], *, paging: Paging, marks: list[Element]
) -> str | None:
    """Why the list is genuinely empty, in words; `None` if nothing proves it. `marks`: the page's paging elements."""
    if holds_a_file(root, page) or may_be_filled_from_outside(page):
        return None
    for line in lines:
        if says_nothing_is_there(line.text) and not _may_be_replaced(line.owner, page):
            in_its_place = paging.says_empty and any(is_beside((line.owner,), mark) for mark in marks[:_MOST_MARKS])
            if in_its_place:
                return f"the page says: {line.text}"
            if _BARE.match(line.text) or is_about_another_part(line.owner, page):
                continue
            alone = not _links_documents(root, page, shortest=_TITLE_LENGTH, stray=0)
            alone = alone and not _has_an_empty_place(root) and not _links_titles(root, page)
            return f"the page says: {line.text}" if alone else None
    if not paging.says_empty:
        return None
    for container in empty_containers(root, marks):
        if not is_named_in_script(container, page) and not is_about_another_part(container, page):
            stated = f"{paging.total} entries" if paging.total == 0 else f"{paging.pages} page"
            return f"an empty list (<{container.tag}>) beside page numbers that state {stated}"
    return None


def shows_documents(page: Page, root: Element) -> bool:
    """Links that look like documents stand outside navigation: words such as 暂无公告 may be about another part."""
    return _links_documents(root, page, shortest=_TITLE_LENGTH)


def holds_a_file(root: Element, page: Page) -> bool:
    """A document stands in the page (a PDF in its frame) or is offered in its content: the column holds that."""
    for node in root.iter("embed", "object"):
        if (node.get("src") or node.get("data")) and not is_out_of_sight(node):
            return True
    for link in islice(root.iter("a"), _MOST_LINKS):
        address = (link.get("href") or "").partition("?")[0]
        if _FILE.search(address) and text_of(link).strip() and not is_out_of_sight(link):
            return True
    return False


def may_be_filled_from_outside(page: Page) -> bool:
    """A script of the site's own is named after lists or data, and what it writes where cannot be seen in the page."""
    for script in page.tree.iter("script"):
        if _FILLING_SCRIPT.search(script.get("src") or "") or (script.get("src") and script.get("type") == "module"):
            return True
    return any(_CALLED_TO_FILL.search(code) for code in scripts_of(page))


def is_about_another_part(words: Element, page: Page) -> bool:
    """The words stand under a heading such as 相关解读, 附件 or 网友留言, which is not the column's own name."""
    title = page.tree.findtext(".//title") or ""
    for level, node in enumerate((words, *words.iterancestors())):
        if level > _LEVELS or node.tag in ("body", "html"):
            return False
        for before in islice(node.itersiblings(preceding=True), 3):
            text = " ".join(text_of(before).split()) if isinstance(before.tag, str) else ""
            if text:
                if len(text) < _LONGEST_HEADING and _ANOTHER_PART.search(text) and text not in title:
                    return True
                break
    return False


def note_in(lines: list[Line]) -> str | None:
    """What the page says of why the column is empty: 本单位2026年度未产生此类信息, or a 备注 of any other wording."""
    return next((line.text for line in lines if _is_note(line.text)), None)


def remark_in(lines: list[Line]) -> str | None:
    """A line that begins with 备注 or 说明: a note only beside other evidence."""
    return next((line.text for line in lines if _REMARK.search(line.text)), None)


def says_nothing_is_there(line: str) -> bool:
    """The whole line says that there is nothing: 暂无相关信息！"""
    return len(line) < _LONGEST_WORDS and _NOTHING.match(line) is not None


def is_cut_off(markup: str) -> bool:
    """The page breaks off before its end: what it does not show may stand in the part that is missing."""
    if _CLOSED.search(markup, max(0, len(markup) - _TAIL)):
        return False  # nearly every page: told without going through all of it
    return _OPENED.search(markup) is not None and _CLOSED.search(markup) is None


def empty_containers(root: Element, marks: list[Element]) -> Iterator[Element]:
    """Blocks made for a list that hold nothing readable, right beside the page numbers."""
    marks = marks[:_MOST_MARKS]
    if not marks:
        return
    around = {above for mark in marks for above in (mark, *mark.iterancestors())}
    for node in root.iter(*_CONTAINERS):
        if node.tag == "div" and not _LIST_NAME.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
            continue
        if node in around or not _holds_nothing(node) or is_out_of_sight(node):
            continue
        if any(is_beside((node,), mark) for mark in marks):
            yield node


_MOST_MARKS, _LONGEST_WORDS, _LONGEST_HEADING = 12, 60, 16
_TAIL = 200
_FILE = re.compile(r"\.(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|zip|rar|7z)$", re.IGNORECASE)
_FILLING_SCRIPT = re.compile(
    r"(?<![a-z])(?:get|load|show|col|page|news|info|data|article)?[_-]?(?:list|data)\w*(?:\.min)?\.js|chunk|[.-][0-9a-f]{6,}\.js",
    re.I,
)
_CALLED_TO_FILL = re.compile(
    r"\b(?:load|get|query|show|render)\w{0,20}(?:list|column|data|news|info|channel|article)\w{0,20}\s?\("
    r"|\b(?:pageSize|pageNo|pageIndex)\s?[=:]",
    re.IGNORECASE,
)
_ANOTHER_PART = re.compile(r"相关|附件|下载|视频|音频|图解|评论|留言|咨询|解读|回复|调查|反馈")
_EMPTY_PLACE = re.compile(r"content|list|data|main|news|info|result|app", re.IGNORECASE)
_BARE = re.compile(r"^\W*(?:暂时?无|暂时?没有|没有|无|尚无|暂未(?:发布|公开|更新))\W*$")
"""Such words may be the answer to any question of a form or text; a list says of what there is nothing."""
_OPENED = re.compile(r"<(?:html|body)\b|<!doctype\s+html", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_NOTHING = re.compile(
    r"^\W*(?:(?:很)?抱歉|对不起)?\W*(?:目前|当前)?(?:该|本|此|当前)?(?:栏目|目录|分类|列表|单位|部门)?(?:下|内|中)?"
    r"(?:暂时?无|暂时?没有|没有|无|尚无|未找到|没有找到|未查询到|没有查询到|还没有|暂未(?:发布|公开|更新))"
    r"(?:任何|相关|相应|符合条件的?|此类|该类|可显示的?)*的?"
    r"(?:数据|信息|内容|记录|文章|文件|公告|新闻|资料|结果|条目|信息数据|相关)?(?:发布|公开|更新|信息|显示)?\W*$"
)
_NOTE = re.compile(
    r"(?:本|该|此|截至|截止|目前|近期|暂|尚|年|季度|单位|部门|机关)[^。；]{0,40}?"
    r"(?:未(?:产生|发生|形成|制定|出台|开展过?)"
    r"|无(?:此|该|本|相关)?(?:类|项|方面)?的?(?:政府)?(?:信息|事项|内容|文件)(?:产生|发生|公开|发布|需要)?\s*(?:[，,。；;）)]|$)"
    r"|(?<!网站)(?<!本站)(?<!站点)不涉及(?!国家秘密|涉密)|没有(?:此|该)类)"
)
_REMARK = re.compile(r"^\W*(?:备注|说明|情况说明|栏目说明|温馨提示|注)\s*[:：]\s*\S{4,}")


def _is_note(line: str) -> bool:
    return len(line) < 100 and _NOTE.search(line) is not None and _NOTHING.match(line) is None


def _may_be_replaced(words: Element, page: Page) -> bool:
    """A script may put a list where the words stand, or other lists stand so near that the words are about a part."""
    if stands_in_application(words) or is_named_in_script(words, page, above=0):
        return True
    for block in _around(words):
        if is_named_in_script(block, page, above=0) and block.get("id"):
            return True
        if _links_documents(block, page, shortest=1):
            return True
        if any(node.get("id") and _holds_nothing(node) for node in block.iter("ul", "ol", "tbody", "table", "dl")):
            return True
    return False


def _links_titles(root: Element, page: Page) -> bool:
    """Links as long as titles that stay on the site or lead into a script: entries, whatever their address."""
    found = 0
    for link in islice(root.iter("a"), _MOST_LINKS):
        if len(text_of(link).strip()) < _TITLE_LENGTH or is_out_of_sight(link):
            continue
        if any(is_aside(holder) for holder in islice(link.iterancestors(), _HOLDERS)):
            continue
        address = resolve(page.url, link.get("href"))
        found += address is None or same_site(address, page.url)
    return found > _STRAY_TITLES


_STRAY_TITLES = 2


def _has_an_empty_place(root: Element) -> bool:
    """An empty element whose id says that a script puts something there."""
    return any(
        _EMPTY_PLACE.search(node.get("id") or "") and _holds_nothing(node) and not is_out_of_sight(node)
        for node in root.iter("div", "ul", "tbody", "dl")
    )


def _links_documents(block: Element, page: Page, *, shortest: int, stray: int = 2) -> bool:
    """More than `stray` links to a document, with a title of so many characters, that belongs to no other part."""
    found = 0
    for link in islice(block.iter("a"), _MOST_LINKS):
        if len(text_of(link).strip()) < shortest:
            continue
        address = resolve(page.url, link.get("href"))
        if address is None or not looks_like_document(address) or is_out_of_sight(link):
            continue
        if not any(is_aside(holder) for holder in islice(link.iterancestors(), _HOLDERS)):
            found += 1
            if found > stray:
                return True
    return False


_LEVELS, _MOST_LINKS, _TITLE_LENGTH = 2, 2000, 10
_HOLDERS = 3
"""A link's row, its list, and what holds that: the name of any of them may say that the list is another one."""


def _around(node: Element) -> Iterator[Element]:
    for level, above in enumerate(node.iterancestors()):
        if level >= _LEVELS or above.tag in ("body", "html"):
            return
        yield above


_CONTAINERS = ("ul", "ol", "tbody", "dl", "table", "div")
_LIST_NAME = re.compile(r"list|news|items", re.IGNORECASE)
_MOST_PARTS = 60
"""A block with more elements than this and nothing in them is no list of a page."""


def _holds_nothing(node: Element) -> bool:
    """No readable text, no link, picture, field or frame; of a table, no row but that of its headings."""
    is_table = node.tag == "table"
    if is_table and next(node.iter("th"), None) is None:
        return False
    for count, part in enumerate(node.iter()):
        if count > _MOST_PARTS or part.tag in ("img", "a", "input", "iframe"):
            return False
        if not isinstance(part.tag, str):
            shown = ""
        elif part.tag in SKIPPED or is_hidden(part) or is_named_hidden(part):
            if len(part):
                return False
            shown = ""
        else:
            shown = part.text or ""
        tail = (part.tail or "") if part is not node else ""
        if (shown and not shown.isspace()) or (tail and not tail.isspace()):
            if is_table and _stands_in_heading_row(part, node):
                continue
            return False
    return True


def _stands_in_heading_row(part: Element, table: Element) -> bool:
    for above in (part, *part.iterancestors()):
        if above is table:
            return False
        if above.tag == "tr":
            return above.find("th") is not None
    return False
