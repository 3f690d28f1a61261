"""Read an annual disclosure report, whatever it was saved as. What it does not say stays unsaid."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from schemas.annual_reports import AnnualReport, Applications, Passage, Regime
from schemas.messages import Reason, say
from scrapers.documents.reading import examine_document
from scrapers.files.blocks import Block, Line
from scrapers.files.errors import NotReadable
from scrapers.files.reading import body_of, read_blocks
from scrapers.pages.file_kinds import is_web_page
from scrapers.pages.page import Page
from scrapers.reports.application_lists import UNNAMED
from scrapers.reports.channels import read_channels
from scrapers.reports.days import Period, read_period, read_published, read_signature
from scrapers.reports.enumerations import read_enumerations
from scrapers.reports.lines import ReportLine, ReportLines, number_lines
from scrapers.reports.passages import read_passages
from scrapers.reports.percentages import read_percentages
from scrapers.reports.sections import read_parts, read_sections
from scrapers.reports.statistics_form import StatisticsForm, read_statistics_form
from scrapers.reports.table_lines import tables_in_lines
from scrapers.reports.tables import read_tables
from scrapers.reports.titles import ReportTitle, find_title, first_line_of, heading_above
from scrapers.reports.totals import Statements, read_statements
from scrapers.reports.whose import agency_in_text, agency_signed, year_in_text
from scrapers.reports.wrapped_lines import unwrapped


def read_report(blocks: Sequence[Block], *, source: str, published: date | None = None) -> AnnualReport:
    """The report that these lines and tables make, state `report` or `not_a_report`.

    `published`: the day that its page states. What stands above the title (menus of a page) is left out.
    """
    if _characters(blocks) > _MOST_CHARACTERS:
        return _nothing(source, "not_a_report", say("report.too_long"), published)
    blocks = unwrapped(blocks)
    whole = number_lines(blocks)
    lines = _not_empty(whole)
    title = find_title(lines)
    if title is None:
        return _nothing(source, "not_a_report", _no_title(lines), published)
    heading = heading_above(lines, title)
    blocks = _from_title(blocks, whole, first_line_of(lines, title))
    numbered = number_lines(blocks)
    lines = _not_empty(numbered)
    title = find_title(lines)
    if title is None or not _says_something(lines, title):
        return _nothing(source, "not_a_report", say("report.no_text"), published)
    period = read_period(lines)
    named, in_text = agency_in_text(lines, title), year_in_text(lines, title, period, heading)
    agency = title.agency or named or agency_signed(lines)
    year = (heading or title).year
    regime = _regime(year or in_text)
    in_lines, lines = tables_in_lines(lines, regime)
    sections = read_sections(lines)
    passages = read_passages(lines, sections)
    plans = _lines_of_plans(passages)
    statements = read_statements(
        lines,
        sections,
        years=_years(year, in_text, period),
        own_area=_own_area(agency or ""),
        plans=plans,
    )
    form = read_statistics_form(lines) or _NO_FORM
    return AnnualReport(
        source=source,
        state="report",
        title=(heading or title).text,
        agency=agency,
        agency_in_text=named,
        year=year,
        year_in_text=in_text,
        regime=regime,
        period=period,
        published=published or read_published(lines, first=title.first, last=title.last),
        signed=read_signature(lines),
        lines=tuple(line.printed or line.text for line in numbered.lines),
        sections=sections,
        parts=read_parts(lines),
        totals=(*statements.totals, *form.totals),
        groups=(*statements.groups, *form.groups),
        percentages=read_percentages(lines, leave=plans, names=_names(statements)),
        applications=statements.applications,
        form_applications=form.applications,
        enumerations=read_enumerations(lines),
        channels=read_channels(lines, leave=plans),
        tables=read_tables(blocks, numbered.line_of, regime, in_lines),
        passages=passages,
    )


def read_report_file(path: Path) -> AnnualReport:
    """The report in a file; `unreadable` with a sentence where it cannot be read. A file's path is its source."""
    source = str(path)
    try:
        body = body_of(path)
        blocks = read_blocks(path.name, body, url=path.resolve().as_uri())
    except NotReadable as error:
        return _nothing(source, "unreadable", error.reason, None)
    return read_report(blocks, source=source, published=_published(path, body))


_FEWEST_CHARACTERS, _MOST_CHARACTERS = 60, 500_000
_FEWEST_PARTS = 4
_NO_FORM = StatisticsForm(totals=(), groups=(), applications=Applications())
_SENTENCE = re.compile("[，。；,;]")
_LATEST = date(2100, 1, 1)
"""A page's day of publication is any up to this one: nothing here knows today."""
_FIRST_OF_2019, _FIRST_OF_2021 = 2019, 2021


def _nothing(
    source: str, state: Literal["not_a_report", "unreadable"], reason: Reason, published: date | None
) -> AnnualReport:
    return AnnualReport(source=source, state=state, reason=reason, published=published)


def _characters(blocks: Sequence[Block]) -> int:
    return sum(
        len(block.text) if isinstance(block, Line) else sum(len(cell.text) for row in block.rows for cell in row)
        for block in blocks
    )


def _no_title(lines: Sequence[ReportLine]) -> Reason:
    if sum(len(line.text) for line in lines) < _FEWEST_CHARACTERS:
        return say("report.hardly_any_text")
    return say("report.no_title")


def _not_empty(numbered: ReportLines) -> list[ReportLine]:
    return [line for line in numbered.lines if line.text.strip()]


def _from_title(blocks: Sequence[Block], numbered: ReportLines, first: int) -> list[Block]:
    if any(isinstance(block, Line) and block.row is not None for block in blocks):
        return list(blocks)  # a text file: its lines keep their numbers
    return [block for block in blocks if numbered.line_of(block, 0) >= first]


def _says_something(lines: Sequence[ReportLine], title: ReportTitle) -> bool:
    """Below its title stand sentences, or a few numbered parts: a school may need no more (二、依申请公开：0件)."""
    below = [line for line in lines if line.number > title.last and not line.is_row]
    said = sum(len(line.text) for line in below if _SENTENCE.search(line.text))
    parts = sum(section.level == 1 for section in read_sections(below))
    return said >= _FEWEST_CHARACTERS or parts >= _FEWEST_PARTS


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


def _years(year: int | None, in_text: int | None, period: Period | None) -> frozenset[int]:
    """Those that the report may be about; of a school's year (2016年9月至2017年8月) both."""
    told = frozenset(one for one in (year, in_text) if one is not None)
    return told or frozenset(day.year for day in period or ())


def _own_area(agency: str) -> str:
    """For the own report of a government, or of the place itself: the words for all that it governs."""
    found = _GOVERNS.search(agency)
    return f"全{found['area'] or '区'}各" if found else ""


_GOVERNS = re.compile("(?P<area>[省市县区州旗盟镇乡]|街道)(?:(?:人民)?政府)?$|(?:管理委员会|管委会|办事处)$")
"""青石县人民政府, 青石县, 青石经济开发区管委会."""


def _names(statements: Statements) -> dict[tuple[int, int], str]:
    """Of all counts, by line and place: a share behind one is that count's."""
    applications = statements.applications
    counts = [count for group in statements.groups for count in group.counts]
    return {
        (count.line, count.start): count.name
        for count in (*counts, *applications.by_channel, *applications.dispositions)
        if count.name != UNNAMED
    }


def _published(path: Path, body: bytes) -> date | None:
    """The day that a web page shows; `None` for files of other kinds."""
    if not is_web_page(body[:4096]) and path.suffix.lower() not in (".htm", ".html", ".shtml"):
        return None
    reading = examine_document(Page(url=path.resolve().as_uri(), body=body), today=_LATEST)
    shown = reading.published is not None and re.search("[0-9]{4}", reading.published_raw or "")
    return reading.published if shown else None
