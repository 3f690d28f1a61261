"""Evidence is removed by rule alone, and never at the cost of what rests on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from flows import prune_evidence
from flows.command_line import app
from scrapers.warc.index import index_path, indexed
from tests.support.evidence_office import (
    LATELY,
    LONG_AGO,
    SOON_AFTER,
    TODAY,
    Office,
    evidence_office,
    page,
    rows,
    spoil,
    unwrapped,
)
from tests.support.fault_server import Answer
from warehouse.tables import evidence_removals


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with evidence_office(tmp_path) as opened:
        yield opened


def test_a_body_that_stays_the_same_is_stored_once_a_week_and_pointed_to_in_between(office: Office) -> None:
    kinds = []
    for day in ("2026-11-01", "2026-11-02", "2026-11-12", "2026-11-13", "2026-11-14"):
        office.night(day)
        kinds += [one.kind for file in office.files(day) for one in indexed(file) if one.url.endswith("/tzgg/")]
    assert kinds == ["response", "revisit", "response", "revisit", "revisit"]


def test_what_is_too_old_and_not_needed_is_removed_and_logged(office: Office) -> None:
    for day in (LONG_AGO, SOON_AFTER, LATELY, TODAY):
        office.night(day)
    (gone,) = office.files(SOON_AFTER)
    size, left = gone.stat().st_size, [*office.files(LONG_AGO), *office.files(LATELY), *office.files(TODAY)]

    shown = office.prune("--dry-run")
    assert (shown.exit_code, gone.name in unwrapped(shown)) == (0, True)
    assert "1 files with" in shown.stdout
    assert "would be removed" in shown.stdout
    assert (gone.exists(), office.rows_of(select(evidence_removals))) == (True, [])

    done = office.prune()
    assert done.exit_code == 0, done.output
    assert "1 older files stay" in done.stdout, "the body of a page that has not changed since"
    assert office.files() == left
    assert not gone.parent.exists(), "its index and its folder are gone too"
    (row,) = office.rows_of(select(evidence_removals))
    assert (row.file, row.bytes) == (gone.relative_to(office.var).as_posix(), size)
    assert row.records >= 2
    assert row.rule == "evidence.keep_days: 1095, older than 2023-11-21"
    assert row.removed_at.isoformat().startswith("2026-11-20T15:00")

    verified = office.run("verify")
    assert verified.exit_code == 0, verified.output
    assert "4 of those lie in files that the retention rule removed" in verified.stdout
    assert "0 files with 0 bytes are removed" in office.prune().stdout


def test_evidence_goes_on_the_day_after_its_last(office: Office) -> None:
    for day in (LONG_AGO, SOON_AFTER, LATELY):
        office.night(day)
    office.keep_for_days(100)
    assert "0 files" in office.prune("--dry-run", day="2022-08-19").stdout
    assert "1 files" in office.prune("--dry-run", day="2022-08-20").stdout


def test_the_last_that_was_ever_seen_of_a_column_stays(office: Office) -> None:
    for day in (LONG_AGO, SOON_AFTER):
        office.night(day)
    office.server.pages["/gzdt/"] = Answer(b"gone", status=404)
    office.night(TODAY)
    assert "0 files" in office.prune().stdout
    assert len(office.files()) == 3


def test_bodies_stay_for_the_unchanged_pages_of_files_that_stay_and_so_on(office: Office) -> None:
    """The last night's page is in the second one, whose other page is in the first: each file holds the one before."""
    changing = office.server.pages["/gzdt/"]
    first, second, third, fourth = (f"2022-05-{day}" for day in (10, 11, 12, 13))
    office.night(first)
    office.night(second)
    office.server.pages["/tzgg/"] = page("通知公告", rows("/tzgg/"), note="changed")
    office.server.pages["/gzdt/"] = page("工作动态", rows("/gzdt/"), note=f"今天是{second}")
    office.night(third)
    office.server.pages["/gzdt/"] = changing
    office.night(fourth)
    office.keep_for_days(30)
    assert "0 files" in office.prune("--dry-run", day="2022-06-11").stdout, "the third night's file stays for its age"


def test_a_damaged_file_still_holds_what_its_whole_records_point_to(office: Office) -> None:
    for day in (LONG_AGO, SOON_AFTER, LATELY):
        office.night(day)
    (file,) = office.files(LATELY)
    index_path(file).unlink()
    spoil(office.var, f"{file.relative_to(office.var).as_posix()}#0")
    assert office.prune().exit_code == 0
    assert len(office.files(LONG_AGO)) == 1
    assert office.files(SOON_AFTER) == []


def test_a_removal_cut_off_after_it_was_logged_is_done_the_next_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in (LONG_AGO, SOON_AFTER, LATELY):
        office.night(day)

    class Killed(BaseException):
        pass

    def killed(_: Path) -> None:
        raise Killed

    (gone,) = office.files(SOON_AFTER)
    with monkeypatch.context() as patched, office.open(TODAY) as (opened, _):
        patched.setattr(prune_evidence, "_remove", killed)
        with pytest.raises(Killed):
            prune_evidence.prune(opened)
    assert (gone.exists(), len(office.rows_of(select(evidence_removals)))) == (True, 1)
    assert office.run("verify").exit_code == 0
    assert "1 files" in office.prune().stdout
    assert (gone.exists(), len(office.rows_of(select(evidence_removals)))) == (False, 1)


def test_nothing_is_removed_while_a_night_is_written(office: Office) -> None:
    for day in (LONG_AGO, SOON_AFTER, LATELY):
        office.night(day)
    with office.open(TODAY) as (opened, _), opened.warehouse.exclusive():
        assert office.prune().exit_code == 3
        assert "1 files" in office.prune("--dry-run").stdout
    assert len(office.files()) == 3


def test_the_command_explains_itself_by_an_example() -> None:
    told = CliRunner().invoke(app, ["evidence", "prune", "--help"])
    assert told.exit_code == 0
    assert "Example: gongkai evidence prune office" in told.stdout
