"""A week of probes: what counts, what is too little to say anything, what the national rule makes of it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.probes import Probe, ProbeDay, ProbeOutcome, ReachabilityRule, SiteWeek
from schemas.results import Evidence
from tests.warehouse.world import AS_OF, NOW, OFFICE, ZONE, agency, column
from warehouse.connect import Warehouse
from warehouse.facts import last_answers, plain_rows, reachability, site_weeks
from warehouse.save import save_probes, save_register

HOST = "www.yunxi.example"
HOME = f"http://{HOST}/"
WEEK = [date(2026, 11, day) for day in range(14, 21)]


def at(day: date, hour: int, minute: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


def probed(moment: datetime, outcome: ProbeOutcome = "answered", **changes: Any) -> Probe:
    values = {"host": HOST, "url": HOME, "probed_at": moment, "outcome": outcome, "seconds": 0.4}
    return Probe(**(values | changes))


def keep(w: Warehouse, probes: Iterable[Probe]) -> None:
    for probe in probes:
        save_probes(w, [probe], round_at=probe.probed_at)


def hourly(outcomes: dict[tuple[date, int], ProbeOutcome] | None = None, *, without: Iterable[Any] = ()) -> list[Probe]:
    """A probe every hour of the week, answered unless `outcomes` says otherwise; `without`: (day, hour) left out."""
    left_out = set(without)
    return [
        probed(at(day, hour), (outcomes or {}).get((day, hour), "answered"))
        for day in WEEK
        for hour in range(24)
        if (day, hour) not in left_out
    ]


def row(w: Warehouse, as_of: datetime = AS_OF, **rule: Any) -> dict[str, Any]:
    rows = plain_rows(reachability(w, as_of, ZONE, **rule))
    assert len(rows) == 1
    return rows[0]


@pytest.fixture
def registered(warehouse: Warehouse) -> Warehouse:
    save_register(warehouse, OFFICE, [agency()], now=NOW)
    return warehouse


def test_a_site_that_always_answers_can_be_opened(registered: Warehouse) -> None:
    keep(registered, hourly())
    seen = row(registered)
    assert (seen["host"], seen["home"], seen["agencies"]) == (HOST, HOME, "slj")
    assert (seen["first_day"], seen["last_day"]) == (WEEK[0], WEEK[-1])
    assert (seen["counted"], seen["answered"], seen["failed"]) == (168, 168, 0)
    assert (seen["full_days"], seen["complete"], seen["unreachable"]) == (7, True, False)
    assert seen["failure_share"] == 0
    assert seen["outage_from"] is None


@pytest.mark.parametrize(("failures", "unreachable"), [(8, False), (9, True)])
def test_from_five_in_a_hundred_on_it_cannot(registered: Warehouse, failures: int, unreachable: bool) -> None:
    """8 of 168 are 4.8 %, 9 are 5.4 %."""
    keep(registered, hourly({(WEEK[2], hour): "failed" for hour in range(failures)}))
    seen = row(registered)
    assert seen["failure_share"] == pytest.approx(failures / 168)
    assert seen["unreachable"] is unreachable
    assert (seen["outage_from"], seen["outage_to"]) == (at(WEEK[2], 0), at(WEEK[2], failures - 1))


def test_exactly_the_ratio_is_reached(registered: Warehouse) -> None:
    keep(registered, hourly({(WEEK[0], 1): "failed"}, without=[(day, h) for day in WEEK for h in range(20, 24)]))
    assert row(registered, ratio=1 / 140)["unreachable"] is True
    assert row(registered, ratio=1.01 / 140)["unreachable"] is False


def test_of_a_week_with_one_day_short_nothing_is_said(registered: Warehouse) -> None:
    short = [(WEEK[3], hour) for hour in range(5)]
    keep(registered, hourly({(WEEK[5], hour): "failed" for hour in range(24)}, without=short))
    seen = row(registered)
    assert (seen["full_days"], seen["complete"], seen["unreachable"]) == (6, False, None)
    assert seen["failure_share"] == pytest.approx(24 / 163)


def test_a_firewalls_refusal_and_our_own_trouble_count_for_nothing(registered: Warehouse) -> None:
    outcomes: dict[tuple[date, int], ProbeOutcome] = {(WEEK[0], hour): "blocked" for hour in range(4)}
    outcomes |= {(WEEK[1], hour): "not_asked" for hour in range(4)}
    keep(registered, hourly(outcomes))
    seen = row(registered)
    assert (seen["counted"], seen["blocked"], seen["not_asked"], seen["failed"]) == (160, 4, 4, 0)
    assert (seen["complete"], seen["unreachable"]) == (True, False)


def test_who_blocks_every_probe_is_not_judged(registered: Warehouse) -> None:
    keep(registered, hourly({(day, hour): "blocked" for day in WEEK for hour in range(24)}))
    seen = row(registered)
    assert (seen["counted"], seen["failure_share"], seen["complete"], seen["unreachable"]) == (0, None, False, None)


def test_twenty_rounds_in_an_hour_are_not_twenty_times_a_day(registered: Warehouse) -> None:
    outage = [probed(at(WEEK[1], 12, minute), "failed") for minute in range(11, 60)]
    keep(registered, [*hourly({(WEEK[1], 12): "failed"}), *outage])
    seen = row(registered)
    assert (seen["failed"], seen["counted"]) == (3, 170), "12:10, 12:30 and 12:50; 13:10 is twenty minutes later"
    assert seen["unreachable"] is False


def test_a_day_that_has_not_ended_is_not_looked_at(registered: Warehouse) -> None:
    keep(registered, hourly())
    assert row(registered, at(WEEK[-1], 2, 30))["last_day"] == WEEK[-2]
    assert row(registered, AS_OF)["last_day"] == WEEK[-1]
    assert row(registered, at(WEEK[-1] + timedelta(days=1), 2, 30))["last_day"] == WEEK[-1]


def test_days_are_those_of_the_office(registered: Warehouse) -> None:
    keep(registered, [probed(at(WEEK[0], 0, 5)), probed(at(WEEK[0], 23, 55))])
    (week,) = site_weeks(registered, AS_OF, ZONE)
    assert [day.answered for day in week.days] == [2, 0, 0, 0, 0, 0, 0]


def test_what_was_not_known_at_the_monitoring_point_is_left_out(registered: Warehouse) -> None:
    keep(registered, [probed(AS_OF + timedelta(seconds=1)), probed(at(WEEK[0], 0) - timedelta(hours=1))])
    assert row(registered)["counted"] == 0


def test_the_longest_outage_ends_with_an_answer_or_where_nobody_looked(registered: Warehouse) -> None:
    outcomes: dict[tuple[date, int], ProbeOutcome] = {(WEEK[1], hour): "failed" for hour in (3, 4, 6, 7, 8, 20, 21)}
    outcomes[WEEK[1], 7] = "blocked"
    keep(registered, hourly(outcomes, without=[(WEEK[1], hour) for hour in range(9, 20)]))
    seen = row(registered)
    assert (seen["outage_from"], seen["outage_to"]) == (at(WEEK[1], 6), at(WEEK[1], 8))


def test_the_commonest_reason_is_shown(registered: Warehouse) -> None:
    reasons = ["silent for 15 s", "connection refused", "connection refused"]
    keep(registered, [probed(at(WEEK[0], 3 * h), "failed", reason=reason) for h, reason in enumerate(reasons)])
    assert row(registered)["main_reason"] == "connection refused"


def test_a_site_nobody_has_probed_is_a_row_all_the_same(registered: Warehouse) -> None:
    seen = row(registered)
    assert (seen["counted"], seen["complete"], seen["unreachable"]) == (0, False, None)


def test_the_same_round_saved_twice_is_one_round(registered: Warehouse) -> None:
    one = probed(at(WEEK[0], 1))
    save_probes(registered, [one], round_at=one.probed_at)
    save_probes(registered, [one.model_copy(update={"outcome": "failed"})], round_at=one.probed_at)
    assert (row(registered)["answered"], row(registered)["failed"]) == (1, 0)


def test_a_round_before_the_first_night_finds_its_sites(warehouse: Warehouse) -> None:
    keep(warehouse, [probed(at(WEEK[0], 1), host="new.example", url="http://new.example/")])
    assert [week.host for week in site_weeks(warehouse, AS_OF, ZONE)] == ["new.example"]


def test_a_round_changes_nothing_in_the_register(registered: Warehouse) -> None:
    keep(registered, [probed(at(WEEK[0], 1), url="http://www.yunxi.example/portal/")])
    save_register(registered, OFFICE, [agency("slj", column())], now=NOW)
    assert row(registered)["home"] == HOME


def test_the_latest_stored_answer_of_each_site_is_known(registered: Warehouse) -> None:
    def stored(number: int) -> Evidence:
        moment = at(WEEK[0], number)
        return Evidence(url=HOME, fetched_at=moment, sha256=f"{number:064x}", record=f"evidence/a.warc.gz#{number}")

    keep(registered, [probed(at(WEEK[0], number), evidence=stored(number)) for number in (1, 2)])
    keep(registered, [probed(at(WEEK[0], 3), "failed")])
    assert last_answers(registered) == {HOST: "evidence/a.warc.gz#2"}


@given(
    days=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=7, max_size=7),
    ratio=st.floats(0.01, 1.0),
)
def test_a_site_is_called_unreachable_only_after_a_full_week(days: list[tuple[int, int]], ratio: float) -> None:
    week = SiteWeek(
        host=HOST,
        home=HOME,
        days=tuple(ProbeDay(day=d, answered=a, failed=f) for d, (a, f) in zip(WEEK, days, strict=True)),
        rule=ReachabilityRule(ratio=ratio),
    )
    failed, counted = sum(f for _, f in days), sum(a + f for a, f in days)
    if week.unreachable:
        assert all(a + f >= 20 for a, f in days)
        assert failed / counted >= ratio
    assert (week.unreachable is None) == (not week.complete)


def test_a_weeks_evidence_is_the_stored_answers_of_probes_that_failed_and_count(registered: Warehouse) -> None:
    def failed(number: int, *, stored: bool, minute: int = 10) -> Probe:
        page = Evidence(url=HOME, fetched_at=NOW, sha256=f"{number:064x}", record=f"evidence/a.warc.gz#{number}")
        return probed(
            at(WEEK[1], number, minute), "failed", status=502 if stored else None, evidence=page if stored else None
        )

    keep(registered, [failed(number, stored=number % 2 == 0) for number in range(18)])
    keep(registered, [failed(2, stored=True, minute=15)])
    (week,) = site_weeks(registered, AS_OF, ZONE)
    assert (week.total("failed"), week.failed_on_record) == (18, 9)
    assert [page.record for page in week.evidence] == [f"evidence/a.warc.gz#{number}" for number in (0, 2, 4, 6, 8)]
    assert not week.proved_unreachable, "on six days nobody looked"
