"""What is to be done about a line, and by when; in words by `remedy.` and `when.` of the site's messages."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, get_args

from publishing.wording import Words
from schemas.results import AgencyCard, Line
from schemas.working_days import WorkingDays, YearUnknown
from scorecards.measures import MEASURES

Remedy = Literal[
    "publish", "publish_document", "too_late", "period_over", "fill_or_explain", "complete_page", "rewrite", "reduce",
    "restore", "post", "settle", "reply", "rectify", "correct", "answer", "in_time", "renew", "our_failure",
    "not_assessable", "renew_home", "complete_foot", "add_tags", "mask", "interpret", "mend_links", "correct_report",
]  # fmt: skip
REMEDIES: tuple[Remedy, ...] = get_args(Remedy)

_UNMET: Mapping[tuple[str, str | None], Remedy] = {
    ("not_blank", "not_published"): "fill_or_explain",
    ("published_by", "not_published"): "publish_document",
    # What was published after its deadline cannot be mended by publishing again.
    ("published_by", "late"): "too_late",
    ("annual_report_published", "not_published"): "publish_document",
    ("annual_report_published", "late"): "too_late",
    ("plan_published", "not_published"): "publish_document",
    ("plan_published", "late"): "too_late",
    ("published_within", "late"): "too_late",
    ("document_present", "not_published"): "publish_document",
    # A count is unmet only when its period is over: what is published now is dated after it.
    ("min_items", "not_published"): "period_over",
    ("cadence", "not_published"): "period_over",
    ("metadata_complete", "not_published"): "complete_page",
    ("metadata_complete", "inconsistent"): "complete_page",
    ("no_private_data", "inconsistent"): "mask",
    ("links_work", "inconsistent"): "mend_links",
    ("attachments_open", "inconsistent"): "mend_links",
    ("interpretation_linked", "not_published"): "interpret",
    ("interpretation_linked", "inconsistent"): "interpret",
    ("interpretation_linked", "late"): "too_late",
    ("annual_report_sound", "inconsistent"): "correct_report",
    ("annual_report_sound", "not_published"): "correct_report",
    ("report_matches_site", "inconsistent"): "correct_report",
    ("page_changed_within", "late"): "rewrite",
    ("columns_below", "late"): "reduce",
    ("columns_below", "not_published"): "reduce",
    ("site_available", "unreachable_for_citizens"): "restore",
    ("homepage_updated", "late"): "renew_home",
    ("site_identity", "not_published"): "complete_foot",
    ("site_identity", "inconsistent"): "complete_foot",
    ("page_tags_present", "not_published"): "add_tags",
    ("account_updated", "late"): "post",
    ("applications_answered", "late"): "reply",
    ("answered_within", "late"): "reply",
    ("problems_rectified", "late"): "rectify",
}


def remedy(line: Line) -> Remedy | None:
    """What is to be done; `None` where nothing is: done for good, waived, not applicable."""
    match line.status:
        case "unmet" if line.measure == "human":
            return "settle"
        case "unmet":
            otherwise: Remedy = "publish" if line.cause in ("late", "not_published") else "correct"
            return _UNMET.get((line.measure, line.cause), otherwise)
        case "needs_review":
            return "answer"
        case "unknown":
            return "not_assessable" if line.cause == "not_assessable" else "our_failure"
        case "not_due":
            return "in_time"
        case "met" if _renews(line):
            return "renew"
    return None


def last_day(line: Line, card: AgencyCard) -> date | None:
    """The last day in time of what the line asks for: its own, or that of its column's limit; `None` without one."""
    if line.due_on is not None or line.measure != "updated_within":
        return line.due_on
    return next((column.due_on for column in card.columns if line.columns == (column.column,)), None)


def days_left(last: date, *, day: date, calendar: WorkingDays) -> int | None:
    """Working days after `day` up to and including `last`; `None` in a year whose days off are not known."""
    try:
        return calendar.working_days_between(day, last)
    except YearUnknown:
        return None


def by_when(line: Line, card: AgencyCard, *, day: date, calendar: WorkingDays, label: Words) -> str:
    """The last day and the working days left, in words; empty where no day is known or nothing is left to do."""
    last = last_day(line, card)
    if last is None or remedy(line) in (None, "too_late", "period_over"):
        return ""
    if last < day:
        return label("when.over", last=last.isoformat())
    left = days_left(last, day=day, calendar=calendar)
    if left is None:
        return label("when.not_counted", last=last.isoformat(), days=(last - day).days, year=last.year)
    return label("when.last_of_all" if last == day else "when.left", last=last.isoformat(), left=left)


def _renews(line: Line) -> bool:
    measure = MEASURES.get(line.measure)
    return measure is not None and measure.renews
