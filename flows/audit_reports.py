"""All agencies' annual reports of one year, read from their stored pages, checked, compared with each other."""

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from flows.opened import OpenOffice
from flows.progress import progress
from flows.read_reports import report_of_body
from flows.write_whole import write_whole
from publishing.report_site import is_report_site, publish_reports
from publishing.report_workbook import reports_xlsx
from schemas.annual_reports import AnnualReport, AuditedReport, CheckedReport
from schemas.messages import say
from schemas.mistakes import ConfigError, Mistake
from schemas.results import Evidence
from scorecards.report_checks.registry import check_report
from scrapers.documents.reading import examine_document
from scrapers.errors import EvidenceError
from scrapers.reports.files_beside import files_of_report, is_titled_report
from scrapers.stored import read_page
from warehouse import facts


@dataclass(frozen=True)
class Listed:
    """A document that an agency's columns list as an annual report."""

    title: str
    url: str
    page: Evidence | None
    """Its stored page; `None`: it was never opened."""


def audit_reports(office: OpenOffice, as_of: datetime, *, year: int | None = None) -> list[AuditedReport]:
    """One an agency in force at `as_of`, in the order of the register; asks no server and keeps nothing.

    `year`: of the report, by default the year before that of `as_of`. Each is held against the same agency's report of
    the year before and against those of the other agencies. What is listed without a stored page is `unreadable`, with
    what to do; what is in a file beside its page is read from there, once a night has fetched it.
    """
    day = as_of.astimezone(office.zone).date()
    wanted = day.year - 1 if year is None else year
    listed = _listed(office, as_of)
    agencies = [agency for agency in office.folder.agencies if agency.exists(day)]
    going = progress("annual reports", total=len(agencies))
    found: dict[str, tuple[Listed, AnnualReport, tuple[Evidence, ...]]] = {}
    before: dict[str, AnnualReport] = {}
    try:
        for agency in agencies:
            going.advance(agency.code)
            for one in listed.get(agency.code, ()):
                stated = _year(one.title)
                if stated not in (wanted, wanted - 1, None):
                    continue
                report, pages = _read(office, one, as_of)
                is_of = report.year or stated
                if is_of == wanted and (agency.code not in found or found[agency.code][1].state != "report"):
                    found[agency.code] = (one, report, pages)
                elif is_of == wanted - 1 and report.state == "report":
                    before.setdefault(agency.code, report)
    finally:
        going.close()
    sound = {code: report for code, (_, report, _) in found.items() if report.state == "report"}
    audited = []
    for agency in agencies:
        if agency.code not in found:
            audited.append(AuditedReport(agency=agency.code, name=agency.name_on(day), year=wanted))
            continue
        listed_as, report, pages = found[agency.code]
        others = [other for code, other in sound.items() if code != agency.code]
        earlier = before.get(agency.code)
        findings = check_report(report, earlier=earlier, others=others) if report.state == "report" else ()
        audited.append(
            AuditedReport(
                agency=agency.code,
                name=agency.name_on(day),
                year=wanted,
                title=listed_as.title,
                url=listed_as.url,
                checked=CheckedReport(report=report, findings=findings),
                evidence=pages,
            )
        )
    return audited


def write(audited: list[AuditedReport], office: OpenOffice, as_of: datetime, *, year: int | None, out: Path) -> None:
    """Write the workbook. Raises `ConfigError` for a file of another ending, `FolderNotWritable`."""
    if out.suffix.lower() != ".xlsx":
        wrong = Mistake(file=Path("--out"), message=f"{out.name} is no .xlsx", remedy="give the file the ending .xlsx")
        raise ConfigError([wrong])
    local = as_of.astimezone(office.zone)
    of_year = local.year - 1 if year is None else year
    write_whole(out, reports_xlsx(audited, office=office.folder.office.name, year=of_year, as_of=local))


def require_own_folder(folder: Path, *, force: bool) -> None:
    """Raise `ConfigError` for a folder that holds anything but such pages, and, unless `force`, for one that does."""
    wrong: tuple[str, str] | None = None
    if folder.exists() and not folder.is_dir():
        wrong = ("this is no folder", "name a folder that is not there yet")
    elif folder.is_dir() and any(folder.iterdir()):
        if not is_report_site(folder):
            wrong = ("the folder holds other files, and it would be replaced as a whole", "name an empty or a new one")
        elif not force:
            wrong = ("there are such pages already", "name another folder, or add --force")
    if wrong:
        raise ConfigError([Mistake(file=folder, message=wrong[0], remedy=wrong[1])])


def write_pages(
    audited: list[AuditedReport], office: OpenOffice, as_of: datetime, *, year: int | None, folder: Path, force: bool
) -> Path:
    """Write a page for each agency, and one of all, into `folder`, as a whole or not at all; answer where to begin.

    Raises `ConfigError` as `require_own_folder` does, `CannotWrite`.
    """
    require_own_folder(folder, force=force)
    local = as_of.astimezone(office.zone)
    of_year = local.year - 1 if year is None else year
    return publish_reports(audited, folder, office=office.folder.office.name, year=of_year, as_of=local)


def _listed(office: OpenOffice, as_of: datetime) -> dict[str, list[Listed]]:
    """By agency what its columns list as annual reports, the newest first."""
    readings = facts.document_readings(office.warehouse, as_of=as_of, zone=office.zone)
    found: dict[str, dict[str, Listed]] = {}
    for row in facts.plain_rows(readings.sort_values("published", ascending=False, kind="stable")):
        if row["kind"] != _KIND and not is_titled_report(row["title"]):
            continue
        pages = json.loads(row["pages"] or "[]")
        there = pages and row["state"] in ("document", "file", "not_a_document")
        page = Evidence.model_validate(pages[0]) if there else None
        found.setdefault(row["agency"], {}).setdefault(row["url"], Listed(row["title"], row["url"], page))
    return {agency: list(listed.values()) for agency, listed in found.items()}


def _read(office: OpenOffice, one: Listed, as_of: datetime) -> tuple[AnnualReport, tuple[Evidence, ...]]:
    """The report, and what it was read from: its page, and the file beside it where that has it."""
    if one.page is None or one.page.record is None:
        return AnnualReport(source=one.url, state="unreadable", reason=say("report.never_opened")), ()
    try:
        page = read_page(office.folder.var, one.page.record)
    except EvidenceError as error:
        return AnnualReport(source=one.url, state="unreadable", reason=say("report.not_kept", error=f"{error}")), ()
    document = examine_document(page, today=as_of.astimezone(office.zone).date())
    report = report_of_body(page, one.url, published=document.published)
    if report.state == "report":
        return report, (one.page,)
    files = files_of_report(document)
    stored = facts.stored_files(office.warehouse, [file.url for file in files], as_of=as_of)
    for file in (file for file in files if file.url in stored):
        found = _read_file(office, stored[file.url], one.url, document.published)
        if found.state == "report" or len(files) == 1:
            return found, (one.page, stored[file.url])
    if len(stored) < len(files):
        report = report.model_copy(update={"reason": say("report.file_waiting", reason=report.reason)})
    return report, (one.page,)


def _read_file(office: OpenOffice, proof: Evidence, source: str, published: date | None) -> AnnualReport:
    try:
        page = read_page(office.folder.var, proof.record or "")
    except EvidenceError as error:
        return AnnualReport(source=source, state="unreadable", reason=say("report.not_kept", error=f"{error}"))
    return report_of_body(page, source, published=published)


def _year(title: str) -> int | None:
    found = _YEAR.search(title)
    return int(found[1]) if found else None


_KIND = "年度报告"
_YEAR = re.compile(r"(20[0-3]\d)\s*年")
