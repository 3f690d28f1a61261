"""A calendar that changes moves deadlines: which verdicts it flips is said before anybody is told of them."""

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows import stages
from flows.command_line import app
from flows.compare_calendars import calendar_year, flips
from flows.opened import opened_at
from schemas.working_days import CalendarChanges, ChangedDay, WorkingDays
from tests.schemas.small_office import write_office
from tests.warehouse.world import AS_OF, NOW, entry, night_of, visit
from warehouse.save import save_visit

NIGHT = "2026-03-20"
PROBLEMS = """\
单位代码,问题编号,问题描述,通知日期,整改完成日期,截至日期,提供人
slj,1,栏目空白,2026-03-02,2026-03-12,2026-03-19,李敏
slj,2,链接打不开,2026-03-02,2026-03-10,2026-03-19,李敏
xqz,3,栏目空白,2026-03-13,,2026-03-19,李敏
"""
STORM = "days_off: [{day: 2026-03-05, reason: 台风停工}]\n"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that was scored once, by the State Council's calendar; nothing was crawled."""
    folder = write_office(tmp_path_factory.mktemp("office"))
    (folder / "registers").mkdir()
    (folder / "registers" / "problems.csv").write_text(PROBLEMS, encoding="utf-8")
    plan = folder / "work_plans" / "2026.yml"
    duty = "      - {id: rectified, measure: problems_rectified, points: 5}\n"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("      - id: current\n", f"{duty}      - id: current\n"), encoding="utf-8")
    with opened_at(folder, as_of=NIGHT, now=f"{NIGHT}T23:00:00") as (opened, point):
        stages.score(opened, point)
    return folder


def test_a_year_shows_what_is_otherwise_than_monday_to_friday() -> None:
    shown = calendar_year(
        WorkingDays(CalendarChanges(days_off=(ChangedDay(day=date(2026, 3, 5), reason="台风"),))), 2026
    )
    assert shown.known
    plain = calendar_year(WorkingDays(), 2026).working_days
    assert plain is not None
    assert shown.working_days == plain - 1
    assert [one.said().text("zh") for one in shown.off[:3]] == [
        "2026-01-01至2026-01-03元旦",
        "2026-02-15至2026-02-23春节",
        "2026-03-05（本单位规定：台风）",
    ]
    assert "2026-02-14（春节调休上班）" in [one.said().text("zh") for one in shown.worked]
    assert not calendar_year(WorkingDays(), 2099).known


def test_another_calendar_lists_the_verdicts_it_flips(office: Path) -> None:
    with opened_at(office, as_of=NIGHT, now=None) as (opened, point):
        storm = CalendarChanges(days_off=(ChangedDay(day=date(2026, 3, 5), reason="台风停工"),))
        found = flips(opened, point, against=storm)
        assert found is not None
        assert [(f.agency, f.line, f.before, f.after) for f in found.flips] == [
            ("slj", "rectified/1", "unmet", "met"),
            ("slj", "rectified/2", "met", "met"),  # its last day moves, too
        ]
        assert [(f.due_before, f.due_after) for f in found.flips] == [(date(2026, 3, 11), date(2026, 3, 12))] * 2
        same = flips(opened, point, against=CalendarChanges())
        assert same is not None
        assert same.flips == ()


def test_a_changed_office_file_is_held_against_the_stored_verdicts_and_writes_nothing(office: Path) -> None:
    before = (office / "var" / "warehouse.sqlite").read_bytes()
    settings = office / "office.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text + f"calendar:\n  {STORM}", encoding="utf-8")
    try:
        run = CliRunner().invoke(app, ["calendar", str(office), "--as-of", NIGHT, "--json"])
    finally:
        settings.write_text(text, encoding="utf-8")
    assert run.exit_code == 1
    answer = json.loads(run.stdout)
    assert [flip["line"] for flip in answer["flips"]["flips"]] == ["rectified/1", "rectified/2"]
    again = CliRunner().invoke(app, ["calendar", str(office), "--as-of", NIGHT])
    assert again.exit_code == 0
    assert "0 项结果改变" in again.stdout
    assert (office / "var" / "warehouse.sqlite").read_bytes() == before


def test_a_calendar_in_a_file_is_tried_before_it_is_taken_over(office: Path, tmp_path: Path) -> None:
    file = tmp_path / "new.yml"
    file.write_text(STORM, encoding="utf-8")
    run = CliRunner().invoke(app, ["calendar", str(office), "--as-of", NIGHT, "--against", str(file)])
    assert run.exit_code == 1
    assert "1 项结果改变 (verdicts flipped)，1 项只改最后一日" in run.stdout
    assert "市水利局 rectified/1: unmet -> met, 2026-03-11 -> 2026-03-12" in run.stdout
    assert "台风停工" in run.stdout
    file.write_text("days_of: []\n", encoding="utf-8")
    assert CliRunner().invoke(app, ["calendar", str(office), "--against", str(file)]).exit_code == 2


def test_a_year_nobody_published_says_what_to_do(office: Path) -> None:
    run = CliRunner().invoke(app, ["calendar", str(office), "--as-of", NIGHT, "--year", "2099"])
    assert run.exit_code == 1
    assert "complete_years: [2099]" in run.stdout


def test_a_check_names_the_mistakes_of_a_register(tmp_path: Path) -> None:
    folder = write_office(tmp_path / "office")
    (folder / "registers").mkdir()
    (folder / "registers" / "problems.csv").write_text(PROBLEMS.replace("xqz", "nobody"), encoding="utf-8")
    run = CliRunner().invoke(app, ["check", str(folder)])
    assert run.exit_code == 2
    assert "problems.csv:4: error: 单位代码 'nobody' is not known" in run.stdout


def test_a_column_with_a_limit_in_working_days_is_judged_anew(tmp_path: Path) -> None:
    folder = write_office(tmp_path / "office")
    register = folder / "agencies" / "slj.yml"
    text = register.read_text(encoding="utf-8")
    limit = "    max_age: {value: 5, unit: working_days}\n"
    register.write_text(
        text.replace("    url: http://slj.test/gzdt/\n", f"    url: http://slj.test/gzdt/\n{limit}"), "utf-8"
    )
    with opened_at(folder, as_of=AS_OF.isoformat(), now=NOW.isoformat()) as (opened, point):
        night = night_of(opened.warehouse, opened.folder.agencies, as_of=point)
        save_visit(opened.warehouse, night, visit(entry(1, date(2026, 11, 12))))
        stages.score(opened, point)
        storm = CalendarChanges(days_off=(ChangedDay(day=date(2026, 11, 17), reason="台风停工"),))
        found = flips(opened, point, against=storm)
        same = flips(opened, point)
    assert same is not None
    assert same.flips == ()
    assert found is not None
    assert [(f.line, f.before, f.after) for f in found.flips] == [("current/gzdt", "unmet", "met")]
