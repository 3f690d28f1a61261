"""Whether the report was published by the day of its law."""

import re
from collections.abc import Iterator
from datetime import date

from schemas.annual_reports import CheckStatus, ReportFinding
from scorecards.report_checks.finding import Subject


def published_in_time(subject: Subject) -> Iterator[ReportFinding]:
    """By 31 March of the next year for reports on 2018 and before (国务院令第492号 art. 31); from 2019 on by
    31 January for departments, 31 March for governments (国务院令第711号 art. 49).

    Which of the two an agency is, its name says for sure only of governments. So between the two days of the later
    law a report is `approximate`: late for a department, in time for whoever reports for a government. The measure
    `annual_report_published` knows the agency's class, and judges. A report that came out before its year was over is
    `approximate`, too: it was in time, but nobody could know its numbers.
    """
    report = subject.report
    if report.year is None or report.published is None:
        yield ReportFinding(check="published_in_time", status="not_reported", where="the report", about="公布日期")
        return
    march, january = date(report.year + 1, 3, 31), date(report.year + 1, 1, 31)
    government = report.year < 2019 or _GOVERNMENT.search(report.agency or "") is not None
    by = march if government else january
    status: CheckStatus = "ok"
    if report.published > march:
        status = "contradiction"
    elif report.published > by or report.published.year <= report.year:
        status = "approximate"
    late = (report.published - by).days
    yield ReportFinding(
        check="published_in_time",
        status=status,
        left=report.published.isoformat(),
        right=by.isoformat(),
        difference=max(late, 0),
        where="its day of publication",
        about="公布日期",
    )


_GOVERNMENT = re.compile("政府(?:办公[室厅])?$")
