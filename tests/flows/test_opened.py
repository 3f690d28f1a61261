"""The monitoring point that `--as-of` names, and the clock of a simulated night."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from flows.opened import new_run_id, opened_at, parse_moment, starting_at
from schemas.mistakes import ConfigError
from tests.schemas.small_office import spoil, write_office

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-20", "2026-11-20T23:59:59+08:00"),
        ("20261120", "2026-11-20T23:59:59+08:00"),
        ("2026-11-20T06:30", "2026-11-20T06:30:00+08:00"),
        ("2026-11-20 06:30:15", "2026-11-20T06:30:15+08:00"),
        ("2026-11-20T06:30:00+08:00", "2026-11-20T06:30:00+08:00"),
        ("2026-11-20T06:30:00Z", "2026-11-20T14:30:00+08:00"),
        ("2026-11-20T20:00:00-05:00", "2026-11-21T09:00:00+08:00"),
    ],
)
def test_a_day_means_its_end_and_a_time_without_offset_is_the_offices(text: str, moment: str) -> None:
    assert parse_moment(text, zone=SHANGHAI).isoformat() == moment


def test_a_day_ends_in_the_offices_own_zone() -> None:
    assert parse_moment("2026-11-20", zone=ZoneInfo("Asia/Urumqi")).isoformat() == "2026-11-20T23:59:59+06:00"


@pytest.mark.parametrize(
    "text", ["yesterday", "", "2026-02-30", "2026-11-20T25:00", "2026/11/20", "9999-12-31T23:59:59-08:00"]
)
def test_what_is_neither_a_day_nor_a_time_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="neither a date nor a date-time"):
        parse_moment(text, zone=SHANGHAI)


@pytest.mark.parametrize(("zone", "end"), [("Asia/Shanghai", "+08:00"), ("Asia/Urumqi", "+06:00")])
def test_an_office_is_opened_at_the_end_of_its_own_day(tmp_path: Path, zone: str, end: str) -> None:
    folder = write_office(tmp_path / "office")
    spoil(folder, "office.yml", "Asia/Shanghai", zone)
    with opened_at(folder, as_of="2026-11-20", now=None) as (office, point):
        assert point.isoformat() == f"2026-11-20T23:59:59{end}"
        assert office.zone == ZoneInfo(zone)
    assert (folder / "var/warehouse.sqlite").is_file()


def test_without_a_monitoring_point_it_is_the_clocks_now_to_the_second(tmp_path: Path) -> None:
    folder = write_office(tmp_path / "office")
    with opened_at(folder, as_of=None, now="2026-11-20T02:30:00.9") as (office, point):
        assert point.isoformat() == "2026-11-20T02:30:00+08:00"
        assert office.clock() - point < timedelta(minutes=1)


def test_a_simulated_clock_runs_on_from_its_beginning() -> None:
    begin = datetime(2026, 11, 20, 2, 30, tzinfo=SHANGHAI)
    clock = starting_at(begin)
    first, second = clock(), clock()
    assert begin <= first <= second < begin + timedelta(minutes=1)


def test_two_executions_of_one_second_have_two_names() -> None:
    now = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
    names = {new_run_id(now) for _ in range(5)}
    assert all(name.startswith("20261120T023000Z-") for name in names)
    assert len(names) > 1
