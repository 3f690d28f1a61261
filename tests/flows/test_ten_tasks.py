"""The ten-task plan that comes with the program fits an office, and on the city gives what the city knows."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from demo.city import build_city, monitoring_point
from demo.plan_truth import KNOWN, WITHOUT_REGISTER, plan_truth
from demo.register import write_register
from demo.server import serve
from flows import stages
from flows.init_office import init_office
from flows.opened import opened_at
from schemas.messages import CONFIG
from schemas.office_folder import examine_office
from schemas.work_plan import WorkPlan
from schemas.yaml_files import YamlFile
from scorecards.measures import PARAMS

PLAN = CONFIG / "plans" / "ten-tasks" / "2018.yml"
LAST_NIGHT = date(2026, 11, 20)
SETTINGS = "\ncrawl: {documents_per_night: 0}\n"


def in_2026() -> str:
    """The plan eight years on, as an office would copy it."""
    return PLAN.read_text(encoding="utf-8").replace("2018", "2026").replace("2017", "2025")


def test_the_plan_has_ten_tasks_of_ten_points_with_something_for_people_in_each() -> None:
    plan = YamlFile(PLAN, WorkPlan).value
    assert [task.number for task in plan.tasks] == [str(number) for number in range(1, 11)]
    for task in plan.tasks:
        assert sum(duty.points for duty in task.obligations) == Decimal(10)
        assert "human" in {duty.measure for duty in task.obligations}
        assert len(task.obligations) > 1
    ids = Counter(duty.id for task in plan.tasks for duty in task.obligations)
    assert max(ids.values()) == 1


def test_the_plan_fits_an_office(tmp_path: Path) -> None:
    city = build_city(LAST_NIGHT)
    register = tmp_path / "register.csv"
    write_register(city, dict.fromkeys((site.code for site in city.sites), "http://127.0.0.1:9"), register)
    office = tmp_path / "office"
    init_office(office, register=register, name="云溪市", rules="national-2019", year=2026)
    (office / "work_plans" / "2018.yml").write_bytes(PLAN.read_bytes())
    (office / "work_plans" / "2026.yml").write_text(in_2026(), encoding="utf-8")
    _, mistakes = examine_office(office, measures=PARAMS)
    assert [str(mistake) for mistake in mistakes if mistake.file.parent.name == "work_plans"] == []


@pytest.mark.long
def test_three_nights_by_the_plan_are_what_the_city_knows(tmp_path: Path) -> None:
    city = build_city(LAST_NIGHT)
    with serve(city, now=monitoring_point(city, city.nights[0])) as server:
        register = tmp_path / "register.csv"
        write_register(city, server.base_urls, register)
        office = tmp_path / "office"
        init_office(office, register=register, name="云溪市", rules="national-2019", year=2026)
        path = office / "work_plans" / "2026.yml"
        path.write_text(in_2026(), encoding="utf-8")
        settings = office / "office.yml"
        settings.write_text(settings.read_text(encoding="utf-8") + SETTINGS, encoding="utf-8")
        plan = YamlFile(path, WorkPlan).value
        duties = {duty.id: duty for task in plan.tasks for duty in task.obligations}
        for night in city.nights:
            server.now = point = monitoring_point(city, night)
            now = (point + timedelta(hours=1)).isoformat()
            with opened_at(office, as_of=night.isoformat(), now=now) as (opened, at):
                cards = stages.nightly(opened, at, force=False, no_delay=True).cards
            lines = [(card, line) for card in cards.agencies for line in card.lines if line.obligation in duties]
            judged = {
                (card.code, line.obligation, line.id.partition("/")[2]): line.status
                for card, line in lines
                if line.measure in KNOWN | WITHOUT_REGISTER
            }
            assert judged == plan_truth(city, night, plan)
            others = [line for _, line in lines if line.measure not in KNOWN | WITHOUT_REGISTER]
            assert not [line.id for line in others if line.status == "unmet"]
            for card in cards.agencies:
                own = [line for line in card.lines if line.points is not None]
                assert card.score is None or card.score == sum(line.points for line in own)
                assert not [line.id for line in own if line.obligation in duties and duties[line.obligation].trial]
