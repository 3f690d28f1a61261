"""Choose the column's own list among all groups of rows on a page: not the navigation, not the hot news beside it.

No single sign decides. Dated rows, titles of some length, links into the column's own folder, addresses of documents,
page numbers right below and the column's name above speak for a group; a place in navigation, sidebar or footer, a
heading such as 热点 or 推荐, and being hidden speak against it.
"""

import re
from dataclasses import dataclass
from math import log2

from schemas.entries import Entry
from scrapers.links import is_below, looks_like_document
from scrapers.page import Element, text_of
from scrapers.paging import COUNTS, NEXT_WORDS, PAGING_CALL, PAGING_NAME
from scrapers.rows import Group, is_hidden


@dataclass(frozen=True)
class Candidate:
    """A group with its entries and what speaks for it."""

    group: Group
    entries: tuple[Entry, ...]
    dated: float
    """Share of the entries with a date, 0 to 1."""
    below: float
    """Share of the entries that lie in the column's own folder."""
    documents: float
    """Share of the entries whose address looks like one document."""
    paged: bool
    """Page numbers stand right beside it."""
    aside: bool
    """It stands in navigation, sidebar, footer, or under a heading of something else."""
    hidden: bool
    named: bool
    """The column's name stands as heading above it."""

    @property
    def score(self) -> float:
        title = sum(len(entry.title) for entry in self.entries) / len(self.entries)
        return (
            3.0 * self.dated
            + 0.6 * log2(1 + min(len(self.entries), 60))
            + 2.0 * self.below
            + 1.0 * self.documents
            + 2.0 * self.paged
            + 1.5 * self.named
            + min(title, 20) / 20
            - 4.0 * self.aside
            - 4.0 * self.hidden
        )

    @property
    def is_own(self) -> bool:
        """Something ties it to this very column, not only its looks."""
        return self.paged or self.named or self.below >= 0.5

    @property
    def acceptable(self) -> bool:
        """Enough to call it the column's list; an undated group needs more than a dated one."""
        if self.aside or self.hidden:
            return False
        if self.dated >= 0.5:
            return self.is_own or (len(self.entries) > 2 and self.dated >= 0.6)
        if len(self.entries) == 1:
            return self.paged and self.below == self.documents == 1
        return self.documents >= 0.6 and (self.paged or self.named)


def weigh_up(
    group: Group, entries: tuple[Entry, ...], *, url: str, column: str | None, paging: list[Element]
) -> Candidate:
    """What the page says about `group`. `paging`: the page's paging elements, `column`: the column's name if known."""
    count, heading = len(entries), _heading(group)
    return Candidate(
        group=group,
        entries=entries,
        dated=sum(entry.published is not None for entry in entries) / count,
        below=sum(is_below(entry.url, url) and "#:~:" not in entry.url for entry in entries) / count,
        documents=sum(looks_like_document(entry.url) for entry in entries) / count,
        paged=any(is_beside(group.parents, mark) for mark in paging),
        aside=is_aside(group.parent) or _names_something_else(heading, column),
        hidden=any(is_hidden(node) for node in (group.parent, *group.parent.iterancestors())),
        named=column is not None and heading == column,
    )


def choose(candidates: list[Candidate]) -> Candidate | None:
    """The column's own list, or `None` if no group is acceptable. Of equals the later, that is the deeper one."""
    best: Candidate | None = None
    for candidate in candidates:
        if candidate.acceptable and (best is None or candidate.score >= best.score):
            best = candidate
    return best


def paging_elements(root: Element) -> list[Element]:
    """Where the page draws page numbers: scripts that draw them, containers so named, and links to a next page."""
    marks: list[Element] = []
    for node in root.iter():
        if node.tag == "script":
            if node.text and PAGING_CALL.search(node.text):
                marks.append(node)
        elif node.tag == "a":
            if len(node.text or "") < 12 and NEXT_WORDS.match(text_of(node).strip()):
                marks.append(node)
        elif node.tag in ("div", "ul", "ol", "p", "nav", "span", "td") and (
            _is_paging(node) or COUNTS.search(node.text or "")
        ):
            marks.append(node)
    return marks


def is_beside(parents: tuple[Element, ...], mark: Element) -> bool:
    """`mark` follows (or lies within) the block around `parents`, at most three levels up, no other list between."""
    levels = list(parents[0].iterancestors())[:_NEAR]
    for node in (parents[0], *levels):
        if node.tag in ("body", "html"):
            return False
        if any(above is node for above in mark.iterancestors()):
            return not _other_list_between(node, parents[-1], mark)
    return False


def is_aside(element: Element) -> bool:
    """The element lies in navigation, a sidebar, the head or the foot of the page, by the names of what holds it."""
    for depth, node in enumerate((element, *element.iterancestors())):
        if node.tag in ("body", "html"):
            break
        names = f"{node.get('class') or ''} {node.get('id') or ''}"
        if node.tag in _NAMED_TAGS or (_ASIDE.search(names) and not (depth > 1 and _MAIN.search(names))):
            return True
    return False


def _names_something_else(heading: str | None, column: str | None) -> bool:
    return bool(heading) and bool(_OTHER_HEADING.search(heading or "")) and not (column and column in (heading or ""))


_NEAR = 3
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu\w*|head(?:er)?|top(?:bar|nav)?|foot\w*|bottom|side\w*|aside|hot\w*|rank\w*|phb|recommend\w*|rec|tuijian|related"
    r"|xg\w{0,4}|link\w*|friend\w*|yqlj|banner|crumb\w*|breadcrumb\w*|location|slide\w*|swiper\w*|focus|copyright|tree|search\w*)(?:$|[\s_\d-])",
    re.IGNORECASE,
)
_MAIN = re.compile(
    r"(?:^|[\s_-])(?:main|content|article|con|wrap\w*|container|list\w*|news\w*|right|rightside|body)(?:$|[\s_\d-])",
    re.I,
)
_OTHER_HEADING = re.compile(
    r"热点|热门|推荐|排行|相关|最新(?:资讯|要闻|发布|动态|文章|信息)|友情|猜你|点击率|头条|图片新闻|专题|快速|导航|栏目|链接|阅读榜|要闻"
)
_NAMED_TAGS = frozenset({"nav", "aside", "footer", "header"})


def _heading(group: Group) -> str | None:
    """The words right above the group, looked for at most three levels up; nothing longer than a heading."""
    node = group.parent
    for _ in range(_NEAR + 1):
        before = node.getprevious()
        while before is not None:
            if isinstance(before.tag, str) and before.tag not in ("script", "style", "input", "a"):
                words = " ".join(text_of(before).split())
                words = re.sub(r"\s*(?:更多|more)\W*$", "", words, flags=re.IGNORECASE).strip()
                if words:
                    return words if len(words) < 16 else None
            before = before.getprevious()
        above = node.getparent()
        if above is None or above.tag in ("body", "html"):
            return None
        if above.text and above.text.strip():
            words = above.text.strip()
            return words if len(words) < 16 else None
        node = above
    return None


def _is_paging(node: Element) -> bool:
    return bool(PAGING_NAME.search(f"{node.get('class') or ''} {node.get('id') or ''}")) and _draws_numbers(node)


def _draws_numbers(node: Element) -> bool:
    """An element named like paging that really is it: figures, 页, a script, or empty and filled by one."""
    if len(node.findall(".//li")) > 30:
        return False
    text = " ".join(part for part in map(str, node.itertext()) if len(part) < 2000)
    return len(text) < 3000 and (not text.strip() or "页" in text or bool(re.search(r"\d", text)))


def _other_list_between(block: Element, last: Element, mark: Element) -> bool:
    """Between the group and the page numbers stands another block with many links."""
    seen = False
    for child in block:
        if not seen:
            seen = child is last or any(above is child for above in last.iterancestors())
            continue
        if child is mark or any(above is child for above in mark.iterancestors()):
            return False
        if isinstance(child.tag, str) and sum(1 for _ in child.iter("a")) > 3:
            return True
    return False
