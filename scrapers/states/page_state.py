"""Say what a page is that shows no list: blank for a reason we can name, blocked, broken, or sent elsewhere.

Blank is a verdict against an agency, so it needs positive evidence: an empty list with page numbers that leave no room
for entries, or words such as 暂无信息, on an otherwise normal page that no script fills. What is doubtful is not blank.
"""

import re
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from schemas.entries import ReadingState
from scrapers.pages.challenges import challenge_script, challenge_words, sets_a_cookie_and_reloads
from scrapers.pages.links import is_home
from scrapers.pages.page import Element, Page, text_of
from scrapers.pages.plausible import hints_at_mojibake, is_mojibake
from scrapers.pages.words import Line, Words, main_lines, shown
from scrapers.paging.following import Paging
from scrapers.states.blank import (
    empty_containers,
    evidence_of_emptiness,
    holds_a_file,
    is_cut_off,
    may_be_filled_from_outside,
    note_in,
    remark_in,
    says_nothing_is_there,
    shows_documents,
)
from scrapers.states.fillers import application_in, frame_in, request_in, scripts_of, template_in
from scrapers.states.notices import (
    error_in_alert,
    error_line,
    error_on_bare_page,
    is_error_heading,
    looks_like_a_document,
)
from scrapers.states.stubs import sent_on


@dataclass(frozen=True)
class Verdict:
    """What a page is, and the words seen on it that say so."""

    state: ReadingState
    reason: str


def what_stands_in_its_place(page: Page) -> Verdict | None:
    """A challenge, an error, a maintenance notice or a stub on an almost empty page; `None` for a page with content.

    The state is `blocked`, `error_page` or `redirect`. Costs next to nothing on ordinary pages: they are known by their
    links.
    """
    if not page.body or page.body.isspace():
        return Verdict("error_page", "the body is empty")
    links = list(islice(page.tree.iter("a"), _FEW_LINKS + 1))
    if len(links) > _FEW_LINKS:
        return None
    words = shown(page.tree, most=_SHORT)
    return None if words.length > _SHORT else _on_bare_page(page, words, links)


def cannot_be_decoded(page: Page) -> Verdict | None:
    """`not_a_list` for a page whose words were read with a wrong code, by us or by who wrote them (锟斤拷, Ã¤Â¸).

    Nothing of it may be kept. Stray lost characters (U+FFFD) are no reason: their entries exist and are legible.
    """
    if _may_be_unreadable(page) and _cannot_be_read(page.tree):
        return Verdict("not_a_list", "the text cannot be decoded")
    return None


def error_in_title(page: Page) -> Verdict | None:
    """The title or a heading says that this is an error or maintenance notice, whatever else surrounds it."""
    for heading in page.tree.iter("title", "h1", "h2", "h3"):
        if next(heading.iter("a"), None) is not None or next(heading.iterancestors("a"), None) is not None:
            continue  # the title of a document in a list
        text = " ".join(text_of(heading).split())
        if is_error_heading(text):
            return Verdict("error_page", f"an error shown to the visitor: {text}")
    return None


def without_list(page: Page, *, paging: Paging, marks: list[Element]) -> Verdict:
    """Why a page with content shows no list of its own. `marks`: its paging elements."""
    if challenge := challenge_script(page.text):
        return Verdict("blocked", f"{challenge} and no list")
    if error := error_in_title(page):
        return error
    if no_column := _no_column(page):
        return no_column
    body = page.tree.find("body")
    root = page.tree if body is None else body
    lines = main_lines(page.tree, most=_LONG)
    texts = [line.text for line in lines]
    is_document = looks_like_a_document(page.tree, "", texts)
    if not is_document and (error_words := error_line(texts)):
        return Verdict("error_page", f"an error shown to the visitor: {error_words}")
    links = sum(1 for _ in islice(root.iter("a"), _BARE + 1))
    lacking = template_in(page, lines) or frame_in(root) or application_in(root, links=links)
    if lacking is None and not is_document and links >= _BARE:
        blank = _blank(page, root, lines, paging=paging, marks=marks)
        if blank is not None:
            return blank
    if lacking := lacking or request_in(page, links=links):
        return Verdict("needs_data", lacking)
    return Verdict("not_a_list", "nothing on the page looks like the column's list")


def doubt_about_another_list(page: Page) -> Verdict | None:
    """What on the page speaks against taking a dated list as the column's own when nothing ties it to the column.

    Words such as 暂无信息 beside such a list prove neither that the column is blank nor that the list is its own; and
    a server may answer with its home page whatever it is asked for.
    """
    title = page.tree.findtext("head/title") or ""
    if _HOME_TITLE.search(title.strip()) and not is_home(page.url):
        return Verdict("redirect", f"the page calls itself the site's home page: {' '.join(title.split())[:60]}")
    lines = main_lines(page.tree, most=_LONG) if _may_doubt(page.text) else []
    if error_words := error_line(line.text for line in lines):
        return Verdict("error_page", f"an error shown to the visitor: {error_words}")
    for line in lines:
        if says_nothing_is_there(line.text):
            return Verdict("not_a_list", f"the page says {line.text}, beside a list that nothing ties to the column")
    template = template_in(page, lines)
    return Verdict("needs_data", template) if template else None


def own_list_is_empty(page: Page, *, paging: Paging, marks: list[Element]) -> bool:
    """Beside other lists, the column's own stands empty with page numbers that leave no room for entries."""
    body = page.tree.find("body")
    if body is None or not paging.says_empty:
        return False
    return next(empty_containers(body, marks), None) is not None


_HOME_TITLE = re.compile(r"^(?:网站|门户)?首页(?:$|\s*[-_—|])|[-_—|\s](?:网站|门户)?首页$")
_SHORT, _FEW_LINKS = 600, 12
"""A page with less text and fewer links than this has nothing of a column page; words are enough to say what it is."""
_LONG = 1500
"""Words outside links beyond this are a document's or a form's: no need to read on."""
_BARE = 3
"""With fewer links than this a page is too bare to be a normal page of a site, and cannot prove anything by what it
lacks."""


def _on_bare_page(page: Page, words: Words, links: list[Element]) -> Verdict | None:
    if challenge := challenge_script(page.text):
        return Verdict("blocked", f"a challenge page: {challenge}")
    is_drawn = application_in(page.tree, links=len(links)) is not None
    if words.length < _NEXT_TO_NOTHING and not is_drawn and any(map(sets_a_cookie_and_reloads, scripts_of(page))):
        return Verdict("blocked", "a challenge page: a script that sets a cookie and reloads the page")
    is_document = looks_like_a_document(page.tree, words.title, words.lines)
    spoken = None if is_document or _is_form(page) else challenge_words("\n".join((words.title, *words.lines)))
    if spoken:
        return Verdict("blocked", f"a challenge page: {spoken[1]}")
    if words.length < _NEXT_TO_NOTHING and (alert := error_in_alert(scripts_of(page))):
        return Verdict("error_page", f"an error shown to the visitor: {alert}")
    if not is_drawn and (target := sent_on(page, words, links)):
        return Verdict("redirect", f"a stub that sends the visitor to {target}")
    if not is_document and (error := error_on_bare_page(words.title, words.lines)):
        return Verdict("error_page", f"an error shown to the visitor: {error}")
    if not words.length and not links and next(page.tree.iter("script", "iframe", "object", "embed"), None) is None:
        return Verdict("error_page", "the page shows nothing at all")
    return None


_NEXT_TO_NOTHING = 40


def _is_form(page: Page) -> bool:
    """A page for people to fill in: its 验证码 is part of the form."""
    return any(
        node.tag == "textarea" or (node.get("type") or "").lower() == "password"
        for node in page.tree.iter("input", "textarea")
    )


def _no_column(page: Page) -> Verdict | None:
    """Pages that show no column, however little is on them: they say nothing of what a column holds."""
    title = page.tree.findtext(".//title") or ""
    if _SEARCH_TITLE.search(title) or _SEARCH_ADDRESS.search(_path_and_query(page.url)):
        return Verdict("not_a_list", "a search page: what it does not find says nothing about the column")
    has_password = any((node.get("type") or "").lower() == "password" for node in page.tree.iter("input"))
    few = len(list(islice(page.tree.iter("a"), _FEW_LINKS + 1))) <= _FEW_LINKS
    if has_password and (few or _LOGIN_TITLE.search(title)):
        return Verdict("not_a_list", "a page to log in")
    if is_cut_off(page.text):
        return Verdict("not_a_list", "the page breaks off before its end, and what there is of it shows no list")
    return None


_SEARCH_TITLE = re.compile(r"搜索|检索|查询结果")
_SEARCH_ADDRESS = re.compile(
    r"/\w*search\w*(?:[./?]|$)|[?&](?:q|kw|wd|keywords?|searchwords?|searchkey)=[^&]", re.IGNORECASE
)
_LOGIN_TITLE = re.compile(r"登录|登陆|统一身份认证|\blog ?in\b|\bsign in\b", re.IGNORECASE)


def _path_and_query(url: str) -> str:
    split = urlsplit(url)
    return f"{split.path}?{split.query}"


def _blank(page: Page, root: Element, lines: list[Line], *, paging: Paging, marks: list[Element]) -> Verdict | None:
    is_text = sum(len(line.text) for line in lines) > _SHORT  # a document's sentences are no remark on an empty column
    note = None if is_text else note_in(lines)
    evidence = evidence_of_emptiness(page, root, lines, paging=paging, marks=marks)
    if evidence is not None:
        remark = note or remark_in(lines)
        return Verdict("blank_with_note", remark) if remark else Verdict("blank", evidence)
    if note is None or shows_documents(page, root) or holds_a_file(root, page) or may_be_filled_from_outside(page):
        return None
    return Verdict("blank_with_note", note)


_TRIGGERS = (
    "暂",
    "没有",
    "尚无",
    "抱歉",
    "对不起",
    "未找到",
    "未查询",
    "不存在",
    "找不到",
    "404",
    "正在",
    "维护",
    "升级",
    "改版",
    "已删除",
)
_TRIGGERS_OF_ADDRESS = re.compile(r"(?:访问|请求|浏览|查看|查找)的|>\s*[该本此当前]*(?:栏目|目录)?(?:下|内|中)?无")


def _may_doubt(markup: str) -> bool:
    """Some word that could stand in a doubt is anywhere on the page."""
    return any(word in markup for word in _TRIGGERS) or _TRIGGERS_OF_ADDRESS.search(markup) is not None


def _may_be_unreadable(page: Page) -> bool:
    """A lost character anywhere, or a sign of a wrong code in the title or the middle of the page."""
    text = page.text
    middle = len(text) // 2
    title = page.tree.findtext("head/title") or ""
    return "\ufffd" in text or is_mojibake(title) or hints_at_mojibake(text[middle : middle + _SAMPLE])


def _cannot_be_read(tree: Element) -> bool:
    """More than stray characters are lost: the title, or a good part of what the page shows."""
    body = tree.find("body")
    root = tree if body is None else body
    texts = [text_of(heading) for heading in islice(tree.iter("title"), 1)]
    texts += map(str, islice(root.itertext("a", "p", "li", "td", "span", "div"), _MOST_TEXTS))
    return is_mojibake(" ".join(texts)[:_MOST_JUDGED])


_SAMPLE, _MOST_TEXTS, _MOST_JUDGED = 3000, 4000, 40_000
