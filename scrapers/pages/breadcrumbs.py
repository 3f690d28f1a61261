"""Where a page says it stands: 当前位置：首页 > 政务公开 > 通知公告.

Read from the markup, not from the tree: a trail is a few hundred characters in one place, found by its words (位置) or
by the name of what holds it (`class="breadcrumb"`), and a search through the whole tree for it would cost more than
all else that is asked about a page's identity.
"""

import re
from collections.abc import Iterator
from html import unescape

Trail = tuple[str, ...]


def read_trail(markup: str) -> Trail:
    """The parts of the page's trail as shown, from 首页 on, a closing 列表 or 正文 left out; `()` if it shows none."""
    for start, certain in _after_labels(markup):
        trail = _trail_at(markup, start)
        if len(trail) > 1 if trail and trail[0] in _HOME else trail and certain:
            return trail
    for start in _after_names(markup):
        trail = _trail_at(markup, start)
        if len(trail) > 1 and trail[0] in _HOME:
            return trail
    return ()


def column_of(trail: Trail) -> str | None:
    """The column a trail ends in; `None` for one that says no more than 首页."""
    return trail[-1] if trail and trail[-1] not in _HOME else None


_HERE = re.compile(
    r"(?:当前|目前|现在|所在|所处|您的|你的)\s*(?:所在)?\s*(?:的)?\s*(?:页面)?\s*位置"
    r"(?:\s*(?:是|在|为)(?=\s*[:：<]))?|位置\s*[:：]"
)
_HOME = frozenset({"首页", "网站首页", "主页", "本站首页", "门户首页", "返回首页", "Home", "HOME", "home"})
_ENDS = frozenset(
    {"列表", "正文", "详情", "信息列表", "内容", "文章列表", "栏目列表", "列表页", "详细内容", "信息详情"}
)
_LONGEST, _MOST_PARTS, _LONGEST_PART, _MOST_TRIES, _FAR = 3000, 10, 60, 8, 8000


def _after_labels(markup: str) -> Iterator[tuple[int, bool]]:
    """Where the text after 当前位置 begins, outside comments and scripts; `False`: after 位置 alone, as in 地理位置."""
    place = markup.find("位置")
    for _ in range(_MOST_TRIES):
        if place < 0:
            return
        match = _HERE.search(markup, max(0, place - 12), place + 12)
        if match is not None and match.end() > place and not _is_unseen(markup, place):
            yield match.end(), not match.group().startswith("位置")
        place = markup.find("位置", place + 1)


_NAMES = ("rumb", "osition", "ocation", "dqwz", "weizhi", "path", "mbx", "lujing")
_NAMED = re.compile(r"\b(?:class|id|aria-label)\s*=\s*[\"']?[^\"'<>=]{0,60}$", re.IGNORECASE)
_WHOLE_NAME = re.compile(r"(?:^|[\s_\"'=-])(?:bread)?-?(?:crumbs?|position|location|dqwz|weizhi|path|mbx|lujing)", re.I)


def _after_names(markup: str) -> Iterator[int]:
    """Where an element begins that is named after a trail."""
    for name in _NAMES:
        place = markup.find(name)
        for _ in range(_MOST_TRIES):
            if place < 0:
                break
            before = _NAMED.search(markup, max(0, place - 100), place)
            if before is not None and _WHOLE_NAME.search(markup, before.start(), place + 10):
                opened = markup.find(">", place)
                if 0 < opened - place < 300 and not _is_unseen(markup, place):
                    yield opened + 1
            place = markup.find(name, place + 1)


def _is_unseen(markup: str, place: int) -> bool:
    """The place lies in a comment or a script."""
    near = max(0, place - _FAR)
    for opening, closing in (("<!--", "-->"), ("<script", "</script"), ("<style", "</style")):
        opened = markup.rfind(opening, near, place)
        if opened >= 0 and markup.find(closing, opened, place) < 0:
            return True
    return False


_TOKEN = re.compile(r"<!--.*?-->|<(?P<close>/?)(?P<tag>[a-zA-Z][\w-]*)[^<>]*>|(?P<text>[^<]+)|<", re.DOTALL)
_BLOCKS = frozenset(
    {"div", "p", "td", "tr", "table", "ul", "ol", "dl", "section", "nav", "header", "h1", "h2", "h3", "body"}
)
_SILENT = frozenset({"script", "style", "select", "button", "form"})


def _trail_at(markup: str, start: int) -> Trail:
    """The parts that follow `start`, up to the end of the block that holds them."""
    parts: list[str] = []
    loose: list[str] = []
    link: list[str] | None = None
    depth = 0
    for token in _TOKEN.finditer(markup, start, min(len(markup), start + _LONGEST)):
        tag = (token.group("tag") or "").lower()
        if text := token.group("text"):
            (loose if link is None else link).append(text)
        elif tag == "a":
            parts += _split(loose)
            loose = []
            if link is not None:
                parts += _split(link, whole=True)
            link = None if token.group("close") else []
        elif tag in _SILENT:
            break
        elif tag in _BLOCKS:
            depth += -1 if token.group("close") else 1
            seen = parts + _split(loose)
            if depth < 0 and (seen or depth < -_LEVELS):
                break
            if depth > 0 and len(seen) > 1 and tag in _BLOCKS - {"ul", "ol", "p", "dl"} and not token.group("close"):
                break
        if len(parts) > _MOST_PARTS:
            break
    parts += _split(loose if link is None else loose + link)
    return _trimmed(parts)


_LEVELS = 3
"""The words 当前位置 may stand in a block of their own, that many levels deeper than the trail."""
_STRONG = re.compile(r"\s*(?:-+>|=+>|>+|»+|›+|＞+|→|⟩|▶|▸|►|≫|》(?!\S*《)|┊|::)\s*")
_WEAK = re.compile(r"\s*[|｜\\/]\s*|\s+[-–—·]+\s+")


def _split(texts: list[str], *, whole: bool = False) -> list[str]:
    """Text outside links cut at its arrows; a link's text is one part, whatever signs its name holds."""
    text = " ".join(unescape("".join(texts)).split())
    if whole and not _STRONG.search(text):
        cut = [text]
    else:
        cut = _STRONG.split(text) if _STRONG.search(text) else _WEAK.split(text)
    return [part for piece in cut if (part := piece.strip(_BLANKS))]


_BLANKS = " \t\r\n\xa0\u3000:：>＞»›-–—/\\|·.。,，;；[]【】()（）"


def _trimmed(parts: list[str]) -> Trail:
    """Without what closes a trail, and nothing at all where a part is too long to be a name."""
    trail: list[str] = []
    for part in parts:
        if len(part) > _LONGEST_PART or _PLACEHOLDER.search(part):
            break
        if not trail or trail[-1] != part:
            trail.append(part)
    while trail and trail[-1] in _ENDS:
        trail.pop()
    return tuple(trail) if len(trail) <= _MOST_PARTS else ()


_PLACEHOLDER = re.compile(r"[{}<>$]|%\w|&\w+;|^#+$|^栏目名称$")
