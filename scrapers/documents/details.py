"""What a document's page carries beside what it says: tags, links of its own matter, numbers that belong to a person,
and of a citizen's message what became of it.

Menus, sidebars and the page's foot carry nothing of the document: of their links none is kept.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from schemas.document_readings import DocumentReading
from schemas.page_details import MOST_LINKS, PageDetails, PageLink
from scrapers.documents.exposed import exposed_numbers
from scrapers.documents.lines import Anchor, Line, Lines, read_lines, squeeze
from scrapers.documents.messages import read_message
from scrapers.documents.text import end_of_document
from scrapers.pages.links import base_of, link_in_script, resolve
from scrapers.pages.page import Page, text_of
from scrapers.pages.private_numbers import masked
from scrapers.pages.tags import read_tags


def read_details(page: Page, reading: DocumentReading, *, today: date) -> PageDetails:
    """What `page` carries, which was read as `reading`, state `document`, on the day `today`. Raises nothing."""
    body = page.tree.find("body")
    found = read_lines(page.tree if body is None else body)
    start = _line_of(reading.title, found.lines)
    links, unfilled = _links(found, start, base=base_of(page.tree, page.url))
    return PageDetails(
        tags=read_tags(page.tree),
        links=links,
        unfilled=unfilled,
        private_numbers=tuple(islice(exposed_numbers(reading, today=today), MOST_NUMBERS)),
        message=read_message(page, found.lines, start),
    )


def _line_of(title: str | None, lines: list[Line]) -> int:
    """The line on which the document begins: that of its title, where one shows it."""
    return next((index for index, line in enumerate(lines) if title and line.seen and title in line.text), 0)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines under a heading of related matter."""

    heading: str
    lines: range


def _links(found: Lines, start: int, *, base: str) -> tuple[tuple[PageLink, ...], tuple[str, ...]]:
    """The links of the document that begins at the line `start`, and the headings of related matter that have none."""
    lines = found.lines
    end = end_of_document(lines, start)
    blocks = list(_related(lines, start))
    block_of = {index: block for block in blocks for index in block.lines}
    kept: dict[str, PageLink] = {}
    filled: set[int] = set()
    for anchor in found.anchors:
        block = block_of.get(anchor.line)
        of_text = start <= anchor.line < end and not anchor.hidden and not anchor.aside
        if block is None and not of_text:
            continue
        url = _target(base, anchor)
        if url is None:
            continue
        if block is not None:
            filled.add(block.lines.start)
        words = masked(squeeze(text_of(anchor.element)))[:_LONGEST_TEXT]
        if url not in kept and len(kept) < MOST_LINKS and masked(url) == url:
            kept[url] = PageLink(url=url, text=words, place="text" if block is None else "related")
    empty = (block.heading for block in blocks if block.lines.start not in filled)
    return tuple(kept.values()), tuple(dict.fromkeys(heading for heading in empty if _OF_POLICY.search(heading)))


def _related(lines: list[Line], start: int) -> Iterator[_Block]:
    """The blocks of related matter from `start` on: a heading, and what follows it while that is links."""
    index = start
    while index < len(lines):
        heading = _HEADING.match(lines[index].text)
        stop = index + 1
        if heading is not None:
            while stop < len(lines) and stop - index < _LONGEST_BLOCK and _continues(lines[index], lines[stop]):
                stop += 1
            if _is_heading(lines[index], heading["rest"] or "", lines[index + 1 : stop]):
                yield _Block(heading["words"], range(index, stop))
        index = stop


def _is_heading(line: Line, rest: str, below: list[Line]) -> bool:
    """Not the beginning of a sentence (解读：本办法所称…), nor one entry of a menu among others."""
    if rest:
        return line.linked * 2 > len(rest)
    return not line.linked or any(each.linked >= _TITLE for each in below)


def _continues(heading: Line, line: Line) -> bool:
    """The line may stand within a list of links: one itself, a day or a bullet beside one, an empty cell."""
    if line.aside != heading.aside or (not line.linked and _HEADING.match(line.text)):
        return False
    if _BESIDE_A_LINK.fullmatch(line.text):
        return True
    rest = len(line.text) - line.linked
    return line.linked > rest or (line.linked > 0 and rest <= _DAY and _FIGURES.search(line.text) is not None)


def _target(base: str, anchor: Anchor) -> str | None:
    href = (anchor.element.get("href") or "").strip()
    return resolve(base, href) or link_in_script(base, f"{href} {anchor.element.get('onclick') or ''}")


MOST_NUMBERS = 200
"""Of a longer list the first ones say enough."""
_LONGEST_TEXT, _LONGEST_BLOCK, _TITLE, _DAY = 200, 60, 8, 14
_HEADING = re.compile(
    r"[^\w《]*(?P<words>(?:相关|有关|关联|延伸|配套|对应)(?:政策)?(?:解读|链接|文件|文档|信息|稿件|文章|阅读|内容|资料|政策|附件|材料)"
    r"|(?:政策|文件|文字|图文|图片|专家|媒体|视频|多元)?解读(?:链接|材料|文件|信息|文章|稿件?|图解)?"
    r"|(?:政策)?图解|一图读懂|(?:政策|文件)原文|原文链接|(?:政策|文件)链接)[^\w《:：]*(?:$|[:：]\s*(?P<rest>.*))"
)
_OF_POLICY = re.compile("解读|图解|读懂|文件|政策|原文")
"""Headings such as 相关链接 alone stand over a list of other sites as often."""
_BESIDE_A_LINK = re.compile(r"[\W\d年月日]*")
_FIGURES = re.compile(r"\d\D?\d")
