"""Find the groups of repeated, same-shaped rows on a page: all that could be a list, the column's own or another.

Products differ in tags and classes and agree in one thing: an entry is one small block with one title, repeated beside
its like. A group is therefore a run of sibling elements, each with one title to click; nothing here depends on names.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, pairwise

from scrapers.pages.dates import count_dates, may_hold_a_date
from scrapers.pages.outline import SKIPPED, Block, Outline, Piece
from scrapers.pages.page import Element, text_of


@dataclass(slots=True, eq=False)
class Row:
    """One repeated block: usually one element, or a heading element with what follows it (`dt` and its `dd`s)."""

    elements: tuple[Element, ...]
    pieces: list[Piece]
    """Its visible text in reading order."""
    cell: int
    """Of a table's row: the cell index at which it begins."""


@dataclass(eq=False)
class Group:
    """Blocks that stand side by side under one parent, or under sibling parents of one shape. Never changed."""

    outline: Outline
    parents: tuple[Block, ...]
    blocks: tuple[tuple[Block, ...], ...]
    """Everything of a row's size, before its words were read."""
    likely_dates: int
    """Pieces of text in them that may be dates."""
    linked: int
    """How many of them have a link."""
    segments: int = 0
    """Into how many segments the parent falls, where rows are headings with what follows them; else 0."""

    @property
    def parent(self) -> Element:
        return self.parents[0].element

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Those of the blocks that are rows: something to read, and one title at most."""
        rows = []
        for blocks in self.blocks:
            pieces = self._pieces(blocks)
            if pieces and not _has_two_titles(pieces):
                rows.append(Row(tuple([block.element for block in blocks]), pieces, blocks[0].cell))
        return tuple(rows) if len(rows) * 2 > self.segments else ()

    def _pieces(self, blocks: tuple[Block, ...]) -> list[Piece]:
        pieces: list[Piece] = []
        for block in blocks:
            pieces += self.outline.pieces(block)
            if self.segments and block.element.tail and (text := block.element.tail.strip()):
                pieces.append(Piece(text, block.element, None, block.cell, may_hold_a_date(text)))
        holder = blocks[0].parent
        around = None if holder is None else holder.link
        if around is not None:  # a link around rows is none of theirs
            pieces = [replace(piece, link=None) if piece.link is around else piece for piece in pieces]
        return pieces


def find_groups(outline: Outline) -> list[Group]:
    """Every group of rows, in document order; a row may appear in groups of different depth."""
    holders = (block for block in outline if block.links and block.elements > 1)
    return _merge_siblings([group for block in holders for group in _groups_of(outline, block)])


_ROW_TAGS = frozenset({"li", "tr", "div", "dl", "p", "dd", "article", "section", "table", "ul", "td"})
_HEAD_TAGS = frozenset({"a", "dt", "h2", "h3", "h4", "h5"})
"""Elements that open a row whose other parts follow as siblings."""
_MAX_LINKS, _MAX_ELEMENTS, _MAX_DATES = 8, 120, 4
"""More than this in one block, and it is a list or a page part, not a row of one."""
_TITLE_LENGTH = 8
"""Two different links with texts this long are two titles; buttons (查看详情) and category links are shorter."""
_OTHER_LINKS = re.compile(
    r"^[\[【(（<《]?\s*(?:更多|more|详情|查看|阅读|下载|点击|全文|打印|分享|附件|链接|【?详细).{0,8}$", re.IGNORECASE
)


def _groups_of(outline: Outline, parent: Block) -> Iterator[Group]:
    children = outline.children(parent)
    if len(children) == 1 and children[0].tag not in _ROW_TAGS and children[0].tag != "dt":
        return
    by_tag: dict[str, list[Block]] = {}
    for child in children:
        by_tag.setdefault(child.tag, []).append(child)
    for tag, alike in by_tag.items():
        if tag in _ROW_TAGS:
            rows: list[tuple[Block, ...]] = [
                (child,) for child in alike if _is_size_of_a_row(child.links, child.dates, child.elements, child.chars)
            ]
            if rows:
                yield _group(outline, parent, rows)
        if tag in _HEAD_TAGS and len(alike) >= (1 if tag == "dt" else 2):
            segments = _segments(children, tag)
            rows = [segment for segment in segments if _has_the_size_of_a_row(segment)]
            if len(rows) * 2 > len(segments):
                yield _group(outline, parent, rows, segments=len(segments))


def _group(outline: Outline, parent: Block, rows: list[tuple[Block, ...]], *, segments: int = 0) -> Group:
    likely = linked = 0
    for row in rows:
        for block in row:
            likely += block.likely_dates
        linked += any([block.links for block in row])  # noqa: C419 - a list is faster for one or two
    # Characters between a heading's siblings are counted with the parent only.
    return Group(outline, (parent,), tuple(rows), parent.likely_dates if segments else likely, linked, segments)


def _segments(children: list[Block], tag: str) -> list[tuple[Block, ...]]:
    """The children cut before each `tag`; where dates stand before their title, cut after each `tag`."""
    heads = [index for index, child in enumerate(children) if child.tag == tag]
    before = sum(child.dates for child in children[: heads[0]])
    after = sum(child.dates for child in children[heads[-1] + 1 :])
    if before and not after:
        return [tuple(children[start + 1 : end + 1]) for start, end in pairwise([-1, *heads])]
    return [tuple(children[start:end]) for start, end in pairwise([*heads, len(children)])]


def _has_the_size_of_a_row(segment: tuple[Block, ...]) -> bool:
    links = dates = elements = chars = 0
    for block in segment:
        links += block.links
        dates += block.dates
        elements += block.elements
        chars += block.chars
    return _is_size_of_a_row(links, dates, elements, chars)


def _is_size_of_a_row(links: int, dates: int, elements: int, chars: int) -> bool:
    return (
        (links > 0 or dates > 0)
        and chars > 0
        and links <= _MAX_LINKS
        and dates <= _MAX_DATES
        and elements <= _MAX_ELEMENTS
    )


def _has_two_titles(pieces: list[Piece]) -> bool:
    if len({piece.link for piece in pieces} - {None}) < 2:
        return False
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
    if not long and len(short) > 2:
        return True
    if len(short) < 2:
        return False
    loose = (piece for piece in pieces if piece.likely and piece.owner.tag != "td")
    return sum(count_dates(piece.text, likely=True) > 0 for piece in loose) > 1


def _leads_on(link: Element) -> bool:
    href = (link.get("href") or "").strip().lower()
    return bool(href) and not href.startswith(("javascript:", "#"))


def _merge_siblings(groups: list[Group]) -> list[Group]:
    """Join groups whose parents are neighbours of one shape: lists broken up every five rows, one table a row."""
    runs: list[list[Group]] = []
    open_at: dict[tuple[Block | None, str, str, str], list[Group]] = {}
    for group in groups:
        parent = group.parents[0]
        key = (parent.parent, parent.tag, parent.element.get("class") or "", group.blocks[0][0].tag)
        run = open_at.get(key)
        if run is not None and _neighbours(run[-1].parents[0].element, parent.element):
            run.append(group)
        else:
            open_at[key] = [group]
            runs.append(open_at[key])
    return [run[0] if len(run) == 1 else _joined(run) for run in runs]


def _joined(run: list[Group]) -> Group:
    return Group(
        run[0].outline,
        tuple(group.parents[0] for group in run),
        tuple(chain.from_iterable(group.blocks for group in run)),
        sum(group.likely_dates for group in run),
        sum(group.linked for group in run),
        sum(group.segments for group in run),
    )


def _neighbours(first: Element, second: Element) -> bool:
    """Nothing readable stands between the two, and the second has no heading of its own."""
    if first is second or next(second.iter("th", "caption", "h2", "h3", "h4", "h5"), None) is not None:
        return False
    node: Element | None = first
    while node is not None and node is not second:
        if node.tail and node.tail.strip():
            return False
        node = node.getnext()
        if (
            node is not None
            and node is not second
            and isinstance(node.tag, str)
            and node.tag not in SKIPPED
            and text_of(node).strip()
        ):
            return False
    return node is second
