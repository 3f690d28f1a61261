"""A page as a visitor reads it: its lines from top to bottom, each with the block it stands in.

Title, dates, directory record and text of a document are all found by reading these lines, so the page is walked once.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from scrapers.pages.outline import SKIPPED, is_hidden
from scrapers.pages.page import Element

SEAM = "\ufdd0"
"""Stands in `Line.raw` where an inline element begins or ends: `<b>索引号</b>K7` is two things with nothing between.
A character that Unicode reserves for such use inside a program."""


@dataclass(slots=True, eq=False)
class Line:
    """The characters between two line breaks of the page, blanks squeezed."""

    raw: str
    """With seams."""
    text: str
    """Without seams. Empty for an empty cell: that nothing stands there is said too."""
    block: Element
    """The innermost block element it stands in."""
    linked: int
    """How many of its characters lie in links."""
    hidden: bool
    aside: bool = False
    """It lies in navigation, a sidebar, sharing buttons or the page's foot, by the names of what holds it."""

    @property
    def seen(self) -> bool:
        """A visitor reads it as part of the page's own matter."""
        return not (self.hidden or self.aside)


@dataclass(slots=True, eq=False)
class Anchor:
    """A link, with the line it stands in."""

    element: Element
    line: int
    hidden: bool
    around: int
    aside: bool = False


@dataclass(slots=True, eq=False)
class Lines:
    """All lines of a page, and what stands between them."""

    lines: list[Line] = field(default_factory=list)
    headings: list[tuple[Element, int, int]] = field(default_factory=list)
    """Elements that are headings by tag or by name, with their first line and the one after their last."""
    anchors: list[Anchor] = field(default_factory=list)
    writers: list[Anchor] = field(default_factory=list)
    """Scripts that write into the page where they stand (`document.write`)."""
    whole: bool = True
    """Nothing was left out for being too much."""


def read_lines(root: Element) -> Lines:
    """The lines below `root`. Scripts, styles, form fields and comments are left out."""
    walk = _Walk()
    walk.down(root, False, -1, False)
    walk.close(root, False, -1)
    walk.found.whole = walk.left >= 0
    return walk.result()


def is_sentence(line: Line) -> bool:
    """A line of running text, not of a head, a table or a list of links."""
    return line.seen and len(line.text) >= _SENTENCE and line.linked * 2 < len(line.text) and has_punctuation(line.text)


def has_punctuation(text: str) -> bool:
    """It is written in sentences."""
    return _PUNCTUATION.search(text) is not None


def squeeze(text: str) -> str:
    """`text` with every run of blanks made one, none at its ends."""
    return " ".join(text.split())


def nearest(node: Element, tags: tuple[str, ...]) -> Element | None:
    """`node` or the closest element around it with one of these tags."""
    above: Element | None = node
    while above is not None and above.tag not in tags:
        above = above.getparent()
    return above


MOST_ELEMENTS = 20_000
"""More than a list may have: a table of thousands of cells is a document still."""
_SENTENCE = 24
_PUNCTUATION = re.compile(r"[，。；！？]|(?<=[a-z][a-z])[,.;] ")
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl"),
        *("dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hr", "html", "legend", "li", "main", "marquee", "nav", "ol", "p", "pre", "section", "table", "tbody", "td"),
        *("tfoot", "th", "thead", "tr", "ul", "ucapcontent", "ucaptitle"),
    }
)
"""Elements that begin a new line. The last two are TRS' own, seen on gov.cn."""
_ASIDE_TAGS = frozenset({"nav", "footer", "aside", "marquee"})
_CELLS = frozenset({"td", "th", "dd"})
_HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "ucaptitle"})
_OF_RECORD = re.compile(
    r"[\s\[【]*(?:索\s*引\s*号|发\s*文\s*字\s*号|成\s*文\s*日\s*期|发\s*[布文]\s*机\s*[构关])[\s\]】]*(?:[:：]|$)"
)
_MOST_OF_IT, _ALL_OF_IT = 0.5, 0.9
_LONGEST_SCRIPT = 5000


class _Walk:
    """The state of one walk; elements are visited once, in document order."""

    def __init__(self) -> None:
        self.found = Lines()
        self.buffer: list[str] = []
        self.links = 0
        self.left = MOST_ELEMENTS
        """So many elements may still be read."""
        self.asides: list[tuple[float, int]] = []
        """For each element set aside: the share of the page's text it may hold, and the one around it (or -1)."""
        self.headings: list[tuple[Element, int, int, int]] = []
        self.of_aside: list[int] = []
        """For each line: the number of the aside element around it, or -1."""

    def down(self, node: Element, hidden: bool, aside: int, linked: bool) -> None:
        """Read `node` and everything in it. Recursion is bounded by the parser's own limit on nesting."""
        tag = node.tag
        if tag in SKIPPED:
            if tag == "script":
                self._script(node, hidden, aside)
            return
        if tag.__class__ is not str:
            return  # a comment
        self.left -= 1
        if self.left < 0:
            return
        buffer = self.buffer
        styled = node.get("style") is not None or node.get("hidden") is not None
        shown = hidden or not styled or not is_hidden(node)
        if tag not in _BLOCKS and shown:
            if buffer:
                buffer.append(SEAM)
            if tag == "a":
                linked = True
                self.found.anchors.append(Anchor(node, len(self.found.lines), hidden, aside))
            self._read(node, hidden, aside, linked)
            if buffer:
                buffer.append(SEAM)
            return
        if buffer:
            self.close(node.getparent(), hidden, aside)
        self._block(node, tag, hidden or not shown, aside, linked)

    def _block(self, node: Element, tag: str, hidden: bool, aside: int, linked: bool) -> None:
        """Read an element that begins a line of its own."""
        lines = self.found.lines
        css_class, css_id = node.get("class"), node.get("id")
        name = _by_name(css_class, css_id) if css_class or css_id else ""
        if name in ("aside", "edge") or tag in _ASIDE_TAGS:
            self.asides.append((_MOST_OF_IT if name == "aside" else _ALL_OF_IT, aside))
            aside = len(self.asides) - 1
        first = len(lines)
        self._read(node, hidden, aside, linked)
        if self.buffer:
            self.close(node, hidden, aside)
        if tag in _CELLS and len(lines) == first:
            self._add("", "", node, hidden, aside)
        if (name == "heading" or tag in _HEADING_TAGS) and not hidden:
            self.headings.append((node, first, len(lines), aside))

    def _read(self, node: Element, hidden: bool, aside: int, linked: bool) -> None:
        """The characters in `node` and the elements in it, in order."""
        buffer, down = self.buffer, self.down
        text = node.text
        if text and (buffer or not text.isspace()):
            buffer.append(text)
            if linked:
                self.links += len(text)
        for child in node if len(node) else ():
            down(child, hidden, aside, linked)
            text = child.tail
            if text and (buffer or not text.isspace()):
                buffer.append(text)
                if linked:
                    self.links += len(text)

    def close(self, block: Element | None, hidden: bool, aside: int) -> None:
        """End the current line, which stands directly in `block`."""
        raw = squeeze("".join(self.buffer))
        self.buffer.clear()
        text = squeeze(raw.replace(SEAM, "")) if SEAM in raw else raw
        if text and block is not None:
            self._add(raw, text, block, hidden, aside)
        self.links = 0

    def result(self) -> Lines:
        """All lines. A name that sets aside most of a page's text, or its record, says nothing (`side`, `gk-head`)."""
        found, of_aside = self.found, self.of_aside
        chars = [0] * len(self.asides)
        total = 0
        recorded: set[int] = set()
        for line, index in zip(found.lines, of_aside, strict=True):
            if not line.hidden:
                total += len(line.text) - line.linked
                if index >= 0:
                    chars[index] += len(line.text) - line.linked
                    if _OF_RECORD.match(line.text):
                        recorded.add(index)
        for index in range(len(self.asides) - 1, -1, -1):  # an element comes after the one around it
            around = self.asides[index][1]
            if around >= 0:
                chars[around] += chars[index]
                if index in recorded:
                    recorded.add(around)
        really = [False] * (len(self.asides) + 1)  # the last for -1, which is no element
        for index, (share, around) in enumerate(self.asides):
            named = chars[index] <= share * total and not (index in recorded and share == _MOST_OF_IT)
            really[index] = named or really[around]
        for line, index in zip(found.lines, of_aside, strict=True):
            line.aside = really[index]
        for anchor in (*found.anchors, *found.writers):
            anchor.aside = really[anchor.around]
        found.headings = [(node, first, end) for node, first, end, around in self.headings if not really[around]]
        return found

    def _add(self, raw: str, text: str, block: Element, hidden: bool, aside: int) -> None:
        self.found.lines.append(Line(raw, text, block, min(self.links, len(text)), hidden))
        self.of_aside.append(aside)

    def _script(self, node: Element, hidden: bool, aside: int) -> None:
        code = node.text
        if code and len(code) < _LONGEST_SCRIPT and "document.write" in code:
            self.found.writers.append(Anchor(node, len(self.found.lines), hidden, aside))
            if self.buffer and (written := _WRITTEN.fullmatch(code)):
                self.buffer.append(written.group(2))


_WRITTEN = re.compile(r"""\s*document\.write(?:ln)?\s*\(\s*(["'])([^"'<>+]{1,40})\1\s*\)\s*;?\s*""")
"""A script that writes nothing but a few characters, as some templates do with the time of publication."""
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_FRAME_WORDS = frozenset(
    {
        *(
            "nav",
            "navi",
            "navbar",
            "foot",
            "footer",
            "breadcrumb",
            "breadcrumbs",
            "crumb",
            "crumbs",
            "share",
            "bdshare",
        ),
        *("bdsharebuttonbox", "copyright"),
    }
)
_ASIDE_WORDS = frozenset(
    {
        *("menu", "bottom", "sidebar", "aside", "related", "recommend", "tuijian", "friendlink", "friendlinks", "yqlj"),
        *("hotnews", "ewm", "qrcode", "pagination", "xgwz", "xgxx", "xgyd", "tool", "tools", "toolbar", "toolbox"),
        *("banner", "logo", "login", "comment", "comments", "prevnext"),
    }
)
_EDGE_WORDS = frozenset({"head", "header", "top", "side", "hot", "topbar"})
_MAIN_WORDS = frozenset(
    {"article", "content", "detail", "details", "main", "news", "text", "info", "con", "title", "wz", "zw", "xl", "box"}
)
"""Beside one of these, a name such as `header` means the head of the document, not of the page."""
_HEADING_NAMES = re.compile(r"(?:^|[\s_-])(?:\w*title\w*|tit|bt|biaoti|headline|h1|art[-_]?tit)(?:$|[\s_\d-])", re.I)
_LONGEST_NAMES = 200


@lru_cache(maxsize=8192)
def _by_name(css_class: str | None, css_id: str | None) -> str:
    """`edge` (head or foot), `aside`, `heading`, or nothing of these, by the element's class and id."""
    names = f"{(css_class or '')[:_LONGEST_NAMES]} {(css_id or '')[:_LONGEST_NAMES]}"
    words = {word.lower() for word in _WORDS.findall(names)}
    if words & _FRAME_WORDS:
        return "edge"
    if words & _ASIDE_WORDS or (words & _EDGE_WORDS and not words & _MAIN_WORDS):
        return "aside"
    return "heading" if _HEADING_NAMES.search(names) else ""
