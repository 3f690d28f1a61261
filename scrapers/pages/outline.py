"""One pass over a page: what every element holds, and where it stands.

Everything that looks for a list asks the same few questions of every element, so they are answered once: how many
links, dates and characters lie below it, is it hidden, does it stand in navigation or at the edge of the page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from scrapers.pages.dates import count_dates, may_hold_a_date
from scrapers.pages.page import Element, columns_of

SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "select", "option", "button", "textarea", "iframe", "svg", "head"}
)
"""Elements whose text is not part of what a visitor reads as a list."""


MOST_ELEMENTS = 12_000
"""A page with thousands of rows has no more; what has was not made to be read, and must not take the night."""


@dataclass(slots=True, eq=False)
class Piece:
    """The characters between two tags, blanks squeezed. Never changed; many are made, so not frozen."""

    text: str
    owner: Element
    link: Element | None
    cell: int
    """In a table: the column's index, from the block on whose index is 0."""
    likely: bool
    """A date of any form may stand in it; of prose nobody has looked."""


class Block:
    """An element with what lies in it and around it. Counts include everything below it that a visitor can read."""

    __slots__ = (
        "cell",
        "chars",
        "dates",
        "element",
        "elements",
        "index",
        "likely_dates",
        "link",
        "links",
        "parent",
        "start",
        "stop",
        "tag",
        "text",
    )

    def __init__(
        self, element: Element, tag: str, parent: "Block | None", cell: int, *, index: int, start: int
    ) -> None:
        self.element = element
        self.tag = tag
        self.parent = parent
        self.cell = cell
        """In a table: the column's index, counted on from the cell that holds the table."""
        self.start = self.stop = start
        """Its pieces are those of the outline from `start` to `stop`."""
        self.text = ""
        """Its own first characters, before any element in it."""
        if tag == "a":
            self.link: Element | None = element
            self.links = 1
        else:
            self.link = None if parent is None else parent.link
            self.links = 0
        self.index = index
        """Its place in the outline; the blocks in it follow at once, `elements` of them with itself."""
        self.elements = 1
        self.chars = 0
        self.dates = 0
        """Written-out dates."""
        self.likely_dates = 0
        """Pieces of text in which a date of any form may stand."""

    @property
    def names(self) -> str:
        """Its class and id."""
        return f"{self.element.get('class') or ''} {self.element.get('id') or ''}".strip()

    @property
    def hidden(self) -> bool:
        """It, or something around it, is hidden by its own style."""
        node: Block | None = self
        while node is not None:
            if is_hidden(node.element):
                return True
            node = node.parent
        return False

    @property
    def aside(self) -> bool:
        """It lies in navigation, a sidebar, the head or the foot of the page, by the names of what holds it."""
        node: Block | None = self
        depth = 0
        while node is not None and node.tag not in ("body", "html"):
            if node.tag in _NAMED_TAGS or _aside_by_name(node.names)[depth >= _OWN_NAMES]:
                return True
            node, depth = node.parent, depth + 1
        return False


class Outline:
    """The readable elements below a root, in document order."""

    def __init__(self, root: Element) -> None:
        self._order: list[Block] = []
        self._pieces: list[Piece] = []
        self._blocks: dict[Element, Block] | None = None
        self.whole = True
        """Nothing was left out for being too much."""
        if isinstance(root.tag, str):
            self._gather(root, Block(root, root.tag, None, 0, index=0, start=0))

    def __iter__(self) -> Iterator[Block]:
        return iter(self._order)

    def get(self, element: Element) -> Block | None:
        """The block of `element`; `None` for what nobody reads (scripts, comments)."""
        if self._blocks is None:
            self._blocks = {block.element: block for block in self._order}
        return self._blocks.get(element)

    def pieces(self, block: Block) -> list[Piece]:
        """The readable text of `block`, in reading order."""
        return self._pieces[block.start : block.stop]

    def children(self, block: Block) -> list[Block]:
        """The blocks right below `block`. Not kept: a block that names what it holds could not be freed before that."""
        found: list[Block] = []
        index, end = block.index + 1, block.index + block.elements
        while index < end:
            child = self._order[index]
            found.append(child)
            index += child.elements
        return found

    def _gather(self, node: Element, block: Block) -> None:
        """As deep as the page: the parser cuts nesting off at 256."""
        order, pieces = self._order, self._pieces
        order.append(block)
        if (text := node.text) and (text := text.strip()):
            block.text = text
            self._read(text, block, block.cell)
        if len(node):
            cell = block.cell
            for child in node:
                tag = child.tag
                if isinstance(tag, str) and tag not in SKIPPED:
                    if len(order) > MOST_ELEMENTS:
                        self.whole = False
                    else:
                        below = Block(child, tag, block, cell, index=len(order), start=len(pieces))
                        self._gather(child, below)
                        block.links += below.links
                        block.chars += below.chars
                        if below.likely_dates:
                            block.likely_dates += below.likely_dates
                            block.dates += below.dates
                if (text := child.tail) and (text := text.strip()):
                    self._read(text, block, cell)
                if tag in _CELLS:
                    cell += columns_of(child)
            block.elements = len(order) - block.index
        block.stop = len(pieces)

    def _read(self, text: str, block: Block, cell: int) -> None:
        """Count a piece of text that stands in `block`, blanks at its ends left out."""
        length = len(text)
        block.chars += length
        short = length < _LONGEST_DATED
        likely = not short or may_hold_a_date(text)
        if short and likely:
            block.likely_dates += 1
            block.dates += count_dates(text, likely=True)
        self._pieces.append(Piece(" ".join(text.split()), block.element, block.link, cell, likely))


def is_aside(element: Element) -> bool:
    """The element lies in navigation, a sidebar, the head or the foot of the page, by the names of what holds it."""
    for depth, node in enumerate((element, *element.iterancestors())):
        if node.tag in ("body", "html"):
            return False
        if node.tag in _NAMED_TAGS:
            return True
        if _aside_by_name(f"{node.get('class') or ''} {node.get('id') or ''}")[depth >= _OWN_NAMES]:
            return True
    return False


def is_hidden(element: Element) -> bool:
    """The element's own style hides it."""
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and _hides(style))


def _hides(style: str) -> bool:
    lower = style.lower()
    return ("none" in lower or "hidden" in lower) and _HIDDEN.search(lower) is not None


_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_CELLS = frozenset({"td", "th"})
_LONGEST_DATED = 200
"""A longer piece of text is prose, and a date in it is no row's."""
_NAMED_TAGS = frozenset({"nav", "aside", "footer", "header"})
_OWN_NAMES = 2
"""A list's own names and its holder's count alone; further out, `main` or `content` outweighs `side` or `top`."""
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu\w*|head(?:er)?|top(?:bar|nav)?|foot\w*|bottom|side\w*|aside|hot\w*|rank\w*|phb|recommend\w*|rec"
    r"|tuijian|related|xg\w{0,4}|link\w*|friend\w*|yqlj|banner|crumb\w*|breadcrumb\w*|location|slide\w*|swiper\w*"
    r"|focus|copyright|tree|search\w*)(?:$|[\s_\d-])",
    re.IGNORECASE,
)
_MAIN = re.compile(
    r"(?:^|[\s_-])(?:main|content|article|con|wrap\w*|container|list\w*|news\w*|right|rightside|body)(?:$|[\s_\d-])",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def _aside_by_name(names: str) -> tuple[bool, bool]:
    """Names of something beside the content; and, more strictly, no name of the content itself among them."""
    named = bool(names) and _ASIDE.search(names) is not None
    return named, named and _MAIN.search(names) is None
