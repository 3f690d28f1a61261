"""Read a column's own page that is one page without a list, and say in digests what it says and what it shows.

Two digests, because to say that a page did not change accuses somebody. What it says is what a document says: a layout,
a counter, another menu change nothing of it. But the text of a page may be understood too narrowly: where something
else on it changed, nobody is told that it stayed the same.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from schemas.document_readings import DocumentReading
from schemas.own_pages import OwnPageReading
from scrapers.document_visit import content_sha256
from scrapers.documents.attachments import read_attachments
from scrapers.documents.dates import decide, shown_dates
from scrapers.documents.lines import Line, Lines, read_lines, squeeze
from scrapers.documents.metadata import pairs_in, read_metas
from scrapers.documents.reading import examine_document
from scrapers.documents.text import end_of_document, is_tool, paragraphs
from scrapers.pages.links import base_of
from scrapers.pages.outline import is_aside
from scrapers.pages.page import Element, Page
from scrapers.states.page_state import cannot_be_decoded, error_in_title, what_stands_in_its_place
from scrapers.states.unseen import unseen

READER = "own-page-1"
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
    text = "\n".join(line for line in (said.reading.text or "").split("\n") if not _counts_visitors(line))
    return OwnPageReading(
        published=_stated(said, today=today),
        content_sha256=content_sha256(said.reading.model_copy(update={"text": text or None})),
        shown_sha256=_digest([*_shown(said.lines), *sorted(_pictures(root))]),
        unseen=unseen(page, links=sum(1 for _ in root.iter("a"))),
    )


_OK = 200


@dataclass(frozen=True)
class _Said:
    """The page as one document, and its lines from the title to the foot."""

    reading: DocumentReading
    lines: list[Line]


def _stated(said: _Said, *, today: date) -> date | None:
    """The latest day, up to `today`, that is shown as that of publication or of a change (更新时间)."""
    pairs = list(pairs_in(said.lines, range(len(said.lines))))
    shown = shown_dates(pairs, title=range(1), head_end=min(len(said.lines), _HEAD), today=today)
    days = [one.candidate.value for one in shown if one.candidate.role == "modified"]
    days += [day for day in (said.reading.published, decide(shown, [], None, has_record=False).published) if day]
    return max((day for day in days if day <= today), default=None)


_HEAD = 12
"""So many lines below the column's name a time without another label may be that of the page."""


def _as_document(found: Lines, reading: DocumentReading) -> _Said | None:
    if reading.state != "document" or not (reading.text or reading.attachments):
        return None
    title, lines = reading.title, found.lines
    start = next((index for index, line in enumerate(lines) if title and line.seen and title in line.text), 0)
    return _Said(reading, lines[start : end_of_document(lines, start)])


def _under_its_name(page: Page, found: Lines) -> _Said | str:
    """What stands below the column's name, which no document has for a title; or why that is nothing."""
    lines = found.lines
    names = _names(page)
    start = next((index for index, line in enumerate(lines) if _is_name(line, names)), None)
    if start is None:
        return "nothing on the page says where the column's own matter begins"
    end = end_of_document(lines, start + 1)
    own = [line for line in lines[start + 1 : end] if line.seen and line.text and not is_tool(line.text)]
    unlinked = sum(len(line.text) - line.linked for line in own)
    rows = sum(line.linked * 2 > len(line.text) >= _ROW for line in own)
    if rows >= _MANY_ROWS and rows * _TEXT_A_ROW > unlinked:
        return f"a list of {rows} links"
    files = read_attachments(found, start=start, end=end, base=base_of(page.tree, page.url), frames=[])
    if unlinked < _LEAST and not files:
        return "there is no text below the column's name"
    text = "\n".join(paragraphs(lines, start + 1, end, None)) or None
    reading = DocumentReading(source=page.url, state="document", text=text, attachments=files)
    return _Said(reading, lines[start:end])


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


def _counts_visitors(line: str) -> bool:
    """Or says what day it is: no part of what the page says, as its tools are none."""
    return len(line) < _LONGEST_COUNTER and _COUNTER.search(line) is not None


_LONGEST_COUNTER = 40
# No wider than this: 今天：多云 and 接待12人次来访 are what a page has to say.
_COUNTER = re.compile(
    r"(?:访问|浏览|点击|阅读|来访|在线)[总人次者的量数]+\s*[:：为是]?\s*\d|第\s*\d+\s*[位个名]\s*(?:访问|访客|来访|浏览|网友)"
    r"|今[天日]是\W*\d{4}\s*年|(?:现在|当前|北京|系统)(?:时间|日期)\s*[:：是为]?\s*\d"
    r"|^\W*\d{4}\s*年\s*\d+\s*月\s*\d+\s*日\s*星期[一二三四五六日天]\W*$"
)


def _shown(lines: list[Line]) -> Iterator[str]:
    """The lines without what changes of itself: tools, counters, today's date."""
    for line in lines:
        if line.seen and line.text and not is_tool(line.text) and not _counts_visitors(line.text):
            yield line.text


def _pictures(root: Element) -> Iterator[str]:
    """Addresses of pictures and of what is embedded, without what is only there to have them sent anew."""
    for node in root.iter("img", "embed", "object", "iframe"):
        address = (node.get("src") or node.get("data") or "").strip()
        if address and not is_aside(node):
            yield address if address.startswith("data:") else re.split("[?#;]", address)[0]


def _root(page: Page) -> Element:
    body = page.tree.find("body")
    return page.tree if body is None else body


def _digest(shown: list[str]) -> str:
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()
