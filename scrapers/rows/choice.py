"""Choose the column's own list among all groups of rows on a page: not the navigation, not the hot news beside it.

No single sign decides. Dated rows, titles of some length, links into the column's own folder, addresses of documents,
page numbers right below and the column's name above speak for a group; a place in navigation, sidebar or footer, a
heading such as 热点 or 推荐, and being hidden speak against it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import log2

from schemas.entries import Entry
from scrapers.pages.dates import count_dates, may_hold_a_date
from scrapers.pages.links import is_below, is_index, looks_like_document
from scrapers.pages.outline import Block, Outline
from scrapers.pages.page import Element, text_of
from scrapers.paging.marks import NEAR, follows
from scrapers.rows.groups import Group


@dataclass(frozen=True)
class Stand:
    """Where a group stands on its page: what can be said of it before its rows are read."""

    paged: bool
    """Page numbers stand right beside it."""
    named: bool
    """The column's name stands as heading above it."""
    aside: bool
    """It stands in navigation, sidebar, footer, or under a heading of something else."""
    heading: str | None
    """The words right above it."""


@dataclass(frozen=True)
class Candidate:
    """A group with its entries and what speaks for it."""

    group: Group
    entries: tuple[Entry, ...]
    stand: Stand
    dated: float
    """Share of the entries with a date, 0 to 1."""
    below: float
    """Share of the entries that lie in the column's own folder."""
    documents: float
    """Share of the entries whose address looks like one document."""
    twins: int = 0
    """Other blocks of the same tag and class with links in them: one list of several, or one item's attachments."""

    @property
    def score(self) -> float:
        title = sum(len(entry.title) for entry in self.entries) / len(self.entries)
        return (
            3.0 * self.dated
            + _for_its_length(len(self.entries))
            + 2.0 * self.below
            + 1.0 * self.documents
            + _for_its_place(self.stand)
            + min(title, 20) / 20
        )

    @cached_property
    def row_elements(self) -> frozenset[Element]:
        return frozenset(element for row in self.group.rows for element in row.elements)

    @property
    def is_own(self) -> bool:
        """Something ties it to this very column, not only its looks.

        The column's name above it is no such tie: where the breadcrumb ends with the parent column, a block of the
        parent's news bears that name.
        """
        return self.stand.paged or self.below >= 0.5

    @property
    def could_be_a_list(self) -> bool:
        """Several dated rows, or without dates several documents of titles long enough, whatever column's they are."""
        titles = {entry.title for entry in self.entries}
        if len(self.entries) < _RIVALS or len(titles) < _DISTINCT * len(self.entries):
            return False
        long = sum(map(len, titles)) >= _TITLE * len(titles)
        return self.dated >= 0.6 or (len(self.entries) >= 2 * _RIVALS and self.documents >= 0.8 and long)

    @property
    def objection(self) -> str | None:
        """Why it cannot be the column's list, in English; `None` if it can. Undated groups need more."""
        stand = self.stand
        if self.group.parents[0].hidden:
            return "it is hidden"
        if stand.aside:
            return "it stands in navigation, at the edge of the page or under a heading of something else"
        if self.dated == 1 or (self.dated >= 0.5 and len(self.entries) > _FEW):
            if self.is_own:
                return None
            if self.twins >= _SEVERAL:
                return "it is one of several blocks of one kind, and nothing ties it to this column"
            if len(self.entries) > 2 and self.dated >= 0.6:
                return None
            return "too few dated rows, and nothing ties them to this column"
        if self.dated > 0:
            return "only some of its rows have dates"
        if self._unread_dates * 2 >= len(self.entries):
            return "its rows show dates, and which of them are days of publication is not clear"
        if len(self.entries) == 1:
            whole = stand.paged and self.below == self.documents == 1
            return None if whole else "a single row without a date"
        if len({entry.title for entry in self.entries}) < _DISTINCT * len(self.entries):
            return "its titles repeat and its rows have no dates"
        if self.documents >= 0.6 and (stand.paged or stand.named):
            return None
        return "its rows have no dates, and too little else ties them to this column"

    @property
    def _unread_dates(self) -> int:
        """Dates in the rows outside their titles."""
        shown = sum(block.dates for blocks in self.group.blocks for block in blocks)
        return shown - sum(count_dates(entry.title) for entry in self.entries)


_RIVALS, _TITLE = 3, 8
_FEW = 3
"""Of so few rows each must have a date: a page's head and foot are two rows of which one may hold one."""
_SEVERAL = 2
_DISTINCT = 0.7
"""Of the titles of a list so many differ; 会议纪要 and 附件 again and again are parts of something else."""


def _lies_in_a_row_of(candidate: Candidate, group: Group) -> bool:
    """Within one row of a list of several dated rows there is no better list."""
    if len(candidate.entries) < 3 or candidate.dated < 0.9:
        return False
    rows = candidate.row_elements
    node: Block | None = group.parents[0]
    while node is not None:
        if node.element in rows:
            return True
        node = node.parent
    return False


def _for_its_length(rows: int) -> float:
    return 0.6 * log2(1 + min(rows, 60))


def _for_its_place(stand: Stand) -> float:
    return 2.0 * stand.paged + 1.5 * stand.named


def _may_be_dated(group: Group) -> bool:
    """Its words, or what its first link shows when pointed at, may hold a date."""
    return group.likely_dates > 0 or any(
        may_hold_a_date(link.get("title") or "") for block in group.blocks[0] for link in block.element.iter("a")
    )


_MOST_FOR_ITS_ENTRIES = 2.0 + 1.0 + 1.0
"""The most that folder, documents and titles can add to a score."""


class Choice:
    """Weighs the groups of one page. `read` reads a group's rows, `column` is the column's name if known."""

    def __init__(
        self,
        outline: Outline,
        *,
        read: Callable[[Group], tuple[Entry, ...]],
        url: str,
        column: str | None,
        marks: Sequence[Element],
    ) -> None:
        self._outline = outline
        self._read = read
        self._url = url
        self._column = column
        self._words_of: dict[Element, str] = {}
        self._marks_in: dict[Element, list[Element]] = {}
        for mark in marks:
            for above in mark.iterancestors():
                self._marks_in.setdefault(above, []).append(mark)

    def best(self, groups: Iterable[Group]) -> Candidate | None:
        """The column's own list, or `None` if no group is acceptable. Of equals the later, that is the deeper one.

        Reading rows is what costs, so groups that cannot win any more are not read.
        """
        hopeful = []
        for index, group in enumerate(groups):
            parent = group.parents[0]
            if not group.linked or parent.aside:
                continue
            stand = self.stand(group)
            if stand.aside:
                continue
            dated = _may_be_dated(group)
            if dated or stand.paged or stand.named:
                rest = _MOST_FOR_ITS_ENTRIES + 3.0 * dated + _for_its_place(stand)
                hopeful.append((rest, index, group, stand))
        # Of those that stand as well, the outer one first: a list before the cells of its rows.
        hopeful.sort(key=lambda each: (-each[0], each[1]))
        best: tuple[float, int, Candidate] | None = None
        for rest, index, group, stand in hopeful:
            tied = stand.paged or stand.named
            if (
                best is not None
                and (best[2].is_own or not tied)
                and (rest + _for_its_length(len(group.blocks)) < best[0] or _lies_in_a_row_of(best[2], group))
            ):
                continue
            candidate = self.weigh(group, stand)
            if candidate is not None and candidate.objection is None:
                found = (candidate.score, index, candidate)
                if best is None or (candidate.is_own, *found[:2]) > (best[2].is_own, *best[:2]):
                    best = found
        return best[2] if best else None

    def weigh(self, group: Group, stand: Stand | None = None) -> Candidate | None:
        """What the page says about `group`; `None` if it has no entries."""
        entries = self._read(group)
        if not entries:
            return None
        count, url = len(entries), self._url
        candidate = Candidate(
            group=group,
            entries=entries,
            stand=stand or self.stand(group),
            dated=sum([entry.published is not None for entry in entries]) / count,
            below=sum([is_below(entry.url, url) and not is_index(entry.url) for entry in entries]) / count,
            documents=sum([looks_like_document(entry.url) for entry in entries]) / count,
        )
        return candidate if candidate.is_own else replace(candidate, twins=self._twins(group))

    def stand(self, group: Group) -> Stand:
        """Where `group` stands."""
        parent = group.parents[0]
        heading = self._heading(parent)
        column = self._column
        other = bool(heading and _OTHER_HEADING.search(heading) and not (column and column in heading))
        return Stand(
            paged=self._is_paged(group),
            named=column is not None and heading == column,
            aside=parent.aside or other,
            heading=heading,
        )

    def is_under_another_heading(self, block: Block) -> bool:
        """The words right above `block` say that it is something beside the list: 热点, 推荐."""
        heading, column = self._heading(block), self._column
        return bool(heading and _OTHER_HEADING.search(heading) and not (column and column in heading))

    def rival(self, best: Candidate, groups: Iterable[Group]) -> Candidate | None:
        """Another group that is as likely the column's list as `best`, which nothing ties to the column."""
        around = {above for parent in best.group.parents for above in (parent.element, *parent.element.iterancestors())}
        for group in groups:
            parent = group.parents[0]
            if len(group.blocks) < _RIVALS or parent.element in around or parent.hidden or parent.aside:
                continue
            if not best.row_elements.isdisjoint((parent.element, *parent.element.iterancestors())):
                continue
            candidate = None if self.stand(group).aside else self.weigh(group)
            if candidate is not None and candidate.could_be_a_list:
                return candidate
        return None

    def _twins(self, group: Group) -> int:
        """How many other blocks look like the nearest one with a name around the group."""
        own = group.parents[0]
        for _ in range(NEAR):
            if own.element.get("class") or own.parent is None:
                break
            own = own.parent
        name = own.element.get("class")
        if not name:
            return 0
        parents = {block.element for block in group.parents}
        return sum(
            block.links > 0
            and block.tag == own.tag
            and block is not own
            and block.element not in parents
            and block.element.get("class") == name
            and not block.aside
            for block in self._outline
        )

    def _is_paged(self, group: Group) -> bool:
        """Page numbers follow (or lie within) the block around the group, at most three levels up."""
        if not self._marks_in:
            return False
        node: Block | None = group.parents[0]
        last = group.parents[-1].element
        seen: set[Element] = set()
        for _ in range(NEAR + 1):
            if node is None or node.tag in ("body", "html"):
                return False
            for mark in self._marks_in.get(node.element, ()):
                if mark not in seen:
                    seen.add(mark)
                    if node in group.parents or follows(last, mark, within=node.element):
                        return True
            node = node.parent
        return False

    def _heading(self, block: Block) -> str | None:
        """The words right above the group, looked for at most three levels up; nothing longer than a heading."""
        node: Block | None = block
        for _ in range(NEAR + 1):
            assert node is not None
            before = node.element.getprevious()
            while before is not None:
                if isinstance(before.tag, str) and before.tag not in _NO_HEADING:
                    above = self._outline.get(before)
                    if above is not None and above.chars > _LONGEST_HEADING * 2:
                        return None
                    words = self._words(before)
                    if words:
                        return words if len(words) < _LONGEST_HEADING else None
                before = before.getprevious()
            node = node.parent
            if node is None or node.tag in ("body", "html"):
                return None
            if node.text:
                return node.text if len(node.text) < _LONGEST_HEADING else None
        return None

    def _words(self, element: Element) -> str:
        """What `element` says, without the link 更多 at its end; of what is long anyway, the beginning.

        Asked again for every group below it.
        """
        words = self._words_of.get(element)
        if words is None:
            text = text_of(element)
            words = " ".join(text[:_TOO_LONG].split())
            if len(words) < _LONGEST_HEADING * 2 or _MORE_OF_ANY_CASE.search(words):
                words = _MORE.sub("", " ".join(text.split())).strip()
            self._words_of[element] = words
        return words


_LONGEST_HEADING = 16
_NO_HEADING = frozenset({"script", "style", "input", "a"})
_TOO_LONG = 500
"""Of so many characters, if not all are blanks, no heading is made, whatever follows."""
_MORE_OF_ANY_CASE = re.compile(r"更多|[mM][oO][rR][eE]")
_MORE = re.compile(r"\s*(?:更多|more)\W*$", re.IGNORECASE)
_OTHER_HEADING = re.compile(
    r"热点|热门|推荐|排行|相关|最新(?:资讯|要闻|发布|动态|文章|信息)|友情|猜你|点击率|头条|图片新闻|专题|快速|导航|栏目|链接|阅读榜|要闻"
)
