"""How many pages a list has, and which one comes next: script calls, links, numbered files, words on the page.

Only what the page itself says: nothing is fetched, and an address is built only by the rule of the page's own script.
"""

import re
from dataclasses import dataclass
from typing import cast

from lxml import etree

from schemas.platforms import Platform
from scrapers.links import resolve
from scrapers.page import Element, Page, text_of

PAGING_CALL = re.compile(
    r"createPage(?:HTML|Navi\w*)?\s*\(\s*['\"]?[\w-]*['\"]?\s*,?\s*\d|Pager\s*\(\s*\{|\.pagination\s*\(|\.jpage\s*\(|laypage|\bpageCount\s*[:=]\s*\d",
    re.IGNORECASE,
)
"""A script that draws a list's page numbers."""
PAGING_NAME = re.compile(
    r"(?:^|[\s_-])(?:pag(?:e|er|es|ing|ination)|pagebar|pagenum|fenye|fanye|fy)(?:$|[\s_\d-])", re.IGNORECASE
)
"""Class or id of the element that holds a list's page numbers."""
NEXT_WORDS = re.compile(r"^(?:下一?页|后一?页|下页|next(?:\s*page)?)\s*[>»›]*$|^[>»›]$", re.IGNORECASE)
COUNTS = re.compile(r"共\s*\d+\s*[页条篇]|第\s*\d+\s*页\s*[/，,]?\s*共|页次\s*[:：]?\s*\d+\s*/|总记录数")
"""Words that go with page numbers."""


@dataclass(frozen=True)
class Paging:
    """What one listing page says about its fellow pages; `None` where it says nothing."""

    next: str | None = None
    """Absolute address of the following page; `None` on the last."""
    pages: int | None = None
    total: int | None = None
    current: int | None = None
    """This page's number, from 1."""
    first: str | None = None
    """Absolute address of the first page."""
    form: dict[str, str] | None = None
    """Fields to post to `next`, where pages are turned that way."""
    data: str | None = None
    """Absolute address of the data behind a list that a script draws, where the product's file knows it."""

    @property
    def says_empty(self) -> bool:
        """The page numbers leave no room for entries that are not shown here: no entries, or a single page."""
        return self.total == 0 or (self.total is None and self.pages is not None and self.pages <= 1)


def following_pages(page: Page, *, platform: Platform | None = None) -> Paging:
    """Read the page's paging; parts found in different places complete each other, script calls count first."""
    scripts = [
        script.text
        for script in page.tree.iter("script")
        if script.text and (PAGING_CALL.search(script.text) or "Page" in script.text)
    ]
    code = _LINE_COMMENT.sub("", "\n".join(scripts))
    found = _create_page_html(page.url, code) or _pager(page.url, code) or _plugin(page.url, code)
    shown = _shown(page)
    if found is None:
        return shown
    return Paging(
        next=found.next or (shown.next if found.pages is None else None),
        pages=found.pages if found.pages is not None else shown.pages,
        total=found.total if found.total is not None else shown.total,
        current=found.current or shown.current,
        first=found.first or shown.first,
    )


_LINE_COMMENT = re.compile(r"(?<![:'\"\w])//[^\n]*")
_CREATE_PAGE = re.compile(r"createPageHTML\s*\(([^()]*\d[^()]*)\)", re.IGNORECASE)
_ARGUMENT = re.compile(r"""'([^']*)'|"([^"]*)"|(-?\d{1,9})""")


def _create_page_html(url: str, code: str) -> Paging | None:
    """TRS WCM: createPageHTML(pages, current from 0, "index", "html").

    A later form names an element first and adds the number of entries at the end; it counts from 1:
    createPageHTML('page_div', 10, 1, 'index', 'shtml', 200).
    """
    match = _CREATE_PAGE.search(code)
    if match is None:
        return None
    words = [a or b for a, b, number in _ARGUMENT.findall(match.group(1)) if not number]
    numbers = [int(number) for _, _, number in _ARGUMENT.findall(match.group(1)) if number]
    if len(numbers) < 2 or len(words) < 2:
        return None
    pages, current = numbers[0], numbers[1]
    prefix, suffix = words[-2], words[-1]
    from_one = len(words) > 2
    step = current + 1  # the number in the next page's file name, in both forms
    last = current >= pages if from_one else current >= pages - 1
    return Paging(
        next=None if last else resolve(url, f"{prefix}_{step}.{suffix}"),
        pages=max(pages, 0),
        total=numbers[2] if len(numbers) > 2 else None,
        current=current if from_one else current + 1,
        first=resolve(url, f"{prefix}.{suffix}"),
    )


_PAGER = re.compile(r"Pager\s*\(\s*\{([^{}]*\bsize\s*:\s*\d[^{}]*)\}", re.IGNORECASE)
_SETTING = re.compile(r"""(\w+)\s*:\s*(?:'([^']*)'|"([^"]*)"|(\d{1,9}))""")


def _pager(url: str, code: str) -> Paging | None:
    """TRS WCM: Pager({size: pages, current: from 0, prefix: 'index', suffix: 'html'}) with index_1.html as page two."""
    match = _PAGER.search(code)
    if match is None:
        return None
    setting = {name: a or b or number for name, a, b, number in _SETTING.findall(match.group(1))}
    if not {"size", "prefix", "suffix"} <= setting.keys():
        return None
    pages, current = int(setting["size"]), int(setting.get("current") or 0)
    stem, suffix = setting["prefix"], setting["suffix"]
    return Paging(
        next=resolve(url, f"{stem}_{current + 1}.{suffix}") if current + 1 < pages else None,
        pages=pages,
        current=current + 1,
        first=resolve(url, f"{stem}.{suffix}"),
    )


_NUMBER = {
    "pages": re.compile(
        r"\b(?:totalPages?|page(?:Count|Total)|countPage|pages)\s*[:=]\s*['\"]?(\d{1,9})", re.IGNORECASE
    ),
    "total": re.compile(
        r"\b(?:total|totalCount|totalRecords?|recordCount|totalNum|count)\s*[:=]\s*['\"]?(\d{1,9})", re.IGNORECASE
    ),
    "size": re.compile(r"\b(?:pageSize|perPage|limit|pagesize)\s*[:=]\s*['\"]?(\d{1,9})", re.IGNORECASE),
}
_FROM_ZERO = re.compile(r"\bpageIndex\s*[:=]\s*(\d{1,9})", re.IGNORECASE)
_FROM_ONE = re.compile(
    r"\b(?:currentPage|curr|pageNo|current|currPage)\s*[:=]\s*(\d{1,9})|setPage['\"]\s*,\s*(\d{1,9})", re.IGNORECASE
)
_BUILT = re.compile(
    r"""(['"])([^'"\s<>]*)\1\s*\+\s*\(?\s*((?:\w+\.)?\w*(?:page|i|n|index|num|curr)\w*)\s*(?:([+-])\s*1\s*)?\)?\s*\+\s*\1(\.[sx]?html?)\1""",
    re.IGNORECASE,
)
_FILE_NUMBER = re.compile(r"(\d{1,9})\.[sx]?html?$")


def _plugin(url: str, code: str) -> Paging | None:
    """A plug-in fed with figures, and a callback that builds the address: "list_" + (index + 1) + ".html"."""
    if not PAGING_CALL.search(code):
        return None
    figures = {name: int(match.group(1)) for name, pattern in _NUMBER.items() if (match := pattern.search(code))}
    pages, total, size = figures.get("pages"), figures.get("total"), figures.get("size")
    if pages is None and total is not None and size:
        pages = -(-total // size)
    if pages is None and total is None:
        return None
    built = _BUILT.search(code)
    current = _current(url, code, built)
    following = None
    if built and pages is not None and current < pages:
        _, stem, name, sign, suffix = built.groups()
        starts_at_zero = name.lower().endswith("index")
        number = current + 1 + (-1 if starts_at_zero else 0) + {"+": 1, "-": -1}.get(sign or "", 0)
        if sign == "+" and not starts_at_zero:
            number -= 1  # a running page number plus one is already the following page
        following = resolve(url, f"{stem}{number}{suffix}")
    return Paging(next=following if following != url else None, pages=pages, total=total, current=current)


def _current(url: str, code: str, built: re.Match[str] | None) -> int:
    """The page's number from 1: its own file name where the callback's rule made it, else what the script says."""
    if built:
        path = url.partition("?")[0]
        own = _FILE_NUMBER.search(path)
        if own and path[: own.start()].endswith(built.group(2)):
            return int(own.group(1))
    if (match := _FROM_ZERO.search(code)) is not None:
        return int(match.group(1)) + 1
    if (match := _FROM_ONE.search(code)) is not None:
        return max(int(match.group(1) or match.group(2)), 1)
    return 1


_TOTAL_WORDS = re.compile(
    r"(?:共|总共|总计|合计)(?:有|计)?\s*(\d{1,9})\s*(?:条|篇|项|个记录|笔)|(?:总记录数?|记录总数|总数|总条数)\s*[:：]?\s*(\d{1,9})"
)
_PAGES_WORDS = re.compile(
    r"(?:共|总共|总)\s*(\d{1,9})\s*页|总页数\s*[:：]?\s*(\d{1,9})|(?:第|页次\s*[:：]?)\s*\d+\s*页?\s*/\s*(?:共\s*)?(\d{1,9})"
)
_CURRENT_WORDS = re.compile(r"第\s*(\d{1,9})\s*页|页次\s*[:：]?\s*(\d{1,9})\s*/")
_USUAL_WINDOWS = frozenset({5, 10})
"""How many page numbers the usual plug-ins show at a time: five or ten links do not mean five or ten pages."""


def _shown(page: Page) -> Paging:
    """Paging drawn as links and words."""
    words = " ".join(_words(page.tree))
    total, pages, current = (_first(pattern, words) for pattern in (_TOTAL_WORDS, _PAGES_WORDS, _CURRENT_WORDS))
    following: str | None = None
    numbers: dict[int, str | None] = {}
    for element in page.tree.iter("a", "span", "em", "strong", "b", "i", "font", "li"):
        text = (element.text or "").strip() if element.tag != "a" else text_of(element).strip()
        if not text or len(text) > 12:
            continue
        address = resolve(page.url, element.get("href"))
        if text.isdecimal():
            if len(text) < 4 and _in_paging(element):
                numbers[int(text)] = numbers.get(int(text)) or address
        elif element.tag == "a" and following is None and NEXT_WORDS.match(text):
            following = address if address != page.url and (len(text) > 1 or _in_paging(element)) else None
    if pages is None:
        pages = _pages_of_links(numbers)
    if pages is not None and current is not None and current >= pages:
        following = None
    first = numbers.get(1) or (page.url if 1 in numbers else None)
    return Paging(next=following, pages=pages, total=total, current=current, first=first)


def _pages_of_links(numbers: dict[int, str | None]) -> int | None:
    """The last number shown, where the numbers run from 1 without a gap and are no window of a longer row."""
    last = max(numbers, default=0)
    if set(numbers) != set(range(1, last + 1)) or not any(numbers.values()):
        return None
    return None if last in _USUAL_WINDOWS else last


_TEXTS = etree.XPath("//body//text()[not(parent::script or parent::style)]", smart_strings=False)


def _words(tree: Element) -> list[str]:
    """The page's short visible pieces in which a count of pages or entries may stand."""
    return [
        text.strip()
        for text in cast(list[str], _TEXTS(tree))
        if len(text) < 200
        and ("页" in text or "共" in text or "总" in text or text.strip().isdigit() or "/" in text or "条" in text)
    ]


def _in_paging(link: Element) -> bool:
    for depth, element in enumerate(link.iterancestors()):
        if PAGING_NAME.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            return True
        if depth > 3:
            return False
    return False


def _first(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return int(next(group for group in match.groups() if group)) if match else None
