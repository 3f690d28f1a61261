"""The reports of our own writing in `tests/reports`: what each one says (its truth), and the file that is made of it.

Beside `<name>.txt` or `<name>.html` stands `<name>.yml`. A line `[[表三]]` of a text stands for table 三, whose numbers
are in the truth. Alternatives of a word are parted by `|`, the first is the best one.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field
from ruamel.yaml import YAML

from schemas.annual_reports import CheckName, Regime
from schemas.base import Frozen
from tests.support.report_files import Layout, docx_file, html_page, pdf_file
from tests.support.report_tables import Style, Written, cells_said, table_layout

REPORTS = Path(__file__).resolve().parents[1] / "reports"


class Make(Frozen):
    """The file to make of the text."""

    kind: Literal["txt", "html", "docx", "pdf"] = "html"
    encoding: str = "utf-8"
    page: Layout = "plain"
    tables: Style = "printed"
    blank_zeros: bool = False
    """Rows of table 三 that the truth leaves out are blank; otherwise they hold 0."""


class SaidTotal(Frozen):
    """A total that the text states."""

    about: str
    value: int | float
    approximate: bool = False
    cumulative: bool = False
    through: str | None = None
    """`*`: whatever."""


class SaidGroup(Frozen):
    """Parts of a total."""

    about: str
    kind: Literal["category", "channel", "disposition"] = "category"
    total: int | float | None = None
    approximate: bool = False
    counts: dict[str, int | float]


class SaidParts(Frozen):
    """Parts of the applications that may be read or not: the sentence says them of all ("均为")."""

    by_channel: dict[str, int] = Field(default={})
    dispositions: dict[str, int] = Field(default={})


class SaidApplications(Frozen):
    """What the prose says of applications."""

    received: int | None = None
    answered: int | None = None
    carried_in: int | None = None
    carried_over: int | None = None
    by_channel: dict[str, int] = Field(default={})
    dispositions: dict[str, int] = Field(default={})
    may: SaidParts = SaidParts()


class Planted(Frozen):
    """A contradiction of our making. Without its sides: the check alone."""

    check: CheckName
    left: int | float | str | None = None
    right: int | float | str | None = None


class Involved(Frozen):
    """A number of a sound report, and the checks that turn when it is changed."""

    number: str
    """As in the text, which has this once, without the braces around the number."""
    checks: tuple[CheckName, ...]
    least: int = 1
    """The smallest change that a check of percentages can see."""


class Truth(Frozen):
    """What a person reads in a report."""

    make: Make = Field(alias="as", default=Make())
    agency: str
    agency_in_text: str | None = None
    year: int
    year_in_text: int | None = None
    regime: Regime
    period: tuple[date, date] | None
    published: date | None = None
    signed: date | None = None
    earlier: str | None = None
    """The name of the agency's report on the year before."""
    others: tuple[str, ...] = ()
    sections: int
    parts: int | None = None
    """How many it announces."""
    totals: tuple[SaidTotal, ...] = ()
    unreported: tuple[str, ...] = ()
    """Totals whose place is there and holds no number."""
    groups: tuple[SaidGroup, ...] = ()
    may_groups: tuple[SaidGroup, ...] = ()
    percentages: tuple[float, ...] = ()
    may_percentages: tuple[float, ...] = ()
    applications: SaidApplications = SaidApplications()
    enumerations: tuple[tuple[int, int], ...] = ()
    channels: tuple[str, ...] = ()
    """Some of them, in the words of the text."""
    may: tuple[int | float, ...] = ()
    """Numbers of other things (people trained, leaflets printed): no totals of disclosure, but no invention either."""
    tables: dict[str, dict[str, list[int | float | str]]] = Field(default={})
    lacking: dict[str, tuple[str, ...]] = Field(default={})
    """Rows that are left out of a table."""
    planted: tuple[Planted, ...]
    missing: tuple[str, ...] = ()
    """Words for the parts that the report should have and has not."""
    like: tuple[CheckName, ...] = ()
    """What is said of its likeness to `earlier` or to `others`."""
    involves: tuple[Involved, ...] = ()

    @property
    def sound(self) -> bool:
        return not (self.planted or self.missing or self.like)


@dataclass(frozen=True)
class WrittenReport:
    """A report of our own writing."""

    name: str
    text: str
    """The source: text with marks for its tables, or a whole page."""
    whole: bool
    """It is a page as it stands."""
    truth: Truth

    def tables(self) -> dict[str, Written]:
        """Its tables, every row of them, by number."""
        return {
            number: Written(
                number=number,
                regime=self.truth.regime,
                rows=rows,
                fill="" if self.truth.make.blank_zeros else 0,
                lacking=self.truth.lacking.get(number, ()),
            )
            for number, rows in self.truth.tables.items()
        }

    def cells(self, number: str) -> dict[tuple[str, str], int | float | None]:
        """What table `number` says, by row and column."""
        return cells_said(self.tables()[number])

    def save(
        self,
        folder: Path,
        *,
        text: str | None = None,
        tables: dict[str, Written] | None = None,
        make: Make | None = None,
    ) -> Path:
        """Make its file in `folder`; with another text, other tables, as another file in the place of its own."""
        make = self.truth.make if make is None else make
        path = folder / f"{self.name}.{make.kind}"
        text = self.text if text is None else text
        tables = self.tables() if tables is None else tables
        lines = [part for line in text.splitlines() if (part := line.rstrip())]
        parts = [_TABLE.fullmatch(line) for line in lines]
        laid = {number: table_layout(table, make.tables) for number, table in tables.items()}
        blocks = [laid[mark[1]] if mark else line for line, mark in zip(lines, parts, strict=True)]
        match make.kind:
            case "txt":
                path.write_bytes(text.encode(make.encoding))
            case "html":
                page = text if self.whole else html_page(blocks, layout=make.page, published=self.truth.published)
                path.write_bytes(page.encode(make.encoding))
            case "docx":
                path.write_bytes(docx_file(blocks))
            case "pdf":
                path.write_bytes(pdf_file(blocks))
        return path


_TABLE = re.compile(r"\[\[表([二三四])\]\]")


@cache
def written_reports() -> dict[str, WrittenReport]:
    """All of them, by name."""
    yaml = YAML(typ="safe")
    found = {}
    for path in sorted(REPORTS.glob("*.yml")):
        [source] = [path.with_suffix(end) for end in (".txt", ".html") if path.with_suffix(end).exists()]
        truth = Truth.model_validate(yaml.load(path.read_text(encoding="utf-8")))
        found[path.stem] = WrittenReport(
            path.stem, source.read_text(encoding="utf-8"), whole=source.suffix == ".html", truth=truth
        )
    return found
