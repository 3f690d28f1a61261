"""Last year's annual report (政府信息公开工作年度报告) is published by the day of its law."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Frozen
from schemas.messages import say
from schemas.work_plan import Obligation
from scorecards.document_by import WantedDocument, document_by
from scorecards.facts import AgencyFacts, Judged
from scorecards.titles import ANY_YEAR, TitlePattern, titled, worded


class AnnualReportPublished(Frozen):
    """All optional. `year`: the year reported on; absent: the one before the monitoring point's."""

    year: Annotated[int, Field(ge=2008, le=2100)] | None = None
    publisher: Literal["department", "government"] = "department"
    """A department by 31 January, the government's report by 31 March."""
    by: date | None = None
    """Another last day in time: a city's own, earlier one."""
    title: TitlePattern | None = None
    """Another pattern than the year, 信息公开, and 报告 or 年报, without 通知, 半年, 季度."""


_REPORT = (["信息公开"], ["报告", "年报"])
_OTHERS = ("通知", "半年", "季度")


def annual_report_published(
    facts: AgencyFacts, obligation: Obligation, params: AnnualReportPublished
) -> Iterator[Judged]:
    """One line, judged as `published_by`. A report under its year's title that is dated before the year's end, and one
    whose title names no year, go to a person where there is no other.

    Source: 条例2019 art. 49 and 50 (31 January, 31 March); 条例2008 art. 31 (31 March) for reports on 2018 and before.
    """
    year = params.year or facts.day.year - 1
    wanted = WantedDocument(
        title=params.title or titled(year, *_REPORT, without=_OTHERS),
        called=say("annual_report.called", year=year),
        by=params.by or last_day(year, government=params.publisher == "government"),
        not_before=date(year + 1, 1, 1),
        read_from=date(year + 1, 1, 1),
        fact=f"annual_report:{year}",
        names_its_year=params.title is None,
        maybe=worded("信息公开", "报告|年报", without=(*_OTHERS, ANY_YEAR)),
    )
    yield from document_by(facts, obligation, wanted)


def last_day(year: int, *, government: bool) -> date:
    """The last day on which the report on `year` is in time."""
    return date(year + 1, 1, 31) if year >= 2019 and not government else date(year + 1, 3, 31)
