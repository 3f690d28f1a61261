"""Read a column's own page that is one page without a list, and say in digests what it says and what it shows.

Two digests, because each must not be wrong in its own way. What a page says is what a document says: that it says
something else is held in its favour, so that whatever may change of itself is left out: a counter, a clock, a menu.
What it shows is nearly all that is on it: that it stayed the same is held against it, so that only what is nothing but
a counter is left out. Where the one stayed the same and the other changed, nobody knows.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import dropwhile, takewhile

from schemas.document_readings import DocumentReading
from schemas.own_pages import OwnPageReading
from scrapers.document_visit import content_sha256
from scrapers.documents.attachments import read_attachments
from scrapers.documents.dates import decide, shown_dates
from scrapers.documents.lines import Line, Lines, read_lines, squeeze
from scrapers.documents.metadata import pairs_in, read_metas
from scrapers.documents.reading import examine_document
from scrapers.documents.text import end_of_document, is_tool, paragraphs
from scrapers.pages.dates import find_date
from scrapers.pages.links import base_of
from scrapers.pages.outline import is_aside
from scrapers.pages.page import Element, Page
from scrapers.states.page_state import cannot_be_decoded, error_in_title, what_stands_in_its_place
from scrapers.states.unseen import unseen

READER = "own-page-2"
"""What own pages are read with; another name with every change of what is made of the same page: what two readers make
of one page is not a change of the page."""


def read_own_page(page: Page, *, today: date) -> OwnPageReading:
    """What `page` says; raises nothing. `today`: the day (in the office's zone) that ends its possible dates."""
    verdict = cannot_be_decoded(page) or what_stands_in_its_place(page) or error_in_title(page)
    if page.status != _OK or verdict is not None:
        return OwnPageReading(reason=verdict.reason if verdict else f"the server answered {page.status}")
    root = _root(page)
    found = read_lines(root)
    if not found.whole:
        return OwnPageReading(reason="the page has more elements than any page of text")
    document = examine_document(page, today=today)
    said = _as_document(found, document) or _under_its_name(page, found)
    if isinstance(said, str):
        return OwnPageReading(reason=said)
    stated = _stated(said, today=today)
    return OwnPageReading(
        published=stated,
        content_sha256=content_sha256(_matter(said, names=_names(page), stated=stated)),
        shown_sha256=_digest([*_shown(said.lines), *sorted(_addresses(root))]),
        unseen=unseen(page, links=sum(1 for _ in root.iter("a"))) or _in_files(said, root),
    )


_OK = 200


@dataclass(frozen=True)
class _Said:
    """The page as one document, and its lines from the title to the foot."""

    reading: DocumentReading
    lines: list[Line]
    foot: Element | None
    """Where the foot begins; `None`: there is none."""


def _matter(said: _Said, *, names: list[str], stated: date | None) -> DocumentReading:
    """What is said, without what changes though nothing else is said: counters, clocks, the column's name above it."""
    reading = said.reading
    text = "\n".join(
        line for line in (reading.text or "").split("\n") if line not in names and not _changes_of_itself(line)
    )
    files = tuple(each.model_copy(update={"url": _SENT_ANEW.split(each.url)[0]}) for each in reading.attachments)
    title = None if reading.title in names else reading.title
    return reading.model_copy(update={"title": title, "published": stated, "text": text or None, "attachments": files})


def _stated(said: _Said, *, today: date) -> date | None:
    """The latest day, up to `today`, that is shown as that of publication or of a change (更新时间) of this page.

    A day without such a label may be a clock's, unless it lies further back than a copy of the page is kept.
    """
    lines = said.lines
    pairs = [
        pair
        for pair in pairs_in(lines, range(_others(lines, 0)))
        if not _OF_THE_SITE.search(lines[pair.line].text.partition(pair.label)[0])
    ]
    days = [day for pair in pairs if pair.meaning in ("published", "modified") and (day := _day(pair.value))]
    shown = shown_dates(pairs, title=range(1), head_end=min(len(lines), _HEAD), today=today)
    weak = (said.reading.published, decide(shown, [], None, has_record=False).published)
    days += [day for day in weak if day and day < today - timedelta(days=1)]
    return max((day for day in days if day <= today), default=None)


def _day(value: str | None) -> date | None:
    """The day that the value is; 最近更新：2026-11-02 水利要闻 tells of something else."""
    found = find_date(value) if value else None
    if value is None or found is None or _WORDS.search(value.replace(found.raw, "", 1)):
        return None
    return found.value


_HEAD = 12
"""So many lines below the column's name a time without another label may be that of the page."""
_WORDS = re.compile(r"[^\W\d时分秒]")
_OF_THE_SITE = re.compile(r"(?:本|网|全)[站网]\w{0,4}$")


def _in_files(said: _Said, root: Element) -> str:
    """Why what the page is about may have changed under an address that stayed: its matter is a file or a picture."""
    text = sum(len(line.text) for line in said.lines if line.seen and line.linked * 2 <= len(line.text))
    if text >= _LITTLE or not (said.reading.attachments or _pictures_between(root, said)):
        return ""
    return "what it is about may stand in files or pictures"


def _pictures_between(root: Element, said: _Said) -> bool:
    """Between its title and its foot."""
    first = said.lines[0].block if said.lines else None
    below = dropwhile(lambda node: node is not first, root.iter("*"))
    inside = takewhile(lambda node: node is not said.foot, below)
    return any(node.tag in _PICTURES and not is_aside(node) for node in inside)


_PICTURES = frozenset({"img", "embed", "object", "video", "canvas", "svg"})
_LITTLE = 100
"""Characters; a text of more has something to say itself."""


def _as_document(found: Lines, reading: DocumentReading) -> _Said | None:
    if reading.state != "document" or not (reading.text or reading.attachments):
        return None
    title, lines = reading.title, found.lines
    start = next((index for index, line in enumerate(lines) if title and line.seen and title in line.text), 0)
    end = end_of_document(lines, start)
    return _Said(reading, lines[start:end], _block(lines, end))


def _under_its_name(page: Page, found: Lines) -> _Said | str:
    """What stands below the column's name, which no document has for a title; or why that is nothing."""
    lines = found.lines
    names = _names(page)
    start = next((index for index, line in enumerate(lines) if _is_name(line, names)), None)
    if start is None:
        return "nothing on the page says where the column's own matter begins"
    end = end_of_document(lines, start + 1)
    until = _others(lines, start + 1, end)
    own = [line for line in lines[start + 1 : end] if line.seen and line.text and not is_tool(line.text)]
    unlinked = sum(len(line.text) - line.linked for line in own)
    rows = sum(line.linked * 2 > len(line.text) >= _ROW for line in own)
    if rows >= _MANY_ROWS and rows * _TEXT_A_ROW > unlinked:
        return f"a list of {rows} links"
    files = read_attachments(found, start=start, end=end, base=base_of(page.tree, page.url), frames=[])
    if unlinked < _LEAST and not files:
        return "there is no text below the column's name"
    text = "\n".join(paragraphs(lines, start + 1, until, None)) or None
    reading = DocumentReading(source=page.url, state="document", text=text, attachments=files)
    return _Said(reading, lines[start:end], _block(lines, end))


def _block(lines: list[Line], index: int) -> Element | None:
    return lines[index].block if index < len(lines) else None


_ROW, _MANY_ROWS, _TEXT_A_ROW = 10, 5, 40
_LEAST = 20
"""Characters that are no links; less may be 暂无信息 or a remark."""


def _names(page: Page) -> list[str]:
    """What the page calls itself: the meta `ColumnName`, the first part of its title."""
    title = squeeze(page.tree.findtext(".//title") or "")
    said = (read_metas(page.tree).get("columnname", ""), _SEPARATORS.split(title)[0])
    return [name for name in said if len(name) > 1]


def _is_name(line: Line, names: list[str]) -> bool:
    """A heading, or the end of 当前位置: not an entry of a menu, which is a link."""
    return (
        line.seen
        and line.linked * 2 <= len(line.text) <= _LONGEST_HEADING
        and any(line.text.rstrip(_TRAIL).endswith(name) for name in names)
    )


_SEPARATORS = re.compile(r"\s*[_|｜—–\-－·>»]+\s*")
_TRAIL = " >»:：】]"
_LONGEST_HEADING = 60


def _others(lines: list[Line], start: int, end: int | None = None) -> int:
    """The first line from `start` on under which a page shows what is new elsewhere."""
    last = len(lines) if end is None else end
    return next((index for index in range(start, last) if _ELSEWHERE.fullmatch(lines[index].text)), last)


_ELSEWHERE = re.compile(
    r"\W*(?:最新|热点|热门|推荐|近期|今日|站内|更多)(?:动态|信息|新闻|文章|要闻|公告|资讯|文件|公开|发布|内容|推荐)\W*"
)


def _changes_of_itself(line: str) -> bool:
    """It may count visitors or tell the time: that it changed does not say that the page says something else."""
    return len(line) < _LONGEST_COUNTER and _MOVING.search(line) is not None


def _is_counter(line: str) -> bool:
    """It does nothing but that: 北京时间8时水位12.35米 and 接待来访人数：35 do more."""
    return len(line) < _LONGEST_COUNTER and _COUNTER.fullmatch(line) is not None


_LONGEST_COUNTER = 40
_DAY = r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?"
_CLOCK = (
    rf"(?:{_DAY})?\W*(?:\d{{1,2}}\s*[:：时]\s*\d{{1,2}}[\d:：分秒\s]*)?\W*"
    r"(?:(?:星期|周)[一二三四五六日天])?\W*(?:农历\w{2,8})?"
)
_COUNTER = re.compile(
    r"\W*(?:[您你]是)?(?:本[站页网]|总|累计|今日|本页面)?(?:访问|浏览|点击|阅读|在线)[总人次者的量数]*\W*\d+\W*[次人]?\W*"
    r"|\W*[您你]是\W*第\W*\d+\W*[位个名]\W*(?:访问|访客|来访|浏览|网友)\w?\W*"
    r"|\W*(?:访问|浏览)\w{0,2}量\W*\d+\W*(?:今日|昨日|本月)(?:访问|浏览)量\W*\d+\W*"
    rf"|\W*(?:今[天日]是?|(?:现在|当前|北京|系统)(?:时间|日期))\W*(?:是|为)?\W*{_CLOCK}\W*"
    rf"|\W*{_DAY}\W*(?:星期|周)[一二三四五六日天]\W*(?:农历\w{{2,8}})?\W*"
)
_MOVING = re.compile(
    r"(?:访问|浏览|点击|阅读|点阅|在线)[总人次者的量数]*\s*[(（\[【:：为是]*\s*\d|来访[总人次者的量数]+\s*[:：为是]?\s*\d"
    r"|第\s*\d+\s*[位个名]\s*(?:访问|访客|来访|浏览|网友)|\d\s*(?:人次|人|次)(?:访问|浏览|点击|阅读)"
    rf"|今[天日]是\W*{_DAY}|(?:现在|当前|北京|系统)(?:时间|日期)\s*[:：是为]?\s*\d"
    rf"|^\W*(?:(?:时间|日期)\W*)?{_DAY}\W*{_CLOCK}\W*$|(?:生成|刷新|打印)\w{{0,3}}\W*{_DAY}"
)


def _shown(lines: list[Line]) -> Iterator[str]:
    """The lines without tools, counters and clocks, and without menus: but for these all of them, seen or not."""
    for line in lines:
        menu = line.aside and line.linked * 2 > len(line.text)
        if line.text and not menu and not is_tool(line.text) and not _is_counter(line.text):
            yield line.text


def _addresses(root: Element) -> Iterator[str]:
    """Of pictures, films, files and what is embedded, whole; and what stands in fields of forms and behind the text."""
    for node in root.iter("img", "embed", "object", "iframe", "video", "audio", "source", "input", "textarea", "a"):
        if is_aside(node):
            continue
        if node.tag == "a":
            said = node.get("href") or ""
            said = said if _FILE.search(said) else ""
        elif node.tag in ("input", "textarea"):
            said = "" if node.get("type") in ("hidden", "submit", "button") else node.get("value") or node.text or ""
        else:
            said = node.get("src") or node.get("data") or ""
        if said.strip():
            yield said.strip()
    for node in root.iter("*"):
        if "url(" in (style := node.get("style") or ""):
            yield style


_SENT_ANEW = re.compile(r"[?#;]")
"""What follows is there to have it sent anew, or to know who asks."""
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|txt|jpe?g|png)\b", re.IGNORECASE)


def _root(page: Page) -> Element:
    body = page.tree.find("body")
    return page.tree if body is None else body


def _digest(shown: list[str]) -> str:
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()
