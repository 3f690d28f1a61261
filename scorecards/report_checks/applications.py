"""Applications for disclosure as the text tells them: received, through which channels, with which results."""

from collections.abc import Iterator

from schemas.annual_reports import AnnualReport, CheckName, CheckStatus, Count, Figure, ReportFinding
from schemas.report_tables import ALL_APPLICANTS, CARRIED_IN, CARRIED_OVER
from scorecards.report_checks.amounts import Sum, amount, balance, compared, total_of
from scorecards.report_checks.finding import APPLICATIONS, Subject, finding, lines_of
from scorecards.report_checks.tables import cell_of


def applications_balance(subject: Subject) -> Iterator[ReportFinding]:
    """Received and carried in are answered and carried over. What is not stated of these is unknown, not nothing."""
    own = subject.report.applications
    coming, going = (own.received, own.carried_in), (own.answered, own.carried_over)
    if own.received is None or (own.answered is None and own.carried_over is None):
        return
    left, right = total_of(coming), total_of(going)
    status = balance(left, right)
    if status == "not_reported" and amount(own.answered) is not None and left.stated.value == right.stated.value:
        status = compared(left.stated, right.stated)  # nothing is said of any that was carried
    yield finding(
        "applications_balance",
        status,
        left=left.stated,
        right=right.stated,
        lines=lines_of((*coming, *going)),
        about=APPLICATIONS,
    )


def channels_sum_to_received(subject: Subject) -> Iterator[ReportFinding]:
    """当面, 信函, 传真, 电子邮件, 网上: an application comes through one of them."""
    own = subject.report.applications
    if own.by_channel and own.received is not None:
        received = total_of((own.received,))
        lines = lines_of((own.received, *own.by_channel))
        yield _list("channels_sum_to_received", received, own.by_channel, lines)


def dispositions_sum_to_received(subject: Subject) -> Iterator[ReportFinding]:
    """Results against the answers where their number is stated; otherwise against what was received, with what was
    carried in, without what was carried over. Results of those received alone are sound, too."""
    own = subject.report.applications
    if not own.dispositions or (own.answered is None and own.received is None):
        return
    if own.answered is not None:
        base = total_of((own.answered,))
        figures: list[Figure] = [own.answered]
    else:
        carried_in, carried_over = _carried(subject.report)
        figures = [one for one in (own.received, carried_in, carried_over) if one is not None]
        base = _answered(own.received, carried_in, carried_over)
        received, results = total_of((own.received,)).whole, total_of(own.dispositions).whole
        if received is not None and results is not None and compared(received, results) == "ok":
            base = total_of((own.received,))
    lines = lines_of((*figures, *own.dispositions))
    yield _list("dispositions_sum_to_received", base, own.dispositions, lines)


def _carried(report: AnnualReport) -> tuple[Figure | None, Figure | None]:
    """Carried in and over, as the text says it; where it does not, table 三. `None`: neither has it, and none was."""
    own, table = report.applications, report.table("三")
    if table is None:
        return own.carried_in, own.carried_over
    carried_in, carried_over = (cell_of(table, row, ALL_APPLICANTS) for row in (CARRIED_IN, CARRIED_OVER))
    return own.carried_in or carried_in, own.carried_over or carried_over


def _answered(received: Figure | None, carried_in: Figure | None, carried_over: Figure | None) -> Sum:
    """As many as must have been answered; what is there without a number makes it unknown."""
    coming = total_of(one for one in (received, carried_in) if one is not None)
    going = total_of(one for one in (carried_over,) if one is not None)
    return Sum(coming.stated - going.stated, coming.lacking or going.lacking)


def _list(check: CheckName, base: Sum, counts: tuple[Count, ...], lines: list[int]) -> ReportFinding:
    parts = total_of(counts)
    return finding(
        check,
        _status(base, parts, len(counts)),
        left=base.whole,
        right=parts.whole,
        lines=lines,
        about=APPLICATIONS,
    )


def _status(base: Sum, parts: Sum, number: int) -> CheckStatus:
    """One kind alone is told of many (其中网上申请3件): it need not be all."""
    if base.whole is None:
        return "not_reported"
    if parts.stated.exceeds(base.stated):
        return "contradiction"
    if parts.lacking or (number == 1 and base.stated.exceeds(parts.stated)):
        return "not_reported"
    return compared(base.stated, parts.stated)
