"""Find the list in parsed data: which array holds the entries, and which counts stand beside it.

Products wrap their lists differently (`rows`, `data.list`, `searchVO.listVO`, `hits.hits`); what they have in common is
an array of objects with titles, days and addresses, and counts in the object around it or in one of its neighbours.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from scrapers.data.fields import Record, plain_name, ranks
from scrapers.data.records import Records, read_records

Holders = tuple[Mapping[str, Any], ...]
"""The objects around an array, the nearest first."""


@dataclass(frozen=True)
class Counts:
    """What the data states about its whole list; `None` where it states nothing."""

    total: int | None = None
    pages: int | None = None
    current: int | None = None
    """This page's number as written: from 0 where `from_zero`."""
    size: int | None = None
    """Entries on a full page."""
    more: bool | None = None
    """It says outright whether there are further pages."""
    next: str | None = None
    """It names the next page's address."""
    from_zero: bool = False


@dataclass(frozen=True)
class Recordset:
    """An array that holds a list, read."""

    name: str
    """The field it stands in; empty at the top."""
    path: str
    """The fields down to it."""
    records: Records
    counts: Counts
    rivals: int = 0
    """Other arrays of the same standing in the same data."""
    newer_elsewhere: str = ""
    """Another array, not called something else, has a newer day (English)."""


@dataclass(frozen=True)
class EmptyArray:
    """An array in a place made for a list that holds nothing."""

    name: str
    counts: Counts
    around: str = ""
    """The fields down to it."""


@dataclass(frozen=True)
class _Array:
    path: str
    """Where it stands, with the places in arrays and the figures in names left out."""
    name: str
    objects: Sequence[Record]
    holders: Holders


def find_recordsets(
    value: Any, *, base: str, list_page: str | None = None, today: date | None = None
) -> list[Recordset]:
    """Every array of `value` that reads as a list, outer ones first; attachments within entries are none."""

    def read(array: _Array) -> Records | None:
        return read_records(array.objects, base=base, list_page=list_page, today=today)

    found: dict[str, list[tuple[_Array, Records]]] = {}
    entries: set[int] = set()
    for array in _arrays(value):
        if any(id(holder) in entries for holder in array.holders):
            continue
        records = read(array)
        if records is None or not (records.plainly_titled or records.dated >= _DATED):
            continue
        if records.dated >= _DATED:
            entries.update(map(id, array.objects))
        found.setdefault(_part_of(array, records), []).append((array, records))
    recordsets = []
    for parts in found.values():
        (array, records), several = parts[0], len(parts) > 1
        if several:
            array = _Array(array.path, array.name, [item for part, _ in parts for item in part.objects], array.holders)
            records = read(array) or records
        counts = counts_beside(array.holders, rows=len(array.objects))
        recordsets.append(Recordset(array.name, array.path, records, counts))
    return recordsets


def best_recordset(recordsets: Sequence[Recordset]) -> Recordset | None:
    """Of the arrays in one answer the largest with days, else the largest; the first of equals, which it then says.

    One that is called hot news or the like comes after every other.
    """
    if not recordsets:
        return None
    best = max(recordsets, key=_standing)  # the first of equals
    rivals = sum(_standing(other) == _standing(best) for other in recordsets) - 1
    newest = _newest(best)
    newer = next(
        (other for other in recordsets if newest and not _is_aside(other) and (_newest(other) or newest) > newest), None
    )
    doubt = f"the array {newer.name} beside it has a newer entry than all in it" if newer is not None else ""
    return replace(best, rivals=rivals, newer_elsewhere=doubt)


def _newest(recordset: Recordset) -> date | None:
    return max((entry.published for entry in recordset.records.entries if entry.published), default=None)


def empty_arrays(value: Any) -> list[EmptyArray]:
    """Arrays without a single element whose names are those of lists, with the counts beside them."""
    return [
        EmptyArray(name, counts_beside(holders, rows=0), path)
        for node, path, name, holders in _walk(value)
        if isinstance(node, list) and not node and plain_name(name) in LIST_NAMES
    ]


LIST_NAMES = ranks(
    "rows list records data result results items articles articlelist content contents listvo listdata datalist "
    "infolist newslist docs documents hits resultlist recordlist pagelist infodata infos news voarray array lists page "
    "aadata posts entries"
)
"""What products call the array of a page's entries."""

_BESIDE_A_LIST = re.compile(r"hot|banner|recommend|tuijian|relat|rank", re.IGNORECASE)
SOMETHING_ELSE = re.compile(
    r"hot|banner|slid|swiper|focus|carousel|lunbo|menu|nav|tree|channel|column|categor|crumb|recommend|tuijian|relat|rank"
    r"|friend|link|head(?!er)|scroll|marquee|special|topic|weather|service|search|advert|calendar|option|config|lanmu|(?<![a-z])tags?(?![a-z])",
    re.IGNORECASE,
)
"""What products call arrays of other things than the page's own entries."""

_DATED = 0.5
_MOST_NODES, _MOST_ARRAYS, _MOST_TEXTS, _DEEPEST = 50_000, 2_000, 500, 12
"""So much is looked at, outer levels first: no answer that is a list has more beside it, and none stands deeper."""


def _standing(recordset: Recordset) -> tuple[bool, bool, int]:
    return recordset.records.dated >= _DATED, not _is_aside(recordset), recordset.records.rows


def _is_aside(recordset: Recordset) -> bool:
    *_, around, name = ["", "", *recordset.path.split(".")]
    return SOMETHING_ELSE.search(name) is not None or _BESIDE_A_LIST.search(around) is not None


def _part_of(array: _Array, records: Records) -> str:
    """The list an array belongs to: its own, or one that is delivered in parts, grouped by year or month.

    Parts stand in like places and state no counts of their own. The newest entry may stand in the smallest part.
    """
    own = array.holders[0] if array.holders else {}
    is_part = records.dated >= _DATED and _read_counts(own, rows=len(array.objects)) is None
    return array.path if is_part else str(id(array.objects[0]))


def _arrays(value: Any) -> Iterator[_Array]:
    arrays = 0
    for node, path, name, holders in _walk(value):
        if isinstance(node, list):
            objects = [item for item in node if isinstance(item, dict)]
            if objects and len(objects) * 2 > len(node):
                yield _Array(path, name, objects, holders)
                arrays += 1
                if arrays == _MOST_ARRAYS:
                    return


def _walk(value: Any) -> Iterator[tuple[Any, str, str, Holders]]:
    """Every array and object with its place, the field it stands in and the objects around it, level by level."""
    level: list[tuple[Any, str, str, Holders]] = [(value, "", "", ())]
    seen = texts = 0
    for _ in range(_DEEPEST):
        below: list[tuple[Any, str, str, Holders]] = []
        for node, path, name, holders in level:
            seen += 1
            if seen > _MOST_NODES:
                return
            if isinstance(node, str):
                texts += 1
                node = _parsed(node) if texts <= _MOST_TEXTS else None  # noqa: PLW2901
            if isinstance(node, dict):
                inside: Holders = (node, *holders[:_HOLDERS])
                below.extend(
                    (child, f"{path}.{_FIGURES.sub('#', key[:40])}", key, inside)
                    for key, child in node.items()
                    if _may_hold_an_array(child)
                )
            elif isinstance(node, list):
                below.extend(
                    (child, f"{path}[]", name, holders)
                    for child in node[:_MOST_NODES]
                    if isinstance(child, dict | list)
                )
            else:
                continue
            yield node, path, name, holders
        level = below


_HOLDERS = 4
"""Counts stand no further out than this."""
_FIGURES = re.compile(r"\d+")


def _may_hold_an_array(value: Any) -> bool:
    return isinstance(value, dict | list) or (isinstance(value, str) and len(value) > 20 and value[0] in "[{")


def _parsed(text: str) -> Any:
    """Data written as a text within data."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


# --- counts --------------------------------------------------------------------------------------------------------


def counts_beside(holders: Holders, *, rows: int) -> Counts:
    """The counts in the nearest object around an array that states any, or in a neighbour of the array there.

    `rows`: objects in the array; a total below it counts something else.
    """
    return next((counts for holder in holders if (counts := _read_counts(holder, rows=rows)) is not None), Counts())


_TOTAL = ranks(
    "recordsfiltered",
    "total totalcount totalrecord totalrecords totalelements totalnum totalsize totalhits totalrows totalresults "
    "totalitems",
    "recordstotal recordcount recordcnt rowcount rowscount numfound itemcount allcount datacount infocount "
    "articlecount sumcount zs 总数 总条数",
)
_PAGES = ranks(
    "totalpages totalpage pagecount pages pagetotal totalpagenum totalpagecount countpage pagescount maxpage lastpage "
    "allpage sumpage 总页数"
)
_CURRENT = ranks("pageno pagenum pageindex currentpage curpage currpage pagenumber current page curr pageid")
_SIZE = ranks("pagesize perpage size limit rowsperpage numperpage pagerows pagelimit rows")
_MORE = ranks("hasnext hasnextpage hasmore more havenext")
_LAST = ranks("last islast islastpage lastpageflag isend")
_NEXT = ranks("next nextpageurl nexturl nextlink nextpagelink")
_NEIGHBOURS = frozenset({"meta", "pager", "paginator", "count", "counts", "hits", "statistics", "param", "params"})


def _read_counts(holder: Mapping[str, Any], *, rows: int) -> Counts | None:
    own = {plain_name(key): value for key, value in list(holder.items())[:200]}
    known: dict[str, Any] = {}
    for name, value in own.items():
        if isinstance(value, dict) and ("pag" in name or name in _NEIGHBOURS):
            known |= {plain_name(key): inner for key, inner in list(value.items())[:50]}
    known |= {name: value for name, value in own.items() if not isinstance(value, dict) or name == "total"}
    total, pages = _number(known, _TOTAL), _number(known, _PAGES)
    if total is None and (count := _number(known, ["count"])) is not None and (count != rows or rows == 0):
        total = count  # one that counts the entries here says nothing of the whole
    more = _flag(known, _MORE)
    if more is None and (last := _flag(known, _LAST)) is not None:
        more = not last
    named = (known.get(name) for name in _NEXT)
    following = next((address for address in named if isinstance(address, str) and "/" in address), None)
    if total is not None and total < rows:
        total = None  # it counts something else
    if total is None and pages is None and more is None and following is None:
        return None
    from_zero = "totalelements" in known and "number" in known
    current = _number(known, ["number"] if from_zero else _CURRENT)
    return Counts(total, pages, current, _number(known, _SIZE), more, following, from_zero)


def _number(known: Mapping[str, Any], names: Iterable[str]) -> int | None:
    for name in names:
        value = known.get(name)
        if isinstance(value, dict):
            value = value.get("value")
        if isinstance(value, str) and len(value) < 10 and value.isascii() and value.isdecimal():
            value = int(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1_000_000_000:
            return value
    return None


def _flag(known: Mapping[str, Any], names: Iterable[str]) -> bool | None:
    return next((known[name] for name in names if isinstance(known.get(name), bool)), None)
