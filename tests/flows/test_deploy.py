"""`gongkai deploy`: the deployments of prefect.yaml, at the times of office.yml."""

from pathlib import Path
from typing import Any

from flows.deploy_office import HOME, fill_deployments
from flows.serve_office import served
from schemas.office_folder import load_office
from scorecards.measures import PARAMS
from tests.schemas.small_office import spoil, write_office


def filled(office: Path) -> dict[str, Any]:
    return fill_deployments(load_office(office, measures=PARAMS), pool="nights")


def test_the_night_is_scheduled_at_the_offices_time_in_the_offices_zone(tmp_path: Path) -> None:
    office = write_office(tmp_path / "yunxi")
    spoil(office, "office.yml", "30 2 * * *", "15 3 * * 1-5")
    spoil(office, "office.yml", "Asia/Shanghai", "Asia/Urumqi")
    deployments = {one["name"]: one for one in filled(office)["deployments"]}
    assert deployments["nightly-yunxi"]["schedules"] == [
        {"cron": "15 3 * * 1-5", "timezone": "Asia/Urumqi", "active": True}
    ]
    assert [name for name, one in deployments.items() if "schedules" in one] == ["nightly-yunxi", "probe-yunxi"]


def test_rounds_of_probes_are_scheduled_more_than_twenty_times_a_day(tmp_path: Path) -> None:
    office = write_office(tmp_path / "yunxi")
    probe = next(one for one in filled(office)["deployments"] if one["name"] == "probe-yunxi")
    assert probe["schedules"] == [{"cron": "10 * * * *", "timezone": "Asia/Shanghai", "active": True}]
    assert probe["entrypoint"] == "flows.run_probe.run_probe"
    assert probe["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
    spoil(office, "office.yml", 'nightly: "30 2 * * *"', 'nightly: "30 2 * * *", probe: "*/30 * * * *"')
    probe = next(one for one in filled(office)["deployments"] if one["name"] == "probe-yunxi")
    assert probe["schedules"][0]["cron"] == "*/30 * * * *"


def test_serve_runs_the_night_and_the_rounds_side_by_side_each_once_at_a_time(tmp_path: Path) -> None:
    office = write_office(tmp_path / "yunxi")
    both = served(load_office(office, measures=PARAMS))
    assert [one.name for one in both] == ["nightly-yunxi", "probe-yunxi"]
    for one in both:
        assert one.parameters == {"office": str(office)}
        assert one.concurrency_limit == 1
        assert [schedule.schedule.timezone for schedule in one.schedules] == ["Asia/Shanghai"]
    assert both[1].concurrency_options.collision_strategy == "CANCEL_NEW"
    spoil(office, "office.yml", 'nightly: "30 2 * * *"', 'nightly: "30 2 * * *", probe: null')
    assert [one.name for one in served(load_office(office, measures=PARAMS))] == ["nightly-yunxi"]


def test_without_a_time_nothing_is_scheduled(tmp_path: Path) -> None:
    office = write_office(tmp_path / "yunxi")
    spoil(office, "office.yml", 'nightly: "30 2 * * *"', "nightly: null, probe: null")
    assert not [one for one in filled(office)["deployments"] if "schedules" in one]


def test_every_deployment_knows_its_office_its_pool_and_where_to_start(tmp_path: Path) -> None:
    office = write_office(tmp_path / "yunxi")
    whole = filled(office)
    assert whole["pull"] == [{"prefect.deployments.steps.set_working_directory": {"directory": str(HOME)}}]
    assert {one["name"] for one in whole["deployments"]} >= {"nightly-yunxi", "crawl-yunxi", "publish-yunxi"}
    for one in whole["deployments"]:
        assert one["parameters"] == {"office": str(office)}
        assert one["work_pool"] == {"name": "nights"}
        assert one["tags"] == ["云溪市政府信息公开办公室"]


def test_two_offices_do_not_share_a_deployment(tmp_path: Path) -> None:
    first, second = write_office(tmp_path / "yunxi"), write_office(tmp_path / "jinghu")
    names = [one["name"] for office in (first, second) for one in filled(office)["deployments"]]
    assert len(names) == len(set(names))
