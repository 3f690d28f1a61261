"""What an analyst reads: views that say what the program's own facts say, each column explained where it is read."""

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.exc import DBAPIError

from schemas.messages import say
from schemas.probes import Probe
from schemas.results import AgencyCard, CheckResults, ColumnCheck, CountCheck, Line, RuleSetName, Scorecards
from tests.support.databases import Postgres
from tests.warehouse.world import AS_OF, NOW, agency, column, entry, failed, later, night_of, proof, visit
from warehouse.connect import Warehouse, open_warehouse
from warehouse.dictionary import VIEW_NAMES
from warehouse.errors import ViewsInUse
from warehouse.facts.seen import best_of_night
from warehouse.make_views import create_views, drop_views
from warehouse.meanings import meaning_of_column, meaning_of_relation
from warehouse.nights import Night
from warehouse.save import begin_night, save_checks, save_probes, save_scorecards, save_visit
from warehouse.schema import HEAD
from warehouse.tables import metadata
from warehouse.views import VIEWS

# Of the views' definitions on both databases, by the revision that made them.
DIGESTS = {"0005": "3c3767cf04072211", "0006": "3c3767cf04072211", "0007": "3c3767cf04072211"}


@pytest.fixture
def seen(warehouse: Warehouse) -> Warehouse:
    return lived_in(warehouse)


def lived_in(warehouse: Warehouse) -> Warehouse:
    """Two nights of two columns, one of them judged and scored."""
    register = [agency("slj", column(), column("tzgg", name="通知公告"))]
    night = night_of(warehouse, register)
    save_visit(warehouse, night, visit(entry(1), entry(2), fetched=2))
    save_visit(warehouse, night, failed(at=later(5)))
    save_visit(warehouse, night, failed(column="tzgg"))
    second = begin_night(warehouse, as_of=AS_OF + timedelta(days=1), run_id="r2", now=later(24 * 60))
    save_visit(warehouse, second, visit(entry(1, title="改名"), entry(3), at=later(24 * 60), fetched=2))
    judge(warehouse, night)
    probes: list[Any] = ["answered", "failed", "failed", "blocked", "answered"]
    for days, outcome in enumerate(probes):
        at = AS_OF - timedelta(days=2 * days)
        probe = Probe(host="www.yunxi.example", url="http://www.yunxi.example/", probed_at=at, outcome=outcome)
        save_probes(warehouse, [probe], round_at=at)
    return warehouse


def judge(w: Warehouse, night: Night) -> None:
    stale = ColumnCheck(
        agency="slj",
        column="gzdt",
        name="工作动态",
        kind="动态要闻",
        category="工作信息",
        url=column().url,
        status="stale",
        reason=say("stale", age=41, limit=14),
        state="list",
        observed_at=NOW,
        newest=date(2026, 10, 10),
        age_days=41,
        limit_days=14,
        due_on=date(2026, 10, 24),
        items=2,
        evidence=(proof(),),
    )
    count = CountCheck(
        agency="slj", category="工作信息", period="2026", items=2, min_items=10, status="not_due", reason=say("not_due")
    )
    save_checks(w, night, CheckResults(as_of=AS_OF, columns=(stale,), counts=(count,), expectations=()))
    values: dict[str, Any] = {
        "task": "2.1",
        "obligation": "updated",
        "measure": "updated_within",
        "measure_version": 1,
        "clause": "二",
        "reason": say("stale", age=41, limit=14),
        "evidence": (proof(),),
    }
    late = Line(id="slj/1", status="unmet", cause="late", points=Decimal("0.5"), max=Decimal(5), **values)
    open_ = Line(id="slj/2", status="not_due", points=None, max=Decimal(3), **values)
    card = AgencyCard(
        code="slj",
        name="市水利局",
        agency_class="部门",
        score=Decimal("0.5"),
        max=Decimal(5),
        percent=Decimal(10),
        grade="不合格",
        rank=1,
        coverage=0.5,
        lines=(late, open_),
        columns=(stale,),
    )
    rules = RuleSetName(name="national-2019", version="1")
    cards = Scorecards(office="云溪市", as_of=AS_OF, run_id="r1", rules=rules, coverage=0.5, agencies=(card,))
    save_scorecards(w, night, cards)


def rows(w: Warehouse, question: str) -> list[tuple[Any, ...]]:
    with w.read() as connection:
        return [tuple(row) for row in connection.execute(text(question))]


def test_one_visit_a_night_and_column_counts_and_it_is_the_one_the_verdict_uses(seen: Warehouse) -> None:
    found = rows(seen, "SELECT night_id, column_code, state, readable, entries FROM v_visits ORDER BY observation_id")
    assert [(n, c, s, bool(r), e) for n, c, s, r, e in found] == [
        (1, "gzdt", "list", True, 2),
        (1, "tzgg", "unreachable", False, 0),
        (2, "gzdt", "list", True, 2),
    ]
    for night in (1, 2):
        with seen.read() as connection:
            used = connection.execute(select(best_of_night(night).c.observation_id)).scalars().all()
        assert sorted(used) == [
            r[0] for r in rows(seen, f"SELECT observation_id FROM v_visits WHERE night_id = {night}")
        ]


def test_a_nights_day_is_the_offices(seen: Warehouse) -> None:
    found = rows(seen, "SELECT day, state FROM v_nights ORDER BY night_id")
    assert [str(day) for day, _ in found] == ["2026-11-20", "2026-11-21"]


def test_verdicts_scores_and_lines_are_those_that_were_saved(seen: Warehouse) -> None:
    status = rows(seen, "SELECT agency_name, column_name, status, age_days, limit_days, items FROM v_column_status")
    assert status == [("市水利局", "工作动态", "stale", 41, 14, 2)]
    assert rows(seen, "SELECT column_code, category, period, status, min_items FROM v_counts") == [
        (None, "工作信息", "2026", "not_due", 10)
    ]
    assert rows(seen, "SELECT agency_code, score, max, grade FROM v_scorecards") == [("slj", 0.5, 5.0, "不合格")]
    lines = "SELECT position, task, status, cause, points, max, reason FROM v_scorecard_lines ORDER BY position"
    assert rows(seen, lines) == [
        (0, "2.1", "unmet", "late", 0.5, 5.0, "stale"),
        (1, "2.1", "not_due", None, None, 3.0, "stale"),
    ]


def test_items_carry_their_words_of_now_and_the_earlier_ones_stand_beside_them(seen: Warehouse) -> None:
    titles = rows(seen, "SELECT title FROM v_items WHERE agency_code = 'slj' ORDER BY item_id")
    assert titles == [("改名",), ("第2条",), ("第3条",)]
    assert rows(seen, "SELECT title_before, title_now FROM v_item_changes") == [("第1条", "改名")]


def test_the_week_before_a_point_has_its_probes_and_no_older_one(seen: Warehouse) -> None:
    found = rows(seen, "SELECT day, answered, failed, blocked, not_asked FROM v_reachability_week ORDER BY night_id")
    assert [(str(day), *counts) for day, *counts in found] == [
        ("2026-11-20", 1, 2, 1, 0),
        ("2026-11-21", 1, 2, 0, 0),
    ]


def test_every_table_and_view_in_the_database_is_in_its_dictionary(warehouse: Warehouse) -> None:
    explained = rows(warehouse, "SELECT relation, name, meaning, kind FROM v_dictionary ORDER BY relation, position")
    assert not [row for row in explained if not all(row)]
    with warehouse.read() as connection:
        database = inspect(connection)
        names = [*metadata.tables, *database.get_view_names()]
        there = {(name, each["name"]) for name in names for each in database.get_columns(name)}
    assert set(VIEW_NAMES) <= set(names)
    assert {(relation, name) for relation, name, *_ in explained} == there


@pytest.mark.postgres
def test_a_server_shows_the_meanings_as_comments(postgres: Postgres) -> None:
    address = postgres.lend()
    with open_warehouse(address) as w, w.read() as connection:
        for view in VIEWS:
            said = connection.execute(text(f"SELECT obj_description('{view.name}'::regclass)")).scalar()
            assert said == meaning_of_relation(view.name)
            for column_ in inspect(connection).get_columns(view.name):
                assert column_["comment"] == meaning_of_column(view.name, column_["name"])
    postgres.take_back(address)


@pytest.mark.postgres
def test_a_reader_on_a_server_reads_and_changes_nothing(postgres: Postgres) -> None:
    """The statements of the runbook, also after the views were made anew."""
    address = postgres.fresh()
    page = Path("docs/runbook.md").read_text(encoding="utf-8")
    granting = page.partition("-- a reader")[2].partition("```")[0]
    statements = [line for line in granting.splitlines() if line.endswith(";")]
    assert statements
    with open_warehouse(address) as w, w.write() as connection:
        name = connection.execute(text("SELECT current_database()")).scalar()
        connection.execute(text("DROP ROLE IF EXISTS analyst"))
        for statement in statements:
            connection.execute(text(statement.replace("DATABASE gongkai", f"DATABASE {name}")))
    with open_warehouse(address) as w, w.write() as connection:
        drop_views(connection)
        create_views(connection)
    reader = create_engine(address.replace("postgres:@", "analyst:@"))
    with reader.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM v_items")).scalar() == 0
        assert connection.execute(text("SELECT count(*) FROM v_dictionary")).scalar()
    for wrong in ("DELETE FROM items", "CREATE TABLE mine (a integer)", "UPDATE v_nights SET state = 'done'"):
        with reader.connect() as connection, pytest.raises(DBAPIError):
            connection.execute(text(wrong))
    reader.dispose()
    with open_warehouse(address) as w, w.write() as connection:
        connection.execute(text("DROP OWNED BY analyst"))
        connection.execute(text("DROP ROLE analyst"))
    postgres.drop(address)


def test_views_of_others_stay_when_ours_are_made_anew(warehouse: Warehouse) -> None:
    with warehouse.write() as connection:
        connection.execute(text("CREATE VIEW v_mine AS SELECT 1 AS one"))
        drop_views(connection)
        assert inspect(connection).get_view_names() == ["v_mine"]
        create_views(connection)
        assert set(inspect(connection).get_view_names()) == {"v_mine", *VIEW_NAMES}
        connection.execute(text("DROP VIEW v_mine"))


@pytest.mark.postgres
def test_views_that_rest_on_ours_are_named_and_nothing_is_lost(postgres: Postgres) -> None:
    address = postgres.lend()
    with open_warehouse(address) as w:
        with w.write() as connection:
            connection.execute(text("CREATE VIEW v_mine AS SELECT * FROM v_items"))
        with pytest.raises(ViewsInUse, match="v_items"), w.write() as connection:
            drop_views(connection)
        with w.write() as connection:
            assert set(inspect(connection).get_view_names()) == {"v_mine", *VIEW_NAMES}
            connection.execute(text("DROP VIEW v_mine"))
    postgres.take_back(address)


def test_the_pandas_lines_of_the_runbook_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "warehouse.sqlite"
    with open_warehouse(f"sqlite:///{file}") as w:
        lived_in(w)
    page = Path("docs/runbook.md").read_text(encoding="utf-8")
    lines = page.partition("import sqlite3, pandas as pd")[2].partition("```")[0]
    monkeypatch.chdir(tmp_path)
    scope: dict[str, Any] = {}
    exec("import sqlite3, pandas as pd" + lines.replace("/srv/gongkai/office/var/warehouse.sqlite", str(file)), scope)
    found = scope["status"]
    assert isinstance(found, pd.DataFrame)
    assert found["status"].tolist() == ["stale"]
    assert Path("status.xlsx").is_file()


def test_a_changed_view_needs_a_new_revision() -> None:
    """Views are made anew only when the schema's revision changes; an empty revision is enough."""
    said = "\n".join(view.sql(dialect) for view in VIEWS for dialect in (sqlite.dialect(), psycopg.dialect()))
    digest = hashlib.sha256(said.encode()).hexdigest()[:16]
    assert digest == DIGESTS[HEAD], "if this revision was released, add one; then write the digest here"
