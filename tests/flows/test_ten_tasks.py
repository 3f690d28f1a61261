"""The ten-task plan that comes with the program fits an office, and on the city gives what the city knows."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

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
from schemas.results import Line
from schemas.work_plan import WorkPlan
from schemas.yaml_files import YamlFile
from scorecards.measures import PARAMS
from tests.support.year.papers import decisions, write_decisions
from tests.support.year.scored import ScoredWatch
from tests.support.year.ten_tasks import SOME_MONTHS, WHOLE_YEAR, points_of, ten_tasks, year_of_ten_tasks
from tests.support.year.ten_truth import Card, Expected, Truth, differences
from warehouse.connect import open_warehouse

PLAN = CONFIG / "plans" / "ten-tasks" / "2018.yml"
LAST_NIGHT = date(2026, 11, 20)
SEED = 2025
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


@pytest.fixture(
    params=[
        pytest.param((SOME_MONTHS, 15), id="months"),
        pytest.param((WHOLE_YEAR, 1), id="year", marks=pytest.mark.long),
    ]
)
def scored(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[ScoredWatch, Truth]]:
    """The city watched and scored by the plan to the end of some months, or of the year and five days."""
    size, rest = request.param
    year = year_of_ten_tasks(size, SEED, rest=rest)
    plan = ten_tasks(2025)
    decided = decisions(plan, size.agencies, Random(SEED))
    write_decisions(tmp_path, decided)
    with open_warehouse(f"sqlite:///{tmp_path}/warehouse.sqlite") as warehouse:
        watch = ScoredWatch(year, warehouse, tmp_path, plans=(plan,))
        watch.whole_year()
        yield watch, Truth(watch, plan, decided)


def test_every_month_of_a_year_by_the_plan_is_scored_as_the_city_knows(
    scored: tuple[ScoredWatch, Truth], record_property: Callable[[str, object], None]
) -> None:
    watch, truth = scored
    obligations = {duty.id for task in truth.plan.tasks for duty in task.obligations}
    assert list(watch.cards) == points_of(watch.year)
    said: Counter[str] = Counter()
    wrong = []
    for night, cards in watch.cards.items():
        expected = truth.cards(night)
        for card in cards.agencies:
            own = [line for line in card.lines if line.obligation in obligations]
            found = Card(
                score=card.score,
                max=card.max,
                coverage=card.coverage,
                vetoes=card.vetoes,
                lines=tuple(
                    Expected(line.obligation, _about(line), line.status, line.points, line.max) for line in own
                ),
            )
            wrong += [(str(night), card.code, one) for one in differences(found, expected.pop(card.code))]
            said.update(f"{line.measure} {line.status}" for line in own)
        assert not expected
        record_property("measured", f"{night}: {', '.join(f'{one.code} {one.score}' for one in cards.agencies)}")
    record_property("measured", f"{said.total()} lines: {dict(sorted(said.items()))}")
    assert wrong == []


def _about(line: Line) -> str:
    """What a line is about as the city knows it: an event's line is its column's."""
    return line.columns[0] if line.measure in ("no_backdating", "no_repost") else line.id.partition("/")[2]
