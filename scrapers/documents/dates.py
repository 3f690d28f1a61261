"""Which of the many dates on a document's page is the day of its publication.

All are kept; one is believed. What the page shows as 发布时间 wins, 成文日期 is another thing, and a day of change, of
printing or of validity is never the day of publication. Nothing shown: the meta's and the address's day, if they agree.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from schemas.document_readings import CandidateDate, DateRole, DocumentDates, PublishedFrom
from scrapers.documents.labels import DATES, labelled_values
from scrapers.documents.lines import SEAM, Line
from scrapers.documents.metadata import Pair
from scrapers.documents.text import is_tool
from scrapers.pages.dates import find_date
from scrapers.pages.moments import written_day


@dataclass(frozen=True, slots=True)
class Shown:
    """A date a visitor can read, with how well its place says that it is the day of publication."""

    candidate: CandidateDate
    rank: int
    """1 to 5, smaller is surer; without meaning for other roles than `published`."""

    @property
    def beside_title(self) -> bool:
        return self.rank in (_NEAR, _NEAR_PLAIN, _UNLABELLED)


@dataclass(frozen=True)
class Publication:
    """The day of publication, as far as the page allows to say it."""

    published: date | None
    raw: str | None
    came_from: PublishedFrom | None
    dates: DocumentDates
    conflict: bool


def line_of_publication(lines: list[Line], pairs: list[Pair], end: int) -> int | None:
    """The first line before `end` that looks like that of the time of publication, where the title is not known yet."""
    labelled = (
        pair.line for pair in pairs if pair.meaning in ("published", "date") and pair.value and not pair.in_table
    )
    bare = (index for index, line in enumerate(lines[:end]) if _unlabelled(line) is not None)
    return next(labelled, None) or next(bare, None)


def day_below_title(lines: list[Line], pairs: list[Pair], *, title: range, taken: set[int]) -> tuple[int, Shown] | None:
    """A line right below the title that holds a day without a label, and little else; `None` if there is none.

    Only lines of labels (`taken`) and buttons may stand between the two: further down a day alone is a signature's.
    """
    dated = {index for pair in pairs if pair.meaning in DATES for index in (pair.line, pair.last)}
    for index in range(title.stop, min(len(lines), title.stop + _BELOW_TITLE)) if title else ():
        line = lines[index]
        if index in dated or not line.seen or not line.text:
            continue
        candidate = _unlabelled(line)
        if candidate is not None:
            return index, Shown(candidate, _UNLABELLED)
        if index not in taken and not is_tool(line.text):
            return None
    return None


def shown_dates(pairs: list[Pair], *, title: range, head_end: int, today: date) -> list[Shown]:
    """The dates beside labels that visitors see. `title`: its lines; `head_end`: where the document's head ends."""
    found: list[Shown] = []
    near = range(max(0, title.start - _ABOVE), head_end)
    with_dates = [pair for pair in pairs if pair.meaning in DATES and not pair.hidden]
    for pair in with_dates:
        if (shown := _labelled(pair, pairs, near=near, title=title, today=today)) is not None:
            found.append(shown)
    return found


def meta_dates(metas: dict[str, str]) -> Iterator[CandidateDate]:
    """The dates of the page's metas, the one of 网页标签规范 first."""
    for name, (role, written) in _METAS.items():
        content = metas.get(name)
        if content and (day := find_date(content)) and day.start == 0 and day.value not in _NO_DAYS_IN_METAS:
            moment = written_day(content)  # midnight here is the evening before in UTC
            value = day.value if moment is None else moment.value
            yield CandidateDate(value=value, raw=content[:40], source=f"meta {written}", role=role)


def address_date(url: str, *, today: date) -> CandidateDate | None:
    """The day in an address (`t20210512_7.html`, `/art/2021/5/12/`), or its month (`/202105/`); `None` without."""
    path = urlsplit(url).path
    for pattern, precision in _ADDRESS:
        for match in reversed(list(pattern.finditer(path))):
            if _FOLDERS.search(path, match.end()):
                continue  # of a column or a topic, and when that was made
            try:
                value = date(int(match["y"]), int(match["m"]), int(match["d"]) if precision == "day" else 1)
            except ValueError:
                continue
            if value <= today + timedelta(days=1):
                return CandidateDate(
                    value=value,
                    raw=match.group().strip("/_.-"),
                    source="address",
                    role="published",
                    precision=precision,
                )
    return None


def signature_date(paragraphs: list[str]) -> CandidateDate | None:
    """落款: a day alone in one of the last lines of the text."""
    for line in reversed(paragraphs[-_SIGNATURE_LINES:]):
        if len(line) < _LONGEST_SIGNATURE and (day := find_date(line)) and not _rest(line, day.start, day.raw):
            return CandidateDate(value=day.value, raw=day.raw, source="text 落款", role="issued")
    return None


def comment_dates(comments: Iterable[str]) -> Iterator[CandidateDate]:
    """页面生成时间 in a comment: when the file was made."""
    for comment in comments:
        if len(comment) < _LONGEST_COMMENT and "生成" in comment and (day := find_date(comment)):
            yield CandidateDate(value=day.value, raw=day.raw, source="comment", role="built")


def decide(
    shown: list[Shown], metas: list[CandidateDate], address: CandidateDate | None, *, has_record: bool
) -> Publication:
    """Believe one date, and say whether shown, meta and address name different days.

    `has_record`: without a record, 发布时间 in a table may be that of anything the text is about; no contradiction.
    """
    published = sorted((one for one in shown if one.candidate.role == "published"), key=lambda one: one.rank)
    below = {one.candidate.value for one in published if one.rank == _BELOW}
    if len(below) > 1:  # rows of another list, each with its time of publication
        published = [one for one in published if one.rank != _BELOW]
    best = published[0].candidate if published else None
    meta = next((candidate for candidate in metas if candidate.role == "published"), None)
    issued = next((one.candidate for one in shown if one.candidate.role == "issued"), None)
    days = {one.candidate.value for one in published if one.rank <= (_RECORD if has_record else _NEAR_PLAIN)}
    days |= {candidate.value for candidate in (best, meta, address) if candidate and candidate.precision == "day"}
    months = {(day.year, day.month) for day in days}
    if address is not None and address.precision == "month":
        months.add((address.value.year, address.value.month))
    conflict = len(days) > 1 or len(months) > 1
    believed: tuple[CandidateDate | None, PublishedFrom | None] = (None, None)
    if best is not None:
        believed = best, "shown"
    elif not conflict and meta is not None:
        believed = meta, "meta"
    elif not conflict and address is not None and address.precision == "day":
        believed = address, "address"
    return Publication(
        published=believed[0].value if believed[0] else None,
        raw=believed[0].raw if believed[0] else None,
        came_from=believed[1],
        dates=DocumentDates(
            shown=best.value if best else None,
            meta=_with_time(meta) if meta else None,
            url=None if address is None else address.value.isoformat()[: 10 if address.precision == "day" else 7],
            issued=issued.value if issued else None,
        ),
        conflict=conflict,
    )


_NEAR, _NEAR_PLAIN, _RECORD, _UNLABELLED, _BELOW = 1, 2, 3, 4, 5
"""Where a shown day of publication stands: 发布时间 beside the title, 时间 alone beside the title, in the record,
without a label beside the title, somewhere below the text."""
_ABOVE = 3
"""So many lines above the title a time of publication may stand, if it is labelled."""
_BELOW_TITLE = 8
"""So many lines below the title a day without a label counts."""
_ADDRESS = (
    (re.compile(r"(?<=[/_-])(?:[a-z](?!\d+/))?(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?=[/_.-]|$)"), "day"),
    (re.compile(r"/(?P<y>(?:19|20)\d\d)[-/_](?P<m>[01]?\d)[-/_](?P<d>[0-3]?\d)(?=[/_-])"), "day"),
    (re.compile(r"/(?P<y>(?:19|20)\d\d)/(?P<m>[01]\d)(?P<d>[0-3]\d)(?=[/_-])"), "day"),
    (re.compile(r"/(?P<y>(?:19|20)\d\d)[-/_]?(?P<m>[01]\d)(?=/)"), "month"),
    (re.compile(r"/(?P<y>(?:19|20)\d\d)[-/](?P<m>[1-9])(?=/)"), "month"),
)
_FOLDERS = re.compile(r"/(?!(?:content|art|post|article|doc|info)s?/)[A-Za-z][\w-]*/")
"""A folder with a name of its own, after the day."""
_NO_DAYS = frozenset({date(1900, 1, 1), date(1970, 1, 1), date(1970, 1, 2), date(1980, 1, 1)})
"""What programs write where they have no day."""
_NO_DAYS_IN_METAS = _NO_DAYS | {date(2000, 1, 1)}
_METAS: dict[str, tuple[DateRole, str]] = {
    "pubdate": ("published", "PubDate"),
    "publishdate": ("published", "PublishDate"),
    "publish_date": ("published", "publish_date"),
    "pubtime": ("published", "PubTime"),
    "publishtime": ("published", "PublishTime"),
    "releasedate": ("published", "ReleaseDate"),
    "article:published_time": ("published", "article:published_time"),
    "og:published_time": ("published", "og:published_time"),
    "datepublished": ("published", "datePublished"),
    "article:modified_time": ("modified", "article:modified_time"),
    "lastmodified": ("modified", "LastModified"),
    "last-modified": ("modified", "Last-Modified"),
    "modifydate": ("modified", "ModifyDate"),
    "updatetime": ("modified", "UpdateTime"),
    "maketime": ("built", "Maketime"),
    "generatetime": ("built", "GenerateTime"),
    "createdate": ("unknown", "CreateDate"),
    "createtime": ("unknown", "CreateTime"),
    "date": ("unknown", "Date"),
}
_SIGNATURE_LINES, _LONGEST_SIGNATURE, _LONGEST_COMMENT = 6, 30, 300
_LONGEST_LINE, _LONGEST_REST = 100, 24
_OPENING = " \t【[（(〔:："
_PERIOD = re.compile(r"\s*(?:至|到|起|前|止|[-—–~～―]+|[上下中]午|晚)")
_OF_A_SENTENCE = re.compile(r"[，。；、！？《》:：年月日至—~～]|[上下中]午|会议|截止|施行|起|今天|现在|当前|星期|农历")
_LETTERS = re.compile(r"[A-Za-z]{3}")
"""A month in words, `March 22, 2018`, stands below a title as the day of a meeting as often as that of publication."""
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")


def _labelled(pair: Pair, pairs: list[Pair], *, near: range, title: range, today: date) -> Shown | None:
    text = pair.value or ""
    day = None
    for text in (pair.value or "", " ".join(pair.raw.replace(SEAM, " ").split())):
        day = find_date(text, today=today if pair.meaning in ("published", "date") else None)
        if day is not None:
            break
    if day is None or text[: day.start].strip(_OPENING) or day.value in _NO_DAYS:
        return None
    role, rank = _role(pair, pairs, near=near, title=title)
    if role in ("published", "issued") and _PERIOD.match(text, day.start + len(day.raw)):
        role = "unknown"
    source = f"{'metadata table' if pair.in_table else 'label'} {pair.label}"
    return Shown(
        CandidateDate(value=day.value, raw=day.raw, source=source, role=role, year_inferred=day.inferred), rank
    )


def _role(pair: Pair, pairs: list[Pair], *, near: range, title: range) -> tuple[DateRole, int]:
    beside_title = pair.line in near  # without a line of the title, `near` is the whole head
    match pair.meaning:
        case "published":
            return "published", _RECORD if pair.in_table else _NEAR if beside_title else _BELOW
        case "date":
            others = any(other.line == pair.line and other is not pair for other in pairs)
            next_line = title.start - _ABOVE <= pair.line <= title.stop + 1
            said_of_it = beside_title and not pair.in_table and (others or next_line)
            return ("published", _NEAR_PLAIN) if said_of_it else ("unknown", _BELOW)
        case "issued":
            return "issued", _BELOW
        case "modified":
            return "modified", _BELOW
        case "built":
            return "built", _BELOW
        case _:
            return "unknown", _BELOW


def _unlabelled(line: Line) -> CandidateDate | None:
    """A line of nothing but a day, with source, counters and buttons at most."""
    if not line.seen or not line.text or len(line.text) > _LONGEST_LINE or line.text[0] in "(（":
        return None
    day = find_date(line.text) or find_date(" ".join(line.raw.replace(SEAM, " ").split()))
    if day is None or day.value in _NO_DAYS or _LETTERS.search(day.raw):
        return None
    rest = line.text.replace(day.raw, " ", 1).strip()
    for item in labelled_values(rest):
        rest = rest.replace(item.label, " ", 1).replace(item.value or " ", " ", 1)
    rest = rest.strip(" :：|｜")
    if rest and not is_tool(rest) and (len(rest) > _LONGEST_REST or _OF_A_SENTENCE.search(rest)):
        return None
    return CandidateDate(value=day.value, raw=day.raw, source="beside the title, without a label", role="published")


def _rest(line: str, start: int, raw: str) -> str:
    return (line[:start] + line[start + len(raw) :]).strip(" 。.　")


def _with_time(candidate: CandidateDate) -> str:
    clock = _CLOCK.search(candidate.raw)
    return f"{candidate.value.isoformat()} {clock.group()}" if clock else candidate.value.isoformat()
