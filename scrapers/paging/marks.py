"""Where a page draws page numbers, and which list they belong to: the one right above them."""

import re
from functools import lru_cache
from itertools import islice

from scrapers.pages.outline import Block, Outline
from scrapers.pages.page import Element, text_of
from scrapers.paging.links import NEXT_FIRSTS, NEXT_WORDS, PAGING_NAME

NEAR = 3
"""A list and its page numbers have a common block at most so many levels above the list."""


def paging_elements(outline: Outline, root: Element) -> list[Element]:
    """Where the page draws page numbers: scripts that draw them, containers so named, and links to a next page."""
    marks = [script for script in root.iter("script") if _draws_paging(script.text or "")]
    for block in outline:
        if block.tag == "a":
            words = (block.text or text_of(block.element).strip()) if 0 < block.chars < 12 else ""
            draws = words[:1] in NEXT_FIRSTS and NEXT_WORDS.match(words) is not None
        elif block.tag in _MAY_HOLD_PAGING:
            named = _is_named_paging(block.element.get("class"), block.element.get("id"))
            draws = (named and _draws_numbers(block)) or (bool(block.text) and _counts(block.text))
        else:
            continue
        if draws:
            marks.append(block.element)
    return marks


_MAY_HOLD_PAGING = frozenset({"div", "ul", "ol", "p", "nav", "span", "td"})


_COUNTS = re.compile(
    r"共\s{0,20}\d{1,9}\s{0,20}[页条篇]|第\s{0,20}\d{1,9}\s{0,20}页\s{0,20}[/，,]?\s{0,20}共"
    r"|页次\s{0,20}[:：]?\s{0,20}\d{1,9}\s{0,20}/|总记录数"
)


@lru_cache(maxsize=8192)
def _is_named_paging(classes: str | None, identifier: str | None) -> bool:
    return PAGING_NAME.search(f"{classes or ''} {identifier or ''}") is not None


def _draws_paging(code: str) -> bool:
    # Bytes are made small ten times as fast as characters.
    return _PAGING in code.encode(errors="replace").lower() and _PAGING_CALL.search(code.lower()) is not None


_PAGING = b"pag"
# Each begins with the same three letters, so that a long script is searched at the speed of a plain word.
_PAGING_CALL = re.compile(
    r"pag(?:er\s{0,20}\(\s{0,20}\{"
    r"|ination(?<=\.pagination)\s{0,20}\("
    r"|e(?:(?<=createpage)(?:html|navi\w{0,20})?\s{0,20}\(\s{0,20}['\"]?[\w-]{0,40}['\"]?\s{0,20},?\s{0,20}\d"
    r"|(?<=\.jpage)\s{0,20}\("
    r"|(?<=laypage)"
    r"|count(?<!\wpagecount)\s{0,20}[:=]\s{0,20}\d))"
)


def _counts(text: str) -> bool:
    return ("页" in text or "共" in text or "总" in text) and _COUNTS.search(text) is not None


def is_beside(parents: tuple[Element, ...], mark: Element) -> bool:
    """`mark` follows (or lies within) the block around `parents`, at most three levels up, no other list between."""
    above = set(mark.iterancestors())
    if parents[0] in above:
        return True
    for node in list(parents[0].iterancestors())[:NEAR]:
        if node.tag in ("body", "html"):
            return False
        if node in above:
            return follows(parents[-1], mark, within=node)
    return False


def follows(last: Element, mark: Element, *, within: Element) -> bool:
    """`mark` stands after `last`, both within one block, and no other block of many links between them.

    Page numbers above a list belong to the list before it.
    """
    before, after = _part_of(within, last), _part_of(within, mark)
    if before is after:
        return True
    for part in before.itersiblings():
        if part is after:
            return not _list_before(mark, part)
        if isinstance(part.tag, str) and _has_many_links(part):
            return False
    return False


def _part_of(within: Element, node: Element) -> Element:
    """The child of `within` that holds `node`."""
    above = node.getparent()
    while above is not None and above is not within:
        node, above = above, above.getparent()
    return node


def _list_before(mark: Element, around: Element) -> bool:
    """Within `around`, which holds `mark`, a block of many links stands before it: the page numbers are that one's."""
    node: Element | None = mark
    while node is not None and node is not around:
        if any(isinstance(each.tag, str) and _has_many_links(each) for each in node.itersiblings(preceding=True)):
            return True
        node = node.getparent()
    return False


def _has_many_links(node: Element) -> bool:
    links = node.iter("a")
    return sum(1 for _ in islice(links, 4)) > 3


def _draws_numbers(block: Block) -> bool:
    """An element named like paging that really is it: figures, 页, a script, or empty and filled by one."""
    if block.links > 40 or block.chars > 1000:
        return False
    text = text_of(block.element)
    return not block.chars or "页" in text or _FIGURE.search(text) is not None


_FIGURE = re.compile(r"\d")
