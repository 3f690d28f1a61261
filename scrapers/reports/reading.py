"""Read an annual disclosure report, whatever it was saved as. What it does not say stays unsaid."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from schemas.annual_reports import AnnualReport, Passage, Regime
from scrapers.documents.reading import examine_document
from scrapers.files.blocks import Block, Line
from scrapers.files.errors import NotReadable
from scrapers.files.reading import body_of, read_blocks
from scrapers.pages.file_kinds import is_web_page
from scrapers.pages.page import Page
from scrapers.reports.channels import read_channels
from scrapers.reports.enumerations import read_enumerations
from scrapers.reports.lines import ReportLine, ReportLines, number_lines
from scrapers.reports.passages import read_passages
from scrapers.reports.percentages import read_percentages
from scrapers.reports.sections import read_parts, read_sections
from scrapers.reports.tables import read_tables
from scrapers.reports.totals import Statements, read_statements
from scrapers.reports.whose import (
    ReportTitle,
    agency_in_text,
    find_title,
    first_line_of,
    read_period,
    read_signature,
    year_in_text,
)


def read_report(blocks: Sequence[Block], *, source: str, published: date | None = None) -> AnnualReport:
    """The report that these lines and tables make, state `report` or `not_a_report`.

    `published`: the day that its page states. What stands above the title (menus of a page) is left out.
    """
    if _characters(blocks) > _MOST_CHARACTERS:
        return _nothing(source, "not_a_report", "it is longer than any annual report; give the report alone", published)
    whole = number_lines(blocks)
    lines = _not_empty(whole)
    title = find_title(lines)
    if title is None:
        return _nothing(source, "not_a_report", _no_title(lines), published)
    blocks = _from_title(blocks, whole, first_line_of(lines, title))
    numbered = number_lines(blocks)
    lines = _not_empty(numbered)
    title = find_title(lines)
    if title is None or _said_below(lines, title) < _FEWEST_CHARACTERS:
        return _nothing(source, "not_a_report", _NO_TEXT, published)
    period = read_period(lines)
    in_text = year_in_text(lines, title, period)
    year = title.year
    regime = _regime(year or in_text)
    sections = read_sections(lines)
    passages = read_passages(lines, sections)
    plans = _lines_of_plans(passages)
    statements = read_statements(
        lines,
        sections,
        years=frozenset(one for one in (year, in_text) if one is not None),
        own_area=_own_area(title.agency or ""),
        plans=plans,
    )
    return AnnualReport(
        source=source,
        state="report",
        title=title.text,
        agency=title.agency,
        agency_in_text=agency_in_text(lines, title),
        year=year,
        year_in_text=in_text,
        regime=regime,
        period=period,
        published=published,
        signed=read_signature(lines),
        lines=tuple(line.text for line in numbered.lines),
        sections=sections,
        parts=read_parts(lines),
        totals=statements.totals,
        groups=statements.groups,
        percentages=read_percentages(lines, leave=plans, names=_names(statements)),
        applications=statements.applications,
        enumerations=read_enumerations(lines),
        channels=read_channels(lines, leave=plans),
        tables=read_tables(blocks, numbered.line_of, regime),
        passages=passages,
    )


def read_report_file(path: Path) -> AnnualReport:
    """The report in a file; `unreadable` with a sentence where it cannot be read. A file's path is its source."""
    source = str(path)
    try:
        body = body_of(path)
        blocks = read_blocks(path.name, body, url=path.resolve().as_uri())
    except NotReadable as error:
        return _nothing(source, "unreadable", str(error), None)
    return read_report(blocks, source=source, published=_published(path, body))


_FEWEST_CHARACTERS, _MOST_CHARACTERS = 60, 500_000
_NO_TEXT = "below its title there is hardly any text: the report may be in an attachment; give that file"
_SENTENCE = re.compile("[，。；]")
_LATEST = date(2100, 1, 1)
"""A page's day of publication is any up to this one: nothing here knows today."""
_FIRST_OF_2019, _FIRST_OF_2021 = 2019, 2021


def _nothing(
    source: str, state: Literal["not_a_report", "unreadable"], reason: str, published: date | None
) -> AnnualReport:
    return AnnualReport(source=source, state=state, reason=reason, published=published)


def _characters(blocks: Sequence[Block]) -> int:
    return sum(
        len(block.text) if isinstance(block, Line) else sum(len(cell.text) for row in block.rows for cell in row)
        for block in blocks
    )


def _no_title(lines: Sequence[ReportLine]) -> str:
    if sum(len(line.text) for line in lines) < _FEWEST_CHARACTERS:
        return "there is hardly any text in it: the report may be in an attachment; give that file"
    return "nothing in it is called a report on disclosure (政府信息公开工作年度报告); give the report itself"


def _not_empty(numbered: ReportLines) -> list[ReportLine]:
    return [line for line in numbered.lines if line.text.strip()]


def _from_title(blocks: Sequence[Block], numbered: ReportLines, first: int) -> list[Block]:
    if any(isinstance(block, Line) and block.row is not None for block in blocks):
        return list(blocks)  # a text file: its lines keep their numbers
    return [block for block in blocks if numbered.line_of(block, 0) >= first]


def _said_below(lines: Sequence[ReportLine], title: ReportTitle) -> int:
    return sum(
        len(line.text) for line in lines if line.number > title.last and not line.is_row and _SENTENCE.search(line.text)
    )


def _regime(year: int | None) -> Regime | None:
    """By the report's year: the 2008 law, the trial format of 2019, the format of 2021."""
    if year is None:
        return None
    return "2008" if year < _FIRST_OF_2019 else "2019" if year < _FIRST_OF_2021 else "2021"


def _lines_of_plans(passages: Sequence[Passage]) -> frozenset[int]:
    """Lines about what is to come alone: their numbers are no results."""
    told = {
        kind: {line for passage in passages if passage.kind == kind for line in range(passage.first, passage.last + 1)}
        for kind in ("problems", "next_steps")
    }
    return frozenset(told["next_steps"] - told["problems"])


def _own_area(agency: str) -> str:
    """For a government's own report: the words for all that it governs."""
    return "".join(f"全{area}各" for area in "省市县区州镇乡" if re.search(f"{area}(?:人民)?政府", agency))


def _names(statements: Statements) -> dict[tuple[int, int], str]:
    """Of all counts, by line and place: a share behind one is that count's."""
    applications = statements.applications
    counts = [count for group in statements.groups for count in group.counts]
    return {
        (count.line, count.start): count.name
        for count in (*counts, *applications.by_channel, *applications.dispositions)
    }


def _published(path: Path, body: bytes) -> date | None:
    """The day that a web page shows; `None` for files of other kinds."""
    if not is_web_page(body[:4096]) and path.suffix.lower() not in (".htm", ".html", ".shtml"):
        return None
    reading = examine_document(Page(url=path.resolve().as_uri(), body=body), today=_LATEST)
    shown = reading.published is not None and re.search("[0-9]{4}", reading.published_raw or "")
    return reading.published if shown else None
