"""Paging in words: 共 52 条记录, 第 1 页/共 4 页, 页次：1/4, 总记录数：0.

The words are looked for in the page's source, where finding a character costs next to nothing; what stands in a tag, in
a comment, in a script or in a sentence is no paging.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """Figures written beside the page numbers."""

    pages: int | None = None
    total: int | None = None
    current: int | None = None


def paging_in_words(source: str) -> Words:
    """The first of each figure that stands where paging stands."""
    total = pages = current = None
    for match in _matches(source, "共", _ALL_OF):
        number, unit = int(match.group(1)), match.group(2)
        if unit == "页":
            pages = number if pages is None else pages
            beside = _ENTRIES_BESIDE.match(source, match.end())
            total = int(beside.group(1)) if beside is not None and total is None else total
        elif total is None:
            total = number
            slashed = _SLASHED.match(source, match.end())
            if slashed is not None and pages is None:
                current, pages = int(slashed.group(1)), int(slashed.group(2))
    for match in _matches(source, "总", _TOTAL_OF):
        what, number, unit = match.group(1), int(match.group(2)), match.group(3)
        if unit == "页" or what == "页数":
            pages = number if pages is None else pages
        elif total is None and (unit or what not in ("", "计", "共")):
            total = number
    for key in ("页次", "第"):
        for match in _matches(source, key, _ONE_OF):
            current = int(match.group(1)) if current is None else current
            pages = int(match.group(2)) if match.group(2) and pages is None else pages
    if pages is None:
        for match in _before(source, "页", _SLASHED_BEFORE):
            if 1 <= int(match.group(1)) <= int(match.group(2)):
                current, pages = int(match.group(1)), int(match.group(2))
                break
    return Words(pages=pages, total=total, current=current)


_GAP = r"(?:[\s:：\[\]【】,，]|&nbsp;|&#160;|<[^<>]{0,150}>){0,8}"
_ALL_OF = re.compile(rf"共(?:有|计)?{_GAP}(\d{{1,9}}){_GAP}(条|篇|项|笔|行|个记录|记录|页)")
_ENTRIES_BESIDE = re.compile(rf"{_GAP}(\d{{1,9}}){_GAP}条")
_TOTAL_OF = re.compile(rf"总(记录数?|条数|页数|数|计|共|)(?:有|计)?{_GAP}(\d{{1,9}})(?:{_GAP}(条|篇|项|笔|页))?")
_ONE_OF = re.compile(rf"(?:页次|第){_GAP}(\d{{1,9}}){_GAP}(?:页{_GAP})?(?:/{_GAP}(?:共{_GAP})?(\d{{1,9}})|页)")
_SLASHED = re.compile(rf"{_GAP}(\d{{1,6}}){_GAP}/{_GAP}(\d{{1,6}})(?![\d/年.-])")
_SLASHED_BEFORE = re.compile(rf"(?<![\d/年.-])(\d{{1,6}}){_GAP}/{_GAP}(\d{{1,6}}){_GAP}页$")

_MAY_PRECEDE = frozenset("0123456789>; \t\n\r")
"""What stands before 页 where it counts pages, unlike in 首页 and 下一页."""
_MOST_TRIES = 400
_MOST_MATCHES = 40
"""Real pages have a handful; pages made to keep a reader busy have millions."""


def _matches(source: str, key: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    found = 0
    place = -1
    for _ in range(_MOST_TRIES):
        place = source.find(key, place + 1)
        if place < 0 or found >= _MOST_MATCHES:
            return
        match = pattern.match(source, place)
        if match is not None:
            found += 1
            if _is_paging(source, match.start(), match.end()):
                yield match


def _before(source: str, key: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Matches that end with `key`."""
    place = -1
    for _ in range(_MOST_TRIES):
        place = source.find(key, place + 1)
        if place < 0:
            return
        if source[place - 1 : place] in _MAY_PRECEDE:
            match = pattern.search(source[max(0, place - 300) : place + 1])
            if match is not None and _is_paging(source, place, place + 1):
                yield match


_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
_LONGEST_TEXT = 90
"""A piece of text between two tags that is longer is a sentence, and its figures are no paging."""


def _is_paging(source: str, start: int, end: int) -> bool:
    opened, closed = source.rfind("<", 0, start), source.rfind(">", 0, start)
    if opened > closed:
        return False  # inside a tag: a title attribute
    after = source.find("<", end)
    before, behind = source[closed + 1 : start], source[end : after if after >= 0 else end + _LONGEST_TEXT]
    if len(before.strip()) + len(behind.strip()) > _LONGEST_TEXT:
        return False
    if source.startswith(("<a ", "<A "), max(opened, 0)) and _IDEOGRAPH.search(before[-1:] + behind[:1]):
        return False  # an entry's title: 共12条措施
    if source.rfind("<!--", 0, start) > source.rfind("-->", 0, start):
        return False
    return source.rfind("<script", 0, start) <= source.rfind("</script", 0, start)
