"""Applications for disclosure as the text tells them: received, through which channels, with which results."""

import re
from collections.abc import Iterator, Sequence

from schemas.annual_reports import AnnualReport, CheckName, CheckStatus, Count, Figure, ReportFinding
from schemas.report_tables import ALL_APPLICANTS, CARRIED_IN, CARRIED_OVER
from scorecards.report_checks.amounts import Amount, Sum, amount, balance, compared, total_of
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
    missing = left.stated - right.stated
    if status == "contradiction" and missing.value > 0 and _tells_of_unanswered(subject.report, missing):
        status = "not_reported"
    yield finding(
        "applications_balance",
        status,
        left=left.stated,
        right=right.stated,
        lines=lines_of((*coming, *going)),
        about=APPLICATIONS,
    )


def _tells_of_unanswered(report: AnnualReport, missing: Amount) -> bool:
    """Beside those answered the report tells of so many that were withdrawn, joined or not accepted."""
    told = lines_of((report.applications.received, report.applications.answered))
    clauses = _STOPS.split("。".join(report.lines[min(told, default=1) - 1 : max(told, default=0)]))
    numbers = (found for clause in clauses if _NOT_ANSWERED.search(clause) for found in _COUNTED.findall(clause))
    return any(int(number) == missing.value for number in numbers)


def channels_sum_to_received(subject: Subject) -> Iterator[ReportFinding]:
    """当面, 信函, 传真, 电子邮件, 网上: an application comes through one of them. Of the text and of a form."""
    for own in (subject.report.applications, subject.report.form_applications):
        told_of = own.channels_of or own.received
        if not own.by_channel or told_of is None:
            continue
        bases = [total_of((told_of,))]
        if own.received is not None:
            bases += [total_of((own.received,)), total_of((own.received, own.carried_in))]
        lines = lines_of((told_of, *own.by_channel))
        yield _list("channels_sum_to_received", bases, own.by_channel, lines, whole=own.channels_whole)


def dispositions_sum_to_received(subject: Subject) -> Iterator[ReportFinding]:
    """Results against the number they are told of; where none is, against the answers or what was received, with what
    was carried in, without what was carried over. Fewer results than were received contradict nothing, unless the
    report says that all were answered, or how many were not. In the text, and in a statistics form."""
    for own in (subject.report.applications, subject.report.form_applications):
        told_of = own.dispositions_of or own.answered or own.received
        if not own.dispositions or told_of is None:
            continue
        bases, none_is_open = [total_of((told_of,))], False
        figures: list[Figure] = [told_of]
        of_received = own.received is not None and told_of.value == own.received.value
        if of_received and own.answered is None:
            carried_in, carried_over = _carried(subject.report)
            figures = [one for one in (told_of, carried_in, carried_over) if one is not None]
            none_is_open = amount(carried_over) is not None
            bases = [_answered(told_of, carried_in, carried_over), *bases]
        bases += [total_of((one,)) for one in (own.answered, own.received) if one is not None]
        told_all = none_is_open or own.all_answered or own.answered is not None or own.dispositions_of is not None
        yield _list(
            "dispositions_sum_to_received",
            bases,
            own.dispositions,
            lines_of((*figures, *own.dispositions)),
            whole=own.dispositions_whole,
            all_of_them=told_all or not of_received,
        )


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


def _list(
    check: CheckName,
    bases: Sequence[Sum],
    counts: tuple[Count, ...],
    lines: list[int],
    *,
    whole: bool,
    all_of_them: bool = True,
) -> ReportFinding:
    """The first of the bases is the one it is told of; the parts may make any of them.

    `whole`: all its parts were understood; `all_of_them`: no fewer parts can be meant.
    """
    parts = total_of(counts)
    base = next((one for one in bases if _makes(one, parts)), bases[0])
    status = _status(base, parts, len(counts), all_of_them=all_of_them)
    return finding(
        check,
        "not_reported" if status == "contradiction" and not whole else status,
        left=base.whole,
        right=parts.whole,
        lines=lines,
        about=APPLICATIONS,
    )


def _makes(base: Sum, parts: Sum) -> bool:
    return base.whole is not None and parts.whole is not None and compared(base.whole, parts.whole) != "contradiction"


def _status(base: Sum, parts: Sum, number: int, *, all_of_them: bool) -> CheckStatus:
    """One kind alone is told of many (其中网上申请3件): it need not be all."""
    if base.whole is None:
        return "not_reported"
    if parts.stated.exceeds(base.stated):
        return "contradiction"
    fewer = base.stated.exceeds(parts.stated)
    if parts.lacking or (fewer and (number == 1 or not all_of_them)):
        return "not_reported"
    return compared(base.stated, parts.stated)


_STOPS, _COUNTED = re.compile("[，。；：]"), re.compile("([0-9]{1,6})[件份宗起条]")
_NOT_ANSWERED = re.compile("撤回|撤销|撤件|放弃|不予受理|未予?受理|终止|退回|合并|重复|补正|不再|移送|转[由交办]")
