"""A report against the same agency's report on the year before. Without that one nothing is compared."""

from collections.abc import Iterator

from schemas.annual_reports import AnnualReport, CheckName, Figure, ReportFinding
from schemas.report_tables import (
    ALL_APPLICANTS,
    APPLICANTS,
    CARRIED_IN,
    CARRIED_OVER,
    IN_FORCE,
    MADE,
    REPEALED,
    RULES_OF_2021,
)
from scorecards.report_checks.amounts import Amount, amount, compared
from scorecards.report_checks.finding import APPLICATIONS, Subject, finding, lines_of
from scorecards.report_checks.tables import cell_of


def in_force_across_years(subject: Subject) -> Iterator[ReportFinding]:
    """现行有效件数 is that of the year before, with 本年制发件数, without 本年废止件数."""
    earlier = _year_before(subject)
    ours, theirs = subject.report.table("二"), earlier.table("二") if earlier is not None else None
    if earlier is None or ours is None or theirs is None:
        return
    for row in RULES_OF_2021:
        now, made, ended = (cell_of(ours, row, column) for column in (IN_FORCE, MADE, REPEALED))
        before = cell_of(theirs, row, IN_FORCE)
        if before is None and now is None:
            continue
        numbers = [amount(cell) for cell in (before, made, ended)]
        yield _finding(
            "in_force_across_years",
            amount(now),
            _after(*numbers),
            where=f"table 二, row {row}; table 二 of {earlier.year}",
            cells=(now, made, ended),
            about=f"第二表 {row}",
        )


def carried_over_across_years(subject: Subject) -> Iterator[ReportFinding]:
    """四、结转下年度 of the year before is 二、上年结转 of this one: in all, and in each column where all agree."""
    earlier = _year_before(subject)
    if earlier is None:
        return
    found = [_carried(column, subject.report, earlier) for column in APPLICANTS]
    of_all = found[APPLICANTS.index(ALL_APPLICANTS)]
    if of_all is not None:
        yield of_all
        if of_all.status != "contradiction":
            yield from (one for one in found if one is not None and one.status == "contradiction")


def _year_before(subject: Subject) -> AnnualReport | None:
    earlier, year = subject.earlier, subject.report.year
    return earlier if earlier is not None and year is not None and earlier.year == year - 1 else None


def _after(before: Amount | None, made: Amount | None, ended: Amount | None) -> Amount | None:
    return None if before is None or made is None or ended is None else before + made - ended


def _carried(column: str, report: AnnualReport, earlier: AnnualReport) -> ReportFinding | None:
    """`None` where neither report says it."""
    ours, theirs = report.table("三"), earlier.table("三")
    now = cell_of(ours, CARRIED_IN, column) if ours is not None else None
    before = cell_of(theirs, CARRIED_OVER, column) if theirs is not None else None
    said_now, said_before = now or report.applications.carried_in, before or earlier.applications.carried_over
    if column != ALL_APPLICANTS and (now is None or before is None):
        return None
    if said_now is None and said_before is None:
        return None
    place = (
        f"table 三, row 二、上年结转, column {column}"
        if now is not None
        else f"line {said_now.line}"
        if said_now
        else ""
    )
    year = f"row 四 of {earlier.year}" if before is not None else f"the report on {earlier.year}"
    return _finding(
        "carried_over_across_years",
        amount(said_before),
        amount(said_now),
        where="; ".join(part for part in (place, year) if part),
        cells=(said_now,),
        about=f"第三表 {column}" if now is not None else APPLICATIONS,
    )


def _finding(
    check: CheckName,
    left: Amount | None,
    right: Amount | None,
    *,
    where: str,
    cells: tuple[Figure | None, ...],
    about: str,
) -> ReportFinding:
    status = "not_reported" if left is None or right is None else compared(left, right)
    return finding(check, status, left=left, right=right, where=where, lines=lines_of(cells), about=about)
