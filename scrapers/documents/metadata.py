"""What a document's page says about the document in so many words: its metas, and the disclosure directory's record.

The record comes as a table, a `dl`, a list or lines of text, often twice (once for telephones), with merged cells and
empty values. A value is only what stands where this label's value stands; an empty place stays empty.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scrapers.documents.labels import OF_DOCUMENTS, Labelled, LabelList, Meaning, said
from scrapers.documents.lines import SEAM, Line, is_sentence, nearest, squeeze
from scrapers.pages.dates import find_date
from scrapers.pages.page import Element, columns_of, text_of, within


@dataclass(frozen=True, slots=True)
class Pair:
    """A label on the page and its value; `None` where the value's place is empty."""

    label: str
    meaning: Meaning
    value: str | None
    raw: str
    """The value with its seams."""
    line: int
    """Of the label."""
    last: int
    """Of the value; the label's own where there is none."""
    in_table: bool
    """The label has a cell of its own; a line of labels in a layout table is no record."""
    hidden: bool
    place: Element | None = None
    """The element of its own in which the value stands or would stand: a cell, a `dd`, a `div`; `None`: the line."""


@dataclass(frozen=True)
class Record:
    """The values of one copy of the record. A meaning that is a key was on the page, even where its value is `None`."""

    values: dict[Meaning, str | None]

    def get(self, meaning: Meaning) -> str | None:
        return self.values.get(meaning)

    def __len__(self) -> int:
        return len(self.values)


def read_metas(tree: Element) -> dict[str, str]:
    """Names (lower case) and contents of the page's metas, the first of each name; placeholders left out."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop")
        content = squeeze(meta.get("content") or "")
        if name and content and not _is_placeholder(content):
            metas.setdefault(name.strip().lower(), content)
    return metas


def pairs_in(lines: list[Line], indexes: Iterable[int], known: LabelList = OF_DOCUMENTS) -> Iterator[Pair]:
    """Labels and values among the lines with these indexes, in order; nothing of navigation and sidebars."""
    taken: set[int] = set()
    for index in indexes:
        line = lines[index]
        if index in taken or line.aside or not line.text or line.linked * 2 > len(line.text):
            continue
        cell = nearest(line.block, _CELL_TAGS)
        alone = known.alone_in(line.raw) if cell is not None else None
        found = [Labelled(alone, known.meanings[alone], None, "")] if alone else known.values_in(line.raw)
        for position, item in enumerate(found):
            value, raw, last = item.value, item.raw, index
            where: list[int] = []
            place: Element | None = None
            if value is None and position == len(found) - 1:
                place = _cell_of_value(cell, known) if cell is not None else _block_after(line.block)
                if place is not None:
                    where = _lines_in(lines, index + 1, place, known)
                if cell is None and not (where == [index + 1] and not is_sentence(lines[index + 1])):
                    # A value is one short line; more than that is the text behind a head that ends with an empty label.
                    where = []
                value, raw = _joined(lines, where)
                last = where[-1] if where else index
            yield Pair(item.label, item.meaning, said(value), raw, index, last, alone is not None, line.hidden, place)
            taken.update(where)


def read_record(pairs: Iterable[Pair]) -> Record:
    """The fullest copy of the record that visitors see; one hidden from them only where there is no other.

    Copies are not mixed: where a label comes again, another copy has begun.
    """
    copies: list[dict[str, Pair]] = [{}]
    for pair in pairs:
        if pair.meaning in _OF_RECORD:
            if pair.label in copies[-1] or any(pair.hidden != other.hidden for other in copies[-1].values()):
                copies.append({})
            copies[-1][pair.label] = pair
    best: dict[str, Pair] = {}
    for copy in copies:
        if _rank(copy) > _rank(best):
            best = copy
    values: dict[Meaning, str | None] = {}
    for pair in best.values():
        if values.get(pair.meaning) is None:
            values[pair.meaning] = pair.value if _fits(pair) else None
    return Record(values)


_OF_RECORD: frozenset[str] = frozenset(
    {"index_no", "doc_no", "issuer", "category", "classification", "validity", "topic_words", "title"}
)
_PLACEHOLDERS = frozenset(
    {
        *(
            "网站名称",
            "网站域名",
            "政府网站标识码",
            "栏目名称",
            "栏目类型",
            "描述",
            "关键词",
            "文章标题",
            "标题",
            "信息标题",
        ),
        *(
            "发布日期",
            "发布时间",
            "信息来源",
            "内容来源",
            "来源",
            "作者",
            "正文标题",
            "####",
            "null",
            "undefined",
            "无",
        ),
    }
)
_SIGN = re.compile(r"[<{$\[#]")
_TEMPLATE = re.compile(r"<%|\{\{|\$\{|<\$|\[#|\{\$|^#++\w*+#*+$|^\{.*\}$")


def _is_placeholder(content: str) -> bool:
    return content in _PLACEHOLDERS or (_SIGN.search(content) is not None and _TEMPLATE.search(content) is not None)


def _cell_of_value(cell: Element, known: LabelList) -> Element | None:
    """The cell to the right of a label's; in a row of labels, the cell below it."""
    value = _next(cell, _CELL_TAGS)
    return _below(cell, known) if value is None or _is_label(value, known) else value


def _below(cell: Element, known: LabelList) -> Element | None:
    """The value under a label, where one row holds nothing but labels and the next their values; none of a list's."""
    row = cell.getparent()
    if row is None or row.tag != "tr":
        return None
    heads = [other for other in row if other.tag in _CELL_TAGS]
    values = _next(row, _ROW_TAGS)
    if len(heads) < 2 or values is None or not all(_is_label(head, known) for head in heads):
        return None
    after = _next(values, _ROW_TAGS)
    if after is not None and len(after) and not _is_label(after[0], known):
        return None
    start = sum(columns_of(head) for head in heads[: heads.index(cell)])
    for value in values:
        if value.tag in _CELL_TAGS:
            if start == 0:
                return None if _is_label(value, known) else value
            start -= columns_of(value)
    return None


def _block_after(block: Element) -> Element | None:
    """The element right after a label's own: `dt` and `dd`, or two `div`s side by side."""
    if block.tag not in ("dt", "div"):
        return None
    value = _next(block, ("dd",) if block.tag == "dt" else ("div",))
    return value if value is block.getnext() else None


def _lines_in(lines: list[Line], start: int, element: Element, known: LabelList) -> list[int]:
    found: list[int] = []
    for index in range(start, min(start + _MOST_LINES, len(lines))):
        if within(lines[index].block, element):
            found.append(index)
        elif found:
            break
    if found and known.begins(lines[found[0]].raw):
        return []  # a label and its value in one cell: the cell before had none
    return found


def _joined(lines: list[Line], where: list[int]) -> tuple[str | None, str]:
    return " ".join(lines[index].text for index in where).strip() or None, SEAM.join(
        lines[index].raw for index in where
    )


def _is_label(cell: Element, known: LabelList) -> bool:
    return cell.tag in _CELL_TAGS and known.alone_in(squeeze(text_of(cell))) is not None


def _next(element: Element, tags: tuple[str, ...]) -> Element | None:
    after = element.getnext()
    while after is not None and after.tag not in tags:
        after = after.getnext()
    return after


_CELL_TAGS = ("td", "th")
_ROW_TAGS = ("tr",)
_MOST_LINES = 40
"""How far below its label a value may begin, and how long it may be."""


def _rank(copy: dict[str, Pair]) -> tuple[bool, int]:
    return bool(copy) and not next(iter(copy.values())).hidden, len(copy)


def _fits(pair: Pair) -> bool:
    """The value has the looks of what the label promises; better nothing than the words that happen to follow."""
    value = pair.value
    if value is None or len(value) > _LONGEST.get(pair.meaning, _LONGEST_VALUE):
        return False
    if pair.meaning in ("index_no", "doc_no"):
        return any((character.isalnum() and character.isascii()) or character in _NUMERALS for character in value)
    if pair.meaning == "issuer":
        return find_date(value) is None and not value.isascii()
    return True


_LONGEST: dict[Meaning, int] = {
    "validity": 20,
    "title": 300,
    "topic_words": 200,
    "category": 120,
    "classification": 120,
}
_LONGEST_VALUE = 80
_NUMERALS = "〇○零一二三四五六七八九十"
