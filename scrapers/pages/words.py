"""What a page says in its own voice: its title and its lines outside links, as a visitor sees them.

A line is what stands between two breaks, however many `span`s it is made of. The texts of links are not the page's own
voice: a list may well hold a document about a system that is being upgraded.
"""

from dataclasses import dataclass
from typing import cast

from lxml import etree

from scrapers.pages.outline import SKIPPED, is_aside, is_hidden
from scrapers.pages.page import Element, text_of, within


@dataclass(frozen=True)
class Line:
    """A line and the element its first characters stand in."""

    text: str
    owner: Element


@dataclass(frozen=True)
class Words:
    """The title and lines of a page."""

    title: str
    lines: tuple[str, ...]
    length: int
    """Characters of all visible text, that of links included; counting stops soon after `most`."""


def shown(tree: Element, *, most: int = 4000) -> Words:
    """All visible words of a page, up to about `most` characters of them."""
    title = next(tree.iter("title"), None)
    lines, length = _read(_root(tree), most)
    return Words(
        title="" if title is None else " ".join(text_of(title).split())[:200],
        lines=tuple(line.text for line in lines),
        length=length,
    )


def main_lines(tree: Element, *, most: int = 1500) -> list[Line]:
    """The lines of a page outside navigation, sidebars, head and foot, up to about `most` characters of them."""
    lines, _ = _read(_root(tree), most, main=True)
    return lines


def is_out_of_sight(node: Element) -> bool:
    """Nobody reads it as part of the page's content: in navigation, head or foot, in a script, or hidden."""
    return is_aside(node) or any(
        above.tag in SKIPPED or is_hidden(above) or is_named_hidden(above)
        for above in (node, *node.iterancestors())
        if isinstance(above.tag, str)
    )


def visible_text(element: Element) -> str:
    """The element's text as a visitor reads it, blanks squeezed; scripts, comments and hidden parts left out."""
    parts: list[str] = []
    skipped: Element | None = None
    for node in element.iter():
        if skipped is not None:
            if within(node, skipped):
                continue
            skipped = None
        if isinstance(node.tag, str) and (node.tag in SKIPPED or is_hidden(node)):
            skipped = node
        elif isinstance(node.tag, str) and node.text:
            parts.append(node.text)
        if node.tail and node is not element:
            parts.append(node.tail)
    return " ".join(" ".join(parts).split())


def without_ellipsis(text: str) -> str:
    """`text` without the points (`..`, `…`) that say that it is cut short there; the same text where none do."""
    stem = text.rstrip().rstrip(".…")
    points = text[len(stem) :].strip()
    return stem.rstrip() if len(points) > 1 or points == "…" else text


_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "fieldset", "footer"}
    | {"form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "img", "li", "main", "nav", "ol", "p", "pre"}
    | {"section", "table", "tbody", "td", "th", "tr", "ul"}
)
_MOST_EVENTS, _MOST_LINES = 20_000, 4000
"""No page for people holds more outside its links; what does is not worth a second of reading."""
_HIDING_NAMES = frozenset({"hide", "hidden", "none", "dn", "d-none", "layui-hide", "undis", "displaynone"})


def _root(tree: Element) -> Element:
    body = tree.find("body")
    return tree if body is None else body


def is_named_hidden(node: Element) -> bool:
    """A class name that hides on most sites (`hide`, `none`); on others it only names what is shown instead."""
    names = node.get("class")
    return names is not None and not _HIDING_NAMES.isdisjoint(names.lower().split())


def _read(root: Element, most: int, *, main: bool = False) -> tuple[list[Line], int]:
    lines: list[Line] = []
    parts: list[str] = []
    owner = root
    length = 0

    seen = 0

    def end_line() -> int:
        nonlocal seen
        text = " ".join("".join(parts).split())
        parts.clear()
        if not text:
            return 0
        seen += 1
        if main and is_aside(owner):
            return 0
        lines.append(Line(text, owner))
        return len(text)

    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for count, (event, node) in enumerate(cast("etree.iterwalk[str, Element]", walk)):
        tag = node.tag
        if event == "start":
            if tag in _BLOCKS:
                length += end_line()
            if tag == "a" or tag in SKIPPED or is_hidden(node) or is_named_hidden(node):
                if tag == "a" and not main:
                    length += len(text_of(node))
                walk.skip_subtree()
            elif text := node.text:
                if not parts and not text.isspace():
                    owner = node
                parts.append(text)
        else:
            if tag in _BLOCKS:
                length += end_line()
            if node is not root and (text := node.tail):
                if not parts and not text.isspace():
                    owner = cast(Element, node.getparent())
                parts.append(text)
        if length > most or count > _MOST_EVENTS or seen > _MOST_LINES:
            break
    length += end_line()
    return lines, length
