"""Paging that a script draws: calls with figures, and the rule by which the script makes addresses.

Nothing is executed. A call is read if its arguments are written out; an address is built only as the script builds it.
"""

import html
import re
from collections.abc import Mapping
from itertools import islice

from scrapers.pages.links import resolve
from scrapers.pages.page import Element
from scrapers.paging.paged import Paging


def paging_in_scripts(url: str, code: str) -> Paging | None:
    """What the first call says that is understood. `code`: see `paging_code`."""
    if not code:
        return None
    called: Paging | None = None
    if "reatePage" in code:
        called = _create_page_html(url, code)
    if called is None and "Pager" in code:
        called = _pager(url, code)
    if called is None and "countPage" in code:
        called = _counted(url, code)
    return called or _plugin(url, code)


def paging_code(root: Element) -> str:
    """The page's own scripts that may draw page numbers, without what is commented out."""
    texts = (script.text for script in root.iter("script"))
    code = "\n".join(text[:_LONGEST] for text in texts if text and ("age" in text[:_LONGEST]))
    if "/*" in code:
        code = _without_block_comments(code)
    if "//" not in code:
        return code
    return "\n".join(_LINE_COMMENT.sub("", line) if "//" in line else line for line in code.split("\n"))


def _without_block_comments(code: str) -> str:
    kept, place = [], 0
    while (start := code.find("/*", place)) >= 0 and (end := code.find("*/", start + 2)) >= 0:
        kept.append(code[place:start])
        place = end + 2
    return " ".join((*kept, code[place:]))


def next_group(url: str, source: str) -> Paging | None:
    """大汉 JCMS: `<nextgroup>` in the page or in the answer of its data proxy holds the address of the next entries.

    The numbers of pages that the plug-in shows are smaller portions of the same groups and count for nothing here. Of
    several lists on one page the column's own is the one whose address names the column, /col/col7/ and columnid=7.
    """
    if "<recordset" not in source:
        return None
    groups = {html.unescape(match.group(2)) for match in islice(_NEXT_GROUP.finditer(source), _MOST_GROUPS)}
    if len(groups) > 1:
        column = _COLUMN.search(url)
        own = re.compile(rf"\bcolumnid={column.group(1)}\b") if column is not None else None
        groups = {group for group in groups if own is not None and own.search(group)}
    totals = {int(match.group(1)) for match in islice(_TOTAL_RECORD.finditer(source), _MOST_GROUPS)}
    return Paging(
        next=resolve(url, groups.pop()) if len(groups) == 1 else None,
        total=totals.pop() if len(totals) == 1 else None,
    )


_MOST_GROUPS = 20
_COLUMN = re.compile(r"/col/col(\d{1,12})/")
_LONGEST = 60_000
"""Characters of one script that are looked at: what draws a list's page numbers is short, libraries are long."""
_LINE_COMMENT = re.compile(r"(?<![:'\"\w])//[^\n]*")
_NEXT_GROUP = re.compile(r"""<nextgroup>\s{0,50}(?:<!\[CDATA\[)?\s{0,50}<a\s[^<>]{0,100}?href=(["'])(.{1,2000}?)\1""")
_TOTAL_RECORD = re.compile(r"<totalrecord>\s{0,20}(\d{1,9})")

_CREATE_PAGE = re.compile(r"createPageHTML\s{0,5}\(([^()]{1,300})\)", re.IGNORECASE)
_ARGUMENT = re.compile(r"""'([^']*)'|"([^"]*)"|(-?\d{1,9})""")


def _create_page_html(url: str, code: str) -> Paging | None:
    """TRS WCM: createPageHTML(pages, current from 0, "index", "html").

    A later form, of 集约化 platforms, names an element first and adds the number of entries at the end; it counts
    from 1: createPageHTML('page_div', 10, 1, 'index', 'shtml', 200).
    """
    for match in _CREATE_PAGE.finditer(code):
        arguments = _ARGUMENT.findall(match.group(1))
        words = [a or b for a, b, number in arguments if not number]
        numbers = [int(number) for _, _, number in arguments if number]
        if len(numbers) >= 2 and len(words) >= 2:
            break
    else:
        return None
    pages, current = numbers[0], numbers[1]
    stem, suffix = words[-2], words[-1]
    from_one = len(words) > 2
    step = current + 1  # the number in the next page's file name, in both forms
    last = current >= pages if from_one else current >= pages - 1
    return Paging(
        next=None if last else resolve(url, f"{stem}_{step}.{suffix}"),
        pages=max(pages, 0),
        total=numbers[2] if len(numbers) > 2 else None,
        current=current if from_one else current + 1,
        first=resolve(url, f"{stem}.{suffix}"),
    )


_PAGER = re.compile(r"Pager\s{0,5}\(\s{0,20}\{([^{}]{1,1000})\}")
_SETTING = re.compile(r"""(\w{1,40})\s{0,5}:\s{0,5}(?:'([^']*)'|"([^"]*)"|(\d{1,9}))""")


def _pager(url: str, code: str) -> Paging | None:
    """TRS WCM: Pager({size: pages, current: from 0, prefix: 'index', suffix: 'html'}) with index_1.html as page two."""
    match = _PAGER.search(code)
    if match is None:
        return None
    setting = {name: a or b or number for name, a, b, number in _SETTING.findall(match.group(1))}
    if not {"size", "prefix", "suffix"} <= setting.keys() or not setting["size"].isdecimal():
        return None
    pages, current = int(setting["size"]), int(setting.get("current") or 0)
    stem, suffix = setting["prefix"], setting["suffix"]
    return Paging(
        next=resolve(url, f"{stem}_{current + 1}.{suffix}") if current + 1 < pages else None,
        pages=pages,
        current=current + 1,
        first=resolve(url, f"{stem}.{suffix}"),
    )


_COUNT_PAGE = re.compile(r"\bcountPage\s{0,5}=\s{0,5}(\d{1,6})")
_CURRENT_PAGE = re.compile(r"\bcurrentPage\s{0,5}=\s{0,5}(\d{1,6})")
_NEXT_PAGE = re.compile(
    r"""(\w{1,60}?)_["']\s{0,5}\+\s{0,5}(?:nextPage|\(?\s?currentPage\s?\+\s?1\s?\)?)\s{0,5}\+\s{0,5}["']\.(s?html?)"""
)


def _counted(url: str, code: str) -> Paging | None:
    """TRS WCM, its first form: countPage and currentPage (from 0) as variables, "index_" + nextPage + ".html" below."""
    count, current, built = _COUNT_PAGE.search(code), _CURRENT_PAGE.search(code), _NEXT_PAGE.search(code)
    if count is None or current is None:
        return None
    pages, number = int(count.group(1)), int(current.group(1)) + 1
    following = resolve(url, f"{built.group(1)}_{number}.{built.group(2)}") if built and number < pages else None
    return Paging(next=following, pages=pages, current=number)


_CALLS = (".pagination(", ".jpage(", "laypage", "createPage", "pageCount")
_NEAR = 2000
"""Characters before and after a plug-in's call in which its figures and its callback stand."""
_FIGURE = re.compile(r"""[:=,]\s{0,5}['"]?(\d{1,9})""")
_NAME = re.compile(r"""(\w{1,40})['"]?\s{0,5}$""")
_NAMES = {
    "pages": ("totalpage", "totalpages", "pagecount", "pagetotal", "countpage", "pages"),
    "total": ("total", "totalcount", "totalrecord", "totalrecords", "recordcount", "totalnum", "count"),
    "size": ("pagesize", "perpage", "limit"),
    "from zero": ("pageindex",),
    "from one": ("currentpage", "curr", "pageno", "current", "currpage", "setpage"),
}
_MEANING = {name: meaning for meaning, names in _NAMES.items() for name in names}
_BUILT = re.compile(
    r"""(['"])([^'"\s<>]{0,300})\1\s{0,5}\+\s{0,5}\(?\s{0,5}((?:\w{1,40}\.)?\w{1,40})\s{0,5}(?:([+-])\s{0,5}1\s{0,5})?\)?"""
    r"""\s{0,5}\+\s{0,5}\1(\.[sx]?html?)\1""",
    re.IGNORECASE,
)
_PAGE_VARIABLE = re.compile(r"page|^i$|^n$|index|num|curr", re.IGNORECASE)
_FILE_NUMBER = re.compile(r"(\d{1,9})\.[sx]?html?$")


def _plugin(url: str, code: str) -> Paging | None:
    """A plug-in fed with figures, and a callback that builds the address: "list_" + (index + 1) + ".html"."""
    called = next((call for call in _CALLS if call in code), None)
    if called is None:
        return None
    start = code.index(called)
    near = code[max(0, start - _NEAR) : start + _NEAR]
    figures = _figures(near)
    pages, total, size = figures.get("pages"), figures.get("total"), figures.get("size")
    if called == ".jpage(":
        return None if total is None else Paging(total=total)
    if pages is None and total is not None and size:
        pages = -(-total // size)
    if pages is None and total is None:
        return None
    built = next((one for one in _BUILT.finditer(near) if _PAGE_VARIABLE.search(one.group(3))), None)
    current = _current(url, figures, built)
    following = None
    if built and pages is not None and current < pages:
        _, stem, name, sign, suffix = built.groups()
        starts_at_zero = name.lower().endswith("index")
        number = current + 1 + (-1 if starts_at_zero else 0) + {"+": 1, "-": -1}.get(sign or "", 0)
        if sign == "+" and not starts_at_zero:
            number -= 1  # a running page number plus one is already the following page
        following = resolve(url, f"{stem}{number}{suffix}")
    return Paging(next=following if following != url else None, pages=pages, total=total, current=current)


def _figures(near: str) -> dict[str, int]:
    """The first figure of each meaning: `total: 112`, `pageSize = 15`, `("setPage", 2, 54)`."""
    found: dict[str, int] = {}
    for match in _FIGURE.finditer(near):
        name = _NAME.search(near[max(0, match.start() - 50) : match.start()])
        meaning = _MEANING.get(name.group(1).lower()) if name is not None else None
        if meaning is not None and (near[match.start()] != "," or meaning == "from one"):
            found.setdefault(meaning, int(match.group(1)))
    return found


def _current(url: str, figures: Mapping[str, int], built: re.Match[str] | None) -> int:
    """The page's number from 1: its own file name where the callback's rule made it, else what the script says."""
    if built:
        path = url.partition("?")[0]
        own = _FILE_NUMBER.search(path)
        if own and path[: own.start()].endswith(built.group(2)):
            return int(own.group(1))
    if "from zero" in figures:
        return figures["from zero"] + 1
    return max(figures.get("from one", 1), 1)
