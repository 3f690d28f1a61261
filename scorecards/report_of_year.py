"""Which annual report (政府信息公开工作年度报告) a measure judges, and what it says where there is none to judge."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from schemas.annual_reports import AnnualReport, AuditedReport
from schemas.base import Frozen
from schemas.messages import say
from schemas.results import ColumnCheck, Finding
from scorecards.document_by import read_through
from scorecards.facts import AgencyFacts
from scorecards.findings import not_due, unknown
from scorecards.measures.annual_report_published import last_day


class OfYear(Frozen):
    """All optional. `year`: the year reported on; absent: the one before the monitoring point's."""

    year: Annotated[int, Field(ge=2008, le=2100)] | None = None
    publisher: Literal["department", "government"] = "department"
    """Until 31 January, or 31 March, nobody asks for a report that is not there."""

    def year_at(self, day: date) -> int:
        """The year reported on, at a monitoring point of this day."""
        return self.year or day.year - 1


def report_of_year(
    facts: AgencyFacts, columns: Sequence[ColumnCheck], params: OfYear
) -> tuple[AuditedReport, AnnualReport] | Finding:
    """The agency's report of the year as it was read; or why it cannot be judged.

    Up to and including the day of its law (see `annual_report_published`, which judges whether it was published) a
    report that is not there or cannot be read is not due; afterwards it is unknown: our failure where we did not read
    the columns or did not open its page, not assessable where there is nothing that we can read.
    """
    year = params.year_at(facts.day)
    if facts.observed.reports is None:
        return unknown(say("not_gathered"), cause="our_failure")
    audited = next((each for each in facts.observed.reports if each.year == year), None)
    if audited is None:
        return unknown(say("not_gathered"), cause="our_failure")
    if audited.checked is not None and audited.checked.report.state == "report":
        return audited, audited.checked.report
    last = last_day(year, government=params.publisher == "government")
    if facts.day <= last:
        # Without the day as its own last one: what follows is unknown, so no year's end may count it as lost.
        return not_due(say("report.not_due", year=year, last=last.isoformat()))
    if audited.checked is None:
        return _not_listed(columns, year)
    title = audited.title or ""
    if not audited.evidence:
        return unknown(say("report.not_opened", title=title), cause="our_failure")
    unreadable = audited.checked.report.state == "unreadable"
    reason = say("report.unreadable", title=title) if unreadable else say("report.not_on_page", title=title)
    return unknown(reason, cause="not_assessable", evidence=audited.evidence)


def _not_listed(columns: Sequence[ColumnCheck], year: int) -> Finding:
    unread = [check for check in columns if not read_through(check, date(year + 1, 1, 1), by=None)]
    if unread:
        reason = say("report.not_seen", year=year, count=len(unread), column=unread[0].name)
        return unknown(reason, cause=unread[0].cause or "our_failure")
    return unknown(say("report.not_listed", year=year), cause="not_assessable")
