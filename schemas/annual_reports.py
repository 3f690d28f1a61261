"""What an annual disclosure report (政府信息公开工作年度报告) says, each number with the place where it stands.

What a report does not say is `None`, never a zero. Lines are counted from 1 in `AnnualReport.lines`, characters from 0.
"""

from datetime import date
from typing import Literal

from schemas.base import Frozen, Text
from schemas.messages import Reason
from schemas.results import Evidence

ReportState = Literal["report", "not_a_report", "unreadable"]
"""`unreadable`: empty, damaged, protected by a password, too large, scanned without a text layer, of another kind."""

Regime = Literal["2008", "2019", "2021"]
"""By the report's year: before 2019 the 2008 law (国务院令第492号); 2019 and 2020 the trial format
(国办公开办函〔2019〕60号); from 2021 on 国办公开办函〔2021〕30号."""


class Figure(Frozen):
    """A number as the report has it."""

    value: int | float | None
    """`None`: its place is there and holds no number: blank, a dash, XX. That is not reported, and not zero."""
    approximate: bool = False
    """多, 余, 近, 约, 万余: at least, or about, so many."""
    raw: str
    """The characters it was read from; empty in an empty cell of a table."""
    line: int
    start: int = 0
    """Characters of the line before it."""


class Total(Figure):
    """A stated total."""

    about: Text
    """What was counted: 主动公开, 依申请公开, 规范性文件, 留言, 新闻发布会, …; or the report's own words where it is
    none of these."""
    cumulative: bool = False
    """累计, 截至…底: since ever, not in the report's year."""
    through: Text | None = None
    """Only what went through this: 网站, 微信公众号, 政务微博, …"""
    unit: Text | None = None
    """条, 件, 次, 万元, …"""


class Count(Figure):
    """One part of a total: a category, a channel, a disposition."""

    name: Text


class Group(Frozen):
    """Counts that are listed together as the parts of one thing."""

    about: Text
    """As in `Total`."""
    kind: Literal["category", "channel", "disposition"]
    total: Total | None = None
    """The total that they are said to make."""
    counts: tuple[Count, ...]
    whole: bool = True
    """Nothing says that there are others (等, 其中主要有)."""


class Percentage(Figure):
    """A share in percent."""

    of: Text
    """The part: the name of a count, or what a total is about."""
    base: Text | None = None
    """What it is a share of; `None`: the total of its group."""


class Applications(Frozen):
    """Applications for disclosure (依申请公开) in prose, or in a statistics form. Formats with tables have table 三."""

    received: Total | None = None
    by_channel: tuple[Count, ...] = ()
    """当面, 信函, 传真, 电子邮件, 网上; a part that is none of these in its words."""
    channels_of: Total | None = None
    """The number that the text tells them right behind; `None`: none."""
    channels_whole: bool = True
    """Every part was understood, and but one list tells them."""
    dispositions: tuple[Count, ...] = ()
    """予以公开, 部分公开, 不予公开, 信息不存在, …"""
    dispositions_of: Total | None = None
    dispositions_whole: bool = True
    answered: Total | None = None
    all_answered: bool = False
    """It says that all were: 均已答复, 全部办结."""
    carried_in: Total | None = None
    """上年结转."""
    carried_over: Total | None = None
    """结转下年度."""


class Enumeration(Frozen):
    """So many things are announced, and so many are listed: 从三个方面 … 一是 … 二是 … 三是 … 四是."""

    announced: Figure
    listed: int
    lines: tuple[int, ...]
    """Of the things listed; the same line more than once where several stand on it."""


class Section(Frozen):
    """A part of the report."""

    number: Text
    """As printed, without its point: 一, （一）, 1."""
    level: Literal[1, 2, 3] = 1
    title: Text
    line: int


class PartsAnnounced(Frozen):
    """本报告由 … 等七部分组成: how many, and which it names."""

    count: Figure | None = None
    titles: tuple[Text, ...] = ()
    line: int


class TableCell(Figure):
    """A cell of one of the format's tables, by the names of `schemas.report_tables`."""

    row: Text
    column: Text


class ReportTable(Frozen):
    """One of the tables 二, 三, 四 of the formats of 2019 and 2021."""

    number: Literal["二", "三", "四"]
    cells: tuple[TableCell, ...]
    lacking: tuple[Text, ...] = ()
    """Rows and columns of the format that the report's table does not have."""
    line: int
    """The table's first."""

    def value(self, row: str, column: str) -> int | float | None:
        """The number there; `None` where it is not reported."""
        return next((cell.value for cell in self.cells if (cell.row, cell.column) == (row, column)), None)


class Passage(Frozen):
    """Running text of one kind."""

    kind: Literal["problems", "next_steps"]
    first: int
    last: int
    """Its lines."""


class AnnualReport(Frozen):
    """One report, understood."""

    source: str
    state: ReportState
    reason: Reason | None = None
    """Why it is no report, or cannot be read, and what to do; `None` for a report."""
    title: str | None = None
    agency: str | None = None
    """Whose report it is, by its title."""
    agency_in_text: str | None = None
    """By its text: 由…编制, 现公布…."""
    year: int | None = None
    """By its title."""
    year_in_text: int | None = None
    """By its text and period, where these agree."""
    regime: Regime | None = None
    period: tuple[date, date] | None = None
    """统计期限, first and last day; `None`: not stated."""
    published: date | None = None
    """The day of publication that its page states."""
    signed: date | None = None
    """落款."""
    lines: tuple[str, ...] = ()
    """Its text; a row of a table is a line, its cells parted by tabs, a merged cell said once."""
    sections: tuple[Section, ...] = ()
    parts: PartsAnnounced | None = None
    totals: tuple[Total, ...] = ()
    groups: tuple[Group, ...] = ()
    percentages: tuple[Percentage, ...] = ()
    applications: Applications = Applications()
    form_applications: Applications = Applications()
    """As its statistics form (政府信息公开情况统计表) counts them, where it has one; its totals are in `totals`."""
    enumerations: tuple[Enumeration, ...] = ()
    channels: tuple[Text, ...] = ()
    """Ways of publication that it names: 网站, 微信公众号, 政务微博, 头条号, …, each once, in the order of the text."""
    tables: tuple[ReportTable, ...] = ()
    passages: tuple[Passage, ...] = ()

    def table(self, number: str) -> ReportTable | None:
        """The table of this number."""
        return next((table for table in self.tables if table.number == number), None)


CheckName = Literal[
    "categories_sum_to_total",
    "totals_agree",
    "percentages_match",
    "percentages_sum_to_100",
    "applications_balance",
    "channels_sum_to_received",
    "dispositions_sum_to_received",
    "table_rows_add_up",
    "table_groups_add_up",
    "table_balances",
    "table_agrees_with_text",
    "parts_announced",
    "enumeration_matches",
    "required_parts",
    "period_is_year",
    "title_matches_text",
    "in_force_across_years",
    "carried_over_across_years",
    "published_in_time",
    "like_last_year",
    "like_another_agency",
]
"""All checks there are; `docs/report_checks.md` says what each compares, by which rule."""

CheckStatus = Literal["ok", "contradiction", "approximate", "not_reported", "missing"]
"""`approximate`: a number it rests on is not exact, and nothing contradicts within what it may be. `not_reported`: a
number it needs is not stated. `missing`: a part that the regime asks for is not there."""


class ReportFinding(Frozen):
    """One check of one report."""

    check: CheckName
    status: CheckStatus
    left: int | float | str | None = None
    right: int | float | str | None = None
    difference: int | float | None = None
    """`left` less `right`."""
    where: str
    """`line 14`, `lines 14, 20`, `table 三, row （七）总计`; of another report with its year."""
    lines: tuple[int, ...] = ()
    about: str = ""
    """What is compared, in the report's words: 主动公开, 第三表 自然人."""


class CheckedReport(Frozen):
    """A report and what its checks found."""

    report: AnnualReport
    findings: tuple[ReportFinding, ...] = ()


class AuditedReport(Frozen):
    """One agency's report of one year, as far as it is stored."""

    agency: str
    name: str
    year: int | None = None
    """That was asked for."""
    title: str | None = None
    """As its column lists it; `None`, as `url` and `checked`: no column of the agency lists a report of that year."""
    url: str | None = None
    checked: CheckedReport | None = None
    evidence: tuple[Evidence, ...] = ()
    """The stored page that it was read from; none where there was nothing to read."""
