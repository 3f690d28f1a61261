"""Pages that hold nothing but the way to another page: a refresh, a script, a frame, a tiny 点击进入."""

import re

from scrapers.pages.links import resolve
from scrapers.pages.page import Element, Page, text_of
from scrapers.pages.words import Words


def sent_on(page: Page, words: Words, links: list[Element]) -> str | None:
    """The address to which a page that holds next to nothing sends its visitor; `None` if it sends nobody.

    A page that sends to itself only loads again.
    """
    for target in (_refresh(page), _script(page, words, links), _frame(page), _entrance(words, links)):
        address = resolve(page.url, target)
        if target and address != resolve(page.url, page.url):
            return target.strip()[:300]
    return None


_TINY, _FEW_LINKS, _MOST_CODE = 200, 3, 20_000
_REFRESH = re.compile(
    r"\s{0,20}(\d{1,9})(?:\.\d{1,9})?\s{0,20}[;,]?\s{0,20}url\s{0,20}=\s{0,20}['\"]?([^'\"\s]+)", re.IGNORECASE
)
_LONGEST_WAIT = 60
"""A refresh after more seconds than that is a page that keeps itself up to date."""
_MOVES = re.compile(
    r"location(?:\s*\.\s*href)?\s*=\s*['\"]([^'\"]+)['\"]"
    r"|location\s*\.\s*(?:replace|assign)\s*\(\s*['\"]([^'\"]+)['\"]"
    r"|(?:window\.)?open\s*\(\s*['\"]([^'\"]+)['\"]\s*,\s*['\"]_self",
    re.IGNORECASE,
)
_ENTRANCE = re.compile(
    r"^\W*(?:(?:请)?(?:点击|单击)(?:这里|此处|图片)?(?:进入|访问|跳转|继续)?.{0,20}|(?:点击)?进入.{0,20}"
    r"|(?:立即|直接)(?:进入|跳转|访问)|click here.{0,20}|enter(?: site)?)\W*$",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"(?:即将|正在|自动|将自动|没有自动)(?:为您)?(?:跳转|转向|转到|进入)|(?:已|已经)(?:迁移|搬迁|启用新|更换(?:域名|网址|地址))"
    r"|moved (?:here|permanently)|object moved|redirecting|如果(?:您的)?浏览器(?:没有|不支持|未)",
    re.IGNORECASE,
)


def _refresh(page: Page) -> str | None:
    for meta in page.tree.iter("meta"):
        if (meta.get("http-equiv") or "").lower() != "refresh" or next(
            meta.iterancestors("noscript"), None
        ) is not None:
            continue
        match = _REFRESH.match(meta.get("content") or "")
        if match and int(match.group(1)[:6]) <= _LONGEST_WAIT:
            return match.group(2)
    return None


def _script(page: Page, words: Words, links: list[Element]) -> str | None:
    if words.length > _TINY or len(links) > _FEW_LINKS or _asks_for_input(page.tree):
        return None
    for script in page.tree.iter("script"):
        code = (script.text or "")[:_MOST_CODE]
        if "navigator." in code:
            continue  # sends telephones or old browsers elsewhere, nobody else
        if match := _MOVES.search(code):
            return match.group(1) or match.group(2) or match.group(3)
    for body in page.tree.iter("body"):
        if match := _MOVES.search((body.get("onload") or "")[:_MOST_CODE]):
            return match.group(1) or match.group(2) or match.group(3)
    return None


def _frame(page: Page) -> str | None:
    """A frameset's largest frame; an invisible `iframe` sends nobody anywhere."""
    frames = [frame.get("src") or "" for frame in page.tree.iter("frame")]
    return next((source for source in frames if source and not source.startswith("about:")), None)


def _entrance(words: Words, links: list[Element]) -> str | None:
    if words.length > _TINY or not 0 < len(links) <= _FEW_LINKS:
        return None
    moved = any(_MOVED.search(line) for line in (words.title, *words.lines))
    for link in links:
        label = " ".join(text_of(link).split()) or (link.get("title") or "")
        if _ENTRANCE.match(label) or (moved and link.get("href")):
            return link.get("href")
    return None


def _asks_for_input(tree: Element) -> bool:
    return any((field.get("type") or "text").lower() in ("text", "password") for field in tree.iter("input"))
