"""Checks of annual disclosure reports: do its statements agree with each other, its regime, and other reports?

`docs/report_checks.md` says of each what it compares and what is no contradiction. Everything here is pure.
"""

from collections.abc import Sequence

from schemas.annual_reports import AnnualReport, CheckName, ReportFinding
from scorecards.report_checks import (
    across_years,
    agreement,
    applications,
    identity,
    in_time,
    likeness,
    parts,
    percentages,
    tables,
    totals,
)
from scorecards.report_checks.finding import Check, Subject

CHECKS: dict[CheckName, Check] = {
    "categories_sum_to_total": totals.categories_sum_to_total,
    "totals_agree": totals.totals_agree,
    "percentages_match": percentages.percentages_match,
    "percentages_sum_to_100": percentages.percentages_sum_to_100,
    "applications_balance": applications.applications_balance,
    "channels_sum_to_received": applications.channels_sum_to_received,
    "dispositions_sum_to_received": applications.dispositions_sum_to_received,
    "table_rows_add_up": tables.table_rows_add_up,
    "table_groups_add_up": tables.table_groups_add_up,
    "table_balances": tables.table_balances,
    "table_agrees_with_text": agreement.table_agrees_with_text,
    "parts_announced": parts.parts_announced,
    "enumeration_matches": parts.enumeration_matches,
    "required_parts": parts.required_parts,
    "period_is_year": identity.period_is_year,
    "title_matches_text": identity.title_matches_text,
    "in_force_across_years": across_years.in_force_across_years,
    "carried_over_across_years": across_years.carried_over_across_years,
    "published_in_time": in_time.published_in_time,
    "like_last_year": likeness.like_last_year,
    "like_another_agency": likeness.like_another_agency,
}
"""Every check there is, in the order of `CheckName`."""


def check_report(
    report: AnnualReport, *, earlier: AnnualReport | None = None, others: Sequence[AnnualReport] = ()
) -> tuple[ReportFinding, ...]:
    """All findings, in the order of `CheckName`; none where nothing is there to compare, and for what is no report.

    `earlier`: the same agency's report on the year before; `others`: other agencies' reports, for their likeness.
    """
    if report.state != "report":
        return ()
    subject = Subject(report, earlier, tuple(others))
    return tuple(found for check in CHECKS.values() for found in check(subject))
