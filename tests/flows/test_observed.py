"""From what the warehouse remembers to lines: documents read, events, counts by month and a week's probes."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from flows import stages
from flows.observed import observed
from flows.opened import opened_at
from schemas.document_readings import DocumentReading
from schemas.document_visits import DocumentVisit
from schemas.page_details import PageDetails
from schemas.probes import Probe
from schemas.results import Evidence, Line
from tests.schemas.small_office import write_office
from tests.warehouse.world import AS_OF, NOW, ZONE, entry, proof, visit
from warehouse.connect import Warehouse
from warehouse.facts import due_documents
from warehouse.save import begin_night, save_documents, save_probes, save_register, save_visit

URL = "http://www.yunxi.example/t1.html"
EARLIER = timedelta(days=5)
DUTIES = """
      - {id: guide, measure: document_present, points: 5, scope: {columns: [gzdt]}, params: {title: 第1条}}
      - {id: page, measure: page_changed_within, points: 5, scope: {columns: [gzdt]}, params: {title: 第1条, days: 3}}
      - {id: records, measure: metadata_complete, points: 5, scope: {columns: [gzdt]}, params: {require: [issuer]}}
      - {id: backdating, measure: no_backdating, points: 5, scope: {columns: [gzdt]}}
      - {id: monthly, measure: cadence, points: 12, scope: {columns: [gzdt]}, params: {each: month}}
      - {id: open, measure: site_available, points: 5}
"""


def looked_at(w: Warehouse, at: datetime, point: datetime, *numbers: int, run: str) -> None:
    """A night that reads the list to its end, and the first document."""
    night = begin_night(w, as_of=point, run_id=run, now=at)
    days = {1: date(2026, 10, 9), 2: date(2026, 11, 12)}
    shown = [entry(number, days[number]) for number in numbers]
    save_visit(w, night, visit(*shown, at=at, evidence=(proof(len(run), at=at),)))
    due = due_documents(w, night, hosts=["www.yunxi.example"], per_host=9, now=at)["www.yunxi.example"]
    page = DocumentReading(source=URL, state="document", title="第1条")
    seen: dict[str, Any] = {"url": URL, "observed_at": at, "state": "document", "content_sha256": "0" * 64}
    look = DocumentVisit(**seen, reading=page, details=PageDetails(), evidence=(proof(7 + len(run), url=URL, at=at),))
    save_documents(w, night, [(next(each for each in due if each.url == URL), look)], recheck_days=[1])


def week_of_probes(w: Warehouse, host: str, *, failed: int) -> None:
    error = Evidence(url=f"http://{host}/", fetched_at=NOW, sha256="9" * 64, record="evidence/2026/11/20/p.warc.gz#9")
    for number in range(7 * 20):
        at = datetime(2026, 11, 14, 0, 10, tzinfo=ZONE) + number * timedelta(minutes=72)
        outcome: dict[str, Any] = {"outcome": "failed", "status": 502, "evidence": error} if number < failed else {}
        values = {"host": host, "url": f"http://{host}/", "probed_at": at, "outcome": "answered", **outcome}
        save_probes(w, [Probe.model_validate(values)], round_at=at)


def lines_of(folder: Path) -> dict[str, Line]:
    office = write_office(folder)
    plan = office / "work_plans" / "2026.yml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("      - id: current\n", f"{DUTIES[1:]}      - id: current\n"), encoding="utf-8")
    with opened_at(office, as_of=AS_OF.isoformat(), now=NOW.isoformat()) as (opened, point):
        w = opened.warehouse
        save_register(w, opened.folder.office, opened.folder.agencies, now=NOW - EARLIER)
        looked_at(w, NOW - EARLIER, point - EARLIER, 1, run="r1")
        looked_at(w, NOW, point, 2, 1, run="run-2")
        week_of_probes(w, "slj.test", failed=7)
        cards = stages.score(opened, point)
    return {line.id: line for card in cards.agencies for line in card.lines if card.code == "slj"}


def test_what_the_warehouse_remembers_reaches_the_lines_with_its_pages(tmp_path: Path) -> None:
    lines = lines_of(tmp_path)
    guide = lines["guide/-"]
    assert (guide.status, guide.evidence[0].url) == ("met", URL)
    (page,) = (line for name, line in lines.items() if name.startswith("page/"))
    assert (page.status, page.cause, page.evidence[0].url) == ("unmet", "late", URL)
    # The agency's one document that was read says nothing of these: perhaps it is only not understood.
    assert (lines["records/gzdt"].status, lines["records/gzdt"].evidence[0].url) == ("needs_review", URL)
    (event,) = (line for name, line in lines.items() if name.startswith("backdating/"))
    assert (event.status, event.points) == ("needs_review", None)
    assert "2026-11-12" in event.reason.text("zh")
    assert len(event.evidence) == 2
    months = [lines[f"monthly/gzdt/2026-{month:02}"].status for month in range(1, 13)]
    assert months == [*["unmet"] * 9, "met", "met", "not_due"]
    site = lines["open/slj.test"]
    assert (site.status, site.cause) == ("unmet", "unreachable_for_citizens")
    assert site.evidence[0].record == "evidence/2026/11/20/p.warc.gz#9"


def test_what_was_seen_belongs_to_its_day_in_the_offices_zone(tmp_path: Path) -> None:
    """The last second of the 15th in Shanghai, and the midnight that begins the 17th: the 15th and 16th in UTC."""
    before, midnight = datetime(2026, 11, 15, 15, 59, 59, tzinfo=UTC), datetime(2026, 11, 16, 16, tzinfo=UTC)
    with opened_at(write_office(tmp_path), as_of=AS_OF.isoformat(), now=NOW.isoformat()) as (opened, point):
        w = opened.warehouse
        save_register(w, opened.folder.office, opened.folder.agencies, now=before)
        looked_at(w, before, point - EARLIER, 1, run="r1")
        looked_at(w, midnight, point - EARLIER + timedelta(days=2), 2, 1, run="run-2")
        known = observed(opened, point, {"readings", "details"}).readings or ()
        listed = stages.beside_checks(opened, point, [opened.folder.rules_for(point.date())])["documents"]
    second, first = sorted(known, key=lambda each: each.first_seen_on, reverse=True)
    eve, day = date(2026, 11, 15), date(2026, 11, 17)
    assert (first.first_seen_on, second.first_seen_on) == (eve, day)
    assert (first.same_since, first.opened_on, first.details_on) == (eve, day, day)
    assert {each.url: each.first_seen_on for each in listed} == {first.url: eve, second.url: day}
