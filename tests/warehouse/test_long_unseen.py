"""Columns that stay unseen night after night go to a person, with the probes of the same days beside them."""

from datetime import date, datetime, timedelta
from typing import Any

from schemas.agencies import Agency
from schemas.probes import LongUnseen, Probe, ProbeOutcome
from tests.warehouse.world import AS_OF, OFFICE, ZONE, agency, column, entry, failed, visit
from warehouse.connect import Warehouse
from warehouse.facts import long_unseen
from warehouse.nights import Night
from warehouse.save import begin_night, save_probes, save_register, save_visit

TWO = agency("slj", column("gzdt"), column("tzgg"))


def as_of(back: int) -> datetime:
    return AS_OF - timedelta(days=back)


def night(w: Warehouse, back: int, *, office: Agency = TWO, **states: str) -> Night:
    """The night `back` days ago. `states` of columns; `list` is one that was read, and `tzgg` is read by itself."""
    now = as_of(back) + timedelta(hours=3)
    save_register(w, OFFICE, [office], now=now)
    begun = begin_night(w, as_of=as_of(back), run_id=f"r{back}", now=now)
    for code, state in ({"tzgg": "list"} | states).items():
        seen: Any = visit(entry(1), column=code, at=now) if state == "list" else failed(state, column=code, at=now)
        save_visit(w, begun, seen)
    return begun


def unseen(w: Warehouse, tonight: Night) -> dict[str, LongUnseen]:
    return {each.column: each for each in long_unseen(w, tonight, zone=ZONE)}


def probe(w: Warehouse, moment: datetime, outcome: ProbeOutcome) -> None:
    one = Probe(
        host="www.yunxi.example", url="http://www.yunxi.example/", probed_at=moment, outcome=outcome, seconds=0.1
    )
    save_probes(w, [one], round_at=moment)


def test_the_third_night_puts_it_on_the_list(warehouse: Warehouse) -> None:
    night(warehouse, 2, gzdt="blocked")
    second = night(warehouse, 1, gzdt="blocked")
    assert unseen(warehouse, second) == {}
    found = unseen(warehouse, night(warehouse, 0, gzdt="blocked"))
    assert set(found) == {"gzdt"}
    one = found["gzdt"]
    assert (one.agency, one.host, one.nights, one.since) == ("slj", "www.yunxi.example", 3, date(2026, 11, 18))
    assert (one.state, one.cause, one.reason) == ("blocked", "our_failure", "no answer")
    assert one.beside == "no_probes"


def test_whatever_the_reasons_were(warehouse: Warehouse) -> None:
    night(warehouse, 2, gzdt="unreachable")
    night(warehouse, 1, gzdt="not_a_list")
    assert unseen(warehouse, night(warehouse, 0, gzdt="needs_data"))["gzdt"].state == "needs_data"


def test_a_night_in_which_it_was_read_begins_the_count_anew(warehouse: Warehouse) -> None:
    for back, state in ((3, "blocked"), (2, "list"), (1, "blocked"), (0, "blocked")):
        last = night(warehouse, back, gzdt=state)
    assert unseen(warehouse, last) == {}


def test_read_in_the_second_pass_is_read(warehouse: Warehouse) -> None:
    for back in (2, 1, 0):
        last = night(warehouse, back, gzdt="blocked")
    save_visit(warehouse, last, visit(entry(1), column="gzdt", at=as_of(0) + timedelta(hours=4)))
    assert unseen(warehouse, last) == {}


def test_a_night_in_which_our_own_network_was_down_is_passed_over(warehouse: Warehouse) -> None:
    for back in (4, 3):
        night(warehouse, back, gzdt="blocked")
    night(warehouse, 2, gzdt="not_tried", tzgg="not_tried")
    fourth = night(warehouse, 1, gzdt="blocked")
    assert unseen(warehouse, fourth)["gzdt"].nights == 3
    assert unseen(warehouse, night(warehouse, 0, gzdt="not_tried", tzgg="not_tried"))["gzdt"].nights == 3


def test_left_alone_after_a_challenge_while_others_were_read_counts(warehouse: Warehouse) -> None:
    """Who blocks us gains no rest from it."""
    night(warehouse, 2, gzdt="blocked")
    night(warehouse, 1, gzdt="not_tried")
    assert unseen(warehouse, night(warehouse, 0, gzdt="not_tried"))["gzdt"].nights == 3


def test_a_column_is_not_expected_before_it_was_registered(warehouse: Warehouse) -> None:
    for back in (2, 1):
        night(warehouse, back, office=agency("slj", column("tzgg")))
    assert unseen(warehouse, night(warehouse, 0, gzdt="blocked")) == {}


def test_a_corrected_address_is_another_page(warehouse: Warehouse) -> None:
    moved = agency("slj", column("gzdt", url="http://www.yunxi.example/new/"), column("tzgg"))
    for back in (2, 1):
        night(warehouse, back, gzdt="unreachable")
    now = as_of(0) + timedelta(hours=3)
    save_register(warehouse, OFFICE, [moved], now=now)
    tonight = begin_night(warehouse, as_of=as_of(0), run_id="r0", now=now)
    save_visit(warehouse, tonight, visit(entry(1), column="tzgg", at=now))
    save_visit(warehouse, tonight, failed(column="gzdt", url="http://www.yunxi.example/new/", at=now))
    assert unseen(warehouse, tonight) == {}


def test_a_duty_that_has_ended_is_nobodys_list(warehouse: Warehouse) -> None:
    ended = agency("slj", column("gzdt", until=date(2026, 11, 19)), column("tzgg"))
    for back in (2, 1, 0):
        last = night(warehouse, back, office=ended, gzdt="blocked")
    assert unseen(warehouse, last) == {}


def test_two_points_of_one_day_are_one_day(warehouse: Warehouse) -> None:
    night(warehouse, 1, gzdt="blocked")
    noon = as_of(0).replace(hour=12)
    begun = begin_night(warehouse, as_of=noon, run_id="noon", now=noon)
    save_visit(warehouse, begun, failed("blocked", column="gzdt", at=noon))
    assert unseen(warehouse, night(warehouse, 0, gzdt="blocked")) == {}


def test_who_blocks_the_crawl_while_its_home_page_opens_is_named(warehouse: Warehouse) -> None:
    for back in (2, 1, 0):
        last = night(warehouse, back, gzdt="blocked")
    for hour in range(24):
        probe(warehouse, as_of(1).replace(hour=hour, minute=10), "answered")
    probe(warehouse, as_of(5), "failed")
    one = unseen(warehouse, last)["gzdt"]
    assert (one.beside, one.probes.answered, one.probes.failed, one.failure_share) == ("turns_us_away", 24, 0, 0)


def test_what_probes_say_beside_it(warehouse: Warehouse) -> None:
    for back in (2, 1, 0):
        last = night(warehouse, back, gzdt="unreachable")

    def after(hour: int, outcome: ProbeOutcome) -> str:
        probe(warehouse, as_of(1).replace(hour=hour), outcome)
        return unseen(warehouse, last)["gzdt"].beside

    assert after(1, "blocked") == "blocked_too"
    assert after(2, "failed") == "down"
    assert after(3, "answered") == "opens"
    assert (after(4, "failed"), after(5, "failed")) == ("mostly_down", "mostly_down")
