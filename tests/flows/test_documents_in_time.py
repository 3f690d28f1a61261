"""From a stored page to a line: what a document says of its day of issue reaches the measure, with the page."""

from datetime import date
from pathlib import Path
from typing import Any

from flows import stages
from flows.opened import opened_at
from schemas.document_readings import DocumentDates, DocumentReading
from schemas.document_visits import DocumentVisit
from schemas.results import Line
from tests.schemas.small_office import write_office
from tests.warehouse.world import AS_OF, NOW, entry, night_of, proof, visit
from warehouse.facts import due_documents
from warehouse.save import save_documents, save_visit

URL = "http://www.yunxi.example/t1.html"


def line_about(folder: Path, **said: Any) -> Line:
    """The line of a document listed on 18 November 2026 whose page says that it was issued on 1 September."""
    office = write_office(folder)
    plan = office / "work_plans" / "2026.yml"
    duty = "      - {id: within, measure: published_within, points: 5, scope: {columns: [gzdt]}}\n"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("      - id: current\n", f"{duty}      - id: current\n"), encoding="utf-8")
    given = {"issuer": "云溪市水利局", "dates": DocumentDates(issued=date(2026, 9, 1)), **said}
    page = DocumentReading(source=URL, state="document", title="通知", published=date(2026, 11, 18), **given)
    with opened_at(office, as_of=AS_OF.isoformat(), now=NOW.isoformat()) as (opened, point):
        w = opened.warehouse
        night = night_of(w, opened.folder.agencies, as_of=point)
        save_visit(w, night, visit(entry(1)))
        (due,) = due_documents(w, night, hosts=["www.yunxi.example"], per_host=9, now=NOW)["www.yunxi.example"]
        seen: dict[str, Any] = {"url": URL, "observed_at": NOW, "state": "document", "content_sha256": "0" * 64}
        looked = DocumentVisit(**seen, reading=page, evidence=(proof(7, url=URL),))
        save_documents(w, night, [(due, looked)], recheck_days=[1])
        cards = stages.score(opened, point)
    (line,) = (line for card in cards.agencies for line in card.lines if line.obligation == "within")
    return line


def test_a_late_document_is_proved_by_its_own_stored_page(tmp_path: Path) -> None:
    line = line_about(tmp_path)
    assert (line.status, line.cause) == ("unmet", "late")
    assert [(page.url, page.record) for page in line.evidence] == [(URL, proof(7).record)]
    assert "2026-09-01成文" in line.reason.text("zh")
    assert "最后一日为2026-09-29" in line.reason.text("zh")


def test_a_page_that_contradicts_itself_reaches_a_person(tmp_path: Path) -> None:
    assert line_about(tmp_path, dates_conflict=True).status == "needs_review"


def test_a_page_without_a_day_of_issue_says_nothing(tmp_path: Path) -> None:
    assert line_about(tmp_path, dates=DocumentDates(shown=date(2026, 11, 18))).status == "unknown"
