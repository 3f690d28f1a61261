"""Three nights on the demonstration city, compared column by column with the city's own truth."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from demo.agreement import disagreements
from demo.city import build_city, monitoring_point
from demo.register import write_register
from demo.server import CityServer, serve
from demo.truth import truth
from demo.values import City
from flows import stages
from flows.command_line import app
from flows.init_office import init_office
from flows.opened import opened_at
from flows.summary import Summary
from scrapers.stored import read_record
from tests.support.databases import Postgres
from warehouse import facts, save

LAST_NIGHT = date(2026, 11, 20)
WITHOUT_DOCUMENTS = "\ncrawl: {documents_per_night: 0}\n"


@dataclass
class Nights:
    """A city and an office that watches it."""

    city: City
    server: CityServer
    office: Path
    runs: int = 0

    def run(self, night: date, *, force: bool = False) -> Summary:
        """One night at its monitoring point; a night run again is run later."""
        self.server.now = monitoring_point(self.city, night)
        begun = (monitoring_point(self.city, night) + timedelta(hours=1, minutes=10 * self.runs)).isoformat()
        self.runs += 1
        with opened_at(self.office, as_of=night.isoformat(), now=begun) as (office, point):
            return stages.nightly(office, point, force=force, no_delay=True)


def after_midnight(city: City, night: date) -> str:
    """The office's clock an hour after the monitoring point, when the day can be judged as a whole."""
    return (monitoring_point(city, night) + timedelta(hours=1)).isoformat()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Nights]:
    """A fresh office on a fresh city, no night run yet."""
    yield from _watched(tmp_path)


@pytest.fixture(scope="module")
def three_nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Nights, list[Summary], list[int]]]:
    """The three nights, run once for all tests that only look; with the number of requests of each."""
    for nights in _watched(tmp_path_factory.mktemp("office")):
        summaries, requests = [], []
        for night in nights.city.nights:
            nights.server.forget_requests()
            summaries.append(nights.run(night))
            requests.append(len(nights.server.requests))
            if len(summaries) == 1:
                shutil.copytree(nights.office, _after_first_night(nights))
        yield nights, summaries, requests


def _after_first_night(nights: Nights) -> Path:
    return nights.office.with_name("after_first_night")


@pytest.fixture
def first_run(
    three_nights: tuple[Nights, list[Summary], list[int]], tmp_path: Path
) -> Iterator[tuple[Nights, Summary]]:
    """An office of this test's own that has run the first of the three nights, and that night."""
    nights, summaries, _ = three_nights
    office = shutil.copytree(_after_first_night(nights), tmp_path / "office")
    yield replace(nights, office=office), summaries[0]
    nights.server.come_back()


@pytest.fixture(scope="module")
def last_night_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Nights, Summary]]:
    """The last night alone, run by an office without a past; to be copied."""
    for nights in _watched(tmp_path_factory.mktemp("office")):
        yield nights, nights.run(LAST_NIGHT)


@pytest.fixture
def run_once(last_night_run: tuple[Nights, Summary], tmp_path: Path) -> tuple[Nights, Summary]:
    """An office of this test's own that has run the last night alone, and that night."""
    nights, summary = last_night_run
    return replace(nights, office=shutil.copytree(nights.office, tmp_path / "office")), summary


def _watched(folder: Path, last_night: date = LAST_NIGHT) -> Iterator[Nights]:
    city = build_city(last_night)
    with serve(city, now=monitoring_point(city, city.nights[0])) as server:
        register = folder / "register.csv"
        write_register(city, server.base_urls, register)
        office = folder / "office"
        init_office(office, register=register, name="云溪市", rules="national-2019", year=last_night.year)
        settings = office / "office.yml"
        settings.write_text(settings.read_text(encoding="utf-8") + WITHOUT_DOCUMENTS, encoding="utf-8")
        yield Nights(city, server, office)


def scorecards(summary: Summary) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((summary.exports / "scorecards.json").read_text(encoding="utf-8"))
    return loaded


def comparable(value: Any) -> Any:
    """A scorecards file without what may differ between two runs of one night: run id, times, evidence addresses."""
    if isinstance(value, dict):
        volatile = {"run_id", "fetched_at", "observed_at", "record", "length", "generated_at"}
        return {key: comparable(inner) for key, inner in value.items() if key not in volatile}
    return [comparable(inner) for inner in value] if isinstance(value, list) else value


def differing(one: Any, other: Any, place: str = "") -> list[str]:
    """Where two files differ, leaf by leaf, so that a failure says what changed."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return [found for key in one for found in differing(one[key], other[key], f"{place}/{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [found for index, pair in pairs for found in differing(*pair, f"{place}/{index}")]
    return [] if one == other else [f"{place}: {one!r} != {other!r}"]


def test_every_column_and_every_score_is_what_the_city_knows(
    three_nights: tuple[Nights, list[Summary], list[int]],
) -> None:
    nights, summaries, _ = three_nights
    for night, summary in zip(nights.city.nights, summaries, strict=True):
        assert disagreements(summary.cards, truth(nights.city, night)) == []


def test_nights_around_new_year_are_judged_by_the_year_they_are_in(tmp_path: Path) -> None:
    """Real errors 9 and 10: a new period that inherits the old one's result; a boundary one day off."""
    for nights in _watched(tmp_path, date(2027, 1, 1)):
        for night in nights.city.nights:
            assert disagreements(nights.run(night).cards, truth(nights.city, night)) == []


def test_the_published_file_says_the_same_as_the_scorecards(
    three_nights: tuple[Nights, list[Summary], list[int]],
) -> None:
    nights, summaries, _ = three_nights
    known = truth(nights.city, LAST_NIGHT)
    for agency in scorecards(summaries[-1])["agencies"]:
        expected = known.agencies[agency["code"]]
        assert agency["score"] == (None if expected.score is None else float(expected.score))
        counted = [line["points"] for line in agency["lines"] if line["points"] is not None]
        if agency["score"] is not None:
            assert agency["score"] == pytest.approx(sum(counted), abs=1e-9)
        for column in agency["columns"]:
            fact = known.columns[agency["code"], column["code"]]
            assert column["status"] == fact.status
            assert column["newest"] == (fact.newest.isoformat() if fact.newest else None)


def test_no_point_is_taken_without_evidence_that_is_really_there(
    three_nights: tuple[Nights, list[Summary], list[int]],
) -> None:
    nights, summaries, _ = three_nights
    unmet = [
        line
        for agency in scorecards(summaries[-1])["agencies"]
        for line in agency["lines"]
        if line["status"] == "unmet"
    ]
    assert unmet
    for line in unmet:
        assert line["evidence"], line["id"]
        for proof in line["evidence"]:
            assert read_record(nights.office / "var", proof["record"]).body


def test_a_night_that_found_nothing_new_asks_less(three_nights: tuple[Nights, list[Summary], list[int]]) -> None:
    _, _, requests = three_nights
    assert requests[1] < requests[0] / 2
    assert requests[2] < requests[0] / 2


def test_history_and_comparison_exist_after_three_nights(
    three_nights: tuple[Nights, list[Summary], list[int]],
) -> None:
    nights, summaries, _ = three_nights
    with opened_at(nights.office, as_of=LAST_NIGHT.isoformat(), now=None) as (office, point):
        night = facts.night_at(office.warehouse, point)
        assert night is not None
        history = facts.history(office.warehouse, night, zone=office.zone)
        assert {len(column.nights) for column in history.columns} == {3}
        before = facts.last_scorecards(office.warehouse, before=point)
        assert before is not None
        assert before.run_id == summaries[1].cards.run_id


def test_running_a_night_again_changes_nothing_and_asks_only_for_what_failed(
    run_once: tuple[Nights, Summary],
) -> None:
    watched, first = run_once
    before = scorecards(first)
    watched.server.forget_requests()
    again = watched.run(LAST_NIGHT)
    assert differing(comparable(scorecards(again)), comparable(before)) == []
    resumed = len(watched.server.requests)
    watched.server.forget_requests()
    forced = watched.run(LAST_NIGHT, force=True)
    # Visits made anew stop at items that are known by now: they say the same, and rest on fewer pages.
    changed = differing(comparable(scorecards(forced)), comparable(before))
    assert [place for place in changed if "/evidence" not in place] == []
    assert resumed < len(watched.server.requests)


def test_a_site_that_stops_in_mid_night_costs_no_agency_a_point_and_the_next_night_repairs_it(
    first_run: tuple[Nights, Summary],
) -> None:
    """Real errors 1 and 8: a failed crawl shown as compliance, or as an F."""
    watched, whole = first_run
    _, second, third = watched.city.nights
    watched.server.go_dark(after=20)
    dark = watched.run(second)
    assert dark.exit_code == 1
    assert dark.cards.coverage is not None
    assert whole.cards.coverage is not None
    assert dark.cards.coverage < whole.cards.coverage
    assert any(line.status == "unmet" for card in whole.cards.agencies for line in card.lines)
    for card in dark.cards.agencies:
        unseen = {check.column for check in card.columns if check.state == "unreachable"}
        assert {check.status for check in card.columns if check.column in unseen} <= {"unknown"}
        for line in card.lines:
            if line.columns and set(line.columns) <= unseen:
                assert line.status != "unmet", (card.code, line.id)
    assert sum(check.state == "unreachable" for card in dark.cards.agencies for check in card.columns) > 20

    for card in dark.cards.agencies:
        if all(check.state == "unreachable" for check in card.columns):
            assert (card.rank, card.grade) == (None, None), "real error 4: nobody is honoured because nobody looked"

    watched.server.come_back()
    repaired = watched.run(third)
    known = truth(watched.city, third)
    statuses = {
        (check.agency, check.column): check.status for card in repaired.cards.agencies for check in card.columns
    }
    assert statuses == {key: fact.status for key, fact in known.columns.items()}


def test_a_stage_can_be_run_alone_on_what_the_warehouse_holds(watched: Nights) -> None:
    night = watched.city.nights[-1]
    watched.server.now = monitoring_point(watched.city, night)
    now = after_midnight(watched.city, night)
    with opened_at(watched.office, as_of=night.isoformat(), now=now) as (office, point):
        done = stages.crawl(office, point, no_delay=True)
        assert done.rescued == 1
        stages.validate(office, point)
        cards = stages.score(office, point)
        published = stages.publish(office, point)
    assert disagreements(cards, truth(watched.city, night, nights=[night])) == []
    assert (published.site / "index.html").is_file()


def test_a_monitoring_point_without_a_crawl_of_its_own_rests_on_the_night_of_the_day_before_it(watched: Nights) -> None:
    """What was fresh then and is past its limit now was not seen late by anyone: it is unknown, not stale."""
    night = watched.city.nights[-1]
    watched.server.now = monitoring_point(watched.city, night)
    evening = watched.server.now - timedelta(hours=1)
    with opened_at(watched.office, as_of=night.isoformat(), now=evening.isoformat()) as (office, point):
        stages.crawl(office, point, no_delay=True)
    noon = (evening + timedelta(hours=13)).isoformat()
    with opened_at(watched.office, as_of=noon, now=noon) as (office, point):
        checks = stages.validate(office, point)
    late = {(check.agency, check.column) for check in checks.columns if check.status == "stale"}
    known = truth(watched.city, night, nights=[night])
    assert late == {key for key, fact in known.columns.items() if fact.status == "stale"}
    assert all(check.age_days <= check.limit_days for check in checks.columns if check.status == "fresh")
    with opened_at(watched.office, as_of="2027-06-30", now="2027-06-30T12:00:00") as (office, point):
        checks = stages.validate(office, point)
    assert {check.status for check in checks.columns} == {"unknown"}


def test_scores_after_a_crawl_of_its_own_rest_on_that_crawl(watched: Nights) -> None:
    night = watched.city.nights[-1]
    watched.server.go_dark()
    assert watched.run(night).cards.coverage != 1
    watched.server.come_back()
    watched.server.now = monitoring_point(watched.city, night)
    with opened_at(watched.office, as_of=night.isoformat(), now=after_midnight(watched.city, night)) as (office, point):
        stages.crawl(office, point, no_delay=True)
        cards = stages.score(office, point)
    assert disagreements(cards, truth(watched.city, night, nights=[night])) == []


@pytest.mark.postgres
def test_a_night_on_postgresql_comes_to_the_same(run_once: tuple[Nights, Summary], postgres: Postgres) -> None:
    watched, on_sqlite = run_once
    path = watched.office / "office.yml"
    address = postgres.fresh()
    settings = path.read_text(encoding="utf-8")
    path.write_text(settings.replace("sqlite:///var/warehouse.sqlite", address), encoding="utf-8")
    assert comparable(scorecards(watched.run(LAST_NIGHT))) == comparable(scorecards(on_sqlite))
    postgres.drop(address)


@pytest.mark.postgres
def test_an_office_moved_to_postgresql_keeps_every_row_and_its_scores(
    three_nights: tuple[Nights, list[Summary], list[int]], postgres: Postgres, tmp_path: Path
) -> None:
    nights, summaries, _ = three_nights
    moved, address = tmp_path / "moved", postgres.fresh()
    shutil.copytree(nights.office, moved, ignore=shutil.ignore_patterns("var"))
    settings = (moved / "office.yml").read_text(encoding="utf-8")
    settings = settings.replace("sqlite:///var/warehouse.sqlite", address)
    (moved / "office.yml").write_text(settings, encoding="utf-8")
    old = f"sqlite:///{nights.office / 'var/warehouse.sqlite'}"
    assert CliRunner().invoke(app, ["warehouse", "import", str(moved), "--from-warehouse", old]).exit_code == 0
    for office, out in ((nights.office, "sqlite"), (moved, "postgresql")):
        command = ["warehouse", "export", str(office), "--out", str(tmp_path / out), "--format", "csv"]
        assert CliRunner().invoke(app, command).exit_code == 0
        assert CliRunner().invoke(app, ["warehouse", "check", str(office)]).exit_code == 0
    exported = [
        {file.name: file.read_bytes() for file in (tmp_path / out).iterdir()} for out in ("sqlite", "postgresql")
    ]
    assert [name for name in exported[0] if exported[0][name] != exported[1].get(name)] == []
    with opened_at(moved, as_of=LAST_NIGHT.isoformat(), now=None) as (opened, point):
        night = facts.night_at(opened.warehouse, point)
        assert night is not None
        save.forget_verdicts(opened.warehouse, night)
        cards = stages.score(opened, point)
    assert comparable(cards.model_dump(mode="json")) == comparable(summaries[-1].cards.model_dump(mode="json"))
    postgres.drop(address)


def test_the_night_belongs_to_the_office_s_own_day() -> None:
    """Real error 10: boundaries are those of Asia/Shanghai, not of UTC."""
    city = build_city(LAST_NIGHT)
    assert monitoring_point(city, LAST_NIGHT) == datetime.fromisoformat("2026-11-20T23:59:59+08:00")
