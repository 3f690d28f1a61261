"""What measures ask of the warehouse beside columns and counts, gathered once for all agencies and only where asked."""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from flows.opened import OpenOffice
from flows.targets import own_hosts
from schemas.annual_reports import AuditedReport
from schemas.link_checks import LinkPlace, LinkReport
from schemas.observed import DocumentRecord, Gathered, ItemEvent, Observed, ReadDocument
from schemas.page_details import PageDetails
from schemas.results import Evidence
from schemas.rules import RuleSet
from schemas.work_plan import WorkPlan
from scorecards.measures import MEASURES, Measure
from scorecards.report_of_year import OfYear
from scrapers.documents.own_page import READER as OWN_PAGE_READER
from warehouse import facts


def measures_asked(plan: WorkPlan, rules: RuleSet) -> list[Measure]:
    """The measures that the plan's obligations and the rule set's indicators name."""
    return [MEASURES[name] for name in dict.fromkeys(name for name, _ in duties_asked(plan, rules))]


def duties_asked(plan: WorkPlan, rules: RuleSet) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The name of the measure and its parameters, of each obligation of the plan and each indicator that has one."""
    for task in plan.tasks:
        for obligation in task.obligations:
            yield obligation.measure, obligation.params
    for indicator in rules.indicators:
        if indicator.measure:
            yield indicator.measure, indicator.params


def gathered_by(plan: WorkPlan, rules: RuleSet) -> frozenset[Gathered]:
    """What the plan and the rule set ask for beside columns and counts."""
    return frozenset(kind for name, params in duties_asked(plan, rules) for kind in MEASURES[name].gathers(params))


def gathered_for(office: OpenOffice, as_of: datetime) -> frozenset[Gathered]:
    """What is asked for at the monitoring point `as_of`; a night does no more than that needs."""
    day = as_of.astimezone(office.zone).date()
    return gathered_by(office.folder.plan_for(day), office.folder.rules_for(day))


def report_years(plan: WorkPlan, rules: RuleSet, *, day: date) -> frozenset[int]:
    """The years whose annual reports the plan and the rule set ask about at a monitoring point of this day."""
    asked = [(MEASURES[name], params) for name, params in duties_asked(plan, rules)]
    of_years = [measure.params.model_validate(params) for measure, params in asked if "reports" in measure.reads]
    return frozenset(params.year_at(day) for params in of_years if isinstance(params, OfYear))


def observed(
    office: OpenOffice, as_of: datetime, wanted: Collection[Gathered], *, years: Collection[int] = ()
) -> Observed:
    """What is wanted, as known now of the monitoring point `as_of`. `years`: whose annual reports."""
    return Observed(
        readings=tuple(_readings(office, as_of, with_details="details" in wanted)) if "readings" in wanted else None,
        events=tuple(_events(office, as_of)) if "events" in wanted else None,
        homes=facts.site_homes(office.warehouse, office.folder.office.sites, as_of=as_of, zone=office.zone)
        if "homes" in wanted
        else None,
        column_tags=facts.column_tags(office.warehouse, as_of=as_of, zone=office.zone)
        if "column_tags" in wanted
        else None,
        own_pages=facts.own_pages(office.warehouse, as_of=as_of, zone=office.zone, reader=OWN_PAGE_READER)
        if "own_pages" in wanted
        else None,
        sites=facts.site_weeks(office.warehouse, as_of, office.zone) if "sites" in wanted else None,
        links=_links(office, as_of, wanted) if {"links", "attachments"} & set(wanted) else None,
        reports=_reports(office, as_of, years) if "reports" in wanted else None,
    )


def _links(office: OpenOffice, as_of: datetime, wanted: Collection[Gathered]) -> tuple[LinkReport, ...]:
    places: list[LinkPlace] = []
    if "links" in wanted:
        places += ["home", "column", "text"]
    if "attachments" in wanted:
        places.append("attachment")
    return facts.link_reports(
        office.warehouse,
        as_of=as_of,
        zone=office.zone,
        places=places,
        named=office.folder.office.sites,
        hosts=own_hosts(office, as_of),
    )


def _reports(office: OpenOffice, as_of: datetime, years: Collection[int]) -> tuple[AuditedReport, ...]:
    # What reads PDF and Word files, and writes workbooks, is only paid for where a report is asked about.
    from flows.audit_reports import audit_reports

    return tuple(each for year in sorted(years) for each in audit_reports(office, as_of, year=year))


def _readings(office: OpenOffice, as_of: datetime, *, with_details: bool) -> Iterator[ReadDocument]:
    details = facts.plain_rows(facts.document_details(office.warehouse)) if with_details else []
    carried = {row["url"]: row for row in details}
    for row in facts.plain_rows(facts.document_readings(office.warehouse, as_of=as_of, zone=office.zone)):
        listed = {name: row[name] for name in ("agency", "column", "kind", "category", "title", "url", "published")}
        record = DocumentRecord(
            title=row["read_title"],
            index_no=row["index_no"],
            doc_no=row["doc_no"],
            issuer=row["issuer"],
            published=row["read_published"],
            issued=row["issued"],
            dates_conflict=bool(row["dates_conflict"]),
        )
        yield ReadDocument(
            **listed,
            first_seen_on=row["first_seen_at"].astimezone(office.zone).date(),
            evidence=_proofs(row["evidence"]),
            state=row["state"],
            record=record if row["same_since"] and row["state"] != "file" else None,
            opened_on=_day(office, row["opened_at"]),
            same_since=_day(office, row["same_since"]),
            rewritten=bool(row["rewritten"]),
            pages=_proofs(row["pages"]),
            **_details(office, carried.get(row["url"])),
        )


def _details(office: OpenOffice, row: dict[str, Any] | None) -> dict[str, Any]:
    if row is None:
        return {}
    return {
        "details": PageDetails.model_validate_json(row["details"]),
        "details_on": _day(office, row["seen_at"]),
        "details_pages": _proofs(row["pages"]),
        "look_pages": _proofs(row["look"]),
        "answer_seen_on": _day(office, row["answer_seen_at"]),
    }


def _events(office: OpenOffice, as_of: datetime) -> Iterator[ItemEvent]:
    last = as_of.astimezone(office.zone).date()
    happened = facts.item_events(
        office.warehouse,
        agencies=office.folder.agencies,
        as_of=as_of,
        zone=office.zone,
        first=date(last.year, 1, 1),
    )
    for row in facts.plain_rows(happened[happened["needs_review"]]):
        same: dict[str, Any] = {name: row[name] for name in ItemEvent.model_fields if name in row}
        yield ItemEvent(
            **same,
            known_before_on=_day(office, row["known_before_at"]),
            known_after_on=row["known_after_at"].astimezone(office.zone).date(),
            evidence=(*_proofs(row["evidence_before"]), *_proofs(row["evidence_after"])),
        )


def _day(office: OpenOffice, moment: datetime | None) -> date | None:
    return moment.astimezone(office.zone).date() if moment else None


def _proofs(text: str | None) -> tuple[Evidence, ...]:
    return tuple(Evidence.model_validate(proof) for proof in json.loads(text or "[]"))
