"""How much of a report's text stands in another one, word for word, and which passages.

Compared are sequences of five characters (shingles) of the running text, without digits, years, the agencies'
names, punctuation, headings and tables: what two sound reports of one format share anyway. Exact sets, no sketches:
a report has some thousand shingles.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from schemas.annual_reports import AnnualReport, CheckName, ReportFinding
from scorecards.report_checks.finding import Subject, places

ALIKE_FROM = 0.5
"""From this share on a person should look. 宿迁 takes off points for more than 50 %; 泉州鲤城区 names no number."""
FEWEST = 150
"""Shingles. Shorter texts (无依申请公开) are alike without anybody having copied."""
_LENGTH = 5
_SHOWN, _LONGEST_SHOWN = 3, 60


def like_last_year(subject: Subject) -> Iterator[ReportFinding]:
    """Against the agency's earlier report: `approximate` from `ALIKE_FROM` on, for a person to look at.

    Never `contradiction`: no two statements of the report exclude each other, and much of an agency's work is the same.
    """
    if subject.earlier is not None and subject.earlier.lines:
        yield _compared("like_last_year", subject.report, subject.earlier)


def like_another_agency(subject: Subject) -> Iterator[ReportFinding]:
    """Against each report of another agency: those alike, or the nearest one where none is."""
    others = [other for other in subject.others if other.lines and other.agency != subject.report.agency]
    found = [_compared("like_another_agency", subject.report, other) for other in others]
    alike = [one for one in found if one.status == "approximate"]
    nearest = sorted(found, key=lambda one: -(one.left if isinstance(one.left, float) else 0.0))[:1]
    yield from alike or nearest


def share_in(report: AnnualReport, other: AnnualReport) -> float | None:
    """The share of the report's shingles that the other one has; `None` where it has too few to say."""
    mine, theirs = (_shingles(one.lines, _left_out(one), _of_the_format(one)) for one in (report, other))
    return len(mine & theirs) / len(mine) if len(mine) >= FEWEST else None


def _compared(check: CheckName, report: AnnualReport, other: AnnualReport) -> ReportFinding:
    share = share_in(report, other)
    named = f"{other.agency or other.source} {other.year or ''}".strip()
    if share is None:
        return ReportFinding(check=check, status="not_reported", right=ALIKE_FROM, where=named, about="文字太少")
    shared = _passages(report, other) if share >= ALIKE_FROM else []
    lines = tuple(sorted({line for line, _ in shared}))
    return ReportFinding(
        check=check,
        status="approximate" if share >= ALIKE_FROM else "ok",
        left=round(share, 3),
        right=ALIKE_FROM,
        difference=round(share - ALIKE_FROM, 3),
        where=f"{places(lines)}; {named}" if lines else named,
        lines=lines,
        about=" / ".join(passage for _, passage in shared) or "文字重合",
    )


def _passages(report: AnnualReport, other: AnnualReport) -> list[tuple[int, str]]:
    """The longest passages that both have, with their lines in this report."""
    names, skipped = _left_out(report), _of_the_format(report)
    theirs = _shingles(other.lines, _left_out(other), _of_the_format(other))
    found: list[tuple[int, str]] = []
    for number, line in enumerate(report.lines, start=1):
        if number in skipped or "\t" in line:
            continue
        kept = [place for place, letter in enumerate(_masked(line, names)) if not _NOT_COMPARED.match(letter)]
        text = "".join(line[place] for place in kept)
        start: int | None = None
        for at in range(len(text) - _LENGTH + 2):
            shared = text[at : at + _LENGTH] in theirs
            if shared and start is None:
                start = at
            elif not shared and start is not None:
                found.append((number, line[kept[start] : kept[at + _LENGTH - 2] + 1]))
                start = None
    longest = sorted(found, key=lambda one: (-len(one[1]), one[0]))[:_SHOWN]
    return [(line, text[:_LONGEST_SHOWN]) for line, text in longest]


def _of_the_format(report: AnnualReport) -> frozenset[int]:
    """The lines of headings and of the format's tables: in a PDF or a text their cells need not be parted by tabs."""
    lines = {section.line for section in report.sections}
    for table in report.tables:
        lines.update(range(table.line, max(cell.line for cell in table.cells) + 1))
    return frozenset(lines)


def _left_out(report: AnnualReport) -> tuple[str, ...]:
    """The agency's names and their place, the longest first."""
    names = {name for name in (report.agency, report.agency_in_text) if name}
    places_of = {found[0] for name in names if (found := _PLACE.match(name))}
    return tuple(sorted(names | places_of, key=lambda name: (-len(name), name)))


@lru_cache(maxsize=1024)
def _shingles(lines: tuple[str, ...], names: tuple[str, ...], skipped: frozenset[int]) -> frozenset[str]:
    found: set[str] = set()
    for number, line in enumerate(lines, start=1):
        if number not in skipped and "\t" not in line:
            text = _plain(line, names)
            found.update(text[at : at + _LENGTH] for at in range(len(text) - _LENGTH + 1))
    return frozenset(found)


def _plain(line: str, names: tuple[str, ...]) -> str:
    """The characters that count."""
    return _NOT_COMPARED.sub("", _masked(line, names))


def _masked(line: str, names: tuple[str, ...]) -> str:
    """The line, as long as it was, with digits in place of the names."""
    for name in names:
        line = line.replace(name, "0" * len(name))
    return line


_NOT_COMPARED = re.compile(r"[\W\d_〇○零一二三四五六七八九十百千万年月日]+")
_PLACE = re.compile("^.{1,12}?(?:自治[区州县]|[省市县区州旗盟镇乡])(?=.{2})")
