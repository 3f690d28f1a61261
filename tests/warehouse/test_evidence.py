"""Which stored records the warehouse names, which of them must not be removed, and that a removal is remembered."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from schemas.document_visits import DocumentVisit
from schemas.messages import say
from schemas.probes import Probe
from schemas.results import (
    AgencyCard,
    CheckResults,
    ColumnCheck,
    ColumnStatus,
    Evidence,
    Line,
    LineStatus,
    RuleSetName,
    Scorecards,
)
from tests.warehouse.world import AS_OF, NOW, OFFICE, agency, column, entry, failed, later, night_of, proof, visit
from warehouse.connect import Warehouse
from warehouse.facts import (
    due_documents,
    evidence_of_column,
    named_records,
    needed_records,
    records_with_body,
    removed_files,
)
from warehouse.nights import Night
from warehouse.save import (
    begin_night,
    save_checks,
    save_documents,
    save_probes,
    save_register,
    save_removal,
    save_scorecards,
    save_visit,
)
from warehouse.tables import evidence_removals
from warehouse.validators import PageValidators

TODAY = date(2026, 11, 21)


def page(number: int, *, at: datetime = NOW) -> Evidence:
    """A stored page of which the warehouse also knows the length."""
    return proof(number, at=at).model_copy(update={"length": 100 + number})


def record(number: int) -> str:
    return str(proof(number).record)


def held(number: int) -> PageValidators:
    return PageValidators(
        url="http://www.yunxi.example/gzdt/", sha256=f"{number:064x}", record=record(number), fetched_at=NOW
    )


def look_at_document(w: Warehouse, night: Night, number: int, at: datetime, **seen: object) -> None:
    """Ask for the one document that is due, and find what is stored as this number."""
    due = due_documents(w, night, hosts=["www.yunxi.example"], per_host=9, now=at)
    (document,) = due["www.yunxi.example"]
    values = {"url": document.url, "observed_at": at, "evidence": (page(number, at=at),)} | seen
    save_documents(w, night, [(document, DocumentVisit.model_validate(values))], recheck_days=(1,))


def check(status: ColumnStatus, number: int) -> ColumnCheck:
    return ColumnCheck(
        agency="slj",
        column="gzdt",
        name="工作动态",
        kind="动态要闻",
        category="工作信息",
        url="http://www.yunxi.example/gzdt/",
        status=status,
        reason=say("stale", age=41, limit=14),
        state="list",
        observed_at=NOW,
        items=3,
        evidence=(proof(number),),
    )


def card(status: LineStatus, number: int, *, as_of: datetime) -> Scorecards:
    line = Line(
        id="slj/1",
        task="2.1",
        obligation="updated",
        measure="updated_within",
        measure_version=1,
        clause="二",
        status=status,
        cause="late" if status == "unmet" else None,
        points=Decimal(0) if status in ("met", "unmet") else None,
        max=Decimal(5),
        reason=say("stale", age=41, limit=14),
        evidence=(proof(number),),
    )
    agency_card = AgencyCard(
        code="slj",
        name="市水利局",
        agency_class="部门",
        score=None,
        percent=None,
        grade=None,
        rank=None,
        max=Decimal(5) if line.points is not None else Decimal(0),
        coverage=1.0,
        lines=(line,),
        columns=(),
    )
    rules = RuleSetName(name="national-2019", version="1")
    return Scorecards(office="云溪市", as_of=as_of, run_id="r1", rules=rules, coverage=1.0, agencies=(agency_card,))


def test_every_record_a_row_rests_on_is_named(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    save_visit(warehouse, night, visit(entry(1), evidence=(page(1), page(2))), held=[held(2)])
    save_visit(warehouse, night, failed(at=later(1)))
    look_at_document(warehouse, night, 3, later(2), state="document", content_sha256="a" * 64)
    probe = Probe(host="www.yunxi.example", url="http://www.yunxi.example/", probed_at=NOW, outcome="answered")
    save_probes(warehouse, [probe.model_copy(update={"evidence": page(4)})], round_at=NOW)
    named = {(one.named_by, one.record, one.sha256, one.length) for one in named_records(warehouse)}
    assert named == {
        ("pages", record(1), proof(1).sha256, 101),
        ("pages", record(2), proof(2).sha256, 102),
        ("validators", record(2), proof(2).sha256, None),
        ("document_versions", record(3), proof(3).sha256, 103),
        ("documents", record(3), proof(3).sha256, 103),
        ("probes", record(4), proof(4).sha256, None),
    }


def test_the_evidence_of_a_column_is_the_first_page_of_its_latest_visit(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency("slj", column("a"), column("b"))])
    save_visit(warehouse, night, visit(entry(1), column="a", evidence=(page(1), page(2))))
    save_visit(warehouse, night, visit(entry(1), column="a", at=later(9), evidence=(page(3), page(4))))
    save_visit(warehouse, night, failed(column="a", at=later(10)))
    assert evidence_of_column(warehouse, "slj", "a") == page(3).model_copy(update={"issued_by": None})
    assert evidence_of_column(warehouse, "slj", "b") is None
    assert evidence_of_column(warehouse, "nobody", "a") is None


def test_a_body_is_found_wherever_it_is_named_the_latest_visit_first(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    again = page(2, at=later(5)).model_copy(update={"sha256": page(1).sha256})
    save_visit(warehouse, night, visit(entry(1), evidence=(page(1),)), held=[held(1)])
    save_visit(warehouse, night, visit(entry(1), at=later(5), evidence=(again,)))
    assert records_with_body(warehouse, str(page(1).sha256)) == [record(2), record(1)]
    assert records_with_body(warehouse, "0" * 64) == []


def test_the_latest_reading_is_needed_and_earlier_ones_are_not(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    for number in (1, 2, 3):
        save_visit(warehouse, night, visit(entry(number), at=later(number), evidence=(page(number),)))
    assert needed_records(warehouse, today=TODAY) == {record(3)}


def test_the_latest_visit_is_needed_and_the_latest_that_could_be_read(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    for number in (1, 2):
        save_visit(warehouse, night, visit(entry(number), at=later(number), evidence=(page(number),)))
    for number in (3, 4):
        save_visit(warehouse, night, failed("blocked", at=later(number), evidence=(page(number),)))
    assert needed_records(warehouse, today=TODAY) == {record(2), record(4)}


def test_what_the_next_night_asks_with_is_needed(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    save_visit(warehouse, night, visit(entry(1), evidence=(page(5),)), held=[held(1)])
    assert needed_records(warehouse, today=TODAY) == {record(1), record(5)}


def test_of_a_document_its_latest_version_is_needed_and_the_latest_attempt_to_see_it(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    save_visit(warehouse, night, visit(entry(1), evidence=(page(9),)))
    for number, content in ((1, "a"), (2, "b")):
        look_at_document(
            warehouse, night, number, NOW + timedelta(days=2 * number), state="document", content_sha256=content * 64
        )
    for number in (3, 4):
        at = NOW + timedelta(days=20 * number)
        look_at_document(warehouse, night, number, at, state="gone", reason="404", cause="not_assessable")
    assert needed_records(warehouse, today=TODAY) == {record(9), record(2), record(4)}


@pytest.mark.parametrize(("status", "needed"), [("stale", True), ("blank", True), ("fresh", False), ("unknown", False)])
def test_a_column_that_the_latest_verdicts_find_wanting_keeps_its_evidence(
    warehouse: Warehouse, status: ColumnStatus, needed: bool
) -> None:
    night = night_of(warehouse, [agency()])
    save_checks(warehouse, night, CheckResults(as_of=AS_OF, columns=(check(status, 1),), counts=(), expectations=()))
    assert (record(1) in needed_records(warehouse, today=TODAY)) == needed
    later_night = begin_night(warehouse, as_of=AS_OF + timedelta(days=1), run_id="r2", now=NOW + timedelta(days=1))
    better = CheckResults(as_of=later_night.as_of, columns=(check("fresh", 2),), counts=(), expectations=())
    save_checks(warehouse, later_night, better)
    assert record(1) not in needed_records(warehouse, today=TODAY), "it is no longer open"


@pytest.mark.parametrize(
    ("status", "needed"), [("unmet", True), ("needs_review", True), ("met", False), ("not_due", False)]
)
def test_an_open_line_of_any_scorecard_of_this_year_and_the_last_keeps_its_evidence(
    warehouse: Warehouse, status: LineStatus, needed: bool
) -> None:
    save_register(warehouse, OFFICE, [agency()], now=NOW)
    long_ago, last_year, lately = (AS_OF.replace(year=year, month=1, day=1, hour=1) for year in (2024, 2025, 2026))
    for number, as_of in enumerate((long_ago, last_year, lately)):
        night = begin_night(warehouse, as_of=as_of, run_id=f"r{number}", now=as_of)
        save_scorecards(warehouse, night, card(status, number, as_of=as_of))
    assert needed_records(warehouse, today=TODAY) == ({record(1), record(2)} if needed else set())


def test_removals_are_remembered_with_their_rule(warehouse: Warehouse) -> None:
    assert removed_files(warehouse) == set()
    for number in (1, 2):
        name = f"evidence/2022/05/1{number}/a.warc.gz"
        save_removal(warehouse, file=name, size=7 * 10**9, records=4, rule="keep_days: 1095", removed_at=NOW)
    assert removed_files(warehouse) == {"evidence/2022/05/11/a.warc.gz", "evidence/2022/05/12/a.warc.gz"}
    with warehouse.read() as connection:
        row = connection.execute(select(evidence_removals).order_by(evidence_removals.c.id)).first()
    assert row is not None
    assert (row.bytes, row.records, row.rule, row.removed_at) == (7 * 10**9, 4, "keep_days: 1095", NOW)
