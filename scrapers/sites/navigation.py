"""Where a page's navigation leads: menus, side bars, the 更多 of each block, and what each of these is called.

A link of the navigation names a column; a link of a list names a document. They are told apart by where they stand and
how they look, never by one site's names. What is taken for navigation wrongly costs one more page to look at; the page
itself then says whether it is a column.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal
from urllib.parse import urlsplit

from scrapers.pages.links import is_home, looks_like_document, resolve
from scrapers.pages.page import Element, Page, text_of
from scrapers.pages.words import without_ellipsis

Place = Literal["nav", "sidebar", "more", "section"]
"""`nav`: a menu; `sidebar`: a list of columns beside the content; `more`: the 更多 of a block; `section`: elsewhere."""


@dataclass(frozen=True)
class NavLink:
    """One link of a page's navigation."""

    name: str
    """What the link is called; for a 更多 the heading of its block, "" if it has none."""
    url: str
    """Absolute address without fragment."""
    trail: tuple[str, ...]
    """The names above it, outermost first: menu entries it is nested in, the heading of its block."""
    place: Place


def links_of_navigation(page: Page) -> list[NavLink]:
    """The page's links to other pages of navigation, in the order shown; the same address once, under its first name.

    Left out: links without a name or to nowhere, documents and files, home page, login, search and page numbers, rows
    of lists. Links to other sites are in: whoever walks decides what a site is. A link of a menu goes before the same
    address in a block.
    """
    body = page.tree.find("body")
    found: dict[str, NavLink] = {}
    for link in islice((page.tree if body is None else body).iter("a"), _MOST_LINKS):
        nav = _nav_link(link, page.url)
        if nav is None:
            continue
        known = found.get(nav.url)
        if known is None:
            found[nav.url] = nav
        elif not known.name or (known.place in ("more", "section") and nav.place == "nav"):
            # The place in the order stays: a dictionary keeps it.
            found[nav.url] = nav
    return list(found.values())


def blocks_with_more(page: Page) -> int:
    """How many blocks of the page have a 更多 of their own, each leading elsewhere: two and more make an overview."""
    links = islice(page.tree.iter("a"), _MOST_LINKS)
    return len({resolve(page.url, link.get("href")) for link in links if _is_more(link, _name(link))} - {None})


def is_site_function(name: str) -> bool:
    """The name is that of something a site does (login, search, paging), not of anything it publishes."""
    return _FUNCTION.fullmatch(name) is not None


_MOST_LINKS = 2000
"""A site map of a large portal has fewer."""
LONGEST_NAME = 24
"""Characters. The longest names of columns in disclosure directories have about twenty; titles of documents more."""

_FUNCTION = re.compile(
    r"(?:返回)?(?:网站|本站|门户)?(?:首\s*页|主页)|(?:用户|会员)?(?:登\s*[录陆]|注\s*册|退\s*出|注销)|(?:高级|全站|站内|一网|智能)?(?:搜\s*索|检索|查询)"
    r"|[上下前后]?[一]?(?:页|月|年|周|日|期|篇|条)|[上下前后](?:一|一个|个)?(?:页|月|年|周|日|期|篇|条|屏)|[首末尾]页|第?\s*\d+\s*[页期]?|跳转|转到|GO|go"
    r"|\d{4}\s*年?(?:\s*\d{1,2}\s*月?)?|\d{1,2}\s*[月日]|今[天日]|返回(?:顶部|上[一]?[页级])?|(?:打印|关闭|收藏)(?:本页|窗口)?|设为首页|加入收藏"
    r"|(?:网站|站点)?(?:无障碍|适老|长者)(?:浏览|模式|版|辅助)*|关怀版|繁[體体](?:中文|版)?|简[体體](?:中文|版)?|English|EN|手机版|移动版|电脑版|WAP"
    r"|.{0,4}ICP备.*|.*公网安备.*|(?:网站)?标识码.*|隐私(?:声明|政策)|(?:网站|免责)声明|法律声明|版权(?:声明|所有)|关于(?:我们|本站)|站点地图帮助|帮助"
    r"|友情链接|分享(?:到.*)?|字[号体].*|[+\-<>«»‹›.·…|]+",
    re.IGNORECASE,
)
_MORE = re.compile(r"\W*(?:查看|浏览|点击)?(?:更\s*多|全部)(?:信息|内容)?\W*|\W*more\W*|[>»›＞+]+", re.IGNORECASE)
_MORE_CLASS = re.compile(r"(?:^|[\s_-])more(?:$|[\s_-])|gengduo|gd_?more", re.IGNORECASE)
_DETAIL = re.compile(r"\W*(?:查看|阅读)?(?:详情|全文|详细|原文)\W*")
_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|txt|csv|zip|rar|7z|gz|apk|exe|jpe?g|png|gif|bmp|svg|ico|mp[34]|avi|wmv|flv"
    r"|swf|css|js|xml|rss|json)$",
    re.IGNORECASE,
)
_FUNCTION_ADDRESS = re.compile(
    r"(?:^|/)(?:login|logout|regist(?:er)?|search|so|query|sso|cas|admin)(?:[/._?-]|$)", re.I
)
_MENU = re.compile(
    r"(?:^|[\s_-])(?:(?:main|top|sub)?nav(?:i|bar|igation)?|menus?|daohang|dh|tabs?)(?:$|[\s_\d-])", re.I
)
_MENU_PART = re.compile(r"nav|menu", re.IGNORECASE)
_SIDE = re.compile(r"(?:^|[\s_-])(?:side|sidebar|sidenav|aside|left|leftmenu|lm|lanmu|tree|catalog(?:ue)?|mulu)(?:$|[\s_\d-])|side|lanmu", re.I)  # fmt: skip  # noqa: E501
_DATE = re.compile(r"(?<!\d)(?:(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}|\d{1,2}\s*[-/月]\s*\d{1,2}(?!\d))")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "th", "caption", "legend"})
_HIGHEST, _MOST_PEERS = 6, 12
"""Ancestors in which a block's heading is looked for (above them stands the whole page), and neighbours in each."""
_MARKED = re.compile(r"(?:^|[\s_-])(?:on|cur(?:rent)?|active|now|hover|sel(?:ected)?)(?:$|[\s_\d-])", re.IGNORECASE)
"""The tab of several that is open."""


_LONGEST_ROW = 6
"""Elements of a row that is no list item; more of them are a block."""


def _nav_link(link: Element, base: str) -> NavLink | None:
    url = resolve(base, link.get("href"))
    if url is None or not url.startswith("http") or _is_no_page(url):
        return None
    if is_home(url) and urlsplit(url).netloc == urlsplit(base).netloc:
        return None
    name = _name(link)
    if _is_more(link, name):
        heading = _heading_of(link, of_a_more=True)
        return None if heading is None and looks_like_document(url) else NavLink(heading or "", url, (), "more")
    if len(name) < 2 or len(name) > LONGEST_NAME or is_site_function(name) or _DETAIL.fullmatch(name):
        return None
    place = _place(link)
    if place == "section" and (looks_like_document(url) or _is_dated(link)):
        return None
    return NavLink(name, url, _trail(link, name), place)


def _is_no_page(url: str) -> bool:
    path = urlsplit(url).path
    return _FILE.search(path) is not None or _FUNCTION_ADDRESS.search(path) is not None


def _name(link: Element) -> str:
    """What the link shows: its text (the whole of it, if that is cut), or the words of its picture."""
    shown = _words(text_of(link))
    title = _words(link.get("title") or "")
    if not shown:
        picture = next(link.iter("img"), None)
        pictured = "" if picture is None else _words(picture.get("alt") or picture.get("title") or "")
        return title or pictured
    cut = without_ellipsis(shown)
    return title if cut != shown and title.startswith(cut) else shown


def _is_more(link: Element, name: str) -> bool:
    if name and _MORE.fullmatch(name):
        return True
    own = f"{link.get('class') or ''} {link.get('id') or ''}"
    return not name and _MORE_CLASS.search(own) is not None


def _place(link: Element) -> Place:
    """By what the elements around it are called: the nearest one with a telling name or tag decides."""
    for node in _above(link):
        names = f"{node.get('class') or ''} {node.get('id') or ''}"
        if node.tag == "aside" or (_SIDE.search(names) and not _MENU_PART.search(names)):
            return "sidebar"
        if node.tag == "nav" or _MENU.search(names) or _MENU_PART.search(names):
            return "nav"
    return "section"


def _is_dated(link: Element) -> bool:
    """A row of a list: a date stands in it or right beside it."""
    parent = link.getparent()
    around = link if parent is None or next(islice(parent, _LONGEST_ROW, None), None) is not None else parent
    row = next((node for node in islice(_above(link), 3) if node.tag in ("li", "tr", "dd")), around)
    text = text_of(row)
    return len(text) < 400 and _DATE.search(text) is not None


def _trail(link: Element, name: str) -> tuple[str, ...]:
    """The names of the menu entries around the link, outermost first; at last the heading of its block before them."""
    names: list[str] = []
    for node in _above(link):
        if node.tag in ("li", "dl"):
            label = _label(node, link)
            if label and label != name and label not in names:
                names.insert(0, label)
    heading = _heading_of(link)
    if heading and heading != name and heading not in names:
        names.insert(0, heading)
    return tuple(names)


def _label(entry: Element, link: Element) -> str:
    """What a menu entry is called: its first words before the list nested in it; "" if `link` itself is its label."""
    words = _words(entry.text or "")
    for child in entry:
        if child is link or any(inner is link for inner in child.iter("a")) or not isinstance(child.tag, str):
            break
        words = words or _words(text_of(child))
    return words if 1 < len(words) <= LONGEST_NAME and not is_site_function(words) else ""


def _heading_of(link: Element, *, of_a_more: bool = False) -> str | None:
    """What heads the block the link stands in, seen from inside out: a heading, or the words that begin the block.

    Beside a 更多 (`of_a_more`) any short words are its heading; elsewhere a neighbour that is a link itself is a peer.
    """
    below = link
    for node in islice(_above(link), _HIGHEST):
        for child in islice(below.itersiblings(preceding=True), _MOST_PEERS):
            if not isinstance(child.tag, str) or child.tag in ("script", "style"):
                continue
            found = _heading_in(child, of_a_more=of_a_more)
            if found:
                return found
            if of_a_more and len(text_of(child)) > 2 * LONGEST_NAME:
                break  # another block's content stands between
        own = _words(node.text or "")
        if _can_head(own):
            return own
        below = node
    return None


def _heading_in(node: Element, *, of_a_more: bool) -> str | None:
    for inner in node.iter(*_HEADINGS):
        words = _words(text_of(inner))
        if _can_head(words):
            return words
    if not of_a_more:
        return None
    tabs = list(islice(node.iter("li", "a", "span"), _MOST_PEERS))
    if len(tabs) > 1:
        marked = next((_words(text_of(tab)) for tab in tabs if _MARKED.search(tab.get("class") or "")), "")
        if _can_head(marked):
            return marked
    words = _words(text_of(node))
    links = sum(tab.tag == "a" for tab in tabs)
    return words if _can_head(words) and links < 2 else None


def _can_head(words: str) -> bool:
    if not 1 < len(words) <= LONGEST_NAME or _MORE.fullmatch(words) or is_site_function(words) or "位置" in words:
        return False
    return _DATE.search(words) is None and re.search(r"[\w\u4e00-\u9fff]{2}", words) is not None


def _above(node: Element) -> Iterator[Element]:
    for above in node.iterancestors():
        if above.tag == "body":
            return
        if isinstance(above.tag, str):
            yield above


def _words(text: str) -> str:
    return " ".join(text.split()).strip("·•|>»›＞　 ")
