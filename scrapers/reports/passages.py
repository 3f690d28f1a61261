"""Running text about problems (存在的问题) and about what is to come (下一步打算): by headings, by its first words."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from schemas.annual_reports import Passage, Section
from scrapers.reports.lines import ReportLine

Kind = Literal["problems", "next_steps"]


def read_passages(lines: Sequence[ReportLine], sections: Sequence[Section]) -> tuple[Passage, ...]:
    """In the order of the text. A line that tells of both is in a passage of each kind."""
    found: list[tuple[Kind, int, int]] = []
    headings = {section.line: section for section in sections}
    chapter = _Chapter()
    for place, line in enumerate(lines):
        heading = headings.get(line.number)
        if heading is not None and (heading.level == 1 or chapter.opened_at >= heading.level):
            chapter.begin(heading)
        elif heading is not None:
            chapter.part(heading)
        if line.is_row or line.text.strip() == "":
            continue
        for kind in chapter.kinds_of(line, is_heading=heading is not None):
            found.append((kind, place, line.number))
    return tuple(_runs(found))


_PROBLEMS = re.compile("问题|不足|困难|差距")
_NEXT = re.compile("打算|下一?步|改进|整改|努力方向|今后|对策|展望|[来明]年|新的一年|下一年|工作重点|工作思路")
_MAYBE_NEXT = re.compile("措施|计划|安排|思路|建议")
"""Beside problems, or with the name of a year to come; alone they are what was done: （一）强化措施."""
_OF_A_YEAR = re.compile("20[0-9]{2}年")
_NOT_NEXT = re.compile("规划计划|落实情况|保障措施|工作措施|主要措施和成效|提案|代表|投诉|征集|征求")
_TELLS_NEXT = re.compile(
    r"^[（(]?[一二三四五六七八九十0-9]{0,2}[）)、．.]?\s*(?:下一步|下步|今后|针对|改进|为此|对此|来年|明年|下一年|接下来|我[局委办镇]将|新的一年|20[0-9]{2}年，?.{0,12}(?:将|要|计划|拟|准备))"
)
_ALSO_NEXT = re.compile("下一步|下步|改进(?:措施|办法|的办法)|今后|对此|打算|来年|明年|下一年")
_TELLS_PROBLEMS = re.compile("(?:存在|主要).{0,10}(?:问题|不足|困难|差距)|^问题|不足之处")


def _kinds(title: str, *, beside_problems: bool = False) -> tuple[Kind, ...]:
    """`beside_problems`: it is the heading of a part of such a chapter."""
    kinds: list[Kind] = []
    if _PROBLEMS.search(title):
        kinds.append("problems")
    certain = _NEXT.search(title) or (
        (kinds or beside_problems or _OF_A_YEAR.search(title)) and _MAYBE_NEXT.search(title)
    )
    if certain and not _NOT_NEXT.search(title):
        kinds.append("next_steps")
    return tuple(kinds)


class _Chapter:
    """Which kinds the chapter that is being read tells of."""

    def __init__(self) -> None:
        self.opened_at = 0
        """The level of the heading that opened it; 0 outside of such chapters."""
        self._kinds: tuple[Kind, ...] = ()
        self._turned = False
        """A chapter of both has come to what is to be done."""

    def begin(self, heading: Section) -> None:
        """A chapter begins, of these kinds or of none."""
        self._kinds = _kinds(heading.title)
        self.opened_at = heading.level if self._kinds else 0
        self._turned = False

    def part(self, heading: Section) -> None:
        """A part of a chapter says itself what it tells of."""
        kinds = _kinds(heading.title, beside_problems="problems" in self._kinds)
        if kinds and self._kinds:
            self._turned = kinds[0] == "next_steps"
            self._kinds = ("problems", "next_steps") if self._turned else self._kinds
        elif kinds:
            self.begin(heading)

    def kinds_of(self, line: ReportLine, *, is_heading: bool) -> tuple[Kind, ...]:
        """Those of this line."""
        if len(self._kinds) < 2:
            if self._kinds == ("problems",) and not is_heading and _TELLS_NEXT.search(line.text):
                self._kinds = ("problems", "next_steps")
                self._turned = True
                return ("next_steps",)
            return self._kinds
        if is_heading and self.opened_at and len(line.text) < 40 and len(_kinds(line.text)) > 1:
            return ("problems",)
        if self._turned:
            return ("next_steps",)
        if _TELLS_NEXT.search(line.text):
            self._turned = True
            return ("next_steps",)
        if _ALSO_NEXT.search(line.text):
            return ("problems", "next_steps")
        return ("problems",)


def _runs(found: Sequence[tuple[Kind, int, int]]) -> Iterator[Passage]:
    """Lines of one kind that follow one another, as one passage."""
    runs: list[tuple[Kind, int, int]] = []
    last: dict[Kind, tuple[int, int]] = {}
    for kind, place, line in found:
        run, before = last.get(kind, (-1, -2))
        if before == place - 1:
            runs[run] = (kind, runs[run][1], line)
        else:
            runs.append((kind, line, line))
            run = len(runs) - 1
        last[kind] = run, place
    for kind, first, end in runs:
        yield Passage(kind=kind, first=first, last=end)
