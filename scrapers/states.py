"""Say what a page is that shows no list: blank for a reason we can name, blocked, broken, or sent elsewhere.

Blank is a verdict against an agency, so it needs positive evidence: an empty list with page numbers that leave no room
for entries, or words such as 暂无信息, on an otherwise normal page that no script fills. What is doubtful is not blank.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas.entries import ReadingState
from scrapers.choice import is_aside, is_beside
from scrapers.outline import SKIPPED, is_hidden
from scrapers.page import Element, Page, text_of
from scrapers.paging import Paging
from scrapers.rows import visible_text


@dataclass(frozen=True)
class Verdict:
    """What a page is, and the words seen on it that say so."""

    state: ReadingState
    reason: str


def what_stands_in_its_place(page: Page) -> Verdict | None:
    """A challenge, an error, a maintenance notice or a stub on an almost empty page; `None` for a page with content."""
    body = page.tree.find("body")
    text = visible_text(body) if body is not None else ""
    title = " ".join((page.tree.findtext(".//title") or "").split())
    links = sum(1 for _ in page.tree.iter("a"))
    if not page.body.strip():
        return Verdict("error_page", "the body is empty")
    if len(text) > _SHORT or links > _FEW_LINKS:
        return None
    if match := _CHALLENGE_CODE.search(page.text) or _CHALLENGE_WORDS.search(f"{title} {text}"):
        return Verdict("blocked", f"a challenge page: {_quote(match)}")
    if target := _sent_on(page, text, links):
        return Verdict("redirect", f"a stub that sends the visitor to {target}")
    if match := _ERROR_WORDS.search(f"{title} {text}"):
        return Verdict("error_page", f"an error shown to the visitor: {_quote(match)}")
    if not text and not links and not page.tree.findall(".//script"):
        return Verdict("error_page", "the page shows nothing at all")
    return None


def error_in_title(page: Page) -> Verdict | None:
    """The title or a heading says that this is an error or maintenance notice, whatever else surrounds it."""
    for heading in page.tree.iter("title", "h1", "h2", "h3"):
        text = " ".join(text_of(heading).split())
        match = _ERROR_TITLE.search(text)
        if match and len(text) < 40:
            return Verdict("error_page", f"an error shown to the visitor: {text}")
    return None


def without_list(page: Page, *, paging: Paging, marks: list[Element]) -> Verdict:
    """Why a page with content shows no list of its own. `marks`: its paging elements."""
    if match := _CHALLENGE_CODE.search(page.text):
        return Verdict("blocked", f"a challenge script and no list: {_quote(match)}")
    if error := error_in_title(page):
        return error
    if _is_search(page):
        return Verdict("not_a_list", "a search page: what it does not find says nothing about the column")
    body = page.tree.find("body")
    root = page.tree if body is None else body
    lines = list(_main_lines(root))
    for line in lines:
        if match := _ERROR_LINE.search(line):
            return Verdict("error_page", f"an error shown to the visitor: {_quote(match)}")
    is_text = sum(map(len, lines)) > _SHORT  # a document's sentences are no remark on an empty column
    note = None if is_text else next((line for line in lines if _is_note(line)), None)
    template = _template(page, root)
    blank = None if template else _blank(page, root, lines, paging=paging, marks=marks)
    if blank:
        remark = note or next((line for line in lines if _REMARK.search(line)), None)
        return Verdict("blank_with_note", remark) if remark else Verdict("blank", blank)
    if note and not template:
        return Verdict("blank_with_note", note)
    if filler := template or _filler(page, root):
        return Verdict("needs_data", filler)
    return Verdict("not_a_list", "nothing on the page looks like the column's list")


def _is_search(page: Page) -> bool:
    """The page's title says that it searches; a box for searching stands on every page and says nothing."""
    return "搜索" in (title := page.tree.findtext(".//title") or "") or "检索" in title


def doubt_about_another_list(page: Page) -> Verdict | None:
    """What on the page speaks against taking a dated list as the column's own when nothing ties it to the column.

    Words such as 暂无信息 beside such a list prove neither that the column is blank nor that the list is its own.
    """
    body = page.tree.find("body")
    root = page.tree if body is None else body
    for line in _main_lines(root):
        if match := _ERROR_LINE.search(line):
            return Verdict("error_page", f"an error shown to the visitor: {_quote(match)}")
        if _NOTHING.match(line):
            return Verdict("not_a_list", f"the page says {line}, beside a list that nothing ties to the column")
    template = _template(page, root)
    return Verdict("needs_data", template) if template else None


def own_list_is_empty(page: Page, *, paging: Paging, marks: list[Element]) -> bool:
    """Beside other lists, the column's own stands empty with page numbers that leave no room for entries."""
    body = page.tree.find("body")
    if body is None or not paging.says_empty:
        return False
    return next(_empty_containers(body, marks), None) is not None


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_SHORT, _FEW_LINKS = 600, 12
"""A page with less text and fewer links than this has nothing of a column page; words are enough to say what it is."""
_CHALLENGE_CODE = _any_of(
    r"\$_ts\s*(?:=|\.(?:nsd|cd)\b)|__jsl_clearance|acw_sc__v2|cf[-_]chl[-_]|/cdn-cgi/challenge-platform",
    r"_waf_(?:uuid|validator)|yunsuo_session|<meta id=\"[\w.-]{16,}\" content=\"[^\">]{200,}\"",
)
_CHALLENGE_WORDS = _any_of(
    r"安全验证|人机验证|访问(?:过于|太|次数过)?频繁|请求(?:过于|太)?频繁",
    r"(?:完成|进行|通过)(?:以下|下方|安全)?验证|拖动(?:下方)?滑块|滑块验证|验证码[^。]{0,12}(?:继续|访问)",
    r"访问验证|请求(?:已)?被(?:拦截|阻断|拒绝)|访问(?:已)?被(?:拦截|阻断|拒绝|禁止)|(?:应用|网站)防火墙",
    r"不合法(?:参数|请求)|浏览器安全检查|Access Denied|Attention Required|Just a moment|checking your browser",
    r"verify you are (?:a )?human|security check",
)
_ERROR_WORDS = _any_of(
    r"\b(?:404|403|50[0-4])\b",
    r"(?:页面|网页|文件|栏目|内容|资源|站点|网站)(?:不存在|没有找到|未找到|找不到|已?(?:被)?删除|已?关闭|无法(?:访问|显示|打开))",
    r"找不到(?:该|您|页面|网页|文件|资源)|您(?:要)?(?:访问|请求|浏览|查看)的(?:页面|网页|内容|地址|资源)",
    r"(?:系统|服务器?|程序|数据库)(?:内部|发生|出现|运行)?(?:错误|异常|繁忙|故障|维护|升级)",
    r"(?:网站|系统|平台|页面|栏目)?(?:正在|正|进行|暂停)?(?:维护|升级|改版|建设)中?(?:[，,。！!]|中|期间|公告|通知|$)",
    r"(?:正在|进行)(?:维护|升级|改版|建设)|暂停(?:服务|访问|使用)|临时关闭|敬请期待|Not Found|Bad Gateway",
    r"Service (?:Temporarily )?Unavailable|Gateway Time-?out|Internal Server Error|Runtime Error|Fatal error",
    r"SQLSTATE|Whitelabel Error|The request could not be satisfied|Forbidden|Bad Request|HTTP Status",
    r"under (?:construction|maintenance)|page (?:cannot|can't) be (?:found|displayed)",
)
_ERROR_TITLE = _any_of(
    r"^\W*(?:(?:404|403|50[0-4])\b|错误|出错|抱歉|对不起|Not Found|Error\b|Bad Gateway|Service Unavailable)",
    r"(?:页面|网页|文件|栏目)(?:不存在|没有找到|未找到|找不到)|找不到(?:页面|网页|文件)",
    r"(?:网站|系统|平台)(?:正在)?(?:维护|升级|改版|建设)(?:中|公告|通知|$)|正在(?:维护|升级|改版)",
)
_ERROR_LINE = _any_of(
    r"(?:您(?:要)?(?:访问|请求|浏览|查看)的)(?:页面|网页|内容|地址|资源)",
    r"(?:页面|网页|栏目)(?:不存在|没有找到|未找到|找不到|已?(?:被)?删除)|^\W*404\W*$",
    r"404\s*(?:not found|错误|页面)",
    r"(?:网站|系统|平台|栏目)(?:正在)?(?:维护|升级改版|改版升级|维护升级|升级|改版)(?:中|期间)",
    r"正在(?:维护|升级|改版)",
)
_NOTHING = re.compile(
    r"^\W*(?:(?:很)?抱歉|对不起)?\W*(?:该|本|此|当前)?(?:栏目|目录|分类|列表)?(?:下|内|中)?(?:暂时?无|暂时?没有|没有|无|尚无|未找到|没有找到|未查询到|没有查询到|还没有)"
    r"(?:任何|相关|相应|符合条件的?|此类|该类)*的?(?:数据|信息|内容|记录|文章|文件|公告|新闻|资料|结果|条目)(?:发布|公开)?\W*$"
)
_NOTE = re.compile(
    r"(?:本|该|此|截至|截止|目前|近期|暂|尚|年|季度|单位|部门|机关)[^。；]{0,40}?(?:未(?:产生|发生|形成|制定|出台|开展过?)|无(?:此|该|本|相关)?(?:类|项|方面)?的?(?:政府)?(?:信息|事项|内容|文件)(?:产生|发生|公开|发布|需要)?\s*(?:[，,。；;）)]|$)|不涉及|没有(?:此|该)类)"
)
_REMARK = re.compile(r"^\W*(?:备注|说明|情况说明|栏目说明|温馨提示|注)\s*[:：]\s*\S{4,}")


def _is_note(line: str) -> bool:
    return len(line) < 100 and _NOTE.search(line) is not None and _NOTHING.match(line) is None


def _quote(match: re.Match[str]) -> str:
    return match.group().strip()[:60]


_REFRESH = re.compile(r"^\s*(\d+)(?:\.\d+)?\s*[;,]?\s*url\s*=\s*['\"]?([^'\"\s]+)", re.IGNORECASE)
_MOVES = re.compile(
    r"(?:window\.|self\.|top\.|parent\.|document\.)*location(?:\.href)?\s*=\s*['\"]([^'\"]+)['\"]|location\.(?:replace|assign)\s*\(\s*['\"]([^'\"]+)['\"]",
    re.IGNORECASE,
)


def _sent_on(page: Page, text: str, links: int) -> str | None:
    """Where a stub sends its visitor: a meta refresh, or a script on a page with next to nothing else."""
    for meta in page.tree.iter("meta"):
        if (meta.get("http-equiv") or "").lower() == "refresh" and (match := _REFRESH.match(meta.get("content") or "")):
            return match.group(2)
    if len(text) > 200 or links > 3:
        return None
    for script in page.tree.iter("script"):
        if match := _MOVES.search(script.text or ""):
            return str(match.group(1) or match.group(2))
    frame = next(page.tree.iter("frame"), None)
    return None if frame is None else str(frame.get("src") or "")


def _main_lines(root: Element) -> Iterator[str]:
    """The visible short pieces of text outside navigation, sidebars and footers."""
    for node in root.iter():
        if not isinstance(node.tag, str) or node.tag in SKIPPED or node.tag in ("a", "input"):
            continue
        own = " ".join(part for part in (node.text, *(child.tail for child in node)) if part)
        words = " ".join(own.split())
        if 1 < len(words) < 160 and not _is_out_of_sight(node):
            yield words


def _is_out_of_sight(node: Element) -> bool:
    return is_aside(node) or any(
        is_hidden(above) or above.tag in SKIPPED
        for above in (node, *node.iterancestors())
        if isinstance(above.tag, str)
    )


def _blank(page: Page, root: Element, lines: list[str], *, paging: Paging, marks: list[Element]) -> str | None:
    """The evidence that the list is genuinely empty, in words; `None` if there is none."""
    links = sum(1 for _ in root.iter("a"))
    if links < 3:
        return None  # too bare to be a normal page of a site
    for line in lines:
        if _NOTHING.match(line):
            return f"the page says: {line}"
    if not paging.says_empty:
        return None
    for container in _empty_containers(root, marks):
        if not _named_in_script(container, page):
            stated = f"{paging.total} entries" if paging.total == 0 else f"{paging.pages} page"
            return f"an empty list (<{container.tag}>) beside page numbers that state {stated}"
    return None


_CONTAINERS = ("ul", "ol", "tbody", "dl", "table", "div")
_LIST_NAME = re.compile(r"list|news|items", re.IGNORECASE)


def _empty_containers(root: Element, marks: list[Element]) -> Iterator[Element]:
    """Blocks made for a list that hold nothing readable, right beside the page numbers."""
    if not marks:
        return
    for node in root.iter(*_CONTAINERS):
        if node.tag == "div" and not _LIST_NAME.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
            continue
        if any(mark is node or any(above is node for above in mark.iterancestors()) for mark in marks):
            continue
        if _holds_nothing(node) and not _is_out_of_sight(node) and any(is_beside((node,), mark) for mark in marks):
            yield node


def _holds_nothing(node: Element) -> bool:
    if node.tag == "table":
        body_rows = [row for row in node.iter("tr") if row.find("th") is None]
        return bool(node.findall(".//th")) and not any(visible_text(row) for row in body_rows)
    return not visible_text(node) and next(node.iter("img", "a", "input", "iframe"), None) is None


def _named_in_script(container: Element, page: Page) -> bool:
    """A script on the page names the container, so it may be filled after loading."""
    names = {
        name
        for node in (container, *list(container.iterancestors())[:2])
        for name in (node.get("id") or "", *(node.get("class") or "").split())
        if len(name) > 1 and node.tag not in ("body", "html")
    }
    if not names:
        return False
    quoted = re.compile("[\"'][#.]?(?:" + "|".join(re.escape(name) for name in sorted(names)) + r")\b[^\"']{0,20}[\"']")
    return any(quoted.search(script.text or "") for script in page.tree.iter("script"))


_TEMPLATE_TYPES = re.compile(r"template|tmpl|handlebars|mustache|text/html|ng-template", re.IGNORECASE)
_BOUND = ("v-for", "ng-repeat", "v-html", ":key", "x-for", "data-ng-repeat")


def _template(page: Page, root: Element) -> str | None:
    """A client-side template: rows are made in the browser."""
    for script in page.tree.iter("script"):
        if _TEMPLATE_TYPES.search(script.get("type") or "") and "{{" in (script.text or "") + "<%":
            return "a script fills the list from a template; the data is not in the page"
    for node in root.iter():
        if isinstance(node.tag, str) and any(name in node.attrib for name in _BOUND):
            return "a script fills the list from a template; the data is not in the page"
    return None


_ASKS = re.compile(
    r"\$\.(?:ajax|get|post|getJSON)\b|\bfetch\s*\(|\baxios\b|XMLHttpRequest|\.load\s*\(|dataproxy|\.jpage\s*\(",
    re.IGNORECASE,
)
_WRITES = re.compile(r"\.(?:html|append|innerHTML)\b|insertAdjacentHTML|document\.write", re.IGNORECASE)


def _filler(page: Page, root: Element) -> str | None:
    """Another sign that the list comes from elsewhere: an application's empty root, a request, a frame."""
    links = sum(1 for _ in root.iter("a"))
    for node in root.iter("div"):
        if node.get("id") in ("app", "root", "__nuxt", "__next") and (not visible_text(node) or links < 3):
            return "the page is drawn by a script; it holds no list"
    for script in page.tree.iter("script"):
        code = script.text or ""
        if _ASKS.search(code) and (_WRITES.search(code) or "list" in code.lower()):
            return "a script fetches data for the page; the list is not in it"
    for frame in root.iter("iframe"):
        source = (frame.get("src") or "").strip()
        if source and not source.startswith(("javascript:", "about:")) and not _is_out_of_sight(frame):
            return f"the content stands in a frame: {source[:200]}"
    if links == 0 and page.tree.findall(".//script"):
        return "the page is drawn by a script; it holds no list"
    return None
