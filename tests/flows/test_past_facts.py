"""`gongkai facts`: any day again, as it is known now or was known then, without changing anything."""

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from flows.command_line import app
from flows.opened import opened_at
from schemas.results import ColumnVisit
from tests.schemas.small_office import spoil, write_office
from tests.warehouse.world import ZONE, entry, visit
from warehouse.save import begin_night, finish_night, save_register, save_visit

NIGHT = datetime(2026, 3, 31, 23, 59, 59, tzinfo=ZONE)
RAN = datetime(2026, 4, 1, 2, 30, tzinfo=ZONE)


def _visit(*entries: Any, at: datetime, column: str = "gzdt") -> ColumnVisit:
    return visit(*entries, column=column, at=at, url=f"http://slj.test/{column}/")


def _night(office: Path, after: timedelta, *visits: ColumnVisit) -> None:
    with opened_at(office, as_of=None, now=None) as (opened, _):
        save_register(opened.warehouse, opened.folder.office, opened.folder.agencies, now=RAN + after)
        night = begin_night(opened.warehouse, as_of=NIGHT + after, run_id=f"r{after.days}", now=RAN + after)
        for each in visits:
            save_visit(opened.warehouse, night, each)
        finish_night(opened.warehouse, night, state="done", now=RAN + after + timedelta(hours=1))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """March as its last night saw it; then an item of March was found, one was renamed, and so was a column."""
    folder = write_office(tmp_path_factory.mktemp("facts") / "office")
    _night(folder, timedelta(), _visit(entry(1, date(2026, 3, 2)), at=RAN))
    spoil(folder, "agencies/slj.yml", "name: 工作动态", "name: 水利要闻")
    later = timedelta(days=3)
    _night(folder, later, _visit(entry(2, date(2026, 3, 30)), entry(1, date(2026, 3, 2)), at=RAN + later))
    return folder


def _run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["facts", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def untouched(office: Path) -> Iterator[None]:
    before = (office / "var/warehouse.sqlite").read_bytes()
    yield
    assert (office / "var/warehouse.sqlite").read_bytes() == before


@pytest.mark.usefixtures("untouched")
def test_what_was_known_that_night_stands_beside_what_is_known_now(office: Path, tmp_path: Path) -> None:
    out = tmp_path / "三月.csv"
    _run(str(office), "--as-of", "2026-03-31", "--compare", "--out", str(out))
    with out.open(encoding="utf-8-sig", newline="") as file:
        headings, *rows = csv.reader(file)
    assert headings == ["栏目或类别", "项目", "当时所知", "现在所知"]
    assert {tuple(row) for row in rows} == {
        ("slj/gzdt", "栏目", "工作动态", "水利要闻"),
        ("slj/gzdt", "最新日期", "2026-03-02", "2026-03-30"),
        ("slj/gzdt", "条数", "1", "2"),
        ("slj/gzdt", "有日期条数", "1", "2"),
        ("slj/gzdt", "距今天数", "29", "1"),
        ("slj/gzdt", "到期日", "2026-03-16", "2026-04-13"),
        ("slj/工作信息/2026", "条数", "1", "2"),
    }


@pytest.mark.usefixtures("untouched")
def test_json_and_workbook_hold_both_frames(office: Path, tmp_path: Path) -> None:
    moment = (RAN + timedelta(hours=1)).isoformat()
    for name in ("then.json", "then.xlsx"):
        _run(str(office), "--as-of", "2026-03-31", "--known-at", moment, "--out", str(tmp_path / name))
    said = json.loads((tmp_path / "then.json").read_text(encoding="utf-8"))
    assert {row["column_id"]: row["items"] for row in said["columns"]} == {"slj/gzdt": 1, "slj/tzgg": 0, "xqz/dt": 0}
    assert (said["known_at"], "changes" in said) == (moment, False)
    book = openpyxl.load_workbook(tmp_path / "then.xlsx")
    assert book.sheetnames == ["栏目", "类别"]
    assert book["栏目"]["A2"].value == "slj/gzdt"
    _run(str(office), "--as-of", "2026-03-31", "--compare", "--out", str(tmp_path / "both.xlsx"))
    assert openpyxl.load_workbook(tmp_path / "both.xlsx").sheetnames == ["栏目", "类别", "变化"]


@pytest.mark.usefixtures("untouched")
def test_a_missed_night_is_shown_by_what_is_known_now(office: Path) -> None:
    shown = _run(str(office), "--as-of", "2026-04-02")
    assert "今日所知" in shown
    assert "never" in shown
    assert "2026-03-30" in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--as-of", "2026-03-31", "--known-at", "2026-01-01"], "no register is kept from before 2026-01-01"),
        (["--known-at", "gestern"], "--known-at: error: 'gestern' is neither a date nor a date-time"),
        (["--as-of", "2026-03-31", "--out", "facts.txt"], "none of .csv, .json, .xlsx"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(office: Path, arguments: list[str], words: str) -> None:
    done = CliRunner().invoke(app, ["facts", str(office), *arguments])
    assert (done.exit_code, words in done.output) == (2, True), done.output
