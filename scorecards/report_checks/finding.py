"""How the checks say what they found: two values, their difference, and the places in the text."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from schemas.annual_reports import AnnualReport, CheckName, CheckStatus, Figure, ReportFinding
from scorecards.report_checks.amounts import Amount, plain


@dataclass(frozen=True)
class Subject:
    """What is checked, and what it is held against."""

    report: AnnualReport
    earlier: AnnualReport | None = None
    """The same agency's report on an earlier year."""
    others: tuple[AnnualReport, ...] = ()
    """Other agencies' reports."""


APPLICATIONS = "依申请公开"
"""What totals and groups of applications for disclosure are about."""
Check = Callable[[Subject], Iterator[ReportFinding]]
"""Pure: the same reports give the same findings."""


def finding(
    check: CheckName,
    status: CheckStatus,
    *,
    left: Amount | None = None,
    right: Amount | None = None,
    lines: Iterable[int] = (),
    where: str | None = None,
    about: str,
) -> ReportFinding:
    """A finding on numbers. Without `where` the lines say it."""
    at = tuple(sorted(set(lines)))
    return ReportFinding(
        check=check,
        status=status,
        left=None if left is None else plain(left.value),
        right=None if right is None else plain(right.value),
        difference=None if left is None or right is None else plain(left.value - right.value),
        where=where or places(at),
        lines=at,
        about=about,
    )


def places(lines: Sequence[int]) -> str:
    """`line 14`, `lines 14, 20`."""
    return f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}" if lines else "the report"


def lines_of(figures: Iterable[Figure | None]) -> list[int]:
    """The lines of figures that are there."""
    return [figure.line for figure in figures if figure is not None]
