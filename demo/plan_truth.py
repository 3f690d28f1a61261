"""What is true of the city by a whole work plan on a night: a verdict for every line of every agency.

Worked out from the item histories alone, like `demo.truth`, for the measures that rest on what columns show. What
rests on registers that this city keeps none of (applications, messages, accounts) is unknown.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from demo.city import items_visible, monitoring_point
from demo.limits import limit_of
from demo.truth import ColumnTruth, Truth, Verdict, current, known_items, not_blank, truth
from demo.values import Agency, City, Column
from schemas.work_plan import Obligation, WorkPlan

Lines = Mapping[tuple[str, str, str], Verdict]
"""By agency, obligation and what the line is about."""

KNOWN = frozenset({"not_blank", "updated_within", "document_present", "annual_report_published", "human"})
"""The measures this page of arithmetic covers."""
WITHOUT_REGISTER = frozenset({"applications_answered", "answered_within", "account_updated"})


def plan_truth(city: City, night: date, plan: WorkPlan) -> Lines:
    """The verdicts at the end of `night`, all nights of the city up to it having been looked at, without a document
    having been opened. Lines of measures in neither set are left out."""
    looked = [day for day in city.nights if day <= night]
    known = truth(city, night)
    lines: dict[tuple[str, str, str], Verdict] = {}
    for agency in city.agencies:
        deducted: set[tuple[str, str]] = set()
        for task in plan.tasks:
            if "*" in task.lead or agency.code in (*task.lead, *task.assisting):
                for duty in task.obligations:
                    for subject, verdict in _verdicts(city, agency, duty, known, looked):
                        fact = (duty.measure, subject)
                        again = verdict == "unmet" and subject != "-" and fact in deducted
                        lines[agency.code, duty.id, subject] = "not_applicable" if again else verdict
                        if verdict == "unmet" and not duty.trial:
                            deducted.add(fact)
    return lines


def _verdicts(
    city: City, agency: Agency, duty: Obligation, known: Truth, looked: Sequence[date]
) -> Iterator[tuple[str, Verdict]]:
    columns = [column for column in agency.columns if not duty.scope.kinds or column.kind in duty.scope.kinds]
    facts = {column.code: known.columns[agency.code, column.code] for column in columns}
    if duty.measure == "human":
        yield "-", "needs_review"
    elif duty.measure in WITHOUT_REGISTER:
        yield "-", "unknown"
    elif duty.measure == "not_blank":
        yield from ((column.code, not_blank(facts[column.code])) for column in columns)
    elif duty.measure == "updated_within":
        for column in columns:
            if limit_of(column.kind, max_age_days=column.max_age_days) is not None:
                yield column.code, current(facts[column.code])
    elif duty.measure == "document_present" and columns:
        yield "-", _present(city, columns, facts, duty, looked)
    elif duty.measure == "annual_report_published" and columns:
        yield "-", _report(city, columns, facts, looked)


def _present(
    city: City, columns: Sequence[Column], facts: Mapping[str, ColumnTruth], duty: Obligation, looked: Sequence[date]
) -> Verdict:
    """Not due up to its last day; later, what is found would still have to be opened, and what is not found is proved
    missing by columns seen to their end, unless an empty one carries a note."""
    title, since, until = str(duty.params["title"]), duty.params.get("since"), duty.params.get("until")
    if until is not None and looked[-1] <= until:
        return "not_due"
    for column in columns:
        for item in known_items(city, column, looked):
            dated = since is None or (item.published is not None and item.published >= since)
            if re.search(title, item.title) and dated:
                return "unknown"
    return _missing(facts)


def _report(city: City, columns: Sequence[Column], facts: Mapping[str, ColumnTruth], looked: Sequence[date]) -> Verdict:
    """The report on the year before, by 31 January."""
    night = looked[-1]
    shown = [
        item.published
        for column in columns
        for item in items_visible(column, monitoring_point(city, night))
        if str(night.year - 1) in item.title and "信息公开" in item.title and facts[column.code].seen
    ]
    days = [day for day in shown if day is not None and day.year == night.year]
    if days:
        return "met" if min(days) <= date(night.year, 1, 31) else "unmet"
    return _missing(facts)


def _missing(facts: Mapping[str, ColumnTruth]) -> Verdict:
    """What nobody found: missing if all columns were seen to their end, for a person beside a note on an empty one."""
    if not all(fact.seen for fact in facts.values()):
        return "unknown"
    return "needs_review" if any(fact.noted for fact in facts.values()) else "unmet"
