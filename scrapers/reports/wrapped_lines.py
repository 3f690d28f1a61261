"""A text whose paragraphs were broken into lines of one width (copied from a PDF or an old editor), put together again.

Otherwise a number may stand on two lines (12月3 and 1日), and a list end where its line does.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from scrapers.files.blocks import Block, Line


def unwrapped(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, each paragraph of a broken text on its first line, its others empty. Of other texts: unchanged."""
    lines = [block for block in blocks if isinstance(block, Line) and block.row is not None and "\t" not in block.text]
    width = _width_of_lines([_width(line.text) for line in lines if line.text])
    if width is None or not _breaks_sentences(lines, width):
        return list(blocks)
    joined: list[Block] = []
    goes_on = False
    for block in blocks:
        before = joined[-1] if joined else None
        if not isinstance(block, Line) or "\t" in block.text:
            joined.append(block)
            goes_on = False
            continue
        if goes_on and isinstance(before, Line) and _may_go_on(before.text, block.text, width):
            joined[-1] = replace(before, text=before.text + _between(before.text, block.text) + block.text)
        else:
            joined.append(block)
            goes_on = False
        begun = goes_on or (_PAUSE.search(block.text) is not None and _TITLE.search(block.text) is None)
        goes_on = begun and _width(block.text) >= _LONG * width and not _END.search(block.text)
    return joined


_FEWEST_LINES, _WIDEST = 12, 130
_FULL, _SHARE_OF_FULL, _SHARE_OF_BROKEN = 0.8, 0.25, 0.6
"""A line is full from so much of the width on, as signs of half a width and rules for marks make it shorter."""
_PAUSE = re.compile("[，。；：、《]")
"""A first line without any is a title or a heading."""
_TITLE = re.compile("(?:报告|年报)$")
_MARK = re.compile("[，。；：！？）”]")
_UNFINISHED = re.compile("[，、]$")
_LONG = 0.6
"""A shorter line is a paragraph's last, also without a mark at its end."""
_END = re.compile("[。！？]$")
_HEADING = re.compile(
    r"\s*(?:第?[一二三四五六七八九十]{1,3}(?:部分|[、．.])|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、．.](?!\d)|[①-⑳]|【)"
)


def _width_of_lines(widths: Sequence[int]) -> int | None:
    """The width that many lines have and none exceeds by much; `None` where there is none."""
    if len(widths) < _FEWEST_LINES:
        return None
    most = sorted(widths, reverse=True)
    width = most[2]  # one or two may be addresses, which are not broken
    full = sum(one >= _FULL * width for one in widths)
    return width if width <= _WIDEST and full >= _SHARE_OF_FULL * len(widths) else None


def _breaks_sentences(lines: Sequence[Line], width: int) -> bool:
    full = [line.text for line in lines if _is_full(line.text, width)]
    return sum(re.search("[。！？；：]$", text) is None for text in full) >= _SHARE_OF_BROKEN * len(full)


def _is_full(text: str, width: int) -> bool:
    return _width(text) >= _FULL * width


def _may_go_on(first: str, second: str, width: int) -> bool:
    """Not a heading, nor a short line without any mark: a title's next one, a signature."""
    if _HEADING.match(second) and not _UNFINISHED.search(first):
        return False
    return _MARK.search(second) is not None or _width(second) >= _LONG * width


def _between(first: str, second: str) -> str:
    """Two words of letters are parted by a blank."""
    both = first[-1:] + second[:1]
    return " " if len(both) > 1 and both.isascii() and both.isalpha() else ""


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)
