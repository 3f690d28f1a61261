"""What annual disclosure reports say and whether it fits together, without an office or a warehouse."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from flows.read_pages import Desk
from schemas.annual_reports import AnnualReport, CheckedReport
from schemas.entries import ListReading
from schemas.messages import say
from scorecards.report_checks.registry import check_report
from scrapers.documents.reading import examine_document
from scrapers.files.errors import NotReadable
from scrapers.files.reading import read_blocks
from scrapers.pages.page import Page
from scrapers.reports.reading import read_report


def read_reports(
    sources: Sequence[str],
    *,
    base_url: str | None = None,
    office: Path | None = None,
    earlier: str | None = None,
) -> Iterator[CheckedReport]:
    """One per source (an address or a file: TXT, HTML, DOCX, PDF), in order, also where it cannot be read.

    A page that holds no report but leads to files is read by the first of these that is one. Each is held against
    `earlier`, the report of the year before, and against the other sources of its own year. Addresses, `base_url` and
    `office` as for `read_lists`; raises `ConfigError` as it does.
    """
    with Desk(office) as desk:
        before = _read(desk, earlier, None) if earlier is not None else None
        reports = [_read(desk, source, base_url) for source in sources]
    for number, report in enumerate(reports):
        others = [each for at, each in enumerate(reports) if at != number and each.state == "report"]
        findings = check_report(report, earlier=before, others=others) if report.state == "report" else ()
        yield CheckedReport(report=report, findings=findings)


def _read(desk: Desk, source: str, base_url: str | None) -> AnnualReport:
    page = desk.page(source, base_url)
    if isinstance(page, ListReading):
        return AnnualReport(source=source, state="unreadable", reason=say("report.no_page", error=page.reason))
    if page.body.startswith(_FILES):
        return report_of_body(page, source, published=None)
    document = examine_document(page, today=desk.today)
    report = report_of_body(page, source, published=document.published)
    for file in document.attachments if report.state != "report" else ():
        held = desk.page(file.url, None) if "://" in source else None
        if isinstance(held, Page):
            found = report_of_body(held, source, published=document.published)
            if found.state == "report":
                return found
    return report


def report_of_body(page: Page, source: str, *, published: date | None) -> AnnualReport:
    """The report in what came from `page`'s address; `unreadable` with what to do where it cannot be read."""
    try:
        blocks = read_blocks(Path(source).name, page.body, url=page.url)
    except NotReadable as error:
        return AnnualReport(source=source, state="unreadable", reason=error.reason)
    return read_report(blocks, source=source, published=published)


_FILES = (b"%PDF", b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"))
"""What a PDF, a DOCX, an old Word file begins with."""
