"""`gongkai deploy`: the deployments of prefect.yaml, at the times of office.yml."""

from pathlib import Path
from typing import Any

from flows.deploy_office import HOME, fill_deployments
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
    assert [name for name, one in deployments.items() if "schedules" in one] == ["nightly-yunxi"]


def test_without_a_time_nothing_is_scheduled(tmp_path: Path) -> None:
    office = write_office(tmp_path / "yunxi")
    spoil(office, "office.yml", '"30 2 * * *"', "null")
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
