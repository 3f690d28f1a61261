"""Read the rows of one list into entries: title, address, day of publication, and the issuer if the list names it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice, pairwise
from typing import NamedTuple

from schemas.entries import DateSource, Entry
from scrapers.pages.dates import FoundDate, count_dates, find_date
from scrapers.pages.links import link_in_script, place_on_page, resolve
from scrapers.pages.outline import Block, Outline, Piece
from scrapers.pages.page import Element
from scrapers.pages.words import without_ellipsis
from scrapers.rows.groups import Group, Row


@dataclass(frozen=True)
class Base:
    """What a row's address is relative to, and where a row without an address can be looked at."""

    links: str
    """The page's address, or its `<base href>`."""
    list_page: str
    """The list's first page."""


def read_entries(group: Group, *, base: Base, today: date) -> tuple[Entry, ...]:
    """The rows of `group` as entries, in the order shown, each address once. Rows without a title are left out."""
    roles = _roles(group)
    drafts = [draft for row in group.rows if (draft := _read_row(row, roles, base=base, today=today)) is not None]
    linked = [draft for draft in drafts if draft.linked]
    if len(linked) * 10 < len(drafts) * _MOSTLY_LINKED:
        drafts = linked  # the others are lines of a text that happen to hold a date
    return distinct(_entries(_settle_edge_dates(drafts), base))


def distinct(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Each address once, where it first stood; a dated row counts before an undated one."""
    by_url: dict[str, Entry] = {}
    for entry in entries:
        known = by_url.get(entry.url)
        if known is None or (known.published is None and entry.published is not None):
            by_url[entry.url] = entry
    return tuple(by_url.values())


class Places:
    """Where entries without an address of their own can be looked at: each another place on the list's page.

    They are told apart by their words, their day, and where both repeat, by a count.
    """

    def __init__(self, list_page: str) -> None:
        self._list_page = list_page
        self._seen: Counter[tuple[str, date | None]] = Counter()

    def of(self, title: str, day: date | None) -> str:
        """The address of the next entry with this title and day."""
        self._seen[title, day] += 1
        count = self._seen[title, day]
        also = (f"&text={day}" if day else "") + (f"&text={count}" if count > 1 else "")
        return place_on_page(self._list_page, title) + also


Shown = tuple[FoundDate, DateSource]
"""A row's day, and where in the row it stands."""


class _Draft(NamedTuple):
    title: str
    url: str | None
    shown: Shown | None
    edge: FoundDate | None = None
    """A date at the beginning or end of the title: the publication day in some lists, part of the title in others."""
    issuer: str | None = None
    linked: bool = True


_MOSTLY_LINKED = 6
"""Of ten rows so many have a link in every list; a row without one (a withdrawn document) is then an entry too."""
_BUTTON = re.compile(
    r"^[\[【(（<]?\s*(?:更多|more|详情|详细|查看|阅读全文|下载|点击|全文|打印|分享|附件)\S{0,6}$|^(?:[上下前后]一?页|首\s*页|[尾末]页|跳转|返回|共\s*\d+\s*[页条]).{0,4}$|^[>»›\s.…·•\d-]*$",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^(?:[·•●■◆▪►▶○※\s\xa0]+|\d{1,3}[.、]\s*(?=\D))")
_FLAG = re.compile(r"^(?:[\[【(（](?:置顶|顶|推荐|热点?|新|图文?|视频)[\])）】]\s*)+")
"""What a list puts before a title and is none of it."""
_FLAG_BRACKETS = frozenset("[【(（")
_NOT_PUBLISHED = re.compile(
    r"(?:成文|印发|签发|截止|截至|有效|实施|施行|废止|失效|开始|结束|报名|举办|会议)[^，。；]{0,6}$"
)
"""Words before a date that is not the day of publication (成文日期 comes earlier: a page would look staler)."""
_PUBLISHED = re.compile(r"(?:发布|公开|发文|发表|更新|上传|生成)?(?:日期|时间|日)\s*[:：]?\s*$")
_LABEL = re.compile(r"^[\[【(（]?\s*(?:发布机构|发文机关|发布单位|发布部门|公开单位|责任部门|信息来源|来源)\s*[:：]\s*")
_TITLE_CLASS = re.compile(r"(?:^|[\s_-])(?:title|tit|bt|biaoti|headline)(?:$|[\s_\d-])", re.IGNORECASE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt"})
_SLACK = 14
"""A date's piece of text may hold this many other characters (label, clock, source); more, and it is a sentence."""


def _read_row(row: Row, roles: dict[int, str], *, base: Base, today: date) -> _Draft | None:
    days = _days(row.pieces, today)
    link = _main_link(row, roles)
    if link is None and not days:
        return None
    inside = [piece for piece in row.pieces if link is not None and piece.link is link]
    outside = [piece for piece in row.pieces if link is None or piece.link is not link]
    told = {piece: role for piece in outside if (role := roles.get(piece.cell - row.cell))} if roles else {}
    shown = _date_of(outside, days, told) or _date_in_parts(outside, today)
    words = inside
    if days or len(inside) > 1:
        dated = [piece for piece in inside if _is_mostly_date(piece, days)]
        if shown is None:
            shown = _date_of(dated, days, {}) or _date_in_parts(inside, today)
        if len(inside) > 1:
            words = [piece for piece in inside if piece not in dated]
    title = _title(link, words) if link is not None else _longest_words(outside, days)
    if not title or (shown is None and _BUTTON.match(title)):
        return None  # with a day it is a title that begins like a button: 更多举措惠民生
    edge = None
    if shown is None:
        edge = _edge_date(title, today)
        if edge is None and link is not None:
            shown = _date_in_hint(link, today)
    return _Draft(title, _address(row, link, base), shown, edge, _issuer(row, roles), link is not None)


def _days(pieces: Iterable[Piece], today: date) -> dict[Piece, FoundDate]:
    """Those of the pieces in which a date stands."""
    return {piece: found for piece in pieces if piece.likely and (found := find_date(piece.text, today=today))}


def _main_link(row: Row, roles: dict[int, str]) -> Element | None:
    """The link with the longest words, in the title column if the list has one; buttons and pictures come last."""
    links = {piece.link for piece in row.pieces if piece.link is not None}
    if len(links) == 1:
        return links.pop()
    lengths: dict[Element, tuple[bool, bool, int]] = {}
    for piece in row.pieces:
        if piece.link is not None:
            in_column, is_words, length = lengths.get(piece.link, (False, False, 0))
            lengths[piece.link] = (
                in_column or roles.get(piece.cell - row.cell) == "title",
                is_words or not (_BUTTON.match(piece.text) or piece.text.isdecimal()),
                length + len(piece.text),
            )
    if lengths:
        return max(lengths, key=lambda link: lengths[link])
    for element in row.elements:
        for link in element.iter("a"):
            if link.get("title") or any(image.get("alt") for image in link.iter("img")):
                return link
    return None


def _title(link: Element, words: list[Piece]) -> str:
    """The link's words, or its `title` attribute where the words shown are cut short of it."""
    headed = [piece for piece in words if _is_heading(piece.owner, link)]
    shown = _clean(_join(headed or words))
    hint = link.get("title") or ""
    if not hint and len(link):
        hint = next((said for node in link.iter() if (said := node.get("title"))), "")
    hint = _clean(hint) if hint else ""
    if not shown:
        return hint or _clean(next((image.get("alt") or "" for image in link.iter("img")), ""))
    if not hint:
        return shown
    stem = without_ellipsis(shown)
    if len(hint) > len(stem) and hint.startswith(stem[: max(len(stem) - 1, 4)]) and "\n" not in hint:
        return hint
    if shown.startswith(hint) and len(words) > 1:
        return hint  # a card: title, summary and more inside one link
    return shown


def _is_heading(owner: Element, link: Element) -> bool:
    node: Element | None = owner
    while node is not None and node is not link:
        if node.tag in _HEADINGS or _TITLE_CLASS.search(node.get("class") or ""):
            return True
        node = node.getparent()
    return False


def _join(pieces: Iterable[Piece]) -> str:
    """Characters of one line put together again: a blank only between Latin words."""
    text = ""
    for piece in pieces:
        latin = text[-1:].isascii() and piece.text[:1].isascii() and text[-1:].isalnum() and piece.text[:1].isalnum()
        text += (" " if latin else "") + piece.text
    return text


def _clean(text: str) -> str:
    text = " ".join(text.split())
    if text[:1].isalpha():
        return text  # neither bullet nor flag
    text = _BULLET.sub("", text)
    return _FLAG.sub("", text).strip() if text[:1] in _FLAG_BRACKETS else text.strip()


def _longest_words(pieces: list[Piece], days: dict[Piece, FoundDate]) -> str:
    words = [_clean(piece.text) for piece in pieces if not _is_mostly_date(piece, days)]
    return max(words, key=len, default="")


def _is_mostly_date(piece: Piece, days: dict[Piece, FoundDate]) -> bool:
    text, found = piece.text, days.get(piece)
    return found is not None and len(text) - len(found.raw) <= _SLACK and not _has_own_words(text, found)


def _has_own_words(text: str, found: FoundDate) -> bool:
    """More beside the date than a label before it: then the date belongs to a title."""
    rest = (text[: found.start] + text[found.start + len(found.raw) :]).strip()
    return bool(rest) and not _PUBLISHED.search(text[: found.start].strip() or "x") and len(rest) > 2


def _date_of(pieces: list[Piece], days: dict[Piece, FoundDate], roles: dict[Piece, str]) -> Shown | None:
    """The day of publication among `pieces`: the date column's, else a labelled one, else the first plain one."""
    best: tuple[int, FoundDate] | None = None
    plain: set[date] = set()
    before = ""
    for piece in pieces if days else ():
        text = piece.text
        found = days.get(piece)
        label = (before + text[: found.start]).strip() if found else ""
        before = text if len(text) < 12 else ""
        if found is None or len(text) - len(found.raw) > _SLACK + 16:
            continue
        if len(text) > _TWO_DAYS and count_dates(text, likely=True) > 1:
            continue  # from one day to another
        role = roles.get(piece)
        if role == "other date" or (label and role not in _DAYS and _NOT_PUBLISHED.search(label)):
            continue
        labelled = bool(label) and _PUBLISHED.search(label) is not None
        if not labelled and role not in _DAYS and len(text) - len(found.raw) > _SLACK:
            continue
        rank = 4 if role == "date" else 3 if role == "weak date" else 2 if labelled else 1
        if rank == 1:
            plain.add(found.value)
        if best is None or rank > best[0]:
            best = rank, found
    if best is None or (best[0] == 1 and len(plain) > 1):
        return None  # of two days none of which says what it is, one may be that of signature or expiry
    return best[1], _RANKS[best[0]]


_RANKS: dict[int, DateSource] = {1: "row", 2: "label", 3: "column", 4: "column"}
_TWO_DAYS = 15
"""Fewer characters hold one day at most."""
_DAY = re.compile(r"(\d{1,2})日?")
_MONTH = re.compile(r"((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})月?")
_YEAR = re.compile(r"((?:19|20)\d{2})年?")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?")


def _date_in_parts(pieces: list[Piece], today: date) -> Shown | None:
    """A calendar leaf: `12` over `2021-05`, or `05-12` over `2021`."""
    texts = [piece.text.strip("[]()（）【】 ") for piece in pieces if len(piece.text) < 12]
    for first, second in pairwise(texts):
        for one, two in ((first, second), (second, first)):
            if (day := _DAY.fullmatch(one)) and (month := _MONTH.fullmatch(two)):
                found = find_date(f"{month[1]}-{month[2]}-{day[1]}", today=today)
            elif (year := _YEAR.fullmatch(one)) and (rest := _MONTH_DAY.fullmatch(two)):
                found = find_date(f"{year[1]}-{rest[1]}-{rest[2]}", today=today)
            else:
                continue
            if found:
                return found._replace(raw=f"{first} {second}"), "row"
    return None


def _edge_date(title: str, today: date) -> FoundDate | None:
    """A date with which the title ends or begins."""
    last = None
    found = find_date(title, today=today)
    if found and (found.start == 0 or found.start + len(found.raw) >= len(title)):
        if _IN_WORDS.match(found.raw) and _IDEOGRAPH.search(
            title[: found.start][-1:] + title[found.start + len(found.raw) :][:1]
        ):
            return None  # 2021年5月12日停水公告: the day the document is about
        return found if len(found.raw) < len(title) else None
    tail = re.search(r"[\[(（【]\s*[^\[(（【]{5,20}[\])）】]\s*$", title) or re.search(
        r"[\d./-]{8,10}(?:\s+[\d:]{4,8})?$", title
    )
    if tail:
        last = find_date(tail.group(), today=today)
        if last:
            last = last._replace(start=tail.start() + last.start)
    return last


_IN_WORDS = re.compile(r"[^\[(（【]*年.*[日号]?$")
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")


def _settle_edge_dates(drafts: list[_Draft]) -> list[_Draft]:
    """Dates at a title's edge are publication days only if most rows have one and none has another date."""
    edged = [draft for draft in drafts if draft.edge is not None]
    if any(draft.shown for draft in drafts) or len(edged) * 10 < len(drafts) * 6:
        return drafts
    settled = []
    for draft in drafts:
        edge = draft.edge
        if edge is None or (len(drafts) == 1 and edge.raw[:1] not in "[(（【"):
            settled.append(draft)
            continue
        rest = draft.title[: edge.start] + draft.title[edge.start + len(edge.raw) :]
        settled.append(draft._replace(title=rest.strip(" -—|:：") or draft.title, shown=(edge, "title")))
    return settled


_HINT = re.compile(r"(?:发布|公开)?(?:日期|时间)\s*[:：]\s*(\S[^\n]{5,20})")


def _date_in_hint(link: Element, today: date) -> Shown | None:
    match = _HINT.search(link.get("title") or "")
    found = find_date(match.group(1), today=today) if match else None
    return (found, "hint") if found else None


def _address(row: Row, link: Element | None, base: Base) -> str | None:
    if link is not None and (address := _leads_to(link, base)):
        return address
    for element in row.elements:
        for other in element.iter("a"):
            if other is not link and (address := _leads_to(other, base)):
                return address
    for element in row.elements:
        if address := link_in_script(base.links, element.get("onclick")):
            return address
    return None


def _leads_to(link: Element, base: Base) -> str | None:
    href = link.get("href")
    return (
        resolve(base.links, href) or link_in_script(base.links, link.get("onclick")) or link_in_script(base.links, href)
    )


def _entries(drafts: list[_Draft], base: Base) -> Iterator[Entry]:
    places = Places(base.list_page)
    for draft in drafts:
        found, source = draft.shown or (None, None)
        day = found.value if found else None
        yield Entry(
            title=draft.title,
            url=draft.url if draft.url is not None else places.of(draft.title, day),
            published=day,
            published_raw=found.raw if found else None,
            published_from=source,
            year_inferred=found is not None and found.inferred,
            issuer=draft.issuer,
        )


_DAYS = ("date", "weak date")
_ROLES = (
    ("other date", re.compile(r"成文|形成|制定|印发|签发|截止|截至|开始|起始|结束|有效|实施|施行|废止|失效")),
    ("weak date", re.compile(r"^(?:发文|更新|生成)(?:日期|时间)$")),
    ("date", re.compile(r"^(?:\w{0,4}(?:发布|公开|公布|发表|发稿|上网|上传|录入|添加|登载|刊登))?(?:日期|时间)$")),
    ("other date", re.compile(r"(?:日期|时间)$")),
    ("issuer", re.compile(r"发布机构|发文机关|发文单位|发布单位|发布部门|公开单位|责任部门|来源")),
    ("title", re.compile(r"标题|名称|文件名|题目|内容")),
)


def _roles(group: Group) -> dict[int, str]:
    """What each column of a table holds, by its heading; empty for what is no table or has no headings."""
    if not group.rows or group.rows[0].elements[0].tag != "tr":
        return {}
    # The rows' own table, not a layout table around it.
    table = next(
        node
        for node in (group.parent, *group.parent.iterancestors())
        if node.tag == "table" or node.getparent() is None
    )
    # A caption may stand above the row of headings.
    headings = (group.outline.get(row) for row in islice(table.iter("tr"), _HEADING_ROWS))
    return next((roles for row in headings if row and (roles := _roles_in(row, group.outline))), {})


_HEADING_ROWS = 3


def _roles_in(heading: Block, outline: Outline) -> dict[int, str]:
    roles: dict[int, str] = {}
    for piece in outline.pieces(heading):
        text = re.sub(r"\s", "", piece.text)
        role = next((name for name, words in _ROLES if len(text) < 12 and words.search(text)), None)
        if role:
            roles[piece.cell - heading.cell] = role
    return roles if any(role in roles.values() for role in (*_DAYS, "title")) and len(roles) > 1 else {}


def _issuer(row: Row, roles: dict[int, str]) -> str | None:
    for piece in row.pieces:
        if roles and roles.get(piece.cell - row.cell) == "issuer":
            # A heading row that does not fit its rows must not make an issuer of a day.
            return None if piece.likely and find_date(piece.text) else piece.text.strip() or None
        label = _LABEL.match(piece.text)
        if label:
            return piece.text[label.end() :].strip(" ])）】") or None
    return None
