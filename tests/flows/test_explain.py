"""`gongkai explain`: from a line's clause to what is to be done by when, without changing anything."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from flows import stages
from flows.command_line import app
from flows.opened import opened_at
from tests.schemas.small_office import write_office
from tests.warehouse.world import ZONE, entry, visit
from warehouse.save import begin_night, finish_night, save_register, save_visit

NIGHT = datetime(2026, 3, 31, 23, 59, 59, tzinfo=ZONE)
RAN = datetime(2026, 4, 1, 2, 30, tzinfo=ZONE)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One night: of 市水利局 one column is stale and one fresh, 西桥镇 was not seen."""
    folder = write_office(tmp_path_factory.mktemp("explain") / "office")
    with opened_at(folder, as_of=None, now=None) as (opened, _):
        save_register(opened.warehouse, opened.folder.office, opened.folder.agencies, now=RAN)
        night = begin_night(opened.warehouse, as_of=NIGHT, run_id="r", now=RAN)
        for column in ("gzdt", "tzgg"):
            seen = visit(entry(1, date(2026, 3, 1)), column=column, at=RAN, url=f"http://slj.test/{column}/")
            save_visit(opened.warehouse, night, seen)
        finish_night(opened.warehouse, night, state="done", now=RAN + timedelta(hours=1))
        stages.score(opened, NIGHT)
    return folder


@pytest.fixture(autouse=True)
def _untouched(office: Path) -> Iterator[None]:
    before = (office / "var/warehouse.sqlite").read_bytes()
    yield
    assert (office / "var/warehouse.sqlite").read_bytes() == before


def run(*arguments: object, code: int = 0) -> Result:
    done = CliRunner().invoke(app, ["explain", *map(str, arguments)])
    assert done.exit_code == code, done.output
    return done


def squeezed(done: Result) -> str:
    """Without the line breaks that the width of a table makes."""
    return "".join(done.stdout.split())


def test_an_unmet_line_is_explained_from_its_clause_to_its_remedy(office: Path) -> None:
    said = squeezed(run(office, "slj", "1", "--as-of", "2026-03-31"))
    for part in (
        "云溪政办发〔2026〕1号第一条",
        "“保持栏目更新。”",
        "工作要点任务1“栏目更新”（牵头）",
        "docs/measures/updated_within.md",
        "最新一条2026-03-01",
        "时限依据：国办秘函〔2019〕19号",
        "未达标（未按期）",
        "这一行满分30分，得0分",
        "期限已于2026-03-15届满",
        "下一次监测按新情况重新判定",
        "http://www.yunxi.example/gzdt/",
        "SHA256",
    ):
        assert part in said, part


def test_what_is_met_is_left_out_until_all_is_asked_for(office: Path) -> None:
    short = run(office, "slj", "1", "--as-of", "2026-03-31")
    assert "current/tzgg" not in short.stdout
    assert "--all" in short.stdout
    whole = run(office, "slj", "1", "--all", "--as-of", "2026-03-31")
    assert whole.stdout.index("current/gzdt") < whole.stdout.index("current/tzgg")


def test_a_line_named_by_its_id_is_explained_whatever_it_is(office: Path) -> None:
    assert "current/tzgg" in run(office, "市水利局", "current/tzgg", "--as-of", "2026-03-31").stdout


def test_what_waits_for_a_person_ends_with_1(office: Path) -> None:
    assert "待人工复核" in run(office, "slj", "--as-of", "2026-03-31", code=1).stdout


def test_an_agency_that_was_not_seen_has_nothing_to_mend(office: Path) -> None:
    assert "没有未达标" in run(office, "xqz", "--as-of", "2026-03-31").stdout


def test_other_programs_get_the_chain_in_both_languages(office: Path) -> None:
    said = json.loads(run(office, "slj", "1", "--json", "--as-of", "2026-03-31").stdout)
    assert said["agency"]["code"] == "slj"
    (one,) = said["lines"]
    assert (one["id"], one["last_day"]) == ("current/gzdt", "2026-03-15")
    names = [step["step"] for step in one["chain"]]
    assert names == ["clause", "duty", "measure", "facts", "verdict", "points", "remedy"]
    assert all(step["zh"] and step["en"] for step in one["chain"])
    assert one["evidence"][0]["sha256"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nobody",), ("'nobody' has no scorecard", "slj 市水利局", "xqz 西桥镇")),
        (("slj", "9.9"), ("has no line of '9.9'", "current", "staff")),
    ],
)
def test_what_is_not_known_is_said_with_what_there_is(
    office: Path, arguments: tuple[str, ...], told: tuple[str, ...]
) -> None:
    done = run(office, *arguments, "--as-of", "2026-03-31", code=2)
    for part in told:
        assert part in done.output


def test_before_the_first_scored_night_it_says_what_to_run(office: Path) -> None:
    assert "gongkai nightly" in run(office, "slj", "--as-of", "2026-01-01", code=2).output


def test_a_day_without_a_night_shows_the_latest_one_before_it(office: Path) -> None:
    assert "2026-03-31 23:59" in run(office, "slj", "1", "--as-of", "2026-05-01").stdout
