"""The numbers that Word shows before paragraphs and does not keep in their text (automatic numbering)."""

import re
from collections import defaultdict
from typing import Any

from docx.oxml.ns import qn


class WordNumbers:
    """Counts the paragraphs of one document in their order."""

    def __init__(self, document: Any) -> None:
        self._abstract: dict[str, Any] = {}
        self._of_number: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        related = document.part.rels.values()
        part = next((one.target_part for one in related if one.reltype.endswith("/numbering")), None)
        if part is None:
            return
        for one in part.element.findall(qn("w:abstractNum")):
            self._abstract[one.get(qn("w:abstractNumId"))] = one
        for one in part.element.findall(qn("w:num")):
            pointer = one.find(qn("w:abstractNumId"))
            if pointer is not None:
                self._of_number[one.get(qn("w:numId"))] = pointer.get(qn("w:val"))

    def before(self, paragraph: Any) -> str:
        """What Word shows before the paragraph: `一、`, `（二）`, `3.`; empty for none and for bullets."""
        number, depth = _numbered(paragraph)
        abstract = self._of_number.get(number or "")
        if abstract is None or abstract not in self._abstract:
            return ""
        levels = {int(one.get(qn("w:ilvl"))): one for one in self._abstract[abstract].findall(qn("w:lvl"))}
        if depth not in levels:
            return ""
        counts = self._counts[abstract]
        counts[depth] = counts.get(depth, _value(levels[depth], "w:start", 1) - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        shown = levels[depth].find(qn("w:lvlText"))
        if shown is None or _format(levels[depth]) in ("bullet", "none"):
            return ""

        def figure(found: re.Match[str]) -> str:
            level = int(found[1]) - 1
            counted = counts.get(level, 1)
            return _han(counted) if _format(levels.get(level)) in _CHINESE else str(counted)

        return re.sub(r"%(\d)", figure, shown.get(qn("w:val")) or "")


_CHINESE = ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCounting")


def _numbered(paragraph: Any) -> tuple[str | None, int]:
    """The list and level of a paragraph, its own or its style's."""
    places = [paragraph._p.pPr]
    style = paragraph.style
    while style is not None:
        places.append(style.element.pPr)
        style = style.base_style
    for properties in places:
        numbering = properties.find(qn("w:numPr")) if properties is not None else None
        if numbering is not None:
            number, level = numbering.find(qn("w:numId")), numbering.find(qn("w:ilvl"))
            depth = int(level.get(qn("w:val"))) if level is not None else 0
            return (number.get(qn("w:val")) if number is not None else None), depth
    return None, 0


def _value(level: Any, name: str, default: int) -> int:
    found = level.find(qn(name))
    return int(found.get(qn("w:val"))) if found is not None else default


def _format(level: Any) -> str:
    found = level.find(qn("w:numFmt")) if level is not None else None
    return str(found.get(qn("w:val"))) if found is not None else "decimal"


def _han(number: int) -> str:
    """A number below 100 in Chinese figures."""
    tens, ones = divmod(number, 10)
    figures = "零一二三四五六七八九"
    head = ("" if tens == 1 else figures[tens]) + "十" if 0 < tens < 10 else ""
    return head + (figures[ones] if ones or not head else "") if number < 100 else str(number)
