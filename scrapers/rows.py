"""Find the groups of repeated, same-shaped rows on a page: all that could be a list, the column's own or another.

Products differ in tags and classes and agree in one thing: an entry is one small block with one title, repeated beside
its like. A group is therefore a run of sibling elements, each with one title to click; nothing here depends on names.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from scrapers.dates import count_dates
from scrapers.page import Element, text_of

SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "select", "option", "button", "textarea", "iframe", "svg", "head"}
)
"""Elements whose text is not part of what a visitor reads as a list."""


@dataclass(frozen=True)
class Piece:
    """A run of characters of a row, with the link it belongs to."""

    text: str
    owner: Element
    link: Element | None = None
    cell: int = 0
    """In a table row: the column's index."""


@dataclass(frozen=True)
class Row:
    """One repeated block: usually one element, or a heading element with what follows it (`dt` and its `dd`s)."""

    elements: tuple[Element, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Group:
    """Rows that stand side by side under one parent, or under sibling parents of one shape."""

    parents: tuple[Element, ...]
    rows: tuple[Row, ...]

    @property
    def parent(self) -> Element:
        return self.parents[0]


def find_groups(root: Element) -> list[Group]:
    """Every group of rows below `root`, in document order; a row may appear in groups of different depth."""
    weights = _weigh(root)
    groups: list[Group] = []
    for parent in root.iter():
        weight = weights.get(parent)
        if weight is None or not weight.links:
            continue
        groups.extend(_groups_of(parent, weights))
    return _merge_siblings(groups)


def read_pieces(elements: tuple[Element, ...], *, with_tails: bool = False) -> tuple[Piece, ...]:
    """The visible text of `elements` in reading order. Nothing of blocks deeper than any real row."""
    pieces: list[Piece] = []
    for element in elements:
        pieces.extend(_walk(element, None, 0, 0))
        if with_tails and element.tail and element.tail.strip():
            pieces.append(Piece(element.tail.strip(), element))
    return tuple(pieces)


def visible_text(element: Element) -> str:
    """The element's text as a visitor reads it, blanks squeezed; scripts, comments and hidden parts left out."""
    parts: list[str] = []
    skipped: Element | None = None
    for node in element.iter():
        if skipped is not None:
            if _is_within(node, skipped):
                continue
            skipped = None
        if isinstance(node.tag, str) and (node.tag in SKIPPED or is_hidden(node)):
            skipped = node
        elif isinstance(node.tag, str) and node.text:
            parts.append(node.text)
        if node.tail and node is not element:
            parts.append(node.tail)
    return re.sub(r"\s+", " ", " ".join(parts)).strip()


def is_hidden(element: Element) -> bool:
    """The element's own style hides it."""
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and _HIDDEN.search(style) is not None)


_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ROW_TAGS = ("li", "tr", "div", "dl", "p", "dd", "article", "section", "table", "ul", "td")
_HEAD_TAGS = ("a", "dt", "h2", "h3", "h4", "h5")
"""Elements that open a row whose other parts follow as siblings."""
_MAX_LINKS, _MAX_ELEMENTS, _MAX_DATES = 8, 120, 4
"""More than this in one block, and it is a list or a page part, not a row of one."""
_MAX_DEPTH = 40
_TITLE_LENGTH = 8
"""Two different links with texts this long are two titles; buttons (查看详情) and category links are shorter."""
_OTHER_LINKS = re.compile(
    r"^[\[【(（<《]?\s*(?:更多|more|详情|查看|阅读|下载|点击|全文|打印|分享|附件|链接|【?详细).{0,8}$", re.IGNORECASE
)


@dataclass
class _Weight:
    links: int = 0
    dates: int = 0
    chars: int = 0
    elements: int = 0


def _weigh(root: Element) -> dict[Element, _Weight]:
    """Links, dates, characters and elements below every element, in one pass from the leaves up."""
    order = [node for node in root.iter() if isinstance(node.tag, str)]
    weights = {node: _Weight() for node in order}
    for node in reversed(order):
        if node.tag in SKIPPED:
            del weights[node]
            continue
        weight = weights[node]
        weight.elements += 1
        weight.links += node.tag == "a"
        _add_text(weight, node.text)
        for child in node:
            _add_text(weight, child.tail)
            below = weights.get(child)
            if below is not None:
                weight.links += below.links
                weight.dates += below.dates
                weight.chars += below.chars
                weight.elements += below.elements
    return weights


def _add_text(weight: _Weight, text: str | None) -> None:
    if not text or text.isspace():
        return
    text = text.strip()
    weight.chars += len(text)
    if len(text) < 200 and any(character.isdigit() for character in text):
        weight.dates += count_dates(text)


def _groups_of(parent: Element, weights: dict[Element, _Weight]) -> Iterator[Group]:
    by_tag: dict[str, list[Element]] = {}
    for child in parent:
        if isinstance(child.tag, str) and child in weights:
            by_tag.setdefault(child.tag, []).append(child)
    for tag, children in by_tag.items():
        if tag in _ROW_TAGS:
            rows = [row for child in children if (row := _as_row((child,), weights)) is not None]
            if rows:
                yield Group((parent,), tuple(rows))
        if tag in _HEAD_TAGS and len(children) >= (1 if tag == "dt" else 2):
            segments = _segments(parent, tag)
            rows = [row for segment in segments if (row := _as_row(segment, weights, with_tails=True)) is not None]
            if len(rows) * 2 > len(segments):
                yield Group((parent,), tuple(rows))


def _segments(parent: Element, tag: str) -> list[tuple[Element, ...]]:
    """The children cut before each `tag`; where dates stand before their title, cut after each `tag`."""
    children = [child for child in parent if isinstance(child.tag, str)]
    heads = [index for index, child in enumerate(children) if child.tag == tag]
    before = "".join(text_of(child) for child in children[: heads[0]])
    after = "".join(text_of(child) for child in children[heads[-1] + 1 :])
    if count_dates(before) and not count_dates(after):
        return [tuple(children[start + 1 : end + 1]) for start, end in pairwise([-1, *heads])]
    return [tuple(children[start:end]) for start, end in pairwise([*heads, len(children)])]


def _as_row(elements: tuple[Element, ...], weights: dict[Element, _Weight], *, with_tails: bool = False) -> Row | None:
    known = [weights[element] for element in elements if element in weights]
    links, dates = sum(weight.links for weight in known), sum(weight.dates for weight in known)
    if not known or not (links or dates) or links > _MAX_LINKS or dates > _MAX_DATES:
        return None
    if sum(weight.elements for weight in known) > _MAX_ELEMENTS or not any(weight.chars for weight in known):
        return None
    pieces = read_pieces(elements, with_tails=with_tails)
    return Row(elements, pieces) if pieces and not _has_two_titles(pieces) else None


def _has_two_titles(pieces: tuple[Piece, ...]) -> bool:
    titles: dict[Element, str] = {}
    for piece in pieces:
        if piece.link is not None:
            titles[piece.link] = titles.get(piece.link, "") + piece.text
    long = {
        (link.get("href") or "", "" if _leads_on(link) else text)
        for link, text in titles.items()
        if len(text) >= _TITLE_LENGTH and not _OTHER_LINKS.match(text)
    }
    if len(long) > 1:
        return True
    short = {link.get("href") or text for link, text in titles.items() if not _OTHER_LINKS.match(text)}
    dated = sum(count_dates(piece.text) > 0 for piece in pieces if piece.owner.tag != "td")
    return (not long and len(short) > 2) or (len(short) > 1 and dated > 1)


def _leads_on(link: Element) -> bool:
    href = (link.get("href") or "").strip().lower()
    return bool(href) and not href.startswith(("javascript:", "#"))


def _merge_siblings(groups: list[Group]) -> list[Group]:
    """Join groups whose parents are neighbours of one shape: lists broken up every five rows, one table a row."""
    merged: list[Group] = []
    open_at: dict[tuple[Element | None, str, str, str], int] = {}
    for group in groups:
        parent = group.parent
        key = (parent.getparent(), parent.tag, parent.get("class") or "", group.rows[0].elements[0].tag)
        index = open_at.get(key)
        if index is not None and _neighbours(merged[index].parents[-1], parent):
            earlier = merged[index]
            merged[index] = Group((*earlier.parents, parent), earlier.rows + group.rows)
        else:
            open_at[key] = len(merged)
            merged.append(group)
    return merged


def _neighbours(first: Element, second: Element) -> bool:
    """Nothing readable stands between the two, and the second has no heading of its own."""
    if first is second or next(second.iter("th", "caption", "h2", "h3", "h4", "h5"), None) is not None:
        return False
    node: Element | None = first
    while node is not None and node is not second:
        if node.tail and node.tail.strip():
            return False
        node = node.getnext()
        if node is not None and node is not second and isinstance(node.tag, str) and node.tag not in SKIPPED:
            same = node.tag == first.tag and not text_of(node).strip()
            if not same and text_of(node).strip():
                return False
    return node is second


def _walk(element: Element, link: Element | None, cell: int, depth: int) -> Iterator[Piece]:
    if not isinstance(element.tag, str) or element.tag in SKIPPED or depth > _MAX_DEPTH:
        return
    if element.tag == "a":
        link = element
    if element.text and element.text.strip():
        yield Piece(" ".join(element.text.split()), element, link, cell)
    column = cell
    for child in element:
        yield from _walk(child, link, column, depth + 1)
        if child.tail and child.tail.strip():
            yield Piece(" ".join(child.tail.split()), element, link, column)
        if child.tag in ("td", "th"):
            column += _span(child)


def _span(cell: Element) -> int:
    span = cell.get("colspan") or "1"
    return int(span) if span.isdecimal() and len(span) < 3 else 1


def _is_within(node: Element, ancestor: Element) -> bool:
    return node is ancestor or any(above is ancestor for above in node.iterancestors())
